"""One page from the web, bounded in size, time and redirects, and never from inside the reader's own network.

The host's name is looked up here, the addresses are judged, and the connection is made to the very address that was
judged: a name that answers differently the second time (DNS rebinding) gains nothing. Each redirect is judged anew.
Proxies and credentials from the environment are not used, because a proxy would look names up by itself.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from histor.errors import ReadError
from histor.read.limits import FETCH_SECONDS, MAX_PAGE_BYTES, MAX_REDIRECTS, MAX_RETRY_AFTER

if TYPE_CHECKING:
    import httpx

_STEP_SECONDS = 10.0  # one connection or one pause between two pieces of a body
_TRIED_ADDRESSES = 3  # of a host; the others of a big site fail alike
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_ENCODINGS = frozenset(("", "identity", "gzip", "x-gzip", "deflate"))
_OK, _UNCHANGED = 200, 304
_LATER = frozenset((408, 425, 429))  # and 5xx: the same request may succeed another time


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of a version of a body, to be asked later whether there is a newer one."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: its last address after redirects, the media type, the declared charset, the body.

    ``unchanged``: the body is what it was when the validators were given, and is not sent again (empty here).
    """

    url: str
    media_type: str
    charset: str | None
    body: bytes
    validators: Validators = Validators()
    unchanged: bool = False


class LaterError(ReadError):
    """The address may give something at another time: the server is down or busy, or wants to be left alone.

    ``seconds``: for how long it asked to be left alone. ``answered``: whether there was an answer at all.
    """

    def __init__(self, message: str, *, seconds: float | None = None, answered: bool = False) -> None:
        super().__init__(message)
        self.seconds = seconds
        self.answered = answered


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of every hop."""

    allow_private: bool
    validators: Validators
    most: int
    agent: str
    deadline: float
    stay: bool


class ElsewhereError(ReadError):
    """The address leads to another host, ``url``, which is to be asked by its own rules. ``hops``: redirects so far."""

    def __init__(self, url: str, hops: int) -> None:
        super().__init__("leads to another site")
        self.url = url
        self.hops = hops


def fetch(
    url: str,
    *,
    allow_private: bool = False,
    validators: Validators | None = None,
    most: int = MAX_PAGE_BYTES,
    contact: str | None = None,
    stay: bool = False,
    hops: int = 0,
) -> Fetched:
    """The body that ``url`` leads to, of ``most`` bytes at most; with ``validators`` only if it has changed since.

    ``contact`` (an address of the user's) is told to the server. ``hops``: redirects that led to ``url``. Raises
    ReadError with the reason where it cannot or must not be fetched, LaterError where that may be otherwise another
    time, and with ``stay`` ElsewhereError at a redirect to another host, before that is asked.
    """
    answers: queue.SimpleQueue[Fetched | BaseException] = queue.SimpleQueue()
    asked = _Asked(
        allow_private, validators or Validators(), most, user_agent(contact), time.monotonic() + FETCH_SECONDS, stay
    )

    def work() -> None:
        try:
            answers.put(_follow(url, asked, hops))
        except BaseException as error:  # noqa: BLE001  raised in the caller's thread
            answers.put(error)

    # A thread, because neither the look-up of a name nor a server that drips its headers can be given a time limit.
    threading.Thread(target=work, name="histor-fetch", daemon=True).start()
    try:
        answer = answers.get(timeout=FETCH_SECONDS)
    except queue.Empty:
        raise LaterError(_TOO_SLOW) from None
    if isinstance(answer, BaseException):
        raise answer
    return answer


_TOO_SLOW = f"no full answer within {FETCH_SECONDS:g} seconds"


def _follow(url: str, asked: _Asked, hops: int) -> Fetched:
    import httpx

    timeout = httpx.Timeout(_STEP_SECONDS)
    try:
        with httpx.Client(verify=_trust(), trust_env=False, follow_redirects=False, timeout=timeout) as client:
            for hop in range(hops, MAX_REDIRECTS + 1):
                answer = _get(client, url, asked)
                if isinstance(answer, Fetched):
                    return answer
                if asked.stay and host_of(answer) != host_of(url) and hop < MAX_REDIRECTS:
                    raise ElsewhereError(answer, hop + 1)
                url = answer
    except httpx.TimeoutException:
        raise LaterError("the server did not answer in time") from None
    except httpx.TransportError as error:
        raise LaterError(f"the page could not be fetched ({error or type(error).__name__})") from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        message = f"the page could not be fetched ({error or type(error).__name__})"
    except (UnicodeError, ValueError):
        message = "not an address that can be fetched"
    else:
        message = f"more than {MAX_REDIRECTS} redirects"
    raise ReadError(message)


@cache
def _trust() -> ssl.SSLContext:
    """The authorities that certificates are checked against; reading them takes longer than many a fetch."""
    import httpx

    return httpx.create_ssl_context(trust_env=False)


def _get(client: httpx.Client, url: str, asked: _Asked) -> Fetched | str:
    """One hop: the answer, or the address to which it redirects. Tries the host's addresses in turn."""
    import httpx

    target = httpx.URL(url)
    failure: Exception | None = None
    for address in _judged_addresses(url, target, asked.allow_private)[:_TRIED_ADDRESSES]:
        request = client.build_request(
            "GET",
            target.copy_with(host=address),
            headers={"Host": target.netloc.decode("ascii"), **_headers(asked)},
            extensions={"sni_hostname": target.raw_host.decode("ascii")},  # the certificate is checked against the name
        )
        try:
            response = client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            failure = error
            continue
        try:
            return _answer(response, url, asked)
        finally:
            response.close()
    assert failure is not None
    raise failure


def _headers(asked: _Asked) -> dict[str, str]:
    told = {"If-None-Match": asked.validators.etag, "If-Modified-Since": asked.validators.modified}
    return {
        "User-Agent": asked.agent,
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,text/plain;q=0.9,*/*;q=0.8",
        "Accept-Encoding": "gzip, deflate",
        **{name: value for name, value in told.items() if value and value.isascii()},
    }


def _judged_addresses(url: str, target: httpx.URL, allow_private: bool) -> list[str]:
    """The IP addresses of the host, all of them fit to be connected to. Raises ReadError where one is not."""
    if target.scheme not in {"http", "https"} or not target.host:
        message = "only http and https addresses are read"
        raise ReadError(message)
    if target.userinfo or "@" in urlsplit(url).netloc:
        message = "addresses that hold a user name or password are not read"
        raise ReadError(message)
    try:
        port = target.port or (443 if target.scheme == "https" else 80)
        host = target.raw_host.decode("ascii")
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise LaterError(f"the host {target.host[:60]!r} is not known") from None
    addresses = list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
    if not allow_private:
        for address in addresses:
            if not is_public(address):
                message = "on a private network or this machine itself; --allow-private reads it all the same"
                raise ReadError(message)
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet's, to be told apart from a private network's.

    IPv6 forms that carry an IPv4 address (mapped, 6to4, Teredo, NAT64) are as public as what they carry.

    >>> [is_public(a) for a in ("93.184.216.34", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1")]
    [True, False, False, False, False]
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _answer(response: httpx.Response, url: str, asked: _Asked) -> Fetched | str:
    if response.status_code in _REDIRECTS and (location := response.headers.get("location")):
        return urljoin(url, str(location))
    if response.status_code == _UNCHANGED and asked.validators != Validators():
        return Fetched(url, "", None, b"", asked.validators, unchanged=True)
    if response.status_code != _OK:
        message = f"the server answered {response.status_code} {response.reason_phrase}".rstrip()
        if response.status_code in _LATER or response.status_code >= 500:
            raise LaterError(message, seconds=retry_after(response.headers.get("retry-after")), answered=True)
        raise ReadError(message)
    if response.headers.get("content-encoding", "").strip().lower() not in _ENCODINGS:
        message = "the server packed the page in a way that was not asked for"  # several layers may be a bomb
        raise ReadError(message)
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    stated = Validators(response.headers.get("etag"), response.headers.get("last-modified"))
    return Fetched(url, str(media_type), response.charset_encoding, _body(response, asked), stated)


def host_of(url: str) -> str:
    """The host and port of an address, by which visits are counted; "" where it has none."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def retry_after(header: str | None) -> float | None:
    """Seconds for which a server asks to be left alone: a number or a date, up to a day; None where it says neither.

    >>> retry_after("120"), retry_after("soon"), retry_after("99999999")
    (120.0, None, 86400.0)
    """
    if not header:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            until = parsedate_to_datetime(header[:100])
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        zoned = until if until.tzinfo else until.replace(tzinfo=UTC)
        seconds = (zoned - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), MAX_RETRY_AFTER) if seconds == seconds else None  # noqa: PLR0124  not a number


def _body(response: httpx.Response, asked: _Asked) -> bytes:
    pieces: list[bytes] = []
    size = 0
    for piece in response.iter_bytes():
        size += len(piece)
        if size > asked.most:
            message = f"larger than {asked.most:,} bytes, too large for a page"
            raise ReadError(message)
        if time.monotonic() > asked.deadline:
            raise LaterError(_TOO_SLOW)
        pieces.append(piece)
    return b"".join(pieces)


def user_agent(contact: str | None = None) -> str:
    """By which name servers know Histor, and robots.txt too: ``histor/0.1.0 (+mailto:desk@herald.example)``."""
    from histor import __version__

    return f"histor/{__version__}" + (f" (+{contact})" if contact else "")
