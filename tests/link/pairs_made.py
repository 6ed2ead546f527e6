"""Readings and weights made by hand: linking without a model."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from histor.link.features import FEATURES
from histor.link.identities import named
from histor.link.records import Anchor, EventRef, Spot
from histor.link.tellings import NO_TIME, SENTENCE_TERMS, Reading, Telling
from histor.link.terms import stem, term_hash
from histor.link.vectors import unit
from histor.link.weights import SCALE, Projection, Weights
from histor.records import Count, Span, Status, When

DIMENSIONS = 16
# Log-odds grow with these; an even network of one unit bends them.
WORTH = {
    "trigger": 2,
    "sentence": 2,
    "stem": 1.5,
    "words": 3,
    "names": 2,
    "names apart": -1,
    "same sentence": -20,
    "reports": 1,
    "actor": 0.7,
    "recipient": 0.7,
    "place": 0.7,
    "type": 0.7,
}
LEAST = 3.5


def weights(link: float = 0.5) -> Weights:
    """Weights that any reader would call plausible, learned from nothing."""
    n = len(FEATURES)
    flat = Projection(np.zeros(DIMENSIONS, dtype=np.float32), np.eye(DIMENSIONS, dtype=np.float32))
    hidden = np.array([[0.25 * WORTH.get(name, 0.0)] for name in FEATURES])
    return Weights(
        "made by hand",
        FEATURES,
        flat,
        flat,
        np.zeros(n),
        np.ones(n),
        hidden,
        np.array([-0.25 * LEAST]),
        np.array([8.0]),
        0.0,
        link,
    )


@dataclass(frozen=True)
class Said:
    """One event to be told: words with a capital are names; ``theme`` gives the vectors, ``noise`` blurs them."""

    word: str
    sentence: str
    type: str = "ASSAULT"
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    place: Spot | None = None
    days: tuple[str, str] | None = None
    dead: tuple[int | None, int | None] | None = None
    teller: str | None = None
    status: Status = "actual"
    background: bool = False
    theme: int = 0
    noise: float = 0.3


def reading(report: str, said: Sequence[Said], published: str | None = "2015-09-05") -> Reading:
    """The reading of a report that tells ``said``, one event a sentence."""
    tellings = tuple(_telling(report, k, each) for k, each in enumerate(said))
    words = [_words(each.sentence, each.word) for each in said]
    sentences = _vectors([f"sentence {each.theme}" for each in said], said, report)
    mean = unit(sentences.sum(axis=0, dtype=np.float32))
    terms = sorted({term_hash(w) for found in words for w, _, _ in found})[:48]
    return Reading(
        report=report,
        published=date.fromisoformat(published).toordinal() if published else None,
        tellings=tellings,
        triggers=_vectors([f"trigger {each.theme}" for each in said], said, report),
        sentences=sentences,
        stems=np.array([term_hash(t.stem) for t in tellings], dtype=np.uint32),
        rare=np.full(len(said), 80, dtype=np.uint8),
        words=_padded([[term_hash(w) for w, _, _ in found] for found in words], np.uint32),
        loads=_padded([[load for _, load, _ in found] for found in words], np.uint8),
        named=_padded([[name for _, _, name in found] for found in words], np.bool_),
        terms=np.array(terms, dtype=np.uint32),
        term_loads=np.full(len(terms), round(1000 / max(1, len(terms)) ** 0.5), dtype=np.int32),
        whole=np.rint(mean * SCALE).astype(np.int8),
        lead=sentences[0],
    )


def _telling(report: str, k: int, said: Said) -> Telling:
    trigger = Span(100 * k, 100 * k + len(said.word))
    when = When(said.days[0], said.days[1], "day", "explicit") if said.days else NO_TIME
    days = tuple(date.fromisoformat(day).toordinal() for day in said.days) if said.days else None
    return Telling(
        ref=EventRef(report, f"e{k + 1}"),
        anchor=Anchor(report, trigger),
        type=said.type,
        mode=None,
        status=said.status,
        background=said.background,
        teller=said.teller,
        stem=stem(said.word),
        sentence_number=k,
        sentence=said.sentence,
        actors=tuple(found for name in said.actors if (found := named(name, "---"))),
        recipients=tuple(found for name in said.recipients if (found := named(name, "---"))),
        spots=(said.place,) if said.place else (),
        when=when,
        days=(days[0], days[1]) if days else None,
        counts=(("dead", Count(trigger, *said.dead)),) if said.dead else (),
    )


def _words(sentence: str, trigger: str) -> list[tuple[str, int, bool]]:
    found = {
        w: (stem(w), 140 if w[0].isupper() or w.isdigit() else 60) for w in sentence.strip(".").split() if w != trigger
    }
    long = [(s, load, load > 100) for w, (s, load) in found.items() if len(w) > 3 or load > 100]
    return sorted(long, key=lambda each: (-each[1], each[0]))[:SENTENCE_TERMS]


def _padded(rows: Sequence[Sequence[int]], kind: type) -> np.ndarray:
    out: np.ndarray = np.zeros((len(rows), SENTENCE_TERMS), dtype=kind)
    for row, values in zip(out, rows, strict=True):
        row[: len(values)] = values
    return out


def _vectors(themes: list[str], said: Sequence[Said], report: str) -> np.ndarray:
    out = np.zeros((len(said), DIMENSIONS), dtype=np.float32)
    for k, (theme, each) in enumerate(zip(themes, said, strict=True)):
        common, own = random.Random(theme), random.Random(f"{theme} {report} {k}")
        out[k] = [common.gauss(0, 1) + each.noise * own.gauss(0, 1) for _ in range(DIMENSIONS)]
    return np.rint(unit(out) * SCALE).astype(np.int8)
