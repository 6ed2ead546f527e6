"""The network and its exported form: what the heads see of other windows, and the way from weights to graphs and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed; it is needed to train only")

from histor.tag.windows import GAP, VOICE_REACH, Windows, windows  # noqa: E402
from training.net import HIDDEN, Net  # noqa: E402

WORDS = 60


def look_of(*starts: int) -> tuple[np.ndarray, Windows]:
    start = np.array(starts, dtype=np.int64)
    zero = np.zeros_like(start)
    return start, windows(start, start + 1, zero, zero + WORDS, np.arange(WORDS) // 20, VOICE_REACH)


def inputs(*starts: int) -> dict[str, np.ndarray]:
    start, look = look_of(*starts)
    rows = {name: getattr(look, name) for name in ("anchor", "index", "valid", "place")}
    return {"start": start, "end": start + 1, "voice": np.ones_like(start), **rows}


def scores(net: Net, words: Any, given: dict[str, np.ndarray]) -> list[Any]:
    with torch.no_grad():
        return list(net.heads(words, **{name: torch.from_numpy(value) for name, value in given.items()}))


@pytest.fixture(scope="module")
def net() -> Net:
    torch.manual_seed(1)
    made: Net = Net().eval()
    return made


def test_a_window_sees_nothing_of_the_next(net: Net) -> None:
    words = torch.randn(WORDS, HIDDEN)
    together = scores(net, words, inputs(7, 31))
    for k, start in enumerate((7, 31)):
        alone = scores(net, words, inputs(start))
        at = torch.arange(k * (WORDS + GAP), k * (WORDS + GAP) + WORDS)
        for found, whole in zip(alone[:2], together[:2], strict=True):
            assert torch.allclose(found[:WORDS], whole[at], atol=1e-5)
        assert torch.allclose(alone[2][0], together[2][k], atol=1e-5)


def test_the_shipped_weights_come_back_and_give_the_shipped_scores() -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    pytest.importorskip("onnx", reason="onnx is not installed; it is needed to export only")
    from histor.tag.model import FOLDER
    from training.recover import recover

    net = Net()
    net.load_state_dict(recover(FOLDER))
    words, given = torch.randn(WORDS, HIDDEN), inputs(7, 31)
    session = onnxruntime.InferenceSession(str(FOLDER / "heads.onnx"))
    shipped = session.run(None, {"words": words.numpy(), **given})
    valid = given["valid"]
    own = scores(net.eval(), words, given)
    for exact, rounded in zip(own[:2], shipped[:2], strict=True):
        assert np.abs(exact.numpy()[valid] - rounded[valid]).mean() < 0.1  # int8 sums against float ones
    assert np.abs(own[2].numpy() - shipped[2]).mean() < 0.1
