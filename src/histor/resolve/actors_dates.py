"""Which days a report is of, as far as that tells who held an office.

The day of publication; else that of the dateline; else, for want of both, the whole of the latest year that the text
names as past or present ("by 2030" is neither). Without any, offices stay unresolved unless the text names the person.
"""

from __future__ import annotations

import re
from datetime import date

from histor.records import Report
from histor.resolve.actors_offices import Days

_YEAR = re.compile(r"(?<![\d.,/:$€£-])(?P<year>19[89]\d|20[0-4]\d)(?![\d/:%]|[.,]\d|-\d{3})")
_AHEAD = re.compile(
    r"(?i)\b(?:by|until|till|before|through|beyond|to|for|towards?|up to|not until)(?: the end of| early| late)? $"
)
_BACK = 24  # characters before a year in which "by the end of" stands


def days_of(report: Report) -> Days | None:
    """The first and the last day that the report may be of, or None where nothing tells."""
    for stated in (report.published, report.dateline.date if report.dateline else None):
        if stated and _is_day(stated):
            return stated, stated
    text = report.text
    years = [
        match["year"]
        for match in _YEAR.finditer(text)
        if not _AHEAD.search(text, max(0, match.start() - _BACK), match.start())
    ]
    return (f"{max(years)}-01-01", f"{max(years)}-12-31") if years else None


def _is_day(stated: str) -> bool:
    try:
        date.fromisoformat(stated)
    except ValueError:
        return False
    return True
