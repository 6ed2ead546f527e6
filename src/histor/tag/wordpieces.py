"""Words and their word pieces: what the tokenizer gives, for plain text put together from words that it cut before.

Cutting a report anew takes longer than all else that is done to it before the encoder, and nearly all of its words stood
in reports before. Plain text is of printable ASCII, accented Latin letters and the marks of newspapers: there a word is
a run of letters and digits, or one mark, and its pieces are the same wherever it stands. Any other text is left to the
tokenizer as a whole.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from histor.tag.pieces import Ints

_LETTERS = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff"
_PLAIN = re.compile(rf"[ -~\n\r\t\u00a0‘’“”–—…{_LETTERS}]*")
_SPECIAL = re.compile(r"\[(?:CLS|SEP|PAD|UNK|MASK)\]")  # which the tokenizer takes for its own marks
_WORD = re.compile(rf"[{_LETTERS}0-9]+|\S")
_KEPT = 1 << 15  # words; the vocabulary of news


class Words(NamedTuple):
    """The word pieces of a text (n) and how many each of its words has (m), which lie at [start, end)."""

    ids: Ints
    sizes: Ints
    starts: Ints
    ends: Ints


def words(tokenizer: Tokenizer, text: str) -> Words:
    """Cut ``text`` as ``tokenizer`` does."""
    if not _PLAIN.fullmatch(text) or _SPECIAL.search(text):
        return _cut(tokenizer, text)
    known = _known(tokenizer)
    found = [(match.start(), match[0]) for match in _WORD.finditer(text)]
    each = [known[word] for _, word in found]
    ids = np.fromiter(chain.from_iterable(each), dtype=np.int64)
    sizes = np.fromiter(map(len, each), dtype=np.int64, count=len(each))
    starts = np.fromiter(map(itemgetter(0), found), dtype=np.int64, count=len(found))
    lengths = np.fromiter((len(word) for _, word in found), dtype=np.int64, count=len(found))
    return Words(ids, sizes, starts, starts + lengths)


def _cut(tokenizer: Tokenizer, text: str) -> Words:
    encoded = tokenizer.encode(text, add_special_tokens=False)
    offsets = np.array(encoded.offsets, dtype=np.int64).reshape(-1, 2)
    numbers = np.array([-1 if number is None else number for number in encoded.word_ids], dtype=np.int64)
    first = np.flatnonzero(np.diff(numbers, prepend=-2))
    sizes = np.diff(first, append=len(numbers))
    return Words(np.array(encoded.ids, dtype=np.int64), sizes, offsets[first, 0], offsets[first + sizes - 1, 1])


class _Known(dict[str, tuple[int, ...]]):
    """The pieces of the words that were met."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        super().__init__()
        self._tokenizer = tokenizer

    def __missing__(self, word: str) -> tuple[int, ...]:
        if len(self) >= _KEPT:
            self.clear()
        pieces = tuple(self._tokenizer.encode(word, add_special_tokens=False).ids)
        self[word] = pieces
        return pieces


@lru_cache(maxsize=4)
def _known(tokenizer: Tokenizer) -> _Known:
    return _Known(tokenizer)
