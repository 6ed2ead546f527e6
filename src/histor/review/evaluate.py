"""How often the coding is right, by the decisions of review: precision and recall with 95 % intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from histor.records import Event, Voice
from histor.review.desk import Desk
from histor.review.facts import Looked, agree, event_facts, voice_facts
from histor.review.match import Matched, matched
from histor.review.records import FACTS, Decision, Facts, Kind

ALL = "all events"
VOICES = "voices"
_Z = 1.959964  # of the normal distribution, for 95 %


@dataclass(frozen=True, slots=True)
class Share:
    """``right`` of ``judged``, and the interval in which the share lies with 95 % (Wilson 1927); None without any."""

    right: int
    judged: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """``name`` is an event type, `ALL` or `VOICES`; recall is over reports whose events, or voices, are complete."""

    name: str
    precision: Share
    recall: Share


@dataclass(frozen=True, slots=True)
class Evaluated:
    """All figures. ``parts`` says of events and voices that are there rightly how often each fact is right.

    ``mean_confidence`` are those of the reviewed events and of all events of the ledger: where they differ, what was
    reviewed is no fair sample of the whole.
    """

    reports: int
    complete: int
    lines: tuple[Line, ...]
    parts: tuple[tuple[str, Share], ...]
    mean_confidence: tuple[float | None, float | None]


def wilson(right: int, judged: int) -> Share:
    """A share with Wilson's score interval, which holds for few cases and for shares near 0 and 1 too.

    >>> wilson(9, 10)
    Share(right=9, judged=10, share=0.9, low=0.596, high=0.982)
    """
    if not judged:
        return Share(right, judged, None, None, None)
    share, z2 = right / judged, _Z * _Z
    middle = (share + z2 / (2 * judged)) / (1 + z2 / judged)
    half = _Z * math.sqrt(share * (1 - share) / judged + z2 / (4 * judged * judged)) / (1 + z2 / judged)
    return Share(right, judged, round(share, 3), round(max(0.0, middle - half), 3), round(min(1.0, middle + half), 3))


class _Tally:
    """Counts of right and judged by name."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int]] = {}

    def count(self, *names: str, right: bool) -> None:
        for name in names:
            counts = self._counts.setdefault(name, [0, 0])
            counts[0] += right
            counts[1] += 1

    def share(self, name: str) -> Share:
        return wilson(*self._counts.get(name, (0, 0)))

    def names(self) -> set[str]:
        return set(self._counts)


class _Count:
    """The counting, report by report."""

    def __init__(self) -> None:
        self.precision, self.recall, self.parts = _Tally(), _Tally(), _Tally()
        self.confidences: list[float] = []

    def events(self, events: Iterable[Event], found: Matched, looked: Looked) -> None:
        """An event is right where it has the type that review says.

        One of a complete report on which nothing was decided, as after another coding, is wrong.
        """
        whole = "event" in found.complete
        for event in events:
            decision = found.events.get(event.id)
            if decision is None:
                if whole:
                    self.precision.count(ALL, event.type, right=False)
                continue
            if decision.verdict == "ignore":
                continue
            truth = decision.truth
            right = truth is not None and truth["type"] == event.type
            self.precision.count(ALL, event.type, right=right)
            self.confidences.append(event.confidence)
            if truth is not None:
                self._facts("event", event_facts(event, looked), truth)
                if whole:
                    self.recall.count(ALL, truth["type"], right=right)
        if whole:
            for decision in found.missed("event"):
                self.recall.count(ALL, (decision.truth or {})["type"], right=False)

    def voices(self, voices: Iterable[Voice], found: Matched, looked: Looked) -> None:
        """A voice is right where review says that there is one."""
        whole = "voice" in found.complete
        for voice in voices:
            decision = found.voices.get(voice.id)
            if decision is None:
                if whole:
                    self.precision.count(VOICES, right=False)
                continue
            if decision.verdict == "ignore":
                continue
            truth = decision.truth
            self.precision.count(VOICES, right=truth is not None)
            if truth is not None:
                self._facts("voice", voice_facts(voice, looked), truth)
                if whole:
                    self.recall.count(VOICES, right=True)
        if whole:
            for _ in found.missed("voice"):
                self.recall.count(VOICES, right=False)

    def _facts(self, kind: Kind, coded: Facts, truth: Facts) -> None:
        for name in FACTS[kind]:
            if name in truth:
                self.parts.count(f"{kind} {name}", right=agree(name, coded, truth))

    def lines(self) -> tuple[Line, ...]:
        named = self.precision.names() | self.recall.names()
        types = sorted(named - {ALL, VOICES})
        return tuple(Line(name, self.precision.share(name), self.recall.share(name)) for name in (ALL, *types, VOICES))


def evaluate(desk: Desk) -> Evaluated:
    """The figures of the ledger's present coding against the decisions that count."""
    count = _Count()
    reports = complete = 0
    for key in desk.store.reports():
        account = desk.ledger.account(key)
        decisions: list[Decision] = desk.decided(key)
        if account is None or not decisions:
            continue
        found = matched(account, decisions)
        looked = Looked(account)
        count.events(account.events, found, looked)
        count.voices(account.voices, found, looked)
        reports += 1
        complete += bool(found.complete)
    names = [f"{kind} {name}" for kind, listed in FACTS.items() for name in listed]
    parts = tuple((name, count.parts.share(name)) for name in names if count.parts.share(name).judged)
    return Evaluated(reports, complete, count.lines(), parts, (_mean(count.confidences), _of_ledger(desk)))


def _mean(numbers: list[float]) -> float | None:
    return round(sum(numbers) / len(numbers), 3) if numbers else None


def _of_ledger(desk: Desk) -> float | None:
    found = desk.ledger.connection().cursor().execute("SELECT avg(confidence) FROM events").fetchone()
    return None if found is None or found[0] is None else round(found[0], 3)
