"""What all pages share: addresses, templates, and whether there are scripts to go with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup
from starlette.responses import Response

from histor import __version__
from histor.plain import visible
from histor.serve import columns
from histor.serve.columns import LINE, NAME
from histor.serve.guard import TOKEN_KEY
from histor.serve.marks import shown

if TYPE_CHECKING:
    from fastapi import Request

BUILT = "built"
"""The folder of `static` into which `make web` puts the scripts and borders; a checkout lacks it until then."""


class Site:
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


@cache
def version() -> str:
    """What changes with the style and the scripts; it ends in "-" where there are no scripts."""
    static = files("histor.serve") / "static"
    held = hashlib.sha256((static / "histor.css").read_bytes())
    script = static / BUILT / "app.js"
    if not script.is_file():
        return f"{held.hexdigest()[:12]}-"
    held.update(script.read_bytes())
    return held.hexdigest()[:12]


def scripts() -> bool:
    """Whether the scripts are there; the pages go without them where they are not."""
    return not version().endswith("-")


def template(name: str) -> Template:
    """The template ``name``, for a page that is no answer to a request."""
    return _templates().get_template(name)


def render(request: Request, template_name: str, **given: Any) -> Response:
    """The page that the template makes of what is ``given``."""
    given |= {"scripts": scripts(), "static": version(), "reviewing": request.app.state.reviewing}
    text = template(template_name).render(site=Site(request), version=__version__, **given)
    return Response(text.encode("utf-8", "replace"), media_type="text/html; charset=utf-8")
