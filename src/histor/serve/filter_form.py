"""What stands around the rows of a page: the form of its filters, those that are set, other forms, the pages of rows."""

from __future__ import annotations

from typing import Any

from histor.code.codebook import codebook
from histor.ledger.ledger import Page
from histor.link.telling_records import STANDINGS
from histor.plain import visible
from histor.records import STANCES, STATUSES
from histor.serve.asked import FORMS, Filtered, Paged, Told
from histor.serve.columns import NAME
from histor.serve.forms import PREFIX
from histor.serve.site import Site

# The fields of the form; the other filters are kept where the address has them.
_FORM = ("actor", "recipient", "source", "place", "type", "status", "stance", "since", "until", "text", "outlet")
_OF_INCIDENTS = (
    "actor",
    "recipient",
    "source",
    "place",
    "type",
    "standing",
    "min_origins",
    "since",
    "until",
    "text",
    "outlet",
)
_LABELS = {
    "actor": "Who acts", "recipient": "To whom", "source": "According to", "place": "Where", "type": "Type",
    "status": "Status", "stance": "Stance", "since": "Since", "until": "Until", "text": "Words", "outlet": "Outlet",
    "min_confidence": "Confidence", "bbox": "Between degrees",
    "standing": "Standing", "min_origins": "Origins at least",
}  # fmt: skip
_HINTS = {
    "actor": "RUS or lavrov", "recipient": "SYR or rebels", "source": "a name or code", "place": "Aleppo or SYR",
    "since": "2015-09", "until": "2015-09-30", "text": "a piece of the text", "min_origins": "2", "outlet": "its whole name",
}  # fmt: skip


def query(asked: Filtered) -> list[tuple[str, str]]:
    """The filters and the order of ``asked`` as an address has them, without the page."""
    given = asked.model_dump(exclude_unset=True, exclude={"limit", "cursor", "total", "q", "where"})
    return [
        (name, str(item).lower() if isinstance(item, bool) else str(item))
        for name, value in given.items()
        for item in (value if isinstance(value, list) else [value])
    ]


def around(site: Site, asked: Paged, page: Page[Any], name: str, query: list[tuple[str, str]]) -> dict[str, Any]:
    """What stands around a table: the form, the filters that are set, the other forms, the pages."""
    form = _OF_INCIDENTS if isinstance(asked, Told) else _FORM
    filters = [(key, value) for key, value in query if key != "sort"]
    return {
        "fields": [_field(key, [value for found, value in filters if found == key]) for key in form],
        "kept": [(key, value) for key, value in query if key not in form] + site.hidden,
        "chips": chips(site, query),
        "clear": site.link(site.here),
        "first": site.link(site.here, query) if asked.cursor else None,
        "following": site.link(site.here, [*query, ("cursor", page.next)]) if page.next else None,
        "twins": twins(site, name, query),
    }


def chips(site: Site, query: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The filters that are set, each with the address of the page without it."""
    return [
        (
            f"{_LABELS.get(key, key)}: {visible(value, NAME)}",
            site.link(site.here, [p for p in query if p != (key, value)]),
        )
        for key, value in query
        if key not in {"q", "in", "sort"}
    ]


def twins(site: Site, name: str, query: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same as the API has it, by form."""
    return [(form, site.link(f"{PREFIX}/{name}.{form}", query)) for form in FORMS]


def _field(name: str, values: list[str]) -> dict[str, Any]:
    """A field of the form: one control a value, an empty one where there is none."""
    choices = {"type": tuple(codebook().types), "status": STATUSES, "stance": STANCES, "standing": STANDINGS}.get(
        name, ()
    )
    return {"name": name, "label": _LABELS[name], "values": values or [""], "choices": choices,
            "hint": _HINTS.get(name, "")}  # fmt: skip
