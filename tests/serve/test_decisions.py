"""Deciding about incidents over HTTP: what is merged, split and kept apart, by whom, and what is refused."""

import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import duckdb
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

import histor
from histor.serve.app import create_app
from histor.serve.decision_asked import DecisionsAsked, IncidentDecisionRow, IncidentSaid, sent
from histor.serve.problems import Problem
from histor.serve.shelf import Shelf
from tests.serve.conftest import Client
from tests.serve.make import SCRIPT
from tests.serve.reader import Page
from tests.serve.test_openapi import answered_as_described

API, PAGE = "/api/v1/decisions", "/decisions"
HERE = {"Origin": "http://127.0.0.1:8765"}
DOCS = Path(__file__).parents[2] / "docs" / "review.md"


@pytest.fixture
def path(ledger_path, tmp_path):
    return shutil.copy(ledger_path, tmp_path / "a.duckdb")


def two(client):
    """The ids of two incidents."""
    rows = client.get("/api/v1/incidents?type=ASSAULT&limit=2").json()["rows"]
    return [row["incident"] for row in rows]


def events_of(client, id):
    told = client.get(f"/api/v1/incidents/{id}").json()
    return [f"{telling['report']}.{telling['event']}" for telling in told["tellings"]]


def post(client, body, **rest):
    return client.get(API, method="POST", json=body, **rest)


def merge(client, **more):
    one, other = two(client)
    return {"kind": "merge", "incident": one, "other": other, "by": "Anna", **more}


def code(response):
    return response.json()["error"]["code"]


def message(response):
    return response.json()["error"]["message"]


# Deciding


def test_two_incidents_are_merged_and_taken_apart_again(reviewing):
    one, other = two(reviewing)
    seen = [*events_of(reviewing, one), *events_of(reviewing, other)]
    before = reviewing.get(f"/incidents/{one}").headers["etag"]
    response = post(reviewing, merge(reviewing, seen=seen, note="one raid"))
    assert response.status_code == 201, response.text
    row = response.json()
    assert (row["number"], row["kind"], row["decided_by"], row["note"]) == (1, "merge", "Anna", "one raid")
    assert (row["undoes"], row["counts"], len(row["events"]), row["others"]) == (None, True, len(seen), [])
    assert row["histor"] == histor.__version__
    (merged,) = row["incidents"]
    assert sorted(events_of(reviewing, merged)) == sorted(seen)
    assert reviewing.get(f"/incidents/{merged}").headers["etag"] != before
    assert reviewing.get(API).json()["rows"] == [row]
    undone = post(reviewing, {"kind": "undo", "incident": merged, "number": 1, "by": "Bob", "note": "two raids"}).json()
    assert (undone["number"], undone["undoes"], undone["decided_by"], undone["counts"]) == (2, 1, "Bob", False)
    assert set(undone["incidents"]) == {one, other}
    assert reviewing.get(API).json()["rows"] == []
    history = reviewing.get(f"{API}.json?counting=false&total=true").json()
    assert [(each["number"], each["undoes"]) for each in history["rows"]] == [(2, 1), (1, None)]
    assert history["total"] == 2


def test_a_telling_is_split_off_and_two_are_kept_apart(reviewing):
    (merged,) = post(reviewing, merge(reviewing)).json()["incidents"]
    events = events_of(reviewing, merged)
    post(reviewing, {"kind": "undo", "incident": merged, "number": 1, "by": "Anna"}).raise_for_status()
    forbidden = post(reviewing, {"kind": "forbid", "incident": merged, "events": [events[0], events[-1]], "by": "Anna"})
    assert forbidden.status_code == 201, forbidden.text
    again = post(reviewing, merge(reviewing)).json()
    assert len(again["incidents"]) > 1  # what is forbidden holds against what is merged


def test_splitting_leaves_the_rest(reviewing, path):
    (merged,) = post(reviewing, merge(reviewing)).json()["incidents"]
    first, *rest = events_of(reviewing, merged)
    row = post(reviewing, {"kind": "split", "incident": merged, "events": [first], "by": "Anna"}).json()
    assert len(row["others"]) == len(rest)
    with histor.open(path) as ledger:
        assert ledger.incident(first)["id"] != ledger.incident(rest[0])["id"]
        assert [each.decision.kind for each in ledger.decisions_on(first)] == ["merge", "split"]


def test_decisions_come_page_by_page_and_by_incident(reviewing):
    (merged,) = post(reviewing, merge(reviewing)).json()["incidents"]
    post(reviewing, {"kind": "undo", "incident": merged, "number": 1, "by": "Anna"})
    post(reviewing, merge(reviewing))
    first = reviewing.get(f"{API}?counting=false&limit=2").json()
    second = reviewing.get(f"{API}?counting=false&limit=2&cursor={first['next']}").json()
    assert [row["number"] for row in first["rows"] + second["rows"]] == [3, 2, 1]
    assert second["next"] is None
    assert [row["number"] for row in reviewing.get(f"{API}?incident={merged}").json()["rows"]] == [3]
    elsewhere = reviewing.get("/api/v1/incidents?type=CONSULT&limit=1").json()["rows"][0]["incident"]
    assert reviewing.get(f"{API}?incident={elsewhere}&counting=false").json()["rows"] == []
    assert reviewing.get(f"{API}.csv").text.splitlines()[0] == ",".join(IncidentDecisionRow.model_fields)


def test_what_has_changed_since_it_was_looked_at_is_not_decided(reviewing):
    one, other = two(reviewing)
    seen = [*events_of(reviewing, one), *events_of(reviewing, other)]
    response = post(reviewing, merge(reviewing, seen=seen[:-1]))
    assert (response.status_code, code(response)) == (409, "overtaken")
    assert reviewing.get(f"{API}?counting=false").json()["rows"] == []


# What is refused


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "perhaps"}, "kind"),
        ({"by": ""}, "name of 1 to 100"),
        ({"by": "a\u202eb"}, "name of 1 to 100"),
        ({"note": "x" * 2001}, "note"),
        ({"incident": "incident-0000"}, "There is no incident"),
        ({"incident": "' OR 1=1 --"}, "incident"),
        ({"other": None}, "other is needed"),
        ({"other": "incident-ffff"}, "There is no incident"),
        ({"kind": "undo"}, "number is needed"),
        ({"kind": "undo", "number": 7}, "not about this incident"),
        ({"kind": "undo", "number": 2**31}, "number"),
        ({"kind": "split"}, "two events"),
        ({"kind": "split", "events": ["0000000000000000.e1"]}, "does not stand in this incident"),
        ({"kind": "forbid", "events": ["none", "neither"]}, "There is no event"),
        ({"admin": True}, "no parameter 'admin'"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(looking, change, said):
    response = post(looking, {**merge(looking), **change})
    assert (response.status_code, code(response)) == (400, "bad_request")
    assert said in message(response)
    assert looking.get(f"{API}?counting=false").json()["rows"] == []


def test_an_incident_is_not_merged_with_itself_and_does_not_lose_all(looking):
    one, _ = two(looking)
    assert "not with itself" in message(post(looking, merge(looking, other=one)))
    everything = {"kind": "split", "incident": one, "events": events_of(looking, one), "by": "Anna"}
    assert "must stay" in message(post(looking, everything))


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_pages_of_others_cannot_decide(looking, headers):
    response = post(looking, merge(looking), headers=headers)
    assert (response.status_code, code(response)) == (403, "wrong_origin")
    assert looking.get(PAGE, method="POST", data=merge(looking), headers=headers).status_code == 403
    assert looking.get(PAGE, method="POST", data=merge(looking)).status_code == 403
    assert post(looking, merge(looking), headers={"Content-Type": "text/plain"}).status_code == 415


def test_without_review_and_without_the_token_nothing_is_decided(client, path):
    for address in (API, PAGE):
        assert client.get(address, method="POST", json={}).status_code == 405
        assert client.get(address).status_code == 404
    one, _ = two(client)
    html = client.get(f"/incidents/{one}?do=merge&other={one}").text
    assert "One happening?" not in html
    assert "/decisions" not in html
    locked = Client(create_app(path, hosts=None, token="a-token-of-length", reviewer="Anna"))
    assert post(locked, merge(client)).status_code == 401
    assert post(locked, merge(client), headers={"Authorization": "Bearer a-token-of-length"}).status_code == 201


# One writer


_HOLD = """
import sys, histor
with histor.open(sys.argv[1]) as ledger:
    ledger.stats()
    print("held", flush=True)
    sys.stdin.read()
"""


def test_where_another_process_has_the_ledger_one_sentence_says_so(path):
    shelf = Shelf(path, wait=0.2)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", _HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        with shelf.reading() as ledger:
            events = [row.event for row in ledger.events(limit=2)]
        with pytest.raises(Problem) as raised, shelf.writing() as ledger:
            ledger.decide("merge", events)
        other.communicate()
    assert raised.value.code == "ledger_unavailable"
    assert raised.value.message == "Something else has the ledger open, so nothing was decided."
    with shelf.writing() as ledger:
        assert ledger.decide("merge", events).number == 1
    with shelf.reading() as ledger:
        assert len(ledger.decisions()) == 1
    shelf.close()


def test_where_the_ledger_cannot_be_written_one_sentence_says_so(reviewing, monkeypatch):
    body = merge(reviewing)
    connect = duckdb.connect

    def refused(path, read_only=False, **rest):
        if read_only:
            return connect(path, read_only=True, **rest)
        raise duckdb.IOException('IO Error: Cannot open file "a.duckdb": Read-only file system')

    monkeypatch.setattr(duckdb, "connect", refused)
    response = post(reviewing, body)
    assert (response.status_code, code(response)) == (503, "ledger_not_written")
    assert message(response) == "The ledger cannot be written, so nothing was decided."
    assert reviewing.get(API).status_code == 200


def test_who_reads_while_somebody_decides_waits_and_sees_it_whole(path):
    shelf = Shelf(path)
    with shelf.reading() as ledger:
        events = [row.event for row in ledger.events(limit=2)]
    counts: list[int] = []
    failed: list[Exception] = []

    def read():
        try:
            for _ in range(10):
                with shelf.reading() as ledger:
                    counts.append(len(ledger.decisions()))
        except Exception as error:  # noqa: BLE001  whatever it is, the test must hear of it
            failed.append(error)

    def decide():
        try:
            with shelf.writing() as ledger:
                ledger.decide("merge", events)
        except Exception as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=each) for each in (read, read, decide, read, decide, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert set(counts) <= {0, 1, 2}
    with shelf.reading() as ledger:
        assert [each.number for each in ledger.decisions()] == [1, 2]
    shelf.close()


def test_who_reads_too_long_is_not_waited_for_and_is_not_disturbed(path):
    shelf = Shelf(path, seconds=0.2, wait=0.1)
    with shelf.reading() as ledger:  # noqa: SIM117  one inside the other
        with pytest.raises(Problem) as raised, shelf.writing():
            pass
    assert raised.value.code == "ledger_unavailable"
    with shelf.reading() as ledger:
        assert ledger.stats().reports > 0
    shelf.close()


# The page, as a browser without scripts uses it


def shown(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.text
    Page(response.text)
    return response.text


def question(html):
    """The fields of the form that decides."""
    (form,) = re.findall(r'<form method="post" action="/decisions[^"]*">.*?</form>', html, re.S)
    return {tag["name"]: tag.get("value", "") for tag in Page(form).tags_of("input")}


def submit(client, form):
    return client.get(PAGE, method="POST", data=form, headers=HERE)


def after(client, response):
    assert response.status_code == 303, response.text
    return shown(client, response.headers["location"])


def test_merging_on_the_page_asks_first_and_is_taken_back_there(reviewing):
    one, other = two(reviewing)
    page = f"/incidents/{one}"
    for words in (other, f"http://127.0.0.1:8765/incidents/{other}?by=x", events_of(reviewing, other)[0]):
        html = shown(reviewing, f"{page}?{urlencode({'find': words})}")
        assert [tag["href"] for tag in Page(html).tags_of("a") if tag["href"].startswith(f"/incidents/{other}")]
    html = shown(reviewing, f"{page}?do=merge&other={other}&by=Bob")
    assert "become one incident" in Page(html).text
    assert reviewing.get(f"{API}?counting=false").json()["rows"] == []
    response = submit(reviewing, question(html) | {"note": "one raid"})
    html = after(reviewing, response)
    assert parse_qs(urlsplit(response.headers["location"]).query)["by"] == ["Bob"]
    assert "Bob: merged with another incident." in Page(html).text
    back = next(tag["href"] for tag in Page(html).tags_of("a") if tag.get("data-key") == "u")
    html = shown(reviewing, back)
    assert "will no longer count" in Page(html).text
    html = after(reviewing, submit(reviewing, question(html)))
    assert "Bob: taken back." in Page(html).text
    assert "one raid" in Page(html).text
    assert set(two(reviewing)) == {one, other}


def test_tellings_are_split_off_by_the_page(reviewing):
    (merged,) = post(reviewing, merge(reviewing)).json()["incidents"]
    events = events_of(reviewing, merged)
    page = f"/incidents/{merged}"
    html = shown(reviewing, page)
    boxes = [tag["value"] for tag in Page(html).tags_of("input") if tag.get("type") == "checkbox"]
    assert boxes == events
    assert "at least one must stay" in Page(shown(reviewing, f"{page}?do=split")).text
    assert "two tellings or more" in Page(shown(reviewing, f"{page}?do=forbid&event={events[0]}")).text
    everything = urlencode([("do", "split"), *(("event", event) for event in events)])
    assert "at least one must stay" in Page(shown(reviewing, f"{page}?{everything}")).text
    html = shown(reviewing, f"{page}?do=split&event={events[0]}")
    assert "1 telling will leave this incident" in Page(html).text
    html = after(reviewing, submit(reviewing, question(html)))
    assert "Anna: split off." in Page(html).text
    assert reviewing.get(API).json()["rows"][0]["kind"] == "split"


def test_where_it_changes_in_between_the_page_says_so(reviewing):
    one, other = two(reviewing)
    form = question(shown(reviewing, f"/incidents/{one}?do=merge&other={other}"))
    post(reviewing, merge(reviewing)).raise_for_status()
    response = submit(reviewing, form)
    assert response.status_code in {400, 409}
    assert "Traceback" not in response.text
    Page(response.text)


def test_what_holds_against_a_merger_is_said(reviewing):
    one, other = two(reviewing)
    pair = [events_of(reviewing, one)[0], events_of(reviewing, other)[0]]
    post(reviewing, {"kind": "forbid", "incident": one, "events": pair, "by": "Anna"}).raise_for_status()
    html = shown(reviewing, f"/incidents/{one}?do=merge&other={other}")
    assert "still stand apart" in Page(after(reviewing, submit(reviewing, question(html)))).text


def test_the_token_goes_from_page_to_page(path):
    locked = Client(create_app(path, hosts=None, token="a-token-of-length", reviewer="Anna"))
    token = "token=a-token-of-length"
    rows = locked.get(f"/api/v1/incidents?type=ASSAULT&limit=2&{token}").json()["rows"]
    one, other = (row["incident"] for row in rows)
    html = shown(locked, f"/incidents/{one}?do=merge&other={other}&{token}")
    (action,) = re.findall(r'action="(/decisions[^"]*)"', html)
    response = locked.get(action, method="POST", data=question(html), headers={"Origin": "http://127.0.0.1:8765"})
    assert response.headers["location"].count("token=") == 1
    assert after(locked, response)


def test_hostile_words_are_only_shown(reviewing, keys):
    report = keys[chr(120) + chr(34) + "><script>"]
    (row,) = reviewing.get(f"/api/v1/incidents?report={report}").json()["rows"]
    id = row["incident"]
    other = next(each for each in two(reviewing) if each != id)
    body = {"kind": "merge", "incident": id, "other": other, "by": '"><img src=x>', "note": f"{SCRIPT}\u202e"}
    (merged,) = post(reviewing, body).json()["incidents"]
    query = urlencode({"by": SCRIPT, "find": SCRIPT, "do": "merge", "other": SCRIPT, "done": "1"})
    page = Page(shown(reviewing, f"/incidents/{merged}?{query}"))
    assert not page.tags_of("img")
    assert {tag.get("src") for tag in page.tags_of("script")} <= {"/static/decide.js", *page.attributes("src")}
    assert all(src.startswith("/static/") for src in page.attributes("src"))
    assert not [name for _, given in page.tags for name in given if name.startswith("on")]
    assert "alert(1)" in page.text


_TEXT = st.text(max_size=40)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(do=st.sampled_from(["merge", "split", "forbid", "undo", "x", ""]), words=_TEXT, events=st.lists(_TEXT, max_size=3),
       number=st.one_of(st.just(""), st.integers(-1, 9).map(str), _TEXT))  # fmt: skip
def test_whatever_is_asked_of_the_page_it_answers(looking, do, words, events, number):
    one, _ = two(looking)
    query = [("do", do), ("other", words), ("find", words), ("by", words), ("number", number), ("done", number)]
    query = [(name, value) for name, value in [*query, *(("event", event) for event in events)] if value]
    response = looking.get(f"/incidents/{one}?{urlencode(query, errors='replace')}")
    assert response.status_code in {200, 400}
    Page(response.text)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(form=st.dictionaries(st.sampled_from([*IncidentSaid.model_fields, "token", "x"]), _TEXT))
def test_whatever_form_is_sent_it_decides_nothing_without_sense(looking, form):
    form.setdefault("x", "x")
    response = submit(looking, {name: value.encode("utf-8", "replace").decode() for name, value in form.items()})
    assert response.status_code == 400
    Page(response.text)
    assert set(sent(form)) <= set(IncidentSaid.model_fields)


# The documentation


@pytest.fixture(scope="module")
def page():
    return DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize("model", [IncidentSaid, IncidentDecisionRow, DecisionsAsked])
def test_every_field_is_documented_with_its_meaning(page, model):
    for name, field in model.model_fields.items():
        assert f"| `{name}` | {field.description} |" in page, name


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["sense", "nonsense"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_whatever_is_sent_is_answered_as_described(ledger_path, tmp_path, method, mode):
    path = shutil.copy(ledger_path, tmp_path / "a.duckdb")
    app = create_app(path, hosts=None, seconds=120, reviewer="Anna")
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    answered_as_described(schema[API][method], mode, 6)
