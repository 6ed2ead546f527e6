"""Accounts on stdout, as a view or as JSONL."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

    from histor.cli.view import Line
    from histor.records import Account

Writer = Callable[["Account"], None]
_PIPED, _NARROWEST, _WIDEST = 100, 40, 110  # columns: where there is no terminal; and what can be read with ease


def json_writer() -> Writer:
    """Prints accounts as JSONL, in UTF-8 whatever the locale is."""
    from histor.accounts import dumps

    out = utf8_stdout()

    def write(account: Account) -> None:
        print(dumps(account), file=out, flush=True)  # at once: the reader may be waiting for it

    return write


def utf8_stdout() -> TextIO:
    """Standard output for data: UTF-8 whatever the locale is, lines end as on Unix."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    return sys.stdout


def view_writer() -> Writer:
    """Prints accounts for people, a rule between one and the next."""
    from histor.cli.view import lines

    write_lines = lines_writer()
    first = True

    def write(account: Account) -> None:
        nonlocal first
        write_lines(lines(account), not first)
        first = False

    return write


def lines_writer() -> Callable[[Iterable[Line], bool], None]:
    """Prints lines for people: in colours on a terminal (unless NO_COLOR is set), as wide as it is.

    What is returned takes the lines, and whether a rule is to stand above them.
    """
    from rich.console import Console

    from histor.plain import ENCODE_ERRORS

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors=ENCODE_ERRORS)
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    width = min(_WIDEST, shown_width(console))

    def write(lines: Iterable[Line], rule: bool) -> None:
        with console.capture() as shown:
            if rule:
                console.print(f"\n{'─' * width}\n")
            for indent, text in lines:
                for part in text.wrap(console, width - indent) if text else [text]:
                    part.rstrip()
                    part.pad_left(indent)
                    console.print(part)
        print(shown.get(), end="", flush=True)

    return write


def shown_width(console: Console) -> int:
    """Columns to fill: those of the terminal, or in a pipe what COLUMNS says."""
    return max(_NARROWEST, console.width if console.is_terminal else _piped_width())


def _piped_width() -> int:
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdecimal() else _PIPED
