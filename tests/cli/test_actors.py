"""``histor actors add|list|remove|import-petrarch`` as people call them."""

import json
from types import SimpleNamespace
from typing import cast

import pytest
from click.testing import CliRunner

from histor import pipeline
from histor.cli import main
from histor.resolve.actors_user import user_actors
from histor.tag import Tagger

TABLE = "name\taliases\tcode\tsector\nOmar Haddad\tGovernor Haddad\tSYR\tGOV\n"


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("HISTOR_HOME", str(tmp_path / "home"))
    user_actors.cache_clear()
    yield tmp_path / "home"
    user_actors.cache_clear()


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "mine.tsv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def run(*arguments, **kwargs):
    return CliRunner().invoke(main, ["actors", *map(str, arguments)], prog_name="histor", **kwargs)


def test_adding_listing_and_removing(mine, home):
    result = run("add", mine)
    assert (result.exit_code, result.output) == (0, f"1 actors in {home / 'actors.tsv'}, 1 more than before\n")
    assert run("add", mine).output.endswith("0 more than before\n")
    assert "Governor Haddad" in run("list").stdout
    listed = json.loads(run("list", "--json").stdout)
    assert listed["actors"][0]["aliases"] == ["Governor Haddad"]
    assert listed["digest"] == user_actors().digest
    assert run("remove", "omar haddad").output.endswith("1 fewer than before\n")
    assert run("list").stdout == ""


def test_standard_input(home):
    assert run("add", "-", input=TABLE).exit_code == 0
    assert user_actors().rows[0].name == "Omar Haddad"


def test_refusals_are_one_sentence(tmp_path):
    bad = tmp_path / "bad.tsv"
    bad.write_text("name\tcode\nOmar\tXX\n", encoding="utf-8")
    for arguments in (("add", bad), ("add", tmp_path / "none.tsv"), ("remove", "Omar"), ("import-petrarch", bad)):
        result = run(*arguments)
        assert result.exit_code == 2
        assert result.stderr.startswith("histor: ")
        assert result.stderr.count("\n") == 1
    assert "line 2: 'XX' is no ISO3 country code" in run("add", bad).stderr


def test_a_dictionary_partly_of_use(tmp_path, home):
    path = tmp_path / "actors.txt"
    path.write_text("OMAR_HADDAD_ [SYRGOV]\nPOLICE_ [~COP]\n", encoding="utf-8")
    result = run("import-petrarch", path)
    assert result.exit_code == 3
    assert "left out line 2: [~COP]" in result.stderr
    assert user_actors().rows[0].code == "SYR"


def test_escapes_of_a_table_never_reach_the_terminal(tmp_path):
    path = tmp_path / "mine.tsv"
    path.write_text("name\nOmar \u202eHaddad\n", encoding="utf-8")
    run("add", path)
    assert "\u202e" not in run("list").stdout


def test_accounts_name_the_table_that_made_them(mine):
    tagger = cast(Tagger, SimpleNamespace(model_id="test"))
    before = pipeline.coder(tagger).codebook
    run("add", mine)
    assert pipeline.coder(tagger).codebook == f"{before}+actors:{user_actors().digest}"


def test_without_a_command_it_asks_the_ledger(tmp_path):
    result = run("--ledger", tmp_path / "none.duckdb")
    assert result.exit_code == 1
    assert "none.duckdb" in result.stderr
