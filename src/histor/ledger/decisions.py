"""What persons decided about incidents, as the ledger keeps it: `histor.link.records.Decision` with a number and a day."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from histor.errors import UsageError
from histor.link.graph import Node, pointed_at
from histor.link.incidents import checked
from histor.link.records import Anchor, Decision
from histor.records import Span

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from histor.ledger.linkstate import State

MOST_EVENTS = 500
"""Events of one decision; more than an incident can have."""


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """A decision with its ``number`` in the ledger; ``decided`` is a moment in UTC, ISO 8601."""

    number: int
    decision: Decision
    decided: str


def stored(connection: DuckDBPyConnection) -> list[StoredDecision]:
    """All decisions, in the order in which they were made."""
    query = "SELECT number, kind, events, others, decided_by, note, decided::VARCHAR FROM decisions ORDER BY number"
    return [
        StoredDecision(number, Decision(kind, _anchors(events), _anchors(others), by, note), f"{decided}Z")
        for number, kind, events, others, by, note, decided in connection.execute(query).fetchall()
    ]


def put(connection: DuckDBPyConnection, decision: Decision) -> StoredDecision:
    """Keep ``decision``. Raises UsageError where it names too few events, or too many."""
    checked(decision)
    if len(decision.events) + len(decision.others) > MOST_EVENTS:
        raise UsageError(f"A decision takes at most {MOST_EVENTS} events.")
    connection.execute(
        "INSERT INTO decisions SELECT coalesce(max(number), 0) + 1, ?, ?, ?, ?, ?, "
        "date_trunc('second', now() AT TIME ZONE 'UTC') FROM decisions",
        [decision.kind, json.dumps(decision.events), json.dumps(decision.others), decision.by, decision.note],
    )
    return stored(connection)[-1]


def take_back(connection: DuckDBPyConnection, number: int) -> StoredDecision:
    """Delete a decision. Raises UsageError where there is none of that number."""
    found = [each for each in stored(connection) if each.number == number]
    if not found:
        raise UsageError(f"There is no decision {number}; histor incident ID lists those about an incident.")
    connection.execute("DELETE FROM decisions WHERE number = ?", [number])
    return found[0]


def resolved(state: State, found: Iterable[StoredDecision]) -> tuple[list[Decision], dict[Anchor, Node]]:
    """Decisions, and the events at which their anchors point; of reports that are not linked, none."""
    made = [each.decision for each in found]
    anchors = {anchor for decision in made for anchor in (*decision.events, *decision.others)}
    events: dict[str, list[tuple[Node, Span]]] = {}
    for placed in state.events_of({anchor.report for anchor in anchors}) if anchors else ():
        events.setdefault(placed.report, []).append((placed.node, placed.trigger))
    nodes: dict[Anchor, Node] = {}
    for anchor in anchors:
        there = sorted(events.get(anchor.report, ()))  # in the order of the account, as a reading has them
        place = pointed_at(anchor, [trigger for _, trigger in there])
        if place is not None:
            nodes[anchor] = there[place][0]
    return made, nodes


def _anchors(text: str) -> tuple[Anchor, ...]:
    return tuple(Anchor(report, Span(*trigger)) for report, trigger in json.loads(text))
