import hashlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from histor.accounts import from_json, to_json
from histor.records import Account, Dateline, Event, Report, Span, When
from histor.resolve.places import NO_NAME, PART, UNKNOWN, UNKNOWN_IN, UNSUPPORTED, resolve_name, with_places
from histor.resolve.places_around import wholes
from tests.resolve.small import opened


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    found = opened(tmp_path_factory.mktemp("gazetteer"))
    yield found
    found.close()


def event(text, *words):
    spans = tuple(Span(text.index(w), text.index(w) + len(w)) for w in words)
    return Event(
        f"e{spans[0].start if spans else 0}", Span(0, 1), "ASSAULT", None, (), 4, 0.0, None, (), (), spans, (), {},
        "actual", False, None, (), When(), None, 0.9,
    )  # fmt: skip


def account(text, *groups, dateline=None):
    report = Report("r", text, hashlib.sha256(text.encode()).hexdigest(), dateline=dateline)
    return Account(report, (), tuple(event(text, *group) for group in groups), (), ())


def only(found):
    assert len(found.places) == 1
    return found.places[0]


def test_a_country_stands_at_its_point(places):
    found = resolve_name("Syria", within=places)
    assert (found.country, found.precision, found.lat, found.lon, found.geonameid) == ("SYR", "country", 35, 38, 163843)


def test_a_large_town_needs_no_context(places):
    found = resolve_name("Homs", within=places)
    assert (found.name, found.country, found.admin1, found.precision) == ("Homs", "SYR", "Homs", "town")


@pytest.mark.parametrize("name", ["Hims", "Ḩimş", "HOMS"])
def test_a_place_is_known_by_its_other_names(places, name):
    assert resolve_name(name, within=places).geonameid == 169577


def test_the_word_after_a_name_says_what_it_is(places):
    text = "Shells fell on Homs province overnight."
    assert only(with_places(account(text, ["Homs province"]), within=places)).precision == "admin1"


@pytest.mark.parametrize(
    ("context", "id"),
    [
        ("Police in Paris arrested two men.", 2988507),
        ("Deputies searched a farm near Paris, Kentucky, on Monday.", 4303602),
        ("Deputies searched a farm near Paris, Ky., on Monday.", 4303602),
        ("A man was shot in Paris, Texas.", 4717560),
        ("Lexington police said the man from Paris was held in Kentucky.", 4303602),
    ],
)
def test_the_context_says_which_paris(places, context, id):
    assert resolve_name("Paris", context, within=places).geonameid == id


def test_one_sense_a_report(places):
    text = "Paris, Ky., woke to sirens. By noon the streets of Paris were calm."
    found = with_places(account(text, ["Paris"], ["streets of Paris"]), within=places)
    assert {place.geonameid for place in found.places} == {4303602}


def test_what_lies_elsewhere_by_its_words_is_no_lookalike(places):
    found = resolve_name("Baghdad", "A mill burned in Baghdad, Kentucky, on Monday.", within=places)
    assert (found.country, found.admin1, found.precision, found.lat) == ("USA", "Kentucky", "country", None)


def test_the_next_of_a_list_is_no_whole(places):
    found = resolve_name("Baghdad", "They met in Baghdad, Syria and Georgia being absent.", within=places)
    assert found.geonameid == 98182


@pytest.mark.parametrize(
    ("text", "around"),
    [
        ("In Paris, Anbar, and Hit it rained.", []),
        ("In Homs, Texas, Kentucky and Georgia it rained.", []),
        ("In Paris, Texas, and Lexington, Kentucky, it rained.", ["Texas"]),
        ("In Homs, Syria, and Hit it rained.", ["Syria"]),
        ("In Hit, Anbar, Iraq, it rained.", ["Al Anbar", "Iraq"]),
        ("In Hit, Homs Valley, it rained.", []),
        ("In Hit in South West Syria it rained.", ["Syria"]),
    ],
)
def test_what_is_a_whole_and_what_the_next_of_a_list(places, text, around):
    name = text.split()[1].rstrip(",")
    found = wholes(places, text, Span(3, 3 + len(name)))
    assert [entry.name for entry in found] == around


def test_the_word_before_a_name_says_what_it_is(places):
    text = "Shells fell on the province of Homs overnight."
    assert only(with_places(account(text, ["Homs"]), within=places)).precision == "admin1"


def test_the_state_comes_before_its_small_namesake_elsewhere_in_the_country(places):
    text = "Lexington and Paris, Kentucky, and Oregon had rain."
    assert only(with_places(account(text, ["Oregon"]), within=places)).precision == "admin1"
    text = "Lexington and Oregon, Kentucky, had rain."
    assert only(with_places(account(text, ["Oregon"]), within=places)).precision == "town"


def test_whose_troops_they_are_says_nothing_of_where(places):
    assert resolve_name("Homs", "Iraqi troops entered Homs.", within=places).geonameid == 169577
    assert resolve_name("Homs", "France’s president visited Homs.", within=places).geonameid == 169577


def test_georgia_is_the_state_beside_atlanta_and_else_the_country(places):
    assert resolve_name("Georgia", "Voters in Georgia lined up in Atlanta.", within=places).geonameid == 4197000
    assert resolve_name("Georgia", within=places).geonameid == 614540


def test_containment_by_an_apposition(places):
    text = "A bomb exploded in Maidan Shahr, the capital of Maidan Wardak province."
    found = only(with_places(account(text, ["Maidan Shahr"]), within=places))
    assert (found.geonameid, found.admin1, found.country) == (1131462, "Wardak", "AFG")


def test_a_direction_is_no_region_of_that_name(places):
    text = "The city of Mosul in Northern Iraq was taken."
    assert only(with_places(account(text, ["The city of Mosul"]), within=places)).country == "IRQ"


def test_a_phrase_gives_its_finest_name(places):
    text = "Troops entered the Iraqi town of Hit in Anbar Province."
    found = only(with_places(account(text, ["the Iraqi town of Hit in Anbar Province"]), within=places))
    assert (found.name, found.precision, found.admin1) == ("Hit", "town", "Al Anbar")


def test_an_unknown_village_gets_its_country_and_no_lookalike(places):
    text = "Gunmen stormed the village of Safina in Iraq, and Baghdad sent troops."
    found = only(with_places(account(text, ["the village of Safina"]), within=places))
    assert (found.country, found.precision, found.lat, found.geonameid) == ("IRQ", "country", None, None)
    assert found.reason == UNKNOWN_IN
    assert resolve_name("Safina", text, within=places).reason == UNKNOWN_IN


def test_an_unknown_village_of_the_reports_country(places):
    found = resolve_name("Jabrameta", "Jabrameta was shelled. Syria said Damascus was calm.", within=places)
    assert (found.country, found.precision, found.lat, found.reason) == ("SYR", "country", None, UNKNOWN_IN)


def test_nothing_known_stays_blank(places):
    found = resolve_name("Jabrameta", "Jabrameta was shelled.", within=places)
    assert (found.country, found.precision, found.reason) == (None, None, UNKNOWN)


def test_a_small_town_needs_support(places):
    found = resolve_name("Safina", "Safina was quiet.", within=places)
    assert (found.lat, found.reason) == (None, UNSUPPORTED)


def test_a_part_of_a_country_has_no_coordinates(places):
    text = "Rebels advanced in southern Syria."
    found = only(with_places(account(text, ["southern Syria"]), within=places))
    assert (found.name, found.country, found.precision, found.lat) == ("southern Syria", "SYR", "region", None)
    assert resolve_name("southern Syria", text, within=places).reason == PART


def test_a_thing_in_a_country_has_no_coordinates(places):
    text = "A bomb hit a small town in central Syria."
    found = only(with_places(account(text, ["a small town in central Syria"]), within=places))
    assert (found.country, found.lat, found.geonameid) == ("SYR", None, None)


def test_a_thing_in_a_town_stands_in_the_town(places):
    text = "Two died at the Crescent nightclub in Atlanta."
    found = only(with_places(account(text, ["the Crescent nightclub in Atlanta"]), within=places))
    assert (found.geonameid, found.precision) == (4180439, "town")


def test_a_phrase_without_a_name_stays_blank(places):
    text = "Soldiers closed the street."
    found = only(with_places(account(text, ["the street"]), within=places))
    assert (found.name, found.country, found.lat, found.precision) == ("the street", None, None, None)
    assert found.reason == NO_NAME


def test_two_joined_places_are_two(places):
    text = "The group fights in Iraq and Syria."
    found = with_places(account(text, ["Iraq and Syria"]), within=places)
    assert [(place.id, place.country) for place in found.places] == [("p1", "IRQ"), ("p2", "SYR")]
    assert [place.mentions[0].of(text) for place in found.places] == ["Iraq", "Syria"]
    assert found.events[0].where == "p1"


def test_names_of_one_place_are_one_place(places):
    text = "Homs was shelled. Hims burned. Syria spoke of Homs."
    found = only(with_places(account(text, ["Homs"], ["Hims"]), within=places))
    assert len(found.mentions) == 2


def test_seas_and_bases(places):
    assert resolve_name("the Black Sea", within=places).precision == "region"
    assert resolve_name("Bagram Air Base", within=places).precision == "point"


def test_the_dateline_is_context(places):
    text = "A farm near Paris burned down."
    filed = with_places(account(text, ["Paris"], dateline=Dateline(place="LEXINGTON, Ky.")), within=places)
    assert only(filed).geonameid == 4303602


def test_whoever_speaks_is_no_place(places):
    text = "Moscow said nothing. Baghdad was calm."
    found = with_places(account(text, ["Baghdad"], []), within=places)
    assert only(found).name == "Baghdad"
    assert [event.where for event in found.events] == ["p1", None]


def test_two_letters_are_a_state_in_capitals_only(places):
    assert resolve_name("OR", "A fire in Salem, OR.", within=places).admin1 == "Oregon"
    found = resolve_name("Paris", "They saw Paris, Or so they said.", within=places)
    assert found.geonameid == 2988507


def test_what_is_known_survives_json(places):
    text = "Gunmen stormed Nusquamia in Iraq. Homs burned."
    found = with_places(account(text, ["Nusquamia"], ["Homs"]), within=places)
    assert from_json(to_json(found)) == found
    assert ["reason" in place for place in to_json(found)["places"]] == [True, False]


def test_an_account_without_places_stays_as_it_is(places):
    given = account("Nothing happened.")
    assert with_places(given, within=places) == given
    again = replace(given, events=(event("Nothing happened."),))
    assert with_places(again, within=places) == again


def test_twice_gives_the_same(places):
    given = account("Rebels left Homs for Hit in Iraq and Syria.", ["Homs"], ["Hit"], ["Iraq and Syria"])
    once = with_places(given, within=places)
    assert with_places(once, within=places) == once


WORDS = st.sampled_from(
    ["Homs", "Paris", "Ky.", "Georgia", "Syria’s", "Iraqi", "southern", "the", "of", "in", ",", "and", "(", "Province"]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=12).map(" ".join))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=TEXTS, context=TEXTS)
def test_any_name_resolves_or_stays_blank(places, name, context):
    found = resolve_name(name, context, within=places)
    assert (found.lat is None) == (found.lon is None)
    if found.lat is not None and found.lon is not None:
        assert -90 <= found.lat <= 90
        assert -180 <= found.lon <= 180
        assert found.precision in {"point", "town", "admin1", "country", "region"}
    else:
        assert found.reason
        assert found.geonameid is None
    assert found.country is None or len(found.country) == 3


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, cuts=st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=4))
def test_any_spans_give_a_valid_account(places, text, cuts):
    given_account = account(text)
    spans = tuple(Span(min(cut), max(cut)) for cut in cuts)
    found = with_places(replace(given_account, events=(replace(event(""), place=spans),)), within=places)
    assert [place.id for place in found.places] == [f"p{i}" for i in range(1, len(found.places) + 1)]
    for place in found.places:
        assert all(0 <= s.start < s.end <= len(text) for s in place.mentions)
    assert found.events[0].where in {None, *(place.id for place in found.places)}
