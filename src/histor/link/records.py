"""The records of linking: copies of a text, incidents told by several reports, links between events, decisions.

A report is named by its id, an event by `EventRef`: the id of its report and its own id inside the account. Spans are
offsets into the text of the carrier that they belong to. Records are frozen and slotted; collections are tuples.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from histor.records import Span, Spans, Status, When

DecisionKind = Literal["merge", "split", "forbid"]
DECISIONS: tuple[DecisionKind, ...] = ("merge", "split", "forbid")


class EventRef(NamedTuple):
    """One event of one report: ``report`` is `Report.id`, ``event`` is `Event.id`."""

    report: str
    event: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """A report that carries the text of a copy group.

    ``share`` (0 to 1) is the part of the words in common between this text and the group's earliest: of the shorter of
    the two, so that a trimmed copy has 1.0. ``added`` are the sentences that no carrier before it has: its own
    telling. ``reason`` says in words why it was counted as a copy; that of the earliest says that it is the earliest.
    """

    report: str
    outlet: str | None
    published: str | None
    share: float
    added: Spans
    reason: str


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """One text and its carriers, in order of publication (undated ones last); ``earliest`` is the first's report id.

    ``agency`` is the agency that most carriers name in their dateline or credit line, None where none does. A report
    that is merged of two texts is a carrier in both groups. ``id`` derives from the id of the earliest.
    """

    id: str
    carriers: tuple[Carrier, ...]
    earliest: str
    agency: str | None

    @property
    def reports(self) -> tuple[str, ...]:
        """The ids of the carriers, in order of publication."""
        return tuple(carrier.report for carrier in self.carriers)


@dataclass(frozen=True, slots=True)
class Link:
    """Two events held to tell the same happening: the probability ``score`` (0 to 1) and the reasons, strongest first.

    ``first`` sorts before ``second``. A person's decision has the score 1.0 and says so in its reasons.
    """

    first: EventRef
    second: EventRef
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """An actor or recipient of an incident as its events name it; ``events`` counts the events that do."""

    name: str
    code: str
    sector: tuple[str, ...]
    identifier: str | None
    events: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an incident happened: the most exact place that its events agree on."""

    name: str
    country: str | None
    admin1: str | None
    geonameid: int | None
    lat: float | None
    lon: float | None
    precision: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as one event tells it. ``teller`` is the innermost source by name, else the outlet; None where neither.

    ``min`` or ``max`` is None where the text leaves that side open ("at least 12").
    """

    ref: EventRef
    teller: str | None
    min: int | None
    max: int | None


@dataclass(frozen=True, slots=True)
class Figure:
    """All figures of one role (``dead``, ``injured``, ``arrested``, ``displaced``), lowest first; never an average.

    ``min`` and ``max`` are the lowest and the highest number told.
    """

    role: str
    min: int
    max: int
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """An event of an incident, with what the comparison of tellings needs first: how and by whom it is told.

    ``teller`` is as in `Told`; ``strength`` (0 to 1) is its mean score with the other members, 1.0 where it is alone.
    """

    ref: EventRef
    type: str
    status: Status
    background: bool
    teller: str | None
    strength: float


@dataclass(frozen=True, slots=True)
class Incident:
    """One happening as told by ``members``, one event or more, sorted by publication, report and event.

    ``type`` and ``mode`` are those of most members. ``description`` is the sentence of the member ``best`` that tells
    most of it. ``when`` is the narrowest interval among the members' that most of them overlap; unresolved where none
    has one. ``links`` are those between the members. ``id`` derives from the first member.
    """

    id: str
    members: tuple[Member, ...]
    type: str
    mode: str | None
    best: EventRef
    description: str
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    where: Spot | None
    when: When
    figures: tuple[Figure, ...]
    links: tuple[Link, ...]

    @property
    def refs(self) -> tuple[EventRef, ...]:
        """The events of the incident."""
        return tuple(member.ref for member in self.members)

    @property
    def reports(self) -> tuple[str, ...]:
        """The ids of the reports that tell it, each once, in order of publication."""
        return tuple(dict.fromkeys(member.ref.report for member in self.members))


class Anchor(NamedTuple):
    """An event as a person pointed at it: its report and trigger. Event ids change when a report is coded anew."""

    report: str
    trigger: Span


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided; it holds against every score and outlives recoding.

    ``merge``: all of ``events`` tell one happening. ``forbid``: no two of ``events`` may stand in one incident.
    ``split``: none of ``events`` may stand in one incident with any of ``others``.
    Events of reports that are not (or no longer) there are passed over.
    """

    kind: DecisionKind
    events: tuple[Anchor, ...]
    others: tuple[Anchor, ...] = ()
    by: str | None = None
    note: str | None = None
