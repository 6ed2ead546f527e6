"""Names as filters compare them: without case and accents, word by word.

A column such as ``events.actor_fold`` holds for each filler its code, its sectors and its name, each in a cell. One
search for a piece of text answers every question about it:

>>> fold_cells([("USA", "GOV", "Barack Obama")])
'| =usa | +gov | barack obama |'
>>> matches("obama"), matches("USA")
((' obama ',), ('| =usa |', '| usa |'))

Beside it a column such as ``events.actor_sign`` holds its signature, a number in which each of its words sets one bit. A
text without all the bits of what is looked for need not be searched, and numbers are looked through much faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import md5

from histor.resolve.gazetteer import fold

NO_CODE = "---"
_CODE = re.compile(r"[A-Z]{3}")
_SIGNS = re.compile(r"[\W_]+")  # quotation marks, brackets, and the signs of the cells themselves
_WORD_BITS, _TEXT_BITS = 64, 128
_GRAM = 3  # characters of running text that set a bit

Filler = tuple[str | None, str | None, str | None]
"""Code, sectors divided by blanks, name; each may be missing."""


def fold_cells(fillers: Iterable[Filler]) -> str:
    """All ``fillers`` in one text; "" where there are none."""
    cells: list[str] = []
    for code, sectors, name in fillers:
        if code and code != NO_CODE:
            cells.append(f"={_fold(code)}")
        cells += [f"+{_fold(sector)}" for sector in (sectors or "").split()]
        if name:
            cells.append(_fold(name))
    return f"| {' | '.join(dict.fromkeys(cells))} |" if cells else ""


def matches(value: str) -> tuple[str, ...]:
    """The pieces of folded text of which one must occur where ``value`` is meant.

    Three capitals are a code or a whole name ("USA" is not "USA Today"); anything else is words of a name, in their
    order: "obama" is "Barack Obama". No pieces where nothing of ``value`` can be compared.
    """
    folded = _fold(value)
    if not folded:
        return ()
    return (code(value), f"| {folded} |") if _CODE.fullmatch(value) else (f" {folded} ",)


def code(value: str) -> str:
    """The piece that stands where a filler has the code ``value``."""
    return f"| ={_fold(value)} |"


def sector(value: str) -> str:
    """The piece that stands where a filler has the sector ``value``."""
    return f"| +{_fold(value)} |"


def sign(folded: str) -> int:
    """The signature of folded text, or of a piece of it: 64 bits, one set by each word."""
    return _bits(folded.replace("|", " ").split(), _WORD_BITS)


def text_sign(text: str) -> int:
    """The signature of running text, or of a piece of it, without regard to case: 128 bits, one set by three characters.

    Only ASCII counts: of other letters DuckDB and Python may have different small ones.
    """
    small = text.lower() if text.isascii() else "".join(char.lower()[0] for char in text)
    grams = {small[i : i + _GRAM] for i in range(len(small) - _GRAM + 1)}
    return _bits(grams if small.isascii() else filter(str.isascii, grams), _TEXT_BITS)


def _bits(grams: Iterable[str], bits: int) -> int:
    signature = 0
    for number in set(map(_hash, grams)):
        signature |= 1 << number % bits
    return signature


@lru_cache(maxsize=65_536)
def _hash(gram: str) -> int:
    return md5(gram.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()[0]


def _fold(value: str) -> str:
    return " ".join(_SIGNS.sub(" ", fold(value)).split())
