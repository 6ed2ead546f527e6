"""A made-up ledger with incidents, for `bench.serve`: that of `bench.ledger`, and what linking would have made of it.

Every incident has one event at least; the others fall to incidents as unevenly as in news, some hundreds to the fullest.
An event in five has no place, and in three only its country or division is known.
"""

from __future__ import annotations

import zlib
from pathlib import Path

from bench import ledger
from histor.ledger import store

PER_INCIDENT = 3  # events, on average

# The macros of bench.ledger, and:
_MACROS = """
CREATE TEMP MACRO body(name) AS 'body:' || lower(replace(name, ' ', ''));
CREATE TEMP MACRO named(name) AS {'name': name, 'key': body(name)};
CREATE TEMP MACRO about(name, code) AS
    {'name': name, 'key': body(name), 'kind': 'person', 'code': code, 'sector': ['GOV'], 'names': [name]};
CREATE TEMP MACRO span(first, number) AS [first, first + number];
"""
# Which event tells which incident. A prime scatters over all days the events that incidents begin with.
_LINKED = """
CREATE TEMP TABLE told AS
WITH drawn AS (SELECT rowid * 7919 % $events AS n, * FROM events)
SELECT 'incident-' || left(md5((CASE WHEN n < $incidents THEN n ELSE tail(n, 50, $incidents) END)::VARCHAR), 12) AS incident, *
FROM drawn
"""
_MEMBERS = """
INSERT INTO incident_events BY NAME
SELECT incident, event, report, row_number() OVER (PARTITION BY incident ORDER BY n) AS number, 0.9 AS strength FROM told
"""
_ORIGINS = """
INSERT INTO incident_origins BY NAME
SELECT incident, body(teller) AS origin, teller AS name, 'person' AS kind, any_value(teller_code) AS code,
       'affirms' AS says, count(DISTINCT outlet) AS outlets, count(*) AS tellings FROM told GROUP BY incident, teller
"""
_SOURCES = """
INSERT INTO incident_sources BY NAME
SELECT incident, origin AS source, name, kind FROM incident_origins
UNION SELECT incident, body(outlet), outlet, 'outlet' FROM told
"""
_WHOLE = """
CREATE TEMP TABLE whole AS
WITH tellings AS (
    SELECT incident, list({
        'report': report, 'event': id, 'outlet': outlet, 'published': published, 'title': 'A title',
        'chain': [{'who': [named(outlet)], 'stance': 'affirm', 'voice': NULL},
                  {'who': [named(teller)], 'stance': stance, 'voice': 'v1'}],
        'origins': [named(teller)], 'says': 'affirms', 'against': [], 'stance': stance, 'status': status,
        'background': background, 'copied': NULL, 'actors': actor_names, 'recipients': recipient_names,
        'countries': [country], 'figures': [], 'trigger': [10, 17], 'span': [0, 100], 'sentence': sentence} ORDER BY n)
        AS tellings FROM told GROUP BY incident),
by_origin AS (
    SELECT incident, about(teller, any_value(teller_code)) AS who, list({'report': report, 'event': id} ORDER BY n) AS refs,
           list(DISTINCT report) AS carriers, list(DISTINCT outlet) AS outlets, any_value(actor_names) AS actors,
           any_value(recipient_names) AS recipients FROM told GROUP BY incident, teller),
origins AS (
    SELECT incident, list(struct_insert(who, says := 'affirms', stances := ['affirm'], statuses := ['actual'],
           actors := actors, recipients := recipients, countries := [], figures := [], carriers := carriers,
           outlets := outlets, tellings := refs, changes := []) ORDER BY who.key) AS origins
    FROM by_origin GROUP BY incident)
SELECT * FROM tellings JOIN origins USING (incident)
"""
_INCIDENTS = """
INSERT INTO incidents BY NAME
WITH drawn AS (
    SELECT incident, arg_min(told, n) AS best, count(*) AS tellings, count(DISTINCT outlet) AS outlets,
           count(DISTINCT teller) AS origins, count(DISTINCT report) AS reports, min(published) AS first_published,
           max(published) AS last_published, min(n) AS n, list(DISTINCT report) AS carriers, list(DISTINCT outlet) AS publishers
    FROM told GROUP BY incident),
placed AS (
    SELECT *, tail(n, 51, 10) AS luck, CASE WHEN luck < 6 THEN best.place_name END AS place_name,
           CASE WHEN luck < 8 THEN best.country END AS country,
           (['contested', 'denied', 'uncontested', 'claimed by one origin', 'announced', 'open'])[1 + tail(n, 52, 6)] AS standing
    FROM drawn)
SELECT incident, '' AS part, best.type, best.mode, best.quad, best.score, best.sentence AS description, best.event AS best,
       standing, placed.origins, outlets, reports, reports AS carriers, placed.tellings, 0 AS unattributed,
       best.actor_names, best.actor_codes, best.recipient_names, best.recipient_codes, place_name, country,
       CASE WHEN luck < 6 THEN best.lat END AS lat, CASE WHEN luck < 6 THEN best.lon END AS lon,
       CASE WHEN luck < 5 THEN 'town' WHEN luck < 6 THEN 'admin1' WHEN luck < 8 THEN 'country' END AS place_precision,
       best.when_from, best.when_to, best.when_precision, first_published, last_published,
       pack(to_json({
           'id': incident, 'type': best.type, 'mode': best.mode, 'description': best.sentence,
           'when': {'from': best.when_from, 'to': best.when_to, 'precision': 'day'},
           'where': {'name': place_name, 'country': country, 'admin1': NULL, 'lat': best.lat, 'lon': best.lon, 'precision': 'town'},
           'actors': best.actor_names, 'recipients': best.recipient_names, 'standing': standing, 'reports': carriers,
           'carriers': carriers, 'outlets': publishers, 'unattributed': 0, 'differences': [], 'figures': [],
           'origins': whole.origins, 'tellings': whole.tellings})) AS told
FROM placed JOIN whole USING (incident)
"""
# A sentence has fifteen words, of some eight letters; who acts, what and upon whom are the first, the teller the last.
_ACCOUNTS = """
INSERT INTO accounts
WITH texts AS (
    SELECT report, string_agg(sentence, ' ' ORDER BY rowid) AS text, any_value(outlet) AS outlet,
           any_value(published) AS published FROM events GROUP BY report),
marks AS (
    SELECT *, coalesce(sum(length(sentence) + 1) OVER (PARTITION BY report ORDER BY rowid ROWS BETWEEN UNBOUNDED PRECEDING
           AND 1 PRECEDING), 0)::INTEGER AS base, length(sentence) AS long FROM events),
parts AS (
    SELECT report, list({
        'id': id, 'trigger': span(base + 6, 4), 'type': type, 'mode': mode, 'contexts': contexts, 'quad': quad, 'score': score,
        'cameo': NULL, 'actor': [span(base, 5)], 'recipient': [span(base + 12, 5)], 'place': [], 'time': [], 'counts': map(),
        'status': status, 'background': background, 'voice': 'v' || id, 'chain': ['v' || id],
        'when': {'unresolved': 'not told'}, 'where': NULL, 'confidence': confidence} ORDER BY base) AS events,
        list({'id': 'v' || id, 'source': [span(base + long - 5, 5)], 'cue': span(base + long - 12, 5),
        'content': [span(base, long - 15)], 'to': [], 'stance': stance, 'kind': 'indirect', 'inside': NULL, 'entity': NULL,
        'confidence': confidence} ORDER BY base) AS voices FROM marks GROUP BY report)
SELECT report, pack(to_json({
    'report': {'id': report, 'url': NULL, 'outlet': outlet, 'title': 'A title', 'byline': NULL, 'dateline': NULL,
               'published': published, 'language': 'en', 'text': text, 'sha256': sha256(text), 'dropped': []},
    'voices': voices, 'events': events, 'entities': [], 'places': [],
    'coder': {'histor': '0', 'model': 'bench', 'codebook': 'plover-2.0'}}))
FROM texts JOIN parts USING (report)
"""
_TEXTS = """
UPDATE reports SET text = found.text
FROM (SELECT report, string_agg(sentence, ' ' ORDER BY rowid) AS text FROM events GROUP BY report) AS found
WHERE reports.report = found.report
"""
_ENTITIES = """
INSERT INTO entities BY NAME
SELECT event || '.' || role AS entity, report, event AS id, name, code, sectors,
       [name, 'Mr ' || name, 'the ' || lower(name)][: 1 + hash(event) % 3] AS called, 2 AS mentions
FROM fillers
"""
_PLACES = """
INSERT INTO places BY NAME
SELECT event || '.p' AS place, report, event AS id, place_name AS name, country, lat, lon, geonameid, 'town' AS precision,
       [place_name] AS called, 1 AS mentions FROM events
"""
_READ = "INSERT INTO linked SELECT report, rowid, 0, ''::BLOB, ''::BLOB, ''::BLOB FROM reports"


def make(path: Path, incidents: int) -> None:
    """A made-up ledger of ``incidents`` incidents at ``path``."""
    number = incidents * PER_INCIDENT
    ledger.make(path, number)
    with store.writing(path) as connection:
        connection.create_function("pack", lambda text: zlib.compress(text.encode()), ["VARCHAR"], "BLOB")
        for statement in f"{ledger.MACROS}{_MACROS}".strip().split(";\n"):
            connection.execute(statement)
        connection.execute(_LINKED, {"events": number, "incidents": incidents})
        for statement in (
            _MEMBERS,
            _ORIGINS,
            _SOURCES,
            _WHOLE,
            _INCIDENTS,
            _ACCOUNTS,
            _TEXTS,
            _ENTITIES,
            _PLACES,
            _READ,
        ):
            connection.execute(statement)
