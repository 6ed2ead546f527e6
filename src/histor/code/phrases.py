"""Phrases whole: names and figures that the tagger cut inside a word, a name or a number.

>>> whole(text := "The envoys met Prime Minister Ana Lopez in New York.", Span(text.index("Lopez"), text.index(" in"))).of(text)
'Prime Minister Ana Lopez'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from itertools import islice

from histor.code.spans import merge
from histor.code.tables import word_set
from histor.records import Frame, Mention, Span, Spans, Tagging

_NAMED = ("source", "to", "actor", "recipient", "place")
_AROUND = 80  # characters on either side in which small words show that this is no headline in capitals
# Words that headlines with capitals leave small say nothing.
_SMALL_WORD = re.compile(
    r"\b(?!(?:the|and|for|with|from|over|into|after|amid|but|nor|not|are|was|has|its|his|her|off|out|per|via|who|than|that)\b)"
    r"[a-z]{3,}\b"
)
_RUNNING = 2  # small words that show running text
_NEXT_NAME = re.compile(r"[ \u00a0]([A-Z][\w’'-]*\w(?:(?<=\b[A-Z]\w)\.|(?<=\b[A-Z]\w\w)\.)?)")
_LAST_NAME = re.compile(r"((?<![\w’'-])[A-Z][\w’'-]*\w|(?<![\w.])(?:[A-Z]\.){2,})[ \u00a0]$")
_ENDS_IN_NAME = re.compile(
    r"(?:^|[ \u00a0(“\"])[A-Z][\w’'-]*\w$|[\w.][ \u00a0](?!I$|A$)[A-Z]$|\b(?:[A-Z]\.)+$|\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Capt|Sgt|Maj|Adm)\.$"
)
_SHORTENED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Capt|Sgt|Maj|Adm)$")  # before ". Lopez"
_BEGINS_WITH_NAME = re.compile(r"(?!I\b)[A-Z]")
_SENTENCE_END = re.compile(r"\n|(?<=[a-z]{5})\. (?=[A-Z])")  # and not after "Gen." or "Prof."
_FIRST_WORD = re.compile(r"(?:^|[.!?:\n“\"][ \u00a0]?|[”\"] )$")  # before the first word of a sentence
_NO_NAME_FIRST = re.compile(r"\w+(?:ing|ly)")
_THE = re.compile(r"\b[Tt]he[ \u00a0]$")
_ABOUT = re.compile(r"\b(?:about|more than|over|at least|nearly|some|almost|up to|around)[ \u00a0]$", re.IGNORECASE)
_NO_NAMES = word_set(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December Mon Tue Tues Wed Thu Thurs Fri Sat Sun Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct "
    "Nov Dec Across Alongside Despite Unlike A An And As At Also Although After All Another Any Because Before Both But By During Each Earlier Even For "
    "From He Her Here His How However I If In Instead It Its Last Later Like Many Meanwhile More Most Moreover My Neither "
    "No Nor Not Now Of On Once One Only Or Other Our Over She Since So Some Still Such That The Their Then There These "
    "They This Those Though Through Thus To Today Two Under Unlike Until Upon We What When Where Whether Which While Who "
    "Why With Without Yesterday Yet You Your Photo Image Video Read"
)
# Inside a word or number: "30|,000", "al|-Shaabi", "Covid|-19", "Su-|24", "16-year|-old", "Min-|ho Lopez".
_GIVEN = "|".join(rf"(?<=\b[A-Z][a-z]{{{letters}}}-)" for letters in range(1, 6))
_REST_OF_WORD = re.compile(
    rf"(?:{_GIVEN})[a-z]{{2,6}}(?<!ed)\b|"
    r"(?:,\d{3}(?!\d))+|[-–]\d+|(?:(?<=[Aa]l)[-–]|(?<=\b[Aa]l-))\w+(?:-\w+)*|(?<=,)\d{3}(?!\d)|(?<=-year)s?-olds?|(?<=[A-Za-z]-)\d+[A-Z]?s?\b"
)
_START_OF_WORD = re.compile(
    r"(?:(?:[Aa]t )(?=least )|\b(?:[A-Z]\.)+(?=[A-Z]\.)|\b[A-Z](?=\.[A-Z]\.)|\d{1,3}(?=,\d{3})|\b[Aa]l[-–](?=[A-Z])|\b[A-Z]\w*(?=[’']s )|\b\w+[-–](?=[a-z]+[ed]d )|\b(?:Anti|Counter)[-–](?=[A-Z]))"
)
# The rest of an adjective and its noun: "A coming|-of-age generation", "the center-|right government".
_COMPOUND = re.compile(r"-?[a-z]+(?:-[a-z]+)*[ \u00a0][a-z][a-z-]{2,20}(?![\w’'-])")
_AS, _AS_MANY = re.compile(r"\b[Aa]s \Z"), re.compile(r"\b[Aa]s many \Z")  # before "many as 12 people"
_AT_STOP = re.compile(r"[A-Z]\.[A-Z]\.")  # "E|.U."
_INNER, _ENDINGS = frozenset("-–."), frozenset(",.’'")  # what the cut stands after or before where it is one of these
# A mention has no preposition before it (CODEBOOK.md); "at least 12 people" has none.
_LEADING = re.compile(
    r"(?:at|by|from|in|into|of|on|to|against|with|towards?|[Dd]espite|[Aa]cross|[Aa]longside|[Uu]nlike)[ \u00a0](?!least\b|most\b|total\b|all\b)(?=\w)"
)
_WORD_BEFORE = re.compile(r"\w+\Z")
_LAST_SMALL = re.compile(r"(?<![\w-])[a-z]{3,}-?\Z")
_LONE = frozenset(["the", "a", "an", "i", "we", "he", "she", "they", "it"])
# Between two parts of one phrase; the first does not end in a joint of its own ("Turkey and").
_JOINT = re.compile(
    r"(?<!\band)(?<!\bor)(?<!\bof)(?<!,)(?:[ \u00a0]|"
    r"[’']s[ \u00a0](?:(?:defen[cs]e|foreign|interior|justice|state|military|prime|deputy|security|central)[ \u00a0]){0,2})"
)
# Between a mention and the clause that says more of it, which is no mention: "the countries that own the pipelines".
_RELATIVE = re.compile(r",?[ \u00a0](?:that|who|which)[ \u00a0]")
# What is nothing without the words after it: "hundreds of people", "the government of Norland".
_QUANTITY = re.compile(
    r"(?i)(?:(?:the|a|tens of|some|many) )?(?:hundreds|dozens|scores|thousands|millions|number|members|government)(?: of)?"
)
_OF = re.compile(r"(?<= of)|[ \u00a0]of")
_WHOM = re.compile(
    r"(?:[ \u00a0](?!(?:and|or|in|at|on|by|to|from|were|was|is|are|has|have|had|this|us)\b)[\w’'-]{1,30}){0,3}?"
    r"[ \u00a0](?!this\b|us\b|was\b)(?:[a-z-]{2,30}s|people|men|women|children)\b"
    r"|(?:[ \u00a0]the)?(?:[ \u00a0][A-Z][\w’'-]{0,30}){1,3}"
)
_OPEN_END = re.compile(r"\b(?:unnamed|unidentified|anonymous|senior|top|former|international|foreign|local)$")
_NEXT_WORD = re.compile(r"[ \u00a0][a-z][a-z-]{2,20}")
_BRACKET_REST = re.compile(r"[^()\n]{0,30}\)")  # of a bracket that is open: "Tepco|)", "D-|Mass.)"
_WORD_BACK = 30
_MOST = 4  # words by which a name grows at either end


def with_whole_phrases(text: str, tagging: Tagging) -> Tagging:
    """``tagging`` with whole fillers of `_NAMED` roles, and whole mentions in the same order."""
    made_whole = cache(partial(whole, text))  # a filler of several frames, a mention too, is one span
    frames = tuple(
        Frame(f.kind, f.anchor, f.type, _whole_roles(text, f.roles, made_whole), f.attributes, f.confidence)
        for f in tagging.frames
    )
    mentions = tuple(Mention(made_whole(mention.span), mention.sectors) for mention in tagging.mentions)
    return Tagging(frames, mentions, tagging.links)


def _whole_roles(text: str, roles: Mapping[str, Spans], made_whole: Callable[[Span], Span]) -> dict[str, Spans]:
    return {
        role: _joined(text, merge(map(made_whole, spans))) if role in _NAMED else spans for role, spans in roles.items()
    }


def _joined(text: str, spans: Spans) -> Spans:
    """Parts of one phrase as one: "Russia", "ministry" in "Russia's defence ministry"; "a spokesman", "for the army".

    What a relative clause says of the part before it is left out.
    """
    joined: list[Span] = []
    for span in spans:
        if joined and _JOINT.fullmatch(text, joined[-1].end, span.start) and _continues(text, span):
            joined[-1] = Span(joined[-1].start, span.end)
        elif joined and _RELATIVE.fullmatch(text, joined[-1].end, span.start) and _continues(text, span):
            continue
        else:
            joined.append(span)
    return tuple(joined)


def _continues(text: str, span: Span) -> bool:
    return text[span.start].islower() and span.of(text).lower() not in _LONE


def whole(text: str, span: Span) -> Span:
    """``span`` drawn out to the ends of the word, the number and, outside headlines, the name that it cuts."""
    start, end = _in_one_line(text, span)
    if start >= end:
        return span
    states = _AT_STOP.match(text, start - 1) if start else None
    start, end = (states.start(), max(end, states.end())) if states else (start, end)
    leading = _LEADING.match(text, start, end)
    start = leading.end() if leading else start
    rest = _REST_OF_WORD.match(text, end)
    rest = rest or _compound(text, start, end)
    end = rest.end() if rest else end
    end += text.startswith((". ", ".\u00a0"), end) and _SHORTENED.search(text[start:end]) is not None
    noun = _NEXT_WORD.match(text, end) if _OPEN_END.search(text[start:end]) else None
    end = noun.end() if noun else _with_whom(text, start, end)
    start = _word_start(text, start)
    cut = _WORD_BEFORE.search(text, max(0, start - _WORD_BACK), start) if text[start] in "-–" else None
    start = cut.start() if cut else start
    words = text[start:end]
    if words.lower() not in _LONE and words[0].isalnum() and _running(text, start, end):
        end = _name_end(text, start, end)
        start = _name_start(text, start)
    if text.count("(", start, end) > text.count(")", start, end) and (closed := _BRACKET_REST.match(text, end)):
        end = closed.end()
    if (start, end) != span:
        start = _drawn_back(text, start, _ABOUT if text[start].isdigit() else _THE)
    return Span(start, end)


def _word_start(text: str, start: int) -> int:
    """Where the word or number begins that a phrase cuts at ``start``."""
    at = max(0, start - _WORD_BACK)
    if text[start - 1 : start] in _INNER or text[start] in _ENDINGS or text.startswith("least ", start):
        for match in _START_OF_WORD.finditer(text, at, min(len(text), start + _WORD_BACK)):
            if match.end() == start:
                return match.start()
    if text.startswith(("many as ", "as "), start):
        begun = (_AS if text[start] == "m" else _AS_MANY).search(text, at, start)
        return begun.start() if begun else start
    return start


def _compound(text: str, start: int, end: int) -> re.Match[str] | None:
    """What follows a phrase in small letters that ends inside an adjective with hyphens."""
    if "-" not in text[end - 1 : end + 1] or not text[end - 2 : end - 1].islower():
        return None
    return _COMPOUND.match(text, end) if _LAST_SMALL.search(text, start, end) else None


def _with_whom(text: str, start: int, end: int) -> int:
    """The end of "hundreds" or "the government" drawn out over "of …"; of anything else ``end``."""
    of = _OF.match(text, end) if _QUANTITY.fullmatch(text, start, end) else None
    whom = _WHOM.match(text, of.end()) if of else None
    return whom.end() if whom else end


def _in_one_line(text: str, span: Span) -> Span:
    """Of a span over line breaks and the ends of sentences the longest part that lies in one line and sentence."""
    words = text[span.start : span.end]
    ends = [match.span() for match in _SENTENCE_END.finditer(words)] if "\n" in words or ". " in words else []
    if not ends:
        return Span(span.start, span.start + len(words))
    starts, stops = [0, *(end for _, end in ends)], [*(start for start, _ in ends), len(words)]
    parts = [Span(span.start + start, span.start + end) for start, end in zip(starts, stops, strict=True)]
    return max(parts, key=lambda part: (part.end - part.start, -part.start))


def _drawn_back(text: str, start: int, words: re.Pattern[str]) -> int:
    before = words.search(text[max(0, start - _WORD_BACK) : start])
    return start - len(before.group()) if before else start


def _name_end(text: str, start: int, end: int) -> int:
    for _ in range(_MOST):
        following = _NEXT_NAME.match(text, end)
        if not following or following[1] in _NO_NAMES or not _ENDS_IN_NAME.search(text[start:end]):
            break
        end = following.end()
        if following[1].endswith(("’s", "'s")):
            end -= 2
            break
    return end


def _name_start(text: str, start: int) -> int:
    for _ in range(_MOST):
        if not _BEGINS_WITH_NAME.match(text, start):
            break
        before = _LAST_NAME.search(text[max(0, start - _WORD_BACK) : start])
        if not before or before[1] in _NO_NAMES or before[1].endswith(("’s", "'s")):
            break
        at = start - len(before.group())
        if _NO_NAME_FIRST.fullmatch(before[1]) and _FIRST_WORD.search(text[max(0, at - 2) : at]):
            break
        start = at
    return start


def _running(text: str, start: int, end: int) -> bool:
    """Whether the words around are those of running text, not of a headline with capitals."""
    low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
    before, after = _SENTENCE_END.split(text[low:start])[-1], _SENTENCE_END.split(text[end:high])[0]
    around = f"{before} {after}"
    return next(islice(_SMALL_WORD.finditer(around), _RUNNING - 1, None), None) is not None
