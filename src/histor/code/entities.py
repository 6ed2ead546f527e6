"""Entities: who is meant by the mentions of a report, with name, country and sector."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from histor.code import actors
from histor.code.actors import Listed, Sectors
from histor.code.countries import PEOPLES, countries, country_hits, home_country, names_state, realm_of, with_article
from histor.code.fuller import fuller_name, spelled_out, with_initials
from histor.code.grouping import PAIR_OF_STATES, Group, group_mentions
from histor.code.naming import parse
from histor.code.parsed import Parsed
from histor.code.spans import as_mention
from histor.code.tables import tokens, word_set
from histor.records import Entity, Mention, Span, Spans

HOME_SHARE = 0.4
"""A report is about the country that at least this share of all words for countries name (tuned on logoi train)."""

SURE_SECTOR = 0.5
LIKELY_SECTOR = 0.3
"""The model's sectors count from SURE_SECTOR on, all of them; where none is so sure, the best from LIKELY_SECTOR on."""

PAIR_REACH = 4000
"""Characters back from "the two countries" in which two that no role has named are looked for."""

NAME_REACH = 40
"""Characters behind a mention in which the name of a body that it begins may end."""

_UNKNOWN = "---"
_SHORT = re.compile(r"[A-Z][^\W_ ]*[A-Z]")  # not in "National Assembly"
_ARTICLE = re.compile(r"^(?:[Tt]he|[Ii]ts|[Oo]ur|[Tt]heir|[Hh]is|[Hh]er) ")
_GOES_ON = re.compile(r" (?:and|of|for|in|on) (?:the |al-)?[A-Z]")
_EMPTY = word_set("the a an other others former new whole same released latter said")  # of a span that was cut off
# States and believers in general belong to no one country, whatever the report is about.
_OF_NO_ONE = re.compile(
    r"(?:.+ )?(?:countries|nations|governments|powers|(?:Arab|Baltic|member|other) states"
    r"|world community|world|world leaders|Muslims|Christians|Jews|Sunnis|Shi[a'i]\S*|Hindus|Kurds)"
)
# Nor do those of a part of the world; those of Europe have the code of the European Union.
_REGIONAL = re.compile(
    r"\b(?:(Europe(?:an)?)|West(?:ern)?|Asian?|Gulf|Latin American?|global|international|foreigners"
    r"|foreign (?:forces|troops|powers|fighters|nationals|workers|tourists|governments|companies|investors|leaders))\b"
)
_EUROPE = "EUR"
_ACRONYM_FIRST = re.compile(r"[A-Z]{3,6} [a-z]")  # "RSF leader Ana Lopez"
_APPOSITION = re.compile(
    r",? (?:an? |the |who is (?:an? |the )?|who was (?:an? |the )?)?([^,.;:\n“\"]{4,80})(?=[,.;:\n])"
)


def make_entities(
    text: str,
    mentions: Sequence[Mention],
    links: Sequence[tuple[int, int, float]],
    used: Sequence[Span],
    speakers: Mapping[Span, Span],
    resumed: Mapping[Span, Span],
) -> tuple[Entity, ...]:
    """The entities of a report, in the order of their first mentions.

    ``mentions`` with their ``links`` (see Tagging) come from the tagger, ``used`` are the source, addressee, actor
    and recipient spans of the account: each is a mention of exactly one entity, and an entity has at least one of
    them. ``speakers`` gives for a span inside a voice's content a source span of that voice, ``resumed`` for a pronoun that goes
    on speaking the source span of the voice before.
    """
    spans, sectors, index = _all_mentions(text, mentions, used)
    home = home_country(text, HOME_SHARE)
    said = [_whole_name(text, span) for span in spans]
    parsed = _short_names([(words, _in_this_report(text, words, home)) for words in said])
    known = {span: i for i, span in enumerate(spans)}
    groups = group_mentions(
        spans,
        parsed,
        [
            (min(index[i], index[j]), max(index[i], index[j]), p)
            for i, j, p in links
            if i in index and j in index and index[i] != index[j]
        ],
        _numbered(speakers, known),
        _numbered(resumed, known),
        home,
    )
    wanted = set(used)
    kept = [group for group in groups if any(spans[i] in wanted for i in group.members)]
    by_first = {group.members[0]: group for group in groups}
    made = []
    describer = _Describer(text, spans, parsed, sectors, home)
    for number, group in enumerate(kept, start=1):
        name, code, sector = describer.pair(group, by_first) if group.pair else describer.describe(group)
        made.append(Entity(f"n{number}", name, code, sector, None, tuple(spans[i] for i in group.members)))
    return tuple(made)


def _numbered(whom: Mapping[Span, Span], known: Mapping[Span, int]) -> dict[int, int]:
    return {known[a]: known[b] for a, b in whom.items() if a in known and b in known}


def _all_mentions(
    text: str, mentions: Sequence[Mention], used: Sequence[Span]
) -> tuple[list[Span], list[dict[str, float]], dict[int, int]]:
    """All spans, sorted, each once; their model sectors; and where each of the tagger's mentions went."""
    whole = [as_mention(text, found.span) for found in mentions]
    spans = sorted({span for span in [*whole, *used] if span is not None})
    known = {span: i for i, span in enumerate(spans)}
    sectors: list[dict[str, float]] = [{} for _ in spans]
    index: dict[int, int] = {}
    for number, (span, found) in enumerate(zip(whole, mentions, strict=True)):
        if span is not None:
            index[number] = known[span]
            sectors[known[span]] = dict(found.sectors)
    return spans, sectors, index


def _whole_name(text: str, span: Span) -> str:
    """The words of a mention, and more where a listed body's name goes on: of "Islamic State of Iraq", "and the Levant"."""
    if not _GOES_ON.match(text, span.end):
        return span.of(text)
    start = span.end - len(_ARTICLE.sub("", span.of(text)))
    hits = actors.organisations().find(tokens(text[start : span.end + NAME_REACH]))
    end = max((start + hit.end for hit in hits if hit.start == 0), default=0)
    return text[span.start : max(end, span.end)]


def _in_this_report(text: str, said: str, home: str | None) -> Parsed:
    """What a mention says in the light of the whole report, which is about the country ``home``."""
    mention = _acronym_here(text, _body_here(text, parse(said), said, home), said)
    realm = realm_of(text, mention.name.lower()) if mention.definite and mention.kind == "group" else None
    if realm:
        return Parsed("country", countries().names[realm], key=realm, code=realm, sector=("GOV",), definite=True)
    if home is None or mention.code in (None, home):
        return mention
    words = {word.text for word in tokens(said)} & PEOPLES
    if not words or names_state(text, mention.code):
        return mention
    if mention.kind == "country":  # "Uzbek" alone
        return Parsed("group", next(iter(words)), sector=("CVL",))
    return replace(mention, code=None, key=None)


def _body_here(text: str, mention: Parsed, said: str, home: str | None) -> Parsed:
    """The listed body that a short or general name means in a report about its country, or naming it."""
    if mention.key or mention.kind not in ("organisation", "person", "group"):
        return mention
    named = actors.local_bodies().get(_ARTICLE.sub("", said), ())
    fits = [body for body in named if mention.code in (None, body.code)]
    here = [body for body in fits if body.code == home]
    if not here and _SHORT.search(said):
        here = [body for body in fits if names_state(text, body.code)]
    if len(here) != 1:
        return mention
    body = here[0]
    return replace(mention, kind="organisation", name=body.name, key=body.name, code=body.code, sector=body.sector)


def _acronym_here(text: str, mention: Parsed, said: str) -> Parsed:
    """Of a short form what the report itself has it stand for: "the RSF", the Rapid Support Forces."""
    short = said.removeprefix("the ").removeprefix("The ")
    if mention.kind == "person" and mention.code and _ACRONYM_FIRST.match(short):
        there = with_initials(text, short.split()[0])
        body = parse(there) if there else None
        return replace(mention, code=body.code, sector=body.sector or mention.sector) if body else mention
    if " " in short or mention.kind not in ("organisation", "person"):
        return mention
    if not mention.key:
        there = (
            spelled_out(text, short) if f"({short})" in text else with_initials(text, short) if len(short) > 2 else None
        )
        long = parse(there) if there else mention
        return replace(long, definite=mention.definite) if long.kind == "organisation" else mention
    if not (mention.key and mention.kind == "organisation" and short.isupper()) or mention.name in text:
        return mention
    there = with_initials(text, short)
    other = parse(there) if there else mention
    return replace(other, definite=mention.definite) if other.kind == "organisation" else mention


def _short_names(mentions: Sequence[tuple[str, Parsed]]) -> list[Parsed]:
    """After "The New York Times", "the Times" is that paper and not the one of that name; beside "Sun Li", "Sun" is he."""
    found: list[Parsed] = []
    bodies: dict[str, Parsed] = {}  # the last mention of each name, the last of all at the end
    full = [p.words for _, p in mentions if p.kind == "person" and len(p.words) > 1]
    people = {word for words in full for word in (words[0], words[-1])}
    for said, mention in mentions:
        if mention.kind == "organisation" and not mention.definite and said in people and not said.isupper():
            found.append(Parsed("person", said))
            continue
        named = mention
        if mention.kind == "organisation":
            if mention.key or (mention.definite and len(mention.words) == 1):
                end = " " + mention.name.removeprefix("The ")
                named = next((p for p in reversed(bodies.values()) if p.name.endswith(end)), mention)
            bodies.pop(named.name, None)
            bodies[named.name] = named
        found.append(named)
    return found


class _Describer:
    """Finds name, country and sector of a group of mentions."""

    def __init__(
        self,
        text: str,
        spans: Sequence[Span],
        parsed: Sequence[Parsed],
        sectors: Sequence[Mapping[str, float]],
        home: str | None,
    ) -> None:
        self.text = text
        self.spans = spans
        self.parsed = parsed
        self.sectors = sectors
        self.home = home

    def describe(self, group: Group) -> tuple[str, str, Sectors]:
        said = [self.parsed[i] for i in group.members]
        apposed = self._appositions(group)
        known = self._known(group, said)
        if known:
            return known.name, known.code, next((p.sector for p in said if p.sector), known.sector)
        if said[0].kind == "both" and said[0].name.endswith(PAIR_OF_STATES):
            states = self._last_states(self.spans[group.members[0]].start)
            if len(states) == 2:
                return " and ".join(states), _UNKNOWN, ("GOV",)
        code, sector = self._code(said, apposed), self._sector(group, said, apposed)
        country = countries().names.get(group.key or "")
        return (country, str(group.key), sector) if country else (self._name(group, said, code), code, sector)

    def _last_states(self, before: int) -> list[str]:
        """The two countries last named in the text before, in the order in which they are first named there."""
        start = max(0, before - PAIR_REACH)
        codes = [hit.value.code for hit in country_hits(tokens(self.text[start:before])) if hit.value.kind != "region"]
        last = list(dict.fromkeys(reversed(codes)))[:2]
        names = [countries().names[code] for code in sorted(last, key=codes.index)]
        return [name if i == 0 else with_article(name) for i, name in enumerate(names)]

    def _known(self, group: Group, said: Sequence[Parsed]) -> Listed | None:
        """The listed person of that name, unless the report gives the name another country or given name."""
        if not group.person:
            return None
        longest = max((p.name for p in said if p.kind == "person"), key=lambda name: len(name.split()))
        if " " not in longest:
            longest = fuller_name(self.text, longest)
        known = actors.people().get(longest)
        contrary = {p.code for p in said if p.code}
        return known if known and (not contrary or known.code in contrary) else None

    def pair(self, group: Group, by_first: Mapping[int, Group]) -> tuple[str, str, Sectors]:
        """Of "the two": the names of both; the country where it is the same one; the sectors that both have."""
        assert group.pair is not None
        first, second = (self.describe(by_first[i]) for i in group.pair)
        code = first[1] if first[1] == second[1] else _UNKNOWN
        shared = tuple(sector for sector in first[2] if sector in second[2])
        return f"{first[0]} and {with_article(second[0])}", code, shared

    def _appositions(self, group: Group) -> list[Parsed]:
        """What stands after a bare name: "Ana Lopez, a Chilean senator, …"."""
        found = []
        for i in group.members:
            match = _APPOSITION.match(self.text, self.spans[i].end, self.spans[i].end + 100)
            if self.parsed[i].kind == "person" and match:
                phrase = parse(match[1])
                if phrase.kind in ("group", "organisation") and (phrase.sector or phrase.code):
                    found.append(phrase)
        return found

    def _name(self, group: Group, said: Sequence[Parsed], code: str) -> str:
        for kind in ("country", "organisation", "person", "group"):
            names = Counter(p.name for p in said if p.kind == kind and p.name and p.name.lower() not in _EMPTY)
            if names and kind == "person":
                longest = _usual(names)
                return _spaced(longest if " " in longest else fuller_name(self.text, longest), code)
            if names and kind == "organisation":
                listed = next((p.key for p in said if p.key and p.kind == kind), None)
                longest = max(names, key=len)
                return listed.removeprefix("region ") if listed else spelled_out(self.text, longest)
            if names:
                return max(names, key=_telling)
        return said[0].name or self.spans[group.members[0]].of(self.text)

    def _code(self, said: Sequence[Parsed], apposed: Sequence[Parsed]) -> str:
        keyed = next((p.code for p in said if p.key and p.code), None)
        if keyed:
            return keyed
        told = Counter(p.code for p in said if p.code) or Counter(p.code for p in apposed if p.code)
        if told:
            return str(told.most_common(1)[0][0])
        groups = [p.name for p in said if p.kind == "group"]
        regional = next(filter(None, map(_REGIONAL.search, groups)), None)
        if regional:
            return _EUROPE if regional[1] else _UNKNOWN
        return _UNKNOWN if self.home is None or any(map(_OF_NO_ONE.fullmatch, groups)) else self.home

    def _sector(self, group: Group, said: Sequence[Parsed], apposed: Sequence[Parsed]) -> Sectors:
        keyed = next((p.sector for p in said if p.key and p.sector), None)
        if keyed:
            return keyed
        told = next((p.sector for p in [*said, *apposed] if p.sector), None)
        if told:
            return told
        return self._model_sector(group)

    def _model_sector(self, group: Group) -> Sectors:
        """The mean of the model's probabilities over the mentions that have any."""
        rated = [self.sectors[i] for i in group.members if self.sectors[i]]
        total: dict[str, float] = {}
        for probabilities in rated:
            for sector, p in probabilities.items():
                if sector in actors.SECTORS:
                    total[sector] = total.get(sector, 0.0) + p / len(rated)
        ranked = sorted(total.items(), key=lambda item: (-item[1], item[0]))
        sure = tuple(sector for sector, p in ranked if p >= SURE_SECTOR)
        return sure or tuple(sector for sector, p in ranked[:1] if p >= LIKELY_SECTOR)


def _usual(names: Counter[str]) -> str:
    """Of a person's names the longest, without a first word that the report mostly leaves out: "Iron" before a full name."""
    longest = max(names, key=lambda name: (len(name.split()), names[name]))
    shorter = longest.partition(" ")[2]
    return shorter if " " in shorter and names[shorter] > 2 * names[longest] else longest


def _spaced(name: str, code: str) -> str:
    """An Indian name with its initials as encyclopaedias write them: "M. K. Lopez" for "MK Lopez"."""
    first, *rest = name.split()
    if code != "IND" or not rest or not (first.isupper() and first.isalpha() and len(first) <= 3):
        return name
    return " ".join([*(f"{letter}." for letter in first), *(f"{w}." if len(w) == 1 else w for w in rest)])


def _telling(name: str) -> tuple[bool, bool]:
    """How well a description names its group: better with words in it, and with a name among them."""
    words = tokens(name)
    return bool(words), any(word.text[:1].isupper() for word in words[1:]) or bool(country_hits(words))


def entity_of(found: Sequence[Entity]) -> dict[Span, str]:
    """The entity's id for every mention."""
    return {span: entity.id for entity in found for span in entity.mentions}


def used_spans(*roles: Spans) -> tuple[Span, ...]:
    """All spans of ``roles`` in text order, each once."""
    return tuple(sorted({span for spans in roles for span in spans}))
