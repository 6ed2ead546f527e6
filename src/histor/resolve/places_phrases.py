"""The place names inside a phrase: "the Syrian city of Raqqa" holds Syria's adjective and Raqqa.

A phrase is what an event gives as its place: a name, a name with its wholes ("Mosul District, Ninewa Province, Iraq"),
a thing at a named place ("an army base in Bangkok"), or no name at all ("the street").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from histor.records import Span
from histor.resolve.gazetteer import Gazetteer
from histor.resolve.places_around import candidates

_WORD = r"[^\W\d_a-z][\w.’'ʼ&-]*"
_JOINER = r"(?:of(?:[ \n]the)?|the|al|el|de|la|du|des|da|do|bin|ibn|on|upon)"
_NAMES = re.compile(rf"{_WORD}(?:[ \n]+(?:{_JOINER}[ \n]+)?{_WORD}){{0,7}}")
_KIND_WORDS = re.compile(
    r"(?i)^(?P<name>.+?)\s+(?:province|governorate|oblast|region|state|district|county|parish|prefecture|city|town|"
    r"village|municipality|area|republic|territory|province\w*)$"
)
_DIRECTION = re.compile(
    r"(?i)\b(?:north|south|east|west|central)(?:[\s-]?(?:north|south|east|west|central))?(?:ern)?(?:most)?$"
)
# Words that may stand before a place's name without making it another place.
_PLAIN = re.compile(
    r"(?i)^(?:(?:the|in|at|from|to|inside|across|throughout|around|over|of|on|into|within|near|outside|city|town|"
    r"village|capital|port|state|province|region|district|country|island|nation|neighbou?ring|nearby|occupied|disputed|"
    r"besieged|war-torn|whole|entire|mainland|downtown|modern-day|present-day|rebel-held|strategic|self-proclaimed|"
    r"famous|historic|ancient|small|large|major|main|remote|coastal|mountainous|industrial|holy|populous|restive)"
    r"[\s,]+)*$"
)
_PARTS = {"the", "in", "near", "central", "north", "south", "east", "west", "outside"}
_LONGEST = 400  # characters of a phrase that are read
_LARGE = 100_000  # people


@dataclass(frozen=True, slots=True)
class Named:
    """A capitalised name inside a phrase. ``known`` says whether the gazetteer has a place of that name."""

    span: Span
    known: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase with its names, in text order."""

    span: Span
    names: tuple[Named, ...]

    def known(self) -> list[Span]:
        """The spans of names that the gazetteer has."""
        return [name.span for name in self.names if name.known]


def read_phrase(gazetteer: Gazetteer, text: str, span: Span) -> Phrase:
    """The names in ``text[span]``."""
    end = min(span.end, span.start + _LONGEST)
    found: list[Named] = []
    for match in _NAMES.finditer(text, span.start, end):
        found += _split(gazetteer, text, Span(*match.span()))
    return Phrase(Span(span.start, end), tuple(found))


def _split(gazetteer: Gazetteer, text: str, span: Span) -> Iterator[Named]:
    """A run of capitalised words as one known name, as names joined by "of" or an owner, or as one unknown name."""
    span = _trimmed(text, span)
    if span.start == span.end:
        return
    whole = span.of(text)
    if is_place(gazetteer, whole):
        yield Named(span, known=True)
        return
    for cut in re.finditer(r"[’']s?[ \n]+|[ \n]+(?:of|the|on|upon)(?:[ \n]+the)?[ \n]+", whole):
        yield from _split(gazetteer, text, Span(span.start, span.start + cut.start()))
        yield from _split(gazetteer, text, Span(span.start + cut.end(), span.end))
        return
    kind = _KIND_WORDS.match(whole)
    if kind and is_place(gazetteer, kind["name"]):
        yield Named(Span(span.start, span.start + kind.end("name")), known=True)
        return
    words = [*re.finditer(r"\S+", whole)]
    if len(words) > 1:
        first, rest = words[0], whole[words[1].start() :]
        part = first.group().lower() in _PARTS  # "South" alone would be South Korea
        adjective = not part and any(e.kind == "country" for e in candidates(gazetteer, first.group()))
        if part or (adjective and is_place(gazetteer, rest)):
            if adjective:
                yield Named(Span(span.start, span.start + first.end()), known=True)
            yield from _split(gazetteer, text, Span(span.start + words[1].start(), span.end))
            return
    yield Named(span, known=False)


def _trimmed(text: str, span: Span) -> Span:
    """``span`` without a possessive or punctuation at its end."""
    words = span.of(text)
    bare = re.sub(r"(?:[’']s?|[,’'&-]+)$", "", words)
    if bare.endswith(".") and bare.count(".") == 1 and len(bare) > 6:
        bare = bare[:-1]
    return Span(span.start, span.start + len(bare))


def is_place(gazetteer: Gazetteer, name: str) -> bool:
    """Whether some place has that name."""
    return bool(candidates(gazetteer, name))


def direction(text: str, phrase: Span, name: Span) -> bool:
    """Whether the word before ``name`` in the phrase names a part of it: "southern Syria"."""
    return bool(_DIRECTION.search(text[phrase.start : name.start].rstrip()))


def plain(text: str, phrase: Span, name: Span) -> bool:
    """Whether the phrase says nothing before ``name`` but that it is a place: "the city of Mosul", "in Syria"."""
    before = text[phrase.start : name.start]
    return bool(_PLAIN.match(re.sub(r"(?i)\b(?:north|south|east|west|central)[\w-]*\s", "", before)))


# in, into, at, around, near, from, to, toward, towards, through, of, outside. Each branch begins with its letter, not with
# what must stand before it, since `re` then leaps from one such letter to the next.
_PREPOSITION = r"(?:i(?<!\w.)n(?:to)?|a(?<!\w.)(?:t|round)|n(?<!\w.)ear|f(?<!\w.)rom|t(?<!\w.)(?:o(?:wards?)?|hrough)|o(?<!\w.)(?:f|utside))"
_PLACED = re.compile(rf"{_PREPOSITION}[ \n]+({_WORD}(?:[ \n]{_WORD}){{0,2}})")
_FILED = re.compile(r"^\s*([^\W\d_a-z][A-Z’' .-]{2,30})[,(—–-]")
_SCANNED = 8_000  # characters: what stands further down says little of where the report plays
_MOST_SCANNED = 24


def scan(gazetteer: Gazetteer, text: str) -> list[Span]:
    """Names in the running text that are surely places, as context: large, after a preposition or as dateline.

    Each name once, at its first mention; at most `_MOST_SCANNED` names are looked up.
    """
    found: list[Span] = []
    seen: set[str] = set()
    for match in chain(_FILED.finditer(text[:200]), _PLACED.finditer(text, 0, _SCANNED)):
        words = match.group(1)
        if words in seen:
            continue
        seen.add(words)
        if len(seen) > _MOST_SCANNED:
            break
        span = _trimmed(text, Span(*match.span(1)))
        while span.end > span.start:
            entries = gazetteer.find(span.of(text))
            if entries:
                if any(e.main and (e.population >= _LARGE or e.kind == "admin1") for e in entries):
                    found.append(span)
                break
            shorter = re.search(r"\s+\S+$", span.of(text))
            span = Span(span.start, span.start + (shorter.start() if shorter else 0))
    return found
