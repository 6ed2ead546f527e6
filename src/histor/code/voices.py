"""Voices: who is said to say what, and in whose account."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from histor.code.contents import whole_contents
from histor.code.cues import by_hearsay, stance, whole, without_reports
from histor.code.levels import Draft, passed_on
from histor.code.quotations import kind_of, quotations
from histor.code.spans import Placed, length, merge, one_per_anchor, probability, tidy, trim
from histor.code.wordings import with_cited, with_rejected
from histor.records import Frame, Report, Span, Spans, Voice

_GOING_ON = re.compile(
    r"(?i)(?:has |have |also |further |later )?(?:added|adds|adding|continued|concluded|went on(?: to (?:say|add))?|further said)"
)
_PRONOUN = re.compile(r"(?i)he|she|it|they")


def make_voices(
    report: Report, frames: Sequence[Frame], sentences: Sequence[Span], dropped: Spans
) -> tuple[Voice, ...]:
    """The voices of ``frames`` of kind voice, in text order, ``entity`` not set yet.

    A frame without content is left out: a voice is a place where content is ascribed to somebody (CODEBOOK.md), and
    a cue alone says nothing that could be recorded. Two frames at one cue become one.
    """
    text = report.text
    paragraphs = _paragraphs(text, sentences)
    drafts = []
    cues = (
        part for f in frames if f.kind == "voice" for part in by_hearsay(text, without_reports(text, whole(text, f)))
    )
    for frame in one_per_anchor(text, cues, dropped):
        content = _content(text, frame.roles.get("content", ()), paragraphs, dropped)
        if content:
            drafts.append(Draft(frame, content))
    quoted = quotations(text, paragraphs)
    quoted_at = Placed((quote,) for quote in quoted)
    drafts = whole_contents(text, drafts, quoted, sentences)
    drafts = with_cited(text, with_rejected(text, drafts, frames), sentences)
    drafts = passed_on(text, drafts, sentences)
    inside = _enclosing(drafts)
    return tuple(
        Voice(
            id=f"v{i + 1}",
            source=tidy(text, draft.frame.roles.get("source", ()), dropped),
            cue=draft.frame.anchor,
            content=draft.content,
            to=tidy(text, draft.frame.roles.get("to", ()), dropped),
            stance=stance(text, draft.frame),
            kind=kind_of(text, draft.content, draft.frame.anchor, _around(quoted, quoted_at, draft.content)),
            inside=None if (outer := inside[i]) is None else f"v{outer + 1}",
            entity=None,
            confidence=probability(draft.frame.confidence),
        )
        for i, draft in enumerate(drafts)
    )


def _around(quoted: Sequence[Span], at: Placed, content: Spans) -> list[Span]:
    """Those of ``quoted`` that stand between the ends of a content."""
    return [quoted[k] for k in at.overlapping(Span(content[0].start, content[-1].end))]


def resumed(text: str, told: Sequence[Voice]) -> dict[Span, Span]:
    """For each pronoun that goes on speaking ("it added") the source of the voice before, in the words of the same one.

    Of 139 such pronouns in logoi train 134 mean that source.
    """
    found = {}
    last: dict[str | None, Span] = {}
    for voice in told:
        goes_on = len(voice.source) == 1 and voice.inside in last and _GOING_ON.fullmatch(text, *voice.cue)
        if goes_on and _PRONOUN.fullmatch(text, *voice.source[0]):
            found[voice.source[0]] = last[voice.inside]
        if voice.source:
            last[voice.inside] = voice.source[0]
    return found


class Tellers:
    """The voices of a report, to be asked for many places in its text who tells what stands there."""

    def __init__(self, told: Sequence[Voice]) -> None:
        self._told = told
        self._contents = Placed(voice.content for voice in told)
        self._by_id = {voice.id: voice for voice in told}

    def innermost(self, trigger: Span) -> Voice | None:
        """The voice with the smallest content that contains ``trigger``, or None: the report itself tells it.

        A voice does not tell its own cue ("Paris condemned …" is told by the report, not by Paris).
        """
        around = (self._told[k] for k in self._contents.holding(trigger))
        tellers = (voice for voice in around if not voice.cue.overlaps(trigger))
        return min(tellers, key=lambda voice: (length(voice.content), voice.cue), default=None)

    def denies(self, trigger: Span) -> bool:
        """Whether ``trigger`` stands in the cue of a voice that denies."""
        return any(voice.stance == "deny" and voice.cue.overlaps(trigger) for voice in self._told)

    def chain(self, voice: Voice | None) -> tuple[str, ...]:
        """Ids of the voices around a piece of text that ``voice`` tells, outermost first, ``voice`` included."""
        ids: list[str] = []
        while voice is not None:
            ids.append(voice.id)
            voice = self._by_id[voice.inside] if voice.inside else None
        return tuple(reversed(ids))


def _paragraphs(text: str, sentences: Sequence[Span]) -> list[Span]:
    """Runs of sentences between which stands no line break."""
    runs: list[Span] = []
    for sentence in sentences:
        if runs and "\n" not in text[runs[-1].end : sentence.start]:
            runs[-1] = Span(runs[-1].start, sentence.end)
        else:
            runs.append(sentence)
    return runs


def _content(text: str, spans: Spans, paragraphs: Sequence[Span], dropped: Spans) -> Spans:
    """Trimmed spans in text order, cut at the ends of paragraphs and around dropped text.

    Within a paragraph the fragments stay as the tagger found them. The reference annotation is divided there: of
    contents that run over sentences inside a paragraph, 133 have one span a sentence and 178 one span over several.
    """
    pieces = []
    for span in merge(spans):
        first = bisect_right(paragraphs, span.start, key=lambda p: p.end)
        last = bisect_left(paragraphs, span.end, key=lambda p: p.start)
        pieces += [trim(text, Span(max(span.start, p.start), min(span.end, p.end))) for p in paragraphs[first:last]]
    return tuple(p for p in pieces if p.start < p.end and not any(d.overlaps(p) for d in dropped))


def _enclosing(drafts: Sequence[Draft]) -> list[int | None]:
    """For each draft the index of the one inside whose content it stands: the smallest that holds its cue.

    Contents may be wrong so that two voices hold each other's cue. The smaller content chooses first, and a choice
    that would close a circle passes on to the next larger one, so that the result is always a forest.
    """
    order = sorted(range(len(drafts)), key=lambda i: (drafts[i].size, i))
    contents = Placed(drafts[i].content for i in order)
    outer: list[int | None] = [None] * len(drafts)
    for i in order:
        around = (order[k] for k in contents.holding(drafts[i].cue))
        outer[i] = next((j for j in around if j != i and not _leads_to(outer, j, i)), None)
    return outer


def _leads_to(outer: list[int | None], start: int, goal: int) -> bool:
    at: int | None = start
    while at is not None and at != goal:
        at = outer[at]
    return at is not None
