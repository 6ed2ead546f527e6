"""Where the sentences of a news text begin and end.

Rules only, one pass, no model: fast enough to run on every report, and the same for the same text. On the
development parts of Universal Dependencies, sentences joined by blanks within a paragraph, F1 of the sentence ends is
98.3 for GUM and 90.9 for the English Web Treebank (whose e-mails often have no capitals).

>>> [s.of("Gen. Ali left. He spoke.") for s in sentences("Gen. Ali left. He spoke.")]
['Gen. Ali left.', 'He spoke.']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from histor.records import Span


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Titles and other words whose stop never ends a sentence: a name or a number follows.
_NEVER = _words(
    """mr mrs ms messrs dr prof rev fr hon pres gen lt col maj capt cmdr cpl sgt pvt adm brig sen rep gov atty supt insp
    amb sec treas st ste mt ft vs viz cf approx e.g i.e maj-gen lt-gen lt-col lt.col lt.gen maj.gen brig.gen
    dist det ald asst assoc gens sens reps govs drs profs"""
)
# Words whose stop may end a sentence: it does when a usual first word of a sentence follows.
_MAYBE = _words(
    """jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun inc corp co ltd
    plc bros dept univ assn jr sr esq ave blvd rd hwy ariz ark calif colo conn del fla ga ill ind kan ky la md mass
    mich minn miss mo mont neb nev okla ore pa penn tenn tex va vt wash wis wyo ph.d est ed eds vol ch pp min
    max avg tel ext"""
)
_NUMBERED = frozenset({"no", "nos", "art", "sec", "fig", "p", "pp", "vol", "ch", "par"})
_STARTERS = _words(
    """The A An In On At He She It They We I You But And However This That These Those There When While As After
    Before If For By With His Her Its Their Our My Your Some Many Most Several According Meanwhile Also Among Both
    Despite During Each Earlier Even From Last More Moreover Nearly No Not Nor Now Once One Only Or Since So Such
    Then Though Thus To Two Under Until What Where Which Who Why Yet All Although Another Any Because Here How Just
    Later Like Neither Next Of Our Over Still Through Today Unlike Without Yesterday"""
)
_AFTER_CLOCK = _words(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December Eastern Central Mountain Pacific Greenwich Moscow Local EST EDT ET CST CDT CT
    MST MDT MT PST PDT PT GMT UTC BST CET IST"""
)

_NEWLINE = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]\s*+")
_CLOSERS = "\"'”’)\\]»›"
# A footnote mark such as [12] closes a sentence as a bracket does.
_STOP = re.compile(rf"(?<![.!?…])([.!?…]++)((?:[{_CLOSERS}]|\s?\[\d{{1,3}}\])*+)(?=(\s*+)(\S))")
_WORD = re.compile(r"[\"'“‘„«(\[]*([^\W\d_][\w’'-]*)")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
# "Are you ready?" Kerry asked: the question does not end the sentence.
_SPEAKER_FOLLOWS = re.compile(
    r"(?:[A-Z][\w.’'-]{0,30} ){1,4}(?:said|says|asked|asks|added|told|wrote|shouted|cried|replied|tweeted|wondered)\b"
)
_DOMAIN = re.compile(r"(?:[\w-]{1,40}\.){0,4}(?:Com|Org|Net|Gov|Edu|Info|Co|Uk)\b|[\w-]{1,40}@|[\w-]{1,40}\.[a-z]")
_LIST_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z])")
_WRAP_WIDTH = 100  # columns; a longer line is a paragraph of its own, not a line of wrapped text
_TITLE_LENGTH = 30  # columns; a shorter line is never continued by the next one because of its lower-case start


def sentences(text: str) -> list[Span]:
    """Spans of the sentences of ``text`` in order: no two overlap, none is empty or begins or ends with a blank.

    A line break ends a sentence, unless the lines are evidently one paragraph wrapped at a fixed width.
    """
    return list(_sentences(text))


@lru_cache(maxsize=16)  # every stage asks for those of the report that is on its way
def _sentences(text: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    for start, end in _paragraphs(text):
        for a, b in _split(text, start, end):
            piece = text[a:b]
            first = a + len(piece) - len(piece.lstrip())
            last = b - len(piece) + len(piece.rstrip())
            if first < last:
                spans.append(Span(first, last))
    return tuple(spans)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Stretches that no sentence crosses: the lines of the text, those of one wrapped paragraph joined."""
    lines, broken = [], []  # broken[i]: a single line break, not a blank line, stands before line i
    start, single = 0, False
    for gap in _NEWLINE.finditer(text):
        lines.append((start, gap.start()))
        broken.append(single)
        start, single = gap.end(), _is_single(gap.group())
    lines.append((start, len(text)))
    broken.append(single)
    width = _wrap_width(text, lines, broken)
    start = lines[0][0]
    for i in range(1, len(lines)):
        if not (broken[i] and _continues(text, lines[i - 1], lines[i], width)):
            yield start, lines[i - 1][1]
            start = lines[i][0]
    yield start, lines[-1][1]


def _is_single(gap: str) -> bool:
    """Whether the white space ``gap`` holds one line break only."""
    return len(gap.replace("\r\n", "\n").strip(" \t\u00a0\u3000")) == 1


def _wrap_width(text: str, lines: list[tuple[int, int]], broken: list[bool]) -> int:
    """Columns at which the whole text is wrapped, or 0: most lines are so long that the next word did not fit."""
    width = max(end - start for start, end in lines)
    if not 40 <= width <= _WRAP_WIDTH:
        return 0
    inner = [i for i in range(1, len(lines)) if broken[i]]
    filled = sum(_is_full(text, lines[i - 1], lines[i], width) for i in inner)
    return width if len(inner) >= 2 and filled >= 0.7 * len(inner) else 0


def _is_full(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    word = text[following[0] : min(following[1], following[0] + _WRAP_WIDTH)].split(None, 1)
    return bool(word) and line[1] - line[0] + 1 + len(word[0]) > width


def _continues(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    """Whether a sentence may run from ``line`` on to the ``following`` line."""
    if width and _is_full(text, line, following, width):
        return True
    last = text[max(line[0], line[1] - 8) : line[1]].rstrip()[-1:]
    return (
        line[1] - line[0] >= _TITLE_LENGTH and text[following[0] : following[0] + 1].islower() and last not in '.!?…"”:'
    )


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _STOP.finditer(text, start, end):
        if _ends_sentence(text, start, match):
            yield start, match.end()
            start = match.end()
    yield start, end


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    stops, closers, blank, following = match.groups()
    at = match.start()
    if following.islower() or following in ".,;:!?…%-–—/":
        return False
    before = text[max(start, at - 40) : at]
    token = "" if not before or before[-1].isspace() else before.split()[-1].lstrip("\"'“‘„«([")
    if not blank:
        return _ends_without_blank(text, match, token)
    if stops[0] in "!?":
        return not (closers and _SPEAKER_FOLLOWS.match(text, match.end(3)))
    if len(stops) > 1 or stops == "…" or not token or any(c in closers for c in '"”'):
        return True
    return _stop_is_full(text, start, match, token)


def _ends_without_blank(text: str, match: re.Match[str], token: str) -> bool:
    """A forgotten blank, ``cyberspace.The official``: two small letters before, a capitalised word after."""
    at = match.end()
    if not token[-2:].islower() or not token[-2:].isalpha() or any(c in token for c in ".@/_:") or token == "www":
        return match.group(2)[-1:] in ("”", "»") and match.group(4) in "“«"
    after = text[at : at + 2]
    if match.group(1) not in (".", "?", "!", "...", "…") or not after[0].isupper():
        return match.group(2) != "" and after[0] in "“«"
    return (after[1:].islower() and not _DOMAIN.match(text, at)) or after in ("A ", "I ")


def _stop_is_full(text: str, start: int, match: re.Match[str], token: str) -> bool:
    """Whether one ``.`` after ``token`` and before a blank ends the sentence or belongs to an abbreviation."""
    word = token.lower()
    following = match.group(4)
    if _LIST_NUMBER.fullmatch(token) and not text[start : min(match.start() - len(token), start + 9)].strip():
        return False
    if word in _NEVER:
        return word == "sec" and not following.isdigit()
    if following.isdigit() and (word in _NUMBERED or word in _MAYBE or word in ("c", "ca")):
        return False
    next_word = _WORD.match(text, match.end(3), match.end(3) + 40)
    first = next_word.group(1) if next_word else ""
    if word in ("a.m", "p.m"):
        return first not in _AFTER_CLOCK
    if (word in _MAYBE and token[0].isupper()) or _DOTTED.fullmatch(token):
        return first in _STARTERS
    if len(token) == 1 and token.isupper():
        return token == "I" or first in _STARTERS
    return True
