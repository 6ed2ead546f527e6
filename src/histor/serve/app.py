"""The application: the API and the pages over one ledger, behind the guard."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

import anyio.to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from histor import __version__
from histor.serve import api, decision_page, decisions, pages, review_page, reviews
from histor.serve.forms import PREFIX, as_json
from histor.serve.guard import Guard
from histor.serve.problems import NOTHING_ELSE, Problem, of_status, of_validation
from histor.serve.shelf import SECONDS, Shelf

AT_ONCE = 8  # questions that are worked on; more wait their turn: DuckDB spreads one over all cores
STATIC = {
    "css": "text/css",
    "js": "text/javascript",
    "json": "application/json",
    "svg": "image/svg+xml",
    "txt": "text/plain",
}
"""The kinds of static files by the ends of their names."""
_NAME = re.compile(r"(?:built/)?[A-Za-z0-9-]+\.[a-z]+")  # nothing that leads out of the folder


def create_app(
    path: Path,
    *,
    hosts: frozenset[str] | None,
    token: str | None = None,
    seconds: float = SECONDS,
    reviewer: str | None = None,
) -> Guard:
    """The ASGI application over the ledger at ``path``.

    ``hosts`` are the host names under which it may be asked, None for any; ``token`` is what everybody must know,
    None where that is not needed; ``seconds`` is the time that a question may take. With a ``reviewer``, the name of
    whoever decides and names nobody else, decisions of review are taken; without one nothing can be changed.
    """
    shelf = Shelf(path, seconds=seconds)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = AT_ONCE
        yield
        shelf.close()

    app = FastAPI(
        title="Histor",
        version=__version__,
        description=f"A ledger of who did what to whom, where and when, and according to whom. {NOTHING_ELSE}",
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
        lifespan=life,
        redirect_slashes=False,
    )
    app.include_router(api.router(shelf))
    app.include_router(pages.router(shelf, reviewer))
    app.state.reviewing = reviewer is not None
    writes = frozenset[str]()
    if reviewer is not None:
        app.include_router(reviews.router(shelf))
        app.include_router(review_page.router(shelf, reviewer))
        app.include_router(decisions.router(shelf))
        app.include_router(decision_page.router(shelf))
        writes = frozenset((reviews.REVIEWS, review_page.PAGE, decisions.DECISIONS, decision_page.PAGE))
    app.add_api_route("/static/{path:path}", _static, methods=["GET"], include_in_schema=False)
    _say_problems(app)
    return Guard(app, hosts=hosts, token=token, writes=writes, debug=bool(os.environ.get("HISTOR_DEBUG")))


def _static(path: str, request: Request) -> Response:
    """A file of `static`; it is asked for with its version, and so need never be asked for again."""
    kind = STATIC.get(path.rpartition(".")[2])
    if kind is None or not _NAME.fullmatch(path):
        raise Problem("not_found", "There is no such file.")
    try:
        content = (files("histor.serve") / "static" / path).read_bytes()
    except OSError:
        raise Problem("not_found", "There is no such file.") from None
    keep = "max-age=31536000, immutable" if "v" in request.query_params else "no-cache"
    return Response(content, media_type=kind, headers={"Cache-Control": keep})


def _say_problems(app: FastAPI) -> None:
    """Whatever goes wrong is said as a `Problem`: as JSON by the API, as a page by the pages."""

    def said(request: Request, problem: Problem) -> Response:
        api_asked = request.url.path.startswith("/api/")
        response = as_json(problem.body()) if api_asked else pages.problem(request, problem)
        response.status_code = problem.status
        response.headers.update({"Cache-Control": "no-store", **problem.headers})
        return response

    async def of_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return said(request, error)

    async def of_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return said(request, of_status(error.status_code))

    async def of_wrong(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return said(request, of_validation(list(error.errors())))

    async def of_bug(request: Request, _: Exception) -> Response:
        return said(request, Problem("internal", "An error in Histor itself."))

    app.add_exception_handler(Problem, of_problem)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestValidationError, of_wrong)
    app.add_exception_handler(Exception, of_bug)
