"""``histor actors add|list|remove|import-petrarch``: the user's own table of actors, under the question of that name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from histor.resolve.actors_user import Actor

_SHOWN = 20  # lines of a dictionary left out that are told one by one
_HEADINGS = ("name", "aliases", "code", "sector", "from", "to", "identifier")


def with_table(question: click.Command) -> click.Group:
    """The command ``question``, ``histor actors``, with the commands for the user's table below it."""

    def actors(**options: Any) -> None:
        if click.get_current_context().invoked_subcommand is None and question.callback:
            question.callback(**options)

    group = click.Group(
        "actors",
        callback=actors,
        params=question.params,
        help=f"{question.help}\n\nWith a COMMAND: your own table of actors, which comes before Histor's.",
        invoke_without_command=True,
        subcommand_metavar="[COMMAND]",
    )
    for command in (add, list_, remove, import_petrarch):
        group.add_command(command)
    return group


@click.command()
@click.argument("file", metavar="FILE.tsv", type=click.Path(path_type=Path))
def add(file: Path) -> None:
    """Add the actors of a table, or of - for standard input, to your own. Its columns are in docs/actors.md."""
    from histor.resolve.actors_user import read_table

    _add(read_table(file).rows)


def _add(rows: Iterable[Actor]) -> None:
    from histor.resolve.actors_user import added, store, user_actors

    before = user_actors()
    after = added(before, rows)
    path = store(after)
    click.echo(f"{len(after.rows):,} actors in {path}, {len(after.rows) - len(before.rows):,} more than before")


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object in place of the table.")
def list_(as_json: bool) -> None:
    """Show your own table."""
    from histor.cli import rows as out
    from histor.resolve.actors_user import user_actors

    table = user_actors()
    cells = ([*row.line().split("\t")] for row in table.rows)
    if as_json:
        out.json_object(map(_as_json, table.rows), "actors", lambda: {"digest": table.digest or None})
    elif table.rows:
        out.table(_HEADINGS, cells)
    else:
        _tell("your table is empty; histor actors add FILE.tsv fills it.")


def _as_json(row: Actor) -> dict[str, Any]:
    return {
        "name": row.name,
        "aliases": list(row.aliases),
        "code": row.code or None,
        "sector": list(row.sector),
        "from": row.start or None,
        "to": row.end or None,
        "identifier": row.identifier,
    }


@click.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove the actor NAME, with all its dates, from your table."""
    from histor.resolve.actors_user import store, user_actors, without

    before = user_actors()
    after = without(before, name)
    path = store(after)
    click.echo(f"{len(after.rows):,} actors in {path}, {len(before.rows) - len(after.rows):,} fewer than before")


@click.command("import-petrarch")
@click.argument("file", type=click.Path(path_type=Path))
def import_petrarch(file: Path) -> None:
    """Add the actors of a PETRARCH or TABARI dictionary; CAMEO's codes become PLOVER's."""
    from histor.cli.code import PARTLY
    from histor.errors import UsageError
    from histor.resolve.actors_petrarch import read_dictionary

    found = read_dictionary(file)
    if not found.rows:
        reason = f" Line {found.left_out[0][0]}: {found.left_out[0][1]}." if found.left_out else ""
        raise UsageError(f"{file} holds no actor of PETRARCH's form.{reason}")
    for line, why in found.left_out[:_SHOWN]:
        _tell(f"left out line {line:,}: {why}")
    if len(found.left_out) > _SHOWN:
        _tell(f"left out {len(found.left_out) - _SHOWN:,} lines more")
    _add(found.rows)
    if found.left_out:
        click.get_current_context().exit(PARTLY)


def _tell(message: str) -> None:
    from histor.plain import visible

    click.echo(visible(message, 400), err=True)
