"""Fit the reading of an event's status and mode, on a finished model: ``python -m training.details FOLDER OUT``.

The encoder and all other heads stay as they are; ``details.onnx`` is added. It learns from logoi and from our own reports,
and from 4,540 short texts that a language model wrote for this under our code book (``own_events.jsonl.gz``, CC BY 4.0; persons
and deeds in them are made up), each with one event of which the mode or the status is told. The encoder has not seen
them: of the reports that it learned from it knows status and mode by heart, so that these teach little of how to tell.
"""

from __future__ import annotations

import argparse
import copy
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from histor.tag import Tagger
from histor.tag.decode import Floats
from histor.tag.labels import MODES, TYPES
from histor.tag.passages import passages
from training import own_reports
from training.corpora import OWN_EVENTS, UNKNOWN, Example, FrameLabel, from_account, from_marked_event, read_jsonl
from training.export import details_graph, mean, put
from training.net import AHEAD, BACK, Closer, Details
from training.train import tuning

BATCH = 32
WARM = 50  # batches until the rate is full
DECAY = 0.01
CLIP = 1.0  # of the gradient's norm
OWN = 0.5  # what an event of our own reports counts, in which more events are without a mode than in logoi
_OF_TYPE = torch.tensor([[m.split(":")[0] == t for m in MODES] for t in TYPES])

Loss = Callable[[Closer, "Seen"], Tensor]
Array = NDArray[np.generic]
Row = tuple[Array, Array, Array, tuple[int, int, int], float]


@dataclass(slots=True)
class Seen:
    """n events as the encoder sees them.

    Words around the trigger (n, BACK + AHEAD, HIDDEN) and which of them there are; its first and last word
    (n, 2 * HIDDEN); type, mode and status (n,), UNKNOWN where not told; what each counts.
    """

    around: Tensor
    valid: Tensor
    ends: Tensor
    kind: Tensor
    mode: Tensor
    status: Tensor
    weight: Tensor

    def __len__(self) -> int:
        return len(self.kind)

    def at(self, index: Tensor) -> Seen:
        """Those of the numbers ``index``."""
        return Seen(*(getattr(self, f.name)[index] for f in fields(self)))


def see(tagger: Tagger, examples: Iterable[tuple[Example, float]]) -> Seen:
    """The events of examples, each with what it counts, as the shipped encoder of ``tagger`` sees them."""
    rows = [row for example, weight in examples for row in _rows(tagger, example, weight)]
    around, valid, ends, labels, weights = zip(*rows, strict=True)
    words, there, trigger = (torch.from_numpy(np.stack(part)) for part in (around, valid, ends))
    kind, mode, status = torch.tensor(labels).unbind(1)
    return Seen(words, there, trigger, kind, mode, status, torch.tensor(weights))


def _rows(tagger: Tagger, example: Example, weight: float) -> Iterator[Row]:
    events = [f for f in example.frames if not f.voice]
    for passage in passages(example.pieces) if events else ():
        here = [f for f in events if passage.own_from <= f.start < passage.own_to]
        words = tagger.read_words(example.pieces, passage)[0] if here else None
        for f in here:
            assert words is not None
            yield *_window(words, f, passage.first_word), (f.type, f.mode, f.status), weight


def _window(words: Floats, f: FrameLabel, first: int) -> tuple[Array, Array, Array]:
    start, end = f.start - first, min(f.end - first, len(words))
    index = np.arange(start - BACK, start + AHEAD)
    valid = (index >= 0) & (index < len(words))
    around = np.where(valid[:, None], words[index.clip(0, len(words) - 1)], 0).astype(np.float16)
    return around, valid, np.concatenate([words[start], words[end - 1]])


def scores(head: Closer, seen: Seen) -> Tensor:
    """What one of the two heads says of events."""
    around = head.dropout(seen.around.float())
    return head(seen.ends, around, head.key(around), seen.valid, seen.kind)


def mode_loss(head: Closer, seen: Seen) -> Tensor:
    """The loss of modes, among those of each event's type."""
    said = scores(head, seen).masked_fill(~_OF_TYPE[seen.kind], -1e4)
    return _weighed(said, seen.mode, seen.weight)


def status_loss(head: Closer, seen: Seen) -> Tensor:
    """The loss of statuses."""
    return _weighed(scores(head, seen), seen.status, seen.weight)


def _weighed(said: Tensor, labels: Tensor, weight: Tensor) -> Tensor:
    loss = F.cross_entropy(said, labels, ignore_index=UNKNOWN, reduction="none")
    return (loss * weight).sum() / (weight * (labels != UNKNOWN)).sum().clamp(min=1)


def fitted(start: Closer, loss: Loss, seen: Seen, passes: int, rate: float, seed: int) -> Closer:
    """``start`` after ``passes`` over ``seen``; the rate rises for WARM batches and falls to nothing."""
    torch.manual_seed(seed)
    head = copy.deepcopy(start).train()
    optimiser = torch.optim.AdamW(head.parameters(), lr=rate, weight_decay=DECAY)
    batches = [index for _ in range(passes) for index in torch.randperm(len(seen)).split(BATCH)]
    for number, index in enumerate(batches):
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1.0, number / WARM) * max(0.02, 1 - number / len(batches))
        optimiser.zero_grad()
        loss(head, seen.at(index)).backward()
        torch.nn.utils.clip_grad_norm_(head.parameters(), CLIP)
        optimiser.step()
    return head.eval()


def examples(tagger: Tagger, corpora: Path) -> Iterator[tuple[Example, float]]:
    """What there is to learn from, each with what its events count."""
    tokenizer = tagger.model.tokenizer
    for account in read_jsonl(corpora / "logoi" / "train.jsonl.gz"):
        if not tuning(account["report"]["id"]):
            yield from_account(tokenizer, account, 0), 1.0
    for account in own_reports.accounts(corpora):
        yield from_account(tokenizer, account, 0), OWN
    for row in read_jsonl(OWN_EVENTS):
        yield from_marked_event(tokenizer, row), 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--passes", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=5e-4)
    args = parser.parse_args()
    torch.set_num_threads(1)
    tagger = Tagger.load(args.folder, threads=1)
    seen = see(tagger, examples(tagger, args.shared / "corpora"))
    torch.manual_seed(0)
    head = Details()
    for part, loss in ((head.status, status_loss), (head.modes, mode_loss)):
        runs = [fitted(part, loss, seen, args.passes, args.rate, seed).state_dict() for seed in range(args.runs)]
        part.load_state_dict(mean(runs))
    put(args.folder, args.out, "details", lambda to: details_graph(head.eval(), to))


if __name__ == "__main__":
    main()
