"""``python -m training.link TAR``: learn from ECB+ when two events are one happening; writes src/histor/link/weights.npz.

Only topics outside the development part are read. In order: projections of the vectors by principal components;
features of all pairs of events of one topic, and of some of different topics; networks of one hidden layer over them, by
Adam, whose mean is one wide network; the least score of a link, by CoNLL F1 of all topics, each linked by weights learned
from other topics. The same data and model give the same weights. To be run again whenever the model of the package has
changed: a few minutes on one core.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement, product
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from histor.errors import HistorError
from histor.link.features import FEATURES, Pair, features
from histor.link.pairs import between
from histor.link.records import EventRef
from histor.link.tellings import Reading
from histor.link.vectors import Floats, event_vectors
from histor.link.weights import FILE, Numbers, Projection, Weights
from histor.tag import Tagger
from histor.tag.tagger import WIDTH
from training.ecb import Document, documents, is_for_training
from training.evaluate.coreference import conll
from training.evaluate.ecb import Clusters, Vectors, clusters_in, compared, encoder, gold, gold_readings, mention_ref

if TYPE_CHECKING:
    from numpy.typing import NDArray

CUT = 64  # numbers of a projected vector
NETWORKS, HIDDEN = 3, 8
THINNED = 4  # each network learns from all pairs that are one happening, and from one in four of the others
EPOCHS, BATCH, RATE, DECAY = 10, 256, 4e-3, 1e-4
FOLDS = 5
GRID = tuple(round(0.2 + 0.05 * k, 2) for k in range(9))


@dataclass(frozen=True, slots=True)
class Examples:
    """Pairs of one topic, or of two: features (n, F), and whether they are one happening (n,)."""

    topic: str
    features: Numbers
    same: NDArray[np.float64]


def projection(vectors: Floats, width: int) -> Projection:
    """The first ``width`` principal components of ``vectors`` (n, 384).

    Each is divided by the root of its spread, so that the first few do not drown the others.
    """
    mean = vectors.mean(axis=0)
    _, size, axes = np.linalg.svd(vectors - mean, full_matrices=False)
    scale = 1 / np.sqrt(size[:width] / size[0])
    return Projection(mean.astype(np.float32), (axes[:width].T * scale).astype(np.float32))


def start_weights(model: str, triggers: Floats, sentences: Floats) -> Weights:
    """Weights with projections only."""
    n = len(FEATURES)
    return Weights(
        model,
        FEATURES,
        projection(triggers, CUT),
        projection(sentences, CUT),
        np.zeros(n),
        np.ones(n),
        np.zeros((n, HIDDEN)),
        np.zeros(HIDDEN),
        np.zeros(HIDDEN),
        0.0,
        0.5,
    )


def examples(docs: Sequence[Document], readings: Sequence[Reading]) -> list[Examples]:
    """The pairs of each topic, and of each topic with the next, from which one in eight is taken."""
    cluster = {mention_ref(d, k): m.cluster for d in docs for k, m in enumerate(d.mentions)}
    by_topic: dict[str, list[Reading]] = {}
    for document, reading in zip(docs, readings, strict=True):
        by_topic.setdefault(document.topic, []).append(reading)
    names = sorted(by_topic, key=int)
    out = []
    for k, name in enumerate(names):
        inside = [p for a, b in combinations_with_replacement(by_topic[name], 2) for p in between(a, b)]
        following = by_topic[names[(k + 1) % len(names)]]
        across = [p for a, b in product(by_topic[name], following) for p in between(a, b)][::8]
        pairs = inside + across
        out.append(Examples(name, features(pairs), np.array(list(_labels(pairs, cluster)))))
    return out


def _labels(pairs: Sequence[Pair], cluster: dict[EventRef, str]) -> Iterator[float]:
    for pair in pairs:
        one, two = pair.tellings
        yield float(cluster[one.ref] == cluster[two.ref])


def fitted(start: Weights, data: Sequence[Examples]) -> Weights:
    """``start`` with the mean of the log-odds of several networks learned from ``data``, as one network.

    They begin elsewhere and see other pairs, so that what one of them made of chance hardly counts.
    """
    x = np.concatenate([each.features for each in data])
    y = np.concatenate([each.same for each in data])
    center, spread = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-3)
    x = (x - center) / spread
    nets = []
    for number in range(NETWORKS):
        kept = (y > 0) | (np.arange(len(y)) % THINNED == number % THINNED)
        nets.append(_network(x[kept], y[kept], np.random.default_rng(number)))
    hidden, bias, out, offset = (np.concatenate(parts, axis=-1) for parts in zip(*nets, strict=True))
    return replace(
        start,
        center=center,
        spread=spread,
        hidden=hidden,
        bias=bias,
        out=out / NETWORKS,
        offset=float(offset.mean()) - math.log(THINNED),  # as if no pair had been left out
    )


def _network(x: Numbers, y: Numbers, dice: np.random.Generator) -> list[Numbers]:
    """A network's weights, biases, outward weights and offset: cross-entropy, Adam, a rate that falls to nothing."""
    parts = [
        dice.normal(0, 1 / np.sqrt(x.shape[1]), (x.shape[1], HIDDEN)),
        np.zeros(HIDDEN),
        dice.normal(0, 1 / np.sqrt(HIDDEN), HIDDEN),
        np.array([float(np.log(y.mean() / (1 - y.mean())))]),
    ]
    first, second = ([np.zeros_like(part) for part in parts] for _ in range(2))
    steps = EPOCHS * -(-len(y) // BATCH)
    step = 0
    for _ in range(EPOCHS):
        order = dice.permutation(len(y))
        for at in range(0, len(y), BATCH):
            step += 1
            rows = order[at : at + BATCH]
            rate = RATE * (1 - (step - 1) / steps)
            slopes = _slopes(parts, x[rows], y[rows])
            for each in zip(parts, slopes, first, second, strict=True):
                _descend(*each, rate=rate, step=step)
    return parts


def _descend(part: Numbers, slope: Numbers, mean: Numbers, square: Numbers, *, rate: float, step: int) -> None:
    """One step of Adam (Kingma and Ba 2015) on ``part``, in place; ``mean`` and ``square`` are its moments."""
    mean += 0.1 * (slope - mean)
    square += 0.001 * (slope**2 - square)
    part -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)


def _slopes(parts: list[Numbers], x: Numbers, y: Numbers) -> list[Numbers]:
    """The gradient of the mean cross-entropy, with decay of the weights."""
    hidden, bias, out, offset = parts
    state = np.tanh(x @ hidden + bias)
    error = (1 / (1 + np.exp(-(state @ out + offset[0]))) - y) / len(y)
    back = np.outer(error, out) * (1 - state**2)
    return [x.T @ back + DECAY * hidden, back.sum(axis=0), state.T @ error + DECAY * out, np.array([error.sum()])]


def chosen_link(
    start: Weights, data: Sequence[Examples], docs: Sequence[Document], readings: Sequence[Reading]
) -> float:
    """The least score of a link with the best CoNLL F1 of all topics, each linked by weights learned from other folds.

    The best is that of the three figures around it, so that no chance peak is chosen.
    """
    names = [each.topic for each in data]
    found: dict[float, Clusters] = {least: [] for least in GRID}
    for fold in range(FOLDS):
        held = set(names[fold::FOLDS])
        weights = fitted(start, [each for each in data if each.topic not in held])
        own = [(d, r) for d, r in zip(docs, readings, strict=True) if d.topic in held]
        parts = compared([r for _, r in own], weights, {document.name: document.topic for document, _ in own})
        for least in GRID:
            for incidents in parts:
                incidents.weights = replace(weights, link=least)
            found[least] += clusters_in(parts)
    key = gold(docs)
    figures = [conll(key, found[least]) for least in GRID]
    print(" ".join(f"{least}:{value:.2f}" for least, value in zip(GRID, figures, strict=True)), file=sys.stderr)
    around = [sum(figures[k - 1 : k + 2]) for k in range(1, len(GRID) - 1)]
    return GRID[1 + around.index(max(around))]


def learned(docs: Sequence[Document], tagger: Tagger, vectors: Vectors) -> Weights:
    """Weights from the gold mentions of ``docs``."""
    read_once = [vectors(document) for document in docs]
    both = [
        event_vectors(cut, words, [m.span for m in d.mentions]) for d, (cut, words) in zip(docs, read_once, strict=True)
    ]
    start = start_weights(
        tagger.model_id,
        np.concatenate([t for t, _ in both]).reshape(-1, WIDTH),
        np.concatenate([s for _, s in both]).reshape(-1, WIDTH),
    )
    at = {document.name: found for document, found in zip(docs, read_once, strict=True)}
    readings = gold_readings(docs, tagger, lambda document: at[document.name], start)
    data = examples(docs, readings)
    print(f"{sum(len(e.same) for e in data)} pairs, {sum(int(e.same.sum()) for e in data)} alike", file=sys.stderr)
    return replace(fitted(start, data), link=chosen_link(start, data, docs, readings))


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), default=FILE, help="Where the weights go.")
def main(path: Path, out: Path) -> None:
    """Learn the weights of linking from the ECB+ tar PATH."""
    try:
        tagger = Tagger.load()
        docs = [document for document in documents(path) if is_for_training(document)]
        learned(docs, tagger, encoder(tagger)).save(out)
    except HistorError as failure:
        click.echo(f"Error: {failure}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
