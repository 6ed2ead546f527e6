"""``histor original``: the page of which a report was made, as it was fetched."""

from __future__ import annotations

import base64
import sys
from dataclasses import asdict

import click

from histor.cli.ledger import ledger_option


@click.command()
@click.argument("name", metavar="REPORT")
@ledger_option
@click.option(
    "--json", "as_json", is_flag=True, help="Print what is known of the page, and its bytes in base64, as JSON."
)
def original(name: str, path: str, as_json: bool) -> None:
    """Print the page of which a report was made, byte for byte as it was fetched.

    REPORT is the key, the id or the address of a report. Pages are kept by histor add and histor watch unless
    --no-keep is given.
    """
    from histor.accounts import json_line
    from histor.cli.output import utf8_stdout
    from histor.errors import UsageError
    from histor.ledger.ledger import Ledger
    from histor.ledger.originals import Originals
    from histor.plain import visible

    with Ledger(path) as ledger:
        found = [page for key in ledger.named(name) if (page := Originals(path).get(key))]
    if not found:
        raise UsageError(
            f"No page is kept of a report {visible(name, 100)}; only fetched pages are, without --no-keep."
        )
    if len(found) > 1:
        keys = ", ".join(page.report for page in found[:5])
        raise UsageError(f"Several reports are called {visible(name, 100)}; name one by its key: {keys}.")
    [page] = found
    if as_json:
        print(json_line({**asdict(page), "body": base64.b64encode(page.body).decode("ascii")}), file=utf8_stdout())
    else:
        sys.stdout.buffer.write(page.body)
