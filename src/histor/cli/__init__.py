"""The command ``histor``. Nothing heavy is imported here: ``histor --help`` answers at once.

Exit codes: 0 done, 1 failed, 2 the call is wrong, 3 partly done (something was skipped), 130 Ctrl-C, 141 the reader of
the output went away. Data go to stdout; progress, skipped inputs and errors to stderr.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from contextlib import suppress
from typing import Any

import click

from histor import __version__
from histor.cli import actors, ask, told
from histor.cli.add import add
from histor.cli.code import code
from histor.cli.codebook import codebook
from histor.cli.compare_with import compare_with
from histor.cli.doctor import doctor
from histor.cli.evaluate import evaluate
from histor.cli.export import export
from histor.cli.gazetteer import gazetteer
from histor.cli.link import link
from histor.cli.mcp import mcp
from histor.cli.original import original
from histor.cli.recode import recode
from histor.cli.remove import remove
from histor.cli.report import report
from histor.cli.review import review
from histor.cli.sample import sample
from histor.cli.serve import serve
from histor.cli.sql import sql
from histor.cli.stats import stats
from histor.cli.watch import watch
from histor.errors import HistorError, UsageError

FAILED, USAGE, INTERRUPTED, READER_GONE = 1, 2, 130, 141


class _Command(click.Group):
    """Turns every way in which a command can end badly into one sentence on stderr and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        logging.getLogger().addHandler(logging.NullHandler())  # libraries' warnings are not for the user
        if not sys.warnoptions:
            warnings.simplefilter("ignore")
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            _discard_stdout()
            ctx.exit(READER_GONE)
        except KeyboardInterrupt:
            _say("stopped.")
            ctx.exit(INTERRUPTED)
        except HistorError as error:
            _say(str(error))
            ctx.exit(USAGE if isinstance(error, UsageError) else FAILED)
        except Exception as error:
            if os.environ.get("HISTOR_DEBUG"):
                raise
            _say(
                f"an error in Histor itself ({type(error).__name__}: {error}); HISTOR_DEBUG=1 shows where. Please report it."
            )
            ctx.exit(FAILED)
        return result


def _say(message: str) -> None:
    from histor.plain import visible

    click.echo(f"histor: {visible(message, 1000)}", err=True)


def _discard_stdout() -> None:
    """Give Python somewhere to flush to at exit, or it would complain about the broken pipe once more."""
    with suppress(OSError):  # where stdout is no real file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(cls=_Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="histor", message="%(prog)s %(version)s")
def main() -> None:
    """Read news reports; say who did what to whom, where and when, and according to whom."""


for command in (add, code, codebook, link, recode, remove, sql, stats, *map(ask.make, ask.HELP)):
    main.add_command(command)
main.add_command(actors.with_table(main.commands["actors"]))
main.add_command(original)
main.add_command(watch)
main.add_command(sample)
main.add_command(serve)
main.add_command(report)
main.add_command(doctor)
main.add_command(mcp)
main.add_command(export)
main.add_command(compare_with)
main.add_command(review)
main.add_command(evaluate)
main.add_command(gazetteer)
for command in (told.incidents, told.incident, told.compare, told.source):
    main.add_command(command)
