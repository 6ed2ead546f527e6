"""What a page says of itself: title, outlet, byline, day of publication, address.

Nearly always its meta elements and its JSON-LD hold the answer. Where they are silent the headings, the bylines and what
could be a date are looked for in the body; trafilatura judges what is a byline there, htmldate what is a date.
"""

# ruff: noqa: SIM905  lists of words are read, and written, as words

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from histor.read.bylines import byline
from histor.read.head import Head, day_in_url, first_day
from histor.read.limits import MAX_FIELD_CHARS
from histor.read.linked_data import Linked
from histor.read.trees import new_page

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DATES: dict[str, Any] = {"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%d"}
_MAX_TITLE = 200  # characters of a heading
_MOST_NAMED = 200  # elements that may hold a byline or a date; real pages have a tenth of that

_TITLED = re.compile(r"(?:post-|entry-|article-|post__)title|headline|title")
_BEFORE_SITE = re.compile(r"(.+)\s[–•·—|⁄*⋆~‹«<›»>:-]\s+(\S.*)")  # a page's title and its site's name
_NAMING = frozenset("id class itemprop rel data-component data-testid".split())
_BY = re.compile(
    "uthor|[Bb]yline|writer|screenname|channel-name|submitted-by|posted-by|journalist-name|zuozhe|bianji|xiaobian"
    r"|(?<![^ ])(?:byl|BBL|username|me)(?![^ ])"
)
_DATED = re.compile("[Dd]ate|[Tt]ime|ubli(?:c|sh)|posted|[Bb]yline|[Mm]eta|fecha|datum|pubdate|info")
_DATED_ADDRESS = "https://herald.example/1999/01/01/"  # so that no date is looked for with the byline
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


def said(head: Head, told: Linked, tree: HtmlElement, url: str | None) -> Said:
    """What the page ``tree`` says of itself in its head, in its JSON-LD, and where those are silent in its body."""
    address = head.urls[0] if head.urls else url
    title, outlet = _first((*head.titles, *told.titles)) or _heading(tree), _outlet(head, told)
    return Said(
        title=_without_site(title, outlet) if title and outlet else title,
        outlet=outlet or _host(address),
        byline=_names(head, told) or _byline(tree),
        published=_day(head, told, address) or _date(head, tree),
        url=address,
    )


def _first(stated: Sequence[str]) -> str | None:
    return next((plain for words in stated if (plain := _plain(words))), None)


def _plain(words: str) -> str:
    return " ".join(unescape(words[: 2 * MAX_FIELD_CHARS]).split())


def _without_site(title: str, outlet: str) -> str:
    """``title`` without the name of the site behind it."""
    found = _BEFORE_SITE.match(title)
    return found[1].strip() if found and found[2].lower() == outlet.lower() else title


def _outlet(head: Head, told: Linked) -> str | None:
    """The name that the page gives its site; of several the longest, which is no abbreviation."""
    for stated in ((*head.outlets[:1], *told.publishers, *told.sites), head.outlets, head.lesser_outlets):
        names = [name for words in stated if (name := _plain(words).lstrip("@")) and not name.startswith("http")]
        if names:
            name = max(names, key=len)
            return name if "." in name or name[0].isupper() else name.title()
    return None


def _host(address: str | None) -> str | None:
    return re.sub(r"\Aw(?:ww|\d+)\.", "", urlsplit(address or "").netloc) or None


def _names(head: Head, told: Linked) -> str | None:
    """The byline of the head; one word there is an account's name, or a paper's, more often than an author's."""
    stated = byline(head.authors)
    return byline(told.authors) or (stated if stated and " " in stated else None)


def _heading(tree: HtmlElement) -> str | None:
    """The only heading of the first rank, one that is called a title, or what the title element says without the site."""
    first = [words for element in tree.iter("h1") if (words := _words(element))]
    if len(first) == 1:
        return first[0]
    for element in tree.iter("h1", "h2", "h3"):
        named = any(name in _NAMING and _TITLED.search(value) for name, value in element.attrib.items())
        if named and (words := _words(element)):
            return words
    title = next((words for element in tree.iter("title") if (words := _words(element))), "")
    if title:
        before = _BEFORE_SITE.match(title)
        return before[1].strip() if before else title
    return next(iter(first), None) or next(filter(None, map(_words, tree.iter("h2"))), None)


def _words(element: HtmlElement) -> str:
    words = " ".join(" ".join(element.itertext()).split())
    return words if len(words) < _MAX_TITLE else ""


def _day(head: Head, told: Linked, address: str | None) -> str | None:
    """The day of publication by the address, which has the day at the outlet's own place, the head or the JSON-LD."""
    return day_in_url(address) or first_day((*head.dates, *told.dates, *head.lesser_dates))


def _date(head: Head, tree: HtmlElement) -> str | None:
    """The day of publication that htmldate finds in the head's dates of other formats, or where the body names one.

    It is shown only what by its name may be a date: a day somewhere in the text is no day of publication.
    """
    from htmldate import find_date

    page, body = new_page()
    body.extend(page.makeelement("meta", {"name": "date", "content": stated}) for stated in head.dates[:_MOST_NAMED])
    body.extend(map(_alone, _named(tree, _DATED, ("time", "abbr"))))
    found = find_date(page, **_DATES) if len(body) else None
    return str(found) if found else None


def _byline(tree: HtmlElement) -> str | None:
    """The byline that trafilatura finds among what may be one in the body."""
    page, body = new_page()
    body.extend(map(_in_its_place, _named(tree, _BY, ("author",))))
    if len(body) == 0:
        return None
    from trafilatura import extract_metadata

    found = extract_metadata(page, _DATED_ADDRESS, dict(_DATES), extensive=False)
    return found.author or None


def _named(tree: HtmlElement, names: re.Pattern[str], tags: tuple[str, ...]) -> Iterator[HtmlElement]:
    """The outermost elements of ``tags``, or whose attributes that name things fit ``names``."""
    taken: set[HtmlElement] = set()
    for element in tree.iter("*"):
        if (
            element.tag in tags
            or (
                names.search(" ".join(element.values()))  # before the rest, since it costs least
                and any(name in _NAMING and names.search(value) for name, value in element.attrib.items())
            )
        ) and taken.isdisjoint(element.iterancestors()):
            taken.add(element)
            yield element
            if len(taken) == _MOST_NAMED:
                return


def _alone(element: HtmlElement) -> HtmlElement:
    """A copy of ``element`` without the text behind it."""
    made = deepcopy(element)
    made.tail = None
    return made


def _in_its_place(element: HtmlElement) -> HtmlElement:
    """A copy of ``element`` within copies of those around it by which trafilatura tells that it is not the page's."""
    made = _alone(element)
    for above in element.iterancestors("a", "div", "section", "span"):
        if any(_NOT_BY.search(value) for name, value in above.attrib.items() if name in _NAMING):
            shell = above.makeelement(above.tag, dict(above.attrib))
            shell.append(made)
            made = shell
    return made
