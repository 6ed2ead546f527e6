import time

import pytest

from histor.errors import LedgerError
from histor.read import report_from_text
from histor.read.fetch import Validators
from histor.read.listed import Listed
from histor.watch.state import LONGEST, State

NEWS = "The army said on Monday that it had taken the town."


@pytest.fixture
def state(tmp_path):
    state = State(tmp_path / "a.watch")
    yield state
    state.close()


def entry(number, host="a.example"):
    return f"https://{host}/{number}", host, Listed(f"https://{host}/{number}", title=f"T{number}"), None


def again(state):
    state.close()
    return State(state.path)


def test_an_item_is_found_once_and_the_validators_come_with_it(state):
    assert state.found("feed", [entry(1), entry(2), entry(1)], Validators("e"), 5.0) == 2
    assert state.found("other", [entry(2)], Validators(), 5.0) == 0
    state = again(state)
    assert state.source("feed") == (Validators("e"), 5.0, 0)
    assert [item.listed.title for item in state.pages_of("a.example", 1.0, 9)] == ["T1", "T2"]


def test_a_look_that_fails_in_the_middle_keeps_nothing(state):
    def entries():
        yield entry(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        state.found("feed", entries(), Validators("e"), 5.0)
    assert state.source("feed")[0] == Validators()
    assert state.waiting_hosts(1.0) == []


def test_the_way_of_an_item(state):
    state.found("feed", [entry(1)], Validators(), 0.0)
    [item] = state.pages_of("a.example", 1.0, 9)
    state.put_off(item.number, 100.0, "down")
    assert state.pages_of("a.example", 99.0, 9) == []
    state.read(item.number, report_from_text(NEWS))
    state = again(state)
    assert state.held() == 1
    [held] = state.next_reports(10, 3)
    assert held.report == report_from_text(NEWS)
    state.done([held.number])
    assert (state.held(), state.next_reports(10, 3)) == (0, [])
    assert state.found("feed", [entry(1)], Validators(), 0.0) == 0


def test_a_report_that_ends_the_program_comes_alone_and_is_given_up(state):
    state.found("feed", [entry(1), entry(2)], Validators(), 0.0)
    for item in state.pages_of("a.example", 1.0, 9):
        state.read(item.number, report_from_text(f"{NEWS} {item.number}"))
    assert [len(state.next_reports(10, 3)) for _ in range(3)] == [2, 2, 2]
    assert [len(state.next_reports(10, 3)) for _ in range(3)] == [1, 1, 1]
    [worn] = state.worn_out(6)
    state.skip(worn, "ends the program")
    state.not_coded([held.number for held in state.next_reports(10, 3)])
    assert len(state.next_reports(10, 3)) == 1


def test_a_clock_that_was_set_back_stops_nothing(state):
    state.found("feed", [entry(1)], Validators(), time.time() + 10 * LONGEST, time.time() + 10 * LONGEST)
    assert state.source("feed")[1] == 0.0
    assert state.waiting_hosts(time.time()) == ["a.example"]


def test_alerts_are_kept_once_with_what_is_known(state):
    told = {"id": "a1", "sentence": "x"}
    assert state.known("q") is None
    assert state.learn("q", ["e1"], [told, told], ["log", "jsonl"]) == 1
    state = again(state)
    assert state.known("q") == {"e1"}
    first, second = state.deliveries(1.0, ["log", "jsonl"])
    assert {first.channel, second.channel} == {"log", "jsonl"}
    state.not_delivered(first, 50.0)
    state.delivered(second)
    assert state.deliveries(49.0, ["log", "jsonl"]) == []
    [left] = state.deliveries(51.0, ["log", "jsonl"])
    assert (left.alert, left.tries) == ("a1", 1)


def test_one_watch_at_a_time(state):
    with pytest.raises(LedgerError, match="Another histor watch"):
        State(state.path)


def test_what_is_no_state(tmp_path):
    (tmp_path / "b.watch").write_bytes(b"no database at all" * 100)
    with pytest.raises(LedgerError, match="file is not a database"):
        State(tmp_path / "b.watch")
