"""Sphinx settings of the documentation's site: ``make site`` (offline; no font, script or style from elsewhere)."""

import re

from sphinx.application import Sphinx

import histor

project = "Histor"
author = "the developers of Histor"
copyright = f"2026, {author}"
version = release = histor.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc"]
root_doc = "index"
exclude_patterns = ["site"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4  # pages link to headings of one another
suppress_warnings = ["ref.python"]  # the package gives names of histor.records, too
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "undoc-members": False}
html_theme = "furo"
html_title = "Histor"
html_copy_source = False

_LINK = re.compile(r"^- \[[^]]+\]\((?P<page>[\w-]+)\.(?:md|rst)\)", re.M)


def _with_contents(_: Sphinx, name: str, source: list[str]) -> None:
    """The pages that index.md lists are those of the side bar, in its order."""
    if name == root_doc:
        pages = "\n".join(_LINK.findall(source[0]))
        source[0] += f"\n```{{toctree}}\n:hidden:\n\n{pages}\n```\n"


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("source-read", _with_contents)
