r"""The ledger: one DuckDB file with everything found in reports; only this package touches the database.

>>> import histor
>>> with histor.open("syria.duckdb") as ledger:                                     # doctest: +SKIP
...     for event in ledger.events(actor="RUS", place="SYR", since="2015-09"):
...         print(event.when_from, event.type, event.sentence)

The order of reading the modules: schema.sql (the tables), keys, tables (account → rows), store (the file and its
lock), add and recode (what changes it); filters, ask and rows (questions and answers), sql, stats; ledger (all of it).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from histor.ledger.ledger import Ledger

__all__ = ["open"]


def open(path: str | os.PathLike[str], *, wait: float | None = None) -> Ledger:
    """The ledger at ``path``, to be asked or added to; nothing is read until then.

    ``wait`` is how many seconds to wait for other processes (default: 10 to read, 60 to write).
    """
    from histor.ledger.ledger import Ledger

    return Ledger(path, wait=wait)
