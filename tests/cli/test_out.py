"""`histor code --out`: a folder that is filled, gone on with and loaded."""

import json

import pytest
from click.testing import CliRunner

from histor import pipeline
from histor.cli import main
from histor.ledger.lake import accounts_of_lake
from histor.link import tellings
from histor.records import Account, Coder
from tests.cli.builder import Builder

TEXT = "Troops moved into the town on Monday, officials said. The government denied that anybody was killed in it."
CODER = Coder("1", "model", "plover-2.0")


@pytest.fixture
def coded(monkeypatch, tmp_path):
    """A stand-in for tag and code, in an empty folder with three reports; it fails where the text asks for it."""
    done = []

    def code_and_read(report, **_):
        if "BUG" in report.text:
            raise ValueError("boom")
        done.append(report.id)
        made = Builder(report.text).voice("said", "officials").event("moved", "MOBILIZE", chain=("v1",)).account
        return Account(report, made.voices, made.events, (), (), CODER)

    monkeypatch.setattr(pipeline, "_tagger", lambda threads: None)
    monkeypatch.setattr(pipeline, "coder", lambda own=None: CODER)
    monkeypatch.setattr(pipeline, "code_and_read", code_and_read)
    monkeypatch.chdir(tmp_path)
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(f"{TEXT} Report {name}.", encoding="utf-8")
    return done


def run(*arguments):
    return CliRunner().invoke(main, arguments, prog_name="histor")


def test_only_what_is_missing_is_coded(coded, tmp_path):
    result = run("code", "--out", "lake", "a.txt", "b.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "2 reports coded, with 2 events, in 1 parts of lake\n"
    result = run("code", "--out", "lake", "--json", "a.txt", "b.txt", "c.txt")
    told = json.loads(result.stdout)
    assert (told["reports"], told["known"], told["skipped"]) == (1, 2, 0)
    assert len(coded) == 3


def test_what_failed_is_told_and_tried_again(coded, tmp_path):
    (tmp_path / "d.txt").write_text(f"{TEXT} BUG", encoding="utf-8")
    result = run("code", "--out", "lake", "a.txt", "d.txt", "gone.txt")
    assert result.exit_code == 3
    [bug, gone] = sorted((tmp_path / "lake" / "skipped.jsonl").read_text().splitlines(), key=len, reverse=True)
    assert "ValueError: boom" in json.loads(bug)["reason"]
    assert json.loads(gone) == {"input": "gone.txt", "reason": "no such file or folder"}
    assert run("code", "--out", "lake", "--quiet", "a.txt", "d.txt").exit_code == 3
    assert len(coded) == 1


def test_a_ledger_is_filled_from_it(coded):
    run("code", "--out", "lake", "a.txt", "b.txt", "c.txt")
    result = run("add", "--no-link", "--ledger", "a.duckdb", "lake")
    assert result.stdout == "3 reports added, with 3 events, to a.duckdb\n", result.stderr
    assert run("add", "--no-link", "--ledger", "a.duckdb", "lake").stdout.startswith(
        "0 reports added (3 known already)"
    )


def test_what_is_printed_is_not_what_is_kept(coded):
    result = run("code", "--out", "lake", "--min-confidence", "0.5", "a.txt")
    assert result.exit_code == 2
    assert "leave out --min-confidence" in result.stderr


@pytest.fixture
def sample():
    from histor.cli.sample import SAMPLES

    return str(SAMPLES / "reports.jsonl")


def written(folder, engine, sample):
    """All files of the lake that ``engine`` writes, by their names in it."""
    result = run("code", "--quiet", "--engine", engine, "--out", str(folder / engine), sample)
    assert result.exit_code == 0, result.stderr
    files = [file for file in (folder / engine).rglob("*") if file.is_file()]
    return {file.relative_to(folder / engine): file.read_bytes() for file in files}


@pytest.mark.model
def test_processes_write_the_same_bytes_as_threads_and_readings_come_back(tmp_path, sample):
    assert written(tmp_path, "processes", sample) == written(tmp_path, "threads", sample)
    found = list(accounts_of_lake(tmp_path / "threads", lambda skipped: None))
    assert [type(each) for each in found] == [tellings.Coded] * 3


@pytest.mark.model
def test_ray_writes_the_same_bytes_as_threads(tmp_path, sample):
    pytest.importorskip("ray", reason="the extra ray is not installed: pip install 'histor[ray]'")
    assert written(tmp_path, "ray", sample) == written(tmp_path, "threads", sample)
