import hashlib
import hmac
import json
from base64 import b64encode

import feedparser
import pytest

from histor.watch.config import Channels
from histor.watch.deliver import Deliverer, feed
from histor.watch.state import State


def told(id, sentence="strikes: new: Russia · ASSAULT <b>"):
    return {"id": id, "kind": "new", "query": "strikes", "made": "2026-01-05T10:00:00+00:00", "sentence": sentence}


class Desk:
    def __init__(self, state):
        self.state = state
        self.log: list[str] = []

    def __call__(self, **channels):
        given = {"log": False, "jsonl": None, "atom": None, "webhook": None, "secret": None, **channels}
        names = [name for name in ("log", "jsonl", "atom", "webhook") if given[name]]
        self.state.learn("q", [], [told("a1"), told("a2")], names)
        return Deliverer(Channels(**given), self.state, self.log.append)


@pytest.fixture
def desk(tmp_path):
    """A state with two alerts, and what makes a deliverer for it."""
    desk = Desk(State(tmp_path / "a.watch"))
    yield desk
    desk.state.close()


def test_the_log_the_file_and_the_feed_take_each_alert_once(desk, tmp_path):
    deliverer = desk(log=True, jsonl=tmp_path / "a.jsonl", atom=tmp_path / "a.atom")
    assert deliverer.deliver() == 6
    assert deliverer.deliver() == 0
    assert desk.log == ["alert: strikes: new: Russia · ASSAULT <b>"] * 2
    assert [json.loads(line)["id"] for line in (tmp_path / "a.jsonl").read_text().splitlines()] == ["a1", "a2"]
    found = feedparser.parse((tmp_path / "a.atom").read_bytes())
    assert not found.bozo
    assert [entry.id for entry in found.entries] == ["urn:histor:alert:a2", "urn:histor:alert:a1"]


def test_a_line_of_before_a_kill_is_not_written_again(desk, tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps(told("a1")) + '\n{"id": "cut o')
    desk(jsonl=tmp_path / "a.jsonl").deliver()
    lines = (tmp_path / "a.jsonl").read_text().splitlines()
    assert [line[:11] for line in lines] == ['{"id": "a1"', '{"id": "cut', '{"id": "a2"']


def test_a_webhook_is_signed(desk, site):
    seen: list[dict[str, str]] = []

    def hook(headers):
        seen.append(headers)
        return 204, {}, ""

    site.pages["/hook"] = hook
    assert desk(webhook=f"{site.url}/hook", secret="s3").deliver() == 2
    [first, _] = seen
    body = json.dumps(told("a1"), ensure_ascii=False).encode()
    signed = b"a1." + first["webhook-timestamp"].encode() + b"." + body
    expected = b64encode(hmac.new(b"s3", signed, hashlib.sha256).digest()).decode()
    assert (first["webhook-id"], first["webhook-signature"]) == ("a1", f"v1,{expected}")


def test_a_webhook_that_is_down_is_tried_again_and_nothing_is_lost(desk, site, monkeypatch):
    monkeypatch.setattr("histor.watch.deliver._FIRST_PAUSE", 0.0)
    answers = iter([500, 200, 200])
    site.pages["/hook"] = lambda _: (next(answers), {}, "")
    deliverer = desk(webhook=f"{site.url}/hook", secret="s")
    assert sum(deliverer.deliver() for _ in range(3)) == 2
    assert len(site.asked) == 3
    assert desk.state.undelivered() == 0
    assert len([line for line in desk.log if "does not take alerts" in line]) == 1


def test_a_dead_webhook_is_left_alone_for_a_while(desk):
    deliverer = desk(webhook="http://127.0.0.1:1/", secret="s")
    assert deliverer.deliver() == deliverer.deliver() == 0
    assert desk.state.undelivered() == 2


def test_a_file_that_cannot_be_written_stops_no_other_channel(desk, tmp_path):
    deliverer = desk(log=True, jsonl=tmp_path)
    assert deliverer.deliver() == 2
    assert desk.state.undelivered() == 2


def test_an_empty_feed_is_one():
    assert feedparser.parse(feed([])).version == "atom10"
