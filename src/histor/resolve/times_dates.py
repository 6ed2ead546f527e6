"""Rules for times with a name in the calendar: dates, months, quarters, seasons, years, decades, feasts."""

from __future__ import annotations

import re
from datetime import date, timedelta

from histor.resolve.times_calendar import Interval, Unresolved, day, half, period
from histor.resolve.times_setting import (
    AMBIGUOUS,
    EXPLICIT,
    PASSAGE,
    STEPS,
    InYear,
    Setting,
    one_day,
    rule,
    unresolved,
)
from histor.resolve.times_words import DECADES, FIXED_DAYS, ORDINALS, SEASONS, month_number, year_number

_REL_YEAR = r",? (?:of |in )?(?P<rel>last|this|next|that|the same|the following|the previous) year"
_IN_YEAR = r"(?:,? (?:of |in )?{year:y}|" + _REL_YEAR + ")"
_TURN = "(?P<turn>last|this past|this coming|this|next|the coming)"


def _year_of(groups: dict[str, str | None], s: Setting) -> tuple[int, str] | None:
    """The year that an expression itself names, with its anchor; None where it names none."""
    words = groups.get("y") or groups.get("y2")
    if words:
        return year_number(words), EXPLICIT
    rel = (groups.get("rel") or "").lower()
    if rel in ("last", "this", "next"):
        return s.today().year + STEPS.get(rel, 0), s.filed_as
    if rel:
        start = s.from_told("year", {"the following": 1, "the previous": -1}.get(rel, 0)).start
        return (start.year, PASSAGE) if start else None
    return None


def _of_year(m: re.Match[str], s: Setting, in_year: InYear) -> Interval:
    """What comes every year, in the year that the expression names, or turned by a word, or the nearest."""
    groups = m.groupdict()
    year = _year_of(groups, s)
    if year is not None:
        return in_year(year[0])._replace(anchor=year[1])
    return s.turn(groups.get("turn"), in_year)


@rule(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)(?:t\d[\d:.]*(?:z|[+-][\d:]+)?)?")
def _iso(m: re.Match[str], _s: Setting) -> Interval:
    return one_day(day(int(m["y"]), int(m["m"]), int(m["d"])))


@rule(r"(?P<y>\d{4})-(?P<m>0\d|1[0-2])(?![\d-])")
def _iso_month(m: re.Match[str], _s: Setting) -> Interval:
    return period("month", day(int(m["y"]), int(m["m"]), 1))


unresolved("an event, not a date", r"9/11 (?:attacks?|commission)")


@rule(r"9/11(?![/.]?\d)")
def _eleventh_of_september(_m: re.Match[str], _s: Setting) -> Interval:
    return one_day(date(2001, 9, 11))


@rule(r"(?P<a>\d{1,2})(?P<sep>[/.])(?P<b>\d{1,2})(?P=sep)(?P<y>(?:19|20)\d\d|\d\d)(?![\d/])")
def _figures(m: re.Match[str], s: Setting) -> Interval:
    a, b, year = int(m["a"]), int(m["b"]), int(m["y"])
    if len(m["y"]) == 2:  # the nearest year that ends so, not more than ten years ahead
        latest = s.today().year + 10
        year = latest - (latest - year) % 100
    if m["sep"] == "." or a > 12 or a == b:
        return one_day(day(year, b, a))
    if b > 12:
        return one_day(day(year, a, b))
    raise Unresolved(AMBIGUOUS)


@rule(
    f"(?:{{weekday}},? )?(?:the )?(?:{{day:d}}|{{ordinal:o}})(?: (?:day )?of)?[ -]{{month:m}}(?:-{{year:y2}}|{_IN_YEAR})?",
    rf"(?:{{weekday}},? \(?(?:the )?)?{{month:m}} (?:the )?(?:{{day:d}}|{{ordinal:o}}(?! [a-z]+ of))\)?{_IN_YEAR}?",
)
def _date(m: re.Match[str], s: Setting) -> Interval:
    month = month_number(m["m"])
    words = (m["d"] or m["o"]).lower()
    number = ORDINALS.get(words) or int(re.sub(r"\D", "", words))
    return _of_year(m, s, lambda year: one_day(day(year, month, number)))


@rule("{month:m}(?:(?: of)?-{year:y2}|" + _IN_YEAR + ")", _TURN + " {month:m}", "{monthname:m}")
def _month(m: re.Match[str], s: Setting) -> Interval:
    month = month_number(m["m"])
    return _of_year(m, s, lambda year: period("month", day(year, month, 1)))


_COUNT = r"(?P<q>first|second|third|fourth|final|last)"


def _count(words: str, last: int) -> int:
    return last if words.lower() in ("final", "last") else ORDINALS[words.lower()]


@rule(
    rf"(?:fiscal )?{_COUNT}-quarter{_IN_YEAR}?",
    rf"(?:the )?(?:fiscal )?{_COUNT} quarter{_IN_YEAR}?",
    rf"(?:the )?(?:{{year:y}}(?:'s)?|(?P<rel>this|last|next) year's) (?:fiscal )?{_COUNT}[ -]quarter",
    r"q(?P<q>[1-4])(?: (?:of )?{year:y})?",
)
def _quarter(m: re.Match[str], s: Setting) -> Interval:
    words = m["q"]
    quarter = int(words) if words.isdigit() else _count(words, 4)
    return _of_year(m, s, lambda year: period("quarter", day(year, 3 * quarter - 2, 1)))


@rule(
    rf"(?:the )?(?P<q>first|second|latter|other) half{_IN_YEAR}", r"(?:the )?(?P<q>first|second) half(?= of the year|$)"
)
def _half_year(m: re.Match[str], s: Setting) -> Interval:
    part = 0 if m["q"].lower() == "first" else 1
    return _of_year(m, s, lambda year: half(period("year", day(year, 1, 1)), part))


@rule(
    rf"(?:the )?{{season:n}}{_IN_YEAR}",
    r"(?:the )?{season:n}(?: of)? {year:y}(?:[-/–]\d\d)?",
    _TURN + " {season:n}",
    "the {season:n}(?! of)",
)
def _season(m: re.Match[str], s: Setting) -> Interval:
    month = SEASONS[m["n"].lower().removesuffix("time")]
    # The winter of a year is the one that begins in its December.
    return _of_year(m, s, lambda year: period("season", day(year, month, 1)))


@rule(r"(?:the )?(?:(?:calendar|fiscal|financial) )?(?:year )?{year:y}[-/–](?P<end>\d\d)(?![\d/-])")
def _split_year(m: re.Match[str], _s: Setting) -> Interval:
    start = year_number(m["y"])
    end = start - start % 100 + int(m["end"])
    if end <= start:
        raise Unresolved("too vague")
    return Interval(day(start, 1, 1), day(end, 12, 31), "range", EXPLICIT)


@rule(
    r"(?:(?:the )?(?:calendar|fiscal|financial) (?:year )?|the year )?{year:y}(?![\w/]|-\w)",
    r"(?:ad )?(?P<y>\d{3,4})(?: (?:ad|ce))?$",
)
def _year(m: re.Match[str], _s: Setting) -> Interval:
    return period("year", day(year_number(m["y"]), 1, 1))


unresolved("outside the years 1 to 9999", r"\d{1,9} (?:bc|bce)(?!\w)", r"(?:the year )?\d{5,9}$")


@rule(
    r"(?:the )?(?P<y>(?:1\d|20)\d0)'?s(?![a-z])",
    r"(?:the )?'?(?P<short>\d0)'?s(?![a-z])",
    "(?:the )?(?P<w>" + "|".join(DECADES) + ")",
)
def _decade(m: re.Match[str], s: Setting) -> Interval:
    groups = m.groupdict()
    if groups.get("y"):
        return period("decade", day(int(m["y"]), 1, 1))
    ending = DECADES[m["w"].lower()] if groups.get("w") else int(m["short"])
    about = s.history or s.today()
    year = about.year - (about.year - ending) % 100
    return period("decade", day(year, 1, 1), anchor=PASSAGE if s.history else s.filed_as)


@rule(r"(?:the )?{ordinal:o}[ -]century")
def _century(m: re.Match[str], _s: Setting) -> Interval:
    words = m["o"].lower()
    number = ORDINALS.get(words) or int(re.sub(r"\D", "", words))
    return period("century", day(100 * number - 99, 1, 1))


@rule(
    "(?:" + _TURN + " )?(?P<feast>" + "|".join(sorted(FIXED_DAYS, key=len, reverse=True)) + rf"){_IN_YEAR}?(?! island)"
)
def _feast(m: re.Match[str], s: Setting) -> Interval:
    month, number = FIXED_DAYS[re.sub(r"\s+", " ", m["feast"].lower().replace("’", "'"))]
    return _of_year(m, s, lambda year: one_day(day(year, month, number)))


@rule(rf"(?:{_TURN} )?thanksgiving(?: day)?{_IN_YEAR}?")
def _thanksgiving(m: re.Match[str], s: Setting) -> Interval:
    def in_year(year: int) -> Interval:
        first = day(year, 11, 1)  # the fourth Thursday of November, in the United States
        return one_day(first + timedelta(days=(3 - first.weekday()) % 7 + 21))

    return _of_year(m, s, in_year)


@rule(rf"(?:{_TURN} )?(?P<day>good friday|easter(?: (?:sunday|monday|day))?){_IN_YEAR}?(?! (?:island|europe))")
def _easter(m: re.Match[str], s: Setting) -> Interval:
    offset = {"good friday": -2, "easter monday": 1}.get(re.sub(r"\s+", " ", m["day"].lower()), 0)
    return _of_year(m, s, lambda year: one_day(_easter_sunday(year) + timedelta(days=offset)))


def _easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    n = h + k - 7 * ((a + 11 * h + 22 * k) // 451) + 114
    return day(year, n // 31, n % 31 + 1)
