"""Places: from the names in a report to coordinates, or to an honest blank.

`with_places` fills the places of an account, `resolve_name` resolves one name alone. What a name is taken for follows
from the whole report (`places_choose`); what cannot be told stays null, with the reason. A small place needs support
from the context: a village that the gazetteer lacks gets its country, never a place of the same name elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from histor.code.countries import countries
from histor.records import Account, Event, Place, Span
from histor.resolve.gazetteer import Entry, Gazetteer, Kind, gazetteer
from histor.resolve.places_around import named_country, wholes
from histor.resolve.places_choose import Choice, Chosen, choose
from histor.resolve.places_phrases import Phrase, direction, plain, read_phrase, scan

LARGE = 100_000  # people: a town of that size may be named without any hint of where it is
KNOWN_ALONE = 5_000  # people: the only place of its name may be smaller where the report speaks of no country
SUPPORT = 0.6  # of the context's score (places_choose): a fifth of the report's votes for its country, or a near place
COUNTRY_SHARE = 0.6  # of the report's votes: then a place that is not in the gazetteer is taken to lie there
COUNTRY_VOTES = 0.5  # a place of that country, or two mentions of the country by name
LONGEST_TEXT = 200_000  # characters that are read around a name

PRECISION: dict[Kind, str] = {
    "country": "country",
    "admin1": "admin1",
    "admin2": "region",
    "town": "town",
    "region": "region",
    "point": "point",
}
NO_NAME = "the phrase names no place"
UNKNOWN = "the gazetteer has no place of this name, and nothing says in which country it lies"
UNKNOWN_IN = "the gazetteer has no place of this name in the country that the report speaks of"
UNSUPPORTED = "the gazetteer's places of this name are small, and nothing in the report supports one of them"
ONLY_COUNTRY = "only the country of the place is named"
PART = "a part of a country, which has no coordinates of its own"

Mention = tuple[Span, Place]
"""A name in the text and the place that it stands for, whose id and mentions are not filled yet."""


def resolve_name(name: str, context: str = "", *, within: Gazetteer | None = None) -> Place:
    """What ``name`` stands for in the text ``context``, which need not hold it; any text gives a place.

    Its ``id`` is "" and it has no mentions; ``reason`` says why coordinates are missing.

    >>> resolve_name("Homs").country
    'SYR'
    >>> resolve_name("Paris", "Deputies searched a farm near Paris, Kentucky.").admin1
    'Kentucky'
    """
    text = context[:LONGEST_TEXT]
    at = text.find(name) if name else -1
    if at < 0:
        text, at = f"{text}\n\n{name}", len(text) + 2
    found = resolve_phrases(text, [Span(at, at + len(name))], within or gazetteer())
    return found[0][0][1]


def with_places(account: Account, *, within: Gazetteer | None = None) -> Account:
    """``account`` with its places resolved; the place spans of its events are their mentions.

    A span that names two places ("Iraq and Syria") gives two; spans that stand for the same place become one. Ids are
    p1, p2, … in text order; an event's ``where`` is the first place of its first span. All else stays as it is.
    """
    text = account.report.text[:LONGEST_TEXT]
    spans = sorted({s for event in account.events for s in event.place if 0 <= s.start < s.end <= len(text)})
    if not spans:
        return replace(account, places=(), events=tuple(_at(event, None) for event in account.events))
    dateline = account.report.dateline
    found = resolve_phrases(text, spans, within or gazetteer(), filed=dateline.place if dateline else None)
    merged: dict[tuple[object, ...], list[Mention]] = {}
    first: dict[Span, tuple[object, ...]] = {}
    for span, mentions in zip(spans, found, strict=True):
        for mention in mentions:
            key = _identity(mention[1])
            merged.setdefault(key, []).append(mention)
            first.setdefault(span, key)
    ids = {key: f"p{i}" for i, key in enumerate(merged, start=1)}
    places = tuple(
        replace(mentions[0][1], id=ids[key], mentions=tuple(span for span, _ in mentions))
        for key, mentions in merged.items()
    )
    return replace(account, places=places, events=tuple(_placed(event, first, ids) for event in account.events))


def _placed(event: Event, first: dict[Span, tuple[object, ...]], ids: dict[tuple[object, ...], str]) -> Event:
    key = next((first[span] for span in event.place if span in first), None)
    return _at(event, ids[key] if key else None)


def _at(event: Event, where: str | None) -> Event:
    return event if event.where == where else replace(event, where=where)


def _identity(place: Place) -> tuple[object, ...]:
    """What two mentions share when they are one place: its point and precision, or else name and country."""
    if place.lat is not None:
        return place.precision, place.lat, place.lon
    return place.precision, place.name, place.country, place.admin1


def resolve_phrases(
    text: str, spans: Sequence[Span], within: Gazetteer, *, filed: str | None = None
) -> list[list[Mention]]:
    """For each of ``spans`` what its names stand for: one mention, or one for each place that it joins.

    All spans are weighed together, with the other places in ``text`` and ``filed``, the dateline's place.
    """
    phrases = [read_phrase(within, text, span) for span in spans]
    inner = [name for phrase in phrases for name in phrase.known()]
    covered = [phrase.span for phrase in phrases]
    others = [s for s in scan(within, text) if not any(s.overlaps(c) for c in covered)]
    if filed and filed not in text[:400]:
        at = len(text) + 2
        text = f"{text}\n\n{filed[:80]}"  # behind all spans, as names more
        others += read_phrase(within, text, Span(at, len(text))).known()
    chosen = choose(within, text, [*inner, *others])
    of = dict(zip([*inner, *others], chosen.choices, strict=True))
    return [_resolve_phrase(text, phrase, of, chosen, within) for phrase in phrases]


def _resolve_phrase(
    text: str, phrase: Phrase, of: dict[Span, Choice], chosen: Chosen, within: Gazetteer
) -> list[Mention]:
    words = " ".join(phrase.span.of(text).split())
    if not phrase.names:
        return [(phrase.span, _blank(words, reason=NO_NAME))]
    read = [(name.span, _resolved(of[name.span], chosen, within)) for name in phrase.names if name.known]
    if not read:
        around = wholes(within, text, phrase.names[0].span)
        return [(phrase.span, _unknown(words, around, chosen.votes_without(), within))]
    joined = _joined(text, phrase, read)
    if joined:
        return joined
    at, finest = _finest(read)
    unnamed = plain(text, phrase.span, at)
    stranger = any(not name.known and name.span.start < at.start for name in phrase.names)
    if finest.precision == "country" and finest.lat is not None:
        if direction(text, phrase.span, at):
            return [(phrase.span, _without_point(finest, words, "region", PART))]
        if stranger or not unnamed or _is_adjective(phrase, at, text):
            return [(phrase.span, _without_point(finest, words, "country", UNKNOWN_IN if stranger else ONLY_COUNTRY))]
    if stranger and finest.precision in {"admin1", "region"}:
        return [(phrase.span, _without_point(finest, words, finest.precision, UNKNOWN_IN))]
    return [(phrase.span, finest)]


def _is_adjective(phrase: Phrase, at: Span, text: str) -> bool:
    """Whether a country's adjective stands before something of it: "the Syrian coast"."""
    word = at.of(text)
    return (
        named_country(word) is not None and named_country(word, adjectives=False) is None and at.end < phrase.span.end
    )


def _joined(text: str, phrase: Phrase, read: list[Mention]) -> list[Mention]:
    """The places of "Iraq and Syria": all names known, nothing but commas and "and" between them; else empty."""
    if len(read) < 2 or len(read) != len(phrase.names) or not plain(text, phrase.span, read[0][0]):
        return []
    between = [text[a.end : b.start].strip() for (a, _), (b, _) in pairwise(read)]
    bare = [words.replace("the", "").strip(" ,") for words in between]
    return read if bare[-1] in {"and", "or", "&"} and all(words in {"", "and", "or", "&"} for words in bare) else []


_FINENESS = {"point": 0, "town": 1, "region": 2, "admin1": 3, "country": 4, None: 5}


def _finest(read: list[Mention]) -> Mention:
    """The name that the others contain: the first of the finest that has coordinates, else the first."""
    return min(read, key=lambda pair: (_FINENESS[pair[1].precision] if pair[1].lat is not None else 5, pair[0].start))


def _resolved(choice: Choice, chosen: Chosen, within: Gazetteer) -> Place:
    """The place of one name: the best option where the context bears it, else its country or nothing."""
    best = choice.best
    votes = chosen.votes_without(choice.key)
    if best is not None and _borne(choice, best, votes):
        return _place(choice.options[best], within)
    blank = _unknown(choice.name, choice.wholes, votes, within)
    return blank if blank.country or best is None else replace(blank, reason=UNSUPPORTED)


def _borne(choice: Choice, best: int, votes: dict[str, float]) -> bool:
    """Whether a choice may stand: a large place by itself, a small one only with support from the report.

    Where the words around the name put it into another country or province, no size helps.
    """
    entry = choice.options[best]
    if choice.inside[best] or entry.kind in {"country", "region", "point"}:
        return True
    if entry.kind != "admin1" and any(whole.kind in {"country", "admin1"} for whole in choice.wholes):
        return False
    if entry.population >= (LARGE if entry.kind == "town" else 10 * LARGE) or choice.context[best] >= SUPPORT:
        return True
    return len(choice.options) == 1 and entry.population >= KNOWN_ALONE and not votes


def _place(entry: Entry, within: Gazetteer) -> Place:
    division = within.division(entry.admin1) if entry.admin1 else None
    name = entry.name
    if entry.kind == "country" and entry.country:
        name = countries().names.get(entry.country, name)
    return Place(
        id="",
        name=name,
        country=entry.country,
        admin1=division.name if division else None,
        lat=entry.lat,
        lon=entry.lon,
        geonameid=entry.id,
        precision=PRECISION[entry.kind],
        mentions=(),
    )


def _unknown(name: str, around: Sequence[Entry], votes: dict[str, float], within: Gazetteer) -> Place:
    """A name that is not resolved: the country of what contains it, or that of which the report mostly speaks."""
    for whole in sorted(around, key=lambda whole: -votes.get(whole.country or "", 0.0)):
        if whole.country:
            division = within.division(whole.admin1) if whole.admin1 else None
            return _blank(name, whole.country, division.name if division else None, reason=UNKNOWN_IN)
    code, most = max(votes.items(), key=lambda pair: (pair[1], pair[0]), default=("", 0.0))
    if most >= COUNTRY_VOTES and most >= COUNTRY_SHARE * sum(votes.values()):
        return _blank(name, code, reason=UNKNOWN_IN)
    return _blank(name, reason=UNKNOWN)


def _blank(name: str, country: str | None = None, admin1: str | None = None, *, reason: str) -> Place:
    precision = "country" if country else None
    return Place("", name, country, admin1, None, None, None, precision, (), reason)


def _without_point(found: Place, name: str, precision: str, reason: str) -> Place:
    return replace(found, name=name, lat=None, lon=None, geonameid=None, precision=precision, reason=reason)
