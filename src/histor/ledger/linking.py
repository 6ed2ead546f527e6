"""Linking within a ledger: copies, incidents and origins are kept up as reports come and go.

A report is filed under its keys, compared with the reports that share some of them, and the parts of the ledger that this
connects with it are told anew; all of it, for a batch of reports, in one transaction. A report is linked where it
stands in the table `linked`, so that after a kill the next call goes on with what is missing. What comes out is a
function of the reports and decisions alone: in what order and in which batches they came is of no account.

Copies and incidents are told anew by connected parts. A part of the events that is too large to be an incident is cut
into cells (`histor.link.graph`), and of these only those are made again whose events, decisions or copies changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from histor.ledger import decisions
from histor.ledger.linkrows import OF_INCIDENTS, copy_rows, incident_rows, told_blob
from histor.ledger.linkstate import Placed, State
from histor.ledger.store import insert
from histor.ledger.tables import Row
from histor.link.chains import Copied
from histor.link.copies import compared
from histor.link.copygroups import filed, grouped
from histor.link.graph import Graph, Node, Ties, cells, numbered, ties
from histor.link.incidents import alike, scored
from histor.link.origins import told
from histor.link.pairs import between
from histor.link.tellings import Reading
from histor.link.weights import Weights

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PAIRS = 2_000  # pairs of reports that are compared together
_AT_ONCE = 500  # events whose incidents are made and stored together


@dataclass(slots=True)
class Touched:
    """What has to be told anew: ``reports`` whose copies, ``nodes`` whose incidents may have changed."""

    reports: set[int] = field(default_factory=set)
    nodes: set[Node] = field(default_factory=set)


def link(connection: DuckDBPyConnection, made: Mapping[str, Reading], weights: Weights) -> None:
    """Link reports that are not linked yet, given by key with their readings, which bear these keys as ids."""
    state = State(connection)
    reports = {key: cast.account.report for key, cast in state.casts(made).items()}
    numbers = state.file({key: (filed(reports[key]), reading) for key, reading in made.items()})
    touched = Touched(set(numbers), {(n, k) for n in numbers for k in range(len(state.readings([n])[n].tellings))})
    _find_copies(state, numbers)
    _find_events(state, numbers, weights)
    _tell(state, touched, weights)


def unlink(connection: DuckDBPyConnection, keys: Collection[str], weights: Weights) -> None:
    """Take reports out of all links, and tell anew what was linked with them."""
    state = State(connection)
    gone = set(state.numbers(keys).values())
    if not gone:
        return
    own = state.events_of(keys)
    together, _ = ties(*decisions.resolved(state, decisions.stored(connection)))
    near = state.connected([event.node for event in own], weights.link, together)
    touched = Touched(state.copies_around(gone).keys() - gone, {node for node in near if node[0] not in gone})
    state.forget(gone)
    connection.execute("DELETE FROM copies WHERE report IN (SELECT unnest(?::VARCHAR[]))", [list(keys)])
    _drop(connection, [event.event for event in own])
    _tell(state, touched, weights)


def decide_anew(connection: DuckDBPyConnection, decided: Iterable[decisions.StoredDecision], weights: Weights) -> None:
    """Tell anew what decisions that were just made or taken back are about."""
    state = State(connection)
    _, found = decisions.resolved(state, list(decided))
    _tell(state, Touched(nodes=set(found.values())), weights)


def _find_copies(state: State, numbers: list[int]) -> None:
    """Compare reports with those that may carry their text, and keep what they have in common."""
    found = []
    for pairs in _some(state.copy_candidates(numbers)):
        words = state.filed(number for pair in pairs for number in pair)
        found += [(one, two, common) for one, two in pairs if (common := compared(words[one], words[two]))]
    state.link_copies(found)


def _find_events(state: State, numbers: list[int], weights: Weights) -> None:
    """Score the events of reports with those of their neighbours, and keep the scores."""
    found = []
    candidates = state.event_candidates(state.readings(numbers))
    terms = state.terms({number for pair in candidates for number in pair})
    near = [(one, two) for one, two in candidates if alike(terms[one], terms[two])]
    for pairs in _some(near):
        readings = state.readings(number for pair in pairs for number in pair)
        number = {reading.report: n for n, reading in readings.items()}
        worth = [pair for one, two in pairs for pair in between(readings[one], readings[two])]
        for pair, score in scored(worth, weights):
            found.append(((number[pair.one.report], pair.i), (number[pair.two.report], pair.j), score))
    state.link_events(found)


def _some(pairs: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """``pairs`` in pieces, so that few reports are in memory at once."""
    yield from (pairs[start : start + _PAIRS] for start in range(0, len(pairs), _PAIRS))


# Telling anew


def _tell(state: State, touched: Touched, weights: Weights) -> None:
    """Make the rows of copies, incidents and origins anew wherever what is ``touched`` may have changed them."""
    changed = _tell_copies(state, touched.reports)
    nodes = touched.nodes | {placed.node for placed in state.events_of(changed)}
    if not nodes:
        return
    together, apart = ties(*decisions.resolved(state, decisions.stored(state.connection)))
    part = state.connected(nodes, weights.link, together)
    placed = state.placed(part)
    of_part = _parts(state, placed, together, apart, weights)
    kept = _kept(state, of_part)
    again = {name: cell for name, cell in of_part.items() if name not in kept or any(p.report in changed for p in cell)}
    _drop(state.connection, [event.event for cell in again.values() for event in cell])
    batch: dict[str, list[Placed]] = {}
    for name, cell in again.items():
        batch[name] = cell
        if sum(map(len, batch.values())) >= _AT_ONCE:
            _tell_incidents(state, batch, together, apart, weights)
            batch = {}
    _tell_incidents(state, batch, together, apart, weights)


def _tell_copies(state: State, numbers: Collection[int]) -> set[str]:
    """Make the copy groups around reports anew; the keys of the reports of which they say something else now."""
    links = state.copies_around(numbers)
    words = state.filed({*numbers, *links})
    members = {number: words[number] for number in links}
    rows = [row for group in grouped(members, links) for row in copy_rows(group)] if links else []
    keys = [words[number].report for number in words]
    which = "report IN (SELECT unnest(?::VARCHAR[]))"
    cursor = state.connection.execute(
        f"SELECT * REPLACE (published::VARCHAR AS published) FROM copies WHERE {which}", [keys]
    )
    names = [column[0] for column in cursor.description or ()]
    before = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    old, new = _by_report(before), _by_report(rows)
    changed = {key for key in keys if old.get(key) != new.get(key)}
    state.connection.execute(f"DELETE FROM copies WHERE {which}", [keys])
    insert(state.connection, "copies", rows)
    return changed


def _by_report(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows of copies, and those of its groups' first carriers, by report: what is told of it hangs on both."""
    listed = sorted(rows, key=lambda row: (row["copy_group"], row["number"]))
    first = {row["copy_group"]: row for row in listed if row["number"] == 1}
    found: dict[str, list[Row]] = {}
    for row in listed:
        found.setdefault(row["report"], []).extend((row, first.get(row["copy_group"], {})))
    return found


def _parts(
    state: State, placed: list[Placed], together: Ties, apart: Ties, weights: Weights
) -> dict[str, list[Placed]]:
    """The cells of events, which come in their order, by names that tell one of the same events and decisions."""
    at = {event.node: k for k, event in enumerate(placed)}
    strong = {
        (min(at[one], at[two]), max(at[one], at[two])): score for one, two, score in state.scores(at, weights.link)
    }
    held, kept_apart = numbered(together, at), numbered(apart, at)
    found: dict[str, list[Placed]] = {}
    for cell in cells(len(placed), strong, held):
        inside = set(cell)
        facts = [placed[k].event for k in cell]
        for mark, pairs in (("+", held), ("-", kept_apart)):
            facts += [f"{mark} {placed[a].event} {placed[b].event}" for a, b in pairs if a in inside and b in inside]
        found[blake2b("\n".join(facts).encode(), digest_size=12).hexdigest()] = [placed[k] for k in cell]
    return found


def _kept(state: State, names: Iterable[str]) -> set[str]:
    """Those of the cells that stand in the ledger already."""
    query = "SELECT DISTINCT part FROM incidents WHERE part IN (SELECT unnest(?::VARCHAR[]))"
    return {name for (name,) in state.rows(query, list(names))}


def _drop(connection: DuckDBPyConnection, events: list[str]) -> None:
    """Delete the incidents in which events stand."""
    query = "SELECT DISTINCT incident FROM incident_events WHERE event IN (SELECT unnest(?::VARCHAR[]))"
    names = [name for (name,) in connection.execute(query, [events]).fetchall()]
    for table in OF_INCIDENTS if names else ():
        connection.execute(f"DELETE FROM {table} WHERE incident IN (SELECT unnest(?::VARCHAR[]))", [names])


def _tell_incidents(
    state: State, of_part: Mapping[str, list[Placed]], together: Ties, apart: Ties, weights: Weights
) -> None:
    """Make and store the incidents of some cells."""
    rows: dict[str, list[Row]] = {table: [] for table in OF_INCIDENTS}
    blobs: list[bytes] = []
    nodes = [event.node for cell in of_part.values() for event in cell]
    graph = graph_of(state, nodes, together, apart, weights)
    keys = {event.report for cell in of_part.values() for event in cell}
    groups = state.groups(keys)
    casts = state.casts(keys | {group.earliest for group in groups})
    copied = Copied(groups)
    for name, cell in of_part.items():
        for cluster in graph.clustered([event.node for event in cell]):
            one = told(graph.described(cluster, explained=False), casts, copied)
            for table, made in incident_rows(one, name, casts).items():
                rows[table] += made
            blobs.append(told_blob(one, casts))
    insert(state.connection, "incidents", rows.pop("incidents"), told=blobs)
    for table, made in rows.items():
        insert(state.connection, table, made)


def graph_of(state: State, nodes: Collection[Node], together: Ties, apart: Ties, weights: Weights) -> Graph:
    """The graph of some events: their readings, their scores among one another, and what is decided."""
    scores: dict[Node, dict[Node, float]] = {}
    for one, two, score in state.scores(nodes):
        scores.setdefault(one, {})[two] = score
        scores.setdefault(two, {})[one] = score
    return Graph(weights, state.readings({number for number, _ in nodes}), scores, together, apart)
