"""Times: from expressions such as "late on Saturday" to intervals of calendar days, with the anchor or the reason.

`when` resolves one expression, `with_times` the events of an account, `times_in` and `find_times` all times of a text.
What is meant by what is told in docs/times.md.

>>> when("late September 2014", published=None, dateline=None).start
'2014-09-21'
>>> when("last week", published=None, dateline=None).unresolved
'relative to the day of the report, which is unknown'
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from histor.records import Account, Event, Report, Span, Status, When
from histor.resolve.times_calendar import Interval, Unresolved
from histor.resolve.times_compose import interval
from histor.resolve.times_grammar import matches
from histor.resolve.times_setting import Direction, Setting

NO_EXPRESSION = "no time expression"

_PRECISIONS = frozenset({"day", "week", "month", "quarter", "season", "year", "decade"})
_LATE = 45
"""Days that a report may be published after it was filed for the dateline to be believed."""
_HISTORY = 366
"""A passage whose last two times lie more days back than this tells history: its dates without a year are of then."""
_PASSAGE = 700
"""Characters back from an expression within which another time of the passage may be what it is counted from."""


def when(
    expression: str,
    *,
    published: date | None,
    dateline: date | None,
    sentence_times: Sequence[When] = (),
    status: Status = "actual",
    ongoing: bool = True,
) -> When:
    """The interval of calendar days that an expression of time means, or the reason why there is none.

    The day of the report is that of the dateline, or else that of publication; it is used only where the expression
    is relative to it. ``sentence_times`` are the times named before in the passage, the nearest last: "the previous
    day" is counted from them. ``status`` "future" turns "on Saturday" forward. ``ongoing`` False makes "for four
    years" a mere length; True, one that ends at the report. Never raises, whatever the expression.
    """
    filed, filed_as = _filed(published, dateline)
    direction: Direction = "ahead" if status == "future" else "near" if status == "hypothetical" else "back"
    told = [_interval_of(one) for one in sentence_times if one.start and one.end][-2:]
    return _when(expression, _setting(filed, filed_as, direction, told), ongoing=ongoing)


def _setting(
    filed: date | None, filed_as: str, direction: Direction, told: Sequence[Interval], enough: int = 2
) -> Setting:
    """The setting after the times ``told``: history where ``enough`` of them, and all, lie more than a year back."""
    starts = [one.start for one in told if one.start]
    old = [start for start in starts if filed is None or (filed - start).days > _HISTORY]
    history = len(old) == len(starts) >= (1 if filed is None else enough)
    return Setting(filed, filed_as, direction, told[-1] if told else None, starts[-1] if history else None)


def _filed(published: date | None, dateline: date | None) -> tuple[date | None, str]:
    """The day of the report: the dateline's, where it goes with that of publication."""
    if dateline is None or (published is not None and not -1 <= (published - dateline).days <= _LATE):
        return published, "published"
    return dateline, "dateline"


def _when(expression: str, setting: Setting, *, ongoing: bool = True) -> When:
    try:
        return _to_when(interval(expression, setting, ongoing=ongoing))
    except Unresolved as reason:
        return When(unresolved=str(reason))


def _to_when(found: Interval) -> When:
    return When(
        start=found.start.isoformat() if found.start else None,
        end=found.end.isoformat() if found.end else None,
        precision=found.unit if found.unit in _PRECISIONS else "range",
        anchor=found.anchor,
    )


def _interval_of(known: When) -> Interval:
    start = date.fromisoformat(known.start) if known.start else None
    end = date.fromisoformat(known.end) if known.end else None
    return Interval(start, end, known.precision or "range", known.anchor or "")


def find_times(text: str) -> list[Span]:
    """The spans of the time expressions in running text, in order: dates, lengths and repetitions alike.

    Spans leave out prepositions, as TimeML's do: "since late September 2014" gives "late September 2014".
    """
    return list(matches(text))


def times_in(text: str, *, published: date | None, dateline: date | None = None) -> list[tuple[Span, When]]:
    """Every time expression of a text with what it means; whether it looks ahead is read off the verbs before it."""
    filed, filed_as = _filed(published, dateline)
    spans = find_times(text)
    enough = 1 if _is_history(text, spans) else 2
    told: list[tuple[int, Interval]] = []
    times = []
    for span in spans:
        near = [one for end, one in told[-2:] if span.start - end <= _PASSAGE]
        direction: Direction = "ahead" if looks_ahead(text, span) else "near"
        found = _when(span.of(text), _setting(filed, filed_as, direction, near, enough))
        times.append((span, found))
        if found.start and found.end:
            told.append((span.end, _interval_of(found)))
    return times


_OF_THE_REPORT = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tonight|yesterday|tomorrow|(?:last|this|next) [a-z]+|ago)\b",
    re.IGNORECASE,
)
_WITH_YEAR = re.compile(r"\b[12]\d{3}\b")


def _is_history(text: str, spans: Sequence[Span]) -> bool:
    """Whether a text tells history, not news: it names years, and hardly a time by its distance from the report."""
    years = sum(1 for span in spans if _WITH_YEAR.search(text, span.start, span.end))
    near = sum(1 for span in spans if _OF_THE_REPORT.search(text, span.start, span.end))
    return years > 3 * near  # WikiWars: all articles; TimeBank: hardly any


_AHEAD = re.compile(
    r"\b(?:will|won['’]t|shall|is to|are to|plan(?:s|ned)? to|expect(?:s|ed)? to|scheduled|due|set|going|slated)\b"
    r"|['’]ll\b",
    re.IGNORECASE,
)
_BACK = re.compile(r"\b(?:said|was|were|had|did|has|have|told|reported|announced|[a-z]{3,}ed)\b", re.IGNORECASE)
_CLAUSE = 80
"""Characters before a time in which the verb that it belongs to is looked for."""


def looks_ahead(text: str, span: Span) -> bool:
    """Whether the last verb form before a time, in its sentence, speaks of the future."""
    before = text[max(0, span.start - _CLAUSE) : span.start]
    before = re.split(r"[.;!?]\s|\n\s*\n", before)[-1]
    ahead = [match.start() for match in _AHEAD.finditer(before)]
    back = [match.start() for match in _BACK.finditer(before)]
    return bool(ahead) and ahead[-1] >= (back[-1] if back else 0)


# Events ------------------------------------------------------------------------------------------------------------

_BEFORE_SPAN = 40
_AFTER_SPAN = 60
"""Characters around an event's time in which more of the expression may stand than the model marked."""
_LEFT_OUT = re.compile(r"\b(?:since|until|till|before|after|by|between|for)\s+(?:(?:about|the|in)\s+)?$", re.IGNORECASE)
_NEEDS_PASSAGE = re.compile(
    r"previous|preceding|following|next|same|that|later|earlier|before|after|time|in the (?:day|week|month|year)"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|spring|summer|autumn|fall|winter|quarter|christmas|easter",
    re.IGNORECASE,
)
_PERFECT = re.compile(r"\b(?:has|have|['’]ve|been)\b", re.IGNORECASE)


def with_times(account: Account) -> Account:
    """The account with `Event.when` resolved from the spans in `Event.time`, all else unchanged.

    An event without a time expression gets no interval: the day of the report is never taken for its own. Several
    expressions of one event make one interval: the innermost where one lies in the other, else the stretch from the
    first to the last.
    """
    reader = _Reader(account.report)
    return replace(account, events=tuple(_timed(event, reader.when(event)) for event in account.events))


def _timed(event: Event, when: When) -> Event:
    return event if event.when == when else replace(event, when=when)


class _Reader:
    """Resolves the times of one report; the times of its passages are looked up only when an expression needs them."""

    def __init__(self, report: Report) -> None:
        self._text = report.text
        dateline = report.dateline.date if report.dateline else None
        self._published, self._dateline = _date(report.published), _date(dateline)
        self._filed, self._filed_as = _filed(self._published, self._dateline)
        self._times: list[tuple[Span, When]] | None = None

    def when(self, event: Event) -> When:
        """What the times of an event come to."""
        if not event.time:
            return When(unresolved=NO_EXPRESSION)
        each = [self._span(span, event) for span in sorted(event.time)]
        found = [one for one in each if one.unresolved is None]
        return _together(found) if found else each[0]

    def _span(self, marked: Span, event: Event) -> When:
        span = self._whole(marked)
        expression = span.of(self._text)
        told = self._told(span) if _NEEDS_PASSAGE.search(expression) else []
        setting = _setting(self._filed, self._filed_as, self._direction(event, span), told)
        sentence_start = max(self._text.rfind(". ", 0, span.start), self._text.rfind("\n", 0, span.start)) + 1
        ongoing = bool(_PERFECT.search(self._text, sentence_start, span.start))
        return _when(expression, setting, ongoing=ongoing)

    def _direction(self, event: Event, span: Span) -> Direction:
        if event.status == "future":
            return "ahead"
        if event.status == "hypothetical":
            return "ahead" if looks_ahead(self._text, span) else "near"
        return "back"

    def _whole(self, marked: Span) -> Span:
        """The marked span, widened to the expression that it is a part of and to the preposition that bounds it."""
        span = marked
        low, high = max(0, marked.start - _BEFORE_SPAN), min(len(self._text), marked.end + _AFTER_SPAN)
        for found in matches(self._text, low, high, marked.start):
            if found.contains(marked):
                span = found
        left_out = _LEFT_OUT.search(self._text, max(0, span.start - _BEFORE_SPAN), span.start)
        return Span(left_out.start(), span.end) if left_out else span

    def _told(self, span: Span) -> list[Interval]:
        """The last two times that the passage names before a span, the nearest last."""
        if self._times is None:
            self._times = times_in(self._text, published=self._published, dateline=self._dateline)
        upto = bisect_left(self._times, span.start, key=lambda one: one[0].end)
        near = [one for one in self._times[:upto] if span.start - one[0].end <= _PASSAGE]
        return [_interval_of(found) for _span, found in near if found.start and found.end][-2:]


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _together(found: Sequence[When]) -> When:
    """One interval of several: the one inside all others, or the stretch from the first day to the last."""
    inner = min(found, key=lambda one: (_days(one), one.start or "", one.end or ""))
    if all(_covers(one, inner) for one in found):
        return inner
    starts, ends = [one.start for one in found], [one.end for one in found]
    start = None if None in starts else min(filter(None, starts))
    end = None if None in ends else max(filter(None, ends))
    if start is None and end is None:
        return inner
    return When(start, end, "range", inner.anchor)


def _days(one: When) -> int:
    if not one.start or not one.end:
        return date.max.toordinal()
    return date.fromisoformat(one.end).toordinal() - date.fromisoformat(one.start).toordinal()


def _covers(outer: When, inner: When) -> bool:
    return (outer.start or "") <= (inner.start or "") and (inner.end or "9999-99-99") <= (outer.end or "9999-99-99")
