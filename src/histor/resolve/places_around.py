"""What stands around a place name in the text: the wholes of which it is said to be a part.

"Maidan Shahr, the capital of Maidan Wardak province", "Homs, Syria", "Paris (Kentucky)", "the Iraqi town of Hit",
"Syria's Idlib province": the words before and after name a country or division that contains the place.
"""

from __future__ import annotations

import re

from histor.code.countries import countries
from histor.records import Span
from histor.resolve.gazetteer import Entry, Gazetteer

_NAME = r"[^\W\d_a-z][\w.’'ʼ-]*"
_NAMES = re.compile(rf"{_NAME}(?:[ \n](?:(?:of|and|the|al|el|de|la|du|des|da|do)[ \n])?{_NAME}){{0,3}}")
# What may stand between a place and its whole.
_TO_WHOLE = re.compile(
    r"(?:,?\s*\(|,\s+(?:the|a|an)\s+(?:[\w-]+\s+){1,5}?(?:of|in)\s+|,\s+(?:in\s+)?|\s+in\s+)"
    r"(?:the\s+)?(?:(?:far\s+)?(?:north|south|east|west|central|upper|lower)[\w-]*\s+)?"
)
_THING = (
    r"(?:capital|city|cities|town|village|province|governorate|oblast|region|state|district|county|port|island|"
    r"enclave|stronghold|suburb|area|resort|prefecture|municipality)"
)
_PART = r"(?:north|south|east|west|central|coastal|port|border|second|largest)[\w-]*\s+"
_LINK = rf"(?:{_PART})*(?:{_THING}(?:,|\s+of|\s+in)?\s+)?(?:the\s+)?"
_OWNER = re.compile(rf"({_NAME}(?:\s{_NAME}){{0,2}})(?:[’']s|[’'])\s+{_LINK}$")
_ADJECTIVE = re.compile(rf"({_NAME}(?:\s{_NAME})?)[- ]+(?:[a-z-]+\s+)?{_THING}(?:,|\s+of)?\s+$")
_KIND_WORD = re.compile(rf"\s+({_THING}|parish)\b", re.I)
# What follows a name after a comma shows whether it is the whole of the place, or the next in a list or sentence.
_NOT_WHOLE = re.compile(
    r"\s+(?:and|or|&|said|says|say|has|have|had|is|was|were|are|will|would|may|did|does|also|accused|denied|told)\b"
)
# "in Northern Iraq" is in Iraq and not in a region that is called Northern.
_DIRECTION = re.compile(
    r"(?:(?:North|South)[ -]?(?:[Ee]ast|[Ww]est)(?:ern)?|(?:North|South|East|West)(?:ern)?|Central|Upper|Lower)[ \n](?=\w)"
)
# After these "San Fernando" is not the place of that name: "San Fernando Valley".
_LONGER = re.compile(
    r"[ \n](?:Valley|University|College|Hospital|Airport|Bay|Beach|River|Lake|Island|Islands|Park|Street|Avenue|Hills|Square)\b"
)
_KIND_BEFORE = re.compile(
    r"\b(province|governorate|oblast|region|state|district|county|prefecture|city|town|village) of $"
)
_NEXT_IN_LIST = re.compile(rf",\s+(and\s+|or\s+)?(?=({_NAME}(?:[ \n]{_NAME})?))")
_BEFORE = 80
_AFTER = 160
_WHOLES = {"country", "admin1", "admin2", "region"}


def named_country(name: str, *, adjectives: bool = True) -> str | None:
    """The ISO3 code of the country that a word names, as name or (with ``adjectives``) as adjective."""
    words = countries().words
    for form in (name, name.removeprefix("the ").removeprefix("The "), name.title() if name.isupper() else ""):
        found = words.get(form) if form else None
        if found is not None and (found.kind == "name" or (adjectives and found.kind == "adjective")):
            return found.code
    return None


def candidates(gazetteer: Gazetteer, name: str) -> tuple[Entry, ...]:
    """All that a name may mean: places of the gazetteer, and the country of which it is a name or adjective.

    Two letters are a name only in capitals or with a stop: "OR" and "Ga.", but not "Or".
    """
    found = gazetteer.find(name) if len(name) > 2 or name.isupper() else ()
    code = named_country(name)
    nation = gazetteer.division(code) if code else None
    if nation is None or any(e.key == nation.key or _is_part(e, nation) for e in found):
        return found
    return (nation, *found)


def _is_part(entry: Entry, nation: Entry) -> bool:
    """Whether a name of a country is the own name of a part of it: "England"."""
    return entry.kind == "admin1" and entry.main and entry.country == nation.country and entry.name != nation.name


def wholes(gazetteer: Gazetteer, text: str, span: Span) -> tuple[Entry, ...]:
    """Countries and divisions that the words around ``span`` give as containing it, the nearest first."""
    found = _after(gazetteer, text, span.end)
    before = text[max(0, span.start - _BEFORE) : span.start]
    for pattern in (_OWNER, _ADJECTIVE):
        match = pattern.search(before)
        if match:
            found += _longest(gazetteer, match.group(1))[0]
            break
    return tuple(found)


def kind_word(text: str, span: Span) -> str | None:
    """The common noun beside a name that says what it is: "province" in "Homs province", "state" in "state of Washington"."""
    match = _KIND_WORD.match(text[span.end : span.end + 20])
    match = match or _KIND_BEFORE.search(text[max(0, span.start - 20) : span.start])
    return match.group(1).lower() if match else None


def _after(gazetteer: Gazetteer, text: str, at: int) -> list[Entry]:
    found: list[Entry] = []
    end = at + _AFTER
    for _ in range(3):
        word = _KIND_WORD.match(text[at : at + 20])
        if word:
            at += word.end()
        step = _TO_WHOLE.match(text[:end], at)
        names = _NAMES.match(text[:end], step.end()) if step else None
        if step is None or names is None:
            break
        entries, length = _longest(gazetteer, names.group())
        at = names.start() + length
        if not entries or _NOT_WHOLE.match(text, at) or _LONGER.match(text, at):
            break
        if text[step.start()] == "," and _listed(gazetteer, text, at, entries):
            return []
        found += entries
    return found


def _listed(gazetteer: Gazetteer, text: str, at: int, wholes: list[Entry]) -> bool:
    """Whether another place follows at ``at`` that contains none of ``wholes``: "Cairo, Giza, and Minya", "Ohio, Iowa, Utah".

    A country or a state of the United States may also end what it says of a place: "in Homs, Syria, and Beirut".
    """
    following = _NEXT_IN_LIST.match(text, at)
    if following is None or any(entry.kind == "country" for entry in wholes):
        return False
    name = following.group(2).split(". ")[0].rstrip(".")
    if following.group(1):
        return all(entry.country != "USA" for entry in wholes) and bool(candidates(gazetteer, name))
    others = [entry for entry in candidates(gazetteer, name) if entry.kind in _WHOLES]
    return bool(others) and not any(entry.lies_in(other) for entry in wholes for other in others)


def _longest(gazetteer: Gazetteer, words: str) -> tuple[list[Entry], int]:
    """The countries and divisions that the longest beginning of ``words`` names, and its length."""
    cut = words.rstrip(".,’'") if words.count(".") == 1 and len(words) > 6 else words
    while cut:
        bare = re.sub(r"[’']s?$", "", cut)
        entries = [entry for entry in candidates(gazetteer, bare) if entry.kind in _WHOLES]
        direction = _DIRECTION.match(words)
        if direction and len(cut) < direction.end():
            entries, length = _longest(gazetteer, words[direction.end() :])
            return entries, direction.end() + length
        if entries:
            return entries, len(cut)
        shorter = re.search(r"\s\S+$", cut)
        cut = cut[: shorter.start()] if shorter else ""
    return [], 0
