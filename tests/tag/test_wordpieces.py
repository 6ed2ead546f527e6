"""Word pieces put together from words that were cut before are those that the tokenizer gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from histor.tag import wordpieces
from histor.tag.wordpieces import Words, words

PLAIN = [chr(c) for c in (*range(32, 127), *range(0xC0, 0xD7), *range(0xD8, 0xF7), *range(0xF8, 0x100))]
MARKS = list("\n\r\t\u00a0‘’“”–—…")


def from_tokenizer(tokenizer: Tokenizer, text: str) -> list[tuple[list[int], int, int]]:
    """Pieces, start and end of each word, by the tokenizer alone."""
    encoded = tokenizer.encode(text, add_special_tokens=False)
    found: dict[int, list[tuple[int, tuple[int, int]]]] = {}
    for number, piece, offsets in zip(encoded.word_ids, encoded.ids, encoded.offsets, strict=True):
        found.setdefault(-1 if number is None else number, []).append((piece, offsets))
    return [([piece for piece, _ in each], each[0][1][0], each[-1][1][1]) for each in found.values()]


def listed(cut: Words) -> list[tuple[list[int], int, int]]:
    bounds = np.cumsum(cut.sizes)[:-1]
    pieces = [part.tolist() for part in np.split(cut.ids, bounds)] if len(cut.sizes) else []
    return list(zip(pieces, cut.starts.tolist(), cut.ends.tolist(), strict=True))


@given(st.text(st.sampled_from([*PLAIN, *MARKS, *" eEnt.,"]), max_size=60))
def test_plain_text_is_cut_as_the_tokenizer_cuts_it(tokenizer: Tokenizer, text: str) -> None:
    assert listed(words(tokenizer, text)) == from_tokenizer(tokenizer, text)


@given(st.text(max_size=60))
def test_so_is_any_other(tokenizer: Tokenizer, text: str) -> None:
    assert sum(words(tokenizer, text).sizes) == len(tokenizer.encode(text, add_special_tokens=False).ids)


@pytest.mark.parametrize(
    "text",
    [
        "Lavrov's aide, an ex-diplomat, paid $5m (£4m) in Zürich.",
        "a" * 100 + " " + "b" * 101,
        "the [MASK] of Zorro",
        "snake_case, e.g. 1,234.5 “Où?” — naïve…",
        "Путин сказал no; 東京 too",
        "zero\u200bwidth",
    ],
)
def test_names_numbers_marks_and_scripts(tokenizer: Tokenizer, text: str) -> None:
    assert listed(words(tokenizer, text)) == from_tokenizer(tokenizer, text)


def test_words_are_forgotten_when_there_are_too_many(tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordpieces, "_KEPT", 3)
    text = "one two three four five one two three"
    assert listed(words(tokenizer, text)) == from_tokenizer(tokenizer, text)
    assert len(wordpieces._known(tokenizer)) <= 3
