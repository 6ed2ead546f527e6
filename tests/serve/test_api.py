"""The API: rows, pages, forms, tags, and its one shape of errors."""

import base64
import csv
import io
import json
import time
from dataclasses import fields
from urllib.parse import quote

import pytest

import histor
from histor.accounts import dumps
from histor.errors import LedgerError
from histor.ledger.ask import KINDS
from histor.ledger.keys import report_key
from histor.serve.app import create_app
from histor.serve.guard import LOOPBACK_NAMES
from histor.serve.problems import KINDS as PROBLEMS
from tests.ledger.make import kunduz, many, three
from tests.serve.conftest import Client
from tests.serve.make import hostile, nested


def table(response):
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


# Rows and pages


@pytest.mark.parametrize("name", KINDS)
def test_rows_are_those_of_the_ledger(client, ledger_path, name):
    with histor.open(ledger_path) as ledger:
        known = [{f.name: getattr(row, f.name) for f in fields(row)} for row in ledger.ask(name)]
    body = client.get(f"/api/v1/{name}?limit=1000&total=true").json()
    assert body == {"rows": json.loads(json.dumps(known)), "next": None, "total": len(known)}
    assert client.get(f"/api/v1/{name}.json?limit=1000&total=true").json() == body


@pytest.mark.parametrize(
    ("name", "sort"), [("events", ""), ("events", "&sort=country"), ("actors", ""), ("actors", "&sort=-first")]
)
def test_pages_together_are_the_whole(client, name, sort):
    whole = client.get(f"/api/v1/{name}?limit=1000{sort}").json()["rows"]
    seen, cursor = [], ""
    for _ in range(len(whole)):
        page = client.get(f"/api/v1/{name}?limit=11{sort}{cursor}").json()
        seen += page["rows"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == whole


def test_csv_has_the_same_rows_and_a_link_to_the_next_page(client):
    rows = client.get("/api/v1/events?limit=5").json()["rows"]
    response = client.get("/api/v1/events.csv?limit=5")
    found = table(response)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="events.csv"'
    assert [row["event"] for row in found] == [row["event"] for row in rows]
    assert [json.loads(row["chain"]) for row in found] == [row["chain"] for row in rows]
    following = response.headers["link"].partition(">")[0].removeprefix("<")
    assert table(client.get(following))[0]["event"] == client.get("/api/v1/events?limit=6").json()["rows"][5]["event"]


def test_a_spreadsheet_computes_nothing(client):
    titles = [row["title"] for row in table(client.get("/api/v1/reports.csv?limit=1000"))]
    assert any(title.startswith("'=1+1") for title in titles)
    assert not any(title.startswith("=") for title in titles)


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("actor=USA", 2),
        ("actor=fiji&actor=USA", 3),
        ("actor=fiji&recipient=nobody", 0),
        ("place=kunduz", 1),
        ("type=consult", 1),
        ("stance=doubt", 1),
        ("since=2016&until=2016-09", 1),
        ("background=true", 1),
        ("bbox=60,30,70,40", 1),
        ("text=HELD%20TALKS", 1),
        ("min_confidence=0.3&outlet=usa%20today", 1),
    ],
)
def test_filters_are_those_of_the_ledger(client, query, number):
    assert client.get(f"/api/v1/events?total=true&{query}").json()["total"] == number


def test_an_account_comes_as_it_was_coded(client, keys):
    response = client.get(f"/api/v1/reports/{keys['kunduz']}.json")
    assert response.text == dumps(kunduz())
    assert client.get(f"/api/v1/reports/{report_key(kunduz().report)}").text == dumps(kunduz())


def test_an_account_as_csv_is_its_events(client, keys):
    assert [row["id"] for row in table(client.get(f"/api/v1/reports/{keys['kunduz']}.csv"))] == ["e1", "e2"]


def test_stats_count_all(client):
    found = client.get("/api/v1/stats").json()
    accounts = [*three(), nested(), hostile(), *many(30)]
    assert found["reports"] == len(accounts)
    assert found["events"] == sum(len(account.events) for account in accounts) == sum(found["types"].values())
    assert found["coders"] == [{"histor": "0", "model": "test", "codebook": "plover-2.0", "reports": len(accounts)}]
    assert {row["name"]: row["value"] for row in table(client.get("/api/v1/stats.csv"))}["reports"] == str(
        len(accounts)
    )


# Search


def test_what_did_somebody_say_about_something(client):
    found = client.get("/api/v1/search?q=DOCTORS&in=quotations&source=nobody&total=true").json()
    assert found["total"] == 0
    found = client.get("/api/v1/search?q=DOCTORS&in=quotations&source=USA").json()["rows"]
    assert [(hit["who"], hit["outlet"], hit["title"]) for hit in found] == [
        ("United States Armed Forces", "Sample Wire", "Hospital bombed")
    ]
    assert found[0]["excerpt"][found[0]["start"] : found[0]["end"]] == "doctors"


@pytest.mark.parametrize("where", ["events", "quotations", "reports"])
def test_a_hit_shows_where_it_was_found(client, where):
    rows = client.get(f"/api/v1/search?q=the&in={where}&limit=1000").json()["rows"]
    assert rows
    for hit in rows:
        assert hit["kind"] == where
        assert hit["key"].startswith(hit["report"])
        if hit["end"] > hit["start"]:
            assert hit["excerpt"][hit["start"] : hit["end"]].lower() == "the"


def test_a_hit_in_the_title_alone_shows_how_the_text_begins(client):
    (hit,) = client.get("/api/v1/search?q=hospital%20bombed&in=reports").json()["rows"]
    assert (hit["start"], hit["end"]) == (0, 0)
    assert hit["excerpt"].startswith("KUNDUZ")


# Tags


@pytest.mark.parametrize("path", ["/", "/events", "/api/v1/events", "/api/v1/events.csv", "/api/v1/stats"])
def test_what_the_client_has_is_not_sent_again(client, path):
    first = client.get(path)
    for given in (first.headers["etag"], f'"x", W/{first.headers["etag"]}', "*"):
        again = client.get(path, headers={"If-None-Match": given})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def added(path, accounts):
    """Add ``accounts`` as soon as the server has let the ledger go."""
    until = time.monotonic() + 120
    while True:
        try:
            return histor.open(path).add(accounts)
        except LedgerError:
            assert time.monotonic() < until
            time.sleep(0.2)


def test_tags_differ_by_question_and_change_with_the_ledger(tmp_path):
    path = tmp_path / "a.duckdb"
    histor.open(path).add(three())
    client = Client(create_app(path, hosts=LOOPBACK_NAMES))
    asked = ["/api/v1/events", "/api/v1/events.csv", "/api/v1/events?limit=2", "/api/v1/voices", "/events"]
    before = [client.get(each).headers["etag"] for each in asked]
    assert len(set(before)) == len(asked)
    added(path, many(1))
    assert not {client.get(each).headers["etag"] for each in asked} & set(before)


# Errors

HOSTILE = [
    "actor=%00",
    "actor=",
    "actor=%20",
    "actor=" + "x" * 501,
    "&".join(["actor=x"] * 101),
    "limit=0",
    "limit=1001",
    "limit=-1",
    "limit=1e3",
    "limit=" + "9" * 400,
    "limit=NaN",
    "offset=1",
    "sort=nothing",
    "sort=--when",
    "sort=when;DROP TABLE events",
    "cursor=x",
    "cursor=%00",
    "cursor=" + "A" * 4001,
    "cursor=é",
    "bbox=1,2,3",
    "bbox=nan,nan,nan,nan",
    "bbox=inf,0,0,0",
    "bbox=" + ",".join(["9" * 30] * 4),
    "since=0000",
    "since=2015-13",
    "since=2015-02-30",
    "since=99999",
    "since=٢٠١٥",
    "until=x",
    "min_confidence=2",
    "min_confidence=nan",
    "min_confidence=1e999",
    "status=maybe",
    "stance=%3Cscript%3E",
    "background=perhaps",
    "undated=2",
    "total=7",
    "unknown=1",
    "Actor=RUS",
    "%00=1",
    "%3Cscript%3E=1",
]


def cursor_of(*held):
    return base64.urlsafe_b64encode(json.dumps(held).encode()).decode().rstrip("=")


CURSORS = [
    cursor_of("-when", "2015-01-01"),
    cursor_of("when", "2015-01-01", "x"),
    cursor_of("-when", 1, "x"),
    cursor_of("-when", "2015-01-01", None),
    cursor_of("-when", "\ud800", "\ud800"),
    cursor_of([[[[[[]]]]]]),
    base64.urlsafe_b64encode(b"[" * 2_000).decode().rstrip("="),
]


def told(response):
    """The code of an error that has the one shape."""
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "hint"}
    assert all(isinstance(text, str) and text for text in body["error"].values())
    assert body["error"]["message"].isprintable()
    assert PROBLEMS[body["error"]["code"]].status == response.status_code
    assert response.headers["cache-control"] == "no-store"
    assert "Traceback" not in response.text
    return body["error"]["code"]


@pytest.mark.parametrize("query", [*HOSTILE, *(f"cursor={cursor}" for cursor in CURSORS)])
@pytest.mark.parametrize("path", ["/api/v1/events", "/api/v1/events.csv"])
def test_what_makes_no_sense_is_told_in_one_shape(client, path, query):
    assert told(client.get(f"{path}?{quote(query, safe='=&%,;')}")) == "bad_request"


@pytest.mark.parametrize(
    "query", ["", "q=", "q=%20", "q=x&in=everywhere", "in=events", "q=" + "x" * 501, "q=x&sort=when"]
)
def test_a_search_that_makes_no_sense_likewise(client, query):
    assert told(client.get(f"/api/v1/search?{query}")) == "bad_request"


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1",
        "/api/v1/",
        "/api/v2/events",
        "/api/v1/events.xml",
        "/api/v1/events/",
        "/api/v1/reports/0123456789abcdef",
        "/api/v1/reports/0123456789abcdef.csv",
        "/api/v1/reports/0123456789ABCDEF",
        "/api/v1/reports/..%2F..%2Fetc",
        "/api/v1/reports/%00",
        "/api/v1/openapi.yaml",
    ],
)
def test_what_is_not_there_likewise(client, path):
    assert told(client.get(path)) == "not_found"


@pytest.mark.parametrize(
    "query",
    [
        "actor=%F0%28%8C%28",
        "actor=%ED%A0%80",
        "actor=%27%20OR%201=1%20--",
        "text=%25",
        "text=_",
        "place=%5C",
        "text=%F0%9F%92%A9",
        "report=x%27",
        "actor=NULL",
    ],
)
def test_what_looks_like_sql_is_a_word(client, query):
    response = client.get(f"/api/v1/events?{query}")
    assert response.status_code in {200, 400}
    assert response.status_code == 400 or response.json()["rows"] == []


def test_an_empty_ledger_answers(tmp_path):
    path = tmp_path / "a.duckdb"
    histor.open(path).add([])
    ledger = histor.open(path)
    ledger.add(three())
    ledger.remove(*(account.report.id for account in three()))
    client = Client(create_app(path, hosts=LOOPBACK_NAMES))
    for name in KINDS:
        assert client.get(f"/api/v1/{name}").json() == {"rows": [], "next": None, "total": None}
    assert client.get("/").status_code == 200


def test_a_ledger_that_is_gone_is_unavailable(tmp_path):
    path = tmp_path / "secret-place" / "a.duckdb"
    client = Client(create_app(path, hosts=LOOPBACK_NAMES))
    response = client.get("/api/v1/events")
    assert told(response) == "ledger_unavailable"
    assert response.headers["retry-after"]
    assert "secret-place" not in response.text
    assert client.get("/events").status_code == 503


def test_a_fault_of_histor_s_own_is_told_without_its_words(ledger_path, monkeypatch, capsys):
    client = Client(create_app(ledger_path, hosts=LOOPBACK_NAMES))  # which has no answers kept

    def broken(*_):
        raise RuntimeError("with a secret in it")

    monkeypatch.setattr("histor.ledger.ledger.Ledger.stats", broken)
    response = client.get("/api/v1/stats")
    assert told(response) == "internal"
    page = client.get("/ledger")
    assert page.status_code == 500
    assert "secret" not in response.text + page.text
    assert "RuntimeError at /api/v1/stats" in capsys.readouterr().err


@pytest.mark.parametrize("name", [*KINDS, "incidents"])
def test_the_total_is_the_same_on_every_page(client, name):
    path = f"/api/v1/{name}?limit=1&total=true"
    first = client.get(path).json()
    after = client.get(f"{path}&cursor={first['next']}").json()
    assert first["rows"] != after["rows"]
    every = client.get(f"/api/v1/{name}?limit=1000").json()
    assert first["total"] == after["total"] == len(every["rows"]) > 1
    assert every["total"] is None
    assert client.get(f"/api/v1/{name}?report=nothing&total=true").json()["total"] == 0
