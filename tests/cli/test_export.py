"""The commands export and compare-with: inputs, exit codes, what is printed."""

import json

import click
import pytest
from click.testing import CliRunner

from histor.accounts import dumps
from histor.cli import main
from histor.export import FORMATS
from histor.export.gdelt import NAMES
from histor.ledger.ledger import Ledger
from histor.peers import FORMATS as PEERS
from tests.export.make import account


def run(*arguments, **kwargs):
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="histor", **kwargs)


@pytest.fixture
def coded(tmp_path):
    path = tmp_path / "accounts.jsonl"
    path.write_text(dumps(account()) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def gdelt(tmp_path):
    cells = {"GlobalEventID": "7", "Day": "20151124", "EventCode": "195", "ActionGeo_CountryCode": "TU"}
    path = tmp_path / "20151125.export.CSV"
    path.write_text("\t".join(cells.get(name, "") for name in NAMES) + "\n", encoding="utf-8")
    return path


def test_the_options_name_all_formats():
    offered = {
        (command, param.name): param.type
        for command in ("export", "compare-with")
        for param in main.commands[command].params
    }
    for name, formats in ((("export", "formats"), FORMATS), (("compare-with", "format"), PEERS)):
        kind = offered[name]
        assert isinstance(kind, click.Choice)
        assert tuple(kind.choices) == tuple(formats)


def test_export_tells_what_it_wrote_and_left_out(coded, tmp_path):
    result = run("export", coded, "--format", "plover", "--format", "icews", "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (
        0,
        """reports: 1
events: 4
plover.jsonl: 4 rows
icews.tsv: 3 rows
  left out, denied, doubted or demanded by who tells it: 1
  left out, planned, possible or negated: 1
""",
    )
    names = {"plover.jsonl", "icews.tsv", "datapackage.json", "CODEBOOK.md"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == names


def test_export_as_json_from_standard_input(coded, tmp_path):
    result = run("export", "-", "--json", "--format", "csv", "--out", tmp_path / "out", input=coded.read_text())
    told = json.loads(result.stdout)
    assert told["files"][0] == {"path": "events.csv", "rows": 4, "left_out": {}}


def test_a_ledger_gives_the_same_bytes_as_its_accounts(coded, tmp_path):
    Ledger(tmp_path / "a.duckdb").add([account()])
    formats = [part for name in FORMATS for part in ("--format", name)]
    assert run("export", coded, *formats, "--out", tmp_path / "one").exit_code == 0
    assert run("export", "--ledger", tmp_path / "a.duckdb", *formats, "--out", tmp_path / "two").exit_code == 0
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two


def test_what_holds_no_accounts_is_skipped(tmp_path, coded):
    (tmp_path / "story.txt").write_text("Troops moved.")
    result = run("export", tmp_path / "story.txt", coded, "--format", "csv", "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert "holds no accounts" in result.stderr
    assert result.stdout.startswith("reports: 1\n")


def test_a_ledger_that_is_not_there_is_one_sentence(tmp_path):
    result = run("export", "--ledger", tmp_path / "none.duckdb", "--format", "csv", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stderr.startswith("histor: There is no ledger")


def test_a_format_is_needed(coded, tmp_path):
    assert run("export", coded, "--out", tmp_path / "out").exit_code == 2


def test_compare_with_counts_matches(coded, gdelt):
    result = run("compare-with", gdelt, coded)
    assert result.exit_code == 0, result.stderr
    lines = [line.split() for line in result.stdout.splitlines()]
    assert lines[1] == ["events", "1", "1", "1"]
    assert ["ASSAULT", "1", "1", "1"] in lines
    assert ["TUR", "1", "1", "1"] in lines
    assert "  no day: 1" in result.stdout


def test_compare_with_as_json(coded, gdelt):
    told = json.loads(run("compare-with", "--as", "gdelt", "--within", "2", "--json", gdelt, coded).stdout)
    assert told["total"] == {"ours": 1, "theirs": 1, "matched": 1}
    assert told["by_day"] == {"2015-11-24": {"ours": 1, "theirs": 1, "matched": 1}}


def test_compare_with_a_file_of_another_kind_is_skipped(coded, tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    result = run("compare-with", tmp_path / "other.csv", coded)
    assert result.exit_code == 3
    assert "is none of gdelt, polecat, acled" in result.stderr


def test_only_one_thing_is_standard_input():
    assert run("compare-with", "-", "-", input="").exit_code == 2
