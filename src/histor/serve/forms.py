"""Answers as JSON and as CSV, with a tag by which a browser or program knows whether it has them already."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.responses import Response

from histor import __version__
from histor.accounts import json_line
from histor.export.cells import cell
from histor.serve.guard import TOKEN_KEY
from histor.serve.shelf import Shelf

if TYPE_CHECKING:
    from starlette.requests import Request

JSON_TYPE, CSV_TYPE = "application/json", "text/csv; charset=utf-8"


def answer(request: Request, shelf: Shelf, make: Callable[[], Response]) -> Response:
    """What ``make`` makes, with its tag; only the tag where the client has that already.

    The tag stands for the content of the ledger, this version of Histor and all that was asked.
    """
    facts = [shelf.version(), __version__, request.url.path, request.url.query, str(request.scope.get(TOKEN_KEY))]
    tag = f'"{hashlib.sha256(chr(0).join(facts).encode("utf-8", "replace")).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    known = [given.strip().removeprefix("W/") for given in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    response = make()
    response.headers.update(headers)
    return response


def as_json(data: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """``data`` as JSON."""
    return Response(json_line(dict(data)), media_type=JSON_TYPE, headers=headers)


def as_csv(
    names: Sequence[str], rows: Iterable[Mapping[str, Any]], file: str, headers: Mapping[str, str] | None = None
) -> Response:
    """``rows`` as CSV (RFC 4180) with a header; a browser saves it as ``file``.csv.

    Nothing is an empty cell, lists are JSON, and text that a spreadsheet would compute has an apostrophe before it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(names)
    for row in rows:
        writer.writerow([cell(row[name]) for name in names])
    disposition = {"Content-Disposition": f'attachment; filename="{file}.csv"'}
    return Response(out.getvalue(), media_type=CSV_TYPE, headers={**disposition, **(headers or {})})


def next_link(request: Request, cursor: str | None) -> dict[str, str]:
    """The header that names the page after this one, which CSV has no other room for."""
    if cursor is None:
        return {}
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return {"Link": f'<{request.url.path}?{urlencode([*query, ("cursor", cursor)])}>; rel="next"'}
