"""``python -m bench.ledger``: how fast a ledger of a million events answers, filter by filter.

The ledger is made up by SQL: names, codes, places and days are drawn as unevenly as in news. Each question is asked
for its first 50 rows, latest first, and for its number of rows, some of it cold once and then warm. Beside each
stands its ratio to a count over one column of all events in the same run, which no filter can beat by much.
Time on the processor is printed too: on a busy machine the time on the clock says little. Signatures are made in SQL
as `histor.ledger.fold` makes them, those of sentences word by word with the beginning of the next.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import click

from histor.ledger import store
from histor.ledger.ledger import Ledger

SCAN = "count(*) over one column"
QUESTIONS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "no filter": ("events", {}),
    "actor, place, since": ("events", {"actor": "CAH", "place": "CAD", "since": "2015-09"}),
    "actor by code": ("events", {"actor": "CAH"}),
    "actor by name": ("events", {"actor": "person 77"}),
    "recipient": ("events", {"recipient": "CAF"}),
    "source": ("events", {"source": "person 5"}),
    "outlet": ("events", {"outlet": "Outlet 3"}),
    "country": ("events", {"country": "CAJ"}),
    "sector": ("events", {"sector": "REB"}),
    "type and mode": ("events", {"type": "ASSAULT", "mode": "aerial"}),
    "context": ("events", {"context": "military"}),
    "status": ("events", {"status": "negated"}),
    "stance": ("events", {"stance": "deny"}),
    "place by name": ("events", {"place": "town 40"}),
    "bbox": ("events", {"bbox": (10.0, 10.0, 20.0, 20.0)}),
    "since and until": ("events", {"since": "2015-09", "until": "2015-10"}),
    "confidence": ("events", {"min_confidence": 0.9}),
    "text": ("events", {"text": "word77 word"}),
    "text, since and until": ("events", {"text": "word77 word", "since": "2015-09", "until": "2015-10"}),
    "report": ("events", {"report": "no such"}),
    "reports by actor": ("reports", {"actor": "CAH"}),
    "voices by source": ("voices", {"source": "person 5"}),
    "actors by code": ("actors", {"actor": "CAH"}),
    "actors of a month": ("actors", {"since": "2015-09", "until": "2015-09"}),
    "places of an actor": ("places", {"actor": "CAH"}),
}

# Draws with a long tail: the square of an even draw between 0 and 1, times the number of choices.
MACROS = """
CREATE TEMP MACRO even(i, salt) AS (hash(i * 1009 + salt) % 1000003) / 1000003.0;
CREATE TEMP MACRO tail(i, salt, n) AS floor(even(i, salt) * even(i, salt) * n)::INTEGER;
CREATE TEMP MACRO code(i, salt) AS 'C' || chr(65 + tail(i, salt, 90) // 26) || chr(65 + tail(i, salt, 90) % 26);
CREATE TEMP MACRO sector(i, salt) AS (['GOV','MIL','REB','OPP','COP','CVL','JRN','JUD'])[1 + tail(i, salt, 8)];
CREATE TEMP MACRO who(i, salt) AS 'Person ' || tail(i, salt, 40000);
CREATE TEMP MACRO cells(code, sector, name) AS
    concat('| =', lower(code), ' | +', lower(sector), ' | ', lower(name), ' |');
CREATE TEMP MACRO key(i) AS substr(md5((i // 12)::VARCHAR), 1, 16);
CREATE TEMP MACRO bits(grams, number) AS list_aggregate(list_transform(
    grams, lambda gram: 1::UHUGEINT << (('0x' || left(md5(gram), 2))::INTEGER % number)::UHUGEINT), 'bit_or');
CREATE TEMP MACRO sign(folded) AS bits(list_filter(string_split(folded, ' '), lambda w: w NOT IN ('', '|')), 64)::UBIGINT;
CREATE TEMP MACRO text_sign(text) AS
    bits(list_distinct(list_transform(range(1, length(text) - 1), lambda i: text[i : i + 2])), 128);
CREATE TEMP MACRO word(i, salt) AS 'word' || tail(i, salt, 20000);
SET VARIABLE signs = (SELECT list(text_sign('word' || n || ' wo') ORDER BY n) FROM range(20000) AS words(n));
CREATE TEMP MACRO word_sign(i, salt) AS getvariable('signs')[1 + tail(i, salt, 20000)];
"""
_EVENTS = """
INSERT INTO events BY NAME
WITH drawn AS (
    SELECT i, key(i) AS report, code(i, 1) AS ac, sector(i, 2) AS se, who(i, 3) AS an, code(i, 4) AS rc,
           sector(i, 5) AS rs, who(i, 6) AS rn, code(i, 7) AS pc, tail(i, 8, 9000) AS town, who(i, 9) AS teller,
           'Outlet ' || tail(i // 12, 10, 300) AS outlet, DATE '2010-01-01' + (i // 12 * 12 * 5000 // $n)::INTEGER AS day,
           even(i, 11) AS luck, tail(i, 12, 16) AS t
    FROM range($n) AS r(i))
SELECT report || '.e' || i % 12 AS event, report, 'e' || i % 12 AS id,
       (['ASSAULT','CONSULT','ACCUSE','COERCE','SUPPORT','REQUEST','REJECT','AGREE','MOBILIZE','PROTEST','SANCTION',
         'AID','COOPERATE','THREATEN','RETREAT','CONCEDE'])[1 + t] AS type,
       CASE WHEN t = 0 THEN (['aerial','explosives','firearms','targeted'])[1 + tail(i, 13, 4)] END AS mode,
       [(['military','human_rights','health','election'])[1 + tail(i, 14, 4)]] AS contexts, 1 + t % 4 AS quad,
       luck * 20 - 10 AS score, (['actual','future','hypothetical','negated'])[1 + tail(i, 15, 4)] AS status,
       luck < 0.2 AS background, [an] AS actor_names, [ac] AS actor_codes, [se] AS actor_sectors,
       [report || '.n1'] AS actor_entities, [rn] AS recipient_names, [rc] AS recipient_codes,
       [rs] AS recipient_sectors, [report || '.n2'] AS recipient_entities, 'Town ' || town AS place_words,
       report || '.p1' AS place, 'Town ' || town AS place_name, pc AS country, even(town, 16) * 120 - 60 AS lat,
       even(town, 17) * 360 - 180 AS lon, town AS geonameid, 'town' AS place_precision,
       CASE WHEN luck < 0.7 THEN day - tail(i, 18, 60) END AS when_from,
       CASE WHEN luck < 0.7 THEN day - tail(i, 18, 60) + tail(i, 19, 30) END AS when_to, 'day' AS when_precision,
       teller, ac AS teller_code, se AS teller_sectors, report || '.v1' AS voice, report || '.n3' AS teller_entity,
       (['affirm','want','deny','doubt'])[1 + tail(i, 20, 4)] AS stance, [stance] AS stances, [outlet, teller] AS chain,
       [report || '.v1'] AS chain_voices, 'trigger' AS trigger, 10 AS trigger_start, 17 AS trigger_end,
       concat_ws(' ', word(i,21), word(i,22), word(i,23), word(i,24), word(i,25), word(i,26), word(i,27), word(i,28),
                 word(i,29), word(i,30), word(i,31), word(i,32), word(i,33), word(i,34), word(i,35)) AS sentence,
       0 AS sentence_start, even(i, 36) AS confidence, outlet, day AS published, cells(ac, se, an) AS actor_fold,
       cells(rc, rs, rn) AS recipient_fold,
       concat('| ', lower(outlet), ' ', cells(ac, se, teller)) AS source_fold,
       concat('| =', lower(pc), ' | town ', town, ' |') AS place_fold, sign(actor_fold) AS actor_sign,
       sign(recipient_fold) AS recipient_sign, sign(source_fold) AS source_sign, sign(place_fold) AS place_sign,
       word_sign(i,21) | word_sign(i,22) | word_sign(i,23) | word_sign(i,24) | word_sign(i,25) | word_sign(i,26) |
       word_sign(i,27) | word_sign(i,28) | word_sign(i,29) | word_sign(i,30) | word_sign(i,31) | word_sign(i,32) |
       word_sign(i,33) | word_sign(i,34) | word_sign(i,35) AS sentence_sign
FROM drawn
"""
_REPORTS = """
INSERT INTO reports BY NAME
SELECT report, report AS id, any_value(outlet) AS outlet, any_value(published) AS published, 'A title' AS title,
       '' AS text, count(*) AS events, 4 AS voices FROM events GROUP BY report
"""
_VOICES = """
INSERT INTO voices BY NAME
SELECT voice || '.' || id AS voice, report, 'v' || id AS id, teller AS source, teller_code AS source_code,
       teller_sectors AS source_sectors, 'said' AS cue, sentence AS content, stance, 'indirect' AS kind, []::VARCHAR[] AS addressees, chain,
       confidence, outlet, published, source_fold, source_sign, sentence_sign AS content_sign FROM events
"""
_ACTORS = """
INSERT INTO actors BY NAME
WITH sides AS (
    SELECT rowid AS i, 1 AS acts, report, actor_names[1] AS name, actor_codes[1] AS code, actor_sectors[1] AS sectors,
           when_from, when_to, actor_fold, actor_sign FROM events
    UNION ALL SELECT rowid, 0, report, recipient_names[1], recipient_codes[1], recipient_sectors[1], when_from, when_to,
           recipient_fold, recipient_sign FROM events),
found AS (
    SELECT report, name, code, sectors, sum(acts)::INTEGER AS as_actor, sum(1 - acts)::INTEGER AS as_recipient,
           min(coalesce(when_from, when_to)) AS first, max(coalesce(when_to, when_from)) AS last,
           any_value(actor_fold) AS actor_fold, any_value(actor_sign) AS actor_sign, min(i) AS i
    FROM sides GROUP BY report, name, code, sectors)
SELECT * EXCLUDE (i), (row_number() OVER (PARTITION BY report, name, code ORDER BY i) = 1)::INTEGER AS reports
FROM found ORDER BY i, name
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A question: milliseconds on the clock, on the processor, rows found, and the ratio of its median to the scan's."""

    name: str
    found: int
    p50: float
    p95: float
    cpu: float
    ratio: float


def make(path: Path, events: int) -> None:
    """A made-up ledger of ``events`` events at ``path``."""
    with store.writing(path) as connection:
        for statement in MACROS.strip().split(";\n"):
            connection.execute(statement)
        connection.execute(_EVENTS, {"n": events})
        connection.execute(_REPORTS)
        connection.execute(_VOICES)
        connection.execute(_ACTORS)


def timed(work: Callable[[], object], repeats: int) -> tuple[list[float], list[float]]:
    """Milliseconds on the clock and on the processor of each of ``repeats`` runs, after one that is not counted."""
    clock: list[float] = []
    processor: list[float] = []
    work()
    for _ in range(repeats):
        before = time.perf_counter(), time.process_time()
        work()
        clock.append(1e3 * (time.perf_counter() - before[0]))
        processor.append(1e3 * (time.process_time() - before[1]))
    return clock, processor


def percentile95(values: Sequence[float]) -> float:
    """The 95th percentile; of fewer than two values the value."""
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def measure(ledger: Ledger, repeats: int) -> list[Row]:
    """A row for the scan and for each of QUESTIONS."""
    scan_sql = "SELECT count(*) FROM events WHERE score >= -11"
    clock, processor = timed(lambda: ledger.connection().execute(scan_sql).fetchall(), repeats)
    scan, total = median(clock), ledger.events().count()
    rows = [Row(SCAN, total, scan, percentile95(clock), median(processor), 1.0)]
    for name, (kind, filters) in QUESTIONS.items():
        answer = ledger.ask(kind, **filters, limit=50)
        clock, processor = timed(answer.page, repeats)
        ratio = median(clock) / scan
        rows.append(Row(name, answer.count(), median(clock), percentile95(clock), median(processor), ratio))
    return rows


def table(rows: Sequence[Row]) -> str:
    """The rows as text."""
    lines = [f"{'':28}{'found':>10}{'p50 ms':>9}{'p95 ms':>9}{'cpu ms':>9}{'ratio':>8}"]
    lines += [f"{r.name:28}{r.found:>10,}{r.p50:>9.1f}{r.p95:>9.1f}{r.cpu:>9.1f}{r.ratio:>8.1f}" for r in rows]
    return "\n".join(lines)


@click.command()
@click.option("--events", type=click.IntRange(min=12), default=1_000_000, show_default=True, help="Events.")
@click.option("--repeats", type=click.IntRange(min=1), default=20, show_default=True, help="Times each is asked.")
@click.option("--keep", type=click.Path(path_type=Path), help="Where the ledger is, or is to be kept.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(events: int, repeats: int, keep: Path | None, as_json: bool) -> None:
    """Measure how fast a large ledger answers."""
    with tempfile.TemporaryDirectory(prefix="histor-") as folder:
        path = keep or Path(folder) / "bench.duckdb"
        if not path.exists():
            make(path, events)
        with Ledger(path) as ledger:
            rows = measure(ledger, repeats)
        size = path.stat().st_size
    if as_json:
        click.echo(json.dumps({"events": events, "bytes": size, "rows": [asdict(row) for row in rows]}))
        return
    click.echo(f"{rows[0].found:,} events, {size / 1e6:,.0f} MB, first 50 rows, {repeats} times each, warm")
    click.echo(table(rows))


if __name__ == "__main__":
    command()
