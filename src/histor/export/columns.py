"""The columns of exported tables: those of the ledger, with the meanings that ``ledger/schema.sql`` gives them.

>>> [column.name for column in columns("events")][:3]
['event', 'report', 'id']
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

Row = Mapping[str, Any]

TABLES: Mapping[str, str] = MappingProxyType(
    {
        "events": "One mention of a political action a row",
        "voices": "One place where a report ascribes content to a source a row",
        "reports": "One news text as published a row, without its text",
    }
)
"""The tables that are exported, and what a row of each is."""

_TABLE = re.compile(r"^CREATE TABLE (?P<name>\w+) \((?P<body>.*?)^\);$", re.MULTILINE | re.DOTALL)
_COLUMN = re.compile(r"^ +(?P<name>\w+) (?P<kind>[A-Z]+(?:\[\])?),? +-- (?P<meaning>.+)$", re.MULTILINE)
_FIELD_TYPES = {
    "VARCHAR": "string",
    "VARCHAR[]": "array",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "JSON": "object",
}


@dataclass(frozen=True, slots=True)
class Column:
    """``sql`` is the type in DuckDB, `type` that of Frictionless tables."""

    name: str
    sql: str
    meaning: str

    @property
    def type(self) -> str:
        """The type as Frictionless table schemas name it."""
        return _FIELD_TYPES[self.sql]


def text_columns(meanings: Mapping[str, str]) -> tuple[Column, ...]:
    """Columns of text, by name, in formats whose columns others have named."""
    return tuple(Column(name, "VARCHAR", meaning) for name, meaning in meanings.items())


@cache
def columns(table: str) -> tuple[Column, ...]:
    """The columns of one of TABLES. Left out are those that only serve the ledger's filters, and texts of reports."""
    schema = (files("histor.ledger") / "schema.sql").read_text(encoding="utf-8")
    bodies = {match["name"]: match["body"] for match in _TABLE.finditer(schema)}
    found = [Column(match["name"], match["kind"], match["meaning"]) for match in _COLUMN.finditer(bodies[table])]
    return tuple(column for column in found if not column.name.endswith(("_fold", "_sign")) and column.name != "text")
