import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.errors import ReadError
from histor.read import feeds
from histor.read.listed import Listed, plain_address
from histor.read.worker import entries

RSS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Sample Herald</title>
<item><title>Troops &lt;b&gt;leave&lt;/b&gt; &amp;amp; return</title><link>/a?id=1&amp;utm_source=rss#top</link>
<pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate></item>
<item><guid isPermaLink="false">x2</guid><description>The army left.</description></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Star</title><entry><id>urn:1</id><title>One</title>
<link href="https://star.example/1"/><updated>2026-01-05T10:00:00Z</updated>
<source><title>The Wire</title></source></entry></feed>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Star",
    "items": [{"id": "1", "url": "https://star.example/1", "title": "One", "date_published": "2026-01-05"}, "no item"],
}


def test_rss_with_its_links_made_whole():
    first, second = feeds.entries(RSS, "https://herald.example/rss")
    assert first == Listed(
        "https://herald.example/a?id=1", None, "Troops leave & return", "Sample Herald", "Mon, 05 Jan 2026 10:00:00 GMT"
    )
    assert (second.url, second.id, second.content) == (None, "x2", "The army left.")


def test_atom_and_the_outlet_from_which_an_entry_was_taken():
    [entry] = feeds.entries(ATOM)
    assert (entry.url, entry.title, entry.outlet) == ("https://star.example/1", "One", "The Wire")
    assert entry.published == "2026-01-05T10:00:00Z"


def test_json_feed():
    [entry] = feeds.entries(json.dumps(JSON).encode())
    assert entry == Listed("https://star.example/1", "1", "One", "Star", "2026-01-05")


@pytest.mark.parametrize("body", [b"", b"<html><p>Not found", b'{"version": 1}', b"\xff\xfe\x00", b"{" * 9_999])
def test_what_is_no_feed(body):
    with pytest.raises(ReadError, match="neither a feed nor a sitemap"):
        list(feeds.entries(body))


def test_entities_that_would_grow_are_not_followed():
    bomb = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
    <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
    <rss version="2.0"><channel><title>&c;&f;</title><item><title>&c;&f;</title><link>https://a.example/1</link>
    </item></channel></rss>"""
    [entry] = entries(bomb)
    assert entry.url == "https://a.example/1"
    assert "root:" not in f"{entry.title}{entry.outlet}"
    assert len(entry.title or "") < 1_000


@given(st.binary(max_size=300))
def test_whatever_a_stranger_sends_is_a_feed_or_a_reason(body):
    for piece in (body, RSS[: len(body)] + body, RSS[:250] + body + RSS[250:]):
        try:
            found = list(feeds.entries(piece))
        except ReadError:
            continue
        assert all(isinstance(entry, Listed) for entry in found)


@given(st.text(max_size=80))
def test_an_address_is_plain_or_none(words):
    for url in (words, f"https://{words}", f"https://a.example/{words}"):
        plain = plain_address(url)
        assert plain is None or plain_address(plain) == plain
