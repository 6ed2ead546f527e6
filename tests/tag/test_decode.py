"""From scores to spans."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from histor.tag.decode import (
    confidence,
    cues,
    layer_runs,
    mode,
    role_runs,
    runs,
    sigmoid,
    smoothed,
    softmax,
    standing,
    sure_role_runs,
    triggers,
    with_weaker,
)
from histor.tag.labels import MODES
from histor.tag.windows import GAP, Windows


def scores(*rows: tuple[float, ...]) -> "np.ndarray":
    return np.array(rows, dtype=np.float32)


def test_a_cue_of_two_words() -> None:
    found = cues(scores((9, 0, 0), (0, 9, 0), (0, 0, 9), (9, 0, 0)), 0.5)
    assert [(i, j) for i, j, _ in found] == [(1, 3)]


def test_two_cues_side_by_side() -> None:
    assert [(i, j) for i, j, _ in cues(scores((0, 9, 0), (0, 9, 0)), 0.5)] == [(0, 1), (1, 2)]


def test_a_lower_threshold_finds_more() -> None:
    weak = scores((0.2, 0, -9))
    assert cues(weak, 0.5) == []
    assert [(i, j) for i, j, _ in cues(weak, 0.4)] == [(0, 1)]


def test_a_trigger_has_the_type_of_its_words() -> None:
    row = [0.0] * 18
    row[5] = 9.0
    ((i, j, p, types),) = triggers(scores(tuple([9.0] + [0.0] * 17), tuple(row)), 0.5)
    assert (i, j) == (1, 2)
    assert p > 0.99
    assert types.argmax() == 4


def laid(*grids: "np.ndarray") -> tuple["np.ndarray", Windows]:
    """Scores of windows, each from word 0 on, end to end, with rows between them that would fill any role."""
    gap = np.full((GAP, grids[0].shape[1]), 9.0, dtype=np.float32)
    gap[:, 0] = -9.0
    sizes = [len(grid) + GAP for grid in grids]
    valid = np.concatenate([np.arange(size) < size - GAP for size in sizes])
    index = np.concatenate([np.arange(size) for size in sizes])
    look = Windows(np.repeat(np.arange(len(grids)), sizes), index, valid, np.zeros_like(index))
    return np.concatenate([part for grid in grids for part in (grid, gap)]), look


def test_roles_are_cut_where_a_new_one_begins() -> None:
    grid = scores((0, 9, 0, 0, 0), (0, 0, 9, 0, 0), (0, 9, 0, 0, 0), (0, 0, 0, 9, 0), (9, 0, 0, 0, 0))
    (filled,), sure = sure_role_runs(*laid(grid), ("source", "content"), {}, {})
    assert filled == {"source": [(0, 2), (2, 3)], "content": [(3, 4)]}
    assert sure[0] > 0.99


def test_every_window_has_its_own_roles() -> None:
    none, source = (9, 0, 0), (0, 9, 0)
    found, sure = sure_role_runs(*laid(scores(none, source), scores(none), scores(source, none)), ("source",), {}, {})
    assert found == [{"source": [(1, 2)]}, {}, {"source": [(0, 1)]}]
    assert (sure > 0.99).tolist() == [True, False, True]
    assert sure[1] == 0.5


def test_where_nothing_is_likely_no_role_is_filled() -> None:
    found, sure = sure_role_runs(*laid(scores((9, 0, 0))), ("to",), {}, {"to": 1.0})
    assert (found, sure.tolist()) == ([{}], [0.5])


def test_a_bias_makes_roles_rarer() -> None:
    given = laid(scores((0, 0.5, -9)))
    assert role_runs(*given, ("to",), {}, {}) == [{"to": [(0, 1)]}]
    assert role_runs(*given, ("to",), {"to": 1.0}, {}) == [{}]


def test_a_cost_bridges_a_short_gap_in_one_window_only() -> None:
    sure, weak, none = (0, 3, 6), (3, 0, 2.5), (9, 0, 0)
    given = laid(scores(sure, weak, sure), scores(none, sure))
    assert role_runs(*given, ("content",), {}, {}) == [{"content": [(0, 1), (2, 3)]}, {"content": [(1, 2)]}]
    assert role_runs(*given, ("content",), {}, {"content": 1.0}) == [{"content": [(0, 3)]}, {"content": [(1, 2)]}]


_SCORES = st.lists(st.tuples(*[st.integers(-4, 4)] * 5), min_size=1, max_size=8)


@given(st.lists(_SCORES, min_size=1, max_size=4), st.sampled_from([0.0, 1.0]), st.sampled_from([-0.5, 0.0, 0.5]))
def test_a_window_is_decoded_as_if_it_were_alone(grids: list[list[tuple[int, ...]]], cost: float, bias: float) -> None:
    each = [scores(*grid) for grid in grids]
    roles, less, costs = ("source", "content"), {"source": bias}, {"content": cost}
    together, sure = sure_role_runs(*laid(*each), roles, less, costs)
    alone = [sure_role_runs(*laid(grid), roles, less, costs) for grid in each]
    assert together == [found for (found,), _ in alone]
    assert sure.tolist() == [p for _, (p,) in alone]
    assert layer_runs(*laid(*each), ("a", "b", "c", "d")) == [
        layer_runs(*laid(grid), ("a", "b", "c", "d"))[0] for grid in each
    ]


def worth(odds: "np.ndarray", found: list[tuple[int, int]], cost: float) -> float:
    return float(sum(odds[i:j].sum() - 2 * cost for i, j in found))


@given(st.lists(st.integers(-6, 6), min_size=1, max_size=9), st.integers(0, 4))
def test_smoothing_finds_the_worthiest_runs(values: list[int], cost: int) -> None:
    odds = np.array(values, dtype=np.float32)
    all_ways = (np.array(list(np.binary_repr(m, len(odds))), dtype=int) == 1 for m in range(2 ** len(odds)))
    never = np.zeros(len(odds), dtype=bool)
    best = max(worth(odds, runs(way, never), cost) for way in all_ways)
    assert worth(odds, smoothed(odds, cost), cost) == best


def test_counts_need_no_begin() -> None:
    assert layer_runs(*laid(scores((0, 9), (0, 9), (9, 0))), ("dead",)) == [{"dead": [(0, 2)]}]


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=40))
def test_runs_cover_what_is_inside_once(words: list[tuple[bool, bool]]) -> None:
    inside = np.array([a for a, _ in words], dtype=bool)
    begins = np.array([b for _, b in words], dtype=bool)
    found = runs(inside, begins)
    assert [w for i, j in found for w in range(i, j)] == np.flatnonzero(inside).tolist()
    assert all(begins[i] for (_, j), (i, _) in pairwise(found) if i == j)


@given(st.floats(0, 1), st.floats(0, 1))
def test_confidence_is_a_probability(anchor: float, rest: float) -> None:
    assert 0 <= confidence(anchor, rest, (0.1, 1.0, 0.5)) <= 1


def test_probabilities_survive_large_scores() -> None:
    assert np.allclose(softmax(scores((1e4, -1e4))), [[1, 0]])
    assert sigmoid(scores((-1e9, 1e9))).tolist()[0][1] == 1.0


def test_a_type_without_mode_pays_for_it() -> None:
    of_modes = np.full(len(MODES), -9.0, dtype=np.float32)
    of_modes[MODES.index("PROTEST")] = 1.0
    of_modes[MODES.index("PROTEST:riot")] = 0.8
    of_modes[MODES.index("ASSAULT:beat")] = 5.0  # another type's
    assert mode(of_modes, "PROTEST", 0.0) == ""
    assert mode(of_modes, "PROTEST", 0.5) == "riot"


def test_a_cue_inside_a_content_has_a_threshold_of_its_own() -> None:
    anchors = [(0, 1, 0.9), (3, 4, 0.5), (9, 10, 0.5)]
    contents = [[(2, 6)], [(4, 6)], []]
    assert standing(anchors, contents, 0.6, 0.4) == [0, 1]
    assert standing(anchors, contents, 0.4, 0.6) == [0, 2]


def test_weak_cues_join_where_no_sure_one_stands() -> None:
    assert with_weaker([(2, 3, 0.9)], [(1, 3, 0.9), (5, 6, 0.4)]) == [(2, 3, 0.9), (5, 6, 0.4)]
