"""Example sentences in which ``[[…]]`` marks the word of action.

>>> marked("The army [[drove]] them out.")
Marked(text='The army drove them out.', trigger=Span(start=9, end=14))
"""

from __future__ import annotations

from typing import NamedTuple

from histor.records import Span


class Marked(NamedTuple):
    """A sentence, and in it the word of action where it is marked."""

    text: str
    trigger: Span | None


def marked(text: str) -> Marked:
    """The sentence without its marks. Raises ValueError, with a sentence for the user, where they are wrong."""
    before, opened, rest = text.partition("[[")
    trigger, closed, after = rest.partition("]]")
    if not opened and "]]" not in text:
        return Marked(text, None)
    if not opened or not closed or "[[" in rest or "]]" in after or "]]" in before:
        raise ValueError("mark one word of action with [[ and ]], as in: The army [[drove]] them out")
    if trigger != trigger.strip() or not any(c.isalnum() for c in trigger):
        raise ValueError("[[ and ]] must stand around a word, without blanks inside")
    return Marked(before + trigger + after, Span(len(before), len(before) + len(trigger)))
