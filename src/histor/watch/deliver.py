"""Where alerts go: the log, a JSONL file, a feed of the watch's own, a webhook.

Each alert is delivered to each channel until that has taken it. The log, the file and the feed take it once; a webhook
may be given it twice when the program ends between the answer and the note of it, and can tell by the id.

The webhook is signed as https://www.standardwebhooks.com describes: HMAC-SHA256 over ``id.timestamp.body``, in base64.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from histor.plain import visible
from histor.read.fetch import user_agent
from histor.watch.config import Channels
from histor.watch.state import Delivery, State

FEED_LENGTH = 200  # alerts in the feed; a reader that looks once a day sees all of a busy day
_TRIES = 12  # for an alert that a webhook refuses: with pauses that double from 5 s to an hour, some five hours
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 3_600.0
_SECONDS = 10.0  # for a webhook to answer
_TAIL = 1_000_000  # bytes of the end of the JSONL file in which an alert of before a kill must stand
_ATOM = "http://www.w3.org/2005/Atom"


def names(channels: Channels) -> tuple[str, ...]:
    """The channels that there are."""
    given = {"log": channels.log, "jsonl": channels.jsonl, "atom": channels.atom, "webhook": channels.webhook}
    return tuple(name for name, value in given.items() if value)


def sign(secret: str, id: str, timestamp: int, body: bytes) -> str:
    """The signature of a webhook's body.

    >>> sign("secret", "a1", 1700000000, b"{}")
    'v1,reLu0t41pMli6nEc9evOBAI0Qjm3yd/YTLik51+xLlw='
    """
    signed = hmac.new(secret.encode(), f"{id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(signed).decode("ascii")


class _RefusedError(OSError):
    """A webhook answered that it does not take an alert."""


class Deliverer:
    """Brings alerts from the state to the channels; ``log`` writes one line."""

    def __init__(self, channels: Channels, state: State, log: Callable[[str], object]) -> None:
        self._channels = channels
        self._names = names(channels)
        self._state = state
        self._log = log
        self._written: set[str] | None = None
        self._rest: dict[str, tuple[int, float]] = {}  # channel → failures in a row, and until when it is left alone

    def deliver(self) -> int:
        """Deliver what may be delivered now; how many are delivered."""
        done, feed = 0, False
        for delivery in self._state.deliveries(time.time(), self._names):
            if self._rest.get(delivery.channel, (0, 0.0))[1] > time.monotonic():
                continue
            try:
                self._to(delivery)
            except (OSError, ValueError) as error:
                self._failed(delivery, error)
                continue
            self._rest.pop(delivery.channel, None)
            feed = feed or delivery.channel == "atom"
            if delivery.channel != "atom":
                self._state.delivered(delivery)
                done += 1
        if feed:
            done += self._feed()
        return done

    def _to(self, delivery: Delivery) -> None:
        if delivery.channel == "log":
            self._log(f"alert: {delivery.told['sentence']}")
        elif delivery.channel == "jsonl" and self._channels.jsonl:
            self._append(self._channels.jsonl, delivery.told)
        elif delivery.channel == "webhook" and self._channels.webhook:
            self._post(self._channels.webhook, delivery.told)

    def _failed(self, delivery: Delivery, error: Exception) -> None:
        """Leave the channel alone for a while; an alert that it refuses again and again is given up."""
        failures = self._rest.get(delivery.channel, (0, 0.0))[0] + 1
        pause = min(_FIRST_PAUSE * 2.0 ** min(failures - 1, 20), _LONGEST_PAUSE)
        self._rest[delivery.channel] = (failures, time.monotonic() + pause)
        reason = visible(str(error), 200)
        if failures == 1:
            self._log(f"{delivery.channel} does not take alerts: {reason}; tried again until it does")
        if not isinstance(error, _RefusedError):
            return
        if delivery.tries + 1 >= _TRIES:
            self._log(f"alert {delivery.alert} is given up: {delivery.channel} refused it {_TRIES} times ({reason})")
            self._state.delivered(delivery)
        else:
            self._state.not_delivered(delivery, time.time() + pause)

    def _append(self, path: Path, told: dict[str, Any]) -> None:
        """One line at the end of the file, unless it stands there from before a kill."""
        if self._written is None:
            self._written = _ids_at_end(path)
        if told["id"] in self._written:
            return
        line = json.dumps(told, ensure_ascii=False) + "\n"
        with path.open("ab+") as file:
            if file.tell() and not _ends_line(path):
                line = "\n" + line  # the end of a line that was cut off stays a line of its own
            file.write(line.encode())
            file.flush()
            os.fsync(file.fileno())
        self._written.add(told["id"])

    def _post(self, url: str, told: dict[str, Any]) -> None:
        import httpx

        body = json.dumps(told, ensure_ascii=False).encode()
        stamp = int(time.time())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": user_agent(),
            "webhook-id": told["id"],
            "webhook-timestamp": str(stamp),
            "webhook-signature": sign(self._channels.secret or "", told["id"], stamp, body),
        }
        try:
            with httpx.Client(trust_env=False, follow_redirects=False, timeout=_SECONDS) as client:
                answer = client.post(url, content=body, headers=headers)
        except httpx.HTTPError as error:
            message = f"{type(error).__name__}: {error}"
            raise OSError(message) from None
        if not answer.is_success:
            message = f"it answered {answer.status_code}"
            raise _RefusedError(message)

    def _feed(self) -> int:
        """Write the feed anew: all that waits for it is in it then."""
        waiting = self._state.deliveries(time.time(), ("atom",))
        try:
            if self._channels.atom:
                _replace(self._channels.atom, feed(self._state.latest_alerts(FEED_LENGTH)))
        except OSError as error:
            self._failed(waiting[0], error)
            return 0
        for delivery in waiting:
            self._state.delivered(delivery)
        return len(waiting)


def feed(alerts: Sequence[dict[str, Any]]) -> bytes:
    """``alerts``, the newest first, as an Atom feed."""
    root = ET.Element("feed", xmlns=_ATOM)
    _add(root, "id", "urn:histor:watch")
    _add(root, "title", "Histor alerts")
    _add(root, "updated", alerts[0]["made"] if alerts else "1970-01-01T00:00:00+00:00")
    _add(_add(root, "author", None), "name", "Histor")
    for told in alerts:
        entry = _add(root, "entry", None)
        _add(entry, "id", f"urn:histor:alert:{told['id']}")
        _add(entry, "title", visible(told["sentence"], 160))
        _add(entry, "updated", told["made"])
        ET.SubElement(entry, "category", term=told["kind"])
        _add(entry, "content", visible(told["sentence"], 2_000)).set("type", "text")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _add(above: ET.Element, tag: str, text: str | None) -> ET.Element:
    element = ET.SubElement(above, tag)
    element.text = text
    return element


def _replace(path: Path, content: bytes) -> None:
    """Give the file its new content at once: a reader sees the old one or the new one."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:100]}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _ids_at_end(path: Path) -> set[str]:
    found: set[str] = set()
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL))
            for line in file:
                with suppress(ValueError, TypeError, KeyError, UnicodeError):
                    found.add(json.loads(line)["id"])
    except FileNotFoundError:
        pass
    return found


def _ends_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
