"""``histor recode``: what a ledger holds, coded again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from histor.cli.code import PARTLY
from histor.cli.ledger import ledger_option
from histor.cli.reading import coding_options

if TYPE_CHECKING:
    from histor.records import Account, Report
    from histor.tag import Guideline


@click.command()
@ledger_option
@click.option("--all", "everything", is_flag=True, help="Code again even what this very version has coded.")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as one JSON object.")
@coding_options
@click.option("--quiet", is_flag=True, help="No progress and no lines about reports that could not be coded.")
@click.pass_context
def recode(
    ctx: click.Context, path: str, everything: bool, as_json: bool, guideline: Guideline, jobs: int, quiet: bool
) -> None:
    """Code the ledger's reports again, after a new model or codebook.

    The old coding stays in place until the new one is complete. Stopped in the middle, it goes on where it was when
    it is called again.
    """
    from histor.cli.progress import Progress
    from histor.ledger.ledger import Ledger
    from histor.pipeline import code_reports, coder

    with Progress(quiet=quiet) as progress:

        def code(reports: Iterable[Report]) -> Iterator[Account]:
            return code_reports(reports, jobs=jobs, guideline=guideline, on_skip=progress.skip)

        done = Ledger(path).recode(code, coder(), everything=everything, on_coded=lambda _: progress.coded())
    if as_json:
        from histor.accounts import json_line

        click.echo(json_line(asdict(done)))
    else:
        kept = f"; {done.failed:,} could not be, their old coding was kept" if done.failed else ""
        click.echo(f"{done.changed:,} reports coded again{kept}")
    if progress.skipped:
        ctx.exit(PARTLY)
