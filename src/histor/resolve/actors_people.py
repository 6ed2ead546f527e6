"""Who is meant by a person's name, or by a surname alone, in a report of certain days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from histor.code import actors as tables
from histor.code.actors import Sectors
from histor.code.grouping import fold
from histor.code.tables import word_set
from histor.resolve.actors_draft import Draft
from histor.resolve.actors_offices import Days, Holder, Offices, one_person

_UNKNOWN = "---"
_LONGEST_ALIAS = 6  # words
_LOCAL_NEWS = word_set("USA GBR CAN AUS IRL NZL")
"""Countries of whose towns English-language news tells as well: there a surname without a title may be anybody's."""
_KNOWN_BY_SURNAME = frozenset(
    [
        "president",
        "prime minister",
        "monarch",
        "supreme leader",
        "leader",
        "pope",
        "foreign minister",
        "defence minister",
        "secretary-general",
        "commission president",
        "council president",
        "candidate",
    ]
)
"""Offices whose holders reports call by surname alone; that of others takes a title: "Speaker Lopez"."""
_TRADES = word_set("MIL JUD")
_YEARS_AROUND = 1
"""Years before and after a term in which a surname alone still means its holder (elections, the time after)."""


def name_person(draft: Draft, table: Offices, days: Days | None) -> None:
    """Name, code, sector and identifier of a person in the table of offices."""
    if not draft.is_("person"):
        return
    terms = _terms(draft, table, days)
    if not terms:
        _surname(draft, table)
        return
    term = _term(terms, days)
    told = [parsed.sector for _, parsed in draft.said if parsed.sector]
    draft.name = term.name
    draft.code = term.code
    draft.sector = told[0] if told else _sector(terms, term, days)
    draft.identifier = term.identifier
    draft.settled = True


def _terms(draft: Draft, table: Offices, days: Days | None) -> tuple[Holder, ...]:
    """All terms of the one person whom the entity's name means, or none."""
    for name in _names(draft):
        found = table.named.get(fold(name), ())
        fits = [term for term in found if not draft.told or term.code in draft.told]
        here = [term for term in fits if term.code == draft.code]  # "King Abdullah"
        for some in (fits, [term for term in fits if days and term.within(days)], here):
            if one_person(some):
                return tuple(term for term in found if term.name == some[0].name)
    if len(draft.name.split()) > 1:
        return ()
    held = table.surnamed.get(fold(draft.name), ())
    near = draft.told or ({draft.code} - {_UNKNOWN})
    titled = _titles(draft)
    around = [
        term for term in held if (not near or term.code in near) and near_term(term, days) and _by_surname(term, titled)
    ]
    for some in (around, [term for term in around if days and term.within(days)]):
        if one_person(some):
            return tuple(term for term in held if term.name == some[0].name)
    return ()


def _by_surname(term: Holder, titled: set[str]) -> bool:
    """Whether a surname with titles of these sectors may mean who held the office."""
    if term.code in tables.SURNAME_FIRST:  # "lawmaker Park" is not the speaker
        return term.office in _KNOWN_BY_SURNAME and (not titled or term.sector[0] in titled)
    return term.office in _KNOWN_BY_SURNAME or term.sector[0] in titled


def _surname(draft: Draft, table: Offices) -> None:
    """Name whom a surname alone means, whatever the day: the one person of that country in both tables who bears it.

    Where a report may tell of anybody, only with a title: "Judge Lamberth".
    """
    near = draft.told or {draft.code}
    if " " in draft.name or near & tables.SURNAME_FIRST:
        return
    found = {person.name: person.sector for person in tables.surnames().get(draft.name, ()) if person.code in near}
    found |= {term.name: term.sector for term in table.surnamed.get(fold(draft.name), ()) if term.code in near}
    if len(found) == 1:
        ((name, sector),) = found.items()
        if not near & _LOCAL_NEWS or _titles(draft) & set(sector):
            draft.name = name


def _titles(draft: Draft) -> set[str]:
    """The sectors that the mentions' own words tell."""
    return {sector for _, parsed in draft.said for sector in parsed.sector}


def _names(draft: Draft) -> Iterator[str]:
    """What the table may have the person under: the name, and of each mention the last words: "King Abdullah"."""
    yield draft.name
    for said, parsed in draft.said:
        if parsed.kind == "person":
            words = said.split()
            yield from (" ".join(words[i:]) for i in range(max(0, len(words) - _LONGEST_ALIAS), len(words) - 1))


def near_term(term: Holder, days: Days | None) -> bool:
    """Whether ``days`` lie in the years of the term, or within a year of them; any do where none are known."""
    if days is None:
        return True
    first, last = int(term.start[:4]) - _YEARS_AROUND, int(term.end[:4]) + _YEARS_AROUND
    return first <= int(days[0][:4]) and int(days[1][:4]) <= last


def _term(terms: Sequence[Holder], days: Days | None) -> Holder:
    """The term that covers the days, else the last that had begun, else the first."""
    if days is None:
        return terms[-1]
    within = [term for term in terms if term.within(days)]
    begun = [term for term in terms if term.start <= days[1]]
    return (within or begun[-1:] or list(terms))[0]


def _sector(terms: Sequence[Holder], term: Holder, days: Days | None) -> Sectors:
    """That of the office; before the first term a politician of a party, after the last one of the elite (PLOVER).

    Soldiers and lawyers were what they are before they held office.
    """
    if days is None or term.within(days):
        return term.sector
    if all(days[1] < each.start for each in terms):
        return term.sector[:1] if term.sector[0] in _TRADES else ("PTY",)
    return ("ELI",) if all(each.end < days[0] for each in terms) else term.sector
