"""The whole watch against a site on this machine, with a stand-in for the coder."""

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

import histor
from bench.soak import code, soak
from histor.cli import main
from histor.ledger.originals import Originals
from histor.watch.config import read_config
from histor.watch.run import Watch
from tests.ledger import linked

ATTACK = (
    "<html><head><title>Convoy attacked</title></head><body><article><h1>Convoy attacked</h1><p>The United Nations said "
    "on Monday that gunmen had attacked a convoy in the north, and that three of its drivers were missing.</p><p>Nobody "
    "has said who they were, and the road to the border was closed until the evening.</p></article></body></html>"
)


class Once:
    """Runs a watch once, with what its file says beside the site's own settings."""

    def __init__(self, folder, site):
        self.log: list[str] = []
        self.ledger = folder / "a.duckdb"
        self._folder, self._site = folder, site

    def __call__(self, text="", **options):
        path = self._folder / "watch.toml"
        top = 'ledger = "a.duckdb"\nallow_private = true\npause = 0\n'
        path.write_text(f'{top}[[source]]\nfeed = "{self._site.url}/rss"\n{text}')
        coder = code(self._folder / "coded")
        return Watch(read_config(path), self.log.append, code=coder, **options).run(once=True)

    def coded(self):
        return [json.loads(line) for line in (self._folder / "coded").read_text().splitlines()]


@pytest.fixture
def watch(tmp_path, site, monkeypatch):
    linked.without_encoder(monkeypatch)
    return Once(tmp_path, site)


def urls(ledger):
    with histor.open(ledger) as opened:
        return sorted(report.url or report.id for report in opened.reports())


def test_what_is_new_is_coded_once(watch, site):
    site.article("/1", "Kunduz")
    site.article("/2", "Homs")
    site.pages["/rss"] = site.rss("/1", "/1#again")
    assert (watch().added, watch().found) == (1, 0)
    site.pages["/rss"] = site.rss("/2", "/1?utm_source=rss")
    assert watch().added == 1
    assert urls(watch.ledger) == [f"{site.url}/1", f"{site.url}/2"]
    assert sorted(watch.coded()) == urls(watch.ledger)
    assert site.asked.count("/1") == 1


def test_the_page_is_kept_unless_that_is_not_wanted(watch, site):
    site.article("/1", "Kunduz")
    site.pages["/rss"] = site.rss("/1")
    watch()
    shown = CliRunner().invoke(main, ["original", "--ledger", str(watch.ledger), f"{site.url}/1"])
    assert shown.output == site.pages["/1"]
    with histor.open(watch.ledger) as ledger:
        [key] = ledger.named(f"{site.url}/1")
    kept = Originals(watch.ledger).get(key)
    assert kept is not None
    assert kept.url == f"{site.url}/1"
    histor.open(watch.ledger).remove(key)
    assert Originals(watch.ledger).get(key) is None


def test_a_page_that_fails_is_read_later_and_one_that_is_gone_is_skipped(watch, site):
    site.article("/1", "Kunduz")
    answers: Iterator[tuple[int, dict[str, str], str]] = iter([(500, {}, ""), (200, {}, site.pages["/1"])])
    site.pages["/2"] = lambda _: next(answers)
    site.pages["/rss"] = site.rss("/2", "/gone")
    tally = watch(first_pause=0.0)
    assert (tally.added, tally.skipped) == (1, 1)
    assert watch.log == [f"skipped {site.url}/gone: the server answered 404 Not Found"]


def test_a_feed_that_is_down_is_told_once_and_looked_at_later(watch, site):
    site.pages["/rss"] = (500, {}, "")
    assert watch().failed == 1
    assert watch().failed == 0  # it is left alone for a while
    assert len(watch.log) == 1
    assert "cannot be read: the server answered 500" in watch.log[0]


def test_an_unchanged_feed_is_not_read_again(watch, site):
    site.article("/1", "Kunduz")
    body = site.rss("/1")
    site.pages["/rss"] = lambda headers: (304, {}, "") if headers["If-None-Match"] else (200, {"ETag": '"1"'}, body)
    assert (watch().found, watch().found) == (1, 0)


def test_a_folder(watch, site, tmp_path):
    site.pages["/rss"] = site.rss()
    site.article("/1", "Kunduz")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text("The army said on Monday that it had taken the town.")
    (inbox / "b.jsonl").write_text('{"text": "Rebels said on Monday that they left."}\n' * 2)
    (inbox / "c.urls").write_text(f"{site.url}/1\n")
    source = '[[source]]\nfolder = "inbox"\n'
    assert (watch(source).added, watch(source).added) == (3, 0)
    with (inbox / "b.jsonl").open("a") as file:
        file.write('{"text": "Police said on Monday that they arrested 14."}\n')
    assert watch(source).added == 1
    assert len(watch.coded()) == 4


def test_a_kill_while_coding_loses_nothing_and_doubles_nothing(watch, site, monkeypatch):
    for number in (1, 2, 3):
        site.article(f"/{number}", f"Town{number}")
    site.pages["/rss"] = site.rss("/1", "/2", "/3")

    class Killed(BaseException):
        pass

    def killed(*_):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("histor.watch.state.State.done", killed)
        with pytest.raises(Killed):
            watch()
    for path in ("/1", "/2", "/3"):
        site.pages[path] = "<html><p>The page has changed since, but what was read is what is coded."
    watch()
    assert urls(watch.ledger) == [f"{site.url}/{number}" for number in (1, 2, 3)]
    assert sorted(watch.coded()) == urls(watch.ledger)


@pytest.mark.links
def test_alerts_reach_their_channels(watch, site, tmp_path):
    site.pages["/1"] = site.pages["/2"] = ATTACK
    site.pages["/rss"] = site.rss("/1")
    more = '[[query]]\nname = "attacks"\ntype = "ASSAULT"\n[alerts]\njsonl = "a.jsonl"\natom = "a.atom"\n'
    assert watch(more).alerts == 1
    [told] = map(json.loads, (tmp_path / "a.jsonl").read_text().splitlines())
    assert (told["kind"], told["query"], told["incident"]["type"]) == ("new", "attacks", "ASSAULT")
    assert f"urn:histor:alert:{told['id']}" in (tmp_path / "a.atom").read_text()
    assert watch.log == [f"alert: {told['sentence']}"]
    assert watch(more).alerts == 0


def test_check_and_mistakes(tmp_path):
    path = tmp_path / "watch.toml"
    path.write_text(f'ledger = "a.duckdb"\n[[source]]\nfolder = "{tmp_path}"\n')
    good = CliRunner().invoke(main, ["watch", "--check", str(path)])
    assert (good.exit_code, good.output) == (0, f"good: 1 folder, 0 queries, ledger {tmp_path}/a.duckdb\n")
    path.write_text('[[source]]\nfeed = "x"\n[[query]]\n')
    bad = CliRunner().invoke(main, ["watch", str(path), "--json"])
    assert bad.exit_code == 2
    assert len(json.loads(bad.output)["mistakes"]) == 2


def test_a_small_soak_ends_with_every_item_coded_once(tmp_path):
    found = soak(tmp_path, feeds=10, seconds=6, kills=1, seed=3)
    assert found.exact, found
    assert found.coded - found.again == found.published
