"""Read evaluation data and say exactly which data they were."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from histor.errors import UsageError
from training.score import Json


@dataclass(frozen=True, slots=True)
class Rows:
    """The objects of a JSONL file, with the file's name and the SHA-256 of its bytes as they lie on disk."""

    path: str
    sha256: str
    rows: tuple[Json, ...]


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes, or of all files below a folder with their names, in the order of these.

    Raises UsageError where there is nothing to read.
    """
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    found = sha256()
    try:
        for file in files:
            content = file.read_bytes()
            found.update(f"{file.relative_to(path)}\0{len(content)}\0".encode() + content if path.is_dir() else content)
    except FileNotFoundError:
        raise UsageError(f"{path} does not exist.") from None
    except OSError as reason:
        raise UsageError(f"{path} cannot be read: {reason}.") from None
    return found.hexdigest()


def read_rows(path: Path, needed: tuple[str, ...]) -> Rows:
    """Read a ``.jsonl`` or ``.jsonl.gz`` file whose objects have the fields ``needed``; blank lines do not count.

    Raises UsageError, naming the line, where the file cannot be read or an object lacks a field.
    """
    try:
        with _opened(path) as lines:
            return Rows(str(path), digest(path), tuple(_parsed(path, lines, needed)))
    except FileNotFoundError:
        raise UsageError(f"{path} does not exist.") from None
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as reason:
        raise UsageError(f"{path} cannot be read: {reason}.") from None


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _parsed(path: Path, lines: IO[str], needed: tuple[str, ...]) -> Iterator[Json]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            raise UsageError(f"{path}, line {number}: this is not a JSON object.") from None
        missing = [key for key in needed if not isinstance(row, dict) or key not in row]
        if missing:
            raise UsageError(f"{path}, line {number}: the object has no field {missing[0]!r}.")
        yield row
