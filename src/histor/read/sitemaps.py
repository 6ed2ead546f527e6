"""Sitemaps as sitemaps.org and Google News describe them: what they list, and the sitemaps that an index lists."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from histor.errors import ReadError
from histor.read.inputs import unpacked
from histor.read.limits import MAX_LISTED, MAX_SITEMAP_BYTES
from histor.read.listed import Listed, plain_address

_GZIP = b"\x1f\x8b"
_FIELDS = {"publication_date": "published", "title": "title", "name": "outlet"}  # of <news:news>


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The address of another sitemap, and the day of its last change as the index states it."""

    url: str
    modified: str | None = None


def entries(body: bytes) -> Iterator[Listed | Sitemap]:
    """What a sitemap lists, in its order: pages, or for an index sitemaps; at most MAX_LISTED.

    ``lastmod`` is no day of publication, but it is the only one in a plain sitemap: a page that states its own day
    wins. Raises ReadError where it is no sitemap, or is damaged (behind the entries before the damage).
    """
    from lxml import etree

    given = 0
    context = etree.iterparse(
        io.BytesIO(unpacked_sitemap(body)),
        events=("end",),
        recover=True,  # or what stands before the damage would be lost
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in context:
            kind = _local(element)
            if kind in {"url", "sitemap"} and given < MAX_LISTED:
                found = _entry(element, kind)
                if found is not None:
                    given += 1
                    yield found
                _forget(element)
    except etree.XMLSyntaxError:
        pass  # told below
    if not given and _local(context.root) not in {"urlset", "sitemapindex"}:
        raise ReadError("neither a feed nor a sitemap")
    if context.error_log:
        raise ReadError(f"damaged XML ({context.error_log[0].message}); the rest is not read")


def _forget(element: Any) -> None:
    """Free an element and those before it."""
    element.clear(keep_tail=False)
    while element.getprevious() is not None:
        del element.getparent()[0]


def unpacked_sitemap(body: bytes) -> bytes:
    """``body``, unpacked where it is gzip data. Raises ReadError where it is too large, damaged, or a bomb."""
    if not body.startswith(_GZIP):
        return body
    plain = unpacked(io.BytesIO(body)).read(MAX_SITEMAP_BYTES + 1)
    if len(plain) > MAX_SITEMAP_BYTES:
        message = f"unpacks to more than {MAX_SITEMAP_BYTES:,} bytes, too large for a sitemap"
        raise ReadError(message)
    return plain


def _entry(element: Any, kind: str) -> Listed | Sitemap | None:
    found = Listed()
    modified = None
    for child in element.iter():
        name, words = _local(child), (child.text or "").strip()
        above = _local(child.getparent()) if child is not element else ""
        if not words:
            continue
        if name == "loc" and above == kind:  # <image:loc> has another parent
            found = replace(found, url=plain_address(words))
        elif name == "lastmod" and above == kind:
            modified = words
        elif name in _FIELDS and above in {"news", "publication"}:
            found = replace(found, **{_FIELDS[name]: words[:500]})
    if found.url is None:
        return None
    if kind == "sitemap":
        return Sitemap(found.url, modified)
    return found if found.published else replace(found, published=modified)


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if element is not None and isinstance(element.tag, str) else ""
