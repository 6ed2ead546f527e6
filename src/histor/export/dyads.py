"""What ICEWS and GDELT can hold of an event: pairs of one who acts and one upon whom, with a CAMEO code, as a fact.

Neither can say who tells an event, that somebody denies it, or that it has not happened. An event that is planned,
possible or negated, or that is told by a voice that denies, doubts or wants it, would become a fact there; it is left
out, and counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import NamedTuple

from histor.code.codebook import codebook
from histor.code.countries import countries
from histor.code.tables import cells, rows
from histor.export.cells import words
from histor.export.columns import Row
from histor.ledger.fold import NO_CODE

NOT_ACTUAL = "planned, possible or negated"
NOT_AFFIRMED = "denied, doubted or demanded by who tells it"
NO_CAMEO = "without a CAMEO code"
NOBODY = "nobody is named who acts or is acted upon"
TOO_MANY = "pairs of actors beyond the first 100 of an event"
_MOST = 100  # pairs of an event: ten states that meet make 90
_DIGITS = 15  # hexadecimal digits of a number: below 2**60, which every 64-bit integer holds


@dataclass(frozen=True, slots=True)
class Side:
    """One who acts or is acted upon; ``code`` is a PLOVER country code, None where not known."""

    name: str
    code: str | None
    sectors: tuple[str, ...]


class Dyad(NamedTuple):
    """One pair of an event; either side is None where nobody is named."""

    source: Side | None
    target: Side | None


def obstacle(event: Row) -> str | None:
    """Why ``event`` has no place in these formats; None where it has one."""
    if event["status"] != "actual":
        return NOT_ACTUAL
    if any(stance != "affirm" for stance in event["stances"]):
        return NOT_AFFIRMED
    if not event["cameo"]:
        return NO_CAMEO
    return None if event["actor_names"] or event["recipient_names"] else NOBODY


def dyads(event: Row) -> tuple[list[Dyad], int]:
    """The pairs of ``event`` in order, and how many more there are.

    Those who do something together, upon nobody else, make a pair in each direction, as in ICEWS.
    """
    actors: list[Side | None] = list(_sides(event, "actor"))
    recipients: list[Side | None] = list(_sides(event, "recipient"))
    if recipients or len(actors) == 1:
        pairs = [Dyad(*pair) for pair in product(actors or [None], recipients or [None])]
        pairs = [pair for pair in pairs if pair.source != pair.target] or pairs
    else:
        pairs = [Dyad(one, other) for one, other in product(actors, actors) if one is not other]
    return pairs[:_MOST], max(0, len(pairs) - _MOST)


def _sides(event: Row, role: str) -> Iterator[Side]:
    columns = (event[f"{role}_names"], event[f"{role}_codes"], event[f"{role}_sectors"])
    for name, code, sectors in list(zip(*columns, strict=True))[: _MOST + 1]:
        yield Side(words(name or ""), None if code == NO_CODE else code, tuple((sectors or "").split()))


def number_of(key: str, pair: int = 0) -> int:
    """A whole number for a key of the ledger, the same in every export; ``pair`` tells the pairs of an event apart.

    >>> number_of("00000000000000ff.e1", 2) == number_of("00000000000000ff.e1", 2) != number_of("00000000000000ff.e1")
    True
    """
    import hashlib

    return int(hashlib.sha256(f"{key}.{pair}".encode()).hexdigest()[:_DIGITS], 16)


def goldstein(cameo: str, otherwise: float) -> float:
    """The Goldstein value of a CAMEO code; ``otherwise``, the score of the event's type, where there is none."""
    return codebook().goldstein.get(cameo[:3], otherwise)


@cache
def country_names() -> dict[str, str]:
    """English names by ISO3 code."""
    return dict(countries().names)


@cache
def fips() -> dict[str, str]:
    """FIPS 10-4 codes by ISO3 code. Source: GeoNames, CC BY 4.0."""
    return {row["code"]: cells(row["fips"])[0] for row in rows("country_codes") if row["fips"]}
