"""``histor mcp``: a ledger for assistants."""

from __future__ import annotations

from pathlib import Path

import click

from histor.cli.ledger import DEFAULT


@click.command()
@click.argument("path", metavar="[LEDGER]", envvar="HISTOR_LEDGER", default=DEFAULT)
@click.option("--seconds", type=click.FloatRange(0.1, 600), default=10.0, show_default=True, metavar="N",
              help="How long one question may take.")  # fmt: skip
def mcp(path: str, seconds: float) -> None:
    """Let an assistant ask a ledger, by the Model Context Protocol over standard input and output.

    LEDGER is as for histor serve. The tools only read. Needs the extra mcp: pip install 'histor[mcp]'.
    """
    from histor.ledger import store
    from histor.mcp import server

    made = server(Path(path), seconds=seconds)
    store.reading(Path(path)).close()  # that it can be read is better said now than at the first question
    made.run("stdio")
