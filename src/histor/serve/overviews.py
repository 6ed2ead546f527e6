"""The part of the API that is about incidents: rows, one of them, map, timeline, who acts on whom, who tells."""

# Annotations are read when the functions below are made, each with its own parameters: they must not be put off.
import json
import zlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, fields
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from histor.ledger import ask, outlets, overview
from histor.ledger.ledger import Answer, Ledger
from histor.serve import overview_fields as answers
from histor.serve.asked import INCIDENTS_ASKED, CompareAsked, DyadsAsked, Form, MapAsked, SourcesAsked, TimelineAsked
from histor.serve.fields import page_of
from histor.serve.forms import add_resource, answer, as_csv, as_json, written
from histor.serve.problems import Problem
from histor.serve.shelf import Shelf

Id = Annotated[str, Path(pattern=r"^incident-[0-9a-f]{4,40}$", description="id of an incident")]
_TELLING = ("report", "event", "outlet", "published", "title", "origins", "says", "stance", "status", "background",
            "copied", "actors", "recipients", "countries", "sentence")  # fmt: skip
"""The columns of an incident's tellings as CSV."""


def add_overviews(api: APIRouter, shelf: Shelf) -> None:
    """Add the resources to ``api``."""
    rows = page_of(answers.IncidentRow, "Incidents")
    add_resource(api, "incidents", _incidents(shelf), rows, overview.LedgerIncident.__doc__ or "")
    for path, asked, make, model, says in (
        ("incidents/map", MapAsked, _map, answers.MapAnswer, "Incidents by place."),
        ("incidents/timeline", TimelineAsked, _timeline, answers.TimelineAnswer, "Incidents by period."),
        ("dyads", DyadsAsked, _dyads, answers.DyadsAnswer, "Who acts on whom."),
        ("sources", SourcesAsked, _sources, answers.SourcesAnswer, "Who tells: outlets and voices."),
        ("compare", CompareAsked, _compare, answers.CompareAnswer, "Outlets beside one another."),
    ):
        add_resource(api, path, _of(shelf, path.replace("/", "-"), asked, make), model, says)
    add_resource(api, "incidents/{id}", _incident(shelf), answers.IncidentAnswer, "An incident; as CSV its tellings.")


def incidents(ledger: Ledger, asked: Any) -> Answer[overview.LedgerIncident]:
    """The rows that ``asked``, of INCIDENTS_ASKED, asks for."""
    chosen = ledger.settled(asked.chosen())
    question = ask.question(
        chosen.kind(), chosen.filters, sort=asked.sort, limit=asked.limit, cursor=asked.cursor
    )  # fmt: skip
    return Answer(ledger.connection, question)


def one(ledger: Ledger, id: str) -> dict[str, Any]:
    """The incident ``id`` as `histor.link.told_json.incident_whole` tells it. Raises Problem where there is none."""
    found = ledger.connection().cursor().execute("SELECT told FROM incidents WHERE incident = ?", [id]).fetchone()
    if found is None:
        raise Problem("not_found", "There is no incident with that id in the ledger.")
    told: dict[str, Any] = json.loads(zlib.decompress(found[0]))
    return told


def _incidents(shelf: Shelf) -> Callable[[Form], Callable[..., Response]]:
    columns = [item.name for item in fields(overview.LedgerIncident)]

    def handler(form: Form) -> Callable[..., Response]:
        def rows(request: Request, asked: Annotated[INCIDENTS_ASKED, Query()]) -> Response:
            def make() -> Response:
                with shelf.reading() as ledger:
                    page = incidents(ledger, asked).page(total=asked.total)
                return written(request, map(asdict, page.rows), page.next, page.total, columns, "incidents", form)

            return answer(request, shelf, make)

        return rows

    return handler


def _incident(shelf: Shelf) -> Callable[[Form], Callable[..., Response]]:
    def handler(form: Form) -> Callable[..., Response]:
        def incident(request: Request, id: Id) -> Response:
            def make() -> Response:
                with shelf.reading() as ledger:
                    told = one(ledger, id)
                if form == "json":
                    return as_json(told)
                tellings = (
                    {**telling, "origins": [who["name"] for who in telling["origins"]]} for telling in told["tellings"]
                )
                return as_csv(_TELLING, tellings, id)

            return answer(request, shelf, make)

        return incident

    return handler


Made = tuple[dict[str, Any], list[str], Iterable[dict[str, Any]]]
"""An answer as JSON; and as CSV its columns and rows."""


def _of(
    shelf: Shelf, file: str, model: Any, make: Callable[[Ledger, Any], Made]
) -> Callable[[Form], Callable[..., Response]]:
    """A resource that is made as a whole, without pages."""

    def handler(form: Form) -> Callable[..., Response]:
        def whole(request: Request, asked: Annotated[model, Query()]) -> Response:
            def made() -> Response:
                with shelf.reading() as ledger:
                    data, columns, rows = make(ledger, asked)
                return as_csv(columns, rows, file) if form == "csv" else as_json(data)

            return answer(request, shelf, made)

        return whole

    return handler


def _map(ledger: Ledger, asked: MapAsked) -> Made:
    found = overview.on_map(ledger.connection(), ledger.settled(asked.chosen()), cell=asked.cell, view=asked.box())
    return _with_rows(found, overview.Spot)


def _timeline(ledger: Ledger, asked: TimelineAsked) -> Made:
    return _with_rows(
        overview.over_time(ledger.connection(), ledger.settled(asked.chosen()), unit=asked.unit), overview.Period
    )


def _dyads(ledger: Ledger, asked: DyadsAsked) -> Made:
    rows = [
        asdict(row)
        for row in overview.dyads(ledger.connection(), ledger.settled(asked.chosen()), by=asked.by, limit=asked.limit)
    ]
    return {"rows": rows}, [item.name for item in fields(overview.Dyad)], rows


def _sources(ledger: Ledger, asked: SourcesAsked) -> Made:
    rows = [
        asdict(row) for row in outlets.tellers(ledger.connection(), ledger.settled(asked.chosen()), limit=asked.limit)
    ]
    return {"rows": rows}, [item.name for item in fields(outlets.Teller)], rows


def _compare(ledger: Ledger, asked: CompareAsked) -> Made:
    found = asdict(outlets.compared(ledger.connection(), asked.outlet))
    names = ["incident", "type", "description", "standing", "when_from", "differs", "outlet", "says", "origins",
             "report", "event", "sentence"]  # fmt: skip
    return found, names, ({**shared, **tells} for shared in found["shared"] for tells in shared["tells"])


def _with_rows(found: Any, record: type[Any]) -> Made:
    data = asdict(found)
    return data, [item.name for item in fields(record)], data["rows"]
