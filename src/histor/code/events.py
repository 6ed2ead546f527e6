"""Events: the tagger's triggers coded to the codebook, and who tells each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from histor.code.cameo import cameo_of
from histor.code.codebook import Codebook
from histor.code.contexts import Passages
from histor.code.counts import parse_count
from histor.code.spans import one_per_anchor, probability, tidy
from histor.code.voices import chain, innermost
from histor.records import COUNT_ROLES, STATUSES, Count, Event, Frame, Report, Span, Spans, Status, Voice, When

# Times are intervals only once the resolve stage has read them; until then an event says why it has none.
NO_TIME = When(unresolved="no time expression")
TIME_NOT_READ = When(unresolved="time expressions are resolved in a later stage")


def make_events(
    report: Report,
    frames: Sequence[Frame],
    told: Sequence[Voice],
    sentences: Sequence[Span],
    book: Codebook,
    dropped: Spans,
) -> tuple[Event, ...]:
    """The events of ``frames`` of kind event, in text order, ``where`` not set yet.

    Frames whose type the codebook does not define are left out; a mode that the type does not have is None.
    """
    coded = (frame for frame in frames if frame.kind == "event" and frame.type in book.types)
    kept = _one_per_action(one_per_anchor(report.text, coded, dropped), sentences)
    if not kept:
        return ()
    around = Passages(report.text, sentences)
    return tuple(_event(f"e{i}", report, frame, told, book, dropped, around) for i, frame in enumerate(kept, start=1))


def _one_per_action(frames: Sequence[Frame], sentences: Sequence[Span]) -> list[Frame]:
    """One frame for one action: of those of one sentence, type and recipient the most confident, in text order.

    "The bombing killed 13" is one event with its figures, not two (CODEBOOK.md, ruling 1): the frame that is kept
    takes over the roles that it lacks.
    """
    starts = [s.start for s in sentences]
    kept: dict[int, Frame] = {}
    for i in sorted(range(len(frames)), key=lambda i: (-frames[i].confidence, i)):
        at = bisect_right(starts, frames[i].anchor.start)
        same = (
            k
            for k, other in kept.items()
            if other.type == frames[i].type
            and bisect_right(starts, other.anchor.start) == at
            and _share(other.roles.get("recipient", ()), frames[i].roles.get("recipient", ()))
        )
        twin = next(same, None)
        if twin is None:
            kept[i] = frames[i]
        else:
            kept[twin] = replace(kept[twin], roles={**frames[i].roles, **kept[twin].roles})
    return [kept[i] for i in sorted(kept)]


def _share(some: Spans, others: Spans) -> bool:
    return any(a.overlaps(b) for a in some for b in others)


def _event(
    name: str,
    report: Report,
    frame: Frame,
    told: Sequence[Voice],
    book: Codebook,
    dropped: Spans,
    around: Passages,
) -> Event:
    event_type = book.types[frame.type or ""]
    mode = frame.attributes.get("mode")
    mode = mode if mode in event_type.modes else None
    stated = frame.attributes.get("status", "actual")
    status: Status = next((known for known in STATUSES if known == stated), "actual")
    teller = innermost(told, frame.anchor)
    roles = {role: tidy(report.text, spans, dropped) for role, spans in frame.roles.items()}
    return Event(
        id=name,
        trigger=frame.anchor,
        type=event_type.name,
        mode=mode,
        contexts=around.contexts(frame.anchor, event_type.name, mode, teller),
        quad=event_type.quad,
        score=event_type.score,
        cameo=cameo_of(event_type, mode, status, report.text, frame.anchor, around.sentence(frame.anchor)),
        actor=roles.get("actor", ()),
        recipient=roles.get("recipient", ()),
        place=roles.get("place", ()),
        time=roles.get("time", ()),
        counts=_counts(report.text, roles),
        status=status,
        background=frame.attributes.get("background") == "true",
        voice=teller.id if teller else None,
        chain=chain(told, teller),
        when=TIME_NOT_READ if roles.get("time") else NO_TIME,
        where=None,
        confidence=probability(frame.confidence),
    )


def _counts(text: str, roles: Mapping[str, Spans]) -> dict[str, Count]:
    """One figure for each of COUNT_ROLES that has a span: the first that can be read, else the first span."""
    counts: dict[str, Count] = {}
    for role in COUNT_ROLES:
        read = [_count(text, span) for span in roles.get(role, ())]
        if read:
            counts[role] = next((c for c in read if (c.min, c.max) != (None, None)), read[0])
    return counts


def _count(text: str, span: Span) -> Count:
    return Count(span, *parse_count(span.of(text)))
