"""How rows of a ledger are shown to people: the columns of each table page, and the words of their cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from histor.plain import figure, visible
from histor.records import COUNT_ROLES
from histor.serve.marks import anchor

NAME, LINE = 80, 400  # characters shown of a name, and of a sentence or quotation
NAMES = 8  # names in one cell
NOBODY, NOT_NAMED = "?", "source not named"

Target = tuple[str, dict[str, str]]
"""Where a cell leads: a path of this server and its query; a fragment stands under ``#``."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what a row shows in it, what it is sorted by, and where a cell leads.

    ``label`` is a word before it, ``look`` the class of that word.
    """

    heading: str
    show: Callable[[Any], str]
    sort: str | None = None
    target: Callable[[Any], Target] | None = None
    number: bool = False
    label: Callable[[Any], str] | None = None
    look: Callable[[Any], str] | None = None


def days(first: str | None, last: str | None) -> str:
    """``2015-09-05``, or ``2015-09-01 to 2015-09-30``."""
    if first == last or not (first and last):
        return first or last or ""
    return f"{first} to {last}"


def names(listed: Sequence[str | None], most: int = NAMES) -> str:
    """Names, the first of them where there are more than ``most``."""
    shown = [visible(name or NOBODY, NAME) for name in listed[:most]]
    more = len(listed) - len(shown)
    return ", ".join(shown) + (f" and {more:,} more" if more else "")


def who(event: Any) -> str:
    """Who acts in an event or incident."""
    return names(event.actor_names) or NOBODY


def to_whom(event: Any) -> str:
    """Upon whom."""
    return names(event.recipient_names)


def what(event: Any) -> str:
    """Type and mode."""
    return visible(" ".join(filter(None, (event.type, event.mode))), NAME)


def where(event: Any) -> str:
    """The place that it was resolved to, else its words, which an incident does not have."""
    name = visible(event.place_name or getattr(event, "place_words", None) or "", NAME)
    return f"{name} ({visible(event.country, NAME)})" if event.country and event.country != event.place_name else name


def when(event: Any) -> str:
    """The days, else the words."""
    return days(event.when_from, event.when_to) or visible(event.time_words or "", NAME)


def status(event: Any) -> str:
    """The status as told, and whether it is background."""
    return f"{event.status}, background" if event.background else str(event.status)


def figures(event: Any) -> str:
    """The counts: ``dead 13, injured 10 to 12``."""
    told: list[str] = []
    for role in COUNT_ROLES:
        low, high = getattr(event, f"{role}_min"), getattr(event, f"{role}_max")
        if low is not None or high is not None:
            told.append(f"{role} {figure(low, high)}")
    return ", ".join(told)


def chain(listed: Sequence[str | None], stances: Sequence[str]) -> str:
    """Who tells it, outermost first, with stances other than plain assertion."""
    links = [visible(listed[0] or "the report", NAME)] if listed else ["the report"]
    for number, name in enumerate(listed[1:]):
        stance = stances[number] if number < len(stances) else "affirm"
        shown = visible(name or NOT_NAMED, NAME)
        links.append(shown if stance == "affirm" else f"{shown} ({stance})")
    return " → ".join(links)


def told_by(incident: Any) -> str:
    """Origins, outlets and reports: how many tell it of their own, and how many carry it."""
    return f"{incident.origins:,} · {incident.outlets:,} · {incident.carriers:,}"


def _incident(row: Any) -> Target:
    return f"/incidents/{row.incident}", {}


def _report(row: Any) -> Target:
    return f"/reports/{row.report}", {}


def _at(row: Any) -> Target:
    return f"/reports/{row.report}", {"#": f"t-{anchor(row.id)}"}


def _events_of(actor: Any) -> Target:
    return "/events", {"actor": actor.name}


def _events_in(place: Any) -> Target:
    return "/events", {"place": place.name}


INCIDENTS: tuple[Column, ...] = (
    Column("What", lambda i: visible(i.description, LINE), "type", _incident, label=what, look=lambda i: f"q{i.quad}"),
    Column("Who", lambda i: names(i.actor_names, 3) or NOBODY),
    Column("To whom", lambda i: names(i.recipient_names, 3)),
    Column("Where", where, "country"),
    Column("When", lambda i: days(i.when_from, i.when_to), "when"),
    Column("Standing", lambda i: visible(i.standing, NAME), "standing"),
    Column("Origins, outlets, reports", told_by, "origins", number=True),
)
"""The columns of the page of incidents."""

TABLES: Mapping[str, tuple[Column, ...]] = MappingProxyType(
    {
        "events": (
            Column("When", when, "when"),
            Column("Who", who),
            Column("What", what, "type", _at),
            Column("To whom", to_whom),
            Column("Where", where, "country"),
            Column("Status", status),
            Column("According to", lambda e: chain(e.chain, e.stances), "outlet"),
            Column("Sentence", lambda e: visible(e.sentence, LINE)),
        ),
        "reports": (
            Column("Published", lambda r: r.published or "", "published"),
            Column("Outlet", lambda r: visible(r.outlet or "", NAME), "outlet"),
            Column("Title", lambda r: visible(r.title or r.url or r.id, LINE) or r.report, "title", _report),
            Column("Events", lambda r: f"{r.events:,}", "events", number=True),
            Column("Voices", lambda r: f"{r.voices:,}", "voices", number=True),
        ),
        "voices": (
            Column("Published", lambda v: v.published or "", "published"),
            Column("Outlet", lambda v: visible(v.outlet or "", NAME), "outlet"),
            Column("Source", lambda v: visible(v.source or NOT_NAMED, NAME), "source", _at),
            Column("Stance", lambda v: v.stance),
            Column("Says", lambda v: visible(v.content, LINE)),
        ),
        "actors": (
            Column("Name", lambda a: visible(a.name, NAME), "name", _events_of),
            Column("Code", lambda a: visible("" if a.code == "---" else a.code, NAME), "code"),
            Column("Sectors", lambda a: visible(a.sectors, NAME)),
            Column("Acts", lambda a: f"{a.as_actor:,}", "as_actor", number=True),
            Column("Is acted upon", lambda a: f"{a.as_recipient:,}", "as_recipient", number=True),
            Column("Reports", lambda a: f"{a.reports:,}", "reports", number=True),
            Column("When", lambda a: days(a.first, a.last), "first"),
        ),
        "places": (
            Column("Name", lambda p: visible(p.name, NAME), "name", _events_in),
            Column("Country", lambda p: visible(p.country or "", NAME), "country"),
            Column("Division", lambda p: visible(p.admin1 or "", NAME)),
            Column("Precision", lambda p: visible(p.precision or "", NAME)),
            Column("Events", lambda p: f"{p.events:,}", "events", number=True),
            Column("Reports", lambda p: f"{p.reports:,}", "reports", number=True),
            Column("When", lambda p: days(p.first, p.last), "first"),
        ),
    }
)
"""The columns of each table page."""
