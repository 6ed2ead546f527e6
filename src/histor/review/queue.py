"""The queue of review: events by doubt, the most doubtful first.

Doubt is what the model itself says (1 - confidence), and more for each thing by which the rules around it contradict
the model: they know nothing of its scores. It is a property of the coding alone, so that the order stays as it is
while decisions are made. ``random`` is the other order: also fixed, but without regard to anything, for figures that
hold for all events.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from histor.ledger import ask
from histor.ledger.filters import EVENT_COLUMNS, Filters, where
from histor.ledger.ledger import Answer, Ledger
from histor.review.records import Decision

State = Literal["open", "decided", "all"]
STATES: tuple[State, ...] = ("open", "decided", "all")
DOUBTS: dict[str, tuple[float, str]] = {
    "its incident is contested": (0.2, "coalesce(standing IN ('contested', 'denied'), false)"),
    "told as past, dated after the report": (0.3, "status = 'actual' AND when_from > published"),
    "told as future, dated before the report": (0.3, "status = 'future' AND when_to < published"),
    "people die of cooperation": (0.3, "dead_min > 0 AND quad IN (1, 2)"),
    "acts upon itself": (0.2, "list_has_any(actor_names, recipient_names)"),
    "nobody acts": (0.1, "len(actor_names) = 0"),
    "who acts has no code": (0.05, "list_contains(actor_codes, '---')"),
    "the place was not found": (0.05, "place_words IS NOT NULL AND place IS NULL"),
    "the time was not understood": (0.05, "time_words IS NOT NULL AND when_from IS NULL AND when_to IS NULL"),
    "no word bears its type out": (0.05, "status = 'actual' AND cameo IS NULL"),
}
"""Each reason to doubt besides the model's own, how much it weighs, and its condition. The weights are set by hand."""


@dataclass(frozen=True, slots=True)
class Queued:
    """An event that waits for review: how doubtful it is, and why."""

    event: str
    report: str
    doubt: float
    why: tuple[str, ...]
    confidence: float
    type: str
    mode: str | None
    status: str
    trigger: str
    trigger_start: int
    trigger_end: int
    sentence: str
    outlet: str | None
    published: str | None


def queue(
    ledger: Ledger, decided: list[Decision], *, state: State = "open", sort: str | None = None,
    limit: int | None = None, cursor: str | None = None, **filters: Any,
) -> Answer[Queued]:  # fmt: skip
    """The events that the filters leave, by ``sort``: ``-doubt`` or ``random``.

    ``state``: those of which ``decided`` says nothing (``open``), those of which it does, or all.
    """
    spans = [(d.item.report, *d.item.span) for d in decided if d.item.kind == "event" and d.item.span is not None]
    kind = ask.Kind(
        "queue", Queued, lambda given: _source(given, spans, state), "event",
        {"doubt": ("doubt", "DOUBLE"), "random": ("md5(event)", "VARCHAR")}, "-doubt", stored=False,
    )  # fmt: skip
    asked = ask.question(kind, Filters.of(**filters), sort=sort, limit=limit, cursor=cursor)
    return Answer(ledger.connection, asked)


def _source(filters: Filters, spans: list[tuple[str, int, int]], state: State) -> ask.Sql:
    condition, parameters = where(filters, EVENT_COLUMNS)
    weights = " + ".join(f"{weight} * coalesce({held}, false)::INTEGER" for weight, held in DOUBTS.values())
    reasons = ", ".join(f"CASE WHEN {held} THEN '{reason}' END" for reason, (_, held) in DOUBTS.items())
    columns = "report, confidence, type, mode, status, trigger, trigger_start, trigger_end, sentence, outlet, published"
    query = f"""
        SELECT event, {columns}, round(1 - confidence + {weights}, 4) AS doubt,
               list_filter([{reasons}], lambda reason: reason IS NOT NULL) AS why
        FROM (SELECT * FROM events WHERE {condition}) LEFT JOIN (
            SELECT event, any_value(standing) AS standing FROM incident_events JOIN incidents USING (incident) GROUP BY event
        ) USING (event)"""
    if state == "all":
        return query, parameters
    listed = [list(column) for column in zip(*spans, strict=True)] or [[], [], []]
    overlap = """EXISTS (
        SELECT 1 FROM (SELECT unnest(?::VARCHAR[]) AS report, unnest(?::INTEGER[]) AS first, unnest(?::INTEGER[]) AS last) AS d
        WHERE d.report = q.report AND q.trigger_start < d.last AND d.first < q.trigger_end)"""
    held = overlap if state == "decided" else f"NOT {overlap}"
    return f"SELECT * FROM ({query}) AS q WHERE {held}", parameters + listed
