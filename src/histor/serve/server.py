"""The server: a socket, and uvicorn on it until somebody stops it."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import uvicorn

from histor.errors import HistorError, UsageError
from histor.ledger import store
from histor.plain import visible
from histor.serve.app import create_app
from histor.serve.guard import LONGEST_HEAD, LOOPBACK_NAMES
from histor.serve.shelf import SECONDS

HOST, PORT = "127.0.0.1", 8765
ANYWHERE = "0.0.0.0"  # noqa: S104  what an empty --host means; it needs a token
SHORTEST_TOKEN = 16  # characters: too many to be tried out
_AT_MOST = 200  # connections; more are told to come again
_GOODBYE = 3  # seconds for answers that are on their way when it stops


def serve(
    path: Path,
    *,
    host: str = HOST,
    port: int = PORT,
    token: str | None = None,
    seconds: float = SECONDS,
    reviewer: str | None = None,
    on_open: Callable[[str], object] = lambda _: None,
) -> None:
    """Serve the ledger at ``path`` until the process is told to stop (SIGINT, SIGTERM).

    With a ``reviewer`` decisions of review are taken, under that name where no other is given. ``on_open`` is called
    with the address to open, once it can be opened. Raises UsageError where others than this
    computer could come without a token, HistorError where the port cannot be had, LedgerError where there is no ledger.
    """
    address, family = _address(host, port)
    local = ipaddress.ip_address(address[0].partition("%")[0]).is_loopback
    _check_token(token, host, local=local)
    store.reading(path).close()
    with _bound(address, family) as listening:
        hosts = LOOPBACK_NAMES | {address[0]} if local else None
        app = create_app(path, hosts=hosts, token=token, seconds=seconds, reviewer=reviewer)
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,  # addresses may hold the token
            server_header=False,
            proxy_headers=False,
            limit_concurrency=_AT_MOST,
            h11_max_incomplete_event_size=LONGEST_HEAD,
            timeout_graceful_shutdown=_GOODBYE,
        )
        on_open(_url(listening, family, token))
        uvicorn.Server(config).run(sockets=[listening])


def _address(host: str, port: int) -> tuple[tuple[str, int], socket.AddressFamily]:
    """The first address that ``host`` means: what is checked is what is bound."""
    try:
        family, _, _, _, found = socket.getaddrinfo(host or ANYWHERE, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise UsageError(
            f"There is no address {visible(host, 100)!r} to listen on; 127.0.0.1 is this computer."
        ) from None
    return (str(found[0]), port), family


def _check_token(token: str | None, host: str, *, local: bool) -> None:
    if token is None and not local:
        raise UsageError(
            f"On {visible(host, 100)} others can read the ledger: give a --token, or leave --host away to serve this "
            "computer alone."
        )
    if token is not None and not (len(token) >= SHORTEST_TOKEN and token.isascii() and token.isprintable()):
        raise UsageError(
            f"The token must have {SHORTEST_TOKEN} characters or more, all plain ASCII; one can be made with: "
            "python -c 'import secrets; print(secrets.token_urlsafe())'"
        )


def _bound(address: tuple[str, int], family: socket.AddressFamily) -> socket.socket:
    # Named as TCP: only then does asyncio send at once what is small, which else waits 40 ms for the other side.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen()
    except OSError as error:
        listening.close()
        reason = error.strerror or str(error)
        raise HistorError(
            f"Port {address[1]} of {address[0]} cannot be had ({reason}); --port names another, --port 0 takes a free one."
        ) from None
    return listening


def _url(listening: socket.socket, family: socket.AddressFamily, token: str | None) -> str:
    host, port = listening.getsockname()[:2]
    host = {ANYWHERE: socket.gethostname(), "::": socket.gethostname()}.get(host, host)
    shown = f"[{host}]" if family == socket.AF_INET6 and ":" in host else host
    return f"http://{shown}:{port}/" + (f"?{urlencode({'token': token})}" if token else "")
