"""Finding a user's own event types in text, from a handful of examples and without training.

The encoder that reads a text for PLOVER's events gives each word a vector that knows its sentence. An own type is the
direction from the ordinary to its examples' words of action, in a space whitened with sentences that the package brings
(``codebooks/examples.tsv``). A word is as like the type as the cosine of its vector to that direction; the bound from
which on it counts is set by leave-one-out: how like the type each example is, were it not among them.

The ordinary is all words, for a type that is looked for in all text; for one that refines others it is their events.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from histor.code.tables import rows
from histor.marked import Marked, marked
from histor.own.types import OwnCodebook, OwnMode, OwnType
from histor.records import Frame
from histor.tag import Tagger
from histor.tag.decode import Floats, Run
from histor.tag.passages import Passage, passages
from histor.tag.pieces import MARK, Ints, Pieces, pieces

# Tuned on the training part of logoi (docs/own-codebook.md), where PLOVER's own types played users' ones.
SHRINK = 0.5  # of the covariance towards a multiple of one: 142 sentences tell little of 384 dimensions
BOUND = 0.8  # how far from the median of other words of action to that of the examples the bound lies
TAKEN = 0.03  # of the words of action of other types that may count as of a type which is looked for in all text
SURE = 0.9  # what is called the confidence of a word as like the type as the median example
_FARTHEST = 1.5  # margin beyond which confidence grows no more
_CLOSEST = 0.1  # likeness that a margin of 1 stands for at least: typical examples may lie below the bound
ROUNDS = 2  # in which the words of action of unmarked examples are chosen anew
LIKELY = 0.25  # of the least chance of a word of action among the examples: words less likely are not looked at

COUNTER = "counter-example"

Read = Callable[[Sequence[Run]], list[Frame]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence as the encoder sees it: vectors of its words (W, 384), chances that each is a word of action (W,).

    ``run`` is the word of action [i, j) where it is marked or chosen.
    """

    text: str
    words: Floats
    chance: Floats
    letters: Floats
    starts: Ints
    ends: Ints
    run: Run | None

    @property
    def vector(self) -> Floats:
        """The mean vector of the word of action (384,); of the likeliest word where none is known."""
        i, j = self.run or self.likeliest
        return np.asarray(self.words[i:j].mean(axis=0), dtype=np.float32)

    @property
    def likeliest(self) -> Run:
        """The word that is likeliest a word of action."""
        at = int((self.chance * self.letters).argmax())
        return at, at + 1

    @property
    def shown(self) -> str:
        """The sentence with its word of action in brackets."""
        i, j = self.run or self.likeliest
        start, end = int(self.starts[i]), int(self.ends[j - 1])
        return f"{self.text[:start]}[{self.text[start:end]}]{self.text[end:]}"

    @property
    def sureness(self) -> float:
        """The chance of the word of action."""
        i, j = self.run or self.likeliest
        return float(self.chance[i:j].max())


def see(tagger: Tagger, example: Marked) -> Seen:
    """Read one example; its first passage if it is longer than that."""
    cut = pieces(tagger.model.tokenizer, example.text)
    words, scores = tagger.read_words(cut, passages(cut)[0])
    letters = [any(c.isalpha() for c in example.text[a:b]) for a, b in zip(cut.starts, cut.ends, strict=True)]
    run = cut.words(*example.trigger) if example.trigger else None
    if run is not None and (run[0] >= run[1] or run[1] > len(words)):
        run = None
    return Seen(
        text=example.text,
        words=words,
        chance=chances(scores),
        letters=np.array(letters[: len(words)], dtype=np.float32),
        starts=cut.starts,
        ends=cut.ends,
        run=run,
    )


def chances(scores: Floats) -> Floats:
    """The chance of each word to be one of action, of the anchor scores (W, 21) of `Tagger.read_words`."""
    shifted = np.exp(scores[:, 3:20] - scores[:, 3:20].max(axis=1, keepdims=True))
    return np.asarray(1 - shifted[:, 0] / shifted.sum(axis=1), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Ground:
    """What types stand out from: the way to the whitened space (384, 384), and there the middle of all words (384,).

    ``sentences`` are the package's, each with its type, which is empty where nothing happens in it.
    """

    whiten: Floats
    middle: Floats
    sentences: tuple[tuple[str, Seen], ...]


@cache
def ground(tagger: Tagger) -> Ground:
    """The ground for ``tagger``, of the package's own example sentences."""
    table = tuple((row["type"], see(tagger, marked(row["text"]))) for row in rows("examples"))
    words = np.concatenate([seen.words for _, seen in table])
    apart = words - words.mean(axis=0)
    covariance = (apart.T @ apart).astype(np.float64) / len(words)
    flat = np.trace(covariance) / len(covariance) * np.eye(len(covariance))
    whiten = np.linalg.cholesky(np.linalg.inv((1 - SHRINK) * covariance + SHRINK * flat)).astype(np.float32)
    return Ground(whiten, words.mean(axis=0) @ whiten, table)


@dataclass(frozen=True, slots=True)
class Sense:
    """What tells a type or mode from others: the direction (384,) from a middle (384,), and how like it a word must be.

    ``left_out`` holds the likeness of each example to the direction of the others.
    """

    name: str
    middle: Floats
    direction: Floats
    bound: float
    typical: float
    left_out: tuple[float, ...]

    def likeness(self, whitened: Floats) -> Floats:
        """The cosine of each of the whitened vectors (N, 384), or of one (384,), to the direction."""
        return np.asarray(_unit(whitened - self.middle) @ self.direction)

    def margins(self, whitened: Floats) -> Floats:
        """How far each vector is above (or below) the bound; 1 is as far as a typical example."""
        return np.asarray((self.likeness(whitened) - self.bound) / max(self.typical - self.bound, _CLOSEST))

    def confidence(self, margin: float) -> float:
        """A probability that grows with the margin: a half at the bound, `SURE` at a typical example. Not calibrated."""
        return round(float(1 / (1 + np.exp(-min(margin, _FARTHEST) * np.log(SURE / (1 - SURE))))), 4)


def sense(name: str, own: Floats, others: Floats, middle: Floats) -> Sense:
    """The sense of the whitened examples ``own`` (P, 384) seen from ``middle``, told from ``others`` (N, 384)."""
    own, others = _unit(own - middle), _unit(others - middle)
    direction = _unit(own.mean(axis=0))
    rest = [np.delete(own, k, axis=0) if len(own) > 1 else own for k in range(len(own))]
    left_out = tuple(float(one @ _unit(without.mean(axis=0))) for one, without in zip(own, rest, strict=True))
    typical = float(np.median(left_out))
    usual = float(np.median(others @ direction)) if len(others) else 0.0
    return Sense(name, middle, direction, usual + BOUND * (typical - usual), typical, left_out)


def _unit(vectors: Floats) -> Floats:
    """Vectors (…, 384) at length 1."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Kind:
    """An own type made ready: its sense (None: it takes over all that it refines), its modes', and the least chance."""

    own: OwnType
    sense: Sense | None
    modes: tuple[Sense, ...]
    least: float

    def takes(self, frame: Frame) -> bool:
        """Whether the type is looked for among events like ``frame``."""
        mode = frame.attributes.get("mode")
        return any(label in (frame.type, f"{frame.type}:{mode}") for label in self.own.refines)


class Senses:
    """A user's codebook made ready for one tagger; to be handed to `Tagger.tag`."""

    def __init__(self, tagger: Tagger, own: OwnCodebook) -> None:
        self._ground = ground(tagger)
        self._kinds = [_kind(tagger, self._ground, entry, own) for entry in own.types]
        self._replaced = {kind.own.name for kind in self._kinds if not kind.own.refines}

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The types in the order of the codebook."""
        return tuple(self._kinds)

    def apply(
        self, cut: Pieces, passage: Passage, words: Floats, scores: Floats, events: list[Frame], read: Read
    ) -> list[Frame]:
        """What `histor.tag.tagger.Types` asks for: PLOVER's events renamed, and those of own types."""
        first = passage.first_word
        places = words @ self._ground.whiten
        chance = chances(scores)
        chance[cut.features[cut.first[first : passage.last_word], 0] == MARK] = 0.0
        found = self._free(places, chance, (passage.own_from - first, passage.own_to - first))
        taken = {at for (i, j), _, _ in found for at in range(i, j)}
        out = []
        for frame in events:
            i, j = (at - first for at in cut.words(*frame.anchor))
            if frame.type not in self._replaced and taken.isdisjoint(range(i, j)):
                out.append(self._refined(frame, places[i:j].mean(axis=0)))
        for frame, ((i, j), kind, sure) in zip(read([run for run, _, _ in found]), found, strict=True):
            out.append(self._named(frame, kind, places[i:j].mean(axis=0), sure))
        return out

    def _refined(self, frame: Frame, place: Floats) -> Frame:
        """``frame`` under the own type that it is most like, of those that refine its type; else as it was."""
        best, most = None, 0.0
        for kind in self._kinds:
            if kind.takes(frame):
                margin = float(kind.sense.margins(place)) if kind.sense else 1e-6
                if margin > most:
                    best, most = kind, margin
        if best is None:
            return frame
        sure = best.sense.confidence(most) if best.sense else 1.0
        return self._named(frame, best, place, frame.confidence * sure)

    def _free(self, places: Floats, chance: Floats, owned: Run) -> list[tuple[Run, Kind, float]]:
        """Runs of words that are most like one of the types which refine none, with their confidence."""
        free = [kind for kind in self._kinds if not kind.own.refines and kind.sense]
        if not free:
            return []
        margins = np.stack([k.sense.margins(places) for k in free if k.sense])
        margins[np.array([[max(k.least, 1e-9)] for k in free]) > chance] = -1.0
        best = margins.argmax(axis=0)
        inside = margins.max(axis=0) > 0
        out: list[tuple[Run, Kind, float]] = []
        at = owned[0]
        while at < owned[1]:
            end = at + 1
            if inside[at]:
                while end < owned[1] and inside[end] and best[end] == best[at]:
                    end += 1
                kind = free[int(best[at])]
                assert kind.sense is not None
                out.append(((at, end), kind, kind.sense.confidence(float(margins[best[at], at:end].max()))))
            at = end
        return out

    def _named(self, frame: Frame, kind: Kind, place: Floats, confidence: float) -> Frame:
        attributes = {name: value for name, value in frame.attributes.items() if name != "mode"}
        margins = [(float(mode.margins(place)), mode.name) for mode in kind.modes]
        if margins and max(margins)[0] > 0:
            attributes["mode"] = max(margins)[1]
        return replace(frame, type=kind.own.name, attributes=attributes, confidence=confidence)


def _kind(tagger: Tagger, on: Ground, own: OwnType, book: OwnCodebook) -> Kind:
    if not own.examples:
        return Kind(own, None, _modes(tagger, on, own.modes), 0.0)
    seen = settled(on, [see(tagger, example) for example in own.examples])
    found = told_from(on, own, seen, others(tagger, on, own, book))
    return Kind(own, found, _modes(tagger, on, own.modes), LIKELY * min(s.sureness for s in seen))


def told_from(on: Ground, own: OwnType, seen: Sequence[Seen], apart: Sequence[tuple[str, Seen]]) -> Sense:
    """The sense of ``own`` by its settled examples ``seen``, told from the sentences `others` gives."""
    words = whitened(on, [s for whose, s in apart if whose])
    if own.refines:
        return sense(own.name, whitened(on, seen), words, words.mean(axis=0))
    found = sense(own.name, whitened(on, seen), words, on.middle)
    return replace(found, bound=max(found.bound, float(np.quantile(found.likeness(words), 1 - TAKEN))))


def _modes(tagger: Tagger, on: Ground, modes: Sequence[OwnMode]) -> tuple[Sense, ...]:
    """The senses of modes, each told from the examples of the others."""
    words = {mode.name: whitened(on, settled(on, [see(tagger, e) for e in mode.examples])) for mode in modes}
    middle = np.concatenate(list(words.values())).mean(axis=0) if len(words) > 1 else on.middle
    return tuple(
        sense(name, own, np.concatenate([on.middle[None][:0], *(w for n, w in words.items() if n != name)]), middle)
        for name, own in words.items()
    )


def others(tagger: Tagger, on: Ground, own: OwnType, book: OwnCodebook) -> list[tuple[str, Seen]]:
    """Sentences that are not of the type, each with whose it is: what the type's bound is measured against.

    Its counter-examples, the examples of the codebook's other types, and the package's sentences: for a type that
    refines others those of the same types, else all but those of the type it takes the place of.
    """
    found = [(COUNTER, see(tagger, example)) for example in own.counter_examples]
    found += [(other.name, see(tagger, e)) for other in book.types if other.name != own.name for e in other.examples]
    parents = {label.partition(":")[0] for label in own.refines}
    return found + [(name, s) for name, s in on.sentences if (name in parents if parents else name != own.name)]


def whitened(on: Ground, seen: Sequence[Seen]) -> Floats:
    """The vectors of the words of action of ``seen`` (N, 384) in the whitened space."""
    return np.stack([s.vector for s in seen]) @ on.whiten if seen else np.zeros((0, len(on.middle)), dtype=np.float32)


def settled(on: Ground, seen: Sequence[Seen]) -> list[Seen]:
    """``seen`` with a word of action chosen where none is marked: in turns the one most like those of the others."""
    now = [replace(s, run=s.run or s.likeliest) for s in seen]
    if len(now) < 2:
        return now
    for _ in range(ROUNDS):
        places = _unit(whitened(on, now) - on.middle)
        for k, was in enumerate(seen):
            if was.run is None:
                towards = np.delete(places, k, axis=0).mean(axis=0)
                like = _unit(was.words @ on.whiten - on.middle) @ towards - 2.0 * (1 - was.letters)
                at = int(like.argmax())
                now[k] = replace(was, run=(at, at + 1))
    return now
