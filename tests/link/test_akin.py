"""Words of action that may name one happening."""

from __future__ import annotations

import pytest

from histor.code.tables import cells, rows
from histor.link.akin import akin, says
from histor.link.terms import stem


def of(one: str, two: str) -> float:
    return akin(stem(one), stem(two))


@pytest.mark.parametrize(
    ("one", "two"),
    [("killed", "murder"), ("talks", "negotiating"), ("truce", "ceasefire"), ("quits", "resignation"), ("xyz", "xyz")],
)
def test_words_of_one_group_are_akin(one, two):
    assert of(one, two) == of(two, one) == 1


@pytest.mark.parametrize(("one", "two"), [("killed", "buried"), ("appointed", "inaugurated")])
def test_words_of_one_kind_of_happening_are_half_so(one, two):
    assert of(one, two) == of(two, one) == 0.5


@pytest.mark.parametrize(("one", "two"), [("killed", "negotiated"), ("xyz", "killed"), ("xyz", "abc")])
def test_others_are_not(one, two):
    assert of(one, two) == of(two, one) == 0


def test_a_word_in_several_groups_is_akin_to_all_of_them():
    assert of("fired", "shooting") == of("fired", "blaze") == of("fired", "sacked") == 1
    assert of("blaze", "sacked") == 0


def test_words_for_saying():
    assert all(says(stem(word)) for word in ("said", "announcement", "reveals"))
    assert not any(says(stem(word)) for word in ("bombed", "arrested"))


def test_every_line_of_the_table_is_a_group():
    listed = [cells(row["words"]) for row in rows("actions")]
    assert all(len({stem(word) for word in group}) > 1 for group in listed)
    assert all(len(set(group)) == len(group) for group in listed)
