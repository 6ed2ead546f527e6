"""``histor code``: reports in, accounts out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from histor.cli.reading import codebook_option, coding_options, reading_options, reports_in
from histor.errors import UsageError

if TYPE_CHECKING:
    from histor.cli.progress import Progress
    from histor.engines import Engine
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
@click.option("--coder", "by", type=click.Choice(("model", "llm")), default="model", show_default=True,
              help="Who codes: the model that comes with Histor, or a large language model of your choice.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Write the accounts into a folder of Parquet files in place of printing them; called again, code only "
              "what is missing there.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="No progress and no lines about skipped inputs.")
def code(out: Path | None, **options: Any) -> None:
    """Code reports: print their voices, events and entities.

    INPUT is a text, Markdown, HTML, JSONL, CSV or Parquet file, a folder, a pattern, a web address, or - for standard
    input.
    """
    ctx = click.get_current_context()
    from histor.cli.out import code_into
    from histor.cli.output import json_writer, view_writer
    from histor.cli.progress import Progress

    with Progress(quiet=options.pop("quiet")) as progress:
        as_json = options.pop("as_json")
        if options["by"] == "llm":
            _require_plain(ctx, out)
        if out is not None:
            del options["by"]
            code_into(out, progress, as_json=as_json, **options)
        else:
            write = json_writer() if as_json else view_writer()
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
    by: str,
    codebook: Path | None,
    guideline: Guideline,
    jobs: int,
    engine: Engine | None,
    **reading: Any,
) -> Iterator[Account]:
    from histor.cli.threshold import at_least
    from histor.pipeline import code_reports, second_opinions

    reports = reports_in(inputs, progress, **reading)
    accounts = (
        second_opinions(reports, jobs=jobs, on_skip=progress.skip)
        if by == "llm"
        else code_reports(
            reports, jobs=jobs, engine=engine, guideline=guideline, codebook=codebook, on_skip=progress.skip
        )
    )
    for account in accounts:
        yield at_least(account, min_confidence) if min_confidence else account


def _require_plain(ctx: click.Context, out: Path | None) -> None:
    """Options that say how the model that comes with Histor codes mean nothing to another."""
    given = [name for name in ("codebook", "guideline", "engine") if _is_given(ctx, name)] + (["out"] if out else [])
    if given:
        raise UsageError(f"--coder llm does not go with {', '.join(f'--{name}' for name in given)}.")


def _is_given(ctx: click.Context, name: str) -> bool:
    return ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
