"""The learned part of linking: projections of vectors, and a small network over features of a pair.

``weights.npz`` is written by ``python -m training.link`` for one model of the package and read here. Everything is
computed number by number in a fixed order, so that a score does not depend on what else is scored with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from histor.errors import ModelError
from histor.link.vectors import Floats, unit

FILE = Path(__file__).resolve().parent / "weights.npz"
SCALE = 127
"""A vector of length 1 is kept as whole numbers of this length."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Projection:
    """From the encoder's 384 numbers to d: less ``mean`` (384,), times ``basis`` (384, d), to length `SCALE`."""

    mean: Floats
    basis: Floats

    def cut(self, vectors: Floats) -> NDArray[np.int8]:
        """Vectors (n, 384) as whole numbers (n, d); those of length 0 stay so."""
        there = np.abs(vectors).sum(axis=1, keepdims=True) > 0
        cut = unit(np.asarray((vectors - self.mean) @ self.basis, dtype=np.float32)) * there
        return np.asarray(np.rint(cut * SCALE), dtype=np.int8)


@dataclass(frozen=True, slots=True)
class Weights:
    """``model``: the id of the model whose vectors they are for. ``features``: the names, in order, that they weigh.

    The network: features (F,) less ``center`` over ``spread``, times ``hidden`` (F, H) plus ``bias`` (H,), tanh, times
    ``out`` (H,) plus ``offset``, as log-odds that two events are one happening; ``link`` is the least probability of a
    link.
    """

    model: str
    features: tuple[str, ...]
    triggers: Projection
    sentences: Projection
    center: Numbers
    spread: Numbers
    hidden: Numbers
    bias: Numbers
    out: Numbers
    offset: float
    link: float

    def probability(self, features: Numbers) -> Numbers:
        """Probabilities (n,) of pairs with features (n, F), to four decimals."""
        scaled = np.ascontiguousarray(((features - self.center) / self.spread).T)
        state = np.repeat(self.bias[:, None], len(features), axis=1)
        for weights, values in zip(self.hidden, scaled, strict=True):
            state += weights[:, None] * values
        total = np.full(len(features), self.offset)
        for weight, bent in zip(self.out.tolist(), np.tanh(state), strict=True):
            total += bent * weight
        return np.asarray(np.round(1 / (1 + np.exp(-np.clip(total, -40, 40))), 4), dtype=np.float64)

    def save(self, path: Path = FILE) -> None:
        """Write the file that `load` reads."""
        np.savez(
            path,
            model=np.array(self.model),
            features=np.array(self.features),
            trigger_mean=self.triggers.mean.astype(np.float32),
            trigger_basis=self.triggers.basis.astype(np.float32),
            sentence_mean=self.sentences.mean.astype(np.float32),
            sentence_basis=self.sentences.basis.astype(np.float32),
            center=self.center,
            spread=self.spread,
            hidden=self.hidden,
            bias=self.bias,
            out=self.out,
            settings=np.array([self.offset, self.link]),
        )


@cache
def load(path: Path = FILE) -> Weights:
    """The weights in ``path``. Raises ModelError where there are none, or for features that this version lacks."""
    from histor.link.features import FEATURES

    try:
        with np.load(path, allow_pickle=False) as file:
            data = {name: file[name] for name in file.files}
    except (OSError, ValueError) as reason:
        raise ModelError(f"The weights for linking cannot be read ({reason}); install Histor again.") from None
    if tuple(data["features"].tolist()) != FEATURES:
        raise ModelError(f"The weights in {path} are of another version of Histor; run python -m training.link.")
    return Weights(
        model=str(data["model"]),
        features=FEATURES,
        triggers=Projection(data["trigger_mean"], data["trigger_basis"]),
        sentences=Projection(data["sentence_mean"], data["sentence_basis"]),
        center=data["center"],
        spread=data["spread"],
        hidden=data["hidden"],
        bias=data["bias"],
        out=data["out"],
        offset=float(data["settings"][0]),
        link=float(data["settings"][1]),
    )
