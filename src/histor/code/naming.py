"""What one mention says by itself: whom it names, which country and sector its words tell.

>>> parse("US Secretary of State John Kerry").name
'John Kerry'
>>> parse("the Russian government").name, parse("Kerry's Russian counterpart").kind
('Russia', 'group')
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from histor.code import actors, titles
from histor.code.actors import Sectors
from histor.code.countries import Named, countries, country_hits
from histor.code.listed import fighters_of, listed
from histor.code.stripped import OUTER, stripped
from histor.code.tables import Token, tokens, word_set

MentionKind = Literal["country", "organisation", "person", "group", "pronoun", "both"]

SINGULAR_PRONOUNS = word_set("he she him her his hers himself herself")
THING_PRONOUNS = word_set("it its itself")
PLURAL_PRONOUNS = word_set("they them their theirs themselves")
SPEAKER_PRONOUNS = word_set("i me my mine myself we us our ours ourselves")
OWNERS = word_set("his her its their my our your")
PRONOUNS = (
    SINGULAR_PRONOUNS
    | THING_PRONOUNS
    | PLURAL_PRONOUNS
    | SPEAKER_PRONOUNS
    | word_set("who whom whose which that this these those you your one ones some many others all most")
)

_BOTH = re.compile(
    r"(?i)(?:(?:the|our|their|these) (?:two|2)|both|the pair|the duo)(?: (?:of them|(?:(?:the|our|rival|neighbou?ring|warring) )?"
    r"(?:men|women|leaders?|sides?|countries|nations|states|ministers|presidents|governments|parties|officials|neighbou?rs)))?"
)
_DETERMINER = re.compile(
    r"(?i)(?:the|an?|this|that|these|those|its|his|her|their|our|my|your|some|any|said|the said|so-called) (?=\S)(?!of )"
)
_INDEFINITE = re.compile(r"(?i)(?:an?|another|one|some|several|many|other|two|three|four|five|six|\d+) ")
_WHICH = re.compile(r"(?:who|in|on|with|from|at|near|[a-z]{3,}ed|[a-z]{3,}ing)\b")  # behind "those", who are people
_GOVERNMENT = re.compile(r"government|administration|govt|regime|state|authorities")
_GOVERNMENT_FILLER = word_set(
    "government administration govt regime state authorities of the central federal national s current new"
)
_OWNED_NAME = re.compile(r"([A-Z][\w.&-]*(?: [A-Z][\w.&-]*){0,3})(?:['’]s|(?<=s)['’]) (?=[A-Z])")
_INTERNATIONAL = re.compile(
    r"(?:International|Inter-\w+) .*\b(?:Agency|Bank|Commission|Court|Fund|Organi[sz]ation|Union)\b"
)
_BASED = re.compile(r"^[A-Z][\w. ]{1,30}-(?:based|funded|listed|owned) (?=[A-Z])")
_FORM = re.compile(r",? (?:Ltd|Limited|Plc|PLC|LLC|Inc|Co|JV)\.?$")  # of a company
_SHORT_STATES = re.compile(r"^(?:US|U\.S\.) (?=[A-Z])")
_SHORT_NATIONS = re.compile(r"^(?:UN|U\.N\.) (?=[A-Z])")
_AFTER_NAME = re.compile(r", (?=[a-z])| (?:of|from|with|at) (?=the |[A-Z])")
_MAKE = re.compile(r"[A-Z][A-Za-z]{0,3}-\d+[A-Z]?s?")  # of an aircraft or missile: "F-16s", "Su-24", "S-400"
_MAJESTY = re.compile(r"(?:(his)|her) (?:(?:royal|serene) )?(?:majesty|highness|excellency|holiness)")
_WHERE = re.compile(r"((?:.+ )?(?:University|College|Hospital|Court)) (?:in|at) [A-Z][\w’' -]+")
_REALM = re.compile(
    r"(?:(?:Islamic|Federal|Democratic|People's|Arab|Hashemite|United|Bolivarian|Plurinational|Socialist) )*"
    r"(?:Republic|Kingdom|State|Union|Sultanate|Commonwealth|Principality|Federation) of (?:the )?(?=[A-Z])"
)
_DOING = re.compile(
    r"(?:fight|battl|back|support|join|target|leav|fac|seek|defend|attack|protest|help|includ|represent|accus|flee|resist)ing"
)
# Of these not even "campaign of candidate Ana Lopez" is who stands behind the preposition.
_OF_SOMEBODY = re.compile(
    r"^(?:[\w-]+ ){0,2}(?:relatives|supporters|followers|critics|opponents|allies|aides|lawyers|friends|fans|family|families|staff"
    r"|associates|backers|loyalists|advisers|team|office|campaign) (?:of|for) (?=\S)"
)
_KIN = re.compile(
    r"^(?:[\w-]+ ){0,2}(?:opponent|lawyer|wife|widow|husband|son|daughter|brother|sister|father|mother|adviser|aide|spokesman"
    r"|spokeswoman|spokesperson) (?:of|for) (?=\S)"
)
REALMS = word_set("kingdom sultanate emirate republic")
"""What a report calls the country that it is about."""
_NOT_INTRODUCING = word_set("and or as is are was were said has have had will would be not no than")
_ALWAYS_CAPITAL = word_set(
    "muslim muslims christian christians jew jews arab arabs hindu hindus buddhist buddhists catholic catholics sunni sunnis "
    "congress democrat democrats republican republicans american americans hispanic hispanics latino latinos"
)
_NOT_ALL = word_set("other another some many most several few")
_MANY = word_set("Many Most Several All Few Thousands Hundreds Dozens")
_MAX_NAME = 5  # words in a person's name
_CACHE = 8192  # mentions whose analysis is kept


@dataclass(frozen=True, slots=True)
class Parsed:
    """A mention's own words.

    ``name`` is what the mention alone would be called; ``key`` identifies a country (ISO3) or a listed organisation
    (its name); ``code`` and ``sector`` are what the words tell, None and empty where they tell nothing; ``heads``
    are the words that a later description may take up ("the secretary"); ``acronym`` one given in brackets; ``owner``
    the pronoun that says whose ("his rivals").
    """

    kind: MentionKind
    name: str
    key: str | None = None
    code: str | None = None
    sector: Sectors = ()
    heads: frozenset[str] = frozenset()
    acronym: str | None = None
    definite: bool = False
    indefinite: bool = False
    owner: str | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Words of the name."""
        return tuple(self.name.split())


@lru_cache(maxsize=_CACHE)
def parse(mention: str) -> Parsed:
    """Analyse the text of one mention, which may be anything."""
    text, acronym = stripped(mention)
    small = text.lower()
    if majesty := _MAJESTY.fullmatch(small):
        return Parsed("pronoun", "he" if majesty[1] else "she")
    if small in PRONOUNS and text != "US":  # the country
        return Parsed("pronoun", small)
    if _BOTH.fullmatch(small):
        return Parsed("both", small)
    determiner = _DETERMINER.match(text)
    body = text[determiner.end() :].lstrip(OUTER) if determiner else text
    if small.startswith("those ") and _WHICH.match(body):
        body = f"people {body}"
    body = _BASED.sub("", body)
    definite = bool(determiner) and small.startswith(("the ", "this ", "these ", "that ", "those "))
    parsed = _analyse(body, definite)
    indefinite = _INDEFINITE.match(text) is not None
    if parsed.kind == "country" and small.startswith(("a ", "an ")):  # "a Syrian"
        parsed = Parsed("group", body, code=parsed.code, sector=("CVL",))
    said = determiner.group().strip().lower() if determiner else ""
    owner = said if said in OWNERS else None
    if not (acronym or definite or indefinite or owner):
        return parsed
    return replace(parsed, acronym=acronym, definite=definite, indefinite=indefinite, owner=owner)


def _analyse(body: str, definite: bool) -> Parsed:
    title = body.rpartition(", ")[0]
    late = _after_comma(body) if title and list(actors.roles().find(tokens(title), small=True)) else None
    return (
        late
        or _country(body)
        or _listed(body)
        or _qualified(body)
        or _related(body)
        or _owned(body)
        or _divided(body)
        or _named(body, definite)
        or _described(body)
    )


def _country(body: str) -> Parsed | None:
    """A country, its government, seat or adjective; the people of a country are a group."""
    table = countries()
    named = (
        table.words.get(body)
        or table.words.get(f"the {body}")
        or (table.words.get(body.title()) if body.isupper() and len(body) > 4 else None)
    )
    if named is None:
        realm = None if actors.organisations().get(body) else _REALM.match(body)
        return (_country(body[realm.end() :]) if realm else None) or _government(body)
    if named.kind == "region":
        if body in ("Republicans", "Democrats", "Republican", "Democrat") or actors.organisations().get(body):
            return None
        return Parsed("organisation", body, key=f"region {body}", code=named.code, sector=("GOV",))
    if named.kind == "adjective" and _is_people(body, named):
        return Parsed("group", body, code=named.code, sector=("CVL",))
    return Parsed("country", table.names[named.code], key=named.code, code=named.code, sector=("GOV",))


def _is_people(body: str, named: Named) -> bool:
    """Whether ``body`` is a plural: "Russians", and not "US" or "Swiss"."""
    singular = countries().words.get(body[:-1]) if body.endswith("s") else None
    return body.endswith("men") or (singular is not None and singular.code == named.code and len(body) > 3)


def _government(body: str) -> Parsed | None:
    """The country itself where its government is meant: "Russian government", "the government of Iraq", "Iran's regime"."""
    if not _GOVERNMENT.search(body.lower()):
        return None
    words = tokens(body)
    hits = country_hits(words)
    if len(hits) != 1 or hits[0].value.kind == "region":
        return None
    rest = [w.text.lower() for w in words if not hits[0].start <= w.start < hits[0].end]
    if not rest or not all(word in _GOVERNMENT_FILLER for word in rest):
        return None
    code = hits[0].value.code
    return Parsed("country", countries().names[code], key=code, code=code, sector=("GOV",))


def _listed(body: str) -> Parsed | None:
    """An organisation of the table, perhaps with a general word or with who belongs to it."""
    found = listed(body) or fighters_of(body)
    return Parsed("organisation", found.name, key=found.name, code=found.code, sector=found.sector) if found else None


def _qualified(body: str) -> Parsed | None:
    """A country or listed body after words in small letters: "war-torn Yemen", "the ruling BJP"."""
    words = tokens(body)
    start = next((i for i, word in enumerate(words) if word.text[:1].isupper() and "-" not in word.text), 0)
    before = {word.text for word in words[:start]}
    if not start or before & (actors.PREPOSITIONS | _NOT_INTRODUCING | _NOT_ALL):
        return None
    if any(_DOING.fullmatch(word) for word in before):
        return None  # "rebels fighting the Coastal Army"
    rest = body[words[start].start :]
    named = countries().words.get(rest)
    if named and named.kind == "name":
        return _country(rest)
    return _listed(rest) if not _is_common(words[:start]) else None


def _related(body: str) -> Parsed | None:
    """Those who are described by somebody else: "supporters of Ana Lopez", and not "spokesman for the army Ana Lopez"."""
    named = _KIN.match(body) and not titles.long_title_end(tokens(body))
    return _described(body) if named or _OF_SOMEBODY.match(body) else None


def _owned(body: str) -> Parsed | None:
    """A person's or body's name after whose it is: "Egypt's Banco Lopez", "Coastal Watch's Ana Lopez"."""
    owner = _OWNED_NAME.match(body)
    name = tokens(body[owner.end() :]) if owner else ()
    if owner is None or not 2 <= len(name) <= 3 or not _looks_personal(name) or not titles.all_names(name, titled=True):
        return None
    if _is_common(name) or titles.title_end(name) or country_hits(name):
        return None
    country = countries().words.get(owner[1])
    kind: MentionKind = "organisation" if country else "person"
    return Parsed(kind, body[owner.end() :], code=country.code if country else titles.own_country(tokens(owner[1])))


def _named(body: str, definite: bool) -> Parsed | None:
    """A person, perhaps with titles, or an organisation that is not in the table; None where it is a description."""
    words = tokens(body)
    start = _name_start(body, words)
    if start is None:
        return _after_comma(body)
    if start == len(words) or not titles.all_names(words[start:], start > 0):
        return _after_comma(body) or _introduced(body, words)
    return _titled(body, words, start, definite) if start else _untitled(body, words, definite)


def _name_start(body: str, words: tuple[Token, ...]) -> int | None:
    """Index of the first word that may be of a name; None where the words are an office, two who are meant, or a thing."""
    if not words or (_is_common(words[:1]) and len(words) == 1) or _MAKE.fullmatch(words[-1].text):
        return None
    if body.lower() in REALMS or words[0].text.lower() in ("government", "administration", "regime"):
        return None
    long = titles.long_title_end(words)
    if " and " in body and titles.joins_two(words) and not (long or _is_organisation(words)):
        return None
    start = titles.title_end(words)
    if long and not (start and len(words) - start <= _MAX_NAME and titles.begins_person(words[start:])):
        return long
    if not start and words[0].text.lower() in titles.HOLDERS and _has_joiner(words):
        return None  # "Minister for Central Asia"
    return start


def _untitled(body: str, words: tuple[Token, ...], definite: bool) -> Parsed | None:
    if words[0].text[:1].isupper() and _is_organisation(words):
        return _organisation(body, words)
    if _is_common(words):
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
    if full and _is_organisation(words) and not _looks_personal(name):
        return _organisation(body, words)
    if len(name) == 1 and said.endswith("s") and _is_common(name):
        return None  # "party MPs"
    if definite and all(word.text.lower() in titles.HOLDERS or word.text in actors.portfolio_words() for word in name):
        return None  # "the Chief Judge", "the visiting Foreign Affairs Minister"
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


def _introduced(body: str, words: tuple[Token, ...]) -> Parsed | None:
    """A full name after a description: "tobacco merchant Ana Lopez", "former Grand Wizard Omar Haddad"."""
    small = [i for i, word in enumerate(words) if word.text[:1].islower() and not titles.begins_name(word)]
    start = small[-1] + 1 if small else 0
    name = words[start:]
    if (
        not 2 <= len(name) <= 4
        or any(
            words[i].text in actors.PREPOSITIONS | _NOT_INTRODUCING or _DOING.fullmatch(words[i].text) for i in small
        )
        or name[-1].text.lower() in titles.HOLDERS
        or not titles.all_names(name, titled=True)
        or not _looks_personal(name[-3:])
        or countries().words.get(name[0].text)
        or words[start - 1].text.endswith("s")
    ):
        return None
    code, sector = titles.title(words[:start])
    return Parsed(
        "person", body[name[0].start : name[-1].end], None, code, sector, frozenset(titles.heads(words[:start]))
    )


def _divided(body: str) -> Parsed | None:
    """A name with more about it behind: "Gen. Ana Lopez, commander of …", "Rep. Ana Lopez of the ruling party"."""
    parts = _AFTER_NAME.split(body, maxsplit=1)
    words = tokens(parts[0]) if len(parts) == 2 else ()
    if len(words) < 2 or not titles.all_names(words[-1:], titled=True):
        return None
    person = _named(parts[0], definite=False)
    if person is None or person.kind != "person":
        return None
    if titles.HOLDERS.issuperset(word.lower() for word in person.words):
        return None  # "Deputy Secretary of State Ana Lopez"
    behind = tokens(parts[1])
    known = countries().words.get(parts[1]) or listed(parts[1].removeprefix("the "))
    if len(person.words) == len(words) and not (_looks_personal(words) and known):
        return None
    bodies = list(actors.organisations().find(behind))
    code = person.code or titles.own_country(behind) or (bodies[0].value.code if bodies else None)
    sector = person.sector or actors.sectors_of_head(parts[1]) or (bodies[0].value.sector if bodies else ())
    return replace(person, code=code, sector=sector)


def _after_comma(body: str) -> Parsed | None:
    """The name at the end of a long title: "the minister of trade and industry, Dr Ana Lopez"."""
    title, comma, name = body.rpartition(", ")
    words = tokens(name)
    person = _named(name, definite=False) if comma and words and " and " not in name else None
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


def _looks_personal(name: tuple[Token, ...]) -> bool:
    return 1 <= len(name) <= 3 and not _is_organisation(name) and not _is_acronym(name)


def _is_acronym(words: tuple[Token, ...]) -> bool:
    return len(words) == 1 and len(words[0].text) > 1 and words[0].text.replace(".", "").isupper()


def _has_joiner(words: tuple[Token, ...]) -> bool:
    return any(word.text in titles.JOINERS and word.text not in titles.PARTICLES for word in words)


def _is_common(words: tuple[Token, ...]) -> bool:
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


def _described(body: str) -> Parsed:
    """A group or somebody without a name; the description is the name."""
    words = tokens(body)
    bodies = list(actors.organisations().find(words))
    sector = actors.sectors_of_head(body)
    if actors.is_coalition(body):
        return Parsed("group", body, None, "IGO", ("MIL",), frozenset(titles.heads(words)))
    if not sector and bodies:
        sector = bodies[0].value.sector
    # "Obama administration", "the government of President Assad"
    bodies += actors.people().find(words)
    code = titles.own_country(words) or (bodies[0].value.code if bodies else None)
    name = body
    first = words[0].text if words else ""
    common = actors.roles().get(first.lower()) is not None and countries().words.get(first) is None
    if first[:1].isupper() and common and first[1:].islower() and first.lower() not in _ALWAYS_CAPITAL:
        name = body[:1].lower() + body[1:]
    head = words[
        : next((i for i, w in enumerate(words) if i and w.text in ("of", "in", "from", "for", "who")), len(words))
    ]
    return Parsed("group", name, None, code, sector, frozenset(titles.heads(head)))
