"""WARC files, as Common Crawl's CC-NEWS: the pages in them, one after another, however large the file is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from histor.errors import ReadError
from histor.read.fetch import Fetched
from histor.read.limits import MAX_ARCHIVE_RECORD, MAX_PAGE_BYTES, MAX_UNPACK_RATIO, MIN_BOMB_BYTES, Skipped, skipped

_PAGES = frozenset(("text/html", "application/xhtml+xml"))
_MAX_HEADER = 65_536
_TOO_LARGE = f"larger than {MAX_PAGE_BYTES:,} bytes, too large for a page"


def pages(name: str, stream: BinaryIO) -> Iterator[Fetched | Skipped]:
    """The HTML pages of a WARC, packed (gzip, zstd) or not: responses of status 200; all else is passed over.

    Raises ReadError where the file is damaged, and then what stood before the damage has been given.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    counted: Any = _Counted(stream)
    given = records = 0
    try:
        for record in ArchiveIterator(counted, parse_http=False, max_header_len=_MAX_HEADER):
            records += "WARC-Type" in record.headers
            given += record.content_length
            _require_sane(record.content_length, given, counted.taken)
            if record.record_type != WarcRecordType.response:
                continue
            try:
                page = _page(record)
            except (ReadError, OSError, ValueError, LookupError, UnicodeError) as error:
                yield skipped(f"{name}: {record.headers.get('WARC-Target-URI') or records}", _reason(error))
                continue
            if page is not None:
                yield page
    except OSError as error:
        message = f"damaged behind record {records:,} ({error}); the rest is not read"
        raise ReadError(message) from None
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":  # a panic of fastwarc's, which is no Exception
            raise
        message = f"damaged behind record {records:,}; the rest is not read"
        raise ReadError(message) from None
    if not records:
        message = "holds no WARC records"
        raise ReadError(message)


class _Counted:
    """A stream that counts the bytes taken from it. It can say where it is, as fastwarc asks, and not go back."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self.taken += len(piece)
        return piece

    def tell(self) -> int:
        return self.taken


def _page(record: Any) -> Fetched | None:
    """The page that a response holds; None where it is something else, as a picture, or was no success."""
    if record.content_length > MAX_PAGE_BYTES:
        raise ReadError(_TOO_LARGE)
    declared = record.content_length
    record.freeze()
    if record.content_length < declared:
        raise ReadError("the archive is cut off here")
    record.parse_http(auto_decode="all", max_header_len=_MAX_HEADER)
    headers = record.http_headers
    if headers is None or headers.status_code != 200 or (record.http_content_type or "").lower() not in _PAGES:
        return None
    body = cast(bytes, record.reader.read(MAX_PAGE_BYTES + 1))
    if len(body) > MAX_PAGE_BYTES:
        raise ReadError(_TOO_LARGE)
    return Fetched(record.headers.get("WARC-Target-URI") or "", "text/html", record.http_charset, body)


def _require_sane(length: int, given: int, taken: int) -> None:
    """Raise ReadError where a record, or what a packed file unpacks to, is too large to be news."""
    if length > MAX_ARCHIVE_RECORD:
        message = f"a record of {length:,} bytes; the rest is not read"
        raise ReadError(message)
    if given > MIN_BOMB_BYTES + MAX_ARCHIVE_RECORD and given > MAX_UNPACK_RATIO * taken:
        message = f"unpacks to more than {MAX_UNPACK_RATIO} times its size; the rest is not read"
        raise ReadError(message)


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, ReadError) else f"damaged HTTP response ({error})"
