"""Sentences with marked pairs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.records import Span
from training.evaluate.marked import marked_pair


def words(marked: str) -> tuple[str, list[str], list[str]]:
    pair = marked_pair(marked)
    return pair.text, [s.of(pair.text) for s in pair.source], [s.of(pair.text) for s in pair.target]


@pytest.mark.parametrize(
    ("marked", "source", "target"),
    [
        ("<s>Arken</s> sued <t>Bolo</t>.", ["Arken"], ["Bolo"]),
        ("<t>Bolo</t> was sued by <s>Arken</s>.", ["Arken"], ["Bolo"]),
        ("<s>Arken </s>sued nobody.", ["Arken"], []),
        ("<t>Bolo</t> was closed.", [], ["Bolo"]),
        ("<s>the jail of <t>Bolo</t> town</s> closed", ["the jail of Bolo town"], ["Bolo"]),
        ("<s>UN</s> staff of the <s>UN</s> left <t>Bolo</t>", ["UN", "UN"], ["Bolo"]),
        ("<s>Arken sued <t>Bolo</t>.", [], ["Bolo"]),
        ("Arken</s> sued <t> </t>Bolo.", [], []),
    ],
)
def test_marks(marked: str, source: list[str], target: list[str]) -> None:
    text, *sides = words(marked)
    assert "<" not in text
    assert sides == [source, target]


def test_nearest_pair() -> None:
    pair = marked_pair("<s>UN</s> staff of the <s>UN</s> left <t>Bolo</t>")
    assert pair.nearest == (Span(16, 18), Span(24, 28))
    assert marked_pair("<s>UN</s> left").nearest == (Span(0, 2), None)
    assert marked_pair("Nobody.").nearest == (None, None)


@given(st.lists(st.sampled_from(["<s>", "</s>", "<t>", "</t>", "a", " ", "é", "<"]), max_size=20).map("".join))
def test_spans_lie_in_the_text_and_have_no_blank_ends(marked: str) -> None:
    pair = marked_pair(marked)
    for span in pair.source + pair.target:
        assert 0 <= span.start < span.end <= len(pair.text)
        assert span.of(pair.text) == span.of(pair.text).strip()
