import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.errors import ReadError, UsageError
from histor.read import report_from_text
from histor.read.report import clean, day_of, iso_date
from histor.records import Dateline, Dropped, Span

NEWS = "The army said on Monday that it had taken the town."


def test_the_text_is_the_input_unchanged():
    text = f"\ufeff Army takes town \r\n\r\n\t{NEWS}\u2028\x0cShare this article\r\n \n"
    report = report_from_text(text)
    assert report.text == text
    assert report.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_everything_that_a_report_tells():
    text = f"Army takes town\n\nBEIRUT, Sept 5 (Reuters) - {NEWS}\n\nShare this article\n"
    removed = Dropped(None, "Home", "navigation")
    report = report_from_text(
        text, outlet=" The\nHerald ", published="2015-09-06", byline="Ann Writer", dropped=(removed,)
    )
    assert report.title == "Army takes town"
    assert report.outlet == "The Herald"
    assert report.byline == "Ann Writer"
    assert report.dateline == Dateline("Beirut", "2015-09-05", "Reuters")
    assert report.language == "en"
    assert report.dropped == (Dropped(Span(97, 115), "Share this article", "share line"), removed)


def test_ids_come_from_the_content():
    assert report_from_text(NEWS).id == report_from_text(NEWS).id
    assert report_from_text(NEWS).id != report_from_text(NEWS + " ").id
    assert report_from_text(NEWS, url="http://a.com/1").id == report_from_text(NEWS + " ", url="http://a.com/1").id
    assert report_from_text(NEWS, id="x/1", url="http://a.com/1").id == "x/1"
    assert len(report_from_text(NEWS).id) == 16


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Army takes town\n\n", "Army takes town"),
        ("\n\nArmy takes town\r\n\r\n", "Army takes town"),
        ("# Army takes town\n\n", "Army takes town"),
        ("Will the army take the town?\n\n", "Will the army take the town?"),
        ("The army took the town.\n\n", None),
        ("Army takes town\n", None),
        ("x" * 201 + "\n\n", None),
        ("", None),
    ],
)
def test_the_title_of_a_plain_text(head, title):
    assert report_from_text(head + NEWS).title == title


def test_a_given_title_wins():
    assert report_from_text(f"Army takes town\n\n{NEWS}", title="Other").title == "Other"


def test_another_language_is_named():
    french = "Le ministre a déclaré mardi que les pourparlers avec les rebelles se poursuivraient dans la capitale."
    with pytest.raises(ReadError, match=r"^written in French, Histor reads English only \(so far\)$"):
        report_from_text(french)


@pytest.mark.parametrize(
    "published", ["2015", "2015-13-01", "2015-02-29", "6.9.2015", "20150906", "", "２０１５-09-06"]
)
def test_published_is_a_day(published):
    with pytest.raises(UsageError, match="YYYY-MM-DD"):
        iso_date(published)


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2015-09-06", "2015-09-06"),
        ("2015-09-06T23:10:00+02:00", "2015-09-06"),
        ("20150906", "2015-09-06"),
        ("Sun, 06 Sep 2015 12:00:00 GMT", "2015-09-06"),
        ("06/09/2015", None),
        ("yesterday", None),
        ("9" * 5000, None),
    ],
)
def test_a_date_that_can_be_read_in_two_ways_is_left_blank(stated, day, caplog):
    assert day_of(stated, "a.jsonl:1") == day
    assert ("a.jsonl:1" in caplog.text) == (day is None)


def test_fields_are_one_line_without_control_and_half_characters():
    assert clean(" The\x00 \x1b[31mHerald\n\ud800 ") == "The [31mHerald ?"
    assert clean(" \n") is None
    assert len(clean("a" * 9_999) or "") == 2_000


@given(st.text())
def test_any_text_is_a_report_or_a_read_error(text):
    try:
        report = report_from_text(text)
    except ReadError as error:
        assert str(error)  # noqa: PT017  text and error are both right
    else:
        assert report.text == text
