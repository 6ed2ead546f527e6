"""``histor incidents``, ``incident``, ``compare`` and ``source``: who tells what, over all reports.

Where the reports come from is settled in one place, `_asked`: the ledger, or accounts that are given in its stead, for
which a ledger is made and thrown away.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from histor.cli.ask import filter_options, filters_in
from histor.cli.code import PARTLY
from histor.cli.ledger import ledger_option

if TYPE_CHECKING:
    from histor.cli.view import Line
    from histor.ledger.ledger import Ledger
    from histor.ledger.overview import LedgerIncident
    from histor.link.cast import Cast

F = TypeVar("F", bound=Callable[..., Any])
Found = TypeVar("Found")
STANDINGS = ("contested", "denied", "uncontested", "claimed by one origin", "announced", "open")  # of histor.link
_ON_SCREEN = 50  # incidents shown, unless --limit says otherwise
_AT_ONCE = 500  # incidents read at once


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


def filtered(command: F) -> F:
    """``command`` with the options that become filters."""
    for option in reversed(filter_options()):
        command = option(command)
    return command


@click.command()
@filtered
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
    from histor.ledger.ask import require_types

    asked = {
        **filters_in(filters),
        "standing": tuple(dict.fromkeys((*standing, *(("contested",) if contested else ())))),
        "min_origins": min_origins,
    }
    with _asked(path, accounts, quiet=quiet) as ledger:
        require_types(ledger.connection(), asked.get("type", ()))
        number = ledger.incidents(**asked).count()
        shown = limit or (number if as_json else _ON_SCREEN)
        found = ledger.incidents(**asked, limit=shown) if shown else ()
        if as_json:
            rows.json_object(_lines(ledger, found), "incidents", lambda: {"more": max(0, number - shown)})
        else:
            lines_writer()(incident_lines(found), False)
            if number > shown:
                click.echo(f"there are {number - shown:,} more: --limit shows them", err=True)


def _lines(ledger: Ledger, found: Iterable[LedgerIncident]) -> Iterator[dict[str, Any]]:
    """Incidents as JSON, without their tellings."""
    from histor.link.told_json import line_of

    left = iter(found)
    while some := [row.incident for row in islice(left, _AT_ONCE)]:
        told = ledger.told(some)
        yield from (line_of(told[id]) for id in some)


@click.command()
@click.argument("name", metavar="ID")
@click.option("--merge", metavar="OTHER", help="Decide that the incident OTHER is the same happening.")
@click.option("--split", multiple=True, metavar="EVENT",
              help="Decide that EVENT, by its key, tells another happening than the rest. May be repeated.")  # fmt: skip
@click.option("--forbid", nargs=2, metavar="EVENT EVENT", help="Decide that two events are not one happening.")
@click.option("--undo", type=click.IntRange(1), metavar="NUMBER", help="Take back the decision of that number.")
@click.option("--by", metavar="NAME", help="Who decides.")
@click.option("--note", metavar="TEXT", help="Why.")
@_input_options
def incident(
    name: str, path: str, accounts: str | None, as_json: bool, quiet: bool, by: str | None, note: str | None,
    **decided: Any,
) -> None:  # fmt: skip
    """Show who tells an incident: by each origin what it says, with the quoting sentences, and where they differ.

    ID is that of an incident, or as much of it as no other has, or the key of one of its events. What a person decides
    about an incident is kept in the ledger, holds against what Histor finds, and outlives coding again.
    """
    from histor.cli.output import lines_writer
    from histor.cli.told_view import decision_lines, incident_whole

    given = {kind: value for kind, value in decided.items() if value}
    if given and accounts is not None:
        raise click.UsageError("Decisions are kept in a ledger; leave --accounts away.")
    if len(given) > 1:
        raise click.UsageError("Decide one thing at a time.")
    if (by or note) and not given:
        raise click.UsageError("--by and --note go with --merge, --split, --forbid or --undo.")
    with _asked(path, accounts, quiet=quiet) as ledger:
        if given:
            from histor.ledger.decide import on_incident

            kind, value = given.popitem()
            about = {"merge": "other", "undo": "number"}.get(kind, "events")
            _, name = on_incident(ledger, name, cast(Any, kind), **{about: value}, by=by, note=note)
        if as_json:
            _print_json(ledger.incident(name))
            return
        corpus = ledger.corpus(name)
        (found,) = corpus.told
        lines_writer()(incident_whole(found, corpus.casts), False)
        lines_writer()(decision_lines(ledger.decisions_on(name)), False)


@click.command()
@click.argument("outlets", metavar="OUTLET OUTLET...", nargs=-1, required=True)
@_input_options
def compare(outlets: tuple[str, ...], path: str, accounts: str | None, as_json: bool, quiet: bool) -> None:
    """Compare outlets: what each tells alone, what they tell otherwise, how they name the same people."""
    from histor.cli.told_view import comparison_lines
    from histor.link import told_json

    with _asked(path, accounts, quiet=quiet) as ledger:
        found, corpus = ledger.compare(*outlets)
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

    with _asked(path, accounts, quiet=quiet) as ledger:
        found, corpus = ledger.source(name)
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
def _asked(path: str, accounts: str | None, *, quiet: bool) -> Iterator[Ledger]:
    """The ledger, or one for this call with the accounts that are given in its stead.

    Exit code 3 where an input was skipped.
    """
    from histor.cli.progress import Progress
    from histor.ledger.ledger import Ledger

    with Progress(quiet=quiet) as progress, tempfile.TemporaryDirectory(prefix="histor-") as folder:
        ledger = Ledger(path)
        if accounts is not None:
            from histor.cli.coded import accounts_of

            ledger = Ledger(Path(folder) / "accounts.duckdb")
            ledger.add(accounts_of((accounts,), path, progress.skip))
            ledger.make()
        with ledger:
            if not quiet and (left := ledger.unlinked()):
                click.echo(f"{left:,} reports are not linked yet; histor link does it", err=True)
            yield ledger
    if progress.skipped:
        click.get_current_context().exit(PARTLY)


def _print_json(found: dict[str, Any]) -> None:
    from histor.accounts import json_line
    from histor.cli.output import utf8_stdout

    print(json_line(found), file=utf8_stdout(), flush=True)
