"""The commands around a ledger as people call them."""

import csv
import io
import json
from dataclasses import replace
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

import histor
from histor import pipeline
from histor.accounts import dumps
from histor.cli import main
from histor.link.tellings import Coded
from histor.records import Account, Coder
from tests.cli.builder import Builder
from tests.ledger.make import many, three

TEXT = "Troops moved into the town on Monday, officials said. The government denied that anybody was killed in it."
CODER = Coder("1", "model", "plover-2.0")


def coder_of(tagger=None, own=None):
    return replace(CODER, codebook=own.name) if own else CODER


@pytest.fixture
def coder(monkeypatch):
    """A stand-in for tag and code: one event; it counts what it codes, and fails where the text asks for it."""
    coded = []
    monkeypatch.setattr(pipeline, "_tagger", lambda threads: None)
    monkeypatch.setattr(pipeline, "coder", coder_of)

    def code_report(report, codebook=None, **_):
        if "BUG" in report.text:
            raise ValueError("boom")
        coded.append(report.id)
        account = Builder(report.text).voice("said", "officials").event("moved", "MOBILIZE", chain=("v1",)).account
        return Account(report, account.voices, account.events, (), (), coder_of(own=codebook))

    monkeypatch.setattr(pipeline, "code_report", code_report)
    nobody_looks_at_it: Any = None  # nothing is linked here
    monkeypatch.setattr(
        pipeline, "code_and_read", lambda report, **rest: Coded(code_report(report, **rest), nobody_looks_at_it)
    )
    return coded


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder in which the commands are called, without a ledger of the user's own."""
    monkeypatch.delenv("HISTOR_LEDGER", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def filled(here):
    histor.open("histor.duckdb").add(three())
    return here


def run(*arguments, **kwargs):
    return CliRunner().invoke(main, arguments, prog_name="histor", **kwargs)


def lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


# Adding


def test_reports_are_coded_and_stored_once(coder, here):
    for name in ("a", "b"):
        (here / f"{name}.txt").write_text(f"{TEXT} Report {name}.", encoding="utf-8")
    result = run("add", "a.txt", "b.txt", "a.txt", "--outlet", "Sample Herald", "--published", "2015-09-06")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "2 reports added (1 known already), with 2 events, to histor.duckdb\n"
    assert len(coder) == 2
    result = run("add", ".", "--outlet", "Sample Herald", "--published", "2015-09-06", "--quiet")
    assert result.stdout == "0 reports added (2 known already), with 0 events, to histor.duckdb\n"
    assert len(coder) == 2  # nothing was coded again
    (event, _) = histor.open("histor.duckdb").events(outlet="Sample Herald", source="officials")
    assert (event.published, event.trigger) == ("2015-09-06", "moved")


def test_accounts_are_stored_as_they_are(here):
    written = [dumps(account) for account in three()]
    (here / "accounts.jsonl").write_text("".join(line + "\n" for line in written), encoding="utf-8")
    told = lines(run("add", "accounts.jsonl", "--json"))
    assert [line["id"] for line in told] == ["syria", "kunduz", "suva"]
    assert all(line["new"] for line in told)
    assert sorted(histor.open("histor.duckdb").accounts()) == sorted(written)


def test_accounts_come_through_a_pipe_too(here):
    piped = "".join(dumps(account) + "\n" for account in three())
    assert run("add", "-", input=piped).stdout.startswith("3 reports added")
    assert run("add", "-", "--json", input=piped).stdout.count('"new": false') == 3


def test_reports_come_through_a_pipe_too(coder, here):
    rows = "".join(json.dumps({"text": f"{TEXT} {i}", "id": str(i)}) + "\n" for i in range(2))
    result = run("add", "-", input=rows)
    assert result.stdout.startswith("2 reports added"), result.stderr
    assert run("add", "-", input=TEXT).stdout.startswith("1 reports added")


def test_bad_accounts_cost_only_themselves(here):
    good = [dumps(account) for account in many(2)]
    no_id = json.loads(good[0])
    no_id["events"][0]["id"] = no_id["events"][1]["id"]
    outside = json.loads(good[0])
    outside["events"][0]["trigger"] = [0, 99999]
    written = [good[0], "{no json", json.dumps(no_id), json.dumps(outside), '{"text": "a report"}', "", good[1]]
    (here / "accounts.jsonl").write_text("\n".join(written), encoding="utf-8")
    result = run("add", "accounts.jsonl")
    assert result.exit_code == 3
    assert result.stdout.startswith("2 reports added")
    assert [line.partition(": ")[0] for line in result.stderr.splitlines()] == [
        f"skipped accounts.jsonl:{number}" for number in (2, 3, 4, 5)
    ]


def test_what_cannot_be_coded_is_skipped(coder, here):
    (here / "a.txt").write_text(f"{TEXT} BUG in the middle of the report.", encoding="utf-8")
    (here / "b.txt").write_text(TEXT, encoding="utf-8")
    result = run("add", ".", "none.txt")
    assert result.exit_code == 3
    assert result.stdout.startswith("1 reports added")
    assert len(result.stderr.splitlines()) == 2


def test_the_ledger_is_named_by_option_or_environment(here):
    (here / "accounts.jsonl").write_text(dumps(many(1)[0]), encoding="utf-8")
    run("add", "accounts.jsonl", env={"HISTOR_LEDGER": "b.duckdb"})
    run("add", "accounts.jsonl", "--ledger", "c.duckdb", env={"HISTOR_LEDGER": "b.duckdb"})
    assert sorted(path.name for path in here.glob("*.duckdb")) == ["b.duckdb", "c.duckdb"]
    result = run("events")
    assert result.exit_code == 1
    assert result.stderr.startswith("histor: There is no ledger histor.duckdb;")


# Removing, coding again, counting


def test_reports_are_removed(filled):
    result = run("remove", "syria", "no such")
    assert (result.exit_code, result.stdout) == (3, "1 reports removed\n")
    assert result.stderr == "skipped no such: no report of that key, id or address\n"
    assert lines(run("remove", "-", "--json", input="suva\n\nkunduz\n")) == [
        {"name": "suva", "removed": 1},
        {"name": "kunduz", "removed": 1},
    ]
    assert run("remove", "x", "--ledger", "none.duckdb").exit_code == 1


def test_what_another_version_has_coded_is_coded_again(coder, here):
    old = replace(Builder(TEXT).event("killed", "ASSAULT").account, coder=Coder("0", "old", "plover-2.0"))
    bad = Builder(f"{TEXT} BUG.").event("killed", "ASSAULT").account
    histor.open("histor.duckdb").add([old, bad])
    result = run("recode")
    assert result.exit_code == 3
    assert result.stdout == "1 reports coded again; 1 could not be, their old coding was kept\n"
    assert sorted(event.type for event in histor.open("histor.duckdb").events()) == ["ASSAULT", "MOBILIZE"]
    run("remove", "r1")
    histor.open("histor.duckdb").add([old])
    assert json.loads(run("recode", "--json").stdout) == {"changed": 1, "failed": 0}
    assert json.loads(run("recode", "--json").stdout) == {"changed": 0, "failed": 0}
    assert json.loads(run("recode", "--json", "--all").stdout) == {"changed": 1, "failed": 0}


OWN = """
id: mine
title: Mine
base: plover-2.0
types:
  - name: CALL-UP
    definition: Reservists are called up.
    refines: [MOBILIZE]
    examples: ["Moscow [[called up]] reservists.", "The army [[drafted]] students."]
"""


def test_the_ledger_says_which_codebook_coded_a_report(coder, here):
    (here / "a.txt").write_text(TEXT, encoding="utf-8")
    (here / "own.yaml").write_text(OWN, encoding="utf-8")
    books = "select codebook from reports"
    assert run("add", "a.txt", "--codebook", "own.yaml", "--no-link").exit_code == 0
    (row,) = lines(run("sql", books, "--format", "jsonl"))
    assert row["codebook"].startswith("plover-2.0+mine@")
    assert json.loads(run("recode", "--codebook", "own.yaml", "--json").stdout) == {"changed": 0, "failed": 0}
    assert json.loads(run("recode", "--json").stdout) == {"changed": 1, "failed": 0}
    assert lines(run("sql", books, "--format", "jsonl")) == [{"codebook": "plover-2.0"}]
    assert json.loads(run("recode", "--codebook", "own.yaml", "--json").stdout) == {"changed": 1, "failed": 0}
    assert lines(run("sql", books, "--format", "jsonl")) == [row]


def test_a_codebook_that_is_none_stops_before_anything_is_written(coder, here):
    (here / "a.txt").write_text(TEXT, encoding="utf-8")
    (here / "own.yaml").write_text("types: 3", encoding="utf-8")
    for call in (("add", "a.txt"), ("recode",)):
        result = run(*call, "--codebook", "own.yaml")
        assert (result.exit_code, "own.yaml" in result.stderr) == (2, True)
        assert not (here / "histor.duckdb").exists()


def test_stats(filled):
    shown = run("stats").stdout
    assert "events        5\n" in shown
    assert "published     2015-09-06 to 2015-10-03\n" in shown
    assert "  ASSAULT     3\n" in shown
    assert json.loads(run("stats", "--json").stdout)["types"] == {"ASSAULT": 3, "CONSULT": 1, "MOBILIZE": 1}


# Asking


def test_the_table_of_events(filled):
    result = run("events", "--actor", "USA", "--news", env={"COLUMNS": "160"})
    assert result.exit_code == 0
    header, row = result.stdout.splitlines()[:2]
    assert " ".join(header.split()) == "when who what to whom where according to event"
    assert row.startswith(
        "2015-10-03  United States Armed Forces  ASSAULT aerial  22 people  Kunduz (AFG)  Sample Wire →"
    )


def test_the_question_of_the_issue(filled):
    found = json.loads(run("events", "--actor", "RUS", "--place", "syria", "--since", "2015-09", "--json").stdout)
    assert [event["trigger"] for event in found["events"]] == ["sent"]
    assert found["next"] is None
    assert run("events", "--actor", "RUS", "--place", "SYR", "--since", "2015-09", "--format", "jsonl").stdout == ""


@pytest.mark.parametrize("kind", ["reports", "voices", "events", "actors", "places"])
def test_every_kind_in_every_format(filled, kind):
    whole = json.loads(run(kind, "--json").stdout)[kind]
    assert len(whole) > 1
    assert lines(run(kind, "--format", "jsonl")) == whole
    rows = list(csv.DictReader(io.StringIO(run(kind, "--format", "csv").stdout)))
    assert [list(row) for row in rows] == [list(row) for row in whole]
    assert run(kind, "--count").stdout == f"{len(whole)}\n"
    assert json.loads(run(kind, "--count", "--json").stdout) == {"count": len(whole)}
    (filled / "rows.parquet").write_bytes(run(kind, "--format", "parquet", "--limit", "2").stdout_bytes)
    assert duckdb.execute("SELECT count(*) FROM 'rows.parquet'").fetchall() == [(2,)]
    assert len(run(kind, env={"COLUMNS": "300"}).stdout.splitlines()) == len(whole) + 1


def test_lists_in_csv(filled):
    (row,) = csv.DictReader(io.StringIO(run("events", "--type", "CONSULT", "--format", "csv").stdout))
    assert (row["actor_names"], row["actor_codes"], row["background"], row["mode"]) == (
        "Fiji; Samoa", "FJI; WSM", "false", "",
    )  # fmt: skip


def test_pages(filled):
    first = run("events", "--limit", "3", "--format", "jsonl")
    assert first.stderr.startswith("there are more: --cursor ")
    cursor = first.stderr.split()[-1]
    rest = run("events", "--limit", "3", "--format", "jsonl", "--cursor", cursor)
    assert rest.stderr == ""
    assert lines(first) + lines(rest) == lines(run("events", "--format", "jsonl"))
    assert json.loads(run("events", "--limit", "3", "--json").stdout)["next"] == cursor


def test_hostile_names_do_not_steer_the_terminal(here):
    account = Builder("Gunmen attacked.", outlet="\x1b[31mred\u202e", title="t\x1b]0;x\x07").event(
        "attacked", "ASSAULT"
    )
    histor.open("histor.duckdb").add([account.account])
    for kind in ("events", "reports"):
        assert "\x1b" not in run(kind).stdout
        assert "\\x1b[31mred" in run(kind, env={"COLUMNS": "200"}).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["events", "--since", "yesterday"], "The filter since takes YYYY"),
        (["events", "--status", "perhaps"], "The filter status takes actual, future"),
        (["events", "--type", "asault"], "No event here has the type 'ASAULT'; types are AGREE, "),
        (["incidents", "--type", "asault"], "No event here has the type"),
        (["report", "--type", "asault", "--out", "-"], "No event here has the type"),
        (["events", "--sector", "army"], "The filter sector takes AGR, BUS"),
        (["events", "--context", "war"], "The filter context takes military, intelligence"),
        (["events", "--sort", "colour"], "Events can be sorted by when,"),
        (["events", "--bbox", "1,2,3"], "The filter bbox takes WEST,SOUTH,EAST,NORTH"),
        (["events", "--cursor", "x"], "The cursor is none that Histor gave out"),
        (["events", "--news", "--background"], "--news and --background leave nothing"),
        (["events", "--limit", "0"], "--limit"),
        (["sql", "DROP TABLE events"], "A ledger can only be asked"),
        (["sql", "SELECT nothing"], "nothing"),
    ],
)
def test_a_wrong_question_is_exit_code_2(filled, arguments, said):
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


# SQL


def test_sql_in_every_format(filled):
    question = (
        "SELECT type, count(*) AS n, list(id ORDER BY id) AS ids, count(*) AS n FROM events GROUP BY 1 ORDER BY 1"
    )
    rows = json.loads(run("sql", question, "--json").stdout)
    assert rows["rows"][0] == {"type": "ASSAULT", "n": 3, "ids": ["e1", "e2", "e2"], "n_2": 3}
    assert rows["cut"] is False
    assert lines(run("sql", question, "--format", "jsonl")) == rows["rows"]
    assert run("sql", "-", "--format", "csv", input=question).stdout.splitlines()[1] == "ASSAULT,3,e1; e2; e2,3"
    assert run("sql", question).stdout.splitlines()[0].split() == ["type", "n", "ids", "n_2"]


def test_sql_says_where_it_was_cut(filled):
    result = run("sql", "FROM range(10)", "--limit", "2", "--format", "csv")
    assert result.stdout == "range\n0\n1\n"
    assert result.stderr == "cut after 2 rows; --limit takes more\n"


def test_every_kind_of_value_can_be_printed(filled):
    question = """SELECT DATE '2015-09-06' AS a, TIMESTAMP '2015-09-06 01:02:03' AS b, 1.5::DECIMAL(3,1) AS c,
        '\\x01'::BLOB AS d, {'x': [1, NULL]} AS e, MAP {'k': 1} AS f, 'nan'::DOUBLE AS g, true AS h, NULL AS i,
        INTERVAL 3 DAYS AS j, uuid() IS NOT NULL AS k, TIME '01:02:03' AS l"""
    (row,) = json.loads(run("sql", question, "--json").stdout)["rows"]
    assert (row["a"], row["c"], row["d"], row["e"], row["g"]) == ("2015-09-06", 1.5, "01", {"x": [1, None]}, None)
    for format_ in ("table", "csv", "jsonl"):
        assert run("sql", question, "--format", format_).exit_code == 0
