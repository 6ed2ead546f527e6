"""The file of decisions: nothing is overwritten, what counts, and many who write at once."""

import sqlite3
import threading
from dataclasses import replace

import pytest

from histor.errors import LedgerError
from histor.records import Coder, Span
from histor.review.records import Decision, Item, to_json
from histor.review.store import Asked, Overtaken, Store, now

CODER = Coder("0", "test", "plover-2.0")
ITEM = Item("0" * 16, "a" * 64, "event", Span(3, 8))


def decision(verdict="accept", by="Anna", item=ITEM, **rest):
    return Decision(item, verdict, by, now(), CODER, "words", {"type": "ASSAULT"}, **rest)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "a.duckdb")


def test_the_file_lies_beside_the_ledger_and_comes_with_the_first_decision(store, tmp_path):
    assert store.decisions() == []
    assert store.count() == 0
    assert not store.path.exists()
    store.add(decision())
    assert store.path == tmp_path / "a.duckdb.reviews"
    assert store.path.exists()


def test_what_is_kept_comes_back(store):
    kept = store.add(decision("correct", became={"status": "future"}, note="</script>\u202e"))
    assert store.get(kept.id) == kept
    assert store.decisions() == [kept]


def test_a_later_decision_counts_and_the_earlier_one_stays(store):
    first, second = store.add(decision("accept")), store.add(decision("reject", "Bob"))
    assert store.counting(ITEM) == second
    assert store.decisions() == [second, first]
    assert store.decisions(Asked(counting=True)) == [second]


def test_an_undo_lets_the_one_before_count_again(store):
    first, second = store.add(decision("accept")), store.add(decision("reject"))
    store.add(decision("undo", undoes=second.id))
    assert store.counting(ITEM) == first
    store.add(decision("undo", undoes=first.id))
    assert store.counting(ITEM) is None
    assert store.count() == 4


def test_a_decision_after_an_undo_counts(store):
    first = store.add(decision("accept"))
    store.add(decision("undo", undoes=first.id))
    again = store.add(decision("ignore"))
    assert store.counting(ITEM) == again
    assert store.decisions(Asked(counting=True)) == [again]


def test_items_are_told_apart(store):
    others = [
        replace(ITEM, span=Span(3, 9)),
        replace(ITEM, kind="voice"),
        replace(ITEM, span=None),
        replace(ITEM, report="1" * 16),
    ]
    kept = [store.add(decision(item=item)) for item in (ITEM, *others)]
    assert [store.counting(item) for item in (ITEM, *others)] == kept
    assert store.decisions(Asked(span=Span(3, 9))) == [kept[1]]
    assert store.decisions(Asked(report="1" * 16)) == [kept[4]]


def test_a_clock_that_was_set_back_changes_nothing(store):
    first = store.add(replace(decision(), at="2999-01-01T00:00:00.000000+00:00"))
    second = store.add(decision("reject"))
    assert second.at > first.at
    assert store.counting(ITEM) == second


def test_rows_cannot_be_changed_or_deleted(store):
    store.add(decision())
    with sqlite3.connect(store.path) as connection:
        for statement in ("UPDATE reviews SET verdict = 'reject'", "DELETE FROM reviews"):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                connection.execute(statement)
    connection.close()


def test_who_looked_before_somebody_else_decided_is_told(store):
    first = store.add(decision(), after=None)
    with pytest.raises(Overtaken, match="Anna has decided"):
        store.add(decision("reject", "Bob"), after=None)
    store.add(decision("reject", "Bob"), after=first.id)
    assert store.counting(ITEM).by == "Bob"


def test_of_many_reviewers_at_once_one_gets_through(store):
    told: list[str] = []

    def decide(name):
        try:
            store.add(decision("reject", name), after=None)
            told.append("kept")
        except Overtaken:
            told.append("overtaken")

    threads = [threading.Thread(target=decide, args=(f"r{i}",)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["kept"] + ["overtaken"] * 7
    assert store.count() == 1


def test_many_decisions_of_many_threads_are_all_kept(store):
    def decide(name):
        for number in range(10):
            store.add(decision(by=name, item=replace(ITEM, span=Span(number, number + 1))))

    threads = [threading.Thread(target=decide, args=(f"r{i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.count() == 40
    assert store.count(Asked(counting=True)) == 10


def test_the_file_may_be_made_by_several_at_once(tmp_path):
    for round_ in range(30):
        store = Store(tmp_path / f"{round_}.duckdb")
        threads = [threading.Thread(target=store.add, args=(decision(by=f"r{number}"),)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.count() == 6


def test_pages_of_decisions_hold_each_once(store):
    kept = [store.add(decision(item=replace(ITEM, span=Span(i, i + 1)))) for i in range(7)]
    seen, after = [], None
    while page := store.decisions(limit=3, after=after):
        seen += page
        after = page[-1].at, page[-1].id
        store.add(decision(item=replace(ITEM, span=Span(50 + len(seen), 99))))  # newer ones do not shift the pages
    assert seen == kept[::-1]


def test_merging_twice_changes_nothing(store, tmp_path):
    kept = [store.add(decision()), store.add(decision("reject", "Bob"))]
    other = Store(tmp_path / "b.duckdb")
    assert [other.merge(kept), other.merge(kept)] == [2, 0]
    assert other.counting(ITEM) == kept[1]
    assert [to_json(d) for d in other.decisions()] == [to_json(d) for d in store.decisions()]


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be looked into" * 20, None])
def test_a_file_that_is_no_store_is_refused(tmp_path, content):
    store = Store(tmp_path / "a.duckdb")
    if content is None:
        sqlite3.connect(store.path).execute("CREATE TABLE other (x)").connection.close()
    else:
        store.path.write_bytes(content)
    for attempt in (store.decisions, lambda: store.add(decision())):
        with pytest.raises(LedgerError, match=r"a\.duckdb\.reviews"):
            attempt()


def test_without_a_folder_there_is_a_sentence(tmp_path):
    with pytest.raises(LedgerError, match="no folder"):
        Store(tmp_path / "none" / "a.duckdb").add(decision())
