"""The user's own table of actors: read, checked, stored, and asked by name.

It is a TSV file with a line of column names; `name` is needed, the rest may be absent or empty: `aliases` (divided by
``|``), `code` (PLOVER country or body), `sector` (PLOVER, divided by blanks), `from` and `to` (YYYY, YYYY-MM or
YYYY-MM-DD), `identifier`. Stored, the table is `actors.tsv` in the folder of `histor.home.home`.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, field
from functools import cache
from pathlib import Path

from histor.code.actors import SECTORS, Sectors
from histor.code.countries import countries
from histor.code.grouping import fold
from histor.code.tables import cells
from histor.errors import UsageError
from histor.home import home
from histor.resolve.actors_offices import Days, first_day, last_day

COLUMNS = ("name", "aliases", "code", "sector", "from", "to", "identifier")
BODIES = frozenset(["UNO", "EUR", "IGO", "NGO", "IMG", "ISM", "MNC", "---"])
"""Codes of actors that belong to no country (CODEBOOK.md)."""
MAX_BYTES = 32 * 1024 * 1024
MAX_ROWS = 200_000
_MAX_CELL = 2_000  # characters of a cell; aliases of one actor take the most
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Actor:
    """One row: an actor, for as long as it had this code and these sectors; empty dates are open ends."""

    name: str
    aliases: tuple[str, ...] = ()
    code: str = ""
    sector: Sectors = ()
    start: str = ""
    end: str = ""
    identifier: str | None = None

    def line(self) -> str:
        """The row as it is stored, without the line's end."""
        names = [self.name, "|".join(self.aliases)]
        return "\t".join([*names, self.code, " ".join(self.sector), self.start, self.end, self.identifier or ""])


@dataclass(frozen=True, slots=True)
class UserActors:
    """The table, indexed by folded name and alias; ``digest`` names its content, empty where there are no rows."""

    rows: tuple[Actor, ...] = ()
    digest: str = ""
    index: Mapping[str, tuple[Actor, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Actor]) -> UserActors:
        """The table of ``rows``, sorted, each once."""
        kept = tuple(sorted(set(rows), key=lambda row: (row.name, row.start, row.end, astuple(row))))
        index: dict[str, list[Actor]] = {}
        for row in kept:
            for name in {fold(name) for name in (row.name, *row.aliases)}:
                index.setdefault(name, []).append(row)
        digest = hashlib.sha256("\n".join(row.line() for row in kept).encode()).hexdigest()[:8] if kept else ""
        return cls(kept, digest, {name: tuple(found) for name, found in index.items()})

    def __bool__(self) -> bool:
        return bool(self.rows)

    def find(self, name: str, days: Days | None) -> Actor | None:
        """The row for ``name`` that holds in ``days``; without days, or where none or several hold, only an only one."""
        found = self.index.get(fold(name), ())
        if days is not None:
            found = tuple(row for row in found if first_day(row.start) <= days[0] and days[1] <= last_day(row.end))
        return found[0] if len(found) == 1 else None


NO_ACTORS = UserActors()


@cache
def user_actors() -> UserActors:
    """The stored table, read once a process; empty where none is stored. Raises UsageError where it is damaged."""
    path = home() / "actors.tsv"
    return read_table(path) if path.exists() else NO_ACTORS


def read_table(path: Path) -> UserActors:
    """The table in the file ``path``. Raises UsageError, naming the line, where it is not as described above."""
    return UserActors.of(_parsed(path, read_lines(path)))


def read_lines(path: Path) -> list[str]:
    """The lines of a text file in UTF-8 of at most MAX_BYTES, "-" being standard input. Raises UsageError where it is not one."""
    try:
        if str(path) == "-":
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
    except OSError as reason:
        raise UsageError(f"{path} cannot be read: {reason.strerror or reason}.") from None
    if len(content) > MAX_BYTES:
        raise UsageError(f"{path} is larger than {MAX_BYTES // 1024 // 1024} MiB; divide it into several files.")
    try:
        return content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as reason:
        line = content[: reason.start].count(b"\n") + 1
        raise UsageError(f"{path}, line {line}: this is not text in UTF-8.") from None


def store(table: UserActors) -> Path:
    """Write the table to the user's folder, all of it or nothing, and return where."""
    path = home() / "actors.tsv"
    content = "\n".join(["\t".join(COLUMNS), *(row.line() for row in table.rows)]) + "\n"
    partial = path.with_name(f"actors.tsv.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(content, encoding="utf-8", newline="\n")
        partial.replace(path)
    except OSError as reason:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise UsageError(
            f"{path} cannot be written: {reason.strerror or reason}; HISTOR_HOME names another folder."
        ) from None
    user_actors.cache_clear()
    return path


def added(table: UserActors, more: Iterable[Actor]) -> UserActors:
    """The table with ``more``; a new row takes the place of one with the same name and dates."""
    rows = {(row.name, row.start, row.end): row for row in [*table.rows, *more]}
    if len(rows) > MAX_ROWS:
        raise UsageError(f"The table would have {len(rows):,} actors; {MAX_ROWS:,} are the most that it may hold.")
    return UserActors.of(rows.values())


def without(table: UserActors, name: str) -> UserActors:
    """The table without the rows called ``name``. Raises UsageError where there are none."""
    kept = [row for row in table.rows if fold(row.name) != fold(name)]
    if len(kept) == len(table.rows):
        raise UsageError(f"There is no actor {name!r} in your table; histor actors list shows them.")
    return UserActors.of(kept)


def _parsed(path: Path, lines: Sequence[str]) -> Iterable[Actor]:
    columns = lines[0].split("\t") if lines else []
    unknown = [column for column in columns if column not in COLUMNS]
    if "name" not in columns or unknown or len(set(columns)) < len(columns):
        wrong = f"column {unknown[0]!r} is unknown" if unknown else "there must be a column 'name', and no column twice"
        raise UsageError(f"{path}, line 1: {wrong}. The columns are {', '.join(COLUMNS)}, divided by tabs.")
    if len(lines) - 1 > MAX_ROWS:
        raise UsageError(f"{path} has {len(lines) - 1:,} rows; {MAX_ROWS:,} are the most that a table may hold.")
    for number, line in enumerate(lines[1:], start=2):
        if line.strip() and not line.startswith("#"):
            try:
                yield _actor(columns, line)
            except ValueError as wrong:
                raise UsageError(f"{path}, line {number}: {wrong}") from None


def _actor(columns: Sequence[str], line: str) -> Actor:
    """The row that a line says; ValueError, with a sentence, where it says none."""
    values = line.split("\t")
    if len(values) > len(columns):
        raise ValueError(f"{len(values)} cells, but {len(columns)} columns; cells are divided by tabs.")
    row = {column: " ".join(value.split()) for column, value in zip(columns, values, strict=False)}
    if _HIDDEN.search(line) or any(len(value) > _MAX_CELL for value in row.values()):
        raise ValueError(f"a cell holds control characters or more than {_MAX_CELL:,} characters.")
    name = row.get("name", "")
    if not any(c.isalnum() for c in name):
        raise ValueError("the name is empty.")
    start, end = checked_days(row.get("from", ""), row.get("to", ""))
    return Actor(
        name,
        tuple(alias.strip() for alias in cells(row.get("aliases", "")) if alias.strip()),
        checked_code(row.get("code", "")),
        checked_sectors(row.get("sector", "").split()),
        start,
        end,
        row.get("identifier") or None,
    )


def checked_code(code: str) -> str:
    """``code`` where it is a country's ISO3 code, one of BODIES or empty; ValueError otherwise."""
    if code and code not in BODIES and code not in countries().names:
        raise ValueError(f"{code!r} is no ISO3 country code, and none of {', '.join(sorted(BODIES))}.")
    return code


def checked_sectors(sectors: Sequence[str]) -> Sectors:
    """``sectors`` where all are PLOVER's; ValueError otherwise."""
    wrong = [sector for sector in sectors if sector not in SECTORS]
    if wrong:
        raise ValueError(f"{wrong[0]!r} is no sector; sectors are {', '.join(sorted(SECTORS))}.")
    return tuple(sectors)


def checked_days(start: str, end: str) -> tuple[str, str]:
    """Two dates as written, where they are dates in order or empty; ValueError otherwise."""
    for stated in (start, end):
        if stated and not _DATE.fullmatch(stated):
            raise ValueError(f"{stated!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD.")
    if start and end and first_day(start) > last_day(end):
        raise ValueError(f"the actor ends on {end}, before it begins on {start}.")
    return start, end
