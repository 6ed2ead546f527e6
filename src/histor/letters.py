"""Text in small letters, character by character, so that what is found in it lies where it lies in the text."""

from __future__ import annotations


def lowered(text: str) -> str:
    """``text`` in lower case and as long as it was; the few letters that would become two stay.

    >>> lowered("ANKARA AND İZMİR")
    'ankara and İzmİr'
    """
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
