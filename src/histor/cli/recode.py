"""``histor recode``: what a ledger holds, coded again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from histor.cli.code import PARTLY
from histor.cli.ledger import ledger_option
from histor.cli.reading import codebook_option, coding_options

if TYPE_CHECKING:
    from pathlib import Path

    from histor.engines import Engine
    from histor.records import Account, Report
    from histor.tag import Guideline


@click.command()
@ledger_option
@click.option("--all", "everything", is_flag=True, help="Code again even what this very version has coded.")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as one JSON object.")
@codebook_option
@coding_options
@click.option("--quiet", is_flag=True, help="No progress and no lines about reports that could not be coded.")
@click.pass_context
def recode(
    ctx: click.Context,
    path: str,
    everything: bool,
    as_json: bool,
    codebook: Path | None,
    guideline: Guideline,
    jobs: int,
    engine: Engine | None,
    quiet: bool,
) -> None:
    """Code the ledger's reports again, after a new model or codebook.

    The old coding stays in place until the new one is complete. Stopped in the middle, it goes on where it was when
    it is called again. Incidents are then told anew; what persons decided about them holds.
    """
    from histor.cli.progress import Progress
    from histor.ledger.ledger import Ledger
    from histor.own import read_own
    from histor.pipeline import code_reports, coder

    own = read_own(codebook) if codebook else None
    with Progress(quiet=quiet) as progress:

        def code(reports: Iterable[Report]) -> Iterator[Account]:
            return code_reports(
                reports, jobs=jobs, engine=engine, guideline=guideline, codebook=own, on_skip=progress.skip
            )

        done = Ledger(path).recode(code, coder(own=own), everything=everything, on_coded=lambda _: progress.coded())
    if as_json:
        from histor.accounts import json_line

        click.echo(json_line(asdict(done)))
    else:
        kept = f"; {done.failed:,} could not be, their old coding was kept" if done.failed else ""
        click.echo(f"{done.changed:,} reports coded again{kept}")
    _tell_lost(path)
    if progress.skipped:
        ctx.exit(PARTLY)


def _tell_lost(path: str) -> None:
    """Say how many decisions of review the new coding has nothing for."""
    from histor.review import open as open_review

    with open_review(path) as desk:
        lost = sum(1 for _ in desk.lost())
    if lost:
        click.echo(
            f"{lost:,} decisions of review no longer find what they are about: histor review list --lost", err=True
        )
