"""Deciding: a person's word on incidents goes into the ledger, and the incidents that it is about are told anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from histor.errors import UsageError
from histor.ledger.decisions import StoredDecision, put, take_back
from histor.ledger.linking import decide_anew
from histor.ledger.store import WRITE_WAIT, writing
from histor.link.records import Anchor, Decision, DecisionKind
from histor.link.weights import load
from histor.records import Span

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

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
    if any(len(text or "") > LONGEST for text in (by, note)):
        raise UsageError(f"A name or note has at most {LONGEST:,} characters.")
    with writing(path, wait) as connection:
        some, rest = (_anchors(connection, side) for side in (events, others))
        made = put(connection, Decision(kind, some, rest, by, note))
        decide_anew(connection, [made], load())
    return made


def undo(path: Path, number: int, *, wait: float = WRITE_WAIT) -> None:
    """Take back a decision, and tell anew what it was about. Raises UsageError where there is none of that number."""
    with writing(path, wait) as connection:
        decide_anew(connection, [take_back(connection, number)], load())


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
