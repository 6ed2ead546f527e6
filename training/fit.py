"""Fit one head of a finished model, for `training.pairs` and `training.details`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import torch
from torch import Tensor, nn

DECAY = 0.01
CLIP = 1.0  # of the gradient's norm

Batch = TypeVar("Batch")


def fit(head: nn.Module, batches: Sequence[Batch], loss: Callable[[Batch], Tensor], rate: float, warm: int) -> None:
    """Fit ``head`` in place by its ``loss`` on ``batches``; the rate rises for ``warm`` of them and falls to nothing."""
    head.train()
    optimiser = torch.optim.AdamW(head.parameters(), lr=rate, weight_decay=DECAY)
    for number, batch in enumerate(batches):
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1.0, number / warm) * max(0.02, 1 - number / len(batches))
        optimiser.zero_grad()
        loss(batch).backward()
        torch.nn.utils.clip_grad_norm_(head.parameters(), CLIP)
        optimiser.step()
