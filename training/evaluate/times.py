"""Times against TIMEX3 annotation: spans and values, from the words of a text alone.

Figures, F1 over spans unless said otherwise:

    span_f1            spans equal to the annotators' (strict)
    span_relaxed_f1    spans that overlap one of theirs, paired one to one
    value_f1           equal spans with the right TIMEX3 value: a miss or a surplus span counts against it
    value_relaxed_f1   overlapping spans with the right value (TempEval-3's own "value F1")
    date_value         among overlapping annotated DATEs and TIMEs: share of right values, in per cent
    date_interval      the same, among those whose annotated value is a calendar interval

Values are compared by day: hours and parts of a day ("T14:30", "TNI") are left out of the reference. Spans of all
types count (DATE, TIME, DURATION, SET). The day of the report is the annotated creation time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal

from histor.records import Span
from histor.resolve.times import times_in
from training.evaluate.data import digest
from training.evaluate.results import Evaluation, Measured, Rate
from training.evaluate.timeml import Document, read
from training.evaluate.timex import timex_value
from training.score import Figure, percent

Part = Literal["even", "odd"]


@dataclass(slots=True)
class Tally:
    """Counts over documents, and the mistakes behind them."""

    counts: Counter[str] = field(default_factory=Counter)
    mistakes: list[str] = field(default_factory=list)


def evaluate_times(dataset: str, path: Path, part: Part | None = None) -> tuple[Evaluation, list[str]]:
    """The figures of a folder or archive of annotated documents, and the mistakes behind them.

    ``part`` scores every second document alone, counted from 0: of WikiWars and MEANTIME the odd ones were not looked
    at while the grammar was written. Raises UsageError where there is nothing to read.
    """
    tally = tallied(islice(read(path), int(part == "odd"), None, 1 if part is None else 2))
    note = "All documents." if part is None else f"Every second document, the {part} ones."
    evaluation = Evaluation(
        dataset=dataset,
        data=str(path),
        sha256=digest(path),
        size=tally.counts["documents"],
        figures=_figures(tally.counts),
        details=_details(tally.counts),
        notes=(note,),
        held_out=part is not None,
    )
    return evaluation, tally.mistakes


def tallied(documents: Iterable[Document]) -> Tally:
    """Counts and mistakes of our times in documents."""
    tally = Tally()
    for document in documents:
        found = times_in(document.text, published=document.created)
        tally.counts["documents"] += 1
        _score(document, [(span, timex_value(span.of(document.text), when)) for span, when in found], tally)
    return tally


def _score(document: Document, ours: list[tuple[Span, str]], tally: Tally) -> None:
    counts = tally.counts
    counts["ours"] += len(ours)
    counts["reference"] += len(document.times)
    left = list(ours)
    for timex in sorted(document.times, key=lambda one: one.span):
        match = next((one for one in left if one[0] == timex.span), None)
        match = match or next((one for one in left if one[0].overlaps(timex.span)), None)
        shown = " ".join(timex.span.of(document.text).split())
        if match is None:
            tally.mistakes.append(f"missed\t{timex.type}\t{shown}\t{timex.value}")
            continue
        left.remove(match)
        exact, right = match[0] == timex.span, match[1] == timex.value
        counts["overlap"] += 1
        counts["exact"] += exact
        counts["exact right"] += exact and right
        counts["overlap right"] += right
        if timex.type in ("DATE", "TIME"):
            counts["dates"] += 1
            counts["dates right"] += right
            if re.match(r"\d[\dX]", timex.value):
                counts["intervals"] += 1
                counts["intervals right"] += right
        if not exact:
            tally.mistakes.append(f"bounds\t{timex.type}\t{shown}\t{' '.join(match[0].of(document.text).split())}")
        if not right:
            tally.mistakes.append(f"value\t{timex.type}\t{shown}\t{timex.value}\tours {match[1]}\t{document.created}")
    tally.mistakes += [f"surplus\t\t{' '.join(span.of(document.text).split())}\t{value}" for span, value in left]


def _figures(counts: Counter[str]) -> dict[str, Measured]:
    hits = {
        "span_f1": "exact", "value_f1": "exact right", "span_relaxed_f1": "overlap", "value_relaxed_f1": "overlap right",
    }  # fmt: skip
    return {name: Figure(counts[hit], counts["ours"], counts["reference"]) for name, hit in hits.items()}


def _details(counts: Counter[str]) -> dict[str, Measured]:
    shares = {"date_value": ("dates right", "dates"), "date_interval": ("intervals right", "intervals")}
    return {name: Rate(percent(counts[hit], counts[of]), counts[of]) for name, (hit, of) in shares.items()}
