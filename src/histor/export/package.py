"""What goes with every export: a Frictionless ``datapackage.json`` and a codebook for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from histor import __version__
from histor.code.codebook import CODEBOOK_ID, QUADS, codebook
from histor.export import gdelt, icews, plover
from histor.export.columns import Column
from histor.export.sinks import Resource, TextFile, digest
from histor.plain import visible

PACKAGE, CODEBOOK = "datapackage.json", "CODEBOOK.md"
_SOURCES = (
    {"title": "GeoNames (coordinates and places), CC BY 4.0", "path": "https://www.geonames.org/"},
    {"title": "PLOVER 2.0 (event types, modes, contexts), CC BY-SA 4.0, definitions in Histor's words",
     "path": "https://github.com/openeventdata/PLOVER"},
)  # fmt: skip
_LOSSES = {"icews": icews.LOSSES, "gdelt": gdelt.LOSSES, "geojson": ("events without coordinates",)}
_TABLE_KINDS = {"text/csv": "csv", "text/tab-separated-values": "tsv"}


def write(folder: Path, resources: Iterable[Resource], facts: Mapping[str, Any]) -> list[str]:
    """Write both files about ``resources``, which lie in ``folder``; ``facts`` are numbers about the whole.

    The names of the files are returned. The same data give the same bytes: no date, no name of a machine.
    """
    listed = list(resources)
    package = {
        "profile": "data-package",
        "name": "histor-export",
        "title": "Events told in news reports, with who tells them",
        "description": f"Written by Histor {__version__}. A machine coded these data; quote the reports, not Histor. "
        f"What the columns mean: {CODEBOOK}.",
        "version": __version__,
        "sources": list(_SOURCES),
        "histor": dict(facts),
        "resources": [_resource(folder, resource) for resource in listed],
    }
    for name, text in ((PACKAGE, json.dumps(package, indent=2, ensure_ascii=False)), (CODEBOOK, _codebook(listed))):
        file = TextFile(folder, name)
        file.out.write(f"{text}\n")
        file.out.close()
    return [PACKAGE, CODEBOOK]


def _resource(folder: Path, resource: Resource) -> dict[str, Any]:
    size, sha256 = digest(folder / resource.path)
    kind = _TABLE_KINDS.get(resource.media_type)
    found: dict[str, Any] = {
        "name": resource.name,
        "path": resource.path,
        "title": resource.title,
        "profile": "tabular-data-resource" if kind else "data-resource",
        "format": kind or resource.path.rpartition(".")[2],
        "mediatype": resource.media_type,
        "bytes": size,
        "hash": f"sha256:{sha256}",
        "rows": resource.rows,
    }
    if kind:
        found["encoding"] = "utf-8"
        found["dialect"] = {
            "delimiter": resource.delimiter,
            "header": resource.header,
            "lineTerminator": "\n",
            "doubleQuote": True,
        }
        if kind == "tsv":
            found["dialect"]["quoteChar"] = ""
    fields = [_field(column) for column in resource.columns]
    found["schema"] = {"fields": fields, "missingValues": [""]} if kind else {"fields": fields}
    if resource.left_out:
        found["leftOut"] = dict(sorted(resource.left_out.items()))
    return found


def _field(column: Column) -> dict[str, Any]:
    return {"name": column.name, "type": column.type, "description": column.meaning}


def _codebook(resources: list[Resource]) -> str:
    lines = [
        "# Codebook",
        "",
        (
            f"Written by Histor {__version__}. Histor is a machine that reads fast and errs often: quote the reports, not "
            "these data. It records who says what; it does not decide who is right."
        ),
        "",
        (
            "Rows are mentions: the same happening told twice is two events. Every event has the chain of voices that tells "
            "it. A denial does not make an event negated: the event is `actual` as told, and the stance of its voice is `deny`."
        ),
        "",
        (
            "Coordinates and names of places: GeoNames, CC BY 4.0. Event types: PLOVER 2.0, Open Event Data Alliance, "
            "CC BY-SA 4.0."
        ),
        "",
        "## Files",
        "",
    ]
    for resource in resources:
        lines += _file(resource)
    lines += [
        "## Event types",
        "",
        f"Codebook `{CODEBOOK_ID}`.",
        "",
        "| type | quad class | | modes |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| {kind.name} | {kind.quad} {QUADS[kind.quad]} | {kind.definition} | {', '.join(kind.modes)} |"
        for kind in codebook().types.values()
    ]
    return "\n".join(lines)


def _file(resource: Resource) -> list[str]:
    lines = [f"### {resource.path}", "", f"{resource.title}. {resource.rows:,} rows.", ""]
    if resource.media_type in _TABLE_KINDS:
        lines += [
            (
                "Text cells are on one line, hidden characters are escaped, and a text that a spreadsheet would compute (it "
                "begins with `=`, `+`, `-`, `@`) or that begins with an apostrophe has an apostrophe before it. Null is an "
                "empty cell."
            ),
            "",
        ]
    if resource.delimiter and any(column.type == "array" for column in resource.columns):
        lines += ["Lists are JSON arrays.", ""]
    if losses := _LOSSES.get(resource.name):
        lines += ["The format cannot hold:", "", *(f"- {loss}" for loss in losses), ""]
    if resource.left_out:
        lines += [f"- left out here, {reason}: {number:,}" for reason, number in sorted(resource.left_out.items())] + [
            ""
        ]
    if not resource.header:
        lines += ["There is no line of headings; the columns are, in this order:", ""]
    lines += ["| column | type | meaning |", "| --- | --- | --- |"]
    lines += [f"| {column.name} | {column.type} | {visible(column.meaning, 400)} |" for column in resource.columns]
    if resource.name == "plover":
        lines += ["", "Under `histor`:", "", "| field | meaning |", "| --- | --- |"]
        lines += [f"| {name} | {meaning} |" for name, meaning in plover.EXTENSION.items()]
    return [*lines, ""]
