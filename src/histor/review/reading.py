"""Decisions from elsewhere: the JSON of another analyst's `histor review export`, checked field by field."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from histor.errors import UsageError
from histor.records import Coder
from histor.review import checks
from histor.review.records import KINDS, VERDICTS, Decision, Facts, Item, Kind, to_json
from histor.review.store import stamp

_KEY, _SHA = re.compile(r"[0-9a-f]{16}"), re.compile(r"[0-9a-f]{64}")
_LONGEST_VERSION, _LONGEST_WORDS = 200, 10_000  # characters
_LONGEST_TEXT = 10_000_000  # characters; spans of a report that is not at hand are bounded by it


def decision_of(given: Any) -> Decision:
    """The decision that ``given`` holds. Raises UsageError where it is none, or not as `to_json` writes it."""
    if not isinstance(given, dict):
        raise UsageError("not a JSON object of a decision")
    try:
        decision = _decision(given)
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"a decision lacks a field or has a wrong one ({str(error)[:60]})") from None
    if to_json(decision) != given:
        raise UsageError("not as histor review writes a decision: it was changed")
    return decision


def _decision(given: dict[str, Any]) -> Decision:
    kind, verdict = given["kind"], given["verdict"]
    if kind not in KINDS or verdict not in VERDICTS:
        raise UsageError("a decision of a kind or with a verdict that Histor does not know")
    span = None if given["span"] is None else checks.span_in(given["span"], _LONGEST_TEXT)
    lacks_was = verdict in {"accept", "correct"} and given["was"] is None
    if lacks_was or (verdict in {"correct", "add"} and not given["became"]):
        raise UsageError(f"a decision with the verdict {verdict} lacks the facts that it is about")
    if verdict != "undo" and (span is None) != (verdict == "complete"):
        raise UsageError("a decision whose verdict is not about what it names")
    at = datetime.fromisoformat(given["at"])
    if at.utcoffset() is None or at > datetime.now(UTC).replace(year=datetime.now(UTC).year + 1):
        raise UsageError("a decision without a time, or with one far in the future, before which no other could count")
    coder = given["coder"]
    return Decision(
        item=Item(_matching(given["report"], _KEY), _matching(given["sha256"], _SHA), kind, span),
        verdict=verdict,
        by=checks.name_of(given["by"]),
        at=stamp(at),
        coder=Coder(*(_text(coder[name], _LONGEST_VERSION) for name in ("histor", "model", "codebook"))),
        words=_text(given["words"], _LONGEST_WORDS),
        was=_facts(kind, given["was"]),
        became=_facts(kind, given["became"]),
        note=checks.note(given["note"]),
        undoes=None if given["undoes"] is None else _matching(given["undoes"], _KEY),
    )


def _facts(kind: Kind, given: Any) -> Facts | None:
    return None if given is None else checks.facts(kind, given, _LONGEST_TEXT, "")


def _matching(value: Any, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise UsageError("a decision with a key that Histor does not make")
    return value


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise UsageError("a decision with text that is too long, or none")
    return value
