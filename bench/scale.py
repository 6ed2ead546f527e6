"""``python -m bench.scale``: what a report costs each engine, and memory over many reports.

Seconds by the clock tell how busy the machine is; processor seconds of this process and its workers tell what the work
costs, whatever else runs. Each engine codes the same reports into a lake of its own; the lakes must be equal.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import click

from bench.texts import texts
from histor.engines import ENGINES, Engine
from histor.ledger.lake import Lake
from histor.link.tellings import Coded
from histor.pipeline import _tagger, code_and_read_reports, coder
from histor.read import report_from_text
from histor.records import Report

_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass(frozen=True, slots=True)
class Cost:
    """What one engine took for ``reports``: seconds by the clock, processor seconds, and a digest of what it wrote.

    ``started`` is reports a second once all its workers had started.
    """

    engine: str
    jobs: int
    reports: int
    wall: float
    started: float
    cpu: float
    digest: str

    def row(self) -> str:
        """A line of the table."""
        wall, cpu = self.reports / self.wall, self.reports / self.cpu if self.cpu else float("nan")
        return (
            f"{self.engine:<11}{self.jobs:>5}{self.reports:>9}{wall:>12.2f}{self.started:>14.2f}{cpu:>18.2f}"
            f"  {self.digest[:12]}"
        )


HEAD = f"{'engine':<11}{'jobs':>5}{'reports':>9}{'reports/s':>12}{'once started':>14}{'reports/cpu s':>18}  bytes"
_STARTING = 4  # a worker's reports that are not counted under "once started": by then all are at work


def reports(number: int) -> Iterator[Report]:
    """``number`` reports that differ in their ids."""
    for i, text in enumerate(texts(None, number)):
        yield report_from_text(text, id=str(i))


def cost(engine: Engine, jobs: int, number: int) -> Cost:
    """Code ``number`` reports with ``engine`` into a lake."""
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder) / "lake", coder(), "histor")
        began, before = time.perf_counter(), _cpu()
        came: list[float] = []
        lake.fill(_timed(code_and_read_reports(reports(number), jobs=jobs, engine=engine), came), lambda _: None)
        wall, cpu = time.perf_counter() - began, _cpu() - before
        rest = came[_STARTING * jobs :]
        started = (len(rest) - 1) / (rest[-1] - rest[0]) if len(rest) > 1 else float("nan")
        return Cost(engine, jobs, number, wall, started, cpu, digest(lake.folder))


def _timed(coded: Iterable[Coded], came: list[float]) -> Iterator[Coded]:
    """``coded``, with the second at which each came in ``came``."""
    for each in coded:
        came.append(time.perf_counter())
        yield each


def digest(folder: Path) -> str:
    """Of all files in ``folder``, with their names."""
    made = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        made.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    return made.hexdigest()


def memory(number: int, every: int) -> Iterator[tuple[int, float]]:
    """Reports coded into a lake and megabytes in memory, ``every`` so many of ``number`` short reports.

    What the model says of a text is remembered, so that many reports take minutes; all the rest is done anew for each.
    """
    tagger = _tagger(1)
    seen: dict[str, Any] = {}
    read = tagger.tag_and_read

    def remembered(text: str, **how: Any) -> Any:
        if text not in seen:
            seen[text] = read(text, **how)
        return seen[text]

    tagger.tag_and_read = remembered  # type: ignore[method-assign]
    short = (report_from_text(text[:400].rsplit(" ", 1)[0], id=str(i)) for i, text in enumerate(texts(None, number)))
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder) / "lake", coder(tagger), "histor")
        done = 0
        coded = code_and_read_reports(short)
        while batch := list(islice(coded, every)):
            lake.fill(batch, lambda _: None)
            done += len(batch)
            yield done, resident() / 1e6


def resident() -> int:
    """Bytes of this process in memory (Linux)."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE


def _cpu() -> float:
    """Processor seconds of this process and of its children that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


@click.command()
@click.option("--reports", "number", default=100, show_default=True, help="How many reports each engine codes.")
@click.option("--jobs", default=2, show_default=True, help="Workers.")
@click.option("--engine", "engines", multiple=True, type=click.Choice(ENGINES), default=("threads", "processes"),
              show_default=True, help="Which engines; may be repeated.")  # fmt: skip
@click.option("--memory", "many", default=0, show_default=True, help="Short reports over which memory is watched.")
def main(number: int, jobs: int, engines: tuple[Engine, ...], many: int) -> None:
    """Print what a report costs each engine; processor seconds of Ray's actors are not known."""
    if many:
        for done, megabytes in memory(many, max(1, many // 20)):
            print(f"{done:>7} reports {megabytes:>8.1f} MB", flush=True)
        return
    print(HEAD)
    digests = set()
    for engine in engines:
        found = cost(engine, jobs, number)
        digests.add(found.digest)
        print(found.row(), flush=True)
    if len(digests) > 1:
        raise click.ClickException("the engines wrote different bytes")


if __name__ == "__main__":
    main()
