"""Accounts as JSON: the public format of DESIGN.md, written and read.

``to_json`` and ``from_json`` are inverses. ``from_json`` also takes reference accounts, in which fields are missing.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable
from typing import Any, TypeVar, cast

from histor.errors import ReadError
from histor.records import (
    STANCES,
    STATUSES,
    Account,
    Coder,
    Count,
    Dateline,
    Dropped,
    Entity,
    Event,
    Place,
    QuoteKind,
    Report,
    Span,
    Spans,
    Stance,
    Status,
    Voice,
    When,
)

T = TypeVar("T")
Json = dict[str, Any]

# json.dumps leaves these as they are; the first kind cannot be encoded in UTF-8, the second ends a line for some readers.
_UNSAFE = re.compile("[\ud800-\udfff\x7f\x85\u2028\u2029]")


def dumps(account: Account) -> str:
    """The account as one line of JSON without a line break, in characters that UTF-8 can encode."""
    return json_line(to_json(account))


def json_line(data: Json) -> str:
    """``data`` as one line of JSON without a line break, in characters that UTF-8 can encode."""
    line = json.dumps(data, ensure_ascii=False, separators=(", ", ": "))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", line)


def to_json(account: Account) -> Json:
    """The account as the JSON object of DESIGN.md, keys in its order; spans are ``[start, end]`` lists."""
    return {
        "report": _report_to_json(account.report),
        "voices": [_voice_to_json(voice) for voice in account.voices],
        "events": [_event_to_json(event) for event in account.events],
        "entities": [
            {
                "id": entity.id,
                "name": entity.name,
                "code": entity.code,
                "sector": list(entity.sector),
                "identifier": entity.identifier,
                "mentions": _lists(entity.mentions),
            }
            for entity in account.entities
        ],
        "places": [_place_to_json(place) for place in account.places],
        "coder": {
            "histor": account.coder.histor,
            "model": account.coder.model,
            "codebook": account.coder.codebook,
        },
    }


def _lists(spans: Spans) -> list[list[int]]:
    return [list(span) for span in spans]


def _report_to_json(report: Report) -> Json:
    dateline = report.dateline
    return {
        "id": report.id,
        "url": report.url,
        "outlet": report.outlet,
        "title": report.title,
        "byline": report.byline,
        "dateline": dateline and {"place": dateline.place, "date": dateline.date, "agency": dateline.agency},
        "published": report.published,
        "language": report.language,
        "text": report.text,
        "sha256": report.sha256,
        "dropped": [
            {"span": None if d.span is None else list(d.span), "text": d.text, "why": d.why} for d in report.dropped
        ],
    }


def _place_to_json(place: Place) -> Json:
    return {
        "id": place.id,
        "name": place.name,
        "country": place.country,
        "admin1": place.admin1,
        "lat": place.lat,
        "lon": place.lon,
        "geonameid": place.geonameid,
        "precision": place.precision,
        **({"reason": place.reason} if place.reason else {}),
        "mentions": _lists(place.mentions),
    }


def _voice_to_json(voice: Voice) -> Json:
    return {
        "id": voice.id,
        "source": _lists(voice.source),
        "cue": list(voice.cue),
        "content": _lists(voice.content),
        "to": _lists(voice.to),
        "stance": voice.stance,
        "kind": voice.kind,
        "inside": voice.inside,
        "entity": voice.entity,
        "confidence": voice.confidence,
    }


def _event_to_json(event: Event) -> Json:
    return {
        "id": event.id,
        "trigger": list(event.trigger),
        "type": event.type,
        "mode": event.mode,
        "contexts": list(event.contexts),
        "quad": event.quad,
        "score": event.score,
        "cameo": event.cameo,
        "actor": _lists(event.actor),
        "recipient": _lists(event.recipient),
        "place": _lists(event.place),
        "time": _lists(event.time),
        "counts": {
            role: {"span": list(count.span), "min": count.min, "max": count.max} for role, count in event.counts.items()
        },
        "status": event.status,
        "background": event.background,
        "voice": event.voice,
        "chain": list(event.chain),
        "when": _when_to_json(event.when),
        "where": event.where,
        "confidence": event.confidence,
    }


def _when_to_json(when: When) -> Json:
    if when.unresolved is not None:
        return {"unresolved": when.unresolved}
    return {"from": when.start, "to": when.end, "precision": when.precision, "anchor": when.anchor}


def from_json(data: Json) -> Account:
    """Read an account back.

    Only ``report.text`` must be there. Missing fields take the value of nothing found (``null`` events are no
    events), a missing ``confidence`` is 1, a missing quotation kind is "indirect", quad class 0 and score 0 mean
    not given, ``sha256`` is computed. Unknown fields are passed over.

    Raises ReadError where a field has the wrong shape or a span lies outside the text.
    """
    fields = _Fields(data, "account")
    report = _report_from_json(fields.child("report"))
    limit = len(report.text)
    return Account(
        report=report,
        voices=fields.each("voices", lambda f: _voice_from_json(f, limit)),
        events=fields.each("events", lambda f: _event_from_json(f, limit)),
        entities=fields.each("entities", lambda f: _entity_from_json(f, limit)),
        places=fields.each("places", lambda f: _place_from_json(f, limit)),
        coder=_coder_from_json(fields.child("coder")),
    )


def _report_from_json(f: _Fields) -> Report:
    text = f.text("text")
    if text is None:
        raise ReadError(f"{f.path}.text is missing: an account needs the text that its spans point into.")
    line = f.child("dateline")
    return Report(
        id=f.text("id") or "",
        text=text,
        sha256=f.text("sha256") or hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        url=f.text("url"),
        outlet=f.text("outlet"),
        title=f.text("title"),
        byline=f.text("byline"),
        dateline=Dateline(line.text("place"), line.text("date"), line.text("agency")) if f.has("dateline") else None,
        published=f.text("published"),
        language=f.text("language"),
        dropped=f.each(
            "dropped",
            lambda d: Dropped(
                d.span("span", len(text)) if d.has("span") else None, d.text("text") or "", d.text("why") or ""
            ),
        ),
    )


def _voice_from_json(f: _Fields, limit: int) -> Voice:
    return Voice(
        id=f.text("id") or "",
        source=f.spans("source", limit),
        cue=f.span("cue", limit),
        content=f.spans("content", limit),
        to=f.spans("to", limit),
        stance=cast(Stance, f.choice("stance", STANCES)),
        kind=cast(QuoteKind, f.choice("kind", ("indirect", "direct", "mixed"))),
        inside=f.text("inside"),
        entity=f.text("entity"),
        confidence=f.number("confidence", 1.0),
    )


def _event_from_json(f: _Fields, limit: int) -> Event:
    counts = f.child("counts")
    return Event(
        id=f.text("id") or "",
        trigger=f.span("trigger", limit),
        type=f.text("type") or "",
        mode=f.text("mode"),
        contexts=f.texts("contexts"),
        quad=f.integer("quad") or 0,
        score=f.number("score", 0.0),
        cameo=f.text("cameo"),
        actor=f.spans("actor", limit),
        recipient=f.spans("recipient", limit),
        place=f.spans("place", limit),
        time=f.spans("time", limit),
        counts={role: _count_from_json(counts.child(role), limit) for role in counts.data},
        status=cast(Status, f.choice("status", STATUSES)),
        background=f.truth("background"),
        voice=f.text("voice"),
        chain=f.texts("chain"),
        when=_when_from_json(f.child("when")),
        where=f.text("where"),
        confidence=f.number("confidence", 1.0),
    )


def _count_from_json(f: _Fields, limit: int) -> Count:
    return Count(f.span("span", limit), f.integer("min"), f.integer("max"))


def _when_from_json(f: _Fields) -> When:
    if not f.data:
        return When(unresolved="not given")
    return When(f.text("from"), f.text("to"), f.text("precision"), f.text("anchor"), f.text("unresolved"))


def _entity_from_json(f: _Fields, limit: int) -> Entity:
    return Entity(
        id=f.text("id") or "",
        name=f.text("name") or "",
        code=f.text("code") or "---",
        sector=f.texts("sector"),
        identifier=f.text("identifier"),
        mentions=f.spans("mentions", limit),
    )


def _place_from_json(f: _Fields, limit: int) -> Place:
    return Place(
        id=f.text("id") or "",
        name=f.text("name") or "",
        country=f.text("country"),
        admin1=f.text("admin1"),
        lat=f.number("lat", None),
        lon=f.number("lon", None),
        geonameid=f.integer("geonameid"),
        precision=f.text("precision"),
        mentions=f.spans("mentions", limit),
        reason=f.text("reason"),
    )


def _coder_from_json(f: _Fields) -> Coder:
    return Coder(f.text("histor") or "", f.text("model") or "", f.text("codebook") or "")


class _Fields:
    """One JSON object with checked access: a missing or null field gives the empty value, a wrong one a ReadError."""

    def __init__(self, data: object, path: str) -> None:
        if not isinstance(data, dict):
            raise ReadError(f"{path} must be a JSON object.")
        self.data: Json = data
        self.path = path

    def _refuse(self, name: str, wanted: str) -> ReadError:
        return ReadError(f"{self.path}.{name} must be {wanted}.")

    def has(self, name: str) -> bool:
        return self.data.get(name) is not None

    def child(self, name: str) -> _Fields:
        return _Fields(self.data[name] if self.has(name) else {}, f"{self.path}.{name}")

    def each(self, name: str, make: Callable[[_Fields], T]) -> tuple[T, ...]:
        return tuple(make(_Fields(item, f"{self.path}.{name}[{i}]")) for i, item in enumerate(self._list(name)))

    def _list(self, name: str) -> list[Any]:
        value = self.data.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._refuse(name, "a list")
        return value

    def text(self, name: str) -> str | None:
        value = self.data.get(name)
        if value is not None and not isinstance(value, str):
            raise self._refuse(name, "a string")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.data.get(name)
        words = value.split() if isinstance(value, str) else self._list(name)
        if not all(isinstance(word, str) for word in words):
            raise self._refuse(name, "a list of strings")
        return tuple(words)

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of ``allowed``; the first of them where the field is missing."""
        value = self.data.get(name)
        if value is None:
            return allowed[0]
        if value not in allowed:
            raise self._refuse(name, f"one of {', '.join(allowed)}")
        return str(value)

    def truth(self, name: str) -> bool:
        value = self.data.get(name)
        if value not in (None, True, False):
            raise self._refuse(name, "true or false")
        return bool(value)

    def integer(self, name: str) -> int | None:
        value = self.data.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise self._refuse(name, "a whole number")
        return value

    def number(self, name: str, default: T) -> float | T:
        value = self.data.get(name)
        if value is None:
            return default
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
            raise self._refuse(name, "a number")
        return float(value)

    def span(self, name: str, limit: int) -> Span:
        return self._as_span(name, self.data.get(name), limit)

    def spans(self, name: str, limit: int) -> Spans:
        return tuple(self._as_span(f"{name}[{i}]", value, limit) for i, value in enumerate(self._list(name)))

    def _as_span(self, name: str, value: object, limit: int) -> Span:
        if (
            not isinstance(value, list)
            or len(value) != 2
            or not all(isinstance(offset, int) and not isinstance(offset, bool) for offset in value)
        ):
            raise self._refuse(name, "a [start, end) pair of whole numbers")
        start, end = value
        if not 0 <= start <= end <= limit:
            raise self._refuse(name, f"a span inside the text of {limit} characters, not [{start}, {end}]")
        return Span(start, end)
