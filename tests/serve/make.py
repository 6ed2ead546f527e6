"""Accounts for tests of the server: voices inside one another, and a report whose author means no good."""

from __future__ import annotations

from dataclasses import replace

from histor.records import Account, Dropped, When
from tests.cli.builder import Builder
from tests.ledger.make import place, renamed

SCRIPT = "<script>alert(1)</script>"


def nested() -> Account:
    """Three voices, each inside the one before; an event in the innermost."""
    text = 'Press TV says The Times reported that officials said "rebels shelled the port" on Friday.'
    return renamed(
        Builder(text, outlet="Sample Post", title="Port shelled", published="2015-09-07")
        .voice("says", "Press TV", 'The Times reported that officials said "rebels shelled the port" on Friday')
        .voice("reported", "The Times", 'that officials said "rebels shelled the port" on Friday', inside="v1")
        .voice("said", "officials", '"rebels shelled the port"', inside="v2", kind="direct", stance="doubt")
        .event("shelled", "ASSAULT", actor=("rebels",), recipient=("the port",), chain=("v1", "v2", "v3"))
        .account,
        "nested",
    )


LONG = (
    "The Supreme Coordinating Council for the Implementation of the Comprehensive Agreement on Humanitarian Access",
    "Generaldirektoratssekretariatsangelegenheitenbeauftragter-Donaudampfschifffahrtsgesellschaftskapitän",
    "Taumatawhakatangihangakoauauotamateaturipukakapikimaungahoronukupokaiwhenuakitanatahu",
)


def long_named() -> list[Account]:
    """Reports of one attack and of talks; outlets, sources, actors and places have names that no column is made for."""
    made = []
    for k, (outlet, source, actor) in enumerate(zip(LONG, LONG[1:] + LONG[:1], LONG[2:] + LONG[:2], strict=True)):
        content = f"{actor} attacked the main regional hospital for infectious diseases in {LONG[2]} on Friday"
        builder = Builder(
            f"{source} said that {content}. Talks were held.",
            outlet=outlet,
            published=f"2015-09-0{k + 5}",
            title=content,
        )
        builder.voice("said", source, content, entity="n1")
        builder.event("attacked", "ASSAULT", mode="heavy-weapons", actor=(actor,), recipient=("the main regional hospital",),
                      place=(LONG[2],), chain=("v1",), when=When("2015-09-04", "2015-09-04", "day", "explicit"))  # fmt: skip
        builder.event("held", "CONSULT", when=When("2015-09-01", "2015-09-30", "month", "explicit"))
        builder.entity(source, source, code="SYR", sector=("GOV",)).entity(actor, actor, sector=("REB",))
        builder.entity("the main regional hospital", "the main regional hospital", code="SYR", sector=("MED",))
        made.append(place(renamed(builder.account, f"long{k}"), "p1", LONG[2], LONG[2], "SYR", LONG[0], 35.0 + k, 38.0))
    return made


def hostile() -> Account:
    """Script, markup, bidirectional tricks and hidden characters wherever a report has text."""
    text = f"{SCRIPT} </div>\u202egnp.exe\u200b said \x00\x07 that \"' onmouseover=alert(1) army=1 & attacked <b>it</b>.\r\nEnd"
    title = f"=1+1 {SCRIPT}\u202e\u2066"
    builder = (
        Builder(text, outlet=f'"><img src=x onerror=alert(1)>{SCRIPT}', title=title, url="javascript:alert(1)")
        .voice("said", SCRIPT, "\"' onmouseover=alert(1) army=1 & attacked <b>it</b>")
        .event("attacked", 'ASSAULT"><script>', actor=("army",), recipient=("<b>it</b>",), chain=("v1",))
        .entity('"><svg onload=alert(1)>', "army")
    )
    report = replace(builder.account.report, byline=SCRIPT, dropped=(Dropped(None, SCRIPT, '"><script>'),))
    return renamed(replace(builder.account, report=report), 'x"><script>')
