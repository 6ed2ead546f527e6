"""An account with the decisions on it applied: rejected parts gone, corrected ones mended, missed ones there.

The model's own account stays as it is in the ledger; this makes another from it, for those who ask for it. What was
decided holds as it was decided, facts and all, whatever a later coding says at the same words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from histor.code.cameo import cameo_of
from histor.code.codebook import codebook
from histor.code.voices import Tellers
from histor.records import Account, Count, Entity, Event, Place, QuoteKind, Span, Spans, Stance, Status, Voice, When
from histor.review.facts import place_facts
from histor.review.match import Matched, matched
from histor.review.records import EVENT_ROLE_FACTS, Decision, Facts
from histor.sentences import sentences

P = TypeVar("P")

CERTAIN = 1.0  # confidence of what a person has confirmed
ANCHOR = "review"  # of a time that a person gave
_NO_TIME = When(unresolved="review: no time")


@dataclass(frozen=True, slots=True)
class Applied:
    """The account, and what became of its parts: the decision on each event and voice that has one, by its id."""

    account: Account
    events: dict[str, Decision]
    voices: dict[str, Decision]
    rejected: tuple[Decision, ...]
    matched: Matched


def apply(account: Account, decisions: Iterable[Decision]) -> Applied:
    """``account`` after ``decisions``, those that count of its report."""
    found = matched(account, decisions)
    work = _Work(account, found)
    work.voices_decided()
    work.events_decided()
    rejected = [d for d in (*found.events.values(), *found.voices.values()) if d.verdict == "reject"]
    return Applied(work.account(), work.of_events, work.of_voices, tuple(rejected), found)


class _Work:
    """An account as it is changed."""

    def __init__(self, account: Account, found: Matched) -> None:
        self.before = account
        self.found = found
        self.voices: list[Voice] = []
        self.events: list[Event] = []
        self.people = _People(account.entities)
        self.places = _Places(account.places)
        self.of_events: dict[str, Decision] = {}
        self.of_voices: dict[str, Decision] = {}
        self.gone: dict[str, str | None] = {}  # a voice that was rejected, and the one around it

    # Voices

    def voices_decided(self) -> None:
        wanted: dict[str, Any] = {}  # the cue of the voice that is to be around
        for voice in self.before.voices:
            decision = self.found.voices.get(voice.id)
            if decision is not None and decision.verdict == "reject":
                self.gone[voice.id] = voice.inside
                continue
            if decision is not None:
                self.of_voices[voice.id] = decision
            truth = decision.truth if decision else None
            if truth is None:
                self.voices.append(voice)
                continue
            self.voices.append(self._voice(voice, truth))
            wanted[voice.id] = truth.get("inside")
        for decision in self.found.missed("voice"):
            voice = self._voice(
                _new_voice(_free("v", self.before.voices, self.voices), _anchor(decision)), decision.truth or {}
            )
            _put_in(self.voices, voice, [v.cue for v in self.voices], voice.cue)
            self.of_voices[voice.id] = decision
            wanted[voice.id] = (decision.truth or {}).get("inside")
        self._nest(wanted)

    def _voice(self, voice: Voice, truth: Facts) -> Voice:
        source, content, to = (_spans(truth.get(role, ())) for role in ("source", "content", "to"))
        self.people.say(truth.get("who", ()), (*source, *to), self.before.report.text)
        return replace(
            voice,
            source=source,
            content=content,
            to=to,
            stance=cast(Stance, truth.get("stance", voice.stance)),
            kind=cast(QuoteKind, truth.get("kind", voice.kind)),
            entity=self.people.of(source, voice.entity),
            confidence=CERTAIN,
        )

    def _nest(self, wanted: dict[str, Any]) -> None:
        """Put each voice into the one around it; nothing may end inside itself."""
        known = {voice.id for voice in self.voices}
        inside: dict[str, str | None] = {}
        for voice in self.voices:
            outer = self._at(wanted[voice.id]) if voice.id in wanted else _kept(voice.inside, self.gone)
            inside[voice.id] = outer if outer in known and not _leads_to(inside, outer, voice.id) else None
        self.voices = [replace(voice, inside=inside[voice.id]) for voice in self.voices]

    def _at(self, cue: Any) -> str | None:
        """The voice with that cue, or one that shares the most of it."""
        if cue is None:
            return None
        span = Span(*cue)
        near = [voice for voice in self.voices if voice.cue.overlaps(span)]
        return (
            max(near, key=lambda v: (v.cue == span, min(span.end, v.cue.end) - max(span.start, v.cue.start))).id
            if near
            else None
        )

    # Events

    def events_decided(self) -> None:
        for event in self.before.events:
            decision = self.found.events.get(event.id)
            if decision is not None and decision.verdict == "reject":
                continue
            if decision is not None:
                self.of_events[event.id] = decision
            truth = decision.truth if decision else None
            if truth is None:
                self.events.append(replace(event, voice=_kept(event.voice, self.gone)))
            else:
                self.events.append(self._event(event, truth))
        for decision in self.found.missed("event"):
            new = _new_event(_free("e", self.before.events, self.events), _anchor(decision))
            made = self._event(new, decision.truth or {})
            _put_in(self.events, made, [event.trigger for event in self.events], made.trigger)
            self.of_events[new.id] = decision
        self.events = [self._told(event) for event in self.events]

    def _event(self, event: Event, truth: Facts) -> Event:
        roles: dict[str, Any] = {role: _spans(truth.get(role, ())) for role in EVENT_ROLE_FACTS}
        self.people.say(truth.get("who", ()), (*roles["actor"], *roles["recipient"]), self.before.report.text)
        if "voice" in truth:
            voice = self._at(truth["voice"])
        else:
            teller = Tellers(self.voices).innermost(event.trigger)
            voice = teller.id if teller else None
        return replace(
            self._coded(event, truth),
            **roles,
            background=truth.get("background", event.background),
            counts=_counts(truth["counts"]) if "counts" in truth else event.counts,
            voice=voice,
            when=_when(event.when, truth.get("when")),
            where=self.places.id_of(truth.get("where"), roles["place"]),
            confidence=CERTAIN,
        )

    def _coded(self, event: Event, truth: Facts) -> Event:
        """The event with its type, mode and status, and the codes that follow from them."""
        type_, mode = truth.get("type", event.type), truth.get("mode")
        status = cast(Status, truth.get("status", event.status))
        if (type_, mode, status) == (event.type, event.mode, event.status):
            return event
        kind = codebook().types.get(type_)
        if kind is None:  # a type of somebody's own codebook, which is not at hand
            same = type_ == event.type
            quad, score = (event.quad, event.score) if same else (0, 0.0)
            return replace(event, type=type_, mode=mode, status=status, quad=quad, score=score, cameo=None)
        mode = mode if mode in kind.modes else None
        text = self.before.report.text
        around = next((s for s in sentences(text) if s.overlaps(event.trigger)), event.trigger)
        cameo = cameo_of(kind, mode, status, text, event.trigger, around)
        return replace(event, type=type_, mode=mode, status=status, quad=kind.quad, score=kind.score, cameo=cameo)

    def _told(self, event: Event) -> Event:
        teller = next((voice for voice in self.voices if voice.id == event.voice), None)
        return replace(event, voice=teller.id if teller else None, chain=Tellers(self.voices).chain(teller))

    # All of it

    def account(self) -> Account:
        return replace(
            self.before,
            voices=tuple(self.voices),
            events=tuple(self.events),
            entities=self.people.entities(),
            places=self.places.places(),
        )


class _People:
    """The entities of an account; each mention belongs to one of them."""

    def __init__(self, entities: tuple[Entity, ...]) -> None:
        self._by_id = {entity.id: entity for entity in entities}
        self._of: dict[Span, str] = {span: entity.id for entity in entities for span in entity.mentions}

    def say(self, who: Iterable[Facts], mentions: Spans, text: str) -> None:
        """Let spans mean whom ``who`` says; only those spans, for the other mentions nobody has looked at.

        Each of ``mentions`` that means nobody yet gets an entity that is named by its words.
        """
        for entry in who:
            span = Span(*entry["span"])
            meant = entry["name"], entry["code"], tuple(entry["sector"])
            now = self._by_id.get(self._of.get(span, ""))
            if now is None or (now.name, now.code, now.sector) != meant:
                self._of[span] = self._named(*meant)
        for span in mentions:
            if span not in self._of:
                self._of[span] = self._named(" ".join(span.of(text).split()), "---", ())

    def _named(self, name: str, code: str, sector: tuple[str, ...]) -> str:
        for entity in self._by_id.values():
            if (entity.name, entity.code, entity.sector) == (name, code, sector):
                return entity.id
        id = _free("n", self._by_id.values())
        self._by_id[id] = Entity(id, name, code, sector, None, ())
        return id

    def of(self, source: Spans, before: str | None) -> str | None:
        """The entity that a voice's source means: that of its first span; else what it was where it has none."""
        return self._of.get(source[0]) if source else before if before in self._by_id else None

    def entities(self) -> tuple[Entity, ...]:
        """The entities that have a mention, and those that had none before."""
        spans: dict[str, list[Span]] = {id: [] for id in self._by_id}
        for span, id in self._of.items():
            spans[id].append(span)
        return tuple(
            replace(entity, mentions=tuple(sorted(spans[id])))
            for id, entity in self._by_id.items()
            if spans[id] or not entity.mentions
        )


class _Places:
    """The places of an account."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        self._places = list(places)

    def id_of(self, facts: Facts | None, mentions: Spans) -> str | None:
        """The id of the place with those facts, which is put there where there is none."""
        if facts is None:
            return None
        for place in self._places:
            if place_facts(place) == facts:
                return place.id
        reason = None if facts["lat"] is not None else "review: no coordinates"
        self._places.append(Place(_free("p", self._places), **facts, mentions=mentions, reason=reason))
        return self._places[-1].id

    def places(self) -> tuple[Place, ...]:
        return tuple(self._places)


def _spans(given: Iterable[Any]) -> Spans:
    return tuple(Span(*span) for span in given)


def _counts(given: Facts) -> dict[str, Count]:
    return {role: Count(Span(*count["span"]), count["min"], count["max"]) for role, count in given.items()}


def _anchor(decision: Decision) -> Span:
    return decision.item.span or Span(0, 0)


def _kept(id: str | None, gone: dict[str, str | None]) -> str | None:
    """``id``, or the nearest voice around it that is still there."""
    for _ in range(len(gone)):
        if id is None or id not in gone:
            break
        id = gone[id]
    return id


def _leads_to(inside: dict[str, str | None], start: str | None, goal: str) -> bool:
    """Whether ``goal`` is ``start`` or around it; ``inside`` holds no circle."""
    while start is not None and start != goal:
        start = inside.get(start)
    return start == goal


def _put_in(parts: list[P], new: P, anchors: list[Span], anchor: Span) -> None:
    """Put ``new`` before the first part that stands behind it; the others keep their order."""
    at = next((i for i, other in enumerate(anchors) if other > anchor), len(parts))
    parts.insert(at, new)


def _free(letter: str, *taken: Iterable[Any]) -> str:
    """An id that no part has: those of parts that are there stay, since keys are made of them."""
    ids = {part.id for parts in taken for part in parts}
    number = len(ids) + 1
    while f"{letter}{number}" in ids:
        number += 1
    return f"{letter}{number}"


def _when(before: When, facts: Facts | None) -> When:
    if facts is None:
        return before if before.unresolved is not None else _NO_TIME
    if (before.start, before.end, before.precision) == (facts["from"], facts["to"], facts["precision"]):
        return before
    return When(facts["from"], facts["to"], facts["precision"], ANCHOR)


def _new_voice(id: str, cue: Span) -> Voice:
    return Voice(id, (), cue, (), (), "affirm", "indirect", None, None, CERTAIN)


def _new_event(id: str, trigger: Span) -> Event:
    return Event(
        id=id, trigger=trigger, type="", mode=None, contexts=(), quad=0, score=0.0, cameo=None, actor=(), recipient=(),
        place=(), time=(), counts={}, status="actual", background=False, voice=None, chain=(), when=_NO_TIME,
        where=None, confidence=CERTAIN,
    )  # fmt: skip
