"""The view that ``histor code`` prints: an account as a person likes to read it.

`lines` gives the account as styled, indented lines; it knows nothing of files, `ViewWriter` nothing of accounts. Lines
that do not depend on the model (headline, outlet and date, headings) are not indented, all others are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.text import Text

from histor.plain import escaped, figure, visible
from histor.records import Account, Dropped, Entity, Event, Report, Span, Spans, Voice
from histor.sentences import sentences

SOMEBODY = "?"
NOT_NAMED = "source not named"
_STANCE_STYLE = {"deny": "red", "doubt": "yellow", "want": "magenta"}
_STATUS_STYLE = {"actual": "green", "future": "yellow", "hypothetical": "yellow", "negated": "red"}
_NAME, _TITLE, _CONTENT, _DROPPED = 80, 300, 200, 80  # characters shown of each
_SENTENCE, _AROUND = 600, 150  # a longer sentence is cut to so many characters around its triggers
_MOST = 20  # lines of what was left out
_MENTIONS = 8  # different mentions of an entity


class Line(NamedTuple):
    """One logical line; where it is too long for the terminal it goes on under its own beginning."""

    indent: int
    text: Text


def lines(account: Account) -> Iterator[Line]:
    """The view of ``account``, from the headline to what was left out."""
    view = _View(account)
    yield from _head(account.report)
    if not account.events:
        yield Line(0, Text("No events.", "dim"))
    for heading, section in (
        ("Events", view.events()),
        ("Voices that tell no event", view.quiet_voices()),
        ("Entities", view.entities()),
        ("Left out", _dropped(account.report.dropped)),
    ):
        body = list(section)
        if body:
            yield Line(0, Text())
            yield Line(0, Text(heading, "bold underline"))
            yield from body


def _head(report: Report) -> Iterator[Line]:
    yield Line(0, Text(visible(report.title or report.url or report.id, _TITLE), "bold"))
    dateline = report.dateline
    facts = [report.outlet, report.published, dateline and dateline.place, dateline and dateline.agency, report.byline]
    if report.title:
        facts.append(report.url)
    shown = [visible(fact, _TITLE) for fact in facts if fact]
    if shown:
        yield Line(0, Text(" · ".join(shown), "dim"))


class _View:
    """An account with its parts looked up by id and by span."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.text = account.report.text
        self.voices = {voice.id: voice for voice in account.voices}
        self.places = {place.id: place for place in account.places}
        self.by_id = {entity.id: entity for entity in account.entities}
        self.by_mention = {span: entity for entity in account.entities for span in entity.mentions}

    # Names

    def names(self, spans: Spans) -> str:
        """Who is meant by ``spans``: canonical names, each once."""
        return ", ".join(dict.fromkeys(self._name(self.by_mention.get(span), span) for span in spans))

    def _name(self, entity: Entity | None, span: Span) -> str:
        return visible(entity.name if entity and entity.name else span.of(self.text), _NAME)

    def quoted(self, spans: Spans, limit: int) -> str:
        return visible(" … ".join(span.of(self.text)[: 4 * limit] for span in spans), limit)

    def teller(self, voice: Voice) -> Text:
        """The source of a voice, with its stance where that is not plain assertion."""
        entity = self.by_id.get(voice.entity or "")
        name = visible(entity.name, _NAME) if entity and entity.name else self.names(voice.source)
        label = Text(name or NOT_NAMED, "" if name else "italic dim")
        if voice.stance != "affirm":
            label.append(f" ({voice.stance})", _STANCE_STYLE[voice.stance])
        return label

    # Events

    def events(self) -> Iterator[Line]:
        """Each event with the chain that tells it; under the events of one sentence the sentence."""
        number = 0
        for sentence, group in self._by_sentence():
            for event in group:
                number += 1
                yield Line(2, Text(f"{number}. ").append_text(self._event(event)))
                yield Line(5, self._chain(event))
            yield Line(5, self._sentence(sentence, group))

    def _event(self, event: Event) -> Text:
        who = self.names(event.actor)
        line = Text(who or SOMEBODY, "bold")
        line.append(" · ").append(visible(event.type, _NAME), "bold cyan")
        if event.mode:
            line.append(f" {visible(event.mode, _NAME)}", "cyan")
        for label, filler in (
            ("to", self.names(event.recipient)),
            ("in", self._where(event)),
            ("when", _when(event, self)),
        ):
            if filler:
                line.append(" · ").append(f"{label} ", "dim").append(filler)
        for role, count in event.counts.items():
            line.append(" · ").append(f"{visible(role, _NAME)} ", "dim").append(figure(count.min, count.max))
        line.append(" · ").append(event.status, _STATUS_STYLE[event.status])
        if event.background:
            line.append(" · ").append("background", "dim")
        return line.append(f" · {event.confidence:.0%}", "dim")

    def _where(self, event: Event) -> str:
        named = self.quoted(event.place, _NAME)
        place = self.places.get(event.where or "")
        return f"{named} ({visible(place.country, _NAME)})" if place and place.country else named

    def _chain(self, event: Event) -> Text:
        chain = Text(visible(self.account.report.outlet or "the report", _NAME))
        for voice_id in event.chain:
            chain.append(" → ").append_text(self.teller(self.voices[voice_id]))
        return chain

    def _by_sentence(self) -> Iterator[tuple[Span, list[Event]]]:
        """Events in text order, those that stand near one another in one sentence together."""
        found = sentences(self.text) if self.account.events else []
        at = 0
        group: list[Event] = []
        sentence = Span(0, 0)
        for event in sorted(self.account.events, key=lambda e: e.trigger):
            while at < len(found) - 1 and found[at].end <= event.trigger.start:
                at += 1
            here = found[at] if found and found[at].overlaps(event.trigger) else event.trigger
            if group and (here != sentence or event.trigger.end - group[0].trigger.start > _SENTENCE - 2 * _AROUND):
                yield sentence, group
                group = []
            sentence = here
            group.append(event)
        if group:
            yield sentence, group

    def _sentence(self, sentence: Span, group: list[Event]) -> Text:
        """The sentence, its triggers in brackets: they can be told where there are no colours, too."""
        start, end = sentence
        if end - start > _SENTENCE:
            start = max(start, group[0].trigger.start - _AROUND)
            end = min(end, start + _SENTENCE)
        quote = Text("“" if start == sentence.start else "“…", "italic")
        for trigger in dict.fromkeys(event.trigger for event in group):
            if trigger.start < start or trigger.end > end:
                continue
            quote.append(escaped(self.text[start : trigger.start]))
            quote.append(f"[{escaped(trigger.of(self.text))}]", "bold not italic")
            start = trigger.end
        quote.append(escaped(self.text[start:end]))
        return quote.append("”" if end == sentence.end else "…”")

    # Voices

    def quiet_voices(self) -> Iterator[Line]:
        """Voices that carry no event, each under the voice in which it stands."""
        heard = {voice_id for event in self.account.events for voice_id in event.chain}
        quiet = {voice.id for voice in self.account.voices} - heard
        shown: set[str] = set()
        for voice_id in quiet:
            above: str | None = voice_id
            while above and above in self.voices and above not in shown:
                shown.add(above)
                above = self.voices[above].inside
        for voice in self.account.voices:
            if voice.id in shown:
                yield Line(2 + 2 * self._depth(voice), self._voice(voice, with_content=voice.id in quiet))

    def _depth(self, voice: Voice) -> int:
        depth = 0
        while voice.inside in self.voices and depth < len(self.voices):
            voice = self.voices[voice.inside]
            depth += 1
        return depth

    def _voice(self, voice: Voice, *, with_content: bool) -> Text:
        line = self.teller(voice).append(" · ").append(visible(voice.cue.of(self.text), _NAME), "cyan")
        to = self.names(voice.to)
        if to:
            line.append(" · ").append("to ", "dim").append(to)
        if with_content and voice.content:
            line.append(": ").append(f"“{self.quoted(voice.content, _CONTENT)}”", "italic")
        elif not with_content:
            line.append(" · see events", "dim")
        return line

    # Entities

    def entities(self) -> Iterator[Line]:
        """Who is meant, with country, sectors and the words by which the report calls them."""
        for entity in self.account.entities:
            line = Text(visible(entity.name, _NAME) or SOMEBODY, "bold")
            kind = " ".join((*([entity.code] if entity.code != "---" else []), *entity.sector))
            if kind:
                line.append(f" · {visible(kind, _NAME)}", "cyan")
            calls = dict.fromkeys(visible(span.of(self.text), _NAME) for span in entity.mentions)
            called = [name for name in calls if name != entity.name]
            if called:
                more = f" and {len(called) - _MENTIONS} more" if len(called) > _MENTIONS else ""
                line.append(" · " + ", ".join(f"“{name}”" for name in called[:_MENTIONS]) + more, "dim")
            yield Line(2, line)


def _when(event: Event, view: _View) -> str:
    told = view.quoted(event.time, _NAME)
    start, end = event.when.start, event.when.end
    if not start and not end:
        return told
    days = visible(start or "…", _NAME) if start == end else visible(f"{start or '…'} to {end or '…'}", _NAME)
    return f"{told} ({days})" if told else days


def _dropped(dropped: tuple[Dropped, ...]) -> Iterator[Line]:
    for item in dropped[:_MOST]:
        yield Line(2, Text(f"{visible(item.why, _NAME)}: “{visible(item.text, _DROPPED)}”", "dim"))
    if len(dropped) > _MOST:
        yield Line(2, Text(f"and {len(dropped) - _MOST} more", "dim"))
