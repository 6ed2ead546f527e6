"""How much of untrusted input is read, and how what is left out is told.

Every number has its reason beside it; nothing else in this package sets a bound of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from histor.plain import visible

MAX_INPUT_BYTES = 20_000_000
"""One text, HTML or JSON document. The longest report of logoi has 0.01 MB; a file this big is a dump of many."""

MAX_REPORT_CHARS = 1_000_000
"""One report: about 160,000 words, a long book. The model would take minutes over more, for no news report."""

MAX_LINE_BYTES = 20_000_000
"""One JSONL line or CSV row: a report of MAX_REPORT_CHARS, each character escaped, with room for its fields."""

MIN_BOMB_BYTES = 1_000_000
"""What a .gz file may unpack to however small it is."""

MAX_UNPACK_RATIO = 200
"""Bytes out of a .gz file for each byte in it. The reports of logoi pack 2.6 times together, a bomb 1,032 times."""

MAX_BAD_START = 100
"""Bad rows at the head of a table before the rest is given up: by then it is no table of reports."""

MAX_PAGE_BYTES = 10_000_000
"""The body of a web page, unpacked. The longest of 181 real pages has 1.5 MB."""

MAX_REDIRECTS = 5
"""Hops from one address to the next; browsers allow 20; a site that needs more than a few is a loop."""

FETCH_SECONDS = 20.0
"""The whole of fetching one address: name look-up, redirects and body together."""

MAX_RETRY_AFTER = 86_400.0
"""Seconds for which a server is left alone at most when it asks for it; a day, or a typing error would be for ever."""

MAX_ROBOTS_BYTES = 512_000
"""Of a robots.txt; RFC 9309 asks crawlers to read 500 KiB at least."""

MAX_LISTED = 50_000
"""Entries of one feed or sitemap: what sitemaps.org allows."""

MAX_SITEMAP_BYTES = 52_428_800
"""One sitemap, unpacked: what sitemaps.org allows."""

MAX_SITEMAPS = 500
"""Sitemaps read from one index, and from those that it leads to: 25 million addresses."""

MAX_ARCHIVE_RECORD = 1_000_000_000
"""One record of a WARC that is passed over; behind a larger one the rest is not read. Crawlers cut bodies at 1 MB or so."""

PAGE_SECONDS = 15
"""CPU time to find the article of one page. 181 real pages (the scrapinghub benchmark) take
0.04 s at most; one of 100,000 linked paragraphs, 5 MB, takes longer than this."""

PAGE_WALL_SECONDS = 90
"""The same by the clock, for machines that are too busy to give a process its share, or cannot limit CPU time."""

PAGE_MEMORY_BYTES = 2_000_000_000
"""Address space of the process that does it. The 25 longest of the 181 pages below need 0.23 GB."""

MAX_FIELD_CHARS = 2_000
"""A title, outlet, byline, address or identifier; browsers and servers cut addresses at about this length."""

MAX_DROPPED = 50
"""Pieces of a page listed in ``Report.dropped``: enough to see what went, without copying the page."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input, or a row of a table (``file:line``), that gave no report, and the reason in one clause."""

    input: str
    reason: str

    def __str__(self) -> str:
        return f"{self.input}: {self.reason}"


def skipped(name: str, reason: object) -> Skipped:
    r"""A ``Skipped`` that is safe to print: names and reasons may hold what a stranger wrote.

    >>> str(skipped("a\x1b[31m.txt", "empty"))
    'a\\x1b[31m.txt: empty'
    """
    return Skipped(visible(name, 300), visible(str(reason), 300))
