"""The ledger as programs use it: `Ledger`, and `Answer`, what it answers with."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast

from histor.accounts import from_json
from histor.errors import LedgerError, UsageError
from histor.ledger import add, ask, recode, sql, stats, store
from histor.ledger.filters import Filters
from histor.ledger.rows import LedgerActor, LedgerEvent, LedgerPlace, LedgerReport, LedgerVoice
from histor.records import Account, Coder

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation
    from pandas import DataFrame

R = TypeVar("R")
_CHUNK = 500  # rows taken from DuckDB at once


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Some rows of an answer; ``next`` is the cursor of the page after, None where this is the last one."""

    rows: tuple[R, ...]
    next: str | None


class Answer(Generic[R]):
    """The answer to a question: iterate over its records, or take it in another form. It is computed when taken."""

    def __init__(self, connect: Callable[[], DuckDBPyConnection], question: ask.Question) -> None:
        self._connect = connect
        self.question = question

    def __iter__(self) -> Iterator[R]:
        record = self.question.kind.record
        return (cast(R, record(**row)) for row, _ in self._rows())

    def page(self) -> Page[R]:
        """The rows up to the limit, and the cursor of what follows. Raises UsageError where there is no limit."""
        asked = self.question
        if asked.limit is None:
            raise UsageError("A page needs a limit.")
        found = list(self._rows(one_more=True))
        rows = tuple(cast(R, asked.kind.record(**row)) for row, _ in found[: asked.limit])
        more = len(found) > asked.limit
        return Page(rows, ask.write_cursor(asked, *found[asked.limit - 1][1]) if more else None)

    def count(self) -> int:
        """The number of rows that the filters leave, whatever the limit."""
        found = self._connect().cursor().execute(*ask.count(self.question)).fetchone()
        return int(found[0]) if found else 0

    def relation(self) -> DuckDBPyRelation:
        """The answer as a DuckDB relation, lists and dates as DuckDB's own. It needs the ledger to stay open."""
        query, parameters = ask.select(self.question)
        relation = self._connect().sql(query, params=parameters)
        return relation if self.question.limit is None else relation.limit(self.question.limit)

    def df(self) -> DataFrame:
        """The answer as a pandas DataFrame. Raises UsageError where pandas is not installed."""
        try:
            import pandas as pd  # noqa: F401  DuckDB needs it for what follows
        except ImportError:
            raise UsageError("A DataFrame needs pandas: pip install pandas.") from None
        return self.relation().df()

    def _rows(self, *, one_more: bool = False) -> Iterator[tuple[dict[str, Any], tuple[str | None, str]]]:
        """Rows by column, each with what a cursor holds of it."""
        asked = self.question
        names = [item.name for item in fields(asked.kind.record)]
        cursor = self._connect().cursor().execute(*ask.select(asked, marks=True))
        left = -1 if asked.limit is None else asked.limit + one_more
        while left and (chunk := cursor.fetchmany(_CHUNK)):
            for *values, mark, key in chunk:
                if not left:
                    return
                left -= 1
                yield dict(zip(names, map(_plain, values), strict=True)), (mark, key)


def _plain(value: Any) -> Any:
    """A value as records have it: days as ISO text, lists as tuples."""
    if isinstance(value, list):
        return tuple(value)
    return value.isoformat() if isinstance(value, date) else value


class Ledger:
    """A ledger: one DuckDB file. Close it, or use it in a ``with``, and others can write to it.

    It is opened when it is first asked something. Raises LedgerError where there is no such file, where it is no
    ledger or one of another version, or where another process holds it.
    """

    def __init__(self, path: str | os.PathLike[str], *, wait: float | None = None) -> None:
        self.path = Path(path)
        self._read_wait = store.READ_WAIT if wait is None else wait
        self._write_wait = store.WRITE_WAIT if wait is None else wait
        self._connection: DuckDBPyConnection | None = None
        self._locked = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Free the file; the next question opens it again."""
        if self._connection is not None:
            self._connection.close()
        self._connection, self._locked = None, False

    def connection(self) -> DuckDBPyConnection:
        """The read-only DuckDB connection, for what Histor does not do itself."""
        if self._connection is None:
            self._connection = store.reading(self.path, self._read_wait)
        return self._connection

    # Changing it

    def add(self, accounts: Iterable[Account], *, on_stored: Callable[[add.Stored], object] | None = None) -> int:
        """Add ``accounts``; the number of those that were not in it yet, which alone change anything.

        The file is made where there is none. ``on_stored`` hears of each account once it is safe in the file.
        """
        return add.add(self.path, self._apart(accounts), wait=self._write_wait, on_stored=on_stored)

    def remove(self, *names: str) -> dict[str, int]:
        """Remove reports named by key, id or address; how many each name removed."""
        self.close()
        self._require_file()
        return dict(add.remove(self.path, names, wait=self._write_wait))

    def recode(
        self,
        code: recode.Code,
        coder: Coder,
        *,
        everything: bool = False,
        on_coded: Callable[[Account], object] | None = None,
    ) -> recode.Recoded:
        """Code again, with ``code``, the reports that ``coder`` has not coded; the old coding stays until all are done."""
        self.close()
        return recode.recode(self.path, code, coder, everything=everything, wait=self._write_wait, on_coded=on_coded)

    def _apart(self, accounts: Iterable[Account]) -> Iterator[Account]:
        """``accounts``, this ledger closed after each: they may be made by asking it."""
        self.close()
        for account in accounts:
            self.close()
            yield account

    def _require_file(self) -> None:
        if not self.path.exists():
            raise LedgerError(f"There is no ledger {self.path}.")

    # Asking it

    def keys(self) -> frozenset[str]:
        """The keys of all reports; none where there is no file yet."""
        if not self.path.exists():
            return frozenset()
        return frozenset(key for (key,) in self.connection().cursor().execute("SELECT report FROM reports").fetchall())

    def accounts(self, *keys: str) -> Iterator[str]:
        """One JSON object a report, byte for byte as ``histor code --json`` printed it; of all reports, or of ``keys``."""
        return recode.unpacked(self.connection(), "accounts", list(keys) or None)

    def account(self, key: str) -> Account | None:
        """The account of the report with ``key``, None where there is no such report."""
        line = next(self.accounts(key), None)
        return None if line is None else from_json(json.loads(line))

    def stats(self) -> stats.Stats:
        """How much of everything there is."""
        return stats.stats(self.connection(), self.path)

    def sql(self, question: str, *, seconds: float = sql.SECONDS, rows: int = sql.ROWS) -> sql.Table:
        """The answer to a question in SQL; see `histor.ledger.sql`.

        From then on until it is closed, this ledger can read and write no other file, through `connection` either.
        """
        connection = self.connection()
        if not self._locked:
            sql.lock(connection)
            self._locked = True
        return sql.ask(connection, question, seconds=seconds, rows=rows)

    def reports(self, **asked: Any) -> Answer[LedgerReport]:
        """Reports: those that the filters leave. The arguments are those of `ask`."""
        return self.ask("reports", **asked)

    def voices(self, **asked: Any) -> Answer[LedgerVoice]:
        """Voices: those that the filters leave."""
        return self.ask("voices", **asked)

    def events(self, **asked: Any) -> Answer[LedgerEvent]:
        """Events: those that the filters leave."""
        return self.ask("events", **asked)

    def actors(self, **asked: Any) -> Answer[LedgerActor]:
        """Those who act in the events that the filters leave, or upon whom others act, with numbers."""
        return self.ask("actors", **asked)

    def places(self, **asked: Any) -> Answer[LedgerPlace]:
        """The places of the events that the filters leave, with numbers."""
        return self.ask("places", **asked)

    def ask(
        self,
        kind: str,
        *,
        sort: str | None = None,
        limit: int | None = None,
        offset: int = 0,
        cursor: str | None = None,
        **filters: Any,
    ) -> Answer[Any]:
        """The answer to a question of one of `histor.ledger.ask.KINDS`; ``filters`` are those of `Filters.of`.

        Raises UsageError where a filter, the order or the page makes no sense.
        """
        if kind not in ask.KINDS:
            raise UsageError(f"A ledger can be asked for {', '.join(ask.KINDS)}, not for {kind!r}.")
        asked = ask.question(
            ask.KINDS[kind], Filters.of(**filters), sort=sort, limit=limit, offset=offset, cursor=cursor
        )
        return Answer(self.connection, asked)
