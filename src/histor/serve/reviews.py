"""The API of review: ``/api/v1/queue`` and ``/api/v1/reviews``, there where the server was started with ``--review``."""

# Annotations are read when the functions below are made: they must not be put off.
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from histor.errors import LedgerError, UsageError
from histor.review.desk import Desk
from histor.review.queue import Queued, queue
from histor.review.records import Decision, to_json
from histor.review.store import Asked, Overtaken, Store
from histor.serve.asked import Form
from histor.serve.fields import page_of
from histor.serve.forms import PREFIX, add_decision, add_resource, as_json, written
from histor.serve.problems import Problem
from histor.serve.review_asked import DecisionRow, QueueAsked, QueuedRow, ReviewsAsked, Said, cursor_of
from histor.serve.shelf import AGAIN, Shelf

REVIEWS = f"{PREFIX}/reviews"  # what takes decisions
_FRESH = {"Cache-Control": "no-store"}  # decisions change with every key that somebody presses


def router(shelf: Shelf) -> APIRouter:
    """The API of review over the ledger of ``shelf``."""
    api = APIRouter(prefix=PREFIX)
    add_resource(api, "queue", _queue(shelf), page_of(QueuedRow, "Queue"), "Events for review, by doubt.")
    add_resource(api, "reviews", _reviews(shelf), page_of(DecisionRow, "Reviews"), "Decisions, the newest first.")

    def decide(said: Said) -> Response:
        with at_desk(shelf) as desk:
            kept = keep(desk, said)
        response = as_json(to_json(kept), _FRESH)
        response.status_code = HTTPStatus.CREATED
        return response

    add_decision(
        api, "reviews", decide, DecisionRow, "Keep a decision.", name="decide", refused="It was not kept",
        busy="The ledger is in use",
    )  # fmt: skip
    return api


@contextmanager
def at_desk(shelf: Shelf) -> Iterator[Desk]:
    """The desk, for one request. Raises Problem where something cannot be decided, read or kept."""
    with shelf.reading() as ledger:
        try:
            yield Desk(ledger, Store(shelf.path))
        except Overtaken as error:
            raise Problem("overtaken", str(error)) from None
        except LedgerError:
            raise Problem(
                "ledger_unavailable",
                "The reviews cannot be read or written at the moment.",
                headers={"Retry-After": AGAIN},
            ) from None


def keep(desk: Desk, said: Said) -> Decision:
    """Keep what was sent. Raises UsageError where it makes no sense."""
    about: dict[str, Any] = {"by": said.by, "note": said.note, "after": said.after}
    if said.verdict == "undo":
        return desk.undo(_given(said.undoes, "undoes"), **about)
    if said.verdict == "complete":
        return desk.complete(_given(said.report, "report"), _given(said.kind, "kind"), **about)
    if said.verdict == "add":
        change = _given(said.change, "change")
        return desk.add(_given(said.report, "report"), _given(said.kind, "kind"), said.span, change, **about)
    return desk.decide(_given(said.key, "key"), said.verdict, change=said.change, **about)


def _given(value: Any, name: str) -> Any:
    if value is None:
        raise UsageError(f"For that verdict {name} is needed.")
    return value


def _queue(shelf: Shelf) -> Callable[[Form], Callable[..., Response]]:
    columns = [item.name for item in fields(Queued)]

    def handler(form: Form) -> Callable[..., Response]:
        def rows(request: Request, asked: Annotated[QueueAsked, Query()]) -> Response:
            with at_desk(shelf) as desk:
                decided = desk.store.decisions(Asked(kind="event", counting=True))
                found = queue(
                    desk.ledger, decided, state=asked.state, sort=asked.sort, limit=asked.limit, cursor=asked.cursor,
                    **asked.filters(),
                )  # fmt: skip
                page = found.page(total=asked.total)
            return _fresh(written(request, map(asdict, page.rows), page.next, page.total, columns, "queue", form))

        return rows

    return handler


def _reviews(shelf: Shelf) -> Callable[[Form], Callable[..., Response]]:
    columns = list(DecisionRow.model_fields)

    def handler(form: Form) -> Callable[..., Response]:
        def rows(request: Request, asked: Annotated[ReviewsAsked, Query()]) -> Response:
            with at_desk(shelf) as desk:
                wanted, after = asked.asked(), asked.place()
                found = desk.store.decisions(wanted, limit=asked.limit + 1, after=after)
                total = desk.store.count(wanted) if asked.total else None
            page = found[: asked.limit]
            following = cursor_of(page[-1]) if len(found) > asked.limit else None
            return _fresh(written(request, map(to_json, page), following, total, columns, "reviews", form))

        return rows

    return handler


def _fresh(response: Response) -> Response:
    response.headers.update(_FRESH)
    return response
