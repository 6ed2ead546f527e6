"""Mentions with a name of their own: people with their titles, and bodies that are not in the table.

>>> found = named("US Secretary of State Ana Lopez", definite=False)
>>> found.kind, found.name, found.code
('person', 'Ana Lopez', 'USA')
"""

from __future__ import annotations

import re
from dataclasses import replace

from histor.code import actors, titles
from histor.code.countries import COUNTRIES_CALLED, countries
from histor.code.listed import listed
from histor.code.parsed import Parsed
from histor.code.tables import Token, tokens, word_set

# What somebody does, behind whom a name is not his own: "rebels fighting the Coastal Army".
DOING = re.compile(
    r"(?:fight|battl|back|support|join|target|leav|fac|seek|defend|attack|protest|help|includ|represent|accus|flee|resist)ing"
)
NOT_INTRODUCING = word_set("and or as is are was were said has have had will would be not no than")
REALMS = frozenset(COUNTRIES_CALLED) | {"republic"}
"""What a report calls the country that it is about."""
_INTERNATIONAL = re.compile(
    r"(?:International|Inter-\w+) .*\b(?:Agency|Bank|Commission|Court|Fund|Organi[sz]ation|Union)\b"
)
_FORM = re.compile(r",? (?:Ltd|Limited|Plc|PLC|LLC|Inc|Co|JV)\.?$")  # of a company
_SHORT_STATES = re.compile(r"^(?:US|U\.S\.) (?=[A-Z])")
_SHORT_NATIONS = re.compile(r"^(?:UN|U\.N\.) (?=[A-Z])")
_AFTER_NAME = re.compile(r", (?=[a-z])| (?:of|from|with|at) (?=the |[A-Z])")
_MAKE = re.compile(r"[A-Z][A-Za-z]{0,3}-\d+[A-Z]?s?")  # of an aircraft or missile: "F-16s", "Su-24", "S-400"
_WHERE = re.compile(r"((?:.+ )?(?:University|College|Hospital|Court)) (?:in|at) [A-Z][\w’' -]+")
_NAMED = re.compile(r"([a-z][\w' -]+[^s\W]) (?:named|(?:identified|known) as) ([A-Z][\w'.-]+(?: [A-Z][\w'.-]+){0,3})")
_MANY = word_set("Many Most Several All Few Thousands Hundreds Dozens")
_OWNED = re.compile(r"['’]s? ")
_STATIONS = word_set("Radio TV Television Channel")
_PAPERS = word_set("Resolution Act Bill Treaty Agreement Accord Declaration Convention Report Statement Protocol")
_MAX_NAME = 5  # words in a person's name


def named(body: str, definite: bool) -> Parsed | None:
    """A person, perhaps with titles, or an organisation that is not in the table; None where it is a description."""
    if so := _NAMED.fullmatch(body):
        found = named(so[2], definite=False)
        code, sector = titles.title(tokens(so[1]))
        return replace(found, code=found.code or code, sector=found.sector or sector) if found else None
    words = tokens(body)
    start = _name_start(body, words)
    if start is None:
        return after_comma(body)
    if start == len(words) or not titles.all_names(words[start:], start > 0):
        return after_comma(body) or _introduced(body, words)
    return _titled(body, words, start, definite) if start else _untitled(body, words, definite)


def _name_start(body: str, words: tuple[Token, ...]) -> int | None:
    """Index of the first word that may be of a name; None where the words are an office, two who are meant, or a thing."""
    if not words or (is_common(words[:1]) and len(words) == 1) or _MAKE.fullmatch(words[-1].text):
        return None
    if body.lower() in REALMS or words[0].text.lower() in ("government", "administration", "regime"):
        return None
    long = titles.long_title_end(words)
    if " and " in body and titles.joins_two(words) and not (long or _is_organisation(words)):
        return None
    start = titles.title_end(words)
    if long and not (start and len(words) - start <= _MAX_NAME and titles.begins_person(words[start:])):
        return long
    if (
        not start
        and words[0].text.lower() in titles.HOLDERS
        and _has_joiner(words)
        and not titles.is_institution(words)
    ):
        return None  # "Minister for Central Asia"
    return start


def _untitled(body: str, words: tuple[Token, ...], definite: bool) -> Parsed | None:
    if words[0].text[:1].isupper() and _is_organisation(words):
        return _organisation(body, words)
    if is_common(words):
        return None
    if words[0].text in _MANY:
        return None
    if definite or _is_acronym(words) or len(words) > _MAX_NAME or _has_joiner(words):
        return _organisation(body, words)
    nation = countries().words.get(words[0].text)
    if nation and nation.kind == "adjective" and 3 <= len(words) <= 4 and titles.begins_person(words[1:]):
        return Parsed("person", body[words[1].start : words[-1].end], code=nation.code)  # "Chilean Ana Lopez"
    return Parsed("person", body[words[0].start : words[-1].end])


def _titled(body: str, words: tuple[Token, ...], start: int, definite: bool) -> Parsed | None:
    name = words[start:]
    said = body[name[0].start : name[-1].end]
    full = words[0].text[:1].isupper()
    if full and _is_organisation(words) and not looks_personal(name):
        return _organisation(body, words)
    if len(name) == 1 and (said in _PAPERS or (said.endswith("s") and is_common(name))):
        return None  # "UN Security Council Resolution", "party MPs"
    if definite and all(word.text.lower() in titles.HOLDERS or word.text in actors.portfolio_words() for word in name):
        return None  # "the Chief Judge", "the visiting Foreign Affairs Minister"
    if full and len(name) == 1 and _is_whole(body, words, definite):
        whole = _organisation(body, words)
        return replace(whole, sector=titles.title(words[:start])[1] or whole.sector)
    inside = not full and _is_organisation(name)
    if inside and not titles.JOINERS.isdisjoint(word.text for word in words[:start]):
        return None  # "women's wing of the Coastal Movement"
    if inside and len(name) == 1:  # "the 9th Fighter Squadron"
        first = next(i for i, word in enumerate(words) if not word.text[:1].islower())
        return _organisation(body[words[first].start :], words[first:]) if first < start else None
    if inside or _is_acronym(name) or len(name) > _MAX_NAME:
        return _organisation(said, words)
    code, sector = titles.title(words[:start])
    return Parsed("person", said, None, code, sector, frozenset(titles.heads(words[:start])))


def _is_whole(body: str, words: tuple[Token, ...], definite: bool) -> bool:
    """Whether what reads as a title and one word more is a body's name: "Radio Sol", "the Guerrilla Front", "the General Staff"."""
    *title, last = words
    if is_common((last,)):
        return definite
    if words[0].text in _STATIONS:
        return not _OWNED.search(body)
    office = any(word.text.lower() in titles.HOLDERS or word.text in actors.addresses() for word in title)
    return definite and not office and not _OWNED.search(body)


def _introduced(body: str, words: tuple[Token, ...]) -> Parsed | None:
    """A full name after a description: "tobacco merchant Ana Lopez", "former Grand Wizard Omar Haddad"."""
    small = [i for i, word in enumerate(words) if word.text[:1].islower() and not titles.begins_name(word)]
    start = small[-1] + 1 if small else 0
    name = words[start:]
    if (
        not 2 <= len(name) <= 4
        or any(words[i].text in actors.PREPOSITIONS | NOT_INTRODUCING or DOING.fullmatch(words[i].text) for i in small)
        or name[-1].text.lower() in titles.HOLDERS
        or not titles.all_names(name, titled=True)
        or not looks_personal(name[-3:])
        or countries().words.get(name[0].text)
        or words[start - 1].text.endswith("s")
    ):
        return None
    code, sector = titles.title(words[:start])
    return Parsed(
        "person", body[name[0].start : name[-1].end], None, code, sector, frozenset(titles.heads(words[:start]))
    )


def divided(body: str) -> Parsed | None:
    """A name with more about it behind: "Gen. Ana Lopez, commander of …", "Rep. Ana Lopez of the ruling party"."""
    parts = _AFTER_NAME.split(body, maxsplit=1)
    words = tokens(parts[0]) if len(parts) == 2 else ()
    if len(words) < 2 or not titles.all_names(words[-1:], titled=True):
        return None
    person = named(parts[0], definite=False)
    if person is None or person.kind != "person":
        return None
    if titles.HOLDERS.issuperset(word.lower() for word in person.words):
        return None  # "Deputy Secretary of State Ana Lopez"
    behind = tokens(parts[1])
    known = countries().words.get(parts[1]) or listed(parts[1].removeprefix("the "))
    if len(person.words) == len(words) and not (looks_personal(words) and known):
        return None
    bodies = list(actors.organisations().find(behind))
    code = person.code or titles.own_country(behind) or (bodies[0].value.code if bodies else None)
    sector = person.sector or actors.sectors_of_head(parts[1]) or (bodies[0].value.sector if bodies else ())
    return replace(person, code=code, sector=sector)


def after_comma(body: str) -> Parsed | None:
    """The name at the end of a long title: "the minister of trade and industry, Dr Ana Lopez"."""
    title, comma, name = body.rpartition(", ")
    words = tokens(name)
    person = named(name, definite=False) if comma and words and " and " not in name else None
    if person is None or person.kind != "person":
        return None
    if len(words) == 1 and titles.HOLDERS.isdisjoint(word.text.lower() for word in tokens(title)):
        return None  # "supporters in Columbus, Ohio"
    code, sector = titles.title(tokens(title))
    return Parsed(
        "person",
        person.name,
        None,
        person.code or code,
        person.sector or sector,
        frozenset(titles.heads(tokens(title))),
    )


def _is_organisation(words: tuple[Token, ...]) -> bool:
    return any(True for _ in actors.name_words().find(words))


def looks_personal(name: tuple[Token, ...]) -> bool:
    """Whether so few words, none of them of a body's name and not an acronym, may be a person's."""
    return 1 <= len(name) <= 3 and not _is_organisation(name) and not _is_acronym(name)


def _is_acronym(words: tuple[Token, ...]) -> bool:
    return len(words) == 1 and len(words[0].text) > 1 and words[0].text.replace(".", "").isupper()


def _has_joiner(words: tuple[Token, ...]) -> bool:
    return any(word.text in titles.JOINERS and word.text not in titles.PARTICLES for word in words)


def is_common(words: tuple[Token, ...]) -> bool:
    """Whether the words are ordinary ones that only begin a sentence: "Police", "Government officials"."""
    found = list(actors.roles().find(words, small=True))
    return bool(found) and found[-1].end == words[-1].end


def _organisation(body: str, words: tuple[Token, ...]) -> Parsed:
    sector = actors.sectors_of_head(body) if " of " not in body else ()
    before_of = words[: next((i for i, w in enumerate(words) if i and w.text in ("of", "for")), len(words))]
    hits = list(actors.name_words().find(before_of)) or list(actors.name_words().find(words))
    exact = next((hit.value for hit in actors.roles().find(words, small=True) if len(hit.value) > 1), None)
    sector = exact or (hits[-1].value if hits else sector)
    where = _WHERE.fullmatch(body)
    body = where[1] if where and " " in where[1] else body
    body = _FORM.sub("", body.strip())
    name = _SHORT_NATIONS.sub("United Nations ", _SHORT_STATES.sub("United States ", body))
    code = titles.own_country(words) or _of_states(name, words)
    if actors.is_coalition(name):
        code, sector = "IGO", ("MIL",)
    return Parsed("organisation", name, None, code, sector, frozenset(titles.heads(words)))


def _of_states(name: str, words: tuple[Token, ...]) -> str | None:
    """The code of a body of states by its name: "United Nations Board of Inquiry", "International Whaling Commission"."""
    listed = next(actors.organisations().find(words), None)
    if listed and listed.start == words[0].start and listed.value.code in ("UNO", "EUR"):
        return listed.value.code
    if _SHORT_NATIONS.match(name) or name.startswith("United Nations "):
        return "UNO"
    return "IGO" if _INTERNATIONAL.match(name) else None
