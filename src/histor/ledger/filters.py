"""What is asked of a ledger, said once for the command, Python and the server; and the SQL that it becomes.

A filter that is given several values takes any of them; several filters must all hold. Values only ever reach the
database as parameters.

>>> where(Filters.of(type="aid", since="2015-09"), EVENT_COLUMNS)
('type = ? AND coalesce(when_to, when_from) >= ?::DATE', ['AID', '2015-09-01'])
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType
from typing import Any

from histor.errors import UsageError
from histor.ledger import fold
from histor.records import STANCES, STATUSES

Values = tuple[str, ...]
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; where west is larger than east, the box crosses the 180th meridian."""

LONGEST = 500  # characters of one value; nothing that anybody looks for is longer
MOST = 100  # values of one filter
_YEAR, _MONTH, _DAY = r"\d{4}", r"\d{4}-\d\d", r"\d{4}-\d\d-\d\d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Conditions on events, voices and reports; those left out hold for everything.

    ``actor``, ``recipient``: a country code or words of a name; ``source``: the same, of the outlet or of any voice
    that tells it; ``place``: a country code or words of the name of a place, of its division or country. ``country``
    and ``sector``: codes of an actor or recipient, of a voice's source, ``country`` also where it happened. ``text``:
    a piece of the sentence, content or report, without regard to case. ``since`` and ``until``: YYYY, YYYY-MM or
    YYYY-MM-DD; what may have happened between them, and nothing without a time unless ``undated``. Voices and reports
    are dated by their publication.
    """

    actor: Values = ()
    recipient: Values = ()
    source: Values = ()
    country: Values = ()
    sector: Values = ()
    type: Values = ()
    mode: Values = ()
    context: Values = ()
    status: Values = ()
    stance: Values = ()
    place: Values = ()
    bbox: Box | None = None
    since: str | None = None
    until: str | None = None
    undated: bool = False
    text: Values = ()
    min_confidence: float = 0.0
    background: bool | None = None
    outlet: Values = ()
    report: Values = ()

    @classmethod
    def of(cls, **given: Any) -> Filters:
        """Filters from arguments of a call: a string stands for itself alone, None for no condition.

        Raises UsageError where a filter does not exist or has a value that cannot hold.
        """
        known = {item.name for item in fields(cls)}
        for name in given:
            if name not in known:
                raise UsageError(f"There is no filter {name!r}; the filters are {', '.join(sorted(known))}.")
        clean: dict[str, Any] = {}
        for name, value in given.items():
            read: Callable[[str, Any], Any] = _READERS.get(name, _values)
            if value is not None:
                clean[name] = read(name, value)
        return cls(**clean)

    def given(self) -> frozenset[str]:
        """The names of the filters that are set."""
        return frozenset(item.name for item in fields(self) if getattr(self, item.name) != item.default)


# Reading the arguments of a call


def _values(name: str, value: Any) -> Values:
    listed = (value,) if isinstance(value, str) else value
    if not isinstance(listed, Iterable):
        raise UsageError(f"The filter {name} takes text, not {value!r}.")
    values = tuple(listed)
    if not all(isinstance(item, str) for item in values):
        raise UsageError(f"The filter {name} takes text.")
    if len(values) > MOST or any(len(item) > LONGEST for item in values):
        raise UsageError(f"The filter {name} takes at most {MOST} values of at most {LONGEST} characters.")
    if any(not item.strip() for item in values):
        raise UsageError(f"The filter {name} is empty.")
    return values


def _names(name: str, value: Any) -> Values:
    values = _values(name, value)
    for item in values:
        if not fold.matches(item):
            raise UsageError(f"The filter {name} has nothing to look for in {item!r}: no letter or digit.")
    return values


def _upper(name: str, value: Any) -> Values:
    return tuple(item.upper() for item in _values(name, value))


def _country(name: str, value: Any) -> Values:
    values = _upper(name, value)
    for item in values:
        if len(item) != 3:  # as every code; a name would find nothing, and not say why
            raise UsageError(f"The filter {name} takes codes of three letters, as SYR, not {item[:40]!r}.")
    return values


def _lower(name: str, value: Any) -> Values:
    return tuple(item.lower() for item in _values(name, value))


def _among(allowed: Collection[str], name: str, values: Values) -> Values:
    for item in values:
        if item not in allowed:
            raise UsageError(f"The filter {name} takes {', '.join(allowed)}, not {item!r}.")
    return values


def _one_of(*allowed: str) -> Callable[[str, Any], Values]:
    return lambda name, value: _among(allowed, name, _lower(name, value))


def _sector(name: str, value: Any) -> Values:
    from histor.code.actors import SECTORS

    return _among(sorted(SECTORS), name, _upper(name, value))


def _context(name: str, value: Any) -> Values:
    from histor.code.contexts import contexts

    return _among(contexts(), name, _lower(name, value))


def _box(name: str, value: Any) -> Box:
    parts = value.split(",") if isinstance(value, str) else list(value)
    try:
        west, south, east, north = map(float, parts)
    except (TypeError, ValueError):
        raise UsageError(f"The filter {name} takes WEST,SOUTH,EAST,NORTH in degrees, as 35,32,43,38.") from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise UsageError(
            f"The filter {name} takes WEST,SOUTH,EAST,NORTH: longitudes from -180 to 180, latitudes from -90 to 90, "
            "the southern one first."
        )
    return west, south, east, north


def _first_day(name: str, value: Any) -> str:
    return _day(name, value, last=False)


def _last_day(name: str, value: Any) -> str:
    return _day(name, value, last=True)


def _day(name: str, value: Any, *, last: bool) -> str:
    """The first or last day of a year, month or day: ``"2015-09"`` → ``"2015-09-01"``, ``"2015-09-30"``."""
    text = value.isoformat() if isinstance(value, date) else str(value)
    try:
        if re.fullmatch(_YEAR, text, re.ASCII):
            return date(int(text), 12 if last else 1, 31 if last else 1).isoformat()
        if re.fullmatch(_MONTH, text, re.ASCII):
            year, month = int(text[:4]), int(text[5:])
            return date(year, month, calendar.monthrange(year, month)[1] if last else 1).isoformat()
        if re.fullmatch(_DAY, text, re.ASCII):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise UsageError(f"The filter {name} takes YYYY, YYYY-MM or YYYY-MM-DD, not {text[:40]!r}.")


def _confidence(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise UsageError(f"The filter {name} takes a number from 0 to 1.")
    return float(value)


def _truth(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise UsageError(f"The filter {name} takes true or false.")
    return value


_READERS: Mapping[str, Callable[[str, Any], Any]] = MappingProxyType(
    {
        **dict.fromkeys(("actor", "recipient", "source", "place"), _names),
        "type": _upper,
        "sector": _sector,
        "country": _country,
        "mode": _lower,
        "context": _context,
        "status": _one_of(*STATUSES),
        "stance": _one_of(*STANCES),
        "bbox": _box,
        "since": _first_day,
        "until": _last_day,
        "undated": _truth,
        "background": _truth,
        "min_confidence": _confidence,
    }
)


# The SQL


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where a table keeps what filters ask for: columns, or expressions of them; None where it has no such thing.

    ``text_sign`` is the signature of ``text``; beside a column ``…_fold`` stands ``…_sign`` (`histor.ledger.fold`).
    """

    actor: str | None = None
    recipient: str | None = None
    source: str | None = None
    coded: Values = ()  # folded columns in which codes of countries and sectors stand
    country: str | None = None
    place: str | None = None
    type: str | None = None
    mode: str | None = None
    context: str | None = None
    status: str | None = None
    stance: str | None = None
    lat: str | None = None
    lon: str | None = None
    first: str
    last: str
    text: str
    text_sign: str | None = None
    confidence: str | None = None
    background: str | None = None


EVENT_COLUMNS = Columns(
    actor="actor_fold",
    recipient="recipient_fold",
    source="source_fold",
    coded=("actor_fold", "recipient_fold"),
    country="country",
    place="place_fold",
    type="type",
    mode="mode",
    context="contexts",
    status="status",
    stance="stances",
    lat="lat",
    lon="lon",
    first="coalesce(when_from, when_to)",
    last="coalesce(when_to, when_from)",
    text="sentence",
    text_sign="sentence_sign",
    confidence="confidence",
    background="background",
)
VOICE_COLUMNS = Columns(
    source="source_fold",
    coded=("source_fold",),
    stance="[stance]",
    first="published",
    last="published",
    text="content",
    text_sign="content_sign",
    confidence="confidence",
)
REPORT_COLUMNS = Columns(first="published", last="published", text="concat_ws(' ', title, text)")


class _Sql:
    """Conditions and their parameters, in the order in which they were added."""

    def __init__(self) -> None:
        self.conditions: list[str] = []
        self.parameters: list[Any] = []

    def either(self, condition: str, values: Iterable[Any]) -> None:
        """``condition`` must hold for one of ``values``, where there are any."""
        self.any((condition, value) for value in values)

    def any(self, pieces: Iterable[tuple[str, Any]]) -> None:
        """One of ``pieces``, conditions with a parameter each, must hold, where there are any."""
        listed = list(pieces)
        if listed:
            joined = " OR ".join(condition for condition, _ in listed)
            self.conditions.append(f"({joined})" if len(listed) > 1 else joined)
            self.parameters += [parameter for _, parameter in listed]

    def joined(self) -> str:
        """All conditions as one; "" where there is none."""
        return " AND ".join(self.conditions)


def where(filters: Filters, columns: Columns) -> tuple[str, list[Any]]:
    """The condition on a table with ``columns`` that ``filters`` make, and its parameters; "true" where there is none.

    Filters for which the table has no column are passed over.
    """
    sql, dear = _Sql(), _Sql()
    sql.either("report = ?", filters.report)
    sql.either("lower(outlet) = lower(?)", filters.outlet)
    for condition, column, values in (
        ("{} = ?", columns.type, filters.type),
        ("{} = ?", columns.mode, filters.mode),
        ("{} = ?", columns.status, filters.status),
        ("list_contains({}, ?)", columns.context, filters.context),
        ("list_contains({}, ?)", columns.stance, filters.stance),
    ):
        if column:
            sql.either(condition.format(column), values)
    _located(sql, filters, columns)
    _dated(sql, filters, columns)
    if filters.min_confidence and columns.confidence:
        sql.either(f"{columns.confidence} >= ?", [filters.min_confidence])
    if filters.background is not None and columns.background:
        sql.either(f"{columns.background} = ?", [filters.background])
    signs = [*_named(dear, filters, columns), *_in_text(dear, filters, columns)]
    _coded(dear, filters, columns)
    found = dear.joined()
    if sql.conditions and dear.conditions:  # left to itself, DuckDB may search all texts before it looks at the day
        found = f"CASE WHEN {sql.joined()} THEN {found} ELSE false END"
    return " AND ".join(filter(None, [*signs, found or sql.joined()])) or "true", sql.parameters + dear.parameters


def in_fold(column: str, piece: str) -> str:
    """The condition that the folded ``column`` holds ``piece``, which is its parameter, too."""
    return f"({_signed(column.replace('_fold', '_sign'), fold.sign(piece))} AND contains({column}, ?))"


def _signed(column: str, signature: int) -> str:
    return f"({column} & {signature}) = {signature}"


def _named(sql: _Sql, filters: Filters, columns: Columns) -> Iterator[str]:
    """Conditions on names; given out are those on signatures, of one column each, which DuckDB takes into its scan."""
    for column, values in (
        (columns.actor, filters.actor),
        (columns.recipient, filters.recipient),
        (columns.source, filters.source),
        (columns.place, filters.place),
    ):
        if column and values:
            pieces = [piece for value in values for piece in fold.matches(value)]
            sql.either(f"contains({column}, ?)", pieces)
            yield _one_signed(column.replace("_fold", "_sign"), map(fold.sign, pieces))


def _in_text(sql: _Sql, filters: Filters, columns: Columns) -> Iterator[str]:
    sql.either(f"contains(lower({columns.text}), lower(?))", filters.text)
    if columns.text_sign and filters.text:
        yield _one_signed(columns.text_sign, map(fold.text_sign, filters.text))


def _one_signed(column: str, signatures: Iterable[int]) -> str:
    return f"({' OR '.join(_signed(column, signature) for signature in signatures)})"


def _coded(sql: _Sql, filters: Filters, columns: Columns) -> None:
    codes, sectors = map(fold.code, filters.country), map(fold.sector, filters.sector)
    pieces = [(in_fold(name, code), code) for code in codes for name in columns.coded]
    pieces += [(f"{columns.country} = ?", value) for value in filters.country if columns.country]
    sql.any(pieces)
    sql.any((in_fold(name, sector), sector) for sector in sectors for name in columns.coded)


def _located(sql: _Sql, filters: Filters, columns: Columns) -> None:
    if filters.bbox is None or not columns.lat:
        return
    west, south, east, north = filters.bbox
    sql.either(f"{columns.lat} >= ?", [south])
    sql.either(f"{columns.lat} <= ?", [north])
    if west <= east:
        sql.either(f"{columns.lon} >= ?", [west])
        sql.either(f"{columns.lon} <= ?", [east])
    else:
        sql.any([(f"{columns.lon} >= ?", west), (f"{columns.lon} <= ?", east)])


def _dated(sql: _Sql, filters: Filters, columns: Columns) -> None:
    """The interval from first to last day and the one from since to until share a day."""
    blank = f" OR ({columns.first}) IS NULL" if filters.undated else ""
    for bound, column, sign in ((filters.since, columns.last, ">="), (filters.until, columns.first, "<=")):
        if bound:
            condition = f"{column} {sign} ?::DATE"
            sql.either(f"({condition}{blank})" if blank else condition, [bound])
