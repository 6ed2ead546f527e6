"""Sentences with a marked pair, as PLV and A/W give them: ``<s>Ukraine</s> accuses <t>Russia</t> of …``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from histor.records import Span, Spans

MARK = re.compile(r"</?[st]>")


@dataclass(frozen=True, slots=True)
class MarkedPair:
    """A sentence without its marks, with the spans of source and target.

    A side may be marked at several places (the same words again), within the other, or not at all: where the source
    data say "a recipient" or "An actor" nobody is named, and the spans are empty.
    """

    text: str
    source: Spans
    target: Spans

    @property
    def nearest(self) -> tuple[Span | None, Span | None]:
        """One span a side, or None: the two that stand closest together, the first of equals."""
        pairs = [(source, target) for source in self.source or (None,) for target in self.target or (None,)]
        return min(pairs, key=lambda pair: _distance(*pair))


def _distance(a: Span | None, b: Span | None) -> int:
    return abs(a.start - b.start) if a and b else 0


def marked_pair(marked: str) -> MarkedPair:
    """Take the marks out of a sentence; blanks at the ends of a marked span do not belong to it.

    >>> marked_pair("<s>Ukraine</s> accuses <t>Russia</t>.")
    MarkedPair(text='Ukraine accuses Russia.', source=(Span(start=0, end=7),), target=(Span(start=16, end=22),))

    A mark that is never closed is ignored.
    """
    opened: dict[str, list[int]] = {"s": [], "t": []}
    spans: dict[str, list[Span]] = {"s": [], "t": []}
    text = ""
    last = 0
    for mark in MARK.finditer(marked):
        text += marked[last : mark.start()]
        last, side = mark.end(), mark.group()[-2]
        if not mark.group().startswith("</"):
            opened[side].append(len(text))
        elif opened[side]:
            spans[side].append(Span(opened[side].pop(), len(text)))
    text += marked[last:]
    return MarkedPair(text, _trimmed(text, spans["s"]), _trimmed(text, spans["t"]))


def _trimmed(text: str, spans: list[Span]) -> Spans:
    """The spans in text order, without blanks at their ends; what is blank throughout is left out."""
    kept = []
    for span in sorted(spans):
        words = span.of(text)
        start = span.start + len(words) - len(words.lstrip())
        end = span.start + len(words.rstrip())
        if start < end:
            kept.append(Span(start, end))
    return tuple(kept)
