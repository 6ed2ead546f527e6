"""``histor stats``: how much a ledger holds."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import click

from histor.cli.ledger import ledger_option

if TYPE_CHECKING:
    from histor.ledger.stats import Stats


@click.command()
@ledger_option
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as one JSON object.")
def stats(path: str, as_json: bool) -> None:
    """Say how much of everything a ledger holds."""
    from histor.accounts import json_line
    from histor.ledger.ledger import Ledger

    with Ledger(path) as ledger:
        found = ledger.stats()
    if as_json:
        click.echo(json_line(_json(found)))
        return
    for name, value in _lines(found):
        click.echo(f"{name:<14}{value}")


def _json(found: Stats) -> dict[str, Any]:
    coders = [{**asdict(coder), "reports": number} for coder, number in found.coders.items()]
    return {item.name: getattr(found, item.name) for item in fields(found)} | {"coders": coders}


def _lines(found: Stats) -> list[tuple[str, str]]:
    from histor.plain import visible

    lines = [(name, f"{getattr(found, name):,}") for name in ("reports", "outlets", "voices", "events")]
    lines += [("entities", f"{found.entities:,}"), ("places", f"{found.places:,}")]
    lines += [("incidents", f"{found.incidents:,}"), ("copied texts", f"{found.copies:,}")]
    if found.unlinked:
        lines.append(("not linked", f"{found.unlinked:,} reports; histor link does it"))
    lines += [
        (name, " to ".join(days)) for name, days in (("published", found.published), ("when", found.when)) if days
    ]
    lines += [("size", f"{found.bytes / 1e6:,.1f} MB")]
    lines += [(f"  {visible(name, 40)}", f"{number:,}") for name, number in found.types.items()]
    for coder, number in found.coders.items():
        words = visible(f"Histor {coder.histor}, model {coder.model}, codebook {coder.codebook}", 200)
        lines.append(("coded by", f"{words}: {number:,} reports"))
    if found.waiting:
        lines.append(("recoding", f"{found.waiting:,} reports done, not complete; histor recode goes on"))
    return lines
