"""Who is meant, across reports: one key for "NYT", "the New York Times" and the outlet nytimes.com.

An entity is found in one report and named there. Its identity is what stays the same from report to report: the listed
name where our tables have one, else the words themselves without articles, countries and spelling. What only a second
report can tell (a surname, "the ministry", an acronym) is settled among the reports of an incident, in `same`.

>>> outlet("nytimes.com").key == outlet("The New York Times").key
True
>>> named("Russia's Ministry of Defense", "RUS").key, named("the Russian Defence Ministry", "RUS").key
('office:RUS:defence ministry', 'office:RUS:defence ministry')
>>> named("media reports", "---") is None
True
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from histor.code import actors
from histor.code.countries import country_hits
from histor.code.grouping import fold
from histor.code.naming import parse
from histor.code.parsed import Parsed
from histor.code.tables import cells, rows, tokens, word_set
from histor.records import Report

IdentityKind = Literal["outlet", "state", "body", "person", "unnamed"]

UNKNOWN = "---"
_LONGEST = 300  # characters of a name that are looked at
_QUANTIFIERS = word_set("the a an its his their her our some several many two three four five six seven eight nine ten")
_SPELLING = {"defense": "defence", "labor": "labour", "center": "centre", "organization": "organisation"}
_OF = re.compile(r"^(ministry|department|office|bureau|directorate) (?:of|for) (?:the )?(.+)$")
# What says only that somebody said it. Whoever uses no other words names no source.
_NOBODY = word_set(
    """report reports rumour rumours rumor rumors source sources some many others other another somebody someone media
    news press account accounts claim claims local foreign western unconfirmed various several initial early first conflicting online
    social post posts unnamed anonymous unidentified undisclosed unspecified people few most observers it this that
    which who they what there information"""
)
# Bodies of a state; with its code they are one body, while "officials" and "witnesses" are people whom nobody names.
_INSTITUTIONS = word_set(
    """ministry department office army military navy force forces government administration parliament police
    gendarmerie presidency court tribunal embassy cabinet authority authorities staff command guard guards prosecution
    judiciary congress senate assembly secretariat directorate palace"""
)
_DANGLING = word_set("of in for from to at the")
_SEATED = word_set("in at on near")
# Nobody can tell one state's unnamed officials apart, so that they are one source however many there are said to be.
_OFFICIALS = word_set("official officials")
_RANKS = word_set("senior top high-ranking government state unnamed anonymous unidentified other another one")
# "english.aljazeera.net", "https://www.bbc.co.uk/news" → "aljazeera", "bbc"
_HOST = re.compile(
    r"^(?:https?://)?(?:[a-z0-9-]+\.)*?([a-z0-9-]{2,60})\.(?:(?:co|com|org|net|gov|ac)\.)?[a-z]{2,12}(?:[/:?#].*)?$"
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as known across reports; two identities with one ``key`` are the same.

    ``kind``: an ``outlet`` or agency, a ``state`` (its government, seat and capital with it), another ``body``, a
    ``person``, or people whom nobody names (``unnamed``: "US officials"). ``code`` and ``sector`` are PLOVER's.
    ``identifier`` is the one of our own table. ``titles`` are the offices by which a person is called, without the
    country: "foreign minister". ``speaks_for`` is the key of the body whose spokesman this is.
    """

    key: str
    name: str
    kind: IdentityKind
    code: str = UNKNOWN
    sector: tuple[str, ...] = ()
    identifier: str | None = None
    titles: tuple[str, ...] = ()
    speaks_for: str | None = None


@lru_cache(maxsize=8192)
def named(name: str, code: str, sector: tuple[str, ...] = (), identifier: str | None = None) -> Identity | None:
    """The identity of somebody called ``name``, of ``code`` and ``sector``; None where the words name nobody.

    A pronoun that nothing resolved and "reports", "sources", "some" name nobody.
    """
    parsed = parse(name[:_LONGEST])
    if parsed.kind in ("pronoun", "both") or plain_words(name) == ((), None):
        return None
    if parsed.kind == "country":
        assert parsed.key is not None  # parse gives every country its code
        return Identity(f"state:{parsed.key}", parsed.name, "state", parsed.key, sector or parsed.sector, identifier)
    if parsed.kind == "person" and (actors.people().get(parsed.name) or not _office(plain_words(name)[0])):
        return _person(parsed, code, sector, identifier)
    if parsed.kind == "organisation" and parsed.key:
        if "JRN" in parsed.sector:
            return replace(outlet(parsed.key), identifier=identifier)
        return Identity(
            _body_key(parsed.key), parsed.key, "body", parsed.code or code, sector or parsed.sector, identifier
        )
    return _unlisted(parsed, name, code, sector, identifier)


def _person(parsed: Parsed, code: str, sector: tuple[str, ...], identifier: str | None) -> Identity:
    listed = actors.people().get(parsed.name)
    name = listed.name if listed else parsed.name
    folded = " ".join(fold(word) for word in name.split())
    return Identity(f"person:{folded}", name, "person", code, sector, identifier)


def _unlisted(parsed: Parsed, name: str, code: str, sector: tuple[str, ...], identifier: str | None) -> Identity | None:
    # Words of a title that begin a body's name ("General Staff") are part of it.
    name = name if parsed.kind == "person" else parsed.name
    words, country = plain_words(name)
    if not country and all(word in _NOBODY for word in words):
        return None
    words, code = words or ("people",), country or code
    here = [body for body in actors.local_bodies().get(parsed.name, ()) if body.code == code]
    if len(here) == 1:
        return Identity(_body_key(here[0].name), here[0].name, "body", code, sector or here[0].sector, identifier)
    office = _office(words)
    if office:
        return Identity(f"office:{code}:{' '.join(office)}", name, "body", code, sector, identifier)
    if parsed.kind == "organisation":
        kind: IdentityKind = "outlet" if "JRN" in sector else "body"
        return Identity(_body_key(name), name, kind, code, sector, identifier)
    if words[-1] in _OFFICIALS and _RANKS.issuperset(words[:-1]):
        words = ("officials",)
    return Identity(f"unnamed:{code}:{' '.join(words)}", name, "unnamed", code, sector, identifier)


def is_office(identity: Identity) -> bool:
    """Whether this is a body that every state has one of."""
    return identity.key.startswith("office:")


def _office(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a body of which every state has one ("defence ministry"), without where it sits; else nothing."""
    ends = (i for i, word in enumerate(words) if i and word in actors.PREPOSITIONS)
    end = next(ends, len(words))
    if not words or words[end - 1] not in _INSTITUTIONS:
        return ()
    return words[:end] if words[end : end + 1] and words[end] in _SEATED else words


@lru_cache(maxsize=8192)
def plain_words(name: str) -> tuple[tuple[str, ...], str | None]:
    """The words of ``name`` folded, without articles, numerals and countries; and the country that they name.

    >>> plain_words("Turkey's Ministry of Defense")
    (('defence', 'ministry'), 'TUR')
    """
    found = tokens(name[:_LONGEST])
    hits = [hit for hit in country_hits(found) if hit.value.kind != "region"]
    rest = [t for t in found if not any(hit.start <= t.start < hit.end for hit in hits)]
    folded = [fold(t.text) for t in rest]
    kept = [_SPELLING.get(word, word) for word in folded if word not in _QUANTIFIERS and not word.isdigit()]
    while kept and kept[-1] in _DANGLING:  # "Ministry of Foreign Affairs of (Russia)"
        kept.pop()
    turned = _OF.match(" ".join(kept))
    if turned:
        kept = [*turned[2].split(), turned[1]]
    if kept[-2:] == ["affairs", "ministry"]:
        kept = [*("interior" if word == "internal" else word for word in kept[:-2]), "ministry"]
    return tuple(kept), hits[0].value.code if hits else None


def _body_key(name: str) -> str:
    return "body:" + (squashed(name) or fold(name))


def squashed(name: str) -> str:
    """The letters and digits of ``name`` alone, without "the": Al-Jazeera is Al Jazeera."""
    return re.sub(r"[\W_]+", "", re.sub(r"^the\s+", "", fold(name)))


@lru_cache(maxsize=4096)
def outlet(name: str) -> Identity:
    """The identity of an outlet or agency by the name, domain or address under which a report gives it.

    Its names in our table are one, and so is the domain that is made of one of them. "News" at the end does not make
    another outlet of one that is listed without it.
    """
    clean = " ".join(name[:_LONGEST].split())
    host = _HOST.match(clean.lower())
    clean = host[1] if host else clean
    key = squashed(clean) or fold(clean)
    listed = _outlets().get(key) or (_outlets().get(key.removeprefix("the")) if host else None)
    if listed:
        return Identity(_body_key(listed.name), listed.name, "outlet", listed.code, listed.sector)
    parsed = parse(clean)
    if parsed.kind == "organisation" and parsed.key and "JRN" in parsed.sector:
        return Identity(_body_key(parsed.key), parsed.key, "outlet", parsed.code or UNKNOWN, parsed.sector)
    return Identity(f"body:{key}", clean, "outlet", UNKNOWN, ("JRN",))


@lru_cache(maxsize=1)
def _outlets() -> dict[str, actors.Listed]:
    """Listed outlets by their squashed names and aliases; "BBC News" is the BBC."""
    found: dict[str, actors.Listed] = {}
    listed = [row for row in rows("organisations") if "JRN" in row["sector"].split()]
    for row in listed:
        body = actors.Listed(row["name"], row["code"], tuple(row["sector"].split()))
        for alias in (body.name, *cells(row["aliases"])):
            found.setdefault(squashed(alias), body)
    for row in listed:
        shorter = found.get(squashed(row["name"]).removesuffix("news"))
        if shorter:
            found[squashed(row["name"])] = shorter
    return found


def outlet_of(report: Report) -> Identity:
    """Who publishes ``report``: its outlet, else the host of its address, else the report itself."""
    if report.outlet:
        return outlet(report.outlet)
    if report.url and _HOST.match(report.url[:_LONGEST].lower()):
        return outlet(report.url)
    return Identity(f"report:{report.id}", report.title or report.id, "outlet", UNKNOWN, ("JRN",))
