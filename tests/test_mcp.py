"""A ledger as assistants see it: tools that read, bounded, with sentences where they cannot answer."""

import json
import sys

import anyio
import pytest

import histor
from histor.errors import UsageError
from tests.ledger.make import three

pytest.importorskip("mcp", reason="the extra mcp is not installed: pip install 'histor[mcp]'")

from mcp import Client

from histor import mcp as ours


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    file = tmp_path_factory.mktemp("mcp") / "a.duckdb"
    histor.open(file).add(three())
    return file


@pytest.fixture
def ask(path):
    """One call of a tool through the SDK's own client: whether it failed, and the text."""

    def go(tool, **arguments):
        async def call():
            async with Client(ours.server(path, seconds=10)) as client:
                return await client.call_tool(tool, arguments)

        result = anyio.run(call)
        return bool(result.is_error), result.content[0].text

    return go


@pytest.fixture
def found(ask):
    def go(tool, **arguments):
        failed, text = ask(tool, **arguments)
        assert not failed, text
        return json.loads(text)

    return go


def test_the_tools_are_listed_as_reading_only(path):
    async def listed():
        async with Client(ours.server(path, seconds=10)) as client:
            return (await client.list_tools()).tools

    tools = anyio.run(listed)
    assert [tool.name for tool in tools] == [
        *("stats", "incidents", "incident", "events", "source", "compare", "reports", "report_text")
    ]
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)
    assert "self" not in tools[0].input_schema["properties"]


def test_stats_say_how_much_there_is(found):
    assert found("stats")["reports"] == 3


def test_events_are_filtered_and_come_in_pages(found):
    page = found("events", place=["AFG"])
    assert [event["trigger"] for event in page["events"]] == ["bombed"]
    assert page["events"][0]["chain"] == ["Sample Wire", "Médecins Sans Frontières"]
    assert page["next"] is None
    first = found("events", limit=1)
    second = found("events", limit=1, cursor=first["next"])
    assert first["events"][0]["event"] != second["events"][0]["event"]


def test_incidents_and_one_of_them(found):
    rows = found("incidents", place=["Kunduz"])["incidents"]
    assert [row["type"] for row in rows] == ["ASSAULT"]
    whole = found("incident", name=rows[0]["incident"])
    assert "Médecins Sans Frontières" in json.dumps(whole, ensure_ascii=False)


def test_a_source_and_outlets(found):
    assert found("source", name="Sample Wire")
    assert found("compare", outlets=["Sample Wire", "USA Today"])["outlets"]


def test_reports_and_the_text_of_one(found, monkeypatch):
    [row] = found("reports", outlet=["Sample Wire"])["reports"]
    whole = found("report_text", report=row["report"])
    assert whole["text"].startswith("KUNDUZ, Oct 3")
    assert whole["next"] is None
    monkeypatch.setattr(ours, "PIECE_CHARS", 10)
    assert found("report_text", report=row["report"], start=5) == {**whole, "text": whole["text"][5:15], "next": 15}


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("events", {"status": ["NOSUCH"]}, "nosuch"),
        ("events", {"since": "yesterday"}, "yesterday"),
        ("events", {"limit": 101}, "100"),
        ("events", {"cursor": "x"}, "cursor"),
        ("incident", {"name": "zzz"}, "zzz"),
        ("report_text", {"report": "zzz"}, "There is no report"),
        ("source", {"name": "Nobody at all"}, "Nobody at all"),
        ("compare", {"outlets": ["Sample Wire"]}, "outlets"),
    ],
)
def test_what_cannot_be_answered_is_told(ask, tool, arguments, says):
    failed, text = ask(tool, **arguments)
    assert failed
    assert says in text
    assert "Traceback" not in text


def test_answers_are_bounded(ask, monkeypatch):
    monkeypatch.setattr(ours, "MOST_CHARS", 100)
    failed, text = ask("events")
    assert failed
    assert "ask for fewer rows" in text


def test_the_file_stays_as_it_is_and_free_for_others(found, path):
    before = path.read_bytes()
    found("stats")
    assert path.read_bytes() == before


def test_without_the_sdk_one_sentence_says_what_to_install(path, monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    with pytest.raises(UsageError, match=r"pip install 'histor\[mcp\]'"):
        ours.server(path, seconds=1)
