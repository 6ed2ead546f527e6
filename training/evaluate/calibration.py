"""How far confidences are to be believed: the expected calibration error.

>>> expected_error([(0.9, True), (0.9, True), (0.6, False), (0.6, True)], bins=2)
0.1
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from training.evaluate.results import Rate
from training.score import Json, judged_events, judged_voices

BINS = 10

Judged = tuple[float, bool]
"""A confidence, and whether the item was right."""


def expected_error(items: Sequence[Judged], bins: int = BINS) -> float:
    """Mean distance between confidence and share of right items over bins of equal mass, weighted by their size.

    Items are sorted by confidence and cut into ``bins`` runs whose sizes differ by at most one. 0 for no items.
    """
    ranked = sorted(items, key=lambda item: item[0])  # by confidence alone: rightness must not break ties
    total = len(ranked)
    edges = [total * k // bins for k in range(bins + 1)]
    gaps = (_gap(ranked[start:end]) for start, end in pairwise(edges) if end > start)
    return round(sum(gaps) / total, 6) if total else 0.0


def _gap(items: Sequence[Judged]) -> float:
    """Distance between the sum of confidences and the number of right items: the gap of a bin times its size."""
    return abs(sum(confidence for confidence, _ in items) - sum(right for _, right in items))


def calibration(pairs: Iterable[tuple[Json, Json]]) -> dict[str, Rate]:
    """Expected calibration error of voices and events, in per cent, over (reference, predicted) accounts.

    A voice is right where its triple is; an event where its trigger and type are.
    """
    voices: list[Judged] = []
    events: list[Judged] = []
    for ours, theirs in pairs:
        right_voices = {id(found) for (_, found), verdict in judged_voices(ours, theirs) if verdict.triple}
        right_events = {id(found) for (_, found), verdict in judged_events(ours, theirs) if verdict.type}
        voices += [(voice["confidence"], id(voice) in right_voices) for voice in theirs["voices"]]
        events += [(event["confidence"], id(event) in right_events) for event in theirs["events"]]
    return {
        "calibration.voice": Rate(round(100 * expected_error(voices), 1), len(voices)),
        "calibration.event": Rate(round(100 * expected_error(events), 1), len(events)),
    }
