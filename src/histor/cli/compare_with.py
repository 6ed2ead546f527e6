"""``histor compare-with``: how far events agree with those of another data set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from histor.cli.code import PARTLY
from histor.cli.ledger import ledger_option

if TYPE_CHECKING:
    from histor.peers import Comparison
    from histor.peers.compare import Matched

FORMATS = ("gdelt", "polecat", "acled")  # of histor.peers, too heavy to import for --help
_MOST = 20  # countries shown; all of them with --json


@click.command("compare-with")
@click.argument("peer", metavar="FILE")
@click.argument("inputs", metavar="[INPUT]...", nargs=-1)
@ledger_option
@click.option("--as", "format", type=click.Choice(FORMATS), help="What FILE is; by default its first line tells.")
@click.option("--within", type=click.IntRange(0, 366), default=0, show_default=True, metavar="DAYS",
              help="Days that two events may lie apart and still match.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print all numbers as JSON, those of each day too.")
@click.option("--quiet", is_flag=True, help="No lines about skipped inputs and rows.")
def compare_with(
    peer: str, inputs: tuple[str, ...], path: str, format: str | None, within: int, as_json: bool, quiet: bool
) -> None:
    """Count matches with another event data set, by day, country and type.

    FILE holds events of GDELT, POLECAT or ACLED. They are compared with those of the ledger, or of INPUT: accounts
    in JSONL (histor code --json), or - for standard input.
    """
    from histor.cli.coded import accounts_of
    from histor.cli.progress import Progress
    from histor.peers import compare, read_peers

    if peer == "-" and "-" in inputs:
        raise click.UsageError("Only one of FILE and INPUT can be standard input.")
    with Progress(quiet=quiet) as progress:
        theirs = read_peers(peer, format=format, on_skip=progress.skip)
        found = compare(accounts_of(inputs, path, progress.skip), theirs, within=within)
    if as_json:
        import json
        from dataclasses import asdict

        print(json.dumps(asdict(found)))
    else:
        _print(found)
    if progress.skipped:
        click.get_current_context().exit(PARTLY)


def _print(found: Comparison) -> None:
    print(f"{'':<28}{'Histor':>10}{'other':>10}{'matched':>10}")
    print(_line("events", found.total))
    print(_line("days × countries × types", found.cells))
    for title, table in (("by type", found.by_type), ("by country", found.by_country)):
        shown = sorted(table.items(), key=lambda entry: (-entry[1].ours - entry[1].matched, entry[0]))[:_MOST]
        print(f"\n{title}")
        for name, numbers in shown:
            print(_line(f"  {name}", numbers))
        if len(table) > len(shown):
            print(f"  … and {len(table) - len(shown):,} more; --json has them all")
    for title, left_out in (("Histor", found.ours_left_out), ("other", found.theirs_left_out)):
        if left_out:
            print(f"\nnot compared, {title}")
            for reason, number in left_out.items():
                print(f"  {reason}: {number:,}")


def _line(name: str, numbers: Matched) -> str:
    return f"{name:<28}{numbers.ours:>10,}{numbers.theirs:>10,}{numbers.matched:>10,}"
