"""What a page says of itself in JSON-LD (schema.org): its headline, authors, publisher and day."""

# ruff: noqa: SIM905  lists of words are read, and written, as words

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

TYPES = frozenset(("application/ld+json", "application/settings+json"))
_ARTICLE = re.compile(r"(?:article|blogposting|mediaposting|newsposting|report)\Z", re.IGNORECASE)
_SITES = frozenset("organization newsmediaorganization website".split())
_WRAPPING = ("<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "-->", "//]]>", "/*]]>*/", "]]>", ";")
_NO_VALUE = re.compile(r":\s*(?=[,}])|,\s*(?=[}\]])")  # templates leave "dateModified": , and a comma before the end
_MOST_NODES = 200  # of one page; a site's own graph has a dozen, a live blog one for each of its entries


@dataclass(frozen=True, slots=True)
class Linked:
    """Each in the order of the page; ``authors`` are those who are no organisations, ``sites`` names of the outlet."""

    titles: tuple[str, ...]
    authors: tuple[str, ...]
    publishers: tuple[str, ...]
    sites: tuple[str, ...]
    dates: tuple[str, ...]


def linked(tree: HtmlElement) -> Linked:
    """What the JSON-LD anywhere in ``tree`` says; scripts that are no JSON say nothing."""
    nodes = [
        node for script in tree.iter("script") if script.get("type") in TYPES for node in _nodes(script.text or "")
    ]
    nodes = nodes[:_MOST_NODES]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if any(map(_ARTICLE.search, _types(node)))]
    sites = [node for node in nodes if not _SITES.isdisjoint(map(str.lower, _types(node)))]
    persons = [node for node in nodes if any(kind.lower() == "person" for kind in _types(node))]
    authors = [name for node in articles for author in _each(node.get("author")) for name in _author(author, by_id)]
    return Linked(
        titles=_words(node.get("headline") for node in articles),
        authors=tuple(dict.fromkeys(authors or (name for person in persons for name in _names(person)))),
        publishers=_names_of(articles, "publisher", by_id),
        sites=tuple(name for node in sites for name in _names(node)[:1]),
        dates=_words(node.get("datePublished") for node in [*articles, *nodes]),
    )


def _nodes(text: str) -> Iterator[Mapping[str, Any]]:
    """The objects at the top of a script, and those of its graph."""
    for node in _each(_json(_unwrapped(text))):
        if isinstance(node, dict):
            yield from (inner for inner in _each(node.get("@graph", node)) if isinstance(inner, dict))


def _unwrapped(text: str) -> str:
    """``text`` without what keeps it from readers that know no scripts."""
    text = text.strip()
    for mark in _WRAPPING:
        text = text.removeprefix(mark).removesuffix(mark).strip()
    return text


def _json(text: str) -> Any:
    """What ``text`` is as JSON, with two common slips mended; None where it is none."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(_NO_VALUE.sub(lambda slip: ":null" if slip[0][0] == ":" else "", text), strict=False)
    except (ValueError, RecursionError):
        return None


def _author(author: Any, by_id: Mapping[str, Any]) -> list[str]:
    if isinstance(author, str):
        return [author]
    node = _followed(author, by_id)
    kinds = _types(node)
    return _names(node) if not kinds or any(kind.lower() == "person" for kind in kinds) else []


def _names_of(nodes: list[Mapping[str, Any]], role: str, by_id: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        name for node in nodes for other in _each(node.get(role)) for name in _names(_followed(other, by_id))[:1]
    )


def _followed(value: Any, by_id: Mapping[str, Any]) -> Mapping[str, Any]:
    """The object that ``value`` is, or names by its @id."""
    if not isinstance(value, dict):
        return {}
    own = value.get("@id")
    return by_id.get(own, value) if isinstance(own, str) and "name" not in value else value


def _names(node: Mapping[str, Any]) -> list[str]:
    found = [name for name in _each(node.get("name")) if isinstance(name, str) and name.strip()]
    parts = [node.get(part) for part in ("givenName", "additionalName", "familyName")]
    if not found and parts[0] and parts[2]:
        found = [" ".join(part for part in parts if isinstance(part, str))]
    return found


def _types(node: Mapping[str, Any]) -> list[str]:
    return [kind for kind in _each(node.get("@type")) if isinstance(kind, str)]


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _words(values: Iterator[Any]) -> tuple[str, ...]:
    return tuple(value for value in values if isinstance(value, str) and value.strip())
