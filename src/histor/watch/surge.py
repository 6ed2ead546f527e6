"""Whether there is more of something this week than in its own past weeks, and by which numbers.

The rule, with n incidents in the last seven days and m as the mean of the weeks before:

- the low-base rule: a mean below 1 counts as 1, and n must be ``least`` or more; from 1 to 3 is no surge;
- n is ``factor`` times m or more;
- by chance so many, n or more where m are usual, come less than once in a hundred weeks (Poisson).

Weeks before the first report that the ledger has do not count, and there must be MIN_WEEKS of them.

>>> judge((2, 0, 1, 1), 9, factor=2.0, least=5).surge, judge((0, 0, 0, 0), 3, factor=2.0, least=5).surge
(True, False)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from histor.ledger.filters import Filters
from histor.ledger.overview import Chosen, over_time

if TYPE_CHECKING:
    from histor.ledger.ledger import Ledger
    from histor.watch.config import Query

MIN_WEEKS = 4
CHANCE = 0.01
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Numbers:
    """``now`` incidents in the week that ends with ``until``; ``past`` are the weeks before it, the latest first.

    ``chance``: of ``now`` or more where ``mean`` (1 at least) is usual.
    """

    until: str | None
    now: int
    past: tuple[int, ...]
    mean: float
    ratio: float
    chance: float
    surge: bool


def numbers(ledger: Ledger, query: Query) -> Numbers | None:
    """The numbers of ``query`` as the ledger has them; None where too few weeks are covered.

    The last week ends on the day of the latest report, so that neither a pause of the watch nor a clock that goes
    wrong makes a week look empty.
    """
    found = ledger.published()
    if found is None:
        return None
    first, last = found
    weeks = min(query.weeks, (last - first).days // 7)
    if weeks < MIN_WEEKS:
        return None
    counts = _by_week(ledger, query, last, weeks)
    return judge(counts[1:], counts[0], factor=query.factor, least=query.least, until=last)


def judge(past: Sequence[int], now: int, *, factor: float, least: int, until: date | None = None) -> Numbers:
    """Whether ``now`` is a surge over ``past``."""
    mean = sum(past) / len(past)
    base = max(mean, 1.0)
    chance = _at_least(now, base)
    surge = now >= least and now >= factor * base and chance < CHANCE
    day = until.isoformat() if until else None
    return Numbers(day, now, tuple(past), round(mean, 2), round(now / base, 2), float(f"{chance:.2g}"), surge)


def _by_week(ledger: Ledger, query: Query, last: date, weeks: int) -> list[int]:
    """Incidents in the week that ends with ``last``, and in each of so many before it."""
    start = last - (weeks + 1) * _WEEK + timedelta(days=1)
    filters = Filters.of(**query.filters, since=start.isoformat(), until=last.isoformat())
    chosen = Chosen(filters, query.standing, query.min_origins)
    counts = [0] * (weeks + 1)
    for period in over_time(ledger.connection(), chosen, unit="day").rows:
        day = date.fromisoformat(period.first)
        if start <= day <= last:
            counts[(last - day).days // 7] += period.incidents
    return counts


def _at_least(n: int, mean: float) -> float:
    """The probability of n or more where ``mean`` is usual (Poisson)."""
    if n > mean + 20 * math.sqrt(mean) + 50:
        return 0.0
    below = sum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(n))
    return max(0.0, 1.0 - below)
