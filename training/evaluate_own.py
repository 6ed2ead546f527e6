"""``python -m training.evaluate_own SHOWN ASKED [--json]``: how well own types are found, with PLOVER's as users' ones.

SHOWN and ASKED hold accounts (the form of the corpus logoi). A type or mode plays a type that a user wants: PLOVER's own
coding of it is put aside, and it is found again in the reports of ASKED from a few sentences with it that are drawn from
SHOWN, marked or not. An event is right where it overlaps an annotated trigger of the type. The encoder has learned
PLOVER's types, so expect less of types that are far from all of them. Beside it stands what the trained model finds.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from histor.code.codebook import codebook
from histor.marked import Marked
from histor.own.senses import Senses
from histor.own.types import OwnCodebook, OwnType
from histor.records import Frame, Span
from histor.sentences import sentences
from histor.tag import Tagger
from training.evaluate.data import read_rows
from training.score import Json

# Types looked for in all text, and modes looked for among the events of their type.
FREE = ("PROTEST", "SANCTION", "AID", "MOBILIZE", "CONSULT", "SUPPORT", "REJECT")
REFINED = (
    "ASSAULT:aerial", "COERCE:arrest", "CONSULT:visit", "PROTEST:demo", "ACCUSE:investigate", "SANCTION:convict",
    "MOBILIZE:troops",
)  # fmt: skip
# Characters of the reports from which sentences are drawn, and of these every other one: `histor.own.senses` was tuned
# on those between.
SHORTEST, LONGEST = 600, 2600

Call = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A report as the model read it: the calls of `Types.apply`, which can be made again, and the model's events."""

    row: Json
    calls: tuple[Call, ...]
    events: tuple[Frame, ...]


class _Recorder:
    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.events: list[Frame] = []

    def apply(self, *call: Any) -> list[Frame]:
        self.calls.append(call)
        self.events += call[4]
        return list(call[4])


def read(tagger: Tagger, row: Json) -> Read:
    """One report, read once for all types."""
    recorder = _Recorder()
    tagger.tag(row["report"]["text"], types=recorder)
    return Read(row, tuple(recorder.calls), tuple(recorder.events))


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of events: found and right, found, and annotated."""

    right: int
    found: int
    hit: int
    there: int

    @property
    def f1(self) -> float:
        """F1 of precision and recall, in percent."""
        precision, recall = self.right / max(1, self.found), self.hit / max(1, self.there)
        return 200 * precision * recall / max(1e-9, precision + recall)


def score(reports: Sequence[Read], label: str, found: Callable[[Read], Iterator[Frame]]) -> Score:
    """Count the events ``found`` against those annotated as ``label`` (``TYPE`` or ``TYPE:mode``)."""
    right = number = hit = there = 0
    for one in reports:
        gold = [Span(*e["trigger"]) for e in one.row["events"] if _is(e["type"], e["mode"], label)]
        mine = [frame.anchor for frame in found(one)]
        right += sum(any(m.overlaps(g) for g in gold) for m in mine)
        hit += sum(any(m.overlaps(g) for m in mine) for g in gold)
        number, there = number + len(mine), there + len(gold)
    return Score(right, number, hit, there)


def examples(rows: Sequence[Json], label: str, number: int, seed: int) -> list[Marked]:
    """``number`` sentences with one event of ``label`` each, drawn with ``seed``, no two of one report."""
    drawn = list(rows)
    random.Random(seed).shuffle(drawn)
    out: list[Marked] = []
    for row in drawn:
        found = next(_sentences_with(row, label), None)
        if found and len(out) < number:
            out.append(found)
    return out


def _sentences_with(row: Json, label: str) -> Iterator[Marked]:
    text = row["report"]["text"]
    triggers = [Span(*e["trigger"]) for e in row["events"] if _is(e["type"], e["mode"], label)]
    for sentence in sentences(text):
        inside = [t for t in triggers if sentence.contains(t)]
        if len(inside) == 1:
            start = sentence.start
            yield Marked(sentence.of(text), Span(inside[0].start - start, inside[0].end - start))


def _is(type: str | None, mode: str | None, label: str) -> bool:
    return label in (type, f"{type}:{mode}")


def try_out(tagger: Tagger, label: str, shown: Sequence[Marked], reports: Sequence[Read]) -> Score:
    """Find ``label`` by the examples ``shown``: a mode among the events of its type, a type in all text."""
    name, _, mode = label.partition(":")
    plover = codebook().types[name]
    own = OwnType(
        name=f"OWN-{mode.upper()}" if mode else name,
        definition="",
        quad=plover.quad,
        score=plover.score,
        cameo=None,
        refines=(name,) if mode else (),
        examples=tuple(shown),
        counter_examples=(),
        modes=(),
    )
    senses = Senses(tagger, OwnCodebook("trial", "", plover=True, types=(own,), digest="0" * 64))

    def found(one: Read) -> Iterator[Frame]:
        return (f for call in one.calls for f in senses.apply(*call) if f.type == own.name)

    return score(reports, label, found)


@click.command()
@click.argument("shown", type=click.Path(path_type=Path))
@click.argument("asked", type=click.Path(path_type=Path))
@click.option("--examples", "number", type=click.IntRange(2), default=8, show_default=True, help="Sentences a type.")
@click.option("--seeds", type=click.IntRange(1), default=2, show_default=True, help="Draws of sentences a type.")
@click.option("--json", "as_json", is_flag=True)
def main(shown: Path, asked: Path, number: int, seeds: int, as_json: bool) -> None:
    """Print F1 for each type and mode: with marked examples, unmarked ones, and of the trained model."""
    rows = [r for r in read_rows(shown, ("report", "events")).rows if SHORTEST < len(r["report"]["text"]) < LONGEST]
    tagger = Tagger.load()
    ready = [read(tagger, row) for row in read_rows(asked, ("report", "events")).rows]
    table = []
    for label in (*FREE, *REFINED):
        draws = [examples(rows[1::2], label, number, seed) for seed in range(seeds)]
        bare = [[Marked(e.text, None) for e in draw] for draw in draws]
        model = score(ready, label, lambda r: (f for f in r.events if _is(f.type, f.attributes.get("mode"), label)))  # noqa: B023
        table.append(
            {
                "type": label,
                "examples": len(draws[0]),
                "n": model.there,
                "marked": _mean([try_out(tagger, label, draw, ready).f1 for draw in draws]),
                "unmarked": _mean([try_out(tagger, label, draw, ready).f1 for draw in bare]),
                "model": round(model.f1, 1),
            }
        )
        if as_json:
            print(json.dumps(table[-1]), flush=True)
    if not as_json:
        print("| type | examples | events | F1, marked | F1, unmarked | F1, trained |\n| --- " + "| ---: " * 5 + "|")
        for line in table:
            print("| " + " | ".join(str(value) for value in line.values()) + " |")


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 1)


if __name__ == "__main__":
    main()
