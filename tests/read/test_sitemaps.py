import gzip
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.errors import ReadError
from histor.read import sitemaps
from histor.read.listed import Listed
from histor.read.sitemaps import Sitemap

NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = f"""<?xml version="1.0"?><urlset {NS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://herald.example/1</loc><lastmod>2026-01-06</lastmod><image:image><image:loc>https://x.example/p.png
</image:loc></image:image><news:news><news:publication><news:name>The Herald</news:name></news:publication>
<news:publication_date>2026-01-05</news:publication_date><news:title>Troops leave</news:title></news:news></url>
<url><loc>https://herald.example/2</loc><lastmod>2026-01-06</lastmod></url><url><loc>no address</loc></url></urlset>"""


def test_a_news_sitemap():
    first, second = sitemaps.entries(NEWS.encode())
    assert first == Listed(
        "https://herald.example/1", title="Troops leave", outlet="The Herald", published="2026-01-05"
    )
    assert second == Listed("https://herald.example/2", published="2026-01-06")


def test_an_index_packed():
    index = f"<sitemapindex {NS}><sitemap><loc>https://a.example/1.xml.gz</loc></sitemap></sitemapindex>"
    assert list(sitemaps.entries(gzip.compress(index.encode()))) == [Sitemap("https://a.example/1.xml.gz")]


def test_what_stands_before_the_damage_is_read():
    found = sitemaps.entries(NEWS.encode()[:-120])
    assert isinstance(next(found), Listed)
    with pytest.raises(ReadError, match="damaged XML"):
        list(found)


def test_bombs():
    with pytest.raises(ReadError, match="times its size"):
        list(sitemaps.entries(gzip.compress(b"<urlset>" + b" " * 60_000_000, 9)))
    grow = f'<!DOCTYPE u [<!ENTITY a "{"a" * 1000}">]><urlset {NS}><url><loc>https://a.example/&a;</loc></url></urlset>'
    assert all("aaa" not in (entry.url or "") for entry in sitemaps.entries(grow.encode()))


@given(st.binary(max_size=200))
def test_whatever_a_stranger_sends_is_a_sitemap_or_a_reason(body):
    for piece in (body, NEWS.encode()[:300] + body):
        with suppress(ReadError):
            assert all(entry.url for entry in sitemaps.entries(piece))
