"""``histor serve``: a ledger as web pages and as an API."""

from __future__ import annotations

from pathlib import Path

import click

from histor.cli.ledger import DEFAULT
from histor.cli.review import user


@click.command()
@click.argument("path", metavar="[LEDGER]", envvar="HISTOR_LEDGER", default=DEFAULT)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="Address to listen on. On others than this computer's own a token is needed.")  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65_535), default=8765, show_default=True, metavar="N",
              help="Port to listen on; 0 takes a free one.")  # fmt: skip
@click.option("--token", envvar="HISTOR_TOKEN", metavar="TOKEN",
              help="What everybody must know who asks.  [default: $HISTOR_TOKEN]")  # fmt: skip
@click.option("--seconds", type=click.FloatRange(0.1, 600), default=10.0, show_default=True, metavar="N",
              help="How long one question may take.")  # fmt: skip
@click.option(
    "--review", is_flag=True, help="Take decisions, too: at /review on what was found, on their pages on incidents."
)
def serve(path: str, host: str, port: int, token: str | None, seconds: float, review: bool) -> None:
    """Show a ledger in the browser, and answer programs, until Ctrl-C.

    LEDGER is a file that histor add made; $HISTOR_LEDGER or histor.duckdb in this folder where it is not named. The
    address to open is printed.
    """
    from histor.serve import server

    def opened(url: str) -> None:
        click.echo(url)
        click.echo("Ctrl-C ends it.", err=True)

    reviewer = user() if review else None
    server.serve(Path(path), host=host, port=port, token=token, seconds=seconds, reviewer=reviewer, on_open=opened)
