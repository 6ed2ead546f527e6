"""Whole reports: the accounts of the package against reference accounts (logoi, polnear)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from histor.errors import UsageError
from training.evaluate.calibration import calibration
from training.evaluate.data import Rows, read_rows
from training.evaluate.package import Guideline, Subject
from training.evaluate.results import Evaluation, Measured
from training.score import Json, score

GUIDELINES: dict[str, Guideline] = {"logoi": "histor", "polnear": "polnear"}


@dataclass(frozen=True, slots=True)
class CodedReports:
    """Reference accounts and, in the same order, those that the package gave for the same reports."""

    rows: Rows
    guideline: Guideline
    predicted: tuple[Json, ...]

    @property
    def pairs(self) -> Sequence[tuple[Json, Json]]:
        """(reference, predicted) of each report."""
        return list(zip(self.rows.rows, self.predicted, strict=True))


def code_reports(path: Path, dataset: str, subject: Subject) -> CodedReports:
    """Code every report of a file of accounts under the guideline of its annotators."""
    rows = read_rows(path, ("report", "voices", "events", "entities"))
    if not rows.rows:
        raise UsageError(f"{path} holds no account.")
    guideline = GUIDELINES[dataset]
    predicted = (_same_id(row, subject.account(row["report"], guideline)) for row in rows.rows)
    return CodedReports(rows, guideline, tuple(predicted))


def _same_id(reference: Json, predicted: Json) -> Json:
    """The predicted account under the reference's id, which the reader may have replaced by its own."""
    return predicted | {"report": predicted["report"] | {"id": reference["report"]["id"]}}


def evaluate_accounts(dataset: str, coded: CodedReports) -> Evaluation:
    """The figures of `training.score`, and the calibration of confidences where the reference has events."""
    figures: dict[str, Measured] = dict(score(coded.rows.rows, coded.predicted))
    with_events = [pair for pair in coded.pairs if pair[0].get("events") is not None]
    details: dict[str, Measured] = dict(calibration(with_events)) if with_events else {}
    return Evaluation(
        dataset=dataset,
        data=coded.rows.path,
        sha256=coded.rows.sha256,
        size=len(coded.predicted),
        figures=figures,
        details=details,
        notes=(f'Coded under guideline "{coded.guideline}".',),
    )
