"""``python -m bench.exports``: the same reports, the same exports, byte by byte, however they came into the ledger.

Two ledgers are filled with the same accounts, one in order and in large batches, the other shuffled and in small ones. The
first is exported twice, the second once, in every format, and the files are compared.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import click

from bench.kill import account
from bench.texts import made_up
from histor.accounts import from_json
from histor.export import FORMATS, export
from histor.ledger.ledger import Ledger
from histor.records import Account


def accounts(reports: int, given: Path | None) -> list[Account]:
    """Made-up accounts; a tenth of them are those of the JSONL file ``given``, in turn, under ids of their own."""
    made = [account(text) for text in made_up(reports)]
    if given is None:
        return made
    known = [from_json(json.loads(line)) for line in given.read_text(encoding="utf-8").splitlines()]
    for number, one in zip(range(0, reports, 10), islice(cycle(known), reports), strict=False):
        made[number] = replace(one, report=replace(one.report, id=f"{one.report.id}-{number}"))
    return made


def fill(path: Path, found: Sequence[Account], batch: int) -> None:
    """Add ``found`` to the ledger at ``path``, so many at once."""
    with Ledger(path) as ledger:
        for start in range(0, len(found), batch):
            ledger.add(found[start : start + batch], link=False)


def digests(path: Path, folder: Path) -> dict[str, str]:
    """SHA-256 of each file of an export of the ledger at ``path`` in all formats, into ``folder``."""
    with Ledger(path) as ledger:
        export(_accounts(ledger), folder, *FORMATS)
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def _accounts(ledger: Ledger) -> Iterator[Account]:
    return (from_json(json.loads(line)) for line in ledger.accounts())


@click.command()
@click.option("--reports", type=click.IntRange(min=1), default=10_000, show_default=True, help="Reports to add.")
@click.option("--accounts", "given", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="JSONL of accounts, of which a tenth of the reports is made.")  # fmt: skip
@click.option("--batch", type=click.IntRange(min=1), default=700, show_default=True, help="Of the shuffled ledger.")
def command(reports: int, given: Path | None, batch: int) -> None:
    """Compare exports of the same reports, byte by byte."""
    found = accounts(reports, given)
    shuffled = random.Random(0).sample(found, len(found))
    with tempfile.TemporaryDirectory(prefix="histor-") as name:
        folder = Path(name)
        began = time.process_time()
        fill(folder / "one.duckdb", found, len(found))
        fill(folder / "two.duckdb", shuffled, batch)
        first = digests(folder / "one.duckdb", folder / "first")
        again = digests(folder / "one.duckdb", folder / "again")
        other = digests(folder / "two.duckdb", folder / "other")
        size = sum(file.stat().st_size for file in (folder / "first").iterdir())
    click.echo(
        f"{len(found):,} reports, {len(first)} files, {size / 1e6:,.0f} MB, {time.process_time() - began:,.0f} s of processor"
    )
    for file in first:
        click.echo(f"{file:24} again {first[file] == again[file]}, shuffled {first[file] == other.get(file)}")
    sys.exit(int(not first == again == other))


if __name__ == "__main__":
    command()
