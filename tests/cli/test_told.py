"""``histor incidents``, ``incident``, ``compare`` and ``source``, over accounts that are known in full."""

import json
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from histor.accounts import dumps
from histor.cli import main
from histor.ledger.keys import report_key
from histor.records import Count, Span
from tests.ledger.linked import without_encoder
from tests.link.make import claim

pytestmark = pytest.mark.links


def dead(number):
    return {"dead": Count(Span(0, 1), number, number)}


ACCOUNTS = [
    claim("r1", "Sample Herald", "Ana Lopez", "Ana Lopez", counts=dead(12)),
    claim("r2", "Sample Star", "Ben Moore", "Ben Moore", counts=dead(30)),
    claim("r3", "Sample Star", "Cy\x1b[31m Hall", "Cy\x1b[31m Hall", stance="deny", published="2015-11-26"),
    claim("r4", "Sample Herald", "Ana Lopez", "Ana Lopez", status="future", published="2015-11-27"),
]


@pytest.fixture(autouse=True)
def _linked(monkeypatch):
    """A stand-in for the encoder and the scorer: what happened is one incident, what will is another."""

    def scores(pairs, weights):
        return np.array([float(one.status == two.status) for one, two in (pair.tellings for pair in pairs)])

    without_encoder(monkeypatch)
    monkeypatch.setattr("histor.link.incidents.scores", scores)


@pytest.fixture
def accounts(tmp_path):
    path = tmp_path / "accounts.jsonl"
    path.write_text("".join(dumps(account) + "\n" for account in ACCOUNTS), encoding="utf-8")
    return str(path)


@pytest.fixture
def run(accounts):
    def call(*arguments, **kwargs):
        return CliRunner().invoke(main, [*arguments, "--accounts", accounts], prog_name="histor", **kwargs)

    return call


def ids(result):
    """What the incidents are called here, for the ids that are printed."""
    called = {id_of(name): name for name in ("happened", "planned")}
    return [called[one["id"]] for one in json.loads(result.stdout)["incidents"]]


def id_of(name):
    """The id of an incident: it derives from the first event."""
    first = min(
        (account for account in ACCOUNTS if (account.events[0].status == "future") == (name == "planned")),
        key=lambda account: (account.report.published, report_key(account.report)),
    )
    start, end = first.events[0].trigger
    return "incident-" + blake2b(f"{report_key(first.report)} {start} {end}".encode(), digest_size=6).hexdigest()


def test_the_list(run):
    result = run("incidents")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[:4] == [
        "  1. ? · ASSAULT · contested",
        "     3 origins · 3 reports · 2 outlets",
        "     “Ben Moore said that rebels shot down a plane, r2.”",
        f"     {id_of('happened')}",
    ]
    assert "  2. ? · ASSAULT · announced" in result.stdout


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ["happened", "planned"]),
        (("--contested",), ["happened"]),
        (("--min-origins", "2"), ["happened"]),
        (("--min-origins", "4"), []),
        (("--standing", "announced"), ["planned"]),
        (("--standing", "announced", "--contested"), ["happened", "planned"]),
        (("--source", "moore"), ["happened"]),
        (("--status", "future"), ["planned"]),
        (("--stance", "deny"), ["happened"]),
        (("--outlet", "Sample Herald"), ["happened", "planned"]),
        (("--type", "PROTEST"), []),
        (("--limit", "1"), ["happened"]),
    ],
)
def test_filters(run, options, expected):
    assert ids(run("incidents", "--json", *options)) == expected


def test_what_is_left_out_is_counted(run):
    assert json.loads(run("incidents", "--json", "--limit", "1").stdout)["more"] == 1
    assert run("incidents", "--limit", "1").stderr == "there are 1 more: --limit shows them\n"


def test_an_incident(run):
    lines = run("incident", id_of("happened")).stdout.splitlines()
    assert "Ben Moore · affirms · Sample Star" in [line.strip() for line in lines]
    assert "2015-11-24 · Sample Star → Ben Moore" in [line.strip() for line in lines]
    assert "“Ben Moore said that rebels [shot down] a plane, r2.”" in [line.strip() for line in lines]
    assert lines[lines.index("Told otherwise") + 1 :][:6] == [
        "  denial",
        "    affirms: Ana Lopez, Ben Moore",
        r"    denies: Cy\x1b[31m Hall",
        "  dead",
        "    12: Ana Lopez",
        "    30: Ben Moore",
    ]
    assert "  dead 12 (Ana Lopez) … 30 (Ben Moore)" in lines
    assert "\x1b" not in "".join(lines)


def test_an_incident_as_json(run):
    found = json.loads(run("incident", id_of("happened")[:-2], "--json").stdout)
    assert (found["id"], found["standing"]) == (id_of("happened"), "contested")
    assert {(origin["name"], origin["says"]) for origin in found["origins"]} == {
        ("Ana Lopez", "affirms"),
        ("Ben Moore", "affirms"),
        ("Cy\x1b[31m Hall", "denies"),
    }
    tellings = {telling["origins"][0]["name"]: telling for telling in found["tellings"]}
    telling = tellings["Ana Lopez"]
    assert telling["sentence"] == "Ana Lopez said that rebels shot down a plane, r1."
    assert [[who["name"] for who in step["who"]] for step in telling["chain"]] == [["Sample Herald"], ["Ana Lopez"]]
    assert found["figures"] == [
        {
            "role": "dead", "min": 12, "max": 30,
            "told": [
                {"teller": "Ana Lopez", "min": 12, "max": 12, "report": telling["report"], "event": "e1"},
                {"teller": "Ben Moore", "min": 30, "max": 30, "report": tellings["Ben Moore"]["report"], "event": "e1"},
            ],
        }
    ]  # fmt: skip


def test_an_incident_by_one_of_its_events(run):
    telling = json.loads(run("incident", id_of("planned"), "--json").stdout)["tellings"][0]
    assert run("incident", f"{telling['report']}.{telling['event']}").stdout == run("incident", id_of("planned")).stdout


def test_an_incident_that_is_not_there(run):
    result = run("incident", "nothing")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no incident 'nothing'" in result.stderr


def test_outlets_compared(run):
    lines = run("compare", "Sample Herald", "sample star").stdout.splitlines()
    assert lines[:2] == ["Sample Herald · 2 reports, 2 incidents", "Sample Star · 2 reports, 1 incident"]
    assert "Only in Sample Herald (1)" in lines
    assert "    12: Sample Herald" not in lines
    assert "      12: Sample Herald" in lines
    found = json.loads(run("compare", "Sample Herald", "sample star", "--json").stdout)
    assert [outlet["outlet"] for outlet in found["outlets"]] == ["Sample Herald", "Sample Star"]
    assert [d["kind"] for d in found["differ"][0]["differences"]] == ["denial", "figures"]


def test_one_outlet_cannot_be_compared(run):
    result = run("compare", "Sample Herald")
    assert result.exit_code == 2
    assert "two outlets" in result.stderr


def test_a_source(run):
    lines = run("source", "Lopez").stdout.splitlines()
    assert lines[0] == "Ana Lopez"
    assert "2 incidents · 1 told by nobody else · 1 contested" in lines[1]
    found = json.loads(run("source", "Lopez", "--json").stdout)
    assert [(told["id"], told["says"], told["alone"]) for told in found["told"]] == [
        (id_of("happened"), "affirms", False),
        (id_of("planned"), "announces", True),
    ]


def test_a_ledger_is_asked_where_no_accounts_are_given(accounts, tmp_path):
    ledger = str(tmp_path / "ledger.duckdb")
    added = CliRunner().invoke(main, ["add", accounts, "--ledger", ledger])
    assert added.exit_code == 0, added.output
    result = CliRunner().invoke(main, ["incidents", "--json", "--ledger", ledger])
    assert ids(result) == ["happened", "planned"]


def test_no_ledger(tmp_path):
    result = CliRunner().invoke(main, ["incidents", "--ledger", str(tmp_path / "none.duckdb")])
    assert result.exit_code == 1
    assert "none.duckdb" in result.stderr


def test_what_holds_no_accounts_is_skipped(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("Troops moved.", encoding="utf-8")
    result = CliRunner().invoke(main, ["incidents", "--accounts", str(path)])
    assert result.exit_code == 3
    assert "holds no accounts" in result.stderr


def test_standard_input(accounts):
    given = Path(accounts).read_text(encoding="utf-8")
    result = CliRunner().invoke(main, ["incidents", "--json", "--accounts", "-"], input=given)
    assert ids(result) == ["happened", "planned"]
