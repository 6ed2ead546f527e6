"""``histor stats``: how much of everything a ledger holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from histor.records import Coder

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Stats:
    """Numbers of a ledger.

    ``published`` is the first and last day of publication, ``when`` that of its events; ``types`` counts events by
    type, ``coders`` reports by what coded them, ``waiting`` the accounts of a recoding that has not been finished.
    ``bytes`` is the size of the file. ``copies`` counts texts that several reports carry, ``unlinked`` the reports of
    which nobody knows yet what they have in common with others.
    """

    bytes: int
    reports: int
    outlets: int
    voices: int
    events: int
    entities: int
    places: int
    incidents: int
    copies: int
    unlinked: int
    published: tuple[str, str] | None
    when: tuple[str, str] | None
    types: dict[str, int]
    coders: dict[Coder, int]
    waiting: int


_NUMBERS = """
SELECT (SELECT count(*) FROM reports), (SELECT count(DISTINCT outlet) FROM reports), (SELECT count(*) FROM voices),
       (SELECT count(*) FROM events), (SELECT count(*) FROM entities), (SELECT count(*) FROM places),
       (SELECT count(*) FROM recoded), (SELECT count(*) FROM incidents), (SELECT count(DISTINCT copy_group) FROM copies),
       (SELECT count(*) FROM reports WHERE report NOT IN (SELECT report FROM linked))
"""
_PERIODS = """
SELECT (SELECT min(published)::VARCHAR FROM reports), (SELECT max(published)::VARCHAR FROM reports),
       (SELECT min(coalesce(when_from, when_to))::VARCHAR FROM events),
       (SELECT max(coalesce(when_to, when_from))::VARCHAR FROM events)
"""
_TYPES = "SELECT type, count(*) FROM events GROUP BY type ORDER BY count(*) DESC, type"
_CODERS = (
    "SELECT histor, model, codebook, count(*) FROM reports GROUP BY ALL ORDER BY count(*) DESC, histor, model, codebook"
)


def stats(connection: DuckDBPyConnection, path: Path) -> Stats:
    """The numbers of the ledger that ``connection`` reads from ``path``."""
    cursor = connection.cursor()
    numbers = cursor.execute(_NUMBERS).fetchall()[0]
    first, last, when_first, when_last = cursor.execute(_PERIODS).fetchall()[0]
    reports, outlets, voices, events, entities, places, waiting, incidents, copies, unlinked = numbers
    return Stats(
        bytes=path.stat().st_size,
        reports=reports,
        outlets=outlets,
        voices=voices,
        events=events,
        entities=entities,
        places=places,
        incidents=incidents,
        copies=copies,
        unlinked=unlinked,
        published=(first, last) if first else None,
        when=(when_first, when_last) if when_first else None,
        types=dict(cursor.execute(_TYPES).fetchall()),
        coders={Coder(*facts): number for *facts, number in cursor.execute(_CODERS).fetchall()},
        waiting=waiting,
    )
