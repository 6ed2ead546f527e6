"""Who is the same across reports, by name alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.link.identities import named, outlet, outlet_of
from histor.records import Report


def key(name, code="---", sector=()):
    found = named(name, code, sector)
    return found and found.key


@pytest.mark.parametrize(
    "names",
    [
        ("The New York Times", "New York Times", "NYT", "nytimes.com", "https://www.nytimes.com/2015/09/05/a.html"),
        ("Al Jazeera", "Al-Jazeera", "aljazeera.com", "english.aljazeera.net"),
        ("BBC", "BBC News", "bbc.co.uk", "www.bbc.com"),
        ("The Sample Herald", "Sample Herald", "SAMPLE HERALD"),
        ("The Guardian", "theguardian.com", "Guardian"),
    ],
)
def test_an_outlet_is_one_by_each_of_its_names(names):
    assert len({outlet(name).key for name in names}) == 1


def test_outlets_differ():
    assert (
        len({outlet(name).key for name in ("The New York Times", "The Times", "Los Angeles Times", "Sample Times")})
        == 4
    )


def test_an_outlet_is_the_same_as_publisher_and_as_source():
    for name in ("The New York Times", "BBC News", "Sample Herald", "Sample Wire Agency", "TASS"):
        assert outlet(name).key == key(name)


def test_a_report_without_outlet_is_its_host_else_itself():
    assert outlet_of(Report("r1", "x", "", url="https://www.nytimes.com/x")).name == "The New York Times"
    assert outlet_of(Report("r1", "x", "")).key == "report:r1"
    assert outlet_of(Report("r2", "x", "", url="no address")).key == "report:r2"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Russia's Ministry of Defense", "the Russian Defence Ministry"),
        ("Ministry of Defence", "the Defence Ministry"),
        ("Ministry of Foreign Affairs of Russia", "the Foreign Ministry"),
        ("Ministry of Internal Affairs", "Russia's Interior Ministry"),
        ("two US officials", "a senior US official"),
        ("Vladimir Putin", "Putin"),
        ("the Kremlin", "Russia"),
        ("Russian General Staff", "the General Staff"),
    ],
)
def test_one_by_different_words(first, second):
    assert key(first, "RUS") == key(second, "RUS") is not None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Defence Ministry", "RUS"), ("Defence Ministry", "TUR")),
        (("US officials", "USA"), ("US intelligence analysts", "USA")),
        (("a military source", "SYR"), ("Syrian officials", "SYR")),
        (("Foreign Ministry", "RUS"), ("Defence Ministry", "RUS")),
        (("witnesses", "SYR"), ("residents", "SYR")),
    ],
)
def test_two_by_different_words(first, second):
    assert key(*first) != key(*second)


@pytest.mark.parametrize(
    "name",
    [
        "reports",
        "media reports",
        "unconfirmed reports",
        "sources",
        "some",
        "it",
        "they",
        "others",
        "The",
        "Western media",
    ],
)
def test_who_names_no_source(name):
    assert named(name, "SYR") is None


@pytest.mark.parametrize(
    "name", ["a military source", "German media", "three Lebanese sources", "state media", "Russians"]
)
def test_who_names_a_source_though_not_by_name(name):
    found = named(name, "SYR")
    assert found is not None
    assert found.kind == "unnamed"


@settings(max_examples=50)
@given(st.text(max_size=80), st.sampled_from(["---", "RUS", "IMG", ""]))
def test_any_name_will_do(name, code):
    found = named(name, code)
    assert found is None or (found.key and found.kind)
    assert outlet(name).key.startswith("body:")
