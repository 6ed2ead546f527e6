"""Which country a text or a phrase speaks of: names, adjectives, seats of government, regions and cities."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Literal

from histor.code import actors
from histor.code.tables import Hit, Phrases, Token, cells, rows, word_set

_ABROAD = word_set("JRN BUS")
_ARTICLE = word_set("USA GBR PHL NLD ARE GMB BHS MDV COD COG CAF CZE SLB MHL DOM COM SYC SUN")
PEOPLES = word_set(
    "Uzbek Uzbeks Tajik Tajiks Kyrgyz Kazakh Kazakhs Azeri Azeris Albanian Albanians Serb Serbs Armenian Armenians Somali Somalis"
)
"""Words for a state that are, outside it, as often words for a people: Uzbeks of Afghanistan."""
OF_PERSON, OF_BODY = 1.0, 0.5
"""What a listed person and a listed body weigh as evidence for the country of a report, a word for it being 1 (tuned on
logoi's training reports)."""

NAMESAKES = word_set(
    "Alexandria Birmingham Bristol Dublin Georgetown Hyderabad Kingston Odessa Punjab Tripoli Valencia Vancouver Wellington"
) | {"San Jose", "San José", "St Petersburg", "St. Petersburg"}
"""Places of a country that have a namesake of some size abroad (GeoNames): alone they do not tell the country of a report."""
COUNTRIES_CALLED = {
    "kingdom": word_set("BEL BHR BTN DNK ESP GBR JOR KHM LSO MAR NLD NOR SAU SWE SWZ THA TON"),
    "sultanate": word_set("BRN OMN"),
    "emirate": word_set("AFG ARE KWT QAT"),
}
"""Countries by the word that reports call them for what they are: "the kingdom"."""
NAMESAKE = 0.5
"""What a namesake weighs, however often it is said."""
# Roads bear names of places that are far away; "Downing Street" is in the table itself.
_ROAD = re.compile(
    r"\b[A-Z][\w’'-]{1,30} (?:Road|Rd|Street|St(?=\.[, ])|Avenue|Ave|Drive|Lane|Boulevard|Blvd|Highway|Parkway)\b"
)

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
    # "South" alone is more often a direction or a part of another name.
    bare = [(re.sub(r"^[Tt]he (?!North$|South$)", "", word), named) for word, named in entries]
    return Countries(MappingProxyType(names), Phrases(entries + bare))


def with_article(name: str) -> str:
    """A country's name as it stands in a sentence: "the United States", "Kenya"; any other name as it is."""
    return f"the {name}" if name in _with_article() else name


@cache
def _with_article() -> frozenset[str]:
    return frozenset(countries().names[code] for code in _ARTICLE)


def country_hits(words: tuple[Token, ...]) -> list[Hit[Named]]:
    """Every word for a country among ``words``, in text order."""
    return list(countries().words.find(words, hyphens=True))


def names_state(text: str, code: str) -> bool:
    """Whether ``text`` has a name of the country ``code``, of its seat or of a place in it, not only its adjective."""
    return any(named.code == code and named.kind != "adjective" for named in countries().words.count(text))


def home_country(text: str, share: float) -> str | None:
    """The country that ``text`` is about: that of at least ``share`` of all evidence in it, else None.

    Evidence is every word for a country and, as `OF_PERSON` and `OF_BODY` weigh them, every listed person and body of
    a country (media and companies apart, which are anywhere): a report on Congress and Obama need not say "US". A single body
    is not enough. Ties go to the country named first.
    """
    counted = _evidence(text)
    most = max(counted, key=lambda code: counted[code], default=None)
    return most if most and counted[most] >= max(1.0, share * sum(counted.values())) else None


def realm_of(text: str, kind: str) -> str | None:
    """The country that ``text`` calls "the kingdom", "the sultanate" or "the emirate": the one of these it speaks of most."""
    counted = _evidence(text)
    named = [code for code in counted if code in COUNTRIES_CALLED.get(kind, ()) and counted[code] > 0]
    return max(named, key=lambda code: counted[code], default=None)


def spoken_of(words: str) -> str | None:
    """The country of which a few ``words`` of a text speak most, by the same evidence; the first of equals."""
    counted = _evidence(words)
    return max(counted, key=lambda code: counted[code], default=None)


@lru_cache(maxsize=64)
def _evidence(text: str) -> Mapping[str, float]:
    """How much evidence ``text`` has for each country."""
    text = _without_roads(text)
    counted: dict[str, float] = {}
    for codes, weight in (
        ((named.code for named in countries().words.count(text)), 1.0),
        ((person.code for person in actors.people().count(text)), OF_PERSON),
        ((body.code for body in actors.organisations().count(text) if not _ABROAD & set(body.sector)), OF_BODY),
    ):
        for code in codes:
            if code in countries().names:
                counted[code] = counted.get(code, 0.0) + weight
    for (_, code), said in Counter(_namesakes().count(text)).items():
        if code in counted:  # and not only inside the name of another place
            counted[code] = max(0.0, counted[code] - said + NAMESAKE)
    return MappingProxyType(counted)


@cache
def _namesakes() -> Phrases[tuple[str, str]]:
    words = countries().words
    return Phrases((word, (word, named.code)) for word in sorted(NAMESAKES) if (named := words.get(word)))


def _without_roads(text: str) -> str:
    return _ROAD.sub(lambda road: road[0] if countries().words.get(road[0]) else "", text)
