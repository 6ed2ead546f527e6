"""What a voice says, whole: the tagger's pieces without gaps, and drawn out over the quotation that they are part of.

Whoever is quoted says the whole quotation, not half of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from histor.code.levels import Draft
from histor.code.spans import merge, shared
from histor.records import Span, Spans

_HALF = 0.5  # of a quotation, from which a content that lacks its beginning is drawn out over it
_LONGEST = 5000  # characters of a quotation
_GAP = 60  # characters that may lie between two pieces of a sentence that are one
# Double marks that stand where they should; apostrophes and marks that pair up wrongly hold anything.
_MARKED = re.compile(r"[“„«\"]\S.*\S[”“»\"]", re.DOTALL)


def whole_contents(
    text: str, drafts: Sequence[Draft], quoted: Sequence[Span], sentences: Sequence[Span]
) -> list[Draft]:
    """``drafts`` with whole contents; ``quoted`` are the quotations of ``text``."""
    marked = [quote for quote in quoted if _MARKED.fullmatch(text, *quote)]
    cues = [draft.cue for draft in drafts]
    found = []
    for draft in drafts:
        own = (draft.cue, *draft.source)
        first, last = draft.content[0].start, draft.content[-1].end
        content = _drawn_out(draft.content, own, _between(marked, first - _LONGEST, last))
        others = _between(cues, content[0].start - _LONGEST, content[-1].end)
        found.append(Draft(draft.frame, _without_gaps(text, content, [*own, *others], sentences)))
    return found


def _between(spans: Sequence[Span], low: int, high: int) -> Sequence[Span]:
    """Those of sorted ``spans`` that begin from ``low`` on and before ``high``."""
    return spans[bisect_left(spans, (low, low)) : bisect_left(spans, (high, high))]


def _drawn_out(content: Spans, own: Spans, marked: Sequence[Span]) -> Spans:
    """``content`` drawn out over every quotation of which it has half or the beginning.

    A quotation in which the voice's ``own`` cue or source stands is somebody else's.
    """
    found = list(content)
    for quote in marked:
        said = shared((quote,), content)
        begun = any(span.start <= quote.start + 1 < span.end for span in content)
        if said and (begun or said >= _HALF * (quote.end - quote.start)) and not any(quote.overlaps(s) for s in own):
            found.append(quote)
    return merge(found)


def _without_gaps(text: str, content: Spans, others: Sequence[Span], sentences: Sequence[Span]) -> Spans:
    """Pieces of one sentence joined where words lie between them and none of ``others``, sources and cues."""
    joined: list[Span] = []
    for span in content:
        gap = Span(joined[-1].end, span.start) if joined else span
        if joined and _is_gap(text, gap, sentences) and not any(gap.overlaps(other) for other in others):
            joined[-1] = Span(joined[-1].start, span.end)
            continue
        joined.append(span)
    return tuple(joined)


def _is_gap(text: str, gap: Span, sentences: Sequence[Span]) -> bool:
    """Whether words of one sentence, and not too many, are missing between two pieces."""
    if gap.end - gap.start > _GAP or not any(c.isalpha() for c in gap.of(text)):
        return False
    at = bisect_right(sentences, (gap.start, gap.start)) - 1
    return at >= 0 and sentences[at].start < gap.start and gap.end < sentences[at].end
