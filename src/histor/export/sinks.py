"""What every export format has: files, and a count of what the format could not hold."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from histor.export.columns import Column
from histor.ledger.tables import Rows

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Resource:
    """One exported file: ``path`` is its name in the folder, ``rows`` how many records it holds.

    ``delimiter`` is None where it is no table of text; ``header`` says whether the first line names the columns.
    ``left_out`` counts, by reason, the events that the format cannot hold.
    """

    name: str
    path: str
    title: str
    media_type: str
    columns: tuple[Column, ...]
    rows: int
    delimiter: str | None = None
    header: bool = True
    left_out: dict[str, int] = field(default_factory=dict)


class Sink(Protocol):
    """A format being written into a folder: `add` takes the rows of one account (histor.ledger.tables), `close` ends the files."""

    def add(self, rows: Rows) -> None:
        """Write what ``rows`` hold."""

    def close(self) -> tuple[Resource, ...]:
        """End the files."""

    def abandon(self) -> None:
        """Close the files as they are."""


class TextFile:
    """A UTF-8 file of the export."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.rows = 0
        self.left_out: Counter[str] = Counter()
        self.out: IO[str] = (folder / name).open("w", encoding="utf-8", newline="")

    def line(self, text: str) -> None:
        """Write one record, on a line of its own."""
        self.out.write(f"{text}\n")
        self.rows += 1


def digest(path: Path) -> tuple[int, str]:
    """Size in bytes and SHA-256 of a file."""
    found, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            found.update(block)
            size += len(block)
    return size, found.hexdigest()
