"""What a page says of itself: title, outlet, byline, day of publication, address. trafilatura and htmldate read it.

Both search whole trees many times over. Nearly always the page's head and its JSON-LD hold the answer, so those are asked
alone; the headings, the bylines and what could be a date are looked for in the body where the head is silent.
"""

# ruff: noqa: SIM905  lists of words are read, and written, as words

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from histor.read.trees import new_page

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DATES: dict[str, Any] = {"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%d"}
_LINKED_DATA = frozenset(("application/ld+json", "application/settings+json"))
_NO_TITLE = "\u2400"  # the only heading that trafilatura is shown: it takes it where nothing else names the page

_HEADINGS = frozenset("h1 h2 h3".split())
_NAMING = frozenset("id class itemprop rel data-component data-testid".split())
_TITLED = frozenset("entry-title post-title".split())
_BY_NAME = frozenset("byl BBL username me".split())
_BY = re.compile(
    "uthor|[Bb]yline|writer|screenname|channel-name|submitted-by|posted-by|journalist-name|zuozhe|bianji|xiaobian"
)
_NOT_BY = re.compile(  # around a name, a sign that it is a reader's or another article's; trafilatura judges it
    "omment|sidebar|hidden|quote|print|categor|title|date|meta|share|support|eview|instagram|igure"
)


@dataclass(frozen=True, slots=True)
class Said:
    """``published`` is an ISO date, ``url`` the canonical address or else the one the page was fetched from."""

    title: str | None
    outlet: str | None
    byline: str | None
    published: str | None
    url: str | None


def said(tree: HtmlElement, url: str | None) -> Said:
    """What the page says of itself. Takes the head out of ``tree``."""
    from htmldate import find_date

    asked, body = _head_alone(tree)
    heading = body.makeelement("h1")
    heading.text = _NO_TITLE
    body.append(heading)
    found = _metadata(asked, url)
    title, byline, published = found.title, found.author, found.date
    if title == _NO_TITLE:
        title = None
    if title is None or byline is None:
        body.clear()
        for element in _telling(tree, title=title is None, byline=byline is None):
            body.append(_in_its_place(element))
        more = _metadata(asked, url)
        title, byline = title or more.title, byline or more.author
    if published is None:
        published = find_date(tree, url=found.url, **_DATES)
    return Said(title, found.sitename, byline, published, found.url)


def _metadata(tree: HtmlElement, url: str | None) -> Any:
    from trafilatura import extract_metadata

    return extract_metadata(tree, url, dict(_DATES), extensive=False)


def _head_alone(tree: HtmlElement) -> tuple[HtmlElement, HtmlElement]:
    """A page of what ``tree`` says in its head, in JSON-LD and in meta elements elsewhere, and its body."""
    page, body = new_page()
    body.extend(deepcopy(script) for script in tree.iter("script") if script.get("type") in _LINKED_DATA)
    head = tree.find("head")
    if head is not None:
        page.insert(0, head)
        for element in [*head.iter("script", "style")]:
            element.clear()  # a date in a script's text, or in the address of a picture, would be taken for the page's
        for element in [*head.iter("meta")]:
            if "image" in (element.get("property") or element.get("name") or element.get("itemprop") or ""):
                element.clear()
    body.extend(deepcopy(element) for element in tree.iter("meta"))
    for element in body:
        element.tail = None
    return page, body


def _telling(tree: HtmlElement, *, title: bool, byline: bool) -> Iterator[HtmlElement]:
    """The outermost elements that may hold the page's title, or its byline."""
    taken: set[HtmlElement] = set()
    for element in tree.iter("*"):
        if not (
            (title and element.tag in _HEADINGS)
            or (byline and element.tag == "author")
            or any(
                name in _NAMING
                and ((title and value in _TITLED) or (byline and (value in _BY_NAME or _BY.search(value))))
                for name, value in element.attrib.items()
            )
        ):
            continue
        if taken.isdisjoint(element.iterancestors()):
            taken.add(element)
            yield element


def _in_its_place(element: HtmlElement) -> HtmlElement:
    """A copy of ``element`` within copies of those around it by which trafilatura tells that it is not the page's."""
    made = deepcopy(element)
    made.tail = None
    for above in element.iterancestors("a", "div", "section", "span"):
        if any(_NOT_BY.search(value) for name, value in above.attrib.items() if name in _NAMING):
            shell = above.makeelement(above.tag, dict(above.attrib))
            shell.append(made)
            made = shell
    return made
