"""``histor add``: reports into a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from histor.cli.code import PARTLY
from histor.cli.ledger import ledger_option
from histor.cli.reading import coding_options, reading_options, reports_in

if TYPE_CHECKING:
    from histor.cli.progress import Progress
    from histor.ledger.add import Stored
    from histor.ledger.ledger import Ledger
    from histor.records import Account, Report
    from histor.tag import Guideline


@click.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@ledger_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each report once it is stored.")
@reading_options
@coding_options
@click.option("--quiet", is_flag=True, help="No progress and no lines about skipped inputs.")
def add(**options: Any) -> None:
    """Code reports and store them in a ledger.

    INPUT is what `histor code` takes, or accounts that it printed with --json, which are stored as they are. Reports
    that the ledger has already are not coded again. The ledger is made where there is none.
    """
    ctx = click.get_current_context()
    from histor.cli.progress import Progress
    from histor.ledger.ledger import Ledger

    as_json, ledger = options.pop("as_json"), Ledger(options.pop("path"))
    told = _Told(as_json=as_json)
    with Progress(quiet=options.pop("quiet")) as progress:
        ledger.add(_accounts(ledger, progress, told, **options), on_stored=told.stored)
    if not as_json:
        click.echo(told.summary(ledger))
    if progress.skipped:
        ctx.exit(PARTLY)


def _accounts(
    ledger: Ledger,
    progress: Progress,
    told: _Told,
    *,
    inputs: tuple[str, ...],
    guideline: Guideline,
    jobs: int,
    **reading: Any,
) -> Iterator[Account]:
    """Accounts found among the inputs, then those of the reports that the ledger lacks."""
    from histor.ledger.inputs import accounts_in, sort_out
    from histor.pipeline import code_reports

    found = sort_out(inputs, progress.skip)
    for source in found.coded:
        for account in accounts_in(source, progress.skip):
            yield account
            progress.coded()
    if found.plain:
        reports = _fresh(ledger, reports_in(found.plain, progress, **reading), told)
        for account in code_reports(reports, jobs=jobs, guideline=guideline, on_skip=progress.skip):
            yield account
            progress.coded()


def _fresh(ledger: Ledger, reports: Iterator[Report], told: _Told) -> Iterator[Report]:
    """Those of ``reports`` that are worth coding: not in the ledger, and not twice among the inputs."""
    from histor.ledger.keys import report_key

    before = ledger.keys()
    ledger.close()
    seen: set[str] = set()
    for report in reports:
        key = report_key(report)
        if key in before:
            told.known(key, report)
        elif key in seen:
            told.twice()
        else:
            seen.add(key)
            yield report


class _Told:
    """What is said of stored reports: a line each (JSON), or numbers at the end."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._added = self._known = self._events = 0

    def stored(self, stored: Stored) -> None:
        """One account is safe in the file."""
        if stored.new:
            self._added += 1
            self._events += stored.events
        else:
            self._known += 1
        if self._as_json:
            self._line(asdict(stored))

    def known(self, key: str, report: Report) -> None:
        """One report was in the file before."""
        self._known += 1
        if self._as_json:
            self._line({"report": key, "id": report.id, "new": False})

    def twice(self) -> None:
        """One report stands among the inputs twice; that it is stored is said of the first."""
        self._known += 1

    def _line(self, facts: dict[str, Any]) -> None:
        from histor.accounts import json_line
        from histor.cli.output import utf8_stdout

        print(json_line(facts), file=utf8_stdout(), flush=True)

    def summary(self, ledger: Ledger) -> str:
        """How much is new, in one line."""
        from histor.plain import visible

        known = f" ({self._known:,} known already)" if self._known else ""
        name = visible(str(ledger.path), 300)
        return f"{self._added:,} reports added{known}, with {self._events:,} events, to {name}"
