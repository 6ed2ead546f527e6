"""An incident as its page shows it: a table of tellings, one column per origin, one row per question.

What origins say otherwise is marked: cells of a row that stand on different sides have different letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from histor.code.countries import countries
from histor.ledger.ledger import Ledger
from histor.plain import figure, visible
from histor.serve.columns import LINE, NAME, NOT_NAMED, days
from histor.serve.marks import anchor

MOST_ORIGINS = 40  # columns; the rest is in the JSON
_QUOTES = 6  # sentences that a cell opens
_PLACES = 12  # of one sentence
_NAMES = 6
_LETTERS = "ABCDEFGH"
_ROW_OF = {"denial": "happened", "actor": "who", "victims": "whom", "place": "where", "figures": "many"}
_QUESTIONS = {
    "happened": "Did it happen?", "who": "Who?", "whom": "To whom?", "where": "Where?", "when": "When?",
    "many": "How many?",
}  # fmt: skip

Told = Mapping[str, Any]
"""An incident, or a part of one, as `histor.link.told_json` writes it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands: the key of a report, the anchor of the event there, and who tells it there."""

    report: str
    event: str
    published: str
    chain: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that tells it, and all places where it stands word for word."""

    sentence: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one origin answers to one question; ``side`` is a letter where others answer otherwise."""

    text: str
    side: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One origin: its name, what it is, and the sentences that come from it. ``more`` counts those left out."""

    name: str
    key: str
    about: str
    outlets: str
    quotes: tuple[Quote, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One question, and the answer of each column."""

    question: str
    differs: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The tellings; ``left`` counts the origins that have no column."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    changes: tuple[str, ...]
    left: int


@dataclass(slots=True)
class _Source:
    """An origin, or those tellings whose source nobody names."""

    told: Told
    tellings: list[Told] = field(default_factory=list)


def table(ledger: Ledger, incident: Told) -> Table:
    """The table of ``incident``, as `histor.link.told_json.incident_whole` has it."""
    sources = _sources(incident)
    events = _events(ledger, incident)
    shown = sources[:MOST_ORIGINS]
    sides = {name: _sides(incident, name) for name in _QUESTIONS}
    answers = [_answers(source, events) for source in shown]
    rows = tuple(
        Row(question, bool(sides[name]),
            tuple(Cell(answer[name], sides[name].get(source.told.get("key", ""), "")) for source, answer in zip(shown, answers, strict=True)))
        for name, question in _QUESTIONS.items()
        if any(answer[name] for answer in answers)
    )  # fmt: skip
    return Table(
        tuple(_column(source) for source in shown),
        rows,
        tuple(_change(source.told["name"], change) for source in shown for change in source.told.get("changes", ())),
        len(sources) - len(shown),
    )


def chain_words(telling: Told) -> str:
    """Who tells it, outermost first, with stances other than plain assertion."""
    links = []
    for step in telling["chain"]:
        name = visible(" and ".join(who["name"] for who in step["who"]) or NOT_NAMED, NAME)
        links.append(name if step["stance"] == "affirm" else f"{name} ({step['stance']})")
    return " → ".join(links)


def _sources(incident: Told) -> list[_Source]:
    by_ref = {(telling["report"], telling["event"]): telling for telling in incident["tellings"]}
    found = [
        _Source(origin, [by_ref[ref["report"], ref["event"]] for ref in origin["tellings"]])
        for origin in incident["origins"]
    ]
    nobody = [telling for telling in incident["tellings"] if not telling["origins"]]
    if nobody:
        found.append(
            _Source({"name": NOT_NAMED, "key": "", "says": ", ".join(sorted({t["says"] for t in nobody}))}, nobody)
        )
    return found


def _events(ledger: Ledger, incident: Told) -> dict[str, tuple[str, str]]:
    """When and where each telling puts it, by the key of its event: intervals and names, else the words."""
    keys = [f"{telling['report']}.{telling['event']}" for telling in incident["tellings"]]
    rows = ledger.connection().cursor().execute(
        "SELECT event, when_from, when_to, time_words, place_name, place_words FROM events WHERE list_contains(?, event)",
        [keys],
    ).fetchall()  # fmt: skip
    return {
        event: (
            days(first and first.isoformat(), last and last.isoformat()) or visible(words or "", NAME),
            visible(place or place_words or "", NAME),
        )
        for event, first, last, words, place, place_words in rows
    }


def _answers(source: _Source, events: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    told, tellings = source.told, source.tellings
    held = [events.get(f"{telling['report']}.{telling['event']}", ("", "")) for telling in tellings]
    lands = [countries().names.get(code, code) for code in told.get("countries") or _all(tellings, "countries")]
    return {
        "happened": told["says"],
        "who": _listed(told.get("actors") or _all(tellings, "actors")),
        "whom": _listed(told.get("recipients") or _all(tellings, "recipients")),
        "where": _listed([place for _, place in held if place] or lands),
        "when": _listed([when for when, _ in held if when]),
        "many": "; ".join(
            f"{number['role']} {figure(number['min'], number['max'])}"
            for number in told.get("figures") or [n for telling in tellings for n in telling["figures"]]
        ),
    }


def _all(tellings: list[Told], name: str) -> list[str]:
    return [value for telling in tellings for value in telling[name]]


def _listed(values: list[str]) -> str:
    unique = list(dict.fromkeys(visible(value, NAME) for value in values))
    more = len(unique) - _NAMES
    return ", ".join(unique[:_NAMES]) + (f" and {more} more" if more > 0 else "")


def _sides(incident: Told, row: str) -> dict[str, str]:
    """The letter of each origin's side, by its key, where origins differ on ``row``."""
    letters: dict[str, str] = {}
    for difference in incident["differences"]:
        if _ROW_OF[difference["kind"]] == row:
            for letter, side in zip(_LETTERS, difference["sides"], strict=False):
                letters |= dict.fromkeys(side["origins"], letter)
    return letters


def _column(source: _Source) -> Column:
    told = source.told
    about = [told.get("kind", ""), "" if told.get("code") in {None, "---"} else told["code"], *told.get("sector", ())]
    carried = list(dict.fromkeys(telling["outlet"] or NOT_NAMED for telling in source.tellings))
    quotes = _quotes(source.tellings)
    return Column(
        visible(told["name"], NAME),
        told["key"],
        " ".join(filter(None, about)),
        _listed(carried),
        quotes[:_QUOTES],
        max(0, len(quotes) - _QUOTES),
    )


def _quotes(tellings: list[Told]) -> tuple[Quote, ...]:
    by_sentence: dict[str, dict[Place, None]] = {}
    for telling in tellings:
        place = Place(
            telling["report"], anchor(telling["event"]), telling["published"] or "", visible(chain_words(telling), LINE)
        )
        by_sentence.setdefault(visible(telling["sentence"], LINE), {})[place] = None
    return tuple(Quote(sentence, tuple(places)[:_PLACES]) for sentence, places in by_sentence.items())


def _change(name: str, change: Told) -> str:
    kind = {
        "denial": "whether it happened",
        "actor": "who did it",
        "victims": "to whom",
        "place": "where",
        "figures": "how many",
    }
    first, then = visible(change["first"]["says"], NAME), visible(change["then"]["says"], NAME)
    return f"{visible(name, NAME)} changed {kind[change['what']]}: first {first}, then {then}."
