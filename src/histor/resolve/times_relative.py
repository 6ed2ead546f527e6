"""Rules for times counted from the report ("last week") or the passage ("the previous day"), and for those without days."""

from __future__ import annotations

import re
from datetime import date

from histor.resolve.times_calendar import (
    FINENESS,
    UNIT_MONTHS,
    Interval,
    Unresolved,
    finer_or_equal,
    moved,
    period,
    shifted,
)
from histor.resolve.times_setting import (
    CLOCK,
    LENGTH,
    NO_TOLD,
    PASSAGE,
    REPEATED,
    STEPS,
    TOO_COARSE,
    VAGUE,
    Setting,
    one_day,
    rule,
    unresolved,
)
from histor.resolve.times_words import number, unit_name, weekday_number

_LONG_AGO = 10_000
"""Counts of units above this are no news."""


# Counted from the report -------------------------------------------------------------------------------------------


@rule(
    r"(?:(?P<turn>last|this past|this coming|this|next|the coming|past|coming) )?{weekday:w}(?:,? (?P<week>last|this|next) week)?"
)
def _weekday(m: re.Match[str], s: Setting) -> Interval:
    wanted, filed = weekday_number(m["w"]), s.today()
    if m["week"]:
        start = s.around("week", STEPS.get(m["week"].lower(), 0)).start or filed
        return one_day(shifted(start, "day", wanted), s.filed_as)
    turn = (m["turn"] or "").lower().removeprefix("the ")
    back, on = (filed.weekday() - wanted) % 7, (wanted - filed.weekday()) % 7
    if turn in ("last", "past", "this past"):
        days = -(back or 7)
    elif turn in ("next", "coming", "this coming"):
        days = on or 7
    else:
        days = on if s.ahead else -back
    return one_day(shifted(filed, "day", days), s.filed_as)


@rule(r"(?:that|the same) {weekday:w}", "the (?P<turn>previous|preceding|following|next) {weekday:w}")
def _weekday_of_passage(m: re.Match[str], s: Setting) -> Interval:
    start = s.from_told("week", 0).start
    turn = (m.groupdict().get("turn") or "").lower()
    told = s.told.start if s.told else None
    if start is None or told is None:
        raise Unresolved(NO_TOLD)
    if not turn:
        return one_day(shifted(start, "day", weekday_number(m["w"])), PASSAGE)
    if not s.told or s.told.unit != "day":
        raise Unresolved(TOO_COARSE)
    wanted = weekday_number(m["w"])
    days = (
        -((told.weekday() - wanted) % 7 or 7)
        if turn in ("previous", "preceding")
        else (wanted - told.weekday()) % 7 or 7
    )
    return one_day(shifted(told, "day", days), PASSAGE)


_DAYS = {
    "today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1, "the day before yesterday": -2,
    "the day after tomorrow": 2, "last night": -1, "last evening": -1,
}  # fmt: skip


@rule(
    "(?P<day>(?:the )?day (?:before yesterday|after tomorrow)|yesterday|tomorrow|tonight|today(?! and tomorrow)|last (?:night|evening))",
    "(?P<day>this (?:very )?(?:morning|afternoon|evening|day|midday|lunchtime)|(?:later )?in the day)",
)
def _today(m: re.Match[str], s: Setting) -> Interval:
    words = re.sub(r"\s+", " ", m["day"].lower())
    return s.around("day", _DAYS.get(words, _DAYS.get(f"the {words}", 0)))


@rule(r"overnight(?! stay| train| delivery)")
def _overnight(_m: re.Match[str], s: Setting) -> Interval:
    # The night before the report: it touches two days.
    return Interval(s.around("day", -1).start, s.today(), "range", s.filed_as)


@rule(
    "(?P<turn>last|this past|this coming|this|next|the coming|the current|current) (?:(?:fiscal|calendar|financial) )?{unit:u}"
)
@rule("(?P<turn>(?:the )?(?:current|coming|upcoming)) (?:(?:fiscal|calendar|financial) )?{unit:u}")
def _this_unit(m: re.Match[str], s: Setting) -> Interval:
    if m["u"].lower().endswith("s"):
        raise Unresolved(VAGUE)
    return s.around(unit_name(m["u"]), STEPS.get(m["turn"].lower().removeprefix("the "), 0))


@rule("the weekend")
def _weekend(_m: re.Match[str], s: Setting) -> Interval:
    found = s.around("weekend")
    if s.ahead or (found.start and found.start <= s.today()):
        return found
    return s.around("weekend", -1)


_FRACTION = "(?!(?:{about} )?(?:three|one|a)[ -]quarters?)"
_COUNTED = "{about}? ?{number:n}(?P<half> and a half)?(?: or (?:so|more|{number}))?(?: more)?(?: |-){unit:u}(?: or (?:so|more|two))?"


@rule(
    "(?:(?:the|these|those|this|each of the) )?(?P<turn>last|past|next|coming|following) " + _COUNTED,
    "the (?P<turn>last|past|next) (?P<n>)(?P<half>)(?!day){unit:u}",
    "(?P<turn>past) (?P<n>)(?P<half>){unit:u}",
)
def _stretch(m: re.Match[str], s: Setting) -> Interval:
    """So many units up to the report, or from it on."""
    count = _counted(m) if m["n"] else 1
    if not m["n"] and m["u"].lower().endswith("s"):
        raise Unresolved(VAGUE)
    filed = s.today()
    if m["turn"].lower() in ("next", "coming", "following"):
        return Interval(filed, moved(filed, unit_name(m["u"]), count), "range", s.filed_as)
    return Interval(moved(filed, unit_name(m["u"]), -count), filed, "range", s.filed_as)


def _counted(m: re.Match[str]) -> float:
    """The number of units that a match of _COUNTED tells."""
    count = number(m["n"])
    if count is None or count > _LONG_AGO:
        raise Unresolved(VAGUE)
    return count + (0.5 if m["half"] else 0)


def _period_at(start: date, unit: str, count: float, anchor: str) -> Interval:
    """The unit so many units from a day; decades are counted in years, fractions in the next finer unit."""
    if count != int(count):
        unit_of_answer = "month" if UNIT_MONTHS.get(unit, 1) > 1 else "day"
    else:
        unit_of_answer = "year" if unit in ("decade", "century") else unit
    return period(unit_of_answer, moved(start, unit, count), anchor=anchor)


@rule(_COUNTED + " (?:ago|back(?! to)|(?P<on>from now|hence))", "in " + _COUNTED + "' (?P<on>time)")
def _ago(m: re.Match[str], s: Setting) -> Interval:
    sign = 1 if m.groupdict().get("on") else -1
    return _period_at(s.today(), unit_name(m["u"]), sign * _counted(m), s.filed_as)


@rule("{about}? ?{number:n} {short:u}(?: or so)? ago")
def _hours_ago(m: re.Match[str], s: Setting) -> Interval:
    count = number(m["n"])
    if count is None or count > _LONG_AGO:
        raise Unresolved(VAGUE)
    # The hour of the report is unknown: so many hours may reach into the day before.
    days = int(count) // 24 + 1 if m["u"].lower().startswith("h") else 1
    return Interval(s.around("day", -days).start, s.today(), "range", s.filed_as)


# Counted from the passage ------------------------------------------------------------------------------------------


@rule(
    "(?:that|the|this) (?:very )?(?P<turn>same|previous|preceding|following|next|ensuing|subsequent) {unit:u}",
    "(?P<turn>that) (?:very )?{unit:u}",
    r"the {unit:u} (?P<turn>before|after)(?=[\s.,;)]*$|[.,;)])",
    "the (?P<turn>same|previous|preceding|following|next) (?P<u>morning|afternoon|evening|night)",
    "(?P<turn>that) (?:same )?(?P<u>morning|afternoon|evening|night)",
)
def _unit_of_passage(m: re.Match[str], s: Setting) -> Interval:
    unit = unit_name(m["u"])
    if unit not in FINENESS:
        if m["u"].lower().endswith("s"):
            raise Unresolved(VAGUE)
        unit = "day"
    turn = m["turn"].lower()
    steps = {"previous": -1, "preceding": -1, "before": -1, "same": 0, "that": 0}.get(turn, 1)
    if turn == "next" and s.told is None and unit != "day":
        return s.around(unit, 1)
    return s.from_told(unit, steps)


@rule(r"in the (?P<u>day|week|month|year)$", "(?:earlier|later) in the (?P<u>day|week|month|year)(?! of)")
def _in_the_unit(m: re.Match[str], s: Setting) -> Interval:
    unit = m["u"].lower()
    if s.told and finer_or_equal(s.told.unit, unit):
        return s.from_told(unit, 0)
    return s.around(unit)


@rule(_COUNTED + r" (?P<turn>earlier|later|afterwards?|previously|(?:before|after)(?=[\s.,;)]*$|[.,;)]))")
def _later(m: re.Match[str], s: Setting) -> Interval:
    unit, count = unit_name(m["u"]), _counted(m)
    told = s.told
    if told is None or told.start is None:
        raise Unresolved(NO_TOLD)
    if not finer_or_equal(told.unit, unit):
        raise Unresolved(TOO_COARSE)
    sign = -1 if m["turn"].lower() in ("earlier", "before", "previously") else 1
    return _period_at(told.start, unit, sign * count, PASSAGE)


@rule(
    r"(?:(?:{number}|{vague}|just|only) )*(?P<u>hours|hour|minutes?|moments|seconds) (?:later|earlier|before(?! the)|after(?! the)|afterwards)"
)
def _hours_later(m: re.Match[str], s: Setting) -> Interval:
    found = s.from_told("day", 0)
    if not m["u"].lower().startswith("hour") or found.end is None:
        return found
    return found._replace(end=shifted(found.end, "day", 1), unit="range")  # hours may run into the next day


@rule("(?:(?:at|by|around|during) )?(?:the same time|(?:the|that) time)$")
def _at_the_time(_m: re.Match[str], s: Setting) -> Interval:
    if s.told is None:
        raise Unresolved(NO_TOLD)
    return s.told._replace(anchor=PASSAGE)


# Without days ------------------------------------------------------------------------------------------------------

unresolved(
    VAGUE,
    "(?:{vague}|{about} {vague}|some time|long|not (?:so )?long|a (?:long|short) (?:time|while)|a while) (?:{unit}|{short})? ?(?:ago|earlier|later|before|back)",
    "(?:days|weeks|months|years|decades|centuries|generations) (?:ago|earlier|later)",
    "(?:(?:the|these|those) )?(?P<turn>last|past|next|coming) (?:{vague}|{about}|couple of) (?:{unit}|{short})",
    "(?:the )?(?:recent|coming) (?:{unit}|past|months)",
    "(?:more |most |very |until )?recently",
    "(?:now|currently|current|nowadays|these days|at present|at the moment|the present)",
    "(?:presently|lately|formerly|previously|earlier|soon|sooner|shortly)$",
    "(?:the )?(?:near |distant |foreseeable |immediate |recent )?(?:future|past)(?! [a-z]+s)",
    "(?:once|sometime|some day|one day|in time|at any time|any time|anytime|ever|long ago)$",
)
unresolved(
    REPEATED,
    "(?:every|each) (?:(?:other|single|{number}) )?(?:{unit}|{short}|{weekday}|{month}|{season}|morning|night|afternoon|evening|time)s?(?: {daypart})?",
    "(?:half-?|twice-|bi-?)?(?:hourly|daily|nightly|weekly|fortnightly|monthly|annually|yearly)",
    "(?:quarterly|annual)$",
    r"{weekday}s(?! [a-z]+ed)",
    "(?:once|twice|(?:three|four|five|several|many) times) (?:a|every|each) (?:{unit}|{short})",
)
unresolved(
    LENGTH,
    "(?:the (?:(?:first|last|past|final|entire|whole|full) )?)?"
    + _FRACTION
    + _COUNTED
    + "(?!-old| old)(?:-long| long)?",
    "(?!a second){about}? ?{number}(?: |-){short}(?:-long| long)?",
    "(?:(?:the|a|an) )?" + _COUNTED + "(?:-old| old)$",
    "{about}? ?{vague}(?: |-)(?:{unit}|{short})(?:-long)?",
    "(?:days|weeks|months|years|decades|centuries|hours|minutes)(?:-long)?(?! old)",
    "(?:day|week|month|year|decade|century|hour|minute)-(?:long|old$)",
    "(?:all|the whole|the entire) (?:day|night|week|month|year)(?: long)?",
    "a (?:(?:long|short) (?:time|while)|while)",
)
unresolved(CLOCK, "(?:at |around |about |by |before |after )?{clock}", "{daypart}", "(?:in |during )?the {daypart}")
