"""What the API's answers hold, for its OpenAPI description: the records of `histor.ledger.rows`, each field explained.

Fields that are columns of the ledger mean what `ledger/schema.sql` says; those of other answers are explained here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any, get_type_hints

from pydantic import BaseModel, Field, create_model

from histor.export.columns import columns
from histor.ledger.ask import KINDS
from histor.serve.problems import KINDS as PROBLEMS

_COUNTED = {
    "events": "number of events",
    "reports": "number of reports that tell them",
    "first": "first day of those that have a time",
    "last": "last day of those that have a time",
}
MEANINGS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        **{table: MappingProxyType({c.name: c.meaning for c in columns(table)}) for table in ("reports", "voices", "events")},
        "actors": {
            "name": "name of the entity, else the words",
            "code": 'PLOVER country code; "---" where not known',
            "sectors": "PLOVER sectors stated most often, divided by blanks",
            "as_actor": "number of events in which it acts",
            "as_recipient": "number of events in which others act upon it",
            **_COUNTED,
            "events": "the two together",
        },
        "places": {
            "name": "name",
            "country": "ISO3",
            "admin1": "first-level division",
            "lat": "degrees north; null where not resolved",
            "lon": "degrees east",
            "geonameid": "number in GeoNames",
            "precision": "point, town, admin1, country, region",
            **_COUNTED,
        },
    }
)  # fmt: skip
"""What each field of a row means, by kind of row."""


class ErrorText(BaseModel):
    """Why there is no answer."""

    code: str = Field(description="What went wrong, for programs.", json_schema_extra={"enum": list(PROBLEMS)})
    message: str = Field(description="What went wrong, in one sentence.")
    hint: str = Field(description="What to do about it.")


class ErrorAnswer(BaseModel):
    """Every answer that is none."""

    error: ErrorText


class Hit(BaseModel):
    """Something that was found, with the words around it."""

    kind: str = Field(description="events, quotations or reports")
    key: str = Field(description="key of the event, voice or report")
    report: str = Field(description="key of the report")
    outlet: str | None = Field(description="of the report")
    published: str | None = Field(description="day of publication of the report")
    title: str | None = Field(description="headline of the report")
    who: str | None = Field(description="who says or tells it: the innermost source; null where none is named")
    excerpt: str = Field(description="the text around the first place where it was found")
    start: int = Field(description="where in the excerpt it begins, in characters")
    end: int = Field(description="where it ends, excluded; the same as start where it was found in the title alone")


class CoderCount(BaseModel):
    """What coded reports, and how many."""

    histor: str = Field(description="version of Histor")
    model: str = Field(description="its model")
    codebook: str = Field(description="its codebook")
    reports: int = Field(description="number of reports")


class StatsAnswer(BaseModel):
    """How much of everything the ledger holds."""

    reports: int = Field(description="number of reports")
    outlets: int = Field(description="number of different outlets")
    voices: int = Field(description="number of voices")
    events: int = Field(description="number of events")
    entities: int = Field(description="number of entities of all reports")
    places: int = Field(description="number of places of all reports")
    published: list[str] | None = Field(description="first and last day of publication")
    when: list[str] | None = Field(description="first and last day of events")
    types: dict[str, int] = Field(description="number of events by type, the most frequent first")
    coders: list[CoderCount] = Field(description="what coded the reports")
    waiting: int = Field(description="accounts of a recoding that is not complete")
    bytes: int = Field(description="size of the file")


class AccountAnswer(BaseModel):
    """One report's account, in the format of `histor code --json`."""

    report: dict[str, Any] = Field(description="text and what is known of it")
    voices: list[dict[str, Any]] = Field(description="who says what, as spans of the text")
    events: list[dict[str, Any]] = Field(description="who did what to whom, as spans of the text")
    entities: list[dict[str, Any]] = Field(description="who is meant by mentions")
    places: list[dict[str, Any]] = Field(description="places, with coordinates where resolved")
    coder: dict[str, Any] = Field(description="what coded it")


def _row(name: str) -> type[BaseModel]:
    """The row of one kind, from its record."""
    record = KINDS[name].record
    hints = get_type_hints(record)
    made: dict[str, Any] = {
        item.name: (hints[item.name], Field(description=MEANINGS[name][item.name])) for item in fields(record)
    }
    return create_model(f"{record.__name__.removeprefix('Ledger')}Row", __doc__=record.__doc__, **made)


def page_of(row: type[BaseModel], name: str) -> type[BaseModel]:
    """A page of such rows."""
    made: dict[str, Any] = {
        "rows": (list[row], Field(description="the rows, in order")),  # type: ignore[valid-type]
        "next": (str | None, Field(description="cursor of the page after; null where this is the last one")),
        "total": (int | None, Field(description="rows of all pages; null unless asked for with total=true")),
    }
    return create_model(f"{name}Page", __doc__="Some rows of an answer.", **made)


ROWS: dict[str, type[BaseModel]] = {name: _row(name) for name in KINDS}
"""A model of the rows of each kind by its name."""
