"""Worker processes of this machine: each loads the model once, and is replaced where it ends by itself.

They start afresh (spawn): threads of onnxruntime do not survive a fork. A script that asks for processes must guard its
entry with ``if __name__ == "__main__":``.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from threading import Thread
from typing import Any

from histor.engines.ordered import WorkerLostError

_END_SECONDS = 5.0  # in which a process that has closed its pipe is gone


class ProcessHand:
    """One process, and the pipe to it."""

    def __init__(self, attempt: Callable[[Any], Any], prepare: Callable[[], object]) -> None:
        ours, theirs = multiprocessing.Pipe()
        self.pipe: Connection[Any, Any] = ours
        self._begun = False
        self._process = multiprocessing.get_context("spawn").Process(
            target=_work, args=(theirs, attempt, prepare), daemon=True
        )
        with interrupts_held():
            self._process.start()
        theirs.close()

    def give(self, item: Any) -> None:
        """Send an item; that the process is gone, `take` will tell."""
        with suppress(OSError):
            self.pipe.send(item)

    def take(self) -> Any:
        """The next outcome."""
        if not self._begun:
            self._receive()
            self._begun = True
        return self._receive()

    def end(self) -> None:
        """Kill the process, which holds nothing that could be lost."""
        self._process.kill()
        self._process.join()
        self.pipe.close()

    def _receive(self) -> Any:
        try:
            kind, found = self.pipe.recv()
        except (EOFError, OSError):
            self._process.join(_END_SECONDS)
            raise WorkerLostError(_how(self._process.exitcode), begun=self._begun) from None
        if kind == "ended":
            raise found
        return found


class Processes:
    """Starts processes that each call ``prepare`` once and ``attempt`` for each item; both are sent to them."""

    def __init__(self, attempt: Callable[[Any], Any], prepare: Callable[[], object]) -> None:
        self._attempt, self._prepare = attempt, prepare
        if hasattr(signal, "pthread_sigmask"):
            from multiprocessing import resource_tracker

            resource_tracker.ensure_running()  # or the first worker would start it, which undoes interrupts_held

    def start(self) -> ProcessHand:
        """A new process."""
        return ProcessHand(self._attempt, self._prepare)

    def ready(self, hands: Sequence[ProcessHand], *, wait: bool) -> Sequence[ProcessHand]:
        """Those who have sent something, or ended."""
        by_pipe = {hand.pipe: hand for hand in hands}
        return [by_pipe[pipe] for pipe in _readable(list(by_pipe), None if wait else 0)]

    def close(self) -> None:
        """Nothing is left to be done."""


def _readable(pipes: list[Connection[Any, Any]], seconds: float | None) -> list[Any]:
    return list(wait(pipes, seconds))


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


def _work(pipe: Connection[Any, Any], attempt: Callable[[Any], Any], prepare: Callable[[], object]) -> None:
    """The life of a worker. What it is sent is received at once, or two full pipes could block each other."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    items: SimpleQueue[Any] = SimpleQueue()

    def receive() -> None:
        while True:
            try:
                items.put(pipe.recv())
            except (EOFError, OSError):
                os._exit(0)  # nobody is left to hear of it

    Thread(target=receive, daemon=True).start()
    try:
        prepare()
        pipe.send(("ready", None))
        while True:
            pipe.send(("made", sendable(attempt(items.get()))))
    except Exception as error:  # noqa: BLE001  it concerns all items, and is raised by those who take them
        with suppress(OSError):
            pipe.send(("ended", sendable(error)))


def sendable(found: Any) -> Any:
    """``found``, or where it is an error that another process could not make of its pickle, one that says the same."""
    if not isinstance(found, Exception):
        return found
    try:
        pickle.loads(pickle.dumps(found))  # noqa: S301  our own
    except Exception:  # noqa: BLE001  whatever its class does
        return RuntimeError(f"{type(found).__name__}: {found}")
    return found


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Ctrl-C waits until the end of this block; worker processes started in it never hear it, it is ours to handle."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
