"""Times against TIMEX3 annotation: reading documents, values by day, and what counts as right."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from histor.errors import UsageError
from histor.records import Span, When
from training.evaluate.__main__ import cli
from training.evaluate.timeml import Document, Timex, by_day, read
from training.evaluate.times import evaluate_times, tallied
from training.evaluate.timex import timex_value

TIMEML = """<?xml version="1.0" ?><TimeML><DCT><TIMEX3 tid="t0" type="DATE" value="2015-09-07"
functionInDocument="CREATION_TIME">Sept 7</TIMEX3></DCT><TEXT>Talks began on <TIMEX3 tid="t1" type="DATE"
value="2015-09-05TNI">Saturday</TIMEX3> and lasted <TIMEX3 tid="t2" type="DURATION" value="P3D">three days</TIMEX3>,
not <TIMEX3 tid="t3" type="DATE" value="2014">long</TIMEX3>.</TEXT></TimeML>"""
NEWSREADER = """<Document><token t_id="1" sentence="0" number="0">On</token><token t_id="2" sentence="0"
number="1">5</token><token t_id="3" sentence="0" number="2">May</token><token t_id="4" sentence="0" number="3">,</token>
<token t_id="5" sentence="9" number="0">later</token><Markables><TIMEX3 m_id="7" type="DATE" value="2008-05-05">
<token_anchor t_id="2"/><token_anchor t_id="3"/></TIMEX3><TIMEX3 m_id="8" functionInDocument="CREATION_TIME"
type="DATE" value="2008-05-07"/></Markables></Document>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.tml").write_text(TIMEML, encoding="utf-8")
    (tmp_path / "b.xml").write_text(NEWSREADER, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not annotated", encoding="utf-8")
    return tmp_path


def test_documents_are_read_with_their_day(folder: Path) -> None:
    first, second = read(folder)
    assert first.created == date(2015, 9, 7)
    assert [(t.span.of(first.text), t.type, t.value) for t in first.times] == [
        ("Saturday", "DATE", "2015-09-05"), ("three days", "DURATION", "P3D"), ("long", "DATE", "2014"),
    ]  # fmt: skip
    assert (second.text, second.created) == ("On 5 May,", date(2008, 5, 7))
    assert [t.span.of(second.text) for t in second.times] == ["5 May"]


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no"):
        list(read(tmp_path))
    (tmp_path / "broken.tml").write_text("<TimeML", encoding="utf-8")
    with pytest.raises(UsageError, match=r"broken\.tml.*no XML"):
        list(read(tmp_path))


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("1998-02-13T14:30", "1998-02-13"),
        ("199X", "199"),
        ("2008-W7", "2008-W07"),
        ("PT5H", "PT5H"),
        ("1998-XX", "1998"),
    ],
)
def test_values_are_compared_by_day(value: str, day: str) -> None:
    assert by_day(value) == day


@pytest.mark.parametrize(
    ("expression", "when", "value"),
    [
        ("May 2015", When("2015-05-01", "2015-05-31", "month", "explicit"), "2015-05"),
        ("the weekend", When("2015-09-05", "2015-09-06", "range", "published"), "2015-W36-WE"),
        ("three weeks", When(unresolved="a length of time without a beginning or an end"), "P3W"),
        ("weekly", When(unresolved="happens again and again"), "P1W"),
        ("recently", When(unresolved="too vague"), "PAST_REF"),
    ],
)
def test_what_we_say_as_a_timex_value(expression: str, when: When, value: str) -> None:
    assert timex_value(expression, when) == value


def test_a_span_is_right_with_its_value_and_a_surplus_counts() -> None:
    text = "It ended on 5 May 2015 and again in 2016."
    wrong = Document("x", text, None, (Timex(Span(12, 22), "DATE", "2015-05-06"),))
    counts = tallied([wrong]).counts
    assert (counts["ours"], counts["reference"], counts["exact"], counts["exact right"]) == (2, 1, 1, 0)
    right = Document("x", text, None, (Timex(Span(12, 22), "DATE", "2015-05-05"),))
    assert tallied([right]).counts["exact right"] == 1


def test_figures_of_a_folder(folder: Path) -> None:
    evaluation, mistakes = evaluate_times("times", folder)
    assert evaluation.size == 2
    assert evaluation.figures["span_f1"].headline == pytest.approx(100 * 2 * 3 / (3 + 4), abs=0.1)
    assert any(m.startswith("missed") and "long" in m for m in mistakes)
    odd, _ = evaluate_times("times", folder, "odd")
    assert (odd.size, odd.held_out) == (1, True)


def test_the_command_prints_its_figures_by_name(folder: Path) -> None:
    done = CliRunner().invoke(cli, ["times", str(folder), "--json"])
    printed = json.loads(done.stdout)
    assert printed["value_f1"] == printed["figures"]["value_f1"]["f1"] == pytest.approx(85.7)
    assert CliRunner().invoke(cli, ["times", str(folder / "none")]).exit_code != 0
