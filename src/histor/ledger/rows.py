"""The rows that a ledger answers with: frozen records, their fields the columns of schema.sql under the same names.

Dates are ISO text (YYYY-MM-DD), lists are tuples. Columns that serve only filters are left out, and the text of
reports, which `Ledger.account` has.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """A report in a ledger."""

    report: str
    id: str
    url: str | None
    outlet: str | None
    title: str | None
    byline: str | None
    published: str | None
    language: str | None
    dateline_place: str | None
    dateline_date: str | None
    agency: str | None
    sha256: str
    histor: str
    model: str
    codebook: str
    voices: int
    events: int


@dataclass(frozen=True, slots=True)
class LedgerVoice:
    """A voice in a ledger, its source resolved."""

    voice: str
    report: str
    id: str
    source: str | None
    source_code: str | None
    source_sectors: str | None
    entity: str | None
    cue: str
    cue_start: int
    cue_end: int
    content: str
    addressees: tuple[str, ...]
    stance: str
    kind: str
    inside: str | None
    chain: tuple[str | None, ...]
    confidence: float
    outlet: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class LedgerEvent:
    """An event in a ledger, with those who act and suffer, its place, its time and who tells it."""

    event: str
    report: str
    id: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    quad: int
    score: float
    cameo: str | None
    status: str
    background: bool
    actor_names: tuple[str, ...]
    actor_codes: tuple[str, ...]
    actor_sectors: tuple[str, ...]
    actor_entities: tuple[str | None, ...]
    recipient_names: tuple[str, ...]
    recipient_codes: tuple[str, ...]
    recipient_sectors: tuple[str, ...]
    recipient_entities: tuple[str | None, ...]
    place_words: str | None
    place: str | None
    place_name: str | None
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    geonameid: int | None
    place_precision: str | None
    time_words: str | None
    when_from: str | None
    when_to: str | None
    when_precision: str | None
    when_anchor: str | None
    when_unresolved: str | None
    dead_min: int | None
    dead_max: int | None
    injured_min: int | None
    injured_max: int | None
    arrested_min: int | None
    arrested_max: int | None
    displaced_min: int | None
    displaced_max: int | None
    voice: str | None
    teller: str | None
    teller_code: str | None
    teller_sectors: str | None
    teller_entity: str | None
    stance: str | None
    chain: tuple[str | None, ...]
    chain_voices: tuple[str, ...]
    stances: tuple[str, ...]
    trigger: str
    trigger_start: int
    trigger_end: int
    sentence: str
    sentence_start: int
    confidence: float
    outlet: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class LedgerActor:
    """Somebody who acts in events or upon whom they act, by name and code, over all reports.

    ``sectors`` are those stated most often; ``events`` is ``as_actor`` and ``as_recipient`` together; ``first`` and
    ``last`` are the first and last day of the events that have a time.
    """

    name: str
    code: str
    sectors: str
    events: int
    as_actor: int
    as_recipient: int
    reports: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class LedgerPlace:
    """A place where events happen, over all reports; coordinates in degrees, null where it was not resolved."""

    name: str
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    geonameid: int | None
    precision: str | None
    events: int
    reports: int
    first: str | None
    last: str | None
