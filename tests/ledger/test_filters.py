"""What a ledger answers: every filter, order, pages, and forms of answers."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import histor
from histor.errors import LedgerError, UsageError
from histor.ledger.ask import KINDS
from histor.ledger.filters import EVENT_COLUMNS, Filters, where
from histor.ledger.fold import fold_cells, matches, sign, text_sign
from tests.ledger.make import many, named_twice, three


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "a.duckdb"
    with histor.open(path) as opened:
        opened.add(three())
        yield opened


def triggers(ledger, **filters):
    return sorted(event.trigger for event in ledger.events(**filters))


ALL = ["bombed", "bombed", "sent", "talks", "targeted"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ALL),
        ({"actor": "RUS"}, ["bombed", "sent"]),
        ({"actor": "russia"}, ["bombed", "sent"]),
        ({"actor": "Pentagon"}, []),  # in Kunduz's report it tells, and does not act
        ({"actor": "armed forces"}, ["bombed", "targeted"]),
        ({"actor": "forces armed"}, []),
        ({"actor": "arm"}, []),
        ({"actor": ["RUS", "FJI"]}, ["bombed", "sent", "talks"]),
        ({"recipient": "AFG"}, ["bombed"]),
        ({"recipient": "RUS"}, []),
        ({"source": "NGO"}, ["bombed"]),
        ({"source": "medecins sans frontieres"}, ["bombed"]),
        ({"source": "Kremlin"}, ["bombed"]),
        ({"source": "TASS"}, ["bombed"]),
        ({"source": "Sample Herald"}, ["bombed", "sent"]),
        ({"source": "USA"}, ["sent", "targeted"]),  # not USA Today, a name of two words
        ({"source": "usa today"}, ["talks"]),
        ({"outlet": "sample wire"}, ["bombed", "targeted"]),
        ({"outlet": "wire"}, []),
        ({"country": "AFG"}, ["bombed"]),
        ({"country": "wsm"}, ["talks"]),
        ({"sector": "MIL"}, ["bombed", "targeted"]),
        ({"sector": "CVL"}, ["bombed"]),
        ({"type": "assault"}, ["bombed", "bombed", "targeted"]),
        ({"mode": "aerial"}, ["bombed", "bombed"]),
        ({"context": "human_rights"}, ["bombed"]),
        ({"status": "hypothetical"}, ["targeted"]),
        ({"stance": "deny"}, ["bombed", "targeted"]),
        ({"place": "AFG"}, ["bombed"]),
        ({"place": "afghanistan"}, ["bombed"]),
        ({"place": "kunduz province"}, ["bombed"]),
        ({"place": "syria"}, ["sent"]),  # not resolved, but named
        ({"bbox": "60,30,75,38"}, ["bombed"]),
        ({"bbox": (170, -20, -170, -10)}, ["talks"]),
        ({"bbox": "-170,-20,170,-10"}, []),
        ({"since": "2016"}, ["talks"]),
        ({"since": "2016-09-15"}, ["talks"]),
        ({"since": "2016-10"}, []),
        ({"until": "2015-09"}, ["sent"]),
        ({"until": "2015-09-04"}, []),
        ({"since": "2015-09-06", "until": "2016-09-01"}, ["bombed", "talks"]),
        ({"since": date(2016, 9, 30), "undated": True}, ["bombed", "talks", "targeted"]),
        ({"text": "HOSPITAL"}, ["bombed"]),
        ({"text": ["hospital", "apia"]}, ["bombed", "talks"]),
        ({"text": "100%"}, []),
        ({"min_confidence": 0.5}, ["bombed", "bombed", "sent", "targeted"]),
        ({"background": True}, ["targeted"]),
        ({"background": False, "type": "ASSAULT"}, ["bombed", "bombed"]),
        ({"actor": "RUS", "place": "SYR", "since": "2015-09"}, []),
        ({"actor": "RUS", "place": "Syria", "since": "2015-09"}, ["sent"]),
    ],
)
def test_filters_of_events(ledger, filters, found):
    assert triggers(ledger, **filters) == found
    assert ledger.events(**filters).count() == len(found)


@pytest.mark.parametrize(
    ("filters", "cues"),
    [
        ({}, ["denied", "denied", "has reported", "is concerned", "said", "said"]),
        ({"source": "kerry"}, ["is concerned"]),
        ({"country": "USA", "stance": "deny"}, ["denied"]),
        ({"sector": "MED"}, ["said"]),
        ({"text": "aleppo"}, ["denied", "said"]),
        ({"type": "MOBILIZE"}, ["has reported"]),
        ({"actor": "RUS", "stance": "deny"}, ["denied"]),
        ({"since": "2015-10"}, ["denied", "said"]),
        ({"outlet": "Sample Wire", "min_confidence": 0.95}, []),
    ],
)
def test_filters_of_voices(ledger, filters, cues):
    assert sorted(voice.cue for voice in ledger.voices(**filters)) == cues


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, ["kunduz", "suva", "syria"]),
        ({"actor": "RUS"}, ["syria"]),
        ({"text": "troops sent"}, ["syria"]),  # the headline
        ({"text": "doctors"}, ["kunduz"]),
        ({"since": "2015-10"}, ["kunduz"]),
        ({"since": "2015-10", "undated": True}, ["kunduz", "suva"]),
        ({"outlet": "USA Today", "type": "CONSULT"}, ["suva"]),
        ({"outlet": "USA Today", "type": "ASSAULT"}, []),
    ],
)
def test_filters_of_reports(ledger, filters, ids):
    assert sorted(report.id for report in ledger.reports(**filters)) == ids


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"actor": "USA"}, [("United States Armed Forces", 2, 0)]),
        ({"actor": "armed forces"}, [("United States Armed Forces", 2, 0)]),
        ({"country": "AFG"}, [("22 people", 0, 1)]),
        ({"sector": "CVL"}, [("22 people", 0, 1)]),
        ({"type": "CONSULT"}, [("Fiji", 1, 0), ("Samoa", 1, 0)]),
        ({"recipient": "AFG"}, [("22 people", 0, 1), ("United States Armed Forces", 1, 0)]),
        ({"actor": "FBI"}, []),
    ],
)
def test_actors_are_counted(ledger, filters, found):
    assert [(row.name, row.as_actor, row.as_recipient) for row in ledger.actors(**filters, sort="name")] == found


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"actor": "USA"},
        {"actor": ["smith", "RUS"]},
        {"actor": "armed forces"},
        {"country": ["USA", "AFG"]},
        {"sector": "MIL"},
        {"sector": ["GOV", "MIL"], "country": "USA"},
    ],
)
def test_actors_are_the_same_from_their_table_and_from_all_events(tmp_path, filters):
    ledger = histor.open(tmp_path / "a.duckdb")
    ledger.add([*three(), named_twice(), *many(3)])
    every_event = {"since": "0001", "undated": True}
    found = list(ledger.actors(**filters))
    assert found
    assert found == list(ledger.actors(**filters, **every_event))
    ledger.remove(*sorted(ledger.keys())[:3])
    assert list(ledger.actors(**filters)) == list(ledger.actors(**filters, **every_event))


def test_a_report_that_names_one_with_two_sectors_counts_once(tmp_path):
    ledger = histor.open(tmp_path / "a.duckdb")
    ledger.add([named_twice()])
    for filters in ({"actor": "smith"}, {"sector": "GOV"}, {"sector": "MIL"}):
        assert [(row.name, row.reports) for row in ledger.actors(**filters)] == [("Smith", 1)], filters
    (row,) = ledger.actors(actor="USA")
    assert (row.sectors, row.events, row.first, row.last) == ("MIL", 3, "2015-08-31", "2015-09-30")


def test_places_are_counted(ledger):
    rows = list(ledger.places(sort="name"))
    assert [(row.name, row.country, row.events, row.precision) for row in rows] == [
        ("Apia", "WSM", 1, "town"),
        ("Kunduz", "AFG", 1, "town"),
    ]
    assert (rows[0].first, rows[0].last) == ("2016-09-01", "2016-09-30")
    assert [row.name for row in ledger.places(country="AFG")] == ["Kunduz"]


# Order and pages


def test_events_come_latest_first_and_those_without_a_day_last(ledger):
    assert [event.trigger for event in ledger.events()][:3] == ["talks", "bombed", "sent"]
    assert [event.trigger for event in ledger.events(sort="when")][:3] == ["sent", "bombed", "talks"]
    assert {event.when_from for event in list(ledger.events(sort="when"))[3:]} == {None}


@pytest.mark.parametrize("kind", list(KINDS))
def test_pages_of_every_order_are_the_whole_in_pieces(ledger, kind):
    for name in KINDS[kind].sorts:
        for sort in (name, f"-{name}"):
            whole = list(ledger.ask(kind, sort=sort))
            pieces: list[Any] = []
            cursor = None
            while cursor or not pieces:
                page = ledger.ask(kind, sort=sort, limit=2, cursor=cursor).page()
                pieces += page.rows
                cursor = page.next
            assert pieces == whole


@pytest.mark.parametrize("kind", list(KINDS))
def test_rows_can_be_passed_over(ledger, kind):
    whole = list(ledger.ask(kind))
    assert list(ledger.ask(kind, limit=2, offset=1)) == whole[1:3]
    assert list(ledger.ask(kind, offset=1)) == whole[1:]


@pytest.mark.parametrize(
    "asked",
    [
        {"colour": "red"},
        {"status": "perhaps"},
        {"stance": "deny it"},
        {"country": "Syria"},
        {"sector": "ARMY"},
        {"context": "war"},
        {"since": "last week"},
        {"since": "2015-13"},
        {"until": "2015-02-30"},
        {"bbox": "1,2,3"},
        {"bbox": "0,10,0,5"},
        {"bbox": (0, 0, 0, float("nan"))},
        {"min_confidence": 2},
        {"background": "yes"},
        {"actor": "  "},
        {"actor": "…"},
        {"actor": 7},
        {"actor": ["a", 1]},
        {"text": "x" * 501},
        {"type": ["T"] * 101},
        {"sort": "colour"},
        {"limit": 0},
        {"offset": -1},
        {"cursor": "nonsense"},
        {"cursor": "WzEsMiwzXQ"},
    ],
)
def test_what_makes_no_sense_is_one_sentence(ledger, asked):
    with pytest.raises(UsageError, match=r"^[A-Z].*\.$"):
        ledger.events(**asked)


def test_a_program_may_ask_for_a_type_before_there_is_one(ledger):
    assert list(ledger.events(type="STRIKE-VOTE")) == []


def test_a_cursor_belongs_to_its_order(ledger):
    cursor = ledger.events(limit=1).page().next
    with pytest.raises(UsageError, match="belongs to the order '-when', not to 'type'"):
        ledger.events(limit=1, sort="type", cursor=cursor)


def words(sql):
    """The words of SQL; figures are signatures, which `test_a_text_has_all_bits_of_its_pieces` is about."""
    return {re.sub(r"\d+", "0", word) for word in sql.split()}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from(["actor", "source", "place", "text", "type", "outlet", "report"]), st.text(max_size=20)
    )
)
def test_values_are_never_part_of_the_sql(given_filters):
    try:
        sql, parameters = where(Filters.of(**given_filters), EVENT_COLUMNS)
    except UsageError:
        return
    harmless, _ = where(Filters.of(**dict.fromkeys(given_filters, "abcd")), EVENT_COLUMNS)
    assert sql.count("?") == len(parameters)
    assert words(sql) == words(harmless) or any(len(v) == 3 for v in given_filters.values())


@pytest.mark.parametrize("nasty", ["'; DROP TABLE events; --", "%", "_", "\\", "\x00", "a|b", "'"])
def test_nasty_values_find_nothing_and_break_nothing(ledger, nasty):
    for name in ("actor", "source", "place", "text", "type", "outlet", "report", "mode"):
        try:
            answer = ledger.events(**{name: nasty})
        except UsageError:
            continue
        assert answer.count() == 0
    assert triggers(ledger) == ALL


# Names


@pytest.mark.parametrize(
    ("name", "asked", "meant"),
    [
        ("Barack Obama", "obama", True),
        ("Bashar al-Assad", "Al Assad", True),
        ("Recep Tayyip Erdoğan", "erdogan", True),
        ("USA Today", "USA", False),
        ("Romania", "oman", False),
        ("a | b", "a b", True),
    ],
)
def test_names_are_compared_word_by_word(name, asked, meant):
    assert any(piece in fold_cells([("XXX", "", name)]) for piece in matches(asked)) is meant


@given(st.text(), st.text())
def test_any_name_can_be_folded(name, sectors):
    folded = fold_cells([("USA", sectors, name)])
    assert folded.startswith("| =usa")
    asked = matches(name)
    assert not asked or len(name) > 40 or any(piece in folded for piece in asked)


@given(st.text(), st.text(), st.text())
def test_a_text_has_all_bits_of_its_pieces(before, piece, after):
    asked = text_sign(piece)
    assert text_sign(before + piece + after) & asked == asked
    assert text_sign((before + piece + after).upper()) & text_sign(piece.upper()) == text_sign(piece.upper())


@given(st.text(), st.text(min_size=1))
def test_folded_text_has_all_bits_of_what_is_found_in_it(name, asked):
    folded = fold_cells([("USA", "GOV MIL", name), (None, None, asked)])
    for piece in matches(asked):
        assert piece not in folded or sign(folded) & sign(piece) == sign(piece)


def test_case_and_signatures():
    assert text_sign("The KREMLIN") == text_sign("the kremlin") > 2**64
    assert text_sign("Cafés") == text_sign("CAF") > 0  # only ASCII counts
    assert text_sign("ab") == sign("") == 0


def test_signatures_are_stored_whole(ledger):
    cursor = ledger.connection().execute("SELECT sentence, sentence_sign, actor_fold, actor_sign FROM events")
    for sentence, sentence_sign, folded, actor_sign in cursor.fetchall():
        assert (sentence_sign, actor_sign) == (text_sign(sentence), sign(folded))


# Other forms of an answer


def test_a_relation_is_duckdbs(ledger):
    relation = ledger.events(type="ASSAULT", limit=2).relation()
    assert relation.aggregate("count(*)").fetchall() == [(2,)]
    assert "when_from" in relation.columns


def test_a_data_frame_needs_pandas(ledger):
    try:
        import pandas as pd  # noqa: F401
    except ImportError:
        with pytest.raises(UsageError, match="pip install pandas"):
            ledger.events().df()
    else:
        assert len(ledger.events().df()) == 5


def test_records_can_be_hashed_and_compared(ledger):
    assert len({*ledger.events(), *ledger.events()}) == 5


def test_rows_stream_in_chunks(tmp_path, monkeypatch):
    monkeypatch.setattr("histor.ledger.ledger._CHUNK", 7)
    with histor.open(tmp_path / "b.duckdb") as ledger:
        ledger.add(many(20))
        assert len({event.event for event in ledger.events()}) == 40
        assert len(list(ledger.events(limit=15))) == 15
        assert len(ledger.events(limit=15).page().rows) == 15


# SQL of the user's own


def test_sql_answers(ledger):
    answer = ledger.sql("SELECT type, count(*) AS n FROM events GROUP BY type ORDER BY type")
    assert answer.columns == ("type", "n")
    assert answer.rows == (("ASSAULT", 3), ("CONSULT", 1), ("MOBILIZE", 1))
    assert not answer.cut


def test_sql_is_cut_after_so_many_rows(ledger):
    answer = ledger.sql("FROM range(10)", rows=3)
    assert (answer.rows, answer.cut) == (((0,), (1,), (2,)), True)
    assert not ledger.sql("FROM range(3)", rows=3).cut


def test_sql_is_stopped_when_its_time_is_over(ledger):
    with pytest.raises(LedgerError, match=r"took longer than 0\.2 seconds"):
        ledger.sql("SELECT count(*) FROM range(10000000000) a, range(1000000)", seconds=0.2)
    assert ledger.sql("SELECT 1").rows == ((1,),)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "selec",
        "SELECT 1; SELECT 2",
        "DELETE FROM events",
        "CREATE TEMP TABLE t AS SELECT 1",
        "DROP VIEW times",
        "SET enable_external_access = true",
        "PRAGMA database_list",
        "ATTACH ':memory:' AS m",
        "INSTALL fts",
        "LOAD fts",
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        "EXPORT DATABASE '/tmp/out'",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/hostname'",
        "SELECT * FROM read_csv('https://example.com/a.csv')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM ledger_path",
        "SELECT getenv('HOME')",
        "SELECT error('\x1b[31m')",
        "SELECT 'a'::INTEGER",
        "\ud800",
        "SELECT " + "(" * 5000 + "1" + ")" * 5000,
        "SELECT 1 --" + "x" * 100_000,
    ],
)
def test_sql_reaches_nothing_but_the_ledger(ledger, question):
    ledger_path = [1]  # DuckDB takes names of variables for tables, where it is let  # noqa: F841
    with pytest.raises(histor.HistorError) as caught:
        ledger.sql(question)
    assert "\x1b" not in str(caught.value)
    assert str(caught.value)
    assert triggers(ledger) == ALL


@pytest.mark.parametrize(
    "value", ["DATE '290000-01-01'", "INTERVAL 3 MONTHS", "'infinity'::DATE", "1e400", "TIMESTAMP '290000-01-01'"]
)
def test_values_that_python_cannot_hold_are_no_reason_to_fail(ledger, value):
    try:
        ledger.sql(f"SELECT {value}")
    except UsageError as refused:
        said = str(refused)
    else:
        said = "taken as it is"
    assert said
