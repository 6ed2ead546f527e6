"""``python -m bench.grown FILE``: what an added report costs in a ledger that is many times as large.

FILE is the ledger that ``python -m bench.link ledger --keep`` leaves. To link a hundred thousand reports takes an hour; here
all that the ledger holds is multiplied by SQL instead, as if the same had been told with other words at earlier times.
Keys that hold over all times, those of history that reports recall and of stock phrases, stay what they are, so that they
grow as they would have. The cost of an added report is measured before and after, over the next reports of the
same world (`bench.world`).
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import click

from bench.link import Meter, header, line, most_memory
from histor.ledger import linker, store
from histor.ledger.add import BATCH
from histor.ledger.ledger import Ledger
from histor.link.state import filed_from_bytes, filed_to_bytes, reading_from_bytes, reading_to_bytes
from histor.link.tellings import renamed

TIMELESS = 1_500  # reports between the first and the last with a key: no story lasts so long

_MACROS = """
CREATE TEMP MACRO other(key, k) AS left(md5(key || '/' || k), 16);
CREATE TEMP MACRO inside(key, k) AS other(left(key, 16), k) || substr(key, 17);
CREATE TEMP MACRO incident_of(id, k) AS 'incident-' || left(md5(id || '/' || k), 12);
CREATE TEMP MACRO rehashed(key, k) AS (hash(key, k) % 4294967296)::UINTEGER;
"""
_TIMES = "CROSS JOIN range(1, $times) AS copies_(k)"
# What stands in each table of a report in place of what the original has; $days are those that the ledger covers.
_COLUMNS = {
    "reports": "other(report, k) AS report, published - (k * $days)::INTEGER AS published",
    "accounts": "other(report, k) AS report",
    "voices": "inside(voice, k) AS voice, other(report, k) AS report, published - (k * $days)::INTEGER AS published",
    "events": "inside(event, k) AS event, other(report, k) AS report, published - (k * $days)::INTEGER AS published",
    "entities": "inside(entity, k) AS entity, other(report, k) AS report",
    "actors": "other(report, k) AS report, first - (k * $days)::INTEGER AS first, last - (k * $days)::INTEGER AS last",
    "incidents": """incident_of(incident, k) AS incident, left(md5(part || '/' || k), 24) AS part, inside(best, k) AS best,
        first_published - (k * $days)::INTEGER AS first_published, last_published - (k * $days)::INTEGER AS last_published""",
    "incident_events": "incident_of(incident, k) AS incident, inside(event, k) AS event, other(report, k) AS report",
    "incident_origins": "incident_of(incident, k) AS incident",
    "incident_sources": "incident_of(incident, k) AS incident",
    "copies": "copy_group || '/' || k AS copy_group, other(report, k) AS report",
    "linked": """other(report, k) AS report, (number + k * $next)::INTEGER AS number,
        earlier_words(filed, other(report, k), (k * $days)::INTEGER) AS filed,
        earlier(reading, other(report, k), (k * $days)::INTEGER) AS reading""",
    "linked_events": """(number + k * $next)::INTEGER AS number, inside(event, k) AS event, other(report, k) AS report,
        (published - k * $days)::INTEGER AS published""",
    "copy_links": "(one + k * $next)::INTEGER AS one, (two + k * $next)::INTEGER AS two",
    "event_scores": "(one + k * $next)::INTEGER AS one, (two + k * $next)::INTEGER AS two",
}
_KEYS = """
INSERT INTO {table}
WITH timeless AS (SELECT key FROM {table} GROUP BY key HAVING max(number) - min(number) > $timeless)
SELECT CASE WHEN timeless.key IS NULL THEN rehashed({table}.key, k) ELSE {table}.key END, (number + k * $next)::INTEGER{more}
FROM {table} LEFT JOIN timeless USING (key) CROSS JOIN range(1, $times) AS copies_(k) ORDER BY k, {order}number
"""
# As linking files them: month by month within a batch.
_MORE = {
    "shingle_keys": ("", ""),
    "event_keys": (", if(month < 0, month, month - (k * $days)::INTEGER // 30)", f"number // {linker.BATCH}, month, "),
}


def earlier(blob: bytes, report: str, days: int) -> bytes:
    """What is kept of a reading, as that of ``report``, published so many ``days`` before."""
    found = renamed(reading_from_bytes(blob), report)
    tellings = (
        replace(t, days=(t.days[0] - days, t.days[1] - days) if t.days is not None else None) for t in found.tellings
    )
    published = None if found.published is None else found.published - days
    return reading_to_bytes(replace(found, published=published, tellings=tuple(tellings)))


def earlier_words(blob: bytes, report: str, days: int) -> bytes:
    """What is kept of a report's words, likewise."""
    found = filed_from_bytes(blob)
    published = found.published and (date.fromisoformat(found.published) - timedelta(days)).isoformat()
    return filed_to_bytes(replace(found, report=report, published=published))


def multiply(path: Path, times: int) -> None:
    """Make the ledger at ``path`` hold ``times`` as much, as if the same had been told before with other words."""
    with store.writing(path) as connection:
        for statement in _MACROS.strip().split(";\n"):
            connection.execute(statement)
        for function in (earlier, earlier_words):
            connection.create_function(function.__name__, function, ["BLOB", "VARCHAR", "INTEGER"], "BLOB")
        ((days, number),) = connection.execute(
            "SELECT (SELECT max(published) - min(published) + 1 FROM reports), (SELECT max(number) + 1 FROM linked)"
        ).fetchall()
        for table, columns in _COLUMNS.items():
            query = f"INSERT INTO {table} BY NAME SELECT {table}.* REPLACE ({columns}) FROM {table} {_TIMES}"
            given = {"times": times, "days": days, "next": number}
            connection.execute(query, {name: value for name, value in given.items() if f"${name}" in query})
        for table, (more, order) in _MORE.items():
            query = _KEYS.format(table=table, more=more, order=order)
            given = {"times": times, "next": number, "timeless": TIMELESS, "days": days}
            connection.execute(query, {name: value for name, value in given.items() if f"${name}" in query})


def measured(ledger: Ledger, meter: Meter, number: int) -> dict[str, float]:
    """A row of `bench.link`: the cost of each of the next ``number`` reports."""
    spent = 0.0
    for _ in range(max(1, number // BATCH)):
        given = meter.some(BATCH)
        start = time.process_time()
        ledger.add(given)
        spent += time.process_time() - start
    with ledger:
        reports = ledger.reports().count()
    ms = 1000 * spent / (BATCH * max(1, number // BATCH))
    return {"reports": reports, "ms": round(ms, 3), "ratio": 1.0, "mib": most_memory()}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, exists=True))
@click.option("--times", type=click.IntRange(min=2), default=10, show_default=True, help="How much larger it is made.")
@click.option("--more", type=click.IntRange(min=1), default=1000, show_default=True, help="Reports that are added.")
def main(path: Path, times: int, more: int) -> None:
    """What a report costs that is added to FILE, and to one so many TIMES as large. FILE is changed."""
    ledger, meter = Ledger(path), Meter()
    with ledger:
        there = ledger.reports().count()
    meter.some(there)
    print(header("ledger"), flush=True)
    before = measured(ledger, meter, more)
    print(line(before), flush=True)
    multiply(path, times)
    after = measured(ledger, meter, more)
    print(line({**after, "ratio": after["ms"] / before["ms"]}), flush=True)


if __name__ == "__main__":
    main()
