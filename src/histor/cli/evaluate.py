"""``histor evaluate``: how often the ledger's coding is right, by the decisions of review."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from histor.cli.ledger import ledger_option

if TYPE_CHECKING:
    from histor.review.evaluate import Evaluated, Share


@click.command()
@ledger_option
@click.option("--reviewed", is_flag=True, required=True, help="Against the decisions of review.")
@click.option("--json", "as_json", is_flag=True, help="Print all numbers as one JSON object.")
def evaluate(path: str, reviewed: bool, as_json: bool) -> None:  # noqa: ARG001  the only thing to compare with yet
    """Print precision and recall of the ledger's coding, with 95 % intervals.

    Recall is over the reports that were marked complete.
    """
    from histor.review import open as open_review
    from histor.review.evaluate import evaluate as measured

    with open_review(path) as desk:
        found = measured(desk)
    if as_json:
        from histor.accounts import json_line
        from histor.cli.output import utf8_stdout

        print(json_line(asdict(found)), file=utf8_stdout())
    else:
        _show(found)


def _show(found: Evaluated) -> None:
    from histor.cli import rows

    reports = "report" if found.reports == 1 else "reports"
    click.echo(f"{found.reports:,} {reports} reviewed, {found.complete:,} of them complete\n")
    if not found.reports:
        return
    shown = ([line.name, *_cells(line.precision), *_cells(line.recall)] for line in found.lines)
    rows.table(
        ["", "precision", "95 %", "of", "recall", "95 % ", "of "], shown, right=("precision", "of", "recall", "of ")
    )
    click.echo("\nOf those that are there rightly, how often each part is right\n")
    rows.table(
        ["", "right", "95 %", "of"], ([name, *_cells(share)] for name, share in found.parts), right=("right", "of")
    )
    reviewed, everything = found.mean_confidence
    if reviewed is not None and everything is not None:
        click.echo(f"\nMean confidence of the reviewed events {reviewed:.2f}, of all events {everything:.2f}.")
        if abs(reviewed - everything) > _APART:
            click.echo("They differ: what was reviewed is no fair sample. Review in the order random for one.")


_APART = 0.05  # confidence is calibrated: five points of it are about five points of precision


def _cells(share: Share) -> list[str]:
    if share.share is None:
        return ["", "", ""]
    return [f"{share.share:.0%}", f"{share.low:.0%} to {share.high:.0%}", f"{share.judged:,}"]
