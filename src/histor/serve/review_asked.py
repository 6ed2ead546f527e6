"""What is sent to and asked of review: parameters, bodies and answers, each field explained for the OpenAPI description."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Annotated, Any, Literal, get_type_hints
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model
from starlette.requests import Request  # noqa: TC002  FastAPI reads the annotations

from histor.errors import UsageError
from histor.records import Span
from histor.review.checks import LONGEST_BY, LONGEST_NOTE
from histor.review.queue import Queued
from histor.review.records import Decision, Kind, Verdict
from histor.review.store import Asked
from histor.serve.asked import MOST_ROWS, USUAL_ROWS, Filtered, Paged
from histor.serve.fields import MEANINGS
from histor.serve.problems import Problem

_CURSOR = re.compile(r"([0-9T:.+-]{20,40})~([0-9a-f]{16})")
_Key = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
_PartKey = Annotated[str, StringConstraints(max_length=300)]
_MOST_FIELDS = 100  # of a form
_STATE = "open: nobody has decided on them; decided; all."


class Said(BaseModel):
    """A decision as it is sent.

    What it is about: ``key``; to add ``report``, ``kind`` and ``span``; to complete ``report`` and ``kind``; to undo
    ``undoes``.
    """

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict = Field(description="accept, reject, ignore, correct, add, complete or undo")
    by: str = Field(max_length=LONGEST_BY, description="who decides")
    after: _Key | None = Field(description="id of the decision that counted when you looked; null where there was none")
    key: _PartKey | None = Field(default=None, description="key of the event or voice")
    report: _Key | None = Field(default=None, description="key of the report, to add to it or to call it complete")
    kind: Kind | None = Field(default=None, description="event or voice")
    span: list[int] | None = Field(
        default=None, max_length=2, description="[start, end): the trigger or cue of what is added"
    )
    change: dict[str, Any] | None = Field(
        default=None, description="facts that are to be others, or those of what is added"
    )
    undoes: _Key | None = Field(default=None, description="id of the decision to take back")
    note: str = Field(default="", max_length=LONGEST_NOTE, description="why")


class DecisionRow(BaseModel):
    """A decision of review."""

    id: str = Field(description="from all that the decision says")
    report: str = Field(description="key of the report")
    sha256: str = Field(description="of the report's text")
    kind: str = Field(description="event or voice")
    span: list[int] | None = Field(description="its trigger or cue; null where it is about all of the report's")
    words: str = Field(description="the words of the trigger or cue")
    verdict: str = Field(description="accept, reject, ignore, correct, add, complete or undo")
    was: dict[str, Any] | None = Field(description="the facts that were there")
    became: dict[str, Any] | None = Field(description="the facts that are put in their place")
    note: str = Field(description="why")
    by: str = Field(description="who decided")
    at: str = Field(description="when, UTC")
    undoes: str | None = Field(description="id of the decision that it takes back")
    coder: dict[str, str] = Field(description="what had coded the report: versions of Histor, model and codebook")


class ReviewsAsked(BaseModel):
    """Which decisions."""

    model_config = ConfigDict(extra="forbid")

    report: _Key | None = Field(default=None, description="On the report with that key.")
    kind: Kind | None = Field(default=None, description="On events, or on voices.")
    start: int | None = Field(default=None, ge=0, description="With end: on what stands there, its history.")
    end: int | None = Field(default=None, ge=0, description="With start: the offset behind it.")
    verdict: Verdict | None = Field(default=None, description="With that verdict.")
    by: str | None = Field(default=None, max_length=LONGEST_BY, description="By that reviewer.")
    counting: bool = Field(default=True, description="false: also those that no longer count.")
    limit: int = Field(default=USUAL_ROWS, ge=1, le=MOST_ROWS, description="Decisions at most.")
    cursor: str | None = Field(default=None, max_length=100, description="`next` of the page before.")
    total: bool = Field(default=False, description="Count the decisions of all pages, too.")

    def asked(self) -> Asked:
        """As the store has it. Raises UsageError where one offset lacks the other."""
        if (self.start is None) != (self.end is None):
            raise UsageError("start and end go together.")
        span = None if self.start is None or self.end is None else Span(self.start, self.end)
        return Asked(self.report, self.kind, span, self.verdict, self.by, self.counting)

    def place(self) -> tuple[str, str] | None:
        """Time and id of the last decision of the page before. Raises UsageError where the cursor is none."""
        if self.cursor is None:
            return None
        found = _CURSOR.fullmatch(self.cursor)
        if not found:
            raise UsageError("The cursor is none that Histor gave out; leave it away to begin at the first row.")
        return found[1], found[2]


async def form_sent(request: Request) -> dict[str, str]:
    """The fields of a form; the guard has seen to its size. Raises Problem where it is none."""
    try:
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Problem("bad_request", "The form cannot be understood.") from None
    return dict(pairs)


def cursor_of(decision: Decision) -> str:
    """What `ReviewsAsked.place` reads."""
    return f"{decision.at}~{decision.id}"


class QueueAsked(Paged):
    """The filters of events, and which of them."""

    sort: Literal["-doubt", "doubt", "random"] = Field(
        default="-doubt", description="-doubt: the most doubtful first; random."
    )
    state: Literal["open", "decided", "all"] = Field(default="open", description=_STATE)


class PageAsked(Filtered):
    """What the page of review shows: the first event of the queue behind ``cursor``, or the event or voice ``key``."""

    sort: Literal["-doubt", "random"] = "-doubt"
    cursor: str | None = Field(default=None, max_length=4_000)
    key: _PartKey | None = None
    by: str | None = Field(default=None, max_length=LONGEST_BY)
    last: _Key | None = None


QUEUE_MEANINGS = {
    "doubt": "1 - confidence, and more for each of why",
    "why": "what else makes it doubtful",
}
_HINTS = get_type_hints(Queued)
QueuedRow: type[BaseModel] = create_model(
    "QueuedRow",
    __doc__="An event that waits for review: how doubtful it is, and why.",
    **{
        item.name: (
            _HINTS[item.name],
            Field(description=QUEUE_MEANINGS.get(item.name) or MEANINGS["events"][item.name]),
        )
        for item in fields(Queued)
    },  # type: ignore[call-overload]
)
