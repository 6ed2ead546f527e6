"""What ``histor incidents``, ``incident``, ``compare`` and ``source`` show: who tells what, with the quoting sentences.

Functions give styled, indented lines, as those of `histor.cli.view`; they know nothing of files and ledgers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rich.text import Text

from histor.cli.view import SOMEBODY, Line
from histor.ledger.decisions import StoredDecision
from histor.ledger.overview import LedgerIncident
from histor.link.cast import Cast
from histor.link.compare import Comparison, Differ
from histor.link.names import Named
from histor.link.origins import in_words
from histor.link.records import EventRef
from histor.link.sources import Dossier, SourceTold
from histor.link.telling_records import Difference, Origin, Telling, ToldIncident
from histor.plain import escaped, visible

Casts = Mapping[str, Cast]

NOBODY = "source not named"
_STANDING_STYLE = {
    "contested": "yellow",
    "denied": "red",
    "uncontested": "green",
    "claimed by one origin": "cyan",
    "announced": "magenta",
    "open": "dim",
}
_SAYS_STYLE = {"denies": "red", "doubts": "yellow", "wants": "magenta", "announces": "magenta"}
_NAME, _SENTENCE = 80, 400  # characters shown of each
_QUOTES = 3  # quotations of an origin; the rest are counted
_LISTED = 12  # names, incidents or outlets in one list


def incident_lines(found: Iterable[LedgerIncident]) -> Iterator[Line]:
    """A list of incidents, numbered."""
    for number, row in enumerate(found, start=1):
        where, when = _place(row.place_name, row.country), _days(row.when_from, row.when_to)
        what = _What(row.actor_names, row.type, row.mode, row.recipient_names, where, when, row.standing)
        yield Line(2, Text(f"{number}. ").append_text(_headline(what)))
        yield Line(5, _counted(row.origins, row.reports, row.carriers, row.outlets, row.unattributed))
        yield Line(5, _quoted(row.description))
        yield Line(5, Text(visible(row.incident, _NAME), "dim"))


def decision_lines(found: Iterable[StoredDecision]) -> Iterator[Line]:
    """What persons decided about an incident, with the numbers by which it is taken back."""
    yield from _section("Decided", (Line(2, _decision(each)) for each in found))


def incident_whole(one: ToldIncident, casts: Casts) -> Iterator[Line]:
    """An incident: by each origin what it says, where they differ, the figures."""
    yield Line(0, _head(one))
    yield Line(0, _numbers(one))
    yield Line(0, _quoted(one.incident.description))
    by_ref = {telling.ref: telling for telling in one.tellings}
    yield from _section("Origins", _origins(one, by_ref, casts))
    nameless = [telling for telling in one.tellings if not telling.origins]
    yield from _section("Told without a source", _quotations(nameless, casts))
    yield from _section("Told otherwise", _differences(one.differences, {o.who.key: o.who.name for o in one.origins}))
    yield from _section("Figures", (Line(2, Text(visible(f"{f.role} {in_words(f)}", 600))) for f in one.figures))
    yield from _section("Changed", _changes(one.origins, by_ref))


def comparison_lines(found: Comparison, casts: Casts) -> Iterator[Line]:
    """A comparison of outlets."""
    for coverage in found.coverage:
        line = Text(visible(coverage.outlet, _NAME), "bold")
        yield Line(
            0,
            line.append(
                f" · {_many(coverage.reports, 'report')}, {_many(coverage.incidents, 'incident')}", "not bold dim"
            ),
        )
    for coverage in found.coverage:
        heading = f"Only in {visible(coverage.outlet, _NAME)} ({len(coverage.only):,})"
        yield from _section(heading, _listed(coverage.only))
    yield from _section("Told otherwise", (line for differ in found.differ for line in _differ(differ, casts)))
    yield from _section("Names", (line for named in found.naming for line in _named(named, casts)))


def dossier_lines(found: Dossier, casts: Casts) -> Iterator[Line]:
    """What a source told."""
    yield Line(0, Text(visible(found.who.name, _NAME), "bold"))
    others = [visible(name, _NAME) for name in found.names if name != found.who.name]
    if others:
        yield Line(0, Text("also " + _list(others), "dim"))
    total = len(found.told)
    yield Line(0, Text(
        f"{total:,} incidents · {found.alone:,} told by nobody else · {found.contested:,} contested · "
        f"{found.changes:,} changed later · {found.passed_on:,} passed on from others"
    ))  # fmt: skip
    for heading, counted in (("About", found.about), ("Types", found.types), ("Carried by", found.outlets)):
        if counted:
            names = [f"{visible(name, _NAME)} {number:,}" for name, number in counted]
            yield Line(0, Text(f"{heading}: ", "dim").append(_list(names), "not dim"))
    yield from _section("Told", (line for told in found.told for line in _source_told(told, casts)))


# Parts


def _section(heading: str, body: Iterable[Line]) -> Iterator[Line]:
    lines = list(body)
    if lines:
        yield Line(0, Text())
        yield Line(0, Text(heading, "bold underline"))
        yield from lines


class _What(NamedTuple):
    """What the headline of an incident says."""

    actors: Sequence[str]
    type: str
    mode: str | None
    recipients: Sequence[str]
    where: str
    when: str
    standing: str


def _head(one: ToldIncident) -> Text:
    incident = one.incident
    actors, recipients = ([party.name for party in side] for side in (incident.actors, incident.recipients))
    where = _place(incident.where.name, incident.where.country) if incident.where else ""
    when = _days(incident.when.start, incident.when.end)
    return _headline(_What(actors, incident.type, incident.mode, recipients, where, when, one.standing))


def _headline(what: _What) -> Text:
    line = Text(_list([visible(name, _NAME) for name in what.actors]) or SOMEBODY, "bold")
    line.append(" · ").append(visible(what.type, _NAME), "bold cyan")
    if what.mode:
        line.append(f" {visible(what.mode, _NAME)}", "cyan")
    recipients = _list([visible(name, _NAME) for name in what.recipients])
    for label, filler in (("to", recipients), ("in", what.where), ("when", what.when)):
        if filler:
            line.append(" · ").append(f"{label} ", "not bold dim").append(filler, "not bold")
    return line.append(" · ").append(what.standing, f"not bold {_STANDING_STYLE[what.standing]}")


def _place(name: str | None, country: str | None) -> str:
    return visible(name + (f" ({country})" if country and country != name else ""), _NAME) if name else ""


def _days(start: str | None, end: str | None) -> str:
    if not start and not end:
        return ""
    return visible(start or "", _NAME) if start == end else visible(f"{start or '…'} to {end or '…'}", _NAME)


def _numbers(one: ToldIncident) -> Text:
    return _counted(len(one.origins), len(one.reports), len(one.carriers), len(one.outlets), one.unattributed)


def _counted(origins: int, reports: int, carriers: int, outlets: int, unattributed: int) -> Text:
    parts = [_many(origins, "origin"), _many(reports, "report")]
    if carriers > reports:
        parts.append(_many(carriers - reports, "copy", "copies"))
    parts.append(_many(outlets, "outlet"))
    if unattributed:
        parts.append(f"{unattributed:,} without a source")
    return Text(" · ".join(parts), "dim")


def _decision(made: StoredDecision) -> Text:
    said = made.decision
    line = Text(f"{made.number}. ").append(said.kind, "bold").append(f" {_many(len(said.events), 'event')}", "not bold")
    if said.others:
        line.append(f" from {_many(len(said.others), 'event')}")
    line.append(f" · {made.decided[:10]}", "dim")
    for words in filter(None, (said.by, said.note)):
        line.append(f" · {visible(words, _SENTENCE)}", "dim")
    return line


def _many(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _list(names: list[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more


def _quoted(sentence: str) -> Text:
    return Text(f"“{visible(sentence, _SENTENCE)}”", "italic")


def _origins(one: ToldIncident, by_ref: Mapping[EventRef, Telling], casts: Casts) -> Iterator[Line]:
    for origin in one.origins:
        line = Text(visible(origin.who.name, _NAME), "bold")
        others = [visible(name, _NAME) for name in origin.names if name != origin.who.name]
        if others:
            line.append(f" ({_list(others)})", "not bold dim")
        line.append(" · ").append(origin.says, f"not bold {_SAYS_STYLE.get(origin.says, '')}".strip())
        line.append(f" · {_list([visible(name, _NAME) for name in origin.outlets])}", "not bold dim")
        yield Line(2, line)
        yield from _quotations([by_ref[ref] for ref in origin.tellings], casts)


def _quotations(tellings: list[Telling], casts: Casts) -> Iterator[Line]:
    """The sentences, each once, with their chains; copies are left to the count."""
    shown: list[Telling] = []
    for telling in tellings:
        if telling.copied is None and all(
            telling.sentence != t.sentence or telling.ref.report != t.ref.report for t in shown
        ):
            shown.append(telling)
    shown = shown or tellings[:1]
    for telling in shown[:_QUOTES]:
        yield Line(4, _chain(telling))
        yield Line(4, _sentence(telling, casts))
    left = len(tellings) - len(shown[:_QUOTES])
    if left:
        yield Line(4, Text(f"and {left:,} more", "dim"))


def _chain(telling: Telling) -> Text:
    line = Text(f"{telling.published or 'undated'} · ", "dim")
    for number, step in enumerate(telling.chain):
        if number:
            line.append(" → ")
        names = _list([visible(who.name, _NAME) for who in step.who])
        line.append(names or NOBODY, "not dim" if names else "italic dim")
        if step.stance != "affirm":
            line.append(f" ({step.stance})", "not dim yellow")
        if step.cites:
            line.append(f" [{visible(step.cites, _NAME)}]", "dim")
    if telling.status != "actual":
        line.append(f" · {telling.status}", "not dim yellow")
    return line


def _sentence(telling: Telling, casts: Casts) -> Text:
    cast = casts[telling.ref.report]
    trigger = cast.events[telling.ref.event].trigger
    start, end = telling.sentence
    if end - start > _SENTENCE:
        start = max(start, trigger.start - _SENTENCE // 2)
        end = min(end, start + _SENTENCE)
    quote = Text("“" if start == telling.sentence.start else "“…", "italic")
    quote.append(escaped(cast.text[start : trigger.start]))
    quote.append(f"[{escaped(trigger.of(cast.text)[:_NAME])}]", "bold not italic")
    quote.append(escaped(cast.text[trigger.end : end]))
    return quote.append("”" if end == telling.sentence.end else "…”")


def _differences(differences: Iterable[Difference], names: Mapping[str, str]) -> Iterator[Line]:
    for difference in differences:
        yield Line(2, Text(difference.role or difference.kind, "bold"))
        for side in difference.sides:
            who = _list([visible(names.get(key, key), _NAME) for key in side.origins])
            yield Line(4, Text(f"{visible(side.says, 2 * _NAME)}: ").append(who, "dim"))


def _changes(origins: Iterable[Origin], by_ref: Mapping[EventRef, Telling]) -> Iterator[Line]:
    for origin in origins:
        for change in origin.changes:
            days = [by_ref[ref].published or "undated" for ref in (change.first_ref, change.then_ref)]
            yield Line(2, Text(visible(origin.who.name, _NAME), "bold").append(
                f" · {change.what} · {visible(change.first, _NAME)} ({days[0]}), "
                f"then {visible(change.then, _NAME)} ({days[1]})", "not bold"
            ))  # fmt: skip


def _listed(found: tuple[ToldIncident, ...]) -> Iterator[Line]:
    for one in found[:_LISTED]:
        yield Line(2, _head(one))
        yield Line(4, _quoted(one.incident.description))
    if len(found) > _LISTED:
        yield Line(2, Text(f"and {len(found) - _LISTED:,} more", "dim"))


def _differ(differ: Differ, casts: Casts) -> Iterator[Line]:
    one = differ.incident
    by_ref = {telling.ref: telling for telling in one.tellings}
    yield Line(2, _head(one).append(f" · {one.incident.id}", "not bold dim"))
    for line in _differences(differ.differences, {}):
        yield Line(line.indent + 2, line.text)
    for tells in differ.tells:
        says = Text(visible(tells.outlet, _NAME), "bold").append(f" {_list(list(tells.says))}", "not bold")
        if tells.origins:
            says.append(f" · by {_list([visible(name, _NAME) for name in tells.origins])}", "not bold dim")
        yield Line(4, says)
        yield Line(6, _sentence(by_ref[tells.tellings[0]], casts))


def _named(named: Named, casts: Casts) -> Iterator[Line]:
    yield Line(2, Text(visible(named.who.name, _NAME), "bold"))
    by_outlet: dict[str, list[str]] = {}
    for name in named.names:
        by_outlet.setdefault(name.outlet, []).append(f"“{visible(name.words, _NAME)}” {name.count:,}")
    for outlet_name, names in by_outlet.items():
        yield Line(4, Text(f"{visible(outlet_name, _NAME)}: ").append(_list(names), "cyan"))
        example = next(name.example for name in named.names if name.outlet == outlet_name)
        yield Line(6, _quoted(example.sentence.of(casts[example.report].text)).copy())


def _source_told(told: SourceTold, casts: Casts) -> Iterator[Line]:
    one = told.incident
    days = told.days[0] if told.days else "undated"
    line = Text(f"{days} · ", "dim").append_text(_head(one).append(f" · {told.says}", "not bold"))
    if told.alone:
        line.append(" · alone", "not bold cyan")
    yield Line(2, line)
    by_ref = {telling.ref: telling for telling in one.tellings}
    yield Line(4, _sentence(by_ref[told.tellings[0]], casts))
    for change in told.changes:
        yield Line(4, Text(f"changed: {visible(change.first, _NAME)}, then {visible(change.then, _NAME)}", "yellow"))
