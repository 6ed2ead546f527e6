"""GeoJSON (RFC 7946): events that have coordinates, as points for maps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from histor.accounts import json_line
from histor.export.columns import Column, Row, columns
from histor.export.sinks import Resource, TextFile
from histor.ledger.tables import Rows

UNLOCATED = "without coordinates"
_PROPERTIES = """event report type mode status background stance teller actor_names recipient_names when_from when_to
when_precision place_name place_precision country geonameid dead_min dead_max injured_min injured_max outlet published
sentence confidence""".split()  # noqa: SIM905  a list of words is read, and written, as words


class GeoJsonFile:
    """events.geojson: one feature a line, so that it can be read line by line too."""

    def __init__(self, folder: Path) -> None:
        self._file = TextFile(folder, "events.geojson")
        self._file.out.write('{"type": "FeatureCollection", "features": [')

    def add(self, rows: Rows) -> None:
        """Write the events of one account that have coordinates."""
        for event in rows["events"]:
            if event["lat"] is None or event["lon"] is None:
                self._file.left_out[UNLOCATED] += 1
                continue
            self._file.out.write(",\n" if self._file.rows else "\n")
            self._file.out.write(json_line(feature(event)))
            self._file.rows += 1

    def close(self) -> tuple[Resource, ...]:
        """End the file."""
        self._file.out.write("\n]}\n")
        self.abandon()
        title = "One event with coordinates a feature"
        left_out = dict(self._file.left_out)
        name, rows = self._file.name, self._file.rows
        return (Resource("geojson", name, title, "application/geo+json", properties(), rows, left_out=left_out),)

    def abandon(self) -> None:
        """Close the file as it is."""
        self._file.out.close()


def properties() -> tuple[Column, ...]:
    """The properties of a feature, which are columns of the events."""
    known = {column.name: column for column in columns("events")}
    return tuple(known[name] for name in _PROPERTIES)


def feature(event: Row) -> dict[str, Any]:
    """The feature of an event that has coordinates."""
    return {
        "type": "Feature",
        "id": event["event"],
        "geometry": {"type": "Point", "coordinates": [event["lon"], event["lat"]]},
        "properties": {name: event[name] for name in _PROPERTIES},
    }
