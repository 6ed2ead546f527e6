"""What persons decided about incidents, as the ledger keeps it: `histor.link.records.Decision` with a number and a day.

No record is ever changed or deleted: who takes a decision back makes another record, which says so.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from histor import __version__
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
    """A decision with its ``number`` in the ledger; ``decided`` is a moment in UTC, ISO 8601.

    ``histor`` and ``model`` say with what the incidents were made on which somebody decided. One that takes another
    back has that one's number in ``undoes``, and what it was about in ``decision``.
    """

    number: int
    decision: Decision
    decided: str
    histor: str
    model: str | None
    undoes: int | None


def stored(connection: DuckDBPyConnection) -> list[StoredDecision]:
    """The decisions that count, in the order in which they were made."""
    made = history(connection)
    gone = {each.undoes for each in made}
    return [each for each in made if each.undoes is None and each.number not in gone]


def history(connection: DuckDBPyConnection) -> list[StoredDecision]:
    """All decisions, those that were taken back and those that did it, too, in the order in which they were made."""
    cursor = connection.execute("SELECT * REPLACE (decided::VARCHAR AS decided) FROM decisions ORDER BY number")
    names = [column[0] for column in cursor.description or ()]
    return [_of_row(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _of_row(row: dict[str, Any]) -> StoredDecision:
    made = Decision(row["kind"], _anchors(row["events"]), _anchors(row["others"]), row["decided_by"], row["note"])
    return StoredDecision(row["number"], made, f"{row['decided']}Z", row["histor"], row["model"], row["undoes"])


def put(connection: DuckDBPyConnection, decision: Decision) -> StoredDecision:
    """Keep ``decision``. Raises UsageError where it names too few events, or too many."""
    checked(decision)
    if len(decision.events) + len(decision.others) > MOST_EVENTS:
        raise UsageError(f"A decision takes at most {MOST_EVENTS} events.")
    return _put(connection, decision, None)


def take_back(
    connection: DuckDBPyConnection, number: int, *, by: str | None = None, note: str | None = None
) -> StoredDecision:
    """Keep that the decision of that number is taken back. Raises UsageError where none of that number counts."""
    there = [each for each in stored(connection) if each.number == number]
    if not there:
        raise UsageError(
            f"There is no decision {number} that counts; histor incident ID lists those about an incident."
        )
    return _put(connection, replace(there[0].decision, by=by, note=note), number)


def _put(connection: DuckDBPyConnection, decision: Decision, undoes: int | None) -> StoredDecision:
    connection.execute(
        "INSERT INTO decisions BY NAME SELECT coalesce(max(number), 0) + 1 AS number, ? AS kind, ? AS events, "
        "? AS others, ? AS decided_by, ? AS note, date_trunc('second', now() AT TIME ZONE 'UTC') AS decided, "
        "? AS histor, (SELECT value FROM ledger WHERE name = 'linked_by') AS model, ? AS undoes FROM decisions",
        [decision.kind, json.dumps(decision.events), json.dumps(decision.others), decision.by, decision.note,
         __version__, undoes],
    )  # fmt: skip
    return history(connection)[-1]


def resolved(state: State, made: Iterable[StoredDecision]) -> tuple[list[Decision], dict[Anchor, Node]]:
    """Decisions, and the events at which their anchors point; of reports that are not linked, none."""
    listed = [each.decision for each in made]
    return listed, found(state, {anchor for decision in listed for anchor in (*decision.events, *decision.others)})


def found(state: State, anchors: Collection[Anchor]) -> dict[Anchor, Node]:
    """The events at which ``anchors`` point; of reports that are not linked, none."""
    events: dict[str, list[tuple[Node, Span]]] = {}
    for placed in state.events_of({anchor.report for anchor in anchors}) if anchors else ():
        events.setdefault(placed.report, []).append((placed.node, placed.trigger))
    nodes: dict[Anchor, Node] = {}
    for anchor in anchors:
        there = sorted(events.get(anchor.report, ()))  # in the order of the account, as a reading has them
        place = pointed_at(anchor, [trigger for _, trigger in there])
        if place is not None:
            nodes[anchor] = there[place][0]
    return nodes


def _anchors(text: str) -> tuple[Anchor, ...]:
    return tuple(Anchor(report, Span(*trigger)) for report, trigger in json.loads(text))
