"""The reading of marked pairs, fitted anew."""

import random

import pytest
from tokenizers import Tokenizer

from histor.tag.model import FOLDER

torch = pytest.importorskip("torch", reason="torch is not installed: it is needed to train only")

from training.corpora import OWN_PAIRS, from_pair, read_jsonl  # noqa: E402
from training.net import Net  # noqa: E402
from training.pairs import batches, fitted  # noqa: E402


@pytest.fixture(scope="module")
def own():
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    return [from_pair(tokenizer, row) for row in list(read_jsonl(OWN_PAIRS))[:12]]


def test_each_pass_reads_all_of_theirs_and_a_share_of_our_own(own):
    read = [len(batch.root) for batch in batches(own[:2], own[2:], 3, random.Random(1))]
    assert sum(read) == 3 * (2 + 6)


def test_only_the_head_of_pairs_is_fitted(own):
    torch.manual_seed(0)
    net = Net().eval().requires_grad_(False)
    net.pairs.requires_grad_(True)
    start = {name: weight.clone() for name, weight in net.pairs.state_dict().items()}
    encoder = {name: weight.clone() for name, weight in net.encoder.state_dict().items()}
    made = fitted(net, start, list(batches(own, [], 4, random.Random(1))), 1e-3)
    assert any(not torch.equal(made[name], start[name]) for name in start)
    assert all(torch.equal(weight, encoder[name]) for name, weight in net.encoder.state_dict().items())
