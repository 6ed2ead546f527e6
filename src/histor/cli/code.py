"""``histor code``: reports in, accounts out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from histor.records import INPUT_FIELDS

if TYPE_CHECKING:
    from histor.cli.progress import Progress
    from histor.records import Account
    from histor.tag import Guideline

GUIDELINES = ("histor", "polnear")  # of histor.tag, which is too heavy to import for --help
PARTLY = 3


def _fields(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """``("text=body",)`` → ``{"text": "body"}``."""
    fields: dict[str, str] = {}
    for value in values:
        name, equals, column = value.partition("=")
        if not (equals and column and name in INPUT_FIELDS):
            raise click.BadParameter(
                f"{value!r} is not NAME=COLUMN with NAME one of {', '.join(INPUT_FIELDS)}.", ctx, param
            )
        fields[name] = column
    return fields


@click.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a report (JSONL) in place of the view.")
@click.option("--published", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
              help="Day of publication (YYYY-MM-DD) of the reports, whatever they state.")  # fmt: skip
@click.option("--outlet", metavar="NAME", help="Outlet of the reports, whatever they state.")
@click.option("--field", "fields", multiple=True, callback=_fields, metavar="NAME=COLUMN",
              help="Column of JSONL, CSV or Parquet that holds a field, e.g. text=body. May be repeated.")  # fmt: skip
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, metavar="P",
              help="Leave out voices and events less likely right than P (0 to 1).")  # fmt: skip
@click.option("--guideline", type=click.Choice(GUIDELINES), default=GUIDELINES[0], show_default=True,
              help="Whose rules for what a voice is: Histor's own or those of the PolNeAR corpus.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, metavar="N",
              help="Worker processes. The output is the same for any number.")  # fmt: skip
@click.option("--allow-private", is_flag=True, help="Fetch URLs on private and loopback addresses too.")
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
        for account in _accounts(progress=progress, **options):
            write(account)
            progress.coded()
    if progress.skipped:
        ctx.exit(PARTLY)


def _accounts(
    *,
    inputs: tuple[str, ...],
    progress: Progress,
    fields: dict[str, str],
    published: datetime | None,
    outlet: str | None,
    min_confidence: float,
    guideline: Guideline,
    jobs: int,
    allow_private: bool,
    **_: Any,
) -> Iterator[Account]:
    from histor.cli.threshold import at_least
    from histor.pipeline import code_reports
    from histor.read import read

    reports = read(
        *inputs,
        fields=fields or None,
        outlet=outlet,
        published=published.date().isoformat() if published else None,
        allow_private=allow_private,
        on_skip=progress.skip,
    )
    for account in code_reports(reports, jobs=jobs, guideline=guideline, on_skip=progress.skip):
        yield at_least(account, min_confidence) if min_confidence else account
