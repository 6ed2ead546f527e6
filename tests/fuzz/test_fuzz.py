"""Each target takes changed seeds for a moment; `python -m tests.fuzz.run` does it for as long as one likes."""

import pytest

from tests.fuzz.run import at_random, changed, guarded
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS

QUICK = [name for name in TARGETS if name not in {"read", "feeds", "apart", "http"}]  # those have slow first calls


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_pass(name):
    for seed in seeds(name)[:3]:
        guarded(TARGETS[name], seed)


@pytest.mark.parametrize("name", QUICK)
def test_changed_seeds_pass(name):
    assert at_random(name, 0.2, seed=5) >= 0


def test_seeds_are_changed_in_the_same_way_every_time():
    import random

    one, other = (changed(random.Random(3), [b"on Monday in May"]) for _ in range(2))
    assert one == other != b"on Monday in May"


def test_what_breaks_a_target_is_kept(monkeypatch, tmp_path):
    def breaks(data):
        raise ZeroDivisionError

    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(TARGETS, "times", breaks)
    with pytest.raises(ZeroDivisionError):
        at_random("times", 5, seed=1)
    assert len(list(tmp_path.glob("crash-times-*"))) == 1
