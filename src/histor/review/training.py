"""Reviewed reports as training data, and decisions on their way from one analyst to another: one JSON line a report.

A line is the report's account with its decisions applied, in the format of `histor code --json`, and beside it
``review``: what was reviewed, so that what was not is not taken for truth.

    "review": {"complete": ["event"],                        all events of the report are here, and are right
               "events": {"e1": "accept", "e4": "add"},      the verdict on each event that has one, by id; "voices"
               "rejected": [{"kind": "event", "span": [s, e], "words": …}],
               "decisions": […]}                             all of them, those that no longer count too
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from histor.accounts import json_line, to_json
from histor.errors import UsageError
from histor.ledger.keys import report_key
from histor.review.apply import Applied
from histor.review.desk import Desk
from histor.review.reading import decision_of
from histor.review.records import Decision
from histor.review.records import to_json as decision_to_json
from histor.review.store import Asked


def lines(desk: Desk) -> Iterator[str]:
    """One JSON object for each report of the ledger of which something was decided, in the order of keys."""
    for applied in desk.accounts():
        key = report_key(applied.account.report)
        history = reversed(desk.store.decisions(Asked(report=key)))
        yield json_line({**to_json(applied.account), "review": _review(applied, history)})


def _review(applied: Applied, history: Iterable[Decision]) -> dict[str, Any]:
    return {
        "complete": sorted(applied.matched.complete),
        "events": {id: decision.verdict for id, decision in applied.events.items()},
        "voices": {id: decision.verdict for id, decision in applied.voices.items()},
        "rejected": [
            {"kind": d.item.kind, "span": list(d.item.span or ()), "words": d.words} for d in applied.rejected
        ],
        "decisions": [decision_to_json(decision) for decision in history],
    }


def decisions_in(values: Iterable[tuple[str, Any]], on_skip: Callable[[str, str], object]) -> Iterator[Decision]:
    """The decisions in the JSON ``values`` of lines that `lines` wrote, each with the place where it stands.

    ``on_skip`` hears of the place and the reason where a line or a decision is none.
    """
    for where, value in values:
        review = value.get("review") if isinstance(value, dict) else None
        given = review.get("decisions") if isinstance(review, dict) else None
        if not isinstance(given, list):
            on_skip(where, "no line of histor review export")
            continue
        for one in given:
            try:
                yield decision_of(one)
            except UsageError as error:
                on_skip(where, str(error))
