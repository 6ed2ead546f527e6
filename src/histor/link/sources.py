"""What one source has told: when, about whom, how often alone, how often contested, and what it took back.

>>> # source = source_told(told, "Russian Defence Ministry")
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from histor.code.grouping import fold, same_person
from histor.errors import UsageError
from histor.link.identities import Identity, named, outlet
from histor.link.records import EventRef
from histor.link.telling_records import Change, Origin, Says, Standing, Telling, ToldIncident


@dataclass(frozen=True, slots=True)
class SourceTold:
    """What a source says of one incident. ``days`` are the days of publication of the reports that have it.

    ``alone``: no other origin affirms or announces it. ``against`` are the names of origins that say the contrary.
    """

    incident: ToldIncident
    says: Says
    days: tuple[str, ...]
    alone: bool
    standing: Standing
    tellings: tuple[EventRef, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that a source has told, by the days of the incidents' first reports.

    ``names`` are the names under which it was found. ``about`` are those of whom it tells, with the number of incidents
    in which they act or are acted upon. ``passed_on`` counts tellings in which it stands in the chain but another is the
    origin: what an agency or newspaper has from somebody. ``outlets`` count the tellings by who carries them.
    """

    who: Identity
    names: tuple[str, ...]
    told: tuple[SourceTold, ...]
    about: tuple[tuple[str, int], ...]
    types: tuple[tuple[str, int], ...]
    outlets: tuple[tuple[str, int], ...]
    passed_on: int
    alone: int
    contested: int
    changes: int


def source_told(told: Iterable[ToldIncident], name: str, keys: set[str] | None = None) -> Dossier:
    """What the source called ``name`` told, among the incidents ``told``; ``keys`` are its keys where they are known.

    ``name`` may be any of its names, its domain, its identifier or the surname of a person. Raises UsageError where no
    source is called so, or several are.
    """
    incidents = list(told)
    if keys is None:
        keys = keys_called((who for one in incidents for who in _everyone(one)), name)
    mine = [(one, origin) for one in incidents for origin in one.origins if _is(origin, keys)]
    passed = [(one, t) for one in incidents for t in one.tellings if _passes(t, keys)]
    if not mine and not passed:
        raise UsageError(f"No source is called {name!r} in these reports.")
    entries = sorted(
        (_told(one, origin) for one, origin in mine), key=lambda t: (t.days or ("9999",), t.incident.incident.id)
    )
    identities = [origin.who for _, origin in mine] or [
        i for _, t in passed for s in t.chain for i in s.who if i.key in keys
    ]
    return Dossier(
        who=min(identities, key=lambda identity: (identity.key not in keys, -len(identity.name), identity.name)),
        names=tuple(sorted({n for _, origin in mine for n in origin.names} or {identities[0].name})),
        told=tuple(entries),
        about=_counted(
            name
            for _, origin in mine
            for name in {i.name for i in (*origin.actors, *origin.recipients)} - set(origin.names)
        ),
        types=_counted(one.incident.type for one, _ in mine),
        outlets=_counted(outlet_name for _, origin in mine for outlet_name in origin.outlets),
        passed_on=len(passed),
        alone=sum(entry.alone for entry in entries),
        contested=sum(entry.standing == "contested" for entry in entries),
        changes=sum(len(entry.changes) for entry in entries),
    )


def _told(one: ToldIncident, origin: Origin) -> SourceTold:
    days = {t.published for t in one.tellings if t.ref in origin.tellings and t.published}
    others = [o for o in one.origins if o is not origin and o.says in ("affirms", "announces")]
    return SourceTold(
        one, origin.says, tuple(sorted(days)), origin.says in ("affirms", "announces") and not others, one.standing,
        origin.tellings, origin.changes,
    )  # fmt: skip


def _is(origin: Origin, keys: set[str]) -> bool:
    return origin.who.key in keys or origin.who.speaks_for in keys or bool(keys & set(origin.keys))


def _passes(telling: Telling, keys: set[str]) -> bool:
    """Whether the source passes ``telling`` on from somebody else."""
    within = any(who.key in keys for step in telling.chain for who in step.who)
    return within and not any(who.key in keys for who in telling.origins)


def _counted(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))


def keys_called(sources: Iterable[Identity], name: str) -> set[str]:
    """The keys of the one among ``sources`` called ``name``: by its key, else its identifier, else a name that fits.

    Empty where none is called so. Raises UsageError where several may be meant.
    """
    there = set(sources)
    asked, folded = named(name, "---"), fold(name)
    keys = {asked.key if asked else None, outlet(name).key}
    exact = {who.key for who in there if who.key in keys or who.identifier == name or fold(who.name) == folded}
    if exact:
        return exact
    words = tuple(folded.split())
    fitting = {
        who
        for who in there
        if (who.kind == "person" and words and who.name.strip() and same_person(words, tuple(fold(who.name).split())))
        or (who.kind in ("body", "outlet") and fold(who.name).endswith(" " + folded))
    }
    if len({who.name for who in fitting}) > 1:
        listed = ", ".join(sorted({who.name for who in fitting})[:10])
        raise UsageError(f"{name!r} may be {listed}. Give the full name.")
    return {who.key for who in fitting}


def _everyone(one: ToldIncident) -> Iterable[Identity]:
    """All sources of an incident, outlets and links of chains among them."""
    for telling in one.tellings:
        for step in telling.chain:
            yield from step.who
    for origin in one.origins:
        yield origin.who
