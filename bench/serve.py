"""``python -m bench.serve``: how fast the pages and the API answer over a ledger of 100,000 incidents, and to how many.

The ledger is made up by SQL (`bench.incidents`). ``histor serve`` runs in a process of its own. Each page and resource is
asked with filters that nobody has given before, so that nothing can have been kept, and beside each stands its ratio to
a file of some hundred bytes that the same server gives out in the same run. The start page is asked for as a browser
does it: HTML, style, script and borders one after another, then the data of map and timeline at the same time. At last
many readers ask at once, each as soon as it has been answered; what is not answered 200 is an error.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import quote, urlencode

import click

from bench import incidents
from bench.ledger import percentile95
from histor.ledger.ledger import Ledger

STATIC = "a static file"
START = "start page, with its data"
_STATIC = "/static/histor.svg"
_FILES = ("/static/histor.css?v=1", "/static/built/app.js?v=1", "/static/built/borders-un-110m.json?v=1")
_API = "/api/v1"
_TYPES = ("ASSAULT", "CONSULT", "ACCUSE", "COERCE")
_CONTEXTS = ("military", "human_rights", "health", "election")
Ask = Callable[[int], str]
"""The address of the question of that number; no two are alike."""


@dataclass(frozen=True, slots=True)
class Row:
    """A page or resource: milliseconds on the clock, the ratio of its median to the static file's, and the slowest address."""

    name: str
    p50: float
    p95: float
    ratio: float
    slowest: str


@dataclass(frozen=True, slots=True)
class Crowd:
    """What readers met who asked at once: answers, those that were none, answers a second, milliseconds."""

    readers: int
    answers: int
    errors: int
    rate: float
    p50: float
    p95: float


def filtered(path: str, **more: str) -> Ask:
    """Questions to ``path`` with filters of every kind in turn: common and rare ones, one and several.

    A confidence that all events have makes them other filters than those of other paths.
    """
    own = f"0.0000{zlib.crc32(f'{path} {more}'.encode()) % 10_000:04}"

    def address(i: int) -> str:
        kinds: tuple[dict[str, str], ...] = (
            {"actor": _code(i)},
            {"actor": f"person {i}"},
            {"recipient": _code(i), "since": f"{2010 + i // 12 % 12}"},
            {"place": _code(i)},
            {"place": f"town {i}"},
            {"type": _TYPES[i // 12 % 4], "context": _CONTEXTS[i // 48 % 4]},
            {"since": f"{2011 + i // 12 % 12}-{1 + i % 9:02}", "until": f"{2011 + i // 12 % 12}-12"},
            {"outlet": f"Outlet {i}"},
            {"source": f"person {i}"},
            {"text": f"word{i}"},
            {"bbox": f"{i % 90 - 90},-40,{i % 90 + 20},{i % 50}"},
            {"actor": _code(i), "place": _code(i + 1), "since": "2012"},
        )
        return f"{path}?{urlencode({'min_confidence': own, **kinds[i % len(kinds)], **more})}"

    return address


def _code(i: int) -> str:
    """One of the made-up country codes, the most frequent ones first."""
    return f"C{chr(65 + i % 90 // 26)}{chr(65 + i % 90 % 26)}"


def questions(ledger: Ledger) -> Mapping[str, Ask]:
    """What is asked, by name; ``ledger`` tells which incidents and reports there are."""
    told = [row.incident for row in ledger.incidents(limit=1000).page().rows]
    reports = ledger.reports(limit=1000).page().rows
    keys, outlets = [row.report for row in reports], sorted({row.outlet or "" for row in reports})
    found: dict[str, Ask] = {
        "incidents, page": filtered("/"),
        "incidents": filtered(f"{_API}/incidents.json"),
        "map": filtered(f"{_API}/incidents/map.json", cell="3"),
        "map, near": filtered(f"{_API}/incidents/map.json", cell="0.5", view="-20,-20,60,40"),
        "timeline": filtered(f"{_API}/incidents/timeline.json"),
        "incident, page": lambda i: f"/incidents/{told[i * 17 % len(told)]}",
        "incident": lambda i: f"{_API}/incidents/{told[i * 17 % len(told)]}.json",
        "report, page": lambda i: f"/reports/{keys[i % len(keys)]}",
        "report": lambda i: f"{_API}/reports/{keys[i % len(keys)]}.json",
        "network, page": filtered("/network"),
        "network by name, page": filtered("/network", by="name"),
        "dyads": filtered(f"{_API}/dyads.json", limit="60"),
        "actor, page": lambda i: f"/actor?name={_code(i) if i % 2 else quote(f'person {i}')}",
        "sources, page": filtered("/sources"),
        "sources": filtered(f"{_API}/sources.json"),
        "compare, page": lambda i: f"/compare?{urlencode([('outlet', outlets[n % len(outlets)]) for n in (i, i + 1)])}",
        "search of events": lambda i: f"/search?q=word{i}&in=events",
        "search of quotations": lambda i: f"/search?q=word{i}&in=quotations",
        "search of reports": lambda i: f"/search?q=word{i}&in=reports",
        "ledger, page": lambda i: f"/ledger?{i}",
    }
    found |= {f"{name}, page": filtered(f"/{name}") for name in ("events", "reports", "voices", "actors", "places")}
    return found


# The server


@contextmanager
def served(path: Path) -> Iterator[int]:
    """``histor serve`` over the ledger at ``path``; its port."""
    command = [sys.executable, "-c", "from histor.cli import main; main()", "serve", str(path), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield int(process.stdout.readline().strip().rstrip("/").rpartition(":")[2])
        finally:
            process.terminate()


class Reader:
    """One who asks, over one connection."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, address: str) -> tuple[float, int]:
        """Milliseconds until the answer was there, and its status."""
        before = time.perf_counter()
        self._connection.request("GET", address)
        response = self._connection.getresponse()
        response.read()
        return 1e3 * (time.perf_counter() - before), response.status

    def must(self, address: str) -> float:
        """Milliseconds until the answer was there. Raises ClickException where it is none."""
        took, status = self.ask(address)
        if status != 200:
            raise click.ClickException(f"{address} was answered {status}.")
        return took


# Measuring


def started(port: int, query: str = "") -> float:
    """Milliseconds of the start page with all that it loads."""
    one, two = Reader(port), Reader(port)
    data = [f"{_API}/incidents/map?cell=3&{query}", f"{_API}/incidents/timeline?{query}"]
    before = time.perf_counter()
    for address in (f"/?{query}", *_FILES):
        one.must(address)
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda reader, address: reader.must(address), (one, two), data))
    return 1e3 * (time.perf_counter() - before)


def measure(port: int, asked: Mapping[str, Ask], repeats: int) -> list[Row]:
    """A row for the static file, for the start page the first time and later on, and for each of ``asked``."""
    first = started(port)
    reader = Reader(port)
    static = [reader.must(_STATIC) for _ in range(max(repeats, 20))][1:]
    base = median(static)
    again = [started(port, urlencode({"since": f"1990-01-{1 + i % 28:02}"})) for i in range(repeats)]
    rows = [Row(STATIC, base, percentile95(static), 1.0, _STATIC), Row(f"{START}, at first", first, first, first / base, "/"),
            Row(START, median(again), percentile95(again), median(again) / base, "/")]  # fmt: skip
    for name, ask in asked.items():
        reader = Reader(port)  # the server hangs up on those who have not asked for some seconds
        took = sorted((reader.must(ask(i)), ask(i)) for i in range(repeats))
        times = [time for time, _ in took]
        rows.append(Row(name, median(times), percentile95(times), median(times) / base, took[-1][1]))
    return rows


def crowd(port: int, asked: Mapping[str, Ask], readers: int, seconds: float) -> Crowd:
    """``readers`` at once, each asking for anything of ``asked`` again and again for ``seconds``."""
    times: list[float] = []
    errors: list[object] = []
    until = time.monotonic() + seconds

    def read(number: int) -> None:
        drawn, reader = random.Random(number), Reader(port)
        while time.monotonic() < until:
            ask = drawn.choice(list(asked.values()))
            try:
                took, status = reader.ask(ask(drawn.randrange(1_000)))
            except OSError as error:
                errors.append(error)
                reader = Reader(port)
                continue
            times.append(took)
            if status != 200:
                errors.append(status)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Crowd(readers, len(times), len(errors), len(times) / seconds, median(times), percentile95(times))


def table(rows: Sequence[Row], many: Crowd) -> str:
    """What was measured, as text."""
    lines = [f"{'':36}{'p50 ms':>9}{'p95 ms':>9}{'ratio':>8}  slowest"]
    lines += [f"{r.name:36}{r.p50:>9.1f}{r.p95:>9.1f}{r.ratio:>8.1f}  {r.slowest}" for r in rows]
    lines.append(
        f"{many.readers} readers at once: {many.answers:,} answers, {many.errors:,} errors, {many.rate:.0f} a second, "
        f"p50 {many.p50:,.0f} ms, p95 {many.p95:,.0f} ms"
    )
    return "\n".join(lines)


@click.command()
@click.option(
    "--incidents", "number", type=click.IntRange(min=100), default=100_000, show_default=True, help="Incidents."
)
@click.option("--repeats", type=click.IntRange(min=1), default=24, show_default=True, help="Times each is asked.")
@click.option("--readers", type=click.IntRange(min=1), default=50, show_default=True, help="Readers at once.")
@click.option("--seconds", type=click.FloatRange(min=0.1), default=20, show_default=True, help="For which they read.")
@click.option("--keep", type=click.Path(path_type=Path), help="Where the ledger is, or is to be kept.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(number: int, repeats: int, readers: int, seconds: float, keep: Path | None, as_json: bool) -> None:
    """Measure how fast a large ledger is served."""
    with tempfile.TemporaryDirectory(prefix="histor-") as folder:
        path = keep or Path(folder) / "bench.duckdb"
        if not path.exists():
            incidents.make(path, number)
        with Ledger(path) as ledger:
            asked, found = questions(ledger), ledger.stats()
        with served(path) as port:
            rows = measure(port, asked, repeats)
            many = crowd(port, asked, readers, seconds)
    if as_json:
        click.echo(
            json.dumps({"incidents": found.incidents, "rows": [asdict(row) for row in rows], "crowd": asdict(many)})
        )
        return
    click.echo(
        f"{found.incidents:,} incidents, {found.events:,} events, {found.bytes / 1e6:,.0f} MB, {repeats} times each"
    )
    click.echo(table(rows, many))


if __name__ == "__main__":
    command()
