"""Evaluations as tables: for the terminal, and in Markdown for ``docs/accuracy.md``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from histor.errors import UsageError
from training.evaluate.floors import Floors, applicable
from training.evaluate.published import PUBLISHED
from training.evaluate.results import Evaluation, Measured
from training.score import Figure

BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
BLANK = ""


def text_table(evaluation: Evaluation, floors: Floors) -> str:
    """The figures of one data set in columns: ours, the floor, and what others have published."""
    lines = [f"{evaluation.dataset}: {evaluation.data} (SHA-256 {evaluation.sha256[:12]}…), {evaluation.size} scored"]
    lines += [f"  {note}" for note in evaluation.notes]
    header = ["", *header_cells(evaluation)]
    rows = [[name, *cells] for name, cells in figure_rows(evaluation, applicable(floors, evaluation))]
    lines += aligned([header, *rows])
    if evaluation.details:
        lines += ["", *aligned([[name, *own_cells(figure)] for name, figure in evaluation.details.items()])]
    lines.append(f"  Published: {PUBLISHED[evaluation.dataset].source}.")
    return "\n".join(lines) + "\n"


def header_cells(evaluation: Evaluation) -> list[str]:
    """The column heads after the figure's name."""
    return ["P", "R", "F1", "n", "floor", *(peer.name for peer in PUBLISHED[evaluation.dataset].peers)]


def figure_rows(evaluation: Evaluation, floors: Mapping[str, float]) -> list[tuple[str, list[str]]]:
    """Name and cells of each figure."""
    peers = PUBLISHED[evaluation.dataset].peers
    return [
        (name, [*own_cells(figure), number(floors.get(name)), *(number(peer.figures.get(name)) for peer in peers)])
        for name, figure in evaluation.figures.items()
    ]


def own_cells(figure: Measured) -> list[str]:
    """P, R, F1 and n; a rate, which has no precision and recall, stands in the column of F1."""
    if isinstance(figure, Figure):
        return [number(figure.precision), number(figure.recall), number(figure.f1), str(figure.reference)]
    return [BLANK, BLANK, number(figure.value), str(figure.reference)]


def number(value: float | None) -> str:
    """One decimal, or a blank for None."""
    return BLANK if value is None else f"{value:.1f}"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of equal length as lines: the first column to the left, the others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  "
        + "  ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))])
        for row in rows
    ]


def markdown(evaluations: Sequence[Evaluation], floors: Floors) -> str:
    """The tables of all evaluations in Markdown, each under a heading of its data set."""
    return "\n".join(_markdown(evaluation, applicable(floors, evaluation)) for evaluation in evaluations)


def _markdown(evaluation: Evaluation, floors: Mapping[str, float]) -> str:
    about = f"`{evaluation.sha256[:12]}…`, {evaluation.size} scored. {' '.join(evaluation.notes)}"
    header = ["figure", *header_cells(evaluation)]
    rows = [[f"`{name}`", *cells] for name, cells in figure_rows(evaluation, floors)]
    blank = [BLANK] * (len(header) - len(own_cells(next(iter(evaluation.figures.values())))) - 1)
    rows += [[f"`{name}`", *own_cells(figure), *blank] for name, figure in evaluation.details.items()]
    lines = [header, [":--", *["--:"] * (len(header) - 1)], *rows]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return f"### {evaluation.dataset}\n\n{about}\n\n{table}\n\nPublished: {PUBLISHED[evaluation.dataset].source}.\n"


def write_docs(path: Path, tables: str) -> None:
    """Put ``tables`` between the markers of a Markdown file.

    Raises UsageError where the file or its markers are missing, and then leaves everything as it was.
    """
    try:
        page = path.read_text(encoding="utf-8")
    except OSError as reason:
        raise UsageError(f"{path} cannot be read: {reason}.") from None
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise UsageError(f"{path} has no place for the figures: it needs a line {BEGIN} and, below it, a line {END}.")
    path.write_text(f"{before}{BEGIN}\n\n{tables}\n{END}{after}", encoding="utf-8")
