"""The file of a gazetteer: sorted, in small compressed blocks, read where it lies.

A line of JSON says what the file is; then come a dictionary for the compressor and two tables, `places` in the order of
their keys and `names`: other keys, each with the numbers of the places that it leads to. A table is a row of zlib
blocks with their ends and the first key of each, so that a key costs a binary search and the unpacking of a block, and
opening costs a millisecond. Inside a block stand columns, not rows: they pack better.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import lru_cache
from hashlib import sha256
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any, NamedTuple

from histor.errors import HistorError

FORMAT = 1
MAGIC = "histor gazetteer"
TABLES = ("places", "names")
PLACES_A_BLOCK, NAMES_A_BLOCK = 64, 128  # larger blocks pack better and unpack slower
_BLOCKS_KEPT = 256  # of each table, unpacked: some 2 MB
_LONGEST_HEAD = 100_000
_END = struct.Struct("<Q")
_COLUMN, _ROW = "\x1e", "\n"
_DICTIONARY = 4_096  # bytes: a larger one slows down packing more than it saves


class Row(NamedTuple):
    """A place as the file has it: all text, so that only what is asked for is made into numbers.

    ``kind`` is one of `gazetteer.KINDS`; ``code`` leads through the divisions, as "SYR.11.1101"; ``lat`` and ``lon``
    are degrees; ``id`` is the geonameid or "".
    """

    key: str
    name: str
    kind: str
    code: str
    lat: str
    lon: str
    population: str
    id: str


class GazetteerFile:
    """One file, open for reading. Raises HistorError where it is missing, no gazetteer, or of another format."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError:
            raise HistorError(f"There is no gazetteer at {path}; reinstall Histor, or add the dump again.") from None
        except (OSError, ValueError) as failure:  # mmap refuses empty files with ValueError
            raise HistorError(f"The gazetteer {path} cannot be read: {failure}.") from None
        try:
            self.head, at = _head(self._bytes)
            size = self.head["dictionary"]
            self._dictionary = self._bytes[at : at + size]
            at += size
            tables = []
            for name in TABLES:
                table = _Table(self._bytes, at, self.head[name], self._dictionary)
                tables.append(table)
                at = table.end
        except (KeyError, TypeError, ValueError, struct.error) as failure:
            raise HistorError(
                f"{path} is no gazetteer of Histor's, or damaged ({failure}); remove it and add the dump again."
            ) from None
        if at != len(self._bytes):
            raise HistorError(f"{path} is damaged; remove it and add the dump again.")
        self._places, self._names = tables

    def find(self, key: str) -> Iterator[tuple[Row, bool]]:
        """The places with that key, and whether it is that of their own name."""
        if not key.isascii():  # no key is
            return
        own = list(self._places.numbers(key))
        for row in self._places.rows(own):
            yield Row(*row), True
        for _, numbers in self._names.rows(self._names.numbers(key)):
            others = [number for number in map(int, numbers.split(",")) if number not in own]
            for row in self._places.rows(others):
                yield Row(*row), False

    def sound(self) -> bool:
        """Whether the file holds what was written: all of it is read and hashed."""
        parts = [table.digest() for table in (self._places, self._names)]
        return sha256(self._dictionary + b"".join(parts)).hexdigest() == self.head.get("sha256")

    def close(self) -> None:
        """Let go of the file."""
        self._bytes.close()


def _head(data: mmap.mmap) -> tuple[dict[str, Any], int]:
    end = data.find(b"\n", 0, _LONGEST_HEAD)
    if end < 0:
        raise ValueError("it has another form")
    head = json.loads(data[:end])
    if head[MAGIC] != FORMAT:
        raise ValueError(f"it has format {head[MAGIC]}, this Histor reads {FORMAT}")
    return head, end + 1


class _Table:
    """A sorted table: its blocks, where each ends, and the first key of each."""

    def __init__(self, data: mmap.mmap, at: int, size: Mapping[str, int], dictionary: bytes) -> None:
        self._data, self._dictionary, self._at = data, dictionary, at
        self._a_block = size["rows in a block"]
        ends = at + size["block bytes"]
        firsts = ends + _END.size * (size["blocks"] + 1)
        self.end = firsts + size["key bytes"]
        self._ends = [end for (end,) in _END.iter_unpack(data[ends:firsts])]
        self._firsts = data[firsts : self.end].split(b"\n") if size["blocks"] else []
        if not len(self._firsts) == size["blocks"] == len(self._ends) - 1:
            raise ValueError("its tables do not fit together")
        self._block = lru_cache(maxsize=_BLOCKS_KEPT)(self._unpacked)
        self._columns = lru_cache(maxsize=_BLOCKS_KEPT // 4)(self._split)

    def digest(self) -> bytes:
        """The hash of the packed blocks."""
        return sha256(self._data[self._at : self._at + self._ends[-1]]).digest()

    def _unpacked(self, i: int) -> bytes:
        unpack = zlib.decompressobj(zdict=self._dictionary)
        try:
            block = unpack.decompress(self._data[self._at + self._ends[i] : self._at + self._ends[i + 1]])
        except zlib.error:
            block = b""
        if not unpack.eof or not block:
            raise HistorError("A gazetteer is damaged; reinstall Histor, or add the dump again.")
        return block

    def _split(self, i: int) -> list[list[str]]:
        return [column.split(_ROW) for column in self._block(i).decode().split(_COLUMN)]

    def rows(self, numbers: Iterable[int]) -> Iterator[list[str]]:
        """The rows of those numbers, which are sorted."""
        for block, group in groupby(numbers, key=lambda number: number // self._a_block):
            columns = self._columns(block)
            for number in group:
                yield [column[number % self._a_block + 1] for column in columns]

    def numbers(self, key: str) -> Iterator[int]:
        """The numbers of the rows with that key."""
        sought = key.encode()
        line = b"\n%s\n" % sought
        block = max(0, bisect_left(self._firsts, sought) - 1)  # rows before the first block that begins with it, too
        while block < len(self._firsts) and self._firsts[block] <= sought:
            data = self._block(block)
            end = data.index(_COLUMN.encode())
            at = data.find(line, 0, end)
            while at >= 0:
                yield block * self._a_block + data.count(b"\n", 0, at)
                at = data.find(line, at + len(sought) + 1, end)
            block += 1


def write(path: Path, about: Mapping[str, object], places: Iterable[Row], names: Iterable[tuple[str, str]]) -> None:
    """Write a gazetteer: rows sorted by key, other keys sorted with the numbers of their places, as "3,17".

    Keys are ASCII. The same rows give the same bytes. ``about`` is kept in the head: source and licence.
    """
    sample = list(islice(places := iter(places), 8 * PLACES_A_BLOCK))
    dictionary = _packed_text(sample[-4 * PLACES_A_BLOCK :]).encode()[-_DICTIONARY:]
    with path.open("wb") as out, closing(_Spool(path, "places")) as first, closing(_Spool(path, "names")) as second:
        sizes = [
            first.fill(chain(sample, places), PLACES_A_BLOCK, dictionary),
            second.fill(names, NAMES_A_BLOCK, dictionary),
        ]
        hashed = sha256(dictionary + first.hash.digest() + second.hash.digest()).hexdigest()
        head = {MAGIC: FORMAT, **about, "sha256": hashed, "dictionary": len(dictionary)}
        head |= zip(TABLES, sizes, strict=True)
        out.write(json.dumps(head, ensure_ascii=True).encode() + b"\n")
        out.write(dictionary)
        for spool in (first, second):
            spool.copy(out.write)


def _packed_text(rows: Sequence[tuple[str, ...]]) -> str:
    """Columns of which each value stands between two ends of line, where it can be sought."""
    return _COLUMN.join(f"\n{_ROW.join(column)}\n" for column in zip(*rows, strict=True))


class _Spool:
    """A table on its way to the file: its blocks go to a file of their own, since the head must know their sizes."""

    def __init__(self, beside: Path, name: str) -> None:
        self._path = beside.with_name(f"{beside.name}.{name}")
        self._file = self._path.open("w+b")
        self._ends, self._keys = [0], list[bytes]()
        self.hash = sha256()

    def fill(self, rows: Iterable[tuple[str, ...]], a_block: int, dictionary: bytes) -> dict[str, int]:
        """Pack the rows; the sizes that the head tells."""
        rows = iter(rows)
        count = 0
        while block := list(islice(rows, a_block)):
            pack = zlib.compressobj(9, zdict=dictionary)
            packed = pack.compress(_packed_text(block).encode()) + pack.flush()
            self.hash.update(packed)
            self._file.write(packed)
            self._ends.append(self._file.tell())
            self._keys.append(block[0][0].encode())
            count += len(block)
        return {
            "rows": count,
            "rows in a block": a_block,
            "blocks": len(self._keys),
            "block bytes": self._ends[-1],
            "key bytes": len(b"\n".join(self._keys)),
        }

    def copy(self, write: Callable[[bytes], object]) -> None:
        self._file.seek(0)
        while piece := self._file.read(1 << 20):
            write(piece)
        write(b"".join(map(_END.pack, self._ends)))
        write(b"\n".join(self._keys))

    def close(self) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)
