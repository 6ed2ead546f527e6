"""What a ledger holds of incidents: one with all its tellings, and corpora of some, for views and comparisons."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from histor.errors import UsageError
from histor.ledger import decisions
from histor.ledger.linking import graph_of
from histor.ledger.linkstate import WHOLE, State
from histor.link.compare import not_there
from histor.link.corpus import Corpus
from histor.link.graph import Node, ties
from histor.link.identities import Identity, outlet
from histor.link.sources import keys_called
from histor.link.weights import load

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from histor.link.records import Anchor


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


def corpus(connection: DuckDBPyConnection, names: Collection[str], reports: Collection[str] = ()) -> Corpus:
    """The incidents with the ids ``names`` as a corpus, with the accounts of ``reports`` besides those that tell them."""
    state = State(connection.cursor())
    query = """
        SELECT e.incident, l.number, l.place FROM incident_events AS e JOIN linked_events AS l USING (event)
        WHERE e.incident IN (SELECT unnest(?::VARCHAR[])) ORDER BY e.incident, e.number"""
    members: dict[str, list[Node]] = {}
    for name, number, place in state.rows(query, list(names)):
        members.setdefault(name, []).append((number, place))
    nodes = [node for each in members.values() for node in each]
    found, anchors = decisions.resolved(state, decisions.stored(state.connection))
    graph = graph_of(state, nodes, *ties(found, anchors), load())
    keys = {reading.report for reading in graph.readings.values()}
    groups = state.groups(keys)
    casts = state.casts([*sorted(keys | {group.earliest for group in groups}), *reports])
    return Corpus(
        (cast.account for cast in casts.values()),
        groups,
        [graph.described(each, explained=False) for each in members.values()],
    )


def of_source(connection: DuckDBPyConnection, name: str) -> tuple[Corpus, set[str]]:
    """The incidents in which the source called ``name`` stands, and its keys.

    Raises UsageError where no source is called so, or several are.
    """
    cursor = connection.cursor()
    query = "SELECT DISTINCT source, name, kind, identifier FROM incident_sources WHERE name IS NOT NULL ORDER BY ALL"
    there = [Identity(key, called, kind, identifier=id) for key, called, kind, id in cursor.execute(query).fetchall()]
    keys = keys_called(there, name)
    query = """
        SELECT DISTINCT incident FROM incident_sources
        WHERE source IN (SELECT unnest($1::VARCHAR[])) OR speaks_for IN (SELECT unnest($1::VARCHAR[]))"""
    found = [id for (id,) in cursor.execute(query, [sorted(keys)]).fetchall()]
    return corpus(connection, found), keys


def of_outlets(connection: DuckDBPyConnection, names: Collection[str]) -> Corpus:
    """All incidents that reports of the outlets called ``names`` tell, with all accounts of these outlets.

    Raises UsageError where one has no report.
    """
    cursor = connection.cursor()
    query = "SELECT report, outlet, url FROM reports WHERE outlet IS NOT NULL OR url IS NOT NULL ORDER BY report"
    there = [(key, outlet(called or url)) for key, called, url in cursor.execute(query).fetchall()]
    wanted = {outlet(name).key: name for name in names}
    for key in wanted.keys() - {who.key for _, who in there}:
        raise not_there(wanted[key], (who.name for _, who in there))
    reports = [key for key, who in there if who.key in wanted]
    query = "SELECT DISTINCT incident FROM incident_events WHERE report IN (SELECT unnest(?::VARCHAR[]))"
    found = [id for (id,) in cursor.execute(query, [reports]).fetchall()]
    return corpus(connection, found, reports)
