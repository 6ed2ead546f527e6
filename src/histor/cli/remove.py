"""``histor remove``: reports out of a ledger."""

from __future__ import annotations

import sys

import click

from histor.cli.code import PARTLY
from histor.cli.ledger import ledger_option


@click.command()
@click.argument("names", metavar="REPORT...", nargs=-1, required=True)
@ledger_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each REPORT.")
@click.pass_context
def remove(ctx: click.Context, names: tuple[str, ...], path: str, as_json: bool) -> None:
    """Remove reports, with everything found in them.

    REPORT is the key, the id or the address of a report, or - for a list of them on standard input, one a line.
    """
    from histor.accounts import json_line
    from histor.cli.output import utf8_stdout
    from histor.ledger.ledger import Ledger
    from histor.plain import visible

    listed = [line.strip() for line in sys.stdin if line.strip()] if names == ("-",) else list(names)
    removed = Ledger(path).remove(*listed)
    missing = [name for name, number in removed.items() if not number]
    if as_json:
        for name, number in removed.items():
            print(json_line({"name": name, "removed": number}), file=utf8_stdout())
    else:
        click.echo(f"{sum(removed.values()):,} reports removed")
    for name in missing:
        click.echo(f"skipped {visible(name, 300)}: no report of that key, id or address", err=True)
    if missing:
        ctx.exit(PARTLY)
