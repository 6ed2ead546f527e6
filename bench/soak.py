"""Whether a watch loses or doubles anything: ``python -m bench.soak --minutes 20``.

So many feeds on this machine, each under a loopback address of its own (Linux), publish reports; servers are dead for a
while, answer 500 and 503, cut their answers off, send what is no feed, list entries twice, in any order and in two feeds,
and one floods. A folder gets files. The watch is killed (SIGKILL) at random moments and started again. Faults end after
three quarters of the time; in the end the ledger must hold every report that was published, once.
"""

from __future__ import annotations

import json
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

from bench.kill import account
from bench.texts import made_up
from histor.ledger.ledger import Ledger
from histor.records import Account, Report

ROOT = Path(__file__).parent.parent
_EVERY = 5.0  # seconds between two looks at a feed; longer where there are many
_PATIENCE = 300.0  # seconds that the watch may need to catch up when all is published
_FAULTS = ("cut", "empty", "500", "503", "garbage", "drip")


@dataclass(frozen=True, slots=True)
class Outcome:
    """``published`` reports; of them ``missing`` and ``doubled`` in the ledger, ``strange`` ones beside them.

    ``again``: reports that were coded once more, because a kill came before they were in the ledger.
    """

    published: int
    missing: int
    doubled: int
    strange: int
    coded: int
    again: int
    kills: int
    seconds: float

    @property
    def exact(self) -> bool:
        """Whether every report is in the ledger, once, and nothing else is."""
        return not (self.missing or self.doubled or self.strange)


class Site:
    """The servers of all feeds, in threads of this process; ``seconds`` is how long there are faults."""

    def __init__(self, feeds: int, seconds: float, seed: int) -> None:
        self.feeds = feeds
        self.began = time.monotonic()
        self.asked: Counter[str] = Counter()
        self._dice = random.Random(seed)
        self._lock = threading.Lock()
        self._until = 0.75 * seconds
        plan = random.Random(seed)
        self.flood = plan.randrange(feeds)
        self.when = {  # address of a page → when it is published
            f"/{feed}/{number}": plan.uniform(0, 0.6 * seconds) if number else 0.0
            for feed in range(feeds)
            for number in range(plan.randrange(2, 5))
        }
        self.when |= {f"/{self.flood}/flood-{number}": 0.3 * seconds for number in range(max(20, feeds))}
        self.dead = {feed: plan.uniform(0, 0.6 * seconds) for feed in plan.sample(range(feeds), max(1, feeds // 10))}
        self._texts = dict(zip(self.when, made_up(len(self.when)), strict=True))
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, request: object, client_address: object) -> None:
                pass

        self._server = Server(("", 0), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """End all servers."""
        self._server.shutdown()
        self._server.server_close()

    def host(self, feed: int) -> str:
        """The address of a feed's server."""
        return f"http://127.0.{1 + feed // 250}.{1 + feed % 250}:{self.port}"

    def url(self, path: str) -> str:
        """The address of a page."""
        return self.host(int(path.split("/")[1])) + path

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer, or fail to."""
        path = request.path.partition("?")[0]
        with self._lock:
            self.asked[path] += 1
            passed = time.monotonic() - self.began
            fault = self._dice.choice(_FAULTS) if passed < self._until and self._dice.random() < 0.08 else None
        feed = int(path.split("/")[1]) if path.count("/") == 2 else 0
        if self.dead.get(feed, passed + 1) < passed < self._until:
            request.connection.shutdown(socket.SHUT_RDWR)
        elif path == "/robots.txt":
            self._send(request, 404, b"")
        elif path.endswith("/feed"):
            self._feed(request, feed, passed, fault)
        elif self.when.get(path, passed + 1) <= passed:
            self._page(request, path, fault)
        else:
            self._send(request, 404, b"")

    def _feed(self, request: BaseHTTPRequestHandler, feed: int, passed: float, fault: str | None) -> None:
        there = [path for path, at in self.when.items() if at <= passed and int(path.split("/")[1]) in {feed, feed - 1}]
        tag = f'"{len(there)}"'
        if fault is None and request.headers.get("If-None-Match") == tag:
            self._send(request, 304, b"")
            return
        random.Random(passed).shuffle(there)
        items = "".join(
            f"<item><title>{path}</title><link>{self.url(path)}?utm_source={feed}</link></item>"
            for path in [*there, *there[:3]]
        )
        body = f"<?xml version='1.0'?><rss version='2.0'><channel><title>Feed</title>{items}</channel></rss>"
        self._send(request, 200, body.encode(), fault, tag=tag, kind="application/rss+xml")

    def _page(self, request: BaseHTTPRequestHandler, path: str, fault: str | None) -> None:
        paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in self._texts[path].split("\n\n"))
        body = f"<html><head><title>{path}</title></head><body><article><h1>{path}</h1>{paragraphs}</article></body></html>"
        fault = None if fault == "garbage" else fault  # a page that is none is skipped for good, and rightly so
        self._send(request, 200, body.encode(), fault)

    def _send(
        self, request: BaseHTTPRequestHandler, status: int, body: bytes, fault: str | None = None, *,
        tag: str | None = None, kind: str = "text/html",
    ) -> None:  # fmt: skip
        if fault == "empty":
            request.connection.shutdown(socket.SHUT_RDWR)
            return
        if fault in {"500", "503"}:
            status, body, tag = int(fault), b"", None
        if fault == "garbage":
            body, tag = b"<html><p>Error", None
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        if fault == "503":
            request.send_header("Retry-After", "2")
        if tag:
            request.send_header("ETag", tag)
        request.end_headers()
        if fault == "drip":
            time.sleep(1.0)
        request.wfile.write(body[: len(body) // 2] if fault == "cut" else body)


def code(log: Path) -> Callable[[Iterable[Report], Callable[..., object]], Iterator[Account]]:
    """A stand-in for the coder that notes in ``log`` what it codes."""

    def work(reports: Iterable[Report], on_skip: Callable[..., object]) -> Iterator[Account]:  # noqa: ARG001
        with log.open("a", encoding="utf-8") as noted:
            for report in reports:
                noted.write(json.dumps(report.url or report.id) + "\n")
                noted.flush()
                yield replace(account(report.text), report=report)

    return work


def child(config: Path, log: Path, *, model: bool) -> None:
    """What is killed: the watch itself, with the model or the stand-in for it."""
    from histor.watch.config import read_config
    from histor.watch.run import Watch

    watch = Watch(
        read_config(config), lambda line: print(line, flush=True), code=None if model else code(log), first_pause=1.0
    )
    watch.run(stop=(config.parent / "stop").exists)


def soak(folder: Path, *, feeds: int, seconds: float, kills: int, seed: int, model: bool = False) -> Outcome:
    """Let a watch run for ``seconds``, kill it so many times, and compare the ledger with what was published."""
    site = Site(feeds, seconds, seed)
    inbox, log, config = folder / "inbox", folder / "coded.log", folder / "watch.toml"
    inbox.mkdir()
    every = max(_EVERY if seconds > 60 else 1.0, feeds / 10)
    sources = "".join(f'[[source]]\nfeed = "{site.host(feed)}/{feed}/feed"\n' for feed in range(feeds))
    config.write_text(
        f'ledger = "soak.duckdb"\nlink = {str(model).lower()}\nevery = "{every:g}s"\npause = 0\nallow_private = true\n'
        f'{sources}[[source]]\nfolder = "inbox"\nevery = "2s"\n',
        encoding="utf-8",
    )
    dice = random.Random(seed)
    moments = sorted(dice.uniform(0.1, 0.7) * seconds for _ in range(kills))
    files = made_up(len(site.when) + 10)[-10:]
    process = _start(config, log, model)
    wanted = {site.url(path) for path in site.when}
    try:
        while (passed := time.monotonic() - site.began) < 3 * seconds + _PATIENCE:
            if moments and passed > moments[0]:
                moments.pop(0)
                process.send_signal(signal.SIGKILL)
                process.wait()
                process = _start(config, log, model)
            if files and passed > 0.5 * seconds * (1 - len(files) / 10):
                (inbox / f"file-{len(files)}.txt").write_text(files.pop(), encoding="utf-8")
            if passed > seconds and not moments and len(_held(folder / "soak.duckdb")) >= len(wanted) + 10:
                time.sleep(min(seconds / 10, 10.0))  # for what should not come
                break
            time.sleep(0.5 if passed < seconds else 2.0)
        (folder / "stop").touch()
        process.wait(60)
    finally:
        process.kill()
        site.close()
    return _outcome(folder, log, wanted, kills, time.monotonic() - site.began)


def _start(config: Path, log: Path, model: bool) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bench.soak", "--child", str(config), "--log", str(log)]
    with (config.parent / "watch.log").open("ab") as out:
        return subprocess.Popen([*command, *(["--model"] if model else [])], cwd=ROOT, stdout=out, stderr=out)


def _held(ledger: Path) -> list[str]:
    """Addresses of the reports in the ledger; "" for those of files."""
    if not ledger.exists():
        return []
    with Ledger(ledger, wait=60) as opened:
        return [report.url or "" for report in opened.reports()]


def _outcome(folder: Path, log: Path, wanted: set[str], kills: int, seconds: float) -> Outcome:
    held = Counter(_held(folder / "soak.duckdb"))
    files = held.pop("", 0)
    coded = (
        Counter(json.loads(line) for line in log.read_text(encoding="utf-8").splitlines())
        if log.exists()
        else Counter()
    )
    return Outcome(
        published=len(wanted) + 10,
        missing=len(wanted - held.keys()) + max(0, 10 - files),
        doubled=sum(number - 1 for number in held.values()) + max(0, files - 10),
        strange=len(held.keys() - wanted),
        coded=sum(coded.values()),
        again=sum(number - 1 for number in coded.values()),
        kills=kills,
        seconds=seconds,
    )


@click.command()
@click.option("--minutes", type=click.FloatRange(0.1), default=20.0, show_default=True, help="How long.")
@click.option("--feeds", type=click.IntRange(2, 10_000), default=200, show_default=True, help="How many feeds.")
@click.option("--kills", type=click.IntRange(0), default=3, show_default=True, help="How often it is killed.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the faults.")
@click.option("--model", is_flag=True, help="Code with the model, in place of a stand-in.")
@click.option("--child", "config", type=click.Path(path_type=Path), hidden=True)
@click.option("--log", type=click.Path(path_type=Path), hidden=True)
def command(
    minutes: float, feeds: int, kills: int, seed: int, model: bool, config: Path | None, log: Path | None
) -> None:
    """Soak a watch in faults; exit with 1 where a report is missing or there twice."""
    if config is not None and log is not None:
        child(config, log, model=model)
        return
    with tempfile.TemporaryDirectory(prefix="histor-") as name:
        found = soak(Path(name), feeds=feeds, seconds=60 * minutes, kills=kills, seed=seed, model=model)
        lines = Counter(
            line.partition(":")[0][:30]
            for line in (Path(name) / "watch.log").read_text("utf-8", "replace").splitlines()
        )
    click.echo(
        f"{feeds:,} feeds, {found.seconds:,.0f} s, {found.kills} kills: {found.published:,} reports published, "
        f"{found.missing:,} missing, {found.doubled:,} doubled, {found.strange:,} strange; coded {found.coded:,} times, "
        f"{found.again:,} of them again after a kill"
    )
    click.echo(f"{sum(lines.values()):,} lines in its log")
    sys.exit(int(not found.exact))


if __name__ == "__main__":
    command()
