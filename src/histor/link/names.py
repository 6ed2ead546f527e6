"""How outlets name the same people: "terrorists" here, "militants" or "rebels" there, with counts and examples.

The same people are the mentions of one entity, and descriptions in different outlets that stand in the same place of an
incident that both tell: whom the planes hit are "terrorists" to one and the "Free Syrian Army" to another. What
excludes each other (civilians, rebels) is a difference of the accounts and not of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


_Uses = dict[Example, str]  # where, and the words as they stand there
_Given = dict[str, dict[str, dict[str, _Uses]]]  # whose key → outlet's key → folded words → uses
Described = tuple[Identity, str, list[tuple[str, Example]]]
"""Who is described, by the outlet of which key, in what words and where."""


class Naming:
    """Who is named how by the outlets whose reports are added, one after another in the order of their ids."""

    def __init__(self) -> None:
        self._who: dict[str, Identity] = {}
        self._given: _Given = {}

    def add(self, cast: Cast) -> None:
        """Count the names that a report gives."""
        for entity in cast.account.entities:
            found = cast.entity(entity.mentions[0]) if entity.mentions else None
            if found and found[1].kind != "unnamed":
                self.describe(found[1], cast.outlet.key, _uses(cast, entity, found[1]))

    def describe(self, whose: Identity, outlet: str, uses: Iterable[tuple[str, Example]]) -> None:
        """Count words as names of ``whose`` in the outlet of that key, each place once."""
        self._who.setdefault(whose.key, whose)
        for words, example in uses:
            by_words = self._given.setdefault(whose.key, {}).setdefault(outlet, {})
            by_words.setdefault(words.casefold(), {}).setdefault(example, words)

    def named(self, outlets: Mapping[str, Identity]) -> tuple[Named, ...]:
        """Who is named differently by ``outlets``, by key, most different names first."""
        made = [named for key in sorted(self._given) if (named := _named(self._who[key], self._given[key], outlets))]
        made.sort(key=lambda named: (-len({name.words.casefold() for name in named.names}), named.who.name))
        return tuple(made[:_MOST])


def _uses(cast: Cast, entity: Entity, whose: Identity) -> Iterator[tuple[str, Example]]:
    """Every mention of ``entity`` that is a name of ``whose``."""
    for span in entity.mentions:
        if words := _name(span.of(cast.text), whose):
            yield words, Example(cast.account.report.id, span, cast.sentence(span))


def described(by: Mapping[str, Sequence[Telling]], casts: Mapping[str, Cast]) -> Iterator[Described]:
    """Descriptions in one role of an incident, which is told ``by`` outlets, as names of whom the others name there."""
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
                    yield anchor, cast.outlet.key, list(_uses(cast, entity, anchor))


def _named(whose: Identity, given: Mapping[str, Mapping[str, _Uses]], outlets: Mapping[str, Identity]) -> Named | None:
    """Who with the names by outlet; None where fewer than two outlets name it, or all by the same names."""
    if len(given) < 2 or len({frozenset(names) for names in given.values()}) < 2:
        return None
    names = [
        Name(outlets[key].name, next(iter(uses.values())), len(uses), next(iter(uses)))
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
