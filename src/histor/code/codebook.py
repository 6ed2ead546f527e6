"""The codebook: event types and modes with their definitions, quad classes, scores and CAMEO codes.

The data lie in ``histor/codebooks/plover.json``. ``python -m histor.code.page`` prints docs/codebook.md from them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from histor.errors import HistorError

CODEBOOK_ID = "plover-2.0"
QUADS: Mapping[int, str] = MappingProxyType(
    {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
)


@dataclass(frozen=True, slots=True)
class Mode:
    """How an action of some type was done; ``cameo`` is None where CAMEO has no such code."""

    name: str
    definition: str
    cameo: str | None


@dataclass(frozen=True, slots=True)
class EventType:
    """An event type: its quad class (1–4, see QUADS), score (−10 conflict … 10 cooperation) and CAMEO code.

    ``cameo`` is None where CAMEO has several roots for the type, and only the words of a text can tell which.
    ``covers`` lists the three-digit CAMEO codes whose mean Goldstein value is the score; ``score_note`` says why
    where the score is another.
    """

    name: str
    definition: str
    quad: int
    score: float
    score_note: str | None
    cameo: str | None
    covers: tuple[str, ...]
    modes: Mapping[str, Mode]

    def cameo_of(self, mode: str | None) -> str | None:
        """The CAMEO code of the type in ``mode``; that of the type where ``mode`` is None."""
        return self.cameo if mode is None else self.modes[mode].cameo


@dataclass(frozen=True, slots=True)
class Codebook:
    """All event types by name, in the order of the codebook, and the Goldstein values by CAMEO code."""

    id: str
    title: str
    source: str
    goldstein_source: str
    goldstein: Mapping[str, float]
    types: Mapping[str, EventType]


@cache
def codebook() -> Codebook:
    """The codebook that the package ships. Raises HistorError where its data contradict themselves."""
    text = (files("histor") / "codebooks" / "plover.json").read_text(encoding="utf-8")
    return parse(json.loads(text))


def parse(data: dict[str, Any]) -> Codebook:
    """Make a codebook of its JSON. Raises HistorError, which names the place, where it contradicts itself."""
    try:
        types = {entry["name"]: _event_type(entry) for entry in data["types"]}
        book = Codebook(
            id=data["id"],
            title=data["title"],
            source=data["source"],
            goldstein_source=data["goldstein"]["source"],
            goldstein=MappingProxyType(data["goldstein"]["values"]),
            types=MappingProxyType(types),
        )
    except (KeyError, TypeError) as error:
        message = f"The codebook lacks a field or has a wrong one: {error}."
        raise HistorError(message) from error
    if len(types) != len(data["types"]):
        message = "The codebook defines an event type twice."
        raise HistorError(message)
    for event_type in types.values():
        _check(book, event_type)
    return book


def _event_type(entry: dict[str, Any]) -> EventType:
    modes = [Mode(mode["name"], mode["definition"], mode["cameo"]) for mode in entry["modes"]]
    return EventType(
        name=entry["name"],
        definition=entry["definition"],
        quad=entry["quad"],
        score=entry["score"],
        score_note=entry.get("score_note"),
        cameo=entry["cameo"],
        covers=tuple(entry["covers"]),
        modes=MappingProxyType({mode.name: mode for mode in modes}),
    )


def _check(book: Codebook, event_type: EventType) -> None:
    name = event_type.name
    if event_type.quad not in QUADS:
        message = f"The codebook gives {name} the quad class {event_type.quad}; it must be 1, 2, 3 or 4."
        raise HistorError(message)
    unknown = [code for code in event_type.covers if code not in book.goldstein]
    if unknown or not event_type.covers:
        message = f"The codebook has no Goldstein value for {', '.join(unknown) or 'any code'} of {name}."
        raise HistorError(message)
    mean = round(sum(book.goldstein[code] for code in event_type.covers) / len(event_type.covers), 1)
    if event_type.score != mean and not event_type.score_note:
        message = f"The codebook scores {name} {event_type.score}, the mean of its codes is {mean}; give a score_note."
        raise HistorError(message)
    if (event_type.score > 0) != (event_type.quad <= 2):
        message = f"The codebook scores {name} {event_type.score}, against its quad class {event_type.quad}."
        raise HistorError(message)
