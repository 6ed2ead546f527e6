import gzip
import io
import random
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.warc import write_warc
from histor.errors import ReadError
from histor.read import Skipped, archives, read
from histor.read.fetch import Fetched
from histor.read.limits import MAX_PAGE_BYTES
from tests.read.site import ARTICLE


@pytest.fixture(scope="module")
def warc(tmp_path_factory):
    path = tmp_path_factory.mktemp("warc") / "news.warc.gz"
    write_warc(
        path,
        [
            ARTICLE.format(title="Kunduz").encode(),
            b"<html><body></body></html>",
            ARTICLE.format(title="Homs").encode(),
        ],
    )
    return path


def record(kind="response", http=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Hello", length=None):
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://a.example/1\r\nContent-Type: application/http\r\n"
    )
    return f"{head}Content-Length: {len(http) if length is None else length}\r\n\r\n".encode() + http + b"\r\n\r\n"


def pages(raw):
    return list(archives.pages("a.warc", io.BytesIO(raw)))


def test_an_archive_is_read_as_a_stream_of_reports(warc):
    skips: list[Skipped] = []
    reports = list(read(warc, on_skip=skips.append))
    assert [(r.title, r.url) for r in reports] == [
        ("Kunduz", "https://herald.example/0"),
        ("Homs", "https://herald.example/2"),
    ]
    assert [skip.input for skip in skips] == [f"{warc}: https://herald.example/1"]


def test_it_is_told_by_its_content_too(warc):
    assert len(list(read(io.BytesIO(warc.read_bytes()), on_skip=print))) == 2
    assert len(list(read(io.BytesIO(gzip.decompress(warc.read_bytes())), on_skip=print))) == 2


def test_only_pages_that_were_found_are_read():
    other = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"
    gone = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>Gone"
    found = pages(record() + record("request") + record(http=other) + record(http=gone) + record("metadata"))
    assert [(page.url, page.body) for page in found] == [("https://a.example/1", b"<p>Hello")]


def test_packed_and_chunked_bodies():
    body = gzip.compress(b"<p>Hello")
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    [page] = pages(record(http=head + b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"))
    assert page.body == b"<p>Hello"


def test_a_page_that_unpacks_to_too_much_is_skipped_and_the_rest_goes_on():
    bomb = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(
        b" " * (MAX_PAGE_BYTES + 10)
    )
    first, second = pages(record(http=bomb) + record())
    assert isinstance(first, Skipped)
    assert "too large for a page" in first.reason
    assert second.body == b"<p>Hello"


def test_an_archive_that_was_cut_off_is_told():
    long = record(http=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + random.Random(1).randbytes(5_000))
    for raw in (record() + record()[:-10], gzip.compress(record()) + gzip.compress(long)[:-400]):
        first, second = pages(raw)
        assert not isinstance(first, Skipped)
        assert "cut off" in second.reason


def test_a_record_that_claims_too_much_ends_it():
    with pytest.raises(ReadError, match="the rest is not read"):
        pages(record(length=10**12))


@pytest.mark.parametrize("raw", [b"", b"no archive", b"WARC/1.0\r\n"])
def test_what_is_no_archive(raw):
    with pytest.raises(ReadError):
        pages(raw)


@settings(max_examples=60)
@given(st.binary(max_size=120), st.integers(0, 200))
def test_whatever_a_stranger_sends_is_pages_or_a_reason(piece, at):
    whole = record() + record()
    with suppress(ReadError):
        assert all(isinstance(found, Fetched | Skipped) for found in pages(whole[:at] + piece + whole[at:]))
