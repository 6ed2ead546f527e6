"""From scored pairs to incidents: average-link clustering in a fixed order, with what a person has decided.

The result is a function of the events, their scores and the decisions; in what order they came does not matter. Events
are numbered in a fixed order by the caller; where two mergers are worth the same, the lower numbers go first.

>>> clusters(3, {(0, 1): 0.9, (0, 2): 0.7, (1, 2): 0.2}, least=0.5)
[[0, 1], [2]]
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Pair = tuple[int, int]
Scores = Mapping[Pair, float]
"""Probabilities by pair of numbers, the lower first; a pair that is not there has probability 0."""


def parts(links: Scores, together: Iterable[Pair], most: int) -> list[list[int]]:
    """Connected parts of the graph of ``links`` with at most ``most`` events each, sorted.

    Where a part would be larger, its weakest links are left out. Pairs that are ``together`` come first: they are only
    left out where they alone exceed ``most``. Events without links are in no part.
    """
    parent: dict[int, int] = {}
    size: dict[int, int] = {}

    def root(x: int) -> int:
        parent.setdefault(x, x)
        size.setdefault(x, 1)
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    strongest = sorted(links.items(), key=lambda item: (-item[1], item[0]))
    for a, b in [*sorted(together), *(pair for pair, _ in strongest)]:
        one, two = root(a), root(b)
        if one != two and size[one] + size[two] <= most:
            low, high = min(one, two), max(one, two)
            parent[high] = low
            size[low] += size[high]
    found: dict[int, list[int]] = {}
    for x in sorted(parent):
        found.setdefault(root(x), []).append(x)
    return sorted(found.values())


def clusters(
    n: int, scores: Scores, least: float, together: Collection[Pair] = (), apart: Collection[Pair] = ()
) -> list[list[int]]:
    """Clusters of the events 0 … n - 1: the two whose mean score is greatest are merged while it is at least ``least``.

    Pairs in ``together`` are merged first, unless ``apart`` forbids it; clusters that hold a pair of ``apart`` are never
    merged. Each cluster is sorted, and so is the list.
    """
    state = _State(n, scores, apart)
    for a, b in sorted(together):
        one, two = sorted((state.where[a], state.where[b]))
        if one != two and not state.forbidden[one, two]:
            state.merge(one, two)
    while n > 1:
        worth = state.worth()
        a, b = divmod(int(worth.argmax()), n)
        if worth[a, b] < least:
            break
        state.merge(a, b)
    return sorted(sorted(cluster) for cluster in state.members if cluster)


class _State:
    """Clusters under construction; the cluster that b is merged into keeps the place of a, and that of b is empty."""

    def __init__(self, n: int, scores: Scores, apart: Collection[Pair]) -> None:
        self.sums = np.zeros((n, n))
        for (a, b), score in sorted(scores.items()):
            self.sums[a, b] = self.sums[b, a] = score
        self.forbidden = np.zeros((n, n), dtype=bool)
        for a, b in apart:
            self.forbidden[a, b] = self.forbidden[b, a] = True
        self.members: list[list[int]] = [[k] for k in range(n)]
        self.sizes = np.ones(n)
        self.where = list(range(n))

    def merge(self, a: int, b: int) -> None:
        """Put the members of ``b`` into ``a``."""
        for sums, forbidden in ((self.sums, self.forbidden), (self.sums.T, self.forbidden.T)):
            sums[a] += sums[b]
            forbidden[a] |= forbidden[b]
        self.sizes[a] += self.sizes[b]
        self.sizes[b] = 0
        self.members[a] += self.members[b]
        for k in self.members[b]:
            self.where[k] = a
        self.members[b] = []

    def worth(self) -> NDArray[np.float64]:
        """Mean scores of pairs of live clusters above the diagonal, to nine decimals; -1 elsewhere."""
        number = np.outer(self.sizes, self.sizes)
        mean = np.round(self.sums / np.where(number > 0, number, 1), 9)
        mean[(number == 0) | self.forbidden] = -1
        return np.asarray(np.triu(mean + 1, 1) - 1)
