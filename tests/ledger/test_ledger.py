"""The ledger as a store: adding, removing, coding again, versions, the lock."""

import json
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

import histor
from histor.accounts import dumps
from histor.errors import LedgerError
from histor.ledger import add as adding
from histor.ledger.keys import report_key
from histor.ledger.tables import rows_of
from histor.records import Coder, Count, Span, When
from tests.cli.builder import Builder, syria
from tests.ledger.make import CODER, kunduz, many, named_twice, renamed, suva, three

TABLES = ("reports", "accounts", "voices", "events", "entities", "places", "actors")


def content(path):
    """All that a ledger holds, in order."""
    with histor.open(path) as ledger:
        return [ledger.connection().execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in TABLES]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.duckdb"


def test_accounts_come_back_byte_for_byte(path):
    accounts = sorted(three(), key=lambda account: report_key(account.report))
    ledger = histor.open(path)
    assert ledger.add(accounts) == 3
    assert list(ledger.accounts()) == [dumps(account) for account in accounts]
    assert ledger.account(report_key(accounts[1].report)) == accounts[1]
    assert ledger.account("nothing") is None


def test_adding_again_changes_nothing(path):
    told: list[adding.Stored] = []
    ledger = histor.open(path)
    ledger.add(many(20), on_stored=told.append)
    before = content(path)
    assert ledger.add([*many(20), *many(1)], on_stored=told.append) == 0
    assert content(path) == before
    assert [stored.new for stored in told] == [True] * 20 + [False] * 21


def test_the_order_and_the_batches_of_adding_leave_no_trace(tmp_path, monkeypatch):
    accounts = [*many(7), *three()]
    histor.open(tmp_path / "a.duckdb").add(accounts)
    monkeypatch.setattr(adding, "BATCH", 3)
    histor.open(tmp_path / "b.duckdb").add([*reversed(accounts), *accounts])
    assert content(tmp_path / "a.duckdb") == content(tmp_path / "b.duckdb")


def test_keys_come_from_content():
    report = syria().report
    keys = {report_key(replace(report, **change)) for change in (
        {}, {"id": "other"}, {"outlet": "other"}, {"published": None}, {"url": "https://a.example"}, {"sha256": "0"},
    )}  # fmt: skip
    assert len(keys) == 6
    assert report_key(replace(report, title="found later", byline="too")) == report_key(report)


def test_an_event_row_says_it_all():
    row = rows_of(kunduz())["events"][0]
    key = report_key(kunduz().report)
    assert row["event"] == f"{key}.e1"
    assert (row["actor_names"], row["actor_codes"]) == (["United States Armed Forces"], ["USA"])
    assert (row["actor_sectors"], row["actor_entities"]) == (["MIL"], [f"{key}.n1"])
    assert (row["recipient_names"], row["dead_min"], row["dead_max"]) == (["22 people"], 22, 22)
    assert (row["place_name"], row["country"], row["place_words"]) == ("Kunduz", "AFG", "Kunduz")
    assert (row["when_from"], row["when_to"], row["when_precision"]) == ("2015-10-03", "2015-10-03", "day")
    assert row["chain"] == ["Sample Wire", "Médecins Sans Frontières"]
    assert (row["teller"], row["teller_code"], row["stance"]) == ("Médecins Sans Frontières", "NGO", "affirm")
    assert row["sentence"].startswith("KUNDUZ, Oct 3 - US warplanes")
    assert row["sentence"].endswith("said.")


def test_a_filler_without_an_entity_keeps_its_words():
    account = Builder("Gunmen attacked.").event("attacked", "ASSAULT", actor=("Gunmen",)).account
    row = rows_of(account)["events"][0]
    assert (row["actor_names"], row["actor_codes"], row["actor_entities"]) == (["Gunmen"], ["---"], [None])
    assert (row["teller"], row["stance"], row["chain"]) == (None, None, [None])


def test_an_actor_row_sums_up_a_report():
    rows = rows_of(named_twice())["actors"]
    assert [(row["name"], row["code"], row["sectors"], row["as_actor"], row["as_recipient"]) for row in rows] == [
        ("Smith", "USA", "GOV", 1, 0),
        ("rebels", "---", "", 0, 1),
        ("Smith", "USA", "MIL", 1, 1),
    ]
    assert [(row["first"], row["last"], row["reports"]) for row in rows] == [
        ("2015-09-01", "2015-09-30", 1),
        ("2015-09-01", "2015-09-30", 1),
        ("2015-08-31", "2015-08-31", 0),
    ]
    assert rows[2]["actor_fold"] == "| =usa | +mil | smith |"


def test_text_that_utf8_cannot_hold_is_no_reason_to_fail(path):
    account = Builder("\ud800 Gunmen \x00 attacked.", title="a\udfffb").event("attacked", "ASSAULT").account
    event = replace(account.events[0], when=When("2015-02-30", "9999-12-31", "day"))
    event = replace(event, id="\ud800", quad=10**30, counts={"dead": Count(Span(0, 1), 10**30, -(10**30))})
    account = replace(account, events=(event,))
    ledger = histor.open(path)
    assert ledger.add([account]) == 1
    assert list(ledger.accounts()) == [dumps(account)]
    (row,) = ledger.events()
    assert (row.sentence, row.when_from, row.when_to) == ("\ufffd Gunmen \x00 attacked.", None, "9999-12-31")
    assert (row.id, row.event[16:], row.quad, row.dead_min) == ("\ufffd", ".\ufffd", 0, None)
    assert [report.title for report in ledger.reports()] == ["a\ufffdb"]


def test_what_was_coded_before_a_failure_is_stored(path):
    def failing():
        yield from many(3)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        histor.open(path).add(failing())
    assert len(histor.open(path).keys()) == 3


def test_a_failing_batch_leaves_nothing_behind(path, monkeypatch):
    histor.open(path).add(many(2))
    before = content(path)
    monkeypatch.setattr(adding, "put_accounts", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        histor.open(path).add(many(5))
    assert content(path) == before


def test_reports_are_removed_by_key_id_or_address(path):
    ledger = histor.open(path)
    ledger.add(three())
    key = report_key(suva().report)
    assert ledger.remove("syria", "https://a.example/1", "no such") == {
        "syria": 1, "https://a.example/1": 1, "no such": 0,
    }  # fmt: skip
    assert ledger.keys() == {key}
    assert [{row[0] for row in rows} for rows in content(path)[:2]] == [{key}, {key}]
    assert ledger.voices().count() == 0
    assert ledger.remove(key) == {key: 1}
    assert all(rows == [] for rows in content(path))


# Coding again


NEW = Coder("1", "test-2", "plover-2.0")


def new_coding(reports):
    for report in reports:
        account = Builder(report.text).event("Syria" if "Syria" in report.text else "o", "AID").account
        yield replace(account, report=report, coder=NEW)


def test_recoding_exchanges_the_coding_and_keeps_the_reports(path):
    ledger = histor.open(path)
    ledger.add(many(7))
    keys = ledger.keys()
    done = ledger.recode(new_coding, NEW)
    assert (done.changed, done.failed) == (7, 0)
    assert ledger.keys() == keys
    assert {event.type for event in ledger.events()} == {"AID"}
    assert (ledger.voices().count(), ledger.stats().waiting) == (0, 0)
    assert set(ledger.stats().coders) == {NEW}
    assert ledger.recode(new_coding, NEW).changed == 0
    assert ledger.recode(new_coding, NEW, everything=True).changed == 7


def test_until_a_recoding_is_complete_the_old_coding_stays(path, monkeypatch):
    ledger = histor.open(path)
    ledger.add(many(7))
    before = content(path)
    monkeypatch.setattr("histor.ledger.recode.BATCH", 2)
    asked = []

    def stopped(reports):
        for number, account in enumerate(new_coding(reports)):
            if number == 5:
                raise KeyboardInterrupt
            yield account

    with pytest.raises(KeyboardInterrupt):
        ledger.recode(stopped, NEW)
    assert content(path) == before
    assert ledger.stats().waiting == 4

    def rest(reports):
        for account in new_coding(reports):
            asked.append(account)
            yield account

    assert ledger.recode(rest, NEW).changed == 7
    assert len(asked) == 3  # the others were done


def test_another_model_begins_a_recoding_anew(path):
    ledger = histor.open(path)
    ledger.add(many(3))

    def stopped(reports):
        for account in new_coding(reports):
            yield account
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ledger.recode(stopped, NEW)
    newer = replace(NEW, model="test-3")
    done = ledger.recode(lambda reports: (replace(a, coder=newer) for a in new_coding(reports)), newer)
    assert done.changed == 3
    assert set(ledger.stats().coders) == {newer}


def test_a_report_that_cannot_be_coded_again_keeps_its_coding(path):
    ledger = histor.open(path)
    ledger.add(many(3))
    done = ledger.recode(lambda reports: iter(list(new_coding(reports))[1:]), NEW)
    assert (done.changed, done.failed) == (2, 1)
    assert set(ledger.stats().coders) == {CODER, NEW}


# The file


def test_no_ledger_is_one_sentence(path):
    with pytest.raises(LedgerError, match=r"There is no ledger .*a\.duckdb; `histor add` makes one"):
        histor.open(path).events().count()
    assert histor.open(path).keys() == frozenset()
    with pytest.raises(LedgerError, match="There is no folder"):
        histor.open(path / "b" / "c.duckdb").add(many(1))


@pytest.mark.parametrize("held", [b"", b"no ledger at all" * 500])
def test_another_file_is_no_ledger(path, held):
    path.write_bytes(held)
    with pytest.raises(LedgerError, match=r"a\.duckdb"):
        histor.open(path).stats()
    with pytest.raises(LedgerError, match=r"a\.duckdb"):
        histor.open(path).add(many(1))
    assert path.read_bytes() == held


def test_a_duckdb_file_is_no_ledger_yet(path):
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE t (i INTEGER)")
    with pytest.raises(LedgerError, match="is a DuckDB file, but no ledger"):
        histor.open(path).add(many(1))


def test_another_version_is_told(path):
    histor.open(path).add(many(1))
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE ledger SET value = '99' WHERE name = 'schema'")
        connection.execute("UPDATE ledger SET value = '7.1\x1b' WHERE name = 'made_by'")
    with pytest.raises(
        LedgerError, match=r"made by Histor 7\.1\\x1b and has tables of version 99; Histor .* version 4"
    ):
        histor.open(path).stats()


HOLD = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "read")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def held(path):
    """A process that has the ledger open until it is told otherwise."""
    histor.open(path).add(many(1))
    started = []

    def hold(how):
        command = [sys.executable, "-c", HOLD, str(path), how]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdout
        assert process.stdout.readline() == b"held\n"
        started.append(process)
        return process

    yield hold
    for process in started:
        process.communicate()


def test_many_may_read(path, held):
    held("read")
    assert histor.open(path).reports().count() == 1


def test_who_reads_while_another_writes_is_told_so(path, held):
    writer = held("write")
    with pytest.raises(LedgerError, match=rf"in use: process {writer.pid} writes to it\. Try again"):
        histor.open(path, wait=0.1).stats()


def test_who_writes_while_another_reads_is_told_so(path, held):
    reader = held("read")
    with pytest.raises(LedgerError, match=rf"in use: process {reader.pid} has it open\. Try again"):
        histor.open(path, wait=0.1).add(many(1, 5))


def test_a_writer_waits_for_a_reader_to_end(path, held):
    reader = held("read")
    threading.Timer(0.3, reader.kill).start()
    assert histor.open(path, wait=60).add(many(1, 5)) == 1


def test_a_ledger_may_be_asked_while_it_grows(path):
    ledger = histor.open(path)
    ledger.add(many(1))

    def growing():
        for number in range(1, 4):
            yield from many(1, ledger.reports().count() + number)

    assert ledger.add(growing()) > 0


def test_the_columns_of_the_schema_are_the_fields_of_the_rows(path):
    from dataclasses import fields

    from histor.ledger.ask import KINDS

    ledger = histor.open(path)
    ledger.add(three())
    rows = rows_of(kunduz())
    for name in ("reports", "voices", "events", "entities", "places", "actors"):
        query = "SELECT column_name FROM duckdb_columns() WHERE table_name = ?"
        columns = [column for (column,) in ledger.connection().execute(query, [name]).fetchall()]
        assert set(rows[name][0]) == set(columns)
        if name in ("reports", "voices", "events"):
            shown = [column for column in columns if not column.endswith(("_fold", "_sign")) and column != "text"]
            assert [item.name for item in fields(KINDS[name].record)] == shown


def test_the_documentation_has_every_table_and_column():
    import re
    from importlib.resources import files

    schema = (files("histor.ledger") / "schema.sql").read_text(encoding="utf-8")
    page = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text(encoding="utf-8")
    lines = re.findall(r"^    (\w+) [A-Z]+(?:\[\])?,? +-- (.+)$", schema, re.M)
    assert len(lines) > 100
    for column, meaning in lines:
        assert f"| `{column}` | {meaning} |" in page, column


def test_views_link_events_to_who_acts_and_who_tells(path):
    ledger = histor.open(path)
    ledger.add([renamed(syria(), "syria")])
    key = report_key(renamed(syria(), "syria").report)
    told = ledger.sql("SELECT number, voice, stance FROM tellings WHERE event LIKE '%.e2' ORDER BY number").rows
    assert told == ((1, f"{key}.v2", "affirm"), (2, f"{key}.v3", "deny"))
    acted = ledger.sql("SELECT role, name, code, entity FROM fillers WHERE event LIKE '%.e1'").rows
    assert acted == (("actor", "Russia", "RUS", f"{key}.n2"),)
    assert ledger.sql("SELECT words FROM times").rows == (("Saturday",),)


def test_stats_count(path):
    ledger = histor.open(path)
    ledger.add(three())
    found = ledger.stats()
    assert (found.reports, found.outlets, found.voices, found.events, found.places) == (3, 3, 6, 5, 2)
    assert found.types == {"ASSAULT": 3, "CONSULT": 1, "MOBILIZE": 1}
    assert (found.published, found.when) == (("2015-09-06", "2015-10-03"), ("2015-09-05", "2016-09-30"))
    assert json.loads(json.dumps({"bytes": found.bytes}))["bytes"] == path.stat().st_size
