import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.code.counts import parse_count


@pytest.mark.parametrize(
    ("words", "bounds"),
    [
        ("12", (12, 12)),
        ("two civilians", (2, 2)),
        ("a man", (1, 1)),
        ("A one-year-old girl", (1, 1)),
        ("ten-year-old boy", (1, 1)),
        ("All six", (6, 6)),
        ("1.5 million", (1_500_000, 1_500_000)),
        ("More than 1.000", (1001, None)),
        ("two hundred and fifty people", (250, 250)),
        ("twenty-five", (25, 25)),
        ("no one", (0, 0)),
        ("none of them", (0, 0)),
        ("at least 12", (12, None)),
        ("no fewer than 7", (7, None)),
        ("more than 230,000", (230_001, None)),
        ("100 or more", (100, None)),
        ("ten or fewer", (None, 10)),
        ("12 or less", (None, 12)),
        ("100+", (100, None)),
        ("up to 30", (None, 30)),
        ("no more than 5", (None, 5)),
        ("fewer than ten", (None, 9)),
        ("between 10 and 15", (10, 15)),
        ("10-15", (10, 15)),
        ("65 to 105", (65, 105)),
        ("1 to 2 million", (1_000_000, 2_000_000)),
        ("about 40", (35, 45)),
        ("some 1,500", (1450, 1550)),
        ("around 12", (11, 13)),
        ("50-odd", (45, 55)),
        ("nearly 20 people", (15, 19)),
        ("dozens", (24, None)),
        ("scores of villagers", (40, None)),
        ("hundreds of people", (200, None)),
        ("hundreds of thousands", (200_000, None)),
        ("several hundred", (300, None)),
        ("“a number”", (2, None)),
        ("a dozen", (12, 12)),
        ("half a dozen", (6, 6)),
        ("more than two dozen", (25, None)),
        ("three women and three children", (6, 6)),
        ("two Danes and a Finn", (3, 3)),
        ("Ali and 53 other men", (54, None)),
        ("three of the four suspects", (3, 3)),
        ("2,500 men and women", (2500, 2500)),
        ("the victims", (None, None)),
        ("at least 57 civilians, 17 of them children", (57, None)),
        ("nine people, including two guards", (9, 9)),
        ("three of them", (3, 3)),
        ("Ana Lopez", (None, None)),
        ("30% of them", (None, None)),
        ("300,00", (None, None)),
        ("2.5 people", (None, None)),
        ("9" * 40, (None, None)),
        ("", (None, None)),
    ],
)
def test_figures_in_words(words, bounds):
    assert parse_count(words) == bounds


@given(st.integers(0, 999_999_999))
def test_figures_in_digits(number):
    assert parse_count(str(number)) == parse_count(f"{number:,} people") == (number, number)
    assert parse_count(f"at least {number}") == (number, None)
    assert parse_count(f"more than {number:,}") == (number + 1, None)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_sums_and_ranges(a, b):
    assert parse_count(f"{a} men and {b} women") == (a + b, a + b)
    low, high = sorted((a, b))
    assert parse_count(f"between {low} and {high}") == (low, high)


PIECES = [
    "more than",
    "at least",
    "up to",
    "a",
    "two",
    "dozen",
    "hundred",
    "million",
    "and",
    "-",
    "of",
    "thousands",
    "12",
    "1.5",
    ",",
    "Ali",
    "no",
    "about",
    "to",
    "or",
    "%",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join) | st.text(max_size=400))
def test_whatever_the_words_the_bounds_are_in_order(words):
    low, high = parse_count(words)
    assert low is None or low >= 0
    assert low is None or high is None or low <= high
