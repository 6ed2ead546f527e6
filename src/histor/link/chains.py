"""Each event of an incident as a telling: its chain over reports, whom it comes from, what that source says of it.

A chain begins with the report's outlet. Where the passage was copied, or the report credits an agency, that one comes
next; then the voices, outermost first. Where a voice is another outlet whose report of the incident the corpus holds,
the step points to it, and a telling that ends there comes from whom that report has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from histor.code.grouping import fold
from histor.link.cast import Cast
from histor.link.credit import credited
from histor.link.identities import Identity, outlet
from histor.link.records import Carrier, CopyGroup, EventRef, Incident
from histor.link.same import Same
from histor.link.telling_records import Number, Says, Step, Telling
from histor.records import Event, Span, Stance, Status

_REACH = 30
"""Days back from a report in which the report that it cites is looked for: nobody cites older news as news."""

_UNDATED = "9999"  # sorts last
_NO_WORD = re.compile(r"\W+")


def says(stance: Stance, status: Status) -> Says:
    """What a source says of an event that it tells with ``stance`` and ``status``.

    >>> says("deny", "actual"), says("affirm", "negated"), says("want", "future")
    ('denies', 'denies', 'announces')
    """
    if stance == "deny":
        return "affirms" if status == "negated" else "denies"
    if stance == "doubt":
        return "doubts"
    if status == "future":
        return "announces"
    if stance == "want":
        return "wants"
    if status == "hypothetical":
        return "supposes"
    return "denies" if status == "negated" else "affirms"


class Copied:
    """Who first carried each passage: reports with the copy groups in which they stand."""

    def __init__(self, groups: Iterable[CopyGroup]) -> None:
        self._of: dict[str, list[tuple[CopyGroup, Carrier]]] = {}
        for group in sorted(groups, key=lambda g: g.id):
            for carrier in group.carriers:
                self._of.setdefault(carrier.report, []).append((group, carrier))

    def text(self, report: str) -> str:
        """The id of the report whose text ``report`` carries; its own where it is no copy."""
        return min((group.earliest for group, _ in self._of.get(report, ())), default=report)

    def group(self, report: str, passage: Span) -> CopyGroup | None:
        """The group from which ``report`` has ``passage``; None where it is its own.

        What a carrier added is its own, and so is all that the earliest carrier has, unless an agency is credited.
        """
        first: CopyGroup | None = None
        for group, carrier in self._of.get(report, ()):
            if group.earliest == report:
                first = group
            elif not any(added.overlaps(passage) for added in carrier.added):
                return group
        return first if first and first.agency else None

    def is_copy(self, report: str) -> bool:
        """Whether ``report`` carries an earlier report's text."""
        return any(group.earliest != report for group, _ in self._of.get(report, ()))


@dataclass(frozen=True, slots=True)
class _Raw:
    """An event with its chain as its own report gives it; ``copied`` is the report from which it was copied."""

    ref: EventRef
    event: Event
    cast: Cast
    chain: tuple[Step, ...]
    copied: str | None


def tellings(incident: Incident, casts: Mapping[str, Cast], copied: Copied) -> tuple[tuple[Telling, ...], Same]:
    """The tellings of ``incident``, sorted by publication, report and event; and who is who among their sources.

    ``casts`` are the accounts by report id; members whose account or event is not there are passed over.
    """
    raws = [
        _raw(ref, casts[ref.report], casts, copied)
        for ref in incident.refs
        if ref.report in casts and ref.event in casts[ref.report].events
    ]
    raws.sort(key=lambda raw: (_day(raw.cast), raw.ref.report, raw.event.trigger, raw.ref.event))
    same = Same(_everybody(raws))
    cited = _Cited(raws, same)
    return tuple(_telling(raw, cited) for raw in raws), same


def _day(cast: Cast) -> str:
    return cast.published or _UNDATED


def _everybody(raws: Sequence[_Raw]) -> list[Identity]:
    """Sources and outlets, and all whom the reports name as actors and recipients: they complete short names."""
    found: list[Identity] = []
    for raw in raws:
        found += [identity for step in raw.chain for identity in step.who]
        found += [*raw.cast.who(raw.event.actor), *raw.cast.who(raw.event.recipient)]
    return found


def _raw(ref: EventRef, cast: Cast, casts: Mapping[str, Cast], copied: Copied) -> _Raw:
    event = cast.events[ref.event]
    group = copied.group(ref.report, cast.sentence(event.trigger))
    own = group is None and copied.is_copy(ref.report)
    source = None if own else _text_source(cast, group, casts)
    steps = [Step((cast.outlet,), "affirm")]
    if source and source.key != cast.outlet.key:
        steps.append(Step((source,), "affirm"))
    steps += [Step(cast.source(voice), voice.stance, voice.id) for voice in cast.chain(event)]
    earliest = group.earliest if group and group.earliest != ref.report else None
    return _Raw(ref, event, cast, tuple(steps), earliest)


def _text_source(cast: Cast, group: CopyGroup | None, casts: Mapping[str, Cast]) -> Identity | None:
    """From whom the report has a passage: the agency that it credits, or the earliest outlet to carry it."""
    if group is None:
        agency = credited(cast.account.report)
        return outlet(agency) if agency else None
    if group.agency:
        return outlet(group.agency)
    if group.earliest in casts:
        return casts[group.earliest].outlet
    name = next(carrier.outlet for carrier in group.carriers if carrier.report == group.earliest)
    return outlet(name) if name else None


class _Cited:
    """Finds the report to which a step of a chain points."""

    def __init__(self, raws: Sequence[_Raw], same: Same) -> None:
        self.same = same
        self._reports: dict[str, dict[str, list[_Raw]]] = {}  # key of an outlet or agency → report → its tellings
        for raw in raws:
            for step in raw.chain:
                if step.voice is None:
                    self._reports.setdefault(same.key(step.who[0]), {}).setdefault(raw.ref.report, []).append(raw)

    def tellings(self, step: Step, by: _Raw) -> list[_Raw]:
        """The tellings of the report that ``step`` of ``by`` cites; none where the corpus does not hold it.

        It is the latest before; of several of a day one that the outlet itself published, then that of the smallest id.
        """
        if step.voice is None or len(step.who) != 1:
            return []
        key = self.same.key(step.who[0])
        found = [
            raws
            for report, raws in sorted(self._reports.get(key, {}).items())
            if report != by.ref.report
            and raws[0].copied != by.ref.report
            and _citable(_day(raws[0].cast), _day(by.cast))
        ]
        return max(
            found, key=lambda raws: (_day(raws[0].cast), self.same.key(raws[0].cast.outlet) == key), default=[]
        )  # fmt: skip


def _citable(day: str, by: str) -> bool:
    """Whether a report of ``day`` may be cited by one of the day ``by``; undated ones may be by any."""
    if _UNDATED in (day, by):
        return True
    return 0 <= (date.fromisoformat(by) - date.fromisoformat(day)).days <= _REACH


def _telling(raw: _Raw, cited: _Cited) -> Telling:
    event, cast = raw.event, raw.cast
    chain = tuple(
        replace(step, cites=found[0].ref.report) if (found := cited.tellings(step, raw)) else step for step in raw.chain
    )
    origins, against, stance = _origins(raw, cited, frozenset())
    return Telling(
        ref=raw.ref,
        chain=chain,
        origins=origins,
        says=says(stance, event.status),
        against=tuple((who, says(outer, event.status)) for who, outer in against),
        stance=stance,
        status=event.status,
        background=event.background,
        published=cast.published,
        copied=raw.copied,
        sentence=cast.sentence(event.trigger),
        actors=_fullest(cast.who(event.actor), cited.same),
        recipients=_fullest(cast.who(event.recipient), cited.same),
        countries=cast.countries(event),
        numbers=tuple(
            Number(role, count.min, count.max)
            for role, count in sorted(event.counts.items())
            if (count.min, count.max) != (None, None)
        ),
    )


def _fullest(identities: Iterable[Identity], same: Same) -> tuple[Identity, ...]:
    return tuple({same.key(identity): same.who(identity) for identity in identities}.values())


def _origins(
    raw: _Raw, cited: _Cited, passed: frozenset[str]
) -> tuple[tuple[Identity, ...], list[tuple[Identity, Stance]], Stance]:
    """Whom a telling comes from; who further out denies or doubts it; and the stance of whom it comes from.

    A source that only wants something said ("urged Moscow to admit that …") is where a chain ends: what stands inside
    was not said. ``passed`` are the reports through which this one was reached, so that two that cite each other end.
    """
    against: list[tuple[Identity, Stance]] = []
    last = raw.chain[0]
    for step in raw.chain:
        last = step
        if step.stance == "want":
            break
        if step is not raw.chain[-1] and step.stance in ("deny", "doubt"):
            against += [(who, step.stance) for who in step.who]
    found = cited.tellings(last, raw) if last is raw.chain[-1] and last.stance == "affirm" else []
    if found and found[0].ref.report not in passed:
        origins, _, stance = _origins(_nearest(raw, found), cited, passed | {raw.ref.report})
        return origins, against, stance
    return last.who, against, last.stance


def _nearest(raw: _Raw, others: Sequence[_Raw]) -> _Raw:
    """Of the tellings of a cited report the one that ``raw`` repeats: asserted, of its type and status, most alike."""
    words = _words(raw)

    def likeness(other: _Raw) -> tuple[bool, bool, bool, int]:
        asserted = all(step.stance == "affirm" for step in other.chain)
        alike = other.event.type == raw.event.type, other.event.status == raw.event.status
        return asserted, *alike, len(words & _words(other))

    return max(others, key=likeness)


def _words(raw: _Raw) -> frozenset[str]:
    sentence = raw.cast.sentence(raw.event.trigger).of(raw.cast.text)
    return frozenset(fold(word) for word in _NO_WORD.split(sentence) if len(word) > 3)
