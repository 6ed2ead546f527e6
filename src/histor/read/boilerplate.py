r"""The lines of a page that are no news: share lines, site addresses, captions, credits, subscription lines.

Rules look at whole lines (furniture.py holds them), so that a sentence of news that happens to say "follow us" stays.
A few rules also cut the tail off a paragraph to which a page's text extractor has glued one.

>>> [dropped.why for dropped in find("Troops left the town.\n\nSHARE THIS ARTICLE\nHerald News Hour")]
['share line', 'page footer']
"""

from __future__ import annotations

import re

from histor.read.furniture import FOOTED_BY, TAILED, TAILS, kind_of
from histor.records import Dropped, Span

_MAX_LINE = 400  # characters; longer lines are paragraphs, at which only the tail rules look
_TAIL_CHARS = 400
_MAX_FOOTER_LINE = 60  # names of pages and programmes that stand below the share line
_MAX_FOOTER_LINES = 5
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_SENTENCE_END = re.compile(r"[.!?…]['\"”’)]*$")


def find(text: str) -> tuple[Dropped, ...]:
    """What in ``text`` is no news, in text order, each with its span and the reason; spans do not overlap."""
    lines = [_stripped(match) for match in _LINE.finditer(text)]
    lines = [line for line in lines if line.start < line.end]
    found: list[Dropped] = []
    for line in lines:
        words = line.of(text)
        why = kind_of(words) if len(words) <= _MAX_LINE else None
        if why:
            found.append(Dropped(line, words, why))
        else:
            found += _tail(text, line)
    return tuple(sorted(found + _footer(text, lines, found), key=lambda dropped: dropped.span or Span(0, 0)))


def _stripped(match: re.Match[str]) -> Span:
    """The line without the blanks around it."""
    words = match[0]
    start = match.start() + len(words) - len(words.lstrip())
    return Span(start, max(start, match.start() + len(words.rstrip())))


def _tail(text: str, line: Span) -> list[Dropped]:
    """What is glued to the end of a paragraph: "… on Friday. (Reporting by A. Writer; Editing by B. Editor)"."""
    start = max(line.start, line.end - _TAIL_CHARS)
    words = text[start : line.end]
    for why, pattern in TAILS if words.endswith(")") or TAILED.search(words) else ():
        if tail := pattern.search(words):
            span = Span(start + tail.start(), line.end)
            return [Dropped(span, span.of(text), why)] if span.start > line.start else []
    return []


def _footer(text: str, lines: list[Span], found: list[Dropped]) -> list[Dropped]:
    """The short lines without a full stop that end the text below a share, follow or address line."""
    furniture = {dropped.span: dropped.why for dropped in found}
    below: list[Dropped] = []
    for line in reversed(lines):
        if furniture.get(line) in FOOTED_BY:
            return below[::-1]
        words = line.of(text)
        if line not in furniture:
            below.append(Dropped(line, words, "page footer"))
        if len(words) > _MAX_FOOTER_LINE or _SENTENCE_END.search(words) or len(below) > _MAX_FOOTER_LINES:
            break
    return []
