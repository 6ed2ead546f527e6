"""Figures of dead and injured by the words beside them: "killed 12 and wounded 30", "two were shot, three were hurt".

The tagger finds most figures, now and then under the wrong head or cut at a comma; those of the injured, which stand
apart from the trigger, it often misses. A figure that a verb of dying or hurting stands beside is one of that head.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from histor.code.voices import Tellers
from histor.records import COUNT_ROLES, Frame, Span, Spans

_VERBS = {
    "dead": r"kill(?:ed|ing)|murder(?:ed|ing)|(?:leaving|left)(?= .{1,40} dead)|died|dead|slain|fatalities",
    "injured": r"wound(?:ed|ing)|injur(?:ed|ing)|hurt(?:ing)?",
    "arrested": r"arrest(?:ed|ing)|detain(?:ed|ing)",
    "displaced": r"displac(?:ed|ing)",
}
_NUMBER = (
    r"(?:(?:at least|more than|over|about|around|some|nearly|almost|up to|as many as|an estimated|another|fewer than|"
    r"less than|approximately|roughly|a further) )?"
    r"(?:\d+(?:\.\d+)? (?:thousand|million)|(?:(?:tens|hundreds) of )?thousands|millions|\d{1,3}(?:,\d{3})+|\d{1,6}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-[a-z]+)?|one|two|"
    r"three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    r"nineteen|dozens|scores|hundreds|several|a dozen)(?![\w-]|,\d| (?:hours|days|years|months|weeks|others? died))"
)
_WHO = r"(?: (?!died\b|dead\b|killed\b|wounded\b|injured\b|hurt\b|and\b|or\b|were\b|was\b|who\b|in\b|by\b|on\b|at\b)[a-z][a-z-]+){0,3}"
_PASSIVE = r"(?: (?:were|was|have been|had been|has been|are|got))?(?: (?:also|seriously|critically|badly|lightly))?"
_BEFORE = {
    role: re.compile(rf"(?i)\b(?:{verbs})(?: and (?:wounding|injuring))? ({_NUMBER})") for role, verbs in _VERBS.items()
}
_AFTER = {
    role: re.compile(rf"(?i)(?<![\w,.-])({_NUMBER}){_WHO}{_PASSIVE} (?:{verbs})\b") for role, verbs in _VERBS.items()
}
# "Two guards and one passer-by were injured": both.
_BOTH = {
    role: re.compile(rf"(?i)(?<![\w,.-])({_NUMBER}){_WHO} and ({_NUMBER}){_WHO}{_PASSIVE} (?:{verbs})\b")
    for role, verbs in _VERBS.items()
}
# "The number of people killed in the capital rose to 180", "it put the number of detained at 133".
_TOTAL = {
    role: re.compile(
        rf"(?i)\b(?:number|total) of (?:[a-z]+ )?(?:{verbs})\b[^.;,]{{0,60}}? (?:at|to|is|was|reached) ({_NUMBER})"
    )
    for role, verbs in _VERBS.items()
}
_SAID = {
    "dead": ("kill", "murder", "leaving", "left", "died", "dead", "slain", "fatalities"),
    "injured": ("wound", "injur", "hurt"),
    "arrested": ("arrest", "detain"),
    "displaced": ("displac",),
}
"""Without one of these nothing of `_VERBS` stands in a sentence: a quick look before the slow one for figures."""
_FATAL = ("dead", "injured")  # heads of which a missing figure is looked for
_NOBODY = Tellers(())
_DIGITS = re.compile(r"(?:,\d{3})+(?!\d)")


def with_tolls(
    text: str, frames: Sequence[Frame], sentences: Sequence[Span], tellers: Tellers = _NOBODY
) -> list[Frame]:
    """``frames`` of events with every figure under the head that the words beside it say.

    A figure of dead or injured that no event of the sentence has goes to the one attack in it, or to the one that has
    figures already, where the same of the ``tellers`` tells both.
    """
    starts = [s.start for s in sentences]
    by_sentence: dict[int, list[int]] = {}
    for i, frame in enumerate(frames):
        by_sentence.setdefault(bisect_right(starts, frame.anchor.start) - 1, []).append(i)
    found = list(frames)
    for at, numbers in by_sentence.items():
        if at < 0:
            continue
        figures, together = _figures(text, sentences[at])
        if not figures and not any(_counts(found[i]) for i in numbers):
            continue
        for i in numbers:
            found[i] = _with_partners(_under_heads(text, found[i], figures), together)
        _fill(found, numbers, figures, tellers)
    return found


def _figures(text: str, sentence: Span) -> tuple[dict[str, list[Span]], list[tuple[Span, Span]]]:
    """The figures in ``sentence`` by their heads, and which two have one verb, as in "two soldiers and 16 gunmen died"."""
    found: dict[str, list[Span]] = {}
    together: list[tuple[Span, Span]] = []
    words = sentence.of(text).lower()
    said = [role for role, verbs in _SAID.items() if any(verb in words for verb in verbs)]
    for patterns in (_BEFORE, _BOTH, _AFTER, _TOTAL):
        for role in said:
            for match in patterns[role].finditer(text, *sentence):
                told = [Span(*match.span(k)) for k in range(1, patterns[role].groups + 1)]
                together += pairwise(told)
                for span in told:
                    if not any(span.overlaps(other) for spans in found.values() for other in spans):
                        found.setdefault(role, []).append(span)
    return found, together


def _counts(frame: Frame) -> list[Span]:
    return [span for role in COUNT_ROLES for span in frame.roles.get(role, ())]


def _under_heads(text: str, frame: Frame, figures: dict[str, list[Span]]) -> Frame:
    roles: dict[str, Spans] = {role: spans for role, spans in frame.roles.items() if role not in COUNT_ROLES}
    for role in COUNT_ROLES:
        for span in frame.roles.get(role, ()):
            rest = _DIGITS.match(text, span.end) if text[span.end - 1 : span.end].isdigit() else None
            figure = Span(span.start, rest.end()) if rest else span
            head = next((r for r, spans in figures.items() if any(figure.overlaps(s) for s in spans)), role)
            roles[head] = (*roles.get(head, ()), figure)
    return Frame(frame.kind, frame.anchor, frame.type, roles, frame.attributes, frame.confidence)


def _with_partners(frame: Frame, together: Sequence[tuple[Span, Span]]) -> Frame:
    """``frame`` with the second figure of a verb beside the first, where it has only that."""
    counted = _counts(frame)
    for first, second in together:
        for role in COUNT_ROLES:
            if any(first.overlaps(s) for s in frame.roles.get(role, ())) and not any(map(second.overlaps, counted)):
                frame = replace(frame, roles={**frame.roles, role: (*frame.roles[role], second)})
    return frame


def _fill(frames: list[Frame], numbers: Sequence[int], figures: dict[str, list[Span]], tellers: Tellers) -> None:
    attacks = [i for i in numbers if frames[i].type == "ASSAULT"]
    counted = [i for i in attacks if _counts(frames[i])]
    owners = attacks if len(attacks) == 1 else counted
    if len(owners) != 1:
        return
    teller = tellers.innermost(frames[owners[0]].anchor)
    for role in _FATAL:
        known = [span for i in numbers for span in _counts(frames[i])]
        missing = tuple(
            span
            for span in figures.get(role, ())
            if not any(span.overlaps(k) for k in known) and tellers.innermost(span) == teller
        )
        frame = frames[owners[0]]
        if missing and role not in frame.roles:
            frames[owners[0]] = replace(frame, roles={**frame.roles, role: missing})
