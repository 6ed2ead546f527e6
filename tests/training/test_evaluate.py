"""Evaluations of tiny data with a stand-in for the package."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from histor.errors import UsageError
from tests.training.fakes import TEXT, FakePackage, Scores, at, nested_account
from training.evaluate.accounts import code_reports, evaluate_accounts
from training.evaluate.data import read_rows
from training.evaluate.examples import examples
from training.evaluate.marked import marked_pair
from training.evaluate.relations import evaluate_relations, holds_pair
from training.evaluate.results import Rate
from training.heldout import held_out
from training.score import Figure

Json = dict[str, Any]


def written(path: Path, rows: list[Json]) -> Path:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path


# Data


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz"])
def test_rows_are_read_with_their_hash(tmp_path: Path, name: str) -> None:
    rows = read_rows(written(tmp_path / name, [{"a": 1}, {"a": 2}]), ("a",))
    assert [row["a"] for row in rows.rows] == [1, 2]
    assert len(rows.sha256) == 64


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b'{"a": 1}\n{"a"\n', "line 2: this is not a JSON object"),
        (b'{"a": 1}\n\n[1]\n', "line 3: the object has no field 'a'"),
        (b'{"b": 1}\n', "line 1: the object has no field 'a'"),
        (b"\xff\xfe\n", "cannot be read"),
    ],
)
def test_bad_rows_are_named(tmp_path: Path, content: bytes, complaint: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=complaint):
        read_rows(path, ("a",))


def test_a_missing_or_damaged_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        read_rows(tmp_path / "none.jsonl", ())
    damaged = tmp_path / "rows.jsonl.gz"
    damaged.write_bytes(gzip.compress(b'{"a": 1}\n' * 100)[:-12])
    with pytest.raises(UsageError, match="cannot be read"):
        read_rows(damaged, ())


# Whole reports


def test_logoi(tmp_path: Path) -> None:
    predicted = nested_account()
    predicted["voices"][1]["stance"] = "deny"
    predicted["report"]["id"] = "an id of the reader's own"
    package = FakePackage({TEXT: predicted})
    coded = code_reports(written(tmp_path / "dev.jsonl.gz", [nested_account()]), "logoi", package)
    evaluation = evaluate_accounts("logoi", coded)
    assert package.guidelines == ["histor"]
    assert evaluation.size == 1
    assert evaluation.figures["triple"].headline == 100.0
    assert evaluation.figures["stance"].headline == 50.0
    assert evaluation.details["calibration.voice"] == Rate(15.0, 2)
    assert evaluation.to_json()["figures"]["stance"] == {"p": 50.0, "r": 50.0, "f1": 50.0, "reference": 2}


def test_polnear_is_coded_under_its_guideline_and_speaks_of_outermost_voices(tmp_path: Path) -> None:
    reference = nested_account() | {"events": None}
    reference["voices"] = reference["voices"][:1]
    package = FakePackage({TEXT: nested_account()})
    evaluation = evaluate_accounts(
        "polnear", code_reports(written(tmp_path / "d.jsonl", [reference]), "polnear", package)
    )
    assert package.guidelines == ["polnear"]
    assert evaluation.notes == ('Coded under guideline "polnear".',)
    assert evaluation.figures["triple"] == Figure(1, 1, 1)
    assert not evaluation.details


def test_no_account_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no account"):
        code_reports(written(tmp_path / "d.jsonl", []), "logoi", FakePackage())


def test_mistakes_in_readable_form() -> None:
    ours, theirs = nested_account(), nested_account()
    theirs["voices"][1].update(stance="deny", inside=None)
    theirs["events"][0]["actor"] = []
    del theirs["events"][1]
    shown = [str(mistake) for mistake in examples([(ours, theirs)], limit=5)]
    assert [mistake.splitlines()[0] for mistake in shown] == [
        "missing event in arken at 91",
        "wrong event (who-whom) in arken at 52",
        "wrong voice (chain, stance) in arken at 25",
    ]
    assert shown[0].endswith('\n    CONSULT "The army … the rebels" — "meet" — - [future] told by the report')
    assert '\n    package:   ASSAULT:heavy-weapons - — "shelled" — "Arken" [actual] told by "told"' in shown[1]
    assert (
        '\n    reference: "the mayor" — "told" — "that rebels shelled Arken on Monday" [affirm] inside "said"'
        in shown[2]
    )
    assert examples([(ours, ours)], limit=5) == []
    assert examples([(ours, theirs)], limit=0) == []


# Marked pairs


def event(trigger: str, text: str, actor: list[str], recipient: list[str], **fields: Any) -> Json:
    return {
        "trigger": at(trigger, text),
        "actor": [at(words, text) for words in actor],
        "recipient": [at(words, text) for words in recipient],
        "place": [],
        "status": "actual",
        "confidence": 0.5,
        **fields,
    }


SUED = "Arken sued Bolo in Corth."
FREED = "Bolo freed Arken."
TALKS = "Arken and Bolo will talk."


def plv_rows() -> list[Json]:
    return [
        {"sentence": SUED, "marked_sentence": "<s>Arken</s> sued <t>Bolo</t> in Corth.", "gold_root": "ACCUSE"},
        {"sentence": FREED, "marked_sentence": "<s>Bolo</s> freed <t>Arken</t>.", "gold_root": "YIELD"},
        {"sentence": TALKS, "marked_sentence": "<s>Arken</s> and <t>Bolo</t> will talk.", "gold_root": "AGREE"},
    ]


def plv_package() -> FakePackage:
    def coded(text: str, *events: Json) -> Json:
        return {"report": {"id": "x", "text": text}, "voices": [], "events": list(events), "entities": []}

    return FakePackage(
        accounts={
            SUED: coded(SUED, event("sued", SUED, ["Bolo"], ["Arken"], type="ACCUSE", quad=3)),  # the wrong way round
            FREED: coded(FREED, event("freed", FREED, ["Bolo"], ["Arken"], type="RETREAT", quad=2)),
            TALKS: coded(TALKS, event("talk", TALKS, ["Arken", "Bolo"], [], type="CONSULT", quad=1, status="future")),
        },
        scores={
            SUED: Scores({"ACCUSE": 0.6, "YIELD": 0.2, "AGREE": 0.2}, conflict=0.9),
            FREED: Scores({"ACCUSE": 0.6, "YIELD": 0.2, "AGREE": 0.2}, conflict=0.2),
            TALKS: Scores({"ACCUSE": 0.1, "YIELD": 0.2, "AGREE": 0.7}, conflict=0.7),
        },
    )


def test_plv(tmp_path: Path) -> None:
    evaluation = evaluate_relations("plv", written(tmp_path / "plv.jsonl", plv_rows()), plv_package())
    assert {name: figure.headline for name, figure in evaluation.figures.items()} == {
        "pair.macro-f1": 55.6,  # ACCUSE 66.7, AGREE 100, YIELD 0
        "pair.accuracy": 66.7,
        "account.macro-recall": 66.7,
        "account.recall": 66.7,
        "account.any-type": 66.7,
    }
    assert evaluation.details["pair.ACCUSE"] == Figure(1, 2, 1)
    assert evaluation.details["account.YIELD"] == Rate(100.0, 1)
    assert evaluation.details["account.ACCUSE"] == Rate(0.0, 1)


def test_aw_tells_conflict_from_cooperation(tmp_path: Path) -> None:
    rows = [row | {"gold_binary": label} for row, label in zip(plv_rows(), ["1", "0", "0"], strict=True)]
    evaluation = evaluate_relations("aw", written(tmp_path / "aw.jsonl", rows), plv_package())
    assert evaluation.figures["pair.accuracy"].headline == 66.7
    assert evaluation.figures["pair.macro-f1"].headline == 66.7
    assert evaluation.details["account.conflict"] == Figure(0, 0, 1)
    assert evaluation.details["account.cooperation"] == Figure(2, 2, 2)


def test_only_held_out_sentences_are_scored(tmp_path: Path) -> None:
    names = [f"Arken sued Bolo {number} times." for number in range(40)]
    rows = [{"sentence": s, "marked_sentence": s, "gold_root": "ACCUSE"} for s in names]
    package = FakePackage(scores={s: Scores({"ACCUSE": 1.0}) for s in names})
    evaluation = evaluate_relations("plv", written(tmp_path / "p.jsonl", rows), package, only_held_out=True)
    assert evaluation.size == sum(map(held_out, names)) > 0
    assert evaluation.held_out
    assert "of 40 pairs" in evaluation.notes[0]


def test_no_pair_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no pair"):
        evaluate_relations("plv", written(tmp_path / "p.jsonl", []), FakePackage())


@pytest.mark.parametrize(
    ("actor", "recipient", "place", "holds", "with_place"),
    [
        (["Arken"], ["Bolo"], [], True, True),
        (["Bolo"], ["Arken"], [], False, False),
        (["Arken", "Bolo"], [], [], True, True),  # reciprocal
        (["Arken"], [], [], False, False),
        (["Arken"], ["Corth"], [], False, False),
        (["Arken"], [], ["Bolo"], False, True),
    ],
)
def test_an_event_holds_a_pair(
    actor: list[str], recipient: list[str], place: list[str], holds: bool, with_place: bool
) -> None:
    pair = marked_pair("<s>Arken</s> sued <t>Bolo</t> in Corth.")
    found = event("sued", SUED, actor, recipient, place=[at(words, SUED) for words in place])
    assert holds_pair(found, pair) is holds
    assert holds_pair(found, pair, place_is_target=True) is with_place


def test_an_unmarked_side_is_not_asked_about() -> None:
    found = event("sued", SUED, ["Arken"], [])
    assert holds_pair(found, marked_pair("<s>Arken</s> sued Bolo in Corth."))
    assert not holds_pair(found, marked_pair("Arken sued <t>Bolo</t> in Corth."))
