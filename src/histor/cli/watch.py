"""``histor watch``: what is new in feeds, sitemaps and folders into a ledger, and alerts on saved queries."""

from __future__ import annotations

import signal
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from histor.cli.code import PARTLY

if TYPE_CHECKING:
    from histor.watch.config import Config


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Only say what is wrong with FILE, one line a mistake.")
@click.option("--once", is_flag=True, help="Look at everything once and end, for cron.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done, or the mistakes, as JSON.")
@click.option("--quiet", is_flag=True, help="No lines but alerts.")
def watch(path: Path, check: bool, once: bool, as_json: bool, quiet: bool) -> None:
    """Watch feeds, sitemaps and folders as FILE (watch.toml) says, until Ctrl-C.

    What is new is coded, added to the ledger and linked; saved queries raise alerts. Ended at any moment, it goes on
    where it was.
    """
    ctx = click.get_current_context()
    from dataclasses import asdict

    from histor.accounts import json_line
    from histor.cli.output import utf8_stdout
    from histor.watch.config import MistakesError, read_config
    from histor.watch.run import Watch

    try:
        config = read_config(path)
    except MistakesError as error:
        if as_json:
            print(json_line({"mistakes": error.sentences}), file=utf8_stdout())
        for sentence in error.sentences if not as_json else ():
            _line(sentence)
        ctx.exit(2)
    if check:
        click.echo(json_line({"mistakes": []}) if as_json else _good(config))
        return
    signal.signal(signal.SIGTERM, _interrupt)
    tally = Watch(config, _alerts_only if quiet else _line).run(once=once)
    if as_json:
        print(json_line(asdict(tally)), file=utf8_stdout())
    else:
        click.echo(tally.sentence())
    if tally.skipped or tally.failed:
        ctx.exit(PARTLY)


def _good(config: Config) -> str:
    kinds = [source.kind for source in config.sources]
    counted = [f"{kinds.count(kind):,} {kind}{'s' * (kinds.count(kind) != 1)}" for kind in dict.fromkeys(kinds)]
    queries = len(config.queries)
    return f"good: {', '.join(counted)}, {queries:,} {'query' if queries == 1 else 'queries'}, ledger {config.ledger}"


def _line(line: str) -> None:
    from histor.plain import visible

    click.echo(visible(line, 1_000), err=True)


def _alerts_only(line: str) -> None:
    if line.startswith("alert: "):
        _line(line)


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
