"""``histor sample``: where the sample reports lie."""

from __future__ import annotations

from pathlib import Path

import click

SAMPLES = Path(__file__).parent.parent / "samples"


@click.command()
def sample() -> None:
    """Print the folder of the sample reports that come with Histor.

    Histor's authors wrote them after widely reported events; outlets and words of unnamed people are invented. They
    hold what is hard: chains of voices, denials, doubts, demands, a wire report and a copy of it.

    Try: histor code "$(histor sample)"
    """
    click.echo(SAMPLES)
