"""Spans as the tagger gives them, and as accounts hold them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.code.spans import Placed, as_mention, holds, tidy
from histor.records import Span


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("election officials and", "election officials"),
        ("government soldiers and the", "government soldiers"),
        ("of the guards on", "the guards"),
        ("and Turkey", "Turkey"),
        ("since late September", "since late September"),
        ("United States is", "United States"),
        ("The Hague", "The Hague"),
        ("Organisation of", "Organisation"),
        ("Bank of America", "Bank of America"),
        ("the WHO", "the WHO"),
        ("the European Union.", "the European Union"),
        ("the coastal guards,", "the coastal guards"),
        ("Ana Lopez, a guard,", "Ana Lopez, a guard,"),
        ("Coastal Fishing Corp.", "Coastal Fishing Corp."),
        ("the U.S.", "the U.S."),
        ("fighters of IS", "fighters of IS"),
        ("COASTAL GUARDS AND", "COASTAL GUARDS"),
    ],
)
def test_words_that_end_no_mention_are_cut_off(text: str, kept: str) -> None:
    assert [span.of(text) for span in tidy(text, [Span(0, len(text))])] == [kept]


@given(st.text(), st.integers(0, 40), st.integers(0, 40))
def test_tidied_spans_lie_inside_the_given_ones_or_grow_from_an_article(text: str, start: int, end: int) -> None:
    given_ = Span(start, end)
    for span in tidy(text, [given_]):
        assert 0 <= span.start < span.end <= len(text)
        assert span.of(text).strip()
        assert given_.contains(span) or given_.of(text).strip().lower() in ("the", "a", "an")


@pytest.mark.parametrize("shred", ["of", "and", "pro-", "s"])
def test_shreds_are_no_mentions(shred: str) -> None:
    assert tidy(f"{shred} x", [Span(0, len(shred))]) == ()


def test_half_a_possessive_ends_no_mention() -> None:
    assert [s.of("Lopez’s port") for s in tidy("Lopez’s port", [Span(0, 6)])] == ["Lopez"]
    assert [s.of("the miners' port") for s in tidy("the miners' port", [Span(0, 11)])] == ["the miners'"]


def test_a_mark_or_possessive_begins_no_mention() -> None:
    text = ". Gen. Lopez and Homs’s harbour"
    assert [s.of(text) for s in tidy(text, [Span(0, 12), Span(21, len(text))])] == ["Gen. Lopez", "harbour"]


SPANS = st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda pair: Span(pair[0], sum(pair)))


@given(st.lists(st.lists(SPANS, max_size=3), max_size=6), SPANS)
def test_contents_are_found_by_their_place(contents, asked):
    placed = Placed(map(tuple, contents))
    assert placed.holding(asked) == [k for k, spans in enumerate(contents) if holds(spans, asked)]
    assert placed.overlapping(asked) == [k for k, spans in enumerate(contents) if any(asked.overlaps(s) for s in spans)]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("a rented yacht in January", "a rented yacht"),
        ("The Coalition complies with it", "The Coalition"),
        ("the Haddad regime has", "the Haddad regime"),
        ("the Syrian army has", "the Syrian army"),
        ("the US army has", "the US army"),
        ("the White House said", "the White House"),
        ("the Coastal Council. Norland left", "the Coastal Council"),
        ("the wounded were there", "the wounded"),
        ("the guards were there", "the guards"),
    ],
)
def test_a_lone_article_is_drawn_out_to_its_noun(text: str, phrase: str) -> None:
    assert [span.of(text) for span in tidy(text, [Span(0, text.index(" "))])] == [phrase]


@pytest.mark.parametrize("words", ["of", "the number", "—"])
def test_what_names_nobody_is_no_mention(words: str) -> None:
    assert as_mention(f"{words} x", Span(0, len(words))) is None
