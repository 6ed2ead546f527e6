"""Which ledger a command is about: ``--ledger``, else ``HISTOR_LEDGER``, else ``histor.duckdb`` in this folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
DEFAULT = "histor.duckdb"


def ledger_option(command: F) -> F:
    """The option ``--ledger``, as the argument ``path``."""
    return click.option(
        "--ledger", "path", metavar="FILE", envvar="HISTOR_LEDGER", default=DEFAULT,
        help=f"The ledger.  [default: $HISTOR_LEDGER, or {DEFAULT} in this folder]",
    )(command)  # fmt: skip
