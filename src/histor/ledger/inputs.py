"""What `histor add` is given: reports that are still to be coded, and accounts that have been coded elsewhere.

Accounts are told by their shape: the first line of a JSONL file is an object in which a ``report`` with its text
stands beside ``events``. All lines of such a file are taken for accounts.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from histor.accounts import from_json
from histor.errors import ReadError
from histor.ledger.lake import is_lake
from histor.read import Input, Skipped
from histor.read.inputs import HEAD_BYTES, Source, buffered_reader, open_source, sources
from histor.read.limits import skipped
from histor.read.tables import json_values
from histor.records import Account

_JSONL = ("jsonl", "json", None)  # kinds of inputs that may hold accounts; None is still unknown
_HEAD = 2 * HEAD_BYTES  # bytes in which the first account's report must show itself
_BEGINS = (b'{"report":', b'{"report" :')


@dataclass(frozen=True, slots=True)
class Inputs:
    """Inputs sorted out: ``coded`` hold accounts, ``lakes`` are folders of them, ``plain`` are for `histor.read`."""

    coded: tuple[Source, ...]
    lakes: tuple[Path, ...]
    plain: tuple[Input, ...]


def sort_out(inputs: Iterable[Input], on_skip: Callable[[Skipped], object]) -> Inputs:
    """Which of ``inputs``, paths, patterns, addresses or "-", hold accounts and which reports."""
    coded: list[Source] = []
    lakes: list[Path] = []
    plain: list[Input] = []
    for item in inputs:
        if isinstance(item, str | os.PathLike) and is_lake(Path(item)):
            lakes.append(Path(item))
            continue
        for source in sources(item):
            if isinstance(source, Skipped):
                on_skip(source)
            elif source.stream is not None:
                stream = buffered_reader(source.stream)
                named = Source(source.name, source.kind, stream=cast(BinaryIO, stream))
                if _holds_accounts(stream):
                    coded.append(named)
                else:
                    plain.append(cast(BinaryIO, _Named(stream, source.name)))
            elif source.path is not None and source.kind in _JSONL and _file_holds_accounts(source):
                coded.append(source)
            else:
                plain.append(source.address or source.path or "")
    return Inputs(tuple(coded), tuple(lakes), tuple(plain))


class _Named(io.BufferedReader):
    """A stream that was looked into, under the name that messages are to say."""

    def __init__(self, stream: io.BufferedReader, name: str) -> None:
        super().__init__(cast(io.RawIOBase, stream))
        self._called = name

    @property
    def name(self) -> str:
        return self._called


def _file_holds_accounts(source: Source) -> bool:
    try:
        with open_source(source) as stream:
            return _holds_accounts(buffered_reader(stream))
    except (ReadError, OSError):
        return False  # reading it will say why


def _holds_accounts(stream: io.BufferedReader) -> bool:
    """Whether the first line looks like an account; a line too long to be seen whole, whether it begins like one."""
    try:
        head = stream.peek(_HEAD)[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    except (ReadError, OSError, ValueError):
        return False
    line, ends, _ = head.partition(b"\n")
    try:
        return is_account(json.loads(line))
    except (ValueError, RecursionError):
        return not ends and line.startswith(_BEGINS)


def is_account(value: Any) -> bool:
    """Whether a value from JSON has the shape of an account."""
    return (
        isinstance(value, dict)
        and "events" in value
        and isinstance(value.get("report"), dict)
        and isinstance(value["report"].get("text"), str)
    )


def accounts_in(source: Source, on_skip: Callable[[Skipped], object]) -> Iterator[Account]:
    """The accounts of one of ``Inputs.coded``; a line that is none is handed to ``on_skip``, and the rest goes on."""
    try:
        stream = open_source(source)
        try:
            for found in json_values(source.name, stream):
                if isinstance(found, Skipped):
                    on_skip(found)
                    continue
                where, value = found
                try:
                    yield _account(value)
                except ReadError as error:
                    on_skip(skipped(where, error))
        finally:
            if source.path is not None:
                stream.close()
    except (ReadError, OSError) as error:
        on_skip(skipped(source.name, error))


def _account(value: Any) -> Account:
    if not is_account(value):
        raise ReadError("no account, though the first line of the file is one")
    account = from_json(value)
    _require_whole(account)
    return account


def _require_whole(account: Account) -> None:
    """Ids must be there, and tell the parts apart: they become keys. Raises ReadError where they do not."""
    for name, parts in (
        ("voices", account.voices),
        ("events", account.events),
        ("entities", account.entities),
        ("places", account.places),
    ):
        ids = [part.id for part in parts]
        if not all(ids) or len(set(ids)) < len(ids):
            raise ReadError(f"some of its {name} have no id, or the same one")
    if any(not event.type for event in account.events):
        raise ReadError("an event has no type")
