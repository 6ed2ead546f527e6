"""The ledger as programs use it: `Ledger`, and `Answer`, what it answers with."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast

from histor.accounts import from_json
from histor.errors import LedgerError, UsageError
from histor.ledger import add, ask, linker, overview, recode, sql, stats, store
from histor.ledger.filters import Filters
from histor.ledger.rows import LedgerActor, LedgerEvent, LedgerPlace, LedgerReport, LedgerVoice
from histor.records import Account, Coder

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation
    from pandas import DataFrame

    from histor.ledger.decisions import StoredDecision
    from histor.link.compare import Comparison
    from histor.link.corpus import Corpus
    from histor.link.records import Anchor, DecisionKind
    from histor.link.sources import Dossier
    from histor.link.tellings import Coded

R = TypeVar("R")
_CHUNK = 500  # rows taken from DuckDB at once


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Some rows of an answer; ``next`` is the cursor of the page after, None where this is the last one.

    ``total`` is the number of rows of all pages, where it was asked for.
    """

    rows: tuple[R, ...]
    next: str | None
    total: int | None = None


class Answer(Generic[R]):
    """The answer to a question: iterate over its records, or take it in another form. It is computed when taken."""

    def __init__(self, connect: Callable[[], DuckDBPyConnection], question: ask.Question) -> None:
        self._connect = connect
        self.question = question

    def __iter__(self) -> Iterator[R]:
        record = self.question.kind.record
        return (cast(R, record(**row)) for row, _, _ in self._rows())

    def page(self, *, total: bool = False) -> Page[R]:
        """The rows up to the limit, and the cursor of what follows; with ``total``, how many rows there are in all.

        Raises UsageError where there is no limit.
        """
        asked = self.question
        if asked.limit is None:
            raise UsageError("A page needs a limit.")
        at_once = total and asked.cursor is None and not asked.offset
        found = list(self._rows(one_more=True, total=at_once))
        rows = tuple(cast(R, asked.kind.record(**row)) for row, _, _ in found[: asked.limit])
        after = ask.write_cursor(asked, *found[asked.limit - 1][1]) if len(found) > asked.limit else None
        number = (found[0][2] if found else 0) if at_once else self.count() if total else None
        return Page(rows, after, number)

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

    def _rows(
        self, *, one_more: bool = False, total: bool = False
    ) -> Iterator[tuple[dict[str, Any], tuple[str | None, str], int | None]]:
        """Rows by column, each with what a cursor holds of it, and with ``total`` the number of rows of all pages."""
        asked = self.question
        names = [item.name for item in fields(asked.kind.record)]
        cursor = self._connect().cursor().execute(*ask.select(asked, marks=True, total=total))
        left = -1 if asked.limit is None else asked.limit + one_more
        while left and (chunk := cursor.fetchmany(_CHUNK)):
            for *values, mark, key, number in chunk:
                if not left:
                    return
                left -= 1
                yield dict(zip(names, map(_plain, values), strict=True)), (mark, key), number


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

    def add(
        self,
        accounts: Iterable[Account | Coded],
        *,
        link: bool = True,
        on_stored: Callable[[add.Stored], object] | None = None,
    ) -> int:
        """Add ``accounts``; the number of those that were not in it yet, which alone change anything.

        The file is made where there is none. ``on_stored`` hears of each account once it is safe in the file. With
        ``link`` reports are linked with those that are there; accounts that come without a reading
        (`histor.pipeline.code_and_read_reports`) are read once more by the encoder.
        """
        return add.add(self.path, self._apart(accounts), link=link, wait=self._write_wait, on_stored=on_stored)

    def make(self) -> None:
        """Make the file, empty, where there is none."""
        if not self.path.exists():
            store.make(self.path)

    def link(self, *, anew: bool = False, jobs: int = 1, on_linked: Callable[[int], object] | None = None) -> int:
        """Link what is not linked yet, or ``anew`` everything; the number of reports linked.

        ``jobs`` worker processes read the texts; ``on_linked`` hears of each batch once it is safe in the file.
        """
        self.close()
        self._require_file()
        if anew:
            linker.forget(self.path, wait=self._write_wait)
        return linker.link(self.path, wait=self._write_wait, jobs=jobs, on_linked=on_linked)

    def decide(
        self,
        kind: DecisionKind,
        events: Sequence[str],
        others: Sequence[str] = (),
        *,
        by: str | None = None,
        note: str | None = None,
    ) -> StoredDecision:
        """Keep what a person decided of the events with these keys, and tell their incidents anew.

        ``merge``: all of them tell one happening. ``forbid``: no two of them may stand in one incident. ``split``: none
        may stand in one with any of ``others``. Raises UsageError where an event is not there, or there are too few.
        """
        from histor.ledger import decide

        self.close()
        self._require_file()
        return decide.decide(self.path, kind, events, others, by=by, note=note, wait=self._write_wait)

    def undo(self, number: int, *, by: str | None = None, note: str | None = None) -> StoredDecision:
        """Take back the decision of that number; the record of that. Raises UsageError where none of that number counts."""
        from histor.ledger import decide

        self.close()
        self._require_file()
        return decide.undo(self.path, number, by=by, note=note, wait=self._write_wait)

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
        link: bool = True,
        on_coded: Callable[[Account], object] | None = None,
    ) -> recode.Recoded:
        """Code again, with ``code``, the reports that ``coder`` has not coded; the old coding stays until all are done.

        With ``link`` they are then linked again; what persons decided holds.
        """
        self.close()
        done = recode.recode(self.path, code, coder, everything=everything, wait=self._write_wait, on_coded=on_coded)
        if link:
            linker.link(self.path, wait=self._write_wait)
        return done

    def _apart(self, accounts: Iterable[Account | Coded]) -> Iterator[Account | Coded]:
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

    def named(self, name: str) -> list[str]:
        """The keys of the reports with that key, id or address."""
        query = "SELECT report FROM reports WHERE report = $1 OR id = $1 OR url = $1 ORDER BY report"
        return [key for (key,) in self.connection().cursor().execute(query, [name]).fetchall()]

    def present(self, keys: Iterable[str]) -> set[str]:
        """Those of ``keys`` that are keys of reports in the ledger."""
        return add.present(self.connection().cursor(), keys)

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

    # Incidents

    def incidents(
        self,
        *,
        standing: Collection[str] = (),
        min_origins: int = 0,
        sort: str | None = None,
        limit: int | None = None,
        offset: int = 0,
        cursor: str | None = None,
        **filters: Any,
    ) -> Answer[overview.LedgerIncident]:
        """Incidents, those with most origins first: with an event that meets all ``filters``, which are those of events.

        Of one of these ``standing``, with ``min_origins`` origins or more. Raises UsageError as `ask` does.
        """
        chosen = overview.Chosen(Filters.of(**filters), tuple(standing), min_origins)
        asked = ask.question(chosen.kind(), chosen.filters, sort=sort, limit=limit, offset=offset, cursor=cursor)
        return Answer(self.connection, asked)

    def settled(self, chosen: overview.Chosen) -> overview.Chosen:
        """``chosen`` in a form in which several questions about it are answered faster, as long as nothing is added."""
        return overview.settled(self.connection(), chosen)

    def incident(self, name: str) -> dict[str, Any]:
        """All that is told of an incident (docs/origins.md): by id, the beginning of one, or the key of an event.

        Raises UsageError where there is none, or more than one.
        """
        from histor.ledger import told

        return told.incident(self.connection(), name)

    def corpus(self, *names: str) -> Corpus:
        """Incidents, named as in `incident`, as records with the accounts that tell them."""
        from histor.ledger import told

        return told.corpus(self.connection, [told.named(self.connection(), name) for name in names])

    def compare(self, *outlets: str) -> tuple[Comparison, Corpus]:
        """Outlets side by side, and the corpus that was compared. Raises UsageError as `histor.link.compare` does.

        The accounts of the corpus are read from the ledger when they are asked for.
        """
        from histor.ledger import told

        return told.of_outlets(self.connection, outlets)

    def source(self, name: str) -> tuple[Dossier, Corpus]:
        """What a source told, and the corpus that it stands in, as `compare` gives it.

        Raises UsageError as `histor.link.sources` does.
        """
        from histor.ledger import told

        return told.of_source(self.connection, name)

    def decisions(self) -> list[StoredDecision]:
        """What persons decided and did not take back, in the order in which they did."""
        from histor.ledger import decisions

        return decisions.stored(self.connection().cursor())

    def decision_history(self) -> list[StoredDecision]:
        """What persons decided and what they took back, in the order in which they did."""
        from histor.ledger import decisions

        return decisions.history(self.connection().cursor())

    def decisions_on(self, name: str, *, history: bool = False) -> list[StoredDecision]:
        """What persons decided about events that stand in an incident, named as in `incident`.

        With ``history`` also what they took back.
        """
        from histor.ledger import told

        return told.decisions_on(self.connection(), name, history=history)

    def stands(self, anchors: Iterable[Anchor]) -> dict[Anchor, str]:
        """The ids of the incidents in which events stand at which decisions point; of those that are not there, none."""
        from histor.ledger import told

        return told.stands(self.connection(), set(anchors))

    def neighbours(self, name: str, most: int) -> dict[str, float]:
        """Other incidents that may be the same happening as one, named as in `incident`: up to ``most`` ids, with scores.

        A score (0 to 1) is the highest that an event of the one has with an event of the other; highest first.
        """
        from histor.ledger import told

        return told.neighbours(self.connection(), name, most)

    def members(self, ids: Collection[str]) -> dict[str, list[str]]:
        """The keys of the events of incidents, by their whole ids, in order of publication."""
        query = (
            "SELECT incident, list(event ORDER BY number) FROM incident_events "
            "WHERE incident IN (SELECT unnest(?::VARCHAR[])) GROUP BY incident"
        )
        return dict(self.connection().cursor().execute(query, [list(ids)]).fetchall())

    def published(self) -> tuple[date, date] | None:
        """The days of publication of the first report and of the last, none of them in the future; None without any."""
        query = "SELECT min(published), max(published) FROM reports WHERE published <= current_date + 1"
        found = self.connection().cursor().execute(query).fetchone()
        return (found[0], found[1]) if found and found[0] else None

    def events_of(self, name: str) -> list[str]:
        """The keys of an incident's events, in order of publication."""
        from histor.ledger import told

        return told.events_of(self.connection(), name)

    def told(self, ids: Collection[str]) -> dict[str, dict[str, Any]]:
        """`incident` of many, by their whole ids."""
        from histor.ledger import told

        return told.whole(self.connection(), ids)

    def unlinked(self) -> int:
        """The number of reports that are not linked yet."""
        from histor.ledger import told

        return told.unlinked(self.connection())

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
