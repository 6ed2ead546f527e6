"""Pages as trees: parsed, and made slim, so that the extractor has less to search.

trafilatura looks at every element of a page dozens of times, with regular expressions. Of a news page's elements three in
four can hold no article by its own rules (scripts, menus, empty boxes): without them it finds the same text in half the
time. They are taken away with lxml's own functions, which are the cheapest there are.
"""

# ruff: noqa: SIM905  lists of words are read, and written, as words

from __future__ import annotations

import re
from copy import copy
from functools import cache
from typing import TYPE_CHECKING, Any

from histor.errors import ReadError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# What trafilatura deletes with all that is in it wherever it stands; forms are left to it, some hold the whole page.
_UNSEEN = tuple(
    """script style svg template link input option select textarea iframe noscript meta source object embed canvas audio
    video map datalist""".split()
)
_NO_ARTICLE = tuple("button nav footer aside figure label head menu picture time".split())
_TRANSPARENT = tuple(  # what trafilatura takes away and leaves what is in it
    "abbr acronym address bdi bdo big cite data dfn font hgroup img ins mark nobr small tbody tfoot thead wbr".split()
)
_UNREAD = tuple("src srcset href alt title target width height onclick sizes loading rel tabindex".split())
_BOXES = tuple("div li ul ol section article".split())
_MENUS = ("ul", "ol")
_MIN_LINKS = 5  # of a menu; fewer may be sources
_LINKED = 0.9  # share of a menu's words that are links
_MAX_LINK = 100  # characters on average; longer ones are headlines with their teasers, perhaps a list worth reading
_FRAME_CHARS = 100  # an empty box may be filled by a script
_IN_FRAME = ("ontent", "ody", "ext", "ntry", "ontainer", "post_inner")
_MOST_FRAMES = 12  # looked into; teasers have the names of articles
_FRAMES = tuple("article div main section".split())
_FRAME = re.compile(  # of an id or class: entry-content, articleBody, post_text, article__container, story-body
    r"(?:\b|_|[a-z](?=[A-Z]))(?:entry|article|art|post|page|text)(?:[-_]{0,2}(?:content|body|text|entry|container)|Content|Body|Text)"
    r"|\bbody-text|post_inner_wrapper"
)
_MAIN = re.compile(
    r"\b(?:story|single-post|main-column|field-body)\b|main-?content|content-?main| (?:content|main) | content$",
    re.IGNORECASE,
)
_KEPT, _DROPPED = "x-kept", "x-dropped"


def tree_of(html: bytes) -> HtmlElement:
    """The tree of a page in UTF-8, without comments. Raises ReadError where it cannot be parsed."""
    from lxml import etree

    try:
        tree = etree.fromstring(html, _parser())
    except (etree.LxmlError, ValueError, AssertionError, RecursionError):
        tree = None
    if tree is None:
        message = "not HTML that can be parsed"
        raise ReadError(message)
    return tree


@cache
def _parser() -> Any:
    """lxml's parser of HTML, depth bounded since huge_tree stays off, with one class for all elements.

    lxml.html's own asks a function in Python for the class of each element that is touched, a tenth of all work.
    """
    from lxml import etree
    from lxml.html import HtmlElement

    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, collect_ids=False
    )
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    return parser


def new_page() -> tuple[HtmlElement, HtmlElement]:
    """The root and the body of a page without anything, which belongs to no other tree: ``//`` sees this page alone."""
    page = _parser().makeelement("html")
    body = page.makeelement("body")
    page.append(body)
    return page, body


def strip_unseen(tree: HtmlElement) -> None:
    """Take away what no reader sees, and leave JSON-LD, by which trafilatura knows a forum."""
    from lxml import etree

    linked = [script for script in tree.iter("script") if script.get("type") == "application/ld+json"]
    for script in linked:
        script.tag = _KEPT
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)
    for script in linked:
        script.tag = "script"


def frame_of(tree: HtmlElement) -> HtmlElement | None:
    """The first element that by its names holds the article and is not empty; those with the surest names first."""
    likely: list[HtmlElement] = []
    for element in tree.iter(*_FRAMES):
        names = _names_of(element)
        if (
            (any(piece in names for piece in _IN_FRAME) and _FRAME.search(names))
            or element.get("itemprop") == "articleBody"
            or names in {"  post ", "  entry "}
        ) and _words_in(element) >= _FRAME_CHARS:
            return element
        if element.tag in {"article", "main"} or _MAIN.search(names):
            likely.append(element)
    likely.sort(key=lambda element: element.tag != "article")
    return next((element for element in likely[:_MOST_FRAMES] if _words_in(element) >= _FRAME_CHARS), None)


def _names_of(element: HtmlElement) -> str:
    """The id and the classes of ``element``, blanks around each."""
    return f" {element.get('id') or ''} {element.get('class') or ''} "


def alone(frame: HtmlElement) -> HtmlElement:
    """A page with a copy of ``frame`` in its body, within a box, as nearly all are."""
    page, body = new_page()
    box = body.makeelement("div")
    body.append(box)
    box.append(copy(frame))
    box[0].tail = None
    return page


def slim(lean: HtmlElement) -> HtmlElement:
    """``lean``, from which what can hold no article is taken."""
    from lxml import etree

    etree.strip_elements(lean, *_NO_ARTICLE, with_tail=False)
    etree.strip_tags(lean, *_TRANSPARENT)
    etree.strip_attributes(lean, *_UNREAD)
    for element in lean.iter(*_MENUS):
        if _is_menu(element):
            element.tag = _DROPPED
    etree.strip_elements(lean, _DROPPED, with_tail=False)
    for element in [*lean.iter(*_BOXES)][::-1]:  # a box of empty boxes is empty when they are gone
        if len(element) == 0 and not (element.text and element.text.strip()):
            _drop(element)
    return lean


def _is_menu(element: HtmlElement) -> bool:
    links = element.findall(".//a")
    if len(links) < _MIN_LINKS:
        return False
    lengths = [length for link in links if (length := _words_in(link))]
    linked = sum(lengths)
    return _LINKED * _words_in(element) < linked < _MAX_LINK * len(lengths)


def _words_in(element: HtmlElement) -> int:
    """Characters of the words in ``element``."""
    return len(" ".join("".join(element.itertext()).split()))


def _drop(element: HtmlElement) -> None:
    """Take an element away and leave the text behind it."""
    above = element.getparent()
    if above is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            above.text = (above.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    above.remove(element)
