"""What some outlets tell and others do not, where they differ, and how each names the same people.

>>> # comparison = compare(told, casts, ["Sample Herald", "Sample State Television"])
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from histor.errors import UsageError
from histor.link.cast import Cast
from histor.link.identities import Identity, outlet
from histor.link.names import Described, Named, Naming, described
from histor.link.origins import origin_of
from histor.link.records import EventRef
from histor.link.same import Same
from histor.link.standing import differences_of
from histor.link.telling_records import Difference, Origin, Says, Side, Telling, ToldIncident


@dataclass(frozen=True, slots=True)
class Tells:
    """What one outlet tells of an incident: what is said, by which origins, and in which tellings."""

    outlet: str
    says: tuple[Says, ...]
    origins: tuple[str, ...]
    tellings: tuple[EventRef, ...]


@dataclass(frozen=True, slots=True)
class Differ:
    """An incident that the outlets tell otherwise. The sides of ``differences`` name outlets in place of origins."""

    incident: ToldIncident
    differences: tuple[Difference, ...]
    tells: tuple[Tells, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """An outlet with the number of its reports and incidents, and the incidents that it alone of those compared tells."""

    outlet: str
    reports: int
    incidents: int
    only: tuple[ToldIncident, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Outlets compared; ``naming`` is how they name the same people, the widest disagreement first."""

    coverage: tuple[Coverage, ...]
    differ: tuple[Differ, ...]
    naming: tuple[Named, ...]


def compare(told: Iterable[ToldIncident], casts: Mapping[str, Cast], names: Sequence[str]) -> Comparison:
    """Compare the outlets called ``names`` over the incidents ``told``; ``casts`` are all accounts by report id.

    Raises UsageError where fewer than two different outlets are named, or one has no report.
    """
    ordered = [casts[id] for id in sorted(casts)]
    compared = outlets_called((cast.outlet for cast in ordered), names)
    whole = Comparing(compared, (cast for cast in ordered if cast.outlet.key in compared))
    return whole.comparison([whole.add(one, casts) for one in told])


class Comparing:
    """A comparison in the making, which needs no more than the accounts of one incident at a time.

    ``outlets`` are those compared, by key, and ``own`` are the accounts of their reports in the order of their ids.
    """

    def __init__(self, outlets: Mapping[str, Identity], own: Iterable[Cast]) -> None:
        self._outlets = outlets
        self._naming = Naming()
        self._mine: dict[str, str] = {}
        self._described: dict[str, list[Described]] = {}  # by incident: they count in the order of the comparison
        for cast in own:
            self._mine[cast.account.report.id] = cast.outlet.key
            self._naming.add(cast)

    def add(self, one: ToldIncident, casts: Mapping[str, Cast]) -> ToldIncident:
        """Take in an incident, whose accounts are among ``casts``, and give it back."""
        by = self._by_outlet(one)
        if len(by) > 1:
            self._described[one.incident.id] = list(described(by, casts))
        return one

    def comparison(self, told: Iterable[ToldIncident]) -> Comparison:
        """The comparison over incidents, all of which were added, in the order in which they are to be told."""
        counted = dict.fromkeys(self._outlets, 0)
        only: dict[str, list[ToldIncident]] = {key: [] for key in self._outlets}
        differ: list[Differ] = []
        for one in told:
            by = self._by_outlet(one)
            for key in by:
                counted[key] += 1
            if len(by) == 1:
                only[next(iter(by))].append(one)
            elif by:
                for each in self._described[one.incident.id]:
                    self._naming.describe(*each)
                if found := _differ(one, by, self._outlets):
                    differ.append(found)
        reports = Counter(self._mine.values())
        coverage = (
            Coverage(who.name, reports[key], counted[key], tuple(only[key])) for key, who in self._outlets.items()
        )
        return Comparison(tuple(coverage), tuple(differ), self._naming.named(self._outlets))

    def _by_outlet(self, one: ToldIncident) -> dict[str, list[Telling]]:
        by = {key: [t for t in one.tellings if self._mine.get(t.ref.report) == key] for key in self._outlets}
        return {key: tellings for key, tellings in by.items() if tellings}


def outlets_called(known: Iterable[Identity], names: Sequence[str]) -> dict[str, Identity]:
    """The outlets called ``names`` by key, in this order; ``known`` are those of all reports.

    Raises UsageError where one is not known, or fewer than two are named.
    """
    there = {who.key: who for who in known}
    found: dict[str, Identity] = {}
    for name in names:
        key = outlet(name).key
        if key not in there:
            raise not_there(name, (who.name for who in there.values()))
        found[key] = there[key]
    if len(found) < 2:
        raise UsageError("To compare takes two outlets or more.")
    return found


def not_there(name: str, known: Iterable[str]) -> UsageError:
    """What is said where an outlet has no report; ``known`` are those that have some."""
    listed = ", ".join(sorted(set(known))[:10]) or "none"
    return UsageError(f"There is no report of an outlet called {name!r}. Outlets that have some: {listed}.")


def _differ(one: ToldIncident, by: Mapping[str, Sequence[Telling]], outlets: Mapping[str, Identity]) -> Differ | None:
    """How the outlets ``by`` differ on an incident; None where they do not."""
    names = {telling.ref.report: outlets[key].name for key, tellings in by.items() for telling in tellings}
    views = {key: _view(outlets[key], tellings, names) for key, tellings in by.items()}
    told = [view for view in views.values() if view.says in ("affirms", "announces")]
    found = [d for d in differences_of(told) if d.kind != "denial"]
    claims = {key: _claims(tellings) for key, tellings in by.items()}
    if len(set(claims.values())) > 1 and any("denies" in words for words in claims.values()):
        said = sorted({words for words in claims.values() if words})
        sides = (Side(" and ".join(words), tuple(k for k in by if claims[k] == words)) for words in said)
        found.insert(0, Difference("denial", None, tuple(sides)))
    if not found:
        return None
    origins = {ref: origin.who.name for origin in one.origins for ref in origin.tellings}
    tells = [
        Tells(
            outlets[key].name,
            tuple(dict.fromkeys(t.says for t in by[key])),
            tuple(dict.fromkeys(origins[t.ref] for t in by[key] if t.ref in origins)),
            tuple(t.ref for t in by[key]),
        )
        for key in by
    ]
    in_words = {key: who.name for key, who in outlets.items()}
    named = [
        Difference(d.kind, d.role, tuple(Side(s.says, tuple(in_words[k] for k in s.origins)) for s in d.sides))
        for d in found
    ]
    return Differ(one, tuple(named), tuple(tells))


def _view(who: Identity, tellings: Sequence[Telling], names: Mapping[str, str]) -> Origin:
    """An outlet as if it were the one source of all that it passes on without denial."""
    told = [t for t in tellings if t.says in ("affirms", "announces")] or list(tellings)
    return origin_of([(telling, who, telling.says) for telling in told], Same(()), names)


def _claims(tellings: Sequence[Telling]) -> tuple[str, ...]:
    """What an outlet lets be claimed: that it happened or will, that it did not, or both."""
    words = {t.says for t in tellings} | {word for t in tellings for _, word in t.against}
    affirmed = bool(words & {"affirms", "announces"})
    return (*(("affirms",) if affirmed else ()), *(("denies",) if "denies" in words else ()))
