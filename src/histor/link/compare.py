"""What some outlets tell and others do not, where they differ, and how each names the same people.

>>> # comparison = compare(told, casts, ["Sample Herald", "Sample State Television"])
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from histor.errors import UsageError
from histor.link.cast import Cast
from histor.link.identities import Identity, outlet
from histor.link.names import Named, names_given
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
    outlets = _outlets(casts, names)
    mine = {id: cast.outlet.key for id, cast in casts.items() if cast.outlet.key in outlets}
    shared: list[tuple[ToldIncident, dict[str, list[Telling]]]] = []
    counted = dict.fromkeys(outlets, 0)
    only: dict[str, list[ToldIncident]] = {key: [] for key in outlets}
    for one in told:
        by = {key: [t for t in one.tellings if mine.get(t.ref.report) == key] for key in outlets}
        by = {key: tellings for key, tellings in by.items() if tellings}
        for key in by:
            counted[key] += 1
        if len(by) == 1:
            only[next(iter(by))].append(one)
        elif by:
            shared.append((one, by))
    reports = {key: sum(of == key for of in mine.values()) for key in outlets}
    return Comparison(
        tuple(Coverage(who.name, reports[key], counted[key], tuple(only[key])) for key, who in outlets.items()),
        tuple(differ for one, by in shared if (differ := _differ(one, by, outlets))),
        names_given(outlets, mine, casts, [by for _, by in shared]),
    )


def _outlets(casts: Mapping[str, Cast], names: Sequence[str]) -> dict[str, Identity]:
    """The outlets by key, in the order of ``names``."""
    there = {cast.outlet.key: cast.outlet for _, cast in sorted(casts.items())}
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
