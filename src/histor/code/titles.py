"""Where in a mention the titles end and the name begins, and which country and sectors the titles tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from histor.code import actors
from histor.code.actors import Sectors
from histor.code.countries import country_hits
from histor.code.tables import Hit, Token, word_set

PARTICLES = word_set("al el bin ibn bint ben de da do dos das del della der den van von la le y e abu ul ur di")
JOINERS = word_set("of the and for & in on de du des to at")
HOLDERS = word_set(
    "president minister premier secretary director director-general administrator chairman chairwoman chairperson chair head "
    "chief leader ruler governor ambassador envoy commissioner commander marshal general colonel speaker spokesman "
    "spokeswoman spokesperson deputy member judge justice prosecutor manager ceo adviser advisor coordinator chancellor mayor "
    "mp mla senator inspector superintendent contender contenders candidate"
)
"""Words for who holds an office, not for the office's house."""

_ALSO_NAMES = word_set("Sheikh Sultan")
"""Titles that are parts of people's names as well, though not behind another title: "Amir Sheikh Omar"."""
_RULERS = word_set("Amir Emir Prince King Highness Ruler")

_AREAS = word_set("region province district county state territory city town")
_RANKS = word_set("extraordinary plenipotentiary")  # of ambassadors
_OF = frozenset(["of", "for", "on", "against"])
_BEGINNING = frozenset(["of", "for"])  # the fields of an office
_GOING_ON = _BEGINNING | {"and"}


def title_end(words: tuple[Token, ...]) -> int:
    """Index of the first word of the name: after the last title that a capitalised word follows."""
    end = 0
    if is_institution(words):
        return 0
    titles = list(actors.roles().find(words, small=True))
    for hit in titles:
        after = next((i for i, word in enumerate(words) if word.start >= hit.end), len(words))
        if after < len(words) and begins_name(words[after]) and not _inside_name(words, hit):
            end = max(end, after) if not _given(words, after - 1) else end
    end = max(end, _after_portfolio(words, titles))
    for i, word in enumerate(words[:-1]):
        address = actors.addresses().get(word.text)
        if address and (address.short or i in (0, end)) and begins_name(words[i + 1]):
            end = max(end, i + 1)
    bodies = [(hit.start, hit.end) for hit in actors.organisations().find(words)]
    for start, stop in [
        *((hit.start, hit.end) for hit in country_hits(words)),
        *bodies,
    ]:  # "envoy to Syria Ana Lopez", "president of the World Bank Ana Lopez"
        before = [i for i, word in enumerate(words) if word.end <= start]
        joined = {words[i].text for i in before[-2:]} & {"to", "for", "of", "in", "at"}
        if len(before) > 1 and joined and titles:
            after = next((i for i, word in enumerate(words) if word.start >= stop), len(words))
            end = max(end, after) if after < len(words) and titles[0].end < start else end
    return end


def _after_portfolio(words: tuple[Token, ...], titles: Sequence[Hit[Sectors]]) -> int:
    """Index after "Minister of Foreign Affairs", "Member of the Council for Justice and Home Affairs"; 0 where none."""
    end = 0
    for hit in titles:
        i = next((i for i, word in enumerate(words) if word.start >= hit.end), len(words))
        begun = any(word.text in _OF for word in words if hit.start < word.start < hit.end)  # "Minister of Health"
        if i == len(words) or words[i].text not in (_GOING_ON if begun else _BEGINNING):
            continue
        states = {found.start for found in country_hits(words)}  # "commission of the Central African Republic"
        while i < len(words) and (
            words[i].text in JOINERS
            or (words[i].start not in states and words[i].text.strip(",").capitalize() in actors.portfolio_words())
        ):
            i += 1
        if i < len(words) and begins_name(words[i]) and words[i - 1].text not in JOINERS:
            end = max(end, i)
    return end


def is_institution(words: tuple[Token, ...]) -> bool:
    """Whether the words name a body by its field: "Ministry of Community Development", "Kuwait Society for the …"."""
    at = next((i for i, word in enumerate(words) if i and word.text in _OF), 0)
    rest = words[1:] if words[0].text == "General" and at > 1 else words  # "General Directorate of Security"
    if not at or not all_names(words, titled=False) or any(word.text.lower() in HOLDERS for word in rest):
        return False
    return any(hit.end == words[at - 1].end for hit in actors.name_words().find(words[:at]))


def long_title_end(words: tuple[Token, ...]) -> int:
    """Index of the two or three words of a person's name that end a long title in capitals, 0 where none do.

    "Minister of Health and Welfare Ana Lopez", "Head of the Coastal Bureau Ana Lopez": whatever stands before the name
    is known from the tables. Of "President Haddad and Minister Lopez" it is not: there two are meant.
    """
    held = next((i for i, word in enumerate(words) if word.text.lower() in HOLDERS), None)
    if held is None or is_institution(words):
        return 0
    known = _known(words)
    end = len(words)
    while end and begins_name(words[end - 1]) and not known[end - 1]:
        end -= 1
    if not held < end or not 2 <= len(words) - end <= 3:
        return 0
    joint = next((i for i, word in enumerate(words[:end]) if word.text == "and"), None)
    return end if joint is None or (held < joint and all(known[:joint])) else 0


@cache
def _fields() -> frozenset[str]:
    return HOLDERS | _AREAS | _RANKS | {word.lower() for word in actors.portfolio_words()}


def begins_person(words: tuple[Token, ...]) -> bool:
    """Whether the first of ``words`` may be a person's name and all of them are names."""
    return bool(words) and all_names(words, titled=True) and (words[0].text.isupper() or not _known(words)[0])


def _known(words: tuple[Token, ...]) -> list[bool]:
    """Which words are no name of a person: of a title, a field, a country or a body, an acronym, or in small letters."""
    hits = [(hit.start, hit.end) for hit in actors.roles().find(words, small=True)]
    hits += [(hit.start, hit.end) for hit in actors.name_words().find(words)]
    hits += [(hit.start, hit.end) for hit in actors.organisations().find(words)]
    hits += [(hit.start, hit.end) for hit in country_hits(words)]
    fields = _fields()
    return [
        word.text[:1].islower()
        or word.text.lower() in fields
        or (word.text.isupper() and len(word.text.replace(".", "")) > 1)
        or any(start <= word.start < end for start, end in hits)
        for word in words
    ]


def joins_two(words: tuple[Token, ...]) -> bool:
    """Whether an "and" among ``words`` joins two who are meant, not two fields of one office."""
    known = actors.portfolio_words()
    return any(
        word.text == "and" and not (0 < i < len(words) - 1 and {words[i - 1].text, words[i + 1].text} <= known)
        for i, word in enumerate(words)
    )


def _given(words: tuple[Token, ...], i: int) -> bool:
    """Whether a word for a title stands inside a person's name: "Hassan Sheikh Mohamud", "Ana Sultan Lopez"."""
    if i < 1 or words[i].text not in _ALSO_NAMES or words[i - 1].text in _RULERS:
        return False
    return begins_name(words[i - 1]) and not _known(words[:i])[-1]


def _inside_name(words: tuple[Token, ...], hit: Hit[Sectors]) -> bool:
    """Whether a title word is part of an organisation's name: "State" in "State Department"."""
    later = tuple(word for word in words if word.start >= hit.end)
    return any(True for _ in actors.name_words().find(later[:1])) and words[0].text[:1].isupper()


def begins_name(word: Token) -> bool:
    """Whether ``word`` may be the first of a name: "Ana", "al-Haddad"."""
    return word.text[:1].isupper() or word.text.startswith(("al-", "el-"))


def all_names(words: tuple[Token, ...], titled: bool) -> bool:
    """Whether all words are capitalised or the small words of names, and the first is capitalised."""
    if not begins_name(words[0]):
        return False
    small = PARTICLES if titled else PARTICLES | JOINERS
    return all(
        w.text[:1].isupper() or w.text.lower() in small or re.match(r"(?:al|el|d|ul|ur)[-’']", w.text) for w in words
    )


def title(words: tuple[Token, ...]) -> tuple[str | None, Sectors]:
    """Country and sectors that the words before a name tell."""
    bodies = list(actors.organisations().find(words))
    hits = list(actors.roles().find(words, small=True))
    # Of "minister of trade and industry" the minister counts, not the industry.
    cut = next((word.start for word in words[1:] if word.text in actors.PREPOSITIONS), None)
    held = [hit.value for hit in hits if cut is None or hit.start < cut] or [hit.value for hit in hits]
    sector: Sectors = ()
    if held and held[-1]:
        sector = held[-1]
    elif bodies:
        sector = bodies[-1].value.sector
    else:
        named = [hit.value for hit in actors.name_words().find(words)]
        sector = next((hit.value for hit in reversed(hits) if hit.value), ()) or (named[-1] if named else ())
    for word in words:
        address = actors.addresses().get(word.text)
        sector = sector or (address.sector if address else ())
    code = own_country(words) or next((hit.value.code for hit in bodies if len(hit.value.code) == 3), None)
    return code, sector


def own_country(words: tuple[Token, ...]) -> str | None:
    """The first country among ``words`` to which they do not merely direct: "envoy to Syria" tells none."""
    for hit in country_hits(words):
        before = [w.text.lower() for w in words if w.end <= hit.start][-2:]
        if not before or not {"to", "against", "with", "on", "from"} & set(before):
            return hit.value.code
        if "from" in before:
            return hit.value.code
    return None


def heads(words: tuple[Token, ...]) -> list[str]:
    """The single words of a title or description that a later mention may take up."""
    known = [word.text.lower() for word in words if word.text.lower() not in JOINERS]
    return [word for word in known if len(word) > 2]
