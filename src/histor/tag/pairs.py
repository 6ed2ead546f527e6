"""What the frames of a sentence say of a marked pair: evidence beside the reading of the pair itself.

The reading of pairs has learned from some 800 sentences, the frames from 900 reports; joined they know rare classes
better.
"""

from __future__ import annotations

import numpy as np

from histor.records import Span
from histor.tag import decode
from histor.tag.decode import Floats
from histor.tag.labels import ROOTS, TYPES
from histor.tag.pieces import Pieces

WEIGHT = 0.5  # of the evidence's logarithm against the reading's
FLOOR = 0.01  # evidence of a class that no trigger speaks for
LEAST = 0.05  # a trigger below this probability is no evidence
_ABSENT = 0.3  # how far a side fills a role that the data leave unmarked
_SLACK = 0.05  # how far it does at least: roles are missed
ROOT_OF = {t: "YIELD" if t in ("CONCEDE", "RETREAT") else t for t in TYPES}
_TO_ROOTS = np.array([[ROOT_OF[t] == r for r in ROOTS] for t in TYPES], dtype=np.float32)


def joined(reading: Floats, evidence: Floats) -> Floats:
    """Probabilities of the root classes from those of the reading and the evidence, both (roots,)."""
    return decode.softmax(np.log(reading + 1e-4) + WEIGHT * np.log(evidence + FLOOR))


def evidence(
    cut: Pieces,
    roles: Floats,
    first: list[int],
    types: list[Floats],
    found: list[float],
    source: Span | None,
    target: Span | None,
) -> Floats:
    """How much the triggers of a sentence speak for each root class (roots,).

    For each of A triggers: role scores (A, W, 9) over windows that begin at words ``first``, probabilities of its
    types, and of the trigger itself. A trigger counts by how far the source is its actor and the target its recipient,
    another actor, or, by half, its place.
    """  # fmt: skip
    p = decode.softmax(roles)
    actor, recipient, place = (p[..., k] + p[..., k + 1] for k in (1, 3, 5))
    total = np.zeros(len(ROOTS), dtype=np.float32)
    for k, at in enumerate(first):
        does = _fills(cut, actor[k], at, source)
        suffers = max(_fills(cut, grid[k], at, target) * w for grid, w in ((recipient, 1), (actor, 1), (place, 0.5)))
        total += found[k] * (_SLACK + does) * (_SLACK + suffers) * (types[k] @ _TO_ROOTS)
    return total


def _fills(cut: Pieces, grid: Floats, first: int, span: Span | None) -> float:
    """The highest role probability (W,) among the words of a span."""
    if span is None:
        return _ABSENT
    i, j = cut.words(*span)
    inside = grid[max(i - first, 0) : max(j - first, 0)]
    return float(inside.max(initial=0.0))
