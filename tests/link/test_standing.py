"""How origins stand to one another, and what counts as telling it otherwise."""

import pytest

from histor.link.identities import Identity, named
from histor.link.standing import apart, opposed
from histor.link.telling_records import Number
from histor.records import Count, Place, Span
from tests.link.make import claim, one_incident, report


def who(name, code="---", *sector):
    found = named(name, code, sector)
    assert found is not None
    return found


TURKEY, RUSSIA = who("Turkey"), who("Russia")
REBELS, CIVILIANS, ISIL = (
    who("rebels", "SYR", "REB"),
    who("civilians", "SYR", "CVL"),
    who("Islamic State", "IMG", "REB"),
)


@pytest.mark.parametrize(
    ("some", "others"),
    [
        ([TURKEY], [RUSSIA]),
        ([TURKEY], [REBELS]),
        ([ISIL], [CIVILIANS]),
        ([ISIL], [who("Free Syrian Army", "SYR", "REB")]),
        ([ISIL], [who("Syrian rebels", "SYR", "REB")]),
        ([who("Russian and Syrian special forces", "RUS", "MIL")], [TURKEY]),
        ([RUSSIA, who("Syria")], [who("Hezbollah", "LBN", "REB"), who("Syria")]),
    ],
    ids=str,
)
def test_told_otherwise(some, others):
    assert opposed(some, others)
    assert opposed(others, some)


@pytest.mark.parametrize(
    ("some", "others"),
    [
        ([TURKEY], [who("Turkish F-16s", "TUR")]),
        ([TURKEY], [who("Turkish Air Force", "TUR", "MIL")]),
        ([ISIL], [who("terrorists", "SYR", "REB")]),
        ([TURKEY, REBELS], [TURKEY]),
        ([TURKEY], []),
        ([who("gunmen", "SYR")], [ISIL]),
        ([who("Russian and Syrian special forces", "RUS", "MIL")], [who("Syrian army", "SYR", "MIL")]),
        ([who("NATO", "IGO", "MIL")], [who("United States", "USA")]),
    ],
    ids=str,
)
def test_not_told_otherwise(some, others):
    assert not opposed(some, others)
    assert not opposed(others, some)


@pytest.mark.parametrize(
    ("one", "other", "excluded"),
    [
        ((12, 12), (30, 30), True),
        ((27, None), (36, 36), False),
        ((None, 9), (10, 12), True),
        ((10, 15), (12, 20), False),
    ],
)
def test_figures_exclude_each_other(one, other, excluded):
    numbers = [[Number("dead", *bounds)] for bounds in (one, other)]
    assert apart(*numbers) == apart(*reversed(numbers)) == excluded
    assert not apart(numbers[0], [Number("injured", *other)])


def ana(id="r1", **rest):
    return claim(id, "Sample Herald", "Ana Lopez", "Ana Lopez", **rest)


def ben(id="r2", **rest):
    return claim(id, "Sample Star", "Ben Moore", "Ben Moore", **rest)


def dead(number):
    return {"dead": Count(Span(0, 1), number, number)}


@pytest.mark.parametrize(
    ("accounts", "standing"),
    [
        ([ana()], "claimed by one origin"),
        ([ana(), ben()], "uncontested"),
        ([ana(), ben(stance="deny")], "contested"),
        ([ana(), ben(status="negated")], "contested"),
        ([ana(stance="deny"), ben(stance="deny")], "denied"),
        ([ana(stance="deny"), ben(stance="deny", status="negated")], "contested"),
        ([ana(status="future")], "announced"),
        ([ana(status="future"), ben(status="future")], "announced"),
        ([ana(status="future"), ben()], "uncontested"),
        ([ana(status="future"), ben(stance="deny")], "contested"),
        ([ana(), ben(stance="doubt")], "claimed by one origin"),
        ([ana(status="hypothetical"), ben(stance="want", status="hypothetical")], "open"),
        ([ana(counts=dead(12)), ben(counts=dead(30))], "contested"),
        ([ana(counts=dead(12)), ben(counts=dead(12))], "uncontested"),
    ],
)
def test_standing(accounts, standing):
    assert one_incident(*accounts).standing == standing


def test_the_sides_of_a_difference():
    one = one_incident(
        ana(counts=dead(12)), ben(counts=dead(30)), claim("r3", "Sample Post", "Cy Hall", "Cy Hall", stance="deny")
    )
    assert [(d.kind, d.role, [(s.says, s.origins) for s in d.sides]) for d in one.differences] == [
        ("denial", None, [("affirms", ("person:ana lopez", "person:ben moore")), ("denies", ("person:cy hall",))]),
        ("figures", "dead", [("12", ("person:ana lopez",)), ("30", ("person:ben moore",))]),
    ]


def shot(id, outlet, actor, code, sector, country=None):
    builder = report(id, f"{actor} shot down a plane.", outlet).entity(actor, actor, code=code, sector=sector)
    account = builder.event("shot", "ASSAULT", actor=(actor,), where="p1" if country else None).account
    from dataclasses import replace

    return (
        replace(account, places=(Place("p1", "x", country, None, None, None, None, "country", ()),))
        if country
        else account
    )


def test_other_actors_are_a_difference():
    one = one_incident(
        shot("r1", "Sample Herald", "Turkey", "TUR", ("GOV",)), shot("r2", "Sample Star", "Rebels", "SYR", ("REB",))
    )
    assert [(d.kind, [side.says for side in d.sides]) for d in one.differences] == [("actor", ["Turkey", "rebels"])]
    assert one.standing == "contested"


def test_other_countries_are_a_difference():
    one = one_incident(
        *(shot(f"r{i}", f"Sample {i}", "Turkey", "TUR", ("GOV",), code) for i, code in enumerate(("TUR", "SYR")))
    )
    assert [(d.kind, [side.says for side in d.sides]) for d in one.differences] == [("place", ["Syria", "Turkey"])]


def test_an_identity_is_never_opposed_to_itself():
    for identity in (TURKEY, REBELS, Identity("x", "x", "body", "SYR", ("REB",))):
        assert not opposed([identity], [identity])
