"""``histor code``: reports in, accounts out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from histor.cli.reading import codebook_option, coding_options, reading_options, reports_in

if TYPE_CHECKING:
    from pathlib import Path

    from histor.cli.progress import Progress
    from histor.records import Account
    from histor.tag import Guideline

PARTLY = 3


@click.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a report (JSONL) in place of the view.")
@reading_options
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, metavar="P",
              help="Leave out voices and events less likely right than P (0 to 1).")  # fmt: skip
@codebook_option
@coding_options
@click.option("--quiet", is_flag=True, help="No progress and no lines about skipped inputs.")
def code(**options: Any) -> None:
    """Code reports: print their voices, events and entities.

    INPUT is a text, Markdown, HTML, JSONL, CSV or Parquet file, a folder, a pattern, a web address, or - for standard
    input.
    """
    ctx = click.get_current_context()
    from histor.cli.output import json_writer, view_writer
    from histor.cli.progress import Progress

    with Progress(quiet=options["quiet"]) as progress:
        write = json_writer() if options["as_json"] else view_writer()
        for account in _accounts(progress, **options):
            write(account)
            progress.coded()
    if progress.skipped:
        ctx.exit(PARTLY)


def _accounts(
    progress: Progress,
    *,
    inputs: tuple[str, ...],
    min_confidence: float,
    codebook: Path | None,
    guideline: Guideline,
    jobs: int,
    as_json: bool,  # noqa: ARG001  this and the next concern the output
    quiet: bool,  # noqa: ARG001
    **reading: Any,
) -> Iterator[Account]:
    from histor.cli.threshold import at_least
    from histor.pipeline import code_reports

    reports = reports_in(inputs, progress, **reading)
    for account in code_reports(reports, jobs=jobs, guideline=guideline, codebook=codebook, on_skip=progress.skip):
        yield at_least(account, min_confidence) if min_confidence else account
