"""Small operations on spans that several parts of this stage share."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from histor.records import Dropped, Frame, Span, Spans

_TRIMMED = " \t\r\n\f\v\u00a0\u2028\u2029\u3000\u200b"


def trim(text: str, span: Span) -> Span:
    """``span`` without the blanks at its ends; empty where nothing else is in it."""
    start, end = max(0, span.start), min(len(text), span.end)
    piece = text[start:end]
    if piece and piece[0] not in _TRIMMED and piece[-1] not in _TRIMMED:  # as nearly all are
        return Span(start, end)
    end -= len(piece) - len(piece.rstrip(_TRIMMED))
    start += len(piece) - len(piece.lstrip(_TRIMMED))
    return Span(min(start, end), end)


_ARTICLES = frozenset(("the", "a", "an"))
# What an article stands before: a name ("Coalition"), with its noun where it is no noun ("Syrian army"), or a noun with
# adjectives ("rented yacht").
_NAME = r"(?:(?:(?:[A-Z]\.)+|[A-Z][\w’'-]{0,30}) ){0,4}[A-Z][\w’'-]{0,30}"
_HEADS = r"(?:regime|government|administration|army|police|forces|troops|militia|group|movement|party|coalition|family|campaign)\b"
_NO_NOUN_YET = r"(?:(?<=an)|(?<=ish)|(?<=ese)|(?<=[a-z]i)|(?<=ch)|(?<=led)|(?<=[A-Z.]))"
_NOUN = (
    r"(?!(?:is|are|was|were|has|had|have|in|of|by|on|at|to|for|from|and|or|who|that|which|said|says|told|will|would)\b)"
    r"[^\W_][\w’'-]{0,30}"
)
_ADJECTIVES = r"(?:(?:\w{2,20}(?:ed|ous|ive|ful|ish)|former|senior|new|old|young|other|local|national|foreign) ){0,2}"
_AFTER_ARTICLE = re.compile(
    rf"[ \u00a0](?:{_NAME}(?: {_HEADS}|{_NO_NOUN_YET} {_NOUN})?|{_ADJECTIVES}{_NOUN}|[^\W_][\w’'-]{{0,30}})"
)


# Words that end no mention; "of", "and" and "or" begin none either ("since" and "for" may begin a time). In capitals among
# small letters they are names: "the WHO", "fighters of IS".
_ENDING_NONE = r"(?i:and|or|but|of|in|at|by|for|from|to|with|on|as|that|who|which|the|an?|is|are|was|were|has|have|operating|including)"
_DANGLING = re.compile(rf"(?:[ \u00a0]{{1,3}}(?![A-Z]{{2}}){_ENDING_NONE})+$")
_DANGLING_CAPITALS = re.compile(rf"(?:[ \u00a0]{{1,3}}{_ENDING_NONE})+$")
# A mark or the end of a possessive, which begin no mention, and shreds that are none.
_FIRST_MARK = re.compile(r"(?:[.,;:)\]/–—-]+|[’']s\b)[ \u00a0]*(?=\w)")
# Marks behind a mention; a stop may belong to "Corp." and its like, and to initials, a comma to one before (PolNeAR's
# guideline takes "Ana Lopez, a guard," whole).
_LAST_MARK = re.compile(r"(?<=\w)(?:[,;:]|(?<=[a-z]{4})(?<!Corp)(?<!Dept)(?<!Assn)(?<!Prof)(?<!Univ)\.)\Z")
_LONGEST_MARK = 8
_POSSESSIVES = ("'s", "’s")  # cut in two: "Lopez'|s"
_SHRED = re.compile(r"(?i)(?:of|to|by|for|from|with|in|on|at|and|or|as|s|than|said|says|\w*-|the number)")
_DETERMINER = re.compile(r"(?i)[ \u00a0]+(?:the|an?|his|her|its|their|our|my)$")
_LEADING = re.compile(r"(?i)(?:(?:and|or|of)[ \u00a0]{1,3})+(?=\S)")


def tidy(text: str, spans: Iterable[Span], dropped: Iterable[Span] = ()) -> Spans:
    """``spans`` trimmed, in text order, apart, without empty ones and without those that lie in ``dropped``.

    A lone article, the shred of a phrase that the tagger broke, is drawn out to the words that it stands before;
    words that begin or end no mention are cut off ("Turkey and"); a lone mark names nobody and is left out.
    """
    kept = (as_mention(text, span) for span in spans)
    return merge(s for s in kept if s is not None and not any(d.overlaps(s) for d in dropped))


def as_mention(text: str, span: Span) -> Span | None:
    """``span`` as a mention, as `tidy` has it; None where it names nobody."""
    made = _whole(text, trim(text, span))
    words = made.of(text)
    named = words[:1].isalnum() or any(map(str.isalnum, words))
    return made if named and not _SHRED.fullmatch(words) else None


def _whole(text: str, span: Span) -> Span:
    mark = _FIRST_MARK.match(text, *span)
    cut = text[span.end - 1 : span.end + 1] in _POSSESSIVES
    stop = _LAST_MARK.search(text, max(span.start, span.end - _LONGEST_MARK), span.end)
    if stop and stop[0] == "," and "," in text[span.start : stop.start()]:
        stop = None
    span = Span(mark.end() if mark else span.start, stop.start() if stop else span.end - cut)
    words = span.of(text)
    if words.lower() not in _ARTICLES:
        leading = _LEADING.match(words)
        dangling = (_DANGLING_CAPITALS if words.isupper() else _DANGLING).search(words)
        start = span.start + leading.end() if leading else span.start
        end = span.start + dangling.start() if dangling else span.end
        return Span(start, end) if start < end else span
    phrase = _AFTER_ARTICLE.match(text, span.end)
    return Span(span.start, phrase.end()) if phrase else span


def merge(spans: Iterable[Span]) -> Spans:
    """``spans`` in text order, overlapping ones joined."""
    ordered = sorted(spans)
    if len(ordered) < 2:
        return tuple(ordered)
    joined: list[Span] = []
    for span in ordered:
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def length(spans: Iterable[Span]) -> int:
    """Characters in all ``spans`` together; they must not overlap."""
    return sum(span.end - span.start for span in spans)


def shared(some: Spans, others: Spans) -> int:
    """Characters that lie in both; the spans of neither may overlap."""
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in some for b in others)


def cut_out(spans: Spans, holes: Iterable[Span]) -> Spans:
    """``spans`` without what lies in ``holes``.

    >>> cut_out((Span(0, 9),), [Span(3, 5)])
    (Span(start=0, end=3), Span(start=5, end=9))
    """
    for hole in holes:
        sides = ((Span(s.start, min(s.end, hole.start)), Span(max(s.start, hole.end), s.end)) for s in spans)
        spans = tuple(side for pair in sides for side in pair if side.start < side.end)
    return spans


class Placed:
    """Many contents, each of several spans, to be asked which of them stand at a place without looking at all."""

    def __init__(self, contents: Iterable[Spans]) -> None:
        self._spans = sorted((start, end, k) for k, spans in enumerate(contents) for start, end in spans)
        self._starts = [start for start, _, _ in self._spans]
        self._reach = list(accumulate((end for _, end, _ in self._spans), max))  # the last end of all up to each

    def holding(self, inner: Span) -> list[int]:
        """The numbers of the contents of which one span contains ``inner``, in order."""
        low, high = bisect_left(self._reach, inner.end), bisect_right(self._starts, inner.start)
        return sorted({k for _, end, k in self._spans[low:high] if inner.end <= end})

    def overlapping(self, other: Span) -> list[int]:
        """The numbers of the contents of which one span shares a character with ``other``, in order."""
        low, high = bisect_right(self._reach, other.start), bisect_left(self._starts, other.end)
        return sorted({k for _, end, k in self._spans[low:high] if other.start < end})


def holds(spans: Iterable[Span], inner: Span) -> bool:
    """Whether one of ``spans`` contains ``inner``."""
    start, end = inner
    for span_start, span_end in spans:  # noqa: SIM110  any() takes twice as long, and every voice and anchor is asked
        if span_start <= start and end <= span_end:
            return True
    return False


def dropped_spans(dropped: Iterable[Dropped]) -> Spans:
    """The spans of the report's text that yield no voices and no events."""
    return tuple(item.span for item in dropped if item.span is not None)


def probability(value: float) -> float:
    """``value`` forced between 0 and 1, to four decimals; a value that is no number is 0."""
    return 0.0 if math.isnan(value) else round(min(1.0, max(0.0, value)), 4)


def one_per_anchor(text: str, frames: Iterable[Frame], dropped: Spans) -> list[Frame]:
    """Frames in text order whose anchors are trimmed, not empty, outside ``dropped`` and do not overlap.

    Frames with overlapping anchors become one: the roles of all, the attributes and type of the most confident.
    """
    kept: list[Frame] = []
    for frame in sorted(frames, key=lambda f: (f.anchor, -probability(f.confidence), f.type or "")):
        anchor = _without_determiner(text, trim(text, frame.anchor))
        if anchor.start >= anchor.end or any(d.overlaps(anchor) for d in dropped):
            continue
        if kept and kept[-1].anchor.overlaps(anchor):
            kept[-1] = _join(kept[-1], frame)
        else:
            kept.append(Frame(frame.kind, anchor, frame.type, frame.roles, frame.attributes, frame.confidence))
    return kept


def _without_determiner(text: str, anchor: Span) -> Span:
    """``anchor`` without an article or possessive at its end, which belongs to the next word: "withdraw his"."""
    determiner = _DETERMINER.search(anchor.of(text))
    return Span(anchor.start, anchor.start + determiner.start()) if determiner else anchor


def _join(first: Frame, second: Frame) -> Frame:
    """One frame of two at the same place; the anchor stays that of the more confident."""
    better, other = (first, second) if first.confidence >= second.confidence else (second, first)
    roles = {role: better.roles.get(role, ()) + other.roles.get(role, ()) for role in {**better.roles, **other.roles}}
    return Frame(better.kind, better.anchor, better.type, roles, better.attributes, better.confidence)
