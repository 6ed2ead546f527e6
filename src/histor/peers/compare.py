"""Counting how far two sets of events agree, by day, country and type.

A match is an event of each side on the same day (or not more than some days apart), in the same country, of the same
PLOVER type; each event is matched once. Histor's events are mentions, those of others often are not, so that cells
are counted too: a cell is a day, a country and a type that has at least one event.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from histor.ledger.tables import rows_of
from histor.peers.formats import PeerEvent
from histor.records import Account

NOT_ACTUAL = "planned, possible or negated"
NOT_AFFIRMED = "denied, doubted or demanded"
NO_TYPE = "no PLOVER type"
NO_DAY = "no day"
NO_COUNTRY = "no country"

Key = tuple[str, str]
"""Country and type."""


@dataclass(frozen=True, slots=True)
class Matched:
    """How many events each side has, and how many of them match."""

    ours: int
    theirs: int
    matched: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """``left_out`` counts, for each side and reason, events that cannot be compared."""

    total: Matched
    cells: Matched
    by_type: dict[str, Matched]
    by_country: dict[str, Matched]
    by_day: dict[str, Matched]
    ours_left_out: dict[str, int]
    theirs_left_out: dict[str, int]


class _Side:
    """Events by country and type, and in each the number by day."""

    def __init__(self) -> None:
        self.days: defaultdict[Key, Counter[int]] = defaultdict(Counter)
        self.left_out: Counter[str] = Counter()

    def add(self, day: str | None, country: str | None, type: str | None) -> None:
        if not type:
            self.left_out[NO_TYPE] += 1
        elif not day:
            self.left_out[NO_DAY] += 1
        elif not country:
            self.left_out[NO_COUNTRY] += 1
        else:
            self.days[country, type][date.fromisoformat(day).toordinal()] += 1


def compare(accounts: Iterable[Account], theirs: Iterable[PeerEvent], *, within: int = 0) -> Comparison:
    """Compare the events of ``accounts`` with ``theirs``; days that lie up to ``within`` days apart match too.

    Both are read once; memory grows with the number of different days, countries and types only.
    """
    ours, others = _Side(), _Side()
    for account in accounts:
        for event in rows_of(account)["events"]:
            if event["status"] != "actual":
                ours.left_out[NOT_ACTUAL] += 1
            elif any(stance != "affirm" for stance in event["stances"]):
                ours.left_out[NOT_AFFIRMED] += 1
            else:
                day = event["when_from"] if event["when_from"] == event["when_to"] else None
                ours.add(day, event["country"], event["type"])
    for peer in theirs:
        others.add(peer.day, peer.country, peer.type)
    return _compared(ours, others, within)


def _compared(ours: _Side, theirs: _Side, within: int) -> Comparison:
    numbers = {name: [Counter[str](), Counter[str](), Counter[str]()] for name in ("type", "country", "day")}
    cells = [0, 0, 0]
    for key in sorted({*ours.days, *theirs.days}):
        left, right = ours.days.get(key, Counter()), theirs.days.get(key, Counter())
        counted = (left, right, matches(left, right, within))
        cells[0] += len(left)
        cells[1] += len(right)
        cells[2] += len(matches(Counter(dict.fromkeys(left, 1)), Counter(dict.fromkeys(right, 1)), within))
        for side, days in enumerate(counted):
            numbers["country"][side][key[0]] += days.total()
            numbers["type"][side][key[1]] += days.total()
            for day, number in days.items():
                numbers["day"][side][date.fromordinal(day).isoformat()] += number
    return Comparison(
        total=Matched(*(side.total() for side in numbers["type"])),
        cells=Matched(*cells),
        by_type=_table(*numbers["type"]),
        by_country=_table(*numbers["country"]),
        by_day=_table(*numbers["day"]),
        ours_left_out=dict(sorted(ours.left_out.items())),
        theirs_left_out=dict(sorted(theirs.left_out.items())),
    )


def matches(ours: Counter[int], theirs: Counter[int], within: int) -> Counter[int]:
    """How many of ``ours`` on each day find one of ``theirs`` not more than ``within`` days off, each used once.

    Taking both in the order of their days and the earliest first leaves the most for those to come.

    >>> matches(Counter({5: 2, 6: 1}), Counter({6: 2}), 1).total()
    2
    """
    found: Counter[int] = Counter()
    left = sorted(theirs.items())
    at = 0
    for day, number in sorted(ours.items()):
        while number and at < len(left):
            other, free = left[at]
            if other > day + within:
                break
            if other < day - within or not free:
                at += 1
                continue
            used = min(number, free)
            found[day] += used
            number -= used  # noqa: PLW2901
            left[at] = (other, free - used)
    return found


def _table(*sides: Counter[str]) -> dict[str, Matched]:
    return {name: Matched(*(side[name] for side in sides)) for name in sorted({*sides[0], *sides[1]})}
