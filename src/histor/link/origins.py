"""From where an incident is known: its origins, how they stand to one another, its figures with their tellers.

>>> # told(incident, casts, copied) → ToldIncident; `histor.link.corpus.Corpus` does it for all incidents of a corpus
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from histor.link.cast import Cast
from histor.link.chains import Copied, tellings
from histor.link.identities import Identity
from histor.link.records import Figure, Incident, Told
from histor.link.same import Same
from histor.link.standing import apart, called, differences_of, figures, opposed, standing_of
from histor.link.telling_records import Change, DifferenceKind, Number, Origin, Says, Telling, ToldIncident
from histor.plain import figure

_CLAIMS: tuple[Says, ...] = ("affirms", "announces", "denies")
_NAMED: tuple[DifferenceKind, ...] = ("actor", "victims")


def told(incident: Incident, casts: Mapping[str, Cast], copied: Copied) -> ToldIncident:
    """``incident`` with its origins; ``casts`` are the accounts of its reports by report id."""
    found, same = tellings(incident, casts, copied)
    origins = origins_of(found, same, {id: cast.outlet.name for id, cast in casts.items()})
    differences = differences_of(origins)
    carriers = tuple(dict.fromkeys(telling.ref.report for telling in found))
    return ToldIncident(
        incident=incident,
        standing=standing_of(origins, differences),
        origins=origins,
        differences=differences,
        figures=_figures(found, same),
        tellings=found,
        reports=tuple(dict.fromkeys(copied.text(report) for report in carriers)),
        carriers=carriers,
        outlets=tuple(dict.fromkeys(casts[report].outlet.name for report in carriers)),
        unattributed=sum(not telling.origins for telling in found),
    )


def origins_of(found: Sequence[Telling], same: Same, outlets: Mapping[str, str]) -> tuple[Origin, ...]:
    """The origins of tellings, those with most carriers first; ``outlets`` are names by report id."""
    held: dict[str, list[tuple[Telling, Identity, Says]]] = {}
    for telling in found:
        for who, word in _held(telling):
            held.setdefault(same.key(who), []).append((telling, who, word))
    made = [origin_of(entries, same, outlets) for entries in held.values()]
    return tuple(sorted(made, key=lambda origin: (-len(origin.carriers), origin.who.name, origin.who.key)))


def _held(telling: Telling) -> list[tuple[Identity, Says]]:
    """Who says what by ``telling``: those from whom it comes, and those who deny or doubt what they pass on."""
    return [*((who, telling.says) for who in telling.origins), *telling.against]


def origin_of(entries: Sequence[tuple[Telling, Identity, Says]], same: Same, outlets: Mapping[str, str]) -> Origin:
    """The origin of ``entries``: tellings, one or more, in order of publication, with who says what by them."""
    told = [t for t, _, word in entries if word in ("affirms", "announces")]
    refs = tuple(dict.fromkeys(t.ref for t, _, _ in entries))
    carriers = tuple(dict.fromkeys(ref.report for ref in refs))
    return Origin(
        who=same.who(entries[0][1]),
        names=same.names(entries[0][1]),
        keys=same.keys(entries[0][1]),
        says=_last([(t, word) for t, _, word in entries]),
        stances=tuple(dict.fromkeys(t.stance for t, who, _ in entries if who in t.origins)),
        statuses=tuple(dict.fromkeys(t.status for t, _, _ in entries)),
        tellings=refs,
        carriers=carriers,
        outlets=tuple(dict.fromkeys(outlets[report] for report in carriers)),
        actors=_each(i for t in told for i in t.actors),
        recipients=_each(i for t in told for i in t.recipients),
        countries=tuple(dict.fromkeys(country for t in told for country in t.countries)),
        numbers=_numbers(told),
        changes=_changes([(t, word) for t, _, word in entries]),
    )


def _each(identities: Iterable[Identity]) -> tuple[Identity, ...]:
    return tuple({identity.key: identity for identity in identities}.values())


def _last(entries: Sequence[tuple[Telling, Says]]) -> Says:
    """What was said on the last day: what was claimed most often, and of equals what was said last."""
    claims = [(t, word) for t, word in entries if word in _CLAIMS] or list(entries)
    day = claims[-1][0].published
    words = [word for t, word in claims if t.published == day]
    counted = Counter(words)
    return max(reversed(words), key=lambda word: counted[word])


def _numbers(told: Sequence[Telling]) -> tuple[Number, ...]:
    """The figures of each role on the last day on which there were any."""
    last: dict[str, list[Number]] = {}
    days: dict[str, str | None] = {}
    for telling in told:
        for number in telling.numbers:
            if days.get(number.role, telling.published) != telling.published:
                last[number.role] = []
            days[number.role] = telling.published
            last.setdefault(number.role, []).append(number)
    return tuple(number for role in sorted(last) for number in dict.fromkeys(last[role]))


def _changes(entries: Sequence[tuple[Telling, Says]]) -> tuple[Change, ...]:
    """Where an origin says on a later day what its words of the last day before exclude.

    Two reports of one day have no order that anybody could know, so that they never make a change.
    """
    days: dict[str, list[tuple[Telling, Says]]] = {}
    for telling, word in entries:
        if telling.published and telling.copied is None:
            days.setdefault(telling.published, []).append((telling, word))
    found: list[Change] = []
    before: list[tuple[Telling, Says]] = []
    for day in sorted(days):
        found += _turns(before, days[day])
        before = days[day]
    return tuple(found)


def _turns(before: Sequence[tuple[Telling, Says]], after: Sequence[tuple[Telling, Says]]) -> list[Change]:
    found: list[Change] = []
    words = [{word for _, word in side if word in ("affirms", "denies")} for side in (before, after)]
    if len(words[0]) == len(words[1]) == 1 and words[0] != words[1]:
        found.append(_change("denial", before, after, *(next(iter(side)) for side in words)))
    told = [[t for t, word in side if word in ("affirms", "announces")] for side in (before, after)]
    for kind in _NAMED:
        sides = [_each(i for t in side for i in (t.actors if kind == "actor" else t.recipients)) for side in told]
        if opposed(*sides):
            found.append(_change(kind, before, after, *(called(side) for side in sides)))
    numbers = [_numbers(side) for side in told]
    for role in sorted({n.role for side in numbers for n in side}):
        sides_of = [tuple(n for n in side if n.role == role) for side in numbers]
        if apart(*sides_of):
            found.append(_change("figures", before, after, *(f"{role} {figures(side)}" for side in sides_of)))
    return found


def _change(
    kind: DifferenceKind,
    before: Sequence[tuple[Telling, Says]],
    after: Sequence[tuple[Telling, Says]],
    first: str,
    then: str,
) -> Change:
    return Change(kind, first, before[0][0].ref, then, after[0][0].ref)


def _figures(found: Sequence[Telling], same: Same) -> tuple[Figure, ...]:
    """Every figure with its tellers, lowest first; a figure that one teller gives twice stands once."""
    told: dict[str, dict[tuple[str, int | None, int | None], Told]] = {}
    for telling in found:
        if telling.says in ("affirms", "announces"):
            teller = _teller(telling, same)
            for number in telling.numbers:
                key = (teller, number.min, number.max)
                told.setdefault(number.role, {}).setdefault(key, Told(telling.ref, teller, number.min, number.max))
    made = []
    for role in sorted(told):
        each = sorted(told[role].values(), key=_size)
        ends = [end for one in each for end in (one.min, one.max) if end is not None]
        made.append(Figure(role, min(ends), max(ends), tuple(each)))
    return tuple(made)


def _size(told: Told) -> tuple[int, int, str]:
    low = told.min if told.min is not None else 0
    return low, told.max if told.max is not None else low, told.teller or ""


def _teller(telling: Telling, same: Same) -> str:
    """Whom a figure comes from: the origins, or where nobody is named the outlet that has it."""
    return ", ".join(same.who(who).name for who in telling.origins or telling.chain[0].who)


def in_words(figures_told: Figure) -> str:
    """A range in words: "12 (Ministry of Health) … 30 (rebels, Sample Herald)"."""
    tellers: dict[str, list[str]] = {}
    for one in figures_told.told:
        tellers.setdefault(figure(one.min, one.max), []).append(one.teller or "")
    return " … ".join(f"{words} ({', '.join(names)})" for words, names in tellers.items())
