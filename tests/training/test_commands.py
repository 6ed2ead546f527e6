"""``python -m training.evaluate`` from the outside, with a stand-in for the package."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.training.fakes import TEXT, FakePackage, Scores, nested_account
from training.evaluate import __main__ as commands
from training.evaluate import floors as gate
from training.evaluate.tables import BEGIN, END

PAIR = {
    "sentence": "sentence 10",  # held out
    "marked_sentence": "<s>sentence</s> <t>10</t>",
    "gold_root": "AID",
    "gold_binary": "0",
}


TOPONYMS = {
    "id": "1",
    "text": "Talks began in Paris.",
    "toponyms": [{"start": 15, "end": 20, "text": "Paris", "lat": 48.9, "lon": 2.3}],
}
TIMEML = b"""<TimeML><TEXT>It began on <TIMEX3 type="DATE" value="2015-05-05">5 May 2015</TIMEX3>.</TEXT></TimeML>"""
ARTICLE = "The army said on Monday that it had taken the town after two weeks of heavy fighting in the north."
PAGE = f"<html><body><nav>Home</nav><article><h1>Town taken</h1><p>{ARTICLE}</p></article></body></html>"


@pytest.fixture
def package() -> FakePackage:
    """A package that knows the report and the pair of `shared`."""
    return FakePackage({TEXT: nested_account()}, {"sentence 10": Scores({"AID": 0.7, "YIELD": 0.3}, conflict=0.1)})


@pytest.fixture
def shared(tmp_path: Path, package: FakePackage, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder like ../shared with one report and one pair, and floors of its own."""
    monkeypatch.setattr(commands, "Package", lambda: package)
    gate.write_floors({}, tmp_path / "floors.toml")
    for dataset, path in commands.DEVELOPMENT.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(development_file(dataset))
    return tmp_path


def development_file(dataset: str) -> bytes:
    """The smallest file in the form of a data set's; two texts where only every second is scored."""
    if dataset in ("wikiwars", "meantime", "tbaq"):
        return archive_of({"a.tml": TIMEML, "b.tml": TIMEML})
    if dataset == "extraction":
        return archive_of({"a.html": PAGE.encode(), "truth.json": json.dumps({"a": {"articleBody": ARTICLE}}).encode()})
    if dataset in ("lgl", "geovirus", "tr-news"):
        return gzip.compress(2 * (json.dumps(TOPONYMS).encode() + b"\n"))
    row = nested_account() | {"events": None if dataset == "polnear" else nested_account()["events"]}
    return gzip.compress(json.dumps(PAIR if dataset in ("plv", "aw") else row).encode() + b"\n")


def archive_of(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def run_all(shared: Path, *options: str | Path) -> Result:
    return run("all", "--shared", shared, "--floors", shared / "floors.toml", *options)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands.cli, [str(argument) for argument in arguments], catch_exceptions=False)


def test_table_of_one_data_set(shared: Path) -> None:
    result = run("logoi", shared / commands.DEVELOPMENT["logoi"])
    lines = [line.split() for line in result.output.splitlines()]
    assert ["P", "R", "F1", "n", "floor", "2nd", "annotator"] in lines
    assert ["triple", "100.0", "100.0", "100.0", "2", "91.0"] in lines
    assert ["calibration.voice", "15.0", "2"] in lines


def test_json_of_one_data_set(shared: Path) -> None:
    path = shared / commands.DEVELOPMENT["plv"]
    result = json.loads(run("plv", path, "--json", "--held-out").stdout)
    assert result["figures"]["pair.macro-f1"] == {"value": 100.0, "reference": 1}
    assert (result["data"], result["size"], result["held_out"]) == (str(path), 1, True)
    assert len(result["sha256"]) == 64


def test_predictions_are_written(shared: Path) -> None:
    run("logoi", shared / commands.DEVELOPMENT["logoi"], "--predictions", shared / "out.jsonl", "--json")
    assert json.loads((shared / "out.jsonl").read_text()) == nested_account()


def test_all_compares_with_the_floors_and_pins_them(shared: Path) -> None:
    assert run_all(shared).exit_code == 0
    pinned = run_all(shared, "--pin")
    assert (pinned.exit_code, pinned.stderr) == (0, "")
    assert gate.read_floors(shared / "floors.toml")["logoi"].floors["triple"] == 99.7
    floors = (shared / "floors.toml").read_text().replace('"triple" = 99.7', '"triple" = 100.1', 1)
    (shared / "floors.toml").write_text(floors)
    fallen = run_all(shared)
    assert fallen.exit_code == 1
    assert fallen.stderr == "logoi: triple is 100.0, below its floor of 100.1.\n"


def test_lowering_a_floor_is_told(shared: Path) -> None:
    run_all(shared, "--pin")
    floors = (shared / "floors.toml").read_text().replace('"triple" = 99.7', '"triple" = 100.1', 1)
    (shared / "floors.toml").write_text(floors)
    assert "the floor of triple goes down from 100.1 to 99.7" in run_all(shared, "--pin").stderr


def test_docs_are_filled_between_the_markers(shared: Path) -> None:
    page = shared / "page.md"
    page.write_text(f"# Before\n\n{BEGIN}\nold\n{END}\n\nAfter.\n")
    run_all(shared, "--write-docs", page)
    first = page.read_text()
    run_all(shared, "--write-docs", page)
    assert page.read_text() == first
    assert "old" not in first
    assert "| `triple` | 100.0 | 100.0 | 100.0 | 2 |  | 91.0 |" in first
    assert first.startswith("# Before\n")
    assert first.endswith("\n\nAfter.\n")


def test_failures_are_one_sentence(
    shared: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = shared / "page.md"
    page.write_text("no markers")
    for arguments in (["all", "--shared", "nowhere"], ["all", "--shared", str(shared), "--write-docs", str(page)]):
        monkeypatch.setattr("sys.argv", ["evaluate", *arguments])
        with pytest.raises(SystemExit) as stop:
            commands.main()
        assert stop.value.code == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert page.read_text() == "no markers"


def test_refused_reports_are_named(shared: Path, package: FakePackage) -> None:
    package.refused.append("arken: not English")
    result = run("logoi", shared / commands.DEVELOPMENT["logoi"])
    assert result.stderr == "not read, counted as misses: arken: not English\n"
