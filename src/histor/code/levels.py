"""Two levels of source in one phrase: who passes on what somebody else says.

"Iran is able to win, the minister stressed, Al Alam reported" is what the minister says inside what Al Alam says
(CODEBOOK.md). Of 561 pairs of voices in logoi train that have one content, 523 stand inside one another; the tagger
often finds the same content for both and misses that one of them holds the other's source and cue.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from histor.code.spans import cut_out, holds, length, merge, shared
from histor.records import Frame, Span, Spans

SAME = 0.6
"""Two contents are one when they share at least this of all that either holds."""

_NEAR = 40  # characters between a cue and its source, beyond which other words than theirs stand between
_CITING = re.compile(r"(?i)(?:citing|quoting)\b")
_PASSED_ON = re.compile(r"(?i)according to\b|as (?:reported|quoted|cited)\b|(?:was |were )?quoted\b.* by\b")


@dataclass(frozen=True, slots=True)
class Draft:
    """A voice that is being made: its frame and its content as far as it is known."""

    frame: Frame
    content: Spans

    @property
    def cue(self) -> Span:
        return self.frame.anchor

    @property
    def source(self) -> Spans:
        return self.frame.roles.get("source", ())

    @property
    def size(self) -> int:
        return length(self.content)


def passed_on(text: str, drafts: Sequence[Draft], sentences: Sequence[Span]) -> list[Draft]:
    """``drafts`` where of two with one content the outer holds source and cue of the inner, too.

    Where both have one source, they are one voice that the tagger found at two of its words ("said in a statement"):
    the more confident stays.
    """
    found: list[Draft | None] = list(drafts)
    starts = [s.start for s in sentences]
    at = [bisect_right(starts, draft.cue.start) for draft in drafts]
    pairs = ((i, j) for i in range(len(drafts)) for j in range(i + 1, bisect_right(at, at[i])))
    for i, j in pairs:
        a, b = found[i], found[j]
        if a is None or b is None or not _one_content(a, b) or _nested(a, b):
            continue
        if shared(a.source, b.source):
            found[j if a.frame.confidence >= b.frame.confidence else i] = None
        elif _outer_first(text, a, b):
            found[i] = replace(a, content=_with(text, a, b, sentences[at[i] - 1]) or a.content)
        else:
            found[j] = replace(b, content=_with(text, b, a, sentences[at[i] - 1]) or b.content)
    return [draft for draft in found if draft is not None]


def _one_content(a: Draft, b: Draft) -> bool:
    both = shared(a.content, b.content)
    return both > 0 and both >= SAME * (a.size + b.size - both)


def _nested(a: Draft, b: Draft) -> bool:
    return holds(a.content, b.cue) or holds(b.content, a.cue)


def _outer_first(text: str, first: Draft, second: Draft) -> bool:
    """Whether the first of two cues is that of the outer voice: the cited stands inside, then the nearer to the content.

    Where the content stands between them, the second: "the minister said …, Al Alam reported".
    """
    for inner, outer, yes in ((first, second, False), (second, first, True)):
        if _CITING.match(inner.cue.of(text)) and not _CITING.match(outer.cue.of(text)):
            return yes
    for outer, inner, yes in ((first, second, True), (second, first, False)):
        if _PASSED_ON.match(outer.cue.of(text)) and not _PASSED_ON.match(inner.cue.of(text)):
            return yes
    return second.cue.end <= first.content[0].start


def _with(text: str, outer: Draft, inner: Draft, sentence: Span) -> Spans:
    """The content of ``outer`` and what ``sentence`` has of ``inner``, without the source and cue of ``outer``.

    Nothing where these cover all of it, which only a tagger that is far off finds.
    """
    beside = Span(inner.cue.start - _NEAR, inner.cue.end + _NEAR)
    source = (span for span in inner.source if span.overlaps(beside))
    parts = [span for span in (*source, inner.cue, *inner.content) if sentence.contains(span)]
    whole = Span(min(span.start for span in parts), max(span.end for span in parts))
    left = cut_out(merge([*outer.content, whole]), [*outer.source, outer.cue])
    return tuple(span for span in (_bare(text, span) for span in left) if any(c.isalnum() for c in span.of(text)))


def _bare(text: str, span: Span) -> Span:
    """``span`` without blanks and commas at its ends."""
    words = span.of(text)
    bare = words.strip(" \u00a0,")
    start = span.start + words.find(bare) if bare else span.end
    return Span(start, start + len(bare))
