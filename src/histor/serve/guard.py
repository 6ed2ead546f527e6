"""Who may ask what: the outermost layer, before the framework has seen anything of a request.

Checked are the method, the size, the host name, under which a page of somebody else's could reach this server by way of
a name that it made point here (DNS rebinding), and the token. Whatever comes back carries the headers that keep a page
from running anything but Histor's own scripts, from being framed and from telling its address to others.
"""

from __future__ import annotations

import hmac
import sys
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import unquote_to_bytes

from histor.accounts import json_line
from histor.plain import visible
from histor.serve.problems import Problem

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LONGEST_ADDRESS = 8_192  # bytes of path and query: what servers and browsers commonly take
LONGEST_HEAD = 16_384  # bytes of all headers, likewise
LARGEST_BODY = 65_536  # bytes of a decision of review; the facts of an event take some hundreds
LOOPBACK_NAMES = frozenset(("localhost", "127.0.0.1", "[::1]"))
OPEN_PATHS = ("/static/",)  # what is the same for everybody and tells nothing of the ledger
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
TOKEN_KEY = "histor.token"  # where the scope holds the token that came with the address


class Guard:
    """An ASGI application around another.

    ``hosts``: host names that may be asked under, None for any. ``token``: None where none is needed. ``writes``: paths
    that take a POST.
    """

    def __init__(
        self,
        app: App,
        *,
        hosts: frozenset[str] | None,
        token: str | None,
        writes: frozenset[str] = frozenset(),
        debug: bool = False,
    ) -> None:
        self._app = app
        self._writes = writes
        self._hosts = hosts
        self._token = None if token is None else token.encode()
        self._debug = debug

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI says."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(dict(scope), receive, _Sender(send, head=scope["method"] == "HEAD"))
        # Web sockets are left unanswered, which closes them.

    async def _answer(self, scope: Scope, receive: Receive, send: _Sender) -> None:
        try:
            self._check(scope)
        except Problem as problem:
            await send.problem(problem)
            return
        if scope["method"] == "HEAD":
            scope["method"] = "GET"
        try:
            await self._app(scope, receive, send)
        except Exception as error:  # noqa: BLE001  the last resort: told on stderr, and the others go on
            self._tell(scope, error)
            if not send.started:
                await send.problem(Problem("internal", "An error in Histor itself."))

    def _tell(self, scope: Scope, error: Exception) -> None:
        path = visible(scope.get("path", ""), 200)
        sys.stderr.write(f"histor serve: {type(error).__name__} at {path}; HISTOR_DEBUG=1 shows where.\n")
        if self._debug:
            traceback.print_exception(error)

    def _check(self, scope: Scope) -> None:
        headers = {name.lower(): value for name, value in scope["headers"]}
        raw_path = scope.get("raw_path") or scope["path"].encode("utf-8", "replace")
        if len(raw_path) + len(scope["query_string"]) > LONGEST_ADDRESS:
            raise Problem("address_too_long", f"The address is longer than {LONGEST_ADDRESS:,} bytes.")
        if sum(len(name) + len(value) for name, value in scope["headers"]) > LONGEST_HEAD:
            raise Problem("head_too_long", f"The headers are longer than {LONGEST_HEAD:,} bytes.")
        writes = scope["method"] == "POST" and scope["path"] in self._writes
        if scope["method"] not in {"GET", "HEAD"} and not writes:
            allow = {"Allow": "GET, HEAD, POST" if scope["path"] in self._writes else "GET, HEAD"}
            raise Problem("method_not_allowed", "The method is not allowed.", headers=allow)
        if b"transfer-encoding" in headers or not _fits(headers, LARGEST_BODY if writes else 0):
            raise Problem(
                "body_not_taken", "The request has a body, or too large a one.", headers={"Connection": "close"}
            )
        if self._hosts is not None and _name(headers.get(b"host", b"")) not in self._hosts:
            raise Problem("wrong_host", "This server is not known under that name.")
        if writes:
            _check_sender(scope["path"], headers)
        self._check_token(scope, headers)

    def _check_token(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        given, scope["query_string"] = _without_token(scope["query_string"])
        scope[TOKEN_KEY] = None if self._token is None or given is None else given.decode("utf-8", "replace")
        if self._token is None or scope["path"].startswith(OPEN_PATHS):
            return
        scheme, _, held = headers.get(b"authorization", b"").partition(b" ")
        candidates = [held.strip()] if scheme.lower() == b"bearer" else [given or b""]
        if not any(hmac.compare_digest(candidate, self._token) for candidate in candidates):
            raise Problem(
                "unauthorized", "A token is needed, and the right one.", headers={"WWW-Authenticate": "Bearer"}
            )


def _fits(headers: dict[bytes, bytes], most: int) -> bool:
    """Whether the body has at most that many bytes, as far as the headers tell; the server holds it to that."""
    told = headers.get(b"content-length", b"0")
    return told.isdigit() and len(told) <= 10 and int(told) <= most


def _check_sender(path: str, headers: dict[bytes, bytes]) -> None:
    """Whether what is sent to ``path`` comes from a page of this server, or from a program that is no browser.

    A browser tells where a request comes from. A page of somebody else's can send forms anywhere, but no JSON: for
    that it has to ask first, and is never told that it may.
    """
    origin, site = headers.get(b"origin"), headers.get(b"sec-fetch-site")
    same = site == b"same-origin" or (origin is not None and origin.partition(b"://")[2] == headers.get(b"host"))
    contradicted = site not in {None, b"same-origin", b"none"} or (
        origin not in {None, b"null"} and (origin or b"").partition(b"://")[2] != headers.get(b"host")
    )
    kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    api = path.startswith("/api/")
    if contradicted or not (same or (api and origin is None and site is None)):
        raise Problem("wrong_origin", "The request does not come from a page of this server.")
    if kind != (b"application/json" if api else b"application/x-www-form-urlencoded"):
        raise Problem("wrong_type", "The body is not of the type that is taken here.")


def _name(host: bytes) -> str:
    """The host without its port."""
    text = host.decode("latin-1").lower()
    return text[: text.find("]") + 1] if text.startswith("[") else text.partition(":")[0]


def _without_token(query: bytes) -> tuple[bytes | None, bytes]:
    """The value of ``token`` in a query, and the query without it."""
    kept: list[bytes] = []
    token = None
    for part in query.split(b"&"):
        name, _, value = part.partition(b"=")
        if name == b"token":
            token = unquote_to_bytes(value.replace(b"+", b" "))
        else:
            kept.append(part)
    return token, b"&".join(kept)


class _Sender:
    """``send`` of ASGI, with HEADERS on every response, and without a body where only the head was asked for."""

    def __init__(self, send: Send, *, head: bool) -> None:
        self._send = send
        self._head = head
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            message = {**message, "headers": [*message.get("headers", ()), *HEADERS]}
        elif self._head:
            if message.get("more_body"):
                return
            message = {**message, "body": b""}
        await self._send(message)

    async def problem(self, problem: Problem) -> None:
        """Say ``problem`` as JSON."""
        body = json_line(problem.body()).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            *((name.lower().encode(), value.encode()) for name, value in problem.headers.items()),
        ]
        await self({"type": "http.response.start", "status": problem.status, "headers": headers})
        await self({"type": "http.response.body", "body": body})
