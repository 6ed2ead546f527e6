"""Read the training corpora into examples: words with the labels of each head.

Each data set supervises only the heads it speaks for: logoi all of them; polnear voices only, and only the outermost
ones (no label says that a cue inside a content is *not* one) but in the reports whose inner ones we marked ourselves
(nested.jsonl.gz); plv and aw the reading of a marked pair.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from histor.records import COUNT_ROLES, EVENT_ROLES, STANCES, STATUSES
from histor.tag.labels import MODES, ROOTS, SECTORS, TYPES
from histor.tag.pairs import ROOT_OF
from histor.tag.pieces import Ints, Pieces, pieces
from training.evaluate.marked import marked_pair
from training.heldout import held_out

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NESTED = Path(__file__).with_name("nested.jsonl.gz")
OWN_PAIRS = Path(__file__).with_name("own_pairs.jsonl.gz")
OWN_EVENTS = Path(__file__).with_name("own_events.jsonl.gz")
UNKNOWN = -100  # the label of a word that no data set speaks for: left out of the loss


@dataclass(slots=True)
class FrameLabel:
    """One anchor over words [start, end) with its layers: ``(layer, role, first word, word after)``.

    The role UNKNOWN marks words of which nothing is said.
    """

    voice: bool
    start: int
    end: int
    spans: list[tuple[int, int, int, int]]
    stance: int = UNKNOWN
    type: int = UNKNOWN
    mode: int = UNKNOWN
    status: int = UNKNOWN
    background: int = UNKNOWN
    roles_known: bool = True


@dataclass(slots=True)
class MentionLabel:
    """A mention over words [start, end) of the entity numbered ``entity``, with its sectors."""

    start: int
    end: int
    entity: int
    sectors: list[int]


@dataclass(slots=True)
class Example:
    """One text and what is known of it. ``pair`` holds words of source and target for plv and aw."""

    key: str
    pieces: Pieces
    guideline: int
    cues: Ints
    triggers: Ints | None
    begins: Ints | None
    frames: list[FrameLabel] = field(default_factory=list)
    mentions: list[MentionLabel] = field(default_factory=list)
    pair: list[tuple[int, int]] | None = None
    root: int = UNKNOWN
    conflict: int = UNKNOWN


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a .jsonl or .jsonl.gz file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def nested_voices() -> dict[str, list[dict[str, Any]]]:
    """Our own marks of the voices inside others in reports of PolNeAR, by report: spans as in an account."""
    out: dict[str, list[dict[str, Any]]] = {}
    for row in read_jsonl(NESTED):
        out[row["report"]] = row["voices"]
    return out


def _spans(pieces_: Pieces, spans: Iterable[list[int]], layer: int, role: int) -> list[tuple[int, int, int, int]]:
    out = []
    for start, end in spans:
        i, j = pieces_.words(start, end)
        if j > i:
            out.append((layer, role, i, j))
    return out


def _voice(pieces_: Pieces, voice: dict[str, Any]) -> FrameLabel | None:
    i, j = pieces_.words(*voice["cue"])
    if j <= i:
        return None
    spans = _spans(pieces_, voice["source"], 0, 0) + _spans(pieces_, voice["content"], 0, 1)
    spans += _spans(pieces_, voice.get("to") or [], 1, 0)
    stance = STANCES.index(voice["stance"]) if "stance" in voice else UNKNOWN
    return FrameLabel(True, i, j, spans, stance=stance)


def _event(pieces_: Pieces, event: dict[str, Any]) -> FrameLabel | None:
    i, j = pieces_.words(*event["trigger"])
    if j <= i or event["type"] not in TYPES:
        return None
    spans: list[tuple[int, int, int, int]] = []
    for k, role in reversed(list(enumerate(EVENT_ROLES))):  # written last wins: actor over recipient over place
        spans += _spans(pieces_, event[role], 0, k)
    for k, role in enumerate(COUNT_ROLES):
        if role in (event.get("counts") or {}):
            spans += _spans(pieces_, [event["counts"][role]["span"]], 1, k)
    return FrameLabel(
        False,
        i,
        j,
        spans,
        type=TYPES.index(event["type"]),
        mode=_mode(event),
        status=STATUSES.index(event["status"]),
        background=int(bool(event["background"])),
    )


def _mode(event: dict[str, Any]) -> int:
    label = f"{event['type']}:{event['mode']}" if event.get("mode") else event["type"]
    return MODES.index(label) if label in MODES else UNKNOWN


def _cue_tags(n: int, frames: list[FrameLabel], outermost_only: bool) -> Ints:
    """0 outside, 1 first word of a cue, 2 further word; inside a content UNKNOWN where only outermost are marked."""
    tags = np.zeros(n, dtype=np.int64)
    if outermost_only:
        for frame in frames:
            for layer, role, i, j in frame.spans:
                if (layer, role) == (0, 1):
                    tags[i:j] = UNKNOWN
    for frame in frames:
        if frame.voice:
            tags[frame.start] = 1
            tags[frame.start + 1 : frame.end] = 2
    return tags


def _sectors(entity: dict[str, Any]) -> list[int]:
    named = entity["sector"].split() if isinstance(entity["sector"], str) else entity["sector"]
    return [SECTORS.index(s) for s in named if s in SECTORS]


def from_account(
    tokenizer: Tokenizer, account: dict[str, Any], guideline: int, nested: list[dict[str, Any]] | None = None
) -> Example:
    """An example from an account in the shape of DESIGN.md; ``events`` null means that none are annotated.

    ``nested`` are the voices inside others, where the account has only the outermost; None where nobody marked them.
    """
    cut = pieces(tokenizer, account["report"]["text"])
    n = len(cut.first)
    frames = [f for v in [*account["voices"], *(nested or [])] if (f := _voice(cut, v))]
    cues = _cue_tags(n, frames, outermost_only=guideline == 1 and nested is None)
    example = Example(account["report"]["id"], cut, guideline, cues, None, None, frames)
    if account.get("events") is None:
        return example
    events = [f for e in account["events"] if (f := _event(cut, e))]
    example.triggers, example.begins = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for f in events:
        example.triggers[f.start : f.end] = 1 + f.type
        example.begins[f.start] = 1
    example.frames += events
    for k, entity in enumerate(account["entities"]):
        for start, end in entity["mentions"]:
            i, j = cut.words(start, end)
            if j > i:
                example.mentions.append(MentionLabel(i, j, k, _sectors(entity)))
    example.mentions.sort(key=lambda m: (m.start, m.end))
    return example


def event_pairs(tokenizer: Tokenizer, account: dict[str, Any]) -> Iterator[Example]:
    """The annotated events of an account as marked pairs: a sentence, an actor and a recipient in it, the root class.

    Of events without recipient the first two actors are the pair (talks, clashes). Two sides between whom the sentence
    tells of several classes are left out, and so are pairs told of as not done.
    """
    text = account["report"]["text"]
    cut = pieces(tokenizer, text)
    sentences = np.append(np.flatnonzero(np.diff(cut.sentence, prepend=-1)), len(cut.first))
    told: dict[tuple[int, tuple[int, int], tuple[int, int]], set[str]] = {}
    for event in account["events"]:
        sides = (event["actor"][:1] + event["recipient"][:1]) if event["recipient"] else event["actor"][:2]
        if len(sides) < 2 or not event["actor"] or event["type"] not in TYPES or event["status"] == "negated":
            continue
        words = [cut.words(*span) for span in (event["trigger"], *sides)]
        numbers = {int(cut.sentence[i]) for i, j in words if j > i}
        if len(numbers) == 1 and all(j > i for i, j in words):
            told.setdefault((numbers.pop(), words[1], words[2]), set()).add(ROOT_OF[event["type"]])
    for (number, source, target), roots in told.items():
        at = int(np.searchsorted(cut.sentence[sentences[:-1]], number))
        first, after = int(sentences[at]), int(sentences[at + 1])
        if len(roots) == 1:
            a, z = int(cut.starts[first]), int(cut.ends[after - 1])
            spans = [(int(cut.starts[i]) - a, int(cut.ends[j - 1]) - a) for i, j in (source, target)]
            yield _pair(tokenizer, text[a:z], spans, ROOTS.index(roots.pop()))


def _pair(tokenizer: Tokenizer, sentence: str, spans: list[tuple[int, int]], root: int) -> Example:
    example = _unlabelled(tokenizer, sentence, sentence)
    example.pair, example.root = [example.pieces.words(*span) for span in spans], root
    return example


def _unlabelled(tokenizer: Tokenizer, text: str, key: str) -> Example:
    """An example of ``text`` whose words no label is known of."""
    cut = pieces(tokenizer, text)
    return Example(key, cut, 0, np.full(len(cut.first), UNKNOWN, dtype=np.int64), None, None)


def marked_sentences(tokenizer: Tokenizer, corpora: Path) -> list[Example]:
    """The marked pairs of PLV and A/W that may be learned from."""
    rows = (row for name in ("plv", "aw") for row in read_jsonl(corpora / name / "train.jsonl.gz"))
    return [from_pair(tokenizer, row) for row in rows if not held_out(row["sentence"])]


def from_pair(tokenizer: Tokenizer, row: dict[str, Any]) -> Example:
    """An example of plv (``gold_root``) or aw (``gold_binary``: 1 conflict, 0 cooperation); our own have both."""
    marked = marked_pair(row["marked_sentence"])
    example = _unlabelled(tokenizer, marked.text, row["marked_sentence"])
    example.pair = [example.pieces.words(*side) if side else (0, 0) for side in marked.nearest]
    if "gold_binary" in row:
        example.conflict = int(row["gold_binary"])
    if "gold_root" in row:
        example.root = ROOTS.index(row["gold_root"])
    return example


def from_marked_event(tokenizer: Tokenizer, row: dict[str, Any]) -> Example:
    """An example of one marked event of our own: ``text``, ``trigger``, ``type``, and ``mode`` or ``status`` or both."""
    example = _unlabelled(tokenizer, row["text"], row["text"])
    i, j = example.pieces.words(*row["trigger"])
    mode = _mode(row) if "mode" in row else UNKNOWN
    status = STATUSES.index(row["status"]) if "status" in row else UNKNOWN
    kind = TYPES.index(row["type"])
    example.frames = [FrameLabel(False, i, j, [], type=kind, mode=mode, status=status, roles_known=False)]
    return example
