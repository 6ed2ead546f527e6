"""Rows as the template table.html shows them: headings that sort, cells that lead somewhere, what stands around them."""

from __future__ import annotations

from typing import Any

from histor.ledger.ledger import Page
from histor.serve import filter_form as form
from histor.serve.asked import Paged
from histor.serve.columns import Column
from histor.serve.site import Site

ROWS = 50  # of a page


def context(
    site: Site, name: str, columns: tuple[Column, ...], usual: str, asked: Paged, page: Page[Any]
) -> dict[str, Any]:
    """What the template is given of a ``page`` of rows called ``name``; ``usual`` is their order where none is asked for."""
    query = form.query(asked)
    return {
        "name": name,
        "heads": [_head(site, column, getattr(asked, "sort", usual), query) for column in columns],
        "rows": [[cell(site, column, row) for column in columns] for row in page.rows],
        **form.around(site, asked, page, name, query),
    }


def cell(site: Site, column: Column, row: Any) -> dict[str, Any]:
    """One cell."""
    return {
        "text": column.show(row),
        "href": site.to(column.target(row)) if column.target else None,
        "number": column.number,
        "heading": column.heading,
        "label": column.label(row) if column.label else "",
        "look": column.look(row) if column.look else "",
    }


def _head(site: Site, column: Column, order: str, query: list[tuple[str, str]]) -> dict[str, Any]:
    """A heading; the order that it gives is the other one where it is sorted by already."""
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
