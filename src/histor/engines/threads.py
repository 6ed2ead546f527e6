"""Threads of this process: onnxruntime lets go of Python's lock while it computes.

An item a core is faster than all cores on one item.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from histor.engines import AHEAD

Given = TypeVar("Given")
Made = TypeVar("Made")


def in_threads(
    items: Iterable[Given],
    attempt: Callable[[Given], Made | Exception],
    prepare: Callable[[], object],
    meanwhile: Callable[[], object],
    jobs: int,
    stop: Callable[[], object] = lambda: None,
) -> Iterator[tuple[Given, Made | Exception]]:
    """Each of ``items`` with its outcome, in their order; ``jobs`` threads share them.

    ``prepare`` is called before the first item, in the caller's own thread, while another does ``meanwhile``.
    ``stop`` is called in the end, before what is still at work is waited for.
    """
    waiting: deque[tuple[Given, Future[Made | Exception]]] = deque()
    pool = ThreadPoolExecutor(jobs)
    try:
        pool.submit(meanwhile)
        prepared = False
        for item in items:
            if not prepared:
                prepare()
                prepared = True
            waiting.append((item, pool.submit(attempt, item)))
            while waiting and (len(waiting) >= AHEAD * jobs or waiting[0][1].done()):
                earliest, made = waiting.popleft()
                yield earliest, made.result()
        while waiting:
            earliest, made = waiting.popleft()
            yield earliest, made.result()
    finally:
        stop()
        pool.shutdown(wait=True, cancel_futures=True)
