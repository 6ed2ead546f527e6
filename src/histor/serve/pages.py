"""The pages: HTML made here, for a browser without scripts. Their filters are those of the API, under the same names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from histor import __version__
from histor.accounts import from_json
from histor.code.codebook import codebook
from histor.ledger.ask import KINDS
from histor.ledger.ledger import Page
from histor.plain import visible
from histor.records import STANCES, STATUSES
from histor.serve import columns, search, told
from histor.serve.api import PREFIX, Key
from histor.serve.asked import FORMS, LISTED, SEARCHED, Filtered, Paged, Searched, read
from histor.serve.columns import LINE, NAME
from histor.serve.forms import answer
from histor.serve.guard import TOKEN_KEY
from histor.serve.marks import anchor, marks_of, markup, shown
from histor.serve.problems import Problem
from histor.serve.shelf import Shelf

ROWS = 50  # of a table page
# The fields of the form; the other filters are kept where the address has them.
_FORM = ("actor", "recipient", "source", "place", "type", "status", "stance", "since", "until", "text", "outlet")
_LABELS = {
    "actor": "Who acts", "recipient": "To whom", "source": "According to", "place": "Where", "type": "Type",
    "status": "Status", "stance": "Stance", "since": "Since", "until": "Until", "text": "Words", "outlet": "Outlet",
    "min_confidence": "Confidence", "bbox": "Between degrees",
}  # fmt: skip
_HINTS = {
    "actor": "RUS or lavrov", "recipient": "SYR or rebels", "source": "a name or code", "place": "Aleppo or SYR",
    "since": "2015-09", "until": "2015-09-30", "text": "a piece of the text", "outlet": "its whole name",
}  # fmt: skip


def router(shelf: Shelf) -> APIRouter:
    """All pages over the ledger of ``shelf``."""
    pages = APIRouter(include_in_schema=False)

    def add(path: str, handler: Callable[..., Response]) -> None:
        pages.add_api_route(path, handler, methods=["GET"], response_class=HTMLResponse, response_model=None)

    def start(request: Request) -> Response:
        return answer(request, shelf, lambda: _start(request, shelf))

    def report(request: Request, key: Key) -> Response:
        return answer(request, shelf, lambda: _report(request, shelf, key))

    def found(request: Request) -> Response:
        return answer(request, shelf, lambda: _found(request, shelf))

    def table(name: str) -> Callable[[Request], Response]:
        def shown(request: Request) -> Response:
            return answer(request, shelf, lambda: _table(request, shelf, name))

        return shown

    add("/", start)
    add("/reports/{key}", report)
    add("/search", found)
    for name in columns.TABLES:
        add(f"/{name}", table(name))
    return pages


def problem(request: Request, what: Problem) -> Response:
    """The page that says why there is no other."""
    return _render(request, "problem.html", title="This cannot be shown", **what.body())


# Addresses


class _Site:
    """Addresses on this server; the token that came with the request goes with them, since there are no cookies."""

    def __init__(self, request: Request) -> None:
        self._token: str | None = request.scope.get(TOKEN_KEY)
        self.here = request.url.path
        self.hidden = [("token", self._token)] if self._token is not None else []

    def link(self, path: str, query: Iterable[tuple[str, str]] = (), fragment: str = "") -> str:
        """The address of ``path``."""
        asked = [*query, *self.hidden]
        return path + (f"?{urlencode(asked)}" if asked else "") + (f"#{fragment}" if fragment else "")

    def to(self, target: columns.Target) -> str:
        """The address of what a cell leads to."""
        path, given = target
        query = dict(given)
        fragment = query.pop("#", "")
        return self.link(path, query.items(), fragment)


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("histor.serve"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["name"] = lambda text: visible(text or "", NAME)
    made.filters["line"] = lambda text: visible(text or "", LINE)
    made.filters["text"] = lambda text: Markup(shown(text))  # noqa: S704  shown escapes
    made.filters["count"] = lambda number: f"{number:,}"
    return made


def _render(request: Request, template: str, **given: Any) -> Response:
    text = _templates().get_template(template).render(site=_Site(request), version=__version__, **given)
    return Response(text.encode("utf-8", "replace"), media_type="text/html; charset=utf-8")


# Pages


def _start(request: Request, shelf: Shelf) -> Response:
    with shelf.reading() as ledger:
        found = ledger.stats()
        newest = ledger.reports(limit=10).page().rows
    counts = [(name, getattr(found, name)) for name in ("reports", "events", "voices")]
    site = _Site(request)
    periods = [("published", found.published), ("events", found.when)]
    return _render(
        request, "start.html", title="Histor", counts=counts, outlets=found.outlets, newest=newest,
        periods=[(name, columns.days(*days)) for name, days in periods if days], types=list(found.types.items())[:20],
        searched=SEARCHED, twins=_twins(site, "stats", []),
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
    return _render(
        request, "report.html", title=visible(report.title or report.url or report.id, LINE) or key, report=report,
        html=html, anchors=anchors, told=beside, address=told.address(report), key=key, coder=account.coder,
        twin=f"{PREFIX}/reports/{key}",
    )  # fmt: skip


def _table(request: Request, shelf: Shelf, name: str) -> Response:
    asked = read(LISTED[name], request.query_params, total="true", limit=ROWS)
    with shelf.reading() as ledger:
        found = ledger.ask(name, **asked.page())
        page = found.page()
        total = found.count()
    site = _Site(request)
    query = _query(asked)
    heads = [_head(site, name, column, asked, query) for column in columns.TABLES[name]]
    return _render(
        request, "table.html", title=name.capitalize(), name=name, heads=heads, total=total,
        rows=[[_cell(site, column, row) for column in columns.TABLES[name]] for row in page.rows],
        sort=getattr(asked, "sort", KINDS[name].sort), usual=KINDS[name].sort, **_around(site, asked, page, name, query),
    )  # fmt: skip


def _found(request: Request, shelf: Shelf) -> Response:
    if not request.query_params.get("q", "").strip():
        return _render(request, "search.html", title="Search", q="", where="events", searched=SEARCHED, hits=[], total=0,
                       following=None, first=None, twins=[])  # fmt: skip
    asked = read(Searched, request.query_params, total="true", limit=ROWS)
    with shelf.reading() as ledger:
        page, total = search.search(ledger, asked)
    site = _Site(request)
    query = [*_query(asked), ("q", asked.q), ("in", asked.where)]
    around = _around(site, asked, page, "search", query)
    return _render(
        request, "search.html", title=visible(f"Search: {asked.q}", LINE), q=asked.q, where=asked.where,
        searched=SEARCHED, hits=[_hit(site, hit) for hit in page.rows], total=total, following=around["following"],
        first=around["first"], twins=around["twins"],
    )  # fmt: skip


# Their parts


def _query(asked: Filtered) -> list[tuple[str, str]]:
    """The filters and the order of ``asked`` as an address has them, without the page."""
    given = asked.model_dump(exclude_unset=True, exclude={"limit", "cursor", "total", "q", "where"})
    return [
        (name, str(item).lower() if isinstance(item, bool) else str(item))
        for name, value in given.items()
        for item in (value if isinstance(value, list) else [value])
    ]


def _around(site: _Site, asked: Paged, page: Page[Any], name: str, query: list[tuple[str, str]]) -> dict[str, Any]:
    """What stands around a table: the form, the filters that are set, the other forms, the pages."""
    filters = [(key, value) for key, value in query if key != "sort"]
    chips = [
        (
            f"{_LABELS.get(key, key)}: {visible(value, NAME)}",
            site.link(site.here, [p for p in query if p != (key, value)]),
        )
        for key, value in filters
        if key not in {"q", "in"}
    ]
    return {
        "fields": [_field(key, [value for found, value in filters if found == key]) for key in _FORM],
        "kept": [(key, value) for key, value in query if key not in _FORM] + site.hidden,
        "chips": chips,
        "clear": site.link(site.here),
        "first": site.link(site.here, query) if asked.cursor else None,
        "following": site.link(site.here, [*query, ("cursor", page.next)]) if page.next else None,
        "twins": _twins(site, name, query),
    }


def _twins(site: _Site, name: str, query: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same as the API has it, by form."""
    return [(form, site.link(f"{PREFIX}/{name}.{form}", query)) for form in FORMS]


def _field(name: str, values: list[str]) -> dict[str, Any]:
    """A field of the form: one control a value, an empty one where there is none."""
    choices = {"type": tuple(codebook().types), "status": STATUSES, "stance": STANCES}.get(name, ())
    return {"name": name, "label": _LABELS[name], "values": values or [""], "choices": choices,
            "hint": _HINTS.get(name, "")}  # fmt: skip


def _head(site: _Site, name: str, column: columns.Column, asked: Paged, query: list[tuple[str, str]]) -> dict[str, Any]:
    """A heading; the order that it gives is the other one where it is sorted by already."""
    order = getattr(asked, "sort", KINDS[name].sort)
    sorted_by = column.sort is not None and order.removeprefix("-") == column.sort
    rest = [(key, value) for key, value in query if key != "sort"]
    new = column.sort and (
        f"-{column.sort}" if order == column.sort or (column.number and not sorted_by) else column.sort
    )
    return {
        "heading": column.heading,
        "number": column.number,
        "href": site.link(site.here, [*rest, ("sort", new)]) if new else None,
        "sorted": ("descending" if order.startswith("-") else "ascending") if sorted_by else None,
    }


def _cell(site: _Site, column: columns.Column, row: Any) -> dict[str, Any]:
    return {
        "text": column.show(row),
        "href": site.to(column.target(row)) if column.target else None,
        "number": column.number,
        "heading": column.heading,
    }


def _hit(site: _Site, hit: search.Found) -> dict[str, Any]:
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
