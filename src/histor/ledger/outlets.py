"""Who tells: outlets and voices with what they tell of incidents, and outlets held against one another."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from histor.errors import UsageError
from histor.ledger.overview import Chosen, read_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_COMPARED = 6  # outlets beside one another
MOST_SHARED = 200  # incidents that a comparison looks into, those with most origins first
MOST_NAMES = 60  # entities whose names are compared
_PRONOUNS = ["he", "she", "it", "they", "we", "i", "his", "her", "its", "their"]  # not names that an outlet chooses


@dataclass(frozen=True, slots=True)
class Teller:
    """An outlet, or a voice from which tellings come, with numbers of incidents.

    ``contested``: those of its incidents on which origins differ; ``alone``: those that nobody else tells.
    """

    kind: str
    name: str
    key: str | None
    incidents: int
    contested: int
    alone: int
    reports: int


def tellers(connection: DuckDBPyConnection, chosen: Chosen, *, limit: int) -> tuple[Teller, ...]:
    """The outlets that carry the incidents of ``chosen``, and the origins of their tellings, the most frequent first."""
    condition, parameters = chosen.condition()
    numbers = "count(*) AS incidents, count(*) FILTER (standing = 'contested') AS contested"
    first = f"ORDER BY incidents DESC, key LIMIT {limit}"
    query = f"""
        WITH found AS MATERIALIZED (
            SELECT rowid AS incident_row, incident, standing, outlets, origins FROM incidents WHERE {condition}),
        texts AS (SELECT rowid AS text, report, dense_rank() OVER (ORDER BY outlet) AS key FROM reports WHERE outlet IS NOT NULL),
        told AS (
            SELECT key, text, incident_row, standing, outlets
            FROM found JOIN incident_events USING (incident) JOIN texts USING (report)),
        by_outlet AS (
            SELECT key, {numbers}, count(*) FILTER (outlets = 1) AS alone
            FROM (SELECT DISTINCT key, incident_row, standing, outlets FROM told) GROUP BY key {first}),
        texts_of AS (SELECT key, count(DISTINCT text) AS reports, any_value(text) AS text FROM told GROUP BY key),
        by_origin AS (
            SELECT origin AS key, {numbers}, count(*) FILTER (origins = 1) AS alone, sum(tellings)::BIGINT AS reports
            FROM found JOIN incident_origins USING (incident) GROUP BY origin {first}),
        named AS (
            SELECT origin AS key, arg_max(name, (tellings, name)) AS name FROM incident_origins
            WHERE origin IN (SELECT key FROM by_origin) GROUP BY origin)
        SELECT * FROM (
            SELECT 'outlet' AS kind, r.outlet AS name, NULL AS key, incidents, contested, alone, t.reports
            FROM by_outlet JOIN texts_of AS t USING (key) JOIN reports AS r ON r.rowid = t.text
            UNION ALL
            SELECT 'voice', name, key, incidents, contested, alone, reports FROM by_origin JOIN named USING (key))
        ORDER BY kind, incidents DESC, name, key"""
    return read_rows(connection, Teller, query, parameters)


@dataclass(frozen=True, slots=True)
class Tells:
    """What one outlet says of an incident: ``says`` and the names of the ``origins`` that it relies on; ``sentence`` of one telling."""

    outlet: str
    says: tuple[str, ...]
    origins: tuple[str, ...]
    report: str
    event: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Shared:
    """An incident that two outlets or more tell. ``differs`` where they do not say the same of it, or rely on others."""

    incident: str
    type: str
    description: str
    standing: str
    when_from: str | None
    differs: bool
    tells: tuple[Tells, ...]


@dataclass(frozen=True, slots=True)
class Naming:
    """How outlets call the same entity: the words of each, in the order of the outlets."""

    name: str
    code: str
    words: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """``outlets`` as they call themselves; ``incidents``, ``only`` and ``reports`` are numbers in their order."""

    outlets: tuple[str, ...]
    reports: tuple[int, ...]
    incidents: tuple[int, ...]
    only: tuple[int, ...]
    shared: tuple[Shared, ...]
    naming: tuple[Naming, ...]


def compared(connection: DuckDBPyConnection, names: Sequence[str]) -> Compared:
    """The outlets called ``names``, in any case, beside one another.

    Raises UsageError where there are not two to MOST_COMPARED of them, or one is not in the ledger.
    """
    wanted = list(dict.fromkeys(name.casefold() for name in names))
    if not 2 <= len(wanted) <= MOST_COMPARED:
        raise UsageError(f"A comparison takes 2 to {MOST_COMPARED} different outlets, not {len(wanted)}.")
    ask = connection.cursor()
    query = "SELECT lower(outlet), min(outlet), count(*) FROM reports WHERE outlet IS NOT NULL GROUP BY 1"
    known = {low: (name, number) for low, name, number in ask.execute(query).fetchall()}
    for name in names:
        if name.lower() not in known:
            raise UsageError(
                f"The ledger has no reports of an outlet {name!r}; the page of sources lists those that it has."
            )
    lows = list(dict.fromkeys(name.lower() for name in names))
    query = """
        WITH told AS (
            SELECT incident, list_sort(list_distinct(list(lower(outlet)))) AS who
            FROM incident_events JOIN reports USING (report) WHERE list_contains(?, lower(outlet)) GROUP BY incident)
        SELECT who, count(*), list(incident) FILTER (len(who) > 1) FROM told GROUP BY who"""
    told = ask.execute(query, [lows]).fetchall()
    outlets = [known[low][0] for low in lows]
    return Compared(
        tuple(outlets),
        tuple(known[low][1] for low in lows),
        tuple(sum(number for who, number, _ in told if low in who) for low in lows),
        tuple(sum(number for who, number, _ in told if who == [low]) for low in lows),
        _shared(connection, [incident for _, _, both in told for incident in both or ()], outlets),
        _naming(connection, outlets),
    )


def _shared(connection: DuckDBPyConnection, incidents: list[str], outlets: list[str]) -> tuple[Shared, ...]:
    rows = connection.cursor().execute(
        "SELECT incident, type, description, standing, coalesce(when_from, when_to), told FROM incidents "
        f"WHERE incident IN (SELECT unnest(?::VARCHAR[])) ORDER BY origins DESC, incident LIMIT {MOST_SHARED}",
        [incidents],
    ).fetchall()  # fmt: skip
    found: list[Shared] = []
    for incident, type_, description, standing, when, told in rows:
        whole = json.loads(zlib.decompress(told))
        tells = tuple(filter(None, (_tells(outlet, whole) for outlet in outlets)))
        differs = len({(one.says, one.origins) for one in tells}) > 1
        found.append(Shared(incident, type_, description, standing, when.isoformat() if when else None, differs, tells))
    return tuple(sorted(found, key=lambda one: not one.differs))


def _tells(outlet: str, told: dict[str, Any]) -> Tells | None:
    its = [one for one in told["tellings"] if (one["outlet"] or "").lower() == outlet.lower()]
    if not its:
        return None
    says = sorted({one["says"] for one in its})
    origins = sorted({who["name"] for one in its for who in one["origins"]})
    first = its[0]
    return Tells(outlet, tuple(says), tuple(origins), first["report"], first["event"], first["sentence"])


def _naming(connection: DuckDBPyConnection, outlets: list[str]) -> tuple[Naming, ...]:
    """Entities that two of the outlets or more name, and do not name alike, the most often named first."""
    query = f"""
        WITH named AS (
            SELECT coalesce(e.identifier, concat(e.name, '|', e.code)) AS who, e.name, e.code, e.mentions, e.called,
                   lower(r.outlet) AS outlet
            FROM entities AS e JOIN reports AS r USING (report)
            WHERE list_contains(?, lower(r.outlet)) AND e.code <> '---'),
        several AS (SELECT who FROM named GROUP BY who HAVING min(outlet) < max(outlet)),
        called AS (SELECT who, outlet, unnest(called) AS words FROM named WHERE who IN (SELECT who FROM several)),
        words AS (SELECT who, outlet, words, count(*) AS often FROM called
                  WHERE words <> lower(words) AND NOT list_contains({_PRONOUNS}, lower(words)) GROUP BY ALL),
        sets AS (SELECT who, outlet, list(words ORDER BY often DESC, words) AS words, sum(often) AS often
                 FROM words GROUP BY who, outlet),
        first AS (SELECT who, map_from_entries(list((outlet, words))) AS words, sum(often) AS often FROM sets GROUP BY who
                  HAVING count(*) > 1 AND count(DISTINCT list_sort(words)) > 1
                  ORDER BY often DESC, who LIMIT {MOST_NAMES})
        SELECT arg_max(name, (mentions, name)), min(code), any_value(words)
        FROM first JOIN named USING (who) GROUP BY who ORDER BY any_value(often) DESC, who"""
    rows = connection.cursor().execute(query, [[o.lower() for o in outlets]]).fetchall()
    return tuple(
        Naming(name, code, tuple(tuple(words.get(o.lower(), ())) for o in outlets)) for name, code, words in rows
    )
