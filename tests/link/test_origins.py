"""From whom an incident is known."""

import itertools

import pytest

from histor.link.chains import Copied, says
from histor.link.copies import Copies
from histor.link.origins import in_words, told
from histor.plain import figure
from histor.records import Count, Span
from tests.link.make import claim, names, one_incident, report


def test_forty_outlets_that_cite_one_ministry_are_one_origin():
    reports = [
        claim(f"r{i}", f"Sample {word} Paper", "the Russian Defence Ministry", "Russian Defence Ministry", code="RUS")
        for i, word in enumerate(("Red", "Green", "Blue", "White"))
    ]
    one = one_incident(*reports)
    assert names(one) == ["Russian Defence Ministry"]
    assert (len(one.reports), len(one.carriers), len(one.outlets)) == (4, 4, 4)
    assert one.standing == "claimed by one origin"


def test_the_ministry_its_spokesman_and_a_ministry_spokesman_are_one():
    text = "The Russian Defence Ministry spoke. A ministry spokesman said that rebels shot down a plane."
    vague = report("r3", text, "Sample Post").voice(
        "said", "A ministry spokesman", "that rebels shot down a plane", entity="n2"
    )
    vague.entity("Russian Defence Ministry", "The Russian Defence Ministry", code="RUS")
    vague.entity("ministry spokesman", "A ministry spokesman", code="RUS")
    one = one_incident(
        claim("r1", "Sample Herald", "the Russian Defence Ministry", "Russian Defence Ministry", code="RUS"),
        claim(
            "r2", "Sample Star", "Russian Defence Ministry spokesman Igor Konashenkov", "Igor Konashenkov", code="RUS"
        ),
        vague.event("shot down", "ASSAULT", chain=("v1",)).account,
        claim("r4", "Sample Courier", "Konashenkov", "Konashenkov", code="RUS"),
    )
    assert names(one) == ["Russian Defence Ministry"]
    assert one.origins[0].names[0] == "Russian Defence Ministry"
    assert "Igor Konashenkov" in one.origins[0].names


def test_a_ministry_official_is_somebody_else():
    one = one_incident(
        claim("r1", "Sample Herald", "the Russian Defence Ministry", "Russian Defence Ministry", code="RUS"),
        claim("r2", "Sample Star", "a Defence Ministry official", "Defence Ministry official", code="RUS"),
    )
    assert len(one.origins) == 2
    assert one.standing == "uncontested"


def test_sources_that_nobody_names_are_counted_and_are_no_origin():
    builder = report("r1", "Reportedly, rebels shot down a plane.", "Sample Herald").voice("Reportedly")
    one = one_incident(
        builder.event("shot down", "ASSAULT", chain=("v1",)).account,
        claim("r2", "Sample Star", "media reports", "media reports", "say"),
    )
    assert (names(one), one.unattributed, one.standing) == ([], 2, "open")


def test_what_nobody_tells_comes_from_the_outlet():
    one = one_incident(report("r1", "Rebels shot down a plane.", "Sample Herald").event("shot", "ASSAULT").account)
    assert names(one) == ["Sample Herald"]


def test_what_an_agency_is_credited_with_comes_from_the_agency():
    text = "Rebels shot down a plane.\n© 2015 Reuters"
    one = one_incident(report("r1", text, "Sample Herald").event("shot", "ASSAULT").account)
    assert names(one) == ["Reuters"]
    assert [step.who[0].name for step in one.tellings[0].chain] == ["Sample Herald", "Reuters"]


STORY = (
    "Rebels shot down a government plane over the hills of Sarna on Monday, and both of its pilots were killed when "
    "it came down in a field beside the river, a few miles from the air base from which it had taken off at dawn."
)
ADDED = " In the capital, thousands marched through the rain to demand that the minister resign before the vote."


def copies(*accounts):
    found = Copies()
    for account in accounts:
        found.add(account.report)
    return found.groups()


def test_copies_are_one_origin_and_one_report():
    first = report("r1", STORY, "Sample Agency", "2015-11-23").event("shot", "ASSAULT").account
    second = report("r2", STORY, "Sample Herald").event("shot", "ASSAULT").account
    one = one_incident(second, first, groups=copies(first, second))
    assert names(one) == ["Sample Agency"]
    assert (one.reports, len(one.carriers)) == (("r1",), 2)
    assert one.tellings[1].copied == "r1"


def test_what_a_carrier_added_is_its_own():
    first = report("r1", STORY, "Sample Agency", "2015-11-23").event("shot", "ASSAULT").account
    second = report("r2", STORY + ADDED, "Sample Herald").event("marched", "PROTEST").account
    assert names(one_incident(first, second, groups=copies(first, second))) == ["Sample Agency", "Sample Herald"]


def test_a_report_that_cites_another_points_to_it():
    times = claim("r1", "The New York Times", "US officials", "US officials", published="2015-11-23", code="USA")
    herald = claim("r2", "Sample Herald", "The Times", "The Times", "reported", code="GBR", sector=("JRN",))
    one = one_incident(times, herald)
    assert names(one) == ["US officials"]
    assert one.tellings[1].chain[1].cites == "r1"
    assert one.origins[0].carriers == ("r1", "r2")


@pytest.mark.parametrize("published", ["2015-11-25", "2015-08-01"])
def test_nobody_cites_what_is_not_out_yet_or_long_past(published):
    times = claim("r1", "The New York Times", "US officials", "US officials", published=published, code="USA")
    herald = claim("r2", "Sample Herald", "NYT", "The New York Times", "reported")
    assert names(one_incident(times, herald)) == ["The New York Times", "US officials"]


def test_two_that_cite_each_other_come_to_an_end():
    one = one_incident(
        claim("r1", "Sample Herald", "the Sample Courier", "Sample Courier"),
        claim("r2", "Sample Courier", "the Sample Herald", "Sample Herald"),
    )
    assert names(one) == ["Sample Courier", "Sample Herald"]


def nested(outer, inner, name="NATO"):
    text = "Iran spoke of what NATO said, that it sent troops."
    builder = report("r1", text, "Sample Herald").voice(
        "spoke", "Iran", "of what NATO said, that it sent troops", stance=outer
    )
    builder.voice("said", "NATO", "that it sent troops", stance=inner, inside="v1", entity="n2")
    builder.entity("Iran", "Iran", code="IRN").entity(name, "NATO", code="IGO")
    return one_incident(builder.event("sent", "MOBILIZE", chain=("v1", "v2")).account)


def test_who_denies_what_another_said_is_an_origin_too():
    one = nested("deny", "affirm")
    assert {origin.who.name: origin.says for origin in one.origins} == {"NATO": "affirms", "Iran": "denies"}
    assert one.standing == "contested"


def test_who_denies_reports_leaves_a_denial():
    one = nested("deny", "affirm", "reports")
    assert {origin.who.name: origin.says for origin in one.origins} == {"Iran": "denies"}
    assert (one.unattributed, one.standing) == (1, "denied")


def test_what_somebody_is_to_say_was_not_said():
    one = nested("want", "affirm")
    assert {origin.who.name: origin.says for origin in one.origins} == {"Iran": "wants"}


@pytest.mark.parametrize(
    ("stance", "status", "word"),
    [
        ("affirm", "actual", "affirms"),
        ("affirm", "negated", "denies"),
        ("affirm", "future", "announces"),
        ("affirm", "hypothetical", "supposes"),
        ("deny", "actual", "denies"),
        ("deny", "future", "denies"),
        ("deny", "negated", "affirms"),
        ("doubt", "actual", "doubts"),
        ("want", "hypothetical", "wants"),
        ("want", "future", "announces"),
    ],
)
def test_stance_and_status_together(stance, status, word):
    assert says(stance, status) == word


def test_figures_stand_with_their_tellers():
    some = claim("r1", "Sample Herald", "Ana Lopez", "Ana Lopez", counts={"dead": Count(Span(0, 1), 27, None)})
    more = claim("r2", "Sample Star", "Ben Moore", "Ben Moore", counts={"dead": Count(Span(0, 1), 36, 36)})
    (dead,) = one_incident(more, some).figures
    assert in_words(dead) == "27 or more (Ana Lopez) … 36 (Ben Moore)"
    assert (dead.min, dead.max) == (27, 36)
    assert figure(None, 3) == "3 or fewer"


def test_what_an_origin_says_later_counts_and_is_a_change():
    def day(id, published, stance, dead):
        count = {"dead": Count(Span(0, 1), dead, dead)}
        return claim(id, "Sample Herald", "Ana Lopez", "Ana Lopez", stance=stance, published=published, counts=count)

    one = one_incident(day("r1", "2015-11-24", "affirm", 2), day("r2", "2015-11-26", "affirm", 1))
    (origin,) = one.origins
    assert [number.min for number in origin.numbers] == [1]
    assert [(change.what, change.first, change.then) for change in origin.changes] == [("figures", "dead 2", "dead 1")]
    (origin,) = one_incident(day("r1", "2015-11-24", "affirm", 2), day("r2", "2015-11-26", "deny", 2)).origins
    assert origin.says == "denies"
    assert [(change.what, change.first, change.then) for change in origin.changes] == [("denial", "affirms", "denies")]
    (origin,) = one_incident(day("r1", "2015-11-24", "affirm", 2), day("r2", "2015-11-24", "deny", 2)).origins
    assert origin.changes == ()


def test_no_order_matters():
    accounts = [
        claim("r1", "The New York Times", "US officials", "US officials", published="2015-11-23", code="USA"),
        claim("r2", "Sample Herald", "The Times", "The Times", "reported", code="GBR"),
        claim("r3", "Sample Star", "Igor Konashenkov", "Igor Konashenkov", code="RUS", stance="deny"),
        claim("r4", "Sample Courier", "Konashenkov", "Konashenkov", code="RUS"),
    ]
    results = {repr(one_incident(*order).origins) for order in itertools.permutations(accounts)}
    assert len(results) == 1


def test_members_whose_account_is_not_there_are_passed_over():
    account = claim("r1", "Sample Herald", "Ana Lopez", "Ana Lopez")
    one = one_incident(account)
    assert told(one.incident, {}, Copied(())).origins == ()
