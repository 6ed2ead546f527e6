"""Clusters of scored pairs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from histor.link.clusters import clusters, parts


def test_a_chain_of_two_strong_links_is_broken_where_its_ends_have_nothing_in_common():
    assert clusters(3, {(0, 1): 0.9, (1, 2): 0.8}, 0.5) == [[0, 1], [2]]
    assert clusters(3, {(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.3}, 0.5) == [[0, 1, 2]]


def test_of_equal_pairs_the_lower_numbers_are_merged_first():
    assert clusters(3, {(0, 1): 0.8, (1, 2): 0.8}, 0.5) == [[0, 1], [2]]


def test_decisions_hold_against_scores():
    assert clusters(3, {(0, 1): 0.9}, 0.5, together=[(1, 2)], apart=[(0, 1)]) == [[0], [1, 2]]
    assert clusters(3, {(0, 1): 0.9, (0, 2): 0.9, (1, 2): 0.9}, 0.5, apart=[(0, 2)]) == [[0, 1], [2]]
    assert clusters(2, {}, 0.5, together=[(0, 1)], apart=[(0, 1)]) == [[0], [1]]


def test_parts_are_connected_and_cut_at_the_weakest_link_where_they_are_too_large():
    links = {(0, 1): 0.9, (1, 2): 0.6, (2, 3): 0.9, (5, 6): 0.7}
    assert parts(links, [], 10) == [[0, 1, 2, 3], [5, 6]]
    assert parts(links, [], 2) == [[0, 1], [2, 3], [5, 6]]
    assert parts(links, [(1, 2)], 2) == [[0], [1, 2], [3], [5, 6]]


@given(st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda p: p[0] < p[1]), st.floats(0, 1)))
def test_every_event_is_in_one_cluster(scores):
    found = clusters(7, scores, 0.5)
    assert sorted(k for cluster in found for k in cluster) == list(range(7))
