"""The tables of linking as records: what is kept of reports, which are neighbours, what is connected with what.

A report has a number here, an event is a `Node`: the number of its report and its place in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from histor.accounts import from_json
from histor.ledger.keys import part_key
from histor.ledger.store import unpacked_in
from histor.ledger.tables import clean
from histor.link import blocking, copies, incidents
from histor.link.cast import Cast
from histor.link.copygroups import Common, Filed
from histor.link.graph import UNDATED, Node
from histor.link.records import Carrier, CopyGroup
from histor.link.state import (
    filed_from_bytes,
    filed_to_bytes,
    reading_from_bytes,
    reading_to_bytes,
    terms_from_bytes,
    terms_to_bytes,
)
from histor.link.tellings import Reading, Terms
from histor.records import Span

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

K = TypeVar("K")
V = TypeVar("V")
_KEPT = 4_000  # unpacked readings, words of reports or accounts that are kept: some 100 MB each
WHOLE = 10_000  # probabilities have four decimals, and are kept as whole numbers
_OF_REPORTS = ("linked", "linked_events", "shingle_keys", "event_keys")


class Placed(NamedTuple):
    """An event with all that orders it among others."""

    published: int
    report: str
    trigger: Span
    event: str
    node: Node


class State:
    """The tables of linking within one transaction; what was unpacked once is kept as long."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self.connection = connection
        self._readings: dict[int, Reading] = {}
        self._filed: dict[int, Filed] = {}
        self._casts: dict[str, Cast] = {}

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """The rows that ``query`` gives."""
        return self.connection.execute(query, list(parameters)).fetchall()

    # What is kept of reports

    def file(self, made: Mapping[str, tuple[Filed, Reading]]) -> list[int]:
        """File reports, by key; their numbers, in the order of keys."""
        last = self.rows("SELECT coalesce(max(number), -1) FROM linked")[0][0]
        keys = sorted(made)
        numbers = list(range(last + 1, last + 1 + len(keys)))
        shingles = [copies.keys(made[key][0]) for key in keys]
        blobs = [
            (terms_to_bytes(reading), filed_to_bytes(filed), reading_to_bytes(reading))
            for filed, reading in map(made.__getitem__, keys)
        ]
        self._put(
            "linked", "VARCHAR INTEGER INTEGER BLOB BLOB BLOB",
            zip(keys, numbers, map(len, shingles), *zip(*blobs, strict=True), strict=True),
        )  # fmt: skip
        self._put_columns("shingle_keys", "UINTEGER INTEGER", [
            np.concatenate(shingles).tolist(), np.repeat(numbers, [len(found) for found in shingles]).tolist()
        ])  # fmt: skip
        self._put_columns("event_keys", "UINTEGER INTEGER INTEGER", _by_month(
            numbers, [blocking.keys(made[key][1])[0] for key in keys]
        ))  # fmt: skip
        self._put("linked_events", "INTEGER INTEGER VARCHAR VARCHAR INTEGER INTEGER INTEGER", (
            row for number, key in zip(numbers, keys, strict=True) for row in _events(number, made[key][1])
        ))  # fmt: skip
        for number, key in zip(numbers, keys, strict=True):
            self._filed[number], self._readings[number] = made[key]
        return numbers

    def forget(self, numbers: Collection[int]) -> None:
        """Delete what is kept of reports, and their links."""
        listed = list(numbers)
        for table in _OF_REPORTS:
            self.connection.execute(f"DELETE FROM {table} WHERE number IN (SELECT unnest(?::INTEGER[]))", [listed])
        for table in ("copy_links", "event_scores"):
            which = "one IN (SELECT unnest($1::INTEGER[])) OR two IN (SELECT unnest($1::INTEGER[]))"
            self.connection.execute(f"DELETE FROM {table} WHERE {which}", [listed])

    def numbers(self, keys: Collection[str]) -> dict[str, int]:
        """The numbers of those of ``keys`` whose reports are linked."""
        query = "SELECT report, number FROM linked WHERE report IN (SELECT unnest(?::VARCHAR[]))"
        return dict(self.rows(query, list(keys)))

    def readings(self, numbers: Iterable[int]) -> dict[int, Reading]:
        """The readings of reports."""
        return _held(self._readings, numbers, lambda left: {
            n: reading_from_bytes(blob) for n, blob in self.rows(_BLOBS.format("reading"), left)
        })  # fmt: skip

    def filed(self, numbers: Iterable[int]) -> dict[int, Filed]:
        """The words of reports."""
        return _held(self._filed, numbers, lambda left: {
            n: filed_from_bytes(blob) for n, blob in self.rows(_BLOBS.format("filed"), left)
        })  # fmt: skip

    def terms(self, numbers: Collection[int]) -> dict[int, Terms]:
        """The rare words of reports."""
        query = "SELECT number, report, terms FROM linked WHERE number IN (SELECT unnest(?::INTEGER[]))"
        return {n: terms_from_bytes(report, blob) for n, report, blob in self.rows(query, list(numbers))}

    def casts(self, keys: Iterable[str]) -> dict[str, Cast]:
        """The accounts of reports, by key, their reports under their keys."""

        def load(left: list[str]) -> dict[str, Cast]:
            return {key: _cast(key, line) for key, line in unpacked_in(self.connection, left, "accounts").items()}

        return _held(self._casts, keys, load)

    # Neighbours and links

    def copy_candidates(self, numbers: Collection[int]) -> list[tuple[int, int]]:
        """Pairs of one of the reports ``numbers`` and another that has enough runs of words in common with it."""
        query = f"""
            WITH sought AS (SELECT key, number FROM shingle_keys WHERE number >= $2 AND list_contains($1, number)),
            found AS (SELECT key, number FROM shingle_keys WHERE key IN (SELECT key FROM sought)),
            useful AS (SELECT key FROM found GROUP BY key HAVING count(*) <= {copies.MOST_CARRIERS}),
            hits AS (SELECT sought.number AS one, found.number AS two, count(*) AS hits
                     FROM useful JOIN sought USING (key) JOIN found USING (key)
                     WHERE one <> two GROUP BY ALL)
            SELECT DISTINCT least(one, two), greatest(one, two) FROM hits
            JOIN linked AS a ON a.number = one JOIN linked AS b ON b.number = two
            WHERE hits >= {copies.LEAST_HITS} * least(a.shingles, b.shingles) ORDER BY ALL"""
        found: list[Any] = self.rows(query, list(numbers), min(numbers))
        return found

    def event_candidates(self, made: Mapping[int, Reading]) -> list[tuple[int, int]]:
        """Pairs of one of the reports ``made`` and another, or itself, that may tell the same."""
        numbers = list(made)
        sought = _by_month(numbers, [blocking.keys(made[number])[1] for number in numbers])
        months = {month for month in sought[2] if month >= 0} or {0}
        some = " UNION ALL ".join(
            f"SELECT key, number FROM event_keys WHERE month {when} AND key IN (SELECT key FROM sought WHERE month {when})"
            for when in (f"BETWEEN {min(months)} AND {max(months)}", f"= {blocking.UNDATED}", f"= {blocking.DATED}")
        )
        query = f"""
            WITH sought AS MATERIALIZED (
                SELECT unnest($1::UINTEGER[]) AS key, unnest($2::INTEGER[]) AS number, unnest($3::INTEGER[]) AS month),
            found AS MATERIALIZED ({some}),
            useful AS (SELECT key FROM found GROUP BY key HAVING count(*) <= {incidents.MOST_REPORTS})
            SELECT DISTINCT least(sought.number, found.number) AS one, greatest(sought.number, found.number) AS two
            FROM useful JOIN sought USING (key) JOIN found USING (key) ORDER BY ALL"""
        found: list[Any] = self.rows(query, *sought)
        return found

    def link_copies(self, found: Iterable[tuple[int, int, Common]]) -> None:
        """Keep what pairs of reports have in common."""
        self._put("copy_links", "INTEGER INTEGER INTEGER INTEGER", (
            (one, two, common.here, common.there) for one, two, common in found
        ))  # fmt: skip

    def link_events(self, found: Iterable[tuple[Node, Node, float]]) -> None:
        """Keep the scores of pairs of events."""
        self._put("event_scores", "INTEGER INTEGER INTEGER INTEGER INTEGER", (
            (*one, *two, round(WHOLE * score)) for one, two, score in found
        ))  # fmt: skip

    def copies_around(self, numbers: Collection[int]) -> dict[int, dict[int, Common]]:
        """The links of all reports that are connected with ``numbers`` by copies, both ways."""
        query = """
            SELECT two, one, there, here FROM copy_links WHERE two IN (SELECT unnest($1::INTEGER[]))
            UNION SELECT * FROM copy_links WHERE one IN (SELECT unnest($1::INTEGER[]))"""
        links: dict[int, dict[int, Common]] = {}
        front = set(numbers)
        while front:
            for one, two, here, there in self.rows(query, list(front)):
                links.setdefault(one, {})[two] = Common(here, there)
            new = {two for one in front for two in links.get(one, ())}
            front = new - links.keys()
        return links

    def connected(self, nodes: Collection[Node], least: float, held: Mapping[Node, Collection[Node]]) -> set[Node]:
        """All events that links of the score ``least`` or more, and pairs that are ``held``, connect with ``nodes``."""
        query = """
            WITH front AS (SELECT unnest($1::INTEGER[]) AS n, unnest($2::INTEGER[]) AS p)
            SELECT two, two_place FROM event_scores JOIN front ON one = n AND one_place = p WHERE score >= $3
            UNION SELECT one, one_place FROM event_scores JOIN front ON two = n AND two_place = p WHERE score >= $3"""
        seen = set(nodes)
        front = set(nodes)
        while front:
            listed = list(front)
            found: set[Any] = set(self.rows(query, [n for n, _ in listed], [p for _, p in listed], WHOLE * least))
            front = (found | {other for node in front for other in held.get(node, ())}) - seen
            seen |= front
        return seen

    def scores(self, nodes: Collection[Node], least: float = 0.0) -> list[tuple[Node, Node, float]]:
        """The scores, ``least`` or more, of pairs of ``nodes``; each pair once."""
        query = """
            WITH there AS (SELECT unnest($1::INTEGER[]) AS n, unnest($2::INTEGER[]) AS p)
            SELECT one, one_place, two, two_place, score FROM event_scores
            JOIN there AS a ON one = a.n AND one_place = a.p JOIN there AS b ON two = b.n AND two_place = b.p
            WHERE score >= $3"""
        listed = list(nodes)
        found = self.rows(query, [n for n, _ in listed], [p for _, p in listed], WHOLE * least)
        return [((a, i), (b, j), score / WHOLE) for a, i, b, j, score in found]

    def placed(self, nodes: Collection[Node]) -> list[Placed]:
        """Events in their order: by publication, report, trigger and id."""
        query = """
            SELECT l.* FROM linked_events AS l
            JOIN (SELECT unnest(?::INTEGER[]) AS number, unnest(?::INTEGER[]) AS place) USING (number, place)"""
        listed = list(nodes)
        return _placed(self.rows(query, [n for n, _ in listed], [p for _, p in listed]))

    def events_of(self, keys: Collection[str]) -> list[Placed]:
        """The events of the linked reports with ``keys``."""
        query = "SELECT * FROM linked_events WHERE report IN (SELECT unnest(?::VARCHAR[]))"
        return _placed(self.rows(query, list(keys)))

    def groups(self, keys: Collection[str]) -> list[CopyGroup]:
        """The copy groups in which reports stand."""
        query = """
            SELECT copy_group, report, outlet, published::VARCHAR, share, spans, reason, agency FROM copies
            WHERE copy_group IN (SELECT copy_group FROM copies WHERE report IN (SELECT unnest(?::VARCHAR[])))
            ORDER BY copy_group, number"""
        carriers: dict[str, list[Carrier]] = {}
        agencies: dict[str, str | None] = {}
        for group, report, outlet, published, share, spans, reason, agency in self.rows(query, list(keys)):
            added = tuple(Span(a, b) for a, b in zip(spans[::2], spans[1::2], strict=True))
            carriers.setdefault(group, []).append(Carrier(report, outlet, published, share, added, reason))
            agencies[group] = agency
        return [CopyGroup(id, tuple(each), each[0].report, agencies[id]) for id, each in carriers.items()]

    def _put(self, table: str, types: str, rows: Iterable[tuple[Any, ...]]) -> None:
        self._put_columns(table, types, [list(column) for column in zip(*rows, strict=True)])

    def _put_columns(self, table: str, types: str, columns: list[list[Any]]) -> None:
        if columns:
            values = ", ".join(f"unnest(?::{type_}[])" for type_ in types.split())
            self.connection.execute(f"INSERT INTO {table} SELECT {values}", columns)


_BLOBS = "SELECT number, {} FROM linked WHERE number IN (SELECT unnest(?::INTEGER[]))"


def _held(held: dict[K, V], keys: Iterable[K], load: Callable[[list[K]], dict[K, V]]) -> dict[K, V]:
    """The values of ``keys``, what is not held yet loaded at once and held."""
    wanted = list(dict.fromkeys(keys))
    left = [key for key in wanted if key not in held]
    found = {key: held[key] for key in wanted if key in held}
    if left:
        if len(held) > _KEPT:
            held.clear()
        found |= (new := load(left))
        held |= new
    return found


def _by_month(numbers: list[int], found: list[blocking.Filing]) -> list[list[int]]:
    """Keys, numbers of their reports, and months, in the order of months: so most of a table lies outside of a few of them."""
    months = np.concatenate([filing.months for filing in found])
    order = np.argsort(months, kind="stable")
    columns = (
        np.concatenate([filing.keys for filing in found]),
        np.repeat(numbers, [len(filing.keys) for filing in found]),
        months,
    )
    return [column[order].tolist() for column in columns]


def _events(number: int, reading: Reading) -> Iterable[tuple[Any, ...]]:
    for place, telling in enumerate(reading.tellings):
        event = part_key(reading.report, clean(telling.ref.event) or "")
        yield number, place, event, reading.report, reading.published, *telling.anchor.trigger


def _placed(rows: Iterable[tuple[Any, ...]]) -> list[Placed]:
    return sorted(
        Placed(UNDATED if day is None else day, report, Span(start, end), event, (number, place))
        for number, place, event, report, day, start, end in rows
    )


def _cast(key: str, line: str) -> Cast:
    account = from_json(json.loads(line))
    return Cast(replace(account, report=replace(account.report, id=key)))
