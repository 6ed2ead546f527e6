from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.code.wordlists import Wordlist

WORDS = Wordlist(
    [
        ("peace keep*", "peace"),
        ("peace", "calm"),
        ("UN", "organisation"),
        ("women's", "women"),
        ("dismissed the * minister", "sacking"),
        ("drug", "drug"),
        ("drug company", "firm"),
    ]
)


def found(text):
    return [(text[hit.start : hit.end], hit.value) for hit in WORDS.find(text)]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("Peace-keepers and PEACE KEEPING", [("Peace-keepers", "peace"), ("PEACE KEEPING", "peace")]),
        ("The UN, unpaid: un peu", [("UN", "organisation")]),
        ("women’s rights", [("women’s", "women")]),
        ("The drug company’s drug", [("drug company’s", "firm"), ("drug", "drug")]),
        ("He dismissed the interior minister.", [("dismissed the interior minister", "sacking")]),
        ("peace, keepers", [("peace", "calm")]),
        ("peaceful", []),
        ("İ peace", [("peace", "calm")]),
    ],
)
def test_phrases_are_found_in_any_case_and_ending_but_not_inside_others(text, hits):
    assert found(text) == hits


def test_all_gives_phrases_inside_others_too():
    assert list(WORDS.all("the drug company")) == ["firm", "drug"]


@pytest.mark.parametrize("phrase", ["", "*", "* minister", "…"])
def test_a_phrase_must_begin_with_a_word(phrase):
    with pytest.raises(ValueError, match="no phrase"):
        Wordlist([(phrase, 1)])


@given(st.text())
def test_hits_lie_in_order_inside_any_text(text):
    hits = WORDS.find(text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert all(a.end <= b.start for a, b in pairwise(hits))
