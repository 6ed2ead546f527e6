"""Times made of several: "since late September 2014", "between March and May", "from 3 to 5 May", "for over four years".

`interval` reads any expression: a single time, a single time behind a preposition, a bound, a pair of bounds, a length
that ends at the report; or says why there is none.
"""

from __future__ import annotations

import re

from histor.resolve.times_calendar import Interval, Unresolved, moved, shifted
from histor.resolve.times_grammar import MAX_EXPRESSION, matches, single
from histor.resolve.times_setting import CLOCK, LENGTH, VAGUE, Setting
from histor.resolve.times_words import number, pattern, unit_name

DEPENDS = "depends on another event"
NOT_UNDERSTOOD = "not understood as a time"

_STRIPPED = " \t\n,;:.()[]\"'“”‘–—-"
_NEUTRAL = re.compile(
    r"(?:on|in|at|during|over|throughout|all|around|about|circa|only|just|even|as (?:recently|early|late) as|back in|dated"
    r"|sometime|some time|of|the week of|the night of|the morning of|the evening of|the day of|within)\s+",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"(?:(?P<since>(?:ever )?since|from|starting|beginning|as of|effective)|(?P<until>until|till|up to|up until|through|by|no later than|not later than|ending)"
    r"|(?P<before>before|prior to|ahead of)|(?P<after>after|following))\s+(?:(?:in|on|at|around|about|the time of)\s+)?",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"^(?:(?P<lead>between|from|both)\s+)?(?P<a>.+?)\s*(?P<link>\s(?:and|to|through|thru|until|till|or)\s|[–—-]|\s&\s)\s*(?P<b>.+)$",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\b(?:before|after|during|since|until|till|when|while|as|following|amid|once|prior|ahead|by|upon|between|at|on|in|eve|anniversary)\b",
    re.IGNORECASE,
)
_SHIFTED = re.compile(r"\b(?:before|after|following|eve|anniversary|until|till|prior|ahead|by)\b", re.IGNORECASE)
_FOR = pattern(
    "for (?P<about>{about} )?(?:the )?{number:n}(?P<half> and a half)?(?: or (?:so|more))?(?: |-){unit:u}(?: now)?",
    running=False,
)
_FOR_LONG = pattern(
    "for (?:(?:{about} )?{vague} {unit}|(?:many |long )?(?:days|weeks|months|years|decades|centuries)|long|some time|a (?:long )?(?:time|while))",
    running=False,
)
_YEAR = re.compile(r"\b[12]\d{3}\b")
_BARE_DAY = re.compile(r"(?:the )?\d{1,2}(?:st|nd|rd|th)?$", re.IGNORECASE)
_MONTH_FIRST = pattern("(?P<month>{month} )(?:the )?{day}", running=False)
_LEADING_DAY = pattern("(?:the )?{day}(?P<rest>(?: of)? {month}.*)", running=False)


def interval(expression: str, setting: Setting, *, ongoing: bool = True) -> Interval:
    """The days that an expression of time names. Raises Unresolved with the reason.

    ``ongoing`` says that what is told has lasted until the report: only then does "for four years" end there.
    """
    if len(expression) > MAX_EXPRESSION:
        raise Unresolved(NOT_UNDERSTOOD)
    text = " ".join(expression.split()).strip(_STRIPPED)
    found = single(text, setting) or _lasting(text, setting, ongoing=ongoing) or _pair(text, setting)
    found = found or _bounded(text, setting) or _behind_preposition(text, setting) or _inside(text, setting)
    if found is None:
        raise Unresolved(DEPENDS if _EVENT.search(text) else NOT_UNDERSTOOD)
    return found


def _behind_preposition(text: str, setting: Setting) -> Interval | None:
    start = 0
    while match := _NEUTRAL.match(text, start):
        start = match.end()
    return single(text[start:], setting) or _pair(text[start:], setting) if start else None


def _lasting(text: str, setting: Setting, *, ongoing: bool) -> Interval | None:
    """A length introduced by "for": it reaches back from the report where what is told still goes on."""
    if _FOR_LONG.fullmatch(text):
        raise Unresolved(VAGUE)
    match = _FOR.fullmatch(text)
    if match is None:
        return None
    count = number(match["n"])
    if not count or setting.ahead or not ongoing:
        raise Unresolved(LENGTH)
    filed = setting.today()
    count += 0.5 if match["half"] else 0
    return Interval(moved(filed, unit_name(match["u"]), -count), filed, "range", setting.filed_as)


def _bounded(text: str, setting: Setting) -> Interval | None:
    """One bound given, the other the day of the report or open."""
    match = _BOUND.match(text)
    if match is None:
        return None
    rest = text[match.end() :]
    named = single(rest, setting) or _behind_preposition(rest, setting)
    if named is None and match["since"]:
        named = _inside(rest, setting)
    if named is None:
        return None
    begin, end = (setting.filed, None) if setting.ahead else (None, setting.filed)
    if match["since"]:
        begin = named.start
    elif match["after"]:
        begin = shifted(named.end, "day", 1) if named.end else None
    elif match["until"]:
        end = named.end
    else:
        end = shifted(named.start, "day", -1) if named.start else None
    if begin and end and begin > end:  # the bound that was named holds
        begin, end = (begin, None) if match["since"] or match["after"] else (None, end)
    if begin is None and end is None:
        return None
    if match["until"] or match["before"]:
        begin = begin if setting.ahead else None
    return Interval(begin, end, "range", named.anchor)


def _pair(text: str, setting: Setting) -> Interval | None:
    """Two bounds, of which one may leave month or year to the other."""
    match = _PAIR.match(text)
    if match is None:
        return None
    first, second = _completed(match["a"].strip(_STRIPPED), match["b"].strip(_STRIPPED))
    return _span(_end(first, setting), _end(second, setting))


def _end(text: str, setting: Setting) -> Interval | None:
    return single(text, setting) or _behind_preposition(text, setting)


def _completed(first: str, second: str) -> tuple[str, str]:
    """Both bounds, each with the month and year that only the other names.

    >>> _completed("3", "5 May 2015"), _completed("March", "May 2013"), _completed("May 3", "5")
    (('3 May 2015', '5 May 2015'), ('March 2013', 'May 2013'), ('May 3', 'May 5'))
    """
    month_first = _MONTH_FIRST.match(first)
    if month_first and _BARE_DAY.match(_YEAR.sub("", second).strip(_STRIPPED)):
        second = month_first["month"] + second
    day_first = _LEADING_DAY.match(second)
    if day_first and _BARE_DAY.match(first):
        first += day_first["rest"]
    year = _YEAR.search(second)
    if year and not _YEAR.search(first) and re.search("[a-z]", first, re.IGNORECASE):
        first += " " + year[0]
    return first, second


def _span(first: Interval | None, second: Interval | None) -> Interval | None:
    if first is None or second is None or not (first.start and first.end and second.start and second.end):
        return None
    anchor = first.anchor if first.anchor != "explicit" else second.anchor
    start = first.start
    if start > second.end:  # "December and March 2015", "Saturday to Monday": the first is of the turn before
        start = shifted(start, "week" if first.unit == "day" and (start - second.end).days < 7 else "year", -1)
    if start > second.end:
        return None
    return Interval(start, max(first.end, second.end) if start == first.start else second.end, "range", anchor)


def _inside(text: str, setting: Setting) -> Interval | None:
    """The one time named inside a longer expression ("during the festival in 2022"), unless the rest moves it."""
    if _SHIFTED.search(text):
        return None
    found = []
    for span in matches(text):
        try:
            found.append(single(span.of(text), setting))
        except Unresolved as reason:
            if str(reason) not in (CLOCK, VAGUE):
                return None
    return found[0] if len(found) == 1 else None
