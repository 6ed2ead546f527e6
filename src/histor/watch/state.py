"""What a watch remembers over restarts: sources, items, what each query knows, alerts and whether they are delivered.

One SQLite file beside the ledger, ``LEDGER.watch``. One process has it at a time, one thread uses it, and each method
is a transaction: after a kill the file is as it was before the last method or after it.

Times are those of the wall clock, which may be set. A time that lies further ahead than anything is ever put off
counts as come, so that a clock set back stops nothing.
"""

from __future__ import annotations

import json
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from histor.accounts import dumps, from_json
from histor.errors import LedgerError
from histor.ledger.keys import report_key
from histor.plain import visible
from histor.read.fetch import Validators
from histor.read.listed import Listed
from histor.records import Account, Report

LONGEST = 2 * 86_400.0  # seconds for which nothing is put off longer
_VERSION = 1
_SCHEMA = """
CREATE TABLE sources (   -- what is watched
    source TEXT PRIMARY KEY, etag TEXT, modified TEXT, due REAL NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0);
CREATE TABLE items (     -- pages, entries, files and reports out of files; each goes waiting → read → done, or is skipped
    number INTEGER PRIMARY KEY, item TEXT NOT NULL UNIQUE, source TEXT NOT NULL, host TEXT NOT NULL, listed TEXT NOT NULL,
    state TEXT NOT NULL, due REAL NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0, reason TEXT,
    key TEXT, report BLOB);
CREATE INDEX by_state ON items (state, host, number);
CREATE TABLE bases (     -- queries whose first answer has been taken as known
    base TEXT PRIMARY KEY);
CREATE TABLE known (base TEXT, event TEXT, PRIMARY KEY (base, event)) WITHOUT ROWID;
CREATE TABLE alerts (number INTEGER PRIMARY KEY, alert TEXT NOT NULL UNIQUE, told TEXT NOT NULL);
CREATE TABLE deliveries ( -- what is still to be delivered
    alert TEXT, channel TEXT, due REAL NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (alert, channel));
"""


File = tuple[str, int, int]
"""A file as a folder had it: path, size, time of its last change."""

Found = tuple[str, str, Listed | None, File | None]
"""An item as a look finds it: its name, its host, and what a list said of it or which file it is."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item as it waits: ``file`` where a folder had it, else ``listed`` is what a list said."""

    number: int
    item: str
    source: str
    host: str
    listed: Listed
    tries: int
    file: File | None


@dataclass(frozen=True, slots=True)
class Held:
    """A report that was read and waits to be coded."""

    number: int
    key: str
    report: Report


@dataclass(frozen=True, slots=True)
class Delivery:
    """An alert that is still to go to ``channel``."""

    alert: str
    channel: str
    told: dict[str, Any]
    tries: int


_COME = "(due <= ? OR due > ?)"  # with now, and now + LONGEST


class State:
    """The file at ``path``. Raises LedgerError where it is damaged, of another version, or another watch has it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._connection = sqlite3.connect(path, timeout=2.0, isolation_level=None)
            self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            with self._write() as connection:
                self._prepare(connection)
        except sqlite3.Error as error:
            name = visible(str(path), 300)
            if "locked" in str(error):
                raise LedgerError(f"Another histor watch uses {name}; end it first.") from None
            raise LedgerError(f"{name} cannot be used: {error}.") from error

    def close(self) -> None:
        """Free the file."""
        self._connection.close()

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if "locked" in str(error):
                raise
            raise LedgerError(f"{visible(str(self.path), 300)} cannot be written: {error}.") from error

    def _prepare(self, connection: sqlite3.Connection) -> None:
        [version] = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            for statement in _SCHEMA.split(";\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {_VERSION}")
        elif version != _VERSION:
            raise LedgerError(f"{visible(str(self.path), 300)} is of another version of Histor; move it away.")

    def _all(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(query, values).fetchall()

    # Sources

    def source(self, where: str) -> tuple[Validators, float, int]:
        """Validators, the time from which it may be looked at, and how many looks in a row have failed."""
        found = self._all("SELECT etag, modified, due, failures FROM sources WHERE source = ?", [where])
        if not found:
            return Validators(), 0.0, 0
        etag, modified, due, failures = found[0]
        return Validators(etag, modified), _due(due), failures

    def failed(self, where: str, due: float) -> None:
        """A look has failed; the next is not before ``due``."""
        with self._write() as connection:
            connection.execute("INSERT OR IGNORE INTO sources (source) VALUES (?)", [where])
            connection.execute("UPDATE sources SET failures = failures + 1, due = ? WHERE source = ?", [due, where])

    def found(
        self, where: str, entries: Iterable[Found], validators: Validators, due: float, ready: float = 0.0
    ) -> int:
        """What a look has found: the number of items that are new, which may be read from ``ready`` on.

        With them, and never without them, the validators are kept.
        """
        with self._write() as connection:
            new = _insert(connection, where, entries, ready)
            connection.execute(
                "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, 0)",
                [where, validators.etag, validators.modified, due],
            )
        return new

    # Items

    def waiting_hosts(self, now: float) -> list[str]:
        """The hosts that have pages to be fetched; those whose first page has waited longest come first."""
        query = f"SELECT host FROM items WHERE state = 'waiting' AND {_COME} GROUP BY host ORDER BY min(number)"  # noqa: S608
        return [host for (host,) in self._all(query, [now, now + LONGEST])]

    def pages_of(self, host: str, now: float, limit: int) -> list[Item]:
        """The first pages of a host that may be fetched."""
        return self._items(
            f"SELECT number FROM items WHERE state = 'waiting' AND host = ? AND {_COME} ORDER BY number LIMIT ?",  # noqa: S608
            [host, now, now + LONGEST, limit],
        )

    def next_files(self, now: float) -> list[Item]:
        """Files that may be read."""
        return self._items(
            f"SELECT number FROM items WHERE state = 'file' AND {_COME} ORDER BY 1 LIMIT 100",  # noqa: S608
            [now, now + LONGEST],
        )

    def _items(self, which: str, values: Sequence[Any]) -> list[Item]:
        query = (
            f"SELECT number, item, source, host, listed, tries, state FROM items WHERE number IN ({which}) ORDER BY 1"  # noqa: S608
        )
        items = []
        for number, item, source, host, listed, tries, state in self._all(query, values):
            about = json.loads(listed)
            file = (about[0], about[1], about[2]) if state == "file" else None
            items.append(Item(number, item, source, host, Listed() if file else Listed(**about), tries, file))
        return items

    def read(self, number: int, report: Report) -> None:
        """The page or entry of that number gave ``report``."""
        with self._write() as connection:
            connection.execute(
                "UPDATE items SET state = 'read', tries = 0, due = 0, key = ?, report = ? WHERE number = ?",
                [report_key(report), _packed(report), number],
            )

    def read_file(self, item: Item, reports: Iterable[Report]) -> int:
        """The file gave ``reports``: the number of those that no file gave before; all of them are kept, or none."""
        new = 0
        with self._write() as connection:
            for report in reports:
                key = report_key(report)
                new += connection.execute(
                    "INSERT OR IGNORE INTO items (item, source, host, listed, state, key, report) "
                    "VALUES (?, ?, '', '{}', 'read', ?, ?)",
                    [f"report:{key}", item.source, key, _packed(report)],
                ).rowcount
            connection.execute("UPDATE items SET state = 'done' WHERE number = ?", [item.number])
        return new

    def read_list(self, item: Item, entries: Iterable[Found]) -> int:
        """The file leads to ``entries``: the number of those that are new; all of them are kept, or none."""
        with self._write() as connection:
            new = _insert(connection, item.source, entries, 0.0)
            connection.execute("UPDATE items SET state = 'done' WHERE number = ?", [item.number])
        return new

    def drop(self, number: int) -> None:
        """Forget a file that has changed since it was seen; it is an item of another name now."""
        with self._write() as connection:
            connection.execute("DELETE FROM items WHERE number = ?", [number])

    def put_off(self, number: int, due: float, reason: str) -> None:
        """The item gave nothing yet; it is tried again from ``due`` on."""
        with self._write() as connection:
            connection.execute(
                "UPDATE items SET tries = tries + 1, due = ?, reason = ? WHERE number = ?", [due, reason, number]
            )

    def skip(self, number: int, reason: str) -> None:
        """The item gives no report, and is not tried again."""
        with self._write() as connection:
            connection.execute(
                "UPDATE items SET state = 'skipped', report = NULL, reason = ? WHERE number = ?", [reason, number]
            )

    def next_reports(self, limit: int, patience: int) -> list[Held]:
        """Reports to be coded, and a note that they are about to be.

        One that was about to be coded ``patience`` times, each time when the program ended, comes alone.
        """
        query = "SELECT number, key, report, tries FROM items WHERE state = 'read' ORDER BY tries >= ?, number LIMIT ?"
        found = self._all(query, [patience, limit])
        if found and found[0][3] >= patience:
            found = found[:1]
        found = [row for row in found if len(found) == 1 or row[3] < patience]
        with self._write() as connection:
            connection.executemany("UPDATE items SET tries = tries + 1 WHERE number = ?", [(row[0],) for row in found])
        return [Held(number, key, _report(packed)) for number, key, packed, _ in found]

    def not_coded(self, numbers: Iterable[int]) -> None:
        """The reports of these numbers were not coded after all, by no fault of theirs."""
        with self._write() as connection:
            connection.executemany("UPDATE items SET tries = tries - 1 WHERE number = ?", [(n,) for n in numbers])

    def worn_out(self, most: int) -> list[int]:
        """Reports that were about to be coded ``most`` times: coding them ends the program."""
        return [
            number for (number,) in self._all("SELECT number FROM items WHERE state = 'read' AND tries >= ?", [most])
        ]

    def done(self, numbers: Iterable[int]) -> None:
        """The reports of these numbers are in the ledger."""
        with self._write() as connection:
            query = "UPDATE items SET state = 'done', tries = 0, report = NULL WHERE number = ?"
            connection.executemany(query, [(number,) for number in numbers])

    def held(self) -> int:
        """How many reports wait to be coded."""
        return int(self._all("SELECT count(*) FROM items WHERE state = 'read'")[0][0])

    # Queries and alerts

    def known(self, base: str) -> set[str] | None:
        """The events that the query with that base knows; None where it has not been asked yet."""
        if not self._all("SELECT 1 FROM bases WHERE base = ?", [base]):
            return None
        return {event for (event,) in self._all("SELECT event FROM known WHERE base = ?", [base])}

    def learn(self, base: str, events: Iterable[str], alerts: Sequence[dict[str, Any]], channels: Sequence[str]) -> int:
        """The query with that base knows ``events`` now, and ``alerts`` are to be delivered: how many are new."""
        new = 0
        with self._write() as connection:
            connection.execute("INSERT OR IGNORE INTO bases VALUES (?)", [base])
            connection.executemany("INSERT OR IGNORE INTO known VALUES (?, ?)", [(base, event) for event in events])
            for told in alerts:
                row = [told["id"], json.dumps(told, ensure_ascii=False)]
                if connection.execute("INSERT OR IGNORE INTO alerts (alert, told) VALUES (?, ?)", row).rowcount:
                    new += 1
                    connection.executemany(
                        "INSERT INTO deliveries (alert, channel) VALUES (?, ?)",
                        [(told["id"], channel) for channel in channels],
                    )
        return new

    def deliveries(self, now: float, channels: Sequence[str]) -> list[Delivery]:
        """What may be delivered now, in the order in which it was raised; of channels that there are no more nothing."""
        marks = ", ".join("?" * len(channels))
        query = (
            "SELECT alert, channel, told, tries FROM deliveries JOIN alerts USING (alert) "  # noqa: S608
            f"WHERE {_COME} AND channel IN ({marks}) ORDER BY alerts.number LIMIT 1000"
        )
        rows = self._all(query, [now, now + LONGEST, *channels])
        return [Delivery(alert, channel, json.loads(told), tries) for alert, channel, told, tries in rows]

    def delivered(self, delivery: Delivery) -> None:
        """It is where it should go, or is given up."""
        with self._write() as connection:
            connection.execute(
                "DELETE FROM deliveries WHERE alert = ? AND channel = ?", [delivery.alert, delivery.channel]
            )

    def not_delivered(self, delivery: Delivery, due: float) -> None:
        """It is tried again from ``due`` on."""
        with self._write() as connection:
            connection.execute(
                "UPDATE deliveries SET tries = tries + 1, due = ? WHERE alert = ? AND channel = ?",
                [due, delivery.alert, delivery.channel],
            )

    def undelivered(self) -> int:
        """How many deliveries are still to be made."""
        return int(self._all("SELECT count(*) FROM deliveries")[0][0])

    def latest_alerts(self, limit: int) -> list[dict[str, Any]]:
        """The latest alerts, the newest first."""
        return [
            json.loads(told) for (told,) in self._all("SELECT told FROM alerts ORDER BY number DESC LIMIT ?", [limit])
        ]


def _insert(connection: sqlite3.Connection, where: str, entries: Iterable[Found], ready: float) -> int:
    new = 0
    for item, host, listed, file in entries:
        about = json.dumps(asdict(listed) if listed else list(file or ()))
        new += connection.execute(
            "INSERT OR IGNORE INTO items (item, source, host, listed, state, due) VALUES (?, ?, ?, ?, ?, ?)",
            [item, where, host, about, "file" if file else "waiting", ready],
        ).rowcount
    return new


def _due(due: float) -> float:
    return 0.0 if due > time.time() + LONGEST else due


def _packed(report: Report) -> bytes:
    return zlib.compress(dumps(Account(report, (), (), (), ())).encode(), 6)


def _report(packed: bytes) -> Report:
    return from_json(json.loads(zlib.decompress(packed))).report
