"""Where decisions are kept: an SQLite file beside the ledger, ``syria.duckdb`` → ``syria.duckdb.reviews``.

They do not lie in the ledger itself, for three reasons. DuckDB lets either one process write or many read: a reviewer's
single line would have to wait for all readers, and the server, which reads, could not write it. A ledger of another
version is made anew from its reports, and decisions, the dearest thing in it, must outlive that. And so the server
opens the ledger for reading only, with reviews as without. SQLite takes a line from any number of processes at once.

Rows are only ever added; triggers in the file refuse anything else.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, cast

from histor.errors import LedgerError, UsageError
from histor.plain import visible
from histor.records import Coder, Span
from histor.review.records import Decision, Item, Kind, Verdict

SUFFIX = ".reviews"
WAIT = 10.0  # seconds for others who write; each needs some milliseconds
_VERSION = 1
_APPLICATION = 0x48697372  # "Hisr": tells the file from other SQLite files
_SCHEMA = """
CREATE TABLE reviews (
    number INTEGER PRIMARY KEY,                      -- in the order in which they came into this file
    id TEXT NOT NULL UNIQUE,
    report TEXT NOT NULL, sha256 TEXT NOT NULL, kind TEXT NOT NULL, start INTEGER, "end" INTEGER,  -- the item
    words TEXT NOT NULL, verdict TEXT NOT NULL, was TEXT, became TEXT, note TEXT NOT NULL,
    by TEXT NOT NULL, at TEXT NOT NULL, undoes TEXT,
    histor TEXT NOT NULL, model TEXT NOT NULL, codebook TEXT NOT NULL
);
CREATE INDEX of_report ON reviews (report, kind, start, "end", at, id);
CREATE INDEX in_time ON reviews (at, id);
CREATE INDEX taken_back ON reviews (undoes);
CREATE TRIGGER kept BEFORE UPDATE ON reviews BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
CREATE TRIGGER held BEFORE DELETE ON reviews BEGIN SELECT RAISE(ABORT, 'decisions are never deleted'); END;
"""
_COLUMNS = (
    "id", "report", "sha256", "kind", "start", "end", "words", "verdict", "was", "became", "note", "by", "at", "undoes",
    "histor", "model", "codebook",
)  # fmt: skip
# What counts of each item: the last decision that was neither taken back nor takes one back.
_COUNTS = """verdict <> 'undo' AND NOT EXISTS (SELECT 1 FROM reviews AS u WHERE u.undoes = r.id) AND NOT EXISTS (
    SELECT 1 FROM reviews AS l WHERE l.report = r.report AND l.kind = r.kind AND l.start IS r.start
    AND l."end" IS r."end" AND (l.at, l.id) > (r.at, r.id) AND l.verdict <> 'undo'
    AND NOT EXISTS (SELECT 1 FROM reviews AS u WHERE u.undoes = l.id))"""


class Overtaken(UsageError):  # noqa: N818  it is no mistake of whoever decides
    """Somebody else has decided on the same thing since it was looked at."""


class Anything:
    """That it does not matter what was decided before."""


ANY = Anything()


@dataclass(frozen=True, slots=True)
class Asked:
    """Which decisions; what is None does not matter. ``counting``: only those that count now, one an item."""

    report: str | None = None
    kind: Kind | None = None
    span: Span | None = None
    verdict: Verdict | None = None
    by: str | None = None
    counting: bool = False

    def condition(self) -> tuple[str, list[Any]]:
        """SQL on the rows of ``reviews AS r``, and its parameters."""
        start, end = self.span or (None, None)
        given: list[tuple[str, Any]] = [
            ("report", self.report), ("kind", self.kind), ("verdict", self.verdict), ("by", self.by),
            ("start", start), ('"end"', end),
        ]  # fmt: skip
        conditions = [f"r.{name} = ?" for name, value in given if value is not None]
        if self.counting:
            conditions.append(_COUNTS)
        return " AND ".join(conditions) or "true", [value for _, value in given if value is not None]


class Store:
    """The decisions on the ledger at ``ledger``. The file is made with the first decision, and open only while used."""

    def __init__(self, ledger: Path, *, wait: float = WAIT) -> None:
        self.path = ledger.with_name(ledger.name + SUFFIX)
        self._wait = wait

    def add(self, decision: Decision, *, after: str | Anything | None = ANY) -> Decision:
        """Keep ``decision``; what was kept, its time moved on where the clock is behind that of the one before.

        ``after`` is the id of the decision that counted when the reviewer looked, None where there was none. Raises
        Overtaken where another counts by now: that one should be looked at first.
        """
        with self._writing() as connection:
            before = _counting(connection, decision.item)
            if after is not ANY and (before.id if before else None) != after:
                raise Overtaken(_overtaken(before))
            last = connection.execute(
                'SELECT max(at) FROM reviews WHERE report = ? AND kind = ? AND start IS ? AND "end" IS ?',
                _item(decision.item),
            ).fetchone()[0]
            if last is not None and decision.at <= last:
                later = datetime.fromisoformat(last) + timedelta(microseconds=1)
                decision = replace(decision, at=stamp(later))
            _insert(connection, [decision])
        return decision

    def merge(self, decisions: Iterable[Decision]) -> int:
        """Keep decisions from elsewhere as they are; the number of those that were not here yet."""
        with self._writing() as connection:
            before = connection.total_changes
            _insert(connection, decisions)
            return connection.total_changes - before

    def counting(self, item: Item) -> Decision | None:
        """The decision that counts for ``item``."""
        with self._reading() as connection:
            return _counting(connection, item) if connection else None

    def get(self, id: str) -> Decision | None:
        """The decision with that id."""
        with self._reading() as connection:
            found = _rows(connection, "id = ?", [id]) if connection else []
            return next(iter(found), None)

    def decisions(
        self, asked: Asked = Asked(), *, limit: int | None = None, after: tuple[str, str] | None = None
    ) -> list[Decision]:
        """Decisions, the newest first; ``after`` is time and id of the last one of the page before."""
        condition, parameters = asked.condition()
        if after is not None:
            condition, parameters = f"({condition}) AND (r.at, r.id) < (?, ?)", [*parameters, *after]
        with self._reading() as connection:
            if connection is None:
                return []
            return _rows(connection, condition, parameters, "DESC", -1 if limit is None else limit)

    def count(self, asked: Asked = Asked()) -> int:
        """The number of such decisions."""
        condition, parameters = asked.condition()
        with self._reading() as connection:
            if connection is None:
                return 0
            query = f"SELECT count(*) FROM reviews AS r WHERE {condition}"
            return int(connection.execute(query, parameters).fetchone()[0])

    def reports(self) -> list[str]:
        """The keys of reports of which something was decided, in order."""
        with self._reading() as connection:
            if connection is None:
                return []
            return [key for (key,) in connection.execute("SELECT DISTINCT report FROM reviews ORDER BY report")]

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        if not self.path.exists():
            yield None
            return
        with self._told(), closing(self._connect(write=False)) as connection:
            made = connection.execute("PRAGMA user_version").fetchone()[0] != 0
            yield connection if made else None  # where somebody is about to make it, there is nothing in it yet

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, begun as one that writes: nobody can come in between reading and writing."""
        with self._told(), closing(self._connect(write=True)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                _make(connection)
            yield connection
            connection.execute("COMMIT")

    def _connect(self, *, write: bool) -> sqlite3.Connection:
        if not self.path.parent.is_dir():
            raise LedgerError(f"There is no folder {visible(str(self.path.parent), 300)} for reviews.")
        mode = "rwc" if write else "ro"
        address = f"{self.path.absolute().as_uri()}?mode={mode}"
        connection = sqlite3.connect(address, uri=True, timeout=self._wait, isolation_level=None)
        try:
            _check(connection, self.path)
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """SQLite's errors as sentences."""
        try:
            yield
        except sqlite3.Error as error:
            reason = visible(str(error), 200)
            raise LedgerError(
                f"The reviews in {visible(str(self.path), 300)} cannot be read or written ({reason})."
            ) from error


def now() -> str:
    """The present time as decisions have it."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """``moment`` with microseconds, so that text sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Whether the file is one of reviews, of this version; an empty one is about to be made."""
    connection.execute("BEGIN")  # all of one moment: somebody may be making the file
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute("COMMIT")
    if not empty and (application, version) != (_APPLICATION, _VERSION):
        raise LedgerError(f"{visible(str(path), 300)} holds no reviews that this version of Histor can read.")


def _make(connection: sqlite3.Connection) -> None:
    for statement in _statements(_SCHEMA):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    connection.execute(f"PRAGMA user_version = {_VERSION}")


def _statements(script: str) -> Iterator[str]:
    """One by one: `executescript` would end the transaction."""
    piece = ""
    for line in script.splitlines(keepends=True):
        piece += line
        if sqlite3.complete_statement(piece):
            yield piece
            piece = ""


def _item(item: Item) -> list[Any]:
    start, end = item.span or (None, None)
    return [item.report, item.kind, start, end]


def _counting(connection: sqlite3.Connection, item: Item) -> Decision | None:
    condition = f'r.report = ? AND r.kind = ? AND r.start IS ? AND r."end" IS ? AND {_COUNTS}'
    return next(iter(_rows(connection, condition, _item(item))), None)


def _rows(
    connection: sqlite3.Connection, condition: str, parameters: list[Any], order: Literal["ASC", "DESC"] = "ASC",
    limit: int = -1,
) -> list[Decision]:  # fmt: skip
    columns = ", ".join(f'"{name}"' for name in _COLUMNS)
    query = f"SELECT {columns} FROM reviews AS r WHERE {condition} ORDER BY at {order}, id {order} LIMIT ?"
    return [_decision(dict(zip(_COLUMNS, row, strict=True))) for row in connection.execute(query, [*parameters, limit])]


def _decision(row: dict[str, Any]) -> Decision:
    span = None if row["start"] is None else Span(row["start"], row["end"])
    return Decision(
        item=Item(row["report"], row["sha256"], cast(Kind, row["kind"]), span),
        verdict=cast(Verdict, row["verdict"]),
        by=row["by"],
        at=row["at"],
        coder=Coder(row["histor"], row["model"], row["codebook"]),
        words=row["words"],
        was=None if row["was"] is None else json.loads(row["was"]),
        became=None if row["became"] is None else json.loads(row["became"]),
        note=row["note"],
        undoes=row["undoes"],
    )


def _insert(connection: sqlite3.Connection, decisions: Iterable[Decision]) -> None:
    columns = ", ".join(f'"{name}"' for name in _COLUMNS)
    marks = ", ".join("?" * len(_COLUMNS))
    query = f"INSERT INTO reviews ({columns}) VALUES ({marks}) ON CONFLICT (id) DO NOTHING"
    connection.executemany(query, map(_row, decisions))


def _row(decision: Decision) -> list[Any]:
    item, coder = decision.item, decision.coder
    start, end = item.span or (None, None)
    facts = [None if part is None else json.dumps(part) for part in (decision.was, decision.became)]
    return [
        decision.id, item.report, item.sha256, item.kind, start, end, decision.words, decision.verdict, *facts,
        decision.note, decision.by, decision.at, decision.undoes, coder.histor, coder.model, coder.codebook,
    ]  # fmt: skip


def _overtaken(before: Decision | None) -> str:
    if before is None:
        return "The decision that you saw was taken back since; look again."
    return f"{visible(before.by, 100)} has decided on this since ({before.verdict}); look at that first."
