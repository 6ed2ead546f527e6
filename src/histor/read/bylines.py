"""The names in a byline: "By ANN WRITER and Bob B., Herald staff" names two and their paper.

>>> byline(["By Ann Writer and Bob Berger", "https://www.facebook.com/ann.writer"])
'Ann Writer; Bob Berger'
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

_MAX_NAME = 50  # characters without a blank: longer ones are no names
_MAX_WORDS = 400  # characters of one statement that are looked at
_MAX_NAMES = 20
_BETWEEN = re.compile(r"[/;,|&]|\s+(?:and|und)\s+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?:|\s*[\w.%+-]{1,60}@[\w.-]{1,60}\.\w", re.IGNORECASE)
_PREFIX = re.compile(
    r"\A\s*(?:(?:analysis|written|posted|published|reported|edited|reviewed)\s+)?(?:words\s+)?(?:by|von|from)[\s:]+",
    re.IGNORECASE,
)
_TAGS = re.compile(r"<[^<>]{0,400}>")
_ASIDE = re.compile(r"@\w+|[\"“‘({\[][^\"“”‘’(){}\[\]]{1,80}[\"”’)}\]]|\d.*$")  # handles, nicknames; numbers and on
_PLACED = re.compile(r"\s(?:am|on|for|at|in|to|from|of|via|with|[—–-])\s.*$", re.IGNORECASE)
_STOPS = re.compile(r"[._+]")
_MARKS = re.compile(r"[:()?*$#!%/<>{}~¿\u2600-\u27be\U0001f300-\U0001faff]|[^\w]+$")


def byline(stated: Iterable[str]) -> str | None:
    """The names in ``stated``, each once, between semicolons; None where there are none."""
    names: list[str] = []
    for words in stated:
        if not _ADDRESS.match(words):
            plain = _TAGS.sub("", unescape(words[:_MAX_WORDS]))
            names += filter(None, map(_name, _BETWEEN.split(plain)))
    once = [*dict.fromkeys(names)][:_MAX_NAMES]
    return "; ".join(name for name in once if not any(name != other and name in other for other in once)) or None


def _name(words: str) -> str:
    """``words`` as a name, its first letter a capital; "" where they are none."""
    bare = _PREFIX.sub("", _ASIDE.sub("", _STOPS.sub(" ", words)))
    name = " ".join(_MARKS.sub("", _PLACED.sub("", " ".join(bare.split()))).split())
    if not name or (len(name) >= _MAX_NAME and " " not in name):
        return ""
    shouted = name.isupper() and " " in name
    return name if name[0].isupper() and not shouted else name.title()
