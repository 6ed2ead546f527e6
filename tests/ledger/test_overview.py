"""Incidents from far off: on a map, over time, between actors, between outlets; each incident counts once."""

import json
import zlib
from importlib.resources import files

import duckdb
import pytest

from histor.errors import UsageError
from histor.ledger import outlets
from histor.ledger.filters import Filters
from histor.ledger.overview import MOST_SPOTS, Chosen, by_type, dyads, on_map, over_time, settled

ALL = Chosen(Filters.of())


def told(*tellings):
    """What is told of an incident, as far as a comparison of outlets reads it."""
    listed = [
        {"outlet": outlet, "report": f"r-{outlet}", "event": "e1", "says": says, "sentence": f"{outlet} says so.",
         "origins": [{"name": name, "key": name} for name in origins]}
        for outlet, says, origins in tellings
    ]  # fmt: skip
    return zlib.compress(json.dumps({"tellings": listed}).encode())


class Tables:
    """The tables of a ledger, into which incidents are put one by one."""

    def __init__(self):
        self.connection = duckdb.connect()
        self.connection.execute((files("histor.ledger") / "schema.sql").read_text(encoding="utf-8"))
        self.number = 0

    def empty(self):
        for table in ("incidents", "incident_events", "incident_origins", "events", "reports", "entities"):
            self.connection.execute(f"DELETE FROM {table}")

    def put(self, table, **row):
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        self.connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))

    def incident(self, *, actors=(), recipients=(), outlets=("Herald",), tells=(), **row):
        """An incident with one event an outlet."""
        self.number += 1
        id = f"incident-{self.number:04}"
        given = {"type": "ASSAULT", "quad": 4, "score": -9.0, "description": "It was.", "standing": "uncontested",
                 "origins": 1, "outlets": len(outlets), "told": told(*tells), **row}  # fmt: skip
        self.put("incidents", incident=id, **given)
        for number, outlet in enumerate(outlets):
            event = f"{id}.{number}"
            self.put("incident_events", incident=id, event=event, report=f"r-{outlet}", number=number)
            self.put("events", event=event, report=f"r-{outlet}", outlet=outlet, type=given["type"],
                     actor_names=[name for name, _ in actors], actor_codes=[code for _, code in actors],
                     recipient_names=[name for name, _ in recipients],
                     recipient_codes=[code for _, code in recipients])  # fmt: skip
        return id


@pytest.fixture(scope="module")
def made():
    return Tables()


@pytest.fixture
def tables(made):
    made.empty()
    return made


# On a map


def test_places_close_to_one_another_are_gathered_and_far_ones_are_not(tables):
    for lat, lon, name in ((36.20, 37.16, "Aleppo"), (36.21, 37.10, "Anadan"), (33.51, 36.29, "Damascus")):
        tables.incident(lat=lat, lon=lon, place_name=name, country="SYR", place_precision="town")
    wide = on_map(tables.connection, ALL, cell=2.0)
    assert [(spot.places, spot.incidents, spot.name) for spot in wide.rows] == [(2, 2, None), (1, 1, "Damascus")]
    near = on_map(tables.connection, ALL, cell=0.02)
    assert [spot.incidents for spot in near.rows] == [1, 1, 1]
    assert all(spot.incident for spot in near.rows)


def test_what_is_known_to_the_country_alone_is_no_point(tables):
    tables.incident(lat=35.0, lon=38.0, place_name="Syria", country="SYR", place_precision="country")
    tables.incident(lat=36.2, lon=37.2, place_name="Aleppo", country="SYR", place_precision="town")
    tables.incident(lat=35.9, lon=36.6, place_name="Idlib", country="SYR", place_precision="admin1")
    tables.incident(place_name=None)
    found = on_map(tables.connection, ALL, cell=0.5)
    assert sorted(spot.kind for spot in found.rows) == ["area", "country", "point"]
    assert found.blank == 1


def test_spots_and_blanks_are_all_there_is(tables):
    for number in range(40):
        lat = None if number % 5 == 0 else number - 20.0
        precision = ("country", "town", "region", None)[number % 4]
        tables.incident(lat=lat, lon=lat, country="SYR" if number % 3 else None, place_precision=precision)
    found = on_map(tables.connection, ALL, cell=7)
    assert sum(spot.incidents for spot in found.rows) + found.blank == 40


def test_only_what_is_looked_at_is_given(tables):
    for lon in (-179.5, 10.0, 179.5):
        tables.incident(lat=0.0, lon=lon, place_precision="point")
    assert [spot.lon for spot in on_map(tables.connection, ALL, cell=1, view=(0, -5, 20, 5)).rows] == [10.0]
    across = on_map(tables.connection, ALL, cell=1, view=(170, -5, -170, 5))
    assert {spot.lon for spot in across.rows} == {-179.5, 179.5}


def test_a_map_has_an_end(tables):
    tables.connection.execute(
        "INSERT INTO incidents (incident, lat, lon, place_precision, quad) "
        "SELECT concat('incident-', i), i % 89, i % 179, 'point', 4 FROM range(9000) AS t(i)"
    )
    found = on_map(tables.connection, ALL, cell=0.01)
    assert (len(found.rows), found.left, found.hidden) == (MOST_SPOTS, 9000 - MOST_SPOTS, 9000 - MOST_SPOTS)


# Over time


def days(tables, *listed, **row):
    for first, last in listed:
        tables.incident(when_from=first, when_to=last, **row)


def test_days_are_counted_by_conflict_and_cooperation(tables):
    days(tables, ("2015-09-01", "2015-09-01"), ("2015-09-03", "2015-09-03"), quad=4)
    days(tables, ("2015-09-03", "2015-09-03"), quad=1)
    found = over_time(tables.connection, ALL)
    assert [(p.first, p.conflict, p.cooperation, p.incidents) for p in found.rows] == [
        ("2015-09-01", 1, 0, 1),
        ("2015-09-03", 1, 1, 2),
    ]
    assert (found.unit, found.since, found.until) == ("day", "2015-09-01", "2015-09-03")


def test_what_is_known_to_a_month_stands_on_no_day(tables):
    days(tables, ("2015-09-01", "2015-09-30"), ("2015-09-04", "2015-09-04"))
    tables.incident()
    found = over_time(tables.connection, ALL)
    assert (found.vague, found.undated, [p.first for p in found.rows]) == (1, 1, ["2015-09-04"])
    assert over_time(tables.connection, ALL, unit="month").vague == 0


@pytest.mark.parametrize(
    ("last", "unit"), [("2015-03-01", "day"), ("2016-06-01", "week"), ("2020-01-01", "month"), ("2040-01-01", "year")]
)
def test_the_period_suits_the_time_taken_up(tables, last, unit):
    days(tables, ("2015-01-01", "2015-01-01"), (last, last))
    assert over_time(tables.connection, ALL).unit == unit


def test_one_recalled_long_ago_does_not_squeeze_the_others(tables):
    days(tables, ("1945-05-08", "1945-05-08"), *[(f"2015-09-{day:02}",) * 2 for day in range(1, 29)] * 3)
    found = over_time(tables.connection, ALL)
    assert (found.unit, found.since, found.before) == ("day", "2015-09-01", 1)


def test_every_incident_is_told_of_once(tables):
    days(tables, *[(f"2015-{1 + n % 12:02}-{1 + n % 28:02}", f"2015-{1 + n % 12:02}-28") for n in range(60)])
    tables.incident()
    found = over_time(tables.connection, ALL, unit="week")
    assert sum(p.incidents for p in found.rows) + found.before + found.after + found.vague + found.undated == 61


def test_nothing_makes_an_empty_timeline_and_map(tables):
    assert over_time(tables.connection, ALL).rows == ()
    assert on_map(tables.connection, ALL, cell=1).rows == ()


# Filters


def test_incidents_are_chosen_by_standing_origins_and_their_events(tables):
    tables.incident(standing="contested", origins=3, outlets=("Herald", "Star"), type="THREATEN")
    tables.incident(standing="contested", origins=1)
    tables.incident(origins=4)

    def types(**given):
        filters = {name: value for name, value in given.items() if name not in {"standing", "min_origins"}}
        chosen = Chosen(Filters.of(**filters), given.get("standing", ()), given.get("min_origins", 0))
        found = by_type(tables.connection, chosen)
        assert by_type(tables.connection, settled(tables.connection, chosen)) == found
        return dict(found)

    assert types() == {"ASSAULT": 2, "THREATEN": 1}
    assert types(standing=("contested",)) == {"ASSAULT": 1, "THREATEN": 1}
    assert types(standing=("contested",), min_origins=2) == {"THREATEN": 1}
    assert types(outlet="star") == {"THREATEN": 1}
    assert types(outlet="star", min_origins=4) == {}
    assert types(outlet="nobody") == {}


def test_rows_that_are_settled_are_the_same_rows(tables):
    for number in range(70):
        tables.incident(outlets=("Herald",) if number % 3 else ("Star",), lat=number, lon=0.0, place_precision="town")
    tables.connection.execute("DELETE FROM incidents WHERE lat < 5")
    chosen = Chosen(Filters.of(outlet="Star"))
    known = settled(tables.connection, chosen)
    assert known.bits is not None
    assert on_map(tables.connection, known, cell=0.5) == on_map(tables.connection, chosen, cell=0.5)
    assert len(on_map(tables.connection, known, cell=0.5).rows) == 22
    assert settled(tables.connection, ALL) == ALL


def test_of_no_incidents_none_are_settled(tables):
    chosen = Chosen(Filters.of(outlet="Star"))
    assert by_type(tables.connection, settled(tables.connection, chosen)) == ()


# Who acts on whom


def test_a_pair_counts_once_an_incident_however_many_report_it(tables):
    russia, turkey = ("Russia", "RUS"), ("Turkey", "TUR")
    tables.incident(actors=[russia], recipients=[turkey], outlets=("Herald", "Star", "Wire"), standing="contested")
    tables.incident(actors=[("Kremlin", "RUS")], recipients=[turkey], quad=1)
    tables.incident(actors=[turkey], recipients=[("somebody", "---")])
    (pair,) = dyads(tables.connection, ALL, by="country", limit=10)
    assert (pair.actor, pair.recipient, pair.incidents, pair.conflict, pair.cooperation, pair.contested) == (
        "RUS", "TUR", 2, 1, 1, 1,
    )  # fmt: skip
    named = {(d.actor, d.recipient): d.incidents for d in dyads(tables.connection, ALL, by="name", limit=10)}
    assert named == {("Russia", "Turkey"): 1, ("Kremlin", "Turkey"): 1, ("Turkey", "somebody"): 1}


def test_nobody_acts_on_himself(tables):
    tables.incident(actors=[("Moscow", "RUS")], recipients=[("Russia", "RUS")])
    assert dyads(tables.connection, ALL, by="country", limit=10) == ()


# Who tells


def reports(tables, *names):
    for name in names:
        tables.put("reports", report=f"r-{name}", outlet=name)


def test_outlets_are_ranked_by_what_they_tell(tables):
    reports(tables, "Herald", "Star")
    tables.incident(outlets=("Herald", "Star"), standing="contested")
    tables.incident(outlets=("Herald",))
    found = [row for row in outlets.tellers(tables.connection, ALL, limit=5) if row.kind == "outlet"]
    assert [(row.name, row.incidents, row.contested, row.alone) for row in found] == [
        ("Herald", 2, 1, 1),
        ("Star", 1, 1, 0),
    ]


def test_two_outlets_are_compared_on_what_both_tell(tables):
    reports(tables, "Herald", "Star", "Wire")
    both = ("Herald", "Star")
    apart = tables.incident(outlets=both, tells=[("Herald", "affirms", ["Ann"]), ("Star", "denies", ["Bob"])])
    alike = tables.incident(outlets=both, tells=[("Herald", "affirms", ["Ann"]), ("Star", "affirms", ["Ann"])])
    tables.incident(outlets=("Herald", "Wire"))
    found = outlets.compared(tables.connection, ["herald", "STAR"])
    assert (found.outlets, found.incidents, found.only) == (("Herald", "Star"), (3, 2), (1, 0))
    assert [(one.incident, one.differs) for one in found.shared] == [(apart, True), (alike, False)]
    assert [tells.says for tells in found.shared[0].tells] == [("affirms",), ("denies",)]


def test_outlets_call_the_same_by_their_own_words(tables):
    reports(tables, "Herald", "Star")
    for name, words in (("Herald", ["the Kremlin", "Moscow", "He"]), ("Star", ["Russia", "it"])):
        tables.put(
            "entities", entity=f"r-{name}.n1", report=f"r-{name}", name="Russia", code="RUS", called=words, mentions=2
        )
    (one,) = outlets.compared(tables.connection, ["Herald", "Star"]).naming
    assert (one.name, one.code, one.words) == ("Russia", "RUS", (("Moscow", "the Kremlin"), ("Russia",)))


@pytest.mark.parametrize("names", [[], ["Herald"], ["Herald", "HERALD"], ["Herald", "nobody"], list("abcdefg")])
def test_what_cannot_be_compared_is_said(tables, names):
    reports(tables, "Herald", "Star")
    with pytest.raises(UsageError):
        outlets.compared(tables.connection, names)
