"""``histor doctor``: whether this installation can work."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from histor import __version__
from histor.cli.ledger import ledger_option

if TYPE_CHECKING:
    from histor.cli.view import Line
    from histor.doctor import Finding

FAILED = 1


@click.command()
@ledger_option
@click.option("--json", "as_json", is_flag=True, help="Print the findings as one JSON object.")
def doctor(path: str, as_json: bool) -> None:
    """Check this installation, and say for each problem what to do.

    Ends with 0 where Histor can work, with 1 where it cannot.
    """
    from histor.accounts import json_line
    from histor.cli.output import lines_writer
    from histor.doctor import examine

    write = lines_writer()

    findings = []
    for finding in examine(Path(path)):
        findings.append(finding)
        if not as_json:
            write(_lines(finding), False)
    bad = sum(finding.state == "problem" for finding in findings)
    if as_json:
        click.echo(json_line({"histor": __version__, "healthy": not bad, "findings": list(map(asdict, findings))}))
    elif bad:
        click.echo(f"{bad} {'problem' if bad == 1 else 'problems'} to mend.")
    else:
        click.echo("Histor can work here.")
    if bad:
        click.get_current_context().exit(FAILED)


def _lines(finding: Finding) -> list[Line]:
    from rich.text import Text

    from histor.cli.view import Line
    from histor.plain import visible

    lines = [Line(0, Text(f"{finding.state:<9}{finding.check}: {visible(finding.found, 400)}"))]
    if finding.todo:
        lines.append(Line(9, Text(f"→ {visible(finding.todo, 400)}")))
    return lines
