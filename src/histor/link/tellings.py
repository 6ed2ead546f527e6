"""What of an account is needed to compare its events with those of other reports: small, and the same for one account.

A `Reading` stands for one report. Its vectors are whole numbers (int8), so that a score is exactly the same in whatever
company it is computed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from histor.link.identities import Identity, named, outlet_of
from histor.link.records import Anchor, EventRef, Spot
from histor.link.terms import stem, term_hash, weigh
from histor.link.vectors import Floats, event_vectors, report_vectors, word_vectors
from histor.link.weights import Weights
from histor.records import Account, Count, Event, Place, Report, Span, Spans, Status, When

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from histor.tag import Tagger
    from histor.tag.pieces import Pieces

NO_TIME = When(unresolved="not given")
REPORT_TERMS = 48
"""Words of a report by which reports are compared: those with the greatest weight."""
SENTENCE_TERMS = 16
"""Words of a sentence by which events are compared, likewise; the trigger is not among them."""
_SENTENCE_SHOWN = 400  # characters of a sentence that are kept to describe the event
_LOAD = 100  # weights of words are kept as whole hundredths

Weighed = tuple[str, float, bool]
"""A word's stem, its weight (0 where it says nothing), and whether it is a name or figure."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One event as its report tells it. ``days`` are ordinals of the first and the last day, None where unresolved."""

    ref: EventRef
    anchor: Anchor
    type: str
    mode: str | None
    status: Status
    background: bool
    teller: str | None
    stem: str
    sentence_number: int
    sentence: str
    actors: tuple[Identity, ...] = ()
    recipients: tuple[Identity, ...] = ()
    spots: tuple[Spot, ...] = ()
    when: When = NO_TIME
    days: tuple[int, int] | None = None
    counts: tuple[tuple[str, Count], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The n tellings of one report, and in flat arrays what is compared most.

    ``published`` is the ordinal of its day. ``triggers`` and ``sentences`` (n, d) are vectors, ``stems`` (n,) and
    ``words`` (n, `SENTENCE_TERMS`) hashes of the trigger's stem and of the sentence's heaviest words (0: none), ``rare``
    and ``loads`` their weights in hundredths, ``named`` which of the words are names or figures. ``terms`` and
    ``term_loads`` (≤ `REPORT_TERMS`) are the report's heaviest words, sorted by hash, and their weights in thousandths
    of a vector of length 1. ``whole`` and ``lead`` (d,) are vectors of all its words and of its lead.
    """

    report: str
    published: int | None
    tellings: tuple[Telling, ...]
    triggers: NDArray[np.int8]
    sentences: NDArray[np.int8]
    stems: NDArray[np.uint32]
    rare: NDArray[np.uint8]
    words: NDArray[np.uint32]
    loads: NDArray[np.uint8]
    named: NDArray[np.bool_]
    terms: NDArray[np.uint32]
    term_loads: NDArray[np.int32]
    whole: NDArray[np.int8]
    lead: NDArray[np.int8]


class Terms(NamedTuple):
    """What of a reading says how far its report is like another: ``terms`` and ``term_loads`` are its own."""

    report: str
    terms: NDArray[np.uint32]
    term_loads: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Coded:
    """An account with the reading that was made in the same pass of the encoder."""

    account: Account
    reading: Reading


@dataclass(frozen=True, slots=True)
class Seed:
    """An event to be read: all that does not follow from the words around its trigger."""

    ref: EventRef
    trigger: Span
    type: str = ""
    mode: str | None = None
    status: Status = "actual"
    background: bool = False
    teller: str | None = None
    actors: tuple[Identity, ...] = ()
    recipients: tuple[Identity, ...] = ()
    spots: tuple[Spot, ...] = ()
    when: When = NO_TIME
    counts: tuple[tuple[str, Count], ...] = ()


def reading(account: Account, tagger: Tagger, weights: Weights) -> Reading:
    """The reading of ``account``; the encoder of ``tagger`` runs once over the report's text."""
    cut, words = word_vectors(tagger, account.report.text)
    return read(account.report, cut, words, seeds(account), weights)


def renamed(found: Reading, report: str) -> Reading:
    """``found`` as the reading of the same report under the id ``report``."""
    tellings = (
        replace(t, ref=t.ref._replace(report=report), anchor=t.anchor._replace(report=report)) for t in found.tellings
    )
    return replace(found, report=report, tellings=tuple(tellings))


def seeds(account: Account) -> list[Seed]:
    """The events of ``account`` as seeds, in its order."""
    of_span: dict[Span, Identity | None] = {}
    by_id: dict[str, Identity | None] = {}
    for entity in account.entities:
        identity = named(entity.name, entity.code, entity.sector, entity.identifier)
        by_id[entity.id] = identity
        of_span |= dict.fromkeys(entity.mentions, identity)
    places = {place.id: _spot(place) for place in account.places}
    tellers = {voice.id: by_id.get(voice.entity or "") for voice in account.voices}
    outlet = outlet_of(account.report).name if account.report.outlet or account.report.url else None
    return [
        Seed(
            ref=EventRef(account.report.id, event.id),
            trigger=event.trigger,
            type=event.type,
            mode=event.mode,
            status=event.status,
            background=event.background,
            teller=_teller(event, tellers, outlet),
            actors=_parties(event.actor, of_span),
            recipients=_parties(event.recipient, of_span),
            spots=_spots(event, places),
            when=event.when,
            counts=tuple(sorted(event.counts.items())),
        )
        for event in account.events
    ]


def _spot(place: Place) -> Spot:
    return Spot(place.name, place.country, place.admin1, place.geonameid, place.lat, place.lon, place.precision)


def _spots(event: Event, places: Mapping[str, Spot]) -> tuple[Spot, ...]:
    found = places.get(event.where or "")
    return (found,) if found else ()


def _teller(event: Event, tellers: Mapping[str, Identity | None], outlet: str | None) -> str | None:
    if event.voice is None:
        return outlet
    found = tellers.get(event.voice)
    return found.name if found else None


def _parties(spans: Spans, of_span: Mapping[Span, Identity | None]) -> tuple[Identity, ...]:
    found = (of_span.get(span) for span in spans)
    return tuple({identity.key: identity for identity in found if identity}.values())


def read(report: Report, cut: Pieces, words: Floats, events: Sequence[Seed], weights: Weights) -> Reading:
    """The reading of ``report`` from its words, their vectors (m, 384) and its events."""
    weighed = weigh(cut, report.text)
    triggers, sentences = event_vectors(cut, words, [event.trigger for event in events])
    places = [_Place.of(cut, event.trigger) for event in events]
    heads = [max(weighed[at.first : at.after], key=lambda word: word[1], default=("", 0.0, False)) for at in places]
    around = [_heaviest(weighed[at.low : at.first] + weighed[at.after : at.high]) for at in places]
    tellings = tuple(_telling(report, cut, *each) for each in zip(events, places, heads, strict=True))
    terms, term_loads = _report_terms(weighed)
    whole, lead = weights.sentences.cut(report_vectors(cut, words))
    return Reading(
        report=report.id,
        published=_ordinal(report.published),
        tellings=tellings,
        triggers=weights.triggers.cut(triggers),
        sentences=weights.sentences.cut(sentences),
        stems=np.array([term_hash(telling.stem) for telling in tellings], dtype=np.uint32),
        rare=np.array([round(_LOAD * head[1]) for head in heads], dtype=np.uint8),
        words=np.array([_padded([term_hash(w) for w, _, _ in each]) for each in around], np.uint32).reshape(
            -1, SENTENCE_TERMS
        ),
        loads=np.array([_padded([round(_LOAD * x) for _, x, _ in each]) for each in around], np.uint8).reshape(
            -1, SENTENCE_TERMS
        ),
        named=np.array([_padded([int(n) for _, _, n in each]) for each in around], np.bool_).reshape(
            -1, SENTENCE_TERMS
        ),
        terms=terms,
        term_loads=term_loads,
        whole=whole,
        lead=lead,
    )


class _Place(NamedTuple):
    """The words [first, after) of a trigger, and those of its sentence [low, high) with its number."""

    first: int
    after: int
    low: int
    high: int
    sentence: int

    @classmethod
    def of(cls, cut: Pieces, trigger: Span) -> _Place:
        first, after = cut.words(*trigger)
        number = int(cut.sentence[first]) if first < len(cut.sentence) else 0
        low, high = np.searchsorted(cut.sentence, [number, number + 1])
        return cls(first, after, int(low), int(high), number)


def _telling(report: Report, cut: Pieces, event: Seed, at: _Place, head: Weighed) -> Telling:
    shown = report.text[int(cut.starts[at.low]) : int(cut.ends[at.high - 1])] if at.high > at.low else ""
    return Telling(
        ref=event.ref,
        anchor=Anchor(report.id, event.trigger),
        type=event.type,
        mode=event.mode,
        status=event.status,
        background=event.background,
        teller=event.teller,
        stem=intern(head[0] or stem(event.trigger.of(report.text)[:60])),
        sentence_number=at.sentence,
        sentence=shown[:_SENTENCE_SHOWN],
        actors=event.actors,
        recipients=event.recipients,
        spots=event.spots,
        when=event.when,
        days=_days(event.when),
        counts=event.counts,
    )


def _padded(numbers: list[int]) -> list[int]:
    return numbers + [0] * (SENTENCE_TERMS - len(numbers))


def _heaviest(words: Iterable[Weighed]) -> list[Weighed]:
    """The heaviest words, each once; of its forms the one with the greatest weight."""
    best: dict[str, Weighed] = {}
    for word in words:
        if word[1] > best.get(word[0], ("", 0.0, False))[1]:
            best[word[0]] = word
    return sorted(best.values(), key=lambda word: (-word[1], word[0]))[:SENTENCE_TERMS]


def _report_terms(words: Iterable[Weighed]) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """Hashes and weights of the report's words: rarity times one plus the logarithm of the number of times."""
    heavy: dict[int, float] = {}
    number: dict[int, int] = {}
    for word, weight, _ in words:
        if weight > 0:
            key = term_hash(word)
            heavy[key] = max(weight, heavy.get(key, 0.0))
            number[key] = number.get(key, 0) + 1
    total = {key: weight * (1 + math.log(number[key])) for key, weight in heavy.items()}
    top = sorted(sorted(total, key=lambda key: (-total[key], key))[:REPORT_TERMS])
    size = math.sqrt(sum(total[key] ** 2 for key in top))
    return np.array(top, dtype=np.uint32), np.array([round(1000 * total[key] / size) for key in top], dtype=np.int32)


def _ordinal(day: str | None) -> int | None:
    """The number of ``day``; None where it is no day: accounts from elsewhere may hold anything."""
    try:
        return date.fromisoformat(day).toordinal() if day else None
    except ValueError:
        return None


def _days(when: When) -> tuple[int, int] | None:
    start, end = _ordinal(when.start), _ordinal(when.end)
    if start is None and end is None:
        return None
    return start if start is not None else 1, end if end is not None else date.max.toordinal()
