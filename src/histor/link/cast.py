"""An account with everybody in it looked up: who is meant by a span, by what offices, and for whom somebody speaks.

Only what the report itself makes certain is used here: a spokesman speaks for the body that his title or apposition
names ("Defence Ministry spokesman", "Ana Lopez, its spokeswoman"); "the ministry" is the only ministry of the report.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from datetime import date

from histor.code import actors
from histor.code.grouping import PRONOUN_REACH
from histor.code.tables import tokens, word_set
from histor.link.identities import Identity, is_office, named, outlet_of, plain_words
from histor.records import Account, Entity, Event, Span, Spans, Voice
from histor.sentences import sentences

_SPEAKER = re.compile(
    r"(?i)\b(?:spokes(?:man|woman|person|men|women|people)|press (?:secretary|service|office|cent(?:er|re))"
    r"|statement|communiqué|communique|website)\b"
)
_FOR = re.compile(r"^\s*,? ?(?:for|of|from|by|at) (.{2,80})$", re.S)
# Who leads a party, an armed group or an association speaks for it; ministers and secretaries-general for themselves.
_HEAD = re.compile(r"(?i)\b(?:head|leader|chief|chair(?:man|woman|person)?|president|director) of (.{2,80})$", re.S)
_OF_STATES = word_set("IGO UNO EUR")
_ITS = word_set("its their")
_BARE = re.compile(r"(?i)^(?:(?:an?|the)\s+)?(?:\w+-(?:backed|led|allied|based)\s+)?|(?:['’]s|(?<=s)['’])$")
_APPOSED = re.compile(r",\s(?P<words>[^,.;:()“”\"\n]{3,80})(?=[,.;:\n])")
_APPOSED_BEFORE = re.compile(r"(?:^|[.;:,”\"\n]\s?)(?P<words>(?:The|the|An?|an?|Its|its) [^,.;:()“”\"\n]{3,80}),\s$")
_SPOKEN = word_set("spokesman spokeswoman spokesperson spokesmen spokeswomen spokespeople")


class Cast:
    """The people and bodies of ``account`` by span; events and voices by id."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.text = account.report.text
        self.outlet = outlet_of(account.report)
        self.published = _day(account.report.published)
        self.voices = {voice.id: voice for voice in account.voices}
        self.events = {event.id: event for event in account.events}
        self._places = {place.id: place for place in account.places}
        self._entities = {span: entity for entity in account.entities for span in entity.mentions}
        self._by_id = {entity.id: entity for entity in account.entities}
        plain = {e.id: named(e.name, e.code, e.sector, e.identifier) for e in account.entities}
        bodies = [
            (span, identity)
            for entity in account.entities
            if (identity := plain[entity.id]) and identity.kind in ("body", "state", "outlet")
            for span in entity.mentions
        ]
        self._bodies = sorted(bodies, key=lambda body: body[0])
        self._sources = {span for voice in account.voices for span in voice.source}
        self._identities = {
            e.id: self._known(e, identity) if (identity := plain[e.id]) else None for e in account.entities
        }
        self._sentences: list[Span] | None = None

    # Who

    def who(self, spans: Spans) -> tuple[Identity, ...]:
        """Who is meant by ``spans``, each once; without those that nobody names."""
        entities = [self._entities[span] for span in spans if span in self._entities]
        found = [self._identities[entity.id] for entity in entities]
        return tuple(dict.fromkeys(identity for identity in found if identity))

    def source(self, voice: Voice) -> tuple[Identity, ...]:
        """The sources of ``voice``; empty where it names none, or a pronoun or word that says nothing of them."""
        found = self.who(voice.source)
        entity = self._by_id.get(voice.entity or "")
        lone = self._identities[entity.id] if entity and not found else None
        return found or ((lone,) if lone else ())

    def chain(self, event: Event) -> tuple[Voice, ...]:
        """The voices around ``event``, outermost first."""
        return tuple(self.voices[id] for id in event.chain if id in self.voices)

    def entity(self, span: Span) -> tuple[Entity, Identity] | None:
        """The entity of which ``span`` is a mention, with its identity; None where nobody in particular is meant."""
        entity = self._entities.get(span)
        identity = self._identities[entity.id] if entity else None
        return (entity, identity) if entity and identity else None

    def countries(self, event: Event) -> tuple[str, ...]:
        """The country in which ``event`` is told to have happened; empty where it is not known."""
        place = self._places.get(event.where or "")
        return (place.country,) if place and place.country else ()

    def sentence(self, span: Span) -> Span:
        """The sentence in which ``span`` begins."""
        if self._sentences is None:
            self._sentences = sentences(self.text)
        at = bisect_right(self._sentences, (span.start, len(self.text))) - 1
        return found if at >= 0 and span.start < (found := self._sentences[at]).end else span

    # What makes a source certain

    def _known(self, entity: Entity, identity: Identity) -> Identity:
        """``identity`` with what the report says of it: its longer name, its offices, for whom it speaks."""
        if identity.kind == "body":
            return self._settled(identity)
        if identity.kind not in ("person", "unnamed"):
            return identity
        titles: list[str] = []
        speaks: Identity | None = None
        for span in entity.mentions:
            before, behind = self._appositions(span)
            for words in (span.of(self.text), behind, before):
                if _SPEAKER.search(words) or _HEAD.search(words):
                    speaks = speaks or self._spoken_for(words, entity.code, span.start)
                elif words is not before and (title := _title(words, identity)):
                    titles.append(title)
        return replace(identity, titles=tuple(sorted(set(titles))), speaks_for=speaks.key if speaks else None)

    def _appositions(self, span: Span) -> tuple[str, str]:
        """What stands before and behind a mention between commas: "the head of the party", "its spokesman"."""
        before = _APPOSED_BEFORE.search(self.text, max(0, span.start - 100), span.start)
        behind = _APPOSED.match(self.text, span.end, span.end + 100)
        return before["words"] if before else "", behind["words"] if behind else ""

    def _spoken_for(self, words: str, code: str, at: int) -> Identity | None:
        """The body for which somebody called ``words`` speaks; None where that is not certain."""
        match = _SPEAKER.search(words)
        if match is None:
            head = _HEAD.search(words)
            body = self._body(head[1], code) if head else None
            return body if body and not is_office(body) and body.code not in _OF_STATES else None
        behind = _FOR.match(words[match.end() :])
        name = behind[1] if behind else words[: match.start()]
        bare = _BARE.sub("", name.strip())
        if not bare or bare.lower() in _ITS:
            return self._nearest(at, speaking=not bare)
        return self._body(bare, code, states=True)

    def _body(self, name: str, code: str, *, states: bool = False) -> Identity | None:
        identity = named(_BARE.sub("", name.strip()), code)
        if identity is None or identity.kind not in (("body", "outlet", "state") if states else ("body",)):
            return None
        return self._settled(identity) if identity.kind == "body" else identity

    def _nearest(self, at: int, *, speaking: bool) -> Identity | None:
        """The body last named before ``at``; with ``speaking`` the one that spoke last."""
        before = [
            identity
            for span, identity in self._bodies
            if at - PRONOUN_REACH < span.end <= at and (span in self._sources or not speaking)
        ]
        return self._settled(before[-1]) if before else None

    def _settled(self, identity: Identity) -> Identity:
        """The only ministry that the report names in full for "the ministry"; ``identity`` itself where there are more."""
        words = identity.key.rpartition(":")[2].split()
        if not identity.key.startswith("office:") or len(words) != 1 or plain_words(identity.name)[1]:
            return identity
        longer = {
            other.key: other
            for _, other in self._bodies
            if other.key != identity.key and is_office(other) and other.key.endswith(f" {words[0]}")
        }
        return next(iter(longer.values())) if len(longer) == 1 else identity


def _title(words: str, identity: Identity) -> str | None:
    """The office that ``words`` give somebody, without country and name; None where they give none.

    >>> _title("Russian Foreign Minister Sergei Lavrov", Identity("", "Sergei Lavrov", "person"))
    'foreign minister'
    """
    name = identity.name.split()
    at = words.find(name[0]) if identity.kind == "person" else -1
    if at < 0 and identity.kind == "person":
        at = words.find(name[-1])
    title, _ = plain_words(words[:at] if at > 0 else words)
    known = actors.roles()
    last = tokens(title[-1]) if title else ()
    if not title or title[-1] in _SPOKEN or not any(True for _ in known.find(last)):
        return None
    return " ".join(title)


def _day(published: str | None) -> str | None:
    """``published`` where it is a day; accounts from elsewhere may hold anything."""
    try:
        return date.fromisoformat(published or "").isoformat()
    except ValueError:
        return None
