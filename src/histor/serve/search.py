"""Search: where a piece of text stands in the sentences of events, in what voices say, or in reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from histor.ledger.ledger import Ledger, Page
from histor.serve.asked import Searched

KINDS: Mapping[str, str] = MappingProxyType({"events": "events", "quotations": "voices", "reports": "reports"})
"""The kind of row that is searched, by the name of where."""

# By where: the fields of a row that hold its key, the text that is searched (None: it is no field), and who says it.
_COLUMNS: Mapping[str, tuple[str, str | None, str]] = MappingProxyType(
    {
        "events": ("event", "sentence", "teller"),
        "quotations": ("voice", "content", "source"),
        "reports": ("report", None, "byline"),
    }
)
_BEFORE, _AFTER = 120, 240  # characters kept around what was found
# Texts are cut in the database: a page of a hundred hits must not load a hundred reports.
_TEXTS = """
SELECT report, title, substr(text, greatest(1, strpos(lower(text), lower($q)) - $before), $length)
FROM reports WHERE report IN (SELECT unnest($keys::VARCHAR[]))
"""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was found; the fields are those of `histor.serve.fields.Hit`."""

    kind: str
    key: str
    report: str
    outlet: str | None
    published: str | None
    title: str | None
    who: str | None
    excerpt: str
    start: int
    end: int


def search(ledger: Ledger, asked: Searched) -> Page[Found]:
    """The page of hits that ``asked`` asks for, newest first."""
    given = asked.page()
    given["text"] = [asked.q]
    page = ledger.ask(KINDS[asked.where], **given).page(total=asked.total)
    texts = _texts(ledger, [row.report for row in page.rows], asked.q)
    hits = tuple(_hit(asked, row, texts.get(row.report, (None, ""))) for row in page.rows)
    return Page(hits, page.next, page.total)


def _texts(ledger: Ledger, keys: list[str], q: str) -> dict[str, tuple[str | None, str]]:
    """Title, and the text around ``q`` or at the beginning, by key of the report."""
    length = _BEFORE + len(q) + _AFTER
    given = {"q": q, "before": _BEFORE, "length": length, "keys": list(dict.fromkeys(keys))}
    found = ledger.connection().cursor().execute(_TEXTS, given).fetchall()
    return {report: (title, text) for report, title, text in found}


def _hit(asked: Searched, row: Any, text: tuple[str | None, str]) -> Found:
    title, around = text
    key, words, who = _COLUMNS[asked.where]
    excerpt, start = _around(getattr(row, words) if words else around, asked.q)
    return Found(
        kind=asked.where,
        key=getattr(row, key),
        report=row.report,
        outlet=row.outlet,
        published=row.published,
        title=title,
        who=getattr(row, who),
        excerpt=excerpt,
        start=max(start, 0),
        end=start + len(asked.q) if start >= 0 else 0,
    )


def _around(text: str, q: str) -> tuple[str, int]:
    """``text`` cut around ``q``, and where ``q`` begins in what is left; -1 where it does not stand in it."""
    at = _find(text, q)
    if at < 0:
        return text[: _BEFORE + _AFTER], -1
    first = max(0, at - _BEFORE)
    return text[first : at + len(q) + _AFTER], at - first


def _find(text: str, q: str) -> int:
    """Where ``q`` stands in ``text``, in any case; -1 where it does not, or lower case has other lengths there."""
    low = text.lower()
    return low.find(q.lower()) if len(low) == len(text) and len(q.lower()) == len(q) else text.find(q)
