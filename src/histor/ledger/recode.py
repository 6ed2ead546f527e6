"""Coding again what the ledger holds, after a new model or codebook.

New accounts are gathered in the table `recoded`, batch by batch; the old coding stays in place until all are there,
and is then exchanged in one transaction. A recoding that was killed goes on where it was when it is called again.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from histor.accounts import from_json
from histor.ledger import linker
from histor.ledger.add import BATCH, BATCH_SECONDS, present, put, put_accounts, take_out
from histor.ledger.keys import report_key
from histor.ledger.store import WRITE_WAIT, reading, unpacked_in, writing
from histor.records import Account, Coder, Report

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Code = Callable[[Iterable[Report]], Iterator[Account]]
_CODER = "histor = $1 AND model = $2 AND codebook = $3"


@dataclass(frozen=True, slots=True)
class Recoded:
    """``changed`` reports have a new coding; of ``failed`` ones the old coding was kept."""

    changed: int
    failed: int


def recode(
    path: Path,
    code: Code,
    coder: Coder,
    *,
    everything: bool = False,
    wait: float = WRITE_WAIT,
    on_coded: Callable[[Account], object] | None = None,
) -> Recoded:
    """Code the reports of the ledger at ``path`` again with ``code``, which is what ``coder`` states.

    Reports that ``coder`` has coded already are left as they are, unless ``everything`` is asked for. A report for
    which ``code`` gives no account keeps its old one. Raises LedgerError where the ledger cannot be read or written.
    """
    versions = [coder.histor, coder.model, coder.codebook]
    with reading(path) as connection:
        todo = _todo(connection, versions, everything)
    with writing(path, wait) as connection:  # left from a recoding with another model, or of reports that are gone
        connection.execute(
            f"DELETE FROM recoded WHERE NOT ({_CODER}) OR report NOT IN (SELECT report FROM reports)",
            versions,
        )
        made = {key for (key,) in connection.execute("SELECT report FROM recoded").fetchall()}
    rest = [key for key in todo if key not in made]
    for batch in _batches(code(_reports(path, rest))):
        with writing(path, wait) as connection:
            put_accounts(connection, "recoded", batch)
        made.update(batch)
        for account in batch.values():
            if on_coded:
                on_coded(account)
    _exchange(path, wait)
    return Recoded(len(made), len(set(rest) - made))


def _todo(connection: DuckDBPyConnection, versions: list[str], everything: bool) -> list[str]:
    condition = "true" if everything else f"NOT ({_CODER})"
    query = f"SELECT report FROM reports WHERE {condition} ORDER BY report"
    return [key for (key,) in connection.execute(query, [] if everything else versions).fetchall()]


def _reports(path: Path, keys: list[str]) -> Iterator[Report]:
    """The reports with ``keys``; the file is free while they are coded."""
    for start in range(0, len(keys), BATCH):
        with reading(path) as connection:
            found = list(unpacked(connection, "accounts", keys[start : start + BATCH]))
        for line in found:
            yield from_json(json.loads(line)).report


def unpacked(connection: DuckDBPyConnection, table: str, keys: list[str] | None = None) -> Iterator[str]:
    """The lines of JSON in ``table`` (accounts or recoded) in the order of keys; those of ``keys``, or all."""
    condition = "true" if keys is None else "report IN (SELECT unnest(?::VARCHAR[]))"
    query = f"SELECT account FROM {table} WHERE {condition} ORDER BY report"
    cursor = connection.cursor().execute(query, [] if keys is None else [keys])
    while rows := cursor.fetchmany(100):
        for (packed,) in rows:
            yield zlib.decompress(packed).decode()


def _batches(accounts: Iterable[Account]) -> Iterator[dict[str, Account]]:
    batch: dict[str, Account] = {}
    since = time.monotonic()
    for account in accounts:
        batch[report_key(account.report)] = account
        if len(batch) >= BATCH or time.monotonic() - since >= BATCH_SECONDS:
            yield batch
            batch, since = {}, time.monotonic()
    if batch:
        yield batch


def _exchange(path: Path, wait: float) -> None:
    """Put what `recoded` holds in the place of the old coding: all of it, or after a kill nothing."""
    with writing(path, wait) as connection:
        query = "SELECT report FROM recoded ORDER BY report"
        keys = [key for (key,) in connection.execute(query).fetchall()]
        for start in range(0, len(keys), BATCH):
            some = keys[start : start + BATCH]
            there = present(connection, some)
            lines = unpacked_in(connection, some, "recoded")
            accounts = {key: from_json(json.loads(line)) for key, line in lines.items() if key in there}
            linker.unlink(connection, accounts)
            take_out(connection, accounts)
            put(connection, accounts)
        connection.execute("DELETE FROM recoded")
