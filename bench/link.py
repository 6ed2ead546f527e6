"""``python -m bench.link``: what an added report costs, from five hundred to a hundred thousand of them.

Reports are made up: words by their usual frequencies, 100 reports a day; two in ten are copies of a report of the days
before, cut, shuffled or with a sentence added; five events a report, each of one of the happenings of the last days.
The encoder is not run (`python -m bench.speed` measures it): vectors are made up as well. COPIES and INCIDENTS are those
in memory; LEDGER is all of it, stored in a file in batches of a hundred: accounts, copies, incidents and origins. For each
number of reports the table says how much time on the processor an added one takes, over the last fifth of them, and how
much memory the process has used at most. ``ratio`` is the time against that at the number before.
"""

from __future__ import annotations

import json
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import click
import numpy as np

from histor.ledger.ledger import Ledger
from histor.link.copies import Copies
from histor.link.identities import Identity
from histor.link.incidents import Incidents
from histor.link.records import Anchor, EventRef
from histor.link.tellings import REPORT_TERMS, SENTENCE_TERMS, Coded, Reading, Telling
from histor.link.vectors import unit
from histor.link.weights import SCALE, load
from histor.records import Account, Entity, Event, Report, Span, When

SIZES = (500, 1_000, 2_000, 5_000, 10_000, 100_000)
AT_ONCE = 100  # reports that a ledger is given at once
A_DAY, WORDS, SENTENCE = 100, 300, 20
VOCABULARY = 40_000
COPIED = 0.2
HAPPENINGS_A_DAY, EVENTS, ACTORS = 40, 5, 400
TYPES = ("ASSAULT", "CONSULT", "MOBILIZE", "ACCUSE", "PROTEST")
FIRST_DAY = date(2015, 1, 1)


def reports() -> Iterator[Report]:
    """Made-up reports without end, the same in every run."""
    dice = random.Random(1)
    chances = np.cumsum(1 / (np.arange(VOCABULARY) + 10))
    numbers = np.random.default_rng(1)
    recent: list[list[str]] = []
    k = 0
    while True:
        if recent and dice.random() < COPIED:
            told = _copied(dice.choice(recent), dice)
        else:
            drawn = np.searchsorted(chances, numbers.random(WORDS) * chances[-1]).tolist()
            told = [" ".join(f"w{w}" for w in drawn[i : i + SENTENCE]) + "." for i in range(0, WORDS, SENTENCE)]
        recent = [*recent[-2 * A_DAY :], told]
        day = FIRST_DAY + timedelta(days=k // A_DAY)
        yield Report(f"r{k}", "\n".join(told), "", published=day.isoformat())
        k += 1


def _copied(told: list[str], dice: random.Random) -> list[str]:
    how = dice.randrange(3)
    if how == 0:
        return told[: len(told) // 2 + 1]
    if how == 1:
        return dice.sample(told, len(told))
    return [*told, f"Number {dice.random()} was added by the desk of this outlet on the evening of the same day."]


def readings() -> Iterator[Reading]:
    """Made-up readings without end, the same in every run."""
    width = load().triggers.basis.shape[1]
    numbers = np.random.default_rng(2)
    dice = random.Random(2)
    people = [Identity(f"person:{k}", f"Person {k}", "person") for k in range(ACTORS)]
    k = 0
    while True:
        day = (FIRST_DAY + timedelta(days=k // A_DAY)).toordinal()
        told = [
            _happening(day - min(3, int(dice.expovariate(1))), dice.randrange(HAPPENINGS_A_DAY)) for _ in range(EVENTS)
        ]
        yield _reading(f"r{k}", day, told, numbers, people, width)
        k += 1


def _happening(day: int, number: int) -> int:
    return day * HAPPENINGS_A_DAY + number


def _reading(
    name: str, day: int, told: list[int], numbers: np.random.Generator, people: list[Identity], width: int
) -> Reading:
    own = [np.random.default_rng(happening) for happening in told]
    heard = [_words(dice, numbers, SENTENCE_TERMS) for dice in own]
    stems = [int(dice.integers(0, 300)) for dice in own]
    actors = [people[int(dice.integers(0, ACTORS))] for dice in own]
    vectors = np.array([[dice.normal(size=width), dice.normal(size=width)] for dice in own])
    vectors += 0.7 * numbers.normal(size=vectors.shape)
    whole = np.unique(np.concatenate(heard))[:REPORT_TERMS].astype(np.uint32)
    cut = np.rint(unit(vectors.astype(np.float32)) * SCALE).astype(np.int8)
    return Reading(
        report=name,
        published=day,
        tellings=tuple(_telling(name, k, day, happening, stems[k], actors[k]) for k, happening in enumerate(told)),
        triggers=cut[:, 0].copy(),
        sentences=cut[:, 1].copy(),
        stems=np.array(stems, dtype=np.uint32),
        rare=np.full(EVENTS, 80, dtype=np.uint8),
        words=np.stack(heard).astype(np.uint32),
        loads=np.full((EVENTS, SENTENCE_TERMS), 90, dtype=np.uint8),
        named=np.zeros((EVENTS, SENTENCE_TERMS), dtype=bool),
        terms=whole,
        term_loads=np.full(len(whole), round(1000 / len(whole) ** 0.5), dtype=np.int32),
    )


def _words(happening: np.random.Generator, report: np.random.Generator, number: int) -> np.ndarray:
    """Most words of a sentence are those of the happening, some the report's own; rare and common as in news."""
    common = (VOCABULARY * happening.random(number) ** 3).astype(np.int64)
    own = (VOCABULARY * report.random(number) ** 3).astype(np.int64)
    return np.where(report.random(number) < 0.6, common, own)


def _telling(name: str, k: int, day: int, happening: int, stem: int, actor: Identity) -> Telling:
    on = happening // HAPPENINGS_A_DAY
    return Telling(
        ref=EventRef(name, f"e{k + 1}"),
        anchor=Anchor(name, Span(100 * k, 100 * k + 6)),
        type=TYPES[happening % len(TYPES)],
        mode=None,
        status="actual",
        background=False,
        teller=None,
        stem=f"s{stem}",
        sentence_number=k,
        sentence=f"Happening {happening} as report {name} of day {day} tells it, in a sentence of the usual length.",
        actors=(actor,),
        when=When(date.fromordinal(on).isoformat(), date.fromordinal(on).isoformat(), "day", "explicit"),
        days=(on, on),
    )


def coded() -> Iterator[Coded]:
    """Made-up accounts without end, with their readings."""
    for report, found in zip(reports(), readings(), strict=True):
        events = tuple(_event(telling) for telling in found.tellings)
        entities = tuple(
            Entity(f"n{k}", telling.actors[0].name, "---", (), None, events[k].actor)
            for k, telling in enumerate(found.tellings)
        )
        yield Coded(Account(report, (), events, entities, ()), found)


def _event(telling: Telling) -> Event:
    at = telling.anchor.trigger
    return Event(
        id=telling.ref.event, trigger=at, type=telling.type, mode=None, contexts=(), quad=4, score=-5.0, cameo=None,
        actor=(Span(at.end + 1, at.end + 7),), recipient=(), place=(), time=(), counts={}, status="actual",
        background=False, voice=None, chain=(), when=telling.when, where=None, confidence=0.9,
    )  # fmt: skip


def measured(add: Callable[[], object], sizes: tuple[int, ...], step: int = 1) -> list[dict[str, float]]:
    """Milliseconds of an added report at each of ``sizes``, over the last fifth before it, and MiB used at most.

    Each call of ``add`` adds ``step`` reports.
    """
    rows: list[dict[str, float]] = []
    done = 0
    for size in sizes:
        last = max(1, size // 5 // step)
        for _ in range((size - done) // step - last):
            add()
        start = time.process_time()
        for _ in range(last):
            add()
        cost = 1000 * (time.process_time() - start) / (last * step)
        done = size
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        ratio = cost / rows[-1]["ms"] if rows else 1.0
        rows.append({"reports": size, "ms": round(cost, 3), "ratio": round(ratio, 2), "mib": round(used)})
    return rows


def adder(what: str, folder: Path) -> Callable[[], object]:
    """A function that makes one report, or ``AT_ONCE`` for a ledger, and adds it."""
    if what == "ledger":
        ledger, given = Ledger(folder / "bench.duckdb"), coded()
        return lambda: ledger.add(islice(given, AT_ONCE))
    if what == "copies":
        copies, texts = Copies(), reports()
        return lambda: copies.add(next(texts))
    incidents, made = Incidents(), readings()
    return lambda: incidents.add(next(made))


def making(what: str, number: int) -> float:
    """Milliseconds that making one report takes, to be taken from the cost."""
    start = time.process_time()
    made: dict[str, Callable[[], Iterator[object]]] = {"copies": reports, "incidents": readings, "ledger": coded}
    for _ in islice(made[what](), number):
        pass
    return 1000 * (time.process_time() - start) / number


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("what", type=click.Choice(["copies", "incidents", "ledger"]))
@click.option("--most", type=click.IntRange(min=500), default=SIZES[-1], help="The greatest number of reports.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def main(what: str, most: int, as_json: bool) -> None:
    """What a report costs that is added to COPIES, INCIDENTS or a LEDGER."""
    made = making(what, 200)
    sizes = tuple(size for size in SIZES if size <= most)
    with tempfile.TemporaryDirectory(prefix="histor-") as folder:
        rows = measured(adder(what, Path(folder)), sizes, AT_ONCE if what == "ledger" else 1)
    for k, row in enumerate(rows):
        row["ms"] = round(row["ms"] - made, 3)
        row["ratio"] = round(row["ms"] / rows[k - 1]["ms"], 2) if k else 1.0
    if as_json:
        print(json.dumps({"what": what, "rows": rows}))
        return
    print(f"{what}: one added report\n{'reports':>9} {'ms':>8} {'ratio':>6} {'MiB':>6}")
    for row in rows:
        print(f"{row['reports']:>9,} {row['ms']:>8.2f} {row['ratio']:>6.2f} {row['mib']:>6,.0f}")


if __name__ == "__main__":
    main()
