"""Marks of reports by hand: what a line says, and what is said to be wrong with it."""

import gzip
import json
from pathlib import Path

import pytest

from training import annotate
from training.annotate import Sheet, cut, marks_of
from training.own_reports import CORPORA

TEXT = (
    "Iran said officials fear that a strike on the ship killed 12 sailors. "
    '"We do not know who did it.\nWe will ask," said Ali, a spokesman. Iran\'s navy and Iran denied it.'
)
SAID = """
N 1 | Iran | IRN | GOV
N 2 | Iranian officials | IRN | GOV
N 3 | Ali | IRN | GOV  SPY
N 4 | sailors | --- | CVL
# a remark
V 1 said | Iran=1 | officials ... sailors | affirm
V 1 fear | officials=2 | that ... sailors | affirm | 2:We=2
V 3 said | Ali=3 | 2:* ; We will ask," | affirm
E 1 strike | ASSAULT/aerial | actual background | | 12 sailors=4 | the ship | | dead=12
"""


@pytest.fixture
def sheet() -> Sheet:
    return Sheet("lgl", "7", TEXT)


def words(text: str, spans: list[list[int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


def test_a_report_is_shown_as_numbered_sentences(sheet: Sheet) -> None:
    assert sheet.render().splitlines()[:3] == [
        f"# lgl 7 {len(TEXT)}",
        "1 Iran said officials fear that a strike on the ship killed 12 sailors.",
        '2 "We do not know who did it.',
    ]


def test_lines_are_voices_events_and_entities(sheet: Sheet) -> None:
    marks, wrong = marks_of(sheet, SAID)
    row = marks.row()
    assert wrong == []
    assert [words(TEXT, [v["cue"]]) for v in row["voices"]] == [["said"], ["fear"], ["said"]]
    assert words(TEXT, row["voices"][2]["content"]) == ['"We do not know who did it.', 'We will ask,"']
    assert words(TEXT, row["voices"][1]["to"]) == ["We"]
    (event,) = row["events"]
    assert (event["type"], event["mode"], event["status"], event["background"]) == ("ASSAULT", "aerial", "actual", True)
    assert words(TEXT, event["recipient"]) == ["12 sailors"]
    assert words(TEXT, [event["counts"]["dead"]["span"]]) == ["12"]
    assert row["entities"][1] == {"sector": ["GOV"], "mentions": row["voices"][1]["source"] + row["voices"][1]["to"]}


def test_the_second_of_two_is_named_by_its_number(sheet: Sheet) -> None:
    assert sheet.find("Iran", 4, 2)[0] > sheet.find("Iran", 4, 1)[0]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("said | Iran=1 | * | affirm", "begins with N, V or E"),
        ("V 9 said | | * | affirm", "no sentence 9"),
        ("V 1 told | | * | affirm", "'told' does not stand in sentence 1"),
        ("V 1 said | | officials ... nowhere | affirm", "'nowhere' does not follow in sentence 1"),
        ("V 1 sai | | * | affirm", "'sai' does not stand"),
        ("V 1 said | Iran | * | affirm", "'Iran' needs '='"),
        ("V 1 said | Iran=2 | * | affirm", "'Iran' is entity 1 elsewhere"),
        ("V 1 said | | | affirm", "has a content"),
        ("V 1 said | | * | agree", "a stance is of"),
        ("V 1 said | | *", "2 fields follow where 4 should"),
        ("V 1 | | * | affirm", "a cue or trigger is missing"),
        ("E 1 strike | WAR | actual | | | |", "no type or mode"),
        ("E 1 strike | ASSAULT/visit | actual | | | |", "no type or mode"),
        ("E 1 strike | ASSAULT | perhaps | | | |", "a status is of"),
        ("E 1 strike | ASSAULT | actual | | | | | wounded=12", "a count is of"),
        ("N 1 | Iran | IRN | GOV", "entity 1 is there already"),
        ("N 5 | Iran | IRN | STATE", "sectors are of"),
    ],
)
def test_what_cannot_be_is_said(sheet: Sheet, line: str, reason: str) -> None:
    marks, wrong = marks_of(sheet, SAID + line)
    assert len(wrong) == 1
    assert reason in wrong[0]
    assert wrong[0].startswith("line 11: ")
    assert len(marks.voices) == 3


def test_two_voices_on_one_cue_are_wrong(sheet: Sheet) -> None:
    assert marks_of(sheet, SAID + "V 1 said | | * | affirm")[1] == ["two voices on 'said'"]


def test_a_long_report_is_cut_at_a_sentence() -> None:
    assert cut(TEXT, 105) == TEXT[: TEXT.index("We will") - 1]
    assert cut(TEXT, 10) == TEXT[:10]


def test_from_sheet_to_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    corpora, sheets, packed = tmp_path / "corpora" / "toponyms", tmp_path / "sheets", tmp_path / "marks.jsonl.gz"
    corpora.mkdir(parents=True)
    with gzip.open(corpora / "lgl.jsonl.gz", "wt") as out:
        out.write(json.dumps({"id": "7", "text": TEXT}) + "\n")
    packed.write_bytes(gzip.compress(b""))
    monkeypatch.setattr(annotate, "MARKS", packed)
    monkeypatch.setattr(annotate, "CORPORA", {"lgl": CORPORA["lgl"]})
    assert annotate.main(["sheets", str(sheets), "--shared", str(tmp_path)]) == 0
    written = sheets / "lgl_7.marks"
    with pytest.raises(SystemExit):
        annotate.main(["check", str(sheets / "lgl_8.marks"), "--shared", str(tmp_path)])
    assert "lgl_8" in capsys.readouterr().err
    written.write_text("V 1 told | | * | affirm")
    assert annotate.main(["pack", str(written), "--shared", str(tmp_path)]) == 1
    assert "lgl_7: line 1: 'told'" in capsys.readouterr().err
    written.write_text(SAID)
    assert annotate.main(["check", str(written), "--shared", str(tmp_path)]) == 0
    assert gzip.decompress(packed.read_bytes()) == b""
    assert annotate.main(["pack", str(written), "--shared", str(tmp_path)]) == 0
    assert json.loads(gzip.decompress(packed.read_bytes()))["report"] == "7"
    assert capsys.readouterr().out.splitlines()[-1] == "1 reports, 3 voices, 1 events"
