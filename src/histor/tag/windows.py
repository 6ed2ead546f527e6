"""What the heads look at: a window of words around each anchor, and string likeness of two mentions.

Used alike in training and at run time, so that the exported model sees what it was trained on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from histor.tag.pieces import Ints

# Words on either side of an anchor's first word: 99 % of the sources and contents of a voice begin within 128 words
# of its cue, 99 % of the role fillers of an event within 64 words of its trigger (logoi, training part).
VOICE_REACH, EVENT_REACH = 128, 64
LONG_REACH = 384
"""Words on either side of a cue whose content goes on at the end of its window, as long statements do. Training knows no
words so far away; they stand in the last bucket of distances."""
_HALF = 20
DISTANCES = 2 * _HALF + 1
SENTENCES = 9  # up to 4 sentences before and after
GAP = 3  # as far as a convolution along a window looks

Floats = NDArray[np.float32]


def _bucket(distance: Ints) -> Ints:
    """Signed word distances to 41 buckets: exact to 8 words, then growing by a quarter to 128.

    >>> _bucket(np.array([-128, -1, 0, 3, 128])).tolist()
    [0, 19, 20, 23, 40]
    """
    size = np.abs(distance)
    far = 8 + np.ceil(12 * np.log2(np.maximum(size, 8) / 8) / 4).astype(np.int64)
    return np.asarray(_HALF + np.sign(distance) * np.minimum(np.where(size <= 8, size, far), _HALF))


_BUCKETS = _bucket(np.arange(-LONG_REACH, LONG_REACH + 1))  # of every distance in a window


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of A anchors laid end to end in R rows, a row a word, after each window `GAP` rows that are no words.

    For each row (R,): the number of its anchor, the word's index, whether it is a word of the window, and its place
    (distance bucket times `SENTENCES` plus sentence bucket).
    """

    anchor: Ints
    index: Ints
    valid: NDArray[np.bool_]
    place: Ints


def windows(start: Ints, end: Ints, low: Ints, high: Ints, sentence: Ints, reach: int) -> Windows:
    """Windows of anchors over words [start, end), clipped to the words [low, high) of their passages.

    ``sentence`` (N,) is the sentence number of each word; ``reach`` is at most `LONG_REACH`.
    """
    left, right = np.maximum(low, start - reach), np.minimum(high, start + reach)
    rows = right - left + GAP
    ends = np.cumsum(rows)
    anchor = np.repeat(np.arange(len(start)), rows)
    index = np.arange(ends[-1] if len(ends) else 0) + (left + rows - ends)[anchor]
    last = right[anchor] - 1
    valid = index <= last
    index = np.minimum(index, last)
    after = np.maximum(index - (end - 1)[anchor], 0)
    before = np.minimum(index - start[anchor], 0)
    delta = np.clip(sentence[index] - sentence[start][anchor], -4, 4) + 4
    return Windows(anchor, index, valid, _BUCKETS[after + before + LONG_REACH] * SENTENCES + delta)


STRINGS = 12
_PRONOUN = re.compile(r"(?:he|she|it|they|him|her|them|his|its|their|i|we|you|who|which|that|himself|themselves)", re.I)
_NAME = re.compile(r"[^\W_][\w.’'-]*")
_SMALL = frozenset(
    ["the", "a", "an", "of", "and", "for", "in", "to", "his", "her", "its", "their", "this", "that", "these", "those"]
)


def _facts(text: str) -> tuple[str, frozenset[str], str, bool, bool, str]:
    names = _NAME.findall(text)
    content = [w for w in names if w.lower() not in _SMALL]
    acronym = "".join(w[0] for w in content if w[0].isupper())
    head = content[-1].lower() if content else text.lower()
    proper = any(w[0].isupper() for w in content)
    return text.lower(), frozenset(w.lower() for w in content), head, bool(_PRONOUN.fullmatch(text)), proper, acronym


def string_features(texts: list[str], starts: Ints, i: Ints, j: Ints) -> Floats:
    """(P, 12) features of pairs of mentions i < j given their texts and first words (`starts`)."""
    out = np.zeros((len(i), STRINGS), dtype=np.float32)
    if not texts:
        return out
    whole, words, head, pronoun, proper, acronym = zip(*map(_facts, texts), strict=True)
    number = _Numbers()
    masks = [sum(1 << number[word] for word in held) for held in words]  # bit by bit the words of a mention
    pairs = zip(i.tolist(), j.tolist(), strict=True)
    shared = np.array([(masks[a] & masks[b]).bit_count() for a, b in pairs], dtype=np.int64)
    size = np.array([len(held) for held in words], dtype=np.int64)
    wholes, heads = (np.array([number[text] for text in told], dtype=np.int64) for told in (whole, head))
    short = np.array([number[told.lower()] if len(told) > 1 else -1 for told in acronym], dtype=np.int64)
    out[:, 0] = wholes[i] == wholes[j]
    out[:, 1] = heads[i] == heads[j]
    out[:, 2] = shared / np.maximum(1, size[i] + size[j] - shared)
    out[:, 3] = (shared > 0) & ((shared == size[i]) | (shared == size[j]))
    for column, fact in ((4, pronoun), (6, proper)):
        true = np.array(fact, dtype=bool)
        out[:, column], out[:, column + 1] = true[i], true[j]
    out[:, 8] = (short[i] == wholes[j]) | (short[j] == wholes[i])
    gap = np.abs(starts[j] - starts[i])
    out[:, 9] = np.minimum(np.log2(1 + gap), 10) / 10
    out[:, 10] = np.minimum(j - i, 10) / 10
    out[:, 11] = gap == 0
    return out


class _Numbers(dict[str, int]):
    """A number for each text that is asked for, from 0 on."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number
