"""The network and its exported form: what the heads see of other windows, and the way from weights to graphs and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed; it is needed to train only")

from histor.tag.windows import GAP, VOICE_REACH, Windows, windows  # noqa: E402
from training.net import AHEAD, BACK, HIDDEN, Net  # noqa: E402

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


def details(net: Net, words: Any, *starts: int) -> list[Any]:
    start = torch.tensor(starts)
    with torch.no_grad():
        return list(net.details(words, start, start + 1, torch.zeros_like(start)))


def test_details_are_read_from_the_words_around_a_trigger_and_no_others(net: Net) -> None:
    words = torch.randn(2 * WORDS, HIDDEN)
    at = 50
    changed = words.clone()
    changed[: at - BACK] += 1
    changed[at + AHEAD :] += 1
    near = words.clone()
    near[at + AHEAD - 1] += 1
    for same, before, other in zip(
        details(net, changed, at), details(net, words, at), details(net, near, at), strict=True
    ):
        assert torch.allclose(same, before, atol=1e-6)
        assert not torch.allclose(other, before, atol=1e-6)


def test_details_of_a_short_text_are_those_of_its_words_alone(net: Net) -> None:
    words = torch.randn(3, HIDDEN)
    alone, together = details(net, words, 1), details(net, words, 0, 1, 2)
    assert all(torch.allclose(one[0], all_[1], atol=1e-6) for one, all_ in zip(alone, together, strict=True))


def test_the_shipped_details_come_back() -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    pytest.importorskip("onnx", reason="onnx is not installed; it is needed to export only")
    from histor.tag.model import FOLDER
    from training.recover import recover

    net = Net()
    net.load_state_dict(recover(FOLDER))
    words, start = torch.randn(WORDS, HIDDEN), np.array([0, 7, WORDS - 1])
    feed = {"words": words.numpy(), "start": start, "end": start + 1, "kind": np.array([0, 7, 15])}
    shipped = onnxruntime.InferenceSession(str(FOLDER / "details.onnx")).run(None, feed)
    at = torch.from_numpy(start)
    with torch.no_grad():
        own = net.eval().details(words, at, at + 1, torch.tensor([0, 7, 15]))
    for exact, rounded in zip(own, shipped, strict=True):
        assert np.abs(exact.numpy() - rounded).mean() < 0.2  # int8 sums against float ones
