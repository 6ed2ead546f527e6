"""Event types and countries of other data sets in Histor's terms.

>>> plover_of_cameo("195"), plover_of_cameo("0211"), plover_of_cameo("010")
('ASSAULT', 'REQUEST', None)
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from histor.code.codebook import codebook
from histor.code.countries import countries
from histor.code.tables import cells, rows

_APPEALS = "02"  # CAMEO's appeals, which PLOVER 2.0 counts as REQUEST; the codebook's scores leave them out
_OLD_NAMES = MappingProxyType({"DEMAND": "REQUEST", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT", "YIELD": "RETREAT"})
"""Types of PLOVER before 2.0, in which the first POLECAT files may be."""

ACLED: Mapping[str, str | None] = MappingProxyType(
    {
        "battles": "ASSAULT",
        "explosions/remote violence": "ASSAULT",
        "violence against civilians": "ASSAULT",
        "protests": "PROTEST",
        "riots": "PROTEST",
        "agreement": "AGREE",
        "arrests": "COERCE",
        "change to group/activity": None,
        "disrupted weapons use": "COERCE",
        "headquarters or base established": "MOBILIZE",
        "looting/property destruction": "ASSAULT",
        "non-violent transfer of territory": "RETREAT",
        "other": None,
    }
)
"""ACLED's event types, and for strategic developments its sub-event types, in lower case; None: PLOVER has no such."""
STRATEGIC = "strategic developments"


def plover_of_cameo(code: str) -> str | None:
    """The PLOVER type that covers a CAMEO code by the codebook; None for statements and what is no CAMEO code."""
    return "REQUEST" if code.startswith(_APPEALS) else _covers().get(code[:3])


def plover_of_plover(name: str) -> str | None:
    """A PLOVER type of any version as one of 2.0; None where it is none."""
    name = _OLD_NAMES.get(name.upper(), name.upper())
    return name if name in codebook().types else None


def plover_of_acled(kind: str, sub: str) -> str | None:
    """The PLOVER type of an ACLED event. Raises KeyError where ACLED has no such type."""
    kind, sub = kind.strip().lower(), sub.strip().lower()
    return ACLED[sub if kind == STRATEGIC else kind]


def country_of_fips(code: str) -> str | None:
    """The ISO3 code of a FIPS 10-4 country code."""
    return _by("fips").get(code.upper())


def country_of_number(number: str) -> str | None:
    """The ISO3 code of an ISO 3166 number."""
    return _by("number").get(number.lstrip("0") or "0")


def country_of_name(name: str) -> str | None:
    """The ISO3 code of a country by its name, or of a name that is an ISO3 code; None where it is not known."""
    name = name.strip()
    if name in countries().names:
        return name
    named = countries().words.get(name)
    return named.code if named and named.kind == "name" else None


@cache
def _covers() -> dict[str, str]:
    return {code: kind.name for kind in codebook().types.values() for code in kind.covers}


@cache
def _by(column: str) -> dict[str, str]:
    return {entry: row["code"] for row in rows("country_codes") for entry in cells(row[column])}
