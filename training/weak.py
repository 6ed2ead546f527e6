"""Weak labels: what an earlier model is sure of where no annotation tells, and what a story was written to show.

PolNeAR marks no events: its reports get the triggers of which a teacher is sure, and nothing else is said of their
events. A story of NGEC was written by a machine to show one type and mode: the teacher's triggers of that type get
that mode; their roles and status stay unsaid. A sentence of PLV has a marked source and target of one root class: they
are actor and recipient of the teacher's event of that class.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from histor.records import COUNT_ROLES, EVENT_ROLES, Frame, Span
from histor.tag import decode
from histor.tag.labels import MODES, TYPES
from histor.tag.pairs import ROOT_OF
from histor.tag.passages import passages
from histor.tag.pieces import Ints, Pieces, pieces
from histor.tag.tagger import Tagger
from training.corpora import UNKNOWN, Example, FrameLabel, read_jsonl
from training.evaluate.marked import MarkedPair, marked_pair
from training.heldout import held_out

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SURE, ABSENT = 0.8, 0.1  # a trigger from the one on, none below the other, nothing said between
LONG = 6  # words of a marked side that is taken for a mention; longer ones hold clauses
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


def marked_events(teacher: Tagger, tokenizer: Tokenizer, shared: Path) -> Iterator[tuple[Example, str]]:
    """Examples of PLV's training sentences in which the teacher finds an event of the marked class, with their texts."""
    for row in read_jsonl(shared / "corpora" / "plv" / "train.jsonl.gz"):
        marked = marked_pair(row["marked_sentence"])
        if held_out(row["sentence"]) or not (marked.source and marked.target):
            continue
        told = [f for f in teacher.tag(marked.text).frames if f.type and ROOT_OF[f.type] == row["gold_root"]]
        best = max(told, key=lambda f: (_agree(f, marked), f.confidence), default=None)
        if best is not None and _agree(best, marked):
            yield _marked(teacher, pieces(tokenizer, marked.text), marked, best), marked.text


def _agree(event: Frame, marked: MarkedPair) -> int:
    """How many of the marked sides an event of the teacher has in the same role."""
    sides = zip(("actor", "recipient"), marked.nearest, strict=True)
    return sum(any(_share(span, f) for f in event.roles.get(role, ())) for role, span in sides if span)


def _share(one: Span, two: Span) -> bool:
    return one.start < two.end and two.start < one.end


def _marked(teacher: Tagger, cut: Pieces, marked: MarkedPair, event: Frame) -> Example:
    """``event`` with the marked pair as actor and recipient; of words that the teacher gave to a role nothing is said."""
    blank = np.full(len(cut.first), UNKNOWN, dtype=np.int64)
    example = Example(marked.text, cut, 0, blank, *_labels(trigger_probabilities(teacher, cut)))
    assert example.triggers is not None
    assert example.begins is not None
    i, j = cut.words(*event.anchor)
    type_ = TYPES.index(str(event.type))
    example.triggers[i:j], example.begins[i:j] = 1 + type_, 0
    example.begins[i] = 1
    spans = [(0, UNKNOWN, *cut.words(*span)) for role in EVENT_ROLES for span in event.roles.get(role, ())]
    spans += [(1, UNKNOWN, *cut.words(*span)) for role in COUNT_ROLES for span in event.roles.get(role, ())]
    for role, span in zip(("actor", "recipient"), marked.nearest, strict=True):
        assert span is not None
        a, b = cut.words(*_as_mention(span, event))
        certain = b - a <= LONG and not any(_share(span, place) for place in event.roles.get("place", ()))
        spans.append((0, EVENT_ROLES.index(role) if certain else UNKNOWN, a, b))
    example.frames.append(FrameLabel(False, i, j, spans, type=type_))
    return example


def _as_mention(span: Span, event: Frame) -> Span:
    """The teacher's mention of ``span``, which PLV marks without its titles or with what follows; else ``span``."""
    found = [f for role in ("actor", "recipient") for f in event.roles.get(role, ()) if _share(f, span)]
    return found[0] if found else span
