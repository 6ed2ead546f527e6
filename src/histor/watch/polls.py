"""One look at a source: what it lists now. These run in threads, and touch neither the state nor the ledger."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass

from histor.errors import ReadError
from histor.read import sitemaps
from histor.read.fetch import LaterError, Validators
from histor.read.inputs import HEAD_BYTES, open_source, read_whole, sources
from histor.read.limits import MAX_LISTED, MAX_PAGE_BYTES, MAX_SITEMAP_BYTES, Skipped
from histor.read.listed import Listed, addresses
from histor.read.report import day_of
from histor.read.visits import Visits
from histor.watch.config import Watched

MAX_SITEMAPS = 50  # of one look at an index; news sites put what is new first


@dataclass(frozen=True, slots=True)
class Polled:
    """What a feed or sitemap lists, and the validators for the next look; nothing where it has not changed."""

    entries: tuple[Listed, ...]
    validators: Validators
    trouble: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """A file of a folder: as long as ``size`` and ``modified`` (in ns) stay, its content does."""

    path: str
    size: int
    modified: int


def poll(source: Watched, validators: Validators, visits: Visits) -> Polled:
    """What the feed or sitemap ``source`` lists. Raises ReadError where it cannot be read (LaterError: for now)."""
    most = MAX_SITEMAP_BYTES if source.kind == "sitemap" else MAX_PAGE_BYTES
    found = visits.fetch(source.where, validators=validators, most=most)
    if found.unchanged:
        return Polled((), validators)
    if source.kind == "feed":
        from histor.read.worker import entries

        listed = [entry for entry in entries(found.body, found.url) if _recent(entry.published, source)]
        return Polled(tuple(listed), found.validators)
    return _sitemap(source, found.body, found.validators, visits)


def _sitemap(source: Watched, body: bytes, validators: Validators, visits: Visits) -> Polled:
    """The pages of a sitemap and of those below it; of an index no validators, since what is below may change alone."""
    pages: list[Listed] = []
    trouble: list[str] = []
    below: list[str] = []
    waiting, looked = [(source.where, body)], 0
    while waiting and looked < MAX_SITEMAPS and len(pages) < MAX_LISTED:
        where, held = waiting.pop(0)
        looked += 1
        try:
            content = held or visits.fetch(where, most=MAX_SITEMAP_BYTES).body
            for entry in sitemaps.entries(content):
                if isinstance(entry, Listed):
                    if _recent(entry.published, source):
                        pages.append(entry)
                elif entry.url not in below and _recent(entry.modified, source):
                    below.append(entry.url)
                    waiting.append((entry.url, b""))
        except (ReadError, LaterError) as error:
            if where == source.where:
                raise
            trouble.append(f"{where}: {error}")
    return Polled(tuple(pages[:MAX_LISTED]), Validators() if below else validators, tuple(trouble))


def scan(source: Watched) -> Iterator[Seen]:
    """The files in and below a folder that can be read as reports."""
    for found in sources(source.where):
        if isinstance(found, Skipped) or found.path is None:
            continue
        try:
            about = os.stat(found.path)  # noqa: PTH116  names are kept as they are
        except OSError:
            continue  # gone again
        yield Seen(found.path, about.st_size, about.st_mtime_ns)


def leads(path: str) -> list[Listed] | None:
    """What a file of a folder leads to, where its name says that it is a list of addresses or a feed; None elsewhere.

    Raises ReadError where it is damaged.
    """
    [source] = sources(path)
    if isinstance(source, Skipped) or source.kind not in {"addresses", "list"}:
        return None
    with open_source(source) as stream:
        if source.kind == "addresses":
            return list(addresses(stream))
        body = read_whole(stream)
    if b"<urlset" in body[:HEAD_BYTES]:
        return [entry for entry in sitemaps.entries(body) if isinstance(entry, Listed)]
    from histor.read.worker import entries

    return list(entries(body))


def item_of(entry: Listed) -> str:
    """The name of an entry, the same in every look: its page's address, else made of its outlet with its id or content."""
    if entry.url:
        return entry.url
    words = entry.id or entry.content or entry.title or ""
    about = f"{entry.outlet}\n{words}".encode("utf-8", "replace")
    return f"entry:{hashlib.sha256(about).hexdigest()[:16]}"


def _recent(published: str | None, source: Watched) -> bool:
    """Whether an entry is not from before the day from which its source is watched; one without a date is recent."""
    if source.since is None or not published:
        return True
    day = day_of(published, source.name)
    return day is None or day >= source.since
