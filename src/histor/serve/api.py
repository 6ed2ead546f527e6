"""The API: /api/v1/…, every resource as ``.json`` and ``.csv``; without a suffix it is JSON."""

# Annotations are read when the functions below are made, each with its own parameters: they must not be put off.
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from histor.ledger.ask import KINDS
from histor.ledger.stats import Stats
from histor.serve import search
from histor.serve.asked import LISTED, MOST_ROWS, Form, Paged, Searched
from histor.serve.fields import ROWS, AccountAnswer, Hit, StatsAnswer, page_of
from histor.serve.forms import PREFIX, add_resource, answer, as_csv, as_json, written
from histor.serve.overviews import add_overviews
from histor.serve.problems import Problem
from histor.serve.shelf import Shelf

Key = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", description="key of a report")]


def router(shelf: Shelf) -> APIRouter:
    """All of the API over the ledger of ``shelf``."""
    api = APIRouter(prefix=PREFIX)
    for name in KINDS:
        page = page_of(ROWS[name], name.capitalize())
        add_resource(api, name, _rows_of(shelf, name), page, KINDS[name].record.__doc__ or "")
    add_resource(api, "search", _search(shelf), page_of(Hit, "Search"), "Where a piece of text stands.")
    add_resource(api, "stats", _stats(shelf), StatsAnswer, "How much of everything the ledger holds.")
    add_resource(api, "reports/{key}", _report(shelf), AccountAnswer, "A report's account; as CSV its events.")
    add_overviews(api, shelf)
    return api


def _rows_of(shelf: Shelf, name: str) -> Callable[[Form], Callable[..., Response]]:
    model = LISTED[name]
    columns = [item.name for item in fields(KINDS[name].record)]

    def handler(form: Form) -> Callable[..., Response]:
        def rows(request: Request, asked: Annotated[model, Query()]) -> Response:  # type: ignore[valid-type]
            return answer(request, shelf, lambda: _page(request, shelf, name, asked, columns, form))

        return rows

    return handler


def _page(request: Request, shelf: Shelf, name: str, asked: Paged, columns: list[str], form: Form) -> Response:
    with shelf.reading() as ledger:
        page = ledger.ask(name, **asked.page()).page(total=asked.total)
    return written(request, map(asdict, page.rows), page.next, page.total, columns, name, form)


def _search(shelf: Shelf) -> Callable[[Form], Callable[..., Response]]:
    columns = [item.name for item in fields(search.Found)]

    def handler(form: Form) -> Callable[..., Response]:
        def hits(request: Request, asked: Annotated[Searched, Query()]) -> Response:
            def make() -> Response:
                with shelf.reading() as ledger:
                    page = search.search(ledger, asked)
                return written(request, map(asdict, page.rows), page.next, page.total, columns, "search", form)

            return answer(request, shelf, make)

        return hits

    return handler


def _stats(shelf: Shelf) -> Callable[[Form], Callable[..., Response]]:
    def handler(form: Form) -> Callable[..., Response]:
        def stats(request: Request) -> Response:
            def make() -> Response:
                with shelf.reading() as ledger:
                    found = ledger.stats()
                if form == "csv":
                    return as_csv(["name", "value"], _numbers(found), "stats")
                coders = [{**asdict(coder), "reports": number} for coder, number in found.coders.items()]
                return as_json({**_flat(found), "coders": coders})

            return answer(request, shelf, make)

        return stats

    return handler


def _flat(found: Stats) -> dict[str, Any]:
    """The numbers without the coders, whose keys JSON cannot have."""
    return {item.name: getattr(found, item.name) for item in fields(found) if item.name != "coders"}


def _numbers(found: Stats) -> list[dict[str, Any]]:
    """One row a number: ``events`` 12, ``events of type ASSAULT`` 3."""
    flat = _flat(found)
    types = flat.pop("types")
    rows = [{"name": name, "value": value} for name, value in flat.items()]
    return rows + [{"name": f"events of type {name}", "value": number} for name, number in types.items()]


def _report(shelf: Shelf) -> Callable[[Form], Callable[..., Response]]:
    columns = [item.name for item in fields(KINDS["events"].record)]

    def handler(form: Form) -> Callable[..., Response]:
        def report(request: Request, key: Key) -> Response:
            def make() -> Response:
                with shelf.reading() as ledger:
                    line = next(ledger.accounts(key), None)
                    if line is None:
                        raise Problem("not_found", "There is no report with that key in the ledger.")
                    if form == "json":
                        return Response(line, media_type="application/json")
                    page = ledger.events(report=key, limit=MOST_ROWS).page()
                rest = f"{PREFIX}/events.csv?report={key}&limit={MOST_ROWS}&cursor={page.next}"
                headers = {"Link": f'<{rest}>; rel="next"'} if page.next else {}
                return as_csv(columns, map(asdict, page.rows), key, headers)

            return answer(request, shelf, make)

        return report

    return handler
