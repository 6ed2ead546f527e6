"""Accounts for commands that work on what has been coded: a ledger, or the JSONL of ``histor code --json``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from histor.records import Account

if TYPE_CHECKING:
    from histor.read import Skipped


def accounts_of(
    inputs: tuple[str, ...], ledger: str, on_skip: Callable[[Skipped], object], *, reviewed: bool = False
) -> Iterator[Account]:
    """The accounts in ``inputs``, in their order; of the ledger at the path ``ledger`` where there are none.

    With ``reviewed`` those of the ledger have the decisions of review applied.

    What holds none is handed to ``on_skip``. Raises LedgerError where the ledger cannot be read.
    """
    from histor.ledger.inputs import accounts_in, sort_out
    from histor.ledger.lake import accounts_of_lake
    from histor.read.limits import skipped

    if not inputs:
        yield from _in_ledger(ledger, reviewed=reviewed)
        return
    found = sort_out(inputs, on_skip)
    for plain in found.plain:
        name = plain if isinstance(plain, str) else getattr(plain, "name", "standard input")
        on_skip(skipped(str(name), "holds no accounts; histor code --json makes them, --ledger names a ledger"))
    for source in found.coded:
        yield from accounts_in(source, on_skip)
    for lake in found.lakes:
        for coded in accounts_of_lake(lake, on_skip):
            yield coded if isinstance(coded, Account) else coded.account


def _in_ledger(path: str, *, reviewed: bool) -> Iterator[Account]:
    from histor.accounts import from_json
    from histor.cli.ledger import opened

    with opened(path, reviewed=reviewed) as ledger:
        for line in ledger.accounts():
            yield from_json(json.loads(line))
