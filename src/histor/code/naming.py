"""What one mention says by itself: whom it names, which country and sector its words tell.

>>> parse("US Secretary of State John Kerry").name
'John Kerry'
>>> parse("the Russian government").name, parse("Kerry's Russian counterpart").kind
('Russia', 'group')
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from histor.code import actors, titles
from histor.code.actors import Listed
from histor.code.countries import Named, countries, country_hits
from histor.code.listed import fighters_of, listed
from histor.code.named import DOING, NOT_INTRODUCING, after_comma, divided, is_common, looks_personal, named
from histor.code.parsed import MentionKind, Parsed
from histor.code.stripped import OUTER, stripped
from histor.code.tables import tokens, word_set

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
# Behind "those", who are people; "those armed groups" are groups.
_WHICH = re.compile(
    r"(?:who|in|on|with|from|at|near)\b|[a-z]{3,}(?:ed|ing)(?:$| (?:in|on|with|from|at|near|by|to|for|of|as|along|across|inside|against"
    r"|during|after|before|under|the|an?)\b)"
)
_GOVERNMENT = re.compile(r"government|administration|govt|regime|state|authorities|side$")
_GOVERNMENT_FILLER = word_set(
    "government administration govt regime state authorities side of the central federal national s current new"
)
_OWNED_NAME = re.compile(r"([A-Z][\w.&-]*(?: [A-Z][\w.&-]*){0,3})(?:['’]s|(?<=s)['’]) (?=[A-Z])")
_BASED = re.compile(r"^[A-Z][\w. ]{1,30}-(?:based|funded|listed|owned) (?=[A-Z])")
_MAJESTY = re.compile(r"(?:(his)|her) (?:(?:royal|serene) )?(?:majesty|highness|excellency|holiness)")
_REALM = re.compile(
    r"(?:(?:Islamic|Federal|Democratic|People's|Arab|Hashemite|United|Bolivarian|Plurinational|Socialist) )*"
    r"(?:Republic|Kingdom|State|Union|Sultanate|Commonwealth|Principality|Federation) of (?:the )?(?=[A-Z])"
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
_ALWAYS_CAPITAL = word_set(
    "muslim muslims christian christians jew jews arab arabs hindu hindus buddhist buddhists catholic catholics sunni sunnis "
    "congress democrat democrats republican republicans american americans hispanic hispanics latino latinos"
)
_POSSESSIVE = ("'s", "’s")
_NOT_ALL = word_set("other another some many most several few")
_CACHE = 8192  # mentions whose analysis is kept


@lru_cache(maxsize=_CACHE)
def parse(mention: str) -> Parsed:
    """Analyse the text of one mention, which may be anything."""
    if mention.endswith(_POSSESSIVE) and (whole := actors.organisations().get(mention.replace("’", "'"))):
        return _body(whole)  # "Moody's"
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
    late = after_comma(body) if title and list(actors.roles().find(tokens(title), small=True)) else None
    return (
        late
        or _country(body)
        or _listed(body)
        or _qualified(body)
        or _related(body)
        or _owned(body)
        or divided(body)
        or named(body, definite)
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
    return _body(found) if found else None


def _body(found: Listed) -> Parsed:
    return Parsed("organisation", found.name, key=found.name, code=found.code, sector=found.sector)


def _qualified(body: str) -> Parsed | None:
    """A country or listed body after words in small letters: "war-torn Yemen", "the ruling BJP"."""
    words = tokens(body)
    start = next((i for i, word in enumerate(words) if word.text[:1].isupper() and "-" not in word.text), 0)
    before = {word.text for word in words[:start]}
    if not start or before & (actors.PREPOSITIONS | NOT_INTRODUCING | _NOT_ALL):
        return None
    if any(DOING.fullmatch(word) for word in before):
        return None  # "rebels fighting the Coastal Army"
    rest = body[words[start].start :]
    named = countries().words.get(rest)
    if named and named.kind == "name":
        return _country(rest)
    return _listed(rest) if not is_common(words[:start]) else None


def _related(body: str) -> Parsed | None:
    """Those who are described by somebody else: "supporters of Ana Lopez", and not "spokesman for the army Ana Lopez"."""
    named = _KIN.match(body) and not titles.long_title_end(tokens(body))
    return _described(body) if named or _OF_SOMEBODY.match(body) else None


def _owned(body: str) -> Parsed | None:
    """A person's or body's name after whose it is: "Egypt's Banco Lopez", "Coastal Watch's Ana Lopez"."""
    owner = _OWNED_NAME.match(body)
    name = tokens(body[owner.end() :]) if owner else ()
    if owner is None or not 2 <= len(name) <= 3 or not looks_personal(name) or not titles.all_names(name, titled=True):
        return None
    if is_common(name) or titles.title_end(name) or country_hits(name):
        return None
    country = countries().words.get(owner[1])
    kind: MentionKind = "organisation" if country else "person"
    return Parsed(kind, body[owner.end() :], code=country.code if country else titles.own_country(tokens(owner[1])))


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
