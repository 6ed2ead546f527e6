"""The pages of incidents: all of them with map and timeline, which is where a reader starts, and one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Request  # noqa: TC002  FastAPI reads the annotations
from starlette.responses import Response

from histor.code.countries import countries
from histor.ledger import overview
from histor.plain import visible
from histor.serve import chains, columns, decision_page, overviews, table, tellings
from histor.serve.asked import INCIDENTS_ASKED, read
from histor.serve.columns import LINE
from histor.serve.forms import PREFIX, answer
from histor.serve.shelf import Shelf
from histor.serve.site import Site, render

Add = Callable[[str, Callable[..., Response]], None]
_CHAINS = 200  # chains that are listed in words


def add_pages(add: Add, shelf: Shelf, reviewer: str | None) -> None:
    """Add the pages over the ledger of ``shelf``; with a ``reviewer`` incidents can be decided on."""

    def start(request: Request) -> Response:
        return answer(request, shelf, lambda: _start(request, shelf))

    def incident(request: Request, id: overviews.Id) -> Response:
        return answer(request, shelf, lambda: _incident(request, shelf, id, reviewer))

    add("/", start)
    add("/incidents/{id}", incident)


def _start(request: Request, shelf: Shelf) -> Response:
    asked = read(INCIDENTS_ASKED, request.query_params, total="true", limit=table.ROWS)
    with shelf.reading() as ledger:
        page = overviews.incidents(ledger, asked).page(total=True)
    context = table.context(Site(request), "incidents", columns.INCIDENTS, overview.INCIDENTS.sort, asked, page)
    return render(request, "incidents.html", title="Incidents", total=page.total, **context)


def _incident(request: Request, shelf: Shelf, id: str, reviewer: str | None) -> Response:
    with shelf.reading() as ledger:
        told = overviews.one(ledger, id)
        shown = tellings.table(ledger, told)
        panel = decision_page.panel(request, ledger, told, reviewer) if reviewer is not None else None
    drawn = chains.graph(told)
    listed = dict.fromkeys(tellings.chain_words(telling) for telling in told["tellings"])
    return render(
        request, "incident.html", title=visible(told["description"], LINE), id=id, table=shown, facts=_facts(told),
        graph=chains.svg(drawn), left=drawn.left, chains=list(listed)[:_CHAINS], standing=told["standing"],
        counts=(len(told["origins"]), len(told["outlets"]), len(told["carriers"])), twin=f"{PREFIX}/incidents/{id}",
        panel=panel,
    )  # fmt: skip


def _facts(told: dict[str, Any]) -> list[dict[str, str]]:
    when, where = told["when"], told["where"] or {}
    country = countries().names.get(where.get("country") or "", where.get("country") or "")
    place = ", ".join(dict.fromkeys(filter(None, (where.get("name"), where.get("admin1"), country))))
    listed = (
        ("what", " ".join(filter(None, (told["type"], told["mode"])))),
        ("who", columns.names(told["actors"])),
        ("to whom", columns.names(told["recipients"])),
        ("where", f"{place} (known to the {where['precision']})" if place and where.get("precision") else place),
        ("when", columns.days(when.get("from"), when.get("to"))),
    )
    return [{"label": label, "words": visible(words, LINE)} for label, words in listed if words]
