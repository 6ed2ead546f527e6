"""The benchmark of the server, small."""

import json
from importlib.resources import files

import pytest
from click.testing import CliRunner

from bench import serve
from histor.ledger.ledger import Ledger

BUILT = (files("histor.serve") / "static/built/app.js").is_file()


@pytest.mark.skipif(not BUILT, reason="no scripts of the pages: make web")
def test_a_made_up_ledger_is_served_and_asked_everything(tmp_path):
    path = tmp_path / "bench.duckdb"
    given = [
        "--incidents",
        "200",
        "--repeats",
        "2",
        "--readers",
        "4",
        "--seconds",
        "0.5",
        "--keep",
        str(path),
        "--json",
    ]
    result = CliRunner().invoke(serve.command, given)
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found["incidents"] == 200
    with Ledger(path) as ledger:
        names = [serve.STATIC, f"{serve.START}, at first", serve.START, *serve.questions(ledger)]
        assert ledger.stats().events == 600
        (row,) = ledger.incidents(limit=1).page().rows
        assert len(ledger.incident(row.incident)["tellings"]) == row.tellings > 1
        account = ledger.account(row.best.partition(".")[0])
    assert [row["name"] for row in found["rows"]] == names
    assert (found["rows"][0]["ratio"], found["crowd"]["errors"]) == (1.0, 0)
    assert found["crowd"]["answers"] > 0
    assert account
    assert len(account.events) == len(account.voices) == 12


def test_no_two_questions_are_alike():
    ask, other = serve.filtered("/"), serve.filtered("/network")
    assert len({ask(i) for i in range(60)}) == 60
    assert ask(1).partition("?")[2] != other(1).partition("?")[2]
