"""The model folder: six ONNX graphs, the tokenizer and the settings, checked before use.

encoder.onnx   ids (1, T), features (1, T, 4), guideline (1,) → vectors (1, T, 384), anchor scores (1, T, 21)
heads.onnx     words (N, 384), anchors (A,), rows of their windows (R,) → voice roles (R, 8), event roles (R, 14),
               attributes (A, 108; its modes taught the encoder and are not read)
mentions.onnx  words (N, 384), spans (M,) → sector scores (M, 23), vectors (M, 128)
links.onnx     vectors (M, 128), pairs (P,), string features (P, 12) → scores (P,)
details.onnx   words (N, 384), triggers (A,), types (A,) → scores of status (A, 4) and modes (A, 82)
pairs.onnx     vectors (1, T, 384), masks (1, T) of source, target, text → root scores and whether it holds (1, 16)
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from histor.errors import ModelError
from histor.tag.decode import Settings
from histor.tag.labels import MODES, ROOTS, SECTORS, TYPES

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, RunOptions
    from tokenizers import Tokenizer

FOLDER = Path(__file__).resolve().parent.parent / "models" / "en"
GRAPHS = ("encoder", "heads", "mentions", "links", "pairs", "details")
LABELS = {"types": TYPES, "modes": MODES, "sectors": SECTORS, "roots": ROOTS}


@dataclass(frozen=True, slots=True)
class Model:
    """A loaded model: its name with version, sessions by graph name, tokenizer and settings."""

    name: str
    sessions: dict[str, InferenceSession]
    tokenizer: Tokenizer
    settings: Settings


def load(folder: Path = FOLDER, threads: int = 0) -> Model:
    """Load a model folder; ``threads`` 0 lets onnxruntime use every core.

    Raises ModelError when a file is missing, differs from SHA256SUMS, or was trained with other labels.
    """
    from tokenizers import Tokenizer

    _check_sums(folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    for key, labels in LABELS.items():
        if tuple(config["labels"][key]) != labels:
            raise ModelError(
                f"The model in {folder} has other {key} than this version of Histor; install them together."
            )
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    sessions = {name: _session(folder / f"{name}.onnx", threads) for name in GRAPHS}
    return Model(config["name"], sessions, tokenizer, settings(config["settings"]))


def settings(values: dict[str, Any]) -> Settings:
    """Settings from their JSON form (lists for tuples)."""
    known = {f.name for f in fields(Settings)}
    frozen: dict[str, Any] = {}
    for key in known & set(values):
        value = values[key]
        frozen[key] = tuple(map(tuple, value)) if key in ("types", "cues", "bias", "cost") else value
        if key.endswith("confidence"):
            frozen[key] = tuple(value)
    return Settings(**frozen)


@cache
def wanted() -> RunOptions:
    """For a run that asks for some outputs of a graph: nothing is computed for the others."""
    import onnxruntime as ort

    options = ort.RunOptions()
    options.only_execute_path_to_fetches = True
    return options


def _check_sums(folder: Path) -> None:
    sums = folder / "SHA256SUMS"
    if not sums.is_file():
        raise ModelError(f"There is no model in {folder}; reinstall histor, or run `make train` in a checkout.")
    for line in sums.read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        file = folder / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            raise ModelError(f"The model file {file} is missing or damaged; reinstall histor.")


def _session(path: Path, threads: int) -> InferenceSession:
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Sessions take turns: threads of one that spin while another works would take its cores.
    # Sessions take turns: threads of one that went on spinning would take the cores from the next.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    # Memory for the longest passage is not kept between runs: peak memory matters more than its re-use.
    options.enable_mem_pattern = False
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
