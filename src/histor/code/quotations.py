"""Where a text stands in quotation marks: straight, curly, low, guillemets; nested ones too."""

from __future__ import annotations

import re
from collections.abc import Sequence

from histor.records import QuoteKind, Span, Spans

_CLOSER = {"“": "”", "„": "“”", "«": "»", "‹": "›", "‘": "’", '"': '"', "'": "'"}
_MARK = re.compile(
    r"[“”„«»‹›\"]"
    r"|(?<![\w’'])[‘'](?=[\w“\"\[…])"  # a single mark opens before a word …
    r"|(?<=[\w.,!?…”\"\])])[’'](?!\w)"  # … and closes after one; inside a word it is an apostrophe
)
_ANY_MARK = re.compile(r"[“”„«»‹›\"‘’']")
_SINGLE = "‘’'"
_WORD = re.compile(r"\w+")
_DEPTH = 4  # quotation inside quotation; deeper ones are noise
_DIRECT = 0.98  # share of a content's letters in quotation marks above which all of it is quoted


def quotations(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """Spans of all quotations with their marks, sorted; inner ones follow the outer one that holds them.

    ``paragraphs`` are the stretches that a straight or single mark cannot reach over. A quotation that is opened and
    not closed goes on: to its closing mark where the next paragraph closes it without opening one, else to the end
    of the paragraph (the next one then begins with a mark of its own, as newspapers do).
    """
    found: list[Span] = []
    carried: str | None = None
    for paragraph in paragraphs:
        places = [m.start() for m in _ANY_MARK.finditer(text, *paragraph)]
        marks = [(at, text[at]) for at in places if _MARK.match(text, at, paragraph.end)]
        open_marks: list[tuple[int, str]] = []
        if carried and _closes_first(marks, carried):
            open_marks.append((paragraph.start, carried))
        for at, mark in marks:
            _step(open_marks, at, mark, found)
        doubles = [(at, mark) for at, mark in open_marks if mark not in _SINGLE]
        found += [Span(at, paragraph.end) for at, _ in doubles]
        carried = next((mark for _, mark in doubles if mark != '"'), None)
    return sorted(found, key=lambda span: (span.start, -span.end))


def _closes_first(marks: list[tuple[int, str]], opener: str) -> bool:
    """Whether the first double mark of a paragraph closes a quotation opened by ``opener`` before it."""
    first = next((mark for _, mark in marks if mark not in _SINGLE), "")
    return first != "" and first in _CLOSER[opener] and first not in _CLOSER


def _step(open_marks: list[tuple[int, str]], at: int, mark: str, found: list[Span]) -> None:
    for i in range(len(open_marks) - 1, -1, -1):
        start, opener = open_marks[i]
        if mark in _CLOSER[opener] and at > start:
            found.append(Span(start, at + 1))
            del open_marks[i:]
            return
    if mark in _CLOSER and len(open_marks) < _DEPTH:
        open_marks.append((at, mark))


def kind_of(text: str, content: Spans, cue: Span, quoted: Sequence[Span]) -> QuoteKind:
    """Whether ``content`` is quoted (direct), told in the report's words (indirect) or partly each (mixed).

    A quotation in which the cue itself stands is somebody else's words and does not count.
    """
    ranges = [span for span in quoted if not span.contains(cue)]
    inside = total = 0
    for span in content:
        around = [quote for quote in ranges if quote.overlaps(span)]
        for word in _WORD.finditer(text, *span):
            start, end = word.span()
            total += end - start
            for quote_start, quote_end in around:
                if quote_start <= start and end <= quote_end:
                    inside += end - start
                    break
    if inside == 0:
        return "indirect"
    return "direct" if inside >= _DIRECT * total else "mixed"
