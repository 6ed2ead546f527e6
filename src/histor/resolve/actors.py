"""Actors: what needs knowledge of people, offices and dates. Entities get their usual names, codes and identifiers.

`with_actors` takes an account whose entities go by the report's own words and returns it with "Clinton" as the Clinton
of that year, "the US president" as who was it on that day, "the army" as the army of its country. Entities that turn
out to be one become one. What the tables do not tell stays as it was. See docs/actors.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from histor.code import actors as tables
from histor.code.countries import countries, country_hits, home_country, spoken_of
from histor.code.grouping import fold
from histor.code.tables import Token, tokens, word_set
from histor.records import Account, Entity, Span
from histor.resolve.actors_dates import days_of
from histor.resolve.actors_draft import Draft, draft_of
from histor.resolve.actors_names import described, is_government
from histor.resolve.actors_offices import Days, Holder, Offices, office_words, offices, one_person
from histor.resolve.actors_owners import Owned, Owners, belonging
from histor.resolve.actors_people import name_person, near_term
from histor.resolve.actors_user import NO_ACTORS, UserActors

UNKNOWN = "---"
_FILLERS = word_set("the of current incumbent sitting country nation republic")  # at either end of an office
_LEADING = re.compile(r"(?i)^(?:(?:the|in|at|near|inside|outside|across|around|over|of|on) )+")
_LONGEST_OFFICE = 6  # words
SURE_HOME = 0.6
"""A group is named after the country that the report is about where at least this share of its words for countries name
it. In logoi train nine in ten such groups are of that country. Between 0.4 and 0.6 eight in ten are where the words
around speak most of that country too, and not even six in ten where they speak of another."""
_ARMED = word_set("REB UAF PRM")
AROUND = 250, 100
"""Characters before and behind a mention whose words for countries are looked at."""
_FATES = re.compile(
    r"(?P<killed>kill|dead|death|die|murder|massacr|slain|slaughter|left dead)|(?P<injured>injur|wound|hurt)|(?P<arrested>arrest|detain)"
)
_BOUNDARY = re.compile(r"^(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Oo]ur|[Tt]heir|[Tt]his|[Tt]hat) ")


def with_actors(account: Account, user: UserActors = NO_ACTORS) -> Account:
    """``account`` with its entities resolved; ``user`` is the user's own table, which comes before Histor's.

    Offices and surnames are resolved for the days of the report (see `days_of`). Entities that are found to be the same
    are joined and numbered anew; nothing else of the account changes.
    """
    if not account.entities:
        return account
    text = account.report.text
    drafts = [draft_of(text, entity) for entity in account.entities]
    days = days_of(account.report)
    table = offices()
    for draft in drafts:
        if not _from_user(draft, user, days):
            name_person(draft, table, days)
    for draft in drafts:
        if not draft.settled and not draft.is_("person"):
            _office(draft, drafts, table, days)
    places, fates = _places(account), _fates(account)
    usual = _usual_place(account)
    home = home_country(text, SURE_HOME)
    owners = Owners(account, drafts)
    for draft in drafts:
        if not draft.settled and _unnamed(draft):
            where = next((places[span] for span in draft.entity.mentions if span in places), None)
            sure = draft.told or draft.code == home or is_government(draft.name, draft.code) or _around(text, draft)
            code = draft.code if sure else UNKNOWN
            whose = None if is_government(draft.name, draft.code) else owners.of(draft)
            if whose and draft.is_("group") and (name := _belonging(draft, whose, days)):
                draft.name = name
                continue
            name = described(draft.name, code, draft.sector, where, _fate(draft, fates), usual)
            draft.settled = draft.name != name and " in " not in name
            draft.name = name
    return _joined(account, drafts)


def _around(text: str, draft: Draft) -> bool:
    """Whether the words around the first mention speak most of the country that the report is about.

    Armed groups of which reports about the United States tell are mostly elsewhere.
    """
    if draft.code == "USA" and _ARMED & set(draft.sector):
        return False
    first = draft.entity.mentions[0]
    return draft.code == spoken_of(text[max(0, first.start - AROUND[0]) : first.end + AROUND[1]])


def _belonging(draft: Draft, whose: Owned, days: Days | None) -> str | None:
    """The name of a description that says whose it is: its own where the owner's country has such a body, else by him."""
    own = described(whose.words, whose.code, draft.sector, None) if whose.code else whose.words
    if own != whose.words and " in " not in own:
        draft.code = whose.code
        return own
    return belonging(whose, days)


def _unnamed(draft: Draft) -> bool:
    """Whether the entity goes by a description, or by a general name such as "Supreme Court"."""
    if draft.is_("person") or draft.is_("both") or draft.is_("country"):
        return False
    return not any(parsed.key for _, parsed in draft.said) and (draft.is_("group") or draft.is_("organisation"))


def _from_user(draft: Draft, user: UserActors, days: Days | None) -> bool:
    """Name the entity as the user's table has it, where one of its names or mentions is in it."""
    if not user:
        return False
    for name in (draft.name, *(parsed.name for _, parsed in draft.said), *(words for words, _ in draft.said)):
        row = user.find(_BOUNDARY.sub("", " ".join(name.split())), days)
        if row:
            draft.name, draft.code = row.name, row.code or draft.code
            draft.sector, draft.identifier = row.sector or draft.sector, row.identifier
            draft.settled = True
            return True
    return False


def _office(draft: Draft, drafts: Sequence[Draft], table: Offices, days: Days | None) -> None:
    """Who is meant by an office: whom the text names with it, else whom the table names for the days."""
    for words, parsed in draft.said:
        if parsed.kind not in ("group", "organisation"):
            continue
        office = _BOUNDARY.sub("", words)
        code, held = _office_of(office, draft.code)
        if not held:
            continue
        if code == UNKNOWN:
            if _named_holder(draft, office, drafts, table, days):
                return
            continue
        named = [other for other in drafts if other is not draft and _has_title(other, held, code)]
        if len(named) == 1:
            draft.into, draft.settled = named[0], True
            return
        holder = _holder(table, code, held, days, {other.name for other in drafts})
        if holder is not None:
            draft.name, draft.code, draft.sector = holder.name, holder.code, holder.sector
            draft.identifier, draft.settled = holder.identifier, True
            return
        if _named_holder(draft, office, drafts, table, days):
            return


def _named_holder(draft: Draft, words: str, drafts: Sequence[Draft], table: Offices, days: Days | None) -> bool:
    """Join the office ``words`` to the one person in the report who held it, though only his surname may be there."""
    found = [
        (other, term)
        for other in drafts
        if other.is_("person")
        for term in (table.named if " " in other.name else table.surnamed).get(fold(other.name), ())
        if draft.code in (term.code, UNKNOWN)
        and term.office in _office_of(words, term.code)[1]
        and near_term(term, days)
    ]
    if not one_person(term for _, term in found):
        return False
    person, term = found[0]
    if not person.settled:
        person.name, person.code, person.identifier, person.settled = term.name, term.code, term.identifier, True
        person.sector = person.sector or term.sector
    draft.into, draft.settled = person, True
    return True


def _holder(table: Offices, code: str, held: Iterable[str], days: Days | None, named: set[str]) -> Holder | None:
    """The holder of an office in ``days``; without them the only holder ever whom the text names."""
    for office in held:
        if days is not None:
            found = table.holding(code, office, days)
        else:
            found = one_person(term for term in table.held.get((code, office), ()) if term.name in named)
        if found:
            return found[0]
    return None


def _office_of(words: str, home: str) -> tuple[str, tuple[str, ...]]:
    """Country or body, and the offices that ``words`` may mean: "US president" → ("USA", ("president",)).

    Where the words tell no country it is ``home``. Words that say more, as "former" and "deputy", mean no office here.
    """
    cut = tokens(words)
    if not 0 < len(cut) <= _LONGEST_OFFICE:
        return home, ()
    bodies = [(hit.start, hit.end, hit.value.code) for hit in tables.organisations().find(cut)]
    states = [(hit.start, hit.end, hit.value.code) for hit in country_hits(cut)]
    code = home
    for owners in (bodies, states):  # "Pakistani army chief" is Pakistan's, not a chief of the Pakistani army
        if len(owners) > 1:
            return home, ()
        code = owners[0][2] if owners else code
        held = _held(cut, owners, code)
        if held:
            return code, held
    return code, ()


def _held(cut: tuple[Token, ...], owners: Sequence[tuple[int, int, str]], code: str) -> tuple[str, ...]:
    """The offices that the words beside ``owners`` may mean in the country or body ``code``."""
    rest = [word.text.lower() for word in cut if not any(start <= word.start < end for start, end, _ in owners)]
    while rest and rest[0] in _FILLERS:
        del rest[0]
    while rest and rest[-1] in _FILLERS:
        del rest[-1]
    meant = office_words().get(tuple(rest), ())
    return tuple(office for office, codes in meant if not codes or code in codes or code == UNKNOWN)


def _has_title(draft: Draft, held: Iterable[str], code: str) -> bool:
    """Whether a person is named with one of the offices: "President Ana Lopez"."""
    if not draft.is_("person") or (draft.told and code not in draft.told):
        return False
    for words, parsed in draft.said:
        if parsed.kind == "person" and words.endswith(parsed.name) and len(words) > len(parsed.name):
            _, titled = _office_of(_BOUNDARY.sub("", words[: -len(parsed.name)].strip(" ,")), code)
            if set(titled) & set(held):
                return True
    return False


def _places(account: Account) -> dict[Span, str]:
    """For each actor and recipient of an event whose place can stand after "in", the words of the first such place."""
    found: dict[Span, str] = {}
    for event in account.events:
        name = _place_name(event.place[0].of(account.report.text)) if event.place else None
        if name:
            for span in event.actor + event.recipient:
                found.setdefault(span, name)
    return found


def _usual_place(account: Account) -> str | None:
    """The place of more than half of the report's events that have one, at least two, if it can stand after "in"."""
    names = [_place_name(event.place[0].of(account.report.text)) for event in account.events if event.place]
    name, times = Counter(names).most_common(1)[0] if names else (None, 0)
    return name if times > max(1, len(names) / 2) else None


def _fates(account: Account) -> dict[Span, str]:
    """What was done to each recipient that is the recipient of one kind of act: "killed", "injured", "arrested"."""
    found: dict[Span, set[str]] = {}
    for event in account.events:
        done = _FATES.match(event.trigger.of(account.report.text).lower())
        for span in (*event.actor, *event.recipient):
            found.setdefault(span, set()).add(done.lastgroup or "" if done and span in event.recipient else "")
    return {span: fate for span, (fate, *more) in found.items() if fate and not more}


def _fate(draft: Draft, fates: Mapping[Span, str]) -> str | None:
    """What was done to those of whom the report tells nothing else."""
    told = {fates.get(span, "") for span in draft.entity.mentions}
    return next(iter(told)) or None if len(told) == 1 else None


def _place_name(words: str) -> str | None:
    """A place that can stand after "in": up to three words, the outer ones names, and no adjective."""
    name = _LEADING.sub("", " ".join(words.split()))
    named = countries().words.get(name)
    cut = name.split()
    if not 0 < len(cut) <= 3 or not (cut[0][:1].isupper() and cut[-1][:1].isupper()):
        return None
    return None if named and named.kind == "adjective" else name


def _joined(account: Account, drafts: Sequence[Draft]) -> Account:
    """The account with its entities as drafted, those that are the same joined into the first of them."""
    kept: list[Draft] = []
    home: dict[str, Draft] = {}
    known: dict[tuple[str, str], Draft] = {}
    for draft in drafts:
        target = draft.into or draft
        if not draft.into and (target.settled or target.is_("country") or target.is_("organisation")):
            target = known.setdefault((target.name, target.code), target)
        home[draft.entity.id] = target
    for draft in drafts:
        target = _last(home, home[draft.entity.id])
        home[draft.entity.id] = target
        if not target.mentions:
            kept.append(target)
        target.mentions += draft.entity.mentions
    kept.sort(key=lambda draft: min(draft.mentions))
    numbers = {id(draft): f"n{number}" for number, draft in enumerate(kept, start=1)}
    entities = tuple(
        Entity(numbers[id(d)], d.name, d.code, d.sector, d.identifier, tuple(sorted(d.mentions))) for d in kept
    )
    ids = {old: numbers[id(target)] for old, target in home.items()}
    voices = tuple(
        replace(v, entity=ids.get(v.entity)) if v.entity and ids.get(v.entity) != v.entity else v
        for v in account.voices
    )
    return replace(account, entities=entities, voices=voices)


def _last(home: dict[str, Draft], draft: Draft) -> Draft:
    """Where a chain of joins ends: an office joined to a person who was joined to another."""
    for _ in range(len(home)):
        target = home[draft.entity.id]
        if target is draft:
            return draft
        draft = target
    return draft
