"""Which pairs of events are worth a score, the score, and its reasons in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from histor.link.features import FEATURES, Pair, acting, agreement, features, keys, likeness, shared_words
from histor.link.tellings import Reading, Telling
from histor.link.weights import SCALE, Numbers, Weights

# A pair of other words that is below both is not looked at further: half of the pairs of a topic, and 2 or 3 in a hundred
# of those that are one happening (training topics of ECB+).
LEAST_TRIGGER, LEAST_SENTENCE = 0.1, 0.4
_FAR = 0.3  # what places in two countries leave of the odds: tellers may differ on where, as on the rest
_SLACK = 1  # days: reports count days in several time zones
_NEWS_BACK, _NEWS_AHEAD = 30, 60  # days from publication within which the news of a report lies, past and planned
_FOREVER = (1, date.max.toordinal())
_GROUPS = {
    "action": (
        "trigger",
        "stem",
        "stem rarity",
        "spelling",
        "trigger in sentence",
        "type",
        "both vectors",
        "stem and words",
        "rarity",
        "akin",
        "both say",
    ),
    "passage": ("sentence", "words", "names", "names apart"),
    "reports": ("reports", "same report", "same sentence", "whole texts", "leads"),
    "who": ("actor", "recipient", "parties crossed"),
    "where": ("place",),
}


def window(reading: Reading, telling: Telling) -> tuple[int, int]:
    """The days (ordinals) in which the event can lie, as far as the report tells.

    Its own days where they are known; else, for what is news, the month before publication (what is planned: the two
    months after). History without a date, and all events of undated reports, can lie anywhere.
    """
    if telling.days is not None:
        return telling.days
    if reading.published is None:
        return _FOREVER
    if telling.background:
        return 1, reading.published
    ahead = telling.status in {"future", "hypothetical"}
    return reading.published - _NEWS_BACK, reading.published + (_NEWS_AHEAD if ahead else 1)


def between(one: Reading, two: Reading) -> list[Pair]:
    """The pairs of events of two readings, or of one (`one` is `two`), that may be one happening."""
    if not one.tellings or not two.tellings:
        return []
    # Sums of products of whole numbers, of which floats of 32 bits hold each exactly up to 2^24.
    trigger = one.triggers.astype(np.float32) @ two.triggers.astype(np.float32).T
    sentence = one.sentences.astype(np.float32) @ two.sentences.astype(np.float32).T
    alike = (trigger >= LEAST_TRIGGER * SCALE**2) | (sentence >= LEAST_SENTENCE * SCALE**2)
    alike |= one.stems[:, None] == two.stems[None, :]
    spans = [np.array([window(r, t) for t in r.tellings]) for r in (one, two)]
    alike &= spans[0][:, None, 0] <= spans[1][None, :, 1] + _SLACK
    alike &= spans[1][None, :, 0] <= spans[0][:, None, 1] + _SLACK
    if one is two:
        alike = np.triu(alike, 1)
    close = likeness(one, two)
    return [Pair(one, int(i), two, int(j), close) for i, j in np.argwhere(alike)]


def scores(pairs: Sequence[Pair], weights: Weights) -> Numbers:
    """The probability (n,) of each pair that its events are one happening."""
    found = features(pairs)
    p = weights.probability(found)
    far = found[:, FEATURES.index("place")] == -1
    odds = p / np.maximum(1 - p, 1e-9) * np.where(far, _FAR, 1.0)
    return np.round(odds / (1 + odds), 4)


def reasons(pair: Pair, weights: Weights) -> tuple[str, ...]:
    """Why the pair scores as it does, in words: what speaks most for it first, then what speaks against it.

    What a group of features is worth is by how much the log-odds fall when each of them is as in the average pair.
    """
    found = features([pair])
    variants = np.repeat(found, len(_GROUPS) + 1, axis=0)
    for row, names in enumerate(_GROUPS.values(), start=1):
        for name in names:
            k = FEATURES.index(name)
            variants[row, k] = weights.center[k]
    p = np.clip(weights.probability(variants), 1e-4, 1 - 1e-4)
    odds = np.log(p / (1 - p))
    worth = dict(zip(_GROUPS, (odds[0] - odds[1:]).tolist(), strict=True))
    told = {name: said for name in _GROUPS if (said := _SAYERS[name](pair, dict(zip(FEATURES, found[0], strict=True))))}
    ranked = sorted(told, key=lambda name: (-worth[name], name))
    return (
        *(told[name] for name in ranked if worth[name] >= 0),
        *_times(*pair.tellings),
        *(f"against it: {told[name]}" for name in reversed(ranked) if worth[name] < 0),
    )


def _action(pair: Pair, value: dict[str, float]) -> str:
    one, two = pair.tellings
    kind = f", both {one.type}" if value["type"] > 0 else f", {one.type} and {two.type}" if value["type"] < 0 else ""
    if one.stem == two.stem:
        return f"both say “{acting(one)}”{kind}"
    if value["akin"] == 1:
        return f"“{acting(one)}” and “{acting(two)}” may name one thing{kind}"
    return f"“{acting(one)}” and “{acting(two)}” are used alike ({value['trigger']:.2f}){kind}"


def _passage(pair: Pair, value: dict[str, float]) -> str:
    common = shared_words(pair)[:6]
    said = f"both sentences have {', '.join(common)}" if common else "the sentences have no word of weight in common"
    return f"{said} (likeness {value['sentence']:.2f})"


def _reports(pair: Pair, value: dict[str, float]) -> str:
    if pair.one.report == pair.two.report:
        return "both stand in one sentence" if value["same sentence"] else "both stand in one report"
    return f"the reports share their rare words ({value['reports']:.2f})"


def _who(pair: Pair, value: dict[str, float]) -> str:
    del value
    one, two = pair.tellings
    said = []
    for role, some, others in (("actor", one.actors, two.actors), ("recipient", one.recipients, two.recipients)):
        agreed = agreement(some, others)
        common = sorted(party.name for party in some if party.key in keys(others))
        if agreed:
            how = {1.0: f"is {', '.join(common)} in both", 0.5: "may be the same", -1.0: "differs"}[agreed]
            said.append(f"the {role} {how}")
    return ", ".join(said)


def _where(pair: Pair, value: dict[str, float]) -> str:
    one, two = pair.tellings
    if not value["place"]:
        return ""
    names = sorted({spot.name for spot in (*one.spots, *two.spots)})
    return f"{'in' if value['place'] > 0 else 'in different places:'} {', '.join(names)}"


_SAYERS = {"action": _action, "passage": _passage, "reports": _reports, "who": _who, "where": _where}


def _times(one: Telling, two: Telling) -> Iterator[str]:
    if one.days is None or two.days is None:
        return
    start, end = max(one.days[0], two.days[0]), min(one.days[1], two.days[1])
    if start <= end and _FOREVER[0] < start and end < _FOREVER[1]:
        first, last = date.fromordinal(start).isoformat(), date.fromordinal(end).isoformat()
        yield f"both can be on {first}" if first == last else f"both can be between {first} and {last}"
