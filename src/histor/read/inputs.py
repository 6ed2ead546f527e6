"""What the user names, one input after another: files, folders, globs, standard input, web addresses.

Nothing is opened here that could block or do something: pipes, devices and sockets are left alone, links to folders
are not followed, and a folder's files come in the order of their names.
"""

# ruff: noqa: PTH112, PTH116, PTH122, PTH207  names are kept as the user gave them, "./" and all; Path would tidy them

from __future__ import annotations

import glob
import gzip
import io
import os
import re
import stat
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from histor.errors import ReadError
from histor.plain import visible
from histor.read.limits import MAX_INPUT_BYTES, MAX_UNPACK_RATIO, MIN_BOMB_BYTES, Skipped, skipped

Input = str | os.PathLike[str] | BinaryIO

KINDS = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".warc": "warc",
    ".eml": "mail",
    ".mbox": "mailbox",
    ".rss": "list",
    ".atom": "list",
    ".xml": "list",
    ".urls": "addresses",
}
"""File name ending → kind of content; each but .parquet may have .gz behind it."""

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_SECRET = re.compile(r"//[^/?#]*@")
_GLOB = re.compile(r"[*?\[]")


HEAD_BYTES = 65_536
"""What is looked at to tell the kind and the encoding: nearly every file of news has a non-ASCII letter by then."""


@dataclass(frozen=True, slots=True)
class Source:
    """One input to be read: its name for messages, the kind its name tells (None: look inside), how to open it."""

    name: str
    kind: str | None
    path: str | None = None
    stream: BinaryIO | None = None
    address: str | None = None
    packed: bool = False


def sources(item: Input) -> Iterator[Source | Skipped]:
    """The files, streams or addresses that one input stands for."""
    if not isinstance(item, (str, os.PathLike)):
        yield Source(_name(getattr(item, "name", "stream")), None, stream=item)
        return
    path = os.fsdecode(item)
    if path == "-":
        yield Source("standard input", None, stream=sys.stdin.buffer)
    elif isinstance(item, str) and _ADDRESS.match(path):
        yield Source(_name(_SECRET.sub("//…@", path)), None, address=path)
    elif os.path.lexists(path):
        yield from _path(path)
    elif _GLOB.search(path):
        found = sorted(glob.glob(path, recursive=True))
        if not found:
            yield skipped(_name(path), "no file matches")
        for match in found:
            if not os.path.isdir(match) or "**" not in path:  # "**" names the folders on the way to its files too
                yield from _path(match)
    else:
        yield skipped(_name(path), "no such file or folder")


def open_source(source: Source) -> BinaryIO:
    """The bytes of a file or stream, unpacked. Raises ReadError where it is no regular file or cannot be opened."""
    if source.stream is not None:
        return source.stream
    assert source.path is not None
    try:
        _require_regular(os.stat(source.path).st_mode)
        # Not blocking: the file may have become a pipe since it was looked at.
        descriptor = os.open(source.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise ReadError(_why(error)) from None
    stream = os.fdopen(descriptor, "rb", HEAD_BYTES)
    try:
        _require_regular(os.fstat(descriptor).st_mode)
    except ReadError:
        stream.close()
        raise
    return unpacked(stream) if source.packed and source.kind != "warc" else stream  # fastwarc does it, and faster


def read_whole(stream: BinaryIO) -> bytes:
    """All of ``stream``. Raises ReadError where it is larger than one document may be."""
    try:
        raw = stream.read(MAX_INPUT_BYTES + 1)
    except (OSError, ValueError) as error:
        raise ReadError(_why(error)) from None
    if len(raw) > MAX_INPUT_BYTES:
        message = f"larger than {MAX_INPUT_BYTES // 1_000_000} MB, too large for one document; split it, or use JSONL"
        raise ReadError(message)
    return raw


def buffered_reader(stream: BinaryIO) -> io.BufferedReader:
    """``stream`` as one whose first HEAD_BYTES can be looked at before they are read."""
    return (
        stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream), HEAD_BYTES)
    )


def unpacked(stream: BinaryIO) -> io.BufferedReader:
    """What a gzip stream holds, as a stream."""
    return io.BufferedReader(_Unpacked(stream), HEAD_BYTES)


class _Unpacked(io.RawIOBase):
    """A gzip file unpacked as it is read; it ends with a ReadError where it is damaged or a bomb."""

    def __init__(self, stream: BinaryIO) -> None:
        self._counted = _Counted(stream)
        self._gzip = gzip.GzipFile(fileobj=self._counted)
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            piece = self._gzip.read(len(buffer))
        except (OSError, EOFError, ValueError, zlib.error) as error:
            message = f"damaged gzip data ({error})"
            raise ReadError(message) from None
        self._given += len(piece)
        if self._given > MIN_BOMB_BYTES and self._given > MAX_UNPACK_RATIO * self._counted.taken:
            message = f"unpacks to more than {MAX_UNPACK_RATIO} times its size; the rest is not read"
            raise ReadError(message)
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._counted.stream.close()
        super().close()


class _Counted(io.RawIOBase):
    """A stream that counts the bytes taken from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.taken = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        piece = self.stream.read(size)
        self.taken += len(piece)
        return piece


def _path(path: str) -> Iterator[Source | Skipped]:
    if os.path.isdir(path):
        empty = True
        for found in _folder(path):
            empty = False
            yield found
        if empty:
            yield skipped(_name(path), "holds no files to read")
    else:
        yield _file(path)


def _folder(top: str) -> Iterator[Source | Skipped]:
    """The files in and below a folder by name; hidden ones and other kinds of file are left out."""
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError as error:
            yield skipped(_name(folder), _why(error))
            continue
        below: list[str] = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                below.append(entry.path)
            elif entry.is_symlink() and os.path.isdir(entry.path):
                yield skipped(_name(entry.path), "a link to a folder, not followed")
            else:
                yield _listed(entry.path)
        waiting += reversed(below)


def _listed(path: str) -> Source | Skipped:
    """A file of a folder: unlike a file that was named, one of an unknown ending is not tried."""
    source = _file(path)
    ending = os.path.splitext(path.removesuffix(".gz"))[1]
    if source.kind is None and ending:
        return skipped(_name(path), f"files ending in {visible(ending, 20)} are not read from a folder")
    return source


def _file(path: str) -> Source:
    packed = path.lower().endswith(".gz")
    stem = path[:-3] if packed else path
    return Source(_name(path), KINDS.get(os.path.splitext(stem)[1].lower()), path=path, packed=packed)


def _require_regular(mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    if stat.S_ISFIFO(mode):
        message = "a pipe, not a file; give its content on standard input (-)"
    else:
        message = "neither a file nor a folder"
    raise ReadError(message)


def _why(error: Exception) -> str:
    """The reason of a failure to open or read, without the path, which the message names already."""
    reason = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
    return f"cannot be read: {reason[:1].lower()}{reason[1:]}"


def _name(path: object) -> str:
    """A path for messages: undecodable bytes in file names are lone surrogates in Python."""
    return visible(str(path), 300)
