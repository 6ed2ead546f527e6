import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.watch.surge import judge


@pytest.mark.parametrize(
    ("past", "now", "surge"),
    [
        ((0, 0, 0, 0), 3, False),  # from nothing to three is no surge: the low base
        ((0, 0, 0, 0), 5, True),
        ((1, 0, 2, 1), 4, False),
        ((10, 10, 10, 10), 15, False),  # less than twice as many
        ((10, 10, 10, 10), 20, True),
        ((2, 3, 2, 3), 5, False),  # twice as many, but by chance that comes often
        ((100, 120, 80, 100), 300, True),
    ],
)
def test_a_surge(past, now, surge):
    assert judge(past, now, factor=2.0, least=5).surge is surge


def test_the_numbers_are_shown():
    found = judge((1, 0, 2, 1), 9, factor=2.0, least=5)
    assert (found.now, found.past, found.mean, found.ratio) == (9, (1, 0, 2, 1), 1.0, 9.0)
    assert 0 < found.chance < 1e-5


@given(st.lists(st.integers(0, 10_000), min_size=4, max_size=104), st.integers(0, 100_000))
def test_more_is_never_less_of_a_surge(past, now):
    some, more = (judge(past, number, factor=2.0, least=5) for number in (now, now + 1))
    assert more.surge or not some.surge
    assert 0 <= more.chance <= some.chance <= 1
