"""Events: the tagger's triggers coded to the codebook, and who tells each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from histor.code.cameo import cameo_of
from histor.code.codebook import Codebook
from histor.code.contexts import Passages
from histor.code.counts import parse_count
from histor.code.fillers import apart, listed_places, without_nouns
from histor.code.spans import one_per_anchor, probability, tidy
from histor.code.tolls import with_tolls
from histor.code.voices import Tellers
from histor.records import COUNT_ROLES, STATUSES, Count, Event, Frame, Report, Span, Spans, Status, When

# Times are intervals only once the resolve stage has read them; until then an event says why it has none.
NO_TIME = When(unresolved="no time expression")
TIME_NOT_READ = When(unresolved="time expressions are resolved in a later stage")
_BESIDE = 15  # characters between two triggers that stand side by side
_JOINTS = (" ", "-", "\u00a0", " military ")  # between words of one trigger
_ADVERBS = r"(?: (?:be|been|being|have|ever|yet|also|any|soon|[a-z]{1,20}ly)){0,4} $"
_NEGATED = re.compile(
    r"(?i)\b(?:(?:did|do|does|has|have|had|was|were|is|are|will|would)(?: not| never|n['’]t)|won['’]t|never|no|without)"
    + _ADVERBS
)
_MODAL = re.compile(r"(?i)\b(will|would|may|might|could|should|must)" + _ADVERBS)
_DENIES = re.compile(r"(?i)\bden(?:y|ies|ied|ying)\b")
_VERBS = 60  # characters before a trigger in which its auxiliary verbs stand


def make_events(
    report: Report,
    frames: Sequence[Frame],
    tellers: Tellers,
    sentences: Sequence[Span],
    book: Codebook,
    dropped: Spans,
) -> tuple[Event, ...]:
    """The events of ``frames`` of kind event, in text order, ``where`` not set yet.

    Frames whose type the codebook does not define are left out; a mode that the type does not have is None.
    """
    coded = (frame for frame in frames if frame.kind == "event" and frame.type in book.types)
    kept = _one_per_word(report.text, one_per_anchor(report.text, coded, dropped))
    kept = [frame for frame in kept if not _mere_denial(report.text, frame, tellers)]
    kept = with_tolls(report.text, _one_per_action(kept, sentences), sentences, tellers)
    if not kept:
        return ()
    around = Passages(report.text, sentences)
    return tuple(
        _event(f"e{i}", report, frame, tellers, book, dropped, around) for i, frame in enumerate(kept, start=1)
    )


def _mere_denial(text: str, frame: Frame, tellers: Tellers) -> bool:
    """Whether somebody only says that something is not so: of logoi's 36 cues of "deny", 4 are events, too."""
    return frame.type == "REJECT" and _DENIES.search(frame.anchor.of(text)) is not None and tellers.denies(frame.anchor)


def _one_per_word(text: str, frames: Sequence[Frame]) -> list[Frame]:
    """One frame for the neighbouring words of one trigger: "military buildup"."""
    kept: list[Frame] = []
    for frame in frames:
        last = kept[-1] if kept else None
        if last and last.type == frame.type and text[last.anchor.end : frame.anchor.start] in _JOINTS:
            better, other = (last, frame) if last.confidence > frame.confidence else (frame, last)
            anchor = Span(last.anchor.start, frame.anchor.end)
            kept[-1] = replace(better, anchor=anchor, roles={**other.roles, **better.roles})
        else:
            kept.append(frame)
    return kept


def _one_per_action(frames: Sequence[Frame], sentences: Sequence[Span]) -> list[Frame]:
    """One frame for one action: of those of one sentence that are the same the most confident, in text order.

    "The bombing killed 13" is one event with its figures, not two (CODEBOOK.md, ruling 1): the frame that is kept
    takes over the roles that it lacks.
    """
    starts = [s.start for s in sentences]
    kept: dict[int, Frame] = {}
    of_sentence: dict[int, list[int]] = {}
    for i in sorted(range(len(frames)), key=lambda i: (-frames[i].confidence, i)):
        at = bisect_right(starts, frames[i].anchor.start)
        here = of_sentence.setdefault(at, [])
        twin = next((k for k in here if _same_action(kept[k], frames[i])), None)
        if twin is None:
            kept[i] = frames[i]
            here.append(i)
        else:
            upon_one = _share(*_recipients(kept[twin], frames[i]))
            taken = {role: s for role, s in frames[i].roles.items() if upon_one or role != "recipient"}
            kept[twin] = replace(kept[twin], roles={**taken, **kept[twin].roles})
    return [kept[i] for i in sorted(kept)]


def _recipients(a: Frame, b: Frame) -> tuple[Spans, Spans]:
    return a.roles.get("recipient", ()), b.roles.get("recipient", ())


def _same_action(a: Frame, b: Frame) -> bool:
    """Whether two frames of a sentence are one action: of one type, and upon one recipient or side by side by one actor.

    "Agreed to a truce and ceasefire", "launched the offensive to retake": of such neighbours with one actor, in logoi
    train, one is an event and the other none in 17 of 21 pairs.
    """
    if a.type != b.type:
        return False
    whom = _recipients(a, b)
    if _share(*whom):
        return True
    first, second = sorted((a.anchor, b.anchor))
    beside = second.start - first.end < _BESIDE
    return beside and not all(whom) and _share(a.roles.get("actor", ()), b.roles.get("actor", ()))


def _share(some: Spans, others: Spans) -> bool:
    return any(a.overlaps(b) for a in some for b in others)


def _event(
    name: str,
    report: Report,
    frame: Frame,
    tellers: Tellers,
    book: Codebook,
    dropped: Spans,
    around: Passages,
) -> Event:
    event_type = book.types[frame.type or ""]
    mode = frame.attributes.get("mode")
    mode = mode if mode in event_type.modes else None
    status = _status(report.text, frame)
    teller = tellers.innermost(frame.anchor)
    roles = {role: tidy(report.text, spans, dropped) for role, spans in frame.roles.items()}
    places = listed_places(
        report.text, frame.anchor, *(roles.get(role, ()) for role in ("actor", "recipient", "place"))
    )
    roles = {role: tuple(s for s in spans if s not in places) for role, spans in roles.items()}
    roles["place"] = tuple(sorted((*roles.get("place", ()), *places)))
    actor, recipient = apart(event_type.name, mode, roles.get("actor", ()), roles.get("recipient", ()))
    return Event(
        id=name,
        trigger=frame.anchor,
        type=event_type.name,
        mode=mode,
        contexts=around.contexts(frame.anchor, event_type.name, mode, teller),
        quad=event_type.quad,
        score=event_type.score,
        cameo=cameo_of(event_type, mode, status, report.text, frame.anchor, around.sentence(frame.anchor)),
        actor=actor,
        recipient=recipient,
        place=without_nouns(report.text, roles["place"], (*actor, *recipient)),
        time=roles.get("time", ()),
        counts=_counts(report.text, roles),
        status=status,
        background=frame.attributes.get("background") == "true",
        voice=teller.id if teller else None,
        chain=tellers.chain(teller),
        when=TIME_NOT_READ if roles.get("time") else NO_TIME,
        where=None,
        confidence=probability(frame.confidence),
    )


def _status(text: str, frame: Frame) -> Status:
    """What the tagger saw, corrected by a negation ("has never bombed") or modal verb right before the trigger.

    Modal verbs speak only where the tagger saw something that happened: in logoi train events after "may" and "could"
    are hypothetical in 19 of 22 cases, after "will" future in 102 of 126.
    """
    before = text[max(0, frame.anchor.start - _VERBS) : frame.anchor.start]
    if _NEGATED.search(before):
        return "negated"
    stated = frame.attributes.get("status", "actual")
    status: Status = next((known for known in STATUSES if known == stated), "actual")
    modal = _MODAL.search(before) if status == "actual" else None
    if modal is None:
        return status
    return "future" if modal[1].lower() in ("will", "would") else "hypothetical"


def _counts(text: str, roles: Mapping[str, Spans]) -> dict[str, Count]:
    """One figure for each of COUNT_ROLES that has one: the first that can be read as a number."""
    counts: dict[str, Count] = {}
    for role in COUNT_ROLES:
        read = (_count(text, span) for span in roles.get(role, ()))
        figure = next((count for count in read if (count.min, count.max) != (None, None)), None)
        if figure:
            counts[role] = figure
    return counts


def _count(text: str, span: Span) -> Count:
    return Count(span, *parse_count(span.of(text)))
