"""What a page says of itself in its meta elements and links: names, titles, days, addresses, in the words of many makers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TITLES = (
    "og:title headline title twitter:title citation_title dc.title dcterms.title sailthru.title parsely-title fb_title"
)
_OUTLETS = "og:site_name publisher dc.publisher dcterms.publisher sailthru.publisher citation_journal_title rbpubname"
_LESSER_OUTLETS = "application-name al:android:app_name al:ios:app_name twitter:app:name:iphone twitter:site"
_AUTHORS = """author article:author og:author og:article:author authors byl creator dc.creator dcterms.creator
    citation_author sailthru.author parsely-author rbauthors dcsext.author shareaholic:article_author_name"""
_DATES = """article:published_time article:published article.published article:published_date article:post_date
    article:publicationdate article_date_original og:published_time og:article:published_time og:pubdate datepublished
    dateposted date_published date pubdate publishdate publish-date publish_date published published_date published-date
    publication_date publication-date published_at dc.date dc.date.issued dc.issued dcterms.date dcterms.issued citation_date
    citation_publication_date sailthru.date parsely-pub-date cxenseparse:recs:publishtime rnews:datepublished displaydate
    originalpublicationdate"""
_LESSER_DATES = "datecreated date_created article.created dc.date.created dc.created dcterms.created created"
_FIELDS = {
    name: kind
    for kind, names in (
        ("titles", _TITLES),
        ("outlets", _OUTLETS),
        ("lesser_outlets", _LESSER_OUTLETS),
        ("authors", _AUTHORS),
        ("dates", _DATES),
        ("lesser_dates", _LESSER_DATES),
        ("urls", "og:url"),
    )
    for name in names.split()
}
_RANK = {name: rank for rank, name in enumerate(_FIELDS)}
_RANKED = frozenset(("titles", "outlets", "lesser_outlets"))
_DAY = re.compile(r"\s*(\d{4})([-/.]?)(\d\d)\2(\d\d)(?!\d)")
_DAY_IN_URL = re.compile(r"\D((?:19|20)\d\d)([/_-])(\d\d?)[/_-](\d\d?)(?:\D|\Z)")
_FIRST_YEAR = 1995  # there was hardly a news page before


@dataclass(slots=True)
class Head:
    """Values in the order of the page, those of the better known names first among titles and outlets."""

    titles: list[str] = field(default_factory=list)
    outlets: list[str] = field(default_factory=list)
    lesser_outlets: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    lesser_dates: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)


def head_of(tree: HtmlElement, url: str | None) -> Head:
    """What the meta elements anywhere in ``tree`` say, hidden fields likewise, and its canonical link, relative to ``url``."""
    found: dict[str, list[tuple[int, str]]] = {}
    links: list[str] = []
    for element in tree.iter("meta", "input", "link"):
        get = element.get
        if element.tag == "link":
            if (get("rel") or "").lower() == "canonical":
                links.append(get("href") or "")
            continue
        hidden = element.tag == "input"
        if hidden and get("type") != "hidden":
            continue
        name = ((get("name") or get("class")) if hidden else (get("property") or get("name") or get("itemprop"))) or ""
        content = ((get("value") if hidden else get("content")) or "").strip()
        kind = _FIELDS.get(name.lower())
        if kind and content and (not hidden or kind == "dates"):
            found.setdefault(kind, []).append((_RANK[name.lower()] if kind in _RANKED else 0, content))
    head = Head(**{kind: [said for _, said in sorted(values, key=itemgetter(0))] for kind, values in found.items()})
    head.urls = [address for stated in (*head.urls, *links) if (address := _address(stated, url))]
    return head


def day_in(stated: str) -> str | None:
    """The ISO day with which ``stated`` begins: 2015-09-06T10:00:00Z, 20150906; None where it is another format."""
    found = _DAY.match(stated)
    return _day(found[1], found[3], found[4]) if found else None


def day_in_url(url: str | None) -> str | None:
    """The ISO day in an address such as https://herald.example/2015/09/06/a."""
    found = _DAY_IN_URL.search(url or "")
    return _day(found[1], found[3], found[4]) if found else None


def first_day(stated: Iterable[str]) -> str | None:
    """The first of ``stated`` that begins with a day."""
    return next((day for words in stated if (day := day_in(words))), None)


def _day(*parts: str) -> str | None:
    try:
        found = date(*map(int, parts))
    except ValueError:
        return None
    return found.isoformat() if found.year >= _FIRST_YEAR and found <= datetime.now(UTC).date() else None


def _address(stated: str, url: str | None) -> str | None:
    """``stated`` as a whole http address without fragment, or None."""
    try:
        whole = urljoin(url or "", stated.strip()).partition("#")[0]
        parts = urlsplit(whole)
    except ValueError:
        return None
    return whole if parts.scheme in {"http", "https"} and "." in parts.netloc else None
