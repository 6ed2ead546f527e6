"""An inverted index in flat arrays: which reports hold a key. Eight bytes an entry, whatever the keys are.

Entries are 64-bit numbers, the key in the upper and the report's number in the lower half, in sorted runs whose sizes
grow by powers of four (a log-structured merge): adding costs amortised O(log n), a look-up O(log² n), both in numpy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint32]
Numbers = NDArray[np.int64]
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_GROWTH = 4  # each run is at least so many times as long as the next: few runs to look into, few merges


class Postings:
    """Keys (32 bits) with the numbers of the reports that hold them."""

    def __init__(self, entries: NDArray[np.uint64] | None = None) -> None:
        self._runs: list[NDArray[np.uint64]] = [] if entries is None else [np.sort(entries)]

    def add(self, keys: Keys, number: int) -> None:
        """File report ``number`` (below 2³²) under ``keys``, which hold no repeats."""
        if not len(keys):
            return
        self._runs.append(np.sort((keys.astype(np.uint64) << _HALF) | np.uint64(number)))
        while len(self._runs) > 1 and len(self._runs[-2]) < _GROWTH * len(self._runs[-1]):
            last = self._runs.pop()
            self._runs[-1] = np.sort(np.concatenate([self._runs[-1], last]), kind="stable")  # two sorted runs: a merge

    def find(self, keys: Keys, most: int) -> Numbers:
        """Numbers of the reports filed under ``keys``, once for each key that they share.

        Keys that stand in more than ``most`` reports are passed over: they tell nothing apart.
        """
        wanted = np.sort(keys.astype(np.uint64)) << _HALF
        bounds = [np.searchsorted(run, [wanted, wanted | _LOW], side="left") for run in self._runs]
        counts = sum((b[1] - b[0] for b in bounds), np.zeros(len(wanted), dtype=np.int64))
        useful = counts <= most
        parts = [
            run[_ranges(low[useful], high[useful])] & _LOW for run, (low, high) in zip(self._runs, bounds, strict=True)
        ]
        return np.concatenate(parts).astype(np.int64) if parts else np.empty(0, dtype=np.int64)

    def renumber(self, alive: NDArray[np.bool_], new: Numbers) -> None:
        """Forget the reports whose number is not true in ``alive``; number n of the others becomes ``new[n]``."""
        entries = self.entries()
        numbers = (entries & _LOW).astype(np.int64)
        kept = alive[numbers]
        self._runs = [np.sort((entries[kept] & ~_LOW) | new[numbers[kept]].astype(np.uint64))]

    def entries(self) -> NDArray[np.uint64]:
        """All entries, sorted: what the constructor takes."""
        return np.sort(np.concatenate(self._runs)) if self._runs else np.empty(0, dtype=np.uint64)

    def __len__(self) -> int:
        return sum(len(run) for run in self._runs)


def _ranges(low: Numbers, high: Numbers) -> Numbers:
    """The numbers of the half-open ranges [low, high), one after another.

    >>> _ranges(np.array([1, 7]), np.array([3, 8])).tolist()
    [1, 2, 7]
    """
    sizes = high - low
    total = int(sizes.sum())
    if not total:
        return np.empty(0, dtype=np.int64)
    firsts = np.repeat(low - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
    return np.asarray(firsts + np.arange(total), dtype=np.int64)
