"""Decisions of review: what somebody said of an event, a voice or a whole report, and what `Facts` they are about.

Facts are JSON: the fields of an event or voice that can be judged, every reference to something else of the account
written as spans of the text, since ids change when a report is coded again:

    event  type, mode, status, background, actor, recipient, place, time ([[start, end], …]), counts,
           voice (the cue of the innermost voice that tells it, or null), who, when, where
    voice  source, content, to ([[start, end], …]), stance, kind, inside (the cue of the voice around it, or null), who

``who`` says who is meant by spans: [{"span", "name", "code", "sector"}, …]; ``when`` is {"from", "to", "precision"} or
null, ``where`` {"name", "country", "admin1", "lat", "lon", "geonameid", "precision"} or null. ``counts`` is
{"dead": {"span", "min", "max"}, …}, with the roles that have a figure; min or max is null where that side is open.
Decisions of Histor before counts could be corrected lack it: they say nothing of counts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from histor.records import Coder, Span

Facts = dict[str, Any]
Kind = Literal["event", "voice"]
Verdict = Literal["accept", "reject", "ignore", "correct", "add", "complete", "undo"]

KINDS: tuple[Kind, ...] = ("event", "voice")
VERDICTS: tuple[Verdict, ...] = ("accept", "reject", "ignore", "correct", "add", "complete", "undo")
EVENT_ROLE_FACTS = ("actor", "recipient", "place", "time")
VOICE_ROLE_FACTS = ("source", "content", "to")
FACTS: Mapping[Kind, tuple[str, ...]] = {
    "event": ("type", "mode", "status", "background", *EVENT_ROLE_FACTS, "counts", "voice", "who", "when", "where"),
    "voice": (*VOICE_ROLE_FACTS, "stance", "kind", "inside", "who"),
}
"""What can be judged of each kind."""


@dataclass(frozen=True, slots=True)
class Item:
    """What a decision is about: an event by its trigger, a voice by its cue; all of them where ``span`` is None.

    ``report`` is the key of the report, ``sha256`` that of its text: together they find the words again, whatever
    coded the report since.
    """

    report: str
    sha256: str
    kind: Kind
    span: Span | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What ``by`` said of ``item`` at ``at`` (UTC, ISO 8601). No decision is ever changed; a later one counts instead.

    ``was`` holds the facts that were there, as ``coder`` had them (None: nothing was there); ``became`` those that are
    put in their place. ``words`` are the words of the trigger or cue. ``undoes`` is the id of the decision that an
    "undo" takes back.
    """

    item: Item
    verdict: Verdict
    by: str
    at: str
    coder: Coder
    words: str = ""
    was: Facts | None = None
    became: Facts | None = None
    note: str = ""
    undoes: str | None = None

    @property
    def id(self) -> str:
        """From all that it says, so that a decision that is imported twice is there once."""
        facts = json.dumps(to_json(self, with_id=False), sort_keys=True)
        return hashlib.sha256(facts.encode()).hexdigest()[:16]

    @property
    def truth(self) -> Facts | None:
        """The facts that hold after this decision; None where it says that nothing is there, or nothing of it."""
        if self.verdict not in {"accept", "correct", "add"}:
            return None
        return {**(self.was or {}), **(self.became or {})}


def to_json(decision: Decision, *, with_id: bool = True) -> dict[str, Any]:
    """The decision as the JSON object that the API and `histor review list --json` give."""
    item = decision.item
    return {
        **({"id": decision.id} if with_id else {}),
        "report": item.report,
        "sha256": item.sha256,
        "kind": item.kind,
        "span": None if item.span is None else list(item.span),
        "words": decision.words,
        "verdict": decision.verdict,
        "was": decision.was,
        "became": decision.became,
        "note": decision.note,
        "by": decision.by,
        "at": decision.at,
        "undoes": decision.undoes,
        "coder": asdict(decision.coder),
    }
