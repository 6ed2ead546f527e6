r"""Text of reports made fit to be shown: hostile text must not steer the terminal or hide itself.

>>> visible("a\x1b[31mb\n\n c\u202ed", 80)
'a\\x1b[31mb c\\u202ed'
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator

_BLANKS = re.compile(r"[ \t\n\r\f\v\x85\xa0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
# Control, format (bidi marks, zero-width), surrogate, private-use and unassigned characters.
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_MARKS = {"Mn", "Me"}
_MARKS_IN_A_ROW = 2  # no living script stacks more on a letter of English text; walls of them cover the lines around
ELLIPSIS = "…"
# Signs of the view for terminals whose character set lacks them.
_ASCII = {"→": "->", "·": "|", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "─": "-"}


def visible(text: str, limit: int) -> str:
    """``text`` on one line: runs of blanks become one, hidden characters their escapes, at most ``limit`` characters.

    Longer text is cut at the end of a word where one is near, and ends in an ellipsis.
    """
    piece = text[: 4 * limit + 4]  # runs of blanks shrink; more than this is never looked at
    shown = escaped(piece).strip()
    if len(shown) <= limit and len(piece) == len(text):
        return shown
    if len(shown) <= limit:
        return shown + ELLIPSIS
    cut = shown[:limit]
    at = cut.rfind(" ", limit * 3 // 4)
    return (cut[:at] if at > 0 else cut) + ELLIPSIS


def escaped(text: str) -> str:
    """As `visible`, without a limit and with the blanks at both ends kept."""
    text = _BLANKS.sub(" ", text)
    if text.isascii() and text.isprintable():
        return text
    out: list[str] = []
    for char, hidden in seen(text):
        out.append(char.encode("unicode_escape").decode("ascii") if hidden else char)
    return "".join(out)


def seen(text: str) -> Iterator[tuple[str, bool]]:
    """Each character of ``text``, and whether it is hidden: invisible, steering what is seen, or a mark too many."""
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        marks = marks + 1 if category in _MARKS else 0
        yield char, category in _HIDDEN or marks > _MARKS_IN_A_ROW


def figure(low: int | None, high: int | None) -> str:
    """What is known of a count: ``13``, ``10 to 12``, ``230,001 or more``."""
    if low is not None and high is not None:
        return f"{low:,}" if low == high else f"{low:,} to {high:,}"
    if low is not None:
        return f"{low:,} or more"
    return f"{high:,} or fewer" if high is not None else "some"


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(_ASCII.get(c, c.encode("unicode_escape").decode("ascii")) for c in bad), error.end


ENCODE_ERRORS = "histor.visible"  # for streams: what the terminal cannot show is spelled out, never an error
codecs.register_error(ENCODE_ERRORS, _replace)
