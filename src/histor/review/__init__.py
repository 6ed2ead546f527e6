"""Review: what people decided on events and voices, kept beside the ledger, applied where it is asked for.

>>> from histor import review
>>> with review.open("syria.duckdb") as desk:                                          # doctest: +SKIP
...     desk.decide("1cf74dc84d6cf6d8.e1", "correct", by="Anna", change={"status": "future"})

The order of reading the modules: records (decisions and the facts that they are about), facts, checks (what may be
said), store (the file), match (what a decision is about after another coding), apply, desk (all of it together);
queue, evaluate, training, reading (export and import), view (a ledger as review left it).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from histor.review.desk import Desk

__all__ = ["open"]


def open(path: str | os.PathLike[str]) -> Desk:
    """The decisions on the ledger at ``path``, and the ledger beside them; nothing is read until then."""
    from histor.ledger.ledger import Ledger
    from histor.review.desk import Desk

    return Desk(Ledger(path))
