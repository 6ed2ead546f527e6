"""A ledger as review left it: `histor.ledger.ledger.Ledger` over the tables with the decisions applied.

The file is not touched. Reports of which something was decided are made into rows anew, in memory, and stand in the
place of their old rows in every question; incidents stay as they were linked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, cast

from histor.errors import UsageError
from histor.ledger import store as file
from histor.ledger.add import HELD, put_accounts
from histor.ledger.keys import report_key
from histor.ledger.ledger import Ledger
from histor.ledger.tables import CONTENT, rows_of
from histor.review.desk import Desk

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from histor.records import Account

_BESIDE = "histor review"  # the database in memory


class ReviewedLedger(Ledger):
    """A ledger whose events, voices, actors, places and accounts are those after review. It is only read."""

    def __init__(self, path: Any, *, wait: float | None = None) -> None:
        super().__init__(path, wait=wait)
        self._reviewed: _Connection | None = None

    def connection(self) -> DuckDBPyConnection:
        """The connection, on which the names of tables mean what review left."""
        if self._reviewed is None:
            with Ledger(self.path, wait=self._read_wait) as plain:
                accounts = {report_key(a.account.report): a.account for a in Desk(plain).accounts()}
            self._reviewed = _Connection(super().connection(), accounts)
        return cast("DuckDBPyConnection", self._reviewed)

    def close(self) -> None:
        """Free the file; the next question opens it again."""
        self._reviewed = None
        super().close()

    def sql(self, *_: Any, **__: Any) -> NoReturn:
        """Not offered: questions in SQL are about the tables of the file."""
        raise UsageError("SQL asks the ledger as it was coded, without the decisions of review.")


class _Connection:
    """A connection and its cursors, for which tables in memory hide those of the file that have the same names."""

    def __init__(self, connection: DuckDBPyConnection, accounts: dict[str, Account]) -> None:
        self._connection = connection
        ledger = connection.execute("SELECT current_database()").fetchall()[0][0]
        self._path = f"{_quoted(_BESIDE)}.main,{_quoted(ledger)}.main"
        connection.execute(f"ATTACH ':memory:' AS {_quoted(_BESIDE)} (READ_WRITE)")
        self._look(connection)
        for table in HELD:
            connection.execute(f"CREATE TABLE reviewed_{table} AS FROM {_quoted(ledger)}.main.{table} LIMIT 0")
        made = [rows_of(accounts[key]) for key in sorted(accounts)]
        for table in CONTENT:
            file.insert(connection, f"reviewed_{table}", [row for rows in made for row in rows[table]])
        put_accounts(connection, "reviewed_accounts", accounts)
        for table in HELD:
            connection.execute(
                f"CREATE VIEW {table} AS SELECT rowid, * FROM {_quoted(ledger)}.main.{table} WHERE report NOT IN "
                f"(SELECT report FROM reviewed_reports) UNION ALL SELECT -1 - rowid, * FROM reviewed_{table}"
            )

    def cursor(self) -> DuckDBPyConnection:
        """A cursor that looks there, too."""
        cursor = self._connection.cursor()
        self._look(cursor)
        return cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def _look(self, connection: DuckDBPyConnection) -> None:
        escaped = self._path.replace("'", "''")
        connection.execute(f"SET search_path = '{escaped}'")


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'
