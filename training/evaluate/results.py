"""What an evaluation yields: named figures about named data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from training.score import Figure, Json


@dataclass(frozen=True, slots=True)
class Rate:
    """A single number in per cent (a share or a mean) over ``reference`` cases."""

    value: float
    reference: int

    @property
    def headline(self) -> float:
        """The number that floors and comparisons are about."""
        return self.value

    def to_json(self) -> Json:
        """Keys ``value`` (per cent) and ``reference`` (a number of cases)."""
        return {"value": self.value, "reference": self.reference}


Measured = Figure | Rate


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one data set.

    ``figures`` are those that floors hold; ``details`` are further numbers (per class, calibration) that explain
    them. ``size`` counts reports or pairs; ``notes`` are sentences on how the data were used.
    """

    dataset: str
    data: str
    sha256: str
    size: int
    figures: Mapping[str, Measured]
    details: Mapping[str, Measured] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    held_out: bool = False

    def to_json(self) -> Json:
        """The object that ``--json`` prints: each figure with its counts, and its headline under its own name."""
        return {
            **{name: figure.headline for name, figure in self.figures.items()},
            "dataset": self.dataset,
            "data": self.data,
            "sha256": self.sha256,
            "size": self.size,
            "held_out": self.held_out,
            "figures": {name: figure.to_json() for name, figure in self.figures.items()},
            "details": {name: figure.to_json() for name, figure in self.details.items()},
            "notes": list(self.notes),
        }
