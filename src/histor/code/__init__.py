"""Code: from what the tagger found in a report to the report's account.

``account`` is a pure function of its arguments. Its parts: ``voices`` (who is said to say what, and inside whose
words), ``events`` (what is done, coded to the codebook), ``entities`` (who is meant).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from histor.code.codebook import Codebook, codebook
from histor.code.entities import entity_of, make_entities, used_spans
from histor.code.events import make_events
from histor.code.naming import parse
from histor.code.phrases import with_whole_phrases
from histor.code.spans import dropped_spans
from histor.code.voices import Tellers, make_voices, resumed
from histor.records import Account, Coder, Event, Report, Span, Tagging
from histor.sentences import sentences

__all__ = ["account"]


def account(report: Report, tagging: Tagging, *, coder: Coder, book: Codebook | None = None) -> Account:
    """The account of ``report`` that follows from ``tagging``; ``coder`` is stated in it, ``book`` None means PLOVER.

    Frames whose anchor lies in dropped text, voices without content and events of a type that the codebook does not
    have are left out. Every source, addressee, actor and recipient span is a mention of exactly one entity. Any
    tagging gives a valid account: spans are cut to the text, unknown attributes take their default.
    """
    dropped = dropped_spans(report.dropped)
    tagging = with_whole_phrases(report.text, tagging)
    cut = sentences(report.text)
    told = make_voices(report, tagging.frames, cut, dropped)
    tellers = Tellers(told)
    done = make_events(report, tagging.frames, tellers, cut, book or codebook(), dropped)
    used = used_spans(
        *(v.source for v in told), *(v.to for v in told), *(s for e in done for s in (e.actor, e.recipient))
    )
    found = make_entities(
        report.text, tagging.mentions, tagging.links, used, _speakers(tellers, used), resumed(report.text, told)
    )
    whose = entity_of(found)
    return Account(
        report=report,
        voices=tuple(replace(v, entity=whose[v.source[0]]) if v.source else v for v in told),
        events=tuple(_upon_others(report.text, event, whose) for event in done),
        entities=found,
        places=(),  # the resolve stage's business
        coder=coder,
    )


def _upon_others(text: str, event: Event, whose: Mapping[Span, str]) -> Event:
    """``event`` without pronouns as recipients that mean its actors: "Iran denied … it", where nothing is done to Iran.

    Of logoi's 4,358 training events with actor and recipient, 6 have somebody on both sides.
    """
    actors = {whose[span] for span in event.actor}
    oneself = [s for s in event.recipient if whose[s] in actors and parse(s.of(text)).kind == "pronoun"]
    recipient = tuple(span for span in event.recipient if span not in oneself)
    return event if recipient == event.recipient else replace(event, recipient=recipient)


def _speakers(tellers: Tellers, used: Sequence[Span]) -> dict[Span, Span]:
    """For each of ``used`` inside a voice's content the first source of that voice, for "I" and "we"."""
    speakers = {}
    for span in used:
        voice = tellers.innermost(span)
        if voice is not None and voice.source:
            speakers[span] = voice.source[0]
    return speakers
