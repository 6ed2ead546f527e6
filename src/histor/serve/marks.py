"""A report's text as HTML with voices and events marked, one inside the other as they stand.

The text itself is not changed: without the tags it is the report's, character for character. Spans may cross; where
one does, it is ended before the one that it crosses ends, and taken up again behind it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from markupsafe import Markup, escape

from histor.plain import seen, visible
from histor.records import Account, Span, Voice

Kind = Literal["dropped", "content", "role", "source", "cue", "trigger"]
_RANK: dict[str, int] = {"dropped": 0, "content": 1, "role": 2, "source": 3, "cue": 4, "trigger": 5}
_LINKED = frozenset(("cue", "trigger"))  # they lead to what is told of them beside the text
DEEPEST = 24  # marks inside one another; what is told of hostile accounts must not grow with the square of their size
SHADES = 4  # depths of voices that look different
_EVENTS = 50  # of which one span is told to be a part
_NAME = 60  # characters of a name in a title
# What HTML cannot carry in any way: its parsers drop or change these.
_NOT_HTML = frozenset(chr(code) for code in (*range(9), 11, *range(12, 32), *range(127, 160), 0xFFFE, 0xFFFF))


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to be marked. ``of`` are the ids of its voice or events, ``look`` a stance, type or reason for its classes."""

    span: Span
    kind: Kind
    of: tuple[str, ...] = ()
    look: str = ""
    title: str = ""
    depth: int = 0  # of a voice inside others, so that of two with the same span the outer one is outside


def marks_of(account: Account, names: dict[str, str]) -> list[Mark]:
    """What is marked in the text of ``account``; ``names`` has the name of a voice's source by the voice's id."""
    by_id = {voice.id: voice for voice in account.voices}
    marks = [Mark(item.span, "dropped", title=visible(item.why, _NAME)) for item in account.report.dropped if item.span]
    for voice in account.voices:
        name = visible(names.get(voice.id) or "source not named", _NAME)
        title = f"{name}, {voice.stance}"
        depth = _depth(voice, by_id)
        marks += [Mark(span, "content", (voice.id,), voice.stance, title, depth) for span in voice.content]
        marks += [Mark(span, "source", (voice.id,), voice.stance, f"source: {name}", depth) for span in voice.source]
        marks.append(Mark(voice.cue, "cue", (voice.id,), voice.stance, title, depth))
    for event in account.events:
        told = visible(" ".join(filter(None, (event.type, event.mode, event.status))), _NAME)
        marks.append(Mark(event.trigger, "trigger", (event.id,), f"q{event.quad}", told))
    return marks + _roles(account)


def _roles(account: Account) -> list[Mark]:
    """Who, to whom, where and when of the events: one mark a span, for all events of which it is a part."""
    held: dict[Span, dict[str, None]] = {}
    for event in account.events:
        for span in (*event.actor, *event.recipient, *event.place, *event.time):
            held.setdefault(span, {})[event.id] = None
    return [Mark(span, "role", tuple(events)[:_EVENTS]) for span, events in held.items()]


def _depth(voice: Voice, by_id: dict[str, Voice]) -> int:
    depth = 0
    while voice.inside in by_id and depth < DEEPEST:
        voice = by_id[voice.inside]
        depth += 1
    return depth


def anchor(id: str) -> str:
    """``id`` as the name of a place on a page: no blanks, nothing that an address would need to escape."""
    return quote(id, safe="", errors="replace")


def markup(text: str, marks: Iterable[Mark]) -> tuple[Markup, frozenset[str]]:
    """``text`` as HTML with ``marks``, and the anchors that it has (``t-`` and the id of a voice or event)."""
    page = _Page(text)
    todo = sorted(
        (mark for mark in marks if mark.span.end > mark.span.start),
        key=lambda mark: (mark.span.start, -mark.span.end, _RANK[mark.kind], mark.depth, mark.of),
    )
    todo.reverse()
    for at in sorted({offset for mark in todo for offset in mark.span}):
        page.to(at)
        page.end(at)
        while todo and todo[-1].span.start == at:
            page.begin(todo.pop())
    page.to(len(text))
    return Markup("".join(page.out)), frozenset(page.anchors)  # noqa: S704  every piece was escaped


class _Page:
    """HTML as it grows: what is out, and the marks that are open, outermost first, each with the name of its tag."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.out: list[str] = []
        self.anchors: set[str] = set()
        self._open: list[tuple[Mark, str]] = []

    def to(self, at: int) -> None:
        """The text up to ``at``."""
        self.out.append(shown(self.text[self.at : at]))
        self.at = at

    def end(self, at: int) -> None:
        """End the marks that end at ``at``; those that they hold and that go on are taken up again."""
        ending = [index for index, (mark, _) in enumerate(self._open) if mark.span.end <= at]
        if not ending:
            return
        cut = self._open[ending[0] :]
        del self._open[ending[0] :]
        self.out += [f"</{tag}>" for _, tag in reversed(cut)]
        for mark, _ in cut:
            if mark.span.end > at:
                self.begin(mark)

    def begin(self, mark: Mark) -> None:
        """Open ``mark``, unless too many are open already."""
        if len(self._open) >= DEEPEST:
            return
        linked = mark.kind in _LINKED and all(tag != "a" for _, tag in self._open)  # links must not hold links
        tag = "a" if linked else "span"
        self._open.append((mark, tag))
        attributes = {"class": self._classes(mark)}
        if mark.title:
            attributes["title"] = mark.title
        if mark.of:
            attributes["data-of"] = " ".join(map(anchor, mark.of))
        if linked:
            attributes["href"] = f"#{anchor(mark.of[0])}"
        here = f"t-{anchor(mark.of[0])}" if mark.kind in _LINKED else ""
        if here and here not in self.anchors:
            self.anchors.add(here)
            attributes["id"] = here
        self.out.append(f"<{tag}" + "".join(f' {name}="{escape(value)}"' for name, value in attributes.items()) + ">")

    def _classes(self, mark: Mark) -> str:
        if mark.kind == "content":
            depth = sum(other.kind == "content" for other, _ in self._open)
            return f"content {mark.look} in{min(depth, SHADES)}"
        return f"{mark.kind} {mark.look}".strip()


def shown(text: str) -> str:
    """``text`` as HTML: escaped, and hidden characters told and kept from steering what stands around them.

    Each stands alone in an element that isolates its direction; of those that HTML has no form for, the element is
    empty and tells which one it was.
    """
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return str(escape(text))
    out: list[str] = []
    run: list[str] = []
    for char, hidden in seen(text):
        if not hidden or char in "\n\t":
            run.append(char)
            continue
        out.append(str(escape("".join(run))))
        run.clear()
        kept = char if unicodedata.category(char) in {"Cf", "Co"} and char not in _NOT_HTML else ""
        out.append(f'<span class="hidden" data-code="U+{ord(char):04X}">{kept}</span>')
    out.append(str(escape("".join(run))))
    return "".join(out)
