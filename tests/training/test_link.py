"""Learning the weights of linking, on made-up pairs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from histor.link.features import FEATURES
from histor.link.weights import load
from training.link import Examples, fitted, projection, start_weights


def pairs(seed: int, n: int = 3000) -> Examples:
    """Pairs that are one happening where the triggers and the words agree together."""
    dice = np.random.default_rng(seed)
    x = dice.random((n, len(FEATURES)))
    return Examples(str(seed), x, (x[:, 0] + x[:, 6] > 1.1).astype(float))


def start():
    dice = np.random.default_rng(0)
    return start_weights("m", dice.random((80, 384)).astype(np.float32), dice.random((80, 384)).astype(np.float32))


def test_what_is_learned_tells_new_pairs_apart():
    learned = fitted(start(), [pairs(1, 9000), pairs(2, 9000)])
    new = pairs(3)
    right = (learned.probability(new.features) > 0.5) == (new.same > 0)
    assert right.mean() > 0.9


def test_the_same_data_give_the_same_weights():
    one, two = (fitted(start(), [pairs(1)]) for _ in range(2))
    assert np.array_equal(one.hidden, two.hidden)


def test_weights_are_read_as_written(tmp_path):
    learned = replace(fitted(start(), [pairs(1)]), link=0.45)
    learned.save(tmp_path / "w.npz")
    read = load(tmp_path / "w.npz")
    assert (read.model, read.link) == ("m", 0.45)
    assert np.array_equal(read.probability(pairs(2).features), learned.probability(pairs(2).features))


def test_a_probability_does_not_depend_on_its_company():
    learned = fitted(start(), [pairs(1)])
    x = pairs(2).features
    together = learned.probability(x)
    assert [float(learned.probability(row[None])[0]) for row in x[:50]] == together[:50].tolist()


def test_a_projection_keeps_what_varies():
    dice = np.random.default_rng(5)
    vectors = np.zeros((50, 384), dtype=np.float32)
    vectors[:, 3], vectors[:, 9] = dice.normal(0, 3, 50), dice.normal(0, 1, 50)
    cut = projection(vectors, 2).cut(vectors)
    assert cut.shape == (50, 2)
    assert np.abs(cut.astype(int)).max() <= 127
