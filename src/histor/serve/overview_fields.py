"""What the API's answers about incidents hold, for its OpenAPI description: each field explained."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, get_type_hints

from pydantic import BaseModel, Field, create_model

from histor.export.columns import columns
from histor.ledger.outlets import Teller
from histor.ledger.overview import Dyad, LedgerIncident, Period, Spot

_NUMBERS = {
    "conflict": "incidents of conflict: quad classes 3 and 4",
    "cooperation": "incidents of cooperation: quad classes 1 and 2",
    "incidents": "number of incidents",
}
MEANINGS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "incidents": MappingProxyType({column.name: column.meaning for column in columns("incidents")}),
        "spots": {
            "kind": "country: no more is known; area: a division or region; point: a town or an exact place",
            "name": "name of the place; null where there are several",
            "country": "its country, ISO3; null where there are several",
            "lat": "degrees north, the mean of the places",
            "lon": "degrees east, likewise",
            "west": "the least of their degrees east",
            "south": "the least of their degrees north",
            "east": "the most of their degrees east",
            "north": "the most of their degrees north",
            "places": "number of different places",
            **_NUMBERS,
            "incident": "id of the incident; null where there are several",
        },
        "periods": {"first": "first day of the period", **_NUMBERS},
        "dyads": {
            "actor": "who acts: the name, or the country's code",
            "actor_code": "PLOVER country code of the actor",
            "recipient": "upon whom, likewise",
            "recipient_code": "PLOVER country code of the recipient",
            **_NUMBERS,
            "contested": "incidents on which origins differ",
            "first": "first day of those that have a time",
            "last": "last day of those that have a time",
        },
        "sources": {
            "kind": "outlet: who publishes; voice: from whom tellings come",
            "name": "name; of a voice the one used most",
            "key": "key of the voice; null of an outlet",
            "incidents": "number of incidents",
            "contested": "incidents on which origins differ",
            "alone": "incidents that nobody else tells",
            "reports": "of an outlet, its reports that tell them; of a voice, its tellings",
        },
    }
)
"""What each field means, by kind of row."""


def _model(record: type[Any], name: str, meanings: Mapping[str, str]) -> type[BaseModel]:
    made: dict[str, Any] = {
        field: (hint, Field(description=meanings[field])) for field, hint in get_type_hints(record).items()
    }
    return create_model(name, __doc__=record.__doc__, **made)


IncidentRow: Any = _model(LedgerIncident, "IncidentRow", MEANINGS["incidents"])
SpotRow: Any = _model(Spot, "SpotRow", MEANINGS["spots"])
PeriodRow: Any = _model(Period, "PeriodRow", MEANINGS["periods"])
DyadRow: Any = _model(Dyad, "DyadRow", MEANINGS["dyads"])
SourceRow: Any = _model(Teller, "SourceRow", MEANINGS["sources"])


class MapAnswer(BaseModel):
    """Incidents by place."""

    rows: list[SpotRow] = Field(description="the spots, those with most incidents first")
    left: int = Field(description="spots that are not among them, because there are more than a map can show")
    hidden: int = Field(description="incidents at those")
    blank: int = Field(description="incidents without a place that could be resolved")


class TimelineAnswer(BaseModel):
    """Incidents by period."""

    rows: list[PeriodRow] = Field(description="periods in which something happened, in order")
    unit: str = Field(description="day, week, month or year")
    since: str | None = Field(description="first day of the first period")
    until: str | None = Field(description="first day of the last period")
    before: int = Field(description="incidents before them, which reports recall")
    after: int = Field(description="incidents after them")
    vague: int = Field(description="incidents known only to more than one period, which stand in none")
    undated: int = Field(description="incidents without a time")


class DyadsAnswer(BaseModel):
    """Who acts on whom."""

    rows: list[DyadRow] = Field(description="pairs, those with most incidents first")


class SourcesAnswer(BaseModel):
    """Who tells."""

    rows: list[SourceRow] = Field(description="outlets, then voices, those with most incidents first")


class TellsRow(BaseModel):
    """What one outlet says of an incident."""

    outlet: str = Field(description="the outlet")
    says: list[str] = Field(description="affirms, denies, doubts, announces, wants, supposes: all that it carries")
    origins: list[str] = Field(description="names of those on whom it relies")
    report: str = Field(description="key of a report that tells it")
    event: str = Field(description="id of the event in that report")
    sentence: str = Field(description="the sentence of that event")


class SharedRow(BaseModel):
    """An incident that two of the outlets or more tell."""

    incident: str = Field(description="id of the incident")
    type: str = Field(description="event type")
    description: str = Field(description="the sentence that tells most of it")
    standing: str = Field(description="how the origins stand to one another")
    when_from: str | None = Field(description="first day")
    differs: bool = Field(description="whether the outlets say other things of it, or rely on others")
    tells: list[TellsRow] = Field(description="what each outlet says, in their order")


class NamingRow(BaseModel):
    """How the outlets call the same entity."""

    name: str = Field(description="canonical name")
    code: str = Field(description="PLOVER country code")
    words: list[list[str]] = Field(description="the words of each outlet, in their order, the most frequent first")


class CompareAnswer(BaseModel):
    """Outlets beside one another."""

    outlets: list[str] = Field(description="the outlets, as they call themselves")
    reports: list[int] = Field(description="number of reports of each")
    incidents: list[int] = Field(description="number of incidents that each tells")
    only: list[int] = Field(description="of them, those that none of the others tells")
    shared: list[SharedRow] = Field(description="incidents that two of them or more tell, those that differ first")
    naming: list[NamingRow] = Field(description="entities that they call by different words")


class IncidentAnswer(BaseModel):
    """One incident with all its tellings, in the format of `histor incident --json`."""

    id: str = Field(description="id")
    type: str = Field(description="event type")
    mode: str | None = Field(description="mode of the type")
    description: str = Field(description="the sentence that tells most of it")
    when: dict[str, Any] = Field(description="from, to, precision; or unresolved: why there is none")
    where: dict[str, Any] | None = Field(description="name, country, admin1, lat, lon, precision")
    actors: list[str] = Field(description="who acts")
    recipients: list[str] = Field(description="upon whom")
    standing: str = Field(description="how the origins stand to one another (docs/origins.md)")
    differences: list[dict[str, Any]] = Field(description="points on which origins differ, with the sides")
    figures: list[dict[str, Any]] = Field(description="counts, by role, as each origin has them")
    origins: list[dict[str, Any]] = Field(description="from whom the tellings come, and what each says")
    tellings: list[dict[str, Any]] = Field(description="every event that tells it, with chain and sentence")
    reports: list[str] = Field(description="keys of the texts that tell it, a copy counted with its original")
    carriers: list[str] = Field(description="keys of all reports that carry these")
    outlets: list[str] = Field(description="who published them")
    unattributed: int = Field(description="tellings whose source nobody names")
