"""Feeds: RSS, Atom and JSON Feed, to what they list.

feedparser reads what real feeds are, which is seldom XML without a fault; it is not linear in what a stranger may
write. ``worker.entries`` therefore calls this module in a process of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from histor.errors import ReadError
from histor.read.limits import MAX_FIELD_CHARS, MAX_LISTED, MAX_REPORT_CHARS
from histor.read.listed import Listed, plain_address

_JSON_FEED = "https://jsonfeed.org/version/"


def entries(body: bytes, url: str | None = None) -> Iterator[Listed]:
    """What the feed ``body``, fetched from ``url``, lists, in its order; at most MAX_LISTED.

    Raises ReadError where it is no feed.
    """
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from _json(body, url)
    else:
        yield from _xml(body, url)


def is_json_feed(value: object) -> bool:
    """Whether a value from JSON is a feed."""
    return (
        isinstance(value, dict)
        and str(value.get("version", "")).startswith(_JSON_FEED)
        and isinstance(value.get("items"), list)
    )


def _xml(body: bytes, url: str | None) -> Iterator[Listed]:
    import feedparser

    found = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version") and not found.entries:
        message = "neither a feed nor a sitemap"
        raise ReadError(message)
    outlet = _text(found.feed.get("title"))
    for entry in found.entries[:MAX_LISTED]:
        content = max((str(part.get("value", "")) for part in entry.get("content", ())), key=len, default="")
        yield _listed(
            url,
            link=entry.get("link"),
            id=entry.get("id"),
            title=entry.get("title"),
            # what an aggregated feed took from elsewhere is the other outlet's
            outlet=_text(entry.get("source", {}).get("title")) or outlet,
            published=entry.get("published") or entry.get("updated"),
            content=content or entry.get("summary"),
        )


def _json(body: bytes, url: str | None) -> Iterator[Listed]:
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        feed = None
    if not is_json_feed(feed):
        message = "neither a feed nor a sitemap"
        raise ReadError(message)
    for item in feed["items"][:MAX_LISTED]:
        if isinstance(item, dict):
            yield _listed(
                url or _text(feed.get("feed_url")),
                link=item.get("url"),
                id=item.get("id"),
                title=item.get("title"),
                outlet=_text(feed.get("title")),
                published=item.get("date_published") or item.get("date_modified"),
                content=item.get("content_html") or item.get("content_text"),
            )


def _listed(
    base: str | None, *, link: Any, id: Any, title: Any, outlet: str | None, published: Any, content: Any
) -> Listed:
    address = _text(link) or (_text(id) if isinstance(id, str) and id.startswith(("http://", "https://")) else None)
    page = plain_address(urljoin(base, address) if base else address) if address else None
    words = str(content)[:MAX_REPORT_CHARS] if isinstance(content, str) and page is None else None
    return Listed(page, _text(id), _text(title), outlet, _text(published), words)


def _text(value: Any) -> str | None:
    """A short field of a feed, without the markup that some put into titles."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    from lxml.html import fromstring

    words = str(value)[:MAX_FIELD_CHARS]
    if "<" in words or "&" in words:
        try:
            words = fromstring(f"<p>{words}</p>").text_content()
        except (ValueError, TypeError):
            return None
    return " ".join(words.split()) or None
