import json

import pytest
from click.testing import CliRunner

from histor.cli import main

LINE = "169577\tHoms\tHoms\tHims\t34.7\t36.7\tP\tPPLA\tSY\t\t11\t\t\t\t775404\t\t500\tAsia/Damascus\t2024-01-01\n"


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.setenv("HISTOR_HOME", str(tmp_path / "home"))
    return lambda *words: CliRunner().invoke(main, ["gazetteer", *map(str, words)])


def test_add_list_remove(run, tmp_path):
    (tmp_path / "SY.txt").write_text(LINE)
    assert run("list").output == ""
    assert run("add", tmp_path / "SY.txt").output == "SY: 1 places (0 lines passed over, 0 broken)\n"
    assert run("list").output.startswith("SY: 1 places, ")
    assert json.loads(run("list", "--json").output)["name"] == "SY"
    assert run("remove", "SY").exit_code == 0
    assert run("list").output == ""


def test_json(run, tmp_path):
    (tmp_path / "SY.txt").write_text(LINE + "broken\n")
    added = json.loads(run("add", "--json", tmp_path / "SY.txt").output)
    assert added == {"name": "SY", "places": 1, "passed_over": 0, "broken": 1}


@pytest.mark.parametrize("name", ["SY", "../SY", ""])
def test_removing_what_is_not_there_is_one_sentence(run, name):
    result = run("remove", name)
    assert result.exit_code == 1
    assert result.output.startswith("histor: There is no gazetteer")


def test_a_file_that_is_no_dump_is_one_sentence(run, tmp_path):
    (tmp_path / "notes.txt").write_text("some notes\n")
    result = run("add", tmp_path / "notes.txt")
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert "is no dump of GeoNames'" in result.output
