"""Two annotations of one kind that draw the line of a voice otherwise."""

from typing import Any

import pytest
from tokenizers import Tokenizer

from histor.tag.model import FOLDER
from training.conventions import LEAST, disputed, leave_open, shares
from training.corpora import UNKNOWN, from_account


def account(text: str, *cues: str) -> dict[str, Any]:
    voices = [
        {"source": [], "cue": [text.index(cue), text.index(cue) + len(cue)], "content": [[0, 1]], "stance": "affirm"}
        for cue in cues
    ]
    return {"report": {"id": "a", "text": text}, "voices": voices, "events": [], "entities": []}


TEXT = "They said that we still do not know, but want to."


def test_the_share_of_a_word_that_stands_in_cues() -> None:
    said = [account(TEXT, "said", "do not know")] * 6 + [account(TEXT, "said")] * 2
    assert shares(said)["said"] == 1
    assert shares(said)["know"] == 6 / 8
    assert shares(said)["want"] == 0


def test_a_word_too_rare_is_not_compared() -> None:
    assert shares([account(TEXT, "said")] * (LEAST - 1)) == {}


def test_words_are_disputed_either_way() -> None:
    ours, theirs = [account(TEXT, "said", "want")] * LEAST, [account(TEXT, "said", "do not know")] * LEAST
    assert disputed(ours, theirs) == {"want", "do", "not", "know"}
    assert disputed(ours, ours) == frozenset()


def test_a_disputed_word_is_left_open_with_its_whole_cue() -> None:
    text = "They said that we do not know, and do."
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    example = from_account(tokenizer, account(text, "said", "do not know"), guideline=0)
    leave_open(example, text, frozenset({"know", "and"}))
    assert example.cues.tolist() == [0, 1, 0, 0, *[UNKNOWN] * 3, 0, UNKNOWN, 0, 0]
    assert len(example.frames) == len(("said", "do not know"))


@pytest.mark.parametrize("words", [frozenset(), frozenset({"elsewhere"})])
def test_nothing_else_changes(words: frozenset[str]) -> None:
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    example = from_account(tokenizer, account(TEXT, "said"), guideline=0)
    before = example.cues.tolist()
    leave_open(example, TEXT, words)
    assert example.cues.tolist() == before
