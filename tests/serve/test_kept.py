"""What the server keeps: answers, and the rows that filters left, as long as the ledger is the same."""

import time
from functools import partial

import histor
from histor.ledger.filters import Filters
from histor.ledger.overview import Chosen
from histor.serve.app import create_app
from histor.serve.guard import LOOPBACK_NAMES
from histor.serve.kept import LARGEST, Kept
from histor.serve.shelf import Shelf
from tests.ledger.make import three
from tests.serve.conftest import Client
from tests.serve.make import nested


def test_what_was_asked_for_last_stays_longest():
    kept = Kept[int](most=10)
    kept.put("a", 1, 4)
    kept.put("b", 2, 4)
    assert kept.get("a") == 1
    kept.put("c", 3, 4)
    assert [kept.get(key) for key in "abc"] == [1, None, 3]


def test_a_key_has_one_value_and_its_size_counts_once():
    kept = Kept[int](most=10)
    for value in range(5):
        kept.put("a", value, 6)
    kept.put("b", 9, 4)
    assert (kept.get("a"), kept.get("b")) == (4, 9)


def test_what_is_too_large_is_not_kept():
    kept = Kept[int]()
    kept.put("a", 1, LARGEST + 1)
    assert kept.get("a") is None


def test_an_answer_is_made_once(ledger_path, monkeypatch):
    asked = []

    def flat(found):
        asked.append(found)
        return {"reports": found.reports}

    monkeypatch.setattr("histor.serve.api._flat", flat)
    client = Client(create_app(ledger_path, hosts=LOOPBACK_NAMES))
    first, again = client.get("/api/v1/stats"), client.get("/api/v1/stats")
    assert (first.content, first.headers["etag"]) == (again.content, again.headers["etag"])
    assert len(asked) == 1
    client.get("/api/v1/stats.json")
    assert len(asked) == 2


def test_when_something_is_added_answers_are_made_anew(tmp_path, monkeypatch):
    path = tmp_path / "l.duckdb"
    histor.open(path).add(three())
    monkeypatch.setattr("histor.serve.app.Shelf", partial(Shelf, linger=0.01))
    client = Client(create_app(path, hosts=LOOPBACK_NAMES))
    assert client.get("/api/v1/stats").json()["reports"] == 3
    time.sleep(0.3)  # until the file is free
    histor.open(path).add([nested()])
    assert client.get("/api/v1/stats").json()["reports"] == 4


def test_the_rows_that_filters_leave_are_found_out_once(ledger_path, monkeypatch):
    shelf = Shelf(ledger_path)
    chosen = Chosen(Filters.of(actor="USA"))
    with shelf.reading() as ledger:
        bits = ledger.settled(chosen).bits
    assert bits
    assert set(bits) == {"0", "1"}
    monkeypatch.setattr("histor.ledger.overview.settled", lambda *_: 1 / 0)
    with shelf.reading() as ledger:
        assert ledger.settled(chosen).bits == bits
    shelf.close()
