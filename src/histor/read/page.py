"""From a web page to its article: trafilatura finds the text and what the page says of itself.

Pages come from strangers, and neither libxml2 nor the extractor is linear in what they may hold: a page of 9 kB with
nested tables keeps it busy for minutes. ``worker.extract`` therefore calls this module in a process of its own.
"""

from __future__ import annotations

import codecs
import logging
import re
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from histor.errors import ReadError
from histor.read.decode import MARKS, text_of
from histor.read.head import Head, head_of
from histor.read.left_out import left_out
from histor.read.limits import MAX_INPUT_BYTES
from histor.read.linked_data import Linked, linked
from histor.read.said import Said, said
from histor.read.trees import alone, frame_of, slim, strip_unseen, tree_of
from histor.records import Dropped

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEAD = re.compile(r"<(?:!doctype\s+html|html|head|body|article|meta|title)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE)
_CHARSET_BYTES = 4_096  # the HTML standard looks at 1,024; pages put more before it
_NOT_XML = bytes(sorted({*range(0x20), 0x7F} - {*b"\t\n\f\r"}))
_NOT_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())

_FRAMED = 750  # characters; what gives less by itself may be a teaser, and is read with the page around it
_SHORT = 250  # characters; trafilatura looks in other ways for articles that are shorter


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
    name = _declared(raw, charset)
    if name is None:
        return text_of(raw)
    try:
        return raw.decode(name, "replace")
    except (LookupError, ValueError):  # "charset=base64" and other codecs that are not for text
        return text_of(raw)


def utf8_page(raw: bytes, charset: str | None = None) -> bytes:
    """As ``decode_page``, in UTF-8: nearly every page of today is that already, and is not copied."""
    if _declared(raw, charset) == "utf-8":
        with suppress(UnicodeDecodeError):
            if not raw.isascii():
                raw.decode()
            return raw
    return decode_page(raw, charset).encode("utf-8", "ignore")


def _declared(raw: bytes, charset: str | None) -> str | None:
    """The codec for the encoding that the server or the page declares; None where that is to be told by the bytes."""
    declared = charset
    if declared is None and (found := _CHARSET.search(raw[:_CHARSET_BYTES])):
        declared = found[1].decode("ascii", "replace")
    if any(raw.startswith(mark) for mark, _ in MARKS) or declared is None:
        return None
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return None
    if name in {"iso8859-1", "ascii"}:
        return "cp1252"  # what these labels mean in the WHATWG encoding standard, and in practice
    if name.startswith(("utf-16", "utf-32")):
        return "utf-8"  # a page whose ASCII "charset=" could be read is in no such encoding (WHATWG again)
    return name


def read_page(html: str, url: str | None = None) -> Page:
    """The article of a page that was fetched from ``url``, paragraphs separated by newlines.

    A page's canonical address is believed only if it is of the site that the page came from.
    Raises ReadError where the page is too long or holds no article.
    """
    return read_encoded(html.encode("utf-8", "ignore"), url)


def read_encoded(html: bytes, url: str | None = None) -> Page:
    """As ``read_page``, of a page in UTF-8."""
    if len(html) > MAX_INPUT_BYTES:
        message = f"longer than {MAX_INPUT_BYTES:,} bytes, too long for a page"
        raise ReadError(message)
    html = html.translate(None, _NOT_XML)
    if _NOT_CHARACTERS[0][:1] in html:  # to look for one byte is forty times as fast as for three
        for mark in _NOT_CHARACTERS:
            html = html.replace(mark, b"")
    tree = tree_of(html)
    head, told = head_of(tree, url), linked(tree)
    strip_unseen(tree)
    stated = _stated(head, told, tree, url)
    frame = frame_of(tree)
    text = "" if frame is None else _article(slim(alone(frame)))
    if len(text) < _FRAMED:
        text = _article(slim(copy(tree)))
    if len(text) < _SHORT:  # perhaps an odd page, with its article where others have their furniture
        whole = _article(tree_of(html))
        text = whole if len(whole) > 2 * len(text) else text
    if not text:
        message = "no article text found on the page"
        raise ReadError(message)
    return Page(
        text=text,
        title=stated.title,
        outlet=stated.outlet,
        byline=stated.byline,
        published=stated.published,
        url=_own_address(stated.url, url),
        dropped=left_out(tree, text),
    )


def _stated(head: Head, told: Linked, tree: HtmlElement, url: str | None) -> Said:
    """What the page says of itself; nothing where the libraries slip on a stranger's tree, which costs no article."""
    _quieten()
    try:
        return said(head, told, tree, url)
    except Exception:  # noqa: BLE001  likewise below: such a slip must not end the run
        return Said(None, None, None, None, url)


def _article(tree: HtmlElement) -> str:
    """The article's paragraphs, a line each; "" where trafilatura finds none."""
    import trafilatura

    try:
        found: Any = trafilatura.bare_extraction(tree, options=_options())
    except Exception as error:  # noqa: BLE001
        message = f"no article text found on the page ({type(error).__name__} in the extractor)"
        raise ReadError(message) from None
    return "\n".join(line.strip() for line in (found.text or "").splitlines() if line.strip()) if found else ""


@cache
def _options() -> Any:
    """``fast``: without a second opinion of readability and justext, which is slower and no more accurate on news."""
    from trafilatura.settings import Extractor

    return Extractor(output_format="python", fast=True, comments=False, tables=False)


@cache
def _quieten() -> None:
    """No complaints of the libraries about a page: our skip tells of it."""
    import trafilatura.metadata  # noqa: F401  sets htmldate's level itself when it is first imported

    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _own_address(canonical: str | None, url: str | None) -> str | None:
    """The page's canonical address, or ``url`` where that names another site: ids are made from it."""
    if not canonical or urlsplit(canonical).scheme not in {"http", "https"}:
        return url
    if url is None:
        return canonical
    theirs, ours = ((urlsplit(address).hostname or "").removeprefix("www.") for address in (canonical, url))
    same = theirs == ours or theirs.endswith(f".{ours}") or ours.endswith(f".{theirs}")
    return canonical if same else url
