"""What the commands that read reports have in common: their options, and the reports that these ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from histor.engines import ENGINES
from histor.records import INPUT_FIELDS

if TYPE_CHECKING:
    from histor.cli.progress import Progress
    from histor.read import Input
    from histor.read.fetch import Fetched
    from histor.records import Report

F = TypeVar("F", bound=Callable[..., Any])
GUIDELINES = ("histor", "polnear")  # of histor.tag, which is too heavy to import for --help


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


def reading_options(command: F) -> F:
    """Options that say how inputs are read."""
    for option in (
        click.option("--allow-private", is_flag=True, help="Fetch URLs on private and loopback addresses too."),
        click.option("--field", "fields", multiple=True, callback=_fields, metavar="NAME=COLUMN",
                     help="Column of JSONL, CSV or Parquet that holds a field, e.g. text=body. May be repeated."),
        click.option("--outlet", metavar="NAME", help="Outlet of the reports, whatever they state."),
        click.option("--published", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
                     help="Day of publication (YYYY-MM-DD) of the reports, whatever they state."),
    ):  # fmt: skip
        command = option(command)
    return command


def coding_options(command: F) -> F:
    """Options that say how reports are coded, and by how many processes."""
    for option in (
        click.option("--jobs", type=click.IntRange(1, 4096), default=1, show_default=True, metavar="N",
                     help="Workers: processes, or what --engine says. The output is the same for any number."),
        click.option("--engine", type=click.Choice(ENGINES), metavar="ENGINE",
                     help="Who codes: threads, processes or ray.  [default: threads, processes where --jobs is above 1]"),
        click.option("--guideline", type=click.Choice(GUIDELINES), default=GUIDELINES[0], show_default=True,
                     help="Whose rules for what a voice is: Histor's own or those of the PolNeAR corpus."),
    ):  # fmt: skip
        command = option(command)
    return command


def codebook_option(command: F) -> F:
    """The option that names a codebook of one's own."""
    return click.option(
        "--codebook", type=click.Path(path_type=Path), metavar="FILE",
        help="A codebook of your own in YAML, whose types are found by their examples.",
    )(command)  # fmt: skip


def reports_in(
    inputs: tuple[Input, ...],
    progress: Progress,
    *,
    fields: dict[str, str],
    published: datetime | None,
    outlet: str | None,
    allow_private: bool,
    on_fetched: Callable[[Report, Fetched], object] | None = None,
) -> Iterator[Report]:
    """The reports that ``inputs`` hold, read as the options say; what is skipped is told to ``progress``."""
    from histor.read import read

    return read(
        *inputs,
        fields=fields or None,
        outlet=outlet,
        published=published.date().isoformat() if published else None,
        allow_private=allow_private,
        on_skip=progress.skip,
        on_fetched=on_fetched,
    )
