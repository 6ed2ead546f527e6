"""Linking the file: which reports are not linked yet, their readings, a transaction a batch.

What takes long, the encoder, runs while the file is free for others. A batch that is being linked holds the file for a
second or two.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from histor.accounts import from_json
from histor.errors import LedgerError
from histor.ledger.store import WRITE_WAIT, reading, unpacked_in, writing
from histor.plain import visible

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from histor.link.tellings import Reading

BATCH = 200
"""Reports that are linked in one transaction: a second or two."""
DERIVED = (
    "linked", "linked_events", "shingle_keys", "event_keys", "copy_links", "event_scores", "copies", "incidents",
    "incident_events", "incident_origins", "incident_sources",
)  # fmt: skip
"""The tables that linking makes out of accounts and decisions."""
_FACT = "linked_by"  # which decisions note, too (histor.ledger.decisions)
_UNLINKED = (
    "SELECT report FROM reports WHERE report NOT IN (SELECT report FROM linked) ORDER BY published NULLS LAST, report"
)


def link(
    path: Path,
    known: Mapping[str, Reading] | None = None,
    *,
    wait: float = WRITE_WAIT,
    jobs: int = 1,
    on_linked: Callable[[int], object] | None = None,
) -> int:
    """Link the reports of the ledger at ``path`` that are not linked yet; their number.

    ``known`` are readings by the reports' keys; those of other reports are made by the encoder, with ``jobs`` worker
    processes. ``on_linked`` is called with the number of each batch once it is safe in the file.

    Raises LedgerError where the ledger cannot be read or written, or was linked with the vectors of another model.
    """
    done = 0
    with reading(path, wait) as connection:
        todo = [key for (key,) in connection.execute(_UNLINKED).fetchall()]
    for start in range(0, len(todo), BATCH):
        number = _link(path, todo[start : start + BATCH], known or {}, wait, jobs)
        done += number
        if on_linked:
            on_linked(number)
    return done


def _link(path: Path, keys: list[str], known: Mapping[str, Reading], wait: float, jobs: int) -> int:
    from histor.ledger import linking
    from histor.link.tellings import renamed
    from histor.link.weights import load
    from histor.pipeline import readings

    made = {key: known[key] for key in keys if key in known}
    if len(made) < len(keys):
        with reading(path, wait) as connection:
            lines = unpacked_in(connection, [key for key in keys if key not in made], "accounts")
        accounts = {key: from_json(json.loads(lines[key])) for key in sorted(lines)}
        made |= dict(zip(accounts, readings(accounts.values(), jobs=jobs), strict=True))
    with writing(path, wait) as connection:
        left = set(keys).intersection(key for (key,) in connection.execute(_UNLINKED).fetchall())
        if left:
            _mark(connection, load().model, path)
            linking.link(connection, {key: renamed(made[key], key) for key in sorted(left & made.keys())}, load())
    return len(left)


def forget(path: Path, *, wait: float = WRITE_WAIT) -> None:
    """Delete all that linking has made, but no decision: what follows links all reports anew."""
    with writing(path, wait) as connection:
        for table in DERIVED:
            connection.execute(f"DELETE FROM {table}")


def unlink(connection: DuckDBPyConnection, keys: Collection[str]) -> None:
    """Take reports that are about to change or go out of all links, within a transaction."""
    if not connection.execute("SELECT 1 FROM linked LIMIT 1").fetchall():
        return
    from histor.ledger import linking
    from histor.link.weights import load

    linking.unlink(connection, keys, load())


def _mark(connection: DuckDBPyConnection, model: str, path: Path) -> None:
    """Note with which model's vectors the ledger is linked: those of two cannot be compared."""
    found = connection.execute("SELECT value FROM ledger WHERE name = ?", [_FACT]).fetchall()
    if found and found[0][0] != model and connection.execute("SELECT 1 FROM linked LIMIT 1").fetchall():
        raise LedgerError(
            f"The ledger {visible(str(path), 300)} was linked with the model {visible(str(found[0][0]), 60)}, and this is "
            f"{model}: histor link --anew links all of it again."
        )
    connection.execute("DELETE FROM ledger WHERE name = ?", [_FACT])
    connection.execute("INSERT INTO ledger VALUES (?, ?)", [_FACT, model])
