"""What `histor.resolve.times` says of an expression, in the form of a TIMEX3 value."""

from __future__ import annotations

import re
from datetime import date

from histor.records import When
from histor.resolve.times_words import number, pattern, unit_name

_LENGTH = pattern(
    r".*?(?:(?P<n>{number})(?P<half> and a half)?|{vague}|(?P<none>))(?: or [a-z]+)?(?: more)?(?: |-)?(?P<u>{unit}|{short})(?:[ -](?:old|long|so|period)| or so| or more)*",
    running=False,
)
_LETTERS = {"day": "D", "weekend": "WE", "week": "W", "fortnight": "W", "month": "M", "quarter": "Q", "year": "Y", "decade": "E",
            "century": "CE"}  # fmt: skip
_OFTEN = {
    "hour": "PT1H",
    "da": "P1D",
    "night": "P1D",
    "week": "P1W",
    "month": "P1M",
    "quarter": "P1Q",
    "annual": "P1Y",
    "year": "P1Y",
}
_SEASON = {3: "SP", 6: "SU", 9: "FA", 12: "WI"}


def timex_value(expression: str, when: When) -> str:
    """What we say of an expression, as a TIMEX3 value; "" for what has none."""
    if when.unresolved is None and when.precision != "range":
        return _calendar_value(when)
    if when.unresolved == "too vague" and not re.search(
        r"days|weeks|months|quarters|years|decades", expression, re.IGNORECASE
    ):
        if re.search(r"now|current|present|moment|these days", expression, re.IGNORECASE):
            return "PRESENT_REF"
        return "FUTURE_REF" if re.search(r"soon|future|shortly|coming|next", expression, re.IGNORECASE) else "PAST_REF"
    if when.unresolved == "too vague" and re.search("ago|recent", expression, re.IGNORECASE):
        return "PAST_REF"
    if when.unresolved == "happens again and again":
        return next(
            (value for start, value in _OFTEN.items() if re.search(rf"\b{start}", expression, re.IGNORECASE)), ""
        )
    return _range_value(when) or _length_value(expression)


def _calendar_value(when: When) -> str:
    start = date.fromisoformat(when.start or "")
    year = f"{start.year:04}"
    return {
        "day": start.isoformat(),
        "week": "{}-W{:02}".format(*start.isocalendar()[:2]),
        "month": f"{year}-{start.month:02}",
        "quarter": f"{year}-Q{(start.month + 2) // 3}",
        "season": f"{year}-{_SEASON.get(start.month, '')}",
        "year": year,
        "decade": year[:3],
    }[when.precision or ""]


def _range_value(when: When) -> str:
    """Ranges that TIMEX3 has a value for: weekends, half-years, centuries."""
    if not when.start or not when.end:
        return ""
    start, end = date.fromisoformat(when.start), date.fromisoformat(when.end)
    days = (end - start).days + 1
    if days == 2 and start.weekday() == 5:
        return "{}-W{:02}-WE".format(*start.isocalendar()[:2])
    if start.day == 1 and start.month in (1, 7) and 180 < days < 186:
        return f"{start.year:04}-H{1 + start.month // 7}"
    if start.year % 100 == 1 and end.year == start.year + 99:
        return f"{start.year // 100:02}"
    return ""


def _length_value(expression: str) -> str:
    match = _LENGTH.fullmatch(expression)
    if match is None:
        return ""
    unit = unit_name(match["u"])
    count = number(match["n"]) if match["n"] else None
    if count is None:
        amount = "X" if match["none"] is None or match["u"].lower().endswith("s") else "1"
    else:
        amount = f"{(count + 0.5 if match['half'] else count) * (2 if unit == 'fortnight' else 1):g}"
    if unit in _LETTERS:
        return f"P{amount}{_LETTERS[unit]}"
    return f"PT{amount}{unit[0].upper()}"
