"""A table in the 61 columns of GDELT 2.0 events, without a header (see dyads.py for what it cannot hold)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from histor.export.cells import words
from histor.export.columns import Row, text_columns
from histor.export.dyads import TOO_MANY, Dyad, Side, dyads, fips, goldstein, number_of, obstacle
from histor.export.plover import day_of
from histor.export.sinks import Resource, TextFile
from histor.ledger.tables import Rows

_ACTOR = (
    "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code".split()  # noqa: SIM905
)
_GEO = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID".split()  # noqa: SIM905
NAMES = (
    "GlobalEventID", "Day", "MonthYear", "Year", "FractionDate",
    *(f"Actor1{name}" for name in _ACTOR), *(f"Actor2{name}" for name in _ACTOR),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale",
    "NumMentions", "NumSources", "NumArticles", "AvgTone",
    *(f"{at}Geo_{name}" for at in ("Actor1", "Actor2", "Action") for name in _GEO),
    "DATEADDED", "SOURCEURL",
)  # fmt: skip
"""The columns in their order, under the names of GDELT's codebook."""

_MEANINGS = {
    "GlobalEventID": "number made from the event's key and the pair; not one of GDELT's",
    "Day": "day of the event, YYYYMMDD; empty where it is not known to the day (GDELT has the day of the report)",
    "MonthYear": "YYYYMM; empty where the event is not known to the month",
    "Year": "empty where the event is not known to the year",
    "FractionDate": "year and the part of it that has gone by, four decimals",
    "IsRootEvent": "1 in the first sentence of the report, which GDELT takes for its news; else 0",
    "QuadClass": "that of PLOVER, which numbers them as GDELT does",
    "GoldsteinScale": "Goldstein value of the CAMEO code",
    "NumMentions": "always 1: Histor's events are mentions",
    "NumSources": "always 1",
    "NumArticles": "always 1",
    "AvgTone": "always empty: Histor does not measure tone",
    "ActionGeo_Type": "1 country, 4 town or point, 5 first-level division; empty where not known",
    "ActionGeo_CountryCode": "FIPS 10-4",
    "ActionGeo_ADM1Code": "always empty: GDELT has FIPS codes of divisions",
    "ActionGeo_FeatureID": "number of the place in GeoNames; GDELT has GNS and GNIS numbers",
    "DATEADDED": "day of publication, with 000000 for the time of day",
    "SOURCEURL": "address of the report, else its key",
}
_EMPTY = "always empty"
_FILLED = {f"Actor{n}{name}" for n in (1, 2) for name in ("Code", "Name", "CountryCode", *_ACTOR[7:])}
_FILLED |= {f"ActionGeo_{name}" for name in ("FullName", "Lat", "Long")} | {"EventCode", "EventBaseCode"}
_FILLED |= {"EventRootCode"}
COLUMNS = text_columns({name: _MEANINGS.get(name, "" if name in _FILLED else _EMPTY) for name in NAMES})
LOSSES = (
    "who tells the event, and that anybody denies it: only what is told as a fact is here",
    "planned, possible and negated events",
    "that an event is background",
    "figures, contexts, confidence, the sentence",
    "how many reports tell an event: each mention is a line of its own",
    "tone, themes, and the places of the actors",
)

# PLOVER sectors → CAMEO actor types; the rest has none. PLOVER's MED is medical, CAMEO's is media.
_TYPES = {
    "GOV": "GOV", "MIL": "MIL", "REB": "REB", "OPP": "OPP", "PTY": "OPP", "COP": "COP", "JUD": "JUD", "LEG": "LEG",
    "SPY": "SPY", "UAF": "UAF", "PRM": "UAF", "CVL": "CVL", "BUS": "BUS", "CRM": "CRM", "EDU": "EDU", "ELI": "ELI",
    "JRN": "MED", "LAB": "LAB", "MED": "HLH", "REF": "REF", "SOC": "CVL",
}  # fmt: skip
_GEO_TYPES = {"country": "1", "town": "4", "point": "4", "admin1": "5"}
_MONTH, _YEAR = 7, 4  # characters of "2015-09-05"


class GdeltFile:
    """gdelt.tsv."""

    def __init__(self, folder: Path) -> None:
        self._file = TextFile(folder, "gdelt.tsv")

    def add(self, rows: Rows) -> None:
        """Write the pairs of the events of one account."""
        report = rows["reports"][0]
        for event in rows["events"]:
            if reason := obstacle(event):
                self._file.left_out[reason] += 1
                continue
            pairs, more = dyads(event)
            for number, pair in enumerate(pairs):
                self._file.line("\t".join(_line(event, report, pair, number)))
            if more:
                self._file.left_out[TOO_MANY] += more

    def close(self) -> tuple[Resource, ...]:
        """End the file."""
        self.abandon()
        file = self._file
        title = "One pair of actors a line, in the columns of GDELT 2.0"
        kind, lost = "text/tab-separated-values", dict(file.left_out)
        return (Resource("gdelt", file.name, title, kind, COLUMNS, file.rows, "\t", header=False, left_out=lost),)

    def abandon(self) -> None:
        """Close the file as it is."""
        self._file.out.close()


def _line(event: Row, report: Row, pair: Dyad, number: int) -> list[str]:
    cameo = words(event["cameo"])
    root = event["sentence_start"] == 0 or not report["text"][: event["sentence_start"]].strip()
    published = (event["published"] or "").replace("-", "")
    return [
        str(number_of(event["event"], number)),
        *_days(event),
        *_actor(pair.source),
        *_actor(pair.target),
        "1" if root else "0",
        cameo,
        cameo[:3],
        cameo[:2],
        str(event["quad"]),
        str(goldstein(event["cameo"], event["score"])),
        "1",
        "1",
        "1",
        "",
        *[""] * (2 * len(_GEO)),
        *_place(event),
        f"{published}000000" if published else "",
        words(report["url"] or event["report"]),
    ]


def _days(event: Row) -> list[str]:
    day, start, end = day_of(event), event["when_from"] or "", event["when_to"] or ""
    month = start[:_MONTH] if start[:_MONTH] == end[:_MONTH] else ""
    year = start[:_YEAR] if start[:_YEAR] == end[:_YEAR] else ""
    fraction = ""
    if day:
        at = date.fromisoformat(day)
        length = date(at.year, 12, 31).timetuple().tm_yday
        fraction = f"{at.year + at.timetuple().tm_yday / length:.4f}"
    return [(day or "").replace("-", ""), month.replace("-", ""), year, fraction]


def _actor(side: Side | None) -> list[str]:
    if side is None:
        return [""] * len(_ACTOR)
    types = list(dict.fromkeys(_TYPES[sector] for sector in side.sectors if sector in _TYPES))[:3]
    code = words(side.code or "")
    return [code + "".join(types), side.name, code, "", "", "", "", *types, *[""] * (3 - len(types))]


def _place(event: Row) -> list[str]:
    coordinates = ["" if event[name] is None else str(event[name]) for name in ("lat", "lon")]
    return [
        _GEO_TYPES.get(event["place_precision"] or "", ""),
        words(event["place_name"] or ""),
        fips().get(event["country"] or "", ""),
        "",
        "",
        *coordinates,
        "" if event["geonameid"] is None else str(event["geonameid"]),
    ]
