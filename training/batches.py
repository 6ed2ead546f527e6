"""Passages of examples laid into batches with the targets of every head."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from histor.tag.passages import LONGEST, Passage, passages
from histor.tag.pieces import FEATURES, Ints, Pieces
from histor.tag.windows import EVENT_REACH, VOICE_REACH, string_features, windows
from training.corpora import UNKNOWN, Example, FrameLabel

CLS, SEP, MASK = 101, 102, 103
PAIRED_BACK = 40  # a mention is compared with at most so many before it


@dataclass(slots=True)
class Frames:
    """Anchors of one kind with their windows and targets; shapes as in `training.net`."""

    start: Tensor
    end: Tensor
    voice: Tensor
    anchor: Tensor
    index: Tensor
    valid: Tensor
    place: Tensor
    roles: Tensor
    more: Tensor
    stance: Tensor
    status: Tensor
    background: Tensor
    type: Tensor
    mode: Tensor


@dataclass(slots=True)
class Batch:
    """Tensors of one step; shapes as in `training.net`."""

    ids: Tensor
    features: Tensor
    guideline: Tensor
    mask: Tensor | None
    words: Tensor
    cues: Tensor
    triggers: Tensor
    begins: Tensor
    voices: Frames | None
    events: Frames | None
    m_start: Tensor
    m_end: Tensor
    sectors: Tensor
    m_i: Tensor
    m_j: Tensor
    strings: Tensor
    same: Tensor

    @property
    def tokens(self) -> int:
        return self.ids.numel()


@dataclass(slots=True)
class PairBatch:
    """Marked sentences with masks (B, T) of source, target and text, the root class and whether it is conflict."""

    ids: Tensor
    features: Tensor
    guideline: Tensor
    mask: Tensor | None
    source: Tensor
    target: Tensor
    inside: Tensor
    root: Tensor
    conflict: Tensor

    @property
    def tokens(self) -> int:
        return self.ids.numel()


Item = tuple[Example, Passage]


def cut(examples: Sequence[Example], longest: int) -> list[Item]:
    """All passages of all examples."""
    return [(e, p) for e in examples for p in passages(e.pieces, longest)]


def cut_at_sentences(examples: Sequence[Example], longest: int) -> list[Item]:
    """All examples in passages of whole sentences, as many as ``longest`` pieces hold, as if each were a whole text."""
    return [(e, p) for e in examples for p in _whole_sentences(e.pieces, longest)]


def _whole_sentences(pieces: Pieces, longest: int) -> list[Passage]:
    begins = np.flatnonzero(np.diff(pieces.sentence, prepend=-1))
    bounds = [*pieces.first[begins].tolist(), len(pieces)]
    out, start = [], 0
    for k in range(1, len(bounds)):
        if k + 1 == len(bounds) or bounds[k + 1] - bounds[start] > longest:
            a, b = bounds[start], min(bounds[k], bounds[start] + LONGEST)
            first, last = (int(np.searchsorted(pieces.first, at)) for at in (a, b))
            out.append(Passage(a, b, first, last, first, last))
            start = k
    return out


def grouped(items: list[Item], budget: int, rng: random.Random) -> list[list[Item]]:
    """Groups of passages of like length, of at most ``budget`` pieces with their padding, in random order."""
    order = sorted(items, key=lambda it: it[1].end - it[1].start + rng.random() * 24)
    groups: list[list[Item]] = []
    now: list[Item] = []
    for it in order:
        size = it[1].end - it[1].start + 2
        longest = max([size, *(x[1].end - x[1].start + 2 for x in now)])
        if now and longest * (len(now) + 1) > budget:
            groups.append(now)
            now = []
        now.append(it)
    groups.append(now)
    rng.shuffle(groups)
    return groups


def _pad(
    group: list[Item], hide: float = 0, rng: np.random.Generator | None = None
) -> tuple[Tensor, Tensor, Tensor | None]:
    """Ids, features and mask of a group; with ``rng`` a share ``hide`` of the words is not shown."""
    length = max(p.end - p.start for _, p in group) + 2
    ids = np.zeros((len(group), length), dtype=np.int64)
    features = np.zeros((len(group), length, len(FEATURES)), dtype=np.int64)
    mask = np.zeros((len(group), 1, 1, length), dtype=bool)
    for b, (e, p) in enumerate(group):
        n = p.end - p.start
        ids[b, 0], ids[b, n + 1] = CLS, SEP
        shown = e.pieces.ids[p.start : p.end].copy()
        if rng is not None:
            words = np.searchsorted(e.pieces.first, np.arange(p.start, p.end), side="right")
            hidden = rng.random(len(e.pieces.first) + 1) < hide
            shown[hidden[words]] = MASK
        ids[b, 1 : n + 1] = shown
        features[b, 1 : n + 1, :3] = e.pieces.features[p.start : p.end]
        mask[b, :, :, : n + 2] = True
    return torch.from_numpy(ids), torch.from_numpy(features), None if mask.all() else torch.from_numpy(mask)


def _inside(frame: FrameLabel, p: Passage) -> bool:
    return p.first_word <= frame.start and frame.end <= p.last_word


def _targets(frame: FrameLabel, shift: int, index: Ints) -> tuple[Ints, Ints]:
    """Both tag layers of a window over the words ``index``; ``shift`` turns the example's words into those."""
    first, width = int(index[0]), len(index)
    roles, more = np.zeros(width, dtype=np.int64), np.zeros(width, dtype=np.int64)
    for layer, role, i, j in frame.spans:
        a, b = i + shift - first, j + shift - first
        if b <= 0 or a >= width:
            continue
        row = more if layer else roles
        if role == UNKNOWN:
            row[max(a, 0) : b] = UNKNOWN
            continue
        if layer and not frame.voice:
            row[max(a, 0) : b] = 1 + role
            continue
        row[max(a, 0) : b] = 2 + 2 * role
        row[max(a, 0)] = 1 + 2 * role
    return roles, more


Anchor = tuple[FrameLabel, int, int, int]  # label, shift from its example's words to the batch's, passage's words


def batch(group: list[Item], texts: dict[str, str], hide: float = 0, rng: np.random.Generator | None = None) -> Batch:
    """Lay a group of passages into tensors; with ``rng`` a share ``hide`` of the words is hidden."""
    ids, features, mask = _pad(group, hide, rng)
    length = ids.shape[1]
    words, sentence, labels = [], [], []
    anchors: list[Anchor] = []
    mentions: list[tuple[int, int, int, list[int], str]] = []
    n = 0
    for b, (e, p) in enumerate(group):
        at = slice(p.first_word, p.last_word)
        words.append(b * length + 1 + e.pieces.first[at] - p.start)
        sentence.append(e.pieces.sentence[at])
        blank = np.full(p.last_word - p.first_word, UNKNOWN, dtype=np.int64)
        labels.append(
            (e.cues[at], blank if e.triggers is None else e.triggers[at], blank if e.begins is None else e.begins[at])
        )
        shift, after = n - p.first_word, n + p.last_word - p.first_word
        anchors += [(f, shift, n, after) for f in e.frames if _inside(f, p)]
        for m in e.mentions:
            if p.first_word <= m.start and m.end <= p.last_word:
                text = texts[e.key][e.pieces.starts[m.start] : e.pieces.ends[m.end - 1]]
                mentions.append((m.start + shift, m.end + shift, 10_000 * b + m.entity, m.sectors, text))
        n = after
    sentences = np.concatenate(sentence)
    voices = [a for a in anchors if a[0].voice]
    events = [a for a in anchors if not a[0].voice]
    cues, triggers, begins = (torch.from_numpy(np.concatenate([x[k] for x in labels])) for k in range(3))
    return Batch(
        ids, features, torch.tensor([e.guideline for e, _ in group]), mask, torch.from_numpy(np.concatenate(words)),
        cues, triggers, begins, _frames(voices, sentences, VOICE_REACH), _frames(events, sentences, EVENT_REACH),
        **_mentions(mentions),
    )  # fmt: skip


def _frames(anchors: list[Anchor], sentence: Ints, reach: int) -> Frames | None:
    if not anchors:
        return None
    labels = [a[0] for a in anchors]
    start, end = (np.array([getattr(f, k) + s for f, s, _, _ in anchors], dtype=np.int64) for k in ("start", "end"))
    low, high = (np.array([a[k] for a in anchors], dtype=np.int64) for k in (2, 3))
    look = windows(start, end, low, high, sentence, reach)
    roles, more = (np.full(len(look.index), UNKNOWN, dtype=np.int64) for _ in range(2))
    for k, (f, shift, _, _) in enumerate(anchors):
        if f.roles_known:
            at = np.flatnonzero((look.anchor == k) & look.valid)
            roles[at], more[at] = _targets(f, shift, look.index[at])
    t = torch.from_numpy
    attributes = (
        torch.tensor([getattr(f, k) for f in labels], dtype=torch.long)
        for k in ("stance", "status", "background", "type", "mode")
    )
    voice = torch.tensor([int(f.voice) for f in labels], dtype=torch.long)
    rows = (t(look.anchor), t(look.index), t(look.valid), t(look.place), t(roles), t(more))
    return Frames(t(start), t(end), voice, *rows, *attributes)


def _mentions(mentions: list[tuple[int, int, int, list[int], str]]) -> dict[str, Tensor]:
    from histor.tag.labels import SECTORS

    start = np.array([m[0] for m in mentions], dtype=np.int64)
    end = np.array([m[1] for m in mentions], dtype=np.int64)
    entity = np.array([m[2] for m in mentions], dtype=np.int64)
    sectors = np.zeros((len(mentions), len(SECTORS)), dtype=np.float32)
    for k, m in enumerate(mentions):
        sectors[k, m[3]] = 1
    pairs = [
        (i, j)
        for j in range(len(mentions))
        for i in range(max(0, j - PAIRED_BACK), j)
        if entity[i] // 10_000 == entity[j] // 10_000
    ]
    i, j = (np.array([p[k] for p in pairs], dtype=np.int64) for k in (0, 1))
    strings = string_features([m[4] for m in mentions], start, i, j)
    same = (entity[i] == entity[j]).astype(np.float32)
    arrays = {"m_start": start, "m_end": end, "sectors": sectors, "m_i": i, "m_j": j, "strings": strings, "same": same}
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


def pair_batch(group: list[Item]) -> PairBatch:
    """Lay marked sentences into tensors; source and target are marked in the features."""
    ids, features, mask = _pad(group)
    masks = torch.zeros(3, *ids.shape)
    for b, (e, p) in enumerate(group):
        assert e.pair is not None
        masks[2, b, : p.end - p.start + 2] = 1
        for k, (i, j) in enumerate(e.pair):
            bounds = np.append(e.pieces.first, len(e.pieces))
            a, z = 1 + int(bounds[i]) - p.start, 1 + int(bounds[j]) - p.start
            features[b, max(a, 1) : z, 3] = k + 1
            masks[k, b, max(a, 1) : z] = 1
    return PairBatch(
        ids, features, torch.tensor([e.guideline for e, _ in group]), mask, masks[0], masks[1], masks[2],
        torch.tensor([e.root for e, _ in group]), torch.tensor([e.conflict for e, _ in group]),
    )  # fmt: skip


def stream(
    groups: list[tuple[str, list[Item]]], texts: dict[str, str], hide: float, rng: np.random.Generator
) -> Iterator[Batch | PairBatch]:
    """Batches of groups, each marked "text" or "pair"; of texts a share ``hide`` of the words is hidden."""
    for kind, group in groups:
        yield pair_batch(group) if kind == "pair" else batch(group, texts, hide, rng)
