"""Cut a long text into overlapping passages that the encoder can read in one pass.

A passage holds at most `LONGEST` word pieces and begins and ends between words, at a sentence's start where one is
near. Neighbours share at least `OVERLAP` pieces, so that a quotation finds its speaker across the seam. Every word is
*owned* by one passage, the one in which it stands farthest from an edge; only the owner's tags count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from histor.tag.pieces import Ints, Pieces

LONGEST = 510  # 512 positions less [CLS] and [SEP]
OVERLAP = 96  # word pieces; 95 % of sources stand within 78 characters, of contents within 91 of their cue


@dataclass(frozen=True, slots=True)
class Passage:
    """Pieces [start, end) of a text, holding words [first_word, last_word); the owned words are [own_from, own_to)."""

    start: int
    end: int
    first_word: int
    last_word: int
    own_from: int
    own_to: int


def _cuts(total: int, longest: int, overlap: int) -> list[tuple[int, int]]:
    """Even, overlapping intervals over ``total`` pieces.

    >>> _cuts(1000, 510, 96)
    [(0, 398), (301, 699), (602, 1000)]
    """
    if total <= longest:
        return [(0, total)]
    n = -(-(total - overlap) // (longest - overlap))
    length = -(-(total + (n - 1) * overlap) // n)
    step = (total - length) / (n - 1)
    return [(round(i * step), min(total, round(i * step) + length)) for i in range(n)]


def _snap(at: int, starts: Ints, boundary: Ints, reach: int) -> int:
    """The last sentence start within ``reach`` pieces before ``at``, else the last word start at or before it."""
    k = int(np.searchsorted(boundary, at, side="right")) - 1
    if k >= 0 and at - boundary[k] <= reach:
        return int(boundary[k])
    return int(starts[max(0, int(np.searchsorted(starts, at, side="right")) - 1)])


def passages(pieces: Pieces, longest: int = LONGEST, overlap: int = OVERLAP) -> list[Passage]:
    """Passages of at most ``longest`` pieces; a word longer than a passage is cut short at the passage's end."""
    total = len(pieces)
    if not total:
        return []
    reach = overlap // 3
    cuts = _cuts(total, longest - reach, overlap)
    begins = pieces.first[np.flatnonzero(np.diff(pieces.sentence, prepend=-1))]
    bounds = []
    for start, end in cuts:
        a = _snap(start, pieces.first, begins, reach) if start else 0
        bounds.append((a, min(end, a + longest)))
    out = []
    for k, (a, b) in enumerate(bounds):
        first = int(np.searchsorted(pieces.first, a))
        last = int(np.searchsorted(pieces.first, b))
        own_from = first if k == 0 else _middle(pieces, a, bounds[k - 1][1])
        own_to = last if k == len(bounds) - 1 else _middle(pieces, bounds[k + 1][0], b)
        out.append(Passage(a, b, first, last, own_from, own_to))
    return out


def _middle(pieces: Pieces, start: int, end: int) -> int:
    """The word at the middle of the pieces that two neighbours share."""
    return int(np.searchsorted(pieces.first, (start + end) // 2))
