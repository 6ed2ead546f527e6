"""What the frames of a sentence say of a marked pair: evidence beside the reading of the pair itself.

The reading of pairs has learned from some 3,300 sentences, half of them our own; the frames from 1,300 reports.
"""

from __future__ import annotations

import numpy as np

from histor.records import Span
from histor.tag import decode
from histor.tag.decode import Floats
from histor.tag.labels import ROOTS, TYPES
from histor.tag.pieces import Pieces
from histor.tag.windows import Windows

WEIGHT = 0.125
"""Of the evidence's logarithm against the reading's; it was 0.5 while the reading knew half as many sentences."""
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
    look: Windows,
    types: list[Floats],
    found: list[float],
    source: Span | None,
    target: Span | None,
) -> Floats:
    """How much the triggers of a sentence speak for each root class (roots,).

    For each of A triggers: role scores (R, 9) of its rows in ``look``, probabilities of its types, and of the trigger
    itself. A trigger counts by how far the source is its actor and the target its recipient,
    another actor, or, by half, its place.
    """  # fmt: skip
    tags = decode.softmax(roles)
    actor, recipient, place = (tags[:, k] + tags[:, k + 1] for k in (1, 3, 5))
    total = np.zeros(len(ROOTS), dtype=np.float32)
    for k in range(len(types)):
        rows = np.flatnonzero((look.anchor == k) & look.valid)
        at = int(look.index[rows[0]])
        does = _fills(cut, actor[rows], at, source)
        suffers = max(_fills(cut, p[rows], at, target) * w for p, w in ((recipient, 1), (actor, 1), (place, 0.5)))
        total += found[k] * (_SLACK + does) * (_SLACK + suffers) * (types[k] @ _TO_ROOTS)
    return total


def _fills(cut: Pieces, p: Floats, first: int, span: Span | None) -> float:
    """The highest role probability (W,) among the words of a span."""
    if span is None:
        return _ABSENT
    i, j = cut.words(*span)
    inside = p[max(i - first, 0) : max(j - first, 0)]
    return float(inside.max(initial=0.0))
