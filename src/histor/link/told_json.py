"""Told incidents, comparisons and dossiers as JSON objects; docs/origins.md says what each field means.

Sources stand by name with their key, so that programs can join on the key; sentences stand as text beside their spans.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from histor.link.cast import Cast
from histor.link.compare import Comparison, Coverage, Differ
from histor.link.identities import Identity
from histor.link.names import Named
from histor.link.records import EventRef, Figure, Spot
from histor.link.sources import Dossier, SourceTold
from histor.link.telling_records import Change, Difference, Number, Origin, Step, Telling, ToldIncident
from histor.records import When

Json = dict[str, Any]
Casts = Mapping[str, Cast]


def incident_line(one: ToldIncident) -> Json:
    """An incident as ``histor incidents --json`` prints it: without its tellings."""
    incident = one.incident
    return {
        "id": incident.id,
        "type": incident.type,
        "mode": incident.mode,
        "description": incident.description,
        "when": _when(incident.when),
        "where": _spot(incident.where),
        "actors": [party.name for party in incident.actors],
        "recipients": [party.name for party in incident.recipients],
        "standing": one.standing,
        "reports": len(one.reports),
        "carriers": len(one.carriers),
        "outlets": list(one.outlets),
        "origins": [_origin_line(origin) for origin in one.origins],
        "unattributed": one.unattributed,
        "differences": [_difference(difference) for difference in one.differences],
        "figures": [_figure(figure) for figure in one.figures],
    }


def line_of(whole: Json) -> Json:
    """`incident_line` of an incident, out of its `incident_whole`."""
    line = {name: value for name, value in whole.items() if name != "tellings"}
    origins = [
        {"name": each["name"], "key": each["key"], "says": each["says"], "carriers": len(each["carriers"])}
        for each in whole["origins"]
    ]
    return line | {"reports": len(whole["reports"]), "carriers": len(whole["carriers"]), "origins": origins}


def incident_whole(one: ToldIncident, casts: Casts) -> Json:
    """An incident as ``histor incident --json`` prints it: with its origins in full and its tellings."""
    return {
        **incident_line(one),
        "reports": list(one.reports),
        "carriers": list(one.carriers),
        "origins": [_origin(origin) for origin in one.origins],
        "tellings": [_telling(telling, casts[telling.ref.report]) for telling in one.tellings],
    }


def comparison(found: Comparison, casts: Casts) -> Json:
    """A comparison as ``histor compare --json`` prints it."""
    return {
        "outlets": [_coverage(coverage) for coverage in found.coverage],
        "differ": [_differ(differ, casts) for differ in found.differ],
        "naming": [_named(named, casts) for named in found.naming],
    }


def dossier(found: Dossier, casts: Casts) -> Json:
    """A source as ``histor source --json`` prints it."""
    return {
        **_who(found.who),
        "names": list(found.names),
        "incidents": len(found.told),
        "alone": found.alone,
        "contested": found.contested,
        "changes": found.changes,
        "passed_on": found.passed_on,
        "about": dict(found.about),
        "types": dict(found.types),
        "outlets": dict(found.outlets),
        "told": [_source_told(told, casts) for told in found.told],
    }


def _who(who: Identity) -> Json:
    return {"name": who.name, "key": who.key, "kind": who.kind, "code": who.code, "sector": list(who.sector)}


def _when(when: When) -> Json:
    if when.unresolved is not None:
        return {"unresolved": when.unresolved}
    return {"from": when.start, "to": when.end, "precision": when.precision}


def _spot(spot: Spot | None) -> Json | None:
    if spot is None:
        return None
    names = ("name", "country", "admin1", "lat", "lon", "precision")
    return {name: getattr(spot, name) for name in names}


def _origin_line(origin: Origin) -> Json:
    return {"name": origin.who.name, "key": origin.who.key, "says": origin.says, "carriers": len(origin.carriers)}


def _origin(origin: Origin) -> Json:
    return {
        **_who(origin.who),
        "names": list(origin.names),
        "says": origin.says,
        "stances": list(origin.stances),
        "statuses": list(origin.statuses),
        "actors": [who.name for who in origin.actors],
        "recipients": [who.name for who in origin.recipients],
        "countries": list(origin.countries),
        "figures": [_number(number) for number in origin.numbers],
        "carriers": list(origin.carriers),
        "outlets": list(origin.outlets),
        "tellings": [_ref(ref) for ref in origin.tellings],
        "changes": [_change(change) for change in origin.changes],
    }


def _ref(ref: EventRef) -> Json:
    return {"report": ref.report, "event": ref.event}


def _number(number: Number) -> Json:
    return {"role": number.role, "min": number.min, "max": number.max}


def _change(change: Change) -> Json:
    return {
        "what": change.what,
        "first": {"says": change.first, **_ref(change.first_ref)},
        "then": {"says": change.then, **_ref(change.then_ref)},
    }


def _difference(difference: Difference) -> Json:
    sides = [{"says": side.says, "origins": list(side.origins)} for side in difference.sides]
    return {"kind": difference.kind, "role": difference.role, "sides": sides}


def _figure(figure: Figure) -> Json:
    told = [{"teller": one.teller, "min": one.min, "max": one.max, **_ref(one.ref)} for one in figure.told]
    return {"role": figure.role, "min": figure.min, "max": figure.max, "told": told}


def _telling(telling: Telling, cast: Cast) -> Json:
    report = cast.account.report
    return {
        **_ref(telling.ref),
        "outlet": report.outlet,
        "published": report.published,
        "title": report.title,
        "chain": [_step(step) for step in telling.chain],
        "origins": [{"name": who.name, "key": who.key} for who in telling.origins],
        "says": telling.says,
        "against": [{"name": who.name, "key": who.key, "says": word} for who, word in telling.against],
        "stance": telling.stance,
        "status": telling.status,
        "background": telling.background,
        "copied": telling.copied,
        "actors": [who.name for who in telling.actors],
        "recipients": [who.name for who in telling.recipients],
        "countries": list(telling.countries),
        "figures": [_number(number) for number in telling.numbers],
        "trigger": list(cast.events[telling.ref.event].trigger),
        "span": list(telling.sentence),
        "sentence": telling.sentence.of(report.text),
    }


def _step(step: Step) -> Json:
    names = [{"name": who.name, "key": who.key} for who in step.who]
    return {"who": names, "stance": step.stance, "voice": step.voice, "cites": step.cites}


def _coverage(coverage: Coverage) -> Json:
    only = [{"id": one.incident.id, "description": one.incident.description} for one in coverage.only]
    return {
        "outlet": coverage.outlet,
        "reports": coverage.reports,
        "incidents": coverage.incidents,
        "only": only,
    }


def _differ(differ: Differ, casts: Casts) -> Json:
    return {
        "id": differ.incident.incident.id,
        "description": differ.incident.incident.description,
        "differences": [
            {"kind": d.kind, "role": d.role, "sides": [{"says": s.says, "outlets": list(s.origins)} for s in d.sides]}
            for d in differ.differences
        ],
        "tells": [
            {
                "outlet": tells.outlet,
                "says": list(tells.says),
                "origins": list(tells.origins),
                "tellings": [
                    {**_ref(ref), "sentence": _sentence(differ.incident, ref, casts)} for ref in tells.tellings
                ],
            }
            for tells in differ.tells
        ],
    }


def _sentence(one: ToldIncident, ref: EventRef, casts: Casts) -> str:
    telling = next(telling for telling in one.tellings if telling.ref == ref)
    return telling.sentence.of(casts[ref.report].text)


def _named(named: Named, casts: Casts) -> Json:
    names = [
        {
            "outlet": name.outlet,
            "words": name.words,
            "count": name.count,
            "example": {
                "report": name.example.report,
                "mention": list(name.example.mention),
                "sentence": name.example.sentence.of(casts[name.example.report].text),
            },
        }
        for name in named.names
    ]
    return {**_who(named.who), "names": names}


def _source_told(told: SourceTold, casts: Casts) -> Json:
    return {
        "id": told.incident.incident.id,
        "type": told.incident.incident.type,
        "description": told.incident.incident.description,
        "says": told.says,
        "days": list(told.days),
        "alone": told.alone,
        "standing": told.standing,
        "changes": [_change(change) for change in told.changes],
        "tellings": [{**_ref(ref), "sentence": _sentence(told.incident, ref, casts)} for ref in told.tellings],
    }
