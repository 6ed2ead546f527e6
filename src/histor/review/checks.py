"""What may be said in a review, checked before it is kept: whoever sends it may send anything.

All functions raise UsageError, whose sentence says what is wrong.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from histor.code.actors import SECTORS
from histor.code.codebook import CODEBOOK_ID, codebook
from histor.errors import UsageError
from histor.own.types import MODE_NAME, TYPE_NAME
from histor.plain import seen
from histor.records import COUNT_ROLES, STANCES, STATUSES, Span
from histor.review.records import EVENT_ROLE_FACTS, FACTS, VOICE_ROLE_FACTS, Facts, Kind

LONGEST_BY, LONGEST_NOTE, LONGEST_NAME = 100, 2_000, 200  # characters
MOST_SPANS = 100  # of one role
PRECISIONS = ("day", "week", "month", "quarter", "season", "year", "decade", "range")  # docs/times.md
PLACE_PRECISIONS = ("point", "town", "admin1", "region", "country")  # docs/places.md
QUOTE_KINDS = ("indirect", "direct", "mixed")
_CODE = re.compile(r"[A-Z]{3}|---")
_COUNTRY = re.compile(r"[A-Z]{3}")
_TYPE, _MODE = re.compile(TYPE_NAME), re.compile(MODE_NAME)
_MOST_SECTORS = 8
_LARGEST_ID = 2**53  # the largest whole number that every reader of JSON keeps
_MOST_PEOPLE = 10**10  # more than there are


def name_of(by: object) -> str:
    """Who reviews: one line of visible characters."""
    text = by.strip() if isinstance(by, str) else ""
    if not text or len(text) > LONGEST_BY or any(hidden for _, hidden in seen(text)):
        raise UsageError(f"A reviewer needs a name of 1 to {LONGEST_BY} visible characters on one line.")
    return text


def note(text: object) -> str:
    """A remark: any text that is not too long."""
    if not isinstance(text, str) or len(text) > LONGEST_NOTE:
        raise UsageError(f"A note is text of up to {LONGEST_NOTE:,} characters.")
    return text.encode("utf-8", "replace").decode()


def facts(kind: Kind, given: object, length: int, book: str) -> Facts:
    """``given``, facts about a report with ``length`` characters coded to the codebook ``book``, as they are kept."""
    if not isinstance(given, dict):
        raise UsageError("The change must be a JSON object of facts.")
    unknown = [name for name in given if name not in FACTS[kind]]
    if unknown:
        raise UsageError(f"Of {kind}s {', '.join(FACTS[kind])} can be corrected, not {str(unknown[0])[:40]!r}.")
    checks = _checks(length)
    checked = {name: checks[name](name, given[name]) for name in FACTS[kind] if name in given}
    if "type" in checked and book == CODEBOOK_ID and checked["type"] not in codebook().types:
        raise UsageError(f"The codebook has no type {checked['type']}.")
    _check_mode(checked, book)
    return checked


def _check_mode(checked: Facts, book: str) -> None:
    kind = codebook().types.get(checked.get("type", ""))
    mode = checked.get("mode")
    if book == CODEBOOK_ID and kind and mode is not None and mode not in kind.modes:
        raise UsageError(f"{kind.name} has no mode {mode}; it has {', '.join(kind.modes) or 'none'}.")


def span_in(given: object, length: int, name: str = "span") -> Span:
    """``given``, [start, end], as a span that is not empty and lies in a text of ``length`` characters."""
    if (
        not isinstance(given, list | tuple)
        or len(given) != 2
        or not all(isinstance(offset, int) and not isinstance(offset, bool) for offset in given)
        or not 0 <= given[0] < given[1] <= length
    ):
        raise UsageError(f"{name} must be [start, end], offsets into the text of {length:,} characters.")
    return Span(*given)


def _checks(length: int) -> Mapping[str, Callable[[str, Any], Any]]:
    def spans(name: str, value: Any) -> list[list[int]]:
        if not isinstance(value, list) or len(value) > MOST_SPANS:
            raise UsageError(f"{name} must be a list of up to {MOST_SPANS} spans.")
        return [list(span) for span in sorted({span_in(item, length, name) for item in value})]

    def anchor(name: str, value: Any) -> list[int] | None:
        return None if value is None else list(span_in(value, length, name))

    def who(name: str, value: Any) -> list[Facts]:
        if not isinstance(value, list) or len(value) > MOST_SPANS:
            raise UsageError(f"{name} must be a list of up to {MOST_SPANS} entries.")
        return [_meant(item, length) for item in value]

    def counts(name: str, value: Any) -> Facts:
        given = _object(name, value, COUNT_ROLES)
        return {role: _count(f"{name}.{role}", given[role], length) for role in COUNT_ROLES if role in given}

    return {
        "type": lambda name, value: _matching(name, value, _TYPE, "an event type such as PROTEST"),
        "mode": lambda name, value: None if value is None else _matching(name, value, _MODE, "a mode such as aerial"),
        "status": lambda name, value: _one_of(name, value, STATUSES),
        "stance": lambda name, value: _one_of(name, value, STANCES),
        "kind": lambda name, value: _one_of(name, value, QUOTE_KINDS),
        "background": _truth,
        **dict.fromkeys((*EVENT_ROLE_FACTS, *VOICE_ROLE_FACTS), spans),
        "counts": counts,
        "voice": anchor,
        "inside": anchor,
        "who": who,
        "when": _when,
        "where": _where,
    }


def _matching(name: str, value: Any, pattern: re.Pattern[str], wanted: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise UsageError(f"{name} must be {wanted}.")
    return value


def _one_of(name: str, value: Any, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise UsageError(f"{name} must be one of {', '.join(allowed)}.")
    return str(value)


def _truth(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise UsageError(f"{name} must be true or false.")
    return value


def _line(name: str, value: Any) -> str:
    """A name, which may be a stranger's."""
    text = value.strip() if isinstance(value, str) else ""
    if not text or len(text) > LONGEST_NAME:
        raise UsageError(f"{name} must be text of 1 to {LONGEST_NAME} characters.")
    return text.encode("utf-8", "replace").decode()


def _object(name: str, value: Any, fields: tuple[str, ...]) -> Facts:
    if not isinstance(value, dict) or any(field not in fields for field in value):
        raise UsageError(f"{name} must be a JSON object with {', '.join(fields)}.")
    return value


def _meant(value: Any, length: int) -> Facts:
    entry = _object("Each of who", value, ("span", "name", "code", "sector"))
    sectors = entry.get("sector", [])
    known = isinstance(sectors, list) and all(isinstance(sector, str) and sector in SECTORS for sector in sectors)
    if not known or len(sectors) > _MOST_SECTORS:
        raise UsageError(f"sector must be a list of PLOVER sectors: {', '.join(sorted(SECTORS))}.")
    return {
        "span": list(span_in(entry.get("span"), length, "who.span")),
        "name": _line("who.name", entry.get("name")),
        "code": _matching("who.code", entry.get("code", "---"), _CODE, 'a PLOVER code such as RUS, or "---"'),
        "sector": list(dict.fromkeys(sectors)),
    }


def _count(name: str, value: Any, length: int) -> Facts:
    entry = _object(name, value, ("span", "min", "max"))
    low, high = (_people(f"{name}.{side}", entry.get(side)) for side in ("min", "max"))
    if high == 0:
        low = 0  # there are no fewer
    if low is None and high is None:
        raise UsageError(f"{name} needs min or max; leave it away where there is no figure.")
    if low is not None and high is not None and low > high:
        raise UsageError(f"{name} has a min above its max.")
    return {"span": list(span_in(entry.get("span"), length, f"{name}.span")), "min": low, "max": high}


def _people(name: str, value: Any) -> int | None:
    if value is not None and not (
        isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_PEOPLE
    ):
        raise UsageError(f"{name} must be a whole number of people, or null.")
    return value


def _when(name: str, value: Any) -> Facts | None:
    if value is None:
        return None
    entry = _object(name, value, ("from", "to", "precision"))
    first, last = (_day(f"{name}.{side}", entry.get(side)) for side in ("from", "to"))
    if first > last:
        raise UsageError(f"{name} begins after it ends.")
    usual = "day" if first == last else "range"
    return {
        "from": first,
        "to": last,
        "precision": _one_of(f"{name}.precision", entry.get("precision", usual), PRECISIONS),
    }


def _day(name: str, value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise UsageError(f"{name} must be a day, YYYY-MM-DD.") from None


def _where(name: str, value: Any) -> Facts | None:
    if value is None:
        return None
    entry = _object(name, value, ("name", "country", "admin1", "lat", "lon", "geonameid", "precision"))
    lat, lon = (_degrees(f"{name}.{key}", entry.get(key), most) for key, most in (("lat", 90), ("lon", 180)))
    if (lat is None) != (lon is None):
        raise UsageError(f"{name} needs lat and lon together, or neither.")
    country, admin1, number = entry.get("country"), entry.get("admin1"), entry.get("geonameid")
    if number is not None and not (
        isinstance(number, int) and not isinstance(number, bool) and 0 < number < _LARGEST_ID
    ):
        raise UsageError(f"{name}.geonameid must be a number of GeoNames, or null.")
    precision = entry.get("precision", "country" if lat is None else "town")
    return {
        "name": _line(f"{name}.name", entry.get("name")),
        "country": None
        if country is None
        else _matching(f"{name}.country", country, _COUNTRY, "an ISO code such as SYR"),
        "admin1": None if admin1 is None else _line(f"{name}.admin1", admin1),
        "lat": lat,
        "lon": lon,
        "geonameid": number,
        "precision": None if precision is None else _one_of(f"{name}.precision", precision, PLACE_PRECISIONS),
    }


def _degrees(name: str, value: Any, most: int) -> float | None:
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value) or abs(value) > most:
        raise UsageError(f"{name} must be degrees from -{most} to {most}.")
    return float(value)
