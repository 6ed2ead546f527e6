"""The pieces of a page that are not in its article, with reasons, so that a reader may see what went."""

# ruff: noqa: SIM905  lists of words are read, and written, as words

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from histor.read.furniture import kind_of
from histor.read.limits import MAX_DROPPED
from histor.records import Dropped

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PARAGRAPHS = frozenset("p li h1 h2 h3 h4 h5 h6 figcaption blockquote caption dt dd".split())
_CONTAINERS = _PARAGRAPHS | frozenset("div ul ol dl table section article figure nav form".split())
_LEAVES = frozenset("a span button div td th small label time strong em cite".split())
_REGIONS = {
    "figcaption": "caption",
    "nav": "navigation",
    "footer": "page footer",
    "aside": "beside the article",
    "form": "form",
    "header": "page header",
    "button": "button",
}
_MAX_BLOCK = 300  # characters of a removed piece that are kept
_MIN_BLOCK = 3
_MAX_SAME_REASON = 10  # or the links of a menu would crowd out captions and share lines
_MAX_LOOKED_AT = 2_000  # pieces compared with the article; each comparison reads the whole of it


def left_out(tree: HtmlElement, text: str) -> tuple[Dropped, ...]:
    """The first pieces of the page, in its order, that are not in the article ``text``, each with the reason."""
    kept = " ".join(text.split())
    reasons: Counter[str] = Counter()
    dropped: list[Dropped] = []
    regions = _regions(tree)
    seen = {*text.split("\n"), ""}  # most paragraphs of the page are whole lines of the article
    looked_at = 0
    for element in tree.iter(*_PARAGRAPHS, *_LEAVES):
        region = regions.get(element)
        if region and reasons[region] >= _MAX_SAME_REASON:
            continue
        words = element.text if len(element) == 0 else _own_text(element)
        if not words or (piece := " ".join(words[: 4 * _MAX_BLOCK].split())[:_MAX_BLOCK]) in seen:
            continue
        seen.add(piece)
        looked_at += 1
        if len(piece) < _MIN_BLOCK or piece in kept:  # before the rest, since it costs least
            continue
        why = region or kind_of(piece)
        if why and reasons[why] < _MAX_SAME_REASON:
            reasons[why] += 1
            dropped.append(Dropped(None, piece, why))
            if len(dropped) >= MAX_DROPPED:
                break
        if looked_at >= _MAX_LOOKED_AT:
            break
    return tuple(dropped)


def _regions(tree: HtmlElement) -> dict[HtmlElement, str]:
    """The innermost region that each paragraph or label stands in, or is; those outside of all are not there."""
    found: dict[HtmlElement, str] = {}
    for region in tree.iter(*_REGIONS):  # outer ones come first
        found.update(dict.fromkeys(region.iter(*_PARAGRAPHS, *_LEAVES), _REGIONS[region.tag]))
    return found


def _own_text(element: HtmlElement) -> str:
    """The words of a block that holds no other block; "" for everything else."""
    if element.tag in _LEAVES or any(child.tag in _CONTAINERS for child in element):
        return ""
    return "".join(element.itertext())
