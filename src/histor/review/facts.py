"""The facts of events and voices as they stand in an account, and whether two say the same."""

from __future__ import annotations

from collections.abc import Iterable

from histor.records import COUNT_ROLES, Account, Entity, Event, Place, Span, Spans, Voice
from histor.review.records import EVENT_ROLE_FACTS, VOICE_ROLE_FACTS, Facts

_MEANT = ("actor", "recipient")  # roles of an event that are mentions of entities


class Looked:
    """An account with its parts looked up, for `event_facts` and `voice_facts`."""

    def __init__(self, account: Account) -> None:
        self.voices = {voice.id: voice for voice in account.voices}
        self.places = {place.id: place for place in account.places}
        self.meant: dict[Span, Entity] = {span: entity for entity in account.entities for span in entity.mentions}

    def who(self, spans: Iterable[Span]) -> list[Facts]:
        """Who is meant by those of ``spans`` that are mentions."""
        return [
            {"span": list(span), "name": entity.name, "code": entity.code, "sector": list(entity.sector)}
            for span in sorted(set(spans))
            if (entity := self.meant.get(span))
        ]

    def cue(self, id: str | None) -> list[int] | None:
        """The cue of the voice with that id."""
        voice = self.voices.get(id or "")
        return list(voice.cue) if voice else None


def event_facts(event: Event, looked: Looked) -> Facts:
    """The facts of ``event``."""
    when = event.when
    known = when.unresolved is None and when.start and when.end
    return {
        "type": event.type,
        "mode": event.mode,
        "status": event.status,
        "background": event.background,
        **{role: _lists(getattr(event, role)) for role in EVENT_ROLE_FACTS},
        "counts": _figures(event),
        "voice": looked.cue(event.voice),
        "who": looked.who([*event.actor, *event.recipient]),
        "when": {"from": when.start, "to": when.end, "precision": when.precision} if known else None,
        "where": place_facts(looked.places.get(event.where or "")),
    }


def voice_facts(voice: Voice, looked: Looked) -> Facts:
    """The facts of ``voice``."""
    return {
        **{role: _lists(getattr(voice, role)) for role in VOICE_ROLE_FACTS},
        "stance": voice.stance,
        "kind": voice.kind,
        "inside": looked.cue(voice.inside),
        "who": looked.who([*voice.source, *voice.to]),
    }


def place_facts(place: Place | None) -> Facts | None:
    """What can be judged of a place."""
    if place is None:
        return None
    return {
        "name": place.name,
        "country": place.country,
        "admin1": place.admin1,
        "lat": place.lat,
        "lon": place.lon,
        "geonameid": place.geonameid,
        "precision": place.precision,
    }


def _figures(event: Event) -> Facts:
    """The counts of ``event`` that say a number."""
    return {
        role: {"span": list(count.span), "min": count.min, "max": count.max}
        for role in COUNT_ROLES
        if (count := event.counts.get(role)) and (count.min, count.max) != (None, None)
    }


def _lists(spans: Spans) -> list[list[int]]:
    return [list(span) for span in spans]


def agree(name: str, some: Facts, other: Facts) -> bool:
    """Whether ``some`` and ``other`` say the same of the fact ``name``.

    Spans agree where each overlaps one of the other side: reviewers and models draw their edges differently. Of
    ``who`` it is the codes that must be the same, of ``where`` the country and, where both know it, the name, of
    ``counts`` the numbers.
    """
    one, two = some.get(name), other.get(name)
    if name in {*EVENT_ROLE_FACTS, *VOICE_ROLE_FACTS}:
        return _overlap([Span(*span) for span in one or ()], [Span(*span) for span in two or ()])
    if name in {"voice", "inside"} and one and two:
        return Span(*one).overlaps(Span(*two))
    if name == "who":
        return sorted(entry["code"] for entry in one or ()) == sorted(entry["code"] for entry in two or ())
    if name == "counts":
        return _numbers(one or {}) == _numbers(two or {})
    if name == "when" and one and two:
        return bool((one["from"], one["to"]) == (two["from"], two["to"]))
    if name == "where" and one and two:
        return bool((one["country"], one["name"]) == (two["country"], two["name"]))
    return bool(one == two)


def _numbers(counts: Facts) -> dict[str, tuple[int | None, int | None]]:
    return {role: (count["min"], count["max"]) for role, count in counts.items()}


def _overlap(some: list[Span], others: list[Span]) -> bool:
    return all(any(a.overlaps(b) for b in others) for a in some) and all(
        any(a.overlaps(b) for b in some) for a in others
    )
