"""A lake: a folder of Parquet files with accounts, written part by part, that DuckDB reads where it lies.

A part is a folder of its own, ``part-…``, with a file for each table of CONTENT (the columns are those of the ledger),
`accounts.parquet` (report, account, reading) and ``done.json``, which says how many rows and which checksums they have.
It is made beside its place and then moved there in one step, so that a part is whole or not there: a run that was
stopped goes on with the reports that no part has. Names of parts come from the reports in them, and the same reports in
the same order give the same bytes, whoever coded them.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from histor.accounts import dumps, from_json
from histor.errors import HistorError, LedgerError, ReadError, UsageError
from histor.ledger.keys import report_key
from histor.ledger.store import insert
from histor.ledger.tables import CONTENT, rows_of
from histor.plain import visible
from histor.read.limits import Skipped, skipped
from histor.records import Account, Coder

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from histor.link.tellings import Coded

FORMAT = 1
ABOUT = "lake.json"
DONE = "done.json"
SKIPPED = "skipped.jsonl"
PART = 1000
"""Reports of a part: about 15 MB, and work that is worth while to be kept."""
PART_CHARS = 20_000_000
"""Characters after which a part is closed earlier, so that memory stays bounded."""

_MOST_ABOUT = 100_000  # bytes of lake.json and done.json that are looked at
_ACCOUNTS = "CREATE TABLE lake (report VARCHAR, account VARCHAR, reading BLOB)"
_PARQUET = "(FORMAT parquet, COMPRESSION zstd)"


@dataclass(frozen=True, slots=True)
class Written:
    """A part that is safe in the folder."""

    part: str
    reports: int
    events: int


class Lake:
    """The lake in ``folder``, which is made where there is none.

    Raises UsageError where the folder holds something else, or a lake that another coder has begun: what two models
    found is never mixed.
    """

    def __init__(self, folder: Path, coder: Coder, guideline: str) -> None:
        self.folder = folder
        about = {"histor lake": FORMAT, "coder": asdict(coder), "guideline": guideline}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not is_lake(folder):
                if any(folder.iterdir()):
                    raise UsageError(f"{_name(folder)} holds other files; name a new folder for the accounts.")
                _write(folder / ABOUT, json.dumps(about, indent=1) + "\n")
        except OSError as error:
            raise UsageError(f"{_name(folder)} cannot be written to: {error.strerror or error}.") from error
        before = about_lake(folder)
        if before != about:
            made = before.get("coder")
            raise UsageError(
                f"{_name(folder)} was begun by {visible(json.dumps(made), 200)} with the guideline "
                f"{visible(str(before.get('guideline')), 40)}, which is not what codes now; name another folder."
            )

    def keys(self) -> frozenset[str]:
        """The keys of the reports in all parts."""
        import duckdb

        found: set[str] = set()
        with duckdb.connect(":memory:") as connection:
            for part in parts(self.folder):
                query = "SELECT report FROM read_parquet(?)"
                found.update(key for (key,) in connection.execute(query, [str(part / "reports.parquet")]).fetchall())
        return frozenset(found)

    def fill(self, coded: Iterable[Account | Coded], on_written: Callable[[Written], object]) -> None:
        """Write all of ``coded``; where it fails in the middle (Ctrl-C, too), what came before is written nevertheless."""
        batch: list[Account | Coded] = []
        chars = 0
        try:
            for each in coded:
                batch.append(each)
                chars += len(_account(each).report.text)
                if len(batch) >= PART or chars >= PART_CHARS:
                    full, batch, chars = batch, [], 0
                    on_written(self.write(full))
        finally:
            if batch:
                on_written(self.write(batch))

    def write(self, coded: Sequence[Account | Coded]) -> Written:
        """Write one part."""
        accounts = [_account(each) for each in coded]
        keys = [report_key(account.report) for account in accounts]
        name = f"part-{hashlib.sha256(' '.join(keys).encode()).hexdigest()[:16]}"
        events = sum(len(account.events) for account in accounts)
        if (self.folder / name / DONE).is_file():  # another run was quicker
            return Written(name, len(keys), events)
        try:
            with tempfile.TemporaryDirectory(prefix=".making-", dir=self.folder) as made:
                place = Path(made) / name
                place.mkdir()
                _tables(place, coded, keys)
                sums = {file.name: _sum(file) for file in sorted(place.iterdir())}
                done = {"reports": len(keys), "events": events, "sha256": sums}
                (place / DONE).write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")
                place.rename(self.folder / name)
        except OSError as error:
            raise LedgerError(f"{_name(self.folder)} cannot be written to: {error.strerror or error}.") from error
        return Written(name, len(keys), events)

    def tell_skipped(self, told: Iterable[Skipped]) -> None:
        """Keep what this run could not use, with the reasons, in place of what the last one said."""
        _write(self.folder / SKIPPED, "".join(json.dumps(asdict(each), ensure_ascii=True) + "\n" for each in told))


def is_lake(folder: Path) -> bool:
    """Whether there is a lake in ``folder``."""
    return (folder / ABOUT).is_file()


def about_lake(folder: Path) -> dict[str, Any]:
    """Format, coder and guideline of the lake in ``folder``. Raises UsageError where it is of another format."""
    found = _json(folder / ABOUT)
    if found.get("histor lake") != FORMAT:
        raise UsageError(f"{_name(folder)} is no lake that this Histor can read; use the Histor that wrote it.")
    return found


def parts(folder: Path) -> list[Path]:
    """The parts of the lake in ``folder``, in the order of their names."""
    return sorted(part for part in folder.glob("part-*") if (part / DONE).is_file())


def accounts_of_lake(folder: Path, on_skip: Callable[[Skipped], object]) -> Iterator[Account | Coded]:
    """All accounts in the lake, with their readings where this Histor made them; a damaged part is handed to ``on_skip``."""
    from histor import __version__

    made = about_lake(folder).get("coder")
    ours = isinstance(made, dict) and (made.get("histor"), made.get("model")) == (__version__, _model())
    for part in parts(folder):
        try:
            yield from _accounts_of_part(part, ours)
        except (ReadError, OSError) as error:
            on_skip(skipped(str(part), f"{error}; delete it and code its reports again"))


def _accounts_of_part(part: Path, ours: bool) -> Iterator[Account | Coded]:
    import duckdb

    from histor.link.state import reading_from_bytes
    from histor.link.tellings import Coded

    file = part / "accounts.parquet"
    sums = _json(part / DONE).get("sha256")
    if not isinstance(sums, dict) or _sum(file) != sums.get(file.name):
        raise ReadError("is damaged")
    with duckdb.connect(":memory:") as connection:
        try:
            rows = connection.execute("SELECT account, reading FROM read_parquet(?)", [str(file)])
            while found := rows.fetchmany(100):
                for line, reading in found:
                    account = from_json(json.loads(line))
                    yield Coded(account, reading_from_bytes(reading)) if ours and reading is not None else account
        except (duckdb.Error, ValueError) as error:
            raise ReadError("is damaged") from error


def _account(coded: Account | Coded) -> Account:
    return coded if isinstance(coded, Account) else coded.account


def _tables(place: Path, coded: Sequence[Account | Coded], keys: Sequence[str]) -> None:
    """Write the tables of a part into ``place``, the reports in their order."""
    import duckdb

    from histor.link.state import reading_to_bytes

    made = [rows_of(_account(each)) for each in coded]
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:  # one thread: the same bytes every time
        connection.execute((files("histor.ledger") / "schema.sql").read_text(encoding="utf-8"))
        connection.execute(_ACCOUNTS)
        for table in CONTENT:
            insert(connection, table, [row for rows in made for row in rows[table]])
            _copy(connection, table, place / f"{table}.parquet")
        lines = [dumps(_account(each)) for each in coded]
        readings = [None if isinstance(each, Account) else reading_to_bytes(each.reading) for each in coded]
        connection.execute(
            "INSERT INTO lake SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::BLOB[])",
            [list(keys), lines, readings],
        )
        _copy(connection, "lake", place / "accounts.parquet")


def _copy(connection: DuckDBPyConnection, table: str, file: Path) -> None:
    quoted = str(file).replace("'", "''")
    connection.execute(f"COPY {table} TO '{quoted}' {_PARQUET}")


def _model() -> str:
    """The name of the installed model, without loading it."""
    from histor.tag.model import FOLDER

    try:
        return str(_json(FOLDER / "config.json").get("name"))
    except HistorError:
        return ""


def _json(file: Path) -> dict[str, Any]:
    try:
        with file.open(encoding="utf-8") as text:
            found = json.loads(text.read(_MOST_ABOUT))
    except (OSError, ValueError) as error:
        raise LedgerError(f"{_name(file)} cannot be read: {error}.") from error
    return found if isinstance(found, dict) else {}


def _write(file: Path, text: str) -> None:
    """All of ``text`` is in ``file``, or what was there before."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


def _sum(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _name(path: Path) -> str:
    return visible(os.fspath(path), 300)
