"""When an alert is raised: saved queries are asked again, and what they did not know yet is told.

A query remembers events, not incidents: an incident that got another first event, took in another one or was divided
has another id, but its events were known. What matches when a query is asked for the first time is known from then on,
and raises nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from histor.plain import visible
from histor.watch import surge
from histor.watch.config import AlertKind, Query
from histor.watch.state import State

if TYPE_CHECKING:
    from histor.ledger.ledger import Ledger
    from histor.ledger.overview import LedgerIncident


def _is_new(_: LedgerIncident, __: Query) -> bool:
    return True


def _is_contested(incident: LedgerIncident, _: Query) -> bool:
    return incident.standing == "contested"


def _has_origins(incident: LedgerIncident, query: Query) -> bool:
    return incident.origins >= query.origins


_CONDITIONS: Mapping[AlertKind, Callable[[LedgerIncident, Query], bool]] = {
    "new": _is_new,
    "contested": _is_contested,
    "origins": _has_origins,
}


class Queries:
    """The saved queries of a watch, and what each knows."""

    def __init__(self, queries: Sequence[Query], state: State, channels: Sequence[str]) -> None:
        self._queries = queries
        self._state = state
        self._channels = channels
        self._known: dict[str, set[str] | None] = {}

    def ask(self, ledger: Ledger) -> int:
        """Ask all of them, and keep the alerts for delivery; how many there are."""
        raised = 0
        for query in self._queries:
            incidents = list(
                ledger.incidents(
                    standing=query.standing, min_origins=query.min_origins, sort="published", **query.filters
                )
            )
            members = ledger.members([incident.incident for incident in incidents])
            for kind in query.alert:
                if kind == "surge":
                    raised += self._surge(query, ledger)
                else:
                    raised += self._incidents(query, kind, incidents, members)
        return raised

    def _incidents(
        self, query: Query, kind: AlertKind, incidents: list[LedgerIncident], members: Mapping[str, Sequence[str]]
    ) -> int:
        base = _base(query, kind)
        if base not in self._known:
            self._known[base] = self._state.known(base)
        known = self._known[base]
        first = known is None
        known = known or set()
        learnt: list[str] = []
        alerts: list[dict[str, Any]] = []
        for incident in incidents:
            if not _CONDITIONS[kind](incident, query):
                continue
            events = members.get(incident.incident, ())
            fresh = [event for event in events if event not in known]
            if fresh and len(fresh) == len(events) and not first:
                alerts.append(_alert(query, kind, base, events, asdict(incident), _sentence(query, kind, incident)))
            learnt += fresh
        if not (first or learnt):
            return 0
        raised = self._state.learn(base, learnt, alerts, self._channels)
        self._known[base] = known | set(learnt)
        return raised

    def _surge(self, query: Query, ledger: Ledger) -> int:
        found = surge.numbers(ledger, query)
        if found is None or not found.surge or found.until is None:
            return 0
        base = _base(query, "surge")
        year, week, _ = datetime.fromisoformat(found.until).isocalendar()
        sentence = (
            f"{query.name}: {found.now} incidents in the week to {found.until}, "
            f"where {found.mean:g} a week were usual ({found.ratio:g} times; the weeks before: "
            f"{', '.join(map(str, found.past))})"
        )
        alert = _alert(query, "surge", base, [f"{year}-W{week:02}"], None, sentence) | {"numbers": asdict(found)}
        return self._state.learn(base, (), [alert], self._channels)


def _base(query: Query, kind: AlertKind) -> str:
    """By which name what a query knows is kept: another condition is another query, another name is not."""
    number = {"origins": query.origins, "surge": [query.factor, query.least, query.weeks]}.get(kind)
    facts = [kind, number, sorted(query.filters.items()), query.standing, query.min_origins]
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()[:16]


def _alert(
    query: Query, kind: AlertKind, base: str, about: Sequence[str], incident: dict[str, Any] | None, sentence: str
) -> dict[str, Any]:
    """An alert as every channel tells it; its id is the same whenever it is raised for the same events."""
    return {
        "id": hashlib.sha256(json.dumps([base, min(about)]).encode()).hexdigest()[:16],
        "kind": kind,
        "query": query.name,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "sentence": sentence,
        "incident": incident,
    }


def _sentence(query: Query, kind: AlertKind, incident: LedgerIncident) -> str:
    what = {
        "new": "new",
        "contested": "contested",
        "origins": f"told by {_counted(incident.origins, 'origin')}",
    }[kind]
    who = ", ".join(incident.actor_names) or "?"
    whom = f" · to {', '.join(incident.recipient_names)}" if incident.recipient_names else ""
    where = f" · in {incident.place_name or incident.country}" if incident.place_name or incident.country else ""
    days = incident.when_from or incident.when_to
    when = f" · {days}" if days else ""
    told = f" · {incident.standing}, {_counted(incident.origins, 'origin')}, {_counted(incident.outlets, 'outlet')}"
    line = f"{query.name}: {what}: {who} · {incident.type}{whom}{where}{when}{told} · “{incident.description}”"
    return visible(line, 600)


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
