"""PLOVER 2.0 as JSON lines, one event a line.

PLOVER fixes types, modes, contexts, quad classes, sectors and country codes, but no file format. Field names are those
of POLECAT, the data set that its authors publish, in lower case; what PLOVER has no place for stands under ``histor``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from histor.accounts import json_line
from histor.export.columns import Column, Row
from histor.export.sinks import Resource, TextFile
from histor.ledger.fold import NO_CODE
from histor.ledger.tables import Rows
from histor.records import COUNT_ROLES

COLUMNS = (
    Column("event_id", "VARCHAR", "key of the event: the same wherever this report is coded"),
    Column("event_date", "DATE", "day of the event; null where it is not known to the day, see histor.when"),
    Column("event_type", "VARCHAR", "PLOVER type"),
    Column("event_mode", "VARCHAR", "PLOVER mode"),
    Column("intensity", "DOUBLE", "-10 (conflict) to 10 (cooperation)"),
    Column("quad_code", "INTEGER", "quad class, 1 to 4"),
    Column("contexts", "VARCHAR[]", "PLOVER contexts"),
    Column("actors", "VARCHAR[]", "objects with name, country (null where not known) and sectors"),
    Column("recipients", "VARCHAR[]", "likewise"),
    Column("placename", "VARCHAR", "the place as the report says it"),
    Column("province", "VARCHAR", "first-level division"),
    Column("country", "VARCHAR", "ISO3 code of the country of the place"),
    Column("latitude", "DOUBLE", "degrees north"),
    Column("longitude", "DOUBLE", "degrees east"),
    Column("geonames_id", "BIGINT", "number of the place in GeoNames"),
    Column("source", "VARCHAR", "outlet"),
    Column("publication_date", "DATE", "day of publication"),
    Column("headline", "VARCHAR", "title of the report"),
    Column("url", "VARCHAR", "address of the report"),
    Column("story_id", "VARCHAR", "key of the report"),
    Column("language", "VARCHAR", "ISO 639-1 code"),
    Column("version", "VARCHAR", "what coded it: Histor, model, codebook"),
    Column("histor", "JSON", "what PLOVER has no place for, see below"),
)

EXTENSION = {
    "status": "actual, future, hypothetical or negated, as told",
    "background": "true where the event is history to the report, not its news",
    "voice": "the innermost source that tells it: name, country, sectors, stance; null where the report itself does",
    "chain": "all who tell it, the outlet first: name and stance; the outlet has no stance",
    "when": "from, to (days), precision, anchor; or unresolved, the reason why there is no interval",
    "counts": "dead, injured, arrested, displaced: min and max; null where the text leaves that side open",
    "place_precision": "point, town, admin1, country or region",
    "cameo": "CAMEO code",
    "trigger": "the words that name the action",
    "sentence": "the sentence in which they stand",
    "confidence": "0 to 1",
}
"""The fields under ``histor``."""


class PloverFile:
    """plover.jsonl."""

    def __init__(self, folder: Path) -> None:
        self._file = TextFile(folder, "plover.jsonl")

    def add(self, rows: Rows) -> None:
        """Write the events of one account."""
        for event in rows["events"]:
            self._file.line(json_line(plover(event, rows["reports"][0])))

    def close(self) -> tuple[Resource, ...]:
        """End the file."""
        self.abandon()
        title = "One event a line, PLOVER 2.0"
        return (Resource("plover", self._file.name, title, "application/jsonl", COLUMNS, self._file.rows),)

    def abandon(self) -> None:
        """Close the file as it is."""
        self._file.out.close()


def plover(event: Row, report: Row) -> dict[str, Any]:
    """One line of plover.jsonl from the rows of an event and its report."""
    return {
        "event_id": event["event"],
        "event_date": day_of(event),
        "event_type": event["type"],
        "event_mode": event["mode"],
        "intensity": event["score"],
        "quad_code": event["quad"],
        "contexts": event["contexts"],
        "actors": _fillers(event, "actor"),
        "recipients": _fillers(event, "recipient"),
        "placename": event["place_words"],
        "province": event["admin1"],
        "country": event["country"],
        "latitude": event["lat"],
        "longitude": event["lon"],
        "geonames_id": event["geonameid"],
        "source": event["outlet"],
        "publication_date": event["published"],
        "headline": report["title"],
        "url": report["url"],
        "story_id": event["report"],
        "language": report["language"],
        "version": f"Histor {report['histor']}, model {report['model']}, codebook {report['codebook']}",
        "histor": _extension(event),
    }


def day_of(event: Row) -> str | None:
    """The day of an event, where it is known to the day."""
    start: str | None = event["when_from"]
    return start if start == event["when_to"] else None


def _fillers(event: Row, role: str) -> list[dict[str, Any]]:
    columns = (event[f"{role}_names"], event[f"{role}_codes"], event[f"{role}_sectors"])
    return [
        {"name": name, "country": None if code == NO_CODE else code, "sectors": (sectors or "").split()}
        for name, code, sectors in zip(*columns, strict=True)
    ]


def _extension(event: Row) -> dict[str, Any]:
    voice = {
        "name": event["teller"],
        "country": None if event["teller_code"] == NO_CODE else event["teller_code"],
        "sectors": (event["teller_sectors"] or "").split(),
        "stance": event["stance"],
    }
    told = zip(event["chain"], [None, *event["stances"]], strict=True)
    when = {name: event[f"when_{name}"] for name in ("from", "to", "precision", "anchor", "unresolved")}
    counts = {
        role: {"min": event[f"{role}_min"], "max": event[f"{role}_max"]}
        for role in COUNT_ROLES
        if event[f"{role}_min"] is not None or event[f"{role}_max"] is not None
    }
    found = {
        "voice": voice if event["voice"] else None,
        "chain": [{"name": name, "stance": stance} for name, stance in told],
        "when": when,
        "counts": counts,
    }
    return {name: found[name] if name in found else event[name] for name in EXTENSION}
