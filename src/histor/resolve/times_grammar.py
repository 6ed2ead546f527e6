"""The grammar applied: what a single time means, and where times stand in running text.

A single time is the match of one rule, with or without what may stand around every rule: a part before it ("late",
"the end of", "earlier"), a part of the day or a clock time before or after it ("Saturday night", "noon Thursday").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache

import histor.resolve.times_dates
import histor.resolve.times_relative  # noqa: F401  both enter their rules on import
from histor.letters import lowered
from histor.records import Span
from histor.resolve.times_calendar import Interval, half, third
from histor.resolve.times_setting import PASSAGE, RULES, Resolve, Setting
from histor.resolve.times_words import BLANK, PARTS, PIECES, pattern

_BEFORE = (
    r"(?:(?P<part>(?:the )?(?:very )?(?:early|late|mid|beginning|start|opening|middle|end|close|first half|second half|latter half"
    r"|earlier|later)(?: part| days| stages| months| weeks)?)(?:[ -])(?:(?:of|in|on|during) )?(?:the (?=\d|[a-z]))?)?"
    r"(?:(?:the )?(?:(?:early|late|small|morning|evening) hours|{clock}|{daypart})(?: (?:of|on|in))?,? (?=[a-z\d]))?"
)
_AFTER = r"(?:(?:,? (?:at|around|about|in the|at about|just before|shortly after))? (?:{daypart}|{clock}))?(?:'s$)?"
MAX_EXPRESSION = 200
"""Characters of an expression that are read; longer ones are sentences, not times."""


@cache
def _rules(*, running: bool) -> tuple[tuple[re.Pattern[str], Resolve], ...]:
    """Every rule, for running text or for expressions that are known to be times."""
    return tuple((pattern(template, running=running), resolve) for template, resolve in RULES)


@cache
def _around(*, running: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand before a rule's match, and after it; both match nothing at all, too."""
    return pattern(_BEFORE, running=running), pattern(_AFTER, running=running)


def prepare() -> None:
    """Compile the rules, which takes a third of a second once a process; else the first report waits for it."""
    for running in (False, True):
        _rules(running=running)
        _around(running=running)


def single(expression: str, setting: Setting) -> Interval | None:
    """The interval of a single time; None where no rule knows the expression. Raises Unresolved with the reason."""
    if len(expression) > MAX_EXPRESSION:
        return None
    before, after = _around(running=False)
    prefix = before.match(expression)
    assert prefix is not None  # it matches nothing, too
    for begin in sorted({0, prefix.end()}):
        for rule, resolve in _rules(running=False):
            match = rule.match(expression, begin)
            if match and after.fullmatch(expression, match.end()):
                return _narrowed(resolve(match, setting), prefix["part"] if begin else None, setting)
    return None


def _narrowed(found: Interval, part: str | None, setting: Setting) -> Interval:
    """What is left of an interval when only a part of it is meant; a day has no parts."""
    words = re.findall("[a-z]+", (part or "").lower())
    if not words or found.unit == "day" or found.start is None or found.end is None:
        return found
    if "half" in words:
        return half(found, 0 if "first" in words else 1)
    filed = setting.filed
    if "earlier" in words:
        return found._replace(end=filed) if filed and found.start <= filed <= found.end else found
    if "later" in words:
        since = setting.told.start if setting.told and found.anchor == PASSAGE else filed
        return found._replace(start=since) if since and found.start <= since <= found.end else found
    return third(found, next(PARTS[word] for word in words if word in PARTS))


_HEADS = re.compile(  # in small letters, for which the search is three times as fast as for any
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|day|week|fortnight|month|quarter|year"
    r"|decade|centur|spring|summer|autumn|fall|winter|hour|minute|second|moment|q[1-4]|today|tonight|yesterday|tomorrow"
    r"|overnight|morning|afternoon|evening|night|noon|dawn|dusk|time|now|current|present|recent|late|former|previous|soon"
    r"|shortly|future|past|ago|daily|nightly|annual|hourly|christmas|thanks|new|easter|good|hallow|boxing|valentin"
    r"|bastille|armistice|international|independence|twent|thirt|fort|fift|sixt|sevent|eight|ninet|nineteen|eighteen"
    r"|two thousand|midday|midnight|lunch)|\d",
)
"""The beginnings of words without which nothing is a time: a quick look before the slow one."""
_PATTERN_WORD = re.compile(r"\(\?P[<=]\w+[>)]|\(\?-i:|\\.|\[[^]]*\]|\{\w+(?::\w+)?\}|([a-z]+)(\??)")
_NEVER_FIRST = frozenset(["and", "for", "from", "have", "of", "old", "on", "or", "s", "so", "to", "who"])
"""Words, some of the rules', with which none of them begins."""
_OPENING = re.compile(rf"['’]?(?:(the|an?|in|at|by){BLANK}{{1,5}})?([a-z]*)", re.IGNORECASE | re.ASCII)


@cache
def _beginnings(template: str) -> frozenset[str]:
    """With what a template's matches may begin: up to three letters of its words, and of the parts of words in it."""
    whole = " ".join([template, *(PIECES[name] for name in re.findall(r"\{(\w+)", template) if name in PIECES)])
    words = [(match[1], match[2]) for match in _PATTERN_WORD.finditer(whole.lower()) if match[1]]
    found = {word[:3] for word, _ in words} | {word[:-1][:3] for word, optional in words if optional}
    return frozenset(found | {"bi" + word[0] for word in found if word and "bi" in found})


_BEGINNINGS = frozenset().union(*map(_beginnings, (_BEFORE, *(template for template, _ in RULES)))) | {""}


@lru_cache(maxsize=4096)
def _rules_for(small: str, beginning: str) -> tuple[re.Pattern[str], ...]:
    """The rules that may match running text at a ``small`` word and then, or at once, a ``beginning``; "" where none is."""
    wanted = {small, beginning} - {""}
    rules = zip(RULES, _rules(running=True), strict=True)
    return tuple(rule for (template, _), (rule, _) in rules if wanted <= _beginnings(template))


def _opening(text: str, position: int) -> tuple[str, str]:
    """An article or preposition at a position, and the beginning of the word there or behind it; "" where none is."""
    opening = _OPENING.match(text, position)
    assert opening is not None  # it matches nothing, too
    small, word = (opening[1] or "").lower(), opening[2].lower()
    return small, "no time" if word in _NEVER_FIRST else word[:3]


@lru_cache(maxsize=16)  # asked for every expression of the report that is on its way
def _heads(text: str) -> list[int]:
    """Where in ``text`` the words of `_HEADS` stand, in order."""
    return [match.start() for match in _HEADS.finditer(lowered(text))]


_WORD = re.compile(r"(?<![\w$€£.,])['’]?\w")
_REACH = 45
"""Characters from the first word of a time to its head, at most ("more than a couple of hundred years")."""


def matches(text: str, start: int = 0, end: int | None = None, last: int | None = None) -> Iterator[Span]:
    """The single times in running text between two offsets, in order, without overlap, each as long as can be.

    Those that begin after ``last`` are not looked for.
    """
    end = len(text) if end is None else end
    last = end if last is None else last
    heads = _heads(text)
    done, next_head, after = start, bisect_left(heads, start), bisect_left(heads, end)
    for word in _WORD.finditer(text, start, end):
        position = word.start()
        if position > last:
            return
        if position < done:
            continue
        while next_head < after and heads[next_head] < position:
            next_head += 1
        if next_head == after:
            return
        if heads[next_head] > position + _REACH:
            continue
        stop = _longest(text, position, end)
        if stop > position:
            yield Span(position, stop)
            done = stop


def _longest(text: str, position: int, end: int) -> int:
    """Where the longest time that begins at a position ends; the position itself where none does."""
    opening = _opening(text, position)
    if opening[1] not in _BEGINNINGS:
        return position
    before, after = _around(running=True)
    prefix = before.match(text, position, end)
    assert prefix is not None  # it matches nothing, too
    stop = position
    for begin in {position, prefix.end()}:
        for rule in _rules_for(*(opening if begin == position else _opening(text, begin))):
            match = rule.match(text, begin, end)
            if match:
                tail = after.match(text, match.end(), end)
                stop = max(stop, *(one for one in (match.end(), tail.end() if tail else 0) if _ends_word(text, one)), 0)
    return stop


def _ends_word(text: str, offset: int) -> bool:
    return not text[offset - 1 : offset + 1].isalnum() or offset == len(text)
