"""Workers that die, fail and are told too much: the order stays, the rest goes on."""

import os
import time

import pytest

from histor.engines import AHEAD
from histor.engines.ordered import WorkerLostError, in_order
from histor.engines.processes import Processes
from histor.engines.threads import in_threads
from histor.errors import HistorError, UsageError
from tests.engines import work


def ray_crew(attempt, prepare):
    pytest.importorskip("ray", reason="the extra ray is not installed: pip install 'histor[ray]'")
    from histor.engines.ray_actors import RayActors

    return RayActors(attempt, prepare, 2)


CREWS = {"processes": Processes, "ray": ray_crew}


@pytest.fixture
def through():
    """Items through two processes: outcomes in order."""
    return lambda items, prepare=work.nothing: in_order(items, Processes(work.do, prepare), 2)


@pytest.mark.parametrize("crew", CREWS)
def test_outcomes_come_in_the_order_of_the_items_and_the_lost_are_replaced(crew):
    items = [*range(20), "die", *range(20, 25), "error", "odd", "exit", "exit", "x" * 300_000, *range(25, 40)]
    found = list(in_order(items, CREWS[crew](work.do, work.nothing), 2))
    assert [item for item, _ in found] == items
    assert [made for item, made in found if isinstance(item, int)] == [
        2 * item for item in items if isinstance(item, int)
    ]
    by_word = {item: made for item, made in found if isinstance(item, str)}
    assert isinstance(by_word["error"], KeyError)
    assert str(by_word["odd"]) in {"OddError: one", "one"}
    assert by_word["x" * 300_000] == 300_000
    assert isinstance(by_word["die"], WorkerLostError)
    assert isinstance(by_word["exit"], WorkerLostError)
    assert "its worker ended by itself (" in str(by_word["die"])


def test_an_error_that_concerns_all_ends_everything(through):
    with pytest.raises(ValueError, match="concerns all"):
        list(through([1, "all", 2]))
    with pytest.raises(ValueError, match=r"no model\."):
        list(through([1, 2], work.broken))


def test_workers_that_cannot_start_end_everything_with_one_sentence(through):
    with pytest.raises(HistorError, match="Workers cannot start"):
        list(through(range(9), work.dies))


def test_processes_end_with_the_iterator_and_share_the_work():
    outcomes = in_order((["who"] * 200), Processes(work.do, work.nothing), 2)
    workers = {next(outcomes)[1] for _ in range(60)}
    assert len(workers) == 2
    outcomes.close()  # type: ignore[attr-defined]
    time.sleep(0.1)
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)


def test_little_is_read_ahead():
    read: list[int] = []

    def items():
        for i in range(1000):
            read.append(i)
            yield i

    outcomes = in_order(items(), Processes(work.do, work.nothing), 2)
    assert [next(outcomes) for _ in range(5)] == [(i, 2 * i) for i in range(5)]
    assert len(read) <= 5 + AHEAD * 2
    outcomes.close()  # type: ignore[attr-defined]


def test_threads_prepare_once_and_keep_the_order():
    called = []
    found = in_threads(range(30), work.do, lambda: called.append("prepare"), lambda: called.append("meanwhile"), 3)
    assert list(found) == [(i, 2 * i) for i in range(30)]
    assert sorted(called) == ["meanwhile", "prepare"]


def test_without_ray_the_engine_says_what_to_install(monkeypatch):
    from histor.engines.ray_actors import RayActors

    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    with pytest.raises(UsageError, match=r"pip install 'histor\[ray\]'"):
        RayActors(work.do, work.nothing, 1)
