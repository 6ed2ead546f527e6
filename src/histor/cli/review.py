"""``histor review``: decisions on what was found, listed, made, exported and imported."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from histor.cli.code import PARTLY
from histor.cli.ledger import ledger_option

if TYPE_CHECKING:
    from histor.review.records import Decision

_VERDICTS = ("accept", "reject", "ignore", "correct")  # of histor.review.desk, too heavy to import for --help
_KINDS = ("event", "voice")
_ON_SCREEN = 50


def user() -> str:
    """The name of whoever is at this computer."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a user without a name
        return "reviewer"


_by = click.option("--by", default=user, metavar="NAME", help="Who decides.  [default: your name on this computer]")
_note = click.option("--note", default="", metavar="TEXT", help="Why.")
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def review() -> None:
    """Decide on what was found: accept, reject, ignore or correct events and voices.

    histor serve --review is the page for it. Decisions lie beside the ledger and outlive every new coding.
    """


@review.command()
@ledger_option
@click.option("--sort", type=click.Choice(("doubt", "random")), default="doubt", show_default=True,
              help="The most doubtful first, or in an order without regard to anything.")  # fmt: skip
@click.option(
    "--limit", type=click.IntRange(1, 100_000), default=20, show_default=True, metavar="N", help="Rows at most."
)
@_json
def queue(path: str, sort: str, limit: int, as_json: bool) -> None:
    """List events that nobody has decided on yet, the most doubtful first."""
    from dataclasses import asdict

    from histor.cli import rows
    from histor.review import open as open_review
    from histor.review.queue import queue as queued
    from histor.review.store import Asked

    with open_review(path) as desk:
        order = "random" if sort == "random" else "-doubt"
        page = queued(desk.ledger, desk.store.decisions(Asked(counting=True)), sort=order, limit=limit).page()
    if as_json:
        rows.json_object(map(asdict, page.rows), "events", lambda: {"next": page.next})
        return
    shown = ([f"{r.doubt:.2f}", f"{r.confidence:.0%}", r.type, r.trigger, "; ".join(r.why), r.event] for r in page.rows)
    rows.table(["doubt", "confidence", "what", "words", "besides", "event"], shown, right=("doubt", "confidence"))


@review.command()
@click.argument("key", metavar="KEY")
@click.argument("verdict", type=click.Choice(_VERDICTS))
@ledger_option
@click.option("--change", metavar="JSON", help='What is to be otherwise, for correct: {"status": "future"}.')
@_by
@_note
@_json
def decide(key: str, verdict: str, path: str, change: str | None, by: str, note: str, as_json: bool) -> None:
    """Decide on the event or voice KEY, as histor events and histor voices print it."""
    import json

    from histor.review import open as open_review

    try:
        facts = None if change is None else json.loads(change)
    except (ValueError, RecursionError):
        raise click.UsageError("--change is no JSON.") from None
    with open_review(path) as desk:
        _said([desk.decide(key, verdict, by=by, change=facts, note=note)], as_json)


@review.command()
@click.argument("report", metavar="REPORT")
@click.argument("kind", type=click.Choice(_KINDS))
@ledger_option
@_by
@_note
@_json
def complete(report: str, kind: str, path: str, by: str, note: str, as_json: bool) -> None:
    """Say that all events, or voices, of the report with the key REPORT were reviewed and none is missing."""
    from histor.review import open as open_review

    with open_review(path) as desk:
        _said([desk.complete(report, kind, by=by, note=note)], as_json)


@review.command()
@click.argument("decision", metavar="ID")
@ledger_option
@_by
@_note
@_json
def undo(decision: str, path: str, by: str, note: str, as_json: bool) -> None:
    """Take back the decision ID, as histor review list prints it; the one before it counts again."""
    from histor.review import open as open_review

    with open_review(path) as desk:
        _said([desk.undo(decision, by=by, note=note)], as_json)


@review.command("list")
@ledger_option
@click.option("--report", metavar="KEY", help="Those on the report with that key.")
@click.option("--by", metavar="NAME", help="Those of that reviewer.")
@click.option("--all", "everything", is_flag=True, help="Also those that no longer count.")
@click.option("--lost", is_flag=True, help="Only those whose event or voice the present coding does not have.")
@_json
def list_(path: str, report: str | None, by: str | None, everything: bool, lost: bool, as_json: bool) -> None:
    """List decisions, the newest first."""
    from histor.review import open as open_review
    from histor.review.store import Asked

    if everything and lost:
        raise click.UsageError("--lost is about decisions that count; leave --all away.")
    with open_review(path) as desk:
        if not lost:
            _said(desk.store.decisions(Asked(report=report, by=by, counting=not everything)), as_json)
            return
        found = [
            one for one in desk.lost() if report in (None, one.decision.item.report) and by in (None, one.decision.by)
        ]
    _said([one.decision for one in found], as_json, [one.why for one in found])


@review.command()
@ledger_option
def export(path: str) -> None:
    """Print reviewed reports as training data: accounts with the decisions applied, and the decisions, as JSONL."""
    from histor.cli.output import utf8_stdout
    from histor.review import open as open_review
    from histor.review.training import lines

    with open_review(path) as desk:
        for line in lines(desk):
            print(line, file=utf8_stdout(), flush=True)


@review.command("import")
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@ledger_option
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as one JSON object.")
@click.option("--quiet", is_flag=True, help="No lines about what was skipped.")
@click.pass_context
def import_(ctx: click.Context, inputs: tuple[str, ...], path: str, as_json: bool, quiet: bool) -> None:
    """Take over the decisions in what histor review export printed, or - for standard input.

    Decisions keep their time and their reviewer; of several on one thing the latest counts.
    """
    import json

    from histor.cli.progress import Progress
    from histor.read.limits import skipped
    from histor.review import open as open_review
    from histor.review.training import decisions_in

    with Progress(quiet=quiet) as progress, open_review(path) as desk, ExitStack() as files:
        values = _values(inputs, progress, files)
        found = list(decisions_in(values, lambda where, why: progress.skip(skipped(where, why))))
        new = desk.store.merge(found)
    if as_json:
        print(json.dumps({"decisions": len(found), "new": new}))
    else:
        click.echo(f"{new:,} of {len(found):,} decisions are new")
    if progress.skipped:
        ctx.exit(PARTLY)


def _values(inputs: tuple[str, ...], progress: Any, files: ExitStack) -> Iterator[tuple[str, Any]]:
    """The JSON of each line of the inputs, with its place."""
    from histor.errors import ReadError
    from histor.read import Skipped
    from histor.read.inputs import open_source, sources
    from histor.read.limits import skipped
    from histor.read.tables import json_values

    for item in inputs:
        for source in sources(item):
            if isinstance(source, Skipped):
                progress.skip(source)
                continue
            try:
                for found in json_values(source.name, files.enter_context(open_source(source))):
                    if isinstance(found, Skipped):
                        progress.skip(found)
                    else:
                        yield found
            except (ReadError, OSError) as error:
                progress.skip(skipped(source.name, error))


def _said(decisions: Iterable[Decision], as_json: bool, why: list[str] | None = None) -> None:
    """Decisions as a table, or one JSON object a line."""
    from histor.cli import rows
    from histor.review.records import to_json

    listed = list(decisions)
    if as_json:
        rows.json_lines({**to_json(decision), **({"why": why[i]} if why else {})} for i, decision in enumerate(listed))
        return
    headings = ["when", "who", "verdict", "of", "words", "became", "note", "id", *(["lost because"] if why else [])]
    rows.table(headings, ([*_cells(d), *([why[i]] if why else [])] for i, d in enumerate(listed)))


def _cells(decision: Decision) -> list[str]:
    import json

    became = json.dumps(decision.became, ensure_ascii=False) if decision.became else ""
    item = decision.item
    return [
        decision.at[:16].replace("T", " "), decision.by, decision.verdict,
        f"{item.report} {item.kind if item.span else f'{item.kind}s'}", decision.words, became, decision.note, decision.id,
    ]  # fmt: skip
