"""The records that the stages pass to one another; nothing else is passed between them.

Words are those of DESIGN.md. Every span is ``(start, end)``: offsets in characters, end excluded, into
``Report.text``. Records are frozen and slotted; collections are tuples, so that a record can be hashed, sent to
another process and compared.

>>> Span(3, 7).of("an Iranian")
'Iran'
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Stance = Literal["affirm", "deny", "doubt", "want"]
Status = Literal["actual", "future", "hypothetical", "negated"]
QuoteKind = Literal["direct", "indirect", "mixed"]

STANCES: tuple[Stance, ...] = ("affirm", "deny", "doubt", "want")
STATUSES: tuple[Status, ...] = ("actual", "future", "hypothetical", "negated")
VOICE_ROLES = ("source", "content", "to")
EVENT_ROLES = ("actor", "recipient", "place", "time")
INPUT_FIELDS = ("id", "text", "title", "outlet", "published", "url", "byline")
"""What a JSON object or a row of a table may say of a report; other fields are not looked at."""
COUNT_ROLES = ("dead", "injured", "arrested", "displaced")


class Span(NamedTuple):
    """Half-open character offsets into ``Report.text``."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of ``text`` that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where, when and through whom a report was filed: ``BEIRUT, Sept 5 (Reuters) -``."""

    place: str | None = None
    date: str | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """Text that yields no voices and no events, with the reason; ``span`` is None where an extractor removed it."""

    span: Span | None
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """One news text as published. ``published`` is an ISO date (YYYY-MM-DD); ``sha256`` is that of ``text`` in UTF-8."""

    id: str
    text: str
    sha256: str
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    byline: str | None = None
    dateline: Dateline | None = None
    published: str | None = None
    language: str | None = None
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What the model sees at one anchor: a cue (``kind`` "voice") or a trigger (``kind`` "event").

    ``type`` is the PLOVER type of an event and None for a voice. ``roles`` maps VOICE_ROLES, or EVENT_ROLES and
    COUNT_ROLES, to the spans found, in text order; a role without spans is absent. ``attributes`` holds ``stance``
    for voices and ``status``, ``background`` ("true" or "false") and ``mode`` (absent when none) for events.
    ``confidence`` is calibrated to the probability that the frame is right.
    """

    kind: Literal["voice", "event"]
    anchor: Span
    type: str | None
    roles: dict[str, Spans]
    attributes: dict[str, str]
    confidence: float


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names somebody: a source, addressee, actor or recipient of some frame.

    ``sectors`` holds the model's PLOVER sector probabilities above 0.05, best first.
    """

    span: Span
    sectors: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Tagging:
    """All that one pass of the model finds in a report's text.

    ``links`` holds ``(i, j, p)`` with i < j: the probability p that ``mentions[j]`` refers to whom
    ``mentions[i]`` does; only pairs above 0.05 are listed.
    """

    frames: tuple[Frame, ...]
    mentions: tuple[Mention, ...]
    links: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """A place where the report ascribes content to a source."""

    id: str
    source: Spans
    cue: Span
    content: Spans
    to: Spans
    stance: Stance
    kind: QuoteKind
    inside: str | None
    entity: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Count:
    """A figure stated for an event; ``min`` or ``max`` is None where the text leaves that side open."""

    span: Span
    min: int | None
    max: int | None


@dataclass(frozen=True, slots=True)
class When:
    """An interval of calendar days, or the reason why there is none (``unresolved``)."""

    start: str | None = None
    end: str | None = None
    precision: str | None = None
    anchor: str | None = None
    unresolved: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One mention of a political action, coded to the codebook."""

    id: str
    trigger: Span
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    quad: int
    score: float
    cameo: str | None
    actor: Spans
    recipient: Spans
    place: Spans
    time: Spans
    counts: dict[str, Count]
    status: Status
    background: bool
    voice: str | None
    chain: tuple[str, ...]
    when: When
    where: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Entity:
    """Who is meant by mentions of a report."""

    id: str
    name: str
    code: str
    sector: tuple[str, ...]
    identifier: str | None
    mentions: Spans


@dataclass(frozen=True, slots=True)
class Place:
    """A place that the report names. ``country`` is an ISO3 code, ``admin1`` a name; ``lat`` and ``lon`` are degrees.

    ``precision`` says what is known: "point", "town", "admin1", "country" or "region"; None where nothing is.
    ``reason`` says why there are no coordinates, and is None where there are.
    """

    id: str
    name: str
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    geonameid: int | None
    precision: str | None
    mentions: Spans
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Coder:
    """What made an account: versions of the package, the model and the codebook."""

    histor: str
    model: str
    codebook: str


@dataclass(frozen=True, slots=True)
class Account:
    """Everything found in one report."""

    report: Report
    voices: tuple[Voice, ...]
    events: tuple[Event, ...]
    entities: tuple[Entity, ...]
    places: tuple[Place, ...]
    coder: Coder = field(default_factory=lambda: Coder("", "", ""))
