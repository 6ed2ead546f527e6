"""A large language model in the place of the model: a fake endpoint that says what each test needs."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest
from click.testing import CliRunner

from histor.cli import main
from histor.errors import ReadError, UsageError
from histor.read import report_from_text
from histor.records import Coder
from histor.second import client as clients
from histor.second import opinion
from histor.second.answer import reply
from histor.second.client import Client, Endpoint, endpoint
from histor.second.opinion import second_opinion

TEXT = (
    "Iran’s ministry denied on Monday that it had sent troops to Syria. Rebels said that troops had left. "
    "“No troops were sent,” an aide added."
)
GOOD = {
    "voices": [
        {
            "sentence": 1,
            "cue": "denied",
            "source": ["Iran's ministry"],
            "content": ["that it had sent troops to Syria"],
            "to": [],
            "stance": "deny",
        },
        {"sentence": 2, "cue": "said", "source": ["Rebels"], "content": ["that troops had left"], "stance": "affirm"},
    ],
    "events": [
        {
            "sentence": 1,
            "trigger": "sent",
            "type": "MOBILIZE",
            "mode": "troops",
            "actor": ["it"],
            "place": ["Syria"],
            "time": ["Monday"],
            "status": "actual",
            "background": False,
        },
        {"sentence": 2, "trigger": "left", "type": "RETREAT", "mode": None, "actor": ["troops"], "status": "actual"},
    ],
}


def report():
    return report_from_text(TEXT, id="r", outlet="Sample Herald", published="2015-09-08")


@pytest.fixture
def server(monkeypatch):
    """Replies in their order, each (status, body); the last one again and again. ``asked`` is what came."""

    class Server(HTTPServer):
        asked: ClassVar[list] = []
        replies: ClassVar[list] = [(200, json.dumps(GOOD))]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            made.asked.append((self.path, dict(self.headers), body))
            replies = made.replies
            status, answer = replies.pop(0) if len(replies) > 1 else replies[0]
            if not isinstance(answer, bytes):
                answer = json.dumps({"choices": [{"message": {"content": answer}}]}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    made = Server(("127.0.0.1", 0), Handler)
    monkeypatch.setenv("HISTOR_LLM_URL", f"http://127.0.0.1:{made.server_port}/v1/")
    monkeypatch.setenv("HISTOR_LLM_MODEL", "sample-model")
    monkeypatch.setenv("HISTOR_LLM_KEY", "very-secret")
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def ask():
    client = Client(endpoint(), pause=0.01)
    try:
        return second_opinion(report(), client, Coder("1", "llm:sample-model", "plover-2.0"))
    finally:
        client.close()


def test_an_account_in_the_same_format_with_its_own_name(server):
    account = ask()
    assert account.coder.model == "llm:sample-model"
    assert [(v.cue.of(TEXT), v.stance) for v in account.voices] == [("denied", "deny"), ("said", "affirm")]
    sent, left = account.events
    assert (sent.trigger.of(TEXT), sent.type, sent.mode, sent.chain) == ("sent", "MOBILIZE", "troops", ("v1",))
    assert (sent.when.start, sent.when.precision) == ("2015-09-07", "day")
    assert [span.of(TEXT) for span in left.actor] == ["troops"]
    assert left.actor[0].start > TEXT.index("Rebels")  # the troops of its own sentence
    assert {event.confidence for event in account.events} == {0.5}


def test_the_endpoint_hears_the_rules_the_numbered_report_and_the_key(server):
    ask()
    [(path, headers, body)] = server.asked
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer very-secret"
    assert (body["model"], body["temperature"]) == ("sample-model", 0)
    assert "MOBILIZE" in body["messages"][0]["content"]
    assert body["messages"][1]["content"].startswith("[1] Iran’s ministry denied")
    assert "very-secret" not in repr(endpoint())


def test_what_does_not_hold_is_told_and_mended(server):
    wrong = json.loads(json.dumps(GOOD))
    wrong["events"][0]["type"] = "NOSUCH"
    server.replies = [(200, json.dumps(wrong)), (200, f"Here it is:\n```json\n{json.dumps(GOOD)}\n```")]
    assert len(ask().events) == 2
    told = server.asked[1][2]["messages"][-1]["content"]
    assert 'events 1: "type" must be one of' in told


def test_an_answer_that_stays_wrong_is_not_used(server):
    server.replies = [(200, "I cannot help with that.")]
    with pytest.raises(ReadError, match="cannot be used: The answer must be one JSON object"):
        ask()
    assert len(server.asked) == opinion.ROUNDS


def test_busy_endpoints_are_asked_again_and_refusals_are_not(server):
    server.replies = [(429, b""), (503, b"{}"), (200, json.dumps(GOOD))]
    assert len(ask().events) == 2
    server.asked.clear()
    server.replies = [(401, b"{}")]
    with pytest.raises(ReadError, match=r"gave no answer \(status 401\)"):
        ask()
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("body", "says"),
    [(b"no json", "not of OpenAI"), (b'{"choices": []}', "not of OpenAI"), (b"x" * 1_000_001, "too long")],
)
def test_answers_of_another_kind_are_one_sentence(server, body, says):
    server.replies = [(200, body)]
    with pytest.raises(ReadError, match=says):
        ask()


def test_nobody_there_is_one_sentence(monkeypatch):
    monkeypatch.setattr(clients, "TRIES", 2)
    client = Client(Endpoint("http://127.0.0.1:9", "m", None), pause=0.01)
    with pytest.raises(ReadError, match="gave no answer"):
        client.ask([], 1e18)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"trigger": "left"}, '"left" does not stand in its sentence'),
        ({"trigger": ""}, "missing, empty"),
        ({"trigger": "ent"}, '"ent" does not stand'),  # inside "sent"
        ({"actor": ["Moscow"]}, '"Moscow" does not stand in the report'),
        ({"sentence": 9}, '"sentence" must be a number from 1 to 3'),
        ({"sentence": True}, '"sentence" must be'),
        ({"mode": "weapons of war"}, '"mode" must be one of'),
        ({"status": "perhaps"}, '"status" must be one of'),
        ({"counts": {"lost": "2"}}, '"counts" may have'),
        ({"actor": {"a": 1}}, '"actor" must be a list'),
    ],
)
def test_each_frame_is_checked(change, fault):
    answer = {"voices": [], "events": [{**GOOD["events"][0], **change}]}
    found = reply(report(), json.dumps(answer))
    assert found.frames == 0
    [told] = found.faults
    assert fault in told


@pytest.mark.parametrize("text", ["", "[]", "null", "[" * 100_000, '{"voices": 1, "events": []}', '{"voices": []}'])
def test_an_answer_without_the_two_lists_holds_nothing(text):
    assert reply(report(), text).faults == ('The answer must be one JSON object with the lists "voices" and "events".',)


def test_long_reports_are_not_sent(server):
    long = report_from_text(f"{TEXT} " * 300, id="long")
    with pytest.raises(ReadError, match="longer than the 30,000 characters"):
        second_opinion(long, Client(endpoint()), Coder("", "", ""))
    assert server.asked == []


@pytest.mark.parametrize("url", ["", "ftp://a.example", "http://user:word@a.example/v1", "no address"])
def test_the_environment_must_name_an_endpoint(monkeypatch, url):
    monkeypatch.setenv("HISTOR_LLM_URL", url)
    monkeypatch.setenv("HISTOR_LLM_MODEL", "m")
    with pytest.raises(UsageError, match="HISTOR_LLM_URL"):
        endpoint()


def run(*arguments):
    return CliRunner().invoke(main, ["code", *arguments])


def test_the_command_prints_it_and_skips_with_a_reason(server, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    result = run("--coder", "llm", "--json", str(tmp_path / "a.txt"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout)["coder"]["model"] == "llm:sample-model"
    server.replies = [(403, b"{}")]
    result = run("--coder", "llm", str(tmp_path / "a.txt"))
    assert result.exit_code == 3
    assert "the endpoint of sample-model gave no answer (status 403)" in result.stderr
    assert "very-secret" not in result.output


@pytest.mark.parametrize(
    "option", [("--guideline", "polnear"), ("--engine", "ray"), ("--out", "lake"), ("--codebook", "x")]
)
def test_options_of_the_other_model_are_refused(server, option):
    result = run("--coder", "llm", *option, "no-such.txt")
    assert result.exit_code == 2
    assert f"--coder llm does not go with {option[0]}" in result.stderr


def test_without_an_endpoint_the_command_says_what_it_needs(monkeypatch):
    monkeypatch.delenv("HISTOR_LLM_URL", raising=False)
    result = run("--coder", "llm", "no-such.txt")
    assert result.exit_code == 2
    assert "--coder llm needs HISTOR_LLM_URL" in result.stderr
