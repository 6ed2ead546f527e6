"""Choose thresholds and calibrate confidences: ``python -m training.tune FOLDER --shared ../shared``.

Uses the accounts that `training.train.tuning` keeps out of training; no reported figure is measured on them. The
settings are searched one at a time, twice around, for the best mean of the figures in `AIMS`; then each confidence is
fitted by logistic regression on what was right.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from histor.accounts import to_json
from histor.pipeline import code_report
from histor.read import report_from_text
from histor.tag import Guideline, Tagger
from histor.tag.decode import Floats, Settings, logit
from histor.tag.model import FOLDER, load
from histor.tag.pieces import Ints
from training.corpora import read_jsonl
from training.export import seal
from training.score import Json, judged_events, judged_voices, score
from training.train import tuning

AIMS = {
    "logoi": ("triple", "chain", "stance", "event", "mode", "argument", "who-whom", "complete"),
    "polnear": ("exact.source", "exact.cue", "exact.content", "triple"),
}
CHOICES: dict[str, tuple[float, ...]] = {
    "cue": (0.4, 0.5, 0.6, 0.7, 0.8),
    "nested": (0.3, 0.4, 0.5, 0.6, 0.7, 0.8),
    "trigger": (0.3, 0.4, 0.5),
    "background": (0.4, 0.5),
    "type_weight": (0.2, 0.5, 0.8),
    "modeless": (0.0, 0.5, 1.0),
}
ROLES = ("source", "content", "to", "actor", "recipient", "place", "time")
BIASES = (-0.5, 0.0, 0.5)
COSTS = (0.0, 0.5, 1.5, 3.0)
LEAST = (0.0, 0.5, 0.6, 0.7, 0.8)
FREQUENT = 45  # reference events that a type must have here before it gets a threshold of its own


class Remembering(Tagger):
    """A tagger that runs the encoder once a passage and remembers what it said."""

    def __init__(self, folder: Path) -> None:
        super().__init__(load(folder))
        self._said: dict[tuple[bytes, int], tuple[Floats, Floats]] = {}

    def _encode(self, ids: Ints, features: Ints, guideline: int) -> tuple[Floats, Floats]:
        key = (ids.tobytes(), guideline)
        if key not in self._said:
            self._said[key] = super()._encode(ids, features, guideline)
        return self._said[key]

    def use(self, settings: Settings) -> None:
        self.model = replace(self.model, settings=settings)


def accounts(shared: Path) -> dict[str, list[Json]]:
    """The accounts kept for tuning, by data set."""
    return {
        name: [a for a in read_jsonl(shared / "corpora" / name / "train.jsonl.gz") if tuning(a["report"]["id"])]
        for name in AIMS
    }


def coded(tagger: Tagger, kept: dict[str, list[Json]]) -> Iterator[tuple[str, Json, Json]]:
    """Data set, reference and predicted account of each report kept."""
    for name, references in kept.items():
        for reference in references:
            r = reference["report"]
            report = report_from_text(r["text"], id=r["id"], outlet=r.get("outlet"), published=r.get("published"))
            guideline: Guideline = "polnear" if name == "polnear" else "histor"
            yield name, reference, to_json(code_report(report, guideline=guideline, tagger=tagger))


def aim(tagger: Remembering, settings: Settings, kept: dict[str, list[Json]]) -> float:
    """The mean over both data sets of the mean of their figures in `AIMS`."""
    tagger.use(settings)
    by_set: dict[str, tuple[list[Json], list[Json]]] = {name: ([], []) for name in kept}
    for name, reference, predicted in coded(tagger, kept):
        by_set[name][0].append(reference)
        by_set[name][1].append(predicted)
    means = []
    for name, (references, predicted_) in by_set.items():
        figures = score(references, predicted_)
        means.append(sum(figures[k].f1 for k in AIMS[name]) / len(AIMS[name]))
        print("  ", name, {k: figures[k].f1 for k in AIMS[name]})
    return 2 * means[0] + means[1]


def search(tagger: Remembering, kept: dict[str, list[Json]], rounds: int) -> Settings:
    """Coordinate search over `CHOICES`, then thresholds of types, costs and biases of roles."""
    best = tagger.model.settings
    top = aim(tagger, best, kept)
    for _ in range(rounds):
        for key, values in CHOICES.items():
            for value in values:
                change: dict[str, Any] = {key: value}
                trial = replace(best, **change)
                best, top = _better(tagger, kept, trial, best, top)
        searched = (("cues", ("polnear",), CHOICES["cue"]), ("types", frequent(kept), LEAST))
        for key, names, values in (*searched, ("cost", ROLES, COSTS), ("bias", ROLES, BIASES)):
            for role in names:
                for value in values:
                    change = {key: tuple(sorted((dict(getattr(best, key)) | {role: value}).items()))}
                    trial = replace(best, **change)
                    best, top = _better(tagger, kept, trial, best, top)
    return best


def frequent(kept: dict[str, list[Json]]) -> tuple[str, ...]:
    """The event types with at least `FREQUENT` reference events among the accounts kept."""
    number = Counter(e["type"] for a in kept["logoi"] for e in a["events"])
    return tuple(sorted(t for t, n in number.items() if n >= FREQUENT))


def _better(
    tagger: Remembering, kept: dict[str, list[Json]], trial: Settings, best: Settings, top: float
) -> tuple[Settings, float]:
    if trial == best:
        return best, top
    reached = aim(tagger, trial, kept)
    print(f"{reached:.2f} (best {top:.2f}) {trial}", flush=True)
    return (trial, reached) if reached > top + 0.05 else (best, top)


def fitted(rows: list[tuple[float, float, bool]], steps: int = 50) -> tuple[float, float, float]:
    """Intercept and weights of a logistic regression of rightness on the log-odds of anchor and rest (Newton)."""
    x = np.array([(1.0, logit(a), logit(b)) for a, b, _ in rows])
    y = np.array([float(r) for *_, r in rows])
    w = np.zeros(3)
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (y - p) - 0.1 * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 0.1 * np.eye(3)
        w += np.linalg.solve(hessian, gradient)
    return (round(float(w[0]), 4), round(float(w[1]), 4), round(float(w[2]), 4))


def calibrate(tagger: Remembering, settings: Settings, kept: dict[str, list[Json]]) -> Settings:
    """Settings with both confidences fitted to how often voices (triple) and events (type) are right."""
    # With these weights a confidence is the anchor's probability alone, or the rest's alone.
    raw: list[dict[tuple[str, tuple[int, ...]], float]] = []
    voices: list[tuple[float, float, bool]] = []
    events: list[tuple[float, float, bool]] = []
    for weights in ((0.0, 1.0, 0.0), (0.0, 0.0, 1.0)):
        tagger.use(replace(settings, voice_confidence=weights, event_confidence=weights))
        seen = {}
        for name, reference, predicted in coded(tagger, kept):
            for kind, key in (("voices", "cue"), ("events", "trigger")):
                for item in predicted[kind]:
                    seen[(kind + reference["report"]["id"] + name, tuple(item[key]))] = item["confidence"]
            if len(raw) == 1:
                _judge(name, reference, predicted, raw[0], seen, voices, events)
        raw.append(seen)
    return replace(settings, voice_confidence=fitted(voices), event_confidence=fitted(events))


def _judge(
    name: str, reference: Json, predicted: Json, first: dict[Any, float], second: dict[Any, float],
    voices: list[tuple[float, float, bool]], events: list[tuple[float, float, bool]],
) -> None:  # fmt: skip
    if name != "logoi":  # the outermost voices of polnear follow other conventions
        return
    right_voices = {id(p) for (_, p), verdict in judged_voices(reference, predicted) if verdict.triple}
    right_events = {id(p) for (_, p), verdict in judged_events(reference, predicted) if verdict.type}
    for kind, key, right, rows in (
        ("voices", "cue", right_voices, voices),
        ("events", "trigger", right_events, events),
    ):
        for item in predicted[kind]:
            at = (kind + reference["report"]["id"] + name, tuple(item[key]))
            if at in first:  # which of two twin events is kept may depend on the confidence
                rows.append((first[at], second[at], id(item) in right))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--rounds", type=int, default=1)
    args = parser.parse_args()
    kept = accounts(args.shared)
    print({k: len(v) for k, v in kept.items()})
    tagger = Remembering(args.folder)
    settings = calibrate(tagger, search(tagger, kept, args.rounds), kept)
    path = args.folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config["settings"] = asdict(settings)
    path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    seal(args.folder)
    print(settings)


if __name__ == "__main__":
    main()
