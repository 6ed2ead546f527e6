"""What ``histor code`` tells on stderr while it works: skipped inputs, and how far it is."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from histor.plain import visible

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from histor.read import Skipped

_MANY = 5  # reports after which a progress line is worth having
_LINE = 500  # characters of one line about a skipped input


class Progress:
    """Counts reports and skipped inputs; ``skipped`` is how many inputs could not be used, and a list in ``kept`` takes them.

    The progress line needs a terminal, and stdout elsewhere: where accounts appear on the same screen, they show how
    far it is.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self.skipped = 0
        self.kept: list[Skipped] | None = None
        self._quiet = quiet
        self._done = 0
        self._started = time.monotonic()
        self._wanted = not quiet and sys.stderr.isatty() and not sys.stdout.isatty()
        self._bar: Bar | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()

    def skip(self, skipped: Skipped) -> None:
        """Report one skipped input: one line."""
        self.skipped += 1
        if self.kept is not None:
            self.kept.append(skipped)
        if self._quiet:
            return
        line = f"skipped {visible(skipped.input, _LINE)}: {visible(skipped.reason, _LINE)}"
        if self._bar:
            self._bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            click.echo(line, err=True)

    def coded(self) -> None:
        """Report that one account is out."""
        self._done += 1
        if not self._wanted or self._done < _MANY:
            return
        if not self._bar:
            self._bar = _bar()
        rate = self._done / (time.monotonic() - self._started)
        note = f"{self._done:,} reports coded · {rate:.1f} a second · {self.skipped:,} skipped"
        self._bar.update(self._bar.task_ids[0], description=note)


def _bar() -> Bar:
    """A line with a spinner, since nobody knows how many reports a feed or a folder still holds."""
    from rich.console import Console
    from rich.progress import Progress as RichProgress
    from rich.progress import SpinnerColumn, TextColumn

    columns = SpinnerColumn(), TextColumn("{task.description}", markup=False)
    bar = RichProgress(*columns, console=Console(stderr=True), transient=True)
    bar.add_task("", total=None)
    bar.start()
    return bar
