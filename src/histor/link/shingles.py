"""Texts as runs of four words, so that common passages are found whatever their order and wherever they stand.

A *shingle* is four words in a row, in small letters and without marks. A word of one text is *covered* by another text
where one of the shingles that hold it also stands there. Covered words, not common shingles, measure what is in common:
where every tenth word is changed, a third of the shingles differ, but only a sixth of the words is uncovered.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from histor.records import Report, Span, Spans
from histor.sentences import sentences

WIDTH = 4
"""Words of a shingle. Three find stock phrases in texts that have nothing in common, five lose more changed copies."""
MOST_WORDS = 50_000
"""Words of a report that are compared; what lies beyond is a book."""
_ADDED_WORDS = 8  # a shorter sentence is added only beside another: one changed word leaves nothing of it covered
_WORD = re.compile(r"[^\W_]+")
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))

Hashes = NDArray[np.uint32]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Shingles:
    """The words of a text: ``starts`` and ``ends`` (n,) offsets, and ``hashes`` of the shingles (max(1, n - 3),).

    A text of fewer than four words has one shingle, of all of them; one without words has none. ``sentences`` (s, 4):
    the first word of each sentence, the one after its last, and its own start and end in the text.
    """

    starts: Hashes
    ends: Hashes
    hashes: Hashes
    sentences: Hashes

    @property
    def size(self) -> int:
        """Number of words."""
        return len(self.starts)


def shingles(report: Report) -> Shingles:
    """The shingles of the report's text, less what was dropped from it (share lines, page furniture)."""
    text = report.text
    spans = np.array([match.span() for match in _WORD.finditer(text)], dtype=np.uint32).reshape(-1, 2)
    for dropped in report.dropped:
        if dropped.span is not None:
            spans = spans[(spans[:, 1] <= dropped.span.start) | (spans[:, 0] >= dropped.span.end)]
    spans = spans[:MOST_WORDS]
    whole = np.array(sentences(text), dtype=np.uint32).reshape(-1, 2)
    bounds = np.hstack([np.searchsorted(spans[:, 0], whole).astype(np.uint32), whole])
    bounds = bounds[bounds[:, 1] > bounds[:, 0]]
    hashes = _hashes([word_hash(text[start:end]) for start, end in spans.tolist()])
    return Shingles(spans[:, 0].copy(), spans[:, 1].copy(), hashes, bounds)


@lru_cache(maxsize=65_536)
def word_hash(word: str) -> int:
    """32 bits of ``word`` in small letters, the same on every machine."""
    return zlib.crc32(word.lower().encode("utf-8", "surrogatepass"))


def _hashes(words: list[int]) -> Hashes:
    """32-bit hashes of the runs of `WIDTH` words."""
    if not words:
        return np.empty(0, dtype=np.uint32)
    each = np.array(words, dtype=np.uint64)
    width = min(WIDTH, len(words))
    state = np.zeros(len(words) - width + 1, dtype=np.uint64)
    for k in range(width):
        state = (state ^ each[k : k + len(state)]) * _MIX[0]
        state ^= state >> np.uint64(29)
    state = (state ^ (state >> np.uint64(30))) * _MIX[1]
    state = (state ^ (state >> np.uint64(27))) * _MIX[2]
    return np.asarray(state >> np.uint64(32), dtype=np.uint32)


def covered(text: Shingles, others: Hashes) -> Truths:
    """Which words (n,) of ``text`` are covered by ``others``, hashes sorted and without repeats."""
    out = np.zeros(text.size, dtype=bool)
    if not len(text.hashes) or not len(others):
        return out
    at = np.searchsorted(others, text.hashes)
    at[at == len(others)] = 0
    common = others[at] == text.hashes
    for k in range(min(WIDTH, text.size)):
        out[k : k + len(common)] |= common
    return out


def added(text: Shingles, known: Truths) -> Spans:
    """Sentences of which less than half of the words are ``known`` (n,); neighbours as one span, in text order."""
    bounds = text.sentences.astype(np.int64)
    sums = np.concatenate([[0], np.cumsum(known)])
    lengths = bounds[:, 1] - bounds[:, 0]
    new = 2 * (sums[bounds[:, 1]] - sums[bounds[:, 0]]) < lengths
    long = new & (lengths >= _ADDED_WORDS)
    runs = np.split(np.flatnonzero(new), np.flatnonzero(np.diff(np.flatnonzero(new)) > 1) + 1)
    return tuple(Span(int(bounds[run[0], 2]), int(bounds[run[-1], 3])) for run in runs if long[run].any())
