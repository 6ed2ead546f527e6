"""Accounts for tests of the ledger: a few that differ in what filters ask for, and many that are alike."""

from __future__ import annotations

from dataclasses import replace

from histor.records import Account, Coder, Count, Place, Span, When
from tests.cli.builder import Builder, syria

CODER = Coder("0", "test", "plover-2.0")


def many(number, first=0):
    """``number`` accounts that differ in their ids."""
    account = syria()
    return [renamed(account, f"r{i}") for i in range(first, first + number)]


def renamed(account: Account, id) -> Account:
    return replace(account, report=replace(account.report, id=id), coder=CODER)


def place(account: Account, id, words, name, country, admin1=None, lat=None, lon=None, precision="town") -> Account:
    """``account`` with a place, in which its first event happens."""
    start = account.report.text.index(words)
    found = Place(id, name, country, admin1, lat, lon, None, precision, (Span(start, start + len(words)),))
    events = (replace(account.events[0], where=id), *account.events[1:])
    return replace(account, places=(*account.places, found), events=events)


def kunduz() -> Account:
    """An air strike on a hospital, told by an aid group; a denial of intent; no day for one of the events."""
    text = (
        "KUNDUZ, Oct 3 - US warplanes bombed a hospital in Kunduz on Saturday and killed 22 people, the aid group "
        "Médecins Sans Frontières said. The Pentagon denied that it targeted the doctors."
    )
    account = (
        Builder(text, outlet="Sample Wire", title="Hospital bombed", published="2015-10-03", url="https://a.example/1")
        .voice(
            "said",
            "Médecins Sans Frontières",
            "US warplanes bombed a hospital in Kunduz on Saturday and killed 22 people",
            entity="n2",
        )
        .voice("denied", "The Pentagon", "that it targeted the doctors", stance="deny", entity="n1")
        .event(
            "bombed",
            "ASSAULT",
            mode="aerial",
            contexts=("military", "human_rights"),
            actor=("US warplanes",),
            recipient=("22 people",),
            place=("Kunduz",),
            time=("Saturday",),
            chain=("v1",),
            counts={"dead": Count(Span(0, 1), 22, 22)},
            when=When("2015-10-03", "2015-10-03", "day", "published"),
        )
        .event("targeted", "ASSAULT", actor=("it",), chain=("v2",), status="hypothetical", background=True)
        .entity("United States Armed Forces", "US warplanes", "The Pentagon", "it", code="USA", sector=("MIL",))
        .entity("Médecins Sans Frontières", "Médecins Sans Frontières", code="NGO", sector=("MED",))
        .entity("22 people", "22 people", code="AFG", sector=("CVL",))
        .account
    )
    return renamed(place(account, "p1", "Kunduz", "Kunduz", "AFG", "Kunduz Province", 36.73, 68.87), "kunduz")


def suva() -> Account:
    """Talks over a whole month, told by the report itself, on the other side of the 180th meridian."""
    text = "Fiji and Samoa held talks in Apia in September. USA Today was there."
    account = (
        Builder(text, outlet="USA Today")
        .event(
            "talks",
            "CONSULT",
            actor=("Fiji", "Samoa"),
            place=("Apia",),
            score=3.0,
            quad=1,
            confidence=0.4,
            when=When("2016-09-01", "2016-09-30", "month", "explicit"),
        )
        .entity("Fiji", "Fiji", code="FJI", sector=("GOV",))
        .entity("Samoa", "Samoa", code="WSM", sector=("GOV",))
        .account
    )
    return renamed(place(account, "p1", "Apia", "Apia", "WSM", lat=-13.83, lon=-171.77), "suva")


def three():
    return [renamed(syria(), "syria"), kunduz(), suva()]


def named_twice() -> Account:
    """One name and code with two sectors; it acts once with each, and is acted upon once."""
    days = When("2015-09-01", "2015-09-30", "month"), When("2015-08-31", None, "day"), When(unresolved="not told")
    return (
        Builder("Smith attacked rebels. General Smith shelled them, and they shot Smith's men.", published="2015-09-06")
        .event("attacked", "ASSAULT", actor=("Smith",), recipient=("rebels",), when=days[0])
        .event("shelled", "ASSAULT", actor=("General Smith",), when=days[1])
        .event("shot", "ASSAULT", recipient=("Smith's men",), when=days[2])
        .entity("Smith", "Smith", code="USA", sector=("GOV",))
        .entity("Smith", "General Smith", "Smith's men", code="USA", sector=("MIL",))
        .account
    )
