"""The watch itself: one loop that looks, reads, codes, adds, asks and delivers, and can be ended at any moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from histor.errors import HistorError, LedgerError, ReadError
from histor.ledger.ledger import Ledger
from histor.ledger.originals import Originals
from histor.plain import visible
from histor.read import read, read_listed
from histor.read.fetch import LaterError, host_of
from histor.read.listed import Listed
from histor.read.visits import PATIENCE, Visits
from histor.records import Account, Report
from histor.watch import polls
from histor.watch.config import Config, Watched
from histor.watch.crew import Crew
from histor.watch.deliver import Deliverer, names
from histor.watch.queries import Queries
from histor.watch.state import LONGEST, Found, Item, State

if TYPE_CHECKING:
    from histor.link.tellings import Coded
    from histor.read import Skipped

Code = Callable[[Iterable[Report], Callable[["Skipped"], object]], "Iterator[Account | Coded]"]

_THREADS = 16  # that wait for servers; what they read is taken apart by one process, and coded by this one
_BATCH = 64  # reports coded between two looks at what has come in meanwhile: under a minute's work
_TRIES = 20  # for a page whose server is down: with pauses that double up to six hours, about three days
_FIRST_PAUSE, _LONGEST_PAUSE = 30.0, 21_600.0
_CODED_ALONE, _CODED_LAST = 3, 6  # times that the program may end over a report, until it is coded alone; is given up
_SETTLED = 1.0  # seconds that a file must stay as it is before it is read
_GATHER = 5.0  # seconds for which reports are gathered while more are coming in: the ledger is opened once for many
_RUN = 20  # pages of one host that a thread reads in turn
_STEP = 0.5  # seconds between two looks at what is due


@dataclass(slots=True)
class Tally:
    """What one run has done."""

    found: int = 0
    added: int = 0
    known: int = 0
    skipped: int = 0
    failed: int = 0  # looks at sources
    alerts: int = 0

    def sentence(self) -> str:
        """All of it in one line."""
        known = f" ({self.known:,} known already)" if self.known else ""
        return (
            f"{self.found:,} items found, {self.added:,} reports added{known}, {self.skipped:,} skipped, "
            f"{self.failed:,} looks at sources failed, {self.alerts:,} alerts"
        )


class Watch:
    """A watch as ``config`` says. ``code`` makes accounts of reports; ``log`` writes one line.

    Raises LedgerError where another watch has the state, or the ledger cannot be used.
    """

    def __init__(
        self,
        config: Config,
        log: Callable[[str], object],
        *,
        code: Code | None = None,
        first_pause: float = _FIRST_PAUSE,
    ) -> None:
        self._config = config
        self._log = log
        self._code = code or (_code_to_link if config.link else _code)
        self._first_pause = first_pause
        self._ledger = Ledger(config.ledger)
        self._ledger.make()
        self._state = State(Path(f"{config.ledger}.watch"))
        self._queries = Queries(config.queries, self._state, names(config.channels))
        self._deliverer = Deliverer(config.channels, self._state, log)
        self._visits = Visits(allow_private=config.allow_private, pause=config.pause, tries=1, contact=config.contact)
        self._keep = Originals(config.ledger).keep if config.keep else None
        self._crew: Crew[Watched | tuple[Item, ...]] = Crew(_THREADS)
        self._hosts: set[str] = set()  # that are being visited
        self._looking: set[str] = set()  # sources that are being looked at
        self._looked: set[str] = set()  # in this run
        self._stale = True  # whether the ledger may hold what the queries have not seen
        self._ledger_due = 0.0
        self._worked_at = 0.0
        self.tally = Tally()

    def run(self, *, once: bool = False, stop: Callable[[], bool] = lambda: False) -> Tally:
        """Watch until ``stop`` says so; with ``once`` until every source was looked at and all that is due is done."""
        try:
            self._begin()
            while not stop():
                worked = self._step(once)
                if once and not worked and self._idle():
                    break
                self._take(0.0 if worked else _STEP)
        finally:
            self._ledger.close()
            self._state.close()
        return self.tally

    def _begin(self) -> None:
        """What a run that was killed has left undone; and what each query finds before anything new comes."""
        if self._config.link and self._ledger.unlinked():
            self._log(f"linking {self._ledger.unlinked():,} reports")
            self._ledger.link()
        self._ask()

    def _step(self, once: bool) -> bool:
        """One round; whether there was anything to do."""
        now = time.time()
        self._look(now, once)
        self._fetch(now)
        worked = self._files(now)
        worked = self._work() or worked
        if self._stale and now >= self._ledger_due:
            self._ask()
        self._deliverer.deliver()
        return worked

    def _idle(self) -> bool:
        """Whether nothing is left that could be done within a moment."""
        soon = time.time() + 2 * _SETTLED
        return not (
            self._crew.busy
            or (self._stale and time.time() >= self._ledger_due)
            or any(source.where not in self._looked for source in self._config.sources)
            or self._state.next_files(soon)
            or any(
                self._rest(self._state.pages_of(host, soon, 1)[0]) <= PATIENCE
                for host in self._state.waiting_hosts(soon)
            )
        )

    def _rest(self, item: Item) -> float:
        return self._visits.rest(item.listed.url) if item.listed.url else 0.0

    # Looking

    def _look(self, now: float, once: bool) -> None:
        for source in self._config.sources:
            if source.where in self._looking or self._crew.free <= 0 or (once and source.where in self._looked):
                continue
            validators, due, failures = self._state.source(source.where)
            if due > now and not (once and not failures and source.where not in self._looked):
                if once:
                    self._looked.add(source.where)  # it asked to be left alone, or has failed a moment ago
                continue
            if source.kind == "folder":
                self._scan(source, now)
                continue
            host = host_of(source.where)
            rest = self._visits.rest(source.where)
            if once and rest > PATIENCE:
                self._looked.add(source.where)
            if host in self._hosts or rest:
                continue
            self._hosts.add(host)
            self._looking.add(source.where)
            self._crew.begin(source, partial(polls.poll, source, validators, self._visits))

    def _scan(self, source: Watched, now: float) -> None:
        self._looked.add(source.where)
        files = ((f"{seen.path}|{seen.size}|{seen.modified}", "", None, (seen.path, seen.size, seen.modified))
                 for seen in polls.scan(source))  # fmt: skip
        validators, _, _ = self._state.source(source.where)
        self.tally.found += self._state.found(source.where, files, validators, now + source.every, now + _SETTLED)

    def _looked_at(self, source: Watched, result: object) -> None:
        self._looking.discard(source.where)
        self._looked.add(source.where)
        self._hosts.discard(host_of(source.where))
        now = time.time()
        _, _, failures = self._state.source(source.where)
        if isinstance(result, polls.Polled):
            if failures:
                self._log(f"{_name(source)} answers again")
            for trouble in result.trouble:
                self._log(f"{_name(source)}: {visible(trouble, 300)}")
            entries = map(_entry, result.entries)
            self.tally.found += self._state.found(source.where, entries, result.validators, now + source.every)
            return
        self.tally.failed += 1
        asked = result.seconds if isinstance(result, LaterError) else None
        pause = max(min(source.every * 2.0 ** min(failures + 1, 16), _LONGEST_PAUSE), asked or 0.0)
        if not failures:
            self._log(f"{_name(source)} cannot be read: {_reason(result)}; tried again until it can")
        self._state.failed(source.where, now + min(pause, LONGEST))

    # Reading

    def _fetch(self, now: float) -> None:
        if self._crew.free <= 0:
            return
        for host in self._state.waiting_hosts(now):
            if self._crew.free <= 0:
                return
            if host in self._hosts:
                continue
            items = tuple(self._state.pages_of(host, now, _RUN))
            if not self._rest(items[0]):
                self._hosts.add(host)
                self._crew.begin(items, partial(self._read_in_turn, items))

    def _read_in_turn(self, items: tuple[Item, ...]) -> list[tuple[Item, object]]:
        """In a thread: what the pages of one host give, as far as there is time and the host answers."""
        outlets = {source.where: source.outlet for source in self._config.sources}
        until = time.monotonic() + _GATHER
        results: list[tuple[Item, object]] = []
        for item in items:
            try:
                outlet = outlets.get(item.source)
                report = read_listed(item.listed, self._visits, outlet=outlet, on_fetched=self._keep)
                results.append((item, report))
            except Exception as error:  # noqa: BLE001  told or tried again by `_fetched`
                results.append((item, error))
                if isinstance(error, LaterError):
                    break
            if time.monotonic() > until:
                break
        return results

    def _fetched(self, item: Item, result: object) -> None:
        if isinstance(result, Report):
            self._state.read(item.number, result)
        elif isinstance(result, LaterError) and item.tries + 1 < _TRIES:
            pause = min(self._first_pause * 2.0 ** min(item.tries, 16), _LONGEST_PAUSE)
            self._state.put_off(item.number, time.time() + max(pause, result.seconds or 0.0), _reason(result))
        elif isinstance(result, LedgerError):  # the page could not be kept
            self._log(_reason(result))
            self._state.put_off(item.number, time.time() + self._first_pause, _reason(result))
        else:
            self._skip(item.number, item.item, _reason(result))

    def _files(self, now: float) -> bool:
        items = self._state.next_files(now)
        by_place = {source.where: source for source in self._config.sources}
        for item in items:
            assert item.file is not None
            path, size, modified = item.file
            if not _is(path, size, modified):
                self._state.drop(item.number)
                continue
            source = by_place.get(item.source)
            try:
                listed = polls.leads(path)
            except (ReadError, OSError) as error:
                self._skip(item.number, path, _reason(error))
                continue
            if listed is not None:
                self.tally.found += self._state.read_list(item, map(_entry, listed))
                continue
            outlet = source.outlet if source else None
            reports = read(path, outlet=outlet, visits=self._visits, on_skip=self._told)
            self.tally.found += self._state.read_file(item, reports)
        return bool(items)

    def _told(self, skipped: Skipped) -> None:
        self.tally.skipped += 1
        self._log(f"skipped {skipped}")

    def _skip(self, number: int, name: str, reason: str) -> None:
        self.tally.skipped += 1
        self._log(f"skipped {visible(name, 300)}: {reason}")
        self._state.skip(number, reason)

    def _take(self, seconds: float) -> None:
        """Take what the threads have brought; wait so long for the first of it."""
        while (result := self._crew.done(seconds)) is not None:
            seconds = 0.0
            what, outcome = result
            if isinstance(what, Watched):
                self._looked_at(what, outcome)
                continue
            self._hosts.discard(what[0].host)
            for item, each in outcome if isinstance(outcome, list) else ():
                self._fetched(item, each)

    # Coding

    def _work(self) -> bool:
        """Code some of what was read, and add it to the ledger; whether there was any."""
        gathering = self._crew.busy and time.monotonic() < self._worked_at + _GATHER
        if time.time() < self._ledger_due or (gathering and self._state.held() < _BATCH):
            return False
        for number in self._state.worn_out(_CODED_LAST):
            self._skip(number, f"item {number}", f"the program ended {_CODED_LAST} times while it was coded")
        held = self._state.next_reports(_BATCH, _CODED_ALONE)
        if not held:
            return False
        self._worked_at = time.monotonic()
        numbers = [one.number for one in held]
        try:
            before = self._ledger.present(one.key for one in held)
            self._ledger.close()
            fresh = {one.key: one.report for one in held if one.key not in before}
            reasons: dict[str, str] = {}
            coded = self._code(fresh.values(), lambda skipped: reasons.setdefault(skipped.input, skipped.reason))
            self.tally.added += self._ledger.add(coded, link=self._config.link)
            after = self._ledger.present(one.key for one in held)
            self._ledger.close()
        except LedgerError as error:
            self._state.not_coded(numbers)
            self._log(f"{error} Tried again in a minute.")
            self._ledger_due = time.time() + 60.0
            return False
        except BaseException:  # Ctrl-C too: the report is not to blame
            self._state.not_coded(numbers)
            raise
        self._stale = self._stale or bool(fresh)
        self.tally.known += sum(one.key in before for one in held)
        self._state.done(one.number for one in held if one.key in after)
        for one in held:
            if one.key not in after:
                name = one.report.url or one.report.id
                self._skip(one.number, name, reasons.get(name, "it could not be coded"))
        return True

    def _ask(self) -> None:
        """Ask the queries what is new to them."""
        try:
            self.tally.alerts += self._queries.ask(self._ledger)
            self._ledger.close()
            self._stale = False
        except LedgerError as error:
            self._log(f"{error} Tried again in a minute.")
            self._ledger_due = time.time() + 60.0


def _code(reports: Iterable[Report], on_skip: Callable[[Skipped], object]) -> Iterator[Account | Coded]:
    from histor.pipeline import code_reports

    return code_reports(reports, on_skip=on_skip)


def _code_to_link(reports: Iterable[Report], on_skip: Callable[[Skipped], object]) -> Iterator[Account | Coded]:
    from histor.pipeline import code_and_read_reports

    return code_and_read_reports(reports, on_skip=on_skip)


def _entry(entry: Listed) -> Found:
    return polls.item_of(entry), host_of(entry.url or ""), entry, None


def _is(path: str, size: int, modified: int) -> bool:
    try:
        about = Path(path).stat()
    except OSError:
        return False
    return (about.st_size, about.st_mtime_ns) == (size, modified)


def _reason(error: object) -> str:
    if isinstance(error, ReadError | HistorError):
        return visible(str(error), 300)
    return visible(f"an error in Histor itself, please report it: {type(error).__name__}: {error}", 300)


def _name(source: Watched) -> str:
    return visible(source.name, 200)
