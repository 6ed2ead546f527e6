"""Highlighting: the text stays what it is, and marks stand inside one another as their spans do."""

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from histor.records import Span
from histor.serve.marks import DEEPEST, Mark, anchor, marks_of, markup, shown
from tests.serve.make import hostile, nested
from tests.serve.reader import Page

KINDS = ("dropped", "content", "role", "source", "cue", "trigger")
STRANGE = "<>&\"'\x00\r\n\t\x85\u202e\u2066\u200d\u0301\ufffe\ud800\U000e0001é中א"


def page(text, marks):
    return Page(str(markup(text, marks)[0]))


@st.composite
def marked(draw):
    text = draw(st.text(st.one_of(st.characters(), st.sampled_from(STRANGE)), max_size=60))
    offsets = st.integers(0, len(text))
    spans = st.tuples(offsets, offsets).map(lambda pair: Span(*sorted(pair)))
    marks = st.builds(
        Mark,
        spans,
        st.sampled_from(KINDS),
        st.tuples(st.text(max_size=3)),
        st.sampled_from(["affirm", "deny"]),
        st.text(max_size=5),
    )
    return text, draw(st.lists(marks, max_size=40))


@settings(max_examples=100)
@given(marked())
def test_the_text_is_the_report_s_and_the_markup_is_whole(case):
    text, marks = case
    found = page(text, marks)
    assert found.text == text
    ids = found.attributes("id")
    assert len(ids) == len(set(ids))
    assert {f"t-{anchor(mark.of[0])}" for mark in marks} >= set(ids) == markup(text, marks)[1]


def test_a_voice_stands_inside_the_one_around_it():
    account = nested()
    html = str(markup(account.report.text, marks_of(account, {"v1": "Press TV", "v2": "The Times"}))[0])
    boxes = re.findall(r'class="content (\w+) (in\d)" title="([^"]*)"', html)
    assert boxes == [
        ("affirm", "in1", "Press TV, affirm"),
        ("affirm", "in2", "The Times, affirm"),
        ("doubt", "in3", "source not named, doubt"),
    ]
    assert html.index("in3") < html.index('href="#e1"') < html.index("</span> on Friday")


def test_spans_that_cross_are_taken_up_again():
    marks = [Mark(Span(0, 6), "content", ("v1",)), Mark(Span(4, 9), "content", ("v2",))]
    html = str(markup("abcdefghij", marks)[0])
    assert re.sub(r' data-of="v\d"', "", html) == (
        '<span class="content  in1">abcd<span class="content  in2">ef</span></span>'
        '<span class="content  in1">ghi</span>j'
    )


def test_a_cue_that_is_a_trigger_too_is_one_link():
    found = page("He condemned it.", [Mark(Span(3, 12), "cue", ("v1",)), Mark(Span(3, 12), "trigger", ("e1",))])
    assert found.attributes("href") == ["#v1"]
    assert sorted(found.attributes("id")) == ["t-e1", "t-v1"]


def test_who_and_whom_are_marked_once_for_all_their_events():
    account = nested()
    again = replace(account, events=(*account.events, replace(account.events[0], id="e2")))
    html = str(markup(again.report.text, marks_of(again, {}))[0])
    assert re.findall(r'class="role" data-of="([^"]*)">(\w+)', html) == [("e1 e2", "rebels"), ("e1 e2", "the")]


def test_hidden_characters_are_told_and_kept_apart():
    html = shown("a\u202eb\x00c")
    assert html == (
        'a<span class="hidden" data-code="U+202E">\u202e</span>b<span class="hidden" data-code="U+0000"></span>c'
    )


def test_a_wall_of_marks_on_one_letter_is_taken_down():
    assert page("o" + "\u0301" * 50, []).text == "o" + "\u0301" * 50
    assert shown("o" + "\u0301" * 50).count("\u0301") == 2


def test_script_in_a_report_is_text():
    account = hostile()
    html = str(markup(account.report.text, marks_of(account, {"v1": '"><script>'}))[0])
    found = Page(html)
    assert found.text == account.report.text
    assert {tag for tag, _ in found.tags} == {"span", "a"}
    assert set().union(*(given for _, given in found.tags)) <= {"class", "title", "href", "id", "data-code", "data-of"}


def test_hundreds_of_spans_over_one_another_stay_bounded():
    many = 500
    text = "x" * (2 * many)
    marks = [Mark(Span(i, many + i), "content", (f"v{i}",)) for i in range(many)]
    html = str(markup(text, marks)[0])
    assert html.count("<span") <= DEEPEST * 2 * many
    assert Page(html).text == text
