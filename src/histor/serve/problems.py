"""The one shape in which the server says that it cannot answer: ``{"error": {"code", "message", "hint"}}``.

Messages are sentences written here or in Histor's own errors for users; what other libraries say of a failure goes to
stderr and not to whoever asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from histor.plain import visible

if TYPE_CHECKING:
    from pydantic import ValidationError

_LONGEST = 600  # characters of a message
NOTHING_ELSE = "See docs/serve.md for what can be asked."


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its status, and what usually helps."""

    status: HTTPStatus
    hint: str


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "bad_request": Kind(HTTPStatus.BAD_REQUEST, NOTHING_ELSE),
        "unauthorized": Kind(
            HTTPStatus.UNAUTHORIZED, "Send the header Authorization: Bearer TOKEN, or open the page with ?token=TOKEN."
        ),
        "wrong_origin": Kind(
            HTTPStatus.FORBIDDEN, "Decide on a page of this server; programs send JSON without the header Origin."
        ),
        "not_found": Kind(HTTPStatus.NOT_FOUND, "The start page is at /, the API at /api/v1/."),
        "method_not_allowed": Kind(
            HTTPStatus.METHOD_NOT_ALLOWED, "Use GET or HEAD; only reviews and decisions take POST, where they are on."
        ),
        "overtaken": Kind(HTTPStatus.CONFLICT, "Look at it as it is now, and decide again if it still seems wrong."),
        "wrong_type": Kind(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The API takes application/json, the page its own form."),
        "body_not_taken": Kind(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "Ask in the address and send no body; a decision of review may have 64 KiB.",
        ),
        "address_too_long": Kind(HTTPStatus.REQUEST_URI_TOO_LONG, "Ask with fewer or shorter filters."),
        "head_too_long": Kind(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "Send fewer or shorter headers."),
        "wrong_host": Kind(
            HTTPStatus.MISDIRECTED_REQUEST, "Open it as http://127.0.0.1 or http://localhost with the port it told."
        ),
        "too_slow": Kind(HTTPStatus.SERVICE_UNAVAILABLE, "Narrow the question: a shorter time, one actor, fewer rows."),
        "too_much": Kind(HTTPStatus.SERVICE_UNAVAILABLE, "Narrow the question: a shorter time, one actor, fewer rows."),
        "ledger_unavailable": Kind(
            HTTPStatus.SERVICE_UNAVAILABLE, "If something is being added, try again in some seconds."
        ),
        "ledger_not_written": Kind(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "Whoever started the server needs the right to write the file and its folder, and the disk room.",
        ),
        "internal": Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "Please report it with the address that was asked."),
    }
)
"""Every code that an error can have."""


@dataclass(eq=False)
class Problem(Exception):  # noqa: N818  not every problem is an error; not frozen: Python notes where it was raised
    """Why there is no answer: a code of KINDS and a sentence; ``headers`` go with it."""

    code: str
    message: str
    hint: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(KINDS[self.code].status)

    def body(self) -> dict[str, dict[str, str]]:
        """The JSON object that is sent."""
        hint = self.hint or KINDS[self.code].hint
        return {"error": {"code": self.code, "message": visible(self.message, _LONGEST), "hint": hint}}


def of_status(status: int) -> Problem:
    """The problem that a bare HTTP status of the framework means."""
    if status == HTTPStatus.NOT_FOUND:
        return Problem("not_found", "There is no such page.")
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return Problem("method_not_allowed", "The method is not allowed.", headers={"Allow": "GET, HEAD"})
    return Problem("bad_request", "The request cannot be understood.")


def of_validation(errors: list[Any]) -> Problem:
    """The first of the errors that pydantic found in a query, in one sentence."""
    first = errors[0]
    place = [str(part) for part in first["loc"] if part not in {"query", "path", "body"}]
    name = visible(place[0], 40) if place else "?"
    if "path" in first["loc"]:
        return Problem("not_found", "There is no such page.")
    if first["type"] == "json_invalid":
        return Problem("bad_request", "The body is no JSON.")
    if first["type"] == "extra_forbidden":
        return Problem("bad_request", f"There is no parameter {name!r}.")
    if first["type"] == "missing":
        return Problem("bad_request", f"The parameter {name} is missing.")
    said = first["msg"]
    return Problem("bad_request", f"The parameter {name} is wrong: {said[0].lower()}{said[1:]}.")


def of_model(error: ValidationError) -> Problem:
    """`of_validation`, of a model that was made by hand."""
    return of_validation(list(error.errors(include_url=False, include_context=False, include_input=False)))
