"""PETRARCH's and TABARI's dictionaries of actors, read as rows of the user's own table.

An entry is a phrase with underscores, its synonyms on lines with ``+`` or indented, and codes in brackets, on the same
line or on indented ones, perhaps bounded in time: ``[USAGOV 20090120-20170120]``, ``[USAELI >20170120]``,
``[USALEG <090120]``. ``#`` and ``;`` begin remarks. CAMEO's codes become PLOVER's: country or body, and sectors.

>>> code_and_sectors("SYRREB"), code_and_sectors("USAMED"), code_and_sectors("IGOUNOGOV")
(('SYR', ('REB',)), ('USA', ('JRN',)), ('UNO', ('GOV',)))
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from histor.code.actors import Sectors
from histor.code.countries import countries
from histor.code.tables import rows
from histor.resolve.actors_user import Actor, read_lines

_REMARK = re.compile(r"\s*[#;].*$")
_CODES = re.compile(r"\[([^\[\]]*)\]")
_BOUND = re.compile(
    r"(?P<code>[A-Z]{3,24})\s*(?:(?P<side>[<>])=?\s*(?P<one>\d{6}|\d{8})|(?P<first>\d{6}|\d{8})\s*-\s*(?P<last>\d{6}|\d{8}))?"
)
_PLURAL = re.compile(r"\{([^{}]*)\}")
_SMALL = frozenset(["of", "the", "and", "for", "al", "el", "bin", "ibn", "de", "da", "dos", "van", "von", "in", "on"])
_CENTURY = 30  # two-digit years above are of the 1900s, as PETRARCH reads them
_YEARS = (1500, 2500)  # others are slips of the pen
_OLD = {"ROM": "ROU", "ZAR": "COD", "TMP": "TLS", "YUG": "SRB", "SCG": "SRB", "PAL": "PSE", "WSB": "PSE", "GZS": "PSE", "KSV": "XKX", "BUR": "MMR"}  # fmt: skip
"""Country codes of CAMEO's that are not today's ISO3."""
_BODIES = {"IGO": "IGO", "IMG": "IMG", "NGO": "NGO", "NGM": "NGO", "MNC": "MNC", "ISM": "ISM", "UNO": "UNO"}
_OF_IGO = {"UNO": "UNO", "EEC": "EUR"}


@dataclass(slots=True)
class _Entry:
    line: int
    names: list[str]
    codes: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Imported:
    """What a dictionary gave: rows, and the lines that were left out with the reason."""

    rows: tuple[Actor, ...]
    left_out: tuple[tuple[int, str], ...]


def read_dictionary(path: Path) -> Imported:
    """The actors of the dictionary in ``path``. Raises UsageError where the file cannot be read as text."""
    found: list[Actor] = []
    left_out: list[tuple[int, str]] = []
    for entry in _entries(read_lines(path), left_out):
        if not entry.codes:
            left_out.append((entry.line, f"{entry.names[0]} has no code"))
        for line, code in entry.codes:
            try:
                found.append(_row(entry.names, code))
            except ValueError as wrong:
                left_out.append((line, str(wrong)))
    return Imported(tuple(found), tuple(sorted(left_out)))


def _entries(lines: Sequence[str], left_out: list[tuple[int, str]]) -> Iterator[_Entry]:
    entry: _Entry | None = None
    for number, raw in enumerate(lines, start=1):
        line = _REMARK.sub("", raw)
        if not line.strip():
            continue
        names = [name for phrase in _phrases(_CODES.sub("", line)) if (name := readable(phrase))]
        codes = [(number, code.strip()) for code in _CODES.findall(line)]
        if line.count("[") != len(codes) or line.count("]") != len(codes):
            left_out.append((number, "the brackets do not match"))
            if entry and not line[0].isspace():
                yield entry
                entry = None
        elif line[0].isspace() or line.startswith("+"):
            if entry is None:
                left_out.append((number, "a synonym or code before the first entry"))
            else:
                entry.names += names
                entry.codes += codes
        else:
            if entry:
                yield entry
            entry = _Entry(number, names, codes) if names else None
            if not names:
                left_out.append((number, "an entry without a name"))
    if entry:
        yield entry


def _phrases(text: str) -> list[str]:
    """The phrase of a line and the plural that stands beside it in braces."""
    return [_PLURAL.sub("", text), *_PLURAL.findall(text)]


def readable(phrase: str) -> str:
    """``BARACK_OBAMA_`` as people write it: "Barack Obama"; words with stops or without vowels stay in capitals."""
    words = [word for word in re.split(r"[_\s+]+", phrase.strip(" \t+_")) if word]
    return " ".join(_cased(word, i) for i, word in enumerate(words))


def _cased(word: str, i: int) -> str:
    if not word.isupper() or "." in word or not re.search(r"[AEIOUYÀ-Ü]", word):
        return word
    if i and word.lower() in _SMALL:
        return word.lower()
    return "-".join(part.capitalize() for part in word.split("-"))


def _row(names: Sequence[str], written: str) -> Actor:
    """The row that one code says; ValueError, with the reason, where it says none."""
    if written.startswith("~"):
        raise ValueError(f"[{written}] is of an agent, which says what somebody is, not who")
    match = _BOUND.fullmatch(written)
    if not match:
        raise ValueError(f"[{written[:40]}] is no code with or without dates")
    code, sectors = code_and_sectors(match["code"])
    start, end = _days(match)
    return Actor(
        names[0], tuple(dict.fromkeys(name for name in names[1:] if name != names[0])), code, sectors, start, end
    )


def _days(match: re.Match[str]) -> tuple[str, str]:
    if match["first"]:
        first, last = _day(match["first"]), _day(match["last"])
        if last < first:
            raise ValueError(f"[{match[0]}] ends before it begins")
        return first.isoformat(), last.isoformat()
    if match["side"] == "<":
        return "", (_day(match["one"]) - timedelta(days=1)).isoformat()
    return ((_day(match["one"]) + timedelta(days=1)).isoformat(), "") if match["side"] else ("", "")


def _day(digits: str) -> date:
    """YYYYMMDD or YYMMDD; a month or day of 00 is the first."""
    year, rest = (int(digits[:4]), digits[4:]) if len(digits) == 8 else (int(digits[:2]), digits[2:])
    if len(digits) == 6:
        year += 1900 if year > _CENTURY else 2000
    if not _YEARS[0] <= year <= _YEARS[1]:
        raise ValueError(f"{digits} is no date of an actor in the news")
    try:
        return date(year, max(1, int(rest[:2])), max(1, int(rest[2:])))
    except ValueError:
        raise ValueError(f"{digits} is no date") from None


def code_and_sectors(cameo: str) -> tuple[str, Sectors]:
    """PLOVER's country or body and sectors for a CAMEO code; "---" where CAMEO names a region or none."""
    parts = [cameo[i : i + 3] for i in range(0, len(cameo), 3)]
    sectors = tuple(dict.fromkeys(_sectors()[part] for part in parts[1:] if part in _sectors()))
    first = _OLD.get(parts[0], parts[0])
    if first in countries().names:
        return first, sectors or ("GOV",)
    if first == "IGO":
        return next((_OF_IGO[part] for part in parts if part in _OF_IGO), "IGO"), sectors or ("GOV",)
    own = (_sectors()[first],) if first in _sectors() else ()
    return _BODIES.get(first, "---"), sectors or own


@cache
def _sectors() -> dict[str, str]:
    """PLOVER's sectors by CAMEO's roles, of ``codebooks/cameo_roles.tsv``."""
    return {row["cameo"]: row["sector"] for row in rows("cameo_roles")}
