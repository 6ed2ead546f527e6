"""What was found out before: as long as the ledger is the same, it need not be found out again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")

MOST_BYTES = 32_000_000  # of all that is kept together: some hundreds of pages
LARGEST = 1_000_000  # bytes of one answer; larger ones are rows that somebody fetches once


class Kept(Generic[T]):
    """Values by keys that name the state of the ledger, too; those that nobody has asked for the longest go first."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[str, tuple[T, int]] = OrderedDict()
        self._bytes = 0

    def get(self, key: str) -> T | None:
        """The value of ``key``, where it is still there."""
        with self._lock:
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key][0]

    def put(self, key: str, value: T, size: int) -> None:
        """Keep ``value``, which takes ``size`` bytes, unless that is more than LARGEST."""
        if size > LARGEST:
            return
        with self._lock:
            _, before = self._held.pop(key, (None, 0))
            self._held[key] = value, size
            self._bytes += size - before
            while self._bytes > self._most:
                _, (_, freed) = self._held.popitem(last=False)
                self._bytes -= freed
