"""``histor gazetteer``: the user's own gazetteers, beside the one that ships."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.group()
def gazetteer() -> None:
    """Add GeoNames' dumps to the gazetteer, list and remove them.

    Histor ships the towns of a thousand people and more. A dump from https://download.geonames.org/export/dump/ adds
    every village of a country (SY.zip) or of the world (allCountries.zip); from then on all reports are coded with it.
    """


@gazetteer.command()
@click.argument("dumps", metavar="DUMP...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a dump.")
def add(dumps: tuple[Path, ...], as_json: bool) -> None:
    """Add dumps of GeoNames', such as SY.zip; one added before under that name is replaced."""
    from histor.plain import visible
    from histor.resolve.gazetteer_dump import add_dump

    for path in dumps:
        found = add_dump(path)
        counts = {"places": found.places, "passed_over": found.passed_over, "broken": found.broken}
        if as_json:
            click.echo(json.dumps({"name": found.name, **counts}))
            continue
        passed, broken = f"{found.passed_over:,} lines passed over", f"{found.broken:,} broken"
        click.echo(f"{visible(found.name, 60)}: {found.places:,} places ({passed}, {broken})")


@gazetteer.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a gazetteer.")
def list_added(as_json: bool) -> None:
    """List the gazetteers that you have added."""
    from histor.resolve.gazetteer_dump import added

    for name, file in added().items():
        places, size = file.head["places"]["rows"], file.path.stat().st_size
        if as_json:
            click.echo(json.dumps({"name": name, "places": places, "bytes": size, "sha256": file.head["sha256"]}))
        else:
            click.echo(f"{name}: {places:,} places, {size / 1e6:.1f} MB")


@gazetteer.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove the gazetteer NAME, as `list` prints it."""
    from histor.resolve.gazetteer_dump import remove as remove_added

    remove_added(name)
