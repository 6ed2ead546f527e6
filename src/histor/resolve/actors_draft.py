"""An entity under resolution: what its mentions say, and what is settled about it so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from histor.code.actors import Sectors
from histor.code.naming import parse
from histor.code.parsed import Parsed
from histor.records import Entity, Span


@dataclass(slots=True)
class Draft:
    """An entity under resolution, with what each of its mentions says; ``settled`` once a table has named it."""

    entity: Entity
    said: tuple[tuple[str, Parsed], ...]
    kinds: frozenset[str]
    name: str
    code: str
    sector: Sectors
    identifier: str | None = None
    settled: bool = False
    into: Draft | None = None
    mentions: list[Span] = field(default_factory=list)

    def is_(self, kind: str) -> bool:
        """Whether a mention is of that kind (see Parsed)."""
        return kind in self.kinds

    @property
    def told(self) -> set[str]:
        """The codes that the mentions' own words tell."""
        return {parsed.code for _, parsed in self.said if parsed.code}


def draft_of(text: str, entity: Entity) -> Draft:
    """The draft of ``entity`` as the code stage left it."""
    said = tuple((words, parse(words)) for words in (span.of(text) for span in entity.mentions))
    kinds = frozenset(parsed.kind for _, parsed in said)
    return Draft(entity, said, kinds, entity.name, entity.code, entity.sector, entity.identifier)
