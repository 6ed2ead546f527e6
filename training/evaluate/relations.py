"""Marked pairs in sentences (PLV, A/W): the relation read for a given pair, and the relation found in an account.

PLV (`gold_root`): one of fifteen PLOVER roots, YIELD standing for CONCEDE and RETREAT. A/W (`gold_binary`): 1 where
the relation is conflict, 0 where it is cooperation; so ZSP, from which both come, names the two labels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from histor.errors import UsageError
from histor.records import Span, Spans
from training.evaluate.data import Rows, read_rows
from training.evaluate.marked import MarkedPair, marked_pair
from training.evaluate.package import PairScores, Subject
from training.evaluate.results import Evaluation, Measured, Rate
from training.heldout import held_out
from training.score import Figure, Json, agreed_type, percent

YIELD = frozenset({"CONCEDE", "RETREAT"})
CONFLICT, COOPERATION, NOTHING = "conflict", "cooperation", "nothing"
FIRST_CONFLICT_QUAD = 3  # PLOVER's quad classes: 1 and 2 are verbal and material cooperation, 3 and 4 conflict


@dataclass(frozen=True, slots=True)
class Case:
    """One marked pair with its gold label, what was read for the given pair, and what the account holds of it.

    ``found`` are the labels of the account's events between the pair, most confident first.
    """

    pair: MarkedPair
    gold: str
    given: str
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """How a data set states its label, how the model's scores answer it, and which labels an event of ours bears."""

    field: str
    gold: Callable[[Json], str]
    given: Callable[[PairScores], str]
    of_event: Callable[[Json], tuple[str, ...]]
    place_is_target: bool = False
    """Whether the data mark the place of an act as its target, as A/W does."""


def roots(event: Json) -> tuple[str, ...]:
    """The PLV roots that an event answers to: that of its type, and AGREE for a future act of cooperation."""
    types = dict.fromkeys((event["type"], agreed_type(event)))
    return tuple("YIELD" if name in YIELD else name for name in types)


def side(event: Json) -> tuple[str]:
    """Whether an event is conflict or cooperation, by its quad class."""
    return (CONFLICT if event["quad"] >= FIRST_CONFLICT_QUAD else COOPERATION,)


TASKS = {
    "plv": Task(
        field="gold_root",
        gold=lambda row: str(row["gold_root"]),
        given=lambda scores: max(sorted(scores.types), key=lambda root: scores.types[root]),
        of_event=roots,
    ),
    "aw": Task(
        field="gold_binary",
        gold=lambda row: CONFLICT if int(row["gold_binary"]) else COOPERATION,
        given=lambda scores: CONFLICT if scores.conflict >= 0.5 else COOPERATION,
        of_event=side,
        place_is_target=True,
    ),
}


def evaluate_relations(dataset: str, path: Path, subject: Subject, *, only_held_out: bool = False) -> Evaluation:
    """The figures of a file of marked pairs; ``only_held_out`` scores those that `held_out` keeps from training."""
    task = TASKS[dataset]
    rows = read_rows(path, ("sentence", "marked_sentence", task.field))
    kept = [row for row in rows.rows if not only_held_out or held_out(row["sentence"])]
    if not kept:
        raise UsageError(f"{path} holds no {'held-out ' if only_held_out else ''}pair.")
    cases = read_cases(task, kept, subject)
    summary = plv_figures if dataset == "plv" else aw_figures
    figures, details = summary(cases)
    return Evaluation(
        dataset=dataset,
        data=rows.path,
        sha256=rows.sha256,
        size=len(cases),
        figures=figures,
        details=details,
        notes=(_which(rows, kept, only_held_out),),
        held_out=only_held_out,
    )


def _which(rows: Rows, kept: Sequence[Json], only_held_out: bool) -> str:
    if only_held_out:
        return f"The {len(kept)} of {len(rows.rows)} pairs that training/heldout.py keeps from training."
    return f"All {len(kept)} pairs of the file."


def read_cases(task: Task, rows: Sequence[Json], subject: Subject) -> list[Case]:
    """Read every pair twice: as a given pair, and from the account of its sentence, which is coded once."""
    accounts: dict[str, Json] = {}
    cases = []
    for number, row in enumerate(rows):
        pair = marked_pair(row["marked_sentence"])
        if pair.text not in accounts:
            report = {"id": f"sentence {number + 1}", "text": pair.text}
            accounts[pair.text] = subject.account(report, "histor")
        given = task.given(subject.pair_scores(pair.text, *pair.nearest))
        between = [event for event in accounts[pair.text]["events"] if holds_pair(event, pair, task.place_is_target)]
        between.sort(key=lambda event: -event["confidence"])
        found = tuple(label for event in between for label in task.of_event(event))
        cases.append(Case(pair, task.gold(row), given, found))
    return cases


def holds_pair(event: Json, pair: MarkedPair, place_is_target: bool = False) -> bool:
    """Whether an event runs from the marked source to the marked target.

    Actor overlaps source, and recipient (or place, with ``place_is_target``) overlaps target. A reciprocal event (all
    parties actors, no recipient) holds the pair where different actors overlap the two. A side that the data leave
    unmarked is not asked about.
    """
    actors, targets = _spans(event["actor"]), _spans(event["recipient"])
    if not targets and pair.source and pair.target:
        others = ((actor, other) for actor in actors for other in actors if actor != other)
        if any(_meets((actor,), pair.source) and _meets((other,), pair.target) for actor, other in others):
            return True
    if place_is_target:
        targets += _spans(event["place"])
    return _meets(actors, pair.source) and _meets(targets, pair.target)


def _spans(spans: Sequence[Sequence[int]]) -> Spans:
    return tuple(Span(start, end) for start, end in spans)


def _meets(fillers: Spans, marked: Spans) -> bool:
    return not marked or any(filler.overlaps(span) for filler in fillers for span in marked)


# Figures


def plv_figures(cases: Sequence[Case]) -> tuple[dict[str, Measured], dict[str, Measured]]:
    """Type of a given pair: macro F1 and accuracy. Account: share of pairs with an event of the gold root.

    Details: F1 of each root for a given pair, recall of each root in accounts.
    """
    given = class_figures([(case.gold, case.given) for case in cases])
    found = recall_by_class([(case.gold, case.gold in case.found) for case in cases])
    figures: dict[str, Measured] = {
        "pair.macro-f1": macro_f1(given, len(cases)),
        "pair.accuracy": share([case.gold == case.given for case in cases]),
        "account.macro-recall": mean([rate.value for rate in found.values()], len(cases)),
        "account.recall": share([case.gold in case.found for case in cases]),
        "account.any-type": share([bool(case.found) for case in cases]),
    }
    details: dict[str, Measured] = {f"pair.{label}": figure for label, figure in given.items()}
    return figures, details | {f"account.{label}": rate for label, rate in found.items()}


def aw_figures(cases: Sequence[Case]) -> tuple[dict[str, Measured], dict[str, Measured]]:
    """Conflict or cooperation: of a given pair, and by the most confident event between the pair in the account.

    A pair without an event in the account counts as a miss. Details: the F1 of each side.
    """
    given = class_figures([(case.gold, case.given) for case in cases])
    found = class_figures([(case.gold, case.found[0] if case.found else NOTHING) for case in cases])
    figures: dict[str, Measured] = {
        "pair.macro-f1": macro_f1(given, len(cases)),
        "pair.accuracy": share([case.gold == case.given for case in cases]),
        "account.macro-f1": macro_f1(found, len(cases)),
        "account.any-type": share([bool(case.found) for case in cases]),
    }
    details: dict[str, Measured] = {f"pair.{label}": figure for label, figure in given.items()}
    return figures, details | {f"account.{label}": figure for label, figure in found.items()}


def class_figures(answers: Sequence[tuple[str, str]]) -> dict[str, Figure]:
    """Hits, answers and gold cases of every class that occurs in gold, given (gold, answer) pairs."""
    gold, answered = Counter(g for g, _ in answers), Counter(a for _, a in answers)
    right = Counter(g for g, a in answers if g == a)
    return {label: Figure(right[label], answered[label], gold[label]) for label in sorted(gold)}


def recall_by_class(answers: Sequence[tuple[str, bool]]) -> dict[str, Rate]:
    """The share of right answers of every gold class."""
    labels = sorted({gold for gold, _ in answers})
    return {label: share([right for gold, right in answers if gold == label]) for label in labels}


def macro_f1(classes: dict[str, Figure], cases: int) -> Rate:
    """The mean F1 of the classes that occur in gold, each weighing the same (as the ZSP paper has it)."""
    return mean([200 * f.hits / (f.predicted + f.reference) for f in classes.values()], cases)


def mean(values: Sequence[float], cases: int) -> Rate:
    """The mean of percentages, to one decimal."""
    return Rate(round(sum(values) / len(values), 1), cases)


def share(right: Sequence[bool]) -> Rate:
    """How many are right, in per cent to one decimal."""
    return Rate(percent(sum(right), len(right)), len(right))
