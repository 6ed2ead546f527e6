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
from itertools import combinations, product

import numpy as np

from histor.errors import UsageError
from histor.link import blocking
from histor.link.clusters import Pair as Numbered
from histor.link.clusters import clusters, parts
from histor.link.describe import Scored, incident
from histor.link.features import Pair, likeness
from histor.link.pairs import between, reasons, scores
from histor.link.postings import Postings
from histor.link.records import DECISIONS, Anchor, Decision, EventRef, Incident, Link
from histor.link.tellings import Reading, Telling
from histor.link.weights import Weights, load
from histor.records import Span

Node = tuple[int, int]
"""An event: the number of its reading and its place in it."""
LEAST_KEPT = 0.1
"""Scores below this are not kept and count as 0."""
MOST_EVENTS = 200
"""Events of one connected part; a larger one is cut where its links are weakest."""
_MOST_REPORTS = 1_000  # a key in more reports than this tells nothing apart
_LEAST_LIKENESS = 0.05  # of two reports that share a key but hardly another rare word
_MADE_BY_PERSON = "a person's decision"


class Incidents:
    """The incidents of the reports added."""

    def __init__(self, weights: Weights | None = None) -> None:
        self.weights = weights or load()
        self._readings: list[Reading | None] = []  # by number; None where a report was removed
        self._number: dict[str, int] = {}
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
        for other in self.neighbours(sought):
            found = self._readings[other]
            if found is not None and (found is reading or likeness(found, reading) >= _LEAST_LIKENESS):
                self._score(number, other, between(reading, found))

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
                one, two = self._telling(node).ref, self._telling(other).ref
                if one < two and (number is None or number in {node[0], other[0]}):
                    yield one, two, score

    def remove(self, report: str) -> None:
        """Forget the report with the id ``report``; nothing happens where there is none. Decisions stay."""
        number = self._number.pop(report, None)
        if number is None:
            return
        gone = self._readings[number]
        self._readings[number] = None
        for k in range(len(gone.tellings) if gone else 0):
            for other in self._scores.pop((number, k), {}):
                self._scores.get(other, {}).pop((number, k), None)
        if len(self._readings) > 2 * len(self._number) + 1024:
            self._compact()

    def decide(self, decision: Decision) -> None:
        """Keep a person's decision; what is forbidden or split holds against what is merged.

        Raises UsageError where the decision names too few events.
        """
        if decision.kind not in DECISIONS:
            raise UsageError(f"There is no decision {decision.kind!r}; there are {', '.join(DECISIONS)}.")
        if len(decision.events) < (1 if decision.kind == "split" else 2) or (
            decision.kind == "split" and not decision.others
        ):
            raise UsageError("A decision needs two events: to merge, to keep apart, or to split from others.")
        self._decisions.append(decision)

    def undo(self, decision: Decision) -> None:
        """Take back a decision. Raises UsageError where it was never made."""
        if decision not in self._decisions:
            raise UsageError("This decision was not made or is taken back already.")
        self._decisions.remove(decision)

    def incidents(self) -> Iterator[Incident]:
        """All incidents, those of one event too, sorted by the events that they consist of."""
        together, apart = self._decided()
        made = [self._described(nodes, together) for nodes in self._grouped(self._nodes(), together, apart)]
        yield from sorted(made, key=lambda each: each.refs)

    def incidents_around(self, report: str) -> list[Incident]:
        """The incidents that ``report`` may have changed: its own, and all that are connected to them."""
        together, apart = self._decided()
        number = self._number.get(report)
        own = [(number, k) for k in range(len(self._reading(number).tellings))] if number is not None else []
        made = [self._described(nodes, together) for nodes in self._grouped(own, together, apart)]
        return sorted(made, key=lambda each: each.refs)

    def groups(self) -> list[tuple[EventRef, ...]]:
        """The events of each incident, without its description: much faster where there are many."""
        grouped = self._grouped(self._nodes(), *self._decided())
        return sorted(tuple(self._telling(node).ref for node in nodes) for nodes in grouped)

    def neighbours(self, sought: np.ndarray) -> list[int]:
        """Numbers of the reports filed under one of the keys ``sought``."""
        found: list[int] = np.unique(self._postings.find(sought, _MOST_REPORTS)).tolist()
        return found

    def _file(self, reading: Reading) -> tuple[int, np.ndarray]:
        self.remove(reading.report)
        number = len(self._readings)
        filed, sought = blocking.keys(reading)
        self._readings.append(reading)
        self._number[reading.report] = number
        self._postings.add(filed, number)
        return number, sought

    def _reading(self, number: int) -> Reading:
        found = self._readings[number]
        assert found is not None  # what refers to removed reports is removed with them
        return found

    def _telling(self, node: Node) -> Telling:
        return self._reading(node[0]).tellings[node[1]]

    def _score(self, number: int, other: int, pairs: Sequence[Pair]) -> None:
        for pair, score in zip(pairs, scores(pairs, self.weights).tolist(), strict=True):
            if score >= LEAST_KEPT:
                self._keep((number, pair.i), (other, pair.j), score)

    def _keep(self, one: Node, two: Node, score: float) -> None:
        self._scores.setdefault(one, {})[two] = score
        self._scores.setdefault(two, {})[one] = score

    def _decided(self) -> tuple[dict[Node, set[Node]], dict[Node, set[Node]]]:
        """Which events decisions hold together and apart, both ways."""
        together: dict[Node, set[Node]] = {}
        apart: dict[Node, set[Node]] = {}
        for decision in self._decisions:
            some, others = self._found(decision.events), self._found(decision.others)
            to = together if decision.kind == "merge" else apart
            for a, b in product(some, others) if decision.kind == "split" else combinations(some, 2):
                to.setdefault(a, set()).add(b)
                to.setdefault(b, set()).add(a)
        return together, apart

    def _found(self, anchors: Iterable[Anchor]) -> list[Node]:
        """The events that ``anchors`` point at; after recoding the one whose trigger overlaps most."""
        out: list[Node] = []
        for anchor in anchors:
            number = self._number.get(anchor.report)
            if number is None:
                continue
            shared = [_overlap(t.anchor.trigger, anchor.trigger) for t in self._reading(number).tellings]
            if max(shared, default=0) > 0:
                out.append((number, shared.index(max(shared))))
        return list(dict.fromkeys(out))

    def _part(self, node: Node, together: dict[Node, set[Node]]) -> set[Node]:
        """All events connected with ``node`` by links and decisions."""
        seen = {node}
        front = [node]
        while front:
            at = front.pop()
            linked = {other for other, score in self._scores.get(at, {}).items() if score >= self.weights.link}
            new = (linked | together.get(at, set())) - seen
            seen |= new
            front += new
        return seen

    def _nodes(self) -> Iterator[Node]:
        for number, found in enumerate(self._readings):
            yield from ((number, k) for k in range(len(found.tellings) if found else 0))

    def _grouped(
        self, start: Iterable[Node], together: dict[Node, set[Node]], apart: dict[Node, set[Node]]
    ) -> Iterator[list[Node]]:
        """The clusters of all parts that hold an event of ``start``."""
        seen: set[Node] = set()
        for node in start:
            if node not in seen:
                part = self._part(node, together)
                seen |= part
                yield from self._clustered(sorted(part, key=self._order), together, apart)

    def _clustered(
        self, nodes: list[Node], together: dict[Node, set[Node]], apart: dict[Node, set[Node]]
    ) -> Iterator[list[Node]]:
        at = {node: k for k, node in enumerate(nodes)}
        known = {
            (at[a], at[b]): score
            for a in nodes
            for b, score in self._scores.get(a, {}).items()
            if b in at and at[a] < at[b]
        }
        held, kept_apart = (_numbered(pairs, at) for pairs in (together, apart))
        strong = {pair: score for pair, score in known.items() if score >= self.weights.link}
        linked = parts(strong, held, MOST_EVENTS) if len(nodes) > 1 else []
        alone = set(range(len(nodes))) - {k for group in linked for k in group}
        for group in [*linked, *([k] for k in sorted(alone))]:
            for cluster in _clustered(group, known, held, kept_apart, self.weights.link):
                yield [nodes[k] for k in cluster]

    def _order(self, node: Node) -> tuple[int, str, Span, str]:
        reading, telling = self._reading(node[0]), self._telling(node)
        return (
            reading.published if reading.published is not None else 2**31,
            reading.report,
            telling.anchor.trigger,
            telling.ref.event,
        )

    def _described(self, nodes: list[Node], together: dict[Node, set[Node]]) -> Incident:
        pairs: list[Scored] = []
        links: list[Link] = []
        for (i, a), (j, b) in combinations(enumerate(nodes), 2):
            by_person = b in together.get(a, set())
            score = 1.0 if by_person else self._scores.get(a, {}).get(b, 0.0)
            pairs.append((i, j, score))
            if score >= self.weights.link:
                links.append(self._link(a, b, score, by_person=by_person))
        return incident([self._telling(node) for node in nodes], pairs, tuple(sorted(links, key=_ends)))

    def _link(self, one: Node, two: Node, score: float, *, by_person: bool) -> Link:
        if self._telling(one).ref > self._telling(two).ref:
            one, two = two, one
        here, there = self._reading(one[0]), self._reading(two[0])
        why = reasons(Pair(here, one[1], there, two[1], likeness(here, there)), self.weights)
        return Link(
            self._telling(one).ref, self._telling(two).ref, score, (_MADE_BY_PERSON, *why) if by_person else why
        )

    def _compact(self) -> None:
        """Renumber, so that removed reports cost nothing."""
        alive = np.array([found is not None for found in self._readings])
        new = (np.cumsum(alive) - 1).astype(np.int64)
        self._postings.renumber(alive, new)
        self._readings = [found for found in self._readings if found is not None]
        self._number = {name: int(new[n]) for name, n in self._number.items()}
        self._scores = {
            (int(new[n]), k): {(int(new[m]), j): score for (m, j), score in others.items()}
            for (n, k), others in self._scores.items()
        }


def _ends(link: Link) -> tuple[EventRef, EventRef]:
    return link.first, link.second


def _overlap(one: Span, two: Span) -> int:
    return min(one.end, two.end) - max(one.start, two.start)


def _numbered(pairs: dict[Node, set[Node]], at: dict[Node, int]) -> list[Numbered]:
    found = ((at[a], at[b]) for a, others in pairs.items() if a in at for b in others if b in at)
    return sorted(pair for pair in found if pair[0] < pair[1])


def _clustered(
    group: list[int], known: dict[Numbered, float], together: list[Numbered], apart: list[Numbered], least: float
) -> list[list[int]]:
    """`clusters` of the events ``group``, in their own numbers."""
    at = {k: i for i, k in enumerate(group)}
    inside = {(at[a], at[b]): score for (a, b), score in known.items() if a in at and b in at}
    held, forbidden = ([(at[a], at[b]) for a, b in pairs if a in at and b in at] for pairs in (together, apart))
    return [[group[i] for i in cluster] for cluster in clusters(len(group), inside, least, held, forbidden)]
