"""What is sent to and asked of decisions about incidents, each field explained for the OpenAPI description."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from histor.ledger.decisions import MOST_EVENTS
from histor.review.checks import LONGEST_BY, LONGEST_NOTE
from histor.serve.asked import MOST_ROWS, USUAL_ROWS

ID = r"incident-[0-9a-f]{4,40}"
"""What ids of incidents look like."""
MOST_NUMBER = 2**31 - 1
LONGEST_FIND = 500  # characters
_Id = Annotated[str, StringConstraints(pattern=f"^{ID}$")]
_Event = Annotated[str, StringConstraints(max_length=300)]
_Number = Annotated[int, Field(ge=1, le=MOST_NUMBER)]
Said = Literal["merge", "split", "forbid", "undo"]


class IncidentSaid(BaseModel):
    """A decision about an incident as it is sent. To merge ``other`` is needed, to split or forbid ``events``, to undo ``number``."""

    model_config = ConfigDict(extra="forbid")

    kind: Said = Field(
        description="merge: it and the other are one; split: the events tell another happening than the rest of it; "
        "forbid: no two of the events are one happening; undo: a decision no longer counts"
    )
    incident: _Id = Field(description="id of the incident that you looked at")
    by: str = Field(max_length=LONGEST_BY, description="who decides about it")
    other: _Id | None = Field(default=None, description="id of the incident with which it is merged")
    events: list[_Event] = Field(default=[], max_length=MOST_EVENTS, description="keys of events")
    number: _Number | None = Field(default=None, description="number of the decision that is taken back")
    note: str = Field(default="", max_length=LONGEST_NOTE, description="why it is decided so")
    seen: list[_Event] | None = Field(
        default=None,
        max_length=2 * MOST_EVENTS,
        description="keys of all events of the incident, and of the other, as you saw them: where they have others now, "
        "nothing is decided; null: whatever they have",
    )


class AnchorRow(BaseModel):
    """An event as a decision names it, whatever coded its report since."""

    report: str = Field(description="key of the report")
    span: list[int] = Field(description="its trigger: [start, end)")


class IncidentDecisionRow(BaseModel):
    """A decision about incidents."""

    number: int = Field(description="its number in the ledger")
    kind: str = Field(description="merge, split or forbid; where it takes one back, the kind of that one")
    events: list[AnchorRow] = Field(description="the events that it is about")
    others: list[AnchorRow] = Field(description="of a split: the events from which they are kept apart")
    decided_by: str | None = Field(description="who decided about the incident")
    note: str | None = Field(description="why it was decided so")
    decided: str = Field(description="when it was decided, UTC")
    histor: str | None = Field(description="version of Histor with which it was decided")
    model: str | None = Field(description="model by which the incidents had been linked")
    undoes: int | None = Field(description="number of the decision that it takes back")
    counts: bool = Field(description="whether it holds: it takes none back, and none takes it back")
    incidents: list[str] = Field(description="ids of the incidents in which the events stand now")


class DecisionsAsked(BaseModel):
    """Which decisions about incidents."""

    model_config = ConfigDict(extra="forbid")

    incident: _Id | None = Field(default=None, description="About events of that incident.")
    counting: bool = Field(default=True, description="false: also those that were taken back, and what took them back.")
    limit: int = Field(default=USUAL_ROWS, ge=1, le=MOST_ROWS, description="Decisions about incidents at most.")
    cursor: _Number | None = Field(default=None, description="`next` of the page of decisions before.")
    total: bool = Field(default=False, description="Count the decisions about incidents of all pages, too.")


class PanelAsked(BaseModel):
    """What the page of an incident is asked where decisions are taken; everything else in its address is passed over."""

    model_config = ConfigDict(extra="ignore")

    by: str | None = Field(default=None, max_length=LONGEST_BY)
    do: Said | None = None
    other: str = Field(default="", max_length=LONGEST_FIND)
    event: list[_Event] = Field(default=[], max_length=MOST_EVENTS)
    number: _Number | None = None
    find: str = Field(default="", max_length=LONGEST_FIND)
    done: _Number | None = None


def sent(form: dict[str, str]) -> dict[str, Any]:
    """The fields of a form as `IncidentSaid` has them: lists are divided by blanks, what is blank was not given."""
    given: dict[str, Any] = {name: value for name, value in form.items() if name in IncidentSaid.model_fields and value}
    return given | {name: given[name].split() for name in ("events", "seen") if name in given}
