"""Place names whose truth is known: how often each lands where it should.

The names are given, where they lie is not. Figures:

    accuracy@161km     of all names, those placed within 161 km (100 miles) of the truth: a name left blank is a miss
    precision@161km    the same, of the names that were placed
    coverage           names that were placed at all

Data: one object a line with ``text`` and ``toponyms``, each with ``start``, ``end``, ``lat`` and ``lon``, as the corpora
LGL, TR-News, GeoVirus and GeoWebNews have been given it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from histor.errors import UsageError
from histor.records import Place, Span
from histor.resolve.gazetteer import Gazetteer, kilometres, shipped
from histor.resolve.places import resolve_phrases
from training.evaluate.data import read_rows
from training.evaluate.results import Evaluation, Rate
from training.evaluate.times import Part
from training.score import Json, percent

NEAR_KM = 161.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A name of a text with what it was taken for; ``km`` is how far from the truth, None where it was left blank."""

    name: str
    found: Place
    truth: tuple[float, float]
    km: float | None

    @property
    def right(self) -> bool:
        """Whether it lies within 161 km of the truth."""
        return self.km is not None and self.km <= NEAR_KM

    def __str__(self) -> str:
        """The answer on a line, for developers."""
        found = self.found
        told = (
            found.reason or f"{found.name}, {found.admin1}, {found.country} ({found.precision}), {self.km:.0f} km off"
        )
        return f"{self.name}\t{self.truth[0]:.2f} {self.truth[1]:.2f}\t{told}"


def evaluate_toponyms(dataset: str, path: Path, part: Part | None = None) -> tuple[Evaluation, list[str]]:
    """The figures of a file with the shipped gazetteer alone, and the mistakes behind them.

    ``part`` scores every second text alone, counted from 0. Raises UsageError where the file has another form.
    """
    rows = read_rows(path, ("text", "toponyms"))
    gazetteer = Gazetteer([shipped()])
    try:
        chosen = islice(rows.rows, int(part == "odd"), None, 1 if part is None else 2)
        found = list(answers(chosen, gazetteer))
    except (KeyError, TypeError, ValueError) as failure:
        raise UsageError(f"{path}: a text's toponyms have another form ({failure!r}).") from None
    if not found:
        raise UsageError(f"{path} holds no toponym.")
    note = "All texts." if part is None else f"Every second text, the {part} ones."
    evaluation = Evaluation(
        dataset=dataset,
        data=rows.path,
        sha256=rows.sha256,
        size=len(found),
        figures=figures(found),
        notes=(note,),
        held_out=part is not None,
    )
    return evaluation, [str(answer) for answer in found if not answer.right]


def answers(rows: Iterable[Json], gazetteer: Gazetteer) -> Iterator[Answer]:
    """Every name of every text, resolved together with the others of its text."""
    for row in rows:
        text = row["text"]
        spans = [Span(int(toponym["start"]), int(toponym["end"])) for toponym in row["toponyms"]]
        found = resolve_phrases(text, spans, gazetteer)
        for span, toponym, mentions in zip(spans, row["toponyms"], found, strict=True):
            truth, place = (float(toponym["lat"]), float(toponym["lon"])), mentions[0][1]
            placed = place.lat is not None and place.lon is not None
            km = kilometres((place.lat or 0.0, place.lon or 0.0), truth) if placed else None
            yield Answer(" ".join(span.of(text).split()), place, truth, km)


def figures(found: list[Answer]) -> dict[str, Rate]:
    """The figures in per cent; 0 where no name was placed."""
    placed = sum(answer.km is not None for answer in found)
    right = sum(answer.right for answer in found)
    return {
        "accuracy@161km": Rate(percent(right, len(found)), len(found)),
        "precision@161km": Rate(percent(right, placed), placed),
        "coverage": Rate(percent(placed, len(found)), len(found)),
    }
