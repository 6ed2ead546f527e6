"""Coreference scores against examples computed by hand."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.evaluate.coreference import b_cubed, ceaf_e, clusters_of, conll, figures, greatest_assignment, muc

KEY = [{"a", "b", "c"}, {"d", "e", "f", "g"}]
RESPONSE = [{"a", "b"}, {"c", "d"}, {"f", "g", "h", "i"}]


def test_muc_counts_links():
    # Recall: abc is in two parts (ab, c): 3 - 2 = 1 of 2 links; defg in three (d, e, fg): 4 - 3 = 1 of 3.
    # Precision: ab is whole: 1 of 1; cd in two: 0 of 1; fghi in three (fg, h, i): 1 of 3.
    assert muc(KEY, RESPONSE) == (40.0, 40.0, 40.0)


def test_b_cubed_counts_mentions():
    # Recall: a 2/3, b 2/3, c 1/3, d 1/4, e 0 (lacking), f 2/4, g 2/4: 2.9167 of 7.
    # Precision: a 1, b 1, c 1/2, d 1/2, f 2/4, g 2/4, h 0, i 0: 4 of 8.
    assert b_cubed(KEY, RESPONSE) == (50.0, 41.67, 45.45)


def test_ceaf_aligns_clusters():
    # Likeness: abc-ab 4/5, abc-cd 2/5, defg-cd 2/6, defg-fghi 4/8; best 0.8 + 0.5 of 3 in the response, 2 in the key.
    assert ceaf_e(KEY, RESPONSE) == (43.33, 65.0, 52.0)


def test_conll_is_the_mean_of_the_three():
    assert conll(KEY, RESPONSE) == pytest.approx((40.0 + 45.45 + 52.0) / 3, abs=0.01)
    assert figures(KEY, RESPONSE)["b3.recall"] == 41.67


def test_the_published_example_of_bagga_and_baldwin():
    # Key {1..5} {6 7} {8 9 A B C}. The response that joins the two large clusters has MUC precision 9/10 and
    # B³ precision 58 %, the one that joins a large with the small one 9/10 and 76 %.
    key = [set("12345"), set("67"), set("89ABC")]
    large = [set("1234589ABC"), set("67")]
    small = [set("12345"), set("6789ABC")]
    assert muc(key, large)[:2] == muc(key, small)[:2] == (90.0, 100.0)
    assert b_cubed(key, large)[:2] == (58.33, 100.0)
    assert b_cubed(key, small)[:2] == (76.19, 100.0)


def test_singletons_count_except_for_muc():
    key, response = [{1}, {2}, {3}], [{1}, {2, 3}]
    assert muc(key, response)[2] == 0
    assert b_cubed(key, response) == (66.67, 100.0, 80.0)
    assert ceaf_e(key, response) == (83.33, 55.56, 66.67)


def test_nothing_against_something_is_nothing():
    assert conll([{1, 2}], []) == 0


@given(st.lists(st.integers(0, 5), min_size=1, max_size=20))
def test_a_response_like_the_key_is_perfect(labels):
    key = clusters_of(enumerate(labels))
    assert b_cubed(key, key) == ceaf_e(key, key) == (100, 100, 100)


@given(st.integers(1, 5), st.integers(1, 5), st.data())
def test_the_greatest_assignment_is_the_best_of_all(n, m, data):
    worth = [[data.draw(st.integers(0, 9)) for _ in range(m)] for _ in range(n)]
    rows = worth if n <= m else [list(column) for column in zip(*worth, strict=True)]
    best = max(sum(row[c] for row, c in zip(rows, order, strict=False)) for order in permutations(range(max(n, m))))
    assert greatest_assignment(worth) == best
