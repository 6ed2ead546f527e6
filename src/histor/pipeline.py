"""The way of a report: read → tag → code → resolve; and the one place that chooses who does the work.

Stages are plain functions and know nothing of processes or threads. Here one report is led through them
(`code_report`), or many (`code_reports`): in this process, or in worker processes that each load the model once.

>>> account = code("Iran denied that it sent troops to Syria.", outlet="Sample Herald")
>>> [voice.stance for voice in account.voices]
['deny']
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from histor.errors import HistorError, ModelError, UsageError
from histor.records import Account, Coder, Report

if TYPE_CHECKING:
    from histor.engines import Engine
    from histor.link.tellings import Coded, Reading
    from histor.link.weights import Weights
    from histor.own import OwnCodebook
    from histor.own.senses import Senses
    from histor.read import Skipped
    from histor.tag import Guideline, Tagger

    Book = OwnCodebook | Path | str | None

GUIDELINE: Guideline = "histor"
Given = TypeVar("Given")
Made = TypeVar("Made")


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
    return _coded(report, guideline=guideline, tagger=tagger, codebook=codebook, read=False)[0]


def code_and_read(
    report: Report, *, guideline: Guideline = GUIDELINE, tagger: Tagger | None = None, codebook: Book = None
) -> Coded:
    """`code_report`, with what linking needs of the same pass of the encoder (`histor.link.tellings.reading`)."""
    from histor.link.tellings import Coded, reading

    tagger = tagger or _tagger(0)
    usual = guideline == GUIDELINE  # linking's weights are for vectors of this guideline
    account, made = _coded(report, guideline=guideline, tagger=tagger, codebook=codebook, read=usual)
    return Coded(account, made or reading(account, tagger, _weights()))


def _coded(
    report: Report, *, guideline: Guideline, tagger: Tagger | None, codebook: Book, read: bool
) -> tuple[Account, Reading | None]:
    """The account of ``report``, and where it is to be ``read`` for linking, the reading too."""
    from histor.code import account
    from histor.resolve.actors import with_actors
    from histor.resolve.actors_user import user_actors
    from histor.resolve.places import with_places
    from histor.resolve.times import with_times

    tagger = tagger or _tagger(0)
    own = _own(codebook)
    types = _senses(tagger, own) if own else None
    tagging, cut, words = tagger.tag_and_read(report.text, guideline=guideline, types=types)
    made = account(report, tagging, coder=coder(tagger, own), book=own.book() if own else None)
    made = with_places(with_times(with_actors(made, user_actors())))
    if not read:
        return made, None
    from histor.link.tellings import read as read_events
    from histor.link.tellings import seeds

    return made, read_events(report, cut, words, seeds(made), _weights())


def _weights() -> Weights:
    from histor.link.weights import load

    return load()


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
    engine: Engine | None = None,
    guideline: Guideline = GUIDELINE,
    codebook: Book = None,
    on_skip: Callable[[Skipped], object] | None = None,
) -> Iterator[Account]:
    """One account a report, in the order of ``reports``, the same bytes for any number of ``jobs``.

    ``engine`` is "threads", "processes" or "ray" (docs/scale.md); where it is None, a thread a core codes the reports
    with ``jobs`` 1, and with more that many worker processes do. A script that asks for processes must guard its entry
    with ``if __name__ == "__main__":``, as for all of Python's worker processes. A report that cannot be coded, or
    whose worker process dies, is handed to ``on_skip`` and the rest goes on; without ``on_skip`` its error is raised.

    Raises UsageError where ``jobs`` is below 1 or ``codebook`` is no codebook, HistorError where no worker can start.
    """
    yield from _good(_outcomes(reports, jobs, partial(_account, guideline, _own(codebook)), engine), on_skip)


def second_opinions(
    reports: Iterable[Report], *, jobs: int = 1, on_skip: Callable[[Skipped], object] | None = None
) -> Iterator[Account]:
    """Accounts of ``reports`` by the large language model that the environment names (docs/second-opinion.md).

    ``jobs`` reports are asked about at once. Raises UsageError where the environment names no endpoint.
    """
    from histor import __version__
    from histor.code.codebook import CODEBOOK_ID
    from histor.engines.threads import in_threads
    from histor.second.client import Client, endpoint
    from histor.second.opinion import second_opinion

    asked = endpoint()
    client, made_by = Client(asked), Coder(__version__, f"llm:{asked.model}", CODEBOOK_ID)

    def attempt(report: Report) -> Account | Exception:
        try:
            return second_opinion(report, client, made_by)
        except Exception as error:  # noqa: BLE001  handed to on_skip or raised
            return error

    yield from _good(in_threads(reports, attempt, lambda: None, _prepare_grammar, jobs, client.close), on_skip)


def code_and_read_reports(
    reports: Iterable[Report],
    *,
    jobs: int = 1,
    engine: Engine | None = None,
    guideline: Guideline = GUIDELINE,
    codebook: Book = None,
    on_skip: Callable[[Skipped], object] | None = None,
) -> Iterator[Coded]:
    """`code_reports`, each account with its reading, for a ledger that links."""
    yield from _good(
        _outcomes(reports, jobs, partial(_account_and_reading, guideline, _own(codebook)), engine), on_skip
    )


def readings(accounts: Iterable[Account], *, jobs: int = 1) -> Iterator[Reading]:
    """The readings of accounts that were coded before, in their order; the encoder runs once over each text."""
    for _, outcome in _outcomes(accounts, jobs, _reading):
        if isinstance(outcome, Exception):
            raise outcome
        yield outcome


def _account(guideline: Guideline, own: OwnCodebook | None, tagger: Tagger, report: Report) -> Account:
    return code_report(report, guideline=guideline, tagger=tagger, codebook=own)


def _account_and_reading(guideline: Guideline, own: OwnCodebook | None, tagger: Tagger, report: Report) -> Coded:
    return code_and_read(report, guideline=guideline, tagger=tagger, codebook=own)


def _reading(tagger: Tagger, account: Account) -> Reading:
    from histor.link.tellings import reading

    return reading(account, tagger, _weights())


def _good(
    outcomes: Iterable[tuple[Report, Made | Exception]], on_skip: Callable[[Skipped], object] | None
) -> Iterator[Made]:
    """What was made; an error is handed to ``on_skip``, or raised where there is none."""
    for report, outcome in outcomes:
        if not isinstance(outcome, Exception):
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
    items: Iterable[Given], jobs: int, make: Callable[[Tagger, Given], Made], engine: Engine | None = None
) -> Iterator[tuple[Given, Made | Exception]]:
    """Each item with what ``make`` makes of it, or the error that prevented it. This is where the executor is chosen."""
    if jobs < 1:
        raise UsageError(f"jobs must be 1 or more, not {jobs}.")
    attempt: Callable[[Given], Made | Exception] = partial(_attempt, make)
    if engine == "ray":
        from histor.engines.ordered import in_order
        from histor.engines.ray_actors import RayActors

        return in_order(items, RayActors(attempt, _prepare, jobs), jobs)
    if engine == "processes" or (engine is None and jobs > 1):
        from histor.engines.ordered import in_order
        from histor.engines.processes import Processes

        return in_order(items, Processes(attempt, _prepare), jobs)
    from histor.engines.threads import in_threads

    return in_threads(items, attempt, partial(_tagger, 1), _prepare_grammar, jobs if jobs > 1 else cores())


def _prepare() -> None:
    _tagger(1)
    _prepare_grammar()


def _prepare_grammar() -> None:
    from histor.resolve.times_grammar import prepare

    prepare()


def _attempt(make: Callable[[Tagger, Given], Made], item: Given) -> Made | Exception:
    """What is made, or the error: one report's failure is no reason to lose the others. ModelError concerns all."""
    tagger = _tagger(1)
    try:
        return make(tagger, item)
    except (ModelError, UsageError):
        raise
    except Exception as error:  # noqa: BLE001  handed to on_skip or raised by code_reports
        return error


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
