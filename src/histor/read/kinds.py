"""What kind of content a file, stream or fetched body is: by its media type, else by how it begins."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from histor.errors import ReadError
from histor.read import tables
from histor.read.decode import binary_kind, encoding_of
from histor.read.inputs import HEAD_BYTES
from histor.read.listed import looks_like_addresses
from histor.read.mail import looks_like_mail, looks_like_mailbox
from histor.read.page import looks_like_html

if TYPE_CHECKING:
    from histor.read.fetch import Fetched

GZIP = b"\x1f\x8b"
_JSON_OBJECT = re.compile(r"\{\s*(?:\"|\}|$)")
_XML_LIST = re.compile(
    r"(?:<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>]*>|<\?[^>]*>|\s)*<(?:\w+:)?(?:rss|feed|RDF|urlset|sitemapindex)\b", re.S
)
_JSON_FEED = re.compile(r"\{[^{}\[\]]{0,2000}\"version\"\s*:\s*\"https://jsonfeed\.org/version/")
_JSON_ARRAY = re.compile(r"\[\s*(?:\{|\]|$)")

_MEDIA_KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "text",
    "application/json": "json",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/rss+xml": "list",
    "application/atom+xml": "list",
    "application/rdf+xml": "list",
    "application/xml": "list",
    "text/xml": "list",
    "application/feed+json": "list",
    "message/rfc822": "mail",
    "application/mbox": "mailbox",
    "application/warc": "warc",
    "application/gzip": "packed",
    "application/x-gzip": "packed",
    "": None,
    "application/octet-stream": None,
}
"""Media type of a fetched page → kind; None: look inside."""


def kind_fetched(found: Fetched, columns: Mapping[str, str]) -> str:
    """What an address gave. Raises ReadError where that is not read."""
    if found.media_type not in _MEDIA_KINDS:
        message = f"of the type {found.media_type}, which is not read"
        raise ReadError(message)
    kind = _MEDIA_KINDS[found.media_type]
    if kind == "packed" or found.body.startswith(GZIP):
        return "packed"
    if kind in {"json", "html", "text"} and (told := _list_kind(found.body[:HEAD_BYTES])):
        return told  # feeds are often served as what they are not
    return kind or kind_of(found.body[:HEAD_BYTES], columns)


def kind_of(head: bytes, columns: Mapping[str, str]) -> str:
    """What kind of content begins with ``head``. Raises ReadError where it is binary or in no known encoding."""
    if head.startswith(b"PAR1"):
        return "parquet"
    if found := binary_kind(head):
        message = f"{found}, not text"
        raise ReadError(message)
    if told := _list_kind(head):
        return told
    text = head.decode(encoding_of(head), "ignore").lstrip("\ufeff \t\r\n")
    first, _, _ = text.partition("\n")
    if looks_like_html(text):
        return "html"
    if _JSON_OBJECT.match(text):
        return "jsonl" if _is_json(first) or len(first) == len(text) > HEAD_BYTES // 2 else "json"
    if _JSON_ARRAY.match(text):
        return "json"
    return "csv" if tables.header_has_text(first, columns) else "text"


def _list_kind(head: bytes) -> str | None:
    """What ``head`` begins, where it is an archive, mail, or something that leads to reports; None otherwise."""
    if head.startswith(b"WARC/"):
        return "warc"
    if looks_like_mailbox(head):
        return "mailbox"
    if looks_like_mail(head):
        return "mail"
    text = head[:8_000].decode("utf-8", "ignore").lstrip("\ufeff \t\r\n")
    if _XML_LIST.match(text) or _JSON_FEED.match(text):
        return "list"
    return "addresses" if looks_like_addresses(head) else None


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
