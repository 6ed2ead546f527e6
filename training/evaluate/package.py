"""All that evaluation asks of the installed package, in one place.

The package is imported when it is first needed, so that ``--help`` and the tests do not load a model.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

from histor.errors import ReadError
from histor.records import Span
from training.score import Json, empty_account

if TYPE_CHECKING:
    from histor.tag import Tagger

Guideline = Literal["histor", "polnear"]


class PairScores(Protocol):
    """The model's reading of a marked pair: probabilities of the root classes, and that the relation is conflict."""

    @property
    def types(self) -> Mapping[str, float]:
        """Probability of each of the fifteen PLV root classes."""
        ...

    @property
    def conflict(self) -> float:
        """Probability that the relation is conflict (label 1 of the A/W data)."""
        ...


class Subject(Protocol):
    """What is evaluated: it codes reports and reads marked pairs."""

    def account(self, report: Json, guideline: Guideline) -> Json:
        """The account, as JSON, of a report given by the fields ``id``, ``text``, ``outlet``, ``published``, …."""
        ...

    def pair_scores(self, text: str, source: Span | None, target: Span | None) -> PairScores:
        """Scores of the pair marked in ``text``; a side that the data leave unmarked is None."""
        ...


class Package:
    """The installed ``histor`` as a `Subject`."""

    def __init__(self) -> None:
        self.refused: list[str] = []
        """The reports that the package would not read, each with its reason; they count as misses."""

    @cached_property
    def tagger(self) -> Tagger:
        """The package's model, loaded once."""
        from histor.tag import Tagger

        return Tagger.load()

    def account(self, report: Json, guideline: Guideline) -> Json:
        """The account of a report; an empty one where the package refuses to read it."""
        from histor import code_report, to_json
        from histor.read import report_from_text

        try:
            read = report_from_text(
                report["text"],
                id=report["id"],
                outlet=report.get("outlet"),
                published=report.get("published"),
                title=report.get("title"),
            )
        except ReadError as reason:
            self.refused.append(f"{report['id']}: {reason}")
            return empty_account(report)
        return to_json(code_report(read, guideline=guideline, tagger=self.tagger))

    def pair_scores(self, text: str, source: Span | None, target: Span | None) -> PairScores:
        """Scores of the marked pair from the package's tagger."""
        return self.tagger.pair_scores(text, source, target)
