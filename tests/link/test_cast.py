"""What one report makes certain of its sources."""

import pytest

from histor.link.cast import Cast
from tests.link.make import report


def source(text, mention, name, code="RUS", *others):
    """The identity of an entity; ``others`` are pairs of a name and a mention of further entities."""
    builder = report("r1", text)
    builder.entity(name, mention, code=code)
    for other, words in others:
        builder.entity(other, words, code=code)
    builder.voice("said", mention, "that it was so", entity="n1")
    cast = Cast(builder.account)
    (found,) = cast.source(builder.account.voices[0])
    return found


MINISTRY = ("Russian Defence Ministry", "The Russian Defence Ministry")


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("Russian Defence Ministry spokesman Igor Konashenkov said that it was so.",
         "Russian Defence Ministry spokesman Igor Konashenkov"),
        ("Igor Konashenkov, a spokesman for the Russian Defence Ministry, said that it was so.", "Igor Konashenkov"),
        ("Igor Konashenkov, the Russian Defence Ministry's spokesman, said that it was so.", "Igor Konashenkov"),
        ("The Russian Defence Ministry spokesman, Igor Konashenkov, said that it was so.", "Igor Konashenkov"),
    ],
)  # fmt: skip
def test_a_spokesman_speaks_for_the_body_that_is_named(text, mention):
    assert source(text, mention, "Igor Konashenkov").speaks_for == "office:RUS:defence ministry"


@pytest.mark.parametrize(
    "words",
    [
        "Igor Konashenkov, its spokesman,",
        "A ministry spokesman",
        "The ministry's spokeswoman",
        "A spokesman for the ministry",
    ],
)
def test_a_spokesman_of_the_ministry_that_the_report_names(words):
    text = f"The Russian Defence Ministry sent troops. {words} said that it was so."
    mention = words.removesuffix(", its spokesman,")
    name = "Igor Konashenkov" if "Igor" in words else "ministry spokesman"
    assert source(text, mention, name, "RUS", MINISTRY).speaks_for == "office:RUS:defence ministry"


def test_a_bare_spokesman_speaks_for_the_body_that_spoke_last():
    text = "The ministry accused NATO. Spokeswoman Ana Lopez said that it was so."
    builder = report("r1", text)
    builder.voice("accused", "The ministry", "NATO", entity="n1")
    builder.voice("said", "Spokeswoman Ana Lopez", "that it was so", entity="n3")
    builder.entity("Russian Foreign Ministry", "The ministry", code="RUS").entity("NATO", "NATO", code="IGO")
    builder.entity("Ana Lopez", "Spokeswoman Ana Lopez")
    cast = Cast(builder.account)
    assert cast.source(builder.account.voices[1])[0].speaks_for == "office:RUS:foreign ministry"


def test_of_two_ministries_none_is_certain():
    text = (
        "The Russian Defence Ministry and the Russian Foreign Ministry met. A ministry spokesman said that it was so."
    )
    others = MINISTRY, ("Russian Foreign Ministry", "the Russian Foreign Ministry")
    assert (
        source(text, "A ministry spokesman", "ministry spokesman", "RUS", *others).speaks_for == "office:RUS:ministry"
    )


@pytest.mark.parametrize(
    ("text", "mention", "name"),
    [
        (
            "A Defence Ministry official said that it was so.",
            "A Defence Ministry official",
            "Defence Ministry official",
        ),
        ("Defence Minister Sergei Shoigu said that it was so.", "Defence Minister Sergei Shoigu", "Sergei Shoigu"),
        ("Jens Stoltenberg, the head of NATO, said that it was so.", "Jens Stoltenberg", "Jens Stoltenberg"),
        ("Ana Lopez, the president of Turkey, said that it was so.", "Ana Lopez", "Ana Lopez"),
        ("Putin met Erdogan, his spokesman said that it was so.", "his spokesman", "his spokesman"),
    ],
)
def test_who_speaks_for_himself(text, mention, name):
    assert source(text, mention, name).speaks_for is None


def test_the_head_of_an_association_speaks_for_it():
    text = "The head of the Western-backed Sample National Coalition, Ana Lopez, said that it was so."
    assert source(text, "Ana Lopez", "Ana Lopez", "SYR").speaks_for == "body:samplenationalcoalition"


def test_offices_are_noted():
    found = source(
        "Turkish Foreign Minister Ana Lopez said that it was so.", "Turkish Foreign Minister Ana Lopez", "Ana Lopez"
    )
    assert found.titles == ("foreign minister",)


def test_the_ministry_is_the_one_that_the_report_names_in_full():
    text = "The Russian Defence Ministry sent troops. The ministry said that it was so."
    assert source(text, "The ministry", "ministry", "RUS", MINISTRY).key == "office:RUS:defence ministry"


def test_whom_nobody_names():
    builder = report("r1", "Reports said that it was so. It said that he left.")
    builder.voice("said", "Reports", "that it was so", entity="n1").entity("reports", "Reports")
    builder.voice("said", "It", "that he left", entity="n2").entity("it", "It")
    builder.voice("said", "", "that he left")
    cast = Cast(builder.account)
    assert [cast.source(voice) for voice in builder.account.voices] == [(), (), ()]


def test_a_day_that_is_none_is_no_day():
    assert Cast(report("r1", "x", published="yesterday").account).published is None
    assert Cast(report("r1", "x", published="2015-11-24").account).published == "2015-11-24"
