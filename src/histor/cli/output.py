"""Accounts on stdout, as a view or as JSONL."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from histor.records import Account

Writer = Callable[["Account"], None]
_PIPED, _NARROWEST, _WIDEST = 100, 40, 110  # columns: where there is no terminal; and what can be read with ease


def json_writer() -> Writer:
    """Prints accounts as JSONL, in UTF-8 whatever the locale is."""
    from histor.accounts import dumps

    out = sys.stdout
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(encoding="utf-8", newline="\n")

    def write(account: Account) -> None:
        print(dumps(account), file=out, flush=True)  # at once: the reader may be waiting for it

    return write


def view_writer() -> Writer:
    """Prints accounts for people: in colours on a terminal (unless NO_COLOR is set), as wide as it is."""
    from rich.console import Console

    from histor.cli.view import lines
    from histor.plain import ENCODE_ERRORS

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors=ENCODE_ERRORS)
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    width = min(_WIDEST, max(_NARROWEST, console.width if console.is_terminal else _piped_width()))
    first = True

    def write(account: Account) -> None:
        nonlocal first
        with console.capture() as shown:
            if not first:
                console.print(f"\n{'─' * width}\n")
            for indent, text in lines(account):
                for part in text.wrap(console, width - indent) if text else [text]:
                    part.rstrip()
                    part.pad_left(indent)
                    console.print(part)
        first = False
        print(shown.get(), end="", flush=True)

    return write


def _piped_width() -> int:
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdecimal() else _PIPED
