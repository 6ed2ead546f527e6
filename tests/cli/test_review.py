"""histor review and histor evaluate."""

import json

import pytest
from click.testing import CliRunner

import histor
from histor.cli import USAGE, main
from histor.cli.code import PARTLY
from tests.ledger.make import three


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("cli-review") / "a.duckdb"
    histor.open(path).add(three(), link=False)
    return path


def run(*arguments, path):
    return CliRunner().invoke(main, [*arguments, "--ledger", str(path)])


def test_from_the_queue_to_the_figures_and_to_another_analyst(path, tmp_path):
    queued = json.loads(run("review", "queue", "--json", path=path).stdout)["events"]
    key = queued[0]["event"]
    change = json.dumps({"status": "future"})
    kept = json.loads(
        run("review", "decide", key, "correct", "--change", change, "--by", "Anna", "--json", path=path).stdout
    )
    assert (kept["by"], kept["became"]) == ("Anna", {"status": "future"})
    assert key not in run("review", "queue", "--json", path=path).stdout
    assert json.loads(run("review", "list", "--json", path=path).stdout)["id"] == kept["id"]
    assert run("review", "list", "--lost", "--json", path=path).stdout == ""
    rows = json.loads(run("events", "--reviewed", "--json", path=path).stdout)["events"]
    assert next(row["status"] for row in rows if row["event"] == key) == "future"
    figures = json.loads(run("evaluate", "--reviewed", "--json", path=path).stdout)
    assert figures["lines"][0]["precision"]["judged"] == 1
    exported = tmp_path / "x.jsonl"
    exported.write_text(run("review", "export", path=path).stdout, encoding="utf-8")
    other = tmp_path / "other.duckdb"
    assert json.loads(run("review", "import", str(exported), "--json", path=other).stdout) == {"decisions": 1, "new": 1}
    assert json.loads(run("review", "import", str(exported), "--json", path=other).stdout) == {"decisions": 1, "new": 0}
    assert run("review", "undo", kept["id"], path=path).exit_code == 0
    assert run("review", "list", "--json", path=path).stdout == ""


def test_wrong_calls_are_told(path, tmp_path):
    assert run("review", "decide", "x.e1", "correct", "--change", "{", path=path).exit_code == USAGE
    assert run("review", "decide", "x.e1", "accept", path=path).exit_code == USAGE
    assert run("evaluate", path=path).exit_code == USAGE
    nonsense = tmp_path / "x.jsonl"
    nonsense.write_text('{"review": {"decisions": [{}]}}\n', encoding="utf-8")
    result = run("review", "import", str(nonsense), path=path)
    assert result.exit_code == PARTLY
    assert "skipped" in result.stderr
