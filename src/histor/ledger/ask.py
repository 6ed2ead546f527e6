"""Questions to a ledger: reports, voices, events, actors or places, filtered, sorted, page by page.

Each kind of question is a `Kind`: the SQL of its rows and the columns by which they can be sorted. A page is found by
its rows' numbers first and read in full afterwards, so that sorting a million events moves only a few columns.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from histor.errors import UsageError
from histor.ledger import fold
from histor.ledger.filters import EVENT_COLUMNS, REPORT_COLUMNS, VOICE_COLUMNS, Columns, Filters, in_fold, where
from histor.ledger.rows import LedgerActor, LedgerEvent, LedgerPlace, LedgerReport, LedgerVoice

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Sql = tuple[str, list[Any]]
"""SQL and its parameters."""

MOST_ROWS = 1_000_000  # that one page may have; without a limit there are no pages

_OF_REPORTS = frozenset(("report", "outlet", "since", "until", "undated", "text"))
_OF_VOICES = _OF_REPORTS | {"source", "country", "sector", "stance", "min_confidence"}
_OF_ACTORS = frozenset(("actor", "country", "sector"))
_FIRST, _LAST = "min(coalesce(when_from, when_to))", "max(coalesce(when_to, when_from))"
# As fold.fold_cells writes a name, in SQL.
_FOLDED = (
    "concat(' ', trim(regexp_replace(regexp_replace(lower(strip_accents(name)), '[''’‘ʼʻʿʾ`´.]', '', 'g'), "
    r"'[^\p{L}\p{N}]+', ' ', 'g')), ' ')"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question.

    ``source`` makes of filters the SQL of a relation; ``key`` is an expression, never null, that tells its rows apart;
    ``sorts`` maps names to expressions with their types; ``sort`` is the usual one, "-" before what comes down.
    """

    name: str
    record: type[Any]
    source: Callable[[Filters], Sql]
    key: str
    sorts: Mapping[str, tuple[str, str]]
    sort: str
    stored: bool = True  # a table of the file, not an aggregate

    @property
    def columns(self) -> str:
        """The columns of a row, in the order of the record's fields."""
        return ", ".join(item.name for item in fields(self.record))


@dataclass(frozen=True, slots=True)
class Question:
    """Which rows, in which order, how many from where on. ``cursor`` is the ``next`` of the page before."""

    kind: Kind
    filters: Filters
    sort: str
    limit: int | None = None
    offset: int = 0
    cursor: str | None = None


def question(
    kind: Kind,
    filters: Filters,
    *,
    sort: str | None = None,
    limit: int | None = None,
    offset: int = 0,
    cursor: str | None = None,
) -> Question:
    """A question that can be asked. Raises UsageError where the order, a number or the cursor makes no sense."""
    order = sort or kind.sort
    if order.removeprefix("-") not in kind.sorts:
        raise UsageError(
            f"{kind.name.capitalize()} can be sorted by {', '.join(kind.sorts)}, not by {order.removeprefix('-')!r}."
        )
    if limit is not None and not 1 <= limit <= MOST_ROWS:
        raise UsageError(f"The limit must be 1 to {MOST_ROWS:,} rows, not {limit}.")
    if offset < 0:
        raise UsageError(f"The offset must be 0 or more, not {offset}.")
    if cursor is not None:
        _read_cursor(cursor, order)
    return Question(kind, filters, order, limit, offset, cursor)


def require_types(connection: DuckDBPyConnection, types: Sequence[str]) -> None:
    """Raise UsageError where one of ``types``, in any case, is neither PLOVER's nor that of any event of the ledger.

    For people, whom a slip would leave with an empty table; a program may ask for a type before there is any event of it.
    """
    from histor.code.codebook import codebook

    others = [name.upper() for name in types if name.upper() not in codebook().types]
    if not others:
        return
    query = "SELECT DISTINCT type FROM events WHERE list_contains(?, type)"
    found = connection.cursor().execute(query, [others]).fetchall()
    missing = [name for name in others if (name,) not in found]
    if missing:
        known = ", ".join(codebook().types)
        raise UsageError(
            f"No event here has the type {missing[0][:40]!r}; types are {known}, and those of your own codebooks."
        )


# The SQL of a question


def select(asked: Question, *, marks: bool = False, total: bool = False) -> Sql:
    """All columns of the rows asked for, in order; one row more than the limit where there is one.

    With ``marks`` three columns more: what a cursor holds of each row (its value in the order, its key), and with
    ``total``, for a question with a limit and without a cursor, the number of rows of all pages; else null.
    """
    kind = asked.kind
    source, parameters = kind.source(asked.filters)
    after, more = _after(asked)
    order = _order(asked)
    expression = kind.sorts[asked.sort.removeprefix("-")][0]
    columns = kind.columns + (f", ({expression})::VARCHAR, {kind.key}" if marks else "")
    number = "count(*) OVER ()" if total else "NULL"
    rows = f"FROM ({source}) WHERE {after} ORDER BY {order}"
    limit = "" if asked.limit is None else f"LIMIT {asked.limit + 1}"
    page = f"{rows} {limit} OFFSET {asked.offset}"
    if not kind.stored or (asked.limit is None and not asked.offset):
        return f"SELECT {columns}{f', {number}' if marks else ''} {page}", parameters + more
    query = (
        f"WITH page AS MATERIALIZED (SELECT rowid, {number} AS number {page}) "
        f"SELECT {columns}{', (SELECT any_value(number) FROM page)' if marks else ''} FROM {kind.name} "
        f"WHERE rowid IN (SELECT rowid FROM page) ORDER BY {order}"
    )
    return query, parameters + more


def count(asked: Question) -> Sql:
    """The number of rows that the filters leave, whatever the page."""
    source, parameters = asked.kind.source(asked.filters)
    return f"SELECT count(*) FROM ({source})", parameters


def write_cursor(asked: Question, value: str | None, key: str) -> str:
    """A cursor: opaque, safe in an address."""
    packed = json.dumps([asked.sort, value, key], ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _read_cursor(cursor: str, order: str) -> tuple[str | None, str]:
    try:
        held = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        sort, value, key = held
    except (binascii.Error, ValueError, TypeError, RecursionError):
        sort = value = key = None
    if not isinstance(sort, str) or not isinstance(key, str) or not isinstance(value, str | None):
        raise UsageError("The cursor is none that Histor gave out; leave it away to begin at the first row.")
    if sort != order:
        raise UsageError(f"The cursor belongs to the order {sort!r}, not to {order!r}.")
    return value, key


def _after(asked: Question) -> Sql:
    """The condition on rows that come after the cursor; rows without a value come last, in the order of keys."""
    if asked.cursor is None:
        return "true", []
    value, key = _read_cursor(asked.cursor, asked.sort)
    expression, type_ = asked.kind.sorts[asked.sort.removeprefix("-")]
    if value is None:
        return f"({expression}) IS NULL AND {asked.kind.key} > ?", [key]
    sign = "<" if asked.sort.startswith("-") else ">"
    given = f"TRY_CAST(? AS {type_})"
    condition = (
        f"(({expression}) {sign} {given} OR ({expression}) IS NULL OR "
        f"(({expression}) = {given} AND {asked.kind.key} > ?))"
    )
    return condition, [value, value, key]


def _order(asked: Question) -> str:
    expression = asked.kind.sorts[asked.sort.removeprefix("-")][0]
    direction = "DESC" if asked.sort.startswith("-") else "ASC"
    return f"{expression} {direction} NULLS LAST, {asked.kind.key}"


# The kinds


def _only(filters: Filters, names: frozenset[str]) -> Filters:
    """``filters`` with the conditions of ``names`` alone."""
    dropped: dict[str, Any] = {item.name: item.default for item in fields(filters) if item.name not in names}
    return replace(filters, **dropped)


def _events(filters: Filters) -> Sql:
    condition, parameters = where(filters, EVENT_COLUMNS)
    return f"SELECT rowid, * FROM events WHERE {condition}", parameters


def _or_by_events(table: str, filters: Filters, own: frozenset[str], columns: Columns, link: str) -> Sql:
    """Rows of ``table`` by their ``own`` filters, and by events where others are set.

    ``link`` is what ties a row to those events, up to their table.
    """
    condition, parameters = where(_only(filters, own), columns)
    rest = _only(filters, filters.given() - own)
    if rest.given():
        held, more = where(rest, EVENT_COLUMNS)
        condition += f" AND {link} FROM events WHERE {held})"
        parameters = parameters + more
    return f"SELECT rowid, * FROM {table} WHERE {condition}", parameters


def _voices(filters: Filters) -> Sql:
    """Voices by what they are; by the events that they tell where the other filters are set."""
    return _or_by_events("voices", filters, _OF_VOICES, VOICE_COLUMNS, "voice IN (SELECT unnest(chain_voices)")


def _reports(filters: Filters) -> Sql:
    """Reports by what they are; by the events in them where the other filters are set."""
    return _or_by_events("reports", filters, _OF_REPORTS, REPORT_COLUMNS, "report IN (SELECT report")


def _actors(filters: Filters) -> Sql:
    """Those who act or suffer in the events; actor, country and sector choose among them, the rest among events."""
    of_events = _only(filters, filters.given() - _OF_ACTORS)
    return _actors_in(of_events, filters) if of_events.given() else _actors_of_all(filters)


def _actors_of_all(filters: Filters) -> Sql:
    """Actors where no event is left out, out of their table, which counts them report by report."""
    kept, parameters = _actor_is(filters, _in_fold)
    # A report that names one with several sectors has several rows, of which one counts; by sector it may be left out.
    held, number = "sum(reports)", "sum(reports)::BIGINT"
    if filters.sector:
        held, number = "list(report)", "len(list_distinct(flatten(list(reports))))"
    query = f"""
        WITH stated AS (
            SELECT name, code, sectors, sum(as_actor) AS as_actor, sum(as_recipient) AS as_recipient, {held} AS reports,
                   min(first) AS first, max(last) AS last
            FROM actors WHERE {kept} GROUP BY name, code, sectors)
        SELECT name, code, coalesce(arg_max(sectors, (as_actor + as_recipient, sectors)), '') AS sectors,
               sum(as_actor + as_recipient)::BIGINT AS events, sum(as_actor)::BIGINT AS as_actor,
               sum(as_recipient)::BIGINT AS as_recipient, {number} AS reports, min(first) AS first, max(last) AS last
        FROM stated GROUP BY name, code"""
    return query, parameters


def _actors_in(events: Filters, filters: Filters) -> Sql:
    """Actors of the events that ``events`` leaves, taken out of these one by one."""
    condition, parameters = where(events, EVENT_COLUMNS)
    kept, more = _actor_is(filters, _in_name)
    folded, pieces = _actor_is_near(filters)
    days = "coalesce(when_from, when_to) AS first, coalesce(when_to, when_from) AS last"
    sides = " UNION ALL ".join(
        f"SELECT report, '{role}' AS role, unnest({role}_names) AS name, unnest({role}_codes) AS code, "
        f"unnest({role}_sectors) AS sectors, {days} FROM chosen"
        for role in ("actor", "recipient")
    )
    query = f"""
        WITH chosen AS (SELECT * FROM events WHERE {condition} AND {folded}),
        sides AS ({sides}),
        kept AS (SELECT * FROM sides WHERE name IS NOT NULL AND {kept}),
        stated AS (SELECT name, code, sectors, count(*) AS often FROM kept GROUP BY ALL),
        usual AS (SELECT name, code, arg_max(sectors, (often, sectors)) AS sectors FROM stated GROUP BY name, code),
        counted AS (
            SELECT name, code, count(*) AS events, count(*) FILTER (role = 'actor') AS as_actor,
                   count(*) FILTER (role = 'recipient') AS as_recipient, count(DISTINCT report) AS reports,
                   min(first) AS first, max(last) AS last
            FROM kept GROUP BY name, code)
        SELECT name, code, coalesce(sectors, '') AS sectors, events, as_actor, as_recipient, reports, first, last
        FROM counted JOIN usual USING (name, code)"""
    return query, parameters + pieces + more


def _actor_is(filters: Filters, called: Callable[[str], Sql]) -> Sql:
    """The condition on one filler with name, code and sectors; ``called`` makes that on its name of a folded piece."""
    conditions: list[str] = []
    parameters: list[Any] = []
    if filters.actor:
        pieces = [(value, piece) for value in filters.actor for piece in fold.matches(value)]
        ways = [("code = ?", [value]) if piece.startswith("| =") else called(piece) for value, piece in pieces]
        conditions.append(f"({' OR '.join(condition for condition, _ in ways)})")
        parameters += [each for _, given in ways for each in given]
    if filters.country:
        conditions.append("list_contains(?, code)")
        parameters.append(list(filters.country))
    if filters.sector:
        conditions.append("list_has_any(string_split(sectors, ' '), ?)")
        parameters.append(list(filters.sector))
    return " AND ".join(conditions) or "true", parameters


def _in_name(piece: str) -> Sql:
    """The condition that a name as it is holds a folded piece."""
    return f"{_FOLDED} = ?" if piece.startswith("|") else f"contains({_FOLDED}, ?)", [piece.replace("|", "")]


def _in_fold(piece: str) -> Sql:
    return in_fold("actor_fold", piece), [piece]


def _actor_is_near(filters: Filters) -> Sql:
    """The condition on events one of whose fillers may be meant: it spares taking out those of all others."""
    conditions: list[str] = []
    parameters: list[Any] = []
    pieces = [[piece for value in filters.actor for piece in fold.matches(value)]]
    pieces += [[fold.code(value) for value in filters.country], [fold.sector(value) for value in filters.sector]]
    for listed in pieces:
        if listed:
            ways = [(f"{role}_fold", piece) for piece in listed for role in ("actor", "recipient")]
            conditions.append(f"({' OR '.join(in_fold(column, piece) for column, piece in ways)})")
            parameters += [piece for _, piece in ways]
    return " AND ".join(conditions) or "true", parameters


def _places(filters: Filters) -> Sql:
    condition, parameters = where(filters, replace(EVENT_COLUMNS, coded=()))
    query = f"""
        SELECT place_name AS name, country, admin1, lat, lon, geonameid, place_precision AS precision,
               count(*) AS events, count(DISTINCT report) AS reports, {_FIRST} AS first, {_LAST} AS last
        FROM events WHERE place IS NOT NULL AND {condition}
        GROUP BY ALL"""
    return query, parameters


_WHEN = "coalesce(when_from, when_to)"
_COUNTED = {"events": ("events", "BIGINT"), "reports": ("reports", "BIGINT"), "name": ("name", "VARCHAR"),
            "first": ("first", "DATE"), "last": ("last", "DATE")}  # fmt: skip
_PUBLISHED = {"published": ("published", "DATE"), "outlet": ("outlet", "VARCHAR")}

EVENTS = Kind(
    "events", LedgerEvent, _events, "event",
    {"when": (_WHEN, "DATE"), **_PUBLISHED, "type": ("type", "VARCHAR"), "country": ("country", "VARCHAR"),
     "score": ("score", "DOUBLE"), "confidence": ("confidence", "DOUBLE"), "dead": ("dead_min", "BIGINT")},
    "-when",
)  # fmt: skip
VOICES = Kind(
    "voices", LedgerVoice, _voices, "voice",
    {**_PUBLISHED, "source": ("source", "VARCHAR"), "confidence": ("confidence", "DOUBLE")},
    "-published",
)  # fmt: skip
REPORTS = Kind(
    "reports", LedgerReport, _reports, "report",
    {**_PUBLISHED, "title": ("title", "VARCHAR"), "events": ("events", "BIGINT"), "voices": ("voices", "BIGINT")},
    "-published",
)  # fmt: skip
ACTORS = Kind(
    "actors", LedgerActor, _actors, "concat(code, ' ', name)",
    {**_COUNTED, "code": ("code", "VARCHAR"), "as_actor": ("as_actor", "BIGINT"),
     "as_recipient": ("as_recipient", "BIGINT")},
    "-events", stored=False,
)  # fmt: skip
PLACES = Kind(
    "places", LedgerPlace, _places,
    "concat(name, '|', country, '|', admin1, '|', lat, '|', lon, '|', geonameid, '|', precision)",
    {**_COUNTED, "country": ("country", "VARCHAR")},
    "-events", stored=False,
)  # fmt: skip

KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in (REPORTS, VOICES, EVENTS, ACTORS, PLACES)})
