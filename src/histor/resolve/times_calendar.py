"""The calendar that times are resolved on: intervals of days, and the units that news counts in.

A week runs from Monday to Sunday (ISO 8601), a quarter and a season over three months; seasons are those of the
northern hemisphere (spring from March, summer from June, autumn from September, winter from December). A decade runs
from a year that ends in 0, a century from one that ends in 1. The calendar is Gregorian throughout, years 1 to 9999.

>>> period("month", date(2016, 2, 29)).end
datetime.date(2016, 2, 29)
>>> shifted(date(2016, 2, 29), "year", -1)
datetime.date(2015, 2, 28)
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

UNIT_MONTHS = {"month": 1, "quarter": 3, "season": 3, "year": 12, "decade": 120, "century": 1200}
"""Units that are whole months."""
UNIT_DAYS = {"day": 1, "week": 7, "weekend": 7, "fortnight": 14}
"""Units that are whole days."""
FINENESS = ("day", "weekend", "week", "fortnight", "month", "quarter", "season", "year", "decade", "century")
"""Units from the finest to the coarsest."""


class Unresolved(Exception):  # noqa: N818  no error: the honest answer to many an expression
    """An expression has no interval; the message is the reason."""


OUT_OF_CALENDAR = "outside the years 1 to 9999"


class Interval(NamedTuple):
    """Days from ``start`` to ``end``, both included; None where that side is open.

    ``unit`` is what the text names ("late September" names a month), "range" where it names a stretch between two
    bounds. ``anchor`` says where the days come from.
    """

    start: date | None
    end: date | None
    unit: str
    anchor: str


def day(year: int, month: int, number: int) -> date:
    """A date; raises Unresolved where the calendar has none such."""
    if not 1 <= year <= 9999:
        raise Unresolved(OUT_OF_CALENDAR)
    try:
        return date(year, month, number)
    except ValueError:
        raise Unresolved("no such day") from None


def shifted(start: date, unit: str, count: int) -> date:
    """``start`` moved by so many units; a day that the month lacks becomes its last. Raises Unresolved."""
    try:
        if unit in UNIT_DAYS:
            return start + timedelta(days=count * UNIT_DAYS[unit])
        months = start.year * 12 + start.month - 1 + count * UNIT_MONTHS[unit]
        return date(months // 12, months % 12 + 1, min(start.day, _days_in(months // 12, months % 12 + 1)))
    except (ValueError, OverflowError):
        raise Unresolved(OUT_OF_CALENDAR) from None


def moved(start: date, unit: str, count: float) -> date:
    """``start`` moved by a number of units that need not be whole: half a year is six months. Raises Unresolved.

    >>> moved(date(2015, 9, 5), "year", -1.5)
    datetime.date(2014, 3, 5)
    """
    whole = int(count)
    if whole == count:
        return shifted(start, unit, whole)
    if UNIT_MONTHS.get(unit, 1) > 1:
        return shifted(start, "month", round(count * UNIT_MONTHS[unit]))
    return shifted(start, "day", round(count * UNIT_DAYS.get(unit, 30)))


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def first_day(unit: str, inside: date) -> date:
    """The first day of the unit that ``inside`` lies in; of a weekend, the Saturday of that week."""
    if unit == "day":
        return inside
    if unit in UNIT_DAYS:
        # A fortnight has no fixed place in the calendar: it is taken to begin with its first week.
        monday = inside.toordinal() - inside.weekday()
        return _ordinal(monday + 5 if unit == "weekend" else monday)
    year, month = inside.year, inside.month
    if unit == "quarter":
        month -= (month - 1) % 3
    elif unit == "season":
        year, month = (year - 1, 12) if month < 3 else (year, month - month % 3)
    elif unit == "year":
        month = 1
    elif unit == "decade":
        year, month = max(1, year - year % 10), 1
    elif unit == "century":
        year, month = year - (year - 1) % 100, 1
    return day(year, month, 1)


def period(unit: str, inside: date, steps: int = 0, anchor: str = "explicit") -> Interval:
    """The unit that ``inside`` lies in, or the one so many ``steps`` later. Raises Unresolved."""
    start = first_day(unit, shifted(first_day(unit, inside), unit, steps))
    return Interval(start, last_day(unit, start), unit, anchor)


def last_day(unit: str, start: date) -> date:
    """The last day of the unit that begins on ``start``."""
    if unit == "weekend":
        return _ordinal(start.toordinal() + 1)
    if unit == "decade" and start.year == 1:
        return date(9, 12, 31)  # the first decade has no year 0
    if unit in UNIT_DAYS:
        return _ordinal(start.toordinal() + UNIT_DAYS[unit] - 1)
    months = start.year * 12 + start.month - 1 + UNIT_MONTHS[unit]
    if months // 12 > 9999:
        return date.max
    return _ordinal(date(months // 12, months % 12 + 1, 1).toordinal() - 1)


def _ordinal(number: int) -> date:
    try:
        return date.fromordinal(number)
    except (ValueError, OverflowError):
        raise Unresolved(OUT_OF_CALENDAR) from None


def third(whole: Interval, part: int) -> Interval:
    """The first (0), middle (1) or last (2) third: of a year four months, of a month ten days; the unit stays.

    >>> third(period("year", date(2014, 5, 5)), 0).end
    datetime.date(2014, 4, 30)
    """
    return _part(whole, part, 3)


def half(whole: Interval, part: int) -> Interval:
    """The first (0) or second (1) half, as a range of days."""
    return _part(whole, part, 2)._replace(unit="range")


def _part(whole: Interval, part: int, parts: int) -> Interval:
    if whole.start is None or whole.end is None:
        raise Unresolved("a part of something without a beginning or an end")
    if whole.unit == "year":
        start = shifted(whole.start, "month", 12 * part // parts)
        return whole._replace(start=start, end=_before_shift(whole.start, 12 * (part + 1) // parts))
    days = whole.end.toordinal() - whole.start.toordinal() + 1
    base = whole.start.toordinal()
    if days < parts:
        return whole
    last = part == parts - 1
    end = whole.end if last else _ordinal(base + days * (part + 1) // parts - 1)
    return whole._replace(start=_ordinal(base + days * part // parts), end=end)


def _before_shift(start: date, months: int) -> date:
    if start.year == 9999 and months == 12:
        return date.max
    return _ordinal(shifted(start, "month", months).toordinal() - 1)


def finer_or_equal(unit: str, other: str) -> bool:
    """Whether ``unit`` is no coarser than ``other``; a range is as coarse as can be."""
    if unit not in FINENESS or other not in FINENESS:
        return False
    return FINENESS.index(unit) <= FINENESS.index(other)
