"""A large language model in the place of the model: a fake endpoint that says what each test needs."""

import json
import re
import threading
import time
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


def choice(message, finish_reason="stop"):
    """An answer as endpoints give it, with all that nobody reads."""
    answer = {"index": 0, "finish_reason": finish_reason, "logprobs": None, "message": {"role": "assistant", **message}}
    return json.dumps({"id": "a1", "model": "m", "choices": [answer], "usage": {"total_tokens": 9}}).encode()


@pytest.fixture
def server(monkeypatch):
    """Replies in their order, each (status, body) or (status, body, headers); the last one again and again.

    A body that is no bytes is the model's message, or its content. ``asked`` is what came.
    """

    class Server(HTTPServer):
        asked: ClassVar[list] = []
        replies: ClassVar[list] = [(200, json.dumps(GOOD))]
        wait = threading.Event()  # an answer is given once it is set

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            made.asked.append((self.path, dict(self.headers), body))
            replies = made.replies
            status, answer, *more = replies.pop(0) if len(replies) > 1 else replies[0]
            if not isinstance(answer, bytes):
                answer = choice({"content": answer})
            made.wait.wait()
            self.send_response(status)
            for name, value in more[0].items() if more else ():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    made = Server(("127.0.0.1", 0), Handler)
    made.wait.set()
    monkeypatch.setenv("HISTOR_LLM_URL", f"http://127.0.0.1:{made.server_port}/v1/")
    monkeypatch.setenv("HISTOR_LLM_MODEL", "sample-model")
    monkeypatch.setenv("HISTOR_LLM_KEY", "very-secret")
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.wait.set()
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


GIVEN = json.dumps(GOOD)


@pytest.mark.parametrize(
    "content",
    [
        f"```json\n{GIVEN}\n```",
        f"```json {GIVEN}```",
        f"```\n{GIVEN}",
        f"Sure! Here it is: {GIVEN}\nI hope that helps {{or not}}.",
        f'<think>\nIt has the form {{"voices": [], "events": []}}.\n</think>\n{GIVEN}',
        f'[{{"answer": {GIVEN}}}]',
        [{"type": "thinking", "thinking": []}, {"type": "text", "text": GIVEN}],
    ],
    ids=["fence", "fence on a line", "open fence", "words around", "thought", "wrapped", "parts"],
)
def test_the_answer_is_found_in_what_is_around_it(server, content):
    server.replies = [(200, content)]
    assert len(ask().events) == 2
    assert len(server.asked) == 1


def test_keys_that_nobody_asked_for_and_blanks_do_no_harm(server):
    answer = json.loads(GIVEN)
    answer["notes"] = "done"
    answer["events"][0] |= {"why": "it says so", "counts": {"dead": None, "injured": None}}
    answer["events"][1] |= {"mode": "", "background": None, "recipient": None}
    server.replies = [(200, choice({"content": json.dumps(answer), "reasoning_content": "hm", "tool_calls": []}))]
    assert len(ask().events) == 2
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"no json", "gave no answer (not of OpenAI's chat protocol)"),
        (b'{"choices": []}', "not of OpenAI"),
        (b'{"choices": [{"message": null}]}', "not of OpenAI"),
        (b'data: {"choices": [{"delta": {"content": "{"}}]}\n\ndata: [DONE]\n\n', "not of OpenAI"),
        (b'{"error": {"message": "No endpoints found.", "code": 404}}', "gave no answer (No endpoints found)"),
        (b"x" * 1_000_001, "too long"),
        (choice({"content": GIVEN[:300]}, "length"), "the answer was cut off: it may have 8,000 tokens"),
        (choice({"content": None, "reasoning_content": "Let me see"}, "length"), "the answer was cut off"),
        (choice({"content": ""}, "content_filter"), "the endpoint's filter held the answer back"),
        (choice({"content": None, "refusal": "I will not."}), "gave no answer (refused: I will not)"),
        (choice({"content": None}), "not of OpenAI"),
    ],
)
def test_answers_of_another_kind_are_one_sentence(server, body, says):
    server.replies = [(200, body)]
    with pytest.raises(ReadError, match=re.escape(says)):
        ask()
    assert len(server.asked) == 1


@pytest.mark.parametrize("content", ["", GIVEN[:300], f"{GIVEN[:-1]}"], ids=["nothing", "a piece", "no end"])
def test_an_answer_without_its_end_is_asked_for_again(server, content):
    server.replies = [(200, content), (200, GIVEN)]
    assert len(ask().events) == 2


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (
            b'{"error": {"message": "The model m does not exist.", "code": "model_not_found"}}',
            ": The model m does not exist",
        ),
        (b'{"error": "model m not found, try pulling it first"}', ": model m not found, try pulling it first"),
        (b'{"object": "error", "message": "too many tokens"}', ": too many tokens"),
        (b'[{"error": {"message": "not\\u202e yet"}}]', ": not\\u202e yet"),
        (b'{"detail": [{"loc": ["body"]}]}', ""),
        (b'{"error": {"message": "Incorrect API key provided: very-secret."}}', ": Incorrect API key provided: …"),
        (b"<html>", ""),
    ],
)
def test_what_the_endpoint_says_of_a_refusal_is_told(server, body, says):
    server.replies = [(404, body)]
    with pytest.raises(ReadError) as error:
        ask()
    assert str(error.value) == f"the endpoint of sample-model gave no answer (status 404{says})"


def test_settings_that_a_model_does_not_take_are_said_otherwise(server):
    server.replies = [
        (
            400,
            b'{"error": {"message": "Unsupported parameter: \'max_tokens\'. Use \'max_completion_tokens\' instead."}}',
        ),
        (400, b'{"error": {"message": "Unsupported value: \'temperature\' does not support 0 with this model."}}'),
        (200, '{"voices": []}'),
        (200, GIVEN),
    ]
    assert len(ask().events) == 2
    kept = [set(body) - {"model", "messages", "stream"} for _, _, body in server.asked]
    assert kept == [
        {"temperature", "max_tokens"},
        {"temperature", "max_completion_tokens"},
        {"max_completion_tokens"},
        {"max_completion_tokens"},  # it is not told twice
    ]


def test_what_was_answered_holds_where_mending_fails(server):
    wrong = json.loads(GIVEN)
    wrong["voices"] *= 2
    wrong["events"][0]["actor"] = ["Moscow"]
    server.replies = [(200, json.dumps(wrong)), (403, b"")]
    account = ask()
    assert [event.type for event in account.events] == ["RETREAT"]
    assert len(account.voices) == 2  # the same voice said twice is one


def test_a_busy_endpoint_is_left_alone_as_long_as_it_asks(server, monkeypatch):
    pauses = []

    class Never(threading.Event):
        def wait(self, timeout=None):
            pauses.append(timeout)
            return False

    client = Client(endpoint())
    client._closed = Never()
    server.replies = [(429, b"", {"Retry-After": "7"}), (503, b"", {"Retry-After": "0"}), (200, "x")]
    assert client.ask([], 1e18) == "x"
    assert pauses == [7.0, 2.0]
    server.replies = [(429, b'{"error": {"message": "Daily limit."}}', {"Retry-After": "86400"})]
    with pytest.raises(ReadError, match="status 429: Daily limit; it asks to be left alone for 86,400 s"):
        client.ask([], 1e18)
    assert len(server.asked) == 4
    server.replies = [(429, b"", {"Retry-After": "7"})]
    with pytest.raises(ReadError, match="status 429"):
        client.ask([], time.monotonic() + 6)  # the time for the report is over by then
    assert len(server.asked) == 5


def test_a_slow_endpoint_is_one_sentence(server, monkeypatch):
    monkeypatch.setattr(clients, "SECONDS", 0.1)
    monkeypatch.setattr(clients, "TRIES", 1)
    server.wait.clear()
    with pytest.raises(ReadError, match=r"gave no answer \(none within 0.1 s\)"):
        ask()


def test_nobody_waits_for_an_answer_once_it_is_closed(server):
    server.wait.clear()
    client = Client(endpoint())
    threading.Timer(0.3, client.close).start()
    with pytest.raises(ReadError, match="stopped"):
        client.ask([], 1e18)


def test_proxies_of_the_environment_are_not_used(server, monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert len(ask().events) == 2


def test_nobody_there_is_one_sentence(monkeypatch):
    monkeypatch.setattr(clients, "TRIES", 2)
    client = Client(Endpoint("http://127.0.0.1:9", "m", None), pause=0.01)
    with pytest.raises(ReadError, match=r"gave no answer \(it cannot be reached: .*refused"):
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
        ({"background": "true"}, '"background" must be true or false'),
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


@pytest.mark.parametrize(
    "url",
    ["", "ftp://a.example", "http://user:word@a.example/v1", "no address", "http://a.example:99999", "http://[::1"],
)
def test_the_environment_must_name_an_endpoint(monkeypatch, url):
    monkeypatch.setenv("HISTOR_LLM_URL", url)
    monkeypatch.setenv("HISTOR_LLM_MODEL", "m")
    with pytest.raises(UsageError, match="HISTOR_LLM_URL"):
        endpoint()


@pytest.mark.parametrize("key", ["ключ", "two\nlines"])
def test_a_key_that_no_header_can_hold_is_refused(server, monkeypatch, key):
    monkeypatch.setenv("HISTOR_LLM_KEY", key)
    with pytest.raises(UsageError, match="HISTOR_LLM_KEY must be one line of ASCII"):
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
