"""The test of copies: how they are made and counted, on invented texts."""

from __future__ import annotations

import json
import random

import pytest

from histor.errors import UsageError
from training.evaluate.copies import evaluate_copies, made, texts

NAMES = ("Sarna", "Harim", "Tell Omar", "Arken", "Bolo", "Corth", "Delve", "Farrow", "Gant", "Estmark")


def story(k: int) -> str:
    dice = random.Random(k)
    words = [f"word{dice.randrange(4000)}" for _ in range(150)]
    parts = [" ".join(words[i : i + 15]).capitalize() + "." for i in range(0, 150, 15)]
    return "\n".join(parts)


FOUND = {f"t{k}": story(k) for k in range(40)}


def test_each_original_gives_five_copies():
    reports = made(FOUND, "report", originals=6, others=20)
    hows = [each.how for each in reports]
    assert {how: hows.count(how) for how in set(hows)} == {
        "original": 6,
        "other": 20,
        "half": 6,
        "re-headed": 6,
        "shuffled": 6,
        "changed": 6,
        "merged": 6,
    }
    assert made(FOUND, "report", originals=6, others=20) == reports


def test_the_texts_for_tuning_are_others():
    sources = [
        {origin for each in made(FOUND, part, 6, 20) if each.how == "original" for origin in each.origins}
        for part in ("report", "tune")
    ]
    assert not sources[0] & sources[1]


def test_all_are_found_among_texts_of_other_words():
    found = evaluate_copies(made(FOUND, "report", 6, 20)).to_json()
    assert (found["recall"], found["precision"]) == (100.0, 100.0)
    assert found["by manipulation"]["merged"] == {"recall": 100.0, "asked": 12}


def test_a_wrong_pair_is_counted():
    reports = made(FOUND, "report", 6, 20)
    half = next(each for each in reports if each.how == "half")
    stranger = next(each for each in reports if each.how == "original" and not each.origins & half.origins)
    object.__setattr__(half, "origins", stranger.origins)
    found = evaluate_copies(reports).to_json()
    assert found["wrong"] > found["reused"] == 0
    assert found["precision"] < 100


def test_text_that_the_data_hold_twice_is_counted_apart():
    reports = made(FOUND, "report", 6, 20)
    other = next(each for each in reports if each.how == "other")
    original = next(each for each in reports if each.how == "original")
    object.__setattr__(other.report, "text", original.report.text)
    found = evaluate_copies(reports).to_json()
    assert found["reused"] > found["wrong"] == 0
    assert found["precision"] == 100 > found["precision, reused wrong"]


def test_texts_are_read_from_accounts_stories_and_tokens_and_twins_left_out(tmp_path):
    rows = [
        {"report": {"text": story(1)}},
        {"text": story(2)},
        {"sentences": [[["Rebels", "O"], ["left", "O"]]]},
        {"text": story(1) + "\nOne more line."},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert list(texts([path]).values()) == [story(1), story(2), "Rebels left"]
    assert texts([tmp_path]) == texts([path])


def test_too_few_texts_are_refused():
    with pytest.raises(UsageError, match="300 are needed"):
        made(FOUND, "report")
