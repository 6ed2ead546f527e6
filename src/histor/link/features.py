"""What is compared of two events: numbers for the scorer, and the same in words for people.

All features are the same whichever event comes first. What one side does not say counts as 0, neither for nor against.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from histor.link.akin import akin, says
from histor.link.identities import Identity
from histor.link.records import Spot
from histor.link.tellings import Reading, Telling, Terms
from histor.link.terms import stem, term_hash
from histor.link.weights import SCALE, Numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

T = TypeVar("T")
FEATURES = (
    "trigger",
    "sentence",
    "stem",
    "stem rarity",
    "spelling",
    "trigger in sentence",
    "words",
    "names",
    "names apart",
    "reports",
    "same report",
    "same sentence",
    "actor",
    "recipient",
    "parties crossed",
    "place",
    "type",
    "both vectors",
    "stem and words",
    "rarity",
    "akin",
    "both say",
    "whole texts",
    "leads",
)
_WORD = re.compile(r"[^\W_]+")
_FULL_NAMES = 400  # hundredths: three shared names say as much as any number


class Pair(NamedTuple):
    """Event ``i`` of the reading ``one`` and event ``j`` of ``two``, with the likeness of their reports (0 to 1)."""

    one: Reading
    i: int
    two: Reading
    j: int
    likeness: float

    @property
    def tellings(self) -> tuple[Telling, Telling]:
        """The two events."""
        return self.one.tellings[self.i], self.two.tellings[self.j]


def likeness(one: Reading | Terms, two: Reading | Terms) -> float:
    """How far two reports use the same rare words: a cosine, 0 to 1."""
    if one.report == two.report:
        return 1.0
    if not len(one.terms) or not len(two.terms):
        return 0.0
    at = np.minimum(np.searchsorted(two.terms, one.terms), len(two.terms) - 1)  # both are sorted
    return int((one.term_loads * two.term_loads[at])[two.terms[at] == one.terms].sum()) / 1e6


def features(pairs: Sequence[Pair]) -> Numbers:
    """Features (n, `FEATURES`) of ``pairs``."""
    out = np.zeros((len(pairs), len(FEATURES)))
    if not pairs:
        return out
    sides = _Sides.of(pairs)
    trigger, sentence = _cosines(*sides.each("triggers")), _cosines(*sides.each("sentences"))
    shared = _Shared.of(sides)
    rare = np.minimum(*sides.each("rare")) / 100
    same = np.equal(*sides.each("stems")).astype(np.float64)
    out[:, 0], out[:, 1] = trigger, sentence
    out[:, 2], out[:, 3] = same, same * rare
    out[:, [4, 20, 21]] = sides.compared(lambda telling: telling.stem, _words_of_action)
    out[:, 5] = shared.trigger
    out[:, 6], out[:, 7], out[:, 8] = shared.words, shared.names, shared.apart
    out[:, 9] = [p.likeness for p in pairs]
    out[:, 10] = sides.compared(lambda telling: telling.ref.report, _equal)
    out[:, 11] = sides.compared(lambda telling: (telling.ref.report, telling.sentence_number), _equal)
    out[:, 12] = sides.compared(_actors, agreement)
    out[:, 13] = sides.compared(_recipients, agreement)
    out[:, 14] = np.maximum(sides.compared(_actors, _meet, _recipients), sides.compared(_recipients, _meet, _actors))
    out[:, 15] = sides.compared(lambda telling: telling.spots, place_agreement)
    out[:, 16] = sides.compared(lambda telling: telling.type, _type_agreement)
    out[:, 17] = np.maximum(trigger, 0) * np.maximum(sentence, 0)
    out[:, 18] = same * shared.words
    out[:, 19] = rare
    out[:, 22], out[:, 23] = _cosines(*sides.of_reports("whole")), _cosines(*sides.of_reports("lead"))
    return out


def _words_of_action(one: str, two: str) -> tuple[float, float, float]:
    """How alike two stems are spelled, how far they are akin, and whether both are of words for saying."""
    return spelling(one, two), akin(one, two), float(says(one) and says(two))


def _actors(telling: Telling) -> tuple[Identity, ...]:
    return telling.actors


def _recipients(telling: Telling) -> tuple[Identity, ...]:
    return telling.recipients


def _equal(one: object, two: object) -> float:
    return float(one == two)


def _type_agreement(one: str, two: str) -> float:
    """1 for one type, -1 for two, 0 where one is not known."""
    return 0.0 if not one or not two else 1.0 if one == two else -1.0


def _cosines(some: NDArray[np.int8], others: NDArray[np.int8]) -> Numbers:
    """Cosines of pairs of whole-number vectors (n, d): sums of whole numbers, hence exact in any order."""
    return np.asarray(np.einsum("nd,nd->n", some.astype(np.int32), others.astype(np.int32)) / SCALE**2, np.float64)


class _Sides(NamedTuple):
    """The readings in which pairs stand, each once, and where in their events, one after another, each side is.

    ``reports`` (2, n) are the places of the readings of both sides.
    """

    readings: list[Reading]
    one: NDArray[np.int64]
    two: NDArray[np.int64]
    reports: NDArray[np.int64]

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> _Sides:
        there = {id(reading): reading for pair in pairs for reading in (pair.one, pair.two)}
        at = {key: number for number, key in enumerate(there)}
        sizes = np.array([len(reading.tellings) for reading in there.values()], dtype=np.int64)
        first = np.cumsum(sizes) - sizes
        reports = np.array([[at[id(pair.one)], at[id(pair.two)]] for pair in pairs], dtype=np.int64).T
        events = first[reports] + np.array([[pair.i, pair.j] for pair in pairs], dtype=np.int64).T
        return cls(list(there.values()), events[0], events[1], reports)

    def each(self, name: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """What the readings hold of their events under ``name``: of the first event of each pair, and of the second."""
        whole = np.concatenate([getattr(reading, name) for reading in self.readings])
        return whole[self.one], whole[self.two]

    def of_reports(self, name: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """What the readings hold under ``name``: the report of the first event of each pair, and of the second."""
        whole = np.stack([getattr(reading, name) for reading in self.readings])
        return whole[self.reports[0]], whole[self.reports[1]]

    def compared(
        self,
        told: Callable[[Telling], T],
        compare: Callable[[T, T], float | tuple[float, ...]],
        other: Callable[[Telling], T] | None = None,
    ) -> Numbers:
        """What ``compare`` says (n,), or the several things that it says (n, k), of what is ``told`` of the first event of each pair and of the second.

        Of the second it is what ``other`` says is told, where that is given. What many events have in common is compared
        once.
        """
        numbers: dict[T, int] = {}
        tellings = [telling for reading in self.readings for telling in reading.tellings]
        places = [
            np.array([numbers.setdefault(each(telling), len(numbers)) for telling in tellings], dtype=np.int64)[side]
            for each, side in ((told, self.one), (other or told, self.two))
        ]
        values = list(numbers)
        found, back = np.unique(places[0] * len(values) + places[1], return_inverse=True)
        each = [compare(values[k // len(values)], values[k % len(values)]) for k in found.tolist()]
        return np.array(each, dtype=np.float64)[back]


class _Shared(NamedTuple):
    """What the sentences of pairs share, each (n,): words and names, names on both sides but none shared, triggers."""

    words: Numbers
    names: Numbers
    apart: Numbers
    trigger: Numbers

    @classmethod
    def of(cls, sides: _Sides) -> _Shared:
        words, named, stems = sides.each("words"), sides.each("named"), sides.each("stems")
        loads = [side.astype(np.int32) for side in sides.each("loads")]
        equal = (words[0][:, :, None] == words[1][:, None, :]) & (loads[0][:, :, None] > 0)
        pair, here, there = np.nonzero(equal)  # few words are shared
        common = np.minimum(loads[0][pair, here], loads[1][pair, there])
        both = common * (named[0][pair, here] & named[1][pair, there])
        least = np.maximum(1, np.minimum(loads[0].sum(axis=1), loads[1].sum(axis=1)))
        names = np.bincount(pair, both, len(equal))
        any_names = named[0].any(axis=1) & named[1].any(axis=1)
        other = [(words[k] == stems[1 - k][:, None]).any(axis=1) for k in (0, 1)]
        return cls(
            np.bincount(pair, common, len(equal)) / least,
            np.minimum(names, _FULL_NAMES) / _FULL_NAMES,
            (any_names & (names == 0)).astype(np.float64),
            (other[0] | other[1]).astype(np.float64),
        )


def keys(parties: Iterable[Identity]) -> frozenset[str]:
    """The keys of ``parties``."""
    return frozenset(party.key for party in parties)


def agreement(some: Sequence[Identity], others: Sequence[Identity]) -> float:
    """1 where a party stands on both sides, 0.5 where two may be one, 0 where a side is empty, else -1.

    Two may be one where they are of one country and one of them is that country or nobody by name ("Russia" and "the
    Russian Defence Ministry"; "militants" and an armed group), or where their last words agree.
    """
    if not some or not others:
        return 0.0
    if _meet(some, others):
        return 1.0
    return 0.5 if any(_maybe_one(a, b) for a in some for b in others) else -1.0


def _meet(some: Sequence[Identity], others: Sequence[Identity]) -> float:
    """1 where a party stands on both sides."""
    return float(bool(keys(some) & keys(others)))


def _maybe_one(one: Identity, two: Identity) -> bool:
    if one.code == two.code != "---" and ({one.kind, two.kind} & {"state", "unnamed"}):
        return True
    if one.kind == "person" and two.kind == "person":
        return one.name.rpartition(" ")[2].casefold() == two.name.rpartition(" ")[2].casefold()
    return one.kind == two.kind == "unnamed" and stem(one.name.rpartition(" ")[2]) == stem(two.name.rpartition(" ")[2])


def place_agreement(some: Sequence[Spot], others: Sequence[Spot]) -> float:
    """1 for one place or one inside the other, -1 for places of two countries or two places of one, 0 where unknown."""
    found = [_contained(a, b) for a in some for b in others]
    return max(found, default=0.0)


def _contained(one: Spot, two: Spot) -> float:
    if one.name.casefold() == two.name.casefold() or (one.geonameid is not None and one.geonameid == two.geonameid):
        return 1.0
    if one.country is None or two.country is None:
        return 0.0
    if one.country != two.country:
        return -1.0
    if "country" in (one.precision, two.precision):
        return 1.0
    if one.admin1 is not None and one.admin1 == two.admin1 and "admin1" in (one.precision, two.precision):
        return 1.0
    return -0.5


@lru_cache(maxsize=65_536)
def spelling(one: str, two: str) -> float:
    """How far two stems share runs of three letters (Dice), 0 to 1: "quake" and "earthquake" have 0.55."""
    if one == two:
        return 1.0
    a, b = ({word[k : k + 3] for k in range(len(word) - 2)} for word in (one, two))
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def shared_words(pair: Pair) -> list[str]:
    """Stems that both sentences have, the heaviest first: for people to read."""
    common = [
        int(word)
        for word, load in zip(pair.one.words[pair.i].tolist(), pair.one.loads[pair.i].tolist(), strict=True)
        if load and word in pair.two.words[pair.j]
    ]
    spelled = {term_hash(stem(word)): word for word in _WORD.findall(pair.one.tellings[pair.i].sentence)}
    return [spelled[word] for word in common if word in spelled]


def acting(telling: Telling) -> str:
    """The word of action as its sentence has it, in small letters; its stem where it lies beyond what is kept of that."""
    words = _WORD.findall(telling.sentence)
    return next((word.lower() for word in words if stem(word) == telling.stem), telling.stem)
