"""What the report page shows beside the text: the account's events and voices in words, in the order of the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from histor.ledger.ledger import Ledger
from histor.plain import visible
from histor.records import Account, Report
from histor.serve import columns
from histor.serve.asked import MOST_ROWS
from histor.serve.columns import LINE, NAME, NOT_NAMED
from histor.serve.marks import anchor

_DEEPEST = 6  # steps by which nested voices are set in
_CALLED = 8  # different words for one entity


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is told of an event or voice: a label and its words."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Item:
    """An event or a voice: where it is told of on the page, a heading, a class, facts, and how deep it stands.

    ``chain`` are the anchors of the voices around it, divided by blanks.
    """

    anchor: str
    heading: str
    look: str
    facts: tuple[Fact, ...]
    depth: int = 0
    chain: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """All that stands beside the text; ``cut`` where there is more than a page shows."""

    events: tuple[Item, ...]
    voices: tuple[Item, ...]
    entities: tuple[Fact, ...]
    dropped: tuple[Fact, ...]
    sources: dict[str, str]
    cut: bool


def told(ledger: Ledger, account: Account, key: str) -> Told:
    """What the ledger has of the report with ``key``, whose account is ``account``."""
    events = ledger.events(report=key, limit=MOST_ROWS).page()
    voices = ledger.voices(report=key, limit=MOST_ROWS).page()
    in_text = sorted(voices.rows, key=lambda row: (row.cue_start, row.cue_end, row.id))
    depths = _depths({row.voice: row.inside for row in voices.rows})
    return Told(
        events=tuple(_event(row) for row in sorted(events.rows, key=lambda row: (row.trigger_start, row.id))),
        voices=tuple(_voice(row, depths[row.voice]) for row in in_text),
        entities=tuple(_entity(account, entity) for entity in account.entities[:MOST_ROWS]),
        dropped=tuple(
            Fact(visible(item.why, NAME), visible(item.text, LINE)) for item in account.report.dropped[:MOST_ROWS]
        ),
        sources={row.id: row.source for row in voices.rows if row.source},
        cut=bool(events.next or voices.next),
    )


def address(report: Report) -> str | None:
    """The report's own address, where it is one that a browser may be sent to."""
    try:
        parts = urlsplit(report.url or "")
    except ValueError:
        return None
    return report.url if parts.scheme in {"http", "https"} and parts.netloc else None


def _facts(*given: tuple[str, str]) -> tuple[Fact, ...]:
    return tuple(Fact(label, words) for label, words in given if words)


def _event(row: Any) -> Item:
    return Item(
        anchor(row.id),
        columns.what(row),
        f"q{row.quad}",
        _facts(
            ("who", columns.who(row)),
            ("to whom", columns.to_whom(row)),
            ("where", columns.where(row)),
            ("when", columns.when(row)),
            ("figures", columns.figures(row)),
            ("status", columns.status(row)),
            ("according to", columns.chain(row.chain, row.stances)),
            ("words", visible(row.trigger, NAME)),
            ("confidence", f"{row.confidence:.0%}"),
        ),
        chain=" ".join(anchor(key.removeprefix(f"{row.report}.")) for key in row.chain_voices),
    )


def _voice(row: Any, depth: int) -> Item:
    inside = visible(row.chain[-2] or NOT_NAMED, NAME) if row.inside and len(row.chain) > 1 else ""
    return Item(
        anchor(row.id),
        visible(row.source or NOT_NAMED, NAME),
        row.stance,
        _facts(
            ("cue", visible(row.cue, NAME)),
            ("stance", row.stance),
            ("to", columns.names(row.addressees)),
            ("inside what is said by", inside),
            ("says", visible(row.content, LINE)),
            ("confidence", f"{row.confidence:.0%}"),
        ),
        min(depth, _DEEPEST),
    )


def _entity(account: Account, entity: Any) -> Fact:
    code = "" if entity.code == "---" else entity.code
    calls = dict.fromkeys(visible(span.of(account.report.text), NAME) for span in entity.mentions)
    called = ", ".join(f"“{name}”" for name in list(calls)[:_CALLED] if name != entity.name)
    kind = visible(" ".join(filter(None, (code, *entity.sector))), NAME)
    return Fact(visible(entity.name, NAME) or columns.NOBODY, " · ".join(filter(None, (kind, called))))


def _depths(inside: dict[str, str | None]) -> dict[str, int]:
    """How many voices each one stands in; where they go in a circle, as far as anybody looks."""
    depths: dict[str, int] = {}
    for key, outer in inside.items():
        depth, above = 0, outer
        while above in inside and depth < _DEEPEST:
            depth, above = depth + 1, inside[above]
        depths[key] = depth
    return depths
