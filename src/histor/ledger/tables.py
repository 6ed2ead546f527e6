"""From an account to the rows of the tables in schema.sql: a pure function, one dictionary a row."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from histor.accounts import dumps
from histor.code.countries import countries
from histor.ledger.fold import NO_CODE, Filler, fold_cells, sign, text_sign
from histor.ledger.keys import part_key, report_key
from histor.records import COUNT_ROLES, Account, Entity, Event, Place, Span, Spans, Voice
from histor.sentences import sentences

Row = dict[str, Any]
Rows = dict[str, list[Row]]
"""Rows by the name of their table."""

CONTENT = ("reports", "voices", "events", "entities", "places", "actors")
"""The tables that hold what accounts say; `accounts` holds the accounts themselves."""

_PIECES = " … "
_LONGEST_SENTENCE = 2_000  # characters; a list without full stops is no sentence that anybody quotes whole
_AROUND = 500  # characters kept on both sides of the trigger of a longer one
_HALVES = re.compile("[\ud800-\udfff]")  # UTF-8, and so DuckDB, has no form for them


def rows_of(account: Account) -> Rows:
    """The rows that ``account`` makes in each table of CONTENT."""
    view = _View(account)
    events = [view.event(event) for event in account.events]
    return {
        "reports": [view.report()],
        "voices": [view.voice(voice) for voice in account.voices],
        "events": events,
        "entities": [view.entity(entity) for entity in account.entities],
        "places": [view.place(place) for place in account.places],
        "actors": _actor_rows(events),
    }


def account_line(account: Account) -> bytes:
    """The account as the line of JSON that ``histor code --json`` prints, in UTF-8."""
    return dumps(account).encode()


class _View:
    """An account with its parts looked up by id, by span and by sentence."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.text = account.report.text
        self.key = report_key(account.report)
        self.by_id = {entity.id: entity for entity in account.entities}
        self.by_mention = {span: entity for entity in account.entities for span in entity.mentions}
        self.by_voice = {voice.id: voice for voice in account.voices}
        self.by_place = {place.id: place for place in account.places}
        self.sentences = sentences(self.text) if account.events else []
        self.starts = [span.start for span in self.sentences]
        self.common = {"outlet": clean(account.report.outlet), "published": day(account.report.published)}

    # Rows

    def report(self) -> Row:
        report, coder = self.account.report, self.account.coder
        line = report.dateline
        return {
            "report": self.key,
            "id": clean(report.id),
            "url": clean(report.url),
            **self.common,
            "title": clean(report.title),
            "byline": clean(report.byline),
            "language": clean(report.language),
            "dateline_place": clean(line.place if line else None),
            "dateline_date": clean(line.date if line else None),
            "agency": clean(line.agency if line else None),
            "text": clean(report.text),
            "sha256": clean(report.sha256),
            "histor": clean(coder.histor),
            "model": clean(coder.model),
            "codebook": clean(coder.codebook),
            "voices": len(self.account.voices),
            "events": len(self.account.events),
        }

    def voice(self, voice: Voice) -> Row:
        code, sectors, name = self._source(voice)
        content = self._words(voice.content, _PIECES)
        return {
            "voice": self._key(voice.id),
            "report": self.key,
            "id": clean(voice.id),
            "source": name,
            "source_code": code,
            "source_sectors": sectors,
            "entity": self._key(voice.entity if voice.entity in self.by_id else None),
            "cue": self._words((voice.cue,)),
            "cue_start": voice.cue.start,
            "cue_end": voice.cue.end,
            "content": content,
            "addressees": self._fillers(voice.to)["names"],
            "stance": voice.stance,
            "kind": voice.kind,
            "inside": self._key(voice.inside),
            "chain": self._chain([*self._around(voice), voice]),
            "confidence": voice.confidence,
            **self.common,
            **_signed(source=fold_cells([(code, sectors, name), *self._as_called(voice.source)])),
            "content_sign": _text_sign(content),
        }

    def event(self, event: Event) -> Row:
        told = [self.by_voice[id] for id in event.chain if id in self.by_voice]
        actors, recipients = self._fillers(event.actor), self._fillers(event.recipient)
        place = self.by_place.get(event.where or "")
        words = self._words(event.place, ", ")
        trigger = self._trigger(event.trigger)
        return {
            "event": self._key(event.id),
            "report": self.key,
            "id": clean(event.id),
            "type": clean(event.type),
            "mode": clean(event.mode),
            "contexts": [clean(context) for context in event.contexts],
            "quad": event.quad if 0 <= event.quad <= 4 else 0,
            "score": event.score,
            "cameo": clean(event.cameo),
            "status": event.status,
            "background": event.background,
            **{f"actor_{part}": listed for part, listed in actors.items()},
            **{f"recipient_{part}": listed for part, listed in recipients.items()},
            "place_words": words,
            **self._where(place),
            "time_words": self._words(event.time, ", "),
            **_when(event),
            **_figures(event),
            **self._told(told),
            **trigger,
            "sentence_sign": _text_sign(trigger["sentence"]),
            "confidence": event.confidence,
            **self.common,
            **_signed(
                actor=self._fold(actors, event.actor),
                recipient=self._fold(recipients, event.recipient),
                source=fold_cells([(None, None, self.common["outlet"]), *self._sources(told)]),
                place=_fold_place(place, words),
            ),
        }

    def entity(self, entity: Entity) -> Row:
        return {
            "entity": self._key(entity.id),
            "report": self.key,
            "id": clean(entity.id),
            "name": clean(entity.name),
            "code": clean(entity.code),
            "sectors": clean(" ".join(entity.sector)),
            "identifier": clean(entity.identifier),
            "called": self._called(entity.mentions),
            "mentions": len(entity.mentions),
        }

    def place(self, place: Place) -> Row:
        return {
            "place": self._key(place.id),
            "report": self.key,
            "id": clean(place.id),
            "name": clean(place.name),
            "country": clean(place.country),
            "admin1": clean(place.admin1),
            "lat": place.lat,
            "lon": place.lon,
            "geonameid": whole(place.geonameid),
            "precision": clean(place.precision),
            "called": self._called(place.mentions),
            "mentions": len(place.mentions),
        }

    # Parts of them

    def _key(self, id: str | None) -> str | None:
        return part_key(self.key, clean(id) or "") if id else None

    def _words(self, spans: Spans, between: str = " ") -> str | None:
        return clean(between.join(span.of(self.text) for span in spans)) if spans else None

    def _called(self, mentions: Spans) -> list[str | None]:
        return list(dict.fromkeys(clean(span.of(self.text)) for span in mentions))

    def _source(self, voice: Voice) -> Filler:
        """Code, sectors and name of a voice's source; all None where it names none."""
        entity = self.by_id.get(voice.entity or "") or self.by_mention.get(next(iter(voice.source), Span(-1, -1)))
        if entity and entity.name:
            return clean(entity.code), clean(" ".join(entity.sector)), clean(entity.name)
        return (NO_CODE, "", self._words(voice.source)) if voice.source else (None, None, None)

    def _around(self, voice: Voice) -> list[Voice]:
        """The voices in whose contents ``voice`` stands, outermost first."""
        found: list[Voice] = []
        while voice.inside in self.by_voice and len(found) < len(self.by_voice):
            voice = self.by_voice[voice.inside]
            found.insert(0, voice)
        return found

    def _chain(self, told: Iterable[Voice]) -> list[str | None]:
        return [self.common["outlet"], *(self._source(voice)[2] for voice in told)]

    def _fillers(self, spans: Spans) -> dict[str, list[str | None]]:
        """Names, codes, sectors and entities of those whom ``spans`` mean, each once."""
        found: dict[str, tuple[str | None, ...]] = {}
        for span in spans:
            entity = self.by_mention.get(span)
            words = clean(span.of(self.text))
            if entity is None:
                found.setdefault(f"words {words}", (words, NO_CODE, "", None))
            else:
                sectors = clean(" ".join(entity.sector))
                name = clean(entity.name) or words
                found.setdefault(f"entity {entity.id}", (name, clean(entity.code), sectors, self._key(entity.id)))
        columns = zip(*found.values(), strict=True) if found else ((), (), (), ())
        return dict(zip(("names", "codes", "sectors", "entities"), map(list, columns), strict=True))

    def _fold(self, fillers: dict[str, list[str | None]], spans: Spans) -> str:
        named = zip(fillers["codes"], fillers["sectors"], fillers["names"], strict=True)
        return fold_cells([*named, *self._as_called(spans)])

    def _sources(self, told: list[Voice]) -> Iterator[Filler]:
        for voice in told:
            yield self._source(voice)
            yield from self._as_called(voice.source)

    def _as_called(self, spans: Spans) -> list[Filler]:
        """The words of ``spans`` that are names: who looks for "Kremlin" means the Kremlin of the text, too."""
        words = (self._words((span,)) for span in spans)
        return [(None, None, name) for name in words if name and any(char.isupper() for char in name)]

    def _where(self, place: Place | None) -> Row:
        return {
            "place": self._key(place.id) if place else None,
            "place_name": clean(place.name) if place else None,
            "country": clean(place.country) if place else None,
            "admin1": clean(place.admin1) if place else None,
            "lat": place.lat if place else None,
            "lon": place.lon if place else None,
            "geonameid": whole(place.geonameid) if place else None,
            "place_precision": clean(place.precision) if place else None,
        }

    def _told(self, told: list[Voice]) -> Row:
        inner = told[-1] if told else None
        code, sectors, name = self._source(inner) if inner else (None, None, None)
        return {
            "voice": self._key(inner.id) if inner else None,
            "teller": name,
            "teller_code": code,
            "teller_sectors": sectors,
            "teller_entity": self._key(inner.entity if inner.entity in self.by_id else None) if inner else None,
            "stance": inner.stance if inner else None,
            "chain": self._chain(told),
            "chain_voices": [self._key(voice.id) for voice in told],
            "stances": [voice.stance for voice in told],
        }

    def _trigger(self, trigger: Span) -> Row:
        at = bisect_right(self.starts, trigger.start) - 1
        whole = self.sentences[at] if at >= 0 and self.sentences[at].overlaps(trigger) else trigger
        start, end = whole.start, max(whole.end, trigger.end)
        if end - start > _LONGEST_SENTENCE:
            start = max(start, trigger.start - _AROUND)
            end = min(end, start + _LONGEST_SENTENCE)
        return {
            "trigger": self._words((trigger,)),
            "trigger_start": trigger.start,
            "trigger_end": trigger.end,
            "sentence": self._words((Span(start, end),)),
            "sentence_start": start,
        }


def _actor_rows(events: Iterable[Row]) -> list[Row]:
    """Who acts or is acted upon in the events of a report, each name with its code and sectors once, as the events come."""
    found: dict[tuple[str, ...], Row] = {}
    for event in events:
        for role in ("actor", "recipient"):
            for who in zip(*(event[f"{role}_{part}"] for part in ("names", "codes", "sectors")), strict=True):
                if who[0] is not None:
                    row = found.setdefault(who, _actor_row(event["report"], *who))
                    row[f"as_{role}"] += 1
                    row["first"] = _edge(min, row["first"], event["when_from"] or event["when_to"])
                    row["last"] = _edge(max, row["last"], event["when_to"] or event["when_from"])
    known: set[tuple[str, ...]] = set()
    for who, row in found.items():
        row["reports"] = int(who[:2] not in known)
        known.add(who[:2])
    return list(found.values())


def _actor_row(report: str, name: str, code: str, sectors: str) -> Row:
    return {
        "report": report, "name": name, "code": code, "sectors": sectors, "as_actor": 0, "as_recipient": 0,
        "first": None, "last": None, **_signed(actor=fold_cells([(code, sectors, name)])),
    }  # fmt: skip


def _edge(which: Callable[[Iterable[str]], str], *days: str | None) -> str | None:
    """The first or last of ISO days; None where there is none."""
    known = [day for day in days if day]
    return which(known) if known else None


def _signed(**folded: str) -> Row:
    """Folded columns, each with its signature."""
    return {
        f"{name}_{what}": made for name, text in folded.items() for what, made in (("fold", text), ("sign", sign(text)))
    }


def _text_sign(text: str | None) -> str:
    """In figures: the JSON by which rows are inserted has no numbers of 128 bits."""
    return str(text_sign(text or ""))


def clean(text: str | None) -> str | None:
    return None if text is None else _HALVES.sub("\ufffd", text)


def day(text: str | None) -> str | None:
    """``text`` where it is a day that DuckDB can hold as one; an account written elsewhere may say anything."""
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        return None


def _when(event: Event) -> Row:
    start, end = day(event.when.start), day(event.when.end)
    return {
        "when_from": start,
        "when_to": end,
        "when_precision": clean(event.when.precision),
        "when_anchor": clean(event.when.anchor),
        "when_unresolved": clean(event.when.unresolved),
    }


def _figures(event: Event) -> Row:
    figures: Row = {}
    for role in COUNT_ROLES:
        count = event.counts.get(role)
        figures[f"{role}_min"] = whole(count.min) if count else None
        figures[f"{role}_max"] = whole(count.max) if count else None
    return figures


def whole(number: int | None) -> int | None:
    return number if number is not None and abs(number) < 2**63 else None


def _fold_place(place: Place | None, words: str | None) -> str:
    if place is None:
        return fold_cells([(None, None, words)])
    country = countries().names.get(place.country or "")
    names: list[Filler] = [(place.country, None, place.name), (None, None, place.admin1), (None, None, country)]
    return fold_cells([*names, (None, None, words)])
