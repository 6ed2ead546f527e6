"""``watch.toml``: what is watched, what is asked, and where alerts go; checked with one sentence for each mistake."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast

from histor.errors import UsageError
from histor.home import expanded
from histor.ledger.filters import Filters
from histor.read.listed import plain_address

SourceKind = Literal["feed", "sitemap", "folder"]
AlertKind = Literal["new", "contested", "origins", "surge"]
SOURCE_KINDS: tuple[SourceKind, ...] = ("feed", "sitemap", "folder")
ALERT_KINDS: tuple[AlertKind, ...] = ("new", "contested", "origins", "surge")
STANDINGS = ("contested", "denied", "uncontested", "claimed by one origin", "announced", "open")
EVERY = 900.0  # seconds between two looks at a source
SHORTEST = 1.0
_UNITS = {"s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0}
_MAX_BYTES = 1_000_000


class MistakesError(UsageError):
    """The file cannot be used as it is; ``sentences`` says why, one for each mistake."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Watched:
    """A feed, sitemap or folder: ``where`` is its address or path, ``every`` how many seconds pass between two looks.

    What it lists as published before ``since`` (ISO date) is left alone.
    """

    name: str
    kind: SourceKind
    where: str
    every: float
    outlet: str | None
    since: str | None


@dataclass(frozen=True, slots=True)
class Query:
    """A saved query: the incidents that it finds, and what is told of them.

    ``origins`` is the number for the alert of that name. A surge is ``factor`` times the mean of ``weeks`` past weeks,
    and ``least`` incidents or more (see `surge`).
    """

    name: str
    filters: Mapping[str, Any]
    standing: tuple[str, ...]
    min_origins: int
    alert: tuple[AlertKind, ...]
    origins: int
    factor: float
    least: int
    weeks: int


@dataclass(frozen=True, slots=True)
class Channels:
    """Where alerts go. ``secret`` signs what is posted to ``webhook``."""

    log: bool
    jsonl: Path | None
    atom: Path | None
    webhook: str | None
    secret: str | None


@dataclass(frozen=True, slots=True)
class Config:
    """A watch.toml. ``pause``: seconds between two requests to one host; ``contact`` is told to every server."""

    ledger: Path
    link: bool
    sources: tuple[Watched, ...]
    queries: tuple[Query, ...]
    channels: Channels
    keep: bool
    allow_private: bool
    contact: str | None
    pause: float


def read_config(path: Path) -> Config:
    """The config in the file ``path``; paths in it are meant from its folder.

    Raises MistakesError with a sentence for each mistake.
    """
    try:
        raw = path.read_bytes()[: _MAX_BYTES + 1]
        text = raw.decode()
        if len(raw) > _MAX_BYTES:
            raise MistakesError([f"{path} is larger than {_MAX_BYTES:,} bytes."])
        table = tomllib.loads(text)
    except OSError as error:
        raise MistakesError([f"{path} cannot be read: {error.strerror or error}."]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MistakesError([f"{path} is not TOML: {error}."]) from None
    mistakes: list[str] = []
    config = _config(_Table(table, "", mistakes), path.parent)
    if mistakes:
        raise MistakesError(mistakes)
    return config


class _Table:
    """A table of the file, which notes what is wrong with it."""

    def __init__(self, table: Mapping[str, Any], name: str, mistakes: list[str]) -> None:
        self._left = dict(table)
        self._name = name
        self._mistakes = mistakes

    def wrong(self, sentence: str) -> None:
        """Note a mistake."""
        self._mistakes.append(f"{self._name}: {sentence}" if self._name else sentence)

    def done(self) -> None:
        """Note the keys that nobody asked for."""
        for key in self._left:
            self.wrong(f"there is no setting {key!r}.")

    def text(self, key: str) -> str | None:
        """A text, None where it is absent."""
        value = self._left.pop(key, None)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        self._no(key, "must be a text that is not empty")
        return None

    def truth(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._left.pop(key, default)
        return value if isinstance(value, bool) else self._no(key, "must be true or false") or default

    def number(self, key: str, default: float, least: float, most: float) -> float:
        """A number between two."""
        value = self._left.pop(key, default)
        if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
            return float(value)
        return self._no(key, f"must be a number from {least:g} to {most:g}") or default

    def seconds(self, key: str, default: float, least: float = SHORTEST) -> float:
        """A time as "90s", "15m", "2h", "1d", or a number of seconds."""
        value = self._left.pop(key, default)
        match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,3})?)\s?([smhd])", value) if isinstance(value, str) else None
        if match:
            value = float(match[1]) * _UNITS[match[2]]
        if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= 366 * 86_400:
            return float(value)
        return self._no(key, f'must be a time such as "30s", "15m", "2h" or "1d", of {least:g} s or more') or default

    def day(self, key: str) -> str | None:
        """A day, as TOML's own date or YYYY-MM-DD."""
        value = self._left.pop(key, None)
        if value is None:
            return None
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            self._no(key, "must be a day written YYYY-MM-DD")
            return None

    def texts(self, key: str, allowed: tuple[str, ...], default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """One of ``allowed``, or a list of them."""
        value = self._left.pop(key, None)
        if value is None:
            return default
        listed = [value] if isinstance(value, str) else value
        if isinstance(listed, list) and listed and all(item in allowed for item in listed):
            return tuple(listed)
        return self._no(key, f"must be one of {', '.join(allowed)}, or a list of them") or default

    def tables(self, key: str, called: str) -> list[_Table]:
        """The tables of a list, ``[[key]]``."""
        value = self._left.pop(key, [])
        if not (isinstance(value, list) and all(isinstance(item, dict) for item in value)):
            self.wrong(f"{key!r} must be written [[{key}]].")
            return []
        return [_Table(item, f"{called} {number}", self._mistakes) for number, item in enumerate(value, 1)]

    def table(self, key: str, called: str) -> _Table:
        """The table ``[key]``, empty where it is absent."""
        value = self._left.pop(key, {})
        if not isinstance(value, dict):
            self.wrong(f"{key!r} must be a table, written [{key}].")
            value = {}
        return _Table(value, called, self._mistakes)

    def filters(self) -> dict[str, Any]:
        """What is left, as filters of events."""
        given, self._left = self._left, {}
        try:
            Filters.of(**given)
        except UsageError as error:
            self.wrong(str(error))
        return given

    def path(self, path: str, folder: Path) -> Path:
        """``path``, below ``folder`` where it is relative."""
        try:
            return folder / expanded(path)
        except UsageError as error:
            self.wrong(str(error))
            return folder

    def _no(self, key: str, rule: str) -> Any:
        self.wrong(f"{key!r} {rule}.")


def _config(table: _Table, folder: Path) -> Config:
    ledger = table.text("ledger") or "histor.duckdb"
    every = table.seconds("every", EVERY)
    config = Config(
        ledger=table.path(ledger, folder),
        link=table.truth("link", default=True),
        keep=table.truth("keep", default=True),
        allow_private=table.truth("allow_private", default=False),
        contact=table.text("contact"),
        pause=table.seconds("pause", 1.0, least=0.0),
        sources=tuple(_source(item, folder, every) for item in table.tables("source", "source")),
        queries=tuple(_query(item) for item in table.tables("query", "query")),
        channels=_channels(table.table("alerts", "alerts"), folder),
    )
    if not config.ledger.parent.is_dir():
        table.wrong(f"there is no folder {config.ledger.parent} for the ledger.")
    if config.queries and not config.link:
        table.wrong("queries ask for incidents, which are not found with 'link' false.")
    if not config.sources:
        table.wrong("nothing is watched: write a [[source]] with a feed, sitemap or folder.")
    if config.contact and not re.fullmatch(r"[\x21-\x7e]{1,200}", config.contact):
        table.wrong("'contact' must be an address without blanks, as mailto:desk@herald.example.")
    for called, names in (("source", [s.name for s in config.sources]), ("query", [q.name for q in config.queries])):
        for name in sorted({name for name in names if names.count(name) > 1}):
            table.wrong(f"two of [[{called}]] are called {name!r}; give one another name.")
    table.done()
    return config


def _source(table: _Table, folder: Path, every: float) -> Watched:
    given: list[tuple[SourceKind, str]] = [
        (kind, where) for kind in SOURCE_KINDS if (where := table.text(kind)) is not None
    ]
    kind, where = given[0] if given else ("feed", "")
    if len(given) != 1:
        table.wrong("name one thing to watch: feed, sitemap or folder.")
    elif kind == "folder":
        where = str(table.path(where, folder))
        if not Path(where).is_dir():
            table.wrong(f"there is no folder {where}.")
    elif plain_address(where) is None:
        table.wrong(f"{kind!r} must be an http or https address, not {where!r}.")
    source = Watched(
        name=table.text("name") or where,
        kind=kind,
        where=where,
        every=table.seconds("every", every),
        outlet=table.text("outlet"),
        since=table.day("since"),
    )
    table.done()
    return source


def _query(table: _Table) -> Query:
    name = table.text("name")
    if name is None:
        table.wrong("it needs a 'name', by which alerts call it.")
    alert = table.texts("alert", ALERT_KINDS, ("new",))
    query = Query(
        name=name or "",
        alert=cast(tuple[AlertKind, ...], alert),
        standing=table.texts("standing", STANDINGS),
        min_origins=int(table.number("min_origins", 0, 0, 1_000)),
        origins=int(table.number("origins", 3, 2, 1_000)),
        factor=table.number("factor", 2.0, 1.1, 100),
        least=int(table.number("least", 5, 2, 1_000_000)),
        weeks=int(table.number("weeks", 8, 4, 104)),
        filters=table.filters(),
    )
    if "surge" in alert and not query.filters:
        table.wrong("a surge needs filters, as type, actor, recipient or place: it is one of something.")
    if "surge" in alert and {"since", "until"} & set(query.filters):
        table.wrong("a surge compares weeks, and cannot have 'since' or 'until'.")
    return query


def _channels(table: _Table, folder: Path) -> Channels:
    files = {key: table.path(value, folder) for key in ("jsonl", "atom") if (value := table.text(key))}
    for key, path in files.items():
        if not path.parent.is_dir():
            table.wrong(f"there is no folder {path.parent} for {key!r}.")
    hook = table.table("webhook", "alerts.webhook")
    url, variable = hook.text("url"), hook.text("secret_env")
    secret = os.environ.get(variable) if variable else None
    if url is not None and plain_address(url) is None:
        hook.wrong(f"'url' must be an http or https address, not {url!r}.")
    if url is not None and variable is None:
        hook.wrong("it needs 'secret_env', the name of the environment variable that holds the secret.")
    if variable and not secret:
        hook.wrong(f"the environment variable {variable} is not set, or empty.")
    if variable and url is None:
        hook.wrong("it needs a 'url'.")
    hook.done()
    channels = Channels(table.truth("log", default=True), files.get("jsonl"), files.get("atom"), url, secret)
    table.done()
    return channels
