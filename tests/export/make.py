"""Accounts to export: a shared one with every kind of telling, and a hostile one."""

from dataclasses import replace

from histor.records import Account, Coder, Count, Place, Span, When
from tests.cli.builder import Builder

TEXT = (
    "Turkey shot down a Russian plane near Yayladagi on Tuesday, killing one pilot. Russia denied that it bombed Aleppo. "
    "Kerry and Lavrov met in Vienna in October. The rebels threatened to attack."
)


def account() -> Account:
    """Four events: a fact with a place, a day and a figure; a denied one; a meeting of two; a possible one."""
    builder = (
        Builder(TEXT, outlet="Sample Herald", title="=Plane", published="2015-11-25", language="en", byline="-A desk")
        .voice("denied", "Russia", "that it bombed Aleppo", stance="deny", entity="n2")
        .event(
            "shot down", "ASSAULT", mode="aerial", actor=("Turkey",), recipient=("a Russian plane",),
            place=("Yayladagi",), time=("Tuesday",), cameo="195", quad=4, score=-9.5, contexts=("military",),
            counts={"dead": Count(Span(TEXT.index("one pilot"), TEXT.index("one pilot") + 3), 1, 1)}, where="p1",
            when=When("2015-11-24", "2015-11-24", "day", "published"),
        )
        .event("bombed", "ASSAULT", actor=("it",), chain=("v1",), cameo="195", score=-9.5)
        .event(
            "met", "CONSULT", actor=("Kerry", "Lavrov"), cameo="044", quad=1, score=3.0,
            when=When("2015-10-01", "2015-10-31", "month", "published"),
        )
        .event("attack", "ASSAULT", actor=("The rebels",), status="hypothetical", cameo=None, score=-9.5)
        .entity("Turkey", "Turkey", code="TUR", sector=("GOV",))
        .entity("Russia", "Russia", "it", code="RUS", sector=("GOV",))
        .entity("Russian plane", "a Russian plane", code="RUS", sector=("MIL",))
        .entity("John Kerry", "Kerry", code="USA", sector=("GOV", "ELI"))
        .entity("@Sergey Lavrov", "Lavrov", code="RUS", sector=("GOV",))
        .entity("rebels", "The rebels", code="---", sector=("REB",))
    )  # fmt: skip
    place = Place("p1", "Yayladağı", "TUR", "Hatay", 35.9, 36.06, 738123, "town", builder.spans("Yayladagi"))
    return replace(builder.account, places=(place,), coder=Coder("0.1.0", "test", "plover-2.0"))


HOSTILE = '=HYPERLINK("http://evil.example")\t\x1b[31m +1\r\n“\u202e”, "quoted"'


def hostile() -> Account:
    """Every word of it wants to be something else: a formula, a new row, a colour."""
    text = f"{HOSTILE} attacked {HOSTILE[:12]} yesterday."
    builder = Builder(text, outlet=HOSTILE, title=HOSTILE, published="2015-11-25").event(
        "attacked", "ASSAULT", actor=(HOSTILE,), recipient=(HOSTILE[:12],), cameo="190", mode=HOSTILE
    )
    return builder.entity(HOSTILE, HOSTILE, code="=1", sector=("@A",)).account
