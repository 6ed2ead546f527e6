"""The API of decisions about incidents, ``/api/v1/decisions``, there where the server was started with ``--review``."""

# Annotations are read when the functions below are made: they must not be put off.
from collections.abc import Callable, Collection, Iterable
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from histor.errors import UsageError
from histor.ledger.decide import on_incident
from histor.ledger.decisions import StoredDecision
from histor.ledger.ledger import Ledger
from histor.review import checks
from histor.serve.asked import Form
from histor.serve.decision_asked import DecisionsAsked, IncidentDecisionRow, IncidentSaid
from histor.serve.fields import page_of
from histor.serve.forms import PREFIX, add_decision, add_resource, answer, as_json, written
from histor.serve.problems import Problem
from histor.serve.shelf import Shelf

DECISIONS = f"{PREFIX}/decisions"  # what takes decisions about incidents


def router(shelf: Shelf) -> APIRouter:
    """The API of decisions about the incidents of the ledger of ``shelf``."""
    api = APIRouter(prefix=PREFIX)
    page = page_of(IncidentDecisionRow, "Decisions")
    add_resource(api, "decisions", _decisions(shelf), page, "Decisions about incidents, the newest first.")

    def decide(said: IncidentSaid) -> Response:
        row, _ = keep(shelf, said)
        response = as_json(row, {"Cache-Control": "no-store"})
        response.status_code = HTTPStatus.CREATED
        return response

    add_decision(
        api, "decisions", decide, IncidentDecisionRow, "Decide about an incident.", name="decide_on_incident",
        refused="Nothing was decided", busy="The ledger is in use, or cannot be written",
    )  # fmt: skip
    return api


def keep(shelf: Shelf, said: IncidentSaid) -> tuple[dict[str, Any], str]:
    """Decide what was sent: the record, and the id of the incident in which what was looked at stands now.

    Raises Problem where it makes no sense, where the incident has changed since, and where it cannot be written.
    """
    with shelf.writing() as ledger:
        by, note = checks.name_of(said.by), checks.note(said.note)
        if said.seen is not None:
            names = [said.incident, *([said.other] if said.kind == "merge" and said.other else [])]
            there = {event for name in names for event in ledger.events_of(name)}
            if there != set(said.seen):
                raise Problem(
                    "overtaken", "The incident has other tellings than when you looked, so nothing was decided."
                )
        for kind, name in (("merge", "other"), ("undo", "number")):
            if said.kind == kind and getattr(said, name) is None:
                raise UsageError(f"To {kind}, {name} is needed.")
        made, event = on_incident(
            ledger, said.incident, said.kind, other=said.other, events=said.events, number=said.number, by=by,
            note=note or None,
        )  # fmt: skip
        (row,) = rows(ledger, [made], counting={made.number} if made.undoes is None else ())
        return row, str(ledger.incident(event)["id"])


def rows(ledger: Ledger, made: list[StoredDecision], counting: Collection[int]) -> list[dict[str, Any]]:
    """Decisions as `IncidentDecisionRow` has them; ``counting`` are the numbers of those that count."""
    stands = ledger.stands(anchor for each in made for anchor in (*each.decision.events, *each.decision.others))
    return [
        {
            "number": each.number,
            "kind": each.decision.kind,
            "events": _anchors(each.decision.events),
            "others": _anchors(each.decision.others),
            "decided_by": each.decision.by,
            "note": each.decision.note,
            "decided": each.decided,
            "histor": each.histor,
            "model": each.model,
            "undoes": each.undoes,
            "counts": each.number in counting,
            "incidents": list(
                dict.fromkeys(
                    stands[anchor] for anchor in (*each.decision.events, *each.decision.others) if anchor in stands
                )
            ),
        }
        for each in made
    ]


def _anchors(found: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"report": anchor.report, "span": list(anchor.trigger)} for anchor in found]


def _decisions(shelf: Shelf) -> Callable[[Form], Callable[..., Response]]:
    columns = list(IncidentDecisionRow.model_fields)

    def handler(form: Form) -> Callable[..., Response]:
        def listed(request: Request, asked: Annotated[DecisionsAsked, Query()]) -> Response:
            return answer(request, shelf, lambda: _listed(request, shelf, asked, columns, form))

        return listed

    return handler


def _listed(request: Request, shelf: Shelf, asked: DecisionsAsked, columns: list[str], form: Form) -> Response:
    with shelf.reading() as ledger:
        counting = {each.number for each in ledger.decisions()}
        everything = (
            ledger.decision_history() if asked.incident is None else ledger.decisions_on(asked.incident, history=True)
        )
        wanted = [each for each in reversed(everything) if not asked.counting or each.number in counting]
        rest = [each for each in wanted if asked.cursor is None or each.number < asked.cursor]
        page = rows(ledger, rest[: asked.limit], counting)
    following = str(page[-1]["number"]) if len(rest) > asked.limit else None
    return written(request, page, following, len(wanted) if asked.total else None, columns, "decisions", form)
