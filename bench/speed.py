"""``python -m bench.speed``: speed, memory and start-up time, beside the bare encoder in the same run.

The bare encoder is the model's ``encoder.onnx`` alone, on the same word pieces in the same passages: what no program
that uses it can beat. Either works on all cores, a passage or a report a core (`histor.code_reports`). Both are
measured in turn in one process, several times, and the median counts; memory and start-up in processes of their own.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, Literal

import click

from bench.package import coder, encoder, passage_ids
from bench.texts import texts
from histor.errors import HistorError
from histor.pipeline import cores

Json = dict[str, Any]
Part = Literal["speed", "histor", "encoder"]
STARTS = 5  # start-ups measured of each, in turn


@dataclass(frozen=True, slots=True)
class Row:
    """A quantity of Histor from text to account, and of the bare encoder."""

    name: str
    histor: float
    encoder: float

    @property
    def ratio(self) -> float:
        """Histor's share of the bare encoder's."""
        return self.histor / self.encoder


def rows(speed: Json, memory: Json, starts: Json) -> list[Row]:
    """The table, from seconds a pass over all texts, peak bytes, and seconds from start to first output.

    ``speed`` holds ``reports``, ``pieces`` and lists ``histor`` and ``encoder`` of seconds; the others one number
    (memory) or a list (starts) each.
    """
    seconds = {part: median(speed[part]) for part in ("histor", "encoder")}
    rate = {part: 1 / value for part, value in seconds.items()}
    first = {part: median(starts[part]) for part in ("histor", "encoder")}
    return [
        Row("reports/s", speed["reports"] * rate["histor"], speed["reports"] * rate["encoder"]),
        Row("word pieces/s", speed["pieces"] * rate["histor"], speed["pieces"] * rate["encoder"]),
        Row("peak memory, MB", memory["histor"] / 1e6, memory["encoder"] / 1e6),
        Row("start-up, s", first["histor"], first["encoder"]),
    ]


def table(measured: Sequence[Row]) -> str:
    """The rows as text."""
    lines = [f"{'':16}{'histor':>12}{'encoder':>12}{'ratio':>8}"]
    lines += [f"{row.name:16}{row.histor:12.2f}{row.encoder:12.2f}{row.ratio:8.2f}" for row in measured]
    return "\n".join(lines)


# What a child process measures


def measure(part: Part, sample: Sequence[str], repeats: int) -> Json:
    """Seconds of each pass (``speed``), or the peak memory of one pass of one part alone."""
    if part == "speed":
        return measure_speed(sample, repeats)
    load(part, sample)()
    return {"bytes": peak_bytes()}


def load(part: Literal["histor", "encoder"], sample: Sequence[str]) -> Callable[[], object]:
    """A pass over all texts by one part, its model loaded and warm from the first text."""
    if part == "histor":
        code = coder()
        code(sample[:1])
        return lambda: code(sample)
    encode, passages = encoder(), passage_ids(sample)
    encode(passages[0])
    pool = ThreadPoolExecutor(cores())
    return lambda: deque(pool.map(encode, passages), maxlen=0)


def measure_speed(sample: Sequence[str], repeats: int) -> Json:
    """Seconds of ``repeats`` passes of each part, in turn."""
    passes = {"histor": load("histor", sample), "encoder": load("encoder", sample)}
    seconds: dict[str, list[float]] = {"histor": [], "encoder": []}
    for turn in range(repeats):
        for part in sorted(passes, reverse=bool(turn % 2)):  # the other first in every second turn
            start = time.perf_counter()
            passes[part]()
            seconds[part].append(time.perf_counter() - start)
    pieces = sum(len(ids) - 2 for ids in passage_ids(sample))
    return {"reports": len(sample), "pieces": pieces, **seconds}


def peak_bytes() -> int:
    """The most memory that this process has held; Linux counts in kilobytes, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


# Child processes


def in_child(part: Part, sample: Sequence[str], repeats: int) -> Json:
    """`measure` in a process of its own. Raises HistorError with the child's words where it fails."""
    request = json.dumps({"part": part, "sample": list(sample), "repeats": repeats})
    command = [sys.executable, "-m", "bench.speed", "--child"]
    done = subprocess.run(command, input=request, capture_output=True, text=True, check=False)
    if done.returncode:
        words = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
        raise HistorError(f"The measuring process failed: {words[-1].removeprefix('Error: ')}")
    answer: Json = json.loads(done.stdout)
    return answer


def first_output(command: Sequence[str]) -> float:
    """Seconds until a command writes its first byte; unbuffered, as on a terminal."""
    start = time.perf_counter()
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        byte = process.stdout.read(1)
        seconds = time.perf_counter() - start
        _, complaint = process.communicate()
    if not byte:
        raise HistorError(f"{command[0]} printed nothing: {complaint.decode(errors='replace').strip()[-300:]}")
    return seconds


def start_up(text: str) -> Json:
    """Seconds from start to first output: ``histor code FILE``, and the bare encoder on the same text."""
    encode = "import sys; from bench.speed import load; load('encoder', [open(sys.argv[1]).read()]); print(1)"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.txt"
        file.write_text(text, encoding="utf-8")
        commands = {
            "histor": [sys.executable, "-c", "from histor.cli import main; main()", "code", str(file)],
            "encoder": [sys.executable, "-c", encode, str(file)],
        }
        seconds: dict[str, list[float]] = {part: [] for part in commands}
        for _ in range(STARTS):
            for part, command in commands.items():
                seconds[part].append(first_output(command))
    return seconds


@click.command()
@click.option("--data", type=click.Path(path_type=Path), help="Texts: JSONL(.gz) with `text`, or accounts.")
@click.option("--reports", type=click.IntRange(min=1), default=200, show_default=True, help="Texts in one pass.")
@click.option("--repeats", type=click.IntRange(min=1), default=3, show_default=True, help="Passes of each part.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--child", is_flag=True, hidden=True, help="Answer one request on standard input.")
def command(data: Path | None, reports: int, repeats: int, as_json: bool, child: bool) -> None:
    """Measure speed, memory and start-up time beside the bare encoder."""
    if child:
        click.echo(json.dumps(measure(**json.load(sys.stdin))))
        return
    sample = texts(data, reports)
    speed = in_child("speed", sample, repeats)
    memory = {part: in_child(part, sample, 1)["bytes"] for part in ("histor", "encoder")}
    measured = rows(speed, memory, start_up(sample[0]))
    if as_json:
        figures = [asdict(row) | {"ratio": row.ratio} for row in measured]
        about = {"reports": reports, "pieces": speed["pieces"], "repeats": repeats, "threads": cores()}
        click.echo(json.dumps({"rows": figures, **about}))
        return
    click.echo(f"{reports} reports, {speed['pieces']} word pieces, {cores()} cores, median of {repeats} passes")
    click.echo(table(measured))


def main() -> None:
    """Run the command; a failure that the user can mend is one sentence and exit code 2."""
    try:
        command()
    except HistorError as failure:
        click.echo(f"Error: {failure}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
