"""Which country a text or a phrase speaks of: names, adjectives, seats of government, regions and cities."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from histor.code.tables import Hit, Phrases, Token, cells, rows

Kind = Literal["name", "adjective", "seat", "region"]


@dataclass(frozen=True, slots=True)
class Named:
    """A word for a country: its ISO3 code and what kind of word it is."""

    code: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Countries:
    """The table: canonical names by ISO3 code, and all words for countries."""

    names: Mapping[str, str]
    words: Phrases[Named]


@cache
def countries() -> Countries:
    """The table of ``codebooks/countries.tsv``: UN members and other territories in the news."""
    names: dict[str, str] = {}
    entries: list[tuple[str, Named]] = []
    for row in rows("countries"):
        code = row["code"]
        names[code] = re.sub(r" \(.*\)$", "", row["name"])
        entries += [(word, Named(code, "name")) for word in [names[code], *cells(row["aliases"])]]
        entries += [(word, Named(code, "adjective")) for word in cells(row["adjectives"])]
        entries += [(word, Named(code, "seat")) for word in cells(row["metonyms"])]
        entries += [(word, Named(code, "region")) for word in cells(row["regions"])]
    bare = [(re.sub(r"^[Tt]he ", "", word), named) for word, named in entries]
    return Countries(MappingProxyType(names), Phrases(entries + bare))


def country_hits(words: tuple[Token, ...]) -> list[Hit[Named]]:
    """Every word for a country among ``words``, in text order."""
    return list(countries().words.find(words, hyphens=True))


def home_country(text: str, share: float) -> str | None:
    """The country that ``text`` is about: that of at least ``share`` of all words for countries in it, else None.

    Ties go to the country named first.
    """
    counted = Counter(named.code for named in countries().words.count(text))
    if not counted:
        return None
    code, number = counted.most_common(1)[0]
    return code if number >= share * counted.total() else None
