"""``histor add``: reports into a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from histor.cli.code import PARTLY
from histor.cli.ledger import ledger_option
from histor.cli.reading import codebook_option, coding_options, reading_options, reports_in

if TYPE_CHECKING:
    from pathlib import Path

    from histor.cli.progress import Progress
    from histor.engines import Engine
    from histor.ledger.add import Stored
    from histor.ledger.ledger import Ledger
    from histor.link.tellings import Coded
    from histor.records import Account, Report
    from histor.tag import Guideline


@click.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@ledger_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each report once it is stored.")
@click.option("--no-link", is_flag=True, help="Leave it to a later `histor link` to find copies and incidents.")
@reading_options
@click.option("--no-keep", is_flag=True, help="Do not keep the pages that are fetched beside the ledger.")
@codebook_option
@coding_options
@click.option("--quiet", is_flag=True, help="No progress and no lines about skipped inputs.")
def add(**options: Any) -> None:
    """Code reports and store them in a ledger.

    INPUT is what `histor code` takes, or accounts that it printed with --json or wrote with
    --out, which are stored as they are. Reports
    that the ledger has already are not coded again. The ledger is made where there is none. What is added is linked
    with what is there: which reports carry one text, and which events are one happening.
    """
    ctx = click.get_current_context()
    from histor.cli.progress import Progress
    from histor.ledger.ledger import Ledger

    as_json, ledger, link = options.pop("as_json"), Ledger(options.pop("path")), not options.pop("no_link")
    told = _Told(as_json=as_json)
    with Progress(quiet=options.pop("quiet")) as progress:
        ledger.add(_accounts(ledger, progress, told, link=link, **options), link=link, on_stored=told.stored)
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
    codebook: Path | None,
    guideline: Guideline,
    jobs: int,
    engine: Engine | None,
    link: bool,
    no_keep: bool,
    **reading: Any,
) -> Iterator[Account | Coded]:
    """Accounts found among the inputs, then those of the reports that the ledger lacks, with readings to ``link``."""
    from histor.ledger.inputs import accounts_in, sort_out
    from histor.ledger.lake import accounts_of_lake
    from histor.ledger.originals import Originals
    from histor.pipeline import code_and_read_reports, code_reports

    keep = None if no_keep else Originals(ledger.path).keep
    found = sort_out(inputs, progress.skip)
    for source in found.coded:
        for account in accounts_in(source, progress.skip):
            yield account
            progress.coded()
    for lake in found.lakes:
        for coded in accounts_of_lake(lake, progress.skip):
            yield coded
            progress.coded()
    if found.plain:
        reports = _fresh(ledger, reports_in(found.plain, progress, on_fetched=keep, **reading), told)
        code = code_and_read_reports if link else code_reports
        for coded in code(
            reports, jobs=jobs, engine=engine, guideline=guideline, codebook=codebook, on_skip=progress.skip
        ):
            yield coded
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
