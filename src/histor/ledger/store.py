"""The file: opening it, its lock, its version, transactions.

DuckDB lets either one process write to a file or many read it. Histor therefore opens a ledger for writing only while
a batch of reports goes in, and waits for a while where another process has it: readers and one writer get along
without being told of one another.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from histor.errors import LedgerBusy, LedgerError
from histor.plain import visible

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA = "4"  # the version of schema.sql; a ledger of another one is refused
READ_WAIT = 10.0  # seconds for a writer to finish its batch, which takes one or two
WRITE_WAIT = 60.0  # seconds for readers to finish; what they hold back is work that took far longer
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.5  # seconds between attempts
_CONFIG = {
    "autoinstall_known_extensions": "false",  # no network
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",  # a table name must not mean a variable of the program
    "storage_compatibility_version": "v1.0.0",  # older programs can read it, and it is quicker to read few rows of
}


def reading(path: Path, wait: float = READ_WAIT) -> DuckDBPyConnection:
    """A read-only connection to the ledger at ``path``.

    Raises LedgerError where there is none, where it is of another version, or where another process writes to it for
    longer than ``wait`` seconds.
    """
    if not path.exists():
        raise LedgerError(f"There is no ledger {_name(path)}; `histor add` makes one, --ledger names another.")
    connection = _connect(path, wait, write=False)
    try:
        _check(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def writing(path: Path, wait: float = WRITE_WAIT) -> Iterator[DuckDBPyConnection]:
    """One transaction on the ledger at ``path``, which is made where there is none.

    When the block has ended without an error, all that it did is in the file, and the file is free again; otherwise
    nothing is. Raises LedgerError as `reading` does, and where the disk is full or the file cannot be written.
    """
    import duckdb

    if not path.exists():
        make(path)
    connection = _connect(path, wait, write=True)
    try:
        _check(connection, path)
        connection.begin()
        yield connection
        connection.commit()
        connection.execute("CHECKPOINT")
    except (duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException) as error:
        raise LedgerError(f"The ledger {_name(path)} could not be written: {_reason(error)}") from error
    finally:
        connection.close()  # which rolls back what was not committed


def insert(
    connection: DuckDBPyConnection, table: str, rows: Sequence[dict[str, Any]], **blobs: Sequence[bytes]
) -> None:
    """Add ``rows``, dictionaries by column, to ``table``, a name of schema.sql; ``blobs`` are columns that JSON cannot hold."""
    if not rows:
        return
    found = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? AND data_type <> 'BLOB' "
        "ORDER BY column_index",
        [table],
    ).fetchall()
    shape = json.dumps([{name: [kind[:-2]] if kind.endswith("[]") else kind for name, kind in found}])
    quoted = shape.replace("'", "''")  # the file may be a stranger's
    connection.execute(  # in one piece: DuckDB's executemany takes a millisecond a row
        f"INSERT INTO {table} BY NAME SELECT made.*{''.join(f', {name}' for name in blobs)} "
        f"FROM (SELECT unnest(from_json_strict(?::JSON, '{quoted}')) AS made"
        f"{''.join(f', unnest(?::BLOB[]) AS {name}' for name in blobs)})",
        [json.dumps(rows, ensure_ascii=False, allow_nan=False), *map(list, blobs.values())],
    )


def unpacked_in(connection: DuckDBPyConnection, keys: Sequence[str], table: str) -> dict[str, str]:
    """The lines of JSON in ``table`` (accounts or recoded) by key, read within the transaction of ``connection``."""
    query = f"SELECT report, account FROM {table} WHERE report IN (SELECT unnest(?::VARCHAR[]))"
    rows = connection.execute(query, [list(keys)]).fetchall()
    return {key: zlib.decompress(packed).decode() for key, packed in rows}


def make(path: Path) -> None:
    """An empty ledger at ``path``, which is there whole or not at all, whoever else makes one at the same time."""
    import duckdb

    from histor import __version__

    if not path.parent.is_dir():
        raise LedgerError(f"There is no folder {_name(path.parent)} for the ledger {_name(path)}.")
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.name[:100]}-", dir=path.parent) as folder:
            new = Path(folder) / "new"
            with duckdb.connect(str(new), config=dict(_CONFIG)) as connection:
                connection.execute((files("histor.ledger") / "schema.sql").read_text(encoding="utf-8"))
                facts = [["schema", SCHEMA], ["made_by", __version__]]
                connection.executemany("INSERT INTO ledger VALUES (?, ?)", facts)
            with suppress(FileExistsError):
                _move(new, path)
    except OSError as error:
        raise LedgerError(f"The ledger {_name(path)} cannot be made: {error.strerror or error}.") from error


def _move(new: Path, path: Path) -> None:
    """Give ``new`` the name ``path`` unless there is a file of that name."""
    try:
        os.link(new, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if path.exists():
            raise FileExistsError(path) from None
        new.rename(path)


def _connect(path: Path, wait: float, *, write: bool) -> DuckDBPyConnection:
    import duckdb

    until = time.monotonic() + wait
    pause = _FIRST_PAUSE
    while True:
        try:
            # The absolute path: "md:x" or "https://…" must be names of files, whatever else DuckDB takes them for.
            return duckdb.connect(str(path.absolute()), read_only=not write, config=dict(_CONFIG))
        except duckdb.ConnectionException as error:  # this process has it open the other way
            raise LedgerError(
                f"The ledger {_name(path)} is open in this program already, to be {'read' if write else 'written'}; "
                "close it first."
            ) from error
        except duckdb.IOException as error:
            if "Could not set lock" not in str(error):
                raise LedgerError(f"{_name(path)} cannot be opened as a ledger: {_reason(error)}") from error
            if time.monotonic() >= until:
                raise LedgerBusy(_busy(path, str(error), write=write)) from error
        except duckdb.Error as error:
            raise LedgerError(f"{_name(path)} cannot be opened as a ledger: {_reason(error)}") from error
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _busy(path: Path, message: str, *, write: bool) -> str:
    _, _, tail = message.partition("(PID ")
    process = f"process {tail.partition(')')[0]}" if tail else "another process"
    doing = "has it open" if write else "writes to it"
    return f"The ledger {_name(path)} is in use: {process} {doing}. Try again when that has ended."


def _check(connection: DuckDBPyConnection, path: Path) -> None:
    import duckdb

    from histor import __version__

    try:
        facts = dict(connection.execute("SELECT name, value FROM ledger").fetchall())
    except duckdb.Error as error:
        raise LedgerError(f"{_name(path)} is a DuckDB file, but no ledger.") from error
    if facts.get("schema") != SCHEMA:
        raise LedgerError(
            f"The ledger {_name(path)} was made by Histor {visible(str(facts.get('made_by')), 40)} and has tables of "
            f"version {visible(str(facts.get('schema')), 40)}; Histor {__version__} reads version {SCHEMA}. Use that "
            "Histor, or add the reports to a new ledger."
        )


def _reason(error: Exception) -> str:
    """The first sentence of DuckDB's message, without the kind of error before it."""
    line = str(error).strip().partition("\n")[0].partition(" Error: ")
    return visible(line[2] or line[0], 300).rstrip(".!") + "."


def _name(path: Path) -> str:
    return visible(os.fspath(path), 300)
