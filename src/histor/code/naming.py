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
from histor.code.tables import Token, tokens, word_set

MentionKind = Literal["country", "organisation", "person", "group", "pronoun", "both"]

SINGULAR_PRONOUNS = word_set("he she him her his hers himself herself")
THING_PRONOUNS = word_set("it its itself")
PLURAL_PRONOUNS = word_set("they them their theirs themselves")
SPEAKER_PRONOUNS = word_set("i me my mine myself we us our ours ourselves")
PRONOUNS = (
    SINGULAR_PRONOUNS
    | THING_PRONOUNS
    | PLURAL_PRONOUNS
    | SPEAKER_PRONOUNS
    | word_set("who whom whose which that this these those you your one ones some many others all most")
)

_BOTH = re.compile(
    r"(?i)(?:the two|both|the pair|the duo)(?: (?:of them|men|women|leaders?|sides?|countries|nations|ministers"
    r"|presidents|governments|parties|officials|neighbou?rs))?|the two"
)
_DETERMINER = re.compile(
    r"(?i)(?:the|an?|this|that|these|those|its|his|her|their|our|my|your|some|any|said|the said|so-called) (?=\S)(?!of )"
)
_INDEFINITE = re.compile(r"(?i)(?:an?|another|one|some|several|many|other|two|three|four|five|six|\d+) ")
_OUTER = " \t\n\"'“”‘’«»(),;:–—-[]"
_POSSESSIVE = re.compile(r"(?:[’']s|(?<=s)[’'])$")
_BRACKET = re.compile(r" ?\(([^()]{1,40})\)")
_GOVERNMENT = re.compile(r"government|administration|govt|regime|state|authorities")
_GOVERNMENT_FILLER = word_set(
    "government administration govt regime state authorities of the central federal national s current new"
)
# What a cut-off span may end with: an open bracket, a word that begins what follows.
_CUT_OFF = re.compile(
    r"(?: ?\([^()]*|,? (?:an?|and|are|as|at|but|by|for|from|had|has|have|in|is|of|on|or|said|says|that|the|to|towards?"
    r"|was|were|which|who|with))+$"
)
# Those who fight for an armed group are that group.
_FIGHTERS = re.compile(
    r" (?:fighters|militants|militiamen|insurgents|terrorists|rebels|gunmen|forces|soldiers|troops|members|guerrillas|jihadists)$"
)
_OWNED_NAME = re.compile(r"([A-Z][\w.&-]*(?: [A-Z][\w.&-]*){0,3})['’]s (?=[A-Z])")
_INTERNATIONAL = re.compile(
    r"(?:International|Inter-\w+) .*\b(?:Agency|Bank|Commission|Court|Fund|Organi[sz]ation|Union)\b"
)
_SHORT_STATES = re.compile(r"^(?:US|U\.S\.) (?=[A-Z])")
_SHORT_NATIONS = re.compile(r"^(?:UN|U\.N\.) (?=[A-Z])")
_AFTER_NAME = re.compile(r", (?=[a-z])| (?:of|from|with|at) (?=the |[A-Z])")
_GENERIC_PREFIX = re.compile(
    r"(?:(?:state|official|news|semi-official|local|private|government|broadcaster|newspaper|agency|network|television"
    r"|channel|website|daily|magazine|militant|terrorist|terror|rebel|group|movement|party|extremist|jihadist|the"
    r"|organization|organisation|watchdog|US|UK|U\.S\.|American|British) )+(?=[A-Z\"“‘]|al-)"
)
_GENERIC_SUFFIX = re.compile(
    r"(?: (?:news|agency|newspaper|television|group|website|channel|network|militant|terrorist|terror|organization"
    r"|organisation|movement|magazine|daily|report|report said))+$"
)
_MAKE = re.compile(r"[A-Z][A-Za-z]{0,3}-\d+[A-Z]?s?")  # of an aircraft or missile: "F-16s", "Su-24", "S-400"
_NOT_INTRODUCING = word_set("and or as is are was were said has have had will would be not no than")
_NOT_ALL = word_set("other another some many most several few")
_GLUED = re.compile(r"\b(Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Col|Lt|Capt|St)\.(?=[^\W\d_a-z])")
_MAX_NAME = 5  # words in a person's name
_LONGEST = 300  # characters of a mention that are looked at
_CACHE = 8192  # mentions whose analysis is kept


@dataclass(frozen=True, slots=True)
class Parsed:
    """A mention's own words.

    ``name`` is what the mention alone would be called; ``key`` identifies a country (ISO3) or a listed organisation
    (its name); ``code`` and ``sector`` are what the words tell, None and empty where they tell nothing; ``heads``
    are the words that a later description may take up ("the secretary"); ``acronym`` one given in brackets.
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

    @property
    def words(self) -> tuple[str, ...]:
        """Words of the name."""
        return tuple(self.name.split())


@lru_cache(maxsize=_CACHE)
def parse(mention: str) -> Parsed:
    """Analyse the text of one mention, which may be anything."""
    text = _GLUED.sub(r"\1. ", " ".join(mention.split())[:_LONGEST].replace("’", "'"))
    bracket = _BRACKET.search(text)
    text = _CUT_OFF.sub("", _BRACKET.sub("", text).strip(_OUTER)) or text
    text = _POSSESSIVE.sub("", text.strip(_OUTER)).strip(_OUTER)
    small = text.lower()
    if small in PRONOUNS and text != "US":  # the country
        return Parsed("pronoun", small)
    if _BOTH.fullmatch(small):
        return Parsed("both", small)
    determiner = _DETERMINER.match(text)
    body = text[determiner.end() :] if determiner else text
    definite = bool(determiner) and small.startswith(("the ", "this ", "these ", "that ", "those "))
    acronym = bracket[1] if bracket and re.fullmatch(r"[A-Z][A-Za-z&.-]{1,9}", bracket[1]) else None
    parsed = _analyse(text, body, definite)
    indefinite = _INDEFINITE.match(text) is not None
    if not (acronym or definite or indefinite):
        return parsed
    return replace(parsed, acronym=acronym, definite=definite, indefinite=indefinite)


def _analyse(text: str, body: str, definite: bool) -> Parsed:
    title = body.rpartition(", ")[0]
    late = _after_comma(body) if title and list(actors.roles().find(actors.small(tokens(title)))) else None
    return (
        late
        or _country(body)
        or _listed(text, body)
        or _qualified(body)
        or _owned(body)
        or _divided(body)
        or _named(body, definite)
        or _described(body)
    )


def _country(body: str) -> Parsed | None:
    """A country, its government, seat or adjective; the people of a country are a group."""
    table = countries()
    named = table.words.get(body) or (table.words.get(body.title()) if body.isupper() and len(body) > 4 else None)
    if named is None:
        return _government(body)
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


def _listed(text: str, body: str) -> Parsed | None:
    """An organisation of the table, perhaps with a general word: "the Xinhua news agency"."""
    table = actors.organisations()
    for form in (text, body, _GENERIC_SUFFIX.sub("", body), _GENERIC_PREFIX.sub("", _GENERIC_SUFFIX.sub("", body))):
        found = table.get(form.strip(_OUTER))
        if found:
            return Parsed("organisation", found.name, key=found.name, code=found.code, sector=found.sector)
    first = re.match(r"(\S+?)(?:[’']s)? (?=[A-Z]|al-)", body)  # "Lebanon's Hezbollah"
    if first and countries().words.get(first[1]):
        return _listed(body[first.end() :], body[first.end() :])
    return None


def _qualified(body: str) -> Parsed | None:
    """A country or listed body after words in small letters: "war-torn Yemen", "the ruling BJP", "Taliban fighters"."""
    fighters = _FIGHTERS.search(body)
    if fighters:
        armed = _listed(body[: fighters.start()], body[: fighters.start()])
        return armed if armed and armed.sector[:1] in (("REB",), ("PRM",)) else None
    words = tokens(body)
    start = next((i for i, word in enumerate(words) if word.text[:1].isupper() and "-" not in word.text), 0)
    before = {word.text for word in words[:start]}
    if not start or before & (actors.PREPOSITIONS | _NOT_INTRODUCING | _NOT_ALL):
        return None
    rest = body[words[start].start :]
    named = countries().words.get(rest)
    if named and named.kind == "name":
        return _country(rest)
    return _listed(rest, rest) if not _is_common(words[:start]) else None


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
    if not words or (_is_common(words[:1]) and len(words) == 1):
        return _after_comma(body)
    if " and " in body and titles.joins_two(words) and not _is_organisation(words):
        return _after_comma(body)
    if words[0].text.lower() in ("government", "administration", "regime") or _MAKE.fullmatch(words[-1].text):
        return None
    start = titles.title_end(words)
    name = words[start:]
    if not name or not titles.all_names(name, start > 0):
        return _after_comma(body) or _introduced(body, words)
    full = words[0].text[:1].isupper()
    if full and _is_organisation(words) and not (start and _looks_personal(name)):
        return _organisation(body, words)
    if start == 0 and (definite or _is_acronym(name) or len(name) > _MAX_NAME or _has_joiner(name)):
        return None if _is_common(name) else _organisation(body, words)
    if start == 0 and _is_common(name):
        return None
    if start and (_is_acronym(name) or len(name) > _MAX_NAME):
        return _organisation(body[name[0].start : name[-1].end], words)
    code, sector = titles.title(words[:start])
    heads = frozenset(titles.heads(words[:start]))
    return Parsed("person", body[name[0].start : name[-1].end], None, code, sector, heads)


def _introduced(body: str, words: tuple[Token, ...]) -> Parsed | None:
    """A full name after a description: "tobacco merchant Ana Lopez", "former Grand Wizard Omar Haddad"."""
    small = [i for i, word in enumerate(words) if word.text[:1].islower() and not titles.begins_name(word)]
    start = small[-1] + 1 if small else 0
    name = words[start:]
    if (
        not 2 <= len(name) <= 4
        or any(words[i].text in actors.PREPOSITIONS | _NOT_INTRODUCING for i in small)
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
    behind = tokens(parts[1])
    if len(person.words) == len(words) and not (_looks_personal(words) and countries().words.get(parts[1])):
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
    found = list(actors.roles().find(actors.small(words)))
    return bool(found) and found[-1].end == words[-1].end


def _organisation(body: str, words: tuple[Token, ...]) -> Parsed:
    sector = actors.sectors_of_head(body) if " of " not in body else ()
    before_of = words[: next((i for i, w in enumerate(words) if i and w.text in ("of", "for")), len(words))]
    hits = list(actors.name_words().find(before_of)) or list(actors.name_words().find(words))
    exact = next((hit.value for hit in actors.roles().find(actors.small(words)) if len(hit.value) > 1), None)
    sector = exact or (hits[-1].value if hits else sector)
    name = _SHORT_NATIONS.sub("United Nations ", _SHORT_STATES.sub("United States ", body.strip()))
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
    if first[:1].isupper() and common and not first.isupper():
        name = body[:1].lower() + body[1:]
    head = words[
        : next((i for i, w in enumerate(words) if i and w.text in ("of", "in", "from", "for", "who")), len(words))
    ]
    return Parsed("group", name, None, code, sector, frozenset(titles.heads(head)))
