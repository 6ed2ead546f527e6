"""Weak labels: what an earlier model is sure of where no annotation tells, and what a story was written to show.

PolNeAR marks no events: its reports get the triggers of which a teacher is sure, and nothing else is said of their
events. A story of NGEC was written by a machine to show one type and mode: the teacher's triggers of that type get
that mode; their roles and status stay unsaid.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from histor.tag import decode
from histor.tag.labels import MODES, TYPES
from histor.tag.passages import passages
from histor.tag.pieces import Ints, Pieces, pieces
from histor.tag.tagger import Tagger
from training.corpora import UNKNOWN, Example, FrameLabel, read_jsonl

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SURE, ABSENT = 0.8, 0.1  # a trigger from the one on, none below the other, nothing said between
STORIES = 64  # of 256: the share of NGEC's stories that are read


def trigger_probabilities(teacher: Tagger, cut: Pieces) -> np.ndarray:
    """For each word the probabilities of no trigger and of each type, and that one begins here (words, 18)."""
    out = np.zeros((len(cut.first), 2 + len(TYPES)), dtype=np.float32)
    for p in passages(cut):
        scores = teacher.read_words(cut, p)[1][:, 3:]
        own = slice(p.own_from - p.first_word, p.own_to - p.first_word)
        out[p.own_from : p.own_to, :-1] = decode.softmax(scores[own, :-1])
        out[p.own_from : p.own_to, -1] = decode.sigmoid(scores[own, -1])
    return out


def _labels(p: np.ndarray) -> tuple[Ints, Ints]:
    """Trigger tags and begins of words, UNKNOWN where the teacher is not sure."""
    tags = np.full(len(p), UNKNOWN, dtype=np.int64)
    tags[p[:, 0] > 1 - ABSENT] = 0
    best = p[:, 1:-1].argmax(axis=1)
    sure = p[:, 1:-1].max(axis=1) >= SURE
    tags[sure] = 1 + best[sure]
    return tags, ((tags > 0) & (p[:, -1] >= 0.5)).astype(np.int64)


def add_triggers(teacher: Tagger, example: Example) -> None:
    """Give an example without events the triggers that the teacher is sure of."""
    example.triggers, example.begins = _labels(trigger_probabilities(teacher, example.pieces))


def stories(teacher: Tagger, tokenizer: Tokenizer, shared: Path) -> Iterator[tuple[Example, str]]:
    """Examples of stories of NGEC that have a mode, with their texts; those of our development part are left out."""
    corpora = shared / "corpora"
    kept_out = {a["report"]["text"].strip() for a in read_jsonl(corpora / "logoi" / "dev.jsonl.gz")}
    for row in read_jsonl(corpora / "ngec-synthetic" / "stories.jsonl.gz"):
        text = row["text"]
        label = f"{row['label']}:{row['mode'].lower()}"
        key = hashlib.sha256(text.encode())
        if label not in MODES or key.digest()[0] >= STORIES or text.strip() in kept_out:
            continue
        example = _story(teacher, pieces(tokenizer, text), key.hexdigest(), TYPES.index(row["label"]), label)
        if example.frames:
            yield example, text


def _story(teacher: Tagger, cut: Pieces, key: str, type_: int, label: str) -> Example:
    p = trigger_probabilities(teacher, cut)
    blank = np.full(len(cut.first), UNKNOWN, dtype=np.int64)
    example = Example(key, cut, 0, blank, *_labels(p))
    for k in map(int, np.flatnonzero((p[:, 1 + type_] >= 0.5) & (p[:, -1] >= 0.5))):
        example.frames.append(FrameLabel(False, k, k + 1, [], type=type_, mode=MODES.index(label), roles_known=False))
    return example
