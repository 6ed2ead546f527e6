"""The network: MiniLM's encoder and the heads of DESIGN.md, in torch.

Shapes: B passages of T pieces; N words of the whole batch laid end to end; A anchors, their windows R rows end to end.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from histor.tag.labels import MODES, ROOTS, SECTORS, TYPES
from histor.tag.pieces import FEATURES
from histor.tag.windows import DISTANCES, GAP, SENTENCES, STRINGS

HIDDEN, HEADS, INNER, LAYERS, VOCABULARY, POSITIONS = 384, 12, 1536, 6, 30522, 512
BACK, AHEAD = 24, 40  # words before a trigger, and from it on, that tell its details


class Dropout(nn.Module):
    """Dropout whose masks are cut at random from one pool: drawing each anew costs 7 % of a step on CPU."""

    pool: ClassVar[dict[float, Tensor]] = {}

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.p:
            return x
        if self.p not in self.pool:
            self.pool[self.p] = (torch.rand(1 << 23) >= self.p).float() / (1 - self.p)
        pool = self.pool[self.p]
        at = int(torch.randint(len(pool) - x.numel(), (1,)))
        return x * pool[at : at + x.numel()].view(x.shape)


class Layer(nn.Module):
    """One transformer layer of BERT (post-norm, exact gelu)."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.dropout = Dropout(dropout)
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, INNER)
        self.down = nn.Linear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """(B, T, HIDDEN) to the same; ``mask`` (B, 1, 1, T) is true where a piece may be looked at."""
        b, t = x.shape[0], x.shape[1]
        q, k, v = (p.view(b, t, HEADS, -1).transpose(1, 2) for p in self.qkv(x).split(HIDDEN, dim=-1))
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.dropout(self.out(seen.transpose(1, 2).reshape(b, t, HIDDEN))))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Pieces with their features to contextual vectors, and the anchor scores of every piece."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.word = nn.Embedding(VOCABULARY, HIDDEN)
        self.position = nn.Embedding(POSITIONS, HIDDEN)
        self.guideline = nn.Embedding(2, HIDDEN)
        self.feature = nn.ModuleList([nn.Embedding(n, HIDDEN) for n in FEATURES])
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList([Layer() for _ in range(LAYERS)])
        self.anchor = nn.Sequential(nn.Linear(HIDDEN, 256), nn.GELU(), nn.Linear(256, 3 + 1 + len(TYPES) + 1))
        self.dropout = Dropout(dropout)
        for table in (*self.feature, self.guideline):
            nn.init.zeros_(table.weight)

    def forward(self, ids: Tensor, features: Tensor, guideline: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
        """ids (B, T), features (B, T, 4), guideline (B,) to vectors (B, T, HIDDEN) and anchor scores (B, T, 21).

        Scores: cue outside, begin, inside; trigger outside and each type; a trigger begins here.
        """
        x = self.word(ids) + self.position.weight[: ids.shape[1]] + self.guideline(guideline)[:, None]
        for k, table in enumerate(self.feature):
            x = x + table(features[..., k])
        x = self.dropout(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        return x, self.anchor(self.dropout(x))

    def pull_back(self, weights: Path, share: float) -> None:
        """Move the layers by ``share`` of the way back to all-MiniLM-L6-v2 (tables of words and positions stay)."""
        start = Encoder()
        start.start_from(weights)
        old = dict(start.named_parameters())
        with torch.no_grad():
            for name, p in self.named_parameters():
                if name.startswith(("layers.", "norm.")):
                    p.lerp_(old[name], share)

    def start_from(self, weights: Path) -> None:
        """Load all-MiniLM-L6-v2 from a ``model.safetensors`` file."""
        old = read_safetensors(weights)
        with torch.no_grad():
            self.word.weight.copy_(old["embeddings.word_embeddings.weight"])
            kind = old["embeddings.token_type_embeddings.weight"][0]
            self.position.weight.copy_(old["embeddings.position_embeddings.weight"] + kind)
            _copy(self.norm, old, "embeddings.LayerNorm")
            for k, layer in enumerate(self.layers):
                _copy_layer(layer, old, f"encoder.layer.{k}.")


def _copy(module: nn.Module, old: Mapping[str, Tensor], name: str) -> None:
    module.weight.copy_(old[name + ".weight"])
    module.bias.copy_(old[name + ".bias"])


def _copy_layer(layer: nn.Module, old: Mapping[str, Tensor], at: str) -> None:
    parts = [at + f"attention.self.{p}" for p in ("query", "key", "value")]
    layer.qkv.weight.copy_(torch.cat([old[p + ".weight"] for p in parts]))
    layer.qkv.bias.copy_(torch.cat([old[p + ".bias"] for p in parts]))
    _copy(layer.out, old, at + "attention.output.dense")
    _copy(layer.norm1, old, at + "attention.output.LayerNorm")
    _copy(layer.up, old, at + "intermediate.dense")
    _copy(layer.down, old, at + "output.dense")
    _copy(layer.norm2, old, at + "output.LayerNorm")


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """The float32 tensors of a safetensors file (header: 8 bytes length, then JSON of offsets)."""
    raw = path.read_bytes()
    length = struct.unpack("<Q", raw[:8])[0]
    out = {}
    for name, info in json.loads(raw[8 : 8 + length]).items():
        if info.get("dtype") == "F32":
            a, b = (8 + length + o for o in info["data_offsets"])
            out[name] = torch.from_numpy(np.frombuffer(raw[a:b], dtype="<f4").reshape(info["shape"]).copy())
    return out


class Convolution(nn.Module):
    """A residual block over windows: depthwise convolution along words, then a small feed-forward layer."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.depth = nn.Conv1d(width, width, 2 * GAP + 1, groups=width)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)

    def forward(self, rows: Tensor, valid: Tensor) -> Tensor:
        """rows (R, width), valid (R, 1) to the same."""
        # As a convolution in two dimensions over (1, width, 1, R): onnxruntime then needs no transposition.
        x = (self.norm(rows) * valid)[None, None].permute(0, 3, 1, 2)
        x = F.conv2d(x, self.depth.weight[:, :, None], self.depth.bias, padding=(0, GAP), groups=x.shape[1])
        return rows + self.down(F.gelu(self.up(x.permute(0, 2, 3, 1)[0, 0])))


class Heads(nn.Module):
    """Roles and attributes of anchors."""

    def __init__(self, width: int = 128, dropout: float = 0.15, blocks: int = 2) -> None:
        super().__init__()
        self.kind = nn.Embedding(2, width)
        self.by_anchor = nn.Linear(2 * HIDDEN, width)
        self.by_word = nn.Linear(HIDDEN, width)
        self.anchor_gate = nn.Linear(2 * HIDDEN, width)
        self.word_gate = nn.Linear(HIDDEN, width)
        self.distance = nn.Embedding(DISTANCES, width)
        self.sentence = nn.Embedding(SENTENCES, width)
        self.blocks = nn.ModuleList([Convolution(width, 2 * width) for _ in range(blocks)])
        self.norm = nn.LayerNorm(width)
        self.voice_roles = nn.Linear(width, 5 + 3)
        self.event_roles = nn.Linear(width, 9 + 5)
        self.attributes = nn.Sequential(
            nn.Linear(2 * HIDDEN, 256),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(256, 4 + 4 + 1 + len(TYPES) + len(MODES)),
        )
        self.dropout = Dropout(dropout)

    def places(self) -> Tensor:
        """What a place adds to a row (DISTANCES * SENTENCES, width)."""
        return (self.distance.weight[:, None] + self.sentence.weight).reshape(DISTANCES * SENTENCES, -1)

    def forward(
        self,
        words: Tensor,
        start: Tensor,
        end: Tensor,
        voice: Tensor,
        anchor: Tensor,
        index: Tensor,
        valid: Tensor,
        place: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Scores of voice roles (R, 8), event roles (R, 14) and attributes (A, 4 + 4 + 1 + types + modes).

        ``words`` (N, HIDDEN); the anchors' first word and word after (A,), ``voice`` 1 or 0 (A,); the rows of their
        windows (R,) as in `histor.tag.windows.Windows`.
        """
        words = self.dropout(words)
        ends = torch.cat([words[start], words[end - 1]], dim=-1)
        rows = (self.by_anchor(ends) + self.kind(voice))[anchor] + self.by_word(words)[index]
        rows = rows + self.anchor_gate(ends)[anchor] * self.word_gate(words)[index]
        rows = F.gelu(rows + self.places()[place])
        mask = valid[:, None].to(rows.dtype)
        for block in self.blocks:
            rows = block(rows, mask)
        rows = self.norm(rows)
        return self.voice_roles(rows), self.event_roles(rows), self.attributes(ends)


class Mentions(nn.Module):
    """Sectors of mentions, and whether two mentions mean the same."""

    def __init__(self, width: int = 128) -> None:
        super().__init__()
        self.sectors = nn.Sequential(nn.Linear(3 * HIDDEN, 128), nn.GELU(), nn.Linear(128, len(SECTORS)))
        self.project = nn.Linear(3 * HIDDEN, width)
        self.earlier = nn.Linear(width, width)
        self.later = nn.Linear(width, width)
        self.both = nn.Linear(width, width)
        self.strings = nn.Linear(STRINGS, width)
        self.score = nn.Linear(width, 1)

    def represent(self, words: Tensor, start: Tensor, end: Tensor) -> Tensor:
        """Mentions over words [start, end) (M,) to vectors (M, 3 * HIDDEN): first, last and mean word."""
        total = F.pad(torch.cumsum(words, 0), (0, 0, 1, 0))
        mean = (total[end] - total[start]) / (end - start)[:, None].to(words.dtype)
        return torch.cat([words[start], words[end - 1], mean], dim=-1)

    def compare(self, vectors: Tensor, i: Tensor, j: Tensor, strings: Tensor) -> Tensor:
        """Scores (P,) of pairs i < j of projected mentions (M, width) with string features (P, STRINGS)."""
        a, b = vectors[i], vectors[j]
        x = self.earlier(vectors)[i] + self.later(vectors)[j] + self.both(a * b) + self.strings(strings)
        score: Tensor = self.score(F.gelu(x))[:, 0]
        return score

    def forward(
        self, words: Tensor, start: Tensor, end: Tensor, i: Tensor, j: Tensor, strings: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Sector scores (M, sectors) of mentions and pair scores (P,)."""
        rep = self.represent(words, start, end)
        return self.sectors(rep), self.compare(self.project(rep), i, j, strings)


class Pairs(nn.Module):
    """The reading of a marked pair: its root class and whether it is conflict."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.query = nn.Linear(2 * HIDDEN, 128)
        self.key = nn.Linear(HIDDEN, 128)
        self.attend = nn.Linear(128, 1)
        self.out = nn.Sequential(
            nn.Linear(4 * HIDDEN, 256), nn.GELU(), nn.Dropout(dropout), nn.Linear(256, len(ROOTS) + 1)
        )

    def forward(self, words: Tensor, source: Tensor, target: Tensor, inside: Tensor) -> Tensor:
        """words (B, S, HIDDEN), membership masks (B, S) of source, target and the sentence to (B, roots + 1)."""
        means = [(m[..., None] * words).sum(1) / m.sum(1, keepdim=True).clamp(min=1) for m in (source, target, inside)]
        query = self.query(torch.cat(means[:2], dim=-1))
        weight = self.attend(torch.tanh(query[:, None] + self.key(words)))[..., 0]
        weight = weight.masked_fill(inside == 0, -1e4).softmax(-1)
        return self.out(torch.cat([*means, (weight[..., None] * words).sum(1)], dim=-1))


class Closer(nn.Module):
    """Scores of an event from its trigger and from the words around it, each weighed for this trigger."""

    def __init__(self, outputs: int, dropout: float = 0.3, width: int = 128) -> None:
        super().__init__()
        self.query = nn.Linear(2 * HIDDEN, width)
        self.key = nn.Linear(HIDDEN, width)
        self.place = nn.Embedding(BACK + AHEAD, width)
        self.attend = nn.Linear(width, 1)
        self.kind = nn.Embedding(len(TYPES), 64)
        self.dropout = nn.Dropout(dropout)
        self.out = nn.Sequential(
            nn.Linear(3 * HIDDEN + 64, 256), nn.GELU(), nn.Dropout(dropout), nn.Linear(256, outputs)
        )

    def forward(self, ends: Tensor, around: Tensor, keys: Tensor, valid: Tensor, kind: Tensor) -> Tensor:
        """Scores (A, outputs) of A events.

        ``ends`` (A, 2 * HIDDEN): first and last word of each trigger; ``around`` (A, BACK + AHEAD, HIDDEN): the words
        around it, with their ``keys`` (A, BACK + AHEAD, width), and which of them are ``valid``; ``kind`` (A,): its type.
        """
        weight = self.attend(torch.tanh(self.query(ends)[:, None] + keys + self.place.weight))[..., 0]
        weight = weight.masked_fill(~valid, -1e4).softmax(-1)
        seen = (weight[:, None] @ around)[:, 0]
        scores: Tensor = self.out(torch.cat([self.dropout(ends), seen, self.kind(kind)], dim=-1))
        return scores


class Details(nn.Module):
    """Status and mode of events whose type is known; that of the status is added to what `Heads.attributes` says."""

    def __init__(self, dropout: float = 0.3) -> None:
        super().__init__()
        self.status = Closer(4, dropout)
        self.modes = Closer(len(MODES), dropout)

    def forward(self, words: Tensor, start: Tensor, end: Tensor, kind: Tensor) -> tuple[Tensor, Tensor]:
        """words (N, HIDDEN), triggers over words [start, end) (A,), types (A,) to scores (A, 4) and (A, modes)."""
        ends, index, valid = look(words, start, end)
        near = around(words, index)
        return (
            self.status(ends, near, around(self.status.key(words), index), valid, kind),
            self.modes(ends, near, around(self.modes.key(words), index), valid, kind),
        )


def look(words: Tensor, start: Tensor, end: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """What `Closer` looks at, of triggers over words [start, end) (A,) among ``words`` (N, HIDDEN).

    First and last word of each (A, 2 * HIDDEN); the indices of the words around it (A, BACK + AHEAD), and which of them
    there are.
    """
    index = start[:, None] + torch.arange(-BACK, AHEAD)
    return torch.cat([words[start], words[end - 1]], dim=-1), index, (index >= 0) & (index < words.shape[0])


def around(rows: Tensor, index: Tensor) -> Tensor:
    """The rows (N, width) at the indices of `look`, zeros before the first and after the last."""
    return F.pad(rows, (0, 0, BACK, AHEAD))[index + BACK]


class Net(nn.Module):
    """All of it; `Details` is fitted when the rest is done, and `Pairs` once more."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.heads = Heads()
        self.mentions = Mentions()
        self.pairs = Pairs()
        self.details = Details()


__all__ = [
    "AHEAD",
    "BACK",
    "HIDDEN",
    "Closer",
    "Details",
    "Encoder",
    "Heads",
    "Mentions",
    "Net",
    "Pairs",
    "read_safetensors",
]
