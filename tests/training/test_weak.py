"""What an earlier model teaches where no annotation tells."""

import json
from pathlib import Path

import pytest

from histor.tag import Tagger
from histor.tag.labels import TYPES
from training.corpora import UNKNOWN
from training.weak import marked_events


@pytest.fixture(scope="module")
def teacher() -> Tagger:
    return Tagger.load(threads=1)


def the_corpora(folder: Path, *marked: tuple[str, str]) -> Path:
    rows = [
        {"sentence": f"no {n}", "marked_sentence": text, "gold_root": root} for n, (text, root) in enumerate(marked)
    ]
    plv = folder / "corpora" / "plv"
    plv.mkdir(parents=True)
    import gzip

    with gzip.open(plv / "train.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    return folder


def test_a_marked_pair_of_plv_is_actor_and_recipient_of_the_teachers_event(teacher: Tagger, tmp_path: Path) -> None:
    shared = the_corpora(tmp_path, ("<s>Turkish police</s> arrested <t>three protesters</t> on Monday.", "COERCE"))
    ((example, text),) = marked_events(teacher, teacher.model.tokenizer, shared)
    (frame,) = example.frames
    words = [text[a:b] for a, b in zip(example.pieces.starts, example.pieces.ends, strict=True)]
    assert words[frame.start : frame.end] == ["arrested"]
    assert frame.type == TYPES.index("COERCE")
    assert {r: words[i:j] for _, r, i, j in frame.spans if r != UNKNOWN} == {
        0: ["Turkish", "police"],
        1: ["three", "protesters"],
    }


def test_a_sentence_without_an_event_of_the_marked_class_is_passed_over(teacher: Tagger, tmp_path: Path) -> None:
    shared = the_corpora(tmp_path, ("<s>Turkish police</s> arrested <t>three protesters</t> on Monday.", "AID"))
    assert list(marked_events(teacher, teacher.model.tokenizer, shared)) == []
