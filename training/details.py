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

import torch
import torch.nn.functional as F
from torch import Tensor

from histor.tag import Tagger
from histor.tag.labels import MODES, TYPES
from histor.tag.passages import passages
from training import own_reports
from training.corpora import OWN_EVENTS, UNKNOWN, Example, from_account, from_marked_event, read_jsonl
from training.export import details_graph, mean, put
from training.fit import fit
from training.net import Closer, Details, around, look
from training.train import tuning

BATCH = 32
WARM = 50  # batches until the rate is full
OWN = 0.5  # what an event of our own reports counts, in which more events are without a mode than in logoi
_OF_TYPE = torch.tensor([[m.split(":")[0] == t for m in MODES] for t in TYPES])

Loss = Callable[[Closer, "Seen"], Tensor]
Row = tuple[Tensor, Tensor, Tensor, tuple[int, int, int], float]


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
    words, valid, ends, labels, weights = zip(*rows, strict=True)
    near, there, trigger = map(torch.stack, (words, valid, ends))
    kind, mode, status = torch.tensor(labels).unbind(1)
    return Seen(near, there, trigger, kind, mode, status, torch.tensor(weights))


def _rows(tagger: Tagger, example: Example, weight: float) -> Iterator[Row]:
    events = [f for f in example.frames if not f.voice]
    for passage in passages(example.pieces) if events else ():
        here = [f for f in events if passage.own_from <= f.start < passage.own_to]
        if not here:
            continue
        words = torch.from_numpy(tagger.read_words(example.pieces, passage)[0])
        start = torch.tensor([f.start for f in here]) - passage.first_word
        end = (torch.tensor([f.end for f in here]) - passage.first_word).clamp(max=len(words))
        ends, index, valid = look(words, start, end)
        labels = [(f.type, f.mode, f.status) for f in here]
        yield from zip(around(words, index).half(), valid, ends, labels, [weight] * len(here), strict=True)


def scores(head: Closer, seen: Seen) -> Tensor:
    """What one of the two heads says of events."""
    words = head.dropout(seen.around.float())
    return head(seen.ends, words, head.key(words), seen.valid, seen.kind)


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
    """``start`` after ``passes`` over ``seen``."""
    torch.manual_seed(seed)
    head = copy.deepcopy(start)
    batches = [index for _ in range(passes) for index in torch.randperm(len(seen)).split(BATCH)]
    fit(head, batches, lambda index: loss(head, seen.at(index)), rate, WARM)
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
