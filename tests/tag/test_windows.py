"""Windows around anchors, and the likeness of two mentions."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from histor.tag.windows import DISTANCES, SENTENCES, STRINGS, string_features, windows


def ints(*values: int) -> "np.ndarray":
    return np.array(values, dtype=np.int64)


def test_a_window_is_clipped_to_its_passage() -> None:
    look = windows(ints(2), ints(3), ints(0), ints(5), np.zeros(5, dtype=np.int64), reach=64)
    assert look.index.tolist() == [[0, 1, 2, 3, 4]]
    assert look.valid.all()
    assert look.distance.tolist() == [[18, 19, 20, 21, 22]]


def test_words_of_the_anchor_have_no_distance() -> None:
    look = windows(ints(1), ints(4), ints(0), ints(5), np.zeros(5, dtype=np.int64), reach=64)
    assert look.distance.tolist() == [[19, 20, 20, 20, 21]]


def test_sentences_are_counted_from_that_of_the_anchor() -> None:
    look = windows(ints(2), ints(3), ints(0), ints(4), ints(0, 1, 1, 7), reach=64)
    assert look.sentence.tolist() == [[3, 4, 4, 8]]


@given(st.integers(1, 40), st.data())
def test_buckets_stay_in_their_tables(n: int, data: st.DataObject) -> None:
    starts = data.draw(st.lists(st.integers(0, n - 1), min_size=1, max_size=6))
    ends = [data.draw(st.integers(s + 1, n)) for s in starts]
    sentence = np.arange(n, dtype=np.int64) // data.draw(st.integers(1, 9))
    zero = np.zeros(len(starts), dtype=np.int64)
    look = windows(ints(*starts), ints(*ends), zero, zero + n, sentence, reach=64)
    assert look.index.min() >= 0
    assert look.index.max() < n
    assert 0 <= look.distance.min() <= look.distance.max() < DISTANCES
    assert 0 <= look.sentence.min() <= look.sentence.max() < SENTENCES


def test_likeness_knows_acronyms_heads_and_pronouns() -> None:
    texts = ["United Nations", "UN", "US President Barack Obama", "Obama", "he"]
    out = string_features(texts, ints(0, 5, 9, 20, 30), ints(0, 2, 2), ints(1, 3, 4))
    assert out.shape == (3, STRINGS)
    assert out[0, 8] == 1  # acronym
    assert out[1, 1] == out[1, 3] == 1  # same head, one contains the other
    assert out[2, 5] == 1  # a pronoun
