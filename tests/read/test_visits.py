import gzip
import json

import pytest

from histor.errors import ReadError
from histor.read import Skipped, read
from histor.read.fetch import LaterError, Validators, retry_after, user_agent
from histor.read.visits import Visits
from tests.read.site import Site


class Slept(list):
    """Stands in for sleeping, and notes for how long."""

    def __call__(self, seconds):
        self.append(round(seconds, 1))


@pytest.fixture
def slept():
    return Slept()


@pytest.fixture
def visits(slept):
    return Visits(allow_private=True, sleep=slept)


def get(*inputs, visits):
    skips: list[Skipped] = []
    return list(read(*inputs, visits=visits, on_skip=skips.append)), [str(skip) for skip in skips]


def test_a_feed_leads_to_its_pages_and_says_what_they_do_not(site, visits, slept):
    site.article("/1", "Kunduz")
    site.article("/2", "Homs")
    site.pages["/rss"] = site.rss("/1", "/2", "/gone")
    reports, skips = get(f"{site.url}/rss", visits=visits)
    assert [(r.title, r.url, r.outlet, r.published) for r in reports] == [
        ("Kunduz", f"{site.url}/1", "Sample Herald", "2026-01-05"),
        ("Homs", f"{site.url}/2", "Sample Herald", "2026-01-05"),
    ]
    assert skips == [f"{site.url}/gone: the server answered 404 Not Found"]
    assert site.asked == ["/rss", "/robots.txt", "/1", "/2", "/gone"]
    assert slept
    assert all(0 < seconds <= 4 for seconds in slept)


def test_an_index_of_packed_sitemaps(site, visits):
    site.article("/1", "Kunduz")
    urls = f"<urlset><url><loc>{site.url}/1</loc><lastmod>2026-01-04</lastmod></url></urlset>"
    site.pages["/a.xml.gz"] = (200, {"Content-Type": "application/gzip"}, gzip.compress(urls.encode()))
    again = f"<sitemap><loc>{site.url}/index.xml</loc></sitemap>"
    site.pages["/index.xml"] = (
        f"<?xml version='1.0'?><sitemapindex><sitemap><loc>{site.url}/a.xml.gz</loc></sitemap>{again}</sitemapindex>"
    )
    reports, skips = get(f"{site.url}/index.xml", visits=visits)
    assert [(r.title, r.published) for r in reports] == [("Kunduz", "2026-01-04")]
    assert skips == []


def test_lists_of_addresses_and_feeds_in_files(site, visits, tmp_path):
    site.article("/1", "Kunduz")
    (tmp_path / "mine").write_text(f"# mine\n{site.url}/1\n\n")
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"url": f"{site.url}/1"}]}
    (tmp_path / "feed.json").write_text(json.dumps(feed))
    (tmp_path / "feed.rss").write_text(site.rss("/1"))
    for name in ("mine", "feed.rss"):
        assert [r.title for r in get(tmp_path / name, visits=visits)[0]] == ["Kunduz"], name
    assert [r.title for r in get((tmp_path / "feed.json").open("rb"), visits=visits)[0]] == ["Kunduz"]


def test_robots_txt_speaks_of_what_nobody_named(site, visits):
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /closed/\nCrawl-delay: 7\n"
    site.article("/closed/1", "Kunduz")
    site.pages["/rss"] = site.rss("/closed/1")
    reports, skips = get(f"{site.url}/rss", f"{site.url}/closed/1", visits=visits)
    assert [r.title for r in reports] == ["Kunduz"]
    assert skips == [f"{site.url}/closed/1: the site's robots.txt asks programs to leave this page alone"]


@pytest.fixture
def other():
    other = Site()
    yield other
    other.close()


def moved(to):
    return (302, {"Location": to}, b"")


def test_a_redirect_to_another_host_is_judged_by_that_host_s_rules(site, other, visits):
    other.pages["/robots.txt"] = "User-agent: *\nDisallow: /closed/\n"
    for path, title in (("/closed/1", "Kunduz"), ("/open/1", "Homs")):
        site.pages[path] = moved(other.url + path)
        other.article(path, title)
    site.pages["/rss"] = site.rss("/closed/1", "/open/1")
    reports, skips = get(f"{site.url}/rss", visits=visits)
    assert [(r.title, r.url) for r in reports] == [("Homs", f"{other.url}/open/1")]
    assert skips == [f"{site.url}/closed/1: the site's robots.txt asks programs to leave this page alone"]
    assert other.asked == ["/robots.txt", "/open/1"]


def test_who_names_a_page_is_led_to_another_host_without_robots_txt(site, other, visits):
    other.pages["/robots.txt"] = "User-agent: *\nDisallow: /\n"
    other.article("/1", "Kunduz")
    site.pages["/1"] = moved(f"{other.url}/1")
    assert [r.title for r in get(f"{site.url}/1", visits=visits)[0]] == ["Kunduz"]
    assert other.asked == ["/1"]


def test_a_redirect_within_a_host_asks_no_rules_twice(site, visits, slept):
    site.article("/2", "Kunduz")
    site.pages["/1"] = moved("/2")
    visits.fetch(f"{site.url}/1", found=True)
    assert site.asked == ["/robots.txt", "/1", "/2"]
    assert len(slept) == 1


def test_the_pace_of_the_host_that_a_redirect_leads_to_is_kept(site, other, slept):
    other.article("/1", "Kunduz")
    visits = Visits(allow_private=True, pause=5.0, sleep=slept)
    visits.fetch(f"{other.url}/1")
    site.pages["/a"] = moved(f"{other.url}/1")
    visits.fetch(f"{site.url}/a")
    assert slept == [pytest.approx(5.0, abs=1)]
    assert visits.rest(f"{other.url}/1") > 5


def test_a_host_that_a_redirect_leads_to_and_that_wants_to_be_left_alone_is(site, other, visits):
    other.pages["/1"] = (503, {"Retry-After": "3600"}, "")
    site.pages["/a"] = moved(f"{other.url}/1")
    with pytest.raises(LaterError):
        visits.fetch(f"{site.url}/a")
    assert visits.rest(f"{other.url}/1") > 3500
    assert visits.rest(f"{site.url}/a") < 5
    with pytest.raises(LaterError, match="left alone"):
        visits.fetch(f"{site.url}/a")
    assert other.asked == ["/1"]


def test_two_hosts_that_send_one_to_and_fro_come_to_an_end(site, other, visits):
    site.pages["/1"], other.pages["/1"] = moved(f"{other.url}/1"), moved(f"{site.url}/1")
    with pytest.raises(ReadError, match="more than 5 redirects"):
        visits.fetch(f"{site.url}/1")
    assert len(site.asked) + len(other.asked) == 6


def test_a_redirect_to_a_private_address_is_refused_before_it_is_asked(site, other, monkeypatch):
    monkeypatch.setattr("histor.read.fetch.is_public", lambda _: site.pages.pop("public", None) is not None)
    site.pages["public"] = b""
    site.pages["/1"] = moved(f"{other.url}/1")
    with pytest.raises(ReadError, match="private network"):
        Visits(sleep=lambda _: None).fetch(f"{site.url}/1")
    assert (site.asked, other.asked) == (["/1"], [])


def test_a_crawl_delay_is_kept(site, visits, slept):
    site.pages["/robots.txt"] = "User-agent: histor\nCrawl-delay: 7\n"
    site.article("/1", "Kunduz")
    site.article("/2", "Homs")
    site.pages["/rss"] = site.rss("/1", "/2")
    get(f"{site.url}/rss", visits=visits)
    assert max(slept) > 6


def test_a_server_that_is_down_forbids_for_now(site, visits):
    site.pages["/robots.txt"] = (503, {}, "")
    site.article("/1", "Kunduz")
    with pytest.raises(LaterError):
        visits.fetch(f"{site.url}/1", found=True)
    assert "/1" not in site.asked


def test_a_busy_server_is_asked_again_when_it_says(site, visits, slept):
    answers = iter([(503, {"Retry-After": "7"}, ""), (429, {}, ""), (200, {}, "well")])
    site.pages["/1"] = lambda _: next(answers)
    assert visits.fetch(f"{site.url}/1").body == b"well"
    assert slept[0] > 6


def test_a_server_that_wants_to_be_left_alone_for_long_is(site, visits):
    site.pages["/1"] = (503, {"Retry-After": "3600"}, "")
    with pytest.raises(LaterError) as error:
        visits.fetch(f"{site.url}/1")
    assert error.value.seconds == 3600
    with pytest.raises(LaterError, match="left alone"):
        visits.fetch(f"{site.url}/2")
    assert site.asked == ["/1"]
    assert visits.rest(f"{site.url}/2") > 3500


def test_a_silent_host_is_asked_less_and_less(visits):
    pauses = []
    for _ in range(4):
        with pytest.raises(LaterError):
            visits.fetch("http://127.0.0.1:1/")
        pauses.append(visits.rest("http://127.0.0.1:1/"))
    assert pauses == sorted(pauses)
    assert pauses[-1] > 4 * pauses[0]


def test_what_has_not_changed_is_not_sent_again(site, visits):
    def page(headers):
        known = headers.get("If-None-Match") == '"1"' and headers.get("If-Modified-Since") == "yesterday"
        return (304, {}, "") if known else (200, {"ETag": '"1"', "Last-Modified": "yesterday"}, "body")

    site.pages["/1"] = page
    first = visits.fetch(f"{site.url}/1")
    assert (first.body, first.validators) == (b"body", Validators('"1"', "yesterday"))
    second = visits.fetch(f"{site.url}/1", validators=first.validators)
    assert (second.body, second.unchanged) == (b"", True)


def test_the_user_agent_says_who_it_is(site):
    seen: list[str] = []

    def page(headers):
        seen.append(headers["User-Agent"])
        return "x"

    site.pages["/1"] = page
    Visits(allow_private=True, contact="mailto:me@a.example").fetch(f"{site.url}/1")
    assert seen == [user_agent("mailto:me@a.example")]
    assert seen[0].startswith("histor/")


def test_pages_that_are_listed_may_not_be_private_either(site):
    site.pages["/rss"] = site.rss("/1")
    with pytest.raises(ReadError, match="private network"):
        Visits().fetch(f"{site.url}/1", found=True)
    assert site.asked == []


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("5", 5), ("-1", 0), ("nan", None), ("1e999", 86_400), ("", None), ("Mon, 05 Jan 2015 10:00:00 GMT", 0)],
)
def test_retry_after(header, seconds):
    assert retry_after(header) == seconds
