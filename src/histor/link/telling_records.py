"""The records of who tells an incident: tellings with their chains, origins, differences, and an incident as told.

An `Identity` is somebody as known across reports (`histor.link.identities`); events are named by `EventRef`. Records
are frozen and slotted; collections are tuples.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from histor.link.identities import Identity
from histor.link.records import EventRef, Figure, Incident
from histor.records import Span, Stance, Status

Says = Literal["affirms", "denies", "doubts", "announces", "wants", "supposes"]
SAYS: tuple[Says, ...] = ("affirms", "denies", "doubts", "announces", "wants", "supposes")
"""What a source says of an event: its stance and the event's status taken together (docs/origins.md)."""

Standing = Literal["contested", "denied", "uncontested", "claimed by one origin", "announced", "open"]
STANDINGS: tuple[Standing, ...] = (
    "contested", "denied", "uncontested", "claimed by one origin", "announced", "open",
)  # fmt: skip
"""How the origins of an incident stand to one another; no word says what is true (docs/origins.md)."""

DifferenceKind = Literal["denial", "actor", "victims", "place", "figures"]


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a chain. ``who`` is empty where the voice names nobody.

    ``voice`` is its id in the account; None for the outlet, and for the agency or outlet from which a text was taken.
    ``cites`` is the id of the report of ``who`` that tells the same incident, where the corpus holds it.
    """

    who: tuple[Identity, ...]
    stance: Stance
    voice: str | None = None
    cites: str | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A figure of a role (``dead``, ``injured``, ``arrested``, ``displaced``); None where a side is open."""

    role: str
    min: int | None
    max: int | None


@dataclass(frozen=True, slots=True)
class Telling:
    """One event as a report tells it.

    ``chain`` begins with the report's outlet. ``origins`` are the sources from which it comes, as a rule one: the
    innermost of the chain, or those of the report that is cited; empty where nobody is named. ``says`` is what they say
    of it. ``against`` are the sources further out that deny or doubt what they pass on. ``copied`` is the id of the
    report from which this passage was copied. ``sentence`` is the quoting sentence in the report's text. ``actors`` and
    ``recipients`` stand by the fullest names that the incident has for them; ``countries`` is where it happened, ISO3.
    """

    ref: EventRef
    chain: tuple[Step, ...]
    origins: tuple[Identity, ...]
    says: Says
    against: tuple[tuple[Identity, Says], ...]
    stance: Stance
    status: Status
    background: bool
    published: str | None
    copied: str | None
    sentence: Span
    actors: tuple[Identity, ...]
    recipients: tuple[Identity, ...]
    countries: tuple[str, ...]
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """An origin that said something else later: ``first`` and ``then`` are what it said, in words, and where."""

    what: DifferenceKind
    first: str
    first_ref: EventRef
    then: str
    then_ref: EventRef


@dataclass(frozen=True, slots=True)
class Origin:
    """One independent source of an incident, with all that it tells of it.

    ``who`` is its identity by the fullest name, ``names`` all names that were found to be it ("Igor Konashenkov",
    "Russian Defence Ministry") and ``keys`` their keys. ``says`` is what it said last; ``stances`` and ``statuses`` are all that it used.
    ``actors``, ``recipients``, ``countries`` (where it happened, ISO3) and ``numbers`` are those of what it affirms or
    announces, numbers of its last day.
    ``tellings`` are the events, in order of publication, ``carriers`` the reports in which they stand, ``outlets`` who
    published these. ``changes`` are its corrections.
    """

    who: Identity
    names: tuple[str, ...]
    keys: tuple[str, ...]
    says: Says
    stances: tuple[Stance, ...]
    statuses: tuple[Status, ...]
    tellings: tuple[EventRef, ...]
    carriers: tuple[str, ...]
    outlets: tuple[str, ...]
    actors: tuple[Identity, ...]
    recipients: tuple[Identity, ...]
    countries: tuple[str, ...]
    numbers: tuple[Number, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What some origins say on a point where others say something else; ``origins`` are keys of `Origin.who`."""

    says: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A point on which origins tell an incident otherwise. ``role`` is that of the figures, else None."""

    kind: DifferenceKind
    role: str | None
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class ToldIncident:
    """An incident with who tells it.

    ``reports`` are the texts that tell it, a copy counted with its original; ``carriers`` all reports; ``outlets``
    their outlets' names. ``unattributed`` counts the tellings whose source nobody names. The tellers of ``figures``
    are origins by name, or outlets where the origin is not named.
    """

    incident: Incident
    standing: Standing
    origins: tuple[Origin, ...]
    differences: tuple[Difference, ...]
    figures: tuple[Figure, ...]
    tellings: tuple[Telling, ...]
    reports: tuple[str, ...]
    carriers: tuple[str, ...]
    outlets: tuple[str, ...]
    unattributed: int
