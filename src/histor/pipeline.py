"""The way of a report: read → tag → code → resolve; and the one place that chooses who does the work.

Stages are plain functions and know nothing of processes or threads. Here one report is led through them
(`code_report`), or many (`code_reports`): in this process, or in worker processes that each load the model once.

>>> account = code("Iran denied that it sent troops to Syria.", outlet="Sample Herald")  # doctest: +SKIP
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from histor.errors import HistorError, ModelError, UsageError
from histor.records import Account, Coder, Report

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from histor.own import OwnCodebook
    from histor.own.senses import Senses
    from histor.read import Skipped
    from histor.tag import Guideline, Tagger

    Book = OwnCodebook | Path | str | None

GUIDELINE: Guideline = "histor"
_AHEAD = 4  # reports a worker has waiting: enough that none is idle, few enough that memory stays bounded


def code(
    text: str,
    *,
    id: str | None = None,
    title: str | None = None,
    outlet: str | None = None,
    published: str | None = None,
    url: str | None = None,
    codebook: Book = None,
) -> Account:
    """The account of one report given as text; ``published`` is an ISO date (YYYY-MM-DD).

    ``codebook`` is a codebook of one's own, or its file (see docs/own-codebook.md).

    Raises ReadError where ``text`` is no report (empty, not English, not a date …), ModelError where the model folder
    cannot be used, UsageError where ``codebook`` is no codebook.
    """
    from histor.read import report_from_text

    report = report_from_text(text, id=id, title=title, outlet=outlet, published=published, url=url)
    return code_report(report, codebook=codebook)


def code_report(
    report: Report, *, guideline: Guideline = GUIDELINE, tagger: Tagger | None = None, codebook: Book = None
) -> Account:
    """The account of ``report``; voices are annotated as ``guideline`` says (see docs/model.md).

    The tagger is loaded once a process and kept, unless one is given. Raises ModelError where it cannot be loaded.
    """
    from histor.code import account
    from histor.resolve.actors import with_actors
    from histor.resolve.actors_user import user_actors
    from histor.resolve.places import with_places
    from histor.resolve.times import with_times

    tagger = tagger or _tagger(0)
    own = _own(codebook)
    tagging = tagger.tag(report.text, guideline=guideline, types=_senses(tagger, own) if own else None)
    made = account(report, tagging, coder=coder(tagger, own), book=own.book() if own else None)
    return with_places(with_times(with_actors(made, user_actors())))


def coder(tagger: Tagger | None = None, own: OwnCodebook | None = None) -> Coder:
    """What codes reports now, as accounts state it: the versions of Histor, of the model and of the codebook.

    The user's own table of actors and own gazetteers, where there are any, are named with the codebook by digests of
    their content.
    """
    from histor import __version__
    from histor.code.codebook import CODEBOOK_ID
    from histor.resolve.actors_user import user_actors
    from histor.resolve.gazetteer import gazetteer

    codebook, table = own.name if own else CODEBOOK_ID, user_actors()
    named = f"{codebook}+actors:{table.digest}" if table else codebook
    if added := gazetteer().added:
        named += f"+gazetteer:{added}"
    return Coder(__version__, (tagger or _tagger(0)).model_id, named)


def code_reports(
    reports: Iterable[Report],
    *,
    jobs: int = 1,
    guideline: Guideline = GUIDELINE,
    codebook: Book = None,
    on_skip: Callable[[Skipped], object] | None = None,
) -> Iterator[Account]:
    """One account a report, in the order of ``reports``, the same bytes for any number of ``jobs``.

    With ``jobs`` 1 a thread a core codes the reports, with more that many worker processes do; a script that asks for
    processes must guard its entry with ``if __name__ == "__main__":``, as for all of Python's worker processes. A
    report that cannot be coded is handed to ``on_skip`` and the rest goes on; without ``on_skip`` its error is raised.

    Raises UsageError where ``jobs`` is below 1 or ``codebook`` is no codebook, HistorError where a worker process dies.
    """
    if jobs < 1:
        raise UsageError(f"jobs must be 1 or more, not {jobs}.")
    for report, outcome in _outcomes(reports, jobs, guideline, _own(codebook)):
        if isinstance(outcome, Account):
            yield outcome
        elif on_skip is None:
            raise outcome
        else:
            from histor.read import Skipped

            on_skip(Skipped(report.url or report.id, _reason(outcome)))


def _reason(error: Exception) -> str:
    if isinstance(error, HistorError):
        return str(error)
    return f"an error in Histor itself, please report it: {type(error).__name__}: {error}"


def _outcomes(
    reports: Iterable[Report], jobs: int, guideline: Guideline, own: OwnCodebook | None
) -> Iterator[tuple[Report, Account | Exception]]:
    """Each report with its account or the error that prevented it. This is where the executor is chosen."""
    ahead = _AHEAD * (jobs if jobs > 1 else cores())
    with _workers(jobs) as pool:
        waiting: deque[tuple[Report, Future[Account | Exception]]] = deque()
        try:
            if jobs == 1:
                from histor.resolve.times_grammar import prepare

                pool.submit(prepare)  # while the model loads
            for report in reports:
                if jobs == 1:
                    _tagger(1)  # once, before two threads can ask for it
                with _interrupts_held():
                    waiting.append((report, pool.submit(_attempt, report, guideline, own)))
                while waiting and (len(waiting) >= ahead or waiting[0][1].done()):
                    yield _finished(*waiting.popleft())
            while waiting:
                yield _finished(*waiting.popleft())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _attempt(report: Report, guideline: Guideline, own: OwnCodebook | None) -> Account | Exception:
    """The account, or the error: one report's failure is no reason to lose the others. ModelError concerns all."""
    tagger = _tagger(1)
    try:
        return code_report(report, guideline=guideline, tagger=tagger, codebook=own)
    except (ModelError, UsageError):
        raise
    except Exception as error:  # noqa: BLE001  handed to on_skip or raised by code_reports
        return error


def _finished(report: Report, future: Future[Account | Exception]) -> tuple[Report, Account | Exception]:
    from concurrent.futures.process import BrokenProcessPool

    try:
        return report, future.result()
    except BrokenProcessPool as error:
        raise HistorError(
            "A worker process ended by itself, most likely for want of memory; try fewer jobs."
        ) from error


def _workers(jobs: int) -> Executor:
    """Worker processes, or for one job a thread a core: onnxruntime lets go of Python's lock while it computes.

    A report a core is faster than all cores on one report. Processes start afresh (spawn): threads of onnxruntime do
    not survive a fork.
    """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

    if jobs == 1:
        return ThreadPoolExecutor(cores())

    if hasattr(signal, "pthread_sigmask"):
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()  # or the first worker would start it, which undoes _interrupts_held
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_start_worker)


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C waits until the end of this block; worker processes started in it never hear it, it is ours to handle."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _own(codebook: Book) -> OwnCodebook | None:
    if codebook is None:
        return None
    from histor.own import OwnCodebook, read_own

    return codebook if isinstance(codebook, OwnCodebook) else read_own(Path(codebook))


@lru_cache(maxsize=4)
def _senses(tagger: Tagger, own: OwnCodebook) -> Senses:
    from histor.own.senses import Senses

    return Senses(tagger, own)


@cache
def _tagger(threads: int) -> Tagger:
    """This process's tagger; ``threads`` inside one operation of the model, 0 for one a core."""
    from histor.tag import Tagger

    return Tagger.load(threads=threads or cores())


def cores() -> int:
    """Cores that this process may use, which in a container are often fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
