"""Our annotation of reports whose texts stay in other corpora."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from histor.errors import UsageError
from histor.records import STANCES, STATUSES
from histor.tag.labels import MODES, TYPES
from training.corpora import read_jsonl
from training.own_reports import CORPORA, MARKS, accounts

TEXT = "Iran denied that it had attacked the ship. More of the page."
READ = 42


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    (tmp_path / "toponyms").mkdir()
    with gzip.open(tmp_path / "toponyms" / "lgl.jsonl.gz", "wt") as out:
        out.write(json.dumps({"id": "7", "text": TEXT}) + "\n")
    return tmp_path


def marks(folder: Path, text: str) -> Path:
    row = {"corpus": "lgl", "report": "7", "length": READ, "sha256": hashlib.sha256(text.encode()).hexdigest()}
    path = folder / "marks.jsonl"
    path.write_text(json.dumps(row | {"voices": [], "events": [], "entities": []}))
    return path


def test_the_text_is_read_where_it_stands(corpora: Path) -> None:
    (account,) = accounts(corpora, marks(corpora, TEXT[:READ]))
    assert account["report"] == {"id": "lgl/7", "text": TEXT[:READ]}


def test_another_text_than_the_marked_one_is_refused(corpora: Path) -> None:
    with pytest.raises(UsageError, match="7 in lgl is not the one that was marked"):
        list(accounts(corpora, marks(corpora, "Another text.")))


def test_the_marks_are_whole() -> None:
    for row in read_jsonl(MARKS):
        assert row["corpus"] in CORPORA
        grouped = [tuple(span) for entity in row["entities"] for span in entity["mentions"]]
        assert len(grouped) == len(set(grouped))
        for voice in row["voices"]:
            assert voice["stance"] in STANCES
            assert voice["content"]
            assert {tuple(s) for s in voice["source"] + voice.get("to", [])} <= set(grouped)
        for event in row["events"]:
            assert event["type"] in TYPES
            assert event["status"] in STATUSES
            assert event["mode"] is None or f"{event['type']}:{event['mode']}" in MODES
            assert {tuple(s) for s in event["actor"] + event["recipient"]} <= set(grouped)
        spans = [v["cue"] for v in row["voices"]] + [e["trigger"] for e in row["events"]]
        assert all(0 <= start < end <= row["length"] for start, end in [*spans, *grouped])
