"""Scores of clusters of mentions, as the CoNLL-2012 shared task defines them: MUC, B³, CEAFe and their mean.

Clusters are sets of mentions; key and response need not hold the same mentions (Pradhan et al., ACL 2014: a mention
that one side lacks counts against the other's precision or recall). Singletons count.

>>> conll([{1, 2}, {3}], [{1, 2}, {3}])
100.0
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)
Clusters = Sequence[Collection[Item]]


def conll(key: Clusters[Item], response: Clusters[Item]) -> float:
    """The mean of the F1 of MUC, B³ and CEAFe, in per cent."""
    return round(sum(measure(key, response)[2] for measure in (muc, b_cubed, ceaf_e)) / 3, 2)


def muc(key: Clusters[Item], response: Clusters[Item]) -> tuple[float, float, float]:
    """Links (Vilain et al. 1995): precision, recall and F1 in per cent."""
    return _prf(_links(response, key), _links(key, response))


def _links(some: Clusters[Item], others: Clusters[Item]) -> tuple[float, float]:
    """Links of ``some`` that ``others`` keep, and links of ``some``."""
    of = _index(others)
    kept = total = 0
    for cluster in some:
        parts = {of[m] for m in cluster if m in of}
        alone = sum(m not in of for m in cluster)
        kept += len(cluster) - len(parts) - alone
        total += len(cluster) - 1
    return kept, total


def b_cubed(key: Clusters[Item], response: Clusters[Item]) -> tuple[float, float, float]:
    """Mentions (Bagga and Baldwin 1998): precision, recall and F1 in per cent."""
    return _prf(_mentions(response, key), _mentions(key, response))


def _mentions(some: Clusters[Item], others: Clusters[Item]) -> tuple[float, float]:
    of = _index(others)
    right, total = 0.0, 0
    for cluster in some:
        common: dict[int, int] = {}
        for m in cluster:
            if m in of:
                common[of[m]] = common.get(of[m], 0) + 1
        right += sum(n * n for n in common.values()) / len(cluster)
        total += len(cluster)
    return right, total


def ceaf_e(key: Clusters[Item], response: Clusters[Item]) -> tuple[float, float, float]:
    """Clusters (Luo 2005): precision, recall and F1 in per cent.

    Each key cluster is given to at most one of the response, so that the sum of their likeness
    2 |K ∩ R| / (|K| + |R|) is greatest.
    """
    best = _best_likeness(key, response)
    return _prf((best, len(response)), (best, len(key)))


def _best_likeness(key: Clusters[Item], response: Clusters[Item]) -> float:
    """The greatest sum, found apart for each connected part: clusters without a common mention have likeness 0."""
    of = _index(response)
    edges: dict[int, dict[int, float]] = {}
    for k, cluster in enumerate(key):
        common: dict[int, int] = {}
        for m in cluster:
            if m in of:
                common[of[m]] = common.get(of[m], 0) + 1
        edges[k] = {r: 2 * n / (len(cluster) + len(response[r])) for r, n in common.items()}
    back: dict[int, list[int]] = {}
    for k, row in edges.items():
        for r in row:
            back.setdefault(r, []).append(k)
    total, seen = 0.0, set[int]()
    for start in edges:
        if start not in seen:
            part = _part(start, edges, back)
            seen.update(part)
            columns = sorted({r for k in part for r in edges[k]})
            total += greatest_assignment([[edges[k].get(r, 0.0) for r in columns] for k in part])
    return total


def _part(start: int, edges: dict[int, dict[int, float]], back: dict[int, list[int]]) -> list[int]:
    seen, front = {start}, [start]
    while front:
        for r in edges[front.pop()]:
            new = [k for k in back[r] if k not in seen]
            seen.update(new)
            front += new
    return sorted(seen)


def greatest_assignment(worth: Sequence[Sequence[float]]) -> float:
    """The greatest sum of cells of a rectangular table, no two of one row or column (Kuhn 1955, Munkres 1957).

    >>> greatest_assignment([[3, 2], [2, 0]])
    4.0
    """
    rows = [list(row) for row in worth]
    if not rows or not rows[0]:
        return 0.0
    if len(rows) > len(rows[0]):
        rows = [list(column) for column in zip(*rows, strict=True)]
    n, m = len(rows), len(rows[0])
    # Shortest augmenting paths with potentials; row and column 0 are the unmatched ends.
    u, v, owner = [0.0] * (n + 1), [0.0] * (m + 1), [0] * (m + 1)
    for i in range(1, n + 1):
        owner[0] = i
        j, way = _free_column(rows, u, v, owner)
        while j:
            owner[j], j = owner[way[j]], way[j]
    return float(sum(rows[owner[c] - 1][c - 1] for c in range(1, m + 1) if owner[c]))


def _free_column(rows: list[list[float]], u: list[float], v: list[float], owner: list[int]) -> tuple[int, list[int]]:
    """The free column at the end of the cheapest path from column 0, and whence each column is reached."""
    m = len(rows[0])
    least, way, used = [float("inf")] * (m + 1), [0] * (m + 1), [False] * (m + 1)
    j = 0
    while owner[j]:
        used[j] = True
        row = owner[j]
        free = [c for c in range(1, m + 1) if not used[c]]
        for c in free:
            cost = -rows[row - 1][c - 1] - u[row] - v[c]
            if cost < least[c]:
                least[c], way[c] = cost, j
        following = min(free, key=least.__getitem__)
        delta = least[following]
        for c in range(m + 1):
            if used[c]:
                u[owner[c]] += delta
                v[c] -= delta
            else:
                least[c] -= delta
        j = following
    return j, way


def _index(clusters: Clusters[Item]) -> dict[Item, int]:
    return {m: k for k, cluster in enumerate(clusters) for m in cluster}


def _prf(precision: tuple[float, float], recall: tuple[float, float]) -> tuple[float, float, float]:
    p, r = (part / whole if whole else 0.0 for part, whole in (precision, recall))
    return tuple(round(100 * x, 2) for x in (p, r, 2 * p * r / (p + r) if p + r else 0.0))  # type: ignore[return-value]


def figures(key: Clusters[Item], response: Clusters[Item]) -> dict[str, float]:
    """All F1 scores, with precision and recall of each, in per cent."""
    out: dict[str, float] = {"conll": conll(key, response)}
    for name, measure in (("muc", muc), ("b3", b_cubed), ("ceafe", ceaf_e)):
        precision, recall, f1 = measure(key, response)
        out |= {name: f1, f"{name}.precision": precision, f"{name}.recall": recall}
    return out


def clusters_of(labels: Iterable[tuple[Item, Hashable]]) -> list[set[Item]]:
    """Clusters out of (mention, label) pairs, in order of first appearance."""
    found: dict[Hashable, set[Item]] = {}
    for mention, label in labels:
        found.setdefault(label, set()).add(mention)
    return list(found.values())
