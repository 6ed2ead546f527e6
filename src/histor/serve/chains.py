"""The chains of an incident as a graph: outlets on the left, origins on the right, who passes on whose words between.

It is drawn here, as SVG, so that it stands on the page without scripts, on paper, and in a file that is sent away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markupsafe import Markup, escape

from histor.plain import visible
from histor.serve.columns import NAME, NOT_NAMED

MOST_NODES = 80
_WIDE, _HIGH, _GAP, _BETWEEN, _EDGE = 196, 30, 12, 84, 4  # pixels of a node, between rows, between columns, around all
_LETTERS = 24  # of a name that fit into a node, in the widest of usual fonts
_SWEEPS = 4  # over the columns, to put nodes near those that they are tied to


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody in a chain; ``column`` counts from the outlets, ``row`` from the top."""

    key: str
    name: str
    outlet: bool
    origin: bool
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes, and edges from who passes on to who is passed on: how many tellings, by stance."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[Node, Node, str, int], ...]
    left: int


def graph(incident: Mapping[str, Any]) -> Graph:
    """The graph of ``incident``, as `histor.link.told_json.incident_whole` has it; ``left`` are chains left out."""
    names: dict[str, str] = {}
    outlets: set[str] = set()
    origins: set[str] = set()
    ties: Counter[tuple[str, str, str]] = Counter()
    left = 0
    for telling in incident["tellings"]:
        links = [(_key(step), step["stance"]) for step in telling["chain"]]
        if len(names.keys() | {key for key, _ in links}) > MOST_NODES:
            left += 1
            continue
        for (key, _), step in zip(links, telling["chain"], strict=True):
            names.setdefault(key, " and ".join(who["name"] for who in step["who"]) or NOT_NAMED)
        outlets.add(links[0][0])
        origins.add(links[-1][0])
        ties.update((outer, inner, stance) for (outer, _), (inner, stance) in pairwise(links) if outer != inner)
    columns = _columns(names, ties)
    placed = _rows(names, columns, ties)
    nodes = {
        key: Node(key, names[key], key in outlets, key in origins, columns[key], row) for key, row in placed.items()
    }
    edges = tuple(
        (nodes[outer], nodes[inner], stance, number) for (outer, inner, stance), number in sorted(ties.items())
    )
    return Graph(tuple(nodes.values()), edges, left)


def _key(step: Mapping[str, Any]) -> str:
    return " ".join(who["key"] for who in step["who"]) or "?"


def _columns(names: Mapping[str, str], ties: Mapping[tuple[str, str, str], int]) -> dict[str, int]:
    """The column of each node: one after all that pass it on. Chains that run in a circle end after so many steps."""
    columns = dict.fromkeys(names, 0)
    for _ in range(min(len(names), 6)):
        for outer, inner, _stance in sorted(ties):
            columns[inner] = max(columns[inner], min(columns[outer] + 1, 6))
    used = {column: number for number, column in enumerate(sorted(set(columns.values())))}
    return {key: used[column] for key, column in columns.items()}


def _rows(
    names: Mapping[str, str], columns: Mapping[str, int], ties: Mapping[tuple[str, str, str], int]
) -> dict[str, int]:
    """The row of each node in its column, in the mean height of those that it is tied to."""
    by_column: dict[int, list[str]] = {}
    for key in names:
        by_column.setdefault(columns[key], []).append(key)
    near: dict[str, list[str]] = {key: [] for key in names}
    for outer, inner, _ in ties:
        near[outer].append(inner)
        near[inner].append(outer)
    height = {key: float(row) for listed in by_column.values() for row, key in enumerate(listed)}
    for _ in range(_SWEEPS):
        for listed in by_column.values():
            mean = {k: sum(height[n] for n in near[k]) / len(near[k]) if near[k] else height[k] for k in listed}
            listed.sort(key=lambda key: (mean[key], key))
            height |= {key: float(row) for row, key in enumerate(listed)}
    return {key: int(height[key]) for key in names}


def svg(drawn: Graph) -> Markup:
    """``drawn`` as SVG, in the classes of the style sheet."""
    if not drawn.nodes:
        return Markup()
    wide = (1 + max(node.column for node in drawn.nodes)) * (_WIDE + _BETWEEN) - _BETWEEN + 2 * _EDGE
    high = (1 + max(node.row for node in drawn.nodes)) * (_HIGH + _GAP) - _GAP + 2 * _EDGE
    said = "Chains from outlets to origins; the list below says the same"
    size = f'width="{wide}" height="{high}" viewBox="0 0 {wide} {high}"'
    out = [f'<svg class="chains" role="img" aria-label="{said}" {size}>']
    for outer, inner, stance, number in drawn.edges:
        (x1, y1), (x2, y2) = _middle(outer, right=True), _middle(inner, right=False)
        bend = max(30, abs(x2 - x1) / 2)
        title = f"{visible(outer.name, NAME)} → {visible(inner.name, NAME)}: {number} ({stance})"
        out.append(
            f'<path class="tie {escape(stance)} n{min(number, 4)}" d="M{x1},{y1} C{x1 + bend},{y1} {x2 - bend},{y2} {x2},{y2}">'
            f"<title>{escape(title)}</title></path>"
        )
    for node in drawn.nodes:
        x, y = _corner(node)
        kind = " ".join(word for word, holds in (("outlet", node.outlet), ("origin", node.origin)) if holds)
        label = visible(node.name, _LETTERS)
        out.append(
            f'<g class="node {kind}"><title>{escape(visible(node.name, NAME))}</title>'
            f'<rect x="{x}" y="{y}" width="{_WIDE}" height="{_HIGH}" rx="4"/>'
            f'<text x="{x + 10}" y="{y + 20}">{escape(label)}</text></g>'
        )
    return Markup("".join(out) + "</svg>")  # noqa: S704  every piece was escaped


def _corner(node: Node) -> tuple[int, int]:
    return _EDGE + node.column * (_WIDE + _BETWEEN), _EDGE + node.row * (_HIGH + _GAP)


def _middle(node: Node, *, right: bool) -> tuple[int, int]:
    x, y = _corner(node)
    return x + (_WIDE if right else 0), y + _HIGH // 2
