"""Deciding: a person's word on incidents goes into the ledger, and the incidents that it is about are told anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from histor.errors import UsageError
from histor.ledger.decisions import StoredDecision, put, take_back
from histor.ledger.linking import decide_anew
from histor.ledger.store import WRITE_WAIT, writing
from histor.link.records import Anchor, Decision, DecisionKind
from histor.link.weights import load
from histor.records import Span

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from histor.ledger.ledger import Ledger

LONGEST = 2_000
"""Characters of a name or note."""


def decide(
    path: Path,
    kind: DecisionKind,
    events: Sequence[str],
    others: Sequence[str] = (),
    *,
    by: str | None = None,
    note: str | None = None,
    wait: float = WRITE_WAIT,
) -> StoredDecision:
    """Keep a decision on events, given by key, and tell their incidents anew, in one transaction.

    Raises UsageError where an event is not there, or the decision names too few or too many.
    """
    _check(by, note)
    with writing(path, wait) as connection:
        some, rest = (_anchors(connection, side) for side in (events, others))
        made = put(connection, Decision(kind, some, rest, by, note))
        decide_anew(connection, [made], load())
    return made


def undo(
    path: Path, number: int, *, by: str | None = None, note: str | None = None, wait: float = WRITE_WAIT
) -> StoredDecision:
    """Take back a decision, and tell anew what it was about; the record of that.

    Raises UsageError where no decision of that number counts.
    """
    _check(by, note)
    with writing(path, wait) as connection:
        made = take_back(connection, number, by=by, note=note)
        decide_anew(connection, [made], load())
    return made


def on_incident(
    ledger: Ledger,
    name: str,
    kind: DecisionKind | Literal["undo"],
    *,
    other: str | None = None,
    events: Sequence[str] = (),
    number: int | None = None,
    by: str | None = None,
    note: str | None = None,
) -> tuple[StoredDecision, str]:
    """Decide on the incident called ``name``; what was kept, and the key of an event by which it is found afterwards.

    ``merge``: it and the incident ``other`` are one. ``split``: its ``events`` tell another happening than the rest of
    it. ``forbid``: no two of ``events`` are one. ``undo``: the decision of that ``number`` no longer counts. Raises
    UsageError where that makes no sense.
    """
    mine = ledger.events_of(name)
    if kind == "undo":
        if all(each.number != number for each in ledger.decisions_on(name)):
            raise UsageError(
                f"The decision {number} is not about this incident; histor incident ID lists those that are."
            )
        return ledger.undo(number or 0, by=by, note=note), mine[0]
    if kind == "merge":
        theirs = ledger.events_of(other or "")
        if theirs == mine:
            raise UsageError("An incident is merged with another one, not with itself.")
        return ledger.decide("merge", [*mine, *theirs], by=by, note=note), mine[0]
    if kind == "forbid":
        return ledger.decide("forbid", events, by=by, note=note), mine[0]
    if strange := [event for event in events if event not in mine]:
        raise UsageError(f"The event {strange[0]!r} does not stand in this incident.")
    rest = [event for event in mine if event not in events]
    if not rest:
        raise UsageError("Some of the incident's events must stay; all of them cannot be split off.")
    return ledger.decide("split", events, rest, by=by, note=note), rest[0]


def _check(*texts: str | None) -> None:
    if any(len(text or "") > LONGEST for text in texts):
        raise UsageError(f"A name or note has at most {LONGEST:,} characters.")


def _anchors(connection: DuckDBPyConnection, keys: Sequence[str]) -> tuple[Anchor, ...]:
    query = "SELECT event, report, trigger_start, trigger_end FROM events WHERE event IN (SELECT unnest(?::VARCHAR[]))"
    found = {
        event: Anchor(report, Span(start, end))
        for event, report, start, end in connection.execute(query, [list(keys)]).fetchall()
    }
    for key in keys:
        if key not in found:
            raise UsageError(f"There is no event {key!r}; histor events lists them.")
    return tuple(found[key] for key in dict.fromkeys(keys))
