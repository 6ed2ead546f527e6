"""Export a checkpoint to the model folder: ``python -m training.export CHECKPOINT FOLDER``.

Four steps: torch graphs to ONNX, matrices and the word table to int8 (per channel), settings, checksums. With
``--with EARLIER`` the weights are first averaged with those of an earlier model that they were trained on from: what both
learned stays, what either learned by heart is weakened (Wortsman et al., "Robust fine-tuning of zero-shot models", 2022).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn

from histor.tag.decode import Settings
from histor.tag.model import GRAPHS, LABELS
from training.net import HIDDEN, Details, Encoder, Mentions, Net, Pairs

OPSET = 20  # the first with Gelu


class Vectors(nn.Module):
    """The part of `Mentions` that looks at words: sector scores and vectors of mentions."""

    def __init__(self, mentions: Mentions) -> None:
        super().__init__()
        self.mentions = mentions

    def forward(self, words: Tensor, start: Tensor, end: Tensor) -> tuple[Tensor, Tensor]:
        rep = self.mentions.represent(words, start, end)
        return self.mentions.sectors(rep), self.mentions.project(rep)


class Links(nn.Module):
    """The part of `Mentions` that compares mentions."""

    def __init__(self, mentions: Mentions) -> None:
        super().__init__()
        self.mentions = mentions

    def forward(self, vectors: Tensor, i: Tensor, j: Tensor, strings: Tensor) -> Tensor:
        return self.mentions.compare(vectors, i, j, strings)


class Unmasked(nn.Module):
    """The encoder over one passage, where no piece is padding."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: Tensor, features: Tensor, guideline: Tensor) -> tuple[Tensor, Tensor]:
        vectors, scores = self.encoder(ids, features, guideline, None)
        return vectors, scores


def _graph(module: nn.Module, inputs: dict[str, tuple[Tensor, tuple[str, ...]]], outputs: list[str], to: Path) -> None:
    """Trace ``module``; each input comes with the names of its axes, "" for a fixed one."""
    axes = {k: {d: name for d, name in enumerate(names) if name} for k, (_, names) in inputs.items()}
    torch.onnx.export(
        module.eval(),
        tuple(x for x, _ in inputs.values()),
        str(to),
        input_names=list(inputs),
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=OPSET,
        dynamo=False,
    )


def graphs(net: Net, folder: Path) -> None:
    """Write the six graphs in float32."""
    t, n, a, r, m = 24, 16, 3, 12, 4
    long = torch.long
    ids, features = torch.ones(1, t, dtype=long), torch.zeros(1, t, 4, dtype=long)
    words, zeros = torch.randn(n, HIDDEN), torch.zeros(r, dtype=long)
    first = torch.arange(a)
    _graph(
        Unmasked(net.encoder),
        {"ids": (ids, ("", "t")), "features": (features, ("", "t", "")), "guideline": (torch.zeros(1, dtype=long), ())},
        ["vectors", "scores"],
        folder / "encoder.onnx",
    )
    rows = dict.fromkeys(("anchor", "index", "valid", "place"), (zeros, ("r",)))
    rows["valid"] = (zeros == 0, ("r",))
    anchors = {"start": (first, ("a",)), "end": (first + 1, ("a",)), "voice": (torch.ones(a, dtype=long), ("a",))}
    _graph(
        net.heads,
        {"words": (words, ("n", "")), **anchors, **rows},
        ["voice_roles", "event_roles", "attributes"],
        folder / "heads.onnx",
    )
    spans = {"start": (torch.arange(m), ("m",)), "end": (torch.arange(m) + 1, ("m",))}
    _graph(
        Vectors(net.mentions), {"words": (words, ("n", "")), **spans}, ["sectors", "vectors"], folder / "mentions.onnx"
    )
    pairs = {"i": (torch.zeros(5, dtype=long), ("p",)), "j": (torch.ones(5, dtype=long), ("p",))}
    vectors, strings = torch.randn(m, 128), torch.zeros(5, net.mentions.strings.in_features)
    _graph(
        Links(net.mentions),
        {"vectors": (vectors, ("m", "")), **pairs, "strings": (strings, ("p", ""))},
        ["scores"],
        folder / "links.onnx",
    )
    pairs_graph(net.pairs, folder)
    details_graph(net.details, folder)


def details_graph(head: Details, folder: Path) -> None:
    """Write the graph of status and mode in float32."""
    first = torch.arange(3)
    anchors = {"start": (first, ("a",)), "end": (first + 1, ("a",)), "kind": (first, ("a",))}
    words = torch.randn(16, HIDDEN)
    _graph(head, {"words": (words, ("n", "")), **anchors}, ["status", "modes"], folder / "details.onnx")


def pairs_graph(head: Pairs, folder: Path) -> None:
    """Write the graph of the pairs' head in float32."""
    t = 24
    masks = {k: (torch.ones(1, t), ("", "t")) for k in ("source", "target", "inside")}
    _graph(head, {"vectors": (torch.randn(1, t, HIDDEN), ("", "t", "")), **masks}, ["scores"], folder / "pairs.onnx")


def quantize(source: Path, target: Path) -> None:
    """Int8 weights, one scale a column; 7 of 8 bits, so that processors with and without VNNI give the same sums.

    Of tables only the encoder's are quantized: the others are small, and rows of floats need no arithmetic.
    """
    quantize_dynamic(
        source,
        target,
        op_types_to_quantize=["MatMul", "Gemm", *(["Gather"] if source.stem == "encoder" else [])],
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
    )


def write(net: Net, folder: Path, name: str, settings: Settings, tokenizer: Path, int8: bool = True) -> None:
    """Write the whole model folder; existing graphs are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        graphs(net, Path(scratch))
        for graph in GRAPHS:
            source, target = Path(scratch) / f"{graph}.onnx", folder / f"{graph}.onnx"
            if int8:
                quantize(source, target)
            else:
                shutil.copy(source, target)
            onnx.checker.check_model(str(target))
    vocabulary = Tokenizer.from_file(str(tokenizer))
    vocabulary.no_truncation()
    vocabulary.no_padding()
    vocabulary.save(str(folder / "tokenizer.json"))
    config = {
        "name": name,
        "labels": {k: list(v) for k, v in LABELS.items()},
        "settings": asdict(settings),
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    seal(folder)


def averaged(weights: dict[str, Tensor], earlier: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """``share`` of ``weights`` and the rest of ``earlier``, name by name."""
    return {name: torch.lerp(earlier[name], weight, share) for name, weight in weights.items()}


def mean(runs: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of the weights of several runs from one start, name by name."""
    return {name: torch.stack([run[name] for run in runs]).mean(0) for name in runs[0]}


def put(folder: Path, out: Path, name: str, graph: Callable[[Path], None]) -> None:
    """The model of ``folder`` at ``out``, with another graph ``name``, which ``graph`` writes to a folder in float32."""
    if out != folder:
        shutil.copytree(folder, out, dirs_exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        graph(Path(scratch))
        quantize(Path(scratch) / f"{name}.onnx", out / f"{name}.onnx")
    seal(out)


def seal(folder: Path) -> None:
    """Write SHA256SUMS over the files that the package loads."""
    names = [f"{g}.onnx" for g in GRAPHS] + ["config.json", "tokenizer.json"]
    lines = [f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def main() -> None:
    from training.recover import recover
    from training.train import packaged_start

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--with", type=Path, dest="earlier", help="model folder whose weights are averaged in")
    parser.add_argument("--share", type=float, default=0.7, help="share of the checkpoint in that average")
    parser.add_argument("--name", default="histor-en-0.5.0")
    parser.add_argument("--float", action="store_true", help="leave the weights in float32")
    args = parser.parse_args()
    net = Net()
    weights = torch.load(args.checkpoint, map_location="cpu")
    if args.earlier:
        weights = averaged(weights, recover(args.earlier), args.share)
    net.load_state_dict(weights)
    start: Path = packaged_start()
    write(net.eval(), args.folder, args.name, Settings(), start / "tokenizer.json", not args.float)


if __name__ == "__main__":
    main()
