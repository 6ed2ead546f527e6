r"""Values as cells of tables that people open in spreadsheets and terminals: one line, harmless, reversible.

>>> guarded("=HYPERLINK(1)"), guarded("-5 degrees"), guarded("plain"), guarded("'tis")
("'=HYPERLINK(1)", "'-5 degrees", 'plain', "''tis")
"""

from __future__ import annotations

import json
from typing import Any

from histor.plain import escaped

_FORMULA = ("=", "+", "-", "@", "'", "＝", "＋", "－", "＠")
"""What spreadsheets take for the beginning of a formula, in both widths; and the apostrophe, so that one that was
added can be told from one that was there."""


def guarded(text: str) -> str:
    """``text`` with an apostrophe before it where a spreadsheet would compute it."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def words(text: str) -> str:
    """``text`` on one line, hidden characters escaped, guarded against formulas."""
    return guarded(escaped(text).strip())


def cell(value: Any) -> str:
    """A value of a row as a cell: null is empty, lists are JSON, text is guarded."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return json.dumps([item if item is None else escaped(str(item)) for item in value], ensure_ascii=False)
    return words(value) if isinstance(value, str) else str(value)
