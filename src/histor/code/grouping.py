"""Which mentions of a report mean the same: by their words, by the model's links, and by what is left.

Three kinds of evidence, in this order. Words never join what contradicts itself (John Kerry and Teresa Kerry); links
never join what the words keep apart; only mentions that nothing has placed are then placed by simple rules.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise

from histor.code import actors, naming, titles
from histor.code.countries import countries
from histor.code.counts import parse_count
from histor.code.named import REALMS
from histor.code.parsed import Parsed
from histor.code.tables import word_set
from histor.records import Span

LINK_THRESHOLD = 0.5
"""A mention joins its likeliest antecedent when the model finds that likelier than not."""

SURE_LINK = 0.8
"""What the model must find of a description of many or of somebody new ("rebels", "a group"): below, in logoi's tuning
reports, as many of its links are wrong as right. "The company" is meant to be somebody who is known."""

PRONOUN_REACH = 600
"""Characters back from a pronoun or "the minister" in which the rules look for whom it means: about a paragraph or two."""

_GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv"))  # behind a surname, which alone is said later
_PLACES_OF_GOVERNMENT = REALMS | {"government", "central government", "federal government", "country", "nation"}
# What else a report calls a country or its government: of 400 such descriptions in logoi train all but 30.
_STATE_HEADS = REALMS | word_set(
    "government country regime authoritie nation side administration state occupation territory power cabinet "
    "leadership neighbor neighbour ally allie island homeland official capital economy ruler party"
)
# One of these is none of the others: no entity in logoi train has mentions with two of these heads.
_INSTITUTIONS = word_set("ministry court party parliament senate army police embassy commission coalition newspaper")
_RULING = word_set("government regime opposition")
PAIR_OF_STATES = ("countries", "nations", "states", "governments", "neighbours", "neighbors")
_PAIR_OF_SIDES = ("sides", "parties")
_TAKES_SIDES = word_set("GOV MIL REB PRM PTY")  # sectors of bodies that are a side; and none of these codes
_NO_SIDE = word_set("UNO NGO MNC")


@dataclass(slots=True)
class Group:
    """Mentions of one entity, by index, with what identifies it: a ``key``, a person's or a body's name."""

    members: list[int]
    key: str | None = None
    person: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    pair: tuple[int, int] | None = None
    heads: set[str] = field(default_factory=set)
    institution: str = ""

    @property
    def named(self) -> bool:
        """Whether the group is identified by more than a description."""
        return bool(self.key or self.person or self.body)


class Grouping:
    """The groups of a report's mentions under construction."""

    def __init__(self, spans: Sequence[Span], parsed: Sequence[Parsed], home: str | None) -> None:
        self.spans = spans
        self.parsed = parsed
        self.home = home
        self.groups: list[Group | None] = [
            _group_of(i, p, self._owners_state(i) or home if p.owner else home) for i, p in enumerate(parsed)
        ]
        self.of = list(range(len(parsed)))  # mention → group

    def group(self, mention: int) -> Group:
        """The group that ``mention`` is in."""
        found = self.groups[self.of[mention]]
        assert found is not None  # groups that were joined into others are in no mention's ``of``
        return found

    def _owners_state(self, i: int) -> str | None:
        """The code of the country of the person whose "his" or "her" mention ``i`` begins with: "his government"."""
        parsed = self.parsed[i]
        if parsed.owner not in ("his", "her") or parsed.name.lower() not in _PLACES_OF_GOVERNMENT:
            return None
        for j in range(i - 1, -1, -1):
            if self.spans[i].start - self.spans[j].end > PRONOUN_REACH:
                return None
            if self.parsed[j].kind == "person":
                return self._state_of(self.parsed[j])
        return None

    def _state_of(self, person: Parsed) -> str | None:
        """The country of a person as the report tells it with any mention of the name, or the table."""
        same = (p.code for p in self.parsed if p.kind == "person" and p.code and p.words[-1] == person.words[-1])
        known = actors.people().get(person.name)
        code = next(same, known.code if known else None)
        return code if code in countries().names else None

    def join(self, first: int, second: int) -> bool:
        """Put two mentions' groups together unless they contradict; whether they are together now."""
        if self.of[first] == self.of[second]:
            return True
        a, b = self.group(first), self.group(second)
        if not _compatible(a, b):
            return False
        kept, gone = (
            (self.of[first], self.of[second]) if a.members[0] < b.members[0] else (self.of[second], self.of[first])
        )
        into, other = self.groups[kept], self.groups[gone]
        assert into is not None
        assert other is not None
        into.members = sorted(into.members + other.members)
        into.key = into.key or other.key
        into.person = max(into.person, other.person, key=len)
        into.body = max(into.body, other.body, key=len)
        into.heads |= other.heads
        into.institution = into.institution or other.institution
        for member in other.members:
            self.of[member] = kept
        self.groups[gone] = None
        return True

    def result(self) -> list[Group]:
        """The groups in the order of their first mentions."""
        return sorted((g for g in self.groups if g is not None), key=lambda g: g.members[0])


def group_mentions(
    spans: Sequence[Span],
    parsed: Sequence[Parsed],
    links: Iterable[tuple[int, int, float]],
    speakers: Mapping[int, int],
    resumed: Mapping[int, int],
    home: str | None,
) -> list[Group]:
    """Groups of mentions, each mention in exactly one, in text order.

    ``spans`` are sorted and ``parsed`` what they say; ``links`` are pairs of indices with probabilities;
    ``speakers`` gives for a mention inside somebody's words the mention of that somebody, ``resumed`` for a pronoun that
    goes on speaking the speaker before; ``home`` is the code of the country that the report is about.
    """
    grouping = Grouping(spans, parsed, home)
    _join_named(grouping)
    _join_descriptions(grouping)
    _join_resumed(grouping, resumed)
    _join_linked(grouping, links)
    _join_left_over(grouping, speakers)
    _pair_up(grouping)
    return grouping.result()


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """``word`` in small letters without accents and stops, for comparison."""
    if word.isascii():
        return word.lower().replace(".", "")
    plain = unicodedata.normalize("NFKD", word).casefold().replace("’", "'").replace(".", "")
    return "".join(c for c in plain if not unicodedata.combining(c))


def _group_of(i: int, parsed: Parsed, home: str | None) -> Group:
    words = tuple(fold(word) for word in parsed.words)
    if parsed.kind == "person" and len(words) > 2 and words[-1] in _GENERATIONS:
        words = words[:-1]
    key = parsed.key
    if parsed.kind == "group" and parsed.name.lower() in _PLACES_OF_GOVERNMENT and (parsed.definite or not key):
        key = home
    return Group(
        members=[i],
        key=key,
        person=words if parsed.kind == "person" else (),
        body=words if parsed.kind == "organisation" and key is None else (),
        heads=set(parsed.heads),
        institution=_head(parsed)
        if parsed.kind in ("group", "organisation") and _head(parsed) in _INSTITUTIONS
        else "",
    )


def same_person(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two folded names can be one person's.

    >>> same_person(("john", "kerry"), ("kerry",)), same_person(("john", "kerry"), ("teresa", "kerry"))
    (True, False)
    """
    short, long = sorted((a, b), key=len)
    if len(short) == 1:
        return short[0] in (long[0], long[-1])
    if short[-1] != long[-1] and not set(short) <= set(long):
        return False
    first, other = short[0], long[0]
    return set(short) <= set(long) or first == other or (min(len(first), len(other)) == 1 and first[0] == other[0])


def same_body(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two folded names can be one body's: its acronym, or the beginning or end of its name.

    >>> same_body(("imf",), ("international", "monetary", "fund")), same_body(("world", "bank"), ("world", "cup"))
    (True, False)
    """
    short, long = sorted((a, b), key=len)
    if short == long:
        return True
    if len(short) == 1:
        initials = "".join(word[:1] for word in long if word not in ("of", "the", "and", "for", "&"))
        return short[0].isalnum() and len(short[0]) > 1 and short[0] == initials
    return long[: len(short)] == short or long[-len(short) :] == short


def _compatible(a: Group, b: Group) -> bool:
    if a.pair or b.pair or (a.institution and b.institution and a.institution != b.institution):
        return False
    kinds = [bool(g.key) + 2 * bool(g.person) + 4 * bool(g.body) for g in (a, b)]
    if 0 in kinds:
        return True
    if a.key and b.key:
        return a.key == b.key
    if a.person and b.person:
        return same_person(a.person, b.person)
    return bool(a.body and b.body) and same_body(a.body, b.body)


def _join_named(grouping: Grouping) -> None:
    """Same country or listed organisation; same person, surnames to full names; same other body, and its acronym."""
    by_key: dict[str, int] = {}
    acronyms: dict[str, int] = {}
    bodies: list[int] = []  # the first mention of each other body
    for i in range(len(grouping.parsed)):
        group = grouping.group(i)
        if group.key:
            grouping.join(by_key.setdefault(group.key, i), i)
        elif group.body:
            same = next((j for j in bodies if same_body(grouping.group(j).body, group.body)), None)
            if same is None and len(group.body) == 1:
                same = acronyms.get(group.body[0])
            if same is not None:
                grouping.join(same, i)
            first = grouping.group(i).members[0]  # not ``i`` where an acronym joined it to a description
            if (at := bisect_left(bodies, first)) == len(bodies) or bodies[at] != first:
                bodies.insert(at, first)
        acronym = grouping.parsed[i].acronym
        if acronym:
            acronyms.setdefault(fold(acronym), i)
    people = [i for i, p in enumerate(grouping.parsed) if p.kind == "person"]
    # Full names first, so that a surname that stands before the full name finds it too.
    for i in sorted(people, key=lambda i: (len(grouping.parsed[i].words) == 1, i)):
        _join_person(grouping, i, people)


def _join_person(grouping: Grouping, i: int, people: Sequence[int]) -> None:
    """Join ``i`` to the nearest mention before it, else after it, that has more of the same name."""
    name = tuple(fold(word) for word in grouping.parsed[i].words)
    at = bisect_left(people, i)
    refused: set[int] = set()  # groups, of which one mention speaks for all
    for j in chain(reversed(people[:at]), people[at + 1 :]):
        if grouping.of[j] not in refused:
            person = grouping.group(j).person
            if len(person) >= len(name) and same_person(person, name) and grouping.join(j, i):
                return
            refused.add(grouping.of[j])


def _join_descriptions(grouping: Grouping) -> None:
    """Later mentions by the same words: "the protesters" is an earlier "protesters"; "a man" is always somebody new."""
    last: dict[str, int] = {}
    for i, parsed in enumerate(grouping.parsed):
        if parsed.kind != "group" or grouping.group(i).key:
            continue
        name = fold(parsed.name)
        if name in last and not parsed.indefinite:
            grouping.join(last[name], i)
        last[name] = i


def _join_resumed(grouping: Grouping, resumed: Mapping[int, int]) -> None:
    """Pronouns that go on speaking to who spoke before, where he can be meant: "it" is nobody, "she" not many."""
    for i, j in resumed.items():
        word, group = grouping.parsed[i].name, grouping.group(j)
        one = word in naming.SINGULAR_PRONOUNS
        if not (one and (group.key or group.body or _many(grouping.parsed[j]))) and not (
            word in naming.THING_PRONOUNS and group.person
        ):
            grouping.join(j, i)


def _join_linked(grouping: Grouping, links: Iterable[tuple[int, int, float]]) -> None:
    """Each mention to its likeliest antecedent, the surest pairs first."""
    best: dict[int, tuple[float, int]] = {}
    for i, j, p in links:
        later = grouping.parsed[j]
        vague = later.kind == "group" and (not later.definite or later.name.endswith("s"))
        least = SURE_LINK if vague else LINK_THRESHOLD
        if p >= least and (p, i) > best.get(j, (0.0, -1)):
            best[j] = (p, i)
    for j, (_, i) in sorted(best.items(), key=lambda item: (-item[1][0], item[0])):
        said = grouping.parsed[i], grouping.parsed[j]
        if "both" in (said[0].kind, said[1].kind) or _of_other_numbers(*said) or _one_and_many(*said):
            continue
        others = grouping.group(j), grouping.group(i)
        if not any(_no_state(p, g.key) or _other_kind(p, g) for p, g in zip(said, others, strict=True)):
            grouping.join(i, j)


def _no_state(parsed: Parsed, key: str | None) -> bool:
    """Whether ``parsed`` describes people, as "Sudanese refugees", and ``key`` is a country."""
    if parsed.kind != "group" or key not in countries().names or not parsed.words:
        return False
    return _head(parsed).removesuffix("s") not in _STATE_HEADS


def _other_kind(parsed: Parsed, group: Group) -> bool:
    """Whether ``parsed`` describes an institution and ``group`` is a person, or a government and ``group`` a body."""
    if parsed.kind != "group":
        return False
    ruling = _head(parsed) in _RULING
    if group.person:
        return ruling or _head(parsed) in _INSTITUTIONS
    return ruling and group.key is not None and group.key not in countries().names


def _head(parsed: Parsed) -> str:
    """The noun that the other words of a mention describe, folded: of "ministry of defence" ministry."""
    words = parsed.words or ("",)
    return fold(next((a for a, b in pairwise(words) if b.lower() in actors.PREPOSITIONS), words[-1]))


def _many(parsed: Parsed) -> bool:
    """Whether ``parsed`` describes several people: "the organisers", "residents of Homs"."""
    return parsed.kind == "group" and _head(parsed).endswith("s") and not _head(parsed).endswith("ss")


def _one_and_many(first: Parsed, second: Parsed) -> bool:
    """Whether one is "she" or "him" and the other several people."""
    return any(one.name in naming.SINGULAR_PRONOUNS and _many(many) for one, many in ((first, second), (second, first)))


def _of_other_numbers(first: Parsed, second: Parsed) -> bool:
    """Whether both are groups of people who were counted, with another number: "24 fighters", "at least 57 civilians"."""
    if first.kind != "group" or second.kind != "group":
        return False
    one, two = parse_count(first.name), parse_count(second.name)
    return one != two and (None, None) not in (one, two)


def _join_left_over(grouping: Grouping, speakers: Mapping[int, int]) -> None:
    """Pronouns that are still alone, and short descriptions that no name has joined."""
    for i, parsed in enumerate(grouping.parsed):
        if grouping.group(i).named:
            continue
        if parsed.kind == "pronoun" and len(grouping.group(i).members) == 1:
            antecedent = _antecedent(grouping, i, speakers)
        elif parsed.kind == "group" and not parsed.indefinite:
            antecedent = _titled(grouping, i)
        else:
            continue
        if antecedent is not None:
            grouping.join(antecedent, i)


def _antecedent(grouping: Grouping, i: int, speakers: Mapping[int, int]) -> int | None:
    word = grouping.parsed[i].name
    if word in naming.SPEAKER_PRONOUNS:
        return speakers.get(i)
    if word in naming.SINGULAR_PRONOUNS and _one(grouping, speakers.get(i)):
        return speakers[i]
    for j in _before(grouping, i):
        group = grouping.group(j)
        if word in naming.SINGULAR_PRONOUNS and group.person:
            return j
        if word in naming.THING_PRONOUNS and (group.key or group.body):
            return j
        if (
            word in naming.PLURAL_PRONOUNS
            and grouping.parsed[j].kind == "group"
            and grouping.parsed[j].name.endswith("s")
        ):
            return j
    return None


def _one(grouping: Grouping, i: int | None) -> bool:
    """Whether mention ``i`` is one person: "One student told reporters that … her"."""
    if i is None or grouping.group(i).key or grouping.group(i).body:
        return False
    return grouping.parsed[i].kind in ("person", "group") and not _many(grouping.parsed[i])


def _titled(grouping: Grouping, i: int) -> int | None:
    """The one person in the report who has all words of the office ``i`` in his title, else somebody near.

    Of a short description ("the minister") it is the nearest one before whose title or name holds the last word.
    """
    parsed = grouping.parsed[i]
    words = [fold(word) for word in parsed.words if word not in titles.JOINERS]
    if len(words) > 1 and not titles.HOLDERS.isdisjoint(words):
        held = {
            grouping.of[j]: j for j, p in enumerate(grouping.parsed) if p.kind == "person" and p.heads >= set(words)
        }
        if len(held) == 1:
            return next(iter(held.values()))
    if not parsed.definite or not 1 <= len(parsed.words) <= 2:
        return None
    head = parsed.words[-1].lower()
    return next((j for j in _before(grouping, i) if grouping.group(j).named and head in grouping.group(j).heads), None)


def _before(grouping: Grouping, i: int) -> Iterable[int]:
    for j in range(i - 1, -1, -1):
        if grouping.spans[i].start - grouping.spans[j].end > PRONOUN_REACH:
            return
        yield j


def _is_side(group: Group, parsed: Parsed) -> bool:
    """Whether a named group may be one of two sides: a country, or a body that governs or fights."""
    return group.key in countries().names or bool(
        _TAKES_SIDES & set(parsed.sector) and parsed.code and parsed.code not in _NO_SIDE
    )


def _pair_up(grouping: Grouping) -> None:
    """Of "the two", "both countries": an entity of its own, of the two last named that fit."""
    mentions = range(len(grouping.parsed))
    states = [j for j in mentions if grouping.group(j).key in countries().names]
    sides = [j for j in mentions if grouping.group(j).key and _is_side(grouping.group(j), grouping.parsed[j])]
    people = [j for j in mentions if grouping.group(j).person]
    for i, parsed in enumerate(grouping.parsed):
        if parsed.kind != "both":
            continue
        of_states, of_sides = (parsed.name.endswith(which) for which in (PAIR_OF_STATES, _PAIR_OF_SIDES))
        fitting = states if of_states else sides if of_sides else people
        found: list[int] = []
        for j in reversed(fitting[: bisect_left(fitting, i)]):
            if grouping.of[j] not in found:
                found.append(grouping.of[j])
            if len(found) == 2:
                firsts = [g.members[0] for k in found if (g := grouping.groups[k]) is not None]
                grouping.group(i).pair = (min(firsts), max(firsts))
                break
