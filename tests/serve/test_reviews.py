"""Review over HTTP: what is taken and from whom, the queue, the page by forms; and what is refused."""

import re
import shutil
import threading
from dataclasses import fields
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import schemathesis
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from histor.code.counts import parse_count
from histor.errors import UsageError
from histor.plain import figure
from histor.review.desk import Part
from histor.review.facts import Looked, event_facts
from histor.review.queue import DOUBTS, Queued
from histor.review.records import Item
from histor.review.store import Store
from histor.serve import review_form
from histor.serve.app import create_app
from histor.serve.guard import LARGEST_BODY, LOOPBACK_NAMES
from histor.serve.review_asked import DecisionRow, QueueAsked, ReviewsAsked, Said
from tests.cli.builder import Builder
from tests.serve.conftest import Client
from tests.serve.make import SCRIPT
from tests.serve.reader import Page
from tests.serve.test_openapi import answered_as_described

API, PAGE = "/api/v1/reviews", "/review"
HERE = {"Origin": "http://127.0.0.1:8765"}
DOCS = Path(__file__).parents[2] / "docs" / "review.md"


@pytest.fixture
def path(ledger_path, tmp_path):
    return shutil.copy(ledger_path, tmp_path / "a.duckdb")


def said(key, verdict="accept", after=None, **rest):
    return {"verdict": verdict, "key": key, "by": "Anna", "after": after, **rest}


def post(client, body, **rest):
    return client.get(API, method="POST", json=body, **rest)


def code(response):
    return response.json()["error"]["code"]


def submit(client, form, headers=HERE, path=PAGE):
    return client.get(path, method="POST", data=form, headers=headers)


# Without --review


@pytest.mark.parametrize("path", [API, PAGE])
def test_without_review_nothing_is_taken(client, path):
    for method in ("POST", "PUT", "DELETE"):
        assert client.get(path, method=method, json={}).status_code == 405
    assert client.get(path).status_code == 404
    assert "/review" not in client.get("/ledger").text


# Taking decisions


def test_a_decision_is_kept_and_listed(reviewing, keys):
    key = f"{keys['syria']}.e1"
    response = post(reviewing, said(key, "correct", change={"status": "future"}, note="soon"))
    assert response.status_code == 201
    kept = response.json()
    assert (kept["was"]["status"], kept["became"], kept["by"]) == ("actual", {"status": "future"}, "Anna")
    assert reviewing.get(API).json()["rows"] == [kept]
    assert reviewing.get(f"{API}.json?report={keys['syria']}&kind=event&total=true").json()["total"] == 1
    assert reviewing.get(f"{API}?by=Bob").json()["rows"] == []
    assert reviewing.get(f"{API}.csv").text.splitlines()[1].startswith(kept["id"])
    assert reviewing.get(API).headers["cache-control"] == "no-store"


def test_history_is_there_page_by_page(reviewing, keys):
    key = f"{keys['syria']}.e1"
    ids: list[str] = []
    for verdict in ("accept", "reject", "ignore"):
        ids.insert(0, post(reviewing, said(key, verdict, after=ids[0] if ids else None)).json()["id"])
    start, end = reviewing.get(API).json()["rows"][0]["span"]
    address = f"{API}?report={keys['syria']}&start={start}&end={end}&counting=false&limit=2"
    first = reviewing.get(address).json()
    second = reviewing.get(f"{address}&{urlencode({'cursor': first['next']})}").json()
    assert [row["id"] for row in first["rows"] + second["rows"]] == ids
    assert second["next"] is None
    assert [row["id"] for row in reviewing.get(API).json()["rows"]] == ids[:1]


def test_undo_add_and_complete(reviewing, keys):
    report = keys["syria"]
    first = post(reviewing, said(f"{report}.e1", "reject")).json()
    undone = {"verdict": "undo", "undoes": first["id"], "by": "Anna", "after": first["id"]}
    assert post(reviewing, undone).status_code == 201
    assert reviewing.get(API).json()["rows"] == []
    text = reviewing.get(f"/api/v1/reports/{report}").json()["report"]["text"]
    at = text.index("concerned")
    new = {"verdict": "add", "report": report, "kind": "event", "span": [at, at + 9], "change": {"type": "REJECT"}}
    assert post(reviewing, {**new, "by": "Anna", "after": None}).status_code == 201
    whole = {"verdict": "complete", "report": report, "kind": "event", "by": "Anna", "after": None}
    assert "2 of the report's 2 events" in post(reviewing, whole).json()["error"]["message"]
    for number in (1, 2):
        post(reviewing, said(f"{report}.e{number}"))
    assert post(reviewing, whole).status_code == 201


def test_of_two_reviewers_who_saw_the_same_one_is_told(reviewing, keys, path):
    key = f"{keys['syria']}.e2"
    answers: list[int] = []

    def decide(name):
        answers.append(post(reviewing, said(key, "reject", by=name)).status_code)

    threads = [threading.Thread(target=decide, args=(name,)) for name in ("Anna", "Bob", "Cleo", "Dan")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [201, 409, 409, 409]
    assert Store(path).count() == 1
    late = post(reviewing, said(key))
    assert code(late) == "overtaken"
    assert "has decided on this since (reject)" in late.json()["error"]["message"]


# What is refused


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"verdict": "perhaps"}, "verdict"),
        ({"by": ""}, "name of 1 to 100"),
        ({"by": "x" * 101}, "by"),
        ({"by": "a\u202eb"}, "name of 1 to 100"),
        ({"note": "x" * 2001}, "note"),
        ({"after": "zzz"}, "after"),
        ({"key": "0000000000000000.e1"}, "no report"),
        ({"key": "' OR 1=1 --"}, "no report"),
        ({"key": None}, "key is needed"),
        ({"change": {"status": "future"}}, "Only the verdict correct"),
        ({"verdict": "correct"}, "changes nothing"),
        ({"verdict": "correct", "change": {"status": "<script>"}}, "status must be"),
        ({"verdict": "correct", "change": {"actor": [[0, 99999999]]}}, "actor must be"),
        ({"verdict": "correct", "change": []}, "change"),
        ({"verdict": "undo"}, "undoes is needed"),
        ({"verdict": "add"}, "change is needed"),
        ({"verdict": "complete"}, "report is needed"),
        ({"admin": True}, "no parameter 'admin'"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(looking, keys, change, message):
    response = post(looking, {**said(f"{keys['syria']}.e1"), **change})
    assert (response.status_code, code(response)) == (400, "bad_request")
    assert message in response.json()["error"]["message"]
    assert looking.get(f"{API}?counting=false").json()["rows"] == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"3", b'"x"', b"\xff\xfe", b"[" * 30_000])
def test_bodies_that_are_no_decision_are_refused(looking, body):
    response = looking.get(API, method="POST", content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, code(response)) == (400, "bad_request")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8766"},
        {"Origin": "http://127.0.0.1:8765.evil.example"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://127.0.0.1:8765", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_pages_of_others_cannot_decide(looking, keys, headers):
    key = f"{keys['syria']}.e1"
    response = post(looking, said(key), headers=headers)
    assert (response.status_code, code(response)) == (403, "wrong_origin")
    assert submit(looking, said(key), headers).status_code == 403


def test_a_form_without_an_origin_is_refused_and_json_of_a_program_is_not(reviewing, keys):
    key = f"{keys['syria']}.e1"
    assert submit(reviewing, said(key), {}).status_code == 403
    assert post(reviewing, said(key)).status_code == 201
    assert (
        post(reviewing, said(f"{keys['syria']}.e2"), headers={"Sec-Fetch-Site": "same-origin", **HERE}).status_code
        == 201
    )


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_taken_by_the_api(looking, kind):
    response = looking.get(API, method="POST", content=b"{}", headers={"Content-Type": kind, **HERE})
    assert (response.status_code, code(response)) == (415, "wrong_type")


def test_only_forms_are_taken_by_the_page(looking):
    assert looking.get(PAGE, method="POST", json={}, headers=HERE).status_code == 415


def test_bodies_have_a_bound(looking, keys):
    for path in (API, PAGE):
        response = looking.get(path, method="POST", content=b"x" * (LARGEST_BODY + 1), headers=HERE)
        assert response.status_code == 413
        headers = {"Content-Type": "application/json", "Transfer-Encoding": "chunked", **HERE}
        assert looking.get(path, method="POST", content=b"{}", headers=headers).status_code == 413
        assert (
            looking.get(path, method="POST", content=b"", headers={"Content-Length": "-1", **HERE}).status_code == 413
        )
    assert looking.get(f"{API}.json", method="POST", json={}).status_code == 405
    assert looking.get(API, method="DELETE").headers["allow"] == "GET, HEAD, POST"


def test_other_names_and_missing_tokens_cannot_decide(path, keys):
    body = said(f"{keys['syria']}.e1")
    here = Client(create_app(path, hosts=LOOPBACK_NAMES, reviewer="Anna"))
    assert post(here, body, headers={"Host": "evil.example"}).status_code == 421
    locked = Client(create_app(path, hosts=None, token="a-token-of-length", reviewer="Anna"))
    assert post(locked, body).status_code == 401
    assert post(locked, body, headers={"Authorization": "Bearer a-token-of-length"}).status_code == 201


# The queue


def test_the_queue_goes_by_doubt_and_leaves_out_what_was_decided(reviewing):
    rows = reviewing.get("/api/v1/queue?limit=1000").json()["rows"]
    assert [row["doubt"] for row in rows] == sorted((row["doubt"] for row in rows), reverse=True)
    post(reviewing, said(rows[0]["event"]))
    after = reviewing.get("/api/v1/queue?limit=1000&total=true").json()
    assert after["rows"] == rows[1:]
    assert after["total"] == len(rows) - 1
    assert [r["event"] for r in reviewing.get("/api/v1/queue?state=decided").json()["rows"]] == [rows[0]["event"]]
    assert {r["type"] for r in reviewing.get("/api/v1/queue?type=MOBILIZE").json()["rows"]} == {"MOBILIZE"}
    assert reviewing.get("/api/v1/queue.csv?limit=1").text.splitlines()[0].startswith("event,report,doubt,why")


@pytest.mark.parametrize("query", ["sort=type", "state=x", "cursor=x", "nothing=1", "limit=0"])
def test_questions_to_the_queue_that_make_no_sense(looking, query):
    assert code(looking.get(f"/api/v1/queue?{query}")) == "bad_request"


@pytest.mark.parametrize("query", ["start=3", "cursor=x", "cursor=9~9", "report=x", "verdict=x", "counting=x", "x=1"])
def test_questions_about_decisions_that_make_no_sense(looking, query):
    assert code(looking.get(f"{API}?{query}")) == "bad_request"


# The page, as a browser without scripts uses it


def inputs(html, verdict):
    """The hidden fields of the first form that has a button for ``verdict``, with those that are written into."""
    form = next(part for part in re.findall(r"<form.*?</form>", html, re.S) if f'value="{verdict}"' in part)
    page = Page(form)
    found = {tag["name"]: tag.get("value", "") for tag in page.tags_of("input") if tag.get("type") != "checkbox"}
    for name, body in re.findall(r'<textarea name="(\w+)"[^>]*>\n(.*?)</textarea>', form, re.S):
        found[name] = Page(f"<p>{body}</p>").text.removesuffix(" ")
    for name, body in re.findall(r'<select name="(\w+)">(.*?)</select>', form, re.S):
        found[name] = next((t["value"] for t in Page(body).tags_of("option") if "selected" in t), "")
    return {**found, "verdict": verdict}


def page_of(client, address=PAGE):
    response = client.get(address)
    assert response.status_code == 200, response.text
    Page(response.text)
    return response.text


def key_on(html):
    return inputs(html, "accept")["key"]


def test_the_page_shows_the_most_doubtful_event_and_goes_on(reviewing):
    rows = reviewing.get("/api/v1/queue?limit=3").json()["rows"]
    html = page_of(reviewing)
    assert key_on(html) == rows[0]["event"]
    following = next(tag["href"] for tag in Page(html).tags_of("a") if tag.get("data-key") == "n")
    assert key_on(page_of(reviewing, following)) == rows[1]["event"]
    response = submit(reviewing, inputs(html, "reject"))
    assert response.status_code == 303
    after = page_of(reviewing, response.headers["location"])
    assert key_on(after) == rows[1]["event"]
    assert "Anna: reject" in Page(after).text


def test_undo_leads_back(reviewing):
    html = page_of(reviewing)
    first = key_on(html)
    after = page_of(reviewing, submit(reviewing, inputs(html, "accept")).headers["location"])
    back = submit(reviewing, inputs(after, "undo")).headers["location"]
    assert key_on(page_of(reviewing, back)) == first
    assert reviewing.get(API).json()["rows"] == []


def test_where_somebody_else_was_faster_the_page_says_so(reviewing):
    form = inputs(page_of(reviewing), "accept")
    post(reviewing, said(form["key"], "reject", by="Bob"))
    response = submit(reviewing, form)
    assert response.status_code == 409
    assert "Bob has decided on this since (reject)" in Page(response.text).text


def test_a_correction_by_the_form_keeps_what_was_not_touched(reviewing, keys):
    address = f"{PAGE}?key={keys['syria']}.e1"
    form = inputs(page_of(reviewing, address), "correct")
    assert "changes nothing" in Page(submit(reviewing, form).text).text
    form |= {"status": "future", "recipient": "Syria", "who": form["who"] + "\nSyria = Syrian Arab Republic; SYR; GOV"}
    form |= {"when_from": "2015-09-07", "when_to": "2015-09-08", "when_precision": "", "where_name": "Latakia"}
    form |= {"where_country": "SYR", "where_lat": "35.5", "where_lon": "35.8"}
    response = submit(reviewing, form)
    assert response.status_code == 303
    assert parse_qs(urlsplit(response.headers["location"]).query)["key"] == [f"{keys['syria']}.e1"]
    became = reviewing.get(API).json()["rows"][0]["became"]
    assert set(became) == {"status", "recipient", "who", "when", "where"}
    assert became["when"] == {"from": "2015-09-07", "to": "2015-09-08", "precision": "range"}
    assert became["where"]["precision"] == "town"
    again = inputs(page_of(reviewing, address), "correct")
    assert (again["status"], again["where_name"]) == ("future", "Latakia")


def test_figures_are_corrected_by_the_form(reviewing, keys):
    address = f"{PAGE}?key={keys['kunduz']}.e1"
    form = inputs(page_of(reviewing, address), "correct")
    text = reviewing.get(f"/api/v1/reports/{keys['kunduz']}").json()["report"]["text"]
    assert form["dead"] == f"0-1 {text[0]} = 22"
    words = text.split()[0]
    form |= {"dead": "", "injured": f"{words} = 1,200 or more", "arrested": f"0-3 {text[:3]} = 10 to 12"}
    assert submit(reviewing, form).status_code == 303
    became = reviewing.get(API).json()["rows"][0]["became"]
    start = text.index(words)
    assert became == {
        "counts": {
            "injured": {"span": [start, start + len(words)], "min": 1200, "max": None},
            "arrested": {"span": [0, 3], "min": 10, "max": 12},
        }
    }
    assert "= 1,200 or more" in inputs(page_of(reviewing, address), "correct")["injured"]


def test_a_figure_without_a_number_is_read_from_its_words():
    account = Builder("Police said at least 12 people were killed.").event("killed", "ASSAULT").account
    looked = Looked(account)
    facts = event_facts(account.events[0], looked)
    item = Item("0" * 16, account.report.sha256, "event", account.events[0].trigger)
    part = Part(account, account.events[0], item, facts, "killed", None)
    read = review_form.read({**review_form.written(facts, account.report.text), "dead": "at least 12 people"}, part)
    assert read["counts"] == {"dead": {"span": [12, 30], "min": 12, "max": None}}
    with pytest.raises(UsageError, match="A figure is written as"):
        review_form.read({**review_form.written(facts, account.report.text), "dead": "Police"}, part)


_PEOPLE = st.integers(0, 10**10)


@settings(max_examples=200)
@given(st.one_of(st.tuples(_PEOPLE, st.none()), st.tuples(st.none(), _PEOPLE), st.tuples(_PEOPLE, _PEOPLE).map(sorted)))
def test_what_the_form_writes_of_a_figure_it_reads(bounds):
    low, high = bounds
    low = 0 if high == 0 else low  # as it is kept
    assert parse_count(figure(low, high)) == (low, high)


def test_a_voice_is_corrected_by_its_form(reviewing, keys):
    form = inputs(page_of(reviewing, f"{PAGE}?key={keys['nested']}.v3"), "correct")
    response = submit(reviewing, form | {"stance": "deny", "inside": ""})
    assert response.status_code == 303, response.text
    assert reviewing.get(API).json()["rows"][0]["became"] == {"stance": "deny", "inside": None}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"actor": "Nobody of that name"}, "no words"),
        ({"actor": "999999-9999999"}, "no words"),
        ({"who": "Russia"}, "Who is meant is written"),
        ({"dead": "Russia = unknown"}, "A figure is written as"),
        ({"dead": "Russia"}, "A figure is written as"),
        ({"injured": "Nobody of that name = 3"}, "no words"),
        ({"arrested": "99999-999999 = 3"}, "no words"),
        ({"displaced": "Russia = 12 to 10"}, "A figure is written as"),
        ({"where_name": "x", "where_lat": "north"}, "must be numbers"),
        ({"when_from": "2015"}, "YYYY-MM-DD"),
        ({"type": ""}, "type must be"),
        ({"verdict": "<script>"}, "verdict"),
    ],
)
def test_a_form_that_cannot_be_understood_is_refused_with_a_sentence(looking, keys, change, message):
    form = inputs(page_of(looking, f"{PAGE}?key={keys['syria']}.e1"), "correct") | change
    response = submit(looking, form)
    assert response.status_code == 400
    assert message in Page(response.text).text


def test_a_missed_event_is_added_and_a_report_is_called_complete_by_forms(reviewing, keys):
    address = f"{PAGE}?key={keys['suva']}.e1"
    form = inputs(page_of(reviewing, address), "add") | {"words": "was there", "type": "CONSULT"}
    assert submit(reviewing, form).status_code == 303
    submit(reviewing, inputs(page_of(reviewing, address), "accept"))
    assert submit(reviewing, inputs(page_of(reviewing, address), "complete")).status_code == 303
    assert "none is missing." in Page(page_of(reviewing, address)).text
    assert {row["verdict"] for row in reviewing.get(API).json()["rows"]} == {"add", "accept", "complete"}


def test_filters_order_and_name_go_from_page_to_page(reviewing):
    html = page_of(reviewing, f"{PAGE}?type=ASSAULT&sort=random&by=Bob")
    response = submit(reviewing, inputs(html, "accept"))
    query = parse_qs(urlsplit(response.headers["location"]).query)
    assert (query["type"], query["sort"], query["by"]) == (["ASSAULT"], ["random"], ["Bob"])
    assert reviewing.get(API).json()["rows"][0]["by"] == "Bob"


def test_the_token_goes_from_page_to_page(path):
    locked = Client(create_app(path, hosts=None, token="a-token-of-length", reviewer="Anna"))
    html = page_of(locked, f"{PAGE}?token=a-token-of-length")
    form = inputs(html, "accept")
    (action,) = re.findall(r'action="(/review[^"]*)" class="decide"', html)
    location = submit(locked, form, path=action).headers["location"]
    assert location.count("token=") == 1
    assert page_of(locked, location)


def test_when_nothing_is_left_the_page_says_so(reviewing):
    html = page_of(reviewing, f"{PAGE}?type=AID")
    assert "Nothing is left to be reviewed with these filters." in Page(html).text


def test_hostile_text_and_notes_are_only_shown(reviewing, keys):
    key = f"{keys[chr(120) + chr(34) + '><script>']}.e1"
    post(reviewing, said(key, "ignore", note=f"{SCRIPT}\u202e", by='"><img src=x>')).raise_for_status()
    html = page_of(reviewing, f"{PAGE}?key={key}&by=%22%3E%3Cscript%3E")
    page = Page(html)
    assert {tag.get("src") for tag in page.tags_of("script")} <= {"/static/review.js", *page.attributes("src")}
    assert all(src.startswith("/static/") for src in page.attributes("src"))
    assert not page.tags_of("img")
    assert not [name for _, given in page.tags for name in given if name.startswith("on")]
    assert "alert(1)" in page.text
    assert "\u202e" not in html.replace('data-code="U+202E">\u202e<', "")
    assert all(not href.startswith("javascript:") for href in page.attributes("href") if href)


def test_script_and_style_of_the_page_are_there(reviewing):
    for file in ("review.js", "review.css"):
        assert reviewing.get(f"/static/{file}").status_code == 200
    assert reviewing.get("/static/review.js").headers["content-type"].startswith("text/javascript")


# The documentation


@pytest.fixture(scope="module")
def page():
    return DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize("model", [Said, DecisionRow, ReviewsAsked])
def test_every_field_is_documented_with_its_meaning(page, model):
    for name, field in model.model_fields.items():
        assert f"| `{name}` | {field.description} |" in page, name


def test_the_queue_is_documented(page):
    for name in ("sort", "state"):
        assert f"| `{name}` | {QueueAsked.model_fields[name].description} |" in page
    for item in fields(Queued):
        assert f"`{item.name}`" in page
    for reason, (weight, _) in DOUBTS.items():
        assert f"| {reason} | {weight:g} |" in page


def test_the_api_describes_itself(looking):
    described = looking.get("/api/v1/openapi.json").json()
    assert set(described["paths"][API]) == {"get", "post"}
    assert "/api/v1/queue" in described["paths"]
    assert "HTTPValidationError" not in described["components"]["schemas"]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["sense", "nonsense"])
@pytest.mark.parametrize(("name", "method"), [("queue", "GET"), ("reviews", "GET"), ("reviews", "POST")])
def test_whatever_is_sent_is_answered_as_described(ledger_path, tmp_path, name, method, mode):
    path = shutil.copy(ledger_path, tmp_path / "a.duckdb")
    app = create_app(path, hosts=None, seconds=120, reviewer="Anna")
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    answered_as_described(schema[f"/api/v1/{name}"][method], mode, 6)
