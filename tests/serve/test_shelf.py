"""The ledger as the server reads it: bounded in time, and free for writers in between."""

import threading
import time

import duckdb
import pytest

import histor
from histor.serve.problems import Problem
from histor.serve.shelf import Shelf
from tests.ledger.make import many, three

ENDLESS = "SELECT count(*) FROM range(100000000000) AS a, range(100000000000) AS b"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.duckdb"
    histor.open(path).add(three())
    return path


def test_a_question_that_takes_too_long_is_stopped(path):
    shelf = Shelf(path, seconds=1.0)
    begun = time.monotonic()
    with pytest.raises(Problem) as raised, shelf.reading() as ledger:
        ledger.connection().cursor().execute(ENDLESS).fetchall()
    assert raised.value.code == "too_slow"
    assert time.monotonic() - begun < 60
    with shelf.reading() as ledger:
        assert ledger.stats().reports == 3


def test_when_the_time_is_over_no_other_question_begins(path):
    with pytest.raises(Problem) as raised, Shelf(path, seconds=0.01).reading() as ledger:  # noqa: PT012
        time.sleep(0.5)
        ledger.stats()
    assert raised.value.code == "too_slow"


def test_the_file_is_free_when_nobody_asks(path):
    shelf = Shelf(path, linger=0.05)
    with shelf.reading() as ledger:
        assert ledger.stats().reports == 3
    until = time.monotonic() + 30
    while shelf._connection is not None and time.monotonic() < until:
        time.sleep(0.05)
    histor.open(path).add(many(2))
    with shelf.reading() as ledger:
        assert ledger.stats().reports == 5
    shelf.close()


def test_the_file_stays_open_from_one_question_to_the_next(path):
    shelf = Shelf(path, linger=60)
    with shelf.reading():
        first = shelf._connection
    with shelf.reading():
        assert shelf._connection is first
    shelf.close()


def test_nothing_but_the_ledger_can_be_read_or_written(path):
    with pytest.raises(duckdb.Error), Shelf(path).reading() as ledger:
        ledger.connection().cursor().execute("SELECT * FROM read_text('/etc/hostname')")
    with pytest.raises(duckdb.Error), Shelf(path).reading() as ledger:
        ledger.connection().cursor().execute("DELETE FROM events")


def test_the_version_is_that_of_the_content(path, tmp_path):
    shelf = Shelf(path)
    before = shelf.version()
    with shelf.reading() as ledger:
        ledger.stats()
    shelf.close()
    assert shelf.version() == before
    histor.open(path).add(many(1))
    assert shelf.version() != before
    assert Shelf(tmp_path / "none").version() == "- -"


def test_many_threads_read_at_once(path):
    shelf = Shelf(path)
    found, failed = [], []

    def ask():
        try:
            with shelf.reading() as ledger:
                found.append(len(list(ledger.events())))
        except Exception as error:  # noqa: BLE001  whatever it is, the test must hear of it
            failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shelf.close()
    assert not failed
    assert set(found) == {5}
    assert len(found) == 20
