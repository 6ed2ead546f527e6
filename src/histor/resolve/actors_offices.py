"""Who held which office when: the table of ``codebooks/offices.tsv``, asked by name and by office.

A day or a stretch of days is given as ``(first, last)``, ISO dates, both included. A holder counts only where the whole
stretch lies within the term: of a year in which an office changed hands nothing follows.

>>> [holder.name for holder in offices().holding("USA", "president", ("2015-09-06", "2015-09-06"))]
['Barack Obama']
>>> offices().holding("USA", "president", ("2017-01-01", "2017-12-31"))
()
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from histor.code.actors import SURNAME_FIRST, Sectors
from histor.code.grouping import fold
from histor.code.tables import cells, rows, word_set

K = TypeVar("K")
Days = tuple[str, str]

_NOW = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Holder:
    """One term of one office; ``start`` and ``end`` are its first and last day, ``end`` far ahead where it goes on."""

    name: str
    office: str
    code: str
    sector: Sectors
    start: str
    end: str
    identifier: str | None

    def within(self, days: Days) -> bool:
        """Whether the term covers all of ``days``."""
        return self.start <= days[0] and days[1] <= self.end


@dataclass(frozen=True, slots=True)
class Offices:
    """The table by folded name (and alias), by folded surname, and by country and office."""

    named: Mapping[str, tuple[Holder, ...]]
    surnamed: Mapping[str, tuple[Holder, ...]]
    held: Mapping[tuple[str, str], tuple[Holder, ...]]

    def holding(self, code: str, office: str, days: Days) -> tuple[Holder, ...]:
        """Who held ``office`` of the country or body ``code`` all of ``days``: one, or none where it is uncertain."""
        found = [holder for holder in self.held.get((code, office), ()) if holder.within(days)]
        return tuple(found) if len({holder.name for holder in found}) == 1 else ()


@cache
def offices() -> Offices:
    """The table of ``codebooks/offices.tsv``; see docs/actors.md for its columns."""
    named: dict[str, list[Holder]] = {}
    surnamed: dict[str, list[Holder]] = {}
    held: dict[tuple[str, str], list[Holder]] = {}
    for row in rows("offices"):
        holder = Holder(
            row["name"],
            row["office"],
            row["code"],
            tuple(row["sector"].split()),
            first_day(row["from"]),
            last_day(row["to"]),
            row["wikidata"] or None,
        )
        for alias in {fold(name) for name in (holder.name, *cells(row["aliases"]))}:
            (named if " " in alias else surnamed).setdefault(alias, []).append(holder)
        words = holder.name.split()
        surname = fold(words[0] if holder.code in SURNAME_FIRST else words[-1])
        if len(words) > 1 and holder not in surnamed.get(surname, ()):
            surnamed.setdefault(surname, []).append(holder)
        held.setdefault((holder.code, holder.office), []).append(holder)
    return Offices(_fixed(named), _fixed(surnamed), _fixed(held))


def _fixed(index: Mapping[K, list[Holder]]) -> Mapping[K, tuple[Holder, ...]]:
    return {key: tuple(found) for key, found in index.items()}


@cache
def office_words() -> Mapping[tuple[str, ...], tuple[tuple[str, frozenset[str]], ...]]:
    """Offices by the words for them, in small letters, with the codes for which they mean it; no code is any.

    >>> [office for office, _codes in office_words()["taoiseach",]]
    ['prime minister']
    """
    table: dict[tuple[str, ...], tuple[tuple[str, frozenset[str]], ...]] = {}
    for row in rows("office_words"):
        for words in cells(row["words"]):
            key = tuple(words.split())
            table[key] = (*table.get(key, ()), (row["office"], word_set(row["codes"])))
    return table


def first_day(written: str) -> str:
    """The first day of a year, month or day: "2009" → "2009-01-01"; of nothing, a day before all others."""
    return written + "0001-01-01"[len(written) :]


def last_day(written: str) -> str:
    """The last day that a year, month or day may mean: "2009" → "2009-12-31"; of nothing, a day after all others."""
    return written + (_NOW[len(written) :] if len(written) != len("2009-02") else "-31")


def one_person(holders: Iterable[Holder]) -> tuple[Holder, ...]:
    """The terms of ``holders`` where all are one person's, else none."""
    found = tuple(holders)
    return found if len({holder.name for holder in found}) == 1 else ()
