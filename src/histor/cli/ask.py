"""``histor reports``, ``voices``, ``events``, ``actors`` and ``places``: questions to a ledger.

All five take the same filters, those of `histor.ledger.filters`, and are made by one function.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from histor.cli.ledger import ledger_option
from histor.cli.rows import FORMATS

if TYPE_CHECKING:
    from histor.ledger.ledger import Answer, Ledger

_ON_SCREEN = 50  # rows of a table, unless --limit says otherwise
_SEVERAL = "May be repeated: any of them."

HELP = {
    "reports": "Reports, the newest first; by what they say of themselves, or by the events in them.",
    "voices": "Voices, the newest first: who is said to say what; by source and words, or by the events that they tell.",
    "events": "Events, the latest first: who did what to whom, where and when, according to whom.",
    "actors": "Those who act in events or upon whom others act, the most frequent first.",
    "places": "Places where events happen, the most frequent first.",
}
_FILTERS: tuple[tuple[str, str, str], ...] = (
    ("--actor", "WHO", f"Who acts: a country code (RUS) or words of a name (lavrov). {_SEVERAL}"),
    ("--recipient", "WHO", "Upon whom, likewise."),
    ("--source", "WHO", "Who tells it, likewise: the outlet, or a voice in the report."),
    ("--outlet", "NAME", "Outlet of the report, by its whole name."),
    ("--country", "CODE", "Where it happened, or whose actor or recipient it has: ISO3 or PLOVER code."),
    ("--sector", "CODE", "PLOVER sector of an actor, recipient or source, as GOV or REB."),
    ("--type", "TYPE", "Event type, as ASSAULT."),
    ("--mode", "MODE", "Mode of the type, as aerial."),
    ("--context", "CONTEXT", "PLOVER context, as military."),
    ("--status", "STATUS", "actual, future, hypothetical or negated."),
    ("--stance", "STANCE", "affirm, deny, doubt or want: of one of the voices that tell it."),
    ("--place", "WHERE", "A country code (SYR) or words of the name of a place, its division or country."),
    ("--text", "WORDS", "A piece of the sentence, of what a voice says, or of a report."),
    ("--report", "KEY", "The report with that key."),
)


def _days(first: str | None, last: str | None) -> str:
    return first or last or "" if first == last or not (first and last) else f"{first} to {last}"


def _where(event: Any) -> str:
    name = event.place_name or event.place_words or ""
    return f"{name} ({event.country})" if event.country and event.country != name else name


def _chain(chain: tuple[str | None, ...], stance: str | None) -> str:
    names = [chain[0] or "the report", *(name or "?" for name in chain[1:])] if chain else ["the report"]
    mark = f" ({stance})" if stance and stance != "affirm" else ""
    return " → ".join(names) + mark


_HEADINGS: dict[str, dict[str, Callable[[Any], str]]] = {
    "reports": {
        "published": lambda r: r.published or "",
        "outlet": lambda r: r.outlet or "",
        "title": lambda r: r.title or r.url or r.id,
        "events": lambda r: f"{r.events:,}",
        "voices": lambda r: f"{r.voices:,}",
        "report": lambda r: r.report,
    },
    "voices": {
        "published": lambda v: v.published or "",
        "according to": lambda v: _chain(v.chain, v.stance),
        "content": lambda v: f"“{v.content}”",
        "voice": lambda v: v.voice,
    },
    "events": {
        "when": lambda e: _days(e.when_from, e.when_to),
        "who": lambda e: ", ".join(e.actor_names) or "?",
        "what": lambda e: " ".join(filter(None, (e.type, e.mode, "" if e.status == "actual" else f"({e.status})"))),
        "to whom": lambda e: ", ".join(e.recipient_names),
        "where": _where,
        "according to": lambda e: _chain(e.chain, e.stance),
        "event": lambda e: e.event,
    },
    "actors": {
        "name": lambda a: a.name,
        "code": lambda a: a.code,
        "sectors": lambda a: a.sectors,
        "acts": lambda a: f"{a.as_actor:,}",
        "is acted upon": lambda a: f"{a.as_recipient:,}",
        "reports": lambda a: f"{a.reports:,}",
        "when": lambda a: _days(a.first, a.last),
    },
    "places": {
        "name": lambda p: p.name,
        "country": lambda p: p.country or "",
        "division": lambda p: p.admin1 or "",
        "north": lambda p: "" if p.lat is None else f"{p.lat:.2f}",
        "east": lambda p: "" if p.lon is None else f"{p.lon:.2f}",
        "precision": lambda p: p.precision or "",
        "events": lambda p: f"{p.events:,}",
        "reports": lambda p: f"{p.reports:,}",
        "when": lambda p: _days(p.first, p.last),
    },
}
_RIGHT = ("events", "voices", "reports", "acts", "is acted upon", "north", "east")


def _box(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    from histor.errors import UsageError
    from histor.ledger.filters import Filters

    try:
        Filters.of(bbox=value)
    except UsageError as error:
        raise click.BadParameter(str(error), ctx, param) from None
    return value


def filter_options() -> list[Callable[[Any], Any]]:
    """The options that become `histor.ledger.filters.Filters`; `filters_in` reads them."""
    options: list[Callable[[Any], Any]] = [
        click.option(name, multiple=True, metavar=metavar, help=help_) for name, metavar, help_ in _FILTERS
    ]
    options += [
        click.option("--bbox", callback=_box, metavar="W,S,E,N", help="Between these degrees west, south, east, north."),
        click.option("--since", metavar="DATE", help="Not over before YYYY, YYYY-MM or YYYY-MM-DD."),
        click.option("--until", metavar="DATE", help="Not begun after YYYY, YYYY-MM or YYYY-MM-DD."),
        click.option("--undated", is_flag=True, help="With --since or --until: what has no time, too."),
        click.option("--news", is_flag=True, help="Only what is the report's news."),
        click.option("--background", is_flag=True, help="Only what the report recalls as background."),
        click.option("--min-confidence", type=click.FloatRange(0, 1), metavar="P", help="At least so likely right."),
    ]  # fmt: skip
    return options


def filters_in(options: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a question that ``options`` of a command make; those that were not given are left out."""
    given = {name: value for name, value in options.items() if value not in ((), None, False)}
    news = given.pop("news", False)
    if news and "background" in given:
        raise click.UsageError("--news and --background leave nothing together; without both all events are found.")
    return {**given, "background": False} if news else given


def make(kind: str) -> click.Command:
    """The command that asks for ``kind``."""

    def command(**options: Any) -> None:
        _ask(kind, **options)

    options = filter_options()
    options += [
        ledger_option,
        click.option("--sort", metavar="BY", help="Column to sort by; - before it sorts downwards."),
        click.option("--limit", type=click.IntRange(1, 1_000_000), metavar="N",
                     help=f"Rows at most.  [default: {_ON_SCREEN} in a table, else all]"),
        click.option("--offset", type=click.IntRange(0), default=0, metavar="N", help="Rows to pass over."),
        click.option("--cursor", metavar="CURSOR", help="Go on after the page that gave this cursor."),
        click.option("--count", is_flag=True, help="Print the number of rows alone."),
        click.option("--format", "format_", type=click.Choice(FORMATS), default="table", show_default=True,
                     help="How to print the rows."),
        click.option("--json", "as_json", is_flag=True, help="The same as --format json."),
        click.option("--reviewed", is_flag=True, help="With the decisions of review applied."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return click.command(kind, help=HELP[kind])(command)


def _ask(kind: str, *, path: str, format_: str, as_json: bool, count: bool, reviewed: bool, **asked: Any) -> None:
    from histor.cli.ledger import opened
    from histor.ledger.ask import require_types

    format_ = "json" if as_json else format_
    given = filters_in(asked)
    if format_ == "table" and not count:
        given.setdefault("limit", _ON_SCREEN)
    with opened(path, reviewed=reviewed) as ledger:
        answer = ledger.ask(kind, **given)
        require_types(ledger.connection(), given.get("type", ()))
        if count:
            _count(answer, format_)
        elif format_ == "parquet":
            _parquet(ledger, answer)
        else:
            _print(answer, format_)


def _count(answer: Answer[Any], format_: str) -> None:
    number = answer.count()
    click.echo(f'{{"count": {number}}}' if format_ in {"json", "jsonl"} else number)


class _Rows:
    """The rows of an answer and, when they are out, the cursor of the page after: nothing is held but one page."""

    def __init__(self, answer: Answer[Any]) -> None:
        self.next: str | None = None
        self._answer = answer

    def __iter__(self) -> Iterator[Any]:
        if self._answer.question.limit is None:
            yield from self._answer
            return
        page = self._answer.page()
        self.next = page.next
        yield from page.rows


def _print(answer: Answer[Any], format_: str) -> None:
    from histor.cli import rows as out

    kind = answer.question.kind
    found = _Rows(answer)
    if format_ == "json":
        out.json_object(map(asdict, found), kind.name, lambda: {"next": found.next})
    elif format_ == "jsonl":
        out.json_lines(map(asdict, found))
    elif format_ == "csv":
        out.csv_table([item.name for item in fields(kind.record)], map(asdict, found))
    else:
        headings = _HEADINGS[kind.name]
        cells = ([show(row) for show in headings.values()] for row in found)
        out.table(list(headings), cells, right=_RIGHT)
    if found.next and format_ != "json":
        click.echo(f"there are more: --cursor {found.next}", err=True)


def _parquet(ledger: Ledger, answer: Answer[Any]) -> None:
    """Parquet on stdout: written beside it first, since its index comes last and DuckDB must go back for it."""
    if sys.stdout.isatty():
        raise click.UsageError("Parquet is nothing to be shown on a terminal; send it to a file: … > rows.parquet")
    with tempfile.TemporaryDirectory(prefix="histor-") as folder:
        file = Path(folder) / "rows.parquet"
        answer.relation().write_parquet(str(file), compression="zstd")
        ledger.close()
        with file.open("rb") as stream:
            shutil.copyfileobj(stream, sys.stdout.buffer)
