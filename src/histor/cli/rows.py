"""Rows on stdout: as a table for people, or as JSON, JSONL or CSV for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

FORMATS = ("table", "json", "jsonl", "csv", "parquet")
Row = Mapping[str, Any]
_CELL = 300  # characters of a cell of a table
_BETWEEN = "; "  # the entries of a list in a cell of CSV


def json_object(rows: Iterable[Row], name: str, after: Callable[[], Mapping[str, Any]]) -> None:
    """``{"events": [ … ], …}``: the rows under ``name``, one a line, and what ``after`` gives when all are out."""
    from histor.accounts import json_line
    from histor.cli.output import utf8_stdout

    out = utf8_stdout()
    out.write(f"{{{json.dumps(name)}: [")
    between = "\n"
    for row in rows:
        out.write(f"{between}{json_line(plain(row))}")
        between = ",\n"
    out.write("\n]")
    out.write(f", {json_line(dict(after()))[1:]}\n")


def json_lines(rows: Iterable[Row]) -> None:
    """One JSON object a row, one a line."""
    from histor.accounts import json_line
    from histor.cli.output import utf8_stdout

    out = utf8_stdout()
    for row in rows:
        out.write(f"{json_line(plain(row))}\n")


def csv_table(columns: Sequence[str], rows: Iterable[Row]) -> None:
    """CSV with a header; the entries of a list are divided by "; ", nothing is an empty cell."""
    from histor.cli.output import utf8_stdout

    writer = csv.writer(utf8_stdout(), lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(plain(row[column])) for column in columns])


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[str] = ()) -> None:
    """A table as wide as the terminal, long cells broken; columns of ``right`` are flush right."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from histor.cli.output import shown_width
    from histor.plain import ENCODE_ERRORS, visible

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors=ENCODE_ERRORS)
    console = Console(highlight=False, markup=False, emoji=False)
    console.width = shown_width(console)
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        shown.add_column(heading, justify="right" if heading in set(right) else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text(visible(cell, _CELL)) for cell in row))
    with console.capture() as printed:
        console.print(shown)
    for line in printed.get().splitlines():
        print(line.rstrip())


def plain(value: Any) -> Any:
    """``value`` as JSON has it: days and times as ISO text, bytes as hexadecimal digits.

    >>> plain({"day": date(2015, 9, 6), "share": Decimal("0.5")})
    {'day': '2015-09-06', 'share': 0.5}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and not -float("inf") < value < float("inf"):
        return None  # JSON has no form for it
    return str(value) if isinstance(value, timedelta | UUID) else value


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return _BETWEEN.join("" if item is None else str(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value).lower() if isinstance(value, bool) else value


def text(value: Any) -> str:
    """``value`` for a cell of a table."""
    cell = _cell(plain(value))
    return "" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell)


def unique(names: Iterable[str]) -> Iterator[str]:
    """``names`` made different from one another, as keys of JSON must be.

    >>> list(unique(["n", "n", "type"]))
    ['n', 'n_2', 'type']
    """
    seen: set[str] = set()
    for name in names:
        number, new = 1, name
        while new in seen:
            number += 1
            new = f"{name}_{number}"
        seen.add(new)
        yield new
