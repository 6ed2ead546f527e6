from datetime import date

import pytest

import histor
from histor.ledger.keys import report_key
from histor.watch import surge
from histor.watch.config import Query
from histor.watch.queries import Queries
from histor.watch.state import State
from tests.ledger import linked

pytestmark = pytest.mark.links


@pytest.fixture
def state(tmp_path):
    state = State(tmp_path / "a.watch")
    yield state
    state.close()


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    linked.without_encoder(monkeypatch)
    ledger = histor.open(tmp_path / "a.duckdb")
    ledger.make()
    yield ledger
    ledger.close()


def query(*alert, name="attacks", origins=3, **filters):
    return Query(name, filters, (), 0, alert, origins, 2.0, 5, 8)


def raised(state):
    return [(told["kind"], told["query"]) for told in reversed(state.latest_alerts(1_000))]


def test_each_incident_is_told_once_in_whatever_order_reports_come(state, ledger):
    accounts = linked.accounts(16)
    queries = Queries([query("new", type="ASSAULT")], state, ["log"])
    queries.ask(ledger)
    for account in reversed(accounts):
        ledger.add([account])
        queries.ask(ledger)
    told = [alert["incident"]["incident"] for alert in state.latest_alerts(1_000)]
    assert told
    assert len(set(told)) == len(told)
    assert queries.ask(ledger) == Queries([query("new", type="ASSAULT")], state, ["log"]).ask(ledger) == 0
    assert len(state.deliveries(1.0, ["log"])) == len(told)


def test_what_was_there_before_the_query_is_not_told(state, ledger):
    accounts = linked.accounts(16)
    ledger.add(accounts[:8])
    queries = Queries([query("new", type="ASSAULT")], state, ["log"])
    assert queries.ask(ledger) == 0
    ledger.add(accounts[8:])
    queries.ask(ledger)
    told = state.latest_alerts(1_000)
    assert len(told) < ledger.incidents(type="ASSAULT").count()
    old = {report_key(account.report) for account in accounts[:8]}
    assert all(alert["incident"]["best"].partition(".")[0] not in old for alert in told)


def test_contested_and_origins(state, ledger):
    queries = Queries([query("contested", "origins", origins=2)], state, ["log"])
    queries.ask(ledger)
    ledger.add(linked.accounts(24))
    queries.ask(ledger)
    contested = ledger.incidents(standing=["contested"]).count()
    many = ledger.incidents(min_origins=2).count()
    assert many
    assert sorted(raised(state)) == [("contested", "attacks")] * contested + [("origins", "attacks")] * many
    [first, *_] = state.latest_alerts(1)
    assert first["incident"]["origins"] >= 2
    assert "origins" in first["sentence"]


def test_another_condition_is_another_query_and_another_name_is_not(state, ledger):
    Queries([query("new", type="ASSAULT")], state, ["log"]).ask(ledger)
    ledger.add(linked.accounts(4))
    assert Queries([query("new", type="CONSULT")], state, ["log"]).ask(ledger) == 0
    assert Queries([query("new", name="renamed", type="ASSAULT")], state, ["log"]).ask(ledger) > 0


def test_a_surge_is_told_once_a_week_with_its_numbers(state, ledger, monkeypatch):
    monkeypatch.setattr(type(ledger), "published", lambda _: (date(2015, 1, 1), date(2015, 9, 6)))
    monkeypatch.setattr(surge, "_by_week", lambda *_: [9, 1, 0, 2, 1])
    queries = Queries([query("surge", type="ASSAULT")], state, ["log"])
    assert (queries.ask(ledger), queries.ask(ledger)) == (1, 0)
    [told] = state.latest_alerts(9)
    assert told["numbers"]["past"] == [1, 0, 2, 1]
    assert "9 incidents in the week to 2015-09-06, where 1 a week were usual (9 times" in told["sentence"]


def test_weeks_are_counted_from_incidents_not_from_reports(ledger):
    ledger.add(linked.accounts(24))
    counts = surge._by_week(ledger, query("surge", type="ASSAULT"), date(2015, 9, 20), 5)
    dated = ledger.incidents(type="ASSAULT", since="2015-08-10", until="2015-09-20").count()
    assert len(counts) == 6
    assert 0 < sum(counts) <= dated
