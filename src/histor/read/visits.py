"""Visits to other people's servers, as a guest should make them.

One request at a time to a host, with a pause behind each; robots.txt is obeyed for what Histor found by itself (what a
feed, sitemap or list names), not for the address that the user names; a server that asks to be left alone is. Where an
address leads to another host, that host's own turn, pause and rules hold.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from histor.errors import ReadError
from histor.read.fetch import ElsewhereError, Fetched, LaterError, Validators, fetch, host_of
from histor.read.limits import MAX_PAGE_BYTES, MAX_ROBOTS_BYTES

if TYPE_CHECKING:
    from protego import Protego

PAUSE = 1.0  # seconds between two requests to one host; a reader who clicks is about as fast
LONGEST_SILENCE = 900.0  # seconds between requests to a host that does not answer
LONGEST_PAUSE = 60.0  # that a robots.txt may ask for; some say a day, and mean "go away"
PATIENCE = 60.0  # seconds that one page is waited for when a server asks for it
TRIES = 3
_AGENT = "histor"  # the name that a robots.txt may speak to
_ROBOTS_SECONDS = 3_600.0  # for which a robots.txt is remembered; RFC 9309 allows a day
_MOST_HOSTS = 10_000  # remembered; those not visited for the longest are forgotten


@dataclass(slots=True)
class _Host:
    """What is known of one host: when it may be asked again, and what its robots.txt says."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    silent: int = 0  # requests in a row that were not answered
    pause: float = PAUSE
    robots: Protego | None = None
    robots_until: float = 0.0


class Visits:
    """Fetches addresses, and knows by whom Histor has been asked to wait; may be used by several threads.

    ``pause``: seconds between requests to one host. ``tries``: how often a page is asked for when its server answers
    that it is busy. ``contact`` is told to every server.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        pause: float = PAUSE,
        tries: int = TRIES,
        contact: str | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._allow_private = allow_private
        self._pause = pause
        self._tries = tries
        self._contact = contact
        self._sleep = sleep
        self._hosts: OrderedDict[str, _Host] = OrderedDict()
        self._lock = threading.Lock()

    def fetch(
        self, url: str, *, found: bool = False, validators: Validators | None = None, most: int = MAX_PAGE_BYTES
    ) -> Fetched:
        """What ``url`` gives, when it is its host's turn; ``found`` where no person named it, so that robots.txt decides.

        Raises ReadError where it gives nothing, or robots.txt forbids it; LaterError where it may at another time.
        """
        hops = 0
        while True:
            try:
                return self._fetch(url, hops, found=found, validators=validators, most=most)
            except ElsewhereError as error:  # at most MAX_REDIRECTS times
                url, hops = error.url, error.hops

    def _fetch(self, url: str, hops: int, *, found: bool, validators: Validators | None, most: int) -> Fetched:
        """As ``fetch``, as far as the host of ``url``. Raises ElsewhereError where it leads to another."""
        host = self._host(url)
        if found:
            self._require_allowed(host, url)
        for left in reversed(range(self._tries)):
            self._take_turn(host)
            try:
                found_there = self._ask(url, validators=validators, most=most, stay=True, hops=hops)
            except LaterError as error:
                wait = self._put_off(host, error, self._tries - left)
                if not left or not error.answered or wait > PATIENCE:
                    raise
            except ElsewhereError:
                host.silent = 0
                raise
            else:
                host.silent = 0
                return found_there
        raise AssertionError  # the loop returns or raises

    def _ask(self, url: str, **how: Any) -> Fetched:
        return fetch(url, allow_private=self._allow_private, contact=self._contact, **how)

    def rest(self, url: str) -> float:
        """Seconds for which the host of ``url`` is not to be asked; 0 where it may be."""
        return max(0.0, self._host(url).free_at - time.monotonic())

    def _put_off(self, host: _Host, error: LaterError, tries: int) -> float:
        """Leave ``host`` alone for the seconds that are returned: as it asks, or the longer the longer it is silent."""
        host.silent = 0 if error.answered else min(host.silent + 1, 20)
        usual = 2.0**tries if error.answered else min(2.0**host.silent, LONGEST_SILENCE)
        wait = usual if error.seconds is None else error.seconds
        with self._lock:
            host.free_at = max(host.free_at, time.monotonic() + wait)
        return wait

    def _host(self, url: str) -> _Host:
        name = host_of(url)
        with self._lock:
            host = self._hosts.setdefault(name, _Host(pause=self._pause))
            self._hosts.move_to_end(name)
            while len(self._hosts) > _MOST_HOSTS:
                self._hosts.popitem(last=False)
        return host

    def _take_turn(self, host: _Host) -> None:
        """Wait until ``host`` may be asked. Raises LaterError where that is further away than anybody waits."""
        with self._lock:
            now = time.monotonic()
            at = max(now, host.free_at)
            if at - now > PATIENCE:
                raise LaterError("the server asked to be left alone, or did not answer, a moment ago", seconds=at - now)
            host.free_at = at + host.pause
        if at > now:
            self._sleep(at - now)

    def _require_allowed(self, host: _Host, url: str) -> None:
        with host.lock:  # one of several threads asks for it, the others wait
            if host.robots is None or time.monotonic() > host.robots_until:
                host.robots = self._robots(host, url)
                host.robots_until = time.monotonic() + _ROBOTS_SECONDS
                delay = host.robots.crawl_delay(_AGENT) or 0.0
                host.pause = max(self._pause, min(float(delay), LONGEST_PAUSE))
            rules = host.robots
        if not rules.can_fetch(url, _AGENT):
            message = "the site's robots.txt asks programs to leave this page alone"
            raise ReadError(message)

    def _robots(self, host: _Host, url: str) -> Protego:
        """RFC 9309: where there is no robots.txt everything is allowed; where the server is down nothing is, for now."""
        from protego import Protego

        parts = urlsplit(url)
        self._take_turn(host)
        try:
            found = self._ask(f"{parts.scheme}://{parts.netloc}/robots.txt", most=MAX_ROBOTS_BYTES)
        except LaterError as error:
            self._put_off(host, error, 1)
            raise
        except ReadError as error:
            if "private network" in str(error):
                raise
            return Protego.parse("")
        return Protego.parse(found.body.decode("utf-8", "replace"))
