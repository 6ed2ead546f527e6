"""The words that times are told in, as tables, and the pieces of patterns made from them.

Patterns are written with plain blanks; `pattern` turns each into any short run of white space. ``{month}`` and the
like stand for the pieces of PIECES. Case is ignored, except where a month is also another word ("may", "march",
"mar", "sat", "sun"): in running text it must be capitalised, in an expression known to be a time it need not.
"""

from __future__ import annotations

import re

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month in which each begins."""
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "dozen": 12, "couple": 2, "half": 0,
}  # fmt: skip
DECADES = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
    "nineties": 90,
}  # fmt: skip
PARTS = {
    "early": 0, "beginning": 0, "start": 0, "opening": 0, "mid": 1, "middle": 1, "late": 2, "end": 2, "close": 2,
}  # fmt: skip
"""Words that name the first (0), middle (1) or last (2) third of what follows."""
FIXED_DAYS = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "christmas": (12, 25), "boxing day": (12, 26),
    "new year's eve": (12, 31), "new year's day": (1, 1), "valentine's day": (2, 14), "may day": (5, 1),
    "bastille day": (7, 14), "halloween": (10, 31), "armistice day": (11, 11),
    "international women's day": (3, 8), "independence day": (7, 4),
}  # fmt: skip
"""(month, day) of days that the calendar fixes; "Independence Day" is the United States' own."""

_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|(?-i:March|Mar\.?|MARCH)|apr(?:il|\.)?|(?-i:May|MAY)|jun(?:e|\.)?|jul(?:y|\.)?"
    r"|(?-i:August|Aug\.?|AUGUST)|sep(?:t?\.|tember|t)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)(?![a-z])"
)
_WEEKDAY = (
    r"(?:mon(?:day|\.)|tue(?:s?day|s?\.)|wed(?:nesday|\.)|thu(?:rsday|rs?\.|\.)|fri(?:day|\.)"
    r"|(?-i:Saturday|Sat\.|SATURDAY|saturday)|(?-i:Sunday|Sun\.|SUNDAY|sunday))(?![a-z])"
)
_SMALL = "one|two|three|four|five|six|seven|eight|nine"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_SPOKEN_YEAR = (
    rf"(?:seventeen|eighteen|nineteen|twenty) (?:(?:{_TENS})(?:[ -](?:{_SMALL}))?|(?:{_TEENS}))"
    rf"|two thousand(?: (?:and )?(?:{_SMALL}|{_TEENS}))?"
)
_NUMBER = (
    rf"(?:\d{{1,4}}(?:\.\d+| \d/\d|-\d/\d|,\d{{3}})?|(?:{_TENS})(?:[ -](?:{_SMALL}))?|{_TEENS}|{_SMALL}"
    r"|(?:a |one |two |several )?hundred|a dozen|a half-dozen|half a dozen|half an?|(?:a )?couple(?: of)?|an?)"
)

PIECES = {
    "month": _MONTH,
    "monthname": r"(?:january|february|(?-i:March|MARCH)|april|(?-i:May|MAY)|june|july|(?-i:August|AUGUST)|september"
    r"|october|november|december)(?![a-z])",
    "weekday": _WEEKDAY,
    "year": rf"(?:(?:1[0-9]|20)\d\d(?![\d%]|,\d|\.\d)|{_SPOKEN_YEAR})",
    "day": r"(?:3[01]|[12]\d|0?[1-9])(?![\d%:]|,\d|\.\d)(?:st|nd|rd|th)?(?![a-z])",
    "ordinal": "(?:" + "|".join(ORDINALS) + r"|\d{1,2}(?:st|nd|rd|th))",
    "season": r"(?:spring|summer|autumn|fall|winter)(?:time)?",
    "unit": r"(?:days?|weekends?|weeks?|fortnights?|months?|quarters?|years?|decades?|centur(?:y|ies))(?![a-z])",
    "short": r"(?:hours?|hrs?|minutes?|mins?|seconds?)(?![a-z])",
    "number": _NUMBER,
    "vague": r"(?:(?:the )?(?:(?:a )?few|several|many|some|recent|numerous|coming))",
    "about": r"(?:about|around|almost|nearly|roughly|approximately|some|just|only|over|under|more than|less than"
    r"|fewer than|at least|at most|up to|no more than|no less than|not more than|a little over|well over|just over"
    r"|just under|barely|another|an additional|a full|the full|a total of)",
    "daypart": r"(?:(?:early |late |mid-?)?(?:morning|afternoon|evening|night|midnight|midday|noon|lunchtime|dawn|dusk)s?)",
    "clock": r"(?:\d{1,2}(?:[:.]\d\d){1,2}(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?[ap]\.?m\b\.?|\d{4}(?= ?(?:GMT|UTC))|\d{1,2} o'clock|noon|midday|midnight)"
    r"(?: ?(?:GMT|UTC|[ECMP][SD]T|BST|CES?T|MSK|local(?: time)?)(?![a-z]))?",
}
"""Pieces of patterns by name; every one is matched without regard to case unless it says otherwise."""


BLANK = r"[\s\xa0\u2009\u202f]"


def pattern(template: str, *, running: bool) -> re.Pattern[str]:
    """Compile a template; ``{month:m}`` captures the piece "month" as group m, ``{month}`` does not capture.

    ``running`` tells text from expressions: in running text some words must be capitalised to be months.
    """
    filled = re.sub(r"\{(\w+)(?::(\w+))?\}", _filled, template).replace("'", "['’]")
    if not running:
        filled = filled.replace("(?-i:", "(?:")
    for blank, run in (("[ -]", rf"(?:{BLANK}{{1,5}}|-)"), (" ?", f"{BLANK}{{0,3}}"), (" ", f"{BLANK}{{1,5}}")):
        filled = filled.replace(blank, run)
    return re.compile(filled, re.IGNORECASE | re.ASCII)  # ASCII: a long s is no s, and no digits but ours


def _filled(match: re.Match[str]) -> str:
    if match[1] not in PIECES:  # a repetition such as {1,3}
        return match[0]
    return f"(?P<{match[2]}>{PIECES[match[1]]})" if match[2] else f"(?:{PIECES[match[1]]})"


def month_number(word: str) -> int:
    """The month that a word for it names, 1 to 12."""
    return 1 + MONTHS.index(word[:3].lower())


def weekday_number(word: str) -> int:
    """The weekday that a word for it names, Monday being 0."""
    return WEEKDAYS.index(word[:3].lower())


def unit_name(word: str) -> str:
    """The unit that a word names, in the singular."""
    word = word.lower()
    return "century" if word.startswith("centur") else word.removesuffix("s")


def number(words: str) -> float | None:
    """What a number in figures or words amounts to; None where that cannot be said.

    >>> number("twenty-five"), number("2 1/2"), number("a couple of"), number("half a")
    (25, 2.5, 2, 0.5)
    """
    found = re.findall(r"\d+/\d+|\d+(?:\.\d+)?|[a-z]+", words.lower().replace(",", ""))
    found = [word for word in found if word not in ("of", "and")]
    if not found:
        return None
    if found[0] == "half" or found == ["a", "half"]:
        return 6 if "dozen" in found else 0.5
    if found == ["a", "half", "dozen"]:
        return 6
    if found[0].isdigit() or "." in found[0]:
        fraction = [part.split("/") for part in found[1:2] if "/" in part]
        extra = sum(int(top) / int(bottom) for top, bottom in fraction if int(bottom))
        whole = float(found[0]) + extra
        return int(whole) if whole == int(whole) else whole
    if any(word not in NUMBERS for word in found):
        return None
    values = [NUMBERS[word] for word in found]
    if values[-1] >= 100 or found[-1] in ("dozen", "couple"):
        return values[-1] * (values[0] if len(values) > 1 else 1)
    return sum(values)


def year_number(words: str) -> int:
    """The year that figures or words name.

    >>> year_number("1998"), year_number("nineteen ninety-six"), year_number("two thousand and five")
    (1998, 1996, 2005)
    """
    if words.isdigit():
        return int(words)
    found = re.findall("[a-z]+", words.lower().replace(" and ", " "))
    if found[:2] == ["two", "thousand"]:
        return 2000 + sum(NUMBERS[word] for word in found[2:])
    return 100 * NUMBERS[found[0]] + sum(NUMBERS[word] for word in found[1:])
