"""Tables of reports, row by row: JSONL, JSON, CSV, TSV and Parquet.

A row is a mapping from field to value; ``fields`` says which column holds which field ({"text": "body"}). A row that
is no report is yielded as a `Skipped`, and the rest goes on.

CSV is read with the csv module rather than with DuckDB: DuckDB guesses types from a sample and so changes what cells
say ("007", "1e5"), and a bad row ends its scan. Parquet is read with DuckDB, which is locked to that one file.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from histor.errors import ReadError, UsageError
from histor.read.decode import binary_kind, encoding_of, text_of
from histor.read.inputs import HEAD_BYTES, buffered_reader
from histor.read.limits import MAX_BAD_START, MAX_LINE_BYTES, Skipped, skipped
from histor.records import INPUT_FIELDS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = tuple[str, dict[str, str]]
"""Where the row stands (``file:line``) and its fields, absent ones left out."""

_UNDECODED = re.compile("[\udc80-\udcff]")  # how "surrogateescape" passes on a byte
_MARKS = ",;\t|"
_BATCH = 64  # rows of Parquet held at once
_PARQUET_MEMORY = (
    "512MB"  # a row group of 100,000 reports, 412 MB of text, was read with a peak of 411 MB for the process
)


def column_names(fields: Mapping[str, str] | None) -> dict[str, str]:
    """Field → column. Raises UsageError where ``fields`` names a field that reports do not have."""
    names = {name: name for name in INPUT_FIELDS}
    for field, column in (fields or {}).items():
        if field not in names:
            message = f"A report has no field {field!r}; the fields are {', '.join(INPUT_FIELDS)}."
            raise UsageError(message)
        names[field] = column
    return names


def json_lines(name: str, stream: BinaryIO, columns: Mapping[str, str]) -> Iterator[Row | Skipped]:
    """The reports of a JSONL file: an object, or an account with its report inside, on each line."""
    text = _text_stream(stream, guess=False)  # JSON is UTF-8 by its standard; a bad line must not recode the others
    return _until_hopeless(name, _json_lines(name, text, columns))


def json_values(name: str, stream: BinaryIO) -> Iterator[tuple[str, Any] | Skipped]:
    """What each line of a JSONL file holds, whatever it is, with the place where it stands (``file:line``)."""
    return _json_values(name, _text_stream(stream, guess=False))


def json_document(name: str, raw: bytes, columns: Mapping[str, str]) -> Iterator[Row | Skipped]:
    """The reports of one JSON value: an object, an array of objects, or lines of them under the wrong name."""
    text = text_of(raw)
    try:
        value = _loads(text)
    except ReadError:
        if "\n" not in text.strip():
            raise
        yield from json_lines(name, io.BytesIO(raw), columns)
        return
    if not isinstance(value, list):
        yield from _attempt(name, value, columns)
        return
    rows = (row for number, item in enumerate(value, 1) for row in _attempt(f"{name}:{number}", item, columns))
    yield from _until_hopeless(name, rows)


def csv_rows(name: str, stream: BinaryIO, columns: Mapping[str, str], delimiter: str | None) -> Iterator[Row | Skipped]:
    """The reports of a CSV file with a header line; without ``delimiter`` that one of , ; tab | which fits the header.

    Raises ReadError where the header lacks the column of the text.
    """
    if csv.field_size_limit() < MAX_LINE_BYTES:
        csv.field_size_limit(MAX_LINE_BYTES)  # the module's own limit is 131,072 characters and holds for the process
    lines = _bounded_lines(_text_stream(stream, guess=True))
    first = next(lines, "")
    marks = delimiter or _MARKS
    headers = {mark: _header(first, mark) for mark in marks}
    mark = next((mark for mark, header in headers.items() if columns["text"] in header), marks[0])
    _require_column(headers[mark], columns)
    return _until_hopeless(
        name, _csv_rows(name, csv.reader(lines, delimiter=mark, strict=True), headers[mark], columns)
    )


def header_has_text(first_line: str, columns: Mapping[str, str]) -> bool:
    """Whether ``first_line`` reads as the header of a CSV or TSV file of reports: two columns or more, one the text."""
    return any(
        len(header) > 1 and columns["text"] in header for header in (_header(first_line, mark) for mark in ",;\t|")
    )


def parquet_rows(name: str, path: str, columns: Mapping[str, str]) -> Iterator[Row | Skipped]:
    """The reports of a Parquet file. Raises ReadError where it is damaged or lacks the column of the text."""
    import duckdb

    try:
        connection = _locked_to(path)
        with connection:
            cursor = connection.execute("SELECT * FROM read_parquet(?) LIMIT 0", [path])
            present = [column[0] for column in cursor.description or ()]
            _require_column(present, columns)
            wanted = [column for column in dict.fromkeys(columns.values()) if column in present]
            quoted = ", ".join('"' + column.replace('"', '""') + '"' for column in wanted)
            cursor = connection.execute(f"SELECT {quoted} FROM read_parquet(?)", [path])  # noqa: S608  names of its own
            number = 0
            while batch := cursor.fetchmany(_BATCH):
                for values in batch:
                    number += 1
                    row = dict(zip(wanted, map(_plain, values), strict=True))
                    yield from _attempt(f"{name}:{number}", row, columns)
    except duckdb.OutOfMemoryException:
        message = f"a row group of this Parquet file needs more than {_PARQUET_MEMORY} of memory; write smaller ones"
        raise ReadError(message) from None
    except (duckdb.Error, RuntimeError, UnicodeDecodeError):
        message = "damaged, or not Parquet"
        raise ReadError(message) from None


def _locked_to(path: str) -> DuckDBPyConnection:
    """A DuckDB in memory that can read ``path`` and nothing else: no other file, network, extension or setting."""
    import duckdb

    connection = duckdb.connect(":memory:")
    connection.execute(f"SET memory_limit='{_PARQUET_MEMORY}'")
    connection.execute("SET threads=1")
    connection.execute("SET temp_directory=''")
    connection.execute("SET autoinstall_known_extensions=false")
    connection.execute("SET autoload_known_extensions=false")
    connection.execute("SET allowed_paths=[?]", [path])
    connection.execute("SET enable_external_access=false")
    connection.execute("SET lock_configuration=true")
    return connection


def _plain(value: object) -> object:
    """A cell's value as JSON would have it: dates as ISO text."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _text_stream(stream: BinaryIO, *, guess: bool) -> io.TextIOWrapper:
    """``stream`` as characters, line ends untouched; bytes that are no text become lone surrogates, told row by row.

    ``guess``: whether text that is no UTF-8 may be Windows-1252, as spreadsheets write it.
    """
    buffered = buffered_reader(stream)
    head = buffered.peek(HEAD_BYTES)[:HEAD_BYTES]
    if found := binary_kind(head):
        message = f"{found}, not text"
        raise ReadError(message)
    try:
        encoding = encoding_of(head)
    except ReadError:
        encoding = "utf-8"  # the rows that are not will say so
    if encoding == "cp1252" and not guess:
        encoding = "utf-8"
    errors = "strict" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return io.TextIOWrapper(buffered, encoding, errors, newline="\n")


def _bounded_lines(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of ``text``. Raises ReadError at one that is too long, because its end might never come."""
    number = 0
    try:
        while line := text.readline(MAX_LINE_BYTES):
            number += 1
            if len(line) >= MAX_LINE_BYTES:
                message = f"line {number} is longer than {MAX_LINE_BYTES:,} characters; the rest is not read"
                raise ReadError(message)
            yield line
    except UnicodeError:
        message = (
            f"not text in the file's encoding, {text.encoding}, somewhere after line {number}; the rest is not read"
        )
        raise ReadError(message) from None
    finally:
        with suppress(ValueError):  # closed already
            text.detach()  # or the stream, which may be standard input, would be closed with it


def _require_decoded(text: str) -> None:
    if fault := _UNDECODED.search(text):
        message = f"not UTF-8 (byte 0x{ord(fault[0]) - 0xDC00:02X} after {fault.start():,} characters)"
        raise ReadError(message)


def _json_lines(name: str, text: io.TextIOWrapper, columns: Mapping[str, str]) -> Iterator[Row | Skipped]:
    for found in _json_values(name, text):
        if isinstance(found, Skipped):
            yield found
        else:
            yield from _attempt(*found, columns)


def _json_values(name: str, text: io.TextIOWrapper) -> Iterator[tuple[str, Any] | Skipped]:
    for number, line in enumerate(_bounded_lines(text), 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            _require_decoded(line)
            yield where, _loads(line)
        except ReadError as error:
            yield skipped(where, error)


def _csv_rows(
    name: str, rows: Iterator[list[str]], header: list[str], columns: Mapping[str, str]
) -> Iterator[Row | Skipped]:
    """Rows by the line they end on; strict quoting, since a quotation mark out of place shifts all that follows."""
    reader: Any = rows
    while True:
        try:
            cells = next(rows, None)
        except csv.Error as error:
            yield skipped(f"{name}:{reader.line_num + 1}", f"bad quoting ({error}); the rest is not read")
            return
        if cells is None:
            return
        where = f"{name}:{reader.line_num + 1}"
        if len(cells) > len(header):
            yield skipped(where, f"{len(cells)} cells under a header of {len(header)}")
        elif any(cells):
            present = {column: cell for column, cell in zip(header, cells, strict=False) if cell != ""}
            yield from _attempt(where, present, columns, raw=True)


def _header(line: str, mark: str) -> list[str]:
    try:
        cells = next(csv.reader([line.rstrip("\r\n")], delimiter=mark), [])
    except csv.Error:
        return []
    return [cell.strip() for cell in cells]


def _require_column(present: Iterable[str], columns: Mapping[str, str]) -> None:
    if columns["text"] not in (names := list(present)):
        message = (
            f"no column {columns['text']!r} (the columns are {', '.join(names[:12]) or 'none'}); "
            "say which one holds the text with --field text=COLUMN"
        )
        raise ReadError(message)


def _loads(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg} at character {error.pos + 1:,}"
    except RecursionError:
        message = "not read: JSON nested too deeply"
    except ValueError:
        message = "not read: JSON with a number of thousands of digits"
    raise ReadError(message)


def _attempt(where: str, value: object, columns: Mapping[str, str], *, raw: bool = False) -> Iterator[Row | Skipped]:
    """The one row that ``value`` is, or the reason why it is none; ``raw`` where undecoded bytes may stand in it."""
    try:
        if raw and isinstance(value, dict):
            _require_decoded(value.get(columns["text"], ""))
        yield where, _fields(value, columns)
    except ReadError as error:
        yield skipped(where, error)


def _fields(value: object, columns: Mapping[str, str]) -> dict[str, str]:
    """The fields of a report in a JSON object. Raises ReadError with the reason where it is no report."""
    if isinstance(value, dict) and isinstance(value.get("report"), dict) and columns["text"] not in value:
        value = value["report"]
    if not isinstance(value, dict):
        message = f"{_kind(value)} where an object with the fields of a report should be"
        raise ReadError(message)
    fields = {field: value.get(column) for field, column in columns.items()}
    if fields["text"] is None:
        message = f"no field {columns['text']!r}"
        raise ReadError(message)
    for field, content in fields.items():
        if isinstance(content, int) and not isinstance(content, bool) and field == "id":
            fields[field] = str(content)
        elif content is not None and not isinstance(content, str):
            message = f"the field {columns[field]!r} is {_kind(content)}, not text"
            raise ReadError(message)
    return {field: content for field, content in fields.items() if content is not None}


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "null", bytes: "bytes"}
    return names.get(type(value), "a number" if isinstance(value, int | float) else f"a {type(value).__name__}")


def _until_hopeless(name: str, rows: Iterable[Row | Skipped]) -> Iterator[Row | Skipped]:
    """``rows`` until it is clear that there is no report among them: a line of reasons for each is no help."""
    good = False
    for number, row in enumerate(rows, 1):
        yield row
        good = good or not isinstance(row, Skipped)
        if not good and number >= MAX_BAD_START:
            yield skipped(name, f"none of the first {MAX_BAD_START} rows is a report; the rest is not read")
            return
