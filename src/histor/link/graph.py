"""Events with the scores of their pairs and what persons have decided, and the incidents that these make.

`Graph` is a view: who holds readings and scores (`histor.link.incidents` in memory, `histor.ledger.linking` in a file)
lends as many as are wanted. Incidents are made in two steps. The events that links and decisions connect are cut into
*cells* of bounded size, for which scores alone are enough (`cells`); each cell is then clustered by itself. So a new
report costs the cells that it changes, however much hangs together by chains of links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from histor.link.clusters import Pair as Numbered
from histor.link.clusters import clusters, parts
from histor.link.describe import Scored, incident
from histor.link.features import Pair, likeness
from histor.link.pairs import reasons
from histor.link.records import Anchor, Decision, EventRef, Incident, Link
from histor.link.tellings import Reading, Telling
from histor.link.weights import Weights
from histor.records import Span

Node = tuple[int, int]
"""An event: the number of its reading and its place in it."""
Ties = dict[Node, set[Node]]
"""Pairs of events, both ways."""
MOST_EVENTS = 200
"""Events of one cell; what hangs together beyond is cut where its links are weakest."""
_MADE_BY_PERSON = "a person's decision"
UNDATED = 2**31
"""In place of a day; sorts last."""


@dataclass(frozen=True, slots=True)
class Graph:
    """``readings`` by number, ``scores`` of pairs of events, both ways, and what is to stand ``together`` and ``apart``."""

    weights: Weights
    readings: Mapping[int, Reading]
    scores: Mapping[Node, Mapping[Node, float]]
    together: Ties
    apart: Ties

    def telling(self, node: Node) -> Telling:
        """The event as its report tells it."""
        return self.readings[node[0]].tellings[node[1]]

    def sorted(self, nodes: Iterable[Node]) -> list[Node]:
        """``nodes`` in the order of incidents: by publication, report, trigger and id."""
        return sorted(nodes, key=self._order)

    def incidents(self, nodes: Iterable[Node]) -> Iterator[Incident]:
        """The incidents of ``nodes``, among which are all that links or decisions connect with one of them."""
        ordered = self.sorted(nodes)
        for cell in self._cells(ordered):
            yield from (self.described(cluster) for cluster in self.clustered(cell))

    def groups(self, nodes: Iterable[Node]) -> Iterator[list[Node]]:
        """The events of those incidents, without their descriptions: much faster where there are many."""
        for cell in self._cells(self.sorted(nodes)):
            yield from self.clustered(cell)

    def clustered(self, cell: list[Node]) -> list[list[Node]]:
        """The incidents of a cell, whose events come in their order."""
        at = {node: k for k, node in enumerate(cell)}
        known = {
            (at[a], at[b]): score
            for a in cell
            for b, score in self.scores.get(a, {}).items()
            if b in at and at[a] < at[b]
        }
        held, kept_apart = (numbered(pairs, at) for pairs in (self.together, self.apart))
        return [[cell[k] for k in c] for c in clusters(len(cell), known, self.weights.link, held, kept_apart)]

    def described(self, nodes: list[Node], *, explained: bool = True) -> Incident:
        """The incident of ``nodes``, in their order; its links with their reasons, which take most of the time, if ``explained``."""
        pairs: list[Scored] = []
        links: list[Link] = []
        for (i, a), (j, b) in combinations(enumerate(nodes), 2):
            by_person = b in self.together.get(a, ())
            score = 1.0 if by_person else self.scores.get(a, {}).get(b, 0.0)
            pairs.append((i, j, score))
            if explained and score >= self.weights.link:
                links.append(self._link(a, b, score, by_person=by_person))
        return incident([self.telling(node) for node in nodes], pairs, tuple(sorted(links, key=_ends)))

    def _cells(self, ordered: list[Node]) -> Iterator[list[Node]]:
        at = {node: k for k, node in enumerate(ordered)}
        strong = {
            (at[a], at[b]): score
            for a in ordered
            for b, score in self.scores.get(a, {}).items()
            if score >= self.weights.link and b in at and at[a] < at[b]
        }
        yield from ([ordered[k] for k in cell] for cell in cells(len(ordered), strong, numbered(self.together, at)))

    def _order(self, node: Node) -> tuple[int, str, Span, str]:
        reading, telling = self.readings[node[0]], self.telling(node)
        published = reading.published if reading.published is not None else UNDATED
        return published, reading.report, telling.anchor.trigger, telling.ref.event

    def _link(self, one: Node, two: Node, score: float, *, by_person: bool) -> Link:
        if self.telling(one).ref > self.telling(two).ref:
            one, two = two, one
        here, there = self.readings[one[0]], self.readings[two[0]]
        why = reasons(Pair(here, one[1], there, two[1], likeness(here, there)), self.weights)
        return Link(self.telling(one).ref, self.telling(two).ref, score, (_MADE_BY_PERSON, *why) if by_person else why)


def cells(n: int, strong: Mapping[Numbered, float], held: Iterable[Numbered]) -> list[list[int]]:
    """The cells of the events 0 … n - 1, numbered in their order; ``strong`` are the scores that make links."""
    linked = parts(strong, held, MOST_EVENTS) if n > 1 else []
    alone = set(range(n)) - {k for group in linked for k in group}
    return sorted([*linked, *([k] for k in alone)])


def numbered(pairs: Ties, at: Mapping[Node, int]) -> list[Numbered]:
    """Those of ``pairs`` whose events are both numbered by ``at``, each once, the lower number first."""
    found = ((at[a], at[b]) for a, others in pairs.items() if a in at for b in others if b in at)
    return sorted(pair for pair in found if pair[0] < pair[1])


def tied(decision: Decision, found: Mapping[Anchor, Node]) -> Iterator[tuple[Node, Node]]:
    """The pairs of events that ``decision`` is about; ``found`` are the events at which its anchors point."""
    some, others = (
        list(dict.fromkeys(found[anchor] for anchor in side if anchor in found))
        for side in (decision.events, decision.others)
    )
    yield from product(some, others) if decision.kind == "split" else combinations(some, 2)


def ties(decisions: Iterable[Decision], found: Mapping[Anchor, Node]) -> tuple[Ties, Ties]:
    """Which events ``decisions`` hold together and apart."""
    together: Ties = {}
    apart: Ties = {}
    for decision in decisions:
        to = together if decision.kind == "merge" else apart
        for a, b in tied(decision, found):
            to.setdefault(a, set()).add(b)
            to.setdefault(b, set()).add(a)
    return together, apart


def pointed_at(anchor: Anchor, triggers: Iterable[Span]) -> int | None:
    """The place of the event at which ``anchor`` points; after recoding the one whose trigger overlaps most."""
    shared = [_overlap(trigger, anchor.trigger) for trigger in triggers]
    return shared.index(max(shared)) if max(shared, default=0) > 0 else None


def _ends(link: Link) -> tuple[EventRef, EventRef]:
    return link.first, link.second


def _overlap(one: Span, two: Span) -> int:
    return min(one.end, two.end) - max(one.start, two.start)
