"""The benchmark: its arithmetic, its texts and what it feeds the bare encoder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from bench.package import encoder_path, feeds
from bench.speed import first_output, in_child, peak_bytes, rows, table
from bench.texts import made_up, read_texts, sample_texts, texts
from histor.errors import HistorError, ModelError, UsageError


def test_rows_are_medians_and_ratios() -> None:
    speed = {"reports": 100, "pieces": 40_000, "histor": [9.0, 8.0, 50.0], "encoder": [6.0, 7.0, 6.5]}
    memory = {"histor": 300_000_000, "encoder": 200_000_000}
    measured = {row.name: row for row in rows(speed, memory, {"histor": [1.2, 1.0], "encoder": [0.5, 0.6]})}
    assert measured["reports/s"].histor == pytest.approx(100 / 9)
    assert measured["word pieces/s"].ratio == pytest.approx(6.5 / 9)
    assert measured["peak memory, MB"].ratio == pytest.approx(1.5)
    assert measured["start-up, s"].histor == pytest.approx(1.1)
    assert table(list(measured.values())).splitlines()[2].split() == ["word", "pieces/s", "4444.44", "6153.85", "0.72"]


def test_made_up_texts_differ_and_are_the_same_in_every_run() -> None:
    assert len(set(made_up(200))) == 200
    assert made_up(200)[:5] == made_up(5)
    assert "{" not in "".join(made_up(50))


def test_texts_are_repeated_in_turn(tmp_path: Path) -> None:
    data = tmp_path / "data.jsonl"
    data.write_text('{"text": "a"}\n\n{"report": {"text": "b"}}\n')
    assert texts(data, 5) == ["a", "b", "a", "b", "a"]
    assert len(texts(None, 7)) == 7


def test_samples_hold_text() -> None:
    assert all(text.strip() for text in sample_texts())


@pytest.mark.parametrize("content", ["", "no json\n", '{"title": "t"}\n', "[1]\n"])
def test_bad_texts_are_one_sentence(tmp_path: Path, content: str) -> None:
    data = tmp_path / "data.jsonl"
    data.write_text(content)
    with pytest.raises(UsageError, match=r"data\.jsonl"):
        read_texts(data)


def test_feeds_fit_the_inputs() -> None:
    def node(name: str, kind: str, shape: list[object]) -> SimpleNamespace:
        return SimpleNamespace(name=name, type=kind, shape=shape)

    inputs = [
        node("ids", "tensor(int64)", ["b", "t"]),
        node("features", "tensor(int64)", ["b", "t", 4]),
        node("guideline", "tensor(int32)", ["b"]),
        node("mask", "tensor(bool)", ["b", "t"]),
    ]
    fed = feeds(inputs, np.array([101, 7, 102]))
    assert fed["ids"].tolist() == [[101, 7, 102]]
    assert fed["features"].tolist() == [[[0, 0, 0, 0]] * 3]
    assert fed["guideline"].tolist() == [0]
    assert fed["guideline"].dtype == np.dtype(np.int32)
    assert fed["mask"].all()


def test_peak_memory_is_in_bytes() -> None:
    assert 10_000_000 < peak_bytes() < 100_000_000_000


def test_first_output_does_not_wait_for_the_last() -> None:
    slow = "import time; print(1); time.sleep(1.5)"
    assert first_output([sys.executable, "-c", slow]) < 1.5
    with pytest.raises(HistorError, match="printed nothing: no such report"):
        first_output([sys.executable, "-c", "import sys; sys.exit('no such report')"])


def test_a_failing_child_is_one_sentence() -> None:
    with pytest.raises(HistorError, match="The measuring process failed: "):
        in_child("nothing", [], 1)  # type: ignore[arg-type]


def test_the_whole_benchmark() -> None:
    try:
        encoder_path()
    except ModelError as reason:
        pytest.skip(str(reason))
    command = [sys.executable, "-m", "bench.speed", "--reports", "3", "--repeats", "1", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    measured = json.loads(done.stdout)
    assert measured["reports"] == 3
    assert len(measured["rows"]) == 4
    assert all(row["histor"] > 0 and row["encoder"] > 0 for row in measured["rows"])
