"""The inverted index against a dictionary."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.link.postings import Postings

KEYS = st.sets(st.integers(0, 40), max_size=12)


@settings(max_examples=50)
@given(st.lists(KEYS, max_size=40), KEYS, st.integers(0, 8))
def test_it_finds_what_a_dictionary_finds(filed, sought, most):
    index = Postings()
    for number, keys in enumerate(filed):
        index.add(np.array(sorted(keys), dtype=np.uint32), number)
    expected = [
        number
        for key in sought
        if sum(key in keys for keys in filed) <= most
        for number, keys in enumerate(filed)
        if key in keys
    ]
    assert sorted(index.find(np.array(sorted(sought), dtype=np.uint32), most).tolist()) == sorted(expected)
    assert len(index) == sum(map(len, filed))


def test_renumbering_forgets_the_dead():
    index = Postings()
    for number in range(100):
        index.add(np.array([7, 1000 + number], dtype=np.uint32), number)
    alive = np.arange(100) % 2 == 0
    index.renumber(alive, np.cumsum(alive) - 1)
    assert sorted(index.find(np.array([7], dtype=np.uint32), 100).tolist()) == list(range(50))
    assert index.find(np.array([1001], dtype=np.uint32), 100).tolist() == []
    assert index.find(np.array([1002], dtype=np.uint32), 100).tolist() == [1]


def test_runs_stay_few():
    index = Postings()
    dice = random.Random(1)
    for number in range(2000):
        index.add(np.array(sorted(dice.sample(range(2**32), 5)), dtype=np.uint32), number)
    assert len(index._runs) <= 10
