"""A few threads that do what is slow for want of an answer; they never keep the program from ending."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Crew(Generic[T]):
    """``size`` threads, started as they are needed. Results come in `done`, in the order in which they are ready."""

    def __init__(self, size: int) -> None:
        self.busy = 0
        self._size = size
        self._started = 0
        self._tasks: queue.SimpleQueue[tuple[T, Callable[[], object]]] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[tuple[T, object]] = queue.SimpleQueue()

    @property
    def free(self) -> int:
        """How many more tasks can begin at once."""
        return self._size - self.busy

    def begin(self, name: T, task: Callable[[], object]) -> None:
        """Let a thread do ``task``; its result, or its error, comes under ``name``."""
        self.busy += 1
        self._tasks.put((name, task))
        if self._started < min(self.busy, self._size):
            self._started += 1
            threading.Thread(target=self._work, name=f"histor-watch-{self._started}", daemon=True).start()

    def done(self, seconds: float) -> tuple[T, object] | None:
        """The next result (an exception where the task failed); None where there is none within ``seconds``."""
        try:
            result = self._results.get(timeout=seconds) if seconds > 0 else self._results.get_nowait()
        except queue.Empty:
            return None
        self.busy -= 1
        return result

    def _work(self) -> None:
        while True:
            name, task = self._tasks.get()
            try:
                self._results.put((name, task()))
            except Exception as error:  # noqa: BLE001  whoever asked for it decides
                self._results.put((name, error))
