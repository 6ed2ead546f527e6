"""Under which keys a report is filed, so that those that may tell the same are found without reading all.

A key is two of the heaviest words of an event's sentence (or one of them and the word of action), with the month in
which the event can lie; the heaviest words of the whole report make keys likewise. Reports that share a key are
compared. Events whose time is open have keys of their own for any time.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from histor.link.pairs import window
from histor.link.postings import Keys
from histor.link.tellings import Reading

_WORDS, _REPORT_WORDS = 5, 7
_MONTH = 30  # days
_LONGEST = 92  # days of a window that is filed by month
_UNDATED, _DATED = -2, -1  # in place of a month: events of open time, and all others for these to find
_MASK = (1 << 64) - 1


def keys(reading: Reading) -> tuple[Keys, Keys]:
    """The keys under which ``reading`` is filed, and those under which its neighbours are looked up; no repeats."""
    filed: set[int] = set()
    sought: set[int] = set()
    for pair, days in _pairs(reading):
        months = _months(days)
        for month in [*months, _DATED] if months else [_UNDATED]:
            filed.add(_key(pair, month))
        for month in [*months, _UNDATED] if months else [_UNDATED, _DATED]:
            sought.add(_key(pair, month))
    return np.array(sorted(filed), dtype=np.uint32), np.array(sorted(sought), dtype=np.uint32)


def _pairs(reading: Reading) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    top = np.argsort(-reading.term_loads, kind="stable")[:_REPORT_WORDS]
    whole = list(combinations(sorted(reading.terms[top].tolist()), 2))
    spans = {window(reading, telling) for telling in reading.tellings}
    yield from ((pair, days) for days in spans for pair in whole)
    for k, telling in enumerate(reading.tellings):
        words = [w for w, load in zip(reading.words[k].tolist(), reading.loads[k].tolist(), strict=True) if load]
        near = [*words[:_WORDS], int(reading.stems[k])]
        yield from ((pair, window(reading, telling)) for pair in combinations(sorted(set(near)), 2))


def _months(days: tuple[int, int]) -> list[int]:
    """The months that a window touches; none where it is too long to be filed by month."""
    start, end = days
    return list(range(start // _MONTH, end // _MONTH + 1)) if end - start <= _LONGEST else []


def _key(pair: tuple[int, int], month: int) -> int:
    state = (pair[0] * 0x9E3779B97F4A7C15 + pair[1]) & _MASK
    state = ((state ^ (state >> 29)) * 0xBF58476D1CE4E5B9 + month + 7) & _MASK
    state = ((state ^ (state >> 32)) * 0x94D049BB133111EB) & _MASK
    return state >> 32
