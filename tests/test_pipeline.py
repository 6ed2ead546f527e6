"""One report and many on their way through the stages."""

import json

import pytest

import histor
from histor import pipeline
from histor.accounts import dumps
from histor.cli.sample import SAMPLES
from histor.engines import AHEAD
from histor.errors import ModelError, ReadError, UsageError
from histor.records import Account, Report
from tests.conftest import MODELS


def report(name, text="Troops moved."):
    return Report(name, text, "")


@pytest.fixture
def coder(monkeypatch):
    """A stand-in for tag and code: an empty account, or the failure that the report's text names."""
    failures = {"read": ReadError("too long."), "bug": ValueError("boom"), "model": ModelError("no model.")}
    coded = []

    def code_report(report, *, guideline, tagger, codebook):
        coded.append(report.id)
        if report.text in failures:
            raise failures[report.text]
        return Account(report, (), (), (), ())

    monkeypatch.setattr(pipeline, "code_report", code_report)
    monkeypatch.setattr(pipeline, "_tagger", lambda threads: None)
    return coded


def test_the_model_is_shipped():
    assert any(MODELS.rglob("*.onnx")), "src/histor/models holds no model: make train, then copy it there"


def test_reports_come_back_in_order_one_by_one(coder):
    reports = (report(str(i)) for i in range(1000))
    accounts = pipeline.code_reports(reports)
    assert [next(accounts).report.id for _ in range(3)] == ["0", "1", "2"]
    accounts.close()  # type: ignore[attr-defined]
    assert len(coder) <= 3 + AHEAD * pipeline.cores()  # little was read ahead


def test_a_failing_report_is_skipped_with_its_reason_and_the_rest_goes_on(coder):
    skipped: list[histor.Skipped] = []
    reports = [report("a"), report("b", "read"), report("c", "bug"), report("d")]
    accounts = pipeline.code_reports(reports, on_skip=skipped.append)
    assert [account.report.id for account in accounts] == ["a", "d"]
    assert [(s.input, s.reason) for s in skipped] == [
        ("b", "too long."),
        ("c", "an error in Histor itself, please report it: ValueError: boom"),
    ]


def test_without_on_skip_the_first_failure_is_raised(coder):
    with pytest.raises(ReadError, match=r"too long\."):
        list(pipeline.code_reports([report("a"), report("b", "read")]))


def test_a_broken_model_ends_everything(coder):
    with pytest.raises(ModelError):
        list(pipeline.code_reports([report("a", "model"), report("b")], on_skip=lambda skipped: None))


def test_no_jobs_is_a_wrong_call():
    with pytest.raises(UsageError, match="1 or more, not 0"):
        list(pipeline.code_reports([], jobs=0))


@pytest.mark.model
def test_one_text_is_coded():
    account = histor.code("Iran denied on Monday that it had sent troops to Syria.", outlet="Sample Herald")
    assert account.report.outlet == "Sample Herald"
    assert [voice.stance for voice in account.voices] == ["deny"]
    assert [event.type for event in account.events] == ["MOBILIZE"]
    assert account.coder.histor == histor.__version__
    assert account.coder.model
    assert account.coder.codebook == "plover-2.0"


@pytest.mark.model
def test_any_number_of_jobs_gives_the_same_bytes():
    reports = list(histor.read(str(SAMPLES / "*.txt"), str(SAMPLES / "reports.jsonl")))
    assert len(reports) == 5
    alone = [dumps(account) for account in histor.code_reports(reports)]
    assert [dumps(account) for account in histor.code_reports(reports, jobs=2)] == alone
    assert [json.loads(line)["report"]["id"] for line in alone] == [r.id for r in reports]


@pytest.mark.model
def test_workers_end_when_nobody_wants_more():
    accounts = histor.code_reports((report(str(i)) for i in range(10_000)), jobs=2)
    assert next(accounts).report.id == "0"
    accounts.close()  # type: ignore[attr-defined]


@pytest.mark.model
def test_dropped_text_yields_nothing():
    for coded in histor.code_reports(histor.read(str(SAMPLES / "*.txt"), str(SAMPLES / "reports.jsonl"))):
        for dropped in coded.report.dropped:
            if dropped.span:
                assert not any(event.trigger.overlaps(dropped.span) for event in coded.events)
                assert not any(voice.cue.overlaps(dropped.span) for voice in coded.voices)
