"""The pages: HTML made here, for a browser without scripts. Their filters are those of the API, under the same names."""

from __future__ import annotations

import json
from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from histor.accounts import from_json
from histor.ledger.ask import KINDS
from histor.plain import visible
from histor.serve import columns, incident_pages, search, source_pages, table, told
from histor.serve import filter_form as form
from histor.serve.api import Key
from histor.serve.asked import LISTED, SEARCHED, Searched, read
from histor.serve.columns import LINE, NAME
from histor.serve.forms import PREFIX, answer
from histor.serve.marks import anchor, marks_of, markup
from histor.serve.problems import Problem
from histor.serve.shelf import Shelf
from histor.serve.site import Site, render
from histor.serve.table import ROWS


def router(shelf: Shelf, reviewer: str | None = None) -> APIRouter:
    """All pages over the ledger of ``shelf``; with a ``reviewer`` incidents can be decided on."""
    pages = APIRouter(include_in_schema=False)

    def add(path: str, handler: Callable[..., Response]) -> None:
        pages.add_api_route(path, handler, methods=["GET"], response_class=HTMLResponse, response_model=None)

    def ledger(request: Request) -> Response:
        return answer(request, shelf, lambda: _ledger(request, shelf))

    def report(request: Request, key: Key) -> Response:
        return answer(request, shelf, lambda: _report(request, shelf, key))

    def found(request: Request) -> Response:
        return answer(request, shelf, lambda: _found(request, shelf))

    def rows(name: str) -> Callable[[Request], Response]:
        def shown(request: Request) -> Response:
            return answer(request, shelf, lambda: _table(request, shelf, name))

        return shown

    add("/ledger", ledger)
    add("/reports/{key}", report)
    add("/search", found)
    for name in columns.TABLES:
        add(f"/{name}", rows(name))
    incident_pages.add_pages(add, shelf, reviewer)
    source_pages.add_pages(add, shelf)
    return pages


def problem(request: Request, what: Problem) -> Response:
    """The page that says why there is no other."""
    return render(request, "problem.html", title="This cannot be shown", **what.body())


# Pages


def _ledger(request: Request, shelf: Shelf) -> Response:
    with shelf.reading() as ledger:
        found = ledger.stats()
        newest = ledger.reports(limit=10).page().rows
    counts = [(name, getattr(found, name)) for name in ("reports", "events", "voices")]
    site = Site(request)
    periods = [("published", found.published), ("events", found.when)]
    return render(
        request, "ledger.html", title="The ledger", counts=counts, outlets=found.outlets, newest=newest,
        periods=[(name, columns.days(*days)) for name, days in periods if days], types=list(found.types.items())[:20],
        searched=SEARCHED, twins=form.twins(site, "stats", []),
    )  # fmt: skip


def _report(request: Request, shelf: Shelf, key: str) -> Response:
    with shelf.reading() as ledger:
        line = next(ledger.accounts(key), None)
        if line is None:
            raise Problem("not_found", "There is no report with that key in the ledger.")
        account = from_json(json.loads(line))
        beside = told.told(ledger, account, key)
    html, anchors = markup(account.report.text, marks_of(account, beside.sources))
    report = account.report
    return render(
        request, "report.html", title=visible(report.title or report.url or report.id, LINE) or key, report=report,
        html=html, anchors=anchors, told=beside, address=told.address(report), key=key, coder=account.coder,
        twin=f"{PREFIX}/reports/{key}",
    )  # fmt: skip


def _table(request: Request, shelf: Shelf, name: str) -> Response:
    asked = read(LISTED[name], request.query_params, total="true", limit=ROWS)
    with shelf.reading() as ledger:
        page = ledger.ask(name, **asked.page()).page(total=True)
    context = table.context(Site(request), name, columns.TABLES[name], KINDS[name].sort, asked, page)
    return render(request, "table.html", title=name.capitalize(), total=page.total, **context)


def _found(request: Request, shelf: Shelf) -> Response:
    if not request.query_params.get("q", "").strip():
        return render(request, "search.html", title="Search", q="", where="events", searched=SEARCHED, hits=[], total=0,
                       following=None, first=None, twins=[])  # fmt: skip
    asked = read(Searched, request.query_params, total="true", limit=ROWS)
    with shelf.reading() as ledger:
        page = search.search(ledger, asked)
    site = Site(request)
    query = [*form.query(asked), ("q", asked.q), ("in", asked.where)]
    around = form.around(site, asked, page, "search", query)
    return render(
        request, "search.html", title=visible(f"Search: {asked.q}", LINE), q=asked.q, where=asked.where,
        searched=SEARCHED, hits=[_hit(site, hit) for hit in page.rows], total=page.total, following=around["following"],
        first=around["first"], twins=around["twins"],
    )  # fmt: skip


# Their parts


def _hit(site: Site, hit: search.Found) -> dict[str, object]:
    """A hit, its excerpt in three pieces: before, what was found, behind."""
    id = hit.key.removeprefix(f"{hit.report}.")
    fragment = "" if hit.kind == "reports" else f"t-{anchor(id)}"
    pieces = (hit.excerpt[: hit.start], hit.excerpt[hit.start : hit.end], hit.excerpt[hit.end :])
    return {
        "href": site.link(f"/reports/{hit.report}", fragment=fragment),
        "title": visible(hit.title or hit.report, LINE),
        "facts": [visible(fact, NAME) for fact in (hit.outlet, hit.published, hit.who) if fact],
        "pieces": pieces,
    }
