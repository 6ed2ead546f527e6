"""What the words of one mention say: the record that `histor.code.naming` makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from histor.code.actors import Sectors

MentionKind = Literal["country", "organisation", "person", "group", "pronoun", "both"]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A mention's own words.

    ``name`` is what the mention alone would be called; ``key`` identifies a country (ISO3) or a listed organisation
    (its name); ``code`` and ``sector`` are what the words tell, None and empty where they tell nothing; ``heads``
    are the words that a later description may take up ("the secretary"); ``acronym`` one given in brackets; ``owner``
    the pronoun that says whose ("his rivals").
    """

    kind: MentionKind
    name: str
    key: str | None = None
    code: str | None = None
    sector: Sectors = ()
    heads: frozenset[str] = frozenset()
    acronym: str | None = None
    definite: bool = False
    indefinite: bool = False
    owner: str | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Words of the name."""
        return tuple(self.name.split())
