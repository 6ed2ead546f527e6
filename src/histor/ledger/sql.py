"""``histor sql``: a question in the user's own SQL, which can read the ledger and nothing else.

The connection is read-only and locked: no files, no network, no extensions, no settings. One statement is taken, and
it must be a question; it is stopped when its time is over, and its answer is cut after so many rows.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from histor.errors import LedgerError, UsageError
from histor.plain import visible

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SECONDS = 10.0
ROWS = 1_000
MEMORY = "2GB"
LONGEST = 100_000  # characters of a question


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a question in SQL: ``cut`` where there were more rows than were to be given."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    cut: bool


def lock(connection: DuckDBPyConnection) -> None:
    """Take from ``connection``, and all others to the same file in this process, what reaches beyond the ledger."""
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def ask(connection: DuckDBPyConnection, question: str, *, seconds: float = SECONDS, rows: int = ROWS) -> Table:
    """The answer to ``question``, at most ``rows`` rows; ``connection`` must be locked.

    Raises UsageError where it is no single question that DuckDB understands, LedgerError where it takes longer than
    ``seconds``, or more memory than there is.
    """
    import duckdb

    _require_question(question)
    cursor = connection.cursor()
    timer = threading.Timer(seconds, cursor.interrupt)
    timer.start()
    try:
        cursor.execute(question)
        columns = tuple(str(column[0]) for column in cursor.description or ())
        found = cursor.fetchmany(rows + 1)
    except duckdb.InterruptException:
        raise LedgerError(f"The question took longer than {seconds:g} seconds and was stopped.") from None
    except duckdb.OutOfMemoryException:
        raise LedgerError(f"The question needs more than {MEMORY} of memory.") from None
    except (duckdb.Error, RuntimeError, UnicodeError, ValueError, OverflowError) as error:
        raise UsageError(_message(error)) from None
    finally:
        timer.cancel()
        cursor.close()
    return Table(columns, tuple(map(tuple, found[:rows])), len(found) > rows)


def _require_question(question: str) -> None:
    import duckdb

    if len(question) > LONGEST:
        raise UsageError(f"The question is longer than {LONGEST:,} characters.")
    try:
        question.encode()
        statements = duckdb.extract_statements(question)
    except (duckdb.Error, UnicodeError) as error:
        raise UsageError(_message(error)) from None
    if len(statements) != 1:
        raise UsageError("Ask one question at a time: a single SELECT.")
    if statements[0].type not in {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}:
        raise UsageError("A ledger can only be asked: begin with SELECT, FROM, WITH, DESCRIBE or SUMMARIZE.")


def _message(error: Exception) -> str:
    """DuckDB's message without its pointer to the place, which needs lines of its own."""
    kept = str(error).partition("\n\nLINE ")[0]
    return visible(kept, 800)
