"""What one source told."""

from dataclasses import replace

import pytest

from histor.errors import UsageError
from histor.link.sources import source_told
from histor.records import Entity, Span
from tests.link.make import claim, one_incident

MINISTRY = ("the Russian Defence Ministry", "Russian Defence Ministry")
KONASHENKOV = ("Russian Defence Ministry spokesman Igor Konashenkov", "Igor Konashenkov")


def ministry(id, outlet="Sample Herald", source=MINISTRY, **rest):
    return claim(id, outlet, *source, code="RUS", **rest)


INCIDENTS = [
    one_incident(ministry("r1"), ministry("r2", "Sample Star", KONASHENKOV), id="i1"),
    one_incident(ministry("r3", published="2015-11-25"), claim("r4", "Sample Star", "Ana Lopez", "Ana Lopez", stance="deny"), id="i2"),
    one_incident(
        ministry("r5", published="2015-11-24"), ministry("r6", published="2015-11-27", stance="deny"),
        claim("r7", "Sample Star", "Ana Lopez", "Ana Lopez"), id="i3",
    ),
    one_incident(claim("r8", "Sample Star", "Ana Lopez", "Ana Lopez"), id="i4"),
]  # fmt: skip


def test_all_that_a_source_told():
    found = source_told(INCIDENTS, "Russian Defence Ministry")
    assert found.who.name == "Russian Defence Ministry"
    assert found.names == ("Igor Konashenkov", "Russian Defence Ministry")
    assert [(told.incident.incident.id, told.says, told.days, told.alone) for told in found.told] == [
        ("i1", "affirms", ("2015-11-24",), True),
        ("i3", "denies", ("2015-11-24", "2015-11-27"), False),
        ("i2", "affirms", ("2015-11-25",), True),
    ]
    assert (found.alone, found.contested, found.changes) == (2, 2, 1)
    assert dict(found.outlets) == {"Sample Herald": 3, "Sample Star": 1}


@pytest.mark.parametrize(
    "name", ["Igor Konashenkov", "Konashenkov", "russian defence ministry", "Russia's Ministry of Defense"]
)
def test_it_is_found_by_its_other_names(name):
    assert source_told(INCIDENTS, name).told[0].incident.incident.id == "i1"


def test_what_an_outlet_passes_on_is_counted_apart():
    found = source_told(INCIDENTS, "Sample Herald")
    assert (found.told, found.passed_on) == ((), 4)


def test_about_whom():
    account = ministry("r9", actor=("rebels",))
    start = account.report.text.index("rebels")
    rebels = Entity("n2", "rebels", "SYR", ("REB",), None, (Span(start, start + 6),))
    found = source_told(
        [one_incident(replace(account, entities=(*account.entities, rebels)))], "Russian Defence Ministry"
    )
    assert found.about == (("rebels", 1),)
    assert found.types == (("ASSAULT", 1),)


@pytest.mark.parametrize(("name", "word"), [("Nobody Known", "No source"), ("", "No source")])
def test_who_is_no_source(name, word):
    with pytest.raises(UsageError, match=word):
        source_told(INCIDENTS, name)


def test_a_name_of_several_is_refused():
    two = [one_incident(claim(f"r{i}", "Sample Star", name, name)) for i, name in enumerate(("Ana Lopez", "Ben Lopez"))]
    with pytest.raises(UsageError, match="Ana Lopez, Ben Lopez"):
        source_told(two, "Lopez")
