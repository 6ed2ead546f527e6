"""Places: the place spans of events, one record for each name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from histor.code.countries import countries
from histor.records import Event, Place, Span

_LEADING = re.compile(r"(?i)^(?:(?:the|in|at|near|from|to|inside|outside|across|around|over|of|on) )+")


def make_places(text: str, told: Sequence[Event]) -> tuple[Place, ...]:
    """One Place for each distinct name in the events' place spans, in text order.

    A name that is a country's has its code and precision "country"; all else stays null until the resolve stage.
    """
    spans = sorted({span for event in told for span in event.place})
    by_name: dict[str, list[Span]] = {}
    for span in spans:
        by_name.setdefault(_name(span.of(text)), []).append(span)
    return tuple(_place(f"p{i}", name, tuple(found)) for i, (name, found) in enumerate(by_name.items(), start=1))


def _name(words: str) -> str:
    joined = " ".join(words.split())
    return _LEADING.sub("", joined) or joined


def _place(name_id: str, name: str, mentions: tuple[Span, ...]) -> Place:
    named = countries().words.get(name)
    country = named.code if named and named.kind == "name" else None
    return Place(
        id=name_id,
        name=name,
        country=country,
        admin1=None,
        lat=None,
        lon=None,
        geonameid=None,
        precision="country" if country else None,
        mentions=mentions,
    )
