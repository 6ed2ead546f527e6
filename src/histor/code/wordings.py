"""Voices that the words show beside those that the tagger found: who is cited, and who rejects what is claimed.

"…, Reuters reported, citing two officials" has the officials inside Reuters; "Washington rejected claims that …" has a
claim inside a denial. The tagger, which learnt from few of these, often finds one of the two only.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from histor.code import actors
from histor.code.levels import Draft
from histor.code.naming import parse
from histor.code.spans import cut_out, shared, trim
from histor.code.tables import word_set
from histor.records import Frame, Span, Spans

_CITING = re.compile(r"\b(?:citing|quoting)(?= )")
# Who is cited reaches to the next mark or to what he is cited as saying.
_CITED = re.compile(r" ((?:(?! (?:that|as saying|who|which|and)\b)[^,;:.\n(—–]|(?<=\b[A-Z])\.|(?<=\bMr|\bDr)\.){3,90})")
_SPEAKERS = word_set(
    "official officials source sources people person witness witnesses resident residents spokesman spokeswoman "
    "spokesperson spokespeople statement statements report reports correspondent correspondents agency agencies media "
    "document documents letter diplomat diplomats analyst analysts expert experts relatives survivors television radio "
    "newspaper newspapers aide aides lawyer lawyers researchers police data figures officer officers"
)
_BESIDE = 30  # characters that may lie between a voice's source or cue and "citing": "on Monday, "

_REJECTING = re.compile(r"(?i)(?:reject|dismiss|den(?:y|i)|refut|disput|rebuff|rebut|scoff)\w*(?: (?:at|as))?")
_CLAIM = re.compile(
    r"(?i)(?:claim|report|allegation|accusation|suggestion|charge|assertion|statement|rumou?r|speculation|notion)s?"
)
# What may stand between "dismissed" and "claims": "as fake a", "the latest", "media".
_NEAR = 80
_BETWEEN = re.compile(r"(?: (?:as )?(?:\w[\w’'-]{0,15} ){0,4}| )", re.ASCII)


def with_cited(text: str, drafts: Sequence[Draft], sentences: Sequence[Span]) -> list[Draft]:
    """``drafts`` and a voice for each "citing …" beside a source or cue of one of them, with that one's content.

    Where the tagger found it, the source is who is cited, not who cites.
    """
    found, added = list(drafts), []
    cues = [draft.cue for draft in drafts]
    for match in _CITING.finditer(text):
        cue = Span(*match.span())
        at = bisect_right(sentences, (cue.start, len(text))) - 1
        if at < 0:
            continue
        named = _CITED.match(text, cue.end, sentences[at].end)
        source = trim(text, Span(*named.span(1))) if named else cue
        if not _speaks(source.of(text)):
            continue
        here = range(bisect_left(cues, (sentences[at].start, 0)), bisect_left(cues, (sentences[at].end, 0)))
        known = next((k for k in here if cues[k].overlaps(cue)), None)
        host = next((k for k in here if _beside(found[k], cue, source)), None)
        if known is not None:
            if not shared(found[known].content, (source,)):
                found[known] = _said_by(found[known], source)
        elif host is not None and (content := _left(text, found[host].content, [Span(cue.start, source.end)])):
            found[host] = replace(found[host], content=content)
            roles = {"source": (source,), "content": content}
            frame = Frame("voice", cue, None, roles, {"stance": "affirm"}, found[host].frame.confidence)
            added.append(Draft(frame, content))
    return sorted([*found, *added], key=lambda draft: draft.cue)


def with_rejected(text: str, drafts: Sequence[Draft], frames: Iterable[Frame]) -> list[Draft]:
    """``drafts`` and a voice that denies for each event of rejecting a claim that is one of them."""
    claims = [draft for draft in drafts if _CLAIM.fullmatch(draft.cue.of(text))]
    found = list(drafts)
    for frame in frames:
        cue, source = frame.anchor, frame.roles.get("actor", ())
        if frame.kind != "event" or not source or not _REJECTING.fullmatch(cue.of(text)):
            continue
        near = (c for c in claims if 0 < c.cue.start - cue.end < _NEAR)
        claim = next((c for c in near if _BETWEEN.fullmatch(text, cue.end, c.cue.start)), None)
        if claim is None or any(draft.cue.overlaps(cue) for draft in drafts):
            continue
        content = (trim(text, Span(cue.end, max(claim.cue.end, claim.content[-1].end))),)
        roles = {"source": source, "content": content}
        found.append(Draft(Frame("voice", cue, None, roles, {"stance": "deny"}, frame.confidence), content))
    return sorted(found, key=lambda draft: draft.cue)


def _said_by(draft: Draft, source: Span) -> Draft:
    return replace(draft, frame=replace(draft.frame, roles={**draft.frame.roles, "source": (source,)}))


def _beside(draft: Draft, cue: Span, source: Span) -> bool:
    """Whether "citing" follows the source or cue of ``draft``, or leads to it ("Quoting locals, the officer said")."""
    after = any(0 <= cue.start - span.end <= _BESIDE for span in (draft.cue, *draft.source))
    return after or any(0 <= span.start - source.end <= 2 for span in draft.source)


def _speaks(phrase: str) -> bool:
    """Whether ``phrase`` names somebody or something that says things."""
    words = {word.strip("’'\"”“") for word in phrase.lower().split()}
    if words & _SPEAKERS or actors.sectors_of_head(phrase):
        return True
    return parse(phrase).kind in ("organisation", "person")


def _left(text: str, content: Spans, holes: Sequence[Span]) -> Spans:
    """``content`` without ``holes`` and without pieces that are marks only."""
    return tuple(s for s in (trim(text, s) for s in cut_out(content, holes)) if any(c.isalnum() for c in s.of(text)))
