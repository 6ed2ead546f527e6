"""What fuzzing begins with: a few inputs of each target that are as they should be."""

from __future__ import annotations

import random
from pathlib import Path

from tests.hostile.cases import MORE, NEWS, cases

_DATES = (
    b"on Monday, two weeks ago, in late September 2015, 9/11, the 1990s, from 3 to 5 May, by the end of next year, "
    b"since 2003, Ramadan, Tuesday night, 14:30 GMT, a decade earlier, between June and July, Q3 2014"
)
_LINES = (
    b"KUNDUZ, Oct 3 (Sample Wire) - US warplanes bombed a hospital.\n\nRead more at www.sample.example\n",
    "PARIS — The minister said “no”.\n\nSubscribe to our newsletter\n".encode(),
)
_BOOK = Path("docs/own-codebook.yaml")
_PAGE = (
    f"<html><head><title>Army takes town - Herald</title><meta property='og:image' content='/2014/10/27/a.jpg'></head><body>"
    f"<nav><ul><li><a href=/>Home</a></li></ul></nav><article><h1>Army takes town</h1><p class=byline>By A. Writer</p>"
    f"<time datetime=2015-09-06></time><p>{NEWS}</p><p>{MORE}</p><div><span></span> tail</div></article>"
    f'<script type="application/ld+json">{{"@type": "NewsArticle", "author": {{"name": "A"}}}}</script><footer>c</footer>'
).encode()
_FEED = b"<rss><channel><title>H</title><item><title>a</title><link>/1</link><pubDate>Mon, 07 Sep 2015</pubDate></item></channel></rss>"
_LETTER = (
    b"From: a@b.example\nSubject: =?utf-8?b?eA==?=\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>" + NEWS.encode()
)
_WATCH = b"""ledger = "news.duckdb"
every = "10m"
[[source]]
feed = "https://news.example/rss"
[[query]]
name = "Syria"
place = "SYR"
alert = ["new", "contested", "surge"]
factor = 2.5
[alerts]
jsonl = "alerts.jsonl"
"""


def seeds(name: str) -> list[bytes]:
    """Inputs of the target ``name``."""
    if name in {"read", "decode"}:
        return [case.content for case in cases() if len(case.content) < 3_000]
    if name == "times":
        return [b"\x00\xa0" + _DATES, b"\x10\xa5" + NEWS.encode()]
    if name == "dateline":
        return [*_LINES, NEWS.encode(), MORE.encode()]
    if name == "own_codebook":
        return [_BOOK.read_bytes()]
    if name == "watch_file":
        return [_WATCH]
    if name == "apart":
        pages = [b"\0" + case.content for case in cases() if case.name.startswith("html") and len(case.content) < 2_000]
        return [*pages, b"\0" + _PAGE, b"\1" + _FEED, b"\2" + _LETTER]
    if name == "feeds":
        return [
            b"<item><title>a</title><link>https://a.example/1</link><pubDate>Mon, 07 Sep 2015</pubDate></item></channel></rss>",
            b"Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\n" + NEWS.encode(),
        ]
    made = random.Random(7)
    return [made.randbytes(length) for length in (40, 200, 600, 1200)]
