"""What is compared of two events: numbers for the scorer, and the same in words for people.

All features are the same whichever event comes first. What one side does not say counts as 0, neither for nor against.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from histor.link.identities import Identity
from histor.link.records import Spot
from histor.link.tellings import Reading, Telling
from histor.link.terms import stem, term_hash
from histor.link.weights import SCALE, Numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

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


def likeness(one: Reading, two: Reading) -> float:
    """How far two reports use the same rare words: a cosine, 0 to 1."""
    if one.report == two.report:
        return 1.0
    _, here, there = np.intersect1d(one.terms, two.terms, assume_unique=True, return_indices=True)
    return int((one.term_loads[here] * two.term_loads[there]).sum()) / 1e6


def features(pairs: Sequence[Pair]) -> Numbers:
    """Features (n, `FEATURES`) of ``pairs``."""
    out = np.zeros((len(pairs), len(FEATURES)))
    if not pairs:
        return out
    trigger = _cosines([(p.one.triggers[p.i], p.two.triggers[p.j]) for p in pairs])
    sentence = _cosines([(p.one.sentences[p.i], p.two.sentences[p.j]) for p in pairs])
    shared = _Shared.of(pairs)
    rare = np.array([min(int(p.one.rare[p.i]), int(p.two.rare[p.j])) for p in pairs]) / 100
    same = np.array([p.one.stems[p.i] == p.two.stems[p.j] for p in pairs], dtype=np.float64)
    out[:, 0], out[:, 1] = trigger, sentence
    out[:, 2], out[:, 3] = same, same * rare
    out[:, 4] = [spelling(a.stem, b.stem) for a, b in (p.tellings for p in pairs)]
    out[:, 5] = shared.trigger
    out[:, 6], out[:, 7], out[:, 8] = shared.words, shared.names, shared.apart
    out[:, 9] = [p.likeness for p in pairs]
    out[:, 10] = [p.one.report == p.two.report for p in pairs]
    out[:, 11] = [same_sentence(p) for p in pairs]
    out[:, 12:17] = [_coded(*p.tellings) for p in pairs]
    out[:, 17] = np.maximum(trigger, 0) * np.maximum(sentence, 0)
    out[:, 18] = same * shared.words
    out[:, 19] = rare
    return out


def same_sentence(pair: Pair) -> bool:
    """Whether both events stand in one sentence of one report: seldom one happening told twice."""
    one, two = pair.tellings
    return one.ref.report == two.ref.report and one.sentence_number == two.sentence_number


def _cosines(vectors: list[tuple[NDArray[np.int8], NDArray[np.int8]]]) -> Numbers:
    """Cosines of pairs of whole-number vectors: sums of whole numbers, hence exact in any order."""
    some = np.array([a for a, _ in vectors], dtype=np.int32)
    others = np.array([b for _, b in vectors], dtype=np.int32)
    return np.asarray((some * others).sum(axis=1) / SCALE**2, dtype=np.float64)


class _Shared(NamedTuple):
    """What the sentences of pairs share, each (n,): words and names, names on both sides but none shared, triggers."""

    words: Numbers
    names: Numbers
    apart: Numbers
    trigger: Numbers

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> _Shared:
        words = [np.stack([r.words[k] for r, k in side]) for side in _sides(pairs)]
        loads = [np.stack([r.loads[k] for r, k in side]).astype(np.int64) for side in _sides(pairs)]
        named = [np.stack([r.named[k] for r, k in side]) for side in _sides(pairs)]
        stems = [np.array([r.stems[k] for r, k in side], dtype=np.uint32) for side in _sides(pairs)]
        equal = (words[0][:, :, None] == words[1][:, None, :]) & (loads[0][:, :, None] > 0)
        common = np.minimum(loads[0][:, :, None], loads[1][:, None, :]) * equal
        both = common * (named[0][:, :, None] & named[1][:, None, :])
        least = np.maximum(1, np.minimum(loads[0].sum(axis=1), loads[1].sum(axis=1)))
        names = both.sum(axis=(1, 2))
        any_names = named[0].any(axis=1) & named[1].any(axis=1)
        there = [(words[k] == stems[1 - k][:, None]).any(axis=1) for k in (0, 1)]
        return cls(
            common.sum(axis=(1, 2)) / least,
            np.minimum(names, _FULL_NAMES) / _FULL_NAMES,
            (any_names & (names == 0)).astype(np.float64),
            (there[0] | there[1]).astype(np.float64),
        )


def _sides(pairs: Sequence[Pair]) -> tuple[list[tuple[Reading, int]], list[tuple[Reading, int]]]:
    return [(p.one, p.i) for p in pairs], [(p.two, p.j) for p in pairs]


def _coded(one: Telling, two: Telling) -> tuple[float, float, float, float, float]:
    """Actor, recipient, parties crossed, place and type: 1 where they agree, -1 where they differ, 0 where unknown."""
    crossed = bool(keys(one.actors) & keys(two.recipients)) or bool(keys(two.actors) & keys(one.recipients))
    kind = 0.0 if not one.type or not two.type else 1.0 if one.type == two.type else -1.0
    return (
        agreement(one.actors, two.actors),
        agreement(one.recipients, two.recipients),
        float(crossed),
        place_agreement(one.spots, two.spots),
        kind,
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
    if keys(some) & keys(others):
        return 1.0
    return 0.5 if any(_maybe_one(a, b) for a in some for b in others) else -1.0


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
