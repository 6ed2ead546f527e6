"""Examples of times, resolved as docs/times.md says; the report is of Saturday, 5 September 2015 unless told."""

import string
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.records import Account, Dateline, Event, Report, Span, When
from histor.resolve.times import NO_EXPRESSION, find_times, times_in, when, with_times
from histor.resolve.times_compose import DEPENDS, NOT_UNDERSTOOD
from histor.resolve.times_grammar import _BEGINNINGS, _around, _opening, _rules, _rules_for
from histor.resolve.times_setting import (
    AMBIGUOUS,
    CLOCK,
    LENGTH,
    NO_DATE,
    NO_TOLD,
    REPEATED,
    RULES,
    TOO_COARSE,
    VAGUE,
)

SATURDAY = date(2015, 9, 5)


def read(expression, published=SATURDAY, dateline=None, **more):
    found = when(expression, published=published, dateline=dateline, **more)
    return found.unresolved or (found.start, found.end, found.precision, found.anchor)


@pytest.mark.parametrize(
    ("expression", "start", "end", "precision"),
    [
        ("5 September 2015", "2015-09-05", "2015-09-05", "day"),
        ("Sept. 5, 2015", "2015-09-05", "2015-09-05", "day"),
        ("2015-09-05T10:00:00Z", "2015-09-05", "2015-09-05", "day"),
        ("Friday, 13 November 2015, at 21:16", "2015-11-13", "2015-11-13", "day"),
        ("25.12.2014", "2014-12-25", "2014-12-25", "day"),
        ("12/25/2014", "2014-12-25", "2014-12-25", "day"),
        ("Easter Sunday 2016", "2016-03-27", "2016-03-27", "day"),
        ("Thanksgiving 2015", "2015-11-26", "2015-11-26", "day"),
        ("February 2016", "2016-02-01", "2016-02-29", "month"),
        ("late September 2014", "2014-09-21", "2014-09-30", "month"),
        ("the third quarter of 2013", "2013-07-01", "2013-09-30", "quarter"),
        ("the winter of 2013", "2013-12-01", "2014-02-28", "season"),
        ("in 2012", "2012-01-01", "2012-12-31", "year"),
        ("nineteen ninety-six", "1996-01-01", "1996-12-31", "year"),
        ("early 2014", "2014-01-01", "2014-04-30", "year"),
        ("in 842", "0842-01-01", "0842-12-31", "year"),
        ("the 1990s", "1990-01-01", "1999-12-31", "decade"),
        ("the early 1990s", "1990-01-01", "1993-05-01", "decade"),
        ("the 19th century", "1801-01-01", "1900-12-31", "range"),
        ("the first half of 2013", "2013-01-01", "2013-06-30", "range"),
        ("between March and May 2013", "2013-03-01", "2013-05-31", "range"),
        ("from 3 to 5 May 2015", "2015-05-03", "2015-05-05", "range"),
        ("May 3-5, 2015", "2015-05-03", "2015-05-05", "range"),
        ("December 2014 to January 2015", "2014-12-01", "2015-01-31", "range"),
        ("December and January 2015", "2014-12-01", "2015-01-31", "range"),
        ("2013-14", "2013-01-01", "2014-12-31", "range"),
        ("during the festival in 2012", "2012-01-01", "2012-12-31", "year"),
        ("until 2018", None, "2018-12-31", "range"),
        ("before May 2014", None, "2014-04-30", "range"),
    ],
)
def test_a_date_that_says_its_year_needs_no_report(expression, start, end, precision):
    assert read(expression, published=None) == (start, end, precision, "explicit")


@pytest.mark.parametrize(
    ("expression", "start", "end", "precision"),
    [
        ("on Saturday", "2015-09-05", "2015-09-05", "day"),
        ("Saturday night", "2015-09-05", "2015-09-05", "day"),
        ("early on Friday", "2015-09-04", "2015-09-04", "day"),
        ("last Saturday", "2015-08-29", "2015-08-29", "day"),
        ("next Monday", "2015-09-07", "2015-09-07", "day"),
        ("Monday last week", "2015-08-24", "2015-08-24", "day"),
        ("Tuesday (Sept 1)", "2015-09-01", "2015-09-01", "day"),
        ("two days ago", "2015-09-03", "2015-09-03", "day"),
        ("yesterday morning", "2015-09-04", "2015-09-04", "day"),
        ("overnight", "2015-09-04", "2015-09-05", "range"),
        ("last week", "2015-08-24", "2015-08-30", "week"),
        ("over the weekend", "2015-09-05", "2015-09-06", "range"),
        ("this month", "2015-09-01", "2015-09-30", "month"),
        ("earlier this month", "2015-09-01", "2015-09-05", "month"),
        ("later this month", "2015-09-05", "2015-09-30", "month"),
        ("Sept 6", "2014-09-06", "2014-09-06", "day"),
        ("in mid-February", "2015-02-10", "2015-02-18", "month"),
        ("One afternoon in mid-February", "2015-02-10", "2015-02-18", "month"),
        ("last May", "2015-05-01", "2015-05-31", "month"),
        ("September last year", "2014-09-01", "2014-09-30", "month"),
        ("last summer", "2015-06-01", "2015-08-31", "season"),
        ("more than two years ago", "2013-01-01", "2013-12-31", "year"),
        ("half a year ago", "2015-03-01", "2015-03-31", "month"),
        ("late last year", "2014-09-01", "2014-12-31", "year"),
        ("the '90s", "1990-01-01", "1999-12-31", "decade"),
        ("for over four years", "2011-09-05", "2015-09-05", "range"),
        ("over the past two weeks", "2015-08-22", "2015-09-05", "range"),
        ("Saturday to Monday", "2015-08-29", "2015-08-31", "range"),
        ("as of Monday", "2015-08-31", "2015-09-05", "range"),
        ("After 11 July", "2015-07-12", "2015-09-05", "range"),
        ("March 3", "2015-03-03", "2015-03-03", "day"),
        ("February 29", "2012-02-29", "2012-02-29", "day"),
    ],
)
def test_a_relative_time_is_counted_from_the_report_and_unresolved_without(expression, start, end, precision):
    assert read(expression) == (start, end, precision, "published")
    assert read(expression, published=None) == NO_DATE


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("recently", VAGUE),
        ("in recent weeks", VAGUE),
        ("several years ago", VAGUE),
        ("for decades", VAGUE),
        ("before the election", DEPENDS),
        ("three days after the bombings", DEPENDS),
        ("Since the start of the operation", DEPENDS),
        ("the previous day", NO_TOLD),
        ("hours later", NO_TOLD),
        ("weekly", REPEATED),
        ("every Friday", REPEATED),
        ("five decades", LENGTH),
        ("at 5 p.m.", CLOCK),
        ("1/2/2015", AMBIGUOUS),
        ("Feb 30, 2012", "no such day"),
        ("44 BC", "outside the years 1 to 9999"),
        ("12015", "outside the years 1 to 9999"),
        ("the ministry", NOT_UNDERSTOOD),
        ("", NOT_UNDERSTOOD),
        ("x" * 100_000, NOT_UNDERSTOOD),
    ],
)
def test_what_names_no_days_says_why(expression, reason):
    assert read(expression) == reason


@pytest.mark.parametrize(
    ("expression", "start", "end"),
    [
        ("on Saturday", "2015-09-05", "2015-09-05"),
        ("on Friday", "2015-09-11", "2015-09-11"),
        ("Sept 6", "2015-09-06", "2015-09-06"),
        ("in March", "2016-03-01", "2016-03-31"),
        ("from Monday", "2015-09-07", None),
        ("by Friday", "2015-09-05", "2015-09-11"),
        ("until 2018", "2015-09-05", "2018-12-31"),
    ],
)
def test_what_lies_ahead_is_looked_for_ahead(expression, start, end):
    found = when(expression, published=SATURDAY, dateline=None, status="future")
    assert (found.start, found.end) == (start, end)


def test_since_lasts_until_the_report_and_is_open_without_one():
    assert read("since late September 2014") == ("2014-09-21", "2015-09-05", "range", "explicit")
    assert read("since late September 2014", published=None) == ("2014-09-21", None, "range", "explicit")


def test_the_dateline_is_nearer_to_the_writing_than_publication():
    assert read("yesterday", dateline=date(2015, 9, 4)) == ("2015-09-03", "2015-09-03", "day", "dateline")


def test_a_dateline_that_does_not_go_with_publication_is_not_believed():
    assert read("yesterday", dateline=date(2014, 9, 4)) == ("2015-09-04", "2015-09-04", "day", "published")
    assert read("yesterday", dateline=date(2015, 9, 8)) == ("2015-09-04", "2015-09-04", "day", "published")


def test_four_years_of_what_is_over_have_no_place_in_the_calendar():
    assert read("for four years", ongoing=False) == LENGTH


@pytest.mark.parametrize(
    ("expression", "told", "start", "end"),
    [
        ("the previous day", ("2015-09-01", "2015-09-01", "day"), "2015-08-31", "2015-08-31"),
        ("the next morning", ("2015-12-31", "2015-12-31", "day"), "2016-01-01", "2016-01-01"),
        ("two weeks later", ("2015-08-05", "2015-08-05", "day"), "2015-08-17", "2015-08-23"),
        ("hours later", ("2015-09-01", "2015-09-01", "day"), "2015-09-01", "2015-09-02"),
        ("the following year", ("2013-05-01", "2013-05-31", "month"), "2014-01-01", "2014-12-31"),
        ("that Friday", ("2015-08-25", "2015-08-25", "day"), "2015-08-28", "2015-08-28"),
        ("at the time", ("2013-05-01", "2013-05-31", "month"), "2013-05-01", "2013-05-31"),
    ],
)
def test_the_passage_gives_what_some_times_are_counted_from(expression, told, start, end):
    found = when(
        expression, published=SATURDAY, dateline=None, sentence_times=[When(told[0], told[1], told[2], "explicit")]
    )
    assert (found.start, found.end, found.anchor) == (start, end, "passage")


def test_a_month_is_too_coarse_to_have_a_previous_day():
    told = [When("2013-05-01", "2013-05-31", "month", "explicit")]
    assert read("the previous day", sentence_times=told) == TOO_COARSE


def test_a_passage_of_history_gives_its_year_to_dates_without_one():
    told = [When("1990-08-02", "1990-08-02", "day", "explicit"), When("1990-08-06", "1990-08-06", "day", "passage")]
    assert read("on August 8", sentence_times=told) == ("1990-08-08", "1990-08-08", "day", "passage")
    assert read("on August 8", sentence_times=told[:1])[0] == "2015-08-08"


def test_times_are_found_in_running_text_without_their_prepositions():
    text = (
        "They may march on Damascus, he said on Saturday night, since late September 2014 more than 2,000 people "
        "had fled. In the 1990s, two days ago, and 300 soldiers on 5 March; a 27-year-old man waited for three weeks."
    )
    found = [span.of(text) for span in find_times(text)]
    assert found == ["Saturday night", "late September 2014", "the 1990s", "two days ago", "5 March", "three weeks"]


def test_verbs_before_a_time_turn_it_forward():
    text = "The minister arrived on Thursday and will meet the rebels on Thursday."
    assert [found.start for _span, found in times_in(text, published=SATURDAY)] == ["2015-09-03", "2015-09-10"]


# Events ------------------------------------------------------------------------------------------------------------


def account(text, *times, status="actual", published="2015-09-05", dateline=None):
    """An account of one event whose time spans are the given words."""
    spans = tuple(Span(text.index(words), text.index(words) + len(words)) for words in times)
    report = Report("r", text, "0", published=published, dateline=dateline)
    event = Event(
        "e1", Span(0, 1), "ASSAULT", None, (), 4, -9.0, None, (), (), (), spans, {}, status, False, None, (),
        When(unresolved="not yet"), None, 0.9,
    )  # fmt: skip
    return Account(report, (), (event,), (), ())


def resolved(*args, **more):
    return with_times(account(*args, **more)).events[0].when


def test_an_event_without_a_time_never_gets_the_day_of_the_report():
    assert resolved("Troops took the town.") == When(unresolved=NO_EXPRESSION)


def test_nothing_but_when_changes():
    before = account("Troops took the town on Friday.", "Friday")
    after = with_times(before)
    assert after.events[0].when == When("2015-09-04", "2015-09-04", "day", "published")
    assert replace(after, events=before.events) == before
    assert replace(after.events[0], when=before.events[0].when) == before.events[0]


def test_the_report_of_the_dateline_day():
    found = resolved("Troops took the town yesterday.", "yesterday", dateline=Dateline("BEIRUT", "2015-09-04", None))
    assert found == When("2015-09-03", "2015-09-03", "day", "dateline")


def test_a_marked_word_is_read_with_the_expression_around_it():
    assert resolved("He died on Friday, Nov 14, 2014, at home.", "Friday").start == "2014-11-14"
    assert resolved("It lasted since late September 2014.", "September 2014").end == "2015-09-05"


def test_the_previous_day_is_that_before_the_day_named_earlier():
    text = "He arrived in Tehran on Tuesday. The previous day rebels had shelled the town."
    assert resolved(text, "The previous day") == When("2015-08-31", "2015-08-31", "day", "passage")
    assert resolved("Rebels shelled it the previous day.", "the previous day").unresolved == NO_TOLD


def test_for_four_years_reaches_the_report_only_in_the_perfect():
    assert resolved("War has raged for over four years.", "for over four years").start == "2011-09-05"
    assert resolved("A court jailed him for four years.", "for four years").unresolved == LENGTH


def test_future_events_lie_ahead():
    assert resolved("Talks will be held on Friday.", "Friday", status="future").start == "2015-09-11"


def test_several_times_make_one_interval():
    text = "They met in September, on Thursday, and on Friday."
    assert resolved(text, "September", "Thursday") == When("2015-09-03", "2015-09-03", "day", "published")
    assert resolved(text, "Thursday", "Friday") == When("2015-09-03", "2015-09-04", "range", "published")


@pytest.mark.parametrize("published", [None, "", "not a date"])
def test_without_a_date_a_relative_time_says_so(published):
    assert resolved("Troops took it on Friday.", "Friday", published=published).unresolved == NO_DATE


# Anything at all ---------------------------------------------------------------------------------------------------

WORDS = tuple(
    """a the of in on at since until before after between and from to for last next this that previous early late mid
    end ago later earlier day days week weeks month year years decade century quarter spring winter Monday Sat May March
    February Sept 29 30 31 1 5 12 2012 2000 1900 1 9999 0001 10000 990 '90s 1990s 2013-14 9/11 31/12/99 night noon 5pm
    first third half two hundred several few couple about than more weekend fortnight Christmas Easter Thanksgiving yesterday
    tomorrow overnight now every BC 10:30 - – , ( ) ſeptember ٣ İ""".split()  # noqa: SIM905
)
DAYS = st.none() | st.dates() | st.sampled_from([date.min, date.max, date(2016, 2, 29), date(1999, 12, 31)])
EXPRESSIONS = st.text(max_size=80) | st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
TOLD = st.dates().map(lambda one: When(one.isoformat(), one.isoformat(), "day", "explicit"))


@settings(max_examples=100)
@given(EXPRESSIONS, DAYS, DAYS, st.lists(TOLD, max_size=3), st.sampled_from(["actual", "future", "hypothetical"]))
def test_any_string_gives_an_interval_in_order_or_a_reason(expression, published, dateline, told, status):
    found = when(expression, published=published, dateline=dateline, sentence_times=told, status=status)
    assert found == when(expression, published=published, dateline=dateline, sentence_times=told, status=status)
    if found.unresolved is not None:
        assert found == When(unresolved=found.unresolved)
        assert found.unresolved
        return
    assert found.start or found.end
    assert found.precision in {"day", "week", "month", "quarter", "season", "year", "decade", "range"}
    assert found.anchor in {"published", "dateline", "explicit", "passage"}
    bounds = [date.fromisoformat(bound) for bound in (found.start, found.end) if bound]
    assert bounds == sorted(bounds)
    if published is None and dateline is None and not told:
        assert found.anchor == "explicit"


@settings(max_examples=100)
@given(st.text(max_size=200) | st.lists(st.sampled_from([*WORDS, ".", "\n"]), max_size=30).map(" ".join), DAYS)
def test_times_of_any_text_stand_in_order_and_apart(text, published):
    spans = [span for span, _found in times_in(text, published=published)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(set(span.of(text)) - set(string.whitespace) for span in spans)


# Not those for which hypothesis writes nothing: one says at once what must not follow, "Mondays" asks for a weekday
# without a letter behind it, and then for a letter.
RUNNING = [
    rule
    for (template, _), (rule, _) in zip(RULES, _rules(running=True), strict=True)
    if not template.startswith(("(?!", "{weekday}s"))
]


@pytest.mark.parametrize("rule", RUNNING, ids=range(len(RUNNING)))
@settings(max_examples=10)
@given(data=st.data())
def test_every_rule_is_tried_where_it_matches(rule, data):
    found = rule.match(data.draw(st.from_regex(rule)))
    assert found is None or rule in _rules_for(*_opening(found[0], 0))


@given(st.from_regex(_around(running=True)[0]))
def test_what_stands_before_a_rule_is_looked_at(text):
    found = _around(running=True)[0].match(text)
    assert found
    assert _opening(found[0], 0)[1] in _BEGINNINGS
