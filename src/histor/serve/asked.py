"""What can be asked: the parameters of the API and of the pages, which are those of `histor.ledger.filters`.

A parameter that takes several values is repeated: ``?actor=RUS&actor=SYR``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, create_model

from histor.errors import UsageError
from histor.ledger.ask import KINDS, Kind
from histor.ledger.filters import LONGEST, MOST, Box, Filters
from histor.ledger.outlets import MOST_COMPARED
from histor.ledger.overview import INCIDENTS, Chosen
from histor.link.telling_records import STANDINGS
from histor.records import STANCES, STATUSES
from histor.serve.problems import of_model

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

M = TypeVar("M", bound=BaseModel)

MOST_ROWS, USUAL_ROWS = 1_000, 100
SEARCHED = ("events", "quotations", "reports")
Form = Literal["json", "csv"]
_SORT = "What to sort by, - before it downwards; blanks come last."
_LIMIT = f"Rows at most, up to {MOST_ROWS:,}; {USUAL_ROWS} by default."
FORMS: tuple[Form, ...] = get_args(Form)

_Value = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
_Day = Annotated[str, StringConstraints(max_length=10)]


def _several(meaning: str, **more: Any) -> Any:
    return Field(default=[], max_length=MOST, description=f"{meaning} May be repeated: any of them.", **more)


def _one_of(words: tuple[str, ...]) -> dict[str, Any]:
    return {"items": {"type": "string", "enum": list(words)}}


class Filtered(BaseModel):
    """The filters; all that are given must hold. Those that a kind of row has no column for hold of its events."""

    model_config = ConfigDict(extra="forbid")

    actor: list[_Value] = _several("Who acts: a country code (RUS) or words of a name (lavrov).")
    recipient: list[_Value] = _several("Upon whom: a country code or words of a name.")
    source: list[_Value] = _several("Who tells it, the outlet or a voice: a country code or words of a name.")
    country: list[_Value] = _several(
        "Where it happened, or whose actor or recipient it has, or whose source: a code, as SYR."
    )
    sector: list[_Value] = _several("PLOVER sector of an actor, recipient or source, as GOV.")
    type: list[_Value] = _several("Event type, as ASSAULT.")
    mode: list[_Value] = _several("Mode of the type, as aerial.")
    context: list[_Value] = _several("PLOVER context, as military.")
    status: list[_Value] = _several(f"Status as told: {', '.join(STATUSES)}.", json_schema_extra=_one_of(STATUSES))
    stance: list[_Value] = _several(
        f"Stance of a voice that tells it: {', '.join(STANCES)}.", json_schema_extra=_one_of(STANCES)
    )
    place: list[_Value] = _several("A country code or words of the name of a place, its division or country.")
    bbox: str | None = Field(
        default=None, max_length=100, description="WEST,SOUTH,EAST,NORTH in degrees between which it happened."
    )
    since: _Day | None = Field(default=None, description="Not over before YYYY, YYYY-MM or YYYY-MM-DD.")
    until: _Day | None = Field(default=None, description="Not begun after YYYY, YYYY-MM or YYYY-MM-DD.")
    undated: bool = Field(default=False, description="With since or until: what has no time, too.")
    text: list[_Value] = _several("A piece of the sentence, of what a voice says, or of a report, in any case.")
    min_confidence: float = Field(default=0.0, ge=0, le=1, description="At least so likely right.")
    background: bool | None = Field(
        default=None, description="true: only what the report recalls; false: only its news."
    )
    outlet: list[_Value] = _several("Outlet of the report, by its whole name.")
    report: list[_Value] = _several("The report with that key.")

    def filters(self) -> dict[str, Any]:
        """The filters that were given, as arguments of `Filters.of`."""
        return self.model_dump(include=set(Filtered.model_fields), exclude_unset=True)


class Paged(Filtered):
    """The filters, and which rows of those that they leave."""

    limit: int = Field(
        default=USUAL_ROWS,
        ge=1,
        le=MOST_ROWS,
        description=_LIMIT,
    )
    cursor: str | None = Field(
        default=None, max_length=4_000, description="`next` of the page before; filters and sort must be the same."
    )
    total: bool = Field(default=False, description="Count the rows of all pages, too.")

    def page(self) -> dict[str, Any]:
        """The filters and the page, as arguments of `Ledger.ask`."""
        return {**self.filters(), "limit": self.limit, "cursor": self.cursor, "sort": getattr(self, "sort", None)}


class Searched(Paged):
    """What is searched for, where, and among what."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    q: str = Field(min_length=1, max_length=LONGEST, description="A piece of text, in any case.")
    where: Literal["events", "quotations", "reports"] = Field(
        default="events",
        alias="in",
        description="In the sentences of events, in what voices say, or in titles and texts of reports.",
    )


class Told(Filtered):
    """The filters of events, and those of incidents as a whole: one of its events must meet the former."""

    standing: list[_Value] = _several(
        f"How the origins stand to one another: {', '.join(STANDINGS)}.", json_schema_extra=_one_of(STANDINGS)
    )
    min_origins: int = Field(default=0, ge=0, le=10_000, description="Told by so many origins or more.")

    def chosen(self) -> Chosen:
        """The incidents that are asked for. Raises UsageError where a filter has a value that cannot hold."""
        standing = tuple(word.lower() for word in self.standing)
        for word in standing:
            if word not in STANDINGS:
                raise UsageError(f"The filter standing takes {', '.join(STANDINGS)}, not {word!r}.")
        return Chosen(Filters.of(**self.filters()), standing, self.min_origins)


class MapAsked(Told):
    """How fine, and which part of the map."""

    cell: float = Field(
        default=2.0, ge=0.01, le=60, description="Size in degrees of the cells in which incidents are gathered."
    )
    view: str | None = Field(
        default=None,
        max_length=100,
        description="WEST,SOUTH,EAST,NORTH in degrees: the part of the map that is looked at.",
    )

    def box(self) -> Box | None:
        """The part of the map. Raises UsageError where it is none."""
        return Filters.of(bbox=self.view).bbox


class TimelineAsked(Told):
    """How fine."""

    unit: Literal["day", "week", "month", "year"] | None = Field(
        default=None,
        description="day, week, month or year; the one that suits the time taken up where it is not given.",
    )


class DyadsAsked(Told):
    """How many, and how named."""

    by: Literal["name", "country"] = Field(default="country", description="name: as they are called; country: by code.")
    limit: int = Field(default=USUAL_ROWS, ge=1, le=MOST_ROWS, description=_LIMIT)


class SourcesAsked(Told):
    """How many of each kind."""

    limit: int = Field(default=USUAL_ROWS, ge=1, le=MOST_ROWS, description=_LIMIT)


class CompareAsked(BaseModel):
    """The outlets to be compared."""

    model_config = ConfigDict(extra="forbid")

    outlet: list[_Value] = Field(
        default=[], max_length=MOST_COMPARED, description=f"An outlet by its whole name; 2 to {MOST_COMPARED} of them."
    )


def _listed(kind: Kind) -> type[Paged]:
    """The parameters of one kind of row: those of `Paged`, and the orders that it has."""
    orders = tuple(sign + name for name in kind.sorts for sign in ("", "-"))
    sort = Field(default=kind.sort, description=_SORT)
    made: dict[str, Any] = {"sort": (Literal[orders], sort)}
    return create_model(f"{kind.name.capitalize()}Asked", __base__=Paged, **made)


class _IncidentsPaged(Paged, Told):
    pass


_by: dict[str, Any] = {
    "sort": (
        Literal[tuple(sign + name for name in INCIDENTS.sorts for sign in ("", "-"))],
        Field(default=INCIDENTS.sort, description=_SORT),
    )
}
INCIDENTS_ASKED: Any = create_model("IncidentsAsked", __base__=_IncidentsPaged, **_by)
"""The parameters of rows of incidents."""

LISTED: dict[str, type[Paged]] = {name: _listed(kind) for name, kind in KINDS.items()}
"""The parameters of each kind of row by its name."""


def read(model: type[M], query: QueryParams, **rest: Any) -> M:
    """``model`` from the address of a page, on which fields of a form that were left empty mean nothing.

    Raises Problem where a parameter is not known or wrong.
    """
    given: dict[str, Any] = dict(rest)
    lists = {name for name, field in model.model_fields.items() if field.default == []}
    for name, value in query.multi_items():
        if not value.strip():
            continue
        if name in lists:
            given.setdefault(name, []).append(value)
        else:
            given[name] = value
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise of_model(error) from None
