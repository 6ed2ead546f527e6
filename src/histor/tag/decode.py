"""From the model's scores to spans: which words are anchors, and which words fill an anchor's roles.

Pure functions over numpy arrays; thresholds come with the model (`Settings`), tuned on accounts that training did not
see and no reported figure uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from histor.tag.labels import MODES
from histor.tag.pieces import Ints
from histor.tag.windows import Windows

Floats = NDArray[np.float32]
Run = tuple[int, int]
_TWICE = 0.7  # above log 2: a role's probability is at most twice that of its likelier tag


@dataclass(frozen=True, slots=True)
class Settings:
    """Thresholds of decoding and the calibration of confidences, as ``config.json`` of a model holds them.

    ``cue`` and ``trigger``: the least probability of an anchor word; ``nested``: that of a cue inside another's content; ``types``: a higher one for some event types,
    ``cues``: another one for some guidelines.
    ``bias``: what is taken from the log-odds of a role; negative finds more. ``cost``: what each end of a role's span
    costs (`smoothed`). ``type_weight``: the share of the anchor's own type scores against those of the tag layer.
    ``modeless``: what is taken from the score of an event type without a mode; more finds more modes.
    ``voice_confidence`` and ``event_confidence``: intercept and weights for `confidence`.
    """

    cue: float = 0.5
    nested: float = 0.5
    trigger: float = 0.5
    types: tuple[tuple[str, float], ...] = ()
    cues: tuple[tuple[str, float], ...] = ()
    bias: tuple[tuple[str, float], ...] = ()
    cost: tuple[tuple[str, float], ...] = (("content", 0.5),)
    type_weight: float = 0.5
    modeless: float = 0.0
    background: float = 0.5
    voice_confidence: tuple[float, ...] = (0.0, 1.0, 0.0)
    event_confidence: tuple[float, ...] = (0.0, 1.0, 0.0)


def softmax(scores: Floats, axis: int = -1) -> Floats:
    """Probabilities over one axis."""
    shifted = np.exp(scores - scores.max(axis=axis, keepdims=True))
    shifted /= shifted.sum(axis=axis, keepdims=True)
    return np.asarray(shifted, dtype=np.float32)


def sigmoid(scores: Floats) -> Floats:
    """Logistic function, safe for large scores."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores, -40, 40))), dtype=np.float32)


def runs(inside: NDArray[np.bool_], begins: NDArray[np.bool_]) -> list[Run]:
    """Maximal runs [i, j) of true in ``inside``, cut before every word where ``begins`` is true.

    >>> runs(np.array([1, 1, 0, 1], bool), np.array([0, 1, 0, 0], bool))
    [(0, 1), (1, 2), (3, 4)]
    """
    starts = inside.copy()
    starts[1:] &= ~inside[:-1] | begins[1:]
    ends = inside.copy()
    ends[:-1] &= ~inside[1:] | begins[1:]
    return list(zip(np.flatnonzero(starts).tolist(), (np.flatnonzero(ends) + 1).tolist(), strict=True))


def cues(scores: Floats, least: float) -> list[tuple[int, int, float]]:
    """Cue runs with their probability from scores (m, 3): outside, begin, inside."""
    p = softmax(scores)
    found = 1 - p[:, 0]
    return [(i, j, float(found[i:j].max())) for i, j in runs(found >= least, p[:, 1] > p[:, 2])]


def with_weaker(sure: list[tuple[int, int, float]], weak: list[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """``sure`` runs and those of ``weak`` that share no word with them, in order."""
    return sorted([*sure, *(w for w in weak if not any(w[0] < s[1] and s[0] < w[1] for s in sure))])


def standing(anchors: list[tuple[int, int, float]], contents: list[list[Run]], cue: float, nested: float) -> list[int]:
    """Which cues stand: those of probability ``cue``, and inside the content of one of these those of ``nested``."""
    sure = [k for k, (_, _, p) in enumerate(anchors) if p >= cue]
    kept = []
    for k, (start, _, p) in enumerate(anchors):
        inside = any(i <= start < j for m in sure if m != k for i, j in contents[m])
        if p >= (nested if inside else cue):
            kept.append(k)
    return kept


def triggers(scores: Floats, least: float) -> list[tuple[int, int, float, Floats]]:
    """Trigger runs with their probability and type log-probabilities, from scores (m, 1 + types + 1)."""
    p = softmax(scores[:, :-1])
    found = 1 - p[:, 0]
    out = []
    for i, j in runs(found >= least, scores[:, -1] > 0):
        types = np.log(p[i:j, 1:] / found[i:j, None] + 1e-9).mean(axis=0)
        out.append((i, j, float(found[i:j].max()), types))
    return out


def smoothed(odds: Floats, cost: float) -> list[Run]:
    """The runs of words [i, j) that are worth most, each paying ``cost`` at either end.

    ``odds`` (W,) are log-odds for a role. Without cost the runs are where they are positive; with it a short gap is
    bridged and a weak island left out. Exact (Viterbi over two states), since only runs of one sign matter.

    >>> smoothed(np.array([5, 5, -1, 5, -9, 1], dtype=np.float32), 1.0)
    [(0, 4)]
    """
    positive = odds > 0
    if not positive.any():
        return []
    starts = np.concatenate([[0], np.flatnonzero(positive[1:] != positive[:-1]) + 1])
    sums = np.add.reduceat(odds, starts).tolist()
    out, inside = 0.0, -np.inf  # the best worth so far, ending outside or inside a run
    enter: list[int] = []  # for each stretch, where the run began that is best when inside
    back: list[int] = []  # for each stretch, the last stretch of the best run that ended before it, or -1
    ended = -1
    opened = 0
    for k, worth in enumerate(sums):
        if out - cost > inside:
            inside, opened, before = out - cost, k, ended
        elif k:
            before = back[opened]
        inside += worth
        enter.append(opened)
        back.append(before)
        if inside - cost > out:
            out, ended = inside - cost, k
    bounds = [*starts.tolist(), len(odds)]
    found: list[Run] = []
    while ended >= 0:
        found.append((bounds[enter[ended]], bounds[ended + 1]))
        ended = back[ended]
    return found[::-1]


@dataclass(frozen=True, slots=True)
class _Filled:
    """Which of S rows fill which of r roles: their anchors and words, and of each role (r, S).

    ``first`` is true where another anchor's rows begin, ``begins`` where a new span of the role is likelier.
    """

    anchor: Ints
    word: Ints
    first: NDArray[np.bool_]
    inside: NDArray[np.bool_]
    begins: NDArray[np.bool_]
    p: Floats


def role_runs(
    scores: Floats, look: Windows, roles: tuple[str, ...], bias: dict[str, float], cost: dict[str, float]
) -> list[dict[str, list[Run]]]:
    """For each anchor the runs of each role that it has, in words.

    ``scores`` (R, 1 + 2 r) of the rows of ``look``: none, then begin and inside of each of r roles; both count for the
    role, and a run is cut where a new begin is likelier than an inside. ``bias`` is taken from a role's log-odds,
    ``cost`` is that of `smoothed`.
    """
    return _runs_of(_filled(scores, look, roles, bias, cost), _anchors(look), roles)


def sure_role_runs(
    scores: Floats, look: Windows, roles: tuple[str, ...], bias: dict[str, float], cost: dict[str, float]
) -> tuple[list[dict[str, list[Run]]], Floats]:
    """`role_runs`, and the mean probability of the words in them (A,), a half where there are none."""
    filled, anchors = _filled(scores, look, roles, bias, cost), _anchors(look)
    total, number = np.zeros(anchors), np.zeros(anchors)
    for k, row in enumerate(filled.inside):
        at = np.flatnonzero(row)
        of = filled.anchor[at]
        cuts = [0, *(np.flatnonzero(of[1:] != of[:-1]) + 1).tolist(), len(at)]
        for i, j in pairwise(cuts) if len(at) else ():
            total[of[i]] += filled.p[k, at[i:j]].sum()
            number[of[i]] += j - i
    sure = np.where(number > 0, total / np.maximum(number, 1), 0.5).astype(np.float32)
    return _runs_of(filled, anchors, roles), sure


def _anchors(look: Windows) -> int:
    return int(look.anchor[-1]) + 1


def _filled(
    scores: Floats, look: Windows, roles: tuple[str, ...], bias: dict[str, float], cost: dict[str, float]
) -> _Filled:
    # Classes come first: sums and maxima over them are then taken for all rows at once.
    classes = np.ascontiguousarray(scores.T)
    less = np.array([bias.get(role, 0.0) for role in roles], dtype=np.float32)[:, None]
    rows = _between(look, classes[1:].max(axis=0) - classes[0] > less.min() - _TWICE)
    tags = softmax(classes[:, rows], axis=0)
    each = np.concatenate([tags[:1], tags[1::2] + tags[2::2]])
    log = np.log(each + 1e-6)
    others = np.maximum.accumulate(log[:-1])  # the best of none and of the roles before each
    after = np.maximum.accumulate(log[:1:-1])[::-1]  # and of those after it
    others[:-1] = np.maximum(others[:-1], after)
    odds = log[1:] - others - less
    inside = odds > 0
    anchor = look.anchor[rows]
    first = np.ones(len(rows), dtype=bool)
    first[1:] = anchor[1:] != anchor[:-1]
    for k, role in enumerate(roles):
        if cost.get(role):
            _smooth(odds[k], inside[k], first, cost[role])
    return _Filled(anchor, look.index[rows], first, inside, tags[1::2] > tags[2::2], each[1:])


def _runs_of(filled: _Filled, anchors: int, roles: tuple[str, ...]) -> list[dict[str, list[Run]]]:
    out: list[dict[str, list[Run]]] = [{} for _ in range(anchors)]
    rows = len(filled.anchor)
    for i, j in runs(filled.inside.ravel(), (filled.begins | filled.first).ravel()):
        k, at = divmod(i, rows)
        word = int(filled.word[at])
        out[int(filled.anchor[at])].setdefault(roles[k], []).append((word, word + j - i))
    return out


def _between(look: Windows, likely: NDArray[np.bool_]) -> Ints:
    """The rows of each window from the first that is ``likely`` (R,) to the last; the others fill no role."""
    found = np.flatnonzero(likely & look.valid)
    if not len(found):
        return found
    of = look.anchor[found]
    new = of[1:] != of[:-1]
    steps = np.zeros(len(likely) + 1, dtype=np.int8)
    steps[found[np.append(True, new)]] = 1
    steps[found[np.append(new, True)] + 1] = -1
    return np.flatnonzero(np.cumsum(steps, dtype=np.int8))


def _smooth(odds: Floats, inside: NDArray[np.bool_], first: NDArray[np.bool_], cost: float) -> None:
    """Set ``inside`` (S,), true where ``odds`` are positive, to the `smoothed` runs of each window.

    Windows begin where ``first`` is true. Where only one run of a window is positive, it stays or goes as a whole.
    """
    found = np.array(runs(inside, first), dtype=np.int64).reshape(-1, 2)
    if not len(found):
        return
    worth = np.add.reduceat(np.append(odds, np.float32(0)), found.ravel())[::2].astype(np.float64)
    window = np.cumsum(first)[found[:, 0]] - 1
    more = window[1:] == window[:-1]
    alone = ~(np.append(False, more) | np.append(more, False))
    for i, j in found[alone & (worth - cost <= cost)].tolist():
        inside[i:j] = False
    bounds = np.append(np.flatnonzero(first), len(odds))
    for k in sorted(set(window[~alone].tolist())):
        low, high = bounds[k], bounds[k + 1]
        inside[low:high] = False
        for i, j in smoothed(odds[low:high], cost):
            inside[low + i : low + j] = True


def layer_runs(scores: Floats, look: Windows, roles: tuple[str, ...]) -> list[dict[str, list[Run]]]:
    """Runs, in words, of a layer without begin tags (R, 1 + r): adjoining words of one role are one span."""
    out: list[dict[str, list[Run]]] = [{} for _ in range(_anchors(look))]
    best = np.where(look.valid, scores.argmax(axis=1), 0)
    cut = np.append(True, best[1:] != best[:-1])  # windows are never side by side
    bounds = [*np.flatnonzero(cut).tolist(), len(best)]
    found = [(int(best[i]) - 1, i, j) for i, j in pairwise(bounds) if best[i]]
    for k, i, j in sorted(found):
        word = int(look.index[i])
        out[int(look.anchor[i])].setdefault(roles[k], []).append((word, word + j - i))
    return out


@cache
def _modes_of(kind: str) -> tuple[tuple[int, str], ...]:
    """The modes of an event type, "" for none, each with its number."""
    return tuple((k, label[len(kind) + 1 :]) for k, label in enumerate(MODES) if label.split(":")[0] == kind)


def mode(scores: Floats, kind: str, modeless: float) -> str:
    """The likeliest mode of an event of type ``kind`` from scores (modes,), "" for none, which pays ``modeless``."""
    of_kind = [(float(scores[k]), name) for k, name in _modes_of(kind)]
    return max(of_kind, key=lambda it: it[0] if it[1] else it[0] - modeless)[1]


def logit(p: float) -> float:
    """Log-odds, bounded to ±9."""
    return min(9.0, max(-9.0, float(np.log(max(p, 1e-6) / max(1 - p, 1e-6)))))


def confidence(anchor: float, rest: float, weights: tuple[float, ...]) -> float:
    """The calibrated probability that a frame is right, from the anchor's probability and that of the rest of it."""
    x = weights[0] + weights[1] * logit(anchor) + weights[2] * logit(rest)
    return round(1 / (1 + float(np.exp(-x))), 4)
