"""``histor sample``: where the sample reports lie."""

from __future__ import annotations

from pathlib import Path

import click

SAMPLES = Path(__file__).parent.parent / "samples"


@click.command()
def sample() -> None:
    """Print the folder of the sample reports that come with Histor.

    Histor's authors wrote them after widely reported events; outlets and words of unnamed people are invented. Five
    hold what is hard in a single report: chains of voices, denials, doubts, demands. In syria-2015.jsonl 46 reports
    tell one affair, with copies, contradictions and corrections; syria-2015.toml says what a careful reader finds there.

    Try: histor code "$(histor sample)/reports.jsonl"
    """
    click.echo(SAMPLES)
