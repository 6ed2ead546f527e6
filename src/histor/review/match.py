"""Which event or voice of an account a decision is about: the words decide, since ids change with every coding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from histor.records import Account, Span
from histor.review.records import EVENT_ROLE_FACTS, VOICE_ROLE_FACTS, Decision, Kind


@dataclass(frozen=True, slots=True)
class Matched:
    """What the decisions on a report are about in its present account, by id.

    ``lost`` are those on an event or voice that is not found any more, ``strange`` those on another text, or on words
    beyond its end.
    """

    events: dict[str, Decision]
    voices: dict[str, Decision]
    complete: frozenset[Kind]
    lost: tuple[Decision, ...]
    strange: tuple[Decision, ...]

    def missed(self, kind: Kind) -> list[Decision]:
        """Decisions by which something is there that the account does not have."""
        return [d for d in self.lost if d.item.kind == kind and d.truth is not None]


def matched(account: Account, decisions: Iterable[Decision]) -> Matched:
    """``decisions``, those that count of the account's report, beside what they are about.

    An anchor is found where it stands; failing that, where another coding drew it a little otherwise: the one that
    shares most characters with it, unless that one was decided on itself.
    """
    same: list[Decision] = []
    strange: list[Decision] = []
    length = len(account.report.text)
    for decision in decisions:
        own = decision.item.sha256 == account.report.sha256 and _furthest(decision) <= length
        (same if own else strange).append(decision)
    whole = frozenset(d.item.kind for d in same if d.item.span is None and d.verdict == "complete")
    events, lost_events = _pair({e.id: e.trigger for e in account.events}, [d for d in same if d.item.kind == "event"])
    voices, lost_voices = _pair({v.id: v.cue for v in account.voices}, [d for d in same if d.item.kind == "voice"])
    return Matched(events, voices, whole, (*lost_events, *lost_voices), tuple(strange))


def _pair(anchors: dict[str, Span], decisions: Sequence[Decision]) -> tuple[dict[str, Decision], list[Decision]]:
    at: dict[Span, str] = {}
    for id, span in anchors.items():
        at.setdefault(span, id)
    found: dict[str, Decision] = {}
    rest: list[Decision] = []
    for decision in decisions:
        if decision.item.span in at:
            found[at[decision.item.span]] = decision
        elif decision.item.span is not None:
            rest.append(decision)
    lost: list[Decision] = []
    for decision in rest:
        near = _nearest(decision.item.span, {id: span for id, span in anchors.items() if id not in found})
        if near is None:
            lost.append(decision)
        else:
            found[near] = decision
    return found, lost


def _nearest(span: Span | None, anchors: dict[str, Span]) -> str | None:
    if span is None:
        return None
    shared = {
        id: min(span.end, other.end) - max(span.start, other.start)
        for id, other in anchors.items()
        if span.overlaps(other)
    }
    return max(shared, key=lambda near: (shared[near], -anchors[near].start), default=None)


def _furthest(decision: Decision) -> int:
    """The last offset that the decision names: one that was imported may be about any text."""
    spans = [list(decision.item.span)] if decision.item.span else []
    for name, fact in (decision.truth or {}).items():
        if name in {"voice", "inside"}:
            spans += [fact] if fact else []
        elif name == "who":
            spans += [entry["span"] for entry in fact]
        elif name == "counts":
            spans += [count["span"] for count in fact.values()]
        elif name in EVENT_ROLE_FACTS or name in VOICE_ROLE_FACTS:
            spans += fact
    return max((span[1] for span in spans), default=0)
