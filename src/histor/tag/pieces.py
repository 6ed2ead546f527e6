"""Text as the model sees it: word pieces with their features, and words to which the heads' tags belong.

The encoder is uncased, yet case is information, and so are paragraph breaks and quotation marks: each piece carries
three small features beside its id (`SHAPES`, `LAYOUTS`, `QUOTES`). Heads tag *words* (the tokenizer's pre-tokens:
letters, digits, or one punctuation mark), read at their first piece.

>>> from histor.tag.pieces import shape_of
>>> [shape_of(w) for w in ("Kerry", "US", "iPhone", "2015", "7th", "said", ",")]
[2, 3, 4, 5, 6, 1, 7]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from histor.sentences import sentences
from histor.tag.wordpieces import words

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ints = NDArray[np.int64]

SHAPES = 10  # 0 padding and special, 1 lower, 2 Capital, 3 UPPER, 4 mixed, 5 digits, 6 digits+letters, 7 mark, 8 inside
LAYOUTS = 4  # 0 plain, 1 first of a paragraph, 2 first of a sentence, 3 attached to the word before (no blank)
QUOTES = 3  # 0 outside, 1 inside quotation marks, 2 a quotation mark
MARKS = 3  # 0 plain, 1 in the source, 2 in the target of a marked pair
FEATURES = (SHAPES, LAYOUTS, QUOTES, MARKS)
MARK, CONTINUED = 7, 8

_OPENS = "“«„"
_QUOTE_OR_BREAK = re.compile('["“«„”»\\n]')
_LONGEST_WORD = 100  # characters of a word whose shape is looked at


@lru_cache(maxsize=1 << 14)
def shape_of(word: str) -> int:
    """The case and digit shape of a word, as an index into `SHAPES`."""
    if word.isalpha():
        if word.islower():
            return 1
        if word.isupper():
            return 3 if len(word) > 1 else 2
        return 2 if word[0].isupper() and word[1:].islower() else 4
    if word.isdigit():
        return 5
    return 6 if word.isalnum() else 7


def quote_states(text: str) -> bytearray:
    """For each character 0 (outside), 1 (inside) or 2 (a mark); a straight quote toggles, a line break resets.

    >>> list(quote_states('"a" b'))
    [2, 1, 2, 0, 0]
    """
    states = bytearray(len(text))
    inside, since = False, 0
    for match in _QUOTE_OR_BREAK.finditer(text):
        at, mark = match.start(), match[0]
        if inside:
            states[since:at] = b"\x01" * (at - since)
        if mark != "\n":
            states[at] = 2
        inside = mark in _OPENS or (mark == '"' and not inside)
        since = at + 1
    if inside:
        states[since:] = b"\x01" * (len(text) - since)
    return states


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text's word pieces (n) and words (m), without special pieces.

    ``ids`` (n) vocabulary indices; ``features`` (n, 3) shape, layout and quote; ``first`` (m) the index of each word's
    first piece; ``starts`` and ``ends`` (m) character offsets of words; ``sentence`` (m) the number of the sentence
    that the word stands in, counted from 0; ``piece_sentence`` (n) the same for pieces.
    """

    ids: Ints
    features: Ints
    first: Ints
    starts: Ints
    ends: Ints
    sentence: Ints
    piece_sentence: Ints

    def __len__(self) -> int:
        return len(self.ids)

    def words(self, start: int, end: int) -> tuple[int, int]:
        """The words [i, j) that overlap characters [start, end); i == j where there are none."""
        i = int(self.ends.searchsorted(start, side="right"))
        j = int(self.starts.searchsorted(end, side="left"))
        return i, max(i, j)


def _sentence_numbers(text: str, starts: Ints) -> tuple[Ints, Ints]:
    """For each word the number of its sentence (m), and 1 where a sentence, 2 where a paragraph begins."""
    begins = np.array([s.start for s in sentences(text)] or [0], dtype=np.int64)
    number = np.maximum(np.searchsorted(begins, starts, side="right") - 1, 0)
    kind = np.zeros(len(starts), dtype=np.int64)
    if len(starts):
        kind[0] = 2
        kind[1:][number[1:] != number[:-1]] = 1
    return number.astype(np.int64), kind


def _layout(text: str, starts: Ints, ends: Ints, begins: Ints) -> Ints:
    """The layout (`LAYOUTS`) of each word (m), from where sentences begin (`_sentence_numbers`)."""
    before = np.concatenate([[-1], ends[:-1]])
    layout = np.where(starts == before, 3, 0)
    for k in np.flatnonzero(begins).tolist():
        paragraph = begins[k] == 2 or "\n" in text[before[k] : starts[k]]
        layout[k] = 1 if paragraph else 2
    return layout


def pieces(tokenizer: Tokenizer, text: str) -> Pieces:
    """Cut ``text`` into word pieces and words with their features."""
    ids, sizes, starts, ends = words(tokenizer, text)
    first, word = np.cumsum(sizes) - sizes, np.repeat(np.arange(len(sizes)), sizes)
    number, begins = _sentence_numbers(text, starts)
    features = np.zeros((len(ids), 3), dtype=np.int64)
    features[:, 0] = CONTINUED
    if len(first):
        spans = zip(starts.tolist(), ends.tolist(), strict=True)
        features[first, 0] = [shape_of(text[s:e]) if e - s <= _LONGEST_WORD else 4 for s, e in spans]
        features[first, 1] = _layout(text, starts, ends, begins)
        features[:, 2] = np.frombuffer(quote_states(text), dtype=np.uint8)[starts][word]
    return Pieces(ids, features, first, starts, ends, number, number[word] if len(first) else word)
