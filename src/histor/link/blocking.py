"""Under which keys a report is filed, so that those that may tell the same are found without reading all.

A key is two of the heaviest words of an event's sentence (or one of them and the word of action), with the month in
which the event can lie; the heaviest words of the whole report make keys likewise. Reports that share a key are
compared. Events whose time is open have keys of their own for any time. The month stands beside the key, too, so that
who looks for keys of one month can pass over those of all others.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from histor.link.pairs import window
from histor.link.postings import Keys
from histor.link.tellings import Reading

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WORDS, _REPORT_WORDS = 5, 7
_MONTH = 30  # days
_LONGEST = 92  # days of a window that is filed by month
UNDATED, DATED = -2, -1
"""In place of a month: events of open time, and all others for these to find."""
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))

Window = tuple[int, int]


class Filing(NamedTuple):
    """Keys (n,), sorted and without repeats, and the month of each, or what stands in its place."""

    keys: Keys
    months: NDArray[np.int32]


def keys(reading: Reading) -> tuple[Filing, Filing]:
    """The keys under which ``reading`` is filed, and those under which its neighbours are looked up."""
    filed: list[tuple[NDArray[np.uint64], int]] = []
    sought: list[tuple[NDArray[np.uint64], int]] = []
    for days, pairs in _pairs(reading).items():
        mixed = _mixed(np.array(sorted(pairs), dtype=np.uint64).reshape(-1, 2))
        months = _months(days)
        filed += [(mixed, month) for month in ([*months, DATED] if months else [UNDATED])]
        sought += [(mixed, month) for month in ([*months, UNDATED] if months else [UNDATED, DATED])]
    return _keys(filed), _keys(sought)


def _pairs(reading: Reading) -> dict[Window, set[tuple[int, int]]]:
    """Pairs of words by the window of time with which they are filed."""
    top = np.argsort(-reading.term_loads, kind="stable")[:_REPORT_WORDS]
    whole = list(combinations(sorted(reading.terms[top].tolist()), 2))
    found: dict[Window, set[tuple[int, int]]] = {}
    for k, telling in enumerate(reading.tellings):
        words = [w for w, load in zip(reading.words[k].tolist(), reading.loads[k].tolist(), strict=True) if load]
        near = {*words[:_WORDS], int(reading.stems[k])}
        found.setdefault(window(reading, telling), set(whole)).update(combinations(sorted(near), 2))
    return found


def _months(days: Window) -> list[int]:
    """The months that a window touches; none where it is too long to be filed by month."""
    start, end = days
    return list(range(start // _MONTH, end // _MONTH + 1)) if end - start <= _LONGEST else []


def _mixed(pairs: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Pairs (n, 2) as numbers (n,), to which a month is added; numpy lets go what exceeds 64 bits."""
    state = pairs[:, 0] * _MIX[0] + pairs[:, 1]
    return np.asarray((state ^ (state >> np.uint64(29))) * _MIX[1])


def _keys(found: list[tuple[NDArray[np.uint64], int]]) -> Filing:
    """The keys of pairs, which are mixed already, each with a month."""
    if not found:
        return Filing(np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.int32))
    state = np.concatenate([mixed + np.uint64(month + 7) for mixed, month in found])
    months = np.repeat(np.array([month for _, month in found], dtype=np.int32), [len(mixed) for mixed, _ in found])
    whole = (((state ^ (state >> np.uint64(32))) * _MIX[2]) >> np.uint64(32)).astype(np.uint32)
    distinct, first = np.unique(whole, return_index=True)
    return Filing(distinct, months[first])
