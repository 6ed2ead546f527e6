"""The text of a mention without what is around it: quotation marks, a bracket, forms of address, words of the sentence.

>>> stripped("“His Majesty King Omar II”"), stripped("the Coastal Fishers Union (CFU), which")
(('King Omar II', None), ('the Coastal Fishers Union', 'CFU'))
"""

from __future__ import annotations

import re

OUTER = " \t\n\"'“”‘’«»(),;:–—-[]"
"""Marks and blanks that are no part of a mention at its ends."""

_POSSESSIVE = re.compile(r"(?:[’']s|(?<=s)[’'])$")
_BRACKET = re.compile(r" ?\(([^()]{1,40})\)")
_SQUARE = re.compile(r"\[([A-Z][\w&.-]{1,9})\]")  # an acronym as some write it
_ACRONYM = re.compile(r"[A-Z][A-Za-z&.-]{1,9}")
# What a cut-off span may end with: an open bracket, a word that begins what follows.
_CUT_OFF = re.compile(
    r"(?: ?\([^()]*|,? (?:an?|and|are|as|at|but|by|for|from|had|has|have|in|is|of|on|or|said|says|that|the|to|towards?"
    r"|was|were|which|who|with))+$"
)
_GLUED = re.compile(r"\b(Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Col|Lt|Capt|St)\.(?=[^\W\d_a-z])")
_INITIAL = re.compile(r"\b([A-Z])\.(?=[A-Z][a-z]{2})")  # "G.Lopez"
# Forms of address of monarchs and clerics, which are no part of the name.
_HONOUR = re.compile(
    r"^(?:HH|HM|HRH|H\.H\.|H\.M\.|(?:[Hh]is|[Hh]er|[Tt]heir) (?:Royal |Serene )?(?:Majesty|Majesties|Highness(?:es)?|Holiness)"
    r"|Hoj+at(?:ol| al-| ol-|-ol-)?(?:Is|es)lam),? (?=\w)"
)
# Words of the sentence that begin with a capital because it begins with them.
_FIRST_WORD = re.compile(
    r"^(?:First (?=[A-Z]\w+$)|(?:Both|Even|Only|Just|Given|Then|Meanwhile|Neither|Not|But|And|Yet|With|When|While|If|Among|Like|Does|Did|Is|Was"
    r"|Can|Could|Should|Would|How|Why|What|Where) (?=[A-Z]))"
)
# What says since when or how old before a name: "then-President Lopez", "the 41-year-old Lopez".
_BEFORE_NAME = re.compile(r"\b(?:then-|[Ee]x-|EX-|\d{1,3}-year-old )(?=(?:[a-z]+ )?(?:[A-Z][\w'.-]*(?: |$))+$)")
# What stands behind a name and is no part of it: "Lopez himself", "Mr Lopez, Sir".
_AFTER_NAME = re.compile(r"(?<=\w)(?: (?:him|her|it)self| themselves|, (?:Sir|Madam|Ma'am))$")
_NICKNAME = re.compile(r"(?<=\w) [“\"][\w .-]{1,20}[”\"](?= [A-Z])")
_QUOTES = re.compile(r"[“”„«»\"]+|\[(?=[^\W\d])|(?<=[^\W\d])\]")  # and "those [who] fled"
_BROKEN = re.compile(r"\b([AaEe]l-) (?=[A-Z])")  # "Al- Lopez"
_MISREAD = re.compile(r"[ÃÂâ][^\x00-\x7f]")  # UTF-8 that was read as another encoding: "PeÃ±a" for "Peña"
_LONGEST = 300  # characters of a mention that are looked at


def stripped(mention: str) -> tuple[str, str | None]:
    """The words of ``mention`` that name somebody, in one line, and the acronym that it has in brackets, if any."""
    text = _well_read(" ".join(mention.split())[:_LONGEST]).replace("’", "'")
    text = _INITIAL.sub(r"\1. ", _GLUED.sub(r"\1. ", text))
    text = _SQUARE.sub(r"(\1)", text)
    bracket = _BRACKET.search(text)
    text = _CUT_OFF.sub("", _BRACKET.sub("", text).strip(OUTER)) or text
    text = _NICKNAME.sub("", _BROKEN.sub(r"\1", text))
    text = _QUOTES.sub("", text).rstrip(".,") if _QUOTES.search(text) else text
    text = _AFTER_NAME.sub("", text.strip(OUTER))
    text = _BEFORE_NAME.sub("", _FIRST_WORD.sub("", _HONOUR.sub("", text)))
    acronym = bracket[1] if bracket and _ACRONYM.fullmatch(bracket[1]) else None
    return _POSSESSIVE.sub("", text).strip(OUTER), acronym


def _well_read(text: str) -> str:
    """``text`` in the encoding that it was written in, where it was read as Windows-1252 and is UTF-8.

    >>> _well_read("PeÃ±a"), _well_read("Peña")
    ('Peña', 'Peña')
    """
    if not _MISREAD.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
