"""The pages of those who act and those who tell: who acts on whom, one actor, sources, and sources compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import islice
from typing import Any

from fastapi import Request  # noqa: TC002  FastAPI reads the annotations
from pydantic import Field
from starlette.responses import Response

from histor.code.countries import countries
from histor.ledger import outlets, overview
from histor.ledger.ask import question
from histor.ledger.filters import LONGEST
from histor.ledger.ledger import Answer, Ledger
from histor.plain import visible
from histor.serve import columns, filter_form, table
from histor.serve.asked import CompareAsked, DyadsAsked, SourcesAsked, Told, read
from histor.serve.columns import NAME
from histor.serve.forms import PREFIX, answer
from histor.serve.marks import anchor
from histor.serve.shelf import Shelf
from histor.serve.site import Site, render

Add = Callable[[str, Callable[..., Response]], None]
_IN_MATRIX = 14  # rows and columns
_PAIRS = 400  # of which the matrix is made, and the network at most
_LISTED = 10  # incidents of an actor in one part
_TYPES = 8  # of them, the most frequent ones
_TELLERS = 200
_BODIES = {
    "UNO": "United Nations", "EUR": "European Union", "IGO": "international bodies", "NGO": "NGOs",
    "IMG": "cross-border militants", "ISM": "cross-border movements", "MNC": "multinational firms",
}  # fmt: skip
_SHORT = 32  # characters of a name at the head of a column
_PARTS = (("actor", "As actor"), ("recipient", "As recipient"), ("source", "As source"))


class ActorAsked(Told):
    """Whose page."""

    name: str = Field(min_length=1, max_length=LONGEST, description="A country code or words of a name.")


def add_pages(add: Add, shelf: Shelf) -> None:
    """Add the pages over the ledger of ``shelf``."""
    for path, make in (("/network", _network), ("/actor", _actor), ("/sources", _sources), ("/compare", _compare)):
        add(path, _page(shelf, make))


def _page(shelf: Shelf, make: Callable[[Request, Shelf], Response]) -> Callable[..., Response]:
    def page(request: Request) -> Response:
        return answer(request, shelf, lambda: make(request, shelf))

    return page


# Who acts on whom


def _network(request: Request, shelf: Shelf) -> Response:
    asked = read(DyadsAsked, request.query_params)
    with shelf.reading() as ledger:
        found = overview.dyads(ledger.connection(), ledger.settled(asked.chosen()), by=asked.by, limit=_PAIRS)
    site = Site(request)
    query = [pair for pair in filter_form.query(asked) if pair[0] != "by"]
    ways = [(by, site.link("/network", [*query, ("by", by)]), by == asked.by) for by in ("country", "name")]
    return render(
        request, "network.html", title="Who acts on whom", names=json.dumps({name: _called(name) for dyad in found for name in (dyad.actor, dyad.recipient) if asked.by == "country"}), ways=ways, by=asked.by, pairs=len(found),
        matrix=_matrix(site, found, query), twins=filter_form.twins(site, "dyads", [*query, ("by", asked.by)]),
        chips=filter_form.chips(site, query),
    )  # fmt: skip


def _matrix(site: Site, found: tuple[overview.Dyad, ...], query: list[tuple[str, str]]) -> dict[str, Any]:
    """The most frequent of both sides: rows act, columns are acted upon."""
    often: dict[str, int] = {}
    for dyad in found:
        for name in (dyad.actor, dyad.recipient):
            often[name] = often.get(name, 0) + dyad.incidents
    heads = sorted(often, key=lambda name: (-often[name], name))[:_IN_MATRIX]
    by_pair = {(dyad.actor, dyad.recipient): dyad for dyad in found}
    rest = [(key, value) for key, value in query if key not in {"actor", "recipient"}]

    def cell(actor: str, recipient: str) -> dict[str, Any] | None:
        dyad = by_pair.get((actor, recipient))
        href = site.link("/", [*rest, ("actor", actor), ("recipient", recipient)])
        return {"dyad": dyad, "href": href} if dyad else None

    return {
        "heads": [
            {
                "name": _called(name),
                "short": visible(_called(name), _SHORT),
                "href": site.link("/actor", [("name", name)]),
            }
            for name in heads
        ],
        "rows": [[cell(actor, recipient) for recipient in heads] for actor in heads],
    }


def _called(name: str) -> str:
    """A country, or what PLOVER has besides countries, by its name; anybody else by the name that they have."""
    return visible(countries().names.get(name) or _BODIES.get(name, name), NAME)


# One actor


def _actor(request: Request, shelf: Shelf) -> Response:
    asked = read(ActorAsked, request.query_params)
    site = Site(request)
    query = [pair for pair in filter_form.query(asked) if pair[0] != "name"]
    with shelf.reading() as ledger:
        parts = [_part(ledger, site, asked, query, role, heading) for role, heading in _PARTS]
    return render(request, "actor.html", title=_called(asked.name), parts=parts, chips=filter_form.chips(site, query))


def _part(
    ledger: Ledger, site: Site, asked: ActorAsked, query: list[tuple[str, str]], role: str, heading: str
) -> dict[str, Any]:
    """The incidents in which the actor has ``role``: how many, those told by most origins, and of which types."""
    chosen = asked.model_copy(update={role: [asked.name]})
    chosen.model_fields_set.add(role)
    which = ledger.settled(chosen.chosen())
    found: Answer[overview.LedgerIncident] = Answer(
        ledger.connection, question(which.kind(), which.filters, limit=_LISTED)
    )
    here = [*(pair for pair in query if pair[0] != role), (role, asked.name)]
    types = overview.by_type(ledger.connection(), which)
    return {
        "role": role,
        "heading": heading,
        "total": sum(number for _, number in types),
        "rows": [[table.cell(site, column, row) for column in columns.INCIDENTS] for row in found.page().rows],
        "heads": [column.heading for column in columns.INCIDENTS],
        "types": [(name, number, site.link("/", [*here, ("type", name)])) for name, number in types[:_TYPES]],
        "href": site.link("/", here),
        "query": site.link("", here)[1:],
    }


# Who tells


def _sources(request: Request, shelf: Shelf) -> Response:
    asked = read(SourcesAsked, request.query_params, limit=_TELLERS)
    with shelf.reading() as ledger:
        found = outlets.tellers(ledger.connection(), ledger.settled(asked.chosen()), limit=asked.limit)
    site = Site(request)
    query = filter_form.query(asked)
    return render(
        request, "sources.html", title="Sources", chips=filter_form.chips(site, query),
        outlets=[(row, site.link("/", [("outlet", row.name)])) for row in found if row.kind == "outlet"],
        voices=[(row, site.link("/actor", [("name", row.name)])) for row in found if row.kind == "voice"],
        most=outlets.MOST_COMPARED, twins=filter_form.twins(site, "sources", query),
    )  # fmt: skip


def _compare(request: Request, shelf: Shelf) -> Response:
    asked = read(CompareAsked, request.query_params)
    with shelf.reading() as ledger:
        found = outlets.compared(ledger.connection(), asked.outlet)
    site = Site(request)
    query = [("outlet", name) for name in found.outlets]
    heads = [
        {"name": name, "reports": found.reports[i], "incidents": found.incidents[i], "only": found.only[i],
         "href": site.link("/", [("outlet", name)])}
        for i, name in enumerate(found.outlets)
    ]  # fmt: skip
    shared = [
        {
            "one": one,
            "href": site.link(f"/incidents/{one.incident}"),
            "tells": [_tells(site, one, name) for name in found.outlets],
        }
        for one in found.shared
    ]
    return render(
        request, "compare.html", title="Sources compared", heads=heads, shared=shared, naming=found.naming,
        differ=sum(one.differs for one in found.shared), most=outlets.MOST_SHARED,
        twins=[(form, site.link(f"{PREFIX}/compare.{form}", query)) for form in ("json", "csv")],
    )  # fmt: skip


def _tells(site: Site, one: outlets.Shared, outlet: str) -> dict[str, Any] | None:
    """What ``outlet`` says of an incident, with the address of the sentence."""
    tells = next((tells for tells in one.tells if tells.outlet == outlet), None)
    if tells is None:
        return None
    return {
        "says": ", ".join(tells.says),
        "origins": ", ".join(visible(name, NAME) for name in islice(tells.origins, 6)),
        "sentence": tells.sentence,
        "href": site.link(f"/reports/{tells.report}", fragment=f"t-{anchor(tells.event)}"),
    }
