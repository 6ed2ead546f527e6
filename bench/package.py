"""All that the benchmark asks of the package: coding a text end to end, and the encoder of its model alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from histor.errors import ModelError

Ints = NDArray[np.int64]
CLS, SEP = 101, 102  # BERT's uncased vocabulary


def coder() -> Callable[[Sequence[str]], object]:
    """What takes plain texts in and gives the accounts as JSON out, on all cores."""
    from histor import code_reports, to_json
    from histor.read import report_from_text

    def code(texts: Sequence[str]) -> object:
        return [to_json(a) for a in code_reports(report_from_text(t, id=f"bench{k}") for k, t in enumerate(texts))]

    return code


def encoder_path() -> Path:
    """The encoder in the model folder of the package. Raises ModelError where there is none."""
    import histor

    models = Path(histor.__file__).parent / "models"
    found = sorted(models.rglob("encoder.onnx"))
    if not found:
        raise ModelError(f"There is no encoder.onnx below {models}; train a model first (make train).")
    return found[-1]


def passage_ids(texts: Sequence[str]) -> list[Ints]:
    """The word pieces of every passage of every text, cut as the package cuts them, with [CLS] and [SEP]."""
    from tokenizers import Tokenizer

    from histor.tag.passages import passages
    from histor.tag.pieces import pieces

    tokenizer = Tokenizer.from_file(str(encoder_path().with_name("tokenizer.json")))
    tokenizer.no_truncation()  # passages, not the tokenizer, cut a text
    tokenizer.no_padding()
    cut = [pieces(tokenizer, text) for text in texts]
    return [np.array([CLS, *p.ids[s.start : s.end], SEP], dtype=np.int64) for p in cut for s in passages(p)]


def encoder() -> Callable[[Ints], object]:
    """The bare encoder on one thread: takes the word pieces of one passage."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(encoder_path()), options, providers=["CPUExecutionProvider"])
    return partial(_encode, session)


def _encode(session: Any, ids: Ints) -> object:
    return session.run(None, feeds(session.get_inputs(), ids))


def feeds(inputs: Sequence[Any], ids: Ints) -> dict[str, NDArray[Any]]:
    """Values for the inputs of a session: ``ids`` as a batch of one, masks of ones, and zeros for all else.

    What small features a piece carries changes no cost, so that zeros do for them.
    """
    return {node.name: _feed(node, ids) for node in inputs}


def _feed(node: Any, ids: Ints) -> NDArray[Any]:
    kinds = {
        "tensor(int64)": np.int64,
        "tensor(int32)": np.int32,
        "tensor(bool)": np.bool_,
        "tensor(float)": np.float32,
    }
    kind = kinds[node.type]
    shape = (1, len(ids), *node.shape[2:])[: len(node.shape)]
    if "mask" in node.name:
        return np.ones(shape, dtype=kind)
    return ids[None].astype(kind) if "ids" in node.name and len(shape) == 2 else np.zeros(shape, dtype=kind)
