"""The form of a correction: facts as lines that people can read and write, and back.

Words of the text stand one piece a line, with their offsets before them: ``28-34 Russia``. The offsets may be left
away or be wrong: the words are then looked for where they stand nearest to the trigger or cue. A figure of people has
its number behind the words, ``41-59 at least 12 people = 12 or more``; without it the words themselves are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from histor.code.counts import parse_count
from histor.errors import UsageError
from histor.plain import ELLIPSIS, figure
from histor.records import COUNT_ROLES, Span
from histor.review.desk import Part
from histor.review.records import EVENT_ROLE_FACTS, VOICE_ROLE_FACTS, Facts

_OFFSETS = re.compile(r"(\d{1,9})-(\d{1,9})(?:\s+|$)")
_WORDS = 200  # characters shown of a piece; of longer ones the offsets count, and the beginning must fit
_MEANS = " = "  # between a piece and who, or how many, are meant by it


def written(facts: Facts, text: str) -> dict[str, str]:
    """The fields of the form for ``facts``."""
    roles = {name: _lines(facts[name], text) for name in (*EVENT_ROLE_FACTS, *VOICE_ROLE_FACTS) if name in facts}
    plain: dict[str, str] = {
        name: str(facts[name] or "") for name in ("type", "mode", "status", "stance", "kind") if name in facts
    }
    fields: dict[str, str] = {**plain, **roles, "who": "\n".join(_meant(entry, text) for entry in facts["who"])}
    for name in ("voice", "inside"):
        if name in facts:
            fields[name] = "-".join(map(str, facts[name] or ()))
    if "counts" in facts:
        fields.update({role: _figure(facts["counts"].get(role), text) for role in COUNT_ROLES})
    if "background" in facts:
        fields["background"] = "true" if facts["background"] else ""
    for name, keys in (("when", ("from", "to", "precision")), ("where", _WHERE)):
        if name in facts:
            fields.update({f"{name}_{key}": _blank((facts[name] or {}).get(key)) for key in keys})
    return fields


_WHERE = ("name", "country", "admin1", "lat", "lon", "geonameid", "precision")


def read(given: Mapping[str, str], part: Part) -> Facts:
    """The facts that the fields of a form say of ``part``. Raises UsageError where they cannot be understood."""
    text = part.account.report.text
    anchor = part.item.span or Span(0, 0)
    known = part.facts
    facts: Facts = {}
    for name in known:
        if name in EVENT_ROLE_FACTS or name in VOICE_ROLE_FACTS:
            facts[name] = [list(piece(line, text, anchor)) for line in _split(given.get(name, ""))]
        elif name == "who":
            facts[name] = [_who(line, text, anchor) for line in _split(given.get(name, ""))]
        elif name == "counts":
            lines = {role: given.get(role, "").strip() for role in COUNT_ROLES}
            facts[name] = {role: _count(line, text, anchor) for role, line in lines.items() if line}
        elif name in {"voice", "inside"}:
            facts[name] = _cue(given.get(name, ""))
        elif name == "background":
            facts[name] = given.get(name) == "true"
        elif name == "when":
            facts[name] = _group(given, "when", ("from", "to", "precision"))
        elif name == "where":
            facts[name] = _place(given)
        else:
            facts[name] = given.get(name, "").strip() or None
    return facts


def _blank(value: Any) -> str:
    return "" if value is None else str(value)


def _lines(spans: list[list[int]], text: str) -> str:
    return "\n".join(_shown(span, text) for span in spans)


def _shown(span: list[int], text: str) -> str:
    words = " ".join(text[span[0] : span[1]].split())
    return f"{span[0]}-{span[1]} {words if len(words) <= _WORDS else words[:_WORDS] + ELLIPSIS}"


def _meant(entry: Facts, text: str) -> str:
    return (
        f"{_shown(entry['span'], text)}{_MEANS}{'; '.join([entry['name'], entry['code'], ' '.join(entry['sector'])])}"
    )


def _figure(count: Facts | None, text: str) -> str:
    return f"{_shown(count['span'], text)}{_MEANS}{figure(count['min'], count['max'])}" if count else ""


def _split(field: str) -> list[str]:
    return [line.strip() for line in field.splitlines() if line.strip()]


def piece(line: str, text: str, anchor: Span) -> Span:
    """The span that a line means. Raises UsageError where the text has no such words."""
    offsets = _OFFSETS.match(line)
    words = line[offsets.end() :].strip() if offsets else line
    if offsets:
        span = Span(int(offsets[1]), int(offsets[2]))
        stands = " ".join(span.of(text).split())
        beginning = words.removesuffix(ELLIPSIS) if len(words) > _WORDS else None
        if span.start < span.end <= len(text) and (
            not words or stands == words or (beginning is not None and stands.startswith(beginning))
        ):
            return span
    return _nearest(words, text, anchor)


def _nearest(words: str, text: str, anchor: Span) -> Span:
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words.split()))
    found = [Span(*match.span()) for match in pattern.finditer(text)] if words.split() else []
    if not found:
        raise UsageError(f"The text has no words “{words[:60]}”.")
    return min(found, key=lambda span: (max(span.start - anchor.end, anchor.start - span.end), span.start))


def _who(line: str, text: str, anchor: Span) -> Facts:
    words, equals, meant = line.rpartition(_MEANS)
    name, *rest = [part.strip() for part in meant.split(";")]
    if not equals or not name or len(rest) > 2:
        raise UsageError("Who is meant is written as: 28-34 Russia = Russia; RUS; GOV")
    code, sectors = (*rest, "", "")[:2]
    return {
        "span": list(piece(words.strip(), text, anchor)),
        "name": name,
        "code": code or "---",
        "sector": sectors.split(),
    }


def _count(line: str, text: str, anchor: Span) -> Facts:
    words, equals, number = line.rpartition(_MEANS)
    span = piece((words if equals else line).strip(), text, anchor)
    low, high = parse_count(number if equals else span.of(text))
    if low is None and high is None:
        raise UsageError("A figure is written as: 41-59 at least 12 people = 12 or more")
    return {"span": list(span), "min": low, "max": high}


def _cue(value: str) -> list[int] | None:
    found = _OFFSETS.fullmatch(value.strip())
    return [int(found[1]), int(found[2])] if found else None


def _group(given: Mapping[str, str], name: str, keys: tuple[str, ...]) -> Facts | None:
    found = {key: value for key in keys if (value := given.get(f"{name}_{key}", "").strip())}
    return found if set(found) - {"precision"} else None


def _place(given: Mapping[str, str]) -> Facts | None:
    found = _group(given, "where", _WHERE)
    if found is None:
        return None
    try:
        numbers: Facts = {key: float(found[key]) for key in ("lat", "lon") if key in found}
        numbers |= {"geonameid": int(found["geonameid"])} if "geonameid" in found else {}
    except ValueError:
        raise UsageError("Degrees and the number in GeoNames must be numbers.") from None
    usual = () if "lat" in found else ("precision",)  # of a place with coordinates the check knows the usual one
    return {**dict.fromkeys((*_WHERE[:-1], *usual)), **found, **numbers}
