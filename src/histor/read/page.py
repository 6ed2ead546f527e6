"""From a web page to its article: trafilatura finds the text and what the page says of itself.

Pages come from strangers, and neither libxml2 nor the extractor is linear in what they may hold: a page of 9 kB with
nested tables keeps it busy for minutes. ``worker.extract`` therefore calls this module in a process of its own.
"""

# ruff: noqa: SIM905  lists of words are read, and written, as words

from __future__ import annotations

import codecs
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from histor.errors import ReadError
from histor.read.decode import MARKS, text_of
from histor.read.furniture import kind_of
from histor.read.limits import MAX_DROPPED, MAX_INPUT_BYTES
from histor.records import Dropped

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEAD = re.compile(r"<(?:!doctype\s+html|html|head|body|article|meta|title)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE)
_CHARSET_BYTES = 4_096  # the HTML standard looks at 1,024; pages put more before it
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_PARAGRAPHS = frozenset("p li h1 h2 h3 h4 h5 h6 figcaption blockquote caption dt dd".split())
_CONTAINERS = _PARAGRAPHS | frozenset("div ul ol dl table section article figure nav form".split())
_LEAVES = frozenset("a span button div td th small label time strong em cite".split())
_UNSEEN = frozenset("script style noscript template svg iframe select option textarea head".split())
_REGIONS = {
    "figcaption": "caption",
    "nav": "navigation",
    "footer": "page footer",
    "aside": "beside the article",
    "form": "form",
    "header": "page header",
    "button": "button",
}
_MAX_BLOCK = 300  # characters of a removed piece that are kept
_MIN_BLOCK = 3
_MAX_SAME_REASON = 10  # or the links of a menu would crowd out captions and share lines
_MAX_LOOKED_AT = 2_000  # pieces compared with the article; each comparison reads the whole of it


@dataclass(frozen=True, slots=True)
class Page:
    """A page's article and what the page says of itself; ``published`` is an ISO date, ``dropped`` has no spans."""

    text: str
    title: str | None
    outlet: str | None
    byline: str | None
    published: str | None
    url: str | None
    dropped: tuple[Dropped, ...]


def looks_like_html(head: str) -> bool:
    """Whether a text that begins with ``head`` is a web page.

    >>> looks_like_html("<!DOCTYPE html><p>Hello"), looks_like_html("a < b")
    (True, False)
    """
    start = head[:2_000].lstrip("\ufeff \t\r\n")
    return start.startswith("<") and _HEAD.search(start) is not None


def decode_page(raw: bytes, charset: str | None = None) -> str:
    """The page as characters: byte order mark, the server's ``charset``, the page's own, then as for plain text.

    As browsers do, a wrong byte in a page with a declared encoding becomes U+FFFD instead of costing the page.
    Raises ReadError where no encoding is known.
    """
    declared = charset
    if declared is None and (found := _CHARSET.search(raw[:_CHARSET_BYTES])):
        declared = found[1].decode("ascii", "replace")
    if any(raw.startswith(mark) for mark, _ in MARKS) or declared is None:
        return text_of(raw)
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return text_of(raw)
    if name in {"iso8859-1", "ascii"}:
        name = "cp1252"  # what these labels mean in the WHATWG encoding standard, and in practice
    elif name.startswith(("utf-16", "utf-32")):
        name = "utf-8"  # a page whose ASCII "charset=" could be read is in no such encoding (WHATWG again)
    try:
        return raw.decode(name, "replace")
    except (LookupError, ValueError):  # "charset=base64" and other codecs that are not for text
        return text_of(raw)


def read_page(html: str, url: str | None = None) -> Page:
    """The article of a page that was fetched from ``url``, paragraphs separated by newlines.

    A page's canonical address is believed only if it is of the site that the page came from.
    Raises ReadError where the page is too long or holds no article.
    """
    if len(html) > MAX_INPUT_BYTES:
        message = f"longer than {MAX_INPUT_BYTES:,} characters, too long for a page"
        raise ReadError(message)
    html = _NOT_XML.sub("", html)
    tree = _tree(html)
    document = _extracted(tree, url)
    text = "\n".join(line.strip() for line in (document.text or "").splitlines() if line.strip()) if document else ""
    if not text:
        message = "no article text found on the page"
        raise ReadError(message)
    return Page(
        text=text,
        title=document.title,
        outlet=document.sitename,
        byline=document.author,
        published=document.date,
        url=_own_address(document.url, url),
        dropped=_removed(tree, text),
    )


def _tree(html: str) -> HtmlElement:
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    try:
        # Bytes, because libxml2 refuses a str that declares an encoding; huge_tree stays off, so depth is bounded.
        return document_fromstring(
            html.encode(), parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
        )
    except (etree.LxmlError, ValueError, AssertionError, RecursionError):
        message = "not HTML that can be parsed"
        raise ReadError(message) from None


def _extracted(tree: HtmlElement, url: str | None) -> Any:
    """trafilatura's document, or None where it finds none. Dates: only those that the page itself declares as its own."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its complaints about a page are told by our skip
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        return trafilatura.bare_extraction(
            tree,
            url=url,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            date_extraction_params={"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%d"},
        )
    except Exception as error:  # noqa: BLE001  the extractor's own slips on a stranger's tree must not end the run
        message = f"no article text found on the page ({type(error).__name__} in the extractor)"
        raise ReadError(message) from None


def _own_address(canonical: str | None, url: str | None) -> str | None:
    """The page's canonical address, or ``url`` where that names another site: ids are made from it."""
    if not canonical or urlsplit(canonical).scheme not in {"http", "https"}:
        return url
    if url is None:
        return canonical
    theirs, ours = ((urlsplit(address).hostname or "").removeprefix("www.") for address in (canonical, url))
    same = theirs == ours or theirs.endswith(f".{ours}") or ours.endswith(f".{theirs}")
    return canonical if same else url


def _removed(tree: HtmlElement, text: str) -> tuple[Dropped, ...]:
    """The first pieces of the page, in its order, that the extractor left out, each with the reason."""
    kept = " ".join(text.split())
    reasons: Counter[str] = Counter()
    dropped: list[Dropped] = []
    for element, piece in islice(_pieces(tree), _MAX_LOOKED_AT):
        if len(dropped) >= MAX_DROPPED:
            break
        if piece in kept:  # first, since it costs least
            continue
        why = _region(element) or kind_of(piece)
        if why and reasons[why] < _MAX_SAME_REASON:
            reasons[why] += 1
            dropped.append(Dropped(None, piece, why))
    return tuple(dropped)


def _pieces(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """The page's paragraphs, links and labels with their words, each wording once, in the page's order."""
    seen: set[str] = set()
    for element in tree.iter(*_PARAGRAPHS, *_LEAVES):
        piece = _own_text(element)
        if len(piece) >= _MIN_BLOCK and piece not in seen:
            seen.add(piece)
            yield element, piece


def _own_text(element: HtmlElement) -> str:
    """The words of a block that holds no other block; "" for everything else."""
    if element.tag in _LEAVES and len(element):
        return ""
    if any(child.tag in _CONTAINERS or child.tag in _UNSEEN for child in element):
        return ""
    return " ".join("".join(element.itertext())[: 4 * _MAX_BLOCK].split())[:_MAX_BLOCK]


def _region(element: HtmlElement) -> str | None:
    """Why a piece is no article text by where it stands: the innermost region around it."""
    if element.tag in _REGIONS:
        return _REGIONS[element.tag]
    for above in element.iterancestors():
        if above.tag in _UNSEEN:
            return None
        if above.tag in _REGIONS:
            return _REGIONS[above.tag]
    return None
