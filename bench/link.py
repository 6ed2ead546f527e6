"""``python -m bench.link``: what an added report costs, from five hundred to a hundred thousand of them.

Reports are made up (`bench.world`), and so are their vectors: the encoder is not run (`python -m bench.speed` measures
it). COPIES and INCIDENTS are those in memory; LEDGER is all of it, stored in a file in batches of five hundred, as `histor add` does: accounts,
copies, incidents and origins. For each number of reports the table says how much time on the processor an added one
takes, over the last fifth of them, and how much memory the process has used at most. ``ratio`` is the time against
that at the number before. Where making the reports takes longest of all, it is measured apart and taken off.
"""

from __future__ import annotations

import json
import resource
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import click

from bench.world import World
from histor.ledger.add import BATCH
from histor.ledger.ledger import Ledger
from histor.link.copies import Copies
from histor.link.incidents import Incidents
from histor.link.tellings import Coded

SIZES = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)


class Meter:
    """Made-up reports, the time on the processor that making them took, and how many were made."""

    def __init__(self) -> None:
        self._given = World().coded()
        self.spent = 0.0

    def some(self, number: int) -> list[Coded]:
        """The next ``number`` reports."""
        start = time.process_time()
        made = list(islice(self._given, number))
        self.spent += time.process_time() - start
        return made


def measured(
    add: Callable[[list[Coded]], object], sizes: tuple[int, ...], step: int, told: Callable[[dict[str, float]], object]
) -> None:
    """Hand ``told`` a row at each of ``sizes``: milliseconds of an added report, and MiB used at most.

    Each call of ``add`` adds ``step`` reports; the last fifth before each size counts.
    """
    meter = Meter()
    done, before = 0, 0.0
    for size in sizes:
        last = max(1, size // 5 // step)
        for _ in range((size - done) // step - last):
            add(meter.some(step))
        start, making = time.process_time(), meter.spent
        for _ in range(last):
            add(meter.some(step))
        cost = 1000 * (time.process_time() - start - (meter.spent - making)) / (last * step)
        ratio = round(cost / before, 2) if before else 1.0
        told({"reports": size, "ms": round(cost, 3), "ratio": ratio, "mib": most_memory()})
        done, before = size, cost


def adder(what: str, folder: Path) -> tuple[Callable[[list[Coded]], object], int]:
    """A function that adds reports, and how many at once."""
    if what == "ledger":
        ledger = Ledger(folder / "bench.duckdb")
        return ledger.add, BATCH
    if what == "copies":
        copies = Copies()
        return lambda given: copies.add(given[0].account.report), 1
    incidents = Incidents()
    return lambda given: incidents.add(given[0].reading), 1


def most_memory() -> int:
    """MiB that the process has used at most."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def header(what: str) -> str:
    """What stands above the rows."""
    return f"{what}: one added report\n{'reports':>9} {'ms':>8} {'ratio':>6} {'MiB':>6}"


def line(row: dict[str, float]) -> str:
    """A row as text."""
    return f"{row['reports']:>9,} {row['ms']:>8.2f} {row['ratio']:>6.2f} {row['mib']:>6,.0f}"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("what", type=click.Choice(["copies", "incidents", "ledger"]))
@click.option("--most", type=click.IntRange(min=500), default=SIZES[-1], help="The greatest number of reports.")
@click.option("--keep", type=click.Path(path_type=Path, exists=True), help="A folder in which bench.duckdb is to stay.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def main(what: str, most: int, keep: Path | None, as_json: bool) -> None:
    """What a report costs that is added to COPIES, INCIDENTS or a LEDGER."""
    rows: list[dict[str, float]] = []

    def told(row: dict[str, float]) -> None:
        rows.append(row)
        if not as_json:
            print(line(row), flush=True)  # at once: the last rows take an hour

    if not as_json:
        print(header(what), flush=True)
    with tempfile.TemporaryDirectory(prefix="histor-") as folder:
        add, step = adder(what, keep or Path(folder))
        measured(add, tuple(size for size in SIZES if size <= most), step, told)
    if as_json:
        print(json.dumps({"what": what, "rows": rows}))


if __name__ == "__main__":
    main()
