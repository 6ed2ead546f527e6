"""The weights of an exported model folder, as a checkpoint to go on training from.

The int8 matrices come back as floats on their 7-bit grid, the tables of words likewise, so that a network trained
further learns on the very tables that it will ship with.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from histor.tag.model import GRAPHS
from histor.tag.windows import DISTANCES, SENTENCES
from training.export import graphs
from training.net import Net

Array = NDArray[np.floating]
PLACES = "heads.places"  # the sums of two tables, which is what the export holds


def _tables(path: Path) -> dict[str, NDArray[np.generic]]:
    return {i.name: numpy_helper.to_array(i) for i in onnx.load(str(path)).graph.initializer}


def _floats(stored: dict[str, NDArray[np.generic]], name: str) -> Array:
    """The initialiser called ``name``, from its int8 form where it has one (one scale a column)."""
    if name in stored:
        return stored[name].astype(np.float32)
    turned = f"{name}_Transposed_quantized" in stored  # what the export does to the matrix of a Gemm
    at = f"{name}_Transposed" if turned else name
    raw, zero, scale = (stored[f"{at}_{part}"].astype(np.float32) for part in ("quantized", "zero_point", "scale"))
    value: Array = (raw - zero) * scale
    return value.T if turned else value


def _apart(places: Tensor) -> dict[str, Tensor]:
    """Tables of distances and sentences of which ``places`` are the sums; no distance then counts in no sentence."""
    both = places.view(DISTANCES, SENTENCES, -1)
    return {"heads.distance.weight": both[:, 0], "heads.sentence.weight": (both - both[:, :1]).mean(0)}


def recover(folder: Path) -> dict[str, Tensor]:
    """The state of a `Net` whose graphs lie in ``folder``.

    Which initialiser holds which weight is found by exporting a network of random weights and comparing values.
    Raises KeyError if the folder's graphs are those of another network.
    """
    net = Net()
    for table in (*net.encoder.feature, net.encoder.guideline):
        torch.nn.init.normal_(table.weight)
    for name, p in net.named_parameters():
        if "norm" in name or p.dim() == 1:  # all alike at first: nothing to tell them apart by
            torch.nn.init.normal_(p)
    state = {k: v.clone() for k, v in net.state_dict().items()} | {PLACES: net.heads.places().detach()}
    found: dict[str, Tensor] = {}
    with tempfile.TemporaryDirectory() as scratch:
        graphs(net, Path(scratch))
        for graph in GRAPHS:
            stored = _tables(folder / f"{graph}.onnx")
            for name, probe in _tables(Path(scratch) / f"{graph}.onnx").items():
                for key, weight, turned in _holders(state, probe):
                    value = torch.from_numpy(np.array(_floats(stored, name)))
                    found[key] = (value.T if turned else value).reshape(weight.shape).contiguous()
    if PLACES in found:
        found |= _apart(found.pop(PLACES))
    missing = sorted(set(net.state_dict()) - set(found))
    if missing:
        raise KeyError(f"{folder} does not hold {', '.join(missing)}")
    return found


def _holders(state: dict[str, Tensor], probe: NDArray[np.generic]) -> Iterator[tuple[str, Tensor, bool]]:
    """The weights of ``state`` with the values of ``probe``, as they are or, a matrix, turned."""
    held = probe.squeeze()  # the kernels of a convolution gain an axis in the export
    for key, weight in state.items():
        own = weight.squeeze().numpy()
        if np.array_equal(own, held):
            yield key, weight, False
        elif own.ndim == 2 and np.array_equal(own.T, held):
            yield key, weight, True
