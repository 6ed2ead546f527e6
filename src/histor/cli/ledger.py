"""Which ledger a command is about: ``--ledger``, else ``HISTOR_LEDGER``, else ``histor.duckdb`` in this folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from histor.ledger.ledger import Ledger

F = TypeVar("F", bound=Callable[..., Any])
DEFAULT = "histor.duckdb"


def ledger_option(command: F) -> F:
    """The option ``--ledger``, as the argument ``path``."""
    return click.option(
        "--ledger", "path", metavar="FILE", envvar="HISTOR_LEDGER", default=DEFAULT,
        help=f"The ledger.  [default: $HISTOR_LEDGER, or {DEFAULT} in this folder]",
    )(command)  # fmt: skip


def opened(path: str, *, reviewed: bool) -> Ledger:
    """The ledger at ``path``, with the decisions of review applied where that is asked for."""
    from histor.ledger.ledger import Ledger
    from histor.review.view import ReviewedLedger

    return ReviewedLedger(path) if reviewed else Ledger(path)
