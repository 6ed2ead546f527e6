"""The ledger as the server reads it: many readers at once, each bounded in time, and the file free in between.

DuckDB lets many read or one write. The file is therefore open only while somebody asks and for a moment afterwards, so
that ``histor add`` gets its turn; while a batch goes in, questions wait for it. So they do while a decision about
incidents is written here.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from histor.errors import LedgerBusy, LedgerError, UsageError
from histor.ledger import sql, store
from histor.ledger.ledger import Ledger
from histor.serve.kept import Kept
from histor.serve.problems import Problem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from starlette.responses import Response

    from histor.ledger.overview import Chosen

SECONDS = 10.0  # for one question
LINGER = 1.0  # seconds for which the file stays open when nobody asks: clicks come closer together than that
WAIT = 5.0  # seconds for which a question waits for a writer, whose batch takes one or two
AGAIN = "5"  # seconds after which to try again, for the header Retry-After


class Shelf:
    """Where the ledger stands: `reading` hands it out, to any number of threads, `writing` to one alone.

    ``answers`` are some given before, by tag.
    """

    def __init__(self, path: Path, *, seconds: float = SECONDS, linger: float = LINGER, wait: float = WAIT) -> None:
        self.path = path
        self.seconds = seconds
        self.answers: Kept[Response] = Kept()
        self._chosen: Kept[str] = Kept()
        self._linger = linger
        self._wait = wait
        self._lock = threading.Lock()
        self._turn = threading.Condition(self._lock)
        self._connection: DuckDBPyConnection | None = None
        self._version = ""
        self._readers = 0
        self._writer = False
        self._closing: threading.Timer | None = None
        self._failed: tuple[float, LedgerError] | None = None

    def version(self) -> str:
        """What changes whenever the content does: of the file and its log, which one, how long and when written.

        It is never newer than what `reading` gives next; of a file that is open it is what it was when it was opened.
        """
        with self._lock:
            return self._version if self._connection is not None else self._on_disk()

    def _on_disk(self) -> str:
        facts: list[str] = []
        for path in (self.path, self.path.with_name(f"{self.path.name}.wal")):
            try:
                found = path.stat()
            except OSError:
                facts.append("-")
            else:
                facts.append(f"{found.st_ino}.{found.st_size}.{found.st_mtime_ns}")
        return " ".join(facts)

    @contextmanager
    def reading(self) -> Iterator[Ledger]:
        """The ledger, for one request: all its questions together have `seconds`.

        Raises Problem where a question cannot be asked or takes too long, or the ledger cannot be read.
        """
        import duckdb

        try:
            bounded = _Bounded(self.path, self._take(), self.seconds, self._chosen, self._version)
        except LedgerError:
            raise Problem(
                "ledger_unavailable", "The ledger cannot be read at the moment.", headers={"Retry-After": AGAIN}
            ) from None
        try:
            yield bounded
        except UsageError as error:
            raise Problem("bad_request", error.args[0]) from None
        except (duckdb.InvalidInputException, UnicodeError) as error:
            if "UTF-8" not in str(error):  # half characters, which only a made-up cursor can hold
                raise
            raise Problem("bad_request", "The question holds characters that are no text.") from None
        except duckdb.InterruptException:
            raise Problem("too_slow", f"The question took longer than {self.seconds:g} seconds.") from None
        except duckdb.OutOfMemoryException:
            raise Problem("too_much", "The question needs more memory than one may have.") from None
        finally:
            bounded.close()
            self._give_back()

    @contextmanager
    def writing(self) -> Iterator[Ledger]:
        """The ledger, for one request that changes it: who reads has done so, and who wants to waits until it is done.

        Raises Problem where that cannot be, and nothing is changed then.
        """
        with self._alone():
            ledger = Ledger(self.path, wait=self._wait)
            try:
                yield ledger
            except UsageError as error:
                raise Problem("bad_request", error.args[0]) from None
            except LedgerBusy:
                raise _in_use() from None
            except LedgerError:
                raise Problem("ledger_not_written", "The ledger cannot be written, so nothing was decided.") from None
            finally:
                ledger.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The file closed, and nobody else at it in this process."""
        patience = self.seconds + self._wait  # a question and another decision have ended by then
        with self._turn:
            if not self._turn.wait_for(lambda: not self._writer, patience):
                raise _in_use()
            self._writer = True  # from here on nobody begins to read
        try:
            with self._turn:
                if not self._turn.wait_for(lambda: not self._readers, patience):
                    raise _in_use()
                if self._closing:
                    self._closing.cancel()
                self._close()
            yield
        finally:
            with self._turn:
                self._writer = False
                self._turn.notify_all()

    def close(self) -> None:
        """Free the file as soon as those who read now have done so."""
        with self._lock:
            if self._closing:
                self._closing.cancel()
            self._close()

    def _take(self) -> DuckDBPyConnection:
        came = time.monotonic()
        with self._turn:
            self._turn.wait_for(lambda: not self._writer)
            if self._closing:
                self._closing.cancel()
                self._closing = None
            if self._failed and self._failed[0] > came:  # while this thread waited for the lock
                raise self._failed[1]
            if self._connection is None:
                self._connection = self._open()
            self._readers += 1
            return self._connection

    def _open(self) -> DuckDBPyConnection:
        self._version = self._on_disk()
        try:
            connection = store.reading(self.path, self._wait)
        except LedgerError as error:
            self._failed = (time.monotonic(), error)
            raise
        locked = connection.execute("SELECT current_setting('lock_configuration')").fetchall()
        if locked != [(True,)]:  # as it is where this process has the file open elsewhere
            sql.lock(connection)  # no files, no network, no settings, whatever happens to a question
        return connection

    def _give_back(self) -> None:
        with self._turn:
            self._readers -= 1
            self._turn.notify_all()
            if self._readers == 0:
                self._closing = threading.Timer(self._linger, self._close_unused)
                self._closing.start()

    def _close_unused(self) -> None:
        with self._lock:
            if self._readers == 0:
                self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _in_use() -> Problem:
    return Problem(
        "ledger_unavailable",
        "Something else has the ledger open, so nothing was decided.",
        headers={"Retry-After": AGAIN},
    )


class _Bounded(Ledger):
    """A ledger whose questions are interrupted together when their time is over.

    ``chosen`` are the rows that filters left before, ``version`` is the state of the ledger.
    """

    def __init__(
        self, path: Path, connection: DuckDBPyConnection, seconds: float, chosen: Kept[str], version: str
    ) -> None:
        super().__init__(path)
        self._chosen = chosen
        self._version = version
        self._cursors = _Cursors(connection)
        self._timer = threading.Timer(seconds, self._cursors.interrupt)
        self._timer.daemon = True
        self._timer.start()

    def connection(self) -> DuckDBPyConnection:
        """What gives out cursors; nothing else is asked of it."""
        return cast("DuckDBPyConnection", self._cursors)

    def settled(self, chosen: Chosen) -> Chosen:
        """``chosen`` as `histor.ledger.overview.settled` makes it, or has made it for another request."""
        key = f"{self._version} {chosen.filters!r}"
        bits = self._chosen.get(key)
        if bits is not None:
            return replace(chosen, bits=bits)
        found = super().settled(chosen)
        if found.bits is not None:
            self._chosen.put(key, found.bits, len(found.bits))
        return found

    def close(self) -> None:
        self._timer.cancel()
        self._cursors.close()


class _Cursors:
    """The cursors of one request."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._given: list[DuckDBPyConnection] = []
        self._over = False

    def cursor(self) -> DuckDBPyConnection:
        import duckdb

        with self._lock:
            if self._over:
                raise duckdb.InterruptException("time is over")
            self._given.append(self._connection.cursor())
            return self._given[-1]

    def interrupt(self) -> None:
        with self._lock:
            self._over = True
            for cursor in self._given:
                cursor.interrupt()

    def close(self) -> None:
        with self._lock:
            for cursor in self._given:
                cursor.close()
            self._given.clear()
