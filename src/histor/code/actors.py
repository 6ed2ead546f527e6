"""Tables of organisations and of the words that say what somebody is: titles, offices, trades."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from histor.code.tables import Phrases, cells, rows, tokens, word_set

Sectors = tuple[str, ...]

SECTORS = word_set("GOV MIL REB OPP PTY COP JUD LEG SPY UAF PRM CVL BUS CRM EDU ELI JRN LAB MED REF REL SOC UNK AGR")
"""PLOVER's sectors; AGR stands in the reference accounts, too."""

PREPOSITIONS = word_set(
    "of in from for at on with who that which to by against inside near under behind among between including "
    "like during after before killed injured wounded arrested"
)
# A coalition or alliance of states whatever the table of words says.
_COALITION = word_set("coalition alliance")
_ALLIED = re.compile(
    r"(?i)-led\b|\banti-|\b(?:international|global|allied)\b|\bcoalition (?:forces?|partners?|aircraft|jets|warplanes|troops)\b"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A body or person that news often names: canonical name, PLOVER country code and sectors."""

    name: str
    code: str
    sector: Sectors


@cache
def organisations() -> Phrases[Listed]:
    """The table of ``codebooks/organisations.tsv``, by name and by every alias."""
    entries: list[tuple[str, Listed]] = []
    for row in rows("organisations"):
        body = Listed(row["name"], row["code"], tuple(row["sector"].split()))
        for alias in [body.name, *cells(row["aliases"])]:
            entries.append((alias, body))
            if alias.lower().startswith("the "):
                entries.append((alias[4:], body))
    return Phrases(entries)


@cache
def people() -> Phrases[Listed]:
    """The table of ``codebooks/people.tsv``: heads of state and others whom reports name by surname alone."""
    entries: list[tuple[str, Listed]] = []
    for row in rows("people"):
        person = Listed(row["name"], row["code"], tuple(row["sector"].split()))
        entries += [(alias, person) for alias in [person.name, *cells(row["aliases"])]]
    return Phrases(entries)


@cache
def roles() -> Phrases[Sectors]:
    """Words of ``codebooks/roles.tsv`` in small letters with their sectors.

    Those without sectors, such as "spokesman", say nothing by themselves: the organisation beside them does.
    """
    return Phrases((word, tuple(row["sector"].split())) for row in rows("roles") for word in cells(row["words"]))


@cache
def name_words() -> Phrases[Sectors]:
    """Capitalised words that make a name that of an organisation, with its sectors: "Ministry", "Times"."""
    return Phrases((word, tuple(row["sector"].split())) for row in rows("roles") for word in cells(row["in_names"]))


@cache
def portfolios() -> Mapping[str, tuple[str, Sectors]]:
    """Fields of ministries, in small letters, with their usual name and sectors: "defense" → ("Defence", …)."""
    return {
        words.lower(): (row["name"], tuple(row["sector"].split()))
        for row in rows("portfolios")
        if row["name"]
        for words in cells(row["words"])
    }


@cache
def portfolio_words() -> frozenset[str]:
    """Every word that may be part of a minister's field: "Home", "Affairs"."""
    return frozenset(word for row in rows("portfolios") for words in cells(row["words"]) for word in words.split())


@dataclass(frozen=True, slots=True)
class Address:
    """A form of address before names; a ``short`` one ("Gov.") stands nowhere else."""

    sector: Sectors
    short: bool


@cache
def addresses() -> Mapping[str, Address]:
    """The table of ``codebooks/addresses.tsv``, by word with and without its full stop."""
    table: dict[str, Address] = {}
    for row in rows("addresses"):
        address = Address(tuple(row["sector"].split()), row["short"] == "yes")
        for word in cells(row["words"]):
            table[word] = table[f"{word}."] = address
    return table


def sectors_of_head(phrase: str) -> Sectors:
    """Sectors of the last known word before a preposition: "soldiers of the Syrian army" → MIL, "party leader" → PTY.

    A word that says no sector by itself ("leader") yields to one before it ("party").
    """
    words = tokens(phrase)
    cut = next((i for i, word in enumerate(words) if i and word.text.lower() in PREPOSITIONS), len(words))
    for part in (words[:cut], words[cut:]):
        for hit in reversed(list(roles().find(part, small=True))):
            if hit.value:
                return hit.value
    return ()


def is_coalition(phrase: str) -> bool:
    """Whether ``phrase`` is an alliance of states: "the US-led coalition", "the anti-ISIL coalition"."""
    return bool(_ALLIED.search(phrase)) and any(word.text.lower() in _COALITION for word in tokens(phrase))
