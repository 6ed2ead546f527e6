"""The gazetteer: places by name, out of the file that ships and of those that the user has added.

`training/build_gazetteer.py` makes the one, `gazetteer_dump` the others; `gazetteer_file` says what they look like.
Data: GeoNames (https://www.geonames.org), CC BY 4.0.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Literal, cast, get_args

from histor.home import home
from histor.resolve.gazetteer_file import GazetteerFile, Row

Kind = Literal["country", "admin1", "admin2", "town", "region", "point"]
KINDS: tuple[Kind, ...] = get_args(Kind)
DIVISIONS = frozenset({"country", "admin1", "admin2"})
SUFFIX = ".places"

_MARKS = "'’‘ʼʻʿʾ`´."
_GAPS = "-–—/,_"
_PLAIN = {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ə": "a", "ħ": "h"}
_LETTERS = str.maketrans({**_PLAIN, **dict.fromkeys(_MARKS), **dict.fromkeys(_GAPS, " ")})
_LONGEST_NAME = 80
_EARTH = 6371.0  # mean radius, km
_KEPT = 4096  # names that are kept with their places: those of some hundred reports


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of the gazetteer.

    ``code`` leads through the divisions: the country's ISO3 code, then GeoNames' codes, as "SYR.11.1101". That of a
    division is its own, that of any other place says in which division it lies; "" for seas and regions of several
    countries. ``lat`` and ``lon`` are degrees, ``id`` is the geonameid where known. ``main`` says whether the name
    that was looked up is the place's own (True) or another one by which it is known.

    From these follow ``country``, its ISO3 code, ``admin1`` and ``admin2``, the codes of the divisions in which it lies or
    which it is, and ``key``, the same for a place in two files: the code of a division, the number of another place.
    """

    name: str
    kind: Kind
    code: str
    lat: float
    lon: float
    population: int
    id: int | None
    main: bool = True

    country: str | None = field(init=False, repr=False, compare=False)
    admin1: str | None = field(init=False, repr=False, compare=False)
    admin2: str | None = field(init=False, repr=False, compare=False)
    key: tuple[object, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Read off what is asked for again and again."""
        parts = self.code.split(".", 2)
        keep = object.__setattr__
        keep(self, "country", parts[0][:3] or None)
        keep(self, "admin1", ".".join(parts[:2]) if len(parts) > 1 else None)
        keep(self, "admin2", self.code if len(parts) > 2 else None)
        is_division = self.kind in DIVISIONS
        keep(self, "key", (self.kind, self.code) if is_division else (self.id or (self.name, self.lat, self.lon),))

    def lies_in(self, other: Entry) -> bool:
        """Whether the gazetteer's divisions put this place inside ``other``."""
        if other.kind not in DIVISIONS or self.key == other.key:
            return False
        return f"{self.code}.".startswith(f"{other.code}.")


def fold(name: str) -> str:
    """``name`` as the gazetteer's keys have it: ASCII where it can be, without case, accents, stops and hyphens.

    >>> fold("Dayr az-Zawr"), fold("Köln"), fold("St. John’s")
    ('dayr az zawr', 'koln', 'st johns')
    """
    if name.isascii():
        return " ".join(name[:_LONGEST_NAME].lower().translate(_LETTERS).split())
    plain = unicodedata.normalize("NFKD", name[:_LONGEST_NAME].casefold().translate(_LETTERS))
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())


def keys(name: str) -> list[str]:
    """The keys under which a name is stored and sought, the plain one first: without "the", with "saint" spelled out."""
    key = fold(name)
    key = key[4:] if key.startswith("the ") and len(key) > 6 else key
    out = [key]
    for short, long in (("st ", "saint "), ("mt ", "mount "), ("ft ", "fort ")):
        if key.startswith(short):
            out.append(long + key[len(short) :])
    return out


def code_key(code: str) -> str:
    """The key under which a country or division is stored by its code; no name has it."""
    return f"={code}"


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The great-circle distance between two points given as (latitude, longitude) in degrees.

    >>> round(kilometres((51.5, -0.13), (48.86, 2.35)))
    343
    """
    lat1, lon1, lat2, lon2 = map(radians, (*a, *b))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(h)))


class Gazetteer:
    """Places by name and divisions by code out of one or more files; what an earlier file has, it has for all.

    Raises HistorError where a file is missing, is no gazetteer or is of another version of Histor.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.files = [GazetteerFile(path) for path in paths]
        self.find = lru_cache(maxsize=_KEPT)(self._find)
        self.division = lru_cache(maxsize=_KEPT)(self._division)

    def _find(self, name: str) -> tuple[Entry, ...]:
        """Every place of that name, the largest population first."""
        found: dict[tuple[object, ...], Entry] = {}
        for key in keys(name):
            for file in self.files:
                for row, main in file.find(key):
                    entry = _entry(row, main or row.key == f"{key} city")  # "New York" is New York City's own name
                    found.setdefault(entry.key, entry)
        return tuple(sorted(found.values(), key=lambda e: (-e.population, e.code, e.id or 0)))

    def _division(self, code: str) -> Entry | None:
        """The country or division with that code: "SYR", "SYR.11"."""
        for file in self.files:
            for row, _ in file.find(code_key(code)):
                return _entry(row, main=True)
        return None

    @property
    def added(self) -> str:
        """What tells the user's own files from any others: eight hexadecimal digits, "" where there are none."""
        from hashlib import sha256

        own = [file.head["sha256"] for file in self.files if file.path != shipped()]
        return sha256(" ".join(own).encode()).hexdigest()[:8] if own else ""

    def close(self) -> None:
        """Close the files; the gazetteer can no longer be asked."""
        for file in self.files:
            file.close()


@cache
def shipped() -> Path:
    """The gazetteer that is part of the package."""
    return Path(str(files("histor") / "gazetteer" / f"world{SUFFIX}"))


def own_folder() -> Path:
    """Where the user's own gazetteers lie, one file a dump."""
    return home() / "gazetteer"


@cache
def gazetteer() -> Gazetteer:
    """The user's own gazetteers, those of one country first, and the shipped one; opened once in a process."""
    own = sorted(own_folder().glob(f"*{SUFFIX}"), key=lambda path: (len(path.stem) > 2, path.name))
    return Gazetteer([*own, shipped()])


def _entry(row: Row, main: bool) -> Entry:
    return Entry(
        name=row.name,
        kind=cast(Kind, row.kind),
        code=row.code,
        lat=float(row.lat),
        lon=float(row.lon),
        population=int(row.population),
        id=int(row.id) if row.id else None,
        main=main,
    )


def latin(name: str) -> bool:
    """Whether a name is written in Latin letters and neither a code (three capitals) nor overlong."""
    return len(name) <= _LONGEST_NAME and not re.fullmatch(r"[A-Z]{1,3}|[\d\W]*", name) and fold(name).isascii()
