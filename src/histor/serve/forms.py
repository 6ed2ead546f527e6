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
from histor.serve import site
from histor.serve.asked import Form
from histor.serve.fields import ErrorAnswer
from histor.serve.guard import TOKEN_KEY
from histor.serve.shelf import Shelf

if TYPE_CHECKING:
    from fastapi import APIRouter
    from starlette.requests import Request

_ERRORS: dict[int | str, dict[str, Any]] = {
    304: {"description": "As the client has it already (If-None-Match)"},
    "4XX": {"model": ErrorAnswer, "description": "The question cannot be answered"},
    "5XX": {"model": ErrorAnswer, "description": "The question took too long, or the ledger is in use"},
}
PREFIX = "/api/v1"
_CSV = {"text/csv": {"schema": {"type": "string"}}}
JSON_TYPE, CSV_TYPE = "application/json", "text/csv; charset=utf-8"


def answer(request: Request, shelf: Shelf, make: Callable[[], Response]) -> Response:
    """What ``make`` makes, or made before, with its tag; only the tag where the client has that already.

    The tag stands for the content of the ledger, this version of Histor and all that was asked.
    """
    facts = [
        shelf.version(),
        __version__,
        site.version(),
        request.url.path,
        request.url.query,
        str(request.scope.get(TOKEN_KEY)),
    ]
    tag = f'"{hashlib.sha256(chr(0).join(facts).encode("utf-8", "replace")).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    known = [given.strip().removeprefix("W/") for given in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    response = shelf.answers.get(tag)
    if response is None:
        response = make()
        response.headers.update(headers)
        shelf.answers.put(tag, response, len(response.body))
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


def written(
    request: Request, rows: Any, after: str | None, total: int | None, columns: list[str], name: str, form: Form
) -> Response:
    """A page of rows in ``form``, ``after`` the cursor of the page after it."""
    headers = next_link(request, after)
    if total is not None:
        headers["X-Total-Count"] = str(total)
    if form == "csv":
        return as_csv(columns, rows, name, headers)
    return as_json({"rows": list(rows), "next": after, "total": total}, headers)


def add_resource(
    api: APIRouter, path: str, handler: Callable[[Any], Callable[..., Response]], model: Any, says: str
) -> None:
    """Add ``path`` to ``api`` with each suffix and without one: the same handler, which answers with ``model``."""
    name = path.partition("/{")[0].replace("/", "_") + ("_one" if "{" in path else "")
    for suffix, form, content in ((".json", "json", None), (".csv", "csv", _CSV), ("", "json", None)):
        ok: dict[str, Any] = (
            {"description": says, "content": content} if content else {"model": model, "description": says}
        )
        api.add_api_route(
            f"/{path}{suffix}",
            handler(form),
            methods=["GET"],
            summary=says,
            operation_id=name + suffix.replace(".", "_"),
            response_class=Response,
            response_model=None,
            responses={200: ok, **_ERRORS},
        )  # fmt: skip


def add_decision(
    api: APIRouter,
    path: str,
    decide: Callable[..., Response],
    model: Any,
    says: str,
    *,
    name: str,
    refused: str,
    busy: str,
) -> None:
    """Add to ``api`` that ``decide`` takes what is posted to ``path``; ``refused`` and ``busy`` say what 4XX and 5XX mean."""
    api.add_api_route(
        f"/{path}", decide, methods=["POST"], status_code=HTTPStatus.CREATED, summary=says,
        operation_id=name, response_class=Response, response_model=None,
        responses={201: {"model": model, "description": "As it was kept"},
                   "4XX": {"model": ErrorAnswer, "description": refused},
                   "5XX": {"model": ErrorAnswer, "description": busy}},
    )  # fmt: skip
