"""``histor incidents``, ``incident``, ``compare`` and ``source``: who tells what, over all reports.

Where the reports come from is settled in one place, `_asked`: the ledger, or accounts that are given in its stead.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from histor.cli.ask import filter_options, filters_in
from histor.cli.code import PARTLY
from histor.cli.ledger import ledger_option

if TYPE_CHECKING:
    from histor.cli.view import Line
    from histor.ledger.ledger import Ledger
    from histor.link.cast import Cast
    from histor.link.corpus import Corpus
    from histor.link.records import EventRef
    from histor.records import Account

F = TypeVar("F", bound=Callable[..., Any])
Found = TypeVar("Found")
STANDINGS = ("contested", "denied", "uncontested", "claimed by one origin", "announced", "open")  # of histor.link
_ON_SCREEN = 50  # incidents shown, unless --limit says otherwise


def _input_options(command: F) -> F:
    """Where the reports come from, and the form of the output."""
    for option in (
        click.option("--quiet", is_flag=True, help="No lines about skipped inputs."),
        click.option("--json", "as_json", is_flag=True, help="Print JSON in place of the view."),
        click.option("--accounts", metavar="INPUT", help="Take the accounts in INPUT, JSONL of histor code --json or - "
                     "for standard input, in place of a ledger."),
        ledger_option,
    ):  # fmt: skip
        command = option(command)
    return command


def _filtered(command: F) -> F:
    for option in reversed(filter_options()):
        command = option(command)
    return command


@click.command()
@_filtered
@click.option("--min-origins", type=click.IntRange(0), default=0, metavar="N", help="Told by N origins or more.")
@click.option("--contested", is_flag=True, help="Those on which origins differ: the same as --standing contested.")
@click.option("--standing", multiple=True, type=click.Choice(STANDINGS),
              help="How the origins stand to one another. May be repeated: any of them.")  # fmt: skip
@click.option("--limit", type=click.IntRange(1), metavar="N",
              help=f"Incidents at most.  [default: {_ON_SCREEN} on the screen, else all]")  # fmt: skip
@_input_options
def incidents(
    path: str, accounts: str | None, as_json: bool, quiet: bool, min_origins: int, contested: bool,
    standing: tuple[str, ...], limit: int | None, **filters: Any,
) -> None:  # fmt: skip
    """List incidents, those with most origins first: happenings, and how those who tell them stand to one another.

    Filters hold where one of the incident's events meets all of them.
    """
    from histor.cli import rows
    from histor.cli.output import lines_writer
    from histor.cli.told_view import incident_lines
    from histor.link.told_json import incident_line

    with _asked(path, accounts, quiet=quiet, filters=filters_in(filters)) as (corpus, among):
        wanted: Any = {*standing, *(("contested",) if contested else ())}
        found = corpus.incidents(among=among, min_origins=min_origins, standing=wanted)
        if as_json:
            rows.json_object(
                map(incident_line, found[:limit]), "incidents", lambda: {"more": len(found) - len(found[:limit])}
            )
        else:
            shown = found[: limit or _ON_SCREEN]
            lines_writer()(incident_lines(shown), False)
            if len(found) > len(shown):
                click.echo(f"there are {len(found) - len(shown):,} more: --limit shows them", err=True)


@click.command()
@click.argument("name", metavar="ID")
@_input_options
def incident(name: str, path: str, accounts: str | None, as_json: bool, quiet: bool) -> None:
    """Show who tells an incident: by each origin what it says, with the quoting sentences, and where they differ.

    ID is that of an incident, or as much of it as no other has, or the key of one of its events.
    """
    from histor.cli.told_view import incident_whole
    from histor.link import told_json

    with _asked(path, accounts, quiet=quiet) as (corpus, _):
        found = corpus.incident(name)
        _show(as_json, found, corpus.casts, told_json.incident_whole, incident_whole)


@click.command()
@click.argument("outlets", metavar="OUTLET OUTLET...", nargs=-1, required=True)
@_input_options
def compare(outlets: tuple[str, ...], path: str, accounts: str | None, as_json: bool, quiet: bool) -> None:
    """Compare outlets: what each tells alone, what they tell otherwise, how they name the same people."""
    from histor.cli.told_view import comparison_lines
    from histor.link import told_json

    with _asked(path, accounts, quiet=quiet) as (corpus, _):
        found = corpus.compare(*outlets)
        _show(as_json, found, corpus.casts, told_json.comparison, comparison_lines)


@click.command()
@click.argument("name", metavar="NAME")
@_input_options
def source(name: str, path: str, accounts: str | None, as_json: bool, quiet: bool) -> None:
    """Show what a source told: when, about whom, how often alone, how often contested, and what it changed.

    NAME is any of its names, a surname, or the name or domain of an outlet.
    """
    from histor.cli.told_view import dossier_lines
    from histor.link import told_json

    with _asked(path, accounts, quiet=quiet) as (corpus, _):
        found = corpus.source(name)
        _show(as_json, found, corpus.casts, told_json.dossier, dossier_lines)


def _show(
    as_json: bool,
    found: Found,
    casts: Mapping[str, Cast],
    data: Callable[[Found, Mapping[str, Cast]], dict[str, Any]],
    lines: Callable[[Found, Mapping[str, Cast]], Iterable[Line]],
) -> None:
    """Print what was found, as one JSON object or as the lines of its view."""
    from histor.cli.output import lines_writer

    if as_json:
        _print_json(data(found, casts))
    else:
        lines_writer()(lines(found, casts), False)


@contextmanager
def _asked(
    path: str, accounts: str | None, *, quiet: bool, filters: dict[str, Any] | None = None
) -> Iterator[tuple[Corpus, set[EventRef] | None]]:
    """The reports of the ledger, or the accounts given in its stead, linked; and the events that ``filters`` leave.

    Reports are named by their keys in a ledger. Exit code 3 where an input was skipped.
    """
    from histor.cli.progress import Progress
    from histor.ledger.ledger import Ledger
    from histor.link.corpus import Corpus

    with Progress(quiet=quiet) as progress, tempfile.TemporaryDirectory(prefix="histor-") as folder:
        ledger, empty = Ledger(path), False
        if accounts is not None:
            from histor.cli.coded import accounts_of

            ledger = Ledger(Path(folder) / "accounts.duckdb")
            empty = not ledger.add(accounts_of((accounts,), path, progress.skip))
        with ledger:
            among = _matching(ledger, filters) if filters and not empty else None
            corpus = Corpus.linked(() if empty else _accounts(ledger))
        yield corpus, among
    if progress.skipped:
        click.get_current_context().exit(PARTLY)


def _matching(ledger: Ledger, filters: dict[str, Any]) -> set[EventRef]:
    from histor.link.records import EventRef

    return {EventRef(event.report, event.event.removeprefix(f"{event.report}.")) for event in ledger.events(**filters)}


def _accounts(ledger: Ledger) -> Iterator[Account]:
    """The accounts of ``ledger``, their reports under the keys by which its commands name them."""
    import json

    from histor.accounts import from_json
    from histor.ledger.keys import report_key

    for line in ledger.accounts():
        account = from_json(json.loads(line))
        yield replace(account, report=replace(account.report, id=report_key(account.report)))


def _print_json(found: dict[str, Any]) -> None:
    from histor.accounts import json_line
    from histor.cli.output import utf8_stdout

    print(json_line(found), file=utf8_stdout(), flush=True)
