"""Stems and weights of words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.link.features import spelling
from histor.link.terms import rarity, stem


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("attack", "attacks"),
        ("attacked", "attacking"),
        ("resigned", "resignation"),
        ("acquire", "acquired"),
        ("died", "death"),
        ("shooting", "shot"),
        ("bombing", "bombed"),
        ("deployment", "deployed"),
        ("cities", "city"),
        ("Türkiye", "turkiye"),
        ("stopped", "stopping"),
        ("winning", "won"),
        ("fired", "fire"),
        ("leaves", "left"),
        ("making", "made"),
        ("choose", "chosen"),
        ("decided", "decision"),
    ],
)
def test_forms_of_one_word_have_one_stem(one, two):
    assert stem(one) == stem(two)


@pytest.mark.parametrize(("one", "two"), [("bus", "bu"), ("mine", "minister"), ("attack", "attach"), ("press", "pres")])
def test_other_words_have_another(one, two):
    assert stem(one) != stem(two)


@given(st.text(min_size=1, max_size=30))
def test_any_word_has_a_stem_of_its_own_length_at_most(word):
    assert len(stem(word)) <= max(len(word.casefold()) * 3, 8)
    assert stem(word) == stem(word)


def test_rare_words_weigh_more():
    assert 0 == rarity(1996, 1) < rarity(5000, 1) < rarity(25000, 1) < rarity(5000, 2)


def test_spelling_is_likeness_of_letters():
    assert spelling("quake", "quake") == 1
    assert spelling("quake", "earthquake") == pytest.approx(6 / 11)
    assert spelling("raid", "talk") == 0
    assert spelling("go", "went") == 0
