"""Windows around anchors, and the likeness of two mentions."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from histor.tag.windows import DISTANCES, GAP, SENTENCES, STRINGS, VOICE_REACH, Windows, string_features, windows


def ints(*values: int) -> "np.ndarray":
    return np.array(values, dtype=np.int64)


def distances(look: Windows) -> list[int]:
    return [place // SENTENCES for place in look.place[look.valid].tolist()]


def test_a_window_is_clipped_to_its_passage() -> None:
    look = windows(ints(2), ints(3), ints(0), ints(5), np.zeros(5, dtype=np.int64), reach=64)
    assert look.index[look.valid].tolist() == [0, 1, 2, 3, 4]
    assert distances(look) == [18, 19, 20, 21, 22]


def test_words_of_the_anchor_have_no_distance() -> None:
    look = windows(ints(1), ints(4), ints(0), ints(5), np.zeros(5, dtype=np.int64), reach=64)
    assert distances(look) == [19, 20, 20, 20, 21]


def test_distances_grow_to_the_end_of_a_window() -> None:
    look = windows(ints(200), ints(201), ints(0), ints(400), np.zeros(400, dtype=np.int64), reach=VOICE_REACH)
    assert (distances(look)[0], distances(look)[-1]) == (0, DISTANCES - 1)
    assert distances(look) == sorted(distances(look))


def test_sentences_are_counted_from_that_of_the_anchor() -> None:
    look = windows(ints(2), ints(3), ints(0), ints(4), ints(0, 1, 1, 7), reach=64)
    assert (look.place[look.valid] % SENTENCES).tolist() == [3, 4, 4, 8]


def test_windows_lie_end_to_end_with_a_gap_after_each() -> None:
    look = windows(ints(0, 2), ints(1, 3), ints(0, 1), ints(2, 4), np.zeros(4, dtype=np.int64), reach=64)
    assert look.anchor.tolist() == [0] * (2 + GAP) + [1] * (3 + GAP)
    assert look.valid.tolist() == [True] * 2 + [False] * GAP + [True] * 3 + [False] * GAP
    assert look.index[look.valid].tolist() == [0, 1, 1, 2, 3]


@given(st.integers(1, 40), st.data())
def test_buckets_stay_in_their_tables(n: int, data: st.DataObject) -> None:
    starts = data.draw(st.lists(st.integers(0, n - 1), min_size=1, max_size=6))
    ends = [data.draw(st.integers(s + 1, n)) for s in starts]
    sentence = np.arange(n, dtype=np.int64) // data.draw(st.integers(1, 9))
    zero = np.zeros(len(starts), dtype=np.int64)
    look = windows(ints(*starts), ints(*ends), zero, zero + n, sentence, reach=64)
    assert look.index.min() >= 0
    assert look.index.max() < n
    assert 0 <= look.place.min() <= look.place.max() < DISTANCES * SENTENCES


def test_likeness_knows_acronyms_heads_and_pronouns() -> None:
    texts = ["United Nations", "UN", "US President Barack Obama", "Obama", "he"]
    out = string_features(texts, ints(0, 5, 9, 20, 30), ints(0, 2, 2), ints(1, 3, 4))
    assert out.shape == (3, STRINGS)
    assert out[0, 8] == 1  # acronym
    assert out[1, 1] == out[1, 3] == 1  # same head, one contains the other
    assert out[2, 5] == 1  # a pronoun
