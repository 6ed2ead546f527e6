"""The pages from which reports were made, as they were fetched, so that a claim can be checked when a page is gone.

They are kept beside the ledger, in ``LEDGER.originals``, a SQLite file: bodies packed and named by their content, so that
the same bytes are kept once, and for each report which body is its own. A page is safe there before its report is in
the ledger.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from histor.errors import LedgerError
from histor.ledger.keys import report_key
from histor.plain import visible
from histor.records import Report

if TYPE_CHECKING:
    from histor.read.fetch import Fetched

_SCHEMA = """
CREATE TABLE IF NOT EXISTS bodies (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, packed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS originals (
    report TEXT PRIMARY KEY, sha256 TEXT NOT NULL REFERENCES bodies, url TEXT NOT NULL, media_type TEXT NOT NULL,
    charset TEXT, fetched TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS of_body ON originals (sha256);
"""
_WAIT = 30.0  # seconds for another process to finish with the file


@dataclass(frozen=True, slots=True)
class Original:
    """A page as its server sent it (unpacked): ``body`` has the digest ``sha256``; ``fetched`` is UTC, ISO 8601."""

    report: str
    url: str
    media_type: str
    charset: str | None
    fetched: str
    sha256: str
    body: bytes


class Originals:
    """The originals beside the ledger at ``ledger``; the file is made when the first is kept.

    Raises LedgerError where the file cannot be read or written.
    """

    def __init__(self, ledger: str | os.PathLike[str]) -> None:
        self.path = Path(f"{os.fspath(ledger)}.originals")

    def keep(self, report: Report, page: Fetched) -> None:
        """Keep ``page``, of which ``report`` was made; the first one of a report stays."""
        digest = hashlib.sha256(page.body).hexdigest()
        now = datetime.now(UTC).isoformat(timespec="seconds")
        row = (report_key(report), digest, page.url, page.media_type, page.charset, now)
        with self._open(make=True) as connection:
            if connection.execute("SELECT 1 FROM bodies WHERE sha256 = ?", (digest,)).fetchone() is None:
                body = (digest, len(page.body), zlib.compress(page.body, 6))
                connection.execute("INSERT OR IGNORE INTO bodies VALUES (?, ?, ?)", body)
            connection.execute("INSERT OR IGNORE INTO originals VALUES (?, ?, ?, ?, ?, ?)", row)

    def get(self, report: str) -> Original | None:
        """The original of the report with that key; None where none is kept."""
        if not self.path.exists():
            return None
        with self._open() as connection:
            found = connection.execute(
                "SELECT report, url, media_type, charset, fetched, sha256, size, packed FROM originals "
                "JOIN bodies USING (sha256) WHERE report = ?",
                (report,),
            ).fetchone()
        if found is None:
            return None
        *about, digest, size, packed = found
        body = _unpacked(packed, size)
        if body is None or hashlib.sha256(body).hexdigest() != digest:
            raise LedgerError(f"The original of report {visible(report, 40)} in {self._name()} is damaged.")
        key, url, media_type, charset, fetched = about
        return Original(key, url, media_type, charset, fetched, digest, body)

    def forget(self, reports: Iterable[str]) -> None:
        """Remove the originals of the reports with these keys, and bodies that no other report has."""
        if not self.path.exists():
            return
        with self._open() as connection:
            connection.executemany("DELETE FROM originals WHERE report = ?", [(key,) for key in reports])
            connection.execute("DELETE FROM bodies WHERE sha256 NOT IN (SELECT sha256 FROM originals)")

    @contextmanager
    def _open(self, *, make: bool = False) -> Iterator[sqlite3.Connection]:
        """One transaction."""
        try:
            with closing(sqlite3.connect(self.path, timeout=_WAIT)) as connection:
                if make:
                    connection.executescript(_SCHEMA)
                with connection:
                    yield connection
        except sqlite3.Error as error:
            raise LedgerError(f"The originals in {self._name()} cannot be read or written: {error}.") from error

    def _name(self) -> str:
        return visible(str(self.path), 300)


def _unpacked(packed: bytes, size: int) -> bytes | None:
    """The body, which must have ``size`` bytes; None where it has not."""
    try:
        body = zlib.decompressobj().decompress(packed, max_length=size + 1)
    except zlib.error:
        return None
    return body if len(body) == size else None
