"""Small letters in the place of the letters that they stand for."""

from hypothesis import given
from hypothesis import strategies as st

from histor.letters import lowered


def test_letters_that_would_become_two_stay() -> None:
    assert lowered("ANKARA AND İZMİR") == "ankara and İzmİr"


@given(st.text())
def test_every_letter_keeps_its_place(text: str) -> None:
    assert len(lowered(text)) == len(text)
    assert all(
        small in (letter, letter.lower()) for small, letter in zip(lowered(text), text, strict=True) if letter != "Σ"
    )
