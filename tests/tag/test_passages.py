"""Passages: every word is owned once, neighbours overlap, none is too long."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from histor.tag.passages import LONGEST, OVERLAP, passages
from histor.tag.pieces import pieces

SENTENCE = "The ministry said on Friday that rebels had shelled the northern crossing. "


def test_a_short_text_is_one_passage(tokenizer: Tokenizer) -> None:
    cut = pieces(tokenizer, SENTENCE)
    (only,) = passages(cut)
    assert (only.own_from, only.own_to) == (0, len(cut.first))


def test_passages_begin_at_sentences(tokenizer: Tokenizer) -> None:
    cut = pieces(tokenizer, SENTENCE * 100)
    starts = {int(cut.first[i]) for i in np.flatnonzero(np.diff(cut.sentence, prepend=-1))}
    assert all(p.start in starts for p in passages(cut))


def test_no_text_has_no_passage(tokenizer: Tokenizer) -> None:
    assert passages(pieces(tokenizer, "")) == []


@given(st.integers(0, 59), st.integers(0, 30), st.sampled_from([LONGEST, 200]))
def test_words_are_owned_once_and_seams_overlap(tokenizer: Tokenizer, sentences: int, words: int, longest: int) -> None:
    cut = pieces(tokenizer, SENTENCE * sentences + "antidisestablishmentarianism " * words)
    found = passages(cut, longest)
    owned = [w for p in found for w in range(p.own_from, p.own_to)]
    assert owned == list(range(len(cut.first)))
    assert all(0 < p.end - p.start <= longest for p in found)
    assert all(p.first_word <= p.own_from and p.own_to <= p.last_word for p in found)
    assert all(a.end - b.start >= OVERLAP - 1 for a, b in pairwise(found))
