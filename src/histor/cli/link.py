"""``histor link``: copies and incidents among what a ledger holds."""

from __future__ import annotations

import click

from histor.cli.ledger import ledger_option


@click.command()
@ledger_option
@click.option("--anew", is_flag=True, help="Link all reports again, as after a change of the model; decisions stay.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, metavar="N",
              help="Worker processes, each with its own copy of the model.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the number as one JSON object.")
@click.option("--quiet", is_flag=True, help="No progress.")
def link(path: str, anew: bool, jobs: int, as_json: bool, quiet: bool) -> None:
    """Link the reports that are not linked yet: which carry one text, which of their events are one happening.

    `histor add` does it by itself, unless called with --no-link. Stopped in the middle, it goes on where it was.
    """
    from histor.cli.progress import Progress
    from histor.ledger.ledger import Ledger

    with Progress(quiet=quiet) as progress:

        def linked(number: int) -> None:
            for _ in range(number):
                progress.coded()

        done = Ledger(path).link(anew=anew, jobs=jobs, on_linked=linked)
    click.echo(f'{{"linked": {done}}}' if as_json else f"{done:,} reports linked")
