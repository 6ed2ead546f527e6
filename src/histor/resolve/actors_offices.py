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
from functools import cache, lru_cache

from histor.code.actors import SURNAME_FIRST, Sectors
from histor.code.grouping import fold
from histor.code.tables import Filed, cells, lines, rows, word_set

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


@lru_cache(maxsize=4096)
def _holder(row: str) -> Holder:
    name, _, office, code, sector, start, end, identifier = row.split("\t")
    return Holder(name, office, code, tuple(sector.split()), first_day(start), last_day(end), identifier or None)


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
    named, surnamed = Filed[str, Holder](_holder), Filed[str, Holder](_holder)
    held = Filed[tuple[str, str], Holder](_holder)
    for row in lines("offices")[1:]:
        name, aliases, office, code, _ = row.split("\t", 4)
        for alias in map(fold, (name, *cells(aliases))):
            (named if " " in alias else surnamed).add(alias, row)
        words = name.split()
        if len(words) > 1:
            surnamed.add(fold(words[0] if code in SURNAME_FIRST else words[-1]), row)
        held.add((code, office), row)
    return Offices(named, surnamed, held)


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
