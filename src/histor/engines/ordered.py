"""Items through workers that can die, back in their order.

Where a worker ends in the middle of its work another takes the place. The item that it was at is given to that one, alone
until it is done, since the loss may have had nothing to do with it (a machine that is taken away); where the second
worker ends too, the item's outcome is a `WorkerLostError`. What else the lost one had waiting is done again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from histor.engines import AHEAD
from histor.errors import HistorError

Given = TypeVar("Given")
Made = TypeVar("Made")
Attempt = Callable[[Given], Made | Exception]
"""What workers do with an item: it returns the error that concerns the item alone, and raises what concerns all."""


class WorkerLostError(HistorError):
    """The worker ended by itself while it was at this item; ``begun`` is False where it never came to work."""

    def __init__(self, how: str, *, begun: bool) -> None:
        super().__init__(f"its worker ended by itself ({how}), twice, most likely for want of memory")
        self.how, self.begun = how, begun


class Hand(Protocol):
    """One worker. It does what it is given in order."""

    def give(self, item: Any) -> None:
        """Hand over one item more."""
        ...

    def take(self) -> Any:
        """The outcome of the earliest item that has not been taken. Raises WorkerLostError where there will be none."""
        ...

    def end(self) -> None:
        """End the worker, whatever it does."""
        ...


class Crew(Protocol):
    """Where workers come from."""

    def start(self) -> Hand:
        """A new worker."""
        ...

    def ready(self, hands: Sequence[Any], *, wait: bool) -> Sequence[Any]:
        """Those of ``hands`` that have something to be taken; where it is to ``wait``, until there is one."""
        ...

    def close(self) -> None:
        """No more workers are wanted."""
        ...


@dataclass(slots=True, eq=False)
class _Place:
    """The place of a worker: the numbers of the items that it has, and of those that wait until it is no longer suspected."""

    hand: Hand
    numbers: deque[int] = field(default_factory=deque)
    later: deque[int] = field(default_factory=deque)

    @property
    def load(self) -> int:
        return len(self.numbers) + len(self.later)


def in_order(items: Iterable[Given], crew: Crew, jobs: int) -> Iterator[tuple[Given, Any]]:
    """Each of ``items`` with its outcome, in their order; ``jobs`` workers of ``crew`` share them.

    Closing the iterator ends the workers.
    """
    work = _Work(crew)
    try:
        for number, item in enumerate(items):
            work.add(number, item, jobs)
            work.gather(wait=False)
            while work.first in work.made or len(work.items) >= AHEAD * jobs:
                yield work.next()
        while work.items:
            yield work.next()
    finally:
        for place in work.places:
            place.hand.end()
        crew.close()


class _Work:
    """Items on their way: by number, who has them and what was made of them."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self.places: list[_Place] = []
        self.items: dict[int, Any] = {}
        self.made: dict[int, Any] = {}
        self.first = 0
        self._suspected: dict[int, WorkerLostError] = {}
        self._worked = False  # once a worker has worked, that another was lost at once is the item's fault

    def add(self, number: int, item: Any, jobs: int) -> None:
        """One item more, for whoever has least to do."""
        self.items[number] = item
        if len(self.places) < jobs:
            self.places.append(_Place(self.crew.start()))
            place = self.places[-1]
        else:
            place = min(self.places, key=lambda place: place.load)
        self._give(place, number)

    def next(self) -> tuple[Any, Any]:
        """The earliest item with its outcome."""
        while self.first not in self.made:
            self.gather(wait=True)
        number, self.first = self.first, self.first + 1
        return self.items.pop(number), self.made.pop(number)

    def gather(self, *, wait: bool) -> None:
        """Take what workers have made; where it is to ``wait``, at least one outcome."""
        busy = {place.hand: place for place in self.places if place.numbers}
        for hand in self.crew.ready(list(busy), wait=wait):
            self._take(busy[hand])

    def _take(self, place: _Place) -> None:
        number = place.numbers.popleft()
        try:
            self.made[number] = place.hand.take()
        except WorkerLostError as lost:
            self._replace(place, number, lost)
        else:
            self._suspected.pop(number, None)
            self._worked = True
        if not place.numbers:
            waiting, place.later = place.later, deque()
            for later in waiting:
                self._give(place, later)

    def _replace(self, place: _Place, number: int, lost: WorkerLostError) -> None:
        """A new worker in the place of the one that was lost at ``number``."""
        before = self._suspected.pop(number, None)
        if before is not None and not (self._worked or before.begun or lost.begun):
            raise HistorError(f"Workers cannot start ({lost.how}), most likely for want of memory; try fewer jobs.")
        place.hand.end()
        place.hand = self.crew.start()
        place.later, place.numbers = place.numbers + place.later, deque()
        if before is None:
            self._suspected[number] = lost
            self._give(place, number)
        else:
            self.made[number] = lost

    def _give(self, place: _Place, number: int) -> None:
        if place.numbers and place.numbers[0] in self._suspected:
            place.later.append(number)
        else:
            place.numbers.append(number)
            place.hand.give(self.items[number])
