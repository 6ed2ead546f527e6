"""A table in the columns of ICEWS, one pair of source and target a line (see dyads.py for what it cannot hold)."""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path

from histor.export.cells import words
from histor.export.columns import Row, text_columns
from histor.export.dyads import TOO_MANY, Dyad, Side, country_names, dyads, goldstein, number_of, obstacle
from histor.export.plover import day_of
from histor.export.sinks import Resource, TextFile
from histor.ledger.tables import Rows
from histor.sentences import sentences

COLUMNS = text_columns(
    {
        "Event ID": "number made from the event's key and the pair",
        "Event Date": "day of the event; empty where it is not known to the day (ICEWS has the day of the report)",
        "Source Name": "who acts",
        "Source Sectors": "PLOVER sectors in words; ICEWS has a hierarchy of its own",
        "Source Country": "English name of the country",
        "Event Text": "PLOVER type and mode; ICEWS has the name of the CAMEO code",
        "CAMEO Code": "",
        "Intensity": "Goldstein value of the CAMEO code",
        "Target Name": "upon whom",
        "Target Sectors": "likewise",
        "Target Country": "likewise",
        "Story ID": "number made from the report's key",
        "Sentence Number": "from 1; ICEWS reads the first six, Histor all",
        "Publisher": "outlet",
        "City": "where the place is known to the town or better",
        "District": "always empty",
        "Province": "first-level division",
        "Country": "English name of the country of the place",
        "Latitude": "degrees north",
        "Longitude": "degrees east",
    }
)
LOSSES = (
    "who tells the event, and that anybody denies it: only what is told as a fact is here",
    "planned, possible and negated events",
    "that an event is background",
    "intervals: an event whose time is a month has no date",
    "figures, contexts, confidence, the sentence",
)

_SECTORS = {
    "GOV": "Government", "MIL": "Military", "REB": "Rebel", "OPP": "Opposition", "PTY": "Parties", "COP": "Police",
    "JUD": "Judicial", "LEG": "Legislative / Parliamentary", "SPY": "Intelligence", "UAF": "Unidentified Forces",
    "PRM": "Paramilitary", "CVL": "General Population / Civilian / Social", "BUS": "Business",
    "CRM": "Criminals / Gangs", "EDU": "Education", "ELI": "Elite", "JRN": "News", "LAB": "Labor",
    "MED": "Medical / Health", "REF": "Refugees / Displaced", "REL": "Religious", "SOC": "Social",
    "UNK": "Unspecified",
}  # fmt: skip
_TOWNS = {"point", "town"}


class IcewsFile:
    """icews.tsv."""

    def __init__(self, folder: Path) -> None:
        self._file = TextFile(folder, "icews.tsv")
        self._file.out.write("\t".join(column.name for column in COLUMNS) + "\n")

    def add(self, rows: Rows) -> None:
        """Write the pairs of the events of one account."""
        starts: list[int] = []
        for event in rows["events"]:
            if reason := obstacle(event):
                self._file.left_out[reason] += 1
                continue
            starts = starts or [span.start for span in sentences(rows["reports"][0]["text"])]
            pairs, more = dyads(event)
            for number, pair in enumerate(pairs):
                sentence = bisect_right(starts, event["trigger_start"])
                self._file.line("\t".join(_line(event, pair, number, sentence)))
            if more:
                self._file.left_out[TOO_MANY] += more

    def close(self) -> tuple[Resource, ...]:
        """End the file."""
        self.abandon()
        file = self._file
        title = "One pair of source and target a line, in the columns of ICEWS"
        kind = "text/tab-separated-values"
        return (Resource("icews", file.name, title, kind, COLUMNS, file.rows, "\t", left_out=dict(file.left_out)),)

    def abandon(self) -> None:
        """Close the file as it is."""
        self._file.out.close()


def _line(event: Row, pair: Dyad, number: int, sentence: int) -> list[str]:
    place = country_names().get(event["country"] or "", "")
    town = event["place_name"] if event["place_precision"] in _TOWNS else None
    return [
        str(number_of(event["event"], number)),
        day_of(event) or "",
        *_side(pair.source),
        words(f"{event['type']} ({event['mode']})" if event["mode"] else event["type"]),
        words(event["cameo"]),
        str(goldstein(event["cameo"], event["score"])),
        *_side(pair.target),
        str(number_of(event["report"])),
        str(sentence),
        words(event["outlet"] or ""),
        words(town or ""),
        "",
        words(event["admin1"] or ""),
        place,
        *("" if event[name] is None else str(event[name]) for name in ("lat", "lon")),
    ]


def _side(side: Side | None) -> list[str]:
    if side is None:
        return ["", "", ""]
    sectors = ",".join(_SECTORS[sector] for sector in side.sectors if sector in _SECTORS)
    return [side.name, sectors, country_names().get(side.code or "", "")]
