"""Made-up news without end, the same in every run: reports, their accounts and readings, for `bench.link`.

A hundred reports a day, each of one story, and fifteen sentences, of which ten tell an event, as in the sample reports.
Ten stories begin every day; reports fall to them as unevenly as in news (the fullest gets some thirty reports a day), to
those of the day more than to those of the days before. Half of a report's events are happenings of its story, four in
ten are told by it alone, and one in twenty is history, which other stories recall too. One event in six has a day; of
the others linking knows only when they were published, and of history nothing. Every second event is told by a source.

Two reports in ten are copies of a report of the two days before, mostly of the one in ten that is a wire's: cut, shuffled or
with a sentence added, with the events of the sentences that are left.

Words have their usual frequencies; in a sentence some are the happening's, some names of the story, in any order. The encoder is
not run: vectors are made up, those of one happening near one another, those of one story less so.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from histor.link.identities import Identity, named
from histor.link.records import Anchor, EventRef
from histor.link.tellings import REPORT_TERMS, SENTENCE_TERMS, Coded, Reading, Telling
from histor.link.vectors import unit
from histor.link.weights import SCALE, load
from histor.records import Account, Entity, Event, Report, Span, Spans, Voice, When

if TYPE_CHECKING:
    from numpy.typing import NDArray

A_DAY, SENTENCES, WORDS, EVENTS = 100, 15, 15, 10
VOCABULARY = 40_000
COPIED, WIRE = 0.2, 0.1
FROM_WIRE = 0.8  # of the copies
STORIES_A_DAY, STORY_WORDS, HAPPENINGS, FAMOUS = 10, 20, 8, 300
ALONE, RECALLED, DATED, SOURCED = 0.4, 0.05, 1 / 6, 0.5  # of events
OF_HAPPENING, OF_STORY = 0.4, 0.25  # of a sentence's words
LASTS = 8  # days of a story
OUTLETS, ACTORS = 40, 2_000
TYPES = ("ASSAULT", "CONSULT", "MOBILIZE", "ACCUSE", "PROTEST")
FIRST_DAY = date(2015, 1, 1)
_STORY_SHARE, _NOISE = 0.5, 0.7  # of vectors, beside what is the happening's own
_SAID = ("told", "us")
_NAMES = 5_000  # rarer words are names
_UNKNOWN = When(unresolved="not given")


@dataclass(frozen=True, slots=True)
class Story:
    """Words and a direction of vectors (2, d) that the happenings of a story have in common, and these."""

    words: NDArray[np.int64]
    vectors: NDArray[np.float64]
    happenings: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """What is told: its number, its day (None for history), and what its tellings have in common."""

    number: int
    day: int | None
    words: NDArray[np.int64]
    stem: int
    actor: Identity
    teller: Identity
    vectors: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words by number, the rarest the highest, and the happening that it tells, if any, with vectors (2, d)."""

    words: tuple[int, ...]
    told: Happening | None = None
    vectors: NDArray[np.int8] | None = None
    dated: bool = False
    sourced: bool = False

    @property
    def text(self) -> str:
        """The sentence as it stands in a report: actor and action first, the source last."""
        said = " ".join(f"w{word}" for word in self.words)
        if self.told is None:
            return f"{said.capitalize()}."
        source = f" {' '.join(_SAID)} {self.told.teller.name}" if self.sourced else ""
        return f"{self.told.actor.name} s{self.told.stem} {said}{source}."


class World:
    """The dice, and what was told so far and may be told again."""

    def __init__(self) -> None:
        self._dice = random.Random(1)
        self._numbers = np.random.default_rng(1)
        self._chances = np.cumsum(1 / (np.arange(VOCABULARY) + 10))
        self._actors = [_known(f"Ann{k} Person{k}") for k in range(ACTORS)]
        self._width = load().triggers.basis.shape[1]
        self._made = 0
        self._famous = self._story(FAMOUS, None).happenings
        self._stories: list[list[Story]] = []  # of the last days, today's last
        self._wire: list[tuple[Sentence, ...]] = []
        self._others: list[tuple[Sentence, ...]] = []

    def coded(self) -> Iterator[Coded]:
        """Accounts without end, with their readings."""
        k = 0
        while True:
            day = FIRST_DAY.toordinal() + k // A_DAY
            if k % A_DAY == 0:
                today = [self._story(HAPPENINGS, day) for _ in range(STORIES_A_DAY)]
                self._stories = [*self._stories[1 - LASTS :], today]
            yield _coded(f"r{k}", f"Outlet {self._unevenly(OUTLETS)}", day, self._told(day))
            k += 1

    def _told(self, day: int) -> tuple[Sentence, ...]:
        dice = self._dice
        if self._wire and self._others and dice.random() < COPIED:
            return self._copy(dice.choice(self._wire if dice.random() < FROM_WIRE else self._others))
        story = self._stories[-1 - min(len(self._stories) - 1, int(dice.expovariate(1)))][self._unevenly(STORIES_A_DAY)]
        telling = set(dice.sample(range(SENTENCES), EVENTS))
        told = tuple(
            self._sentence(story, self._happening(story, day) if k in telling else None) for k in range(SENTENCES)
        )
        shelf, kept = (self._wire, WIRE) if dice.random() < WIRE else (self._others, 1 - WIRE)
        shelf.append(told)
        del shelf[: -round(2 * A_DAY * kept)]
        return told

    def _copy(self, told: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        how = self._dice.randrange(3)
        if how == 0:
            return told[: len(told) // 2 + 1]
        if how == 1:
            return tuple(self._dice.sample(told, len(told)))
        return (*told, Sentence(tuple(self._words(WORDS).tolist())))

    def _sentence(self, story: Story, told: Happening | None) -> Sentence:
        numbers = self._numbers
        luck = numbers.random(WORDS)
        words = np.where(luck < OF_STORY, numbers.choice(story.words, WORDS), self._words(WORDS))
        if told is None:
            return Sentence(tuple(words.tolist()))
        words = np.where(luck > 1 - OF_HAPPENING, numbers.permutation(told.words), words)
        vectors = told.vectors + _NOISE * numbers.normal(size=told.vectors.shape)
        cut = np.rint(unit(vectors.astype(np.float32)) * SCALE).astype(np.int8)
        dated = told.day is not None and self._dice.random() < DATED
        return Sentence(tuple(words.tolist()), told, cut, dated, self._dice.random() < SOURCED)

    def _happening(self, story: Story, day: int) -> Happening:
        luck = self._dice.random()
        if luck < ALONE:
            return self._new(day, story.vectors)
        return (
            self._famous[self._unevenly(FAMOUS)]
            if luck < ALONE + RECALLED
            else story.happenings[self._unevenly(HAPPENINGS)]
        )

    def _story(self, happenings: int, day: int | None) -> Story:
        vectors = self._numbers.normal(size=(2, self._width))
        names = self._numbers.integers(_NAMES, VOCABULARY, STORY_WORDS)
        return Story(names, vectors, tuple(self._new(day, vectors) for _ in range(happenings)))

    def _new(self, day: int | None, story: NDArray[np.float64]) -> Happening:
        self._made += 1
        own = self._numbers.normal(size=story.shape)
        return Happening(
            number=self._made,
            day=day,
            words=self._words(WORDS),
            stem=self._unevenly(600),
            actor=self._actors[self._unevenly(ACTORS)],
            teller=self._actors[self._unevenly(ACTORS)],
            vectors=np.asarray(own + _STORY_SHARE * story),
        )

    def _words(self, number: int) -> NDArray[np.int64]:
        return np.asarray(np.searchsorted(self._chances, self._numbers.random(number) * self._chances[-1]), np.int64)

    def _unevenly(self, number: int) -> int:
        return int(number * self._dice.random() ** 2)


def _known(name: str) -> Identity:
    found = named(name, "---")
    assert found is not None
    return found


def _coded(name: str, outlet: str, day: int, told: tuple[Sentence, ...]) -> Coded:
    texts = [sentence.text for sentence in told]
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)]).tolist()
    report = Report(name, "\n".join(texts), "", outlet=outlet, published=date.fromordinal(day).isoformat())
    with_event = [(k, sentence) for k, sentence in enumerate(told) if sentence.told]
    events = tuple(_event(n, starts[k], sentence) for n, (k, sentence) in enumerate(with_event))
    voices = tuple(_voice(n, starts[k], s, texts[k]) for n, (k, s) in enumerate(with_event) if s.sourced)
    account = Account(report, voices, events, _entities(with_event, events, voices), ())
    return Coded(account, _reading(report, day, told, events))


def _event(n: int, start: int, sentence: Sentence) -> Event:
    assert sentence.told is not None
    actor = Span(start, start + len(sentence.told.actor.name))
    chain = (f"v{n}",) if sentence.sourced else ()
    return Event(
        id=f"e{n}", trigger=Span(actor.end + 1, actor.end + 1 + len(f"s{sentence.told.stem}")),
        type=TYPES[sentence.told.number % len(TYPES)], mode=None, contexts=(), quad=4, score=-5.0, cameo=None,
        actor=(actor,), recipient=(), place=(), time=(), counts={}, status="actual",
        background=sentence.told.day is None, voice=chain[0] if chain else None, chain=chain,
        when=_when(sentence), where=None, confidence=0.9,
    )  # fmt: skip


def _when(sentence: Sentence) -> When:
    if sentence.told is None or sentence.told.day is None or not sentence.dated:
        return _UNKNOWN
    on = date.fromordinal(sentence.told.day).isoformat()
    return When(on, on, "day", "explicit")


def _voice(n: int, start: int, sentence: Sentence, text: str) -> Voice:
    assert sentence.told is not None
    end = start + len(text) - 1
    source = Span(end - len(sentence.told.teller.name), end)
    cue = Span(source.start - 1 - len(" ".join(_SAID)), source.start - 1)
    return Voice(
        id=f"v{n}", source=(source,), cue=cue, content=(Span(start, cue.start - 1),), to=(), stance="affirm",
        kind="indirect", inside=None, entity=None, confidence=0.9,
    )  # fmt: skip


def _entities(
    told: list[tuple[int, Sentence]], events: tuple[Event, ...], voices: tuple[Voice, ...]
) -> tuple[Entity, ...]:
    mentions: dict[str, Spans] = {}
    sources = {voice.id: voice.source for voice in voices}
    for event, (_, sentence) in zip(events, told, strict=True):
        assert sentence.told is not None
        actor, teller = sentence.told.actor.name, sentence.told.teller.name
        mentions[actor] = (*mentions.get(actor, ()), *event.actor)
        if event.voice:
            mentions[teller] = (*mentions.get(teller, ()), *sources[event.voice])
    return tuple(
        Entity(f"n{k}", name, "---", (), None, tuple(sorted(spans)))
        for k, (name, spans) in enumerate(sorted(mentions.items()))
    )


def _reading(report: Report, day: int, told: tuple[Sentence, ...], events: tuple[Event, ...]) -> Reading:
    with_event = [(k, s) for k, s in enumerate(told) if s.told is not None and s.vectors is not None]
    words = np.array([sorted(s.words, reverse=True) for _, s in with_event], dtype=np.int64).reshape(-1, WORDS)
    vectors = np.array([s.vectors for _, s in with_event], dtype=np.int8).reshape(len(events), 2, -1)
    padding = ((0, 0), (0, SENTENCE_TERMS - WORDS))
    found, number = np.unique(np.concatenate([s.words for s in told]), return_counts=True)
    weights = _rarity(found) * (1 + np.log(number))
    top = np.sort(np.argsort(-weights, kind="stable")[:REPORT_TERMS])
    terms, loads = found[top], weights[top]
    return Reading(
        report=report.id,
        published=day,
        tellings=tuple(_telling(report, k, s, e) for (k, s), e in zip(with_event, events, strict=True)),
        triggers=vectors[:, 0].copy(),
        sentences=vectors[:, 1].copy(),
        stems=np.array([s.told.stem for _, s in with_event if s.told], dtype=np.uint32),
        rare=np.full(len(events), 80, dtype=np.uint8),
        words=np.pad(words + VOCABULARY, padding).astype(np.uint32),
        loads=np.pad(np.rint(100 * _rarity(words)), padding).astype(np.uint8),
        named=np.pad(words > _NAMES, padding),
        terms=(terms + VOCABULARY).astype(np.uint32),
        term_loads=np.rint(1000 * loads / np.sqrt((loads**2).sum())).astype(np.int32),
        whole=np.rint(unit(vectors[:, 1].mean(axis=0, dtype=np.float32)) * SCALE).astype(np.int8),
        lead=vectors[0, 1],
    )


def _rarity(words: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much words say, 0.05 to 1.2, by their rank."""
    return np.asarray(0.05 + 1.15 * np.log1p(words) / np.log1p(VOCABULARY), np.float64)


def _telling(report: Report, number: int, sentence: Sentence, event: Event) -> Telling:
    happening = sentence.told
    assert happening is not None
    return Telling(
        ref=EventRef(report.id, event.id),
        anchor=Anchor(report.id, event.trigger),
        type=event.type,
        mode=None,
        status="actual",
        background=event.background,
        teller=happening.teller.name if sentence.sourced else None,
        stem=f"s{happening.stem}",
        sentence_number=number,
        sentence=sentence.text,
        actors=(happening.actor,),
        when=event.when,
        days=(happening.day, happening.day) if sentence.dated and happening.day is not None else None,
    )
