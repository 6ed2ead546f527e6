"""A page in one file, for somebody who has no Histor: map, timeline and table of some incidents, with all tellings.

It opens from a disk and asks nothing of any network: style, scripts, borders and data stand in it, and its own policy
(`Content-Security-Policy`) forbids all else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from histor import __version__
from histor.ledger import overview
from histor.ledger.ledger import Ledger
from histor.plain import visible
from histor.serve import columns, site, tellings
from histor.serve.columns import LINE

MOST = 2_000  # incidents of a file; more make one that no browser opens with ease
_CELL = 1.0  # degrees in which marks of the map are gathered
_BORDERS = ("un", "ground")


def file(ledger: Ledger, *, title: str, asked: list[tuple[str, str]], limit: int, **given: Any) -> str:
    """The page as HTML. ``given`` are the arguments of `Ledger.incidents`, ``asked`` what they mean, in words.

    The first ``limit`` incidents have a row; map and timeline show all of them. Raises UsageError as
    `Ledger.incidents` does.
    """
    answer = ledger.incidents(limit=limit, **given)
    chosen = ledger.settled(
        overview.Chosen(answer.question.filters, tuple(given.get("standing", ())), given.get("min_origins", 0))
    )
    rows = answer.page().rows
    connection = ledger.connection()
    held = {
        "map": asdict(overview.on_map(connection, chosen, cell=_CELL)),
        "timeline": asdict(overview.over_time(connection, chosen)),
    }
    style = _static("histor.css")
    script = _static(f"{site.BUILT}/file.js") if site.scripts() else ""
    if script:
        held["borders"] = {name: json.loads(_static(f"{site.BUILT}/borders-{name}-110m.json")) for name in _BORDERS}
    return site.template("file.html").render(
        title=visible(title, LINE), asked=[(label, visible(value, LINE)) for label, value in asked],
        total=answer.count(), rows=[_row(ledger, row) for row in rows], version=__version__,
        heads=[column.heading for column in columns.INCIDENTS],
        policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src {_hashed(script)}; base-uri 'none'; form-action 'none'",
        style=Markup(style), script=Markup(script), held=Markup(_data(held) if script else ""),  # noqa: S704  our own files; _data escapes
    )  # fmt: skip


def _row(ledger: Ledger, row: overview.LedgerIncident) -> dict[str, Any]:
    return {
        "id": row.incident,
        "from": row.when_from or row.when_to or "",
        "to": row.when_to or row.when_from or "",
        "cells": [
            {
                "heading": column.heading,
                "text": column.show(row),
                "number": column.number,
                "label": column.label(row) if column.label else "",
                "look": column.look(row) if column.look else "",
            }
            for column in columns.INCIDENTS
        ],
        "table": tellings.table(ledger, ledger.incident(row.incident)),
    }


def _static(path: str) -> str:
    return (files("histor.serve") / "static" / path).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _hashed(script: str) -> str:
    return f"'{_hash(script)}'" if script else "'none'"


def _data(held: dict[str, Any]) -> str:
    """JSON that can stand in a page: nothing in it ends the element that holds it."""
    return json.dumps(held, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
