"""Tables of organisations and of the words that say what somebody is: titles, offices, trades."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from histor.code.tables import Filed, Phrases, cells, lines, rows, tokens, word_set

Sectors = tuple[str, ...]

SECTORS = word_set("GOV MIL REB OPP PTY COP JUD LEG SPY UAF PRM CVL BUS CRM EDU ELI JRN LAB MED REF REL SOC UNK AGR")
"""PLOVER's sectors; AGR stands in the reference accounts, too."""

SURNAME_FIRST = frozenset(["CHN", "KOR", "PRK", "TWN", "HKG"])
"""Countries whose people are called by the first word of their name, as English-language news writes it."""

PREPOSITIONS = word_set(
    "of in from for at on with who that which to by against inside near under behind among between including "
    "like during after before killed injured wounded arrested"
)
# A coalition or alliance of states whatever the table of words says.
_COALITION = word_set("coalition alliance")
_ALLIED = re.compile(
    r"(?i)-led\b|\banti-|\b(?:international|global|allied)\b|\bcoalition (?:forces?|partners?|aircraft|jets|warplanes|troops)\b"
)


class Listed(NamedTuple):
    """A body or person that news often names: canonical name, PLOVER country code and sectors."""

    name: str
    code: str
    sector: Sectors


@lru_cache(maxsize=4096)
def _listed(row: str) -> Listed:
    """The body or person of a row of its table."""
    name, code, sector, *_ = row.split("\t")
    return Listed(name, code, tuple(sector.split()))


@cache
def organisations() -> Phrases[Listed]:
    """The table of ``codebooks/organisations.tsv``, by name and by every alias that means the body everywhere."""
    return Phrases(_everywhere(), _listed)


def _everywhere() -> Iterator[tuple[str, str]]:
    for row in lines("organisations")[1:]:
        name, _, _, aliases, local = row.split("\t")
        for alias in cells(aliases) if name in cells(local) else (name, *cells(aliases)):
            yield alias, row
            if alias[:4] in ("The ", "the "):
                yield alias[4:], row


@cache
def organisations_in_small_letters() -> Phrases[Listed]:
    """The same table by all names and aliases in small letters, for descriptions: "libyan national army"."""
    return Phrases(
        (
            (alias.lower(), row)
            for row in lines("organisations")[1:]
            for name, _, _, aliases, _ in (row.split("\t"),)
            for alias in (name, *cells(aliases))
        ),
        _listed,
    )


@cache
def local_bodies() -> Mapping[str, tuple[Listed, ...]]:
    """Bodies by the short and general names that mean them in reports about their country: "JMM", "Labour Party"."""
    table = Filed[str, Listed](_listed)
    for row in lines("organisations")[1:]:
        for alias in cells(row.rpartition("\t")[2]):
            table.add(alias, row)
    return table


@cache
def people() -> Phrases[Listed]:
    """The people of ``codebooks/people.tsv`` and, where it lacks them, of ``offices.tsv``, by name and by every alias."""
    return Phrases(_each_person(), _listed)


def _each_person() -> Iterator[tuple[str, str]]:
    for row in lines("people")[1:]:
        name, _, _, aliases = row.split("\t")
        for alias in (name, *cells(aliases)):
            yield alias, row
    for row in lines("offices")[1:]:
        name, aliases, _, code, sector, *_ = row.split("\t")
        for alias in (name, *cells(aliases)):
            if " " in alias:
                yield alias, f"{name}\t{code}\t{sector}"


@cache
def surnames() -> Mapping[str, tuple[Listed, ...]]:
    """The people of ``codebooks/people.tsv`` by surname, where it tells who is meant: in China and Korea it does not."""
    table = Filed[str, Listed](_listed)
    for row in lines("people")[1:]:
        name, code, _ = row.split("\t", 2)
        before, _, surname = name.rpartition(" ")
        if before and code not in SURNAME_FIRST:
            table.add(surname, row)
    return table


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
