"""``histor report``: incidents as one file to be sent to somebody who has no Histor."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from histor.cli.ask import filters_in
from histor.cli.ledger import ledger_option
from histor.cli.told import STANDINGS, filtered

_LIMIT = 200  # rows, unless --limit says otherwise


@click.command()
@filtered
@click.option("--out", required=True, type=click.Path(dir_okay=False), metavar="FILE",
              help="File to write; - is standard output.")  # fmt: skip
@click.option("--title", default="Incidents", show_default=True, metavar="TEXT", help="Heading of the page.")
@click.option("--standing", multiple=True, type=click.Choice(STANDINGS),
              help="How the origins stand to one another. May be repeated: any of them.")  # fmt: skip
@click.option("--min-origins", type=click.IntRange(0), default=0, metavar="N", help="Told by N origins or more.")
@click.option("--limit", type=click.IntRange(1, 2_000), default=_LIMIT, show_default=True, metavar="N",
              help="Incidents in the table at most; map and timeline show all.")  # fmt: skip
@ledger_option
def report(
    path: str, out: str, title: str, standing: tuple[str, ...], min_origins: int, limit: int, **filters: Any
) -> None:
    """Write incidents as one HTML file with map, timeline, table and tellings.

    It opens from a disk, asks nothing of any network and needs no Histor. Filters hold where one of the incident's
    events meets all of them.
    """
    from histor.cli.output import utf8_stdout
    from histor.errors import HistorError
    from histor.ledger.ask import require_types
    from histor.ledger.ledger import Ledger
    from histor.serve.file import file

    given = filters_in(filters)
    asked = [
        (name.replace("_", " "), str(value))
        for name, values in {**given, "standing": standing, "min_origins": min_origins or ()}.items()
        for value in (values if isinstance(values, tuple) else (values,))
    ]
    with Ledger(path) as ledger:
        require_types(ledger.connection(), given.get("type", ()))
        page = file(
            ledger, title=title, asked=asked, limit=limit, standing=standing, min_origins=min_origins, **given
        )  # fmt: skip
    if out == "-":
        print(page, file=utf8_stdout(), flush=True)
        return
    try:
        Path(out).write_text(page, encoding="utf-8", errors="replace")
    except OSError as error:
        raise HistorError(f"{os.fspath(out)} cannot be written: {error.strerror or error}.") from None
    click.echo(f"{len(page.encode(errors='replace')):,} bytes written to {out}", err=True)
