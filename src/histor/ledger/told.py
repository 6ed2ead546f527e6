"""What a ledger holds of incidents: one with all its tellings, and corpora of some, for views and comparisons."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from histor.errors import UsageError
from histor.ledger import decisions
from histor.ledger.linking import graph_of
from histor.ledger.linkstate import WHOLE, State
from histor.link.cast import Cast
from histor.link.chains import Copied
from histor.link.compare import Comparing, Comparison, outlets_called
from histor.link.corpus import Corpus
from histor.link.graph import Node, ties
from histor.link.identities import Identity, outlet_of
from histor.link.origins import told
from histor.link.sources import Dossier, keys_called, source_told
from histor.link.telling_records import ToldIncident
from histor.link.weights import load
from histor.records import Report

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from histor.link.records import Anchor

_AT_ONCE = 100  # incidents, or reports, that are read together
_HELD = 400  # accounts that are held: some 20 MB


def named(connection: DuckDBPyConnection, name: str) -> str:
    """The id of the incident that is called ``name``: its id, the only one that begins so, or the key of an event of it.

    Raises UsageError where there is none, or more than one.
    """
    query = """
        SELECT incident FROM incidents WHERE incident = $1
        UNION SELECT incident FROM incident_events WHERE event = $1"""
    cursor = connection.cursor()
    found = cursor.execute(query, [name]).fetchall()
    if not found and name:
        found = cursor.execute(
            "SELECT incident FROM incidents WHERE starts_with(incident, ?) LIMIT 2", [name]
        ).fetchall()
    if len(found) != 1:
        how = "Several incidents have an id that begins with" if found else "There is no incident"
        raise UsageError(f"{how} {name!r}; histor incidents lists them.")
    return str(found[0][0])


def incident(connection: DuckDBPyConnection, name: str) -> dict[str, Any]:
    """The incident called ``name`` as ``histor incident --json`` prints it."""
    id = named(connection, name)
    return whole(connection, [id])[id]


def whole(connection: DuckDBPyConnection, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Incidents by id, each as ``histor incident --json`` prints it."""
    query = "SELECT incident, told FROM incidents WHERE incident IN (SELECT unnest(?::VARCHAR[]))"
    rows = connection.cursor().execute(query, [list(ids)]).fetchall()
    return {id: json.loads(zlib.decompress(packed)) for id, packed in rows}


def events_of(connection: DuckDBPyConnection, name: str) -> list[str]:
    """The keys of the events of the incident called ``name``, in order of publication."""
    query = "SELECT event FROM incident_events WHERE incident = ? ORDER BY number"
    return [event for (event,) in connection.cursor().execute(query, [named(connection, name)]).fetchall()]


def decisions_on(connection: DuckDBPyConnection, name: str, *, history: bool = False) -> list[decisions.StoredDecision]:
    """What was decided of events that stand in the incident called ``name``; with ``history`` what was taken back, too."""
    state = State(connection.cursor())
    id = named(connection, name)
    made = (decisions.history if history else decisions.stored)(state.connection)
    if not made:
        return []
    query = """
        SELECT l.number, l.place FROM incident_events JOIN linked_events AS l USING (event) WHERE incident = ?"""
    mine = set(state.rows(query, id))
    _, nodes = decisions.resolved(state, made)
    return [
        each
        for each in made
        if any(nodes.get(anchor) in mine for anchor in (*each.decision.events, *each.decision.others))
    ]


def stands(connection: DuckDBPyConnection, anchors: Collection[Anchor]) -> dict[Anchor, str]:
    """The ids of the incidents in which events stand, by what decisions call them; of those that are not there, none."""
    state = State(connection.cursor())
    nodes = decisions.found(state, anchors)
    query = """
        SELECT l.number, l.place, incident FROM incident_events JOIN linked_events AS l USING (event)
        WHERE l.report IN (SELECT unnest(?::VARCHAR[]))"""
    rows = state.rows(query, sorted({anchor.report for anchor in anchors}))
    at: dict[Node, str] = {(number, place): incident for number, place, incident in rows}
    return {anchor: at[node] for anchor, node in nodes.items() if node in at}


def neighbours(connection: DuckDBPyConnection, name: str, most: int) -> dict[str, float]:
    """Other incidents with events that have a score with one of the incident called ``name``, the highest first."""
    query = """
        WITH mine AS (
            SELECT l.number, l.place FROM incident_events JOIN linked_events AS l USING (event) WHERE incident = $1),
        near AS (
            SELECT two AS number, two_place AS place, score FROM event_scores
            JOIN mine ON one = mine.number AND one_place = mine.place
            UNION ALL SELECT one, one_place, score FROM event_scores
            JOIN mine ON two = mine.number AND two_place = mine.place)
        SELECT incident, max(score) AS highest FROM near JOIN linked_events AS l USING (number, place)
        JOIN incident_events AS e ON e.event = l.event WHERE incident <> $1 GROUP BY incident
        ORDER BY highest DESC, incident LIMIT $2"""
    state = State(connection.cursor())
    return {incident: score / WHOLE for incident, score in state.rows(query, named(connection, name), most)}


def unlinked(connection: DuckDBPyConnection) -> int:
    """The number of reports that are not linked yet."""
    query = "SELECT count(*) FROM reports WHERE report NOT IN (SELECT report FROM linked)"
    ((number,),) = connection.cursor().execute(query).fetchall()
    return int(number)


class Casts(Mapping[str, Cast]):
    """The accounts of reports by key, read from the ledger when they are asked for; few are held at once.

    ``connect`` gives the connection, which may be another one when the ledger was closed in between.
    """

    def __init__(self, connect: Callable[[], DuckDBPyConnection], keys: Collection[str]) -> None:
        self._connect = connect
        self._keys = frozenset(keys)
        self._held: dict[str, Cast] = {}

    def __getitem__(self, key: str) -> Cast:
        if key not in self._keys:
            raise KeyError(key)
        if key not in self._held:
            self.hold([key])
        return self._held[key]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._keys))

    def __len__(self) -> int:
        return len(self._keys)

    def hold(self, keys: Collection[str]) -> None:
        """Read at once the accounts that are asked for next; those read before may go."""
        left = self._keys.intersection(keys) - self._held.keys()
        if len(self._held) + len(left) > _HELD:
            self._held = {key: self._held[key] for key in keys if key in self._held}
        if left:
            self._held |= State(self._connect().cursor()).casts(sorted(left))

    def each(self, keys: Iterable[str]) -> Iterator[Cast]:
        """The accounts of ``keys`` one after another."""
        for some in _in_pieces(list(keys)):
            self.hold(some)
            yield from [self._held[key] for key in some]


def corpus(connect: Callable[[], DuckDBPyConnection], names: Collection[str]) -> Corpus:
    """The incidents with the ids ``names``, with the accounts that tell them."""
    casts = Casts(connect, _reports_of(connect(), names))
    return Corpus.of(casts, each_told(casts, connect(), names))


def each_told(casts: Casts, connection: DuckDBPyConnection, names: Collection[str]) -> Iterator[ToldIncident]:
    """The incidents with the ids ``names`` by their first day; while one is looked at, ``casts`` hold its accounts."""
    query = """
        SELECT incident FROM incidents WHERE incident IN (SELECT unnest(?::VARCHAR[]))
        ORDER BY first_published NULLS LAST, incident"""
    ids = [id for (id,) in connection.cursor().execute(query, [list(names)]).fetchall()]
    state = State(connection.cursor())
    together, apart = ties(*decisions.resolved(state, decisions.stored(state.connection)))
    for some in _in_pieces(ids):
        state = State(connection.cursor())  # what it has read goes with it
        members = _members(state, some)
        graph = graph_of(state, [node for each in members.values() for node in each], together, apart, load())
        keys = {reading.report for reading in graph.readings.values()}
        groups = state.groups(keys)
        earliest = {group.earliest for group in groups}
        casts.hold(keys)
        around = {key: casts[key] for key in keys} | state.casts(earliest - keys)
        copied = Copied(groups)
        for nodes in members.values():
            yield told(graph.described(nodes, explained=False), around, copied)


def _in_pieces(names: list[str]) -> Iterator[list[str]]:
    yield from (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))


def _members(state: State, names: Collection[str]) -> dict[str, list[Node]]:
    query = """
        SELECT e.incident, l.number, l.place FROM incident_events AS e JOIN linked_events AS l USING (event)
        WHERE e.incident IN (SELECT unnest(?::VARCHAR[])) ORDER BY e.incident, e.number"""
    members: dict[str, list[Node]] = {name: [] for name in names}
    for name, number, place in state.rows(query, list(names)):
        members[name].append((number, place))
    return members


def _reports_of(connection: DuckDBPyConnection, names: Collection[str]) -> set[str]:
    query = "SELECT DISTINCT report FROM incident_events WHERE incident IN (SELECT unnest(?::VARCHAR[]))"
    return {key for (key,) in connection.cursor().execute(query, [list(names)]).fetchall()}


def of_source(connect: Callable[[], DuckDBPyConnection], name: str) -> tuple[Dossier, Corpus]:
    """What the source called ``name`` told, and the incidents in which it stands.

    Raises UsageError where no source is called so, or several are.
    """
    cursor = connect().cursor()
    query = "SELECT DISTINCT source, name, kind, identifier FROM incident_sources WHERE name IS NOT NULL ORDER BY ALL"
    there = [Identity(key, called, kind, identifier=id) for key, called, kind, id in cursor.execute(query).fetchall()]
    keys = keys_called(there, name)
    query = """
        SELECT DISTINCT incident FROM incident_sources
        WHERE source IN (SELECT unnest($1::VARCHAR[])) OR speaks_for IN (SELECT unnest($1::VARCHAR[]))"""
    found = corpus(connect, [id for (id,) in cursor.execute(query, [sorted(keys)]).fetchall()])
    return source_told(found.told, name, keys), found


def of_outlets(connect: Callable[[], DuckDBPyConnection], names: Sequence[str]) -> tuple[Comparison, Corpus]:
    """The outlets called ``names`` side by side, and all incidents that their reports tell.

    Raises UsageError where one has no report, or fewer than two are named.
    """
    cursor = connect().cursor()
    query = "SELECT report, outlet, url FROM reports WHERE outlet IS NOT NULL OR url IS NOT NULL ORDER BY report"
    by_report = {
        key: outlet_of(Report(key, "", "", url=url, outlet=called))
        for key, called, url in cursor.execute(query).fetchall()
    }
    compared = outlets_called(by_report.values(), names)
    own = [key for key, who in by_report.items() if who.key in compared]
    query = "SELECT DISTINCT incident FROM incident_events WHERE report IN (SELECT unnest(?::VARCHAR[]))"
    found = [id for (id,) in cursor.execute(query, [own]).fetchall()]
    casts = Casts(connect, {*own, *_reports_of(connect(), found)})
    whole = Comparing(compared, casts.each(own))
    made = Corpus.of(casts, (whole.add(one, casts) for one in each_told(casts, connect(), found)))
    return whole.comparison(made.told), made
