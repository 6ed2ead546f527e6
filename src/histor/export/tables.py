"""The tables of the ledger as CSV and as Parquet."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from histor import __version__
from histor.export.cells import cell
from histor.export.columns import TABLES, columns
from histor.export.sinks import Resource, TextFile
from histor.ledger.store import insert
from histor.ledger.tables import Rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BATCH = 2_000  # rows that are held until they go to DuckDB: some 4 MB


class CsvFiles:
    """events.csv, voices.csv, reports.csv: RFC 4180 but for the ends of lines, which are single line feeds."""

    def __init__(self, folder: Path) -> None:
        self._files = {table: TextFile(folder, f"{table}.csv") for table in TABLES}
        self._writers = {table: csv.writer(file.out, lineterminator="\n") for table, file in self._files.items()}
        for table, writer in self._writers.items():
            writer.writerow([column.name for column in columns(table)])

    def add(self, rows: Rows) -> None:
        """Write the rows of one account."""
        for table, writer in self._writers.items():
            for row in rows[table]:
                writer.writerow([cell(row[column.name]) for column in columns(table)])
            self._files[table].rows += len(rows[table])

    def close(self) -> tuple[Resource, ...]:
        """End the files."""
        self.abandon()
        return tuple(
            Resource(f"{table}-csv", file.name, TABLES[table], "text/csv", columns(table), file.rows, ",")
            for table, file in self._files.items()
        )

    def abandon(self) -> None:
        """Close the files as they are."""
        for file in self._files.values():
            file.out.close()


class ParquetFiles:
    """events.parquet, voices.parquet, reports.parquet, with the meanings of their columns as metadata."""

    def __init__(self, folder: Path) -> None:
        import duckdb

        self._folder = folder
        self._waiting: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
        self._rows = dict.fromkeys(TABLES, 0)
        # On disk, so that memory stays bounded; one thread, so that the same rows give the same bytes.
        config: dict[str, Any] = {"threads": 1, "memory_limit": "1GB", "autoinstall_known_extensions": "false"}
        self._connection: DuckDBPyConnection = duckdb.connect(str(folder.absolute() / "rows.duckdb"), config=config)
        for table in TABLES:
            made = ", ".join(f'"{column.name}" {column.sql}' for column in columns(table))
            self._connection.execute(f"CREATE TABLE {table} ({made})")

    def add(self, rows: Rows) -> None:
        """Take the rows of one account."""
        for table, waiting in self._waiting.items():
            waiting += [{column.name: row[column.name] for column in columns(table)} for row in rows[table]]
            self._rows[table] += len(rows[table])
            if len(waiting) >= _BATCH:
                self._flush(table)

    def _flush(self, table: str) -> None:
        insert(self._connection, table, self._waiting[table])
        self._waiting[table].clear()

    def close(self) -> tuple[Resource, ...]:
        """Write the files."""
        for table in TABLES:
            self._flush(table)
            path = str((self._folder / f"{table}.parquet").absolute()).replace("'", "''")
            facts = {
                "description": TABLES[table],
                "columns": json.dumps({column.name: column.meaning for column in columns(table)}),
                "made_by": f"Histor {__version__}",
            }
            metadata = ", ".join(f"{key}: '{value.replace(chr(39), chr(39) * 2)}'" for key, value in facts.items())
            self._connection.execute(
                f"COPY {table} TO '{path}' (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{metadata}}})"
            )
        self.abandon()
        media_type = "application/vnd.apache.parquet"
        return tuple(
            Resource(f"{table}-parquet", f"{table}.parquet", title, media_type, columns(table), self._rows[table])
            for table, title in TABLES.items()
        )

    def abandon(self) -> None:
        """Let go of DuckDB; its own file is no part of the export."""
        self._connection.close()
