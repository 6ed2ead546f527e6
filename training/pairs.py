"""Fit the reading of marked pairs anew, on a finished model: ``python -m training.pairs FOLDER OUT``.

The encoder and all other heads stay as they are; only ``pairs.onnx`` is another. Beside PLV's and A/W's training sentences
it learns from 1,820 that a language model wrote for this under our code book (``own_pairs.jsonl.gz``, CC BY 4.0; persons
and deeds in them are made up), of each pass another share. Several runs that differ in order alone are averaged.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer

from training.batches import Item, PairBatch, cut, grouped, pair_batch
from training.corpora import OWN_PAIRS, Example, from_pair, marked_sentences, read_jsonl
from training.export import mean, pairs_graph, put
from training.fit import fit
from training.net import Net, Pairs
from training.recover import recover
from training.train import pair_losses

SHARE = 0.6  # of our own sentences, in each pass
BUDGET = 1600  # word pieces a batch: some 32 sentences
WARM = 30  # batches until the rate is full


def batches(theirs: list[Example], own: list[Example], passes: int, rng: random.Random) -> Iterator[PairBatch]:
    """The batches of all passes."""
    for _ in range(passes):
        drawn: list[Item] = cut([*theirs, *rng.sample(own, round(SHARE * len(own)))], 510)
        for group in grouped(drawn, BUDGET, rng):
            yield pair_batch(group)


def fitted(net: Net, start: dict[str, torch.Tensor], read: list[PairBatch], rate: float) -> dict[str, torch.Tensor]:
    """The weights of the pairs' head after ``read``, from ``start``."""
    net.pairs.load_state_dict(start)
    fit(net.pairs, read, lambda batch: sum(pair_losses(net, batch).values(), torch.zeros(())), rate, WARM)
    return {name: weight.clone() for name, weight in net.pairs.state_dict().items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--passes", type=int, default=4)
    parser.add_argument("--runs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=2e-4)
    args = parser.parse_args()
    torch.set_num_threads(1)
    net = Net()
    net.load_state_dict(recover(args.folder))
    net.eval().requires_grad_(False)
    start = net.pairs.state_dict()
    net.pairs = Pairs(dropout=0.2)
    tokenizer = Tokenizer.from_file(str(args.folder / "tokenizer.json"))
    theirs = marked_sentences(tokenizer, args.shared / "corpora")
    own = [from_pair(tokenizer, row) for row in read_jsonl(OWN_PAIRS)]
    runs = []
    for seed in range(args.runs):
        torch.manual_seed(seed)
        read = list(batches(theirs, own, args.passes, random.Random(seed)))
        runs.append(fitted(net, start, read, args.rate))
    net.pairs.load_state_dict(mean(runs))
    put(args.folder, args.out, "pairs", lambda to: pairs_graph(net.pairs, to))


if __name__ == "__main__":
    main()
