"""What pages say of themselves, in meta elements, JSON-LD, addresses and bodies."""

import json

import pytest
from lxml.html import document_fromstring

from histor.read.bylines import byline
from histor.read.head import day_in, day_in_url, head_of
from histor.read.linked_data import Linked, linked
from histor.read.said import said

ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Army takes town",
    "author": [{"@type": "Person", "name": "Ann Writer"}, {"@type": "Organization", "name": "The Herald"}],
    "publisher": {"@id": "#herald"},
    "datePublished": "2015-09-06T10:00:00Z",
}
HERALD = {"@type": ["Organization"], "@id": "#herald", "name": "The Herald"}


def script(text):
    return document_fromstring(f'<html><body><script type="application/ld+json">{text}</script></body></html>')


def told(head="", body="<p>x</p>", url=None):
    tree = document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    return said(head_of(tree, url), linked(tree), tree, url)


def test_json_ld_names_the_article_its_authors_and_publisher():
    found = linked(script(json.dumps({"@context": "https://schema.org", "@graph": [ARTICLE, HERALD]})))
    assert (found.titles, found.authors, found.dates) == (
        ("Army takes town",),
        ("Ann Writer",),
        ("2015-09-06T10:00:00Z",) * 2,
    )
    assert found.publishers == found.sites == ("The Herald",)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ARTICLE),
        json.dumps([ARTICLE]),
        f"<!-- {json.dumps(ARTICLE)} -->",
        f"//<![CDATA[\n{json.dumps(ARTICLE)};\n//]]>",
        json.dumps(ARTICLE)[:-1] + ', "dateModified": , "x": [1, 2,],}',
    ],
)
def test_json_ld_is_read_as_pages_write_it(text):
    assert linked(script(text)).titles == ("Army takes town",)


@pytest.mark.parametrize(
    "text", ["", "x", "[" * 100_000, '[1, null, "x"]', '{"@type": 5, "author": 7, "@graph": {"@type": [{}]}}']
)
def test_other_scripts_say_nothing(text):
    found = linked(script(text))
    assert found == Linked((), (), (), (), ())


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        (["By Ann Writer"], "Ann Writer"),
        (["Ann Writer, Bob B. Berger & Carl"], "Ann Writer; Bob B Berger; Carl"),
        (["ANN WRITER, AP Staff"], "Ann Writer; AP Staff"),
        (["Ann Writer", "ann writer", "Ann"], "Ann Writer"),
        (["Analysis by Ann Writer in Kabul", "a.writer@herald.example"], "Ann Writer"),
        (['Ann "Annie" Writer @annw 5 min ago'], "Ann Writer"),
        (["https://www.facebook.com/ann", " ", "x" * 60], None),
        ([], None),
    ],
)
def test_names_in_a_byline(stated, names):
    assert byline(stated) == names


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2015-09-06T23:10:00Z", "2015-09-06"),
        ("20150906", "2015-09-06"),
        ("2015/09/06 10:00", "2015-09-06"),
        ("2015-13-06", None),
        ("6 September 2015", None),
        ("1970-01-01T00:00:00Z", None),
        ("9999-12-31", None),
        ("2015090610", None),
    ],
)
def test_days(stated, day):
    assert day_in(stated) == day


def test_the_day_in_an_address():
    assert day_in_url("https://herald.example/2015/9/06/army") == "2015-09-06"
    assert day_in_url("https://herald.example/army-20150906-x") is None
    assert day_in_url(None) is None


def test_the_head_is_believed_before_json_ld_and_the_body():
    head = """<meta property="og:title" content="Army takes town | The Herald"><meta name="author" content="Ann Writer">
    <meta property="og:site_name" content="Herald"><meta name="dc.created" content="2015-09-01">
    <meta itemprop="datePublished" content="2015-09-06T10:00:00+02:00"><link rel="canonical" href="/army#top">"""
    linked_data = f'<script type="application/ld+json">{json.dumps([ARTICLE, HERALD])}</script><h1>Other</h1>'
    found = told(head, linked_data, "https://herald.example/x?y")
    assert (found.title, found.outlet, found.byline, found.published, found.url) == (
        "Army takes town", "The Herald", "Ann Writer", "2015-09-06", "https://herald.example/army",
    )  # fmt: skip


def test_a_date_in_words_and_a_date_in_the_body():
    assert told('<meta name="date" content="September 6, 2015, 07:47 PM EST">').published == "2015-09-06"
    assert told('<input type="hidden" class="published_date" value="2015-09-06 23:41:18">').published == "2015-09-06"
    assert told(body='<p class="pubdate">Published 6 September 2015</p>').published == "2015-09-06"
    assert told(body="<p>On 6 September 2015 the army took the town.</p>").published is None


def test_a_title_from_the_headings_or_the_title_element():
    assert told(body="<h1>Army takes town</h1>").title == "Army takes town"
    assert told(body="<h1>The Herald</h1><h1 class='entry-title'>Army takes town</h1>").title == "Army takes town"
    assert told("<title>Army takes town - in the north - The Herald</title>").title == "Army takes town - in the north"
    assert told(body="<h2>Army takes town</h2>").title == "Army takes town"


def test_an_outlet_without_a_name_is_called_by_its_host():
    assert told(url="https://www.herald.example/a").outlet == "herald.example"
    assert told('<meta name="twitter:site" content="@herald">').outlet == "Herald"
    assert told('<meta property="og:site_name" content="https://herald.example">').outlet is None
