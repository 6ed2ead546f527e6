"""What changes a ledger: adding accounts, removing reports, putting new accounts in the place of old ones."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from histor.ledger import linker
from histor.ledger.keys import report_key
from histor.ledger.originals import Originals
from histor.ledger.store import WRITE_WAIT, insert, writing
from histor.ledger.tables import CONTENT, account_line, rows_of
from histor.records import Account

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from histor.link.tellings import Coded

BATCH = 500  # accounts of one transaction: about 10 MB, half a second
BATCH_SECONDS = 10.0  # after which fewer are stored too, so that a kill costs little work
BATCH_CHARS = 20_000_000  # likewise, so that memory stays bounded whatever the length of the reports
HELD = (*CONTENT, "accounts")


@dataclass(frozen=True, slots=True)
class Stored:
    """A report that is in the ledger: ``report`` is its key; ``new`` is False where it was there before."""

    report: str
    id: str
    new: bool
    voices: int
    events: int


def add(
    path: Path,
    accounts: Iterable[Account | Coded],
    *,
    link: bool = True,
    wait: float = WRITE_WAIT,
    on_stored: Callable[[Stored], object] | None = None,
) -> int:
    """Add ``accounts`` to the ledger at ``path``; the number of those that were not in it.

    A report that is in the ledger stays as it is. ``on_stored`` is called for every account once it is safely in the
    file. Where ``accounts`` fails in the middle (Ctrl-C, too), those before are stored nevertheless. With ``link`` what
    is stored and not linked yet is linked after each batch, with its reading where ``accounts`` give one.

    Raises LedgerError where the ledger cannot be written.
    """
    added = 0
    for batch, whole in _batches(accounts):
        readings = {report_key(each.account.report): each.reading for each in batch if not isinstance(each, Account)}
        for stored in _store(path, [each if isinstance(each, Account) else each.account for each in batch], wait):
            added += stored.new
            if on_stored:
                on_stored(stored)
        if link and whole and path.exists():
            linker.link(path, readings, wait=wait)
    return added


def _batches(accounts: Iterable[Account | Coded]) -> Iterator[tuple[list[Account | Coded], bool]]:
    """``accounts`` in batches, and False with the one that a failure (Ctrl-C, too) cuts short; the failure comes after it."""
    batch: list[Account | Coded] = []
    chars, since = 0, time.monotonic()
    source = iter(accounts)
    while True:
        try:
            given = next(source, None)
        except BaseException:
            yield batch, False
            raise
        if given is not None:
            batch.append(given)
            chars += len((given if isinstance(given, Account) else given.account).report.text)
        full = len(batch) >= BATCH or chars >= BATCH_CHARS or time.monotonic() - since >= BATCH_SECONDS
        if given is None or full:
            yield batch, True
            batch, chars, since = [], 0, time.monotonic()
        if given is None:
            return


def _store(path: Path, batch: list[Account], wait: float) -> list[Stored]:
    """One transaction."""
    if not batch:
        return []
    by_key: dict[str, Account] = {}
    for account in batch:
        by_key.setdefault(report_key(account.report), account)
    with writing(path, wait) as connection:
        known = present(connection, by_key)
        fresh = {key: account for key, account in by_key.items() if key not in known}
        put(connection, fresh)
    told: list[Stored] = []
    for account in batch:
        key = report_key(account.report)
        new = fresh.pop(key, None) is not None
        told.append(Stored(key, account.report.id, new, len(account.voices), len(account.events)))
    return told


def present(connection: DuckDBPyConnection, keys: Iterable[str]) -> set[str]:
    """Those of ``keys`` that are keys of reports in the ledger."""
    query = "SELECT report FROM reports WHERE report IN (SELECT unnest(?::VARCHAR[]))"
    return {key for (key,) in connection.execute(query, [list(keys)]).fetchall()}


def put(connection: DuckDBPyConnection, accounts: dict[str, Account]) -> None:
    """Insert ``accounts``, by key of the report, into all tables; in the order of keys."""
    made = [rows_of(accounts[key]) for key in sorted(accounts)]
    for table in CONTENT:
        insert(connection, table, [row for rows in made for row in rows[table]])
    put_accounts(connection, "accounts", accounts)


def put_accounts(connection: DuckDBPyConnection, table: str, accounts: dict[str, Account]) -> None:
    """Insert the accounts as they are into ``accounts``, or into ``recoded``, which states the coder too."""
    keys = sorted(accounts)
    columns: list[list[object]] = [
        list(keys),
        [zlib.compress(account_line(accounts[key]), 6) for key in keys],
    ]
    types = ["VARCHAR[]", "BLOB[]"]
    if table == "recoded":
        coders = [accounts[key].coder for key in keys]
        columns += [[c.histor for c in coders], [c.model for c in coders], [c.codebook for c in coders]]
        types += ["VARCHAR[]"] * 3
    values = ", ".join(f"unnest(?::{type_})" for type_ in types)
    connection.execute(f"INSERT INTO {table} SELECT {values}", columns)


def take_out(connection: DuckDBPyConnection, keys: Iterable[str]) -> None:
    """Delete all that the ledger holds of the reports with ``keys``."""
    listed = list(keys)
    for table in HELD:
        connection.execute(f"DELETE FROM {table} WHERE report IN (SELECT unnest(?::VARCHAR[]))", [listed])


def remove(path: Path, names: Iterable[str], *, wait: float = WRITE_WAIT) -> Iterator[tuple[str, int]]:
    """Remove the reports that ``names`` name by key, id or address: each name with the number of reports it removed.

    All go in one transaction; the pairs come when it is done.
    """
    wanted = list(dict.fromkeys(names))
    found: dict[str, list[str]] = {}
    with writing(path, wait) as connection:
        for name in wanted:
            query = "SELECT report FROM reports WHERE report = $1 OR id = $1 OR url = $1 ORDER BY report"
            found[name] = [key for (key,) in connection.execute(query, [name]).fetchall()]
        gone = {key for keys in found.values() for key in keys}
        linker.unlink(connection, gone)
        take_out(connection, gone)
    Originals(path).forget(gone)
    yield from ((name, len(keys)) for name, keys in found.items())
