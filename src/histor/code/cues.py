"""Cues whole and apart: half of a verb made whole, hearsay taken out of a verb that somebody else says.

>>> text = "Kim has reportedly agreed to talks."
>>> frame = Frame("voice", Span(4, 25), None, {"source": (Span(0, 3),), "content": (Span(26, 34),)}, {}, 0.9)
>>> [(part.anchor.of(text), [s.of(text) for s in part.roles["content"]]) for part in by_hearsay(text, frame)]
[('reportedly', ['Kim', 'agreed to talks']), ('agreed', ['to talks'])]
"""

from __future__ import annotations

import re
from dataclasses import replace

from histor.code.spans import cut_out, merge, trim
from histor.records import STANCES, Frame, Span, Spans, Stance

_HEARSAY = re.compile(r"(?i)\b(?:reportedly|allegedly|purportedly|supposedly)\b")
# Words that are no cue by themselves; the verb that they belong to follows.
_LIGHT = re.compile(
    r"(?i)(?:(?:am|is|are|was|were|be|been|being|has|have|had|having|do|does|did|will|would|shall|should|can|could|may|"
    r"might|must|not|never|also|all|both|very|much|just|already|still|now|once|since|repeatedly|clearly|deeply|quite|simply|only|\w+n[’']t|"
    r"[’'](?:s|m|re|ve|ll|d))\b[ \u00a0]*)+"
)
_DENYING = re.compile(r"(?i)\b(?:den(?:y|ies|ied|ying|ials?)|refut(?:es?|ed|ing)|ruled out|rules? out|ruling out)\b")
_UNCONFIRMED = re.compile(
    r"(?i)(?:\bnot|n[’']t|\bneither|\bunable to|\bnor) (?:\w+ )?(?:confirm|verif)|\bconfirm\w* n?or den"
)
_NOT = re.compile(r"(?i)\b(?:not|never|nor|cannot)\b|n[’']t\b")
_ACCORDING = re.compile(r"(?i)according to")
_REPORTS = re.compile(r"(?i) (?:the |(?:initial|early|unconfirmed|some|several|various) )?reports(?=[,.;])")
_NEXT = re.compile(r"[ \u00a0]([^\W\d_][\w’'-]*)")
_HALF = re.compile(r"\b[a-z]+n[’']\Z")  # of "can't", where a cue begins with its end
_LONGEST_HALF = 10
_MOST = 4  # words that are added to half a cue


def whole(text: str, frame: Frame) -> Frame:
    """``frame`` with a cue of light words only ("has", "very much", half of "can't") drawn out to the verb that follows."""
    half = _HALF.search(text, max(0, frame.anchor.start - _LONGEST_HALF), frame.anchor.start)
    start, end = half.start() if half else frame.anchor.start, frame.anchor.end
    for _ in range(_MOST):
        if not _LIGHT.fullmatch(text, start, end):
            break
        following = _NEXT.match(text, end)
        if following is None:
            return frame
        end = following.end()
    else:
        return frame
    if (start, end) == frame.anchor:
        return frame
    anchor = Span(start, end)
    return replace(frame, anchor=anchor, roles=_without(text, frame, anchor))


def without_reports(text: str, frame: Frame) -> Frame:
    """``frame`` with "according to reports" as its cue and no source: whose reports they are is not said.

    Of the 7 voices in logoi train with bare reports 5 have no source; "media reports" are those of the media.
    """
    reports = _REPORTS.match(text, frame.anchor.end) if _ACCORDING.fullmatch(text, *frame.anchor) else None
    if reports is None or any(source.end != reports.end() for source in frame.roles.get("source", ())):
        return frame
    anchor = Span(frame.anchor.start, reports.end())
    roles = _without(text, frame, anchor)
    return replace(frame, anchor=anchor, roles={role: spans for role, spans in roles.items() if role != "source"})


def by_hearsay(text: str, frame: Frame) -> list[Frame]:
    """The voices that ``frame`` is: "has reportedly agreed" is hearsay, and inside it what somebody agrees to.

    Hearsay has no source; whom it is about is part of its content (CODEBOOK.md).
    """
    word = _HEARSAY.search(text, *frame.anchor)
    if word is None:
        return [frame]
    hearsay = Span(*word.span())
    sides = [trim(text, Span(frame.anchor.start, hearsay.start)), trim(text, Span(hearsay.end, frame.anchor.end))]
    verbs = [side for side in sides if side.start < side.end and not _LIGHT.fullmatch(text, *side)]
    inner = [replace(frame, anchor=verbs[-1], roles=_without(text, frame, verbs[-1]))] if verbs else []
    source, content = frame.roles.get("source", ()), frame.roles.get("content", ())
    held = cut_out(merge([*source, *verbs[-1:], *content]), [hearsay])
    outer = replace(frame, anchor=hearsay, roles={"content": _joined(text, held)}, attributes={})
    return [outer, *inner]


def stance(text: str, frame: Frame) -> Stance:
    """The stance of a voice: what its cue says where there is no other reading, else what the tagger saw.

    Of 38 cues in logoi train with "deny" and its kin 35 deny; the others are "neither confirmed nor denied" and
    "has not denied".
    """
    cue = frame.anchor.of(text)
    if _UNCONFIRMED.search(cue):
        return "doubt"
    if _DENYING.search(cue) and not _NOT.search(cue):
        return "deny"
    seen = frame.attributes.get("stance", "affirm")
    return next((known for known in STANCES if known == seen), "affirm")


def _joined(text: str, spans: Spans) -> Spans:
    """Spans with only blanks and a comma between them as one."""
    joined: list[Span] = []
    for span in spans:
        if joined and not text[joined[-1].end : span.start].strip(" \u00a0,:"):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(joined)


def _without(text: str, frame: Frame, anchor: Span) -> dict[str, Spans]:
    """The roles of ``frame`` without what lies in ``anchor``."""
    return {
        role: tuple(s for s in (trim(text, s) for s in cut_out(spans, [anchor])) if s.start < s.end)
        for role, spans in frame.roles.items()
    }
