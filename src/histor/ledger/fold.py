"""Names as filters compare them: without case and accents, word by word.

A column such as ``events.actor_fold`` holds for each filler its code, its sectors and its name, each in a cell. One
search for a piece of text answers every question about it, over a million rows in some ten milliseconds:

>>> fold_cells([("USA", "GOV", "Barack Obama")])
'| =usa | +gov | barack obama |'
>>> matches("obama"), matches("USA")
((' obama ',), ('| =usa |', '| usa |'))
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from histor.resolve.gazetteer import fold

NO_CODE = "---"
_CODE = re.compile(r"[A-Z]{3}")
_SIGNS = re.compile(r"[\W_]+")  # quotation marks, brackets, and the signs of the cells themselves

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


def _fold(value: str) -> str:
    return " ".join(_SIGNS.sub(" ", fold(value)).split())
