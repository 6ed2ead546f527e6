"""Outlets side by side: what each tells alone, what is told otherwise, how the same people are named."""

import pytest

from histor.errors import UsageError
from histor.link.cast import Cast
from histor.link.compare import compare
from histor.records import Count, Span
from tests.link.make import claim, one_incident, report


def compared(incidents, accounts, *outlets):
    return compare(incidents, {account.report.id: Cast(account) for account in accounts}, outlets)


def struck(id, outlet, words, name, sector=("REB",), code="SYR", **rest):
    builder = report(id, f"Jets struck {words} near Sarna. The {words} fled.", outlet)
    builder.entity(name, words, f"The {words}", code=code, sector=sector)
    return builder.event("struck", "ASSAULT", recipient=(words,), **rest).account


TELEVISION = struck("r1", "Sample Television", "terrorists", "terrorists")
HERALD = struck("r2", "Sample Herald", "rebels", "rebels")
COURIER = struck("r3", "Sample Courier", "Sample Army fighters", "Sample Army fighters")


def test_what_one_tells_alone():
    alone = claim("r4", "Sample Herald", "Ana Lopez", "Ana Lopez")
    incidents = [one_incident(TELEVISION, HERALD), one_incident(alone, id="i2")]
    found = compared(incidents, [TELEVISION, HERALD, alone], "Sample Television", "Sample Herald")
    assert [(c.outlet, c.reports, c.incidents, [one.incident.id for one in c.only]) for c in found.coverage] == [
        ("Sample Television", 1, 1, []),
        ("Sample Herald", 2, 2, ["i2"]),
    ]


def test_other_outlets_do_not_count():
    incidents = [one_incident(TELEVISION, COURIER)]
    found = compared(incidents, [TELEVISION, HERALD, COURIER], "Sample Television", "Sample Herald")
    assert [[one.incident.id for one in c.only] for c in found.coverage] == [["i1"], []]


def test_what_is_told_otherwise():
    some = claim("r1", "Sample Herald", "Ana Lopez", "Ana Lopez", counts={"dead": Count(Span(0, 1), 12, 12)})
    more = claim("r2", "Sample Star", "Ben Moore", "Ben Moore", counts={"dead": Count(Span(0, 1), 30, 30)})
    denied = claim("r3", "Sample Star", "Cy Hall", "Cy Hall", stance="deny")
    (differ,) = compared(
        [one_incident(some, more, denied)], [some, more, denied], "Sample Star", "sample herald"
    ).differ
    assert [(d.kind, [(s.says, s.origins) for s in d.sides]) for d in differ.differences] == [
        ("denial", [("affirms", ("Sample Herald",)), ("affirms and denies", ("Sample Star",))]),
        ("figures", [("12", ("Sample Herald",)), ("30", ("Sample Star",))]),
    ]
    assert [(tells.outlet, tells.origins) for tells in differ.tells] == [
        ("Sample Star", ("Ben Moore", "Cy Hall")),
        ("Sample Herald", ("Ana Lopez",)),
    ]


def test_the_same_told_by_both_is_no_difference():
    both = [
        claim(f"r{i}", outlet, "Ana Lopez", "Ana Lopez") for i, outlet in enumerate(("Sample Herald", "Sample Star"))
    ]
    assert compared([one_incident(*both)], both, "Sample Herald", "Sample Star").differ == ()


def names(found):
    return {named.who.name: [(n.outlet, n.words, n.count) for n in named.names] for named in found.naming}


def test_one_calls_terrorists_whom_another_calls_rebels():
    found = compared([one_incident(TELEVISION, HERALD)], [TELEVISION, HERALD], "Sample Television", "Sample Herald")
    assert names(found) == {"rebels": [("Sample Television", "terrorists", 2), ("Sample Herald", "rebels", 2)]}
    example = found.naming[0].names[0].example
    assert example.sentence.of(TELEVISION.report.text) == "Jets struck terrorists near Sarna."


def test_names_of_an_entity_over_all_reports():
    russia = [
        report("r1", "The Kremlin spoke. Moscow acted.", "Sample Star")
        .entity("Russia", "The Kremlin", "Moscow", code="RUS")
        .account,
        report("r2", "Russia spoke. It acted.", "Sample Herald").entity("Russia", "Russia", "It", code="RUS").account,
    ]
    found = compared([], russia, "Sample Star", "Sample Herald")
    assert names(found) == {
        "Russia": [("Sample Star", "Kremlin", 1), ("Sample Star", "Moscow", 1), ("Sample Herald", "Russia", 1)]
    }


def test_of_a_person_only_what_is_said_beside_the_name():
    people = [
        report("r1", "President Ana Lopez spoke.", "Sample Star").entity("Ana Lopez", "President Ana Lopez").account,
        report("r2", "The dictator Ana Lopez spoke. Lopez left.", "Sample Herald")
        .entity("Ana Lopez", "The dictator Ana Lopez", "Lopez")
        .account,
    ]
    found = compared([], people, "Sample Star", "Sample Herald")
    assert names(found) == {"Ana Lopez": [("Sample Star", "President", 1), ("Sample Herald", "dictator", 1)]}


def test_civilians_and_rebels_are_no_two_names_of_one():
    civilians = struck("r2", "Sample Herald", "villagers", "villagers", ("CVL",))
    found = compared(
        [one_incident(TELEVISION, civilians)], [TELEVISION, civilians], "Sample Television", "Sample Herald"
    )
    assert names(found) == {}
    assert [d.kind for d in found.differ[0].differences] == ["victims"]


@pytest.mark.parametrize(
    ("outlets", "word"), [(("Sample Herald",), "two"), (("Sample Herald", "Sample Post"), "Sample Post")]
)
def test_outlets_that_cannot_be_compared(outlets, word):
    with pytest.raises(UsageError, match=word):
        compared([], [HERALD], *outlets)
