"""``histor export``: accounts in, files of the field's formats out."""

from __future__ import annotations

import click

from histor.cli.code import PARTLY
from histor.cli.ledger import ledger_option

FORMATS = ("plover", "csv", "parquet", "geojson", "icews", "gdelt")  # of histor.export, too heavy to import for --help


@click.command()
@click.argument("inputs", metavar="[INPUT]...", nargs=-1)
@ledger_option
@click.option("--format", "formats", multiple=True, required=True, type=click.Choice(FORMATS),
              help="Format to write. May be repeated.")  # fmt: skip
@click.option("--out", required=True, metavar="DIR", type=click.Path(file_okay=False),
              help="Folder to write into; files of the same names are replaced.")  # fmt: skip
@click.option("--reviewed", is_flag=True, help="With the decisions of review applied to what is in the ledger.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@click.option("--quiet", is_flag=True, help="No progress and no lines about skipped inputs.")
def export(
    inputs: tuple[str, ...], path: str, formats: tuple[str, ...], out: str, reviewed: bool, as_json: bool, quiet: bool
) -> None:
    """Write events in the formats of other programs, with a data package and a codebook.

    The events are those of the ledger, or of INPUT: accounts in JSONL (histor code --json), or - for standard input.
    """
    from histor.cli.coded import accounts_of
    from histor.cli.progress import Progress
    from histor.export import export as write

    if reviewed and inputs:
        raise click.UsageError("--reviewed is about a ledger; leave INPUT away, or --reviewed.")
    with Progress(quiet=quiet) as progress:
        exported = write(accounts_of(inputs, path, progress.skip, reviewed=reviewed), out, *formats)
    if as_json:
        import json
        from dataclasses import asdict

        files = [
            {key: value for key, value in asdict(resource).items() if key in {"path", "rows", "left_out"}}
            for resource in exported.resources
        ]
        print(json.dumps({"reports": exported.reports, "events": exported.events, "files": files}))
    else:
        print(f"reports: {exported.reports:,}\nevents: {exported.events:,}")
        for resource in exported.resources:
            print(f"{resource.path}: {resource.rows:,} rows")
            for reason, number in sorted(resource.left_out.items()):
                print(f"  left out, {reason}: {number:,}")
    if progress.skipped:
        click.get_current_context().exit(PARTLY)
