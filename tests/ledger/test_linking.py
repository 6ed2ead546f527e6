"""Copies, incidents and origins kept in a ledger: whatever the order and the batches, and after every change."""

import json
import os
import random
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import product

import duckdb
import pytest

import histor
from histor.accounts import dumps
from histor.errors import LedgerError, UsageError
from histor.ledger import linker, linking, linkstate, store, told
from histor.ledger.keys import report_key
from histor.link import blocking, origins, told_json
from histor.link.copygroups import filed
from histor.link.corpus import Corpus
from histor.records import Coder, Count, Report, Span, When
from tests.ledger.linked import accounts, tagger, without_encoder
from tests.link.pairs_made import Said, reading

TABLES = ("incidents", "incident_events", "incident_origins", "incident_sources", "copies")
MADE = accounts()
pytestmark = pytest.mark.links


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    without_encoder(monkeypatch)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.duckdb"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A ledger of all accounts, linked at once."""
    with pytest.MonkeyPatch.context() as patch:
        without_encoder(patch)
        path = tmp_path_factory.mktemp("linked") / "whole.duckdb"
        histor.open(path).add(MADE)
    return path


def content(path):
    """All that linking says, in order."""
    with histor.open(path) as ledger:
        return {name: ledger.connection().execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in TABLES}


def keyed(account):
    return replace(account, report=replace(account.report, id=report_key(account.report)))


def test_what_is_stored_is_what_a_corpus_of_all_reports_says(whole):
    corpus = Corpus.linked(map(keyed, MADE), tagger())
    expected = {one.incident.id: told_json.incident_whole(one, corpus.casts) for one in corpus.told}
    with histor.open(whole) as ledger:
        stored = ledger.told([row.incident for row in ledger.incidents()])
        assert stored == json.loads(json.dumps(expected))
        assert {told_json.line_of(each)["id"] for each in stored.values()} == set(expected)
        assert ledger.unlinked() == 0
    assert len(expected) > 10
    assert max(len(one.tellings) for one in corpus.told) > 3
    assert len({row[0] for row in content(whole)["copies"]}) > 2


def test_neighbours_are_all_that_share_a_key_whatever_the_month(path):
    towns, days = ("Sarna", "Harim"), ("2013-01-05", "2015-09-05", "2015-09-28", "2015-10-20", None)
    said = [Said("raid", f"Forces hit the market in {town}", background=old) for town in towns for old in (False, True)]
    readings = [
        reading(f"r{k:02}", [replace(one, days=on)], day)
        for k, (one, day, on) in enumerate(product(said, days, (None, ("2015-09-04", "2015-09-04"))))
    ]
    histor.open(path).make()
    with store.writing(path) as connection:
        state = linkstate.State(connection)
        numbers = state.file({each.report: (filed(Report(each.report, "", "")), each) for each in readings})
        found = state.event_candidates(dict(zip(numbers, readings, strict=True)))
    keys = [[set(side.keys.tolist()) for side in blocking.keys(each)] for each in readings]
    pairs = {(i, j) for i, (_, sought) in enumerate(keys) for j, (there, _) in enumerate(keys) if sought & there}
    assert found == sorted({(min(pair), max(pair)) for pair in pairs})
    assert len(readings) < len(found) < len(readings) ** 2 / 2


@pytest.mark.parametrize("seed", range(3))
def test_neither_order_nor_batches_matter(whole, path, monkeypatch, seed):
    dice = random.Random(seed)
    monkeypatch.setattr(linker, "BATCH", dice.choice((2, 5)))
    monkeypatch.setattr(linking, "_AT_ONCE", 5)
    left = dice.sample(MADE, len(MADE))
    while left:
        size = dice.choice((1, 5, 9))
        histor.open(path).add(left[:size], link=dice.random() < 0.7)
        left = left[size:]
    histor.open(path).link()
    assert content(path) == content(whole)
    assert histor.open(path).link() == 0


def test_cells_that_are_cut_are_the_same_in_every_order(path, tmp_path, monkeypatch):
    monkeypatch.setattr("histor.link.graph.MOST_EVENTS", 4)
    histor.open(path).add(MADE)
    other = tmp_path / "b.duckdb"
    for start in (12, 6, 0):
        histor.open(other).add(reversed(MADE[start : start + 6]))
    assert content(other) == content(path)
    corpus = Corpus.linked(map(keyed, MADE), tagger())
    assert {row[0] for row in content(path)["incidents"]} == {one.incident.id for one in corpus.told}


def test_only_what_a_report_changes_is_told_anew(whole, path, monkeypatch):
    histor.open(path).add(MADE[:-1])
    before = {row.incident for row in histor.open(path).incidents()}
    told = []

    def telling(one, *rest):
        told.append(one.id)
        return origins.told(one, *rest)

    monkeypatch.setattr(linking, "told", telling)
    histor.open(path).add(MADE[-1:])
    assert 0 < len(told) < len(before) / 2
    assert content(path) == content(whole)


def test_removing_leaves_what_the_others_say(path, tmp_path):
    ledger = histor.open(path)
    ledger.add(MADE)
    gone = random.Random(1).sample(MADE, 6)
    ledger.remove(*(report_key(account.report) for account in gone))
    other = tmp_path / "b.duckdb"
    histor.open(other).add([account for account in MADE if account not in gone])
    assert content(path) == content(other)
    ledger.remove(*ledger.keys())
    assert not any(content(path).values())


def test_coding_again_links_again(whole, path):
    ledger = histor.open(path)
    ledger.add(MADE)
    new = Coder("1", "test-2", "plover-2.0")
    by_report = {report_key(account.report): account for account in MADE}

    def code(reports):
        for report in reports:
            account = by_report[report_key(report)]
            events = tuple(replace(event, id=f"x{event.id}", type="COERCE") for event in account.events)
            yield replace(account, events=events, coder=new)

    ledger.recode(code, new)
    assert ledger.unlinked() == 0
    assert {row.type for row in ledger.incidents()} == {"COERCE"}
    assert len(list(ledger.incidents())) == len(content(whole)["incidents"])
    assert content(path)["copies"] == content(whole)["copies"]
    by_report |= {key: replace(account, coder=replace(new, model="test-3")) for key, account in by_report.items()}
    ledger.recode(lambda reports: (by_report[report_key(report)] for report in reports), replace(new, model="test-3"))
    assert content(path) == content(whole)


def test_linking_anew_gives_the_same(whole, path):
    ledger = histor.open(path)
    ledger.add(MADE, link=False)
    assert ledger.unlinked() == len(MADE)
    assert list(ledger.incidents()) == []
    assert ledger.link() == len(MADE)
    assert ledger.link(anew=True) == len(MADE)
    assert content(path) == content(whole)


def test_the_vectors_of_two_models_are_not_mixed(path):

    histor.open(path).add(MADE[:2])
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE ledger SET value = 'other-1' WHERE name = 'linked_by'")
    with pytest.raises(LedgerError, match=r"linked with the model other-1, .*histor link --anew"):
        histor.open(path).add(MADE)
    assert len(histor.open(path).keys()) == len(MADE)
    assert histor.open(path).link(anew=True) == len(MADE)


def test_what_accounts_from_elsewhere_hold_is_no_reason_to_fail(path):
    account = MADE[0]
    event = replace(account.events[0], id="\ud800", quad=10**30, when=When("2015-02-30", "never", "day"))
    event = replace(event, counts={"dead": Count(Span(0, 1), 10**30, None)})
    report = replace(account.report, id="odd", published="some day", outlet="a\udfffb", title="\ud800")
    odd = replace(account, report=report, events=(event,))
    bare = replace(account, report=replace(report, id="bare", text="", outlet=None), voices=(), events=(), entities=())
    ledger = histor.open(path)
    ledger.add([odd, bare, account])
    assert ledger.unlinked() == 0
    row = next(
        row for row in ledger.incidents() if row.best.endswith(".\ufffd") or len(ledger.events_of(row.incident)) > 1
    )
    assert ledger.incident(row.incident)["tellings"]
    assert ledger.corpus(row.incident).told


# Decisions


@pytest.fixture
def ledger(path):
    with histor.open(path) as opened:
        opened.add(MADE)
        yield opened


def of_one(ledger, least):
    """The events of the first incident with so many."""
    return ledger.events_of(next(row.incident for row in ledger.incidents() if row.tellings >= least))


def incident_of(ledger, event):
    return ledger.incident(event)["id"]


def test_merging_and_taking_it_back(ledger, whole, path):
    one, other = (row.incident for row in ledger.incidents(limit=2))
    events = [*ledger.events_of(one), *ledger.events_of(other)]
    made = ledger.decide("merge", events, by="A. Sample", note="the same raid")
    assert {incident_of(ledger, event) for event in events} == {incident_of(ledger, events[0])}
    assert [each.number for each in ledger.decisions_on(events[0])] == [made.number] == [1]
    assert (made.decision.by, made.decision.note) == ("A. Sample", "the same raid")
    ledger.undo(1)
    assert ledger.decisions() == []
    ledger.close()
    assert content(path) == content(whole)


def test_who_takes_a_decision_back_leaves_a_record_of_it(ledger):
    one, other = (row.incident for row in ledger.incidents(limit=2))
    made = ledger.decide("merge", [*ledger.events_of(one), *ledger.events_of(other)], by="A. Sample")
    model = dict(ledger.connection().execute("SELECT name, value FROM ledger").fetchall())["linked_by"]
    assert (made.histor, made.model, made.undoes) == (histor.__version__, model, None)
    back = ledger.undo(1, by="B. Sample", note="two raids")
    assert (back.number, back.undoes, back.decision.by, back.decision.note) == (2, 1, "B. Sample", "two raids")
    assert back.decision.events == made.decision.events
    assert ledger.decisions() == ledger.decisions_on(one) == []
    assert ledger.decision_history() == ledger.decisions_on(one, history=True) == [made, back]
    for number in (1, 2):
        with pytest.raises(UsageError, match=f"There is no decision {number} that counts"):
            ledger.undo(number)


def test_neighbours_are_other_incidents_that_have_a_score_with_it(ledger):
    one, *_ = of_one(ledger, 2)
    found = ledger.neighbours(one, 3)
    assert incident_of(ledger, one) not in found
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert all(0 < score <= 1 for score in found.values())
    first, *rest = ledger.events_of(one)
    ledger.decide("split", [first], rest)
    assert incident_of(ledger, rest[0]) in ledger.neighbours(first, 50)
    stands = ledger.stands(ledger.decisions()[0].decision.events)
    assert list(stands.values()) == [incident_of(ledger, first)]


def test_splitting_and_forbidding_hold_against_scores_and_after_linking_anew(ledger):
    first, *rest = of_one(ledger, 4)
    ledger.decide("split", [first], rest)
    a, b = rest[:2]
    ledger.decide("forbid", [a, b])
    for _ in range(2):
        assert incident_of(ledger, first) not in {incident_of(ledger, event) for event in rest}
        assert incident_of(ledger, a) != incident_of(ledger, b)
        ledger.link(anew=True)


def test_decisions_outlive_coding_again_where_triggers_move_a_little(ledger):
    a, b = of_one(ledger, 3)[:2]
    ledger.decide("forbid", [a, b])
    new = Coder("1", "test-2", "plover-2.0")
    by_report = {report_key(account.report): account for account in MADE}

    def code(reports):
        for report in reports:
            account = by_report[report_key(report)]
            moved = (
                replace(e, id=f"x{e.id}", trigger=Span(e.trigger.start, e.trigger.end - 1)) for e in account.events
            )
            yield replace(account, events=tuple(moved), coder=new)

    ledger.recode(code, new)
    a, b = (event.replace(".e", ".xe") for event in (a, b))
    assert incident_of(ledger, a) != incident_of(ledger, b)


def test_a_decision_holds_for_reports_that_come_back(ledger, path, whole):
    a, b = of_one(ledger, 3)[:2]
    ledger.decide("forbid", [a, b])
    before = content(path)
    account = next(each for each in MADE if report_key(each.report) == a.rpartition(".")[0])
    ledger.remove(report_key(account.report))
    ledger.add([account])
    ledger.close()
    assert content(path) == before != content(whole)


def test_decisions_that_say_nothing_are_refused(ledger):
    event = of_one(ledger, 1)[0]
    for kind, events, others in (("merge", [event], ()), ("split", [event], ()), ("forbid", [event, event], ())):
        with pytest.raises(UsageError):
            ledger.decide(kind, events, others)
    with pytest.raises(UsageError, match="There is no event 'none'"):
        ledger.decide("merge", [event, "none"])
    with pytest.raises(UsageError, match="There is no decision 7 that counts"):
        ledger.undo(7)
    assert ledger.decisions() == []


# Asking


def test_incidents_by_filters_of_events_and_page_by_page(ledger):
    every = list(ledger.incidents())
    assert [row.origins for row in every] == sorted((row.origins for row in every), reverse=True)
    assert {row.type for row in ledger.incidents(type="CONSULT")} == {"CONSULT"}
    contested = list(ledger.incidents(standing=("contested",), min_origins=2))
    assert contested
    assert all(row.standing == "contested" and row.origins >= 2 for row in contested)
    pages, cursor = [], None
    while True:
        page = ledger.incidents(limit=4, cursor=cursor).page()
        pages += page.rows
        cursor = page.next
        if cursor is None:
            break
    assert pages == every
    assert ledger.incidents().count() == len(every)


def test_an_incident_by_id_beginning_and_event(ledger):
    row = next(iter(ledger.incidents()))
    assert ledger.incident(row.incident) == ledger.incident(row.incident[:-3]) == ledger.incident(row.best)
    for name in ("incident-", "nothing", ""):
        with pytest.raises(UsageError, match="incident"):
            ledger.incident(name)


def test_sources_and_outlets_are_those_of_the_whole_corpus(ledger):
    corpus = Corpus.linked(map(keyed, MADE), tagger())
    for name in ("Ana Lopez", "Moore", "Sample Herald"):
        found, around = ledger.source(name)
        assert told_json.dossier(found, around.casts) == told_json.dossier(corpus.source(name), corpus.casts)
    outlets = ("Sample Herald", "Sample Star")
    found, around = ledger.compare(*outlets)
    assert told_json.comparison(found, around.casts) == told_json.comparison(corpus.compare(*outlets), corpus.casts)
    for ask, name in ((ledger.source, "Nobody"), (ledger.compare, "Sample Nowhere")):
        with pytest.raises(UsageError, match=name):
            ask(name)


def test_sources_and_outlets_hold_few_accounts_at_once(ledger, monkeypatch):
    asked = (
        lambda: told_json.dossier(*_with_casts(ledger.source("Sample Herald"))),
        lambda: told_json.comparison(*_with_casts(ledger.compare("Sample Herald", "Sample Star"))),
    )
    at_once = [ask() for ask in asked]
    held = []
    hold = told.Casts.hold

    def counted(casts, keys):
        hold(casts, keys)
        held.append(len(casts._held))

    monkeypatch.setattr(told, "_AT_ONCE", 1)
    monkeypatch.setattr(told, "_HELD", 4)
    monkeypatch.setattr(told.Casts, "hold", counted)
    largest = max(len(set(one["carriers"])) for one in map(ledger.incident, _incidents(ledger)))
    assert [ask() for ask in asked] == at_once
    assert len(held) > len(MADE)
    assert max(held) <= max(4, largest) < len(MADE)


def test_accounts_of_a_corpus_can_be_read_when_the_ledger_was_closed(ledger):
    found, around = ledger.compare("Sample Herald", "Sample Star")
    ledger.close()
    assert sorted(around.casts) == list(around.casts)
    assert len(around.casts) == len(list(around.casts))
    assert "nowhere" not in around.casts
    assert told_json.comparison(found, around.casts)["outlets"]


def _with_casts(answer):
    found, around = answer
    return found, around.casts


def _incidents(ledger):
    return [row.incident for row in ledger.incidents()]


# Kills

ADD = """
import sys
from pytest import MonkeyPatch
from tests.ledger.linked import without_encoder
without_encoder(MonkeyPatch())
from histor.ledger import add, linker, linking
add.BATCH, linker.BATCH = 6, 4
told = linking.told
def slow(*given):
    print("telling", flush=True)
    return told(*given)
linking.told = slow
from histor.cli import main
main(["add", "--ledger", sys.argv[1], sys.argv[2]], prog_name="histor")
"""


@pytest.mark.parametrize("moment", [2, 30])
def test_a_kill_leaves_nothing_half_linked(whole, path, tmp_path, moment):
    file = tmp_path / "accounts.jsonl"
    file.write_text("".join(dumps(account) + "\n" for account in MADE), encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-c", ADD, str(path), str(file)], stdout=subprocess.PIPE)
    assert process.stdout
    for _ in range(moment):
        assert process.stdout.readline() == b"telling\n"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    with histor.open(path) as ledger:
        events = ledger.sql("SELECT count(*) FROM linked_events").rows
        assert ledger.sql("SELECT count(*) FROM incident_events").rows == events  # each in one incident, or not yet
    histor.open(path).add(MADE)
    assert content(path) == content(whole)
