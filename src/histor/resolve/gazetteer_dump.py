"""A user's own gazetteers out of GeoNames' dumps (https://download.geonames.org/export/dump/): full coverage.

`add_dump` reads SY.zip, allCountries.zip or the text file inside, line by line, in bounded memory, and writes a file
such as `gazetteer` reads. Format of the dumps: the readme.txt of that folder, 19 columns.
"""

from __future__ import annotations

import os
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import groupby
from pathlib import Path
from typing import IO

from histor.errors import HistorError
from histor.resolve.gazetteer import DIVISIONS, SUFFIX, Kind, code_key, keys, latin, own_folder, shipped
from histor.resolve.gazetteer_file import GazetteerFile, Row, write

MOST_LINES = 30_000_000  # allCountries has 13 million
MOST_BYTES = 8 * 2**30  # uncompressed; allCountries has 1.8 GB
LONGEST_LINE = 100_000  # characters; the longest line there has 12,000
MOST_NAMES = 200  # names of one place that are kept
COLUMNS = 19
ABOUT = {
    "source": "GeoNames (https://www.geonames.org), dump added by the user",
    "licence": "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)",
    "changed": "selected; names folded; coordinates to 0.0001°",
}
_BATCH = 10_000
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")

# GeoNames' feature codes: https://www.geonames.org/export/codes.html. What news hardly names as a place is left out.
_REGIONS = frozenset("ISL ISLS PEN MTS VAL DSRT SEA GULF STRT BAY LK RGN RGNE CST CHN PLN PLAT".split())  # noqa: SIM905
_POINTS = frozenset("AIRP AIRB AIRF INSM PSTB CMPRF PRN DAM OILR PS BDG SQR PAL GOVL UNIV MSQE".split())  # noqa: SIM905
_GONE = frozenset({"PPLH", "PPLQ", "PPLW", "PPLCH", "ADM1H", "ADM2H", "PCLH"})

# Where a dump is sorted before it is written; a place's other names each lead to its number.
_TABLES = """
pragma journal_mode = off;
pragma synchronous = off;
create table place (id integer primary key, key text, name text, kind text, code text, lat text, lon text, people text);
create table other (key text, place integer);
"""
_IN_ORDER = "select key, name, kind, code, lat, lon, people, id from place order by key, code, kind, id"
_NUMBERED = """
create table numbered as
    select id, row_number() over (order by key, code, kind, id) - 1 as number, key as own from place;
create unique index by_id on numbered (id);
"""
_OTHERS = """
select distinct other.key, number from other join numbered on numbered.id = other.place
    where other.key <> own order by other.key, number
"""


@dataclass(frozen=True, slots=True)
class Added:
    """What a dump gave: its name, places kept, lines that were no places Histor keeps, lines that were broken."""

    name: str
    places: int
    passed_over: int
    broken: int


def add_dump(path: Path, folder: Path | None = None) -> Added:
    """Make a gazetteer of GeoNames' dump ``path`` (.zip or .txt) in ``folder``, by default that of the user's own.

    It is called as the dump is: SY.zip gives "SY"; one of that name is replaced, and the same dump gives the same
    bytes. The folder changes only when all is read: a failure or a kill leaves it as it was. Raises HistorError where
    ``path`` is no such dump or out of bounds, or the folder cannot be written.
    """
    if not _NAME.fullmatch(path.stem):
        raise HistorError(f"{path.name}: a gazetteer is called as its dump is, in letters, digits, - and _; rename it.")
    folder = folder or own_folder()
    into, part = folder / f"{path.stem}{SUFFIX}", folder / f"{path.stem}.part"
    sorting = folder / f"{path.stem}.sorting"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sorting.unlink(missing_ok=True)
        with closing(sqlite3.connect(sorting)) as file:
            file.executescript(_TABLES)
            places, passed_over, broken = _read(path, file, _countries())
            file.executescript(_NUMBERED)
            write(part, ABOUT, _rows(file), _others(file))
        os.replace(part, into)  # noqa: PTH105 - the name says that it is atomic
    except OSError as failure:
        raise HistorError(f"{into} cannot be written: {failure.strerror or failure}.") from None
    except sqlite3.Error as failure:
        raise HistorError(f"{into} cannot be written: {failure}.") from None
    finally:
        for left in (part, sorting):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    return Added(path.stem, places, passed_over, broken)


def added() -> dict[str, GazetteerFile]:
    """The user's own gazetteers by name."""
    return {path.stem: GazetteerFile(path) for path in sorted(own_folder().glob(f"*{SUFFIX}"))}


def remove(name: str) -> None:
    """Remove the user's own gazetteer of that name. Raises HistorError where there is none."""
    path = own_folder() / f"{name}{SUFFIX}"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise HistorError(f"There is no gazetteer {name}; `histor gazetteer list` prints those that you have added.")
    path.unlink()


def _countries() -> Mapping[str, str]:
    """ISO3 by the two letters that dumps use."""
    with closing(GazetteerFile(shipped())) as world:
        countries: dict[str, str] = world.head["countries"]
        return countries


def _read(path: Path, into: sqlite3.Connection, iso3: Mapping[str, str]) -> tuple[int, int, int]:
    """How many places, lines passed over and broken lines there are; the places go into the tables for sorting."""
    passed_over = broken = 0
    batch: list[tuple[list[str], Kind]] = []
    for columns in _lines(path):
        kind = _kind(columns) if columns else None
        if columns is None:
            broken += 1
        elif kind is None or columns[8] not in iso3:
            passed_over += 1
        else:
            batch.append((columns, kind))
        if len(batch) >= _BATCH:
            _store(into, batch, iso3)
            batch = []
    _store(into, batch, iso3)
    into.commit()
    places: int = into.execute("select count(*) from place").fetchone()[0]
    if not places:
        raise HistorError(f"{path} holds no place that Histor keeps; give a dump such as SY.zip or allCountries.zip.")
    return places, passed_over, broken


def _kind(columns: list[str]) -> Kind | None:
    feature, code = columns[6], columns[7]
    if code in _GONE:
        return None
    if feature == "P":
        return "town"
    if feature == "A":
        if code.startswith("PCL"):
            return "country"
        return "admin1" if code == "ADM1" else "admin2" if code == "ADM2" else None
    return "region" if code in _REGIONS else "point" if code in _POINTS else None


def _store(into: sqlite3.Connection, batch: list[tuple[list[str], Kind]], iso3: Mapping[str, str]) -> None:
    places, others = [], []
    for columns, kind in batch:
        id, name, plain = int(columns[0]), columns[1], columns[2]
        own = next((key for key in keys(name) + keys(plain) if len(key) > 1 and key.isascii()), None)
        if own is None:
            continue
        code = _code(columns, kind, iso3)
        lat, lon = (str(round(float(degree), 4)) for degree in columns[4:6])
        places.append((id, own, name, kind, code, lat, lon, str(int(columns[14] or 0))))
        names = [name, plain, *(other for other in columns[3].split(",")[:MOST_NAMES] if other and latin(other))]
        others += [(key, id) for other in names for key in keys(other) if len(key) > 1 and key.isascii()]
        if kind in DIVISIONS:
            others.append((code_key(code), id))
    into.executemany("insert or replace into place values (?,?,?,?,?,?,?,?)", places)
    into.executemany("insert into other values (?,?)", others)


def _code(columns: list[str], kind: Kind, iso3: Mapping[str, str]) -> str:
    """The way through the divisions, "SYR.11.1101", as far as the kind of place goes."""
    depth = {"country": 0, "admin1": 1}.get(kind, 2)
    first = columns[10] if columns[10] != "00" else ""
    parts = [first, columns[11] if first else ""][:depth]
    return ".".join([iso3[columns[8]], *(part for part in parts if part)])


def _rows(file: sqlite3.Connection) -> Iterator[Row]:
    for key, name, kind, code, lat, lon, people, id in file.execute(_IN_ORDER):
        yield Row(key, name, kind, code, lat, lon, people, str(id))


def _others(file: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    for key, group in groupby(file.execute(_OTHERS), key=lambda pair: pair[0]):
        yield key, ",".join(str(number) for _, number in group)


def _lines(path: Path) -> Iterator[list[str] | None]:
    """The columns of each line; None for a line of another form. Raises HistorError where ``path`` is no dump."""
    with _text(path) as lines:
        good = 0
        for number in range(MOST_LINES + 1):
            try:
                line = lines.readline(LONGEST_LINE)
            except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error) as failure:
                raise HistorError(f"{path} is damaged after line {number}: {failure}.") from None
            if not line:
                break
            columns = _columns(line)
            good += columns is not None
            if number == 1_000 and not good:
                break
            yield columns
        else:
            raise HistorError(f"{path} has more than {MOST_LINES:,} lines; this is no dump of GeoNames'.")
    if not good:
        raise HistorError(f"{path} is no dump of GeoNames': its lines do not have {COLUMNS} columns.")


def _columns(line: str) -> list[str] | None:
    """The columns of a line where they are those of a dump, with numbers in range."""
    columns = line.rstrip("\r\n").replace("\x1e", " ").split("\t")  # which divides columns in our own files
    if len(columns) != COLUMNS or not columns[1] or not columns[0].isascii() or not columns[0].isdigit():
        return None
    try:
        lat, lon, people = float(columns[4]), float(columns[5]), int(columns[14] or 0)
    except ValueError:
        return None
    sound = -90 <= lat <= 90 and -180 <= lon <= 180 and 0 <= people < 2**40 and 0 < int(columns[0]) < 2**53
    return columns if sound else None


@contextmanager
def _text(path: Path) -> Iterator[IO[str]]:
    """The text of a dump, out of its zip file where it is one."""
    if not path.is_file():
        raise HistorError(f"There is no file {path}.")
    if not zipfile.is_zipfile(path):
        if path.suffix.lower() == ".zip":
            raise HistorError(f"{path} is no zip file; download it again.")
        with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
            yield lines
        return
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_table(path, archive)) as raw:
            yield TextIOWrapper(raw, encoding="utf-8", errors="replace", newline="\n")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as failure:
        raise HistorError(f"{path} cannot be unpacked: {failure}.") from None


def _table(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The one table in a dump's zip file, within bounds."""
    inside = [m for m in archive.infolist() if m.filename.endswith(".txt") and m.filename != "readme.txt"]
    if len(inside) != 1:
        raise HistorError(f"{path} holds {len(inside)} tables; a dump of GeoNames' holds one beside its readme.txt.")
    if inside[0].file_size > MOST_BYTES:
        raise HistorError(f"{path} is too large; no dump of GeoNames' has more than {MOST_BYTES:,} bytes.")
    return inside[0]
