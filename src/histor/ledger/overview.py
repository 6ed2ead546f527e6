"""Incidents that filters leave, seen from far off: as rows, on a map, over time, and as who acts on whom.

An incident passes the filters of events where one of its events meets all of them. What is counted here is incidents,
never reports: a happening that forty outlets carry counts once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from histor.ledger.ask import Kind, Sql
from histor.ledger.filters import EVENT_COLUMNS, Box, Filters, where

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

R = TypeVar("R")
Unit = Literal["day", "week", "month", "year"]
UNITS: Mapping[Unit, int] = MappingProxyType({"day": 120, "week": 750, "month": 5_000, "year": 1_000_000})
"""The periods of a timeline, and up to how many days it is shown in them: 120 bars or so fit beside a table."""

MOST_SPOTS = 1_000  # marks that a map is given, the fullest: more cannot be told apart
MOST_PERIODS = 1_500  # bars that a timeline is given
MOST_DYADS = 2_000
_EDGE = (
    0.02  # part of the dated incidents on each side that a timeline leaves out unless asked for: what reports recall
)
_QUADS = (
    "count(*) FILTER (quad IN (3, 4)) AS conflict, count(*) FILTER (quad IN (1, 2)) AS cooperation, "
    "count(*) AS incidents"
)
_PLACED = (  # never null
    "CASE place_precision WHEN 'country' THEN country IS NOT NULL ELSE lat IS NOT NULL AND lon IS NOT NULL END"
)
_FIRST, _LAST = "coalesce(when_from, when_to)", "coalesce(when_to, when_from)"


@dataclass(frozen=True, slots=True)
class LedgerIncident:
    """An incident in a ledger."""

    incident: str
    type: str
    mode: str | None
    quad: int
    score: float
    description: str
    best: str
    standing: str
    origins: int
    outlets: int
    reports: int
    carriers: int
    tellings: int
    unattributed: int
    actor_names: tuple[str, ...]
    actor_codes: tuple[str, ...]
    recipient_names: tuple[str, ...]
    recipient_codes: tuple[str, ...]
    place_name: str | None
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    geonameid: int | None
    place_precision: str | None
    when_from: str | None
    when_to: str | None
    when_precision: str | None
    dead_min: int | None
    dead_max: int | None
    injured_min: int | None
    injured_max: int | None
    arrested_min: int | None
    arrested_max: int | None
    displaced_min: int | None
    displaced_max: int | None
    first_published: str | None
    last_published: str | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which incidents: ``filters`` of their events, ``standing`` one of these, ``min_origins`` origins or more.

    ``bits`` has a 1 for each row of ``incidents`` that the filters leave, else a 0, where `settled` has found that out.
    """

    filters: Filters
    standing: tuple[str, ...] = ()
    min_origins: int = 0
    bits: str | None = None

    def condition(self) -> Sql:
        """The condition on a row of ``incidents``, and its parameters."""
        conditions: list[str] = []
        parameters: list[Any] = []
        if self.bits is not None:
            conditions.append("get_bit(?::BIT, rowid::INTEGER) = 1")
            parameters = [self.bits]
        elif self.filters.given():
            held, parameters = where(self.filters, EVENT_COLUMNS)
            conditions.append(
                f"incident IN (SELECT incident FROM incident_events WHERE event IN (SELECT event FROM events WHERE {held}))"
            )
        if self.standing:
            conditions.append("list_contains(?, standing)")
            parameters = [*parameters, list(self.standing)]
        if self.min_origins:
            conditions.append("origins >= ?")
            parameters = [*parameters, self.min_origins]
        return " AND ".join(conditions) or "true", parameters

    def rows(self) -> Sql:
        """The rows of ``incidents``, and their numbers in the table."""
        condition, parameters = self.condition()
        return f"SELECT rowid, * FROM incidents WHERE {condition}", parameters

    def kind(self) -> Kind:
        """The kind of question, for `histor.ledger.ask`, whose rows are these incidents."""
        return replace(INCIDENTS, source=lambda filters: replace(self, filters=filters).rows())


INCIDENTS = Kind(
    "incidents", LedgerIncident, lambda filters: Chosen(filters).rows(), "incident",
    {"origins": ("origins", "INTEGER"), "outlets": ("outlets", "INTEGER"), "carriers": ("carriers", "INTEGER"),
     "when": (_FIRST, "DATE"), "published": ("last_published", "DATE"), "type": ("type", "VARCHAR"),
     "country": ("country", "VARCHAR"), "standing": ("standing", "VARCHAR"), "score": ("score", "DOUBLE"),
     "dead": ("dead_max", "BIGINT")},
    "-origins",
)  # fmt: skip


def settled(connection: DuckDBPyConnection, chosen: Chosen) -> Chosen:
    """``chosen``, with the rows found out that its filters leave.

    Of several questions about the same incidents only this one has to look at events. It holds as long as the file does
    not change.
    """
    ((last,),) = connection.cursor().execute("SELECT max(rowid) FROM incidents").fetchall()
    if last is None or not chosen.filters.given():
        return chosen
    condition, parameters = Chosen(chosen.filters).condition()
    query = f"SELECT bitstring_agg(rowid::INTEGER, 0, {last}) FROM incidents WHERE {condition}"
    (bits,) = _one(connection, query, parameters)
    return replace(chosen, bits=bits or "0" * (last + 1))


# On a map


@dataclass(frozen=True, slots=True)
class Spot:
    """Incidents at one place or at places close to one another.

    ``kind``: ``country`` where nothing finer than the country is known, ``area`` where a division or region is,
    ``point`` for towns and exact places. ``name``, ``country``, ``incident`` are null where there are several.
    """

    kind: str
    name: str | None
    country: str | None
    lat: float | None
    lon: float | None
    west: float | None
    south: float | None
    east: float | None
    north: float | None
    places: int
    conflict: int
    cooperation: int
    incidents: int
    incident: str | None


@dataclass(frozen=True, slots=True)
class Map:
    """The fullest spots, at most MOST_SPOTS; how many others there are with how many incidents; how many have no place.

    ``left`` are the spots that are not among ``rows``, ``hidden`` the incidents there, ``blank`` the incidents whose place
    could not be resolved.
    """

    rows: tuple[Spot, ...]
    left: int
    hidden: int
    blank: int


def on_map(connection: DuckDBPyConnection, chosen: Chosen, *, cell: float, view: Box | None = None) -> Map:
    """The incidents of ``chosen`` gathered in cells of ``cell`` degrees, or by country where no more is known.

    ``view`` is the box that is looked at; no points outside are given.
    """
    condition, parameters = chosen.condition()
    inside, box = _inside(view)
    size = repr(float(cell))
    query = f"""
        WITH chosen AS (
            SELECT *, CASE WHEN NOT ({_PLACED}) THEN 'blank' WHEN place_precision = 'country' THEN 'country'
                           WHEN place_precision IN ('admin1', 'region') THEN 'area' ELSE 'point' END AS kind,
                   kind IN ('area', 'point') AS fine
            FROM incidents WHERE {condition}),
        spots AS (
            SELECT kind, {_only("place_name")} AS name, {_only("country")} AS country, avg(lat) AS lat, avg(lon) AS lon,
                   min(lon) AS west, min(lat) AS south, max(lon) AS east, max(lat) AS north,
                   count(DISTINCT place_name) AS places, {_QUADS}, if(count(*) = 1, min(incident), NULL) AS incident
            FROM chosen WHERE NOT fine OR ({inside})
            GROUP BY kind, if(kind = 'country', country, NULL), if(fine, floor(lat / {size}), NULL),
                     if(fine, floor(lon / {size}), NULL)),
        ranked AS (
            SELECT *, count(*) OVER () AS spots, sum(incidents) OVER ()::BIGINT AS told FROM spots WHERE kind <> 'blank'
            ORDER BY incidents DESC, kind, lat, lon, country LIMIT {MOST_SPOTS})
        SELECT * FROM ranked UNION ALL SELECT *, 0, 0 FROM spots WHERE kind = 'blank'"""
    found = connection.cursor().execute(query, [*parameters, *box]).fetchall()
    rows = tuple(Spot(*row) for *row, _, _ in found if row[0] != "blank")
    blank = sum(row[_INCIDENTS] for row in found if row[0] == "blank")
    spots, told = found[0][-2:] if rows else (0, 0)
    return Map(rows, spots - len(rows), told - sum(row.incidents for row in rows), blank)


_INCIDENTS = [item.name for item in fields(Spot)].index("incidents")


def _only(column: str) -> str:
    """The value of ``column`` where all rows that have one have the same."""
    return f"if(min({column}) = max({column}), min({column}), NULL)"


def _inside(view: Box | None) -> Sql:
    if view is None:
        return "true", []
    west, south, east, north = view
    across = "AND" if west <= east else "OR"
    return f"lat BETWEEN ? AND ? AND (lon >= ? {across} lon <= ?)", [south, north, west, east]


# Over time


@dataclass(frozen=True, slots=True)
class Period:
    """Incidents that began and ended in one period, which ``first`` begins."""

    first: str
    conflict: int
    cooperation: int
    incidents: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Incidents by ``unit``, periods without any left out, between ``since`` and ``until``.

    ``before`` and ``after`` are those outside, ``vague`` those known only to more than one period, which therefore stand
    in none, ``undated`` those without a time.
    """

    rows: tuple[Period, ...]
    unit: Unit
    since: str | None
    until: str | None
    before: int
    after: int
    vague: int
    undated: int


def over_time(connection: DuckDBPyConnection, chosen: Chosen, *, unit: Unit | None = None) -> Timeline:
    """The incidents of ``chosen`` by period: ``unit``, or the one that suits the time they take up.

    Without since and until, what lies far before or after nearly all others is left to ``before`` and ``after``.
    """
    condition, parameters = chosen.condition()
    edge = 0.0 if chosen.filters.since or chosen.filters.until else _EDGE
    near = "FILTER (first IS NOT NULL AND last - first <= 31)"
    undated, low, high, lowest, highest = _one(
        connection,
        f"SELECT count(*) FILTER (first IS NULL), quantile_disc(first, {edge}) {near}, "
        f"quantile_disc(first, {1 - edge}) {near}, min(first), max(first) "
        f"FROM (SELECT {_FIRST} AS first, {_LAST} AS last FROM incidents WHERE {condition})",
        parameters,
    )
    if low is None:
        low, high = lowest, highest
    if low is None:
        return Timeline((), unit or "day", None, None, 0, 0, 0, undated)
    suits: Iterator[Unit] = (name for name, days in UNITS.items() if (high - low).days <= days)
    period = unit if unit is not None else next(suits)
    query = f"""
        WITH dated AS (
            SELECT date_trunc('{period}', {_FIRST})::DATE AS first, date_trunc('{period}', {_LAST})::DATE AS last, quad
            FROM incidents WHERE {condition} AND {_FIRST} IS NOT NULL),
        bounds AS (SELECT date_trunc('{period}', ?::DATE)::DATE AS since, date_trunc('{period}', ?::DATE)::DATE AS until)
        SELECT CASE WHEN first < last THEN 'vague' WHEN first < since THEN 'before' WHEN first > until THEN 'after' END
               AS outside, if(outside IS NULL, first, NULL) AS first, {_QUADS}, any_value(since), any_value(until)
        FROM dated, bounds GROUP BY ALL ORDER BY 2"""
    found = connection.cursor().execute(query, [*parameters, low, high]).fetchall()
    since, until = (day.isoformat() for day in found[0][-2:])
    rows = tuple(Period(row[1].isoformat(), *row[2:5]) for row in found if row[0] is None)
    outside = {row[0]: row[4] for row in found if row[0] is not None}
    before, after, vague = (outside.get(name, 0) for name in ("before", "after", "vague"))
    return Timeline(rows[:MOST_PERIODS], period, since, until, before, after, vague, undated)


def by_type(connection: DuckDBPyConnection, chosen: Chosen) -> tuple[tuple[str, int], ...]:
    """The types of ``chosen`` with numbers of incidents, the most frequent first; every incident has one."""
    condition, parameters = chosen.condition()
    query = f"SELECT type, count(*) FROM incidents WHERE {condition} GROUP BY type ORDER BY 2 DESC, 1"
    return tuple((str(name), int(number)) for name, number in connection.cursor().execute(query, parameters).fetchall())


# Who acts on whom


@dataclass(frozen=True, slots=True)
class Dyad:
    """One who acts upon another, or upon nobody who is named: in how many incidents, and of what kind."""

    actor: str
    actor_code: str
    recipient: str
    recipient_code: str
    conflict: int
    cooperation: int
    incidents: int
    contested: int
    first: str | None
    last: str | None


def dyads(
    connection: DuckDBPyConnection, chosen: Chosen, *, by: Literal["name", "country"], limit: int
) -> tuple[Dyad, ...]:
    """The pairs of actor and recipient in ``chosen``, the most frequent first; ``by`` country they are countries.

    A pair is one of an event, since an incident may have several sides that act upon one another.
    """
    condition, parameters = chosen.condition()
    known = "actor <> recipient" + ("" if by == "name" else " AND actor <> '---' AND recipient <> '---'")
    query = f"""
        WITH found AS (
            SELECT i.number, e.actor_names, e.actor_codes, e.recipient_names, e.recipient_codes
            FROM (SELECT rowid AS number, incident FROM incidents WHERE {condition}) AS i
            JOIN incident_events USING (incident) JOIN events AS e USING (event)),
        acts AS (SELECT * EXCLUDE (actor_names, actor_codes), {_side("actor", by)} FROM found),
        sides AS (SELECT * EXCLUDE (recipient_names, recipient_codes), {_side("recipient", by)} FROM acts),
        pairs AS (SELECT DISTINCT * FROM sides WHERE {known})
        SELECT {_pair("actor", by)}, {_pair("recipient", by)}, {_QUADS},
               count(*) FILTER (standing = 'contested') AS contested, min({_FIRST}) AS first, max({_LAST}) AS last
        FROM pairs JOIN incidents ON incidents.rowid = pairs.number
        GROUP BY ALL ORDER BY incidents DESC, actor, recipient, actor_code, recipient_code
        LIMIT {min(limit, MOST_DYADS)}"""
    return read_rows(connection, Dyad, query, parameters)


def _side(role: str, by: Literal["name", "country"]) -> str:
    if by == "name":
        return f"unnest({role}_names) AS {role}, unnest({role}_codes) AS {role}_code"
    return f"unnest({role}_codes) AS {role}"


def _pair(role: str, by: Literal["name", "country"]) -> str:
    return f"{role}, {role if by == 'country' else role + '_code'} AS {role}_code"


# Reading


def read_rows(connection: DuckDBPyConnection, record: type[R], query: str, parameters: list[Any]) -> tuple[R, ...]:
    """Rows as ``record``, columns by name."""
    names = {item.name for item in fields(record)}  # type: ignore[arg-type]
    cursor = connection.cursor().execute(query, parameters)
    columns = [about[0] for about in cursor.description or ()]
    assert set(columns) == names, sorted(names ^ set(columns))
    return tuple(record(**dict(zip(columns, map(_plain, row), strict=True))) for row in cursor.fetchall())


def _one(connection: DuckDBPyConnection, query: str, parameters: list[Any]) -> tuple[Any, ...]:
    found = connection.cursor().execute(query, parameters).fetchone()
    assert found is not None
    return tuple(found)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
