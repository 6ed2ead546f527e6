"""The gate: figures that a change may not push down, pinned to the data on which they were measured.

``training/floors.toml`` has one table a data set: the SHA-256 of the data file, whether only its held-out part was
scored, and under ``floors`` one number a figure. A floor is never compared with a figure of other data.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from histor.errors import UsageError
from training.evaluate.results import Evaluation

FLOORS = Path(__file__).parents[1] / "floors.toml"
SLACK = 0.3  # points by which a figure may fall: retraining on another machine moves most figures less than this

HEADER = """\
# Floors of `make evaluate`, in per cent. Written by `python -m training.evaluate all --pin`; a floor goes down only in
# a commit that says why. Each holds for the data file with this SHA-256 alone.
"""


@dataclass(frozen=True, slots=True)
class Floor:
    """The floors of one data set."""

    sha256: str
    held_out: bool
    floors: Mapping[str, float]

    def applies_to(self, evaluation: Evaluation) -> bool:
        """Whether the evaluation scored the very data on which the floors were pinned."""
        return (self.sha256, self.held_out) == (evaluation.sha256, evaluation.held_out)


Floors = Mapping[str, Floor]


def read_floors(path: Path) -> dict[str, Floor]:
    """The pinned floors by data set. Raises UsageError where the file is missing or not in its format."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return {
            name: Floor(str(table["sha256"]), bool(table["held_out"]), _numbers(table["floors"]))
            for name, table in tables.items()
        }
    except OSError as reason:
        raise UsageError(f"{path} cannot be read: {reason}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError, AttributeError) as reason:
        raise UsageError(f"{path} is not a file of floors: {reason!r}.") from None


def _numbers(table: Mapping[str, float]) -> dict[str, float]:
    return {name: float(value) for name, value in table.items()}


def applicable(floors: Floors, evaluation: Evaluation) -> Mapping[str, float]:
    """The floors of this evaluation by figure; empty where none are pinned or they were pinned on other data."""
    floor = floors.get(evaluation.dataset)
    return floor.floors if floor and floor.applies_to(evaluation) else {}


def complaints(floors: Floors, evaluations: Sequence[Evaluation]) -> list[str]:
    """One sentence for each figure below its floor, and for each data set that its floors were not pinned on."""
    return [sentence for evaluation in evaluations for sentence in _complaints(floors, evaluation)]


def _complaints(floors: Floors, evaluation: Evaluation) -> list[str]:
    pinned = floors.get(evaluation.dataset)
    if pinned and not pinned.applies_to(evaluation):
        ours, theirs = _which(evaluation), _which(pinned)
        return [f"{evaluation.dataset}: floors pinned on {theirs} say nothing about {evaluation.data}, {ours}."]
    sentences = []
    for name, floor in applicable(floors, evaluation).items():
        figure = evaluation.figures.get(name)
        if figure is None:
            sentences.append(f"{evaluation.dataset}: {name} has a floor of {floor:.1f} but was not measured.")
        elif figure.headline < floor:
            sentences.append(f"{evaluation.dataset}: {name} is {figure.headline:.1f}, below its floor of {floor:.1f}.")
    return sentences


def _which(data: Floor | Evaluation) -> str:
    return f"{'the held-out part of ' if data.held_out else ''}data with SHA-256 {data.sha256[:12]}…"


def pinned_at(evaluations: Sequence[Evaluation]) -> dict[str, Floor]:
    """Floors a little (`SLACK`) below the figures measured."""
    return {
        evaluation.dataset: Floor(
            evaluation.sha256,
            evaluation.held_out,
            {name: round(max(0.0, figure.headline - SLACK), 1) for name, figure in evaluation.figures.items()},
        )
        for evaluation in evaluations
    }


def lowered(before: Floors, after: Floors) -> list[str]:
    """One sentence for each floor that is lower after than before, or gone."""
    sentences = []
    for dataset, floor in before.items():
        now = after[dataset].floors if dataset in after else {}
        for name, value in floor.floors.items():
            if name not in now:
                sentences.append(f"{dataset}: the floor of {name} ({value:.1f}) is gone.")
            elif now[name] < value:
                sentences.append(f"{dataset}: the floor of {name} goes down from {value:.1f} to {now[name]:.1f}.")
    return sentences


def write_floors(floors: Floors, path: Path) -> None:
    """Write the file of floors anew."""
    parts = [HEADER]
    for dataset, floor in floors.items():
        parts.append(f'\n[{dataset}]\nsha256 = "{floor.sha256}"\nheld_out = {str(floor.held_out).lower()}\n')
        parts.append(f"\n[{dataset}.floors]\n")
        parts += [f'"{name}" = {value:.1f}\n' for name, value in floor.floors.items()]
    path.write_text("".join(parts), encoding="utf-8")
