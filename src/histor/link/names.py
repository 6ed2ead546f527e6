"""How outlets name the same people: "terrorists" here, "militants" or "rebels" there, with counts and examples.

The same people are the mentions of one entity, and descriptions in different outlets that stand in the same place of an
incident that both tell: whom the planes hit are "terrorists" to one and the "Free Syrian Army" to another. What
excludes each other (civilians, rebels) is a difference of the accounts and not of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from histor.code.grouping import fold
from histor.code.naming import PRONOUNS
from histor.link.cast import Cast
from histor.link.identities import Identity
from histor.link.standing import opposed
from histor.link.telling_records import Telling
from histor.records import Entity, Span

_MOST = 100  # people whose names are compared
_BARE = re.compile(r"(?i)^(?:the|an?|its|their|his|her|these|those|some|several)\s+|(?:['’]s|(?<=s)['’])$")
_QUOTES = " \t\n\"'“”‘’«»,;:"


@dataclass(frozen=True, slots=True)
class Example:
    """Where a name was used: the report, the mention and the sentence around it."""

    report: str
    mention: Span
    sentence: Span


@dataclass(frozen=True, slots=True)
class Name:
    """A name that an outlet gives, how often, and the first example."""

    outlet: str
    words: str
    count: int
    example: Example


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody with the names that the outlets give him; those of one outlet together, the most frequent first."""

    who: Identity
    names: tuple[Name, ...]


_Uses = list[tuple[str, Example]]  # the words as they stand there, and where
_Given = dict[str, dict[str, dict[str, _Uses]]]  # whose key → outlet's key → folded words → uses


def names_given(
    outlets: Mapping[str, Identity],
    mine: Mapping[str, str],
    casts: Mapping[str, Cast],
    shared: Iterable[Mapping[str, Sequence[Telling]]],
) -> tuple[Named, ...]:
    """Who is named differently by ``outlets``, most different names first.

    ``mine`` are the keys of outlets by report id, ``shared`` the tellings of each incident that several tell, by
    outlet key.
    """
    who: dict[str, Identity] = {}
    given: _Given = {}
    for report in sorted(mine):
        cast = casts[report]
        for entity in cast.account.entities:
            found = cast.entity(entity.mentions[0]) if entity.mentions else None
            if found and found[1].kind != "unnamed":
                who.setdefault(found[1].key, found[1])
                _add(given, found[1], mine[report], cast, entity)
    for by in shared:
        _described(by, casts, mine, given, who)
    made = [named for key in sorted(given) if (named := _named(who[key], given[key], outlets))]
    made.sort(key=lambda named: (-len({name.words.casefold() for name in named.names}), named.who.name))
    return tuple(made[:_MOST])


def _add(given: _Given, whose: Identity, outlet: str, cast: Cast, entity: Entity) -> None:
    """Count every mention of ``entity`` as a name of ``whose``."""
    for span in entity.mentions:
        words = _name(span.of(cast.text), whose)
        if words:
            example = Example(cast.account.report.id, span, cast.sentence(span))
            uses = given.setdefault(whose.key, {}).setdefault(outlet, {}).setdefault(words.casefold(), [])
            if all(example != other for _, other in uses):
                uses.append((words, example))


def _described(
    by: Mapping[str, Sequence[Telling]],
    casts: Mapping[str, Cast],
    mine: Mapping[str, str],
    given: _Given,
    who: dict[str, Identity],
) -> None:
    """Descriptions in one role of an incident as names of whom the others name there."""
    for role in ("actor", "recipient"):
        slot: list[tuple[Cast, Entity, Identity]] = []
        for tellings in by.values():
            for telling in tellings:
                cast = casts[telling.ref.report]
                spans = getattr(cast.events[telling.ref.event], role)
                slot += [(cast, *found) for span in spans if (found := cast.entity(span))]
        named = {identity.key: identity for *_, identity in slot if identity.kind != "unnamed"}
        loose = {identity.key: identity for *_, identity in slot if identity.kind == "unnamed"}
        # Where nobody gives a name, the first description stands for it.
        anchors = list(named.values()) or [loose[key] for key in sorted(loose)[:1]]
        for anchor in anchors:
            for cast, entity, identity in slot:
                if identity.kind == "unnamed" and not opposed([identity], [anchor]):
                    who.setdefault(anchor.key, anchor)
                    _add(given, anchor, mine[cast.account.report.id], cast, entity)


def _named(whose: Identity, given: Mapping[str, Mapping[str, _Uses]], outlets: Mapping[str, Identity]) -> Named | None:
    """Who with the names by outlet; None where fewer than two outlets name it, or all by the same names."""
    if len(given) < 2 or len({frozenset(names) for names in given.values()}) < 2:
        return None
    names = [
        Name(outlets[key].name, uses[0][0], len(uses), uses[0][1])
        for key in outlets
        for _, uses in sorted(given.get(key, {}).items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    return Named(whose, tuple(names))


def _name(mention: str, whose: Identity) -> str:
    """The name that ``mention`` gives: without articles, and of a person only what is said beside the name itself."""
    words = _BARE.sub("", " ".join(mention.split()).strip(_QUOTES)).strip(_QUOTES)
    if words.lower() in PRONOUNS and words != "US":
        return ""
    if whose.kind == "person":
        name = {fold(part) for part in whose.name.split()}
        words = " ".join(word for word in words.split() if fold(word.strip(_QUOTES)) not in name)
    return words
