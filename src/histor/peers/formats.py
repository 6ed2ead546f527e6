"""Files of other event data sets, one event after another: events of GDELT 2.0 and 1.0, POLECAT, ACLED.

Files are as their publishers give them: GDELT's ``.export.CSV`` (tabs, no header) and its ``.zip``, POLECAT's tables
with tabs or commas, ACLED's exported CSV. Each may be packed with gzip. What a row lacks is None, not guessed; a row
that cannot be read is told, and the rest goes on.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import BinaryIO

from histor.errors import ReadError, UsageError
from histor.peers import types
from histor.plain import visible
from histor.read.inputs import Input, Source, open_source, sources
from histor.read.limits import MAX_BAD_START, MAX_LINE_BYTES, MAX_UNPACK_RATIO, Skipped, skipped

Row = Mapping[str, str]

_GDELT_2 = MappingProxyType({"id": 0, "day": 1, "code": 26, "country": 53})
_GDELT_1 = MappingProxyType({**_GDELT_2, "country": 51})  # which has no second division of places
_GDELT = MappingProxyType({61: _GDELT_2, 58: _GDELT_1, 57: _GDELT_1})
"""Where GlobalEventID, Day, EventCode and ActionGeo_CountryCode stand, by the number of columns: 61 in GDELT 2.0, 58 in
the daily files of 1.0, 57 in those before April 2013, which have no address."""
_POLECAT = ("Event ID", "Event Date", "Event Type", "Country")
_ACLED = ("event_date", "event_type", "sub_event_type", "country")
_DAYS = ("%Y-%m-%d", "%Y%m%d", "%d %B %Y", "%d-%b-%Y", "%d-%b-%y", "%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, slots=True)
class PeerEvent:
    """An event of another data set: ISO day, ISO3 country and PLOVER type, each None where it has none."""

    id: str
    day: str | None
    country: str | None
    type: str | None


@dataclass(frozen=True, slots=True)
class _Format:
    """How a data set's files are read: the columns that it needs, and what to make of a row by column name."""

    needs: tuple[str, ...]
    event: Callable[[Row], PeerEvent]


def read_peers(item: Input, *, format: str | None = None, on_skip: Callable[[Skipped], object]) -> Iterator[PeerEvent]:
    """The events of a file (or of all in a folder, or of ``-``); ``format`` is one of FORMATS, None: look inside.

    A row or file that cannot be read is handed to ``on_skip``. Raises UsageError where there is no such format.
    """
    if format is not None and format not in FORMATS:
        raise UsageError(f"{visible(format, 40)!r} is no format that can be read; it must be {', '.join(FORMATS)}.")
    for source in sources(item):
        if isinstance(source, Skipped):
            on_skip(source)
            continue
        try:
            yield from _events(source, format, on_skip)
        except (ReadError, OSError, csv.Error, zipfile.BadZipFile) as error:
            on_skip(skipped(source.name, error))


def _events(source: Source, format: str | None, on_skip: Callable[[Skipped], object]) -> Iterator[PeerEvent]:
    if source.address is not None:
        raise ReadError("is an address; fetch the file first")
    with _opened(source) as stream:
        lines = _lines(stream)
        first = next(lines, "")
        name = format or _format_of(first)
        bad = good = 0
        for number, cells in _rows(name, first, lines):
            try:
                yield FORMATS[name].event(cells)
                good += 1
            except (ReadError, KeyError, ValueError) as error:
                bad += 1
                reason = f"no type of {name}: {error}" if isinstance(error, KeyError) else str(error)
                on_skip(skipped(f"{source.name}:{number}", reason))
            if bad >= MAX_BAD_START and not good:
                raise ReadError(f"none of the first {MAX_BAD_START} rows is an event; the rest is not read")


def _rows(name: str, first: str, lines: Iterator[str]) -> Iterator[tuple[int, Row]]:
    """Line number and cells by column name."""
    csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE_BYTES))
    if name == "gdelt":
        for number, line in enumerate(_chained(first, lines), 1):
            parts = line.rstrip("\r\n").split("\t")
            if line.strip():
                yield number, {key: parts[at] for key, at in _GDELT.get(len(parts), {}).items()}
        return
    mark = max("\t,;", key=first.count)
    header = [cell.strip() for cell in next(csv.reader([first.removeprefix("\ufeff")], delimiter=mark), [])]
    missing = [column for column in FORMATS[name].needs if column not in header]
    if missing:
        raise ReadError(f"is no {name} file: it has no column {missing[0]!r}")
    reader = csv.reader(lines, delimiter=mark)
    for parts in reader:
        if parts:
            yield reader.line_num + 1, dict(zip(header, parts, strict=False))


def _format_of(first: str) -> str:
    """The format whose file begins with the line ``first``. Raises ReadError where there is none."""
    if first.count("\t") + 1 in _GDELT:
        return "gdelt"
    for name, format in FORMATS.items():
        if format.needs and all(column in first for column in format.needs):
            return name
    raise ReadError(f"is none of {', '.join(FORMATS)}, to judge by its first line; name its format")


def _gdelt(row: Row) -> PeerEvent:
    if not row:
        raise ReadError("has not the 61 columns of GDELT 2.0, or the 58 of 1.0")
    return PeerEvent(
        row["id"], _day(row["day"]), types.country_of_fips(row["country"]), types.plover_of_cameo(row["code"])
    )


def _polecat(row: Row) -> PeerEvent:
    day = _day(row.get("Event Date", ""))
    country = types.country_of_name(row.get("Country", ""))
    return PeerEvent(row.get("Event ID", ""), day, country, types.plover_of_plover(row.get("Event Type", "")))


def _acled(row: Row) -> PeerEvent:
    number = types.country_of_number(row["iso"]) if row.get("iso", "").isdecimal() else None
    country = types.country_of_name(row.get("country", "")) or number
    kind = types.plover_of_acled(row.get("event_type", ""), row.get("sub_event_type", ""))
    return PeerEvent(row.get("event_id_cnty", ""), _day(row.get("event_date", "")), country, kind)


FORMATS: Mapping[str, _Format] = MappingProxyType(
    {"gdelt": _Format((), _gdelt), "polecat": _Format(_POLECAT, _polecat), "acled": _Format(_ACLED, _acled)}
)
"""The data sets that can be read, by name."""


def _day(words: str) -> str | None:
    """The ISO day that ``words`` name in one of the forms in which these files write it; None where they are empty.

    Raises ReadError where they are anything else.
    """
    words = words.strip()
    if not words:
        return None
    for form in _DAYS:
        with suppress(ValueError):
            return datetime.strptime(words[:40], form).date().isoformat()  # noqa: DTZ007  a day has no zone
    raise ReadError(f"has a day that is not understood: {visible(words, 40)!r}")


def _opened(source: Source) -> BinaryIO:
    """The bytes of ``source``, unpacked where it is a zip file of one member, as GDELT publishes them."""
    if source.path is None or not source.path.lower().endswith(".zip"):
        return open_source(source)
    with zipfile.ZipFile(source.path) as packed:
        members = packed.infolist()
        if len(members) != 1:
            raise ReadError("is a zip file of more than one file; unpack it first")
        if members[0].file_size > MAX_UNPACK_RATIO * max(1, members[0].compress_size):
            raise ReadError("unpacks to far more than it holds, as zip bombs do")
        if members[0].flag_bits & 1:
            raise ReadError("is encrypted")
        return io.BufferedReader(packed.open(members[0]))  # type: ignore[type-var]


def _lines(stream: BinaryIO) -> Iterator[str]:
    text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
    while line := text.readline(MAX_LINE_BYTES):
        if len(line) >= MAX_LINE_BYTES:
            raise ReadError(f"has a line of more than {MAX_LINE_BYTES:,} characters; the rest is not read")
        yield line


def _chained(first: str, lines: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
    yield from lines
