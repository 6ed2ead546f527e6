"""From copy groups and told incidents to the rows of their tables: pure functions, as `histor.ledger.tables`."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping

from histor.ledger.keys import part_key
from histor.ledger.tables import Row, clean, day, whole
from histor.link import told_json
from histor.link.cast import Cast
from histor.link.identities import Identity
from histor.link.records import CopyGroup, EventRef, Party
from histor.link.telling_records import ToldIncident
from histor.records import COUNT_ROLES

OF_INCIDENTS = ("incidents", "incident_events", "incident_origins", "incident_sources")
"""The tables that say something of each incident."""


def copy_rows(group: CopyGroup) -> list[Row]:
    """The rows of ``copies`` that a group makes."""
    return [
        {
            "copy_group": group.id,
            "report": carrier.report,
            "number": number,
            "outlet": clean(carrier.outlet),
            "published": day(carrier.published),
            "share": carrier.share,
            "added": len(carrier.added),
            "spans": [end for span in carrier.added for end in span],
            "reason": clean(carrier.reason),
            "agency": clean(group.agency),
            "earliest": carrier.report == group.earliest,
        }
        for number, carrier in enumerate(group.carriers, start=1)
    ]


def incident_rows(one: ToldIncident, part: str, casts: Mapping[str, Cast]) -> dict[str, list[Row]]:
    """The rows of an incident in each table of `OF_INCIDENTS`; ``casts`` are the accounts of its reports by key."""
    incident = one.incident
    return {
        "incidents": [{"incident": incident.id, "part": part, **_incident(one, casts)}],
        "incident_events": [
            {
                "incident": incident.id,
                "event": event_key(member.ref),
                "report": member.ref.report,
                "number": number,
                "strength": member.strength,
            }
            for number, member in enumerate(incident.members, start=1)
        ],
        "incident_origins": [
            {
                "incident": incident.id,
                "origin": clean(origin.who.key),
                "name": clean(origin.who.name),
                "kind": origin.who.kind,
                "code": clean(origin.who.code),
                "says": origin.says,
                "outlets": len(origin.outlets),
                "tellings": len(origin.tellings),
            }
            for origin in one.origins
        ],
        "incident_sources": [
            {
                "incident": incident.id,
                "source": clean(key),
                "name": clean(who.name) if who else None,
                "kind": who.kind if who else None,
                "identifier": clean(who.identifier) if who else None,
                "speaks_for": clean(who.speaks_for) if who else None,
            }
            for key, who in sorted(_sources(one).items())
        ],
    }


def told_blob(one: ToldIncident, casts: Mapping[str, Cast]) -> bytes:
    """The incident as ``histor incident --json`` prints it, packed."""
    return zlib.compress(json.dumps(told_json.incident_whole(one, casts), separators=(",", ":")).encode(), 6)


def event_key(ref: EventRef) -> str:
    """The key of an event in the ledger; its report goes by its key."""
    return part_key(ref.report, clean(ref.event) or "")


def _incident(one: ToldIncident, casts: Mapping[str, Cast]) -> Row:
    incident = one.incident
    best = casts[incident.best.report].events[incident.best.event]
    days = sorted(telling.published for telling in one.tellings if telling.published)
    spot, when = incident.where, incident.when
    return {
        "type": clean(incident.type),
        "mode": clean(incident.mode),
        "quad": whole(best.quad) or 0,
        "score": best.score,
        "description": clean(incident.description),
        "best": event_key(incident.best),
        "standing": one.standing,
        "origins": len(one.origins),
        "outlets": len(one.outlets),
        "reports": len(one.reports),
        "carriers": len(one.carriers),
        "tellings": len(one.tellings),
        "unattributed": one.unattributed,
        **_parties("actor", incident.actors),
        **_parties("recipient", incident.recipients),
        "place_name": clean(spot.name) if spot else None,
        "country": clean(spot.country) if spot else None,
        "admin1": clean(spot.admin1) if spot else None,
        "lat": spot.lat if spot else None,
        "lon": spot.lon if spot else None,
        "geonameid": spot.geonameid if spot else None,
        "place_precision": clean(spot.precision) if spot else None,
        "when_from": day(when.start),
        "when_to": day(when.end),
        "when_precision": clean(when.precision),
        **_figures(one),
        "first_published": days[0] if days else None,
        "last_published": days[-1] if days else None,
    }


def _parties(role: str, parties: Iterable[Party]) -> Row:
    listed = list(parties)
    return {
        f"{role}_names": [clean(party.name) for party in listed],
        f"{role}_codes": [clean(party.code) for party in listed],
    }


def _figures(one: ToldIncident) -> Row:
    figures: Row = {f"{role}_{end}": None for role in COUNT_ROLES for end in ("min", "max")}
    for figure in one.figures:
        figures |= {f"{figure.role}_min": whole(figure.min), f"{figure.role}_max": whole(figure.max)}
    return figures


def _sources(one: ToldIncident) -> dict[str, Identity | None]:
    """Everybody who tells the incident, by key: links of chains and origins.

    The other keys by which an origin is known in this incident stand for it here and nowhere else: without a name.
    """
    found: dict[str, Identity | None] = {key: None for origin in one.origins for key in origin.keys}
    found |= {who.key: who for telling in one.tellings for step in telling.chain for who in step.who}
    return found | {origin.who.key: origin.who for origin in one.origins}
