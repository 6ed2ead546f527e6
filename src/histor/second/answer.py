"""What is taken of the model's reply: frames whose every quotation stands in the report, and what is wrong with the rest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from histor.code.codebook import codebook
from histor.records import COUNT_ROLES, STANCES, STATUSES, Frame, Mention, Report, Span, Tagging
from histor.second.prompt import ROLES
from histor.sentences import sentences

CONFIDENCE = 0.5
"""The same for all: what such a model says of its own certainty has not been measured against what is right."""
MOST_FRAMES = 500
LONGEST_QUOTE = 5_000

_TRIED = 1_000  # braces at which the answer does not begin
_ALIKE = {"'": "['’‘]", "’": "['’‘]", "‘": "['’‘]", '"': '["“”]', "“": '["“”]', "”": '["“”]', "-": "[-–—]", "–": "[-–—]", "—": "[-–—]"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """The frames that hold, and a sentence for each thing that does not."""

    tagging: Tagging
    faults: tuple[str, ...]
    frames: int


class _FaultError(Exception):
    """What is wrong with one frame."""


def reply(report: Report, text: str) -> Reply:
    """What the model's ``text`` says of ``report``."""
    value = _answer(text)
    if value is None:
        fault = 'The answer must be one JSON object with the lists "voices" and "events".'
        return Reply(Tagging((), (), ()), (fault,), 0)
    cut = sentences(report.text)
    frames: list[Frame] = []
    faults: list[str] = []
    for kind in ROLES:
        for number, item in enumerate(value[kind][:MOST_FRAMES], 1):
            try:
                frames.append(_frame(report.text, cut, kind, item))
            except _FaultError as fault_:
                faults.append(f"{kind} {number}: {fault_}")
    frames.sort(key=lambda frame: (frame.anchor, frame.kind))
    used = ("source", "to", "actor", "recipient")
    mentions = sorted({span for frame in frames for role in used for span in frame.roles.get(role, ())})
    return Reply(Tagging(tuple(frames), tuple(map(Mention, mentions)), ()), tuple(faults), len(frames))


def _answer(text: str) -> dict[str, list[Any]] | None:
    """The last object with the two lists: words, a fence or what the model thought may stand before and behind it."""
    decoder, at, found = json.JSONDecoder(), text.find("{"), None
    for _ in range(_TRIED):
        if at < 0:
            break
        end = at + 1  # it may stand inside what begins here
        with suppress(ValueError, RecursionError):
            value, behind = decoder.raw_decode(text, at)
            if all(isinstance(value.get(kind), list) for kind in ROLES):
                found, end = value, behind
        at = text.find("{", end)
    return found


def _frame(text: str, cut: list[Span], kind: str, item: Any) -> Frame:
    if not isinstance(item, dict):
        raise _FaultError("it must be an object")
    number = item.get("sentence")
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= len(cut):
        raise _FaultError(f'"sentence" must be a number from 1 to {len(cut)}')
    where = cut[number - 1]
    anchor = _found(text, where, item.get("cue" if kind == "voices" else "trigger"), inside=True)
    roles = {role: spans for role in ROLES[kind] if (spans := tuple(sorted(_quotes(text, where, item, role))))}
    if kind == "voices":
        return Frame("voice", anchor, None, roles, {"stance": _one(item, "stance", STANCES)}, CONFIDENCE)
    types = codebook().types
    type_ = _one(item, "type", tuple(types))
    background = item.get("background") or False
    if not isinstance(background, bool):
        raise _FaultError('"background" must be true or false')
    described = {"status": _one(item, "status", STATUSES), "background": str(background).lower()}
    mode = item.get("mode") or None
    if mode is not None:
        described["mode"] = _one(item, "mode", tuple(types[type_].modes))
    counts = item.get("counts") or {}
    if not isinstance(counts, dict) or not set(counts) <= set(COUNT_ROLES):
        raise _FaultError(f'"counts" may have {", ".join(COUNT_ROLES)}')
    figures = {role: (_found(text, where, quote),) for role, quote in counts.items() if quote is not None}
    return Frame("event", anchor, type_, {**roles, **figures}, described, CONFIDENCE)


def _one(item: dict[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    value = item.get(name)
    if not isinstance(value, str) or value not in allowed:
        raise _FaultError(f'"{name}" must be one of {", ".join(allowed)}')
    return value


def _quotes(text: str, where: Span, item: dict[str, Any], role: str) -> Iterator[Span]:
    listed = item.get(role) or []
    if isinstance(listed, str):
        listed = [listed]
    if not isinstance(listed, list):
        raise _FaultError(f'"{role}" must be a list of quotations')
    for quote in listed[:MOST_FRAMES]:
        yield _found(text, where, quote)


def _found(text: str, where: Span, quote: Any, *, inside: bool = False) -> Span:
    """The span of ``quote``: in the sentence ``where``, else, unless it must be ``inside``, the nearest one in the text.

    Blanks, quotation marks, apostrophes and dashes may differ in form.
    """
    if not isinstance(quote, str) or not quote.strip() or len(quote) > LONGEST_QUOTE:
        raise _FaultError("a quotation is missing, empty or too long")
    words = ("".join(_ALIKE.get(char, re.escape(char)) for char in word) for word in quote.split())
    pattern = re.compile(r"\s+".join(words))
    begins, ends = quote.strip()[0].isalnum(), quote.strip()[-1].isalnum()
    spans = [
        Span(*match.span())
        for match in pattern.finditer(text)
        if not (begins and match.start() and text[match.start() - 1].isalnum())
        and not (ends and match.end() < len(text) and text[match.end()].isalnum())
    ]
    here = [span for span in spans if where.start <= span.start < where.end]
    if here:
        return here[0]
    if inside or not spans:
        place = "in its sentence" if inside else "in the report"
        raise _FaultError(f"{json.dumps(quote[:80], ensure_ascii=False)} does not stand {place}")
    return min(spans, key=lambda span: (abs(span.start - where.start), span.start))
