"""What is fuzzed: each target takes bytes and must come back, or raise what users are told (`HistorError`)."""

from __future__ import annotations

import asyncio
import io
import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np

from histor.errors import HistorError, ReadError
from histor.read.fetch import Fetched
from histor.records import COUNT_ROLES, EVENT_ROLES, Account, Coder, Frame, Mention, Report, Span, Tagging

Target = Callable[[bytes], None]


class Bytes:
    """Choices made by bytes; when they are used up, the first of each."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def number(self, below: int) -> int:
        """A number from 0 to ``below`` - 1."""
        piece = self.data[self.at : self.at + (2 if below > 256 else 1)]
        self.at += len(piece)
        return int.from_bytes(piece, "little") % max(below, 1)

    def piece(self, length: int) -> bytes:
        """The next ``length`` bytes, or as many as are left."""
        start, self.at = self.at, self.at + length
        return self.data[start : self.at]


def text_of(data: bytes) -> str:
    """Any text, lone surrogates too."""
    return data.decode("utf-8", "surrogateescape")


def read(data: bytes) -> None:
    """Readers of everything but pages, whose extraction runs in a process of its own with limits (tests/hostile)."""
    from histor.read import read as read_all
    from histor.read.page import looks_like_html

    if not looks_like_html(text_of(data[:2000]).lstrip("\ufeff \t\r\n")):
        for report in read_all(io.BytesIO(data), on_skip=lambda _: None):
            json.dumps([report.title, report.outlet, report.byline, report.text])
            assert all(each.span is None or each.span.of(report.text) == each.text for each in report.dropped)


def decode(data: bytes) -> None:
    """Bytes to text."""
    from histor.read.decode import binary_kind, encoding_of
    from histor.read.decode import text_of as decoded

    binary_kind(data)
    with suppress(HistorError):
        data.decode(encoding_of(data), "replace")
        decoded(data)


def dateline(data: bytes) -> None:
    """Datelines, sentences and lines that are no news."""
    from histor.read.boilerplate import find as dropped
    from histor.read.dateline import find
    from histor.sentences import sentences

    text = text_of(data)
    found = find(text, "2015-09-06")
    assert found is None or 0 <= found[1].start <= found[1].end <= len(text)
    cut = sentences(text)
    assert all(a.end <= b.start for a, b in pairwise(cut))
    assert all(each.span is not None and each.span.of(text) == each.text for each in dropped(text))


def times(data: bytes) -> None:
    """Expressions of time, with any day of publication."""
    from histor.resolve.times import times_in

    published = date(1900, 1, 1) + timedelta(days=int.from_bytes(data[:2], "little"))
    for span, when in times_in(text_of(data[2:]), published=published):
        assert span.start < span.end
        assert (when.start or when.end) or when.unresolved
        if when.start and when.end:
            assert date.fromisoformat(when.start) <= date.fromisoformat(when.end)


def decoder(data: bytes) -> None:
    """Scores of any kind, not numbers too, to runs."""
    from histor.tag import decode
    from histor.tag.windows import Windows

    scores = np.frombuffer(data[: len(data) // 4 * 4], dtype=np.float32)
    words = len(scores) // 24
    if words:
        table = scores[: words * 24].reshape(words, 24)
        with np.errstate(all="ignore"):
            for start, end, *_ in (*decode.cues(table[:, :3], 0.3), *decode.triggers(table[:, 3:21], 0.3)):
                assert 0 <= start < end <= words
            at = np.arange(words)
            look = Windows(np.zeros_like(at), at, np.ones(words, dtype=bool), np.zeros_like(at))
            roles, _ = decode.sure_role_runs(table[:, :9], look, EVENT_ROLES, {}, {})
            runs = [
                run
                for found in (*roles, *decode.layer_runs(table[:, 9:14], look, COUNT_ROLES))
                for run in found.values()
            ]
        assert all(0 <= i < j <= words for each in runs for i, j in each)


_WORDS = (
    *(
        "The",
        "minister",
        "said",
        "on",
        "Monday",
        "that",
        "13",
        "people",
        "were",
        "killed",
        "in",
        "Homs",
        ",",
        ".",
        "\n\n",
    ),
    *(
        '"',
        "“",
        "”",
        "denied",
        "it",
        "no",
        "would",
        "US",
        "troops",
        "according",
        "to",
        "he",
        "’s",
        "not",
        "(",
        ")",
        "-",
    ),
)


def coding(data: bytes) -> None:
    """Any tagging of some text to an account that the account format can hold."""
    from histor.accounts import dumps, from_json
    from histor.code import account
    from histor.code.codebook import codebook
    from histor.resolve.actors import with_actors
    from histor.resolve.places import with_places
    from histor.resolve.times import with_times

    chosen = Bytes(data)
    text = " ".join(_WORDS[chosen.number(len(_WORDS))] for _ in range(5 + chosen.number(60)))

    def span() -> Span:
        start = chosen.number(len(text) + 4)
        return Span(start, start + chosen.number(40))

    types = [*codebook().types, "NOSUCH"]
    frames, mentions = [], []
    for _ in range(chosen.number(8)):
        kind: Literal["voice", "event"] = "event" if chosen.number(2) else "voice"
        names = ("source", "content", "to") if kind == "voice" else (*EVENT_ROLES, *COUNT_ROLES)
        roles = {name: tuple(span() for _ in range(chosen.number(3))) for name in names}
        attributes = {"stance": "deny", "status": "future", "background": "true", "mode": "x"}
        frames.append(Frame(kind, span(), types[chosen.number(len(types))], roles, attributes, 0.5))
        mentions += [Mention(each, (("GOV", 0.9),)) for spans in roles.values() for each in spans]
    links = tuple((0, chosen.number(len(mentions)), 0.9) for _ in range(chosen.number(3))) if mentions else ()
    made = account(
        Report("r", text, sha256(text.encode()).hexdigest()),
        Tagging(tuple(frames), tuple(mentions), links),
        coder=Coder("", "", ""),
    )
    whole = with_places(with_times(with_actors(made)))
    assert dumps(from_json(json.loads(dumps(whole)))) == dumps(whole)


def accounts(data: bytes) -> None:
    """JSON that claims to be an account: read by `add`, then to the rows of the ledger."""
    from histor.accounts import dumps, from_json
    from histor.ledger.tables import rows_of

    try:
        value = json.loads(_mixed(data))
    except (ValueError, RecursionError):
        return
    with suppress(HistorError):
        found: Account = from_json(value)
        dumps(found)
        json.dumps(rows_of(found), allow_nan=False)


def _mixed(data: bytes) -> str:
    """The account of a sample with pieces of it replaced: most bytes alone are no JSON."""
    if not data or data[0] % 4 == 0:
        return text_of(data[1:])
    chosen, line = Bytes(data[1:]), _sample()
    for _ in range(1 + chosen.number(4)):
        at = chosen.number(min(len(line), 60_000))
        length = chosen.number(30)
        line = line[:at] + _PIECES[chosen.number(len(_PIECES))] + line[at + length :]
    return line


_PIECES = (
    "null",
    "-1",
    "1e400",
    "[]",
    "{}",
    '""',
    "0",
    "true",
    "99999999999999999999",
    '"\\ud800"',
    ",",
    "[0, 1]",
    "NaN",
    '"',
    "}",
    "]",
)


@cache
def _sample() -> str:
    from histor.accounts import dumps
    from tests.ledger.make import kunduz

    return dumps(kunduz())


def own_codebook(data: bytes) -> None:
    """Codebooks of one's own."""
    from histor.own import read_own

    _as_file(data, ".yaml", read_own)


def watch_file(data: bytes) -> None:
    """Files of `histor watch`."""
    from histor.watch.config import read_config

    _as_file(data, ".toml", read_config)


def _as_file(data: bytes, suffix: str, reader: Callable[[Path], Any]) -> None:
    path = Path(tempfile.gettempdir()) / f"histor-fuzz-{os.getpid()}{suffix}"
    path.write_bytes(data)
    with suppress(HistorError):
        reader(path)


def feeds(data: bytes) -> None:
    """Feeds, sitemaps, mails and lists, as the reader meets them."""
    from histor.read import read as read_all
    from histor.read.visits import Visits

    class Nowhere(Visits):
        def fetch(self, url: str, **_: Any) -> Fetched:
            raise ReadError(f"{url} is not fetched")

    for head in (
        b'<?xml version="1.0"?><rss version="2.0"><channel>',
        b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\n",
    ):
        for _ in read_all(io.BytesIO(head + data), visits=Nowhere(), on_skip=lambda _: None):
            pass


def apart(data: bytes) -> None:
    """Pages, feeds and messages, as the process takes them apart that does nothing else."""
    from histor.read.worker import answered

    kind = ("page", "feed", "message")[data[0] % 3] if data else "page"
    said = {} if kind == "message" else {"url": "https://www.herald.example/a"}
    answer = answered(kind, data[1:], said)
    json.dumps(answer).encode()
    assert "error" in answer or answer.keys() & {"text", "entries", "html"}
    if kind == "page" and "text" in answer:
        assert all(line and line == line.strip() for line in answer["text"].split("\n"))


def http(data: bytes) -> None:
    """Questions to the HTTP API: never status 500."""
    from urllib.parse import quote

    chosen = Bytes(data)
    paths = ("events", "reports", "voices", "actors", "places", "incidents", "sql", "stats", "accounts")
    names = (
        "actor",
        "since",
        "until",
        "bbox",
        "limit",
        "cursor",
        "sort",
        "text",
        "min_confidence",
        "type",
        "q",
        "place",
    )
    path = f"/api/v1/{paths[chosen.number(len(paths))]}"
    query = "&".join(
        f"{names[chosen.number(len(names))]}={quote(chosen.piece(6))}" for _ in range(1 + chosen.number(3))
    )
    status, body = _loop().run_until_complete(_answer(path, query.encode()))
    assert status < 500, (path, query, body)


async def _answer(path: str, query: bytes) -> tuple[int, bytes]:
    """Status and body of what the application answers; without a client's layers, which take longer than it does."""
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8765")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8765),
    }
    asked = iter(({"type": "http.request", "body": b"", "more_body": False},))
    sent: list[Any] = []

    async def receive() -> Any:
        return next(asked, {"type": "http.disconnect"})

    async def send(message: Any) -> None:
        sent.append(message)

    await _app()(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


@cache
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


@cache
def _app() -> Any:
    import histor
    from histor.serve.app import create_app
    from histor.serve.guard import LOOPBACK_NAMES
    from tests.ledger.make import three

    path = Path(tempfile.mkdtemp()) / "a.duckdb"
    histor.open(path).add(three(), link=False)
    return create_app(path, hosts=LOOPBACK_NAMES)


TARGETS: dict[str, Target] = {
    "read": read,
    "decode": decode,
    "dateline": dateline,
    "times": times,
    "decoder": decoder,
    "coding": coding,
    "accounts": accounts,
    "own_codebook": own_codebook,
    "watch_file": watch_file,
    "feeds": feeds,
    "apart": apart,
    "http": http,
}
