r"""Reading: from files, folders, globs, standard input and web addresses to one `Report` after another.

>>> import io
>>> from histor.read import read
>>> [report.title for report in read(io.BytesIO(b"Army takes town\n\nThe army said on Monday that it took the town."))]
['Army takes town']

What cannot be read as a report is told as a `Skipped`, and the rest goes on. The order of reading the modules:
inputs (what the user named) → visits and fetch (addresses); tables, archives, mail, page (what is in it); feeds,
sitemaps, listed (what it leads to) → decode, language, dateline, boilerplate → report.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from histor.errors import ReadError
from histor.read import tables
from histor.read.decode import text_of
from histor.read.inputs import HEAD_BYTES, Input, Source, buffered_reader, open_source, read_whole, sources, unpacked
from histor.read.kinds import GZIP, kind_fetched, kind_of
from histor.read.limits import MAX_PAGE_BYTES, MAX_SITEMAP_BYTES, MAX_SITEMAPS, Skipped, skipped
from histor.read.listed import Listed, addresses
from histor.read.mail import messages
from histor.read.page import decode_page, utf8_page
from histor.read.report import clean, day_of, iso_date, report_from_text
from histor.records import Dropped, Report

if TYPE_CHECKING:
    from histor.read.fetch import Fetched
    from histor.read.visits import Visits

__all__ = ["Input", "Skipped", "read", "report_from_text"]

_LOG = logging.getLogger("histor.read")
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b")
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Asked:
    """How all inputs of one call are read."""

    columns: Mapping[str, str]
    given: Mapping[str, str]
    visits: Visits
    on_fetched: Callable[[Report, Fetched], object] | None


def read(
    *inputs: Input,
    fields: Mapping[str, str] | None = None,
    outlet: str | None = None,
    published: str | None = None,
    allow_private: bool = False,
    visits: Visits | None = None,
    on_skip: Callable[[Skipped], object] | None = None,
    on_fetched: Callable[[Report, Fetched], object] | None = None,
) -> Iterator[Report]:
    """One report after another from ``inputs``, in their order.

    An input is the path of a file or folder, a glob, ``-`` (standard input), an http or https address, or an open
    binary stream. Pages to which a feed, sitemap or list of addresses leads are fetched. ``fields`` maps a report's
    fields to the columns of tables ({"text": "body"}). ``outlet`` and ``published`` (ISO date) win over what the
    inputs say of themselves. ``allow_private`` permits addresses inside this network; ``visits`` fetches in place of
    visits of this call's own. What gives no report is handed to ``on_skip``, or else logged as a warning, and the rest
    goes on. ``on_fetched`` is given each report that was made of a fetched page, and the page, before the report is.

    Raises UsageError at once where ``published`` is no date or ``fields`` names no field of a report.
    """
    from histor.read.visits import Visits

    columns = tables.column_names(fields)
    given = {"outlet": clean(outlet), "published": iso_date(published)}
    kept = {name: value for name, value in given.items() if value}
    asked = _Asked(columns, kept, visits or Visits(allow_private=allow_private), on_fetched)
    return _reports(inputs, asked, on_skip)


def read_listed(
    listed: Listed,
    visits: Visits,
    *,
    outlet: str | None = None,
    on_fetched: Callable[[Report, Fetched], object] | None = None,
) -> Report:
    """The report that an entry of a feed, sitemap or list leads to.

    Raises ReadError where there is none, LaterError (of `histor.read.fetch`) where there may be one another time.
    """
    given = {"outlet": outlet} if outlet else {}
    found = _from_listed(listed.url or "an entry", listed, _Asked({}, given, visits, on_fetched))
    if isinstance(found, Report):
        return found
    raise ReadError(found.reason)


def _reports(inputs: tuple[Input, ...], asked: _Asked, on_skip: Callable[[Skipped], object] | None) -> Iterator[Report]:
    for item in inputs:
        for source in sources(item):
            results = (source,) if isinstance(source, Skipped) else _from_source(source, asked)
            for result in results:
                if isinstance(result, Report):
                    yield result
                elif on_skip is not None:
                    on_skip(result)
                else:
                    _LOG.warning("%s", result)


def _from_source(source: Source, asked: _Asked) -> Iterator[Report | Skipped]:
    """The reports of one source; an error that concerns all of it ends it with one line."""
    try:
        if source.address is not None:
            yield from _from_address(source.name, source.address, asked)
            return
        stream = open_source(source)
        try:
            yield from _from_stream(source, stream, asked)
        finally:
            if source.path is not None:
                stream.close()
    except (ReadError, OSError) as error:
        yield skipped(source.name, error)


def _from_address(name: str, address: str, asked: _Asked) -> Iterator[Report | Skipped]:
    found = asked.visits.fetch(address, most=MAX_SITEMAP_BYTES if ".xml" in address else MAX_PAGE_BYTES)
    kind = kind_fetched(found, asked.columns)
    if kind in {"html", "text"}:
        yield _from_fetched(name, found, kind, {}, asked)
    elif kind == "list":
        yield from _from_list(name, found.body, found.url, asked)
    else:
        yield from _from_stream(Source(name, None if kind == "packed" else kind), io.BytesIO(found.body), asked)


def _from_fetched(name: str, found: Fetched, kind: str, said: Mapping[str, str], asked: _Asked) -> Report | Skipped:
    """The report of a fetched page; ``said`` is what a list told of it, which fills what the page leaves blank."""
    if kind == "html":
        report = _from_page(name, utf8_page(found.body, found.charset), found.url, asked.given, said)
    else:
        text = decode_page(found.body, found.charset) if found.charset else text_of(found.body)
        report = _report(name, {**said, "text": text, "url": found.url}, asked.given)
    if isinstance(report, Report) and asked.on_fetched is not None:
        asked.on_fetched(report, found)
    return report


def _from_list(name: str, body: bytes, url: str | None, asked: _Asked) -> Iterator[Report | Skipped]:
    """The pages to which a feed or sitemap leads, and the sitemaps to which it does."""
    from histor.read.worker import entries

    if _SITEMAP.search(body[:HEAD_BYTES]):
        yield from _from_sitemap(name, body, url, asked)
        return
    empty = True
    for listed in entries(body, url):
        empty = False
        yield _told(listed.url or name, listed, asked)
    if empty:
        raise ReadError("lists nothing")


def _from_sitemap(name: str, body: bytes, url: str | None, asked: _Asked) -> Iterator[Report | Skipped]:
    from histor.read import sitemaps

    waiting, known = [(name, body)], {url}
    while waiting:
        where, held = waiting.pop(0)
        below: list[str] = []
        try:
            for entry in sitemaps.entries(held or asked.visits.fetch(where, most=MAX_SITEMAP_BYTES).body):
                if isinstance(entry, Listed):
                    yield _told(entry.url or where, entry, asked)
                elif entry.url not in known and len(known) < MAX_SITEMAPS:
                    known.add(entry.url)
                    below.append(entry.url)
        except ReadError as error:
            yield skipped(where, error)
        waiting[:0] = [(address, b"") for address in below]


def _told(where: str, listed: Listed, asked: _Asked) -> Report | Skipped:
    try:
        return _from_listed(where, listed, asked)
    except ReadError as error:
        return skipped(where, error)


def _from_listed(where: str, listed: Listed, asked: _Asked) -> Report | Skipped:
    if listed.url is None:
        return _from_content(where, listed, asked.given)
    found = asked.visits.fetch(listed.url, found=True)
    kind = kind_fetched(found, asked.columns)
    if kind not in {"html", "text"}:
        raise ReadError("no page to read as a report")
    return _from_fetched(where, found, kind, listed.fields(), asked)


def _from_content(where: str, listed: Listed, given: Mapping[str, str]) -> Report | Skipped:
    """The report of an entry that has no page of its own: what the feed says in it."""
    content, said = listed.content or "", listed.fields()
    if listed.id:
        said["id"] = listed.id
    if "<" not in content:
        return _report(where, {**said, "text": content}, given)
    return _from_page(where, f"<html><body><article>{content}</article></body></html>", None, given, said)


def _from_stream(source: Source, stream: BinaryIO, asked: _Asked) -> Iterator[Report | Skipped]:
    name, kind, given = source.name, source.kind, asked.given
    if kind is None:
        buffered = buffered_reader(stream)
        if buffered.peek(len(GZIP)).startswith(GZIP):
            buffered = unpacked(buffered)
        kind = kind_of(buffered.peek(HEAD_BYTES)[:HEAD_BYTES], asked.columns)
        stream = buffered
    if kind == "text":
        yield _report(name, {"text": text_of(read_whole(stream))}, given)
    elif kind == "html":
        yield _from_page(name, utf8_page(read_whole(stream)), None, given)
    elif kind == "warc":
        yield from _from_archive(name, stream, given)
    elif kind in {"mail", "mailbox"}:
        yield from _from_mail(name, stream, kind, given)
    elif kind in {"addresses", "list"}:
        yield from _from_leads(name, stream, kind, asked)
    else:
        yield from _from_table(source, kind, stream, asked)


def _from_table(source: Source, kind: str, stream: BinaryIO, asked: _Asked) -> Iterator[Report | Skipped]:
    empty = True
    for row in _table(source, kind, stream, asked.columns):
        empty = False
        yield row if isinstance(row, Skipped) else _report(*row, asked.given)
    if empty:
        message = "holds no reports"
        raise ReadError(message)


def _from_leads(name: str, stream: BinaryIO, kind: str, asked: _Asked) -> Iterator[Report | Skipped]:
    if kind == "list":
        yield from _from_list(name, _read_list(stream), None, asked)
        return
    for listed in addresses(stream):
        yield _told(listed.url or name, listed, asked)


def _read_list(stream: BinaryIO) -> bytes:
    body = stream.read(MAX_SITEMAP_BYTES + 1)
    if len(body) > MAX_SITEMAP_BYTES:
        message = f"larger than {MAX_SITEMAP_BYTES:,} bytes, too large for a feed or sitemap"
        raise ReadError(message)
    return body


def _from_archive(name: str, stream: BinaryIO, given: Mapping[str, str]) -> Iterator[Report | Skipped]:
    from histor.read.archives import pages

    for found in pages(name, stream):
        if isinstance(found, Skipped):
            yield found
            continue
        where = f"{name}: {found.url}"
        try:
            yield _from_page(where, utf8_page(found.body, found.charset), found.url, given)
        except ReadError as error:
            yield skipped(where, error)


def _from_mail(name: str, stream: BinaryIO, kind: str, given: Mapping[str, str]) -> Iterator[Report | Skipped]:
    from histor.read.worker import letter

    letters = messages(stream) if kind == "mailbox" else iter((read_whole(stream),))
    for number, raw in enumerate(letters, 1):
        where = f"{name}:{number}" if kind == "mailbox" else name
        try:
            found = letter(raw)
            if found.html is None:
                yield _report(where, {**found.fields(), "text": found.text or ""}, given)
            else:
                yield _from_page(where, found.html, None, given, found.fields())
        except ReadError as error:
            yield skipped(where, error)


def _table(source: Source, kind: str, stream: BinaryIO, columns: Mapping[str, str]) -> Iterator[tables.Row | Skipped]:
    if kind == "jsonl":
        return tables.json_lines(source.name, stream, columns)
    if kind == "json":
        return tables.json_document(source.name, read_whole(stream), columns)
    if kind == "parquet":
        if source.path is None or source.packed:
            message = "Parquet is read from files only, not packed and not from a stream"
            raise ReadError(message)
        return tables.parquet_rows(source.name, source.path, columns)
    return tables.csv_rows(source.name, stream, columns, "\t" if kind == "tsv" else None)


def _from_page(
    name: str, html: str | bytes, url: str | None, given: Mapping[str, str], said: Mapping[str, str] = _NOTHING
) -> Report | Skipped:
    """The report of a page, in characters or in UTF-8; ``said`` is what is known of it from elsewhere, and fills what the page leaves blank."""
    from histor.read.worker import extract

    page = extract(html, url)
    outlet = None if "outlet" in said and _is_host(page.outlet, url) else page.outlet
    known = {"title": page.title, "outlet": outlet, "byline": page.byline, "published": page.published}
    fields = {"text": page.text, "url": page.url, **known}
    stated = {**said, **{field: value for field, value in fields.items() if value}}
    return _report(name, stated, given, page.dropped)


def _is_host(outlet: str | None, url: str | None) -> bool:
    """Whether the extractor took the host for want of a name."""
    host = urlsplit(url or "").netloc.lower().removeprefix("www.")
    return bool(outlet) and (outlet or "").lower().removeprefix("www.") == host


def _report(
    where: str, fields: Mapping[str, str], given: Mapping[str, str], dropped: tuple[Dropped, ...] = ()
) -> Report | Skipped:
    """The report that the fields make, what the caller gave taking the place of what they say."""
    try:
        stated = dict(fields)
        if "published" in stated and "published" not in given:
            stated["published"] = day_of(stated["published"], where) or ""
        known = {name: value for name, value in {**stated, **given}.items() if value and name != "text"}
        return report_from_text(fields["text"], dropped=dropped, **known)
    except ReadError as error:
        return skipped(where, error)
