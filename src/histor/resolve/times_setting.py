"""What a time is relative to, and why a time may have no interval: what the rules of the grammar share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from histor.resolve.times_calendar import Interval, Unresolved, finer_or_equal, period

NO_DATE = "relative to the day of the report, which is unknown"
NO_TOLD = "relative to another time, which the passage does not give"
TOO_COARSE = "relative to another time, which the passage gives less exactly"
VAGUE = "too vague"
LENGTH = "a length of time without a beginning or an end"
REPEATED = "happens again and again"
CLOCK = "an hour without a day"
AMBIGUOUS = "day and month cannot be told apart"
NO_SUCH_DAY = "no such day in the years around the report"

EXPLICIT = "explicit"
PASSAGE = "passage"
"""The anchor of a time that is counted from another time of the same passage."""
_SOON = 62
"""Days ahead within which a date without a year is taken to be to come, where nothing says which way to look."""
_LEAP = 8
"""Years between two leap days at most (1896 and 1904)."""

Direction = Literal["back", "ahead", "near"]
"""Which way to look for a date without a year: to the past, to the future, or to the nearer where it is unknown."""
InYear = Callable[[int], Interval]
"""The interval that something which comes every year has in a given year; may raise Unresolved."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a relative time is relative to.

    ``filed`` is the day of the report and ``filed_as`` whence it is known. ``told`` is the nearest time named before
    in the passage, ``history`` the day that it begins on where the passage tells of long ago.
    """

    filed: date | None = None
    filed_as: str = "published"
    direction: Direction = "back"
    told: Interval | None = None
    history: date | None = None

    @property
    def ahead(self) -> bool:
        """Whether the text tells of the future."""
        return self.direction == "ahead"

    def today(self) -> date:
        """The day of the report. Raises Unresolved where it is unknown."""
        if self.filed is None:
            raise Unresolved(NO_DATE)
        return self.filed

    def around(self, unit: str, steps: int = 0) -> Interval:
        """The unit in which the report was filed, or one so many steps later. Raises Unresolved."""
        return period(unit, self.today(), steps, self.filed_as)

    def from_told(self, unit: str, steps: int) -> Interval:
        """The unit of the passage's last time, or one so many steps later. Raises Unresolved."""
        if self.told is None or self.told.start is None:
            raise Unresolved(NO_TOLD)
        if not finer_or_equal(self.told.unit, unit):
            raise Unresolved(TOO_COARSE)
        return period(unit, self.told.start, steps, PASSAGE)

    def nearest(self, in_year: InYear) -> Interval:
        """Of something that comes every year, the last up to the report; the next where it lies ahead.

        Where the direction is unknown, one that is soon to come rather than one of nearly a year ago. In a passage
        that tells history: the one nearest to the passage's last time. Raises Unresolved.
        """
        told = self.history
        if told:
            return min(yearly(in_year, told), key=lambda found: _distance(found, told))._replace(anchor=PASSAGE)
        filed = self.today()
        found = yearly(in_year, filed)
        if self.ahead:
            return self.pick([one for one in found if one.end and one.end >= filed][:1])
        if self.direction == "near":
            soon = filed.toordinal() + _SOON
            return self.pick([one for one in found if one.start and one.start.toordinal() <= soon][-1:])
        return self.pick([one for one in found if one.start and one.start <= filed][-1:])

    def turn(self, word: str | None, in_year: InYear) -> Interval:
        """Last, this or next of what comes every year: last is over, next not begun, this is of the report's year."""
        if not word:
            return self.nearest(in_year)
        filed = self.today()
        found = yearly(in_year, filed)
        steps = STEPS.get(word.lower(), 0)
        if steps < 0:
            return self.pick([one for one in found if one.end and one.end < filed][-1:])
        if steps > 0:
            return self.pick([one for one in found if one.start and one.start > filed][:1])
        return self.pick([one for one in found if one.start and one.start.year == filed.year])

    def pick(self, fit: list[Interval]) -> Interval:
        """The one interval left, counted from the report. Raises Unresolved where none is."""
        if not fit:
            raise Unresolved(NO_SUCH_DAY)
        return fit[0]._replace(anchor=self.filed_as)


STEPS = {"last": -1, "past": -1, "this past": -1, "next": 1, "coming": 1, "this coming": 1, "upcoming": 1}
"""Words that name a unit before or after that of the report; others ("this", "the current") name the report's own."""


def yearly(in_year: InYear, about: date) -> list[Interval]:
    """What comes every year, in the years around a day that have it, in order."""
    found = []
    for year in range(max(1, about.year - _LEAP), min(9999, about.year + _LEAP) + 1):
        try:
            found.append(in_year(year))
        except Unresolved:
            continue
    return found or [in_year(about.year)]


def _distance(found: Interval, told: date) -> tuple[int, int]:
    start = found.start or told
    return abs((start - told).days), start.toordinal()


Resolve = Callable[[re.Match[str], Setting], Interval]
RULES: list[tuple[str, Resolve]] = []
"""The grammar: templates (see `times_words.pattern`), each with what it means in a setting, in order of preference."""


def rule(*templates: str) -> Callable[[Resolve], Resolve]:
    """Enter a meaning under its templates."""

    def add(resolve: Resolve) -> Resolve:
        RULES.extend((template, resolve) for template in templates)
        return resolve

    return add


def unresolved(reason: str, *templates: str) -> None:
    """Enter templates of times that have no interval, with the reason."""

    def refuse(_match: re.Match[str], _setting: Setting) -> Interval:
        raise Unresolved(reason)

    RULES.extend((template, refuse) for template in templates)


def one_day(found: date, anchor: str = EXPLICIT) -> Interval:
    """The interval of a single day."""
    return Interval(found, found, "day", anchor)
