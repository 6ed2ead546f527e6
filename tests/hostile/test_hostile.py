"""Every hostile input ends in reports or in skips with a reason: no traceback, no hanging, no silence."""

import hashlib
import io
import json

import pytest

from histor.read import Skipped, limits, read
from histor.read.boilerplate import find
from histor.records import Report
from tests.hostile.cases import NEWS, cases, make_odd_files

CASES = list(cases())


def outcome(*inputs) -> tuple[list[Report], list[Skipped]]:
    skips: list[Skipped] = []
    return list(read(*inputs, on_skip=skips.append)), skips


def check(reports, skips):
    assert reports or skips
    for skip in skips:
        line = str(skip)
        assert skip.input
        assert skip.reason
        assert line.isprintable(), line
        assert len(line) <= 700
    for report in reports:
        assert 0 < len(report.text) <= limits.MAX_REPORT_CHARS
        assert report.sha256 == hashlib.sha256(report.text.encode()).hexdigest()
        json.dumps([report.id, report.title, report.outlet, report.byline, report.url], ensure_ascii=False).encode()
        for dropped in report.dropped:
            assert dropped.span is None or dropped.span.of(report.text) == dropped.text


@pytest.fixture(autouse=True)
def short_of_time(monkeypatch):
    monkeypatch.setattr(limits, "PAGE_SECONDS", 3)


def test_there_are_enough_cases_and_each_is_named_once():
    assert len(CASES) >= 200
    assert len({case.filename for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_ends_in_reports_or_skips(case, tmp_path):
    path = tmp_path / case.filename
    path.write_bytes(case.content)
    check(*outcome(path))


@pytest.mark.parametrize("case", [c for c in CASES if len(c.content) < 100_000], ids=lambda case: case.name)
def test_a_stream_ends_in_reports_or_skips(case):
    check(*outcome(io.BytesIO(case.content)))


def test_a_folder_of_everything_ends(tmp_path):
    for case in CASES:
        if len(case.content) < 5_000 and not case.filename.endswith(("html", "htm")):
            (tmp_path / case.filename).write_bytes(case.content)
    reports, skips = outcome(tmp_path)
    check(reports, skips)
    assert len(reports) > 100


def test_odd_files(tmp_path):
    made = make_odd_files(tmp_path)
    reports, skips = outcome(tmp_path)
    check(reports, skips)
    assert {report.text for report in reports} == {NEWS}
    for name in ("loop.txt", "dangling.txt", "around", "pipe.txt", "socket.txt"):
        assert [s for s in skips if s.input.endswith(f"/{name}")], name
    for path in made:
        check(*outcome(path))


@pytest.mark.parametrize("case", [c for c in CASES if c.filename.endswith(".txt")], ids=lambda case: case.name)
def test_plain_text_is_kept_character_for_character(case, tmp_path):
    path = tmp_path / case.filename
    path.write_bytes(case.content)
    reports, _ = outcome(path)
    for report in reports:
        assert find(report.text) == report.dropped
        encodings = (
            "utf-8",
            "utf-8-sig",
            "utf-16",
            "utf-32",
            "utf-16-le",
            "utf-16-be",
            "utf-32-le",
            "utf-32-be",
            "cp1252",
        )
        assert any(case.content.startswith(report.text.encode(encoding, "replace")) for encoding in encodings)
