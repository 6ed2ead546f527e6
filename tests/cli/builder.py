"""Accounts for tests, written as words of their text instead of offsets."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from histor.records import Account, Dropped, Entity, Event, Report, Span, Voice, When


class Builder:
    """Collects an account of ``text``: every argument that is a span in the record is given by its first words."""

    def __init__(self, text: str, **report: Any) -> None:
        self.text = text
        sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        self.account = Account(Report("r1", text, sha256, **report), (), (), (), ())

    def span(self, words: str) -> Span:
        start = self.text.index(words)
        return Span(start, start + len(words))

    def spans(self, *words: str) -> tuple[Span, ...]:
        return tuple(self.span(w) for w in words)

    def voice(self, cue: str, source: str = "", content: str = "", **rest: Any) -> Builder:
        voice = Voice(
            id=f"v{len(self.account.voices) + 1}",
            source=self.spans(source) if source else (),
            cue=self.span(cue),
            content=self.spans(content) if content else (),
            to=self.spans(rest.pop("to")) if "to" in rest else (),
            **{"stance": "affirm", "kind": "indirect", "inside": None, "entity": None, "confidence": 0.9, **rest},
        )
        self.account = replace(self.account, voices=(*self.account.voices, voice))
        return self

    def event(self, trigger: str, type: str, **rest: Any) -> Builder:
        roles: dict[str, Any] = {r: self.spans(*rest.pop(r, ())) for r in ("actor", "recipient", "place", "time")}
        chain = rest.pop("chain", ())
        defaults: dict[str, Any] = {
            "mode": None, "contexts": (), "quad": 4, "score": -5.0, "cameo": None, "counts": {}, "status": "actual",
            "background": False, "when": When(unresolved="not told"), "where": None, "confidence": 0.8,
        }  # fmt: skip
        event = Event(
            id=f"e{len(self.account.events) + 1}",
            trigger=self.span(trigger),
            type=type,
            voice=chain[-1] if chain else None,
            chain=chain,
            **roles,
            **{**defaults, **rest},
        )
        self.account = replace(self.account, events=(*self.account.events, event))
        return self

    def entity(self, name: str, *mentions: str, code: str = "---", sector: tuple[str, ...] = ()) -> Builder:
        number = len(self.account.entities) + 1
        entity = Entity(f"n{number}", name, code, sector, None, self.spans(*mentions))
        self.account = replace(self.account, entities=(*self.account.entities, entity))
        return self

    def drop(self, words: str, why: str) -> Builder:
        report = self.account.report
        report = replace(report, dropped=(*report.dropped, Dropped(self.span(words), words, why)))
        self.account = replace(self.account, report=report)
        return self


def syria() -> Account:
    """Two chained voices, one of them denied, an event each; a voice without event; a dropped line."""
    text = (
        "The Times has reported that Russia sent troops to Syria on Saturday. The Kremlin denied that it bombed Aleppo, "
        "TASS said. Kerry is concerned about the reports.\n\nSHARE THIS"
    )
    return (
        Builder(text, outlet="Sample Herald", title="Troops sent", published="2015-09-06")
        .voice("has reported", "The Times", "that Russia sent troops to Syria on Saturday", entity="n1")
        .voice("said", "TASS", "The Kremlin denied that it bombed Aleppo")
        .voice("denied", "The Kremlin", "that it bombed Aleppo", stance="deny", inside="v2", entity="n2")
        .voice("is concerned", "Kerry", "about the reports", entity="n3")
        .event(
            "sent",
            "MOBILIZE",
            mode="troops",
            actor=("Russia",),
            place=("Syria",),
            time=("Saturday",),
            chain=("v1",),
            when=When("2015-09-05", "2015-09-05", "day", "published"),
        )
        .event("bombed", "ASSAULT", mode="aerial", actor=("it",), recipient=("Aleppo",), chain=("v2", "v3"))
        .entity("The New York Times", "The Times", code="USA", sector=("JRN",))
        .entity("Russia", "Russia", "The Kremlin", "it", code="RUS", sector=("GOV",))
        .entity("John Kerry", "Kerry", code="USA", sector=("GOV",))
        .drop("SHARE THIS", "share line")
        .account
    )
