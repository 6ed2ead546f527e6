"""Each example is a rule of histor.sentences."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.sentences import sentences


def split(text):
    return [span.of(text) for span in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["The envoy arrived.", "Talks began at once."],
        ["Gen. Omar Haddad met Sen. Ruiz on Jan. 5.", "They spoke for an hour."],
        ["The U.S. Army left.", "It had stayed since 2004."],
        ["He praised the U.S.", "The minister did not."],
        ["The raid began at 5 a.m. Friday.", "It ended at 7 p.m.", "Police gave no figures."],
        ["Article No. 7 bans it.", "Resolution No. 12 does not."],
        ["J. R. Castro and John F. Mbeki signed.", "Nobody else did."],
        ['"We will stay."', "“We will not leave.”", "He meant it."],
        ['"Will you sign?" Haddad asked.', "Nobody answered."],
        ["He stopped (nobody knew why).", "(It rained.)", "She went on."],
        ["The rebels ... denied it.", "They left."],
        ["Is it over?", "Nobody knows!", "We wait."],
        ["He was born c. 1950 in Izmir.", "He never left."],
        ["Foo Corp. sued the state.", "Its rival, Bar Inc., did not."],
        ["It killed 3.5 percent of them.", "1,200 survived."],
        ["Prices rose by 4.[12]", "The bank denied it."],
    ],
)
def test_sentences_joined_by_a_blank_come_apart_again(parts):
    assert split(" ".join(parts)) == parts


def test_a_forgotten_blank_after_a_full_stop():
    assert split("It concerns cyberspace.The official left.") == ["It concerns cyberspace.", "The official left."]
    assert split("She said “no.”“Never,” she said.") == ["She said “no.”", "“Never,” she said."]


def test_addresses_are_no_forgotten_blanks():
    assert split("See www.Example.Com and news.Example.org now.") == ["See www.Example.Com and news.Example.org now."]


def test_list_numbers_stay_with_their_items():
    assert split("1. Release the men. 2. Open the road.") == ["1. Release the men.", "2. Open the road."]


def test_a_line_break_ends_a_title_and_a_paragraph():
    text = "Envoy meets rebels\nBy Ana Lopez\n\nThe envoy met the rebels on Monday.\nNothing was agreed"
    assert split(text) == text.replace("\n\n", "\n").split("\n")


def test_lines_of_wrapped_text_are_joined():
    text = (
        "The envoy of the regional bloc said on Monday that all of the\nsides had agreed to meet. Nothing was said about "
        "the\nprisoners."
    )
    wrapped = (
        "The envoy of the regional bloc said on Monday that all\n"
        "Haddad's men had agreed to meet in the capital within\n"
        "a week. Nothing was said about the many prisoners that\n"
        "Marwan holds.\n\nThe talks go on."
    )
    assert split(wrapped) == [
        wrapped[: wrapped.index(" Nothing")],
        "Nothing was said about the many prisoners that\nMarwan holds.",
        "The talks go on.",
    ]
    assert len(split(text)) == 2


@given(st.text(alphabet=st.sampled_from("aB .!?…\n\r\t\"“”'’()[]1,-"), max_size=200) | st.text(max_size=100))
def test_spans_are_ordered_trimmed_and_lose_nothing(text):
    spans = sentences(text)
    assert all(span.start < span.end for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() for span in spans)
    rest = list(text)
    for start, end in spans:
        rest[start:end] = " " * (end - start)
    assert not "".join(rest).strip()


@pytest.mark.parametrize("pattern", ["B. K. ", ".", ". ", "\n", "\r a", " ", '."', "“", "a.B", "[1] ", '?" A A '])
def test_long_monotonous_text_takes_linear_time(pattern):
    began = time.process_time()
    sentences(pattern * (200_000 // len(pattern)))
    assert time.process_time() - began < 5
