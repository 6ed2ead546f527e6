"""The rule that keeps sentences out of training."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from training.heldout import held_out


def test_known_sentences_stay_on_their_side() -> None:
    assert sha256(b"sentence 10").digest()[0] == 7
    assert held_out("sentence 10")
    assert sha256(b"sentence 0").digest()[0] == 86
    assert not held_out("sentence 0")


def test_about_a_fifth_is_held_out() -> None:
    share = sum(held_out(f"sentence {number}") for number in range(5000)) / 5000
    assert 0.18 < share < 0.22


@given(st.text(st.characters()))
def test_any_text_has_a_side(text: str) -> None:
    assert held_out(text) is held_out(text)


def test_lone_surrogates_have_a_side() -> None:
    assert held_out("\ud800") in (True, False)
