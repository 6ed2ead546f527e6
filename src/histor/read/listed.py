"""What a feed, a sitemap or a list of addresses says of each report that it lists.

Trackers that feeds put behind an address are taken off, so that one page listed in two feeds is one report.

>>> plain_address("HTTPS://News.example/a?id=1&utm_source=rss#top")
'https://news.example/a?id=1'
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urldefrag, urlsplit, urlunsplit

from histor.errors import ReadError
from histor.read.inputs import buffered_reader
from histor.read.limits import MAX_FIELD_CHARS

_TRACKER = re.compile(r"(?:utm_[a-z]+|fbclid|gclid|mc_cid|mc_eid|at_medium|at_campaign|ref_src)=", re.IGNORECASE)
_ADDRESS = re.compile(rb"https?://[^\s<>\"]+\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry: the address of its page, or where it has none its ``content`` (HTML or text); what else it states.

    ``id`` is the list's own for the entry. ``published`` is as stated; `report.day_of` reads it.
    """

    url: str | None = None
    id: str | None = None
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    content: str | None = None

    def fields(self) -> dict[str, str]:
        """What the entry says of its report, by the names of a report's fields."""
        said = {"url": self.url, "title": self.title, "outlet": self.outlet, "published": self.published}
        return {name: value for name, value in said.items() if value}


def plain_address(url: str) -> str | None:
    """``url`` without what does not concern the page: fragment, trackers, capitals in the host; None where it is none."""
    try:
        parts = urlsplit(urldefrag(url.strip()[: MAX_FIELD_CHARS + 1])[0])
        if parts.scheme not in {"http", "https"} or not parts.hostname or len(url) > MAX_FIELD_CHARS:
            return None
    except ValueError:
        return None
    query = "&".join(piece for piece in parts.query.split("&") if not _TRACKER.match(piece))
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", query, "")).strip()


def addresses(stream: BinaryIO) -> Iterator[Listed]:
    """The addresses of a list, one a line; blank lines and those that begin with # are passed over.

    Raises ReadError at the first line that is no address.
    """
    source = buffered_reader(stream)
    number = 0
    while line := source.readline(2 * MAX_FIELD_CHARS):
        number += 1
        words = line.strip().removeprefix(b"\xef\xbb\xbf")
        if not words or words.startswith(b"#"):
            continue
        url = plain_address(words.decode("ascii", "replace")) if _ADDRESS.match(words) else None
        if url is None:
            message = f"line {number} is no http or https address; the rest is not read"
            raise ReadError(message)
        yield Listed(url)


def looks_like_addresses(head: bytes) -> bool:
    r"""Whether a file that begins with ``head`` is a list of addresses: its first lines are, all of them.

    >>> looks_like_addresses(b"# mine\nhttps://a.example/1\n"), looks_like_addresses(b"https://a.example says so")
    (True, False)
    """
    lines = [line.strip() for line in head.removeprefix(b"\xef\xbb\xbf").splitlines()[:20]]
    wanted = [line for line in lines if line and not line.startswith(b"#")]
    if len(wanted) > 1 and len(lines) < 20:
        wanted = wanted[:-1] if not head.endswith((b"\n", b"\r")) and len(head) > 60_000 else wanted
    return bool(wanted) and all(_ADDRESS.match(line) for line in wanted)
