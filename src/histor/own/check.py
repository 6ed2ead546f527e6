"""How well a user's own types can be told apart, by their own examples: ``histor codebook check``.

Each example is left out in turn and looked for with the others. What passes for the type among sentences that are none
of it tells of precision: counter-examples, the examples of other types, and the package's own sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from histor.own.senses import Ground, Kind, Seen, Sense, Senses, ground, others, see, settled, told_from
from histor.own.types import OwnCodebook, OwnType
from histor.tag import Tagger

ENOUGH = 8  # examples, with which the types of docs/own-codebook.md were tried
FEWEST = 3  # examples below which leaving one out says nothing
_NEAREST = 3  # other sentences that are told of
_ODD = -1.0  # the margin below which an example is called unlike the others


@dataclass(frozen=True, slots=True)
class Near:
    """A sentence that is none of the type: whose it is, how near the type it comes (over 0: taken for it)."""

    whose: str
    sentence: str
    margin: float


@dataclass(frozen=True, slots=True)
class Checked:
    """How separable a type is. Shares are of 1; None where there are too few examples to leave one out.

    ``missed`` are examples that the others do not find, ``chosen`` unmarked ones with the word that was taken.
    """

    name: str
    examples: int
    counter_examples: int
    refines: tuple[str, ...]
    recall: float | None
    precision: float | None
    missed: tuple[str, ...]
    nearest: tuple[Near, ...]
    chosen: tuple[str, ...]
    warnings: tuple[str, ...]


def check(tagger: Tagger, own: OwnCodebook) -> tuple[Checked, ...]:
    """Check each type of ``own`` in its order."""
    on = ground(tagger)
    return tuple(_checked(tagger, on, kind, own) for kind in Senses(tagger, own).kinds)


def _checked(tagger: Tagger, on: Ground, kind: Kind, book: OwnCodebook) -> Checked:
    own = kind.own
    read = [see(tagger, example) for example in own.examples]
    seen = settled(on, read)
    apart = others(tagger, on, own, book) if kind.sense else []
    near = _nearest(on, kind, apart) if kind.sense else []
    margins = _left_out(on, own, seen, apart) if len(seen) >= FEWEST else None
    found = None if margins is None else sum(m > 0 for m in margins)
    wrong = sum(n.margin > 0 for n in near)
    return Checked(
        name=own.name,
        examples=len(seen),
        counter_examples=len(own.counter_examples),
        refines=own.refines,
        recall=None if found is None else round(found / len(seen), 3),
        precision=None if found is None else round(found / max(1, found + wrong), 3),
        missed=tuple(s.shown for s, m in zip(seen, margins or (), strict=False) if m <= 0),
        nearest=tuple(near[: max(_NEAREST, min(wrong, 2 * _NEAREST))]),
        chosen=tuple(s.shown for s, was in zip(seen, read, strict=True) if was.run is None),
        warnings=tuple(_warnings(own, book, margins)),
    )


def _left_out(on: Ground, own: OwnType, seen: Sequence[Seen], apart: Sequence[tuple[str, Seen]]) -> list[float]:
    """For each example its margin for the sense of the others."""
    margins = []
    for k, left in enumerate(seen):
        sense = told_from(on, own, [*seen[:k], *seen[k + 1 :]], apart)
        margins.append(float(sense.margins(left.vector @ on.whiten)))
    return margins


def _nearest(on: Ground, kind: Kind, apart: Sequence[tuple[str, Seen]]) -> list[Near]:
    """The sentences that are none of the type, the nearest first."""
    assert kind.sense is not None
    told = [(whose, *_most_like(on, kind, kind.sense, seen)) for whose, seen in apart if whose or not kind.own.refines]
    near = [Near(whose or "no event", seen.shown, round(margin, 2)) for whose, seen, margin in told]
    return sorted(near, key=lambda n: (-n.margin, n.whose, n.sentence))


def _most_like(on: Ground, kind: Kind, sense: Sense, seen: Seen) -> tuple[Seen, float]:
    """The sentence with the word that is most like the type: any, or for types that refine others that of action."""
    if kind.own.refines:
        return seen, float(sense.margins(seen.vector @ on.whiten))
    margins = np.where(seen.chance >= kind.least, sense.margins(seen.words @ on.whiten), -9.0)
    at = int(margins.argmax())
    return Seen(seen.text, seen.words, seen.chance, seen.letters, seen.starts, seen.ends, (at, at + 1)), float(
        margins[at]
    )


def _warnings(own: OwnType, book: OwnCodebook, margins: list[float] | None) -> Iterator[str]:
    number = len(own.examples)
    if not number:
        return
    if number < FEWEST:
        yield f"{number} examples are too few to say anything; give {ENOUGH} or more"
    elif number < ENOUGH:
        yield f"{number} examples are few, and the figures above rest on them alone; give {ENOUGH} or more"
    if own.refines and not own.counter_examples:
        yield f"no counter-examples: sentences of {', '.join(own.refines)} that are not {own.name} would sharpen its bound"
    for margin, example in zip(margins or (), own.examples, strict=False):
        if margin < _ODD:
            yield f"unlike the other examples: “{example.text}”"
    texts = {example.text for example in own.examples}
    if len(texts) < number:
        yield "an example stands here twice"
    shared = {e.text for other in book.types if other.name != own.name for e in other.examples} & texts
    shared |= {e.text for e in own.counter_examples} & texts
    for text in sorted(shared):
        yield f"an example is also one of another type, or a counter-example: “{text}”"
