"""The pages: what stands on them, for everybody and against those who mean no good."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from histor.serve.columns import TABLES
from tests.ledger.make import kunduz
from tests.serve.make import SCRIPT, hostile
from tests.serve.reader import Page

PAGES = [
    "/",
    "/ledger",
    "/network",
    "/network?by=name",
    "/actor?name=RUS",
    "/sources",
    "/search",
    "/search?q=said",
    "/search?q=script&in=reports",
    "/search?q=x&in=quotations",
    "/nothing",
]
PAGES += [f"/{name}" for name in TABLES]


def page(client, path):
    response = client.get(path)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return Page(response.text)


def words(page):
    return " ".join(page.text.split())


def all_pages(client, keys):
    return [*PAGES, *(f"/reports/{key}" for key in keys.values())]


def test_no_page_runs_anything(client, keys):
    hosts = {"", "a.example"}  # the second is the address of a report
    for path in all_pages(client, keys):
        found = page(client, path)
        for tag, given in found.tags:
            assert tag not in {"img", "iframe", "object", "style", "base", "foreignobject"}, path
            assert tag != "script" or urlsplit(given["src"]).path == "/static/built/app.js", path
            assert not [name for name in given if name.startswith("on") or name == "style"], path
            for name in ("href", "src", "action"):
                target = urlsplit(given.get(name) or "")
                assert target.scheme in {"", "https"}, path
                assert target.netloc in hosts, path


def test_no_page_lets_a_report_turn_the_direction(client, keys):
    report = client.get(f"/reports/{keys[hostile().report.id]}").text
    assert report.count("\u202e") == 1  # alone in an element that isolates it, in the text
    assert '<span class="hidden" data-code="U+202E">\u202e</span>' in report
    assert "\u2066" not in report
    for path in PAGES[:-1]:
        assert "\u2066" not in client.get(path).text


def test_hostile_text_is_shown_as_it_is(client, keys):
    found = page(client, f"/reports/{keys[hostile().report.id]}")
    assert found.text.count(SCRIPT) >= 4
    assert "javascript:" not in "".join(found.attributes("href"))


def test_every_page_has_a_language_a_title_a_way_around_and_one_heading(client, keys):
    for path in all_pages(client, keys):
        found = page(client, path)
        tags = [tag for tag, _ in found.tags]
        assert tags.count("h1") == tags.count("main") == tags.count("title") == 1, path
        assert ("html", {"lang": "en"}) in found.tags
        assert found.having("skip")[0]["href"] == "#main"
        ids = found.attributes("id")
        assert len(ids) == len(set(ids)), path
        inside = {href[1:] for href in found.attributes("href") if href.startswith("#")}
        assert inside <= set(ids), path


def test_every_control_has_a_label(client):
    for path in ("/events?type=ASSAULT&actor=a&actor=b", "/search?q=x", "/"):
        found = page(client, path)
        inside = 0
        for tag, given in found.tags:
            inside += tag == "label"
            if tag in {"input", "select"} and given.get("type") != "hidden":
                assert inside
                inside -= 1


def test_the_page_of_the_ledger_counts(client):
    text = words(page(client, "/ledger"))
    assert "35 reports" in text
    assert "ASSAULT 34" in text


def test_a_report_shows_text_events_voices_and_what_was_left_out(client, keys):
    found = page(client, f"/reports/{keys['kunduz']}")
    text = words(found)
    assert kunduz().report.text in text
    assert "where Kunduz (AFG)" in text
    assert "according to Sample Wire → Médecins Sans Frontières" in text
    assert "figures dead 22" in text
    assert "status hypothetical, background" in text
    links = set(found.attributes("href"))
    assert {"#e1", "#t-e1", "#v2", "#t-v2", f"/api/v1/reports/{keys['kunduz']}.json", "https://a.example/1"} <= links
    left_out = page(client, f"/reports/{keys['syria']}")
    assert "details" in [tag for tag, _ in left_out.tags]
    assert "share line" in left_out.text


def test_a_nested_voice_says_inside_whom_it_stands(client, keys):
    found = page(client, f"/reports/{keys['nested']}")
    assert "inside what is said by The Times" in words(found)
    assert [given["class"].split()[-1] for given in found.having("item")] == ["deep0", "deep0", "deep1", "deep2"]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_page_shows_what_the_api_has_and_leads_to_it(client, name):
    found = page(client, f"/{name}")
    total = client.get(f"/api/v1/{name}?total=true").json()["total"]
    assert f"{total:,} {name if total != 1 else name[:-1]}" in words(found)
    assert {f"/api/v1/{name}.json", f"/api/v1/{name}.csv"} <= set(found.attributes("href"))
    for column in TABLES[name]:
        assert column.heading in found.text


def test_one_state_of_filters_drives_page_form_and_twins(client):
    found = page(client, "/events?actor=USA&actor=FJI&status=actual&recipient=&since=&sort=when&country=AFG")
    assert "1 event with these filters" in words(found)
    twins = [given["href"] for given in found.having("twin")]
    query = [("actor", "USA"), ("actor", "FJI"), ("country", "AFG"), ("status", "actual"), ("sort", "when")]
    for twin in twins:
        assert sorted(parse_qsl(urlsplit(twin).query)) == sorted(query)
        assert client.get(twin).status_code == 200
    values = [given.get("value") for _, given in found.tags if given.get("name") == "actor"]
    assert values == ["USA", "FJI"]
    hidden = {(given["name"], given["value"]) for _, given in found.tags if given.get("type") == "hidden"}
    assert hidden == {("country", "AFG"), ("sort", "when")}


def test_a_filter_is_taken_away_by_its_chip(client):
    found = page(client, "/events?actor=USA&place=kunduz")
    chips = [given["href"] for given in found.tags_of("a") if given.get("title") == "Take this filter away"]
    assert sorted(chips) == ["/events?actor=USA", "/events?place=kunduz"]


def test_headings_sort_and_say_how_it_is_sorted(client):
    found = page(client, "/reports?sort=-published")
    sorted_by = [given for given in found.tags_of("th") if "aria-sort" in given]
    assert [given["aria-sort"] for given in sorted_by] == ["descending"]
    assert "/reports?sort=published" in found.attributes("href")
    assert "/reports?sort=-events" in found.attributes("href")


def test_pages_follow_one_another(client):
    seen = 0
    path: str | None = "/events"
    while path:
        found = page(client, path)
        seen += len(found.tags_of("tr")) - 1
        path = next((given["href"] for given in found.tags_of("a") if given.get("rel") == "next"), None)
    assert seen == client.get("/api/v1/events?total=true").json()["total"] > 50


def test_nothing_found_says_what_to_do(client):
    assert "Take the filters away" in page(client, "/events?actor=nobody").text
    assert "Nothing was found" in page(client, "/search?q=nowhere").text


@pytest.mark.parametrize(
    "path", ["/events?limit=x", "/events?nothing=1", "/search?q=a&in=b", "/reports/zzz", "/reports/" + "0" * 16]
)
def test_what_cannot_be_shown_is_told_on_a_page(client, path):
    response = client.get(path)
    assert response.status_code in {400, 404}
    found = Page(response.text)
    assert "This cannot be shown" in found.text
    assert "/" in found.attributes("href")


def test_a_hit_leads_to_its_place_in_the_report(client):
    found = page(client, "/search?q=targeted")
    (target,) = {href for href in found.attributes("href") if href.startswith("/reports/")}
    path, _, place = target.partition("#")
    assert place in page(client, path).attributes("id")
    assert "targeted" in found.text
