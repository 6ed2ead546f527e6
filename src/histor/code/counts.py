"""Figures of dead, injured, arrested and displaced: from words to bounds.

The rules, with what they give:

* exact: "12", "two civilians", "a man", "1.5 million", "no one" → (12, 12), (2, 2), (1, 1), (1500000, 1500000), (0, 0)
* one side open: "at least 12", "more than 100", "up to 30", "fewer than ten", "ten or fewer" → (12, –), (101, –),
  (–, 30), (–, 9), (–, 10)
* ranges: "between 10 and 15", "10-15", "65 to 105" → (10, 15), (10, 15), (65, 105)
* rounded ("about", "some", "an estimated" …): half a unit of the last digit that is not zero, at least 1, to either
  side, since the figure was rounded there: "about 40" → (35, 45), "some 1,500" → (1450, 1550), "around 12" → (11, 13);
  "nearly" and "almost" lie below the figure: "nearly 20" → (15, 19)
* vague words give the least they can mean: dozens 24, scores 40, hundreds 200, thousands 2000, millions 2000000,
  "tens of thousands" 20000, "hundreds of thousands" 200000, "several hundred" 300; several, many, a few, a number of 2
* sums: "three women and two children" → (5, 5); a part that is a name counts for at least one: "Ali and two
  others" → (3, –)
* who are among those counted are not added: "57 civilians, 17 of them children", "9 people, including two guards" → 57, 9
* no figure at all ("the victims", a name, a percentage) → (None, None)
"""

from __future__ import annotations

import re
from functools import lru_cache

Bounds = tuple[int | None, int | None]

_UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: value * 10
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_GROUPS = {"dozen": 12, "score": 20, "couple": 2, "pair": 2}
_VAGUE = {
    "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000, "millions": 2 * 10**6, "several": 2, "many": 2,
    "multiple": 2, "numerous": 2, "few": 2, "various": 2, "number": 2, "countless": 2, "both": 2,
}  # fmt: skip
_MULTIPLE = re.compile(r"(?i)\b(tens|dozens|scores|hundreds|thousands) of (thousands|millions)")
_MULTIPLE_LEAST = {"tens": 20, "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000}
_SEVERAL_OF = re.compile(r"(?i)\b(?:several|many|a few|few) (hundred|thousand|million|dozen)\b")
_SEVERAL = 3  # "several hundred" is more than "hundreds" at its least

_LONGEST = 300  # characters; no figure is told in more
_LARGEST = 10**10  # more than all people there are
_AGE = re.compile(r"(?i)\b[\w-]{1,20}-years?-olds?\b|\b\d{1,3} years? old\b|\baged? \d{1,3}(?: (?:to|and) \d{1,3})?\b")
_NUMBER = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:[,.  ]\d{3}){1,3}|\d{1,11}(?:\.\d{1,3})?)(?![\w]|[.,]\d)")
_TOKEN = re.compile(rf"{_NUMBER.pattern}|\d[\d.,]*|[A-Za-z]+|[^\sA-Za-z]")
_RANGE = re.compile(r"(?i)(?:between |from )?\b(\d+) ?(?:and|to|or|-|–|—) ?(\d+)\b")
_SHARED_SCALE = re.compile(
    r"\b([\d.]+|[a-z]+) ?(to|or|and|-|–|—) ?([\d.]+|[a-z]+) (hundred|thousand|million|billion)\b"
)
_FIGURE = re.compile(r"(?<![\d.,])\d{1,11}(?![.,]?\d)")
_NONE = re.compile(r"(?i)^(?:no|none|nobody|nil)\b(?! (?:more|fewer|less) than)")
_ONE = re.compile(r"(?i)^(?:person\b|(?:an?|another|the (?:only|other|second|third|first|lone)) \w)")

_AT_LEAST = re.compile(r"(?i)\b(?:at least|a minimum of|no (?:fewer|less) than|not less than|minimum)$")
_ABOVE = re.compile(r"(?i)\b(?:more than|over|above|upwards of|in excess of|well over|exceed(?:ing|s))$")
_AT_MOST = re.compile(r"(?i)\b(?:up to|at most|as many as|no more than|not more than|a maximum of|maximum)$")
_BELOW = re.compile(r"(?i)\b(?:fewer than|less than|under|below)$")
_NEARLY = re.compile(r"(?i)\b(?:nearly|almost|close to|approaching|just under|not quite)$")
_ABOUT = re.compile(r"(?i)\b(?:about|around|some|roughly|approximately|estimated|maybe|perhaps|possibly|circa|or so)$")
_OR_MORE = re.compile(r"^ ?(?:\+|or more\b|plus\b)")
_OR_FEWER = re.compile(r"^ ?or (?:fewer|less)\b")
_OR_SO = re.compile(r"^ ?(?:or so\b|- ?odd\b|odd\b)")
_OF_THESE = re.compile(
    r"(?i)(?<=\w),? (?:\d+|some|many|most|half) of (?:them|whom|these)\b.*|(?<=\w),? (?:including|among them)\b.*"
)
_PARTS = re.compile(r", and |, | and | plus | as well as ")


@lru_cache(maxsize=4096)
def parse_count(words: str) -> Bounds:
    """Least and greatest number that ``words`` state; None where that side is open (see the rules above)."""
    text = " ".join(words.replace("\u00a0", " ").split())[: _LONGEST + 1]
    if len(text) > _LONGEST or "%" in text or re.search(r"[$€£]|per ?cent", text):
        return None, None
    text = _AGE.sub("person", text.strip("“”\"'‘’ "))
    if _NONE.match(text):
        return 0, 0
    figures = _in_figures(text)
    spread = _RANGE.search(figures)
    if spread and ("and" not in spread.group() or "between" in spread.group().lower()):
        low, high = int(spread[1]), int(spread[2])
        return (low, high) if low <= high <= _LARGEST else (None, None)
    parts = [(part, _part(part)) for part in _PARTS.split(_OF_THESE.sub("", figures))]
    # A part without a figure is a name ("Ali and two others") or goes with its neighbour ("2,500 men and women").
    named = sum(bounds is None and any(c.isupper() for c in part) for part, bounds in parts)
    return _sum([bounds for _, bounds in parts], named)


def _in_figures(text: str) -> str:
    """``text`` with every number written in digits: "two hundred and five people" → "205 people"."""
    out: list[str] = []
    words = _TOKEN.findall(_least_words(text))
    tokens = [word.lower() for word in words]
    i = 0
    while i < len(tokens):
        value, following = _read_number(tokens, i)
        if value is None:
            out.append(words[i])
            i += 1
        else:
            out.append(str(value))
            i = following
    return re.sub(r" ([,+])", r"\1", " ".join(out))


def _least_words(text: str) -> str:
    """Vague compounds as "at least" and the least they mean."""
    text = _SEVERAL_OF.sub(lambda m: f"at least {_SEVERAL} {m[1]}", text)
    text = _SHARED_SCALE.sub(_share_scale, text)
    scale = {"thousands": 10**3, "millions": 10**6}
    return _MULTIPLE.sub(lambda m: f"at least {_MULTIPLE_LEAST[m[1].lower()] * scale[m[2].lower()]}", text)


def _share_scale(match: re.Match[str]) -> str:
    """Write out the shared word: "1 to 2 million" → "1 million to 2 million"."""
    low, joint, high, scale = match.groups()
    small = _UNITS.keys() | _TENS.keys()
    if (low in small or low[0].isdigit()) and (high in small or high[0].isdigit()):
        return f"{low} {scale} {joint} {high} {scale}"
    return match.group()


def _read_number(tokens: list[str], i: int) -> tuple[int | None, int]:
    """The whole number that begins at token ``i`` and the index after it; None where none begins there."""
    article = tokens[i] in ("a", "an") and i + 1 < len(tokens)
    if article and (tokens[i + 1] in ("hundred", *_GROUPS) or tokens[i + 1] in _SCALES):
        return _scaled(tokens, i + 1, 1.0)
    if tokens[i] == "half" and tokens[i + 1 : i + 3] == ["a", "dozen"]:
        return 6, i + 3
    value = _simple(tokens[i])
    if value is None:
        return None, i
    i += 1
    if tokens[i : i + 1] == ["-"] and i + 1 < len(tokens) and value in _TENS.values() and tokens[i + 1] in _UNITS:
        return _scaled(tokens, i + 2, value + _UNITS[tokens[i + 1]])
    if i < len(tokens) and value in _TENS.values() and 0 < _UNITS.get(tokens[i], 0) < 10:
        return _scaled(tokens, i + 1, value + _UNITS[tokens[i]])
    return _scaled(tokens, i, value)


def _scaled(tokens: list[str], i: int, value: float) -> tuple[int | None, int]:
    """Go on after ``value`` with hundred, thousand, dozen … and the smaller number that may follow."""
    scaled = False
    while i < len(tokens):
        factor = 100 if tokens[i] == "hundred" else _SCALES.get(tokens[i]) or _GROUPS.get(tokens[i])
        if factor is None or value * factor > _LARGEST:
            break
        value, scaled, i = value * factor, True, i + 1
    if scaled and value >= 100 and i < len(tokens):
        start = i + 1 if tokens[i] == "and" else i
        rest, after = _read_number(tokens, start) if start < len(tokens) else (None, i)
        # "a hundred and five" is one number, "100 men and five women" and "two hundred, 30" are not.
        if rest is not None and rest < value and not tokens[start][0].isdigit() and tokens[start] != "a":
            value, i = value + rest, after
    whole = round(value)
    return (whole, i) if abs(value - whole) < 1e-6 and whole <= _LARGEST else (None, i)


def _simple(token: str) -> float | None:
    if token in _UNITS:
        return float(_UNITS[token])
    if token in _TENS:
        return float(_TENS[token])
    if not _NUMBER.fullmatch(token) or not token.isascii():
        return None
    if re.search(r"[,.  ]\d{3}(?:\D|$)", token):  # 1,000 and 1.000 people are a thousand
        return float(re.sub(r"\D", "", token))
    return float(token)


def _part(part: str) -> Bounds | None:
    """Bounds of one member of a sum; None where it names somebody without a figure."""
    part = part.strip()
    figure = _FIGURE.search(part)
    if figure:
        return _qualified(int(figure.group()), part[: figure.start()].rstrip(), part[figure.end() :])
    vague = [_VAGUE[word] for word in part.lower().split() if word in _VAGUE]
    if vague:
        return (2, 2) if "both" in part.lower().split() else (max(vague), None)
    return (1, 1) if _ONE.match(part) else None


def _qualified(value: int, before: str, after: str) -> Bounds:
    """Bounds of ``value`` with the words around it."""
    if _AT_LEAST.search(before) or _OR_MORE.match(after):
        return value, None
    if _AT_MOST.search(before) or _OR_FEWER.match(after):
        return None, value
    if _ABOVE.search(before):
        return value + 1, None
    if _BELOW.search(before):
        return None, max(0, value - 1)
    if _NEARLY.search(before):
        return max(0, value - _rounding(value)), max(0, value - 1)
    if _ABOUT.search(before) or _OR_SO.match(after):
        return max(0, value - _rounding(value)), value + _rounding(value)
    return value, value


def _rounding(value: int) -> int:
    """Half a unit of the last digit of ``value`` that is not zero, at least 1."""
    unit = 1
    while value and value % (unit * 10) == 0:
        unit *= 10
    return max(1, unit // 2)


def _sum(parts: list[Bounds | None], named: int) -> Bounds:
    """The parts together: a side is open where one part leaves it open; each of ``named`` counts for at least one."""
    known = [part for part in parts if part is not None]
    if not known:
        return None, None
    low: int | None = sum(part[0] for part in known if part[0] is not None) + named
    if all(part[0] is None for part in known):
        low = None
    highs = [part[1] for part in known]
    high = None if named or None in highs else sum(h for h in highs if h is not None)
    return low, high
