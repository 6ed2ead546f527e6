"""Pieces: words, features and their offsets."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from histor.tag.pieces import CONTINUED, FEATURES, pieces, quote_states, shape_of


def test_shapes_tell_case_and_digits() -> None:
    assert [shape_of(w) for w in ("said", "Kerry", "UN", "U", "iPhone", "12", "7th", ",")] == [1, 2, 3, 2, 4, 5, 6, 7]


def test_quotation_ends_with_its_paragraph() -> None:
    assert list(quote_states('He: "no\nyes')) == [0, 0, 0, 0, 2, 1, 1, 0, 0, 0, 0]


def test_curly_quotes_open_and_close() -> None:
    assert list(quote_states("“a” b")) == [2, 1, 2, 0, 0]


def test_words_are_found_by_characters(tokenizer: Tokenizer) -> None:
    cut = pieces(tokenizer, "Lavrov's aide, an ex-diplomat.")
    i, j = cut.words(15, 29)
    assert (cut.starts[i], cut.ends[j - 1]) == (15, 29)
    assert cut.words(6, 6)[0] == cut.words(6, 6)[1]


def test_layout_marks_paragraphs_and_sentences(tokenizer: Tokenizer) -> None:
    cut = pieces(tokenizer, "Talks begin\n\nThe envoys met. They left.")
    layout = {int(s): int(f) for s, f in zip(cut.starts, cut.features[cut.first, 1], strict=True)}
    assert layout[0] == 1
    assert layout[13] == 1
    assert layout[29] == 2
    assert layout[27] == 3  # the full stop is attached to "met"


def test_no_words_in_nothing(tokenizer: Tokenizer) -> None:
    cut = pieces(tokenizer, "\u200b\n \t")
    assert len(cut) == len(cut.first) == 0


@given(st.text(max_size=300))
def test_any_text_gives_ordered_words_and_bounded_features(tokenizer: Tokenizer, text: str) -> None:
    cut = pieces(tokenizer, text)
    assert (cut.starts < cut.ends).all()
    assert (np.diff(cut.starts) >= 0).all()
    assert (np.diff(cut.sentence) >= 0).all()
    assert all((cut.features[:, k] < FEATURES[k]).all() for k in range(3))
    assert (cut.features[cut.first, 0] != CONTINUED).all()
    assert all(0 <= s < e <= len(text) for s, e in zip(cut.starts, cut.ends, strict=True))
