"""Incidents: the events of different reports that tell one happening.

Adding a report files it, finds the reports that share a key with it (`histor.link.blocking`), and scores the pairs of
their events (`histor.link.pairs`); nothing else is touched. Incidents are made when they are asked for, of the scores
of one connected part (`histor.link.clusters`). A score depends on its two events alone, so the incidents do not depend on
the order of adding.

    incidents = Incidents()
    for account in accounts:
        incidents.add(reading(account, tagger, incidents.weights))
    for incident in incidents.incidents(): …
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from histor.errors import UsageError
from histor.link import blocking
from histor.link.features import Pair, likeness
from histor.link.graph import Graph, Node, pointed_at, ties
from histor.link.pairs import between, scores
from histor.link.postings import Postings
from histor.link.records import DECISIONS, Anchor, Decision, EventRef, Incident
from histor.link.tellings import Reading, Terms
from histor.link.weights import Weights, load

LEAST_KEPT = 0.1
"""Scores below this are not kept and count as 0."""
MOST_REPORTS = 1_000
"""A key in more reports than this tells nothing apart, and is passed over."""
_AT_ONCE = 4_000  # pairs of events that are scored together
_LEAST_LIKENESS = 0.05  # of two reports that share a key but hardly another rare word


def alike(one: Reading | Terms, two: Reading | Terms) -> bool:
    """Whether two neighbours, or one report and itself, have enough rare words in common for their events to be compared."""
    return likeness(one, two) >= _LEAST_LIKENESS


def scored(pairs: Sequence[Pair], weights: Weights) -> Iterator[tuple[Pair, float]]:
    """Pairs of events with the scores that are kept; many at once cost little more than one."""
    for start in range(0, len(pairs), _AT_ONCE):
        some = pairs[start : start + _AT_ONCE]
        for pair, score in zip(some, scores(some, weights).tolist(), strict=True):
            if score >= LEAST_KEPT:
                yield pair, score


def checked(decision: Decision) -> Decision:
    """``decision`` itself. Raises UsageError where it is of no kind that there is, or names too few events."""
    if decision.kind not in DECISIONS:
        raise UsageError(f"There is no decision {decision.kind!r}; there are {', '.join(DECISIONS)}.")
    if len(decision.events) < (1 if decision.kind == "split" else 2) or (
        decision.kind == "split" and not decision.others
    ):
        raise UsageError("A decision needs two events: to merge, to keep apart, or to split from others.")
    return decision


class Incidents:
    """The incidents of the reports added."""

    def __init__(self, weights: Weights | None = None) -> None:
        self.weights = weights or load()
        self._readings: dict[int, Reading] = {}
        self._number: dict[str, int] = {}
        self._next = 0
        self._postings = Postings()
        self._scores: dict[Node, dict[Node, float]] = {}
        self._decisions: list[Decision] = []

    def __len__(self) -> int:
        return len(self._number)

    def __contains__(self, report: str) -> bool:
        return report in self._number

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What persons have decided, in the order of deciding."""
        return tuple(self._decisions)

    def add(self, reading: Reading) -> None:
        """Add a report by its reading, in place of the one of the same report if there is one."""
        number, sought = self._file(reading)
        others = [self._readings[other] for other in self.neighbours(sought)]
        pairs = [pair for other in others if alike(reading, other) for pair in between(reading, other)]
        for pair, score in scored(pairs, self.weights):
            self._keep((number, pair.i), (self._number[pair.two.report], pair.j), score)

    def restore(self, readings: Iterable[Reading], links: Iterable[tuple[EventRef, EventRef, float]]) -> None:
        """Add reports whose scores are known, as `scored` gave them: none is computed again."""
        at: dict[EventRef, Node] = {}
        for reading in readings:
            number, _ = self._file(reading)
            at |= {telling.ref: (number, k) for k, telling in enumerate(reading.tellings)}
        for one, two, score in links:
            if one in at and two in at:
                self._keep(at[one], at[two], score)

    def scored(self, report: str | None = None) -> Iterator[tuple[EventRef, EventRef, float]]:
        """All kept scores, or those of the events of ``report``; each pair once, the lower event first."""
        number = None if report is None else self._number.get(report, -1)
        for node, others in self._scores.items():
            for other, score in others.items():
                one, two = self._ref(node), self._ref(other)
                if one < two and (number is None or number in {node[0], other[0]}):
                    yield one, two, score

    def remove(self, report: str) -> None:
        """Forget the report with the id ``report``; nothing happens where there is none. Decisions stay."""
        number = self._number.pop(report, None)
        if number is None:
            return
        for k in range(len(self._readings.pop(number).tellings)):
            for other in self._scores.pop((number, k), {}):
                self._scores.get(other, {}).pop((number, k), None)
        if self._next > 2 * len(self._number) + 1024:
            self._compact()

    def decide(self, decision: Decision) -> None:
        """Keep a person's decision; what is forbidden or split holds against what is merged.

        Raises UsageError where the decision names too few events.
        """
        self._decisions.append(checked(decision))

    def undo(self, decision: Decision) -> None:
        """Take back a decision. Raises UsageError where it was never made."""
        if decision not in self._decisions:
            raise UsageError("This decision was not made or is taken back already.")
        self._decisions.remove(decision)

    def incidents(self) -> Iterator[Incident]:
        """All incidents, those of one event too, sorted by the events that they consist of."""
        yield from sorted(self._graph().incidents(self._nodes()), key=lambda each: each.refs)

    def incidents_around(self, report: str) -> list[Incident]:
        """The incidents that ``report`` may have changed: its own, and all that are connected to them."""
        graph = self._graph()
        number = self._number.get(report)
        own = [(number, k) for k in range(len(self._readings[number].tellings))] if number is not None else []
        return sorted(graph.incidents(self._connected(own, graph)), key=lambda each: each.refs)

    def groups(self) -> list[tuple[EventRef, ...]]:
        """The events of each incident, without its description: much faster where there are many."""
        return sorted(tuple(map(self._ref, nodes)) for nodes in self._graph().groups(self._nodes()))

    def neighbours(self, sought: np.ndarray) -> list[int]:
        """Numbers of the reports filed under one of the keys ``sought``."""
        found: list[int] = np.unique(self._postings.find(sought, MOST_REPORTS)).tolist()
        return [number for number in found if number in self._readings]

    def _file(self, reading: Reading) -> tuple[int, np.ndarray]:
        self.remove(reading.report)
        number, self._next = self._next, self._next + 1
        filed, sought = blocking.keys(reading)
        self._readings[number] = reading
        self._number[reading.report] = number
        self._postings.add(filed.keys, number)
        return number, sought.keys

    def _ref(self, node: Node) -> EventRef:
        return self._readings[node[0]].tellings[node[1]].ref

    def _keep(self, one: Node, two: Node, score: float) -> None:
        self._scores.setdefault(one, {})[two] = score
        self._scores.setdefault(two, {})[one] = score

    def _graph(self) -> Graph:
        anchors = {anchor for decision in self._decisions for anchor in (*decision.events, *decision.others)}
        found = {anchor: node for anchor in anchors if (node := self._found(anchor))}
        return Graph(self.weights, self._readings, self._scores, *ties(self._decisions, found))

    def _found(self, anchor: Anchor) -> Node | None:
        number = self._number.get(anchor.report)
        if number is None:
            return None
        place = pointed_at(anchor, [telling.anchor.trigger for telling in self._readings[number].tellings])
        return None if place is None else (number, place)

    def _connected(self, nodes: Iterable[Node], graph: Graph) -> set[Node]:
        """All events connected with ``nodes`` by links and decisions, and these."""
        seen = set(nodes)
        front = list(seen)
        while front:
            at = front.pop()
            linked = {other for other, score in self._scores.get(at, {}).items() if score >= self.weights.link}
            new = (linked | graph.together.get(at, set())) - seen
            seen |= new
            front += new
        return seen

    def _nodes(self) -> Iterator[Node]:
        for number, found in self._readings.items():
            yield from ((number, k) for k in range(len(found.tellings)))

    def _compact(self) -> None:
        """Renumber, so that removed reports cost nothing."""
        alive = np.zeros(self._next, dtype=bool)
        alive[list(self._readings)] = True
        new = (np.cumsum(alive) - 1).astype(np.int64)
        self._postings.renumber(alive, new)
        self._readings = {int(new[n]): found for n, found in self._readings.items()}
        self._number = {name: int(new[n]) for name, n in self._number.items()}
        self._scores = {
            (int(new[n]), k): {(int(new[m]), j): score for (m, j), score in others.items()}
            for (n, k), others in self._scores.items()
        }
        self._next = len(self._number)
