"""``histor sql``: a question to a ledger in the user's own SQL."""

from __future__ import annotations

import sys

import click

from histor.cli.ledger import ledger_option
from histor.cli.rows import FORMATS

_FORMATS = tuple(name for name in FORMATS if name != "parquet")


@click.command()
@click.argument("question", metavar="QUESTION")
@ledger_option
@click.option("--format", "format_", type=click.Choice(_FORMATS), default="table", show_default=True,
              help="How to print the answer.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=1000, show_default=True, metavar="N",
              help="Print no more than N rows.")  # fmt: skip
@click.option("--seconds", type=click.FloatRange(0.1, 3600), default=10.0, show_default=True, metavar="S",
              help="Stop the question after S seconds.")  # fmt: skip
def sql(question: str, path: str, format_: str, as_json: bool, limit: int, seconds: float) -> None:
    """Ask a ledger in SQL.

    QUESTION is one SELECT of DuckDB's SQL, or - for standard input. It can read the ledger's tables and nothing else,
    and change nothing. docs/ledger.md has the tables.
    """
    from histor.cli import rows as out
    from histor.ledger.ledger import Ledger

    asked = sys.stdin.read() if question == "-" else question
    with Ledger(path) as ledger:
        answer = ledger.sql(asked, seconds=seconds, rows=limit)
    columns = list(out.unique(answer.columns))
    found = [dict(zip(columns, row, strict=True)) for row in answer.rows]
    format_ = "json" if as_json else format_
    if format_ == "json":
        out.json_object(found, "rows", lambda: {"cut": answer.cut})
    elif format_ == "jsonl":
        out.json_lines(found)
    elif format_ == "csv":
        out.csv_table(columns, found)
    else:
        out.table(columns, ([out.text(row[column]) for column in columns] for row in found))
    if answer.cut:
        click.echo(f"cut after {limit:,} rows; --limit takes more", err=True)
