r"""Reading: from files, folders, globs, standard input and web addresses to one `Report` after another.

>>> import io
>>> from histor.read import read
>>> [report.title for report in read(io.BytesIO(b"Army takes town\n\nThe army said on Monday that it took the town."))]
['Army takes town']

What cannot be read as a report is told as a `Skipped`, and the rest goes on. The order of reading the modules:
inputs (what the user named) → fetch, tables, page (what is in it) → decode, language, dateline, boilerplate → report.
"""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from histor.errors import ReadError
from histor.read import tables
from histor.read.decode import binary_kind, encoding_of, text_of
from histor.read.inputs import HEAD_BYTES, Input, Source, buffered_reader, open_source, read_whole, sources, unpacked
from histor.read.limits import Skipped, skipped
from histor.read.page import decode_page, looks_like_html
from histor.read.report import clean, day_of, iso_date, report_from_text
from histor.records import Dropped, Report

__all__ = ["Input", "Skipped", "read", "report_from_text"]

_LOG = logging.getLogger("histor.read")
_GZIP = b"\x1f\x8b"
_JSON_OBJECT = re.compile(r"\{\s*(?:\"|\}|$)")
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
    "": None,
    "application/octet-stream": None,
}
"""Media type of a fetched page → kind; None: look inside."""


def read(
    *inputs: Input,
    fields: Mapping[str, str] | None = None,
    outlet: str | None = None,
    published: str | None = None,
    allow_private: bool = False,
    on_skip: Callable[[Skipped], object] | None = None,
) -> Iterator[Report]:
    """One report after another from ``inputs``, in their order.

    An input is the path of a file or folder, a glob, ``-`` (standard input), an http or https address, or an open
    binary stream. ``fields`` maps a report's fields to the columns of tables ({"text": "body"}). ``outlet`` and
    ``published`` (ISO date) win over what the inputs say of themselves. ``allow_private`` permits addresses inside
    this network. What gives no report is handed to ``on_skip``, or else logged as a warning, and the rest goes on.

    Raises UsageError at once where ``published`` is no date or ``fields`` names no field of a report.
    """
    columns = tables.column_names(fields)
    given = {"outlet": clean(outlet), "published": iso_date(published)}
    return _reports(inputs, columns, {name: value for name, value in given.items() if value}, allow_private, on_skip)


def _reports(
    inputs: tuple[Input, ...],
    columns: Mapping[str, str],
    given: Mapping[str, str],
    allow_private: bool,
    on_skip: Callable[[Skipped], object] | None,
) -> Iterator[Report]:
    for item in inputs:
        for source in sources(item):
            results = (source,) if isinstance(source, Skipped) else _from_source(source, columns, given, allow_private)
            for result in results:
                if isinstance(result, Report):
                    yield result
                elif on_skip is not None:
                    on_skip(result)
                else:
                    _LOG.warning("%s", result)


def _from_source(
    source: Source,
    columns: Mapping[str, str],
    given: Mapping[str, str],
    allow_private: bool,
) -> Iterator[Report | Skipped]:
    """The reports of one source; an error that concerns all of it ends it with one line."""
    try:
        if source.address is not None:
            yield from _from_address(source.name, source.address, columns, given, allow_private)
            return
        stream = open_source(source)
        try:
            yield from _from_stream(source, stream, columns, given)
        finally:
            if source.path is not None:
                stream.close()
    except (ReadError, OSError) as error:
        yield skipped(source.name, error)


def _from_address(
    name: str,
    address: str,
    columns: Mapping[str, str],
    given: Mapping[str, str],
    allow_private: bool,
) -> Iterator[Report | Skipped]:
    from histor.read.fetch import fetch

    found = fetch(address, allow_private=allow_private)
    if found.media_type not in _MEDIA_KINDS:
        message = f"of the type {found.media_type}, which is not read"
        raise ReadError(message)
    kind = _MEDIA_KINDS[found.media_type] or _kind(found.body[:HEAD_BYTES], columns)
    if kind == "html":
        yield _from_page(name, decode_page(found.body, found.charset), found.url, given)
    elif kind == "text":
        text = decode_page(found.body, found.charset) if found.charset else text_of(found.body)
        yield _report(name, {"text": text, "url": found.url}, given)
    else:
        yield from _from_stream(Source(name, kind), io.BytesIO(found.body), columns, given)


def _from_stream(
    source: Source, stream: BinaryIO, columns: Mapping[str, str], given: Mapping[str, str]
) -> Iterator[Report | Skipped]:
    name, kind = source.name, source.kind
    if kind is None:
        buffered = buffered_reader(stream)
        if buffered.peek(len(_GZIP)).startswith(_GZIP):
            buffered = unpacked(buffered)
        kind = _kind(buffered.peek(HEAD_BYTES)[:HEAD_BYTES], columns)
        stream = buffered
    if kind == "text":
        yield _report(name, {"text": text_of(read_whole(stream))}, given)
    elif kind == "html":
        yield _from_page(name, decode_page(read_whole(stream)), None, given)
    else:
        empty = True
        for row in _table(source, kind, stream, columns):
            empty = False
            yield row if isinstance(row, Skipped) else _report(*row, given)
        if empty:
            message = "holds no reports"
            raise ReadError(message)


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


def _from_page(name: str, html: str, url: str | None, given: Mapping[str, str]) -> Report | Skipped:
    from histor.read.worker import extract

    page = extract(html, url)
    known = {"title": page.title, "outlet": page.outlet, "byline": page.byline, "published": page.published}
    fields = {"text": page.text, "url": page.url, **known}
    return _report(name, {field: value for field, value in fields.items() if value}, given, page.dropped)


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


def _kind(head: bytes, columns: Mapping[str, str]) -> str:
    """What kind of content begins with ``head``. Raises ReadError where it is binary or in no known encoding."""
    if head.startswith(b"PAR1"):
        return "parquet"
    if found := binary_kind(head):
        message = f"{found}, not text"
        raise ReadError(message)
    text = head.decode(encoding_of(head), "ignore").lstrip("\ufeff \t\r\n")
    first, _, _ = text.partition("\n")
    if looks_like_html(text):
        return "html"
    if _JSON_OBJECT.match(text):
        return "jsonl" if _is_json(first) or len(first) == len(text) > HEAD_BYTES // 2 else "json"
    if _JSON_ARRAY.match(text):
        return "json"
    return "csv" if tables.header_has_text(first, columns) else "text"


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
