"""The gate that floors are."""

from __future__ import annotations

from pathlib import Path

import pytest

from histor.errors import UsageError
from training.evaluate.__main__ import DEVELOPMENT
from training.evaluate.floors import (
    FLOORS,
    Floor,
    applicable,
    complaints,
    lowered,
    pinned_at,
    read_floors,
    write_floors,
)
from training.evaluate.results import Evaluation, Rate
from training.score import Figure


def measured(**changes: object) -> Evaluation:
    fields = {
        "dataset": "logoi",
        "data": "dev.jsonl.gz",
        "sha256": "ab" * 32,
        "size": 3,
        "figures": {"triple": Figure(78, 100, 100), "exact.cue": Rate(0.1, 9)},
    }
    return Evaluation(**(fields | changes))  # type: ignore[arg-type]


def floor(**floors: float) -> dict[str, Floor]:
    return {"logoi": Floor("ab" * 32, held_out=False, floors=floors)}


def test_nothing_is_said_without_floors() -> None:
    assert complaints({}, [measured()]) == []
    assert applicable({}, measured()) == {}


def test_a_figure_at_its_floor_holds() -> None:
    assert complaints(floor(triple=78.0), [measured()]) == []


def test_a_figure_below_its_floor_is_one_sentence() -> None:
    assert complaints(floor(triple=78.1), [measured()]) == ["logoi: triple is 78.0, below its floor of 78.1."]


def test_a_floor_without_figure_is_one_sentence() -> None:
    assert complaints(floor(chain=50.0), [measured()]) == ["logoi: chain has a floor of 50.0 but was not measured."]


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"sha256": "cd" * 32}, "SHA-256 cdcdcdcdcdcd"), ({"held_out": True}, "the held-out part of data")],
)
def test_floors_say_nothing_about_other_data(changes: dict[str, object], words: str) -> None:
    other = measured(**changes)
    (sentence,) = complaints(floor(triple=99.0), [other])
    assert "floors pinned on data with SHA-256 abababababab… say nothing about" in sentence
    assert words in sentence
    assert applicable(floor(triple=99.0), other) == {}


def test_floors_are_pinned_a_little_below_and_never_below_zero() -> None:
    assert pinned_at([measured()])["logoi"].floors == {"triple": 77.7, "exact.cue": 0.0}


def test_lowered_floors_are_told() -> None:
    before = floor(triple=78.0, chain=50.0, event=60.0)
    assert lowered(before, floor(triple=77.5, event=61.0)) == [
        "logoi: the floor of triple goes down from 78.0 to 77.5.",
        "logoi: the floor of chain (50.0) is gone.",
    ]


def test_floors_are_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    floors = pinned_at([measured(), measured(dataset="plv", held_out=True)])
    write_floors(floors, path)
    assert read_floors(path) == floors
    write_floors({}, path)
    assert read_floors(path) == {}


@pytest.mark.parametrize(
    "content", ["[logoi]\n", "logoi = 3\n", "[[", '[logoi]\nsha256="a"\nheld_out=false\nfloors=1\n']
)
def test_a_damaged_file_is_one_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "floors.toml"
    path.write_text(content)
    with pytest.raises(UsageError, match="is not a file of floors"):
        read_floors(path)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_floors(tmp_path / "none.toml")


def test_the_pinned_floors_can_be_read() -> None:
    assert set(read_floors(FLOORS)) == set(DEVELOPMENT)
