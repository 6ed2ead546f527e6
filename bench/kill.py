"""``python -m bench.kill``: add many reports, kill the process at random moments, and see that nothing is lost.

Accounts are made up, so that no time goes into coding. `histor add` is started, killed with SIGKILL at a random
moment, and started again, so many times; what it had reported as stored must be in the ledger each time. In the end
the ledger, and one that was filled twice without a kill, must hold the same, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click

from bench.texts import made_up
from histor.accounts import dumps
from histor.ledger.ledger import Ledger
from histor.read import report_from_text
from histor.records import Account, Coder, Entity, Event, Span, When

_TRIGGERS = {
    "sent": "MOBILIZE",
    "arrested": "COERCE",
    "attacked": "ASSAULT",
    "convicted": "SANCTION",
    "urged": "REQUEST",
}
_NAMES = ("The United Nations", "Police", "troops", "protesters")
_ADD = "from histor.cli import main; main(prog_name='histor')"
TABLES = ("reports", "accounts", "voices", "events", "entities", "places", "actors")


def account(text: str) -> Account:
    """An account of a made-up text: each known word is an event, each known name an entity."""
    entities = tuple(
        Entity(f"n{number}", name, "---", ("GOV",), None, tuple(Span(*m.span()) for m in re.finditer(name, text)))
        for number, name in enumerate(_NAMES, 1)
        if name in text
    )
    found = [(Span(*m.span()), kind) for word, kind in _TRIGGERS.items() for m in re.finditer(word, text)]
    events = tuple(
        Event(
            id=f"e{number}", trigger=span, type=kind, mode=None, contexts=(), quad=4, score=-5.0, cameo=None,
            actor=entities[0].mentions[:1] if entities else (), recipient=(), place=(), time=(), counts={},
            status="actual", background=False, voice=None, chain=(), when=When("2015-09-06", "2015-09-06", "day"),
            where=None, confidence=0.5,
        )
        for number, (span, kind) in enumerate(sorted(found), 1)
    )  # fmt: skip
    report = report_from_text(text, outlet="Sample Wire", published="2015-09-06")
    return Account(report, (), events, entities, (), Coder("0", "made up", "plover-2.0"))


def start(ledger: Path, accounts: Path) -> subprocess.Popen[bytes]:
    """`histor add`, which prints a line for each report that is stored."""
    command = [sys.executable, "-c", _ADD, "add", "--no-link", "--json", "--ledger", str(ledger), str(accounts)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def reported(output: bytes) -> Iterator[str]:
    """Keys of the reports of which ``output`` says that they are stored; a line cut off says nothing."""
    for line in output.splitlines():
        if line.endswith(b"}"):
            yield json.loads(line)["report"]


def digest(path: Path) -> str:
    """SHA-256 of all that a ledger holds, in order."""
    held = hashlib.sha256()
    with Ledger(path) as ledger:
        for name in TABLES:
            cursor = ledger.connection().execute(f"SELECT * FROM {name} ORDER BY ALL")
            while rows := cursor.fetchmany(1000):
                held.update(repr(rows).encode())
    return held.hexdigest()


def killed(ledger: Path, accounts: Path, seconds: float) -> tuple[int, int]:
    """Let `histor add` run for ``seconds`` and kill it: how many reports it had stored, and how many are lost."""
    process = start(ledger, accounts)
    time.sleep(seconds)
    process.kill()
    output, _ = process.communicate()
    stored = set(reported(output))
    if not ledger.exists():  # killed before it was made
        return 0, len(stored)
    with Ledger(ledger) as opened:
        keys = opened.keys()
        complete = {event.report for event in opened.events()}
    return len(keys), len(stored - keys) + len(keys ^ complete)


@click.command()
@click.option("--reports", type=click.IntRange(min=1), default=10_000, show_default=True, help="Reports to add.")
@click.option("--kills", type=click.IntRange(min=0), default=20, show_default=True, help="Times to kill.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the random moments.")
def command(reports: int, kills: int, seed: int) -> None:
    """Kill `histor add` at random moments and see that nothing is lost."""
    choose = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="histor-") as folder:
        accounts, whole, broken = (Path(folder) / name for name in ("a.jsonl", "whole.duckdb", "broken.duckdb"))
        accounts.write_text("".join(f"{dumps(account(text))}\n" for text in made_up(reports)), encoding="utf-8")
        began = time.monotonic()
        start(whole, accounts).communicate()
        seconds = time.monotonic() - began
        first = digest(whole)
        start(whole, accounts).communicate()
        click.echo(
            f"{reports:,} reports added in {seconds:.1f} s; added twice, the same ledger: {digest(whole) == first}"
        )
        lost = 0
        for number in range(1, kills + 1):
            stored, missing = killed(broken, accounts, choose.uniform(0, seconds / 2))
            lost += missing
            click.echo(f"kill {number}: {stored:,} reports in the ledger, {missing:,} lost or incomplete")
            if stored == reports:
                broken.unlink()  # all done before the kill: begin again
        start(broken, accounts).communicate()
        click.echo(f"{lost:,} lost in all; completed, the same ledger: {digest(broken) == first}")
        sys.exit(int(lost > 0 or digest(broken) != first or digest(whole) != first))


if __name__ == "__main__":
    command()
