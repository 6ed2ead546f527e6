"""Exports: what each format holds, what it leaves out, and that the files are whole, harmless and the same each time."""

import csv
import hashlib
import io
import json
from collections import Counter

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from histor.errors import HistorError, UsageError
from histor.export import FORMATS, export
from histor.export.cells import cell, guarded, words
from histor.export.columns import TABLES, columns
from histor.export.dyads import NO_CAMEO, NOT_ACTUAL, NOT_AFFIRMED, Dyad, Side, dyads, number_of
from histor.export.gdelt import NAMES
from histor.ledger.tables import rows_of
from tests.cli.builder import Builder
from tests.export.make import HOSTILE, account, hostile


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("export")
    export([account(), hostile()], path, *FORMATS)
    return path


def table(path, delimiter=","):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def cells(text, mark):
    """The rows of a table as its dialect has them: tables with tabs know no quotes."""
    if mark == "\t":
        return [line.split(mark) for line in text.removesuffix("\n").split("\n")]
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))


def lines(path):
    return path.read_text(encoding="utf-8").splitlines()


# Columns


def test_columns_are_those_of_the_ledger_with_their_meanings():
    for name in TABLES:
        kept = {key for key in rows_of(account())[name][0] if not key.endswith(("_fold", "_sign")) and key != "text"}
        assert {column.name for column in columns(name)} == kept
        assert all(column.meaning and column.type for column in columns(name))


# Cells


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1", "'=1"),
        ("'tis", "''tis"),
        ("a\tb\r\nc", "a b c"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\u202eevil", "\\u202eevil"),
        ("plain = text", "plain = text"),
    ],
)
def test_text_cells_are_harmless(text, shown):
    assert words(text) == shown


@given(st.text())
def test_any_text_is_one_harmless_line(text):
    shown = words(text)
    assert not shown.startswith(("=", "+", "-", "@"))
    assert len(shown.splitlines()) <= 1
    assert "\t" not in shown
    assert "\x1b" not in shown


@given(st.text())
def test_the_guard_can_be_taken_off(text):
    shown = guarded(text)
    assert (shown.removeprefix("'")) == text


def test_numbers_are_not_guarded_and_null_is_empty():
    assert [cell(value) for value in (-9.5, 0, None, True, False)] == ["-9.5", "0", "", "true", "false"]
    assert cell(["=a", None, "b|c"]) == '["=a", null, "b|c"]'


# The formats


def test_csv_has_a_row_for_each_event_voice_and_report(folder):
    events = table(folder / "events.csv")
    assert [event["type"] for event in events] == ["ASSAULT", "ASSAULT", "CONSULT", "ASSAULT", "ASSAULT"]
    first = events[0]
    assert list(first) == [column.name for column in columns("events")]
    assert json.loads(first["actor_names"]) == ["Turkey"]
    assert json.loads(first["chain"]) == ["Sample Herald"]
    assert (first["lat"], first["dead_min"], first["when_from"]) == ("35.9", "1", "2015-11-24")
    assert (events[1]["stance"], events[1]["status"]) == ("deny", "actual")
    assert len(table(folder / "voices.csv")) == 1
    reports = table(folder / "reports.csv")
    assert (reports[0]["title"], reports[0]["byline"]) == ("'=Plane", "'-A desk")
    assert "text" not in reports[0]


def test_parquet_holds_the_same_exactly(folder):
    path = folder / "events.parquet"
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT type, actor_names, when_from, dead_max, outlet FROM read_parquet(?)", [str(path)]
        )
        rows = found.fetchall()
        facts = dict(connection.execute("SELECT key, value FROM parquet_kv_metadata(?)", [str(path)]).fetchall())
    assert len(rows) == 5
    assert rows[0][:2] == ("ASSAULT", ["Turkey"])
    assert rows[0][2].isoformat() == "2015-11-24"
    assert rows[4][4] == HOSTILE  # binary data need no guard
    assert json.loads(facts[b"columns"])["stance"].startswith("stance of that voice")


def test_plover_lines_carry_voice_stance_and_status(folder):
    events = [json.loads(line) for line in lines(folder / "plover.jsonl")]
    shot, denied, met, threatened, _ = events
    assert (shot["event_type"], shot["event_mode"], shot["event_date"]) == ("ASSAULT", "aerial", "2015-11-24")
    assert shot["actors"] == [{"name": "Turkey", "country": "TUR", "sectors": ["GOV"]}]
    assert shot["histor"]["counts"] == {"dead": {"min": 1, "max": 1}}
    assert shot["histor"]["voice"] is None
    assert shot["histor"]["chain"] == [{"name": "Sample Herald", "stance": None}]
    assert denied["histor"]["voice"] == {"name": "Russia", "country": "RUS", "sectors": ["GOV"], "stance": "deny"}
    assert denied["histor"]["chain"][1] == {"name": "Russia", "stance": "deny"}
    assert met["event_date"] is None
    assert met["histor"]["when"]["from"] == "2015-10-01"
    assert threatened["histor"]["status"] == "hypothetical"
    assert threatened["actors"][0]["country"] is None


def test_geojson_has_the_events_with_coordinates(folder):
    found = json.loads((folder / "events.geojson").read_text(encoding="utf-8"))
    assert found["type"] == "FeatureCollection"
    (feature,) = found["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [36.06, 35.9]}
    assert feature["properties"]["place_precision"] == "town"


def test_an_empty_geojson_is_geojson(tmp_path):
    export([], tmp_path, "geojson")
    assert json.loads((tmp_path / "events.geojson").read_text()) == {"type": "FeatureCollection", "features": []}


def test_icews_has_facts_in_pairs(folder):
    rows = list(
        csv.DictReader(
            io.StringIO((folder / "icews.tsv").read_text(encoding="utf-8")), delimiter="\t", quoting=csv.QUOTE_NONE
        )
    )
    assert [(row["Source Name"], row["Target Name"]) for row in rows[:3]] == [
        ("Turkey", "Russian plane"),
        ("John Kerry", "'@Sergey Lavrov"),
        ("'@Sergey Lavrov", "John Kerry"),
    ]
    shot, met = rows[0], rows[1]
    assert (shot["Event Date"], shot["CAMEO Code"], shot["Intensity"]) == ("2015-11-24", "195", "-10.0")
    assert (shot["City"], shot["Country"], shot["Source Sectors"]) == ("Yayladağı", "Turkey", "Government")
    assert met["Event Date"] == ""  # October is no day
    assert (shot["Sentence Number"], met["Sentence Number"]) == ("1", "3")
    assert len({row["Event ID"] for row in rows}) == len(rows)


def test_gdelt_has_61_columns_and_no_header(folder):
    rows = [dict(zip(NAMES, line.split("\t"), strict=True)) for line in lines(folder / "gdelt.tsv")]
    assert len(NAMES) == 61
    shot, met = rows[0], rows[1]
    assert (shot["Day"], shot["MonthYear"], shot["Year"], shot["FractionDate"]) == (
        "20151124", "201511", "2015", "2015.8986",
    )  # fmt: skip
    assert (met["Day"], met["MonthYear"], met["Year"]) == ("", "201510", "2015")
    assert (shot["Actor1Code"], shot["Actor2Code"], shot["Actor2Type1Code"]) == ("TURGOV", "RUSMIL", "MIL")
    assert (shot["EventCode"], shot["EventBaseCode"], shot["EventRootCode"]) == ("195", "195", "19")
    assert (shot["ActionGeo_CountryCode"], shot["ActionGeo_Type"]) == ("TU", "4")
    assert (shot["IsRootEvent"], met["IsRootEvent"]) == ("1", "0")
    assert shot["DATEADDED"] == "20151125000000"


def test_what_a_format_cannot_hold_is_counted(tmp_path):
    found = export([account()], tmp_path, "icews", "gdelt", "geojson")
    left_out = {resource.path: resource.left_out for resource in found.resources}
    assert left_out["icews.tsv"] == left_out["gdelt.tsv"] == {NOT_ACTUAL: 1, NOT_AFFIRMED: 1}
    assert left_out["events.geojson"] == {"without coordinates": 3}


def test_a_fact_without_a_cameo_code_is_left_out(tmp_path):
    coded = Builder("Troops moved.", outlet="A").event("moved", "MOBILIZE", actor=("Troops",)).account
    assert export([coded], tmp_path, "icews").resources[0].left_out == {NO_CAMEO: 1}


def test_many_who_meet_do_not_make_endless_pairs():
    names = [f"State{number:03}" for number in range(60)]
    text = f"{', '.join(names)} met."
    (event,) = rows_of(Builder(text).event("met", "CONSULT", actor=tuple(names), cameo="040").account)["events"]
    pairs, more = dyads(event)
    assert len(pairs) == 100
    assert len(pairs) + more == 60 * 59


def test_nobody_acts_upon_himself_where_others_are_named():
    builder = Builder("Kerry told Lavrov.").event("told", "CONSULT", actor=("Kerry", "Lavrov"), recipient=("Lavrov",))
    (event,) = rows_of(builder.account)["events"]
    kerry, lavrov = Side("Kerry", None, ()), Side("Lavrov", None, ())
    assert dyads(event) == ([Dyad(kerry, lavrov)], 0)


def test_numbers_of_keys_fit_64_bits_and_differ():
    numbers = {number_of(f"{key:016x}.e1", pair) for key in range(50) for pair in range(10)}
    assert len(numbers) == 500
    assert max(numbers) < 2**63


# The whole


def test_the_package_describes_every_file(folder):
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["profile"] == "data-package"
    assert package["histor"] == {"reports": 2, "events": 5}
    listed = {resource["path"]: resource for resource in package["resources"]}
    assert set(listed) == {path.name for path in folder.iterdir()} - {"datapackage.json", "CODEBOOK.md"}
    for name, resource in listed.items():
        raw = (folder / name).read_bytes()
        assert resource["bytes"] == len(raw)
        assert resource["hash"] == f"sha256:{hashlib.sha256(raw).hexdigest()}"
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert len(set(fields)) == len(fields)
        if resource["profile"] == "tabular-data-resource":
            dialect = resource["dialect"]
            rows = cells(raw.decode(), dialect["delimiter"])
            if dialect["header"]:
                assert rows.pop(0) == fields
            assert len(rows) == resource["rows"]
            assert all(len(row) == len(fields) for row in rows)
            for row in rows:
                for field, value in zip(resource["schema"]["fields"], row, strict=True):
                    assert value == "" or reads_as(field["type"], value), (name, field, value)
    assert len({resource["name"] for resource in package["resources"]}) == len(listed)


def reads_as(kind, value):
    """Whether a cell is of a Frictionless type."""
    if kind == "boolean":
        return value in {"true", "false"}
    if kind == "array":
        return isinstance(json.loads(value), list)
    if kind == "date":
        return len(value) == 10
    return {"integer": int, "number": float, "string": str}[kind](value) is not None


def test_the_codebook_tells_of_every_column_type_and_loss(folder):
    text = (folder / "CODEBOOK.md").read_text(encoding="utf-8")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        assert f"### {resource['path']}" in text
        for field in resource["schema"]["fields"]:
            assert f"| {field['name']} | {field['type']} |" in text
    assert "| ASSAULT |" in text
    assert "GeoNames, CC BY 4.0" in text
    assert f"left out here, {NOT_AFFIRMED}: 1" in text


def test_the_same_accounts_give_the_same_bytes(folder, tmp_path):
    export([account(), hostile()], tmp_path, *FORMATS)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }


def test_hostile_text_makes_no_rows_cells_or_formulas(folder):
    for name, mark in (("events.csv", ","), ("reports.csv", ","), ("icews.tsv", "\t"), ("gdelt.tsv", "\t")):
        raw = (folder / name).read_text(encoding="utf-8")
        assert "\x1b" not in raw
        assert "\u202e" not in raw
        assert "\r" not in raw
        for row in cells(raw, mark):
            for value in row:
                assert not value.startswith(("=", "+", "@")), (name, value)
                assert not value.startswith("-") or reads_as("number", value)
    shown = [json.loads(line) for line in lines(folder / "plover.jsonl")][-1]
    assert shown["source"] == HOSTILE


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1), outlet=st.text())
def test_any_name_and_outlet_keep_the_files_readable(tmp_path, name, outlet):
    coded = Builder("They attacked it.", outlet=outlet).event("attacked", "ASSAULT", actor=("They",), cameo="190")
    exported = export(
        [coded.entity(name, "They", code="SYR").account], tmp_path, "plover", "csv", "icews", "gdelt", "geojson"
    )
    assert Counter(resource.rows for resource in exported.resources)[1] == 5
    assert len(table(tmp_path / "events.csv")) == 1
    assert [len(line.split("\t")) for line in lines_by_feed(tmp_path / "gdelt.tsv")] == [61]
    assert [len(line.split("\t")) for line in lines_by_feed(tmp_path / "icews.tsv")] == [20, 20]
    json.loads((tmp_path / "plover.jsonl").read_text(encoding="utf-8"))


def lines_by_feed(path):
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def test_a_failure_leaves_the_old_files(tmp_path):
    export([account()], tmp_path, "csv")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def broken():
        yield account()
        raise ValueError("boom")

    with pytest.raises(ValueError, match="boom"):
        export(broken(), tmp_path, *FORMATS)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_other_files_in_the_folder_stay(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    export([account()], tmp_path, "plover")
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("formats", [(), ("stata",)])
def test_an_unknown_format_is_refused_before_anything_is_written(tmp_path, formats):
    with pytest.raises(UsageError, match="plover, csv, parquet"):
        export([account()], tmp_path / "new", *formats)
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(HistorError, match="The export into"):
        export([account()], tmp_path / "file" / "below", "csv")
