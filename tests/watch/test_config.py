import pytest

from histor.watch.config import MistakesError, read_config

GOOD = """
ledger = "mine.duckdb"
every = "5m"
contact = "mailto:desk@herald.example"

[[source]]
feed = "https://herald.example/rss"
outlet = "The Herald"
[[source]]
sitemap = "https://star.example/news.xml"
every = 60
since = 2026-01-05
[[source]]
name = "inbox"
folder = "in"

[[query]]
name = "strikes"
type = ["ASSAULT"]
place = "SYR"
alert = ["new", "surge"]
weeks = 12

[alerts]
jsonl = "alerts.jsonl"
[alerts.webhook]
url = "https://desk.example/hook"
secret_env = "HOOK_SECRET"
"""


def config(tmp_path, text):
    (tmp_path / "in").mkdir(exist_ok=True)
    (tmp_path / "watch.toml").write_text(text)
    return read_config(tmp_path / "watch.toml")


def mistakes(tmp_path, text):
    with pytest.raises(MistakesError) as error:
        config(tmp_path, text)
    return error.value.sentences


def test_a_whole_file(tmp_path, monkeypatch):
    monkeypatch.setenv("HOOK_SECRET", "s")
    found = config(tmp_path, GOOD)
    assert found.ledger == tmp_path / "mine.duckdb"
    assert [(s.name, s.kind, s.every, s.since) for s in found.sources] == [
        ("https://herald.example/rss", "feed", 300, None),
        ("https://star.example/news.xml", "sitemap", 60, "2026-01-05"),
        ("inbox", "folder", 300, None),
    ]
    [query] = found.queries
    assert (query.name, query.filters, query.alert, query.weeks) == (
        "strikes", {"type": ["ASSAULT"], "place": "SYR"}, ("new", "surge"), 12,
    )  # fmt: skip
    assert (found.channels.jsonl, found.channels.secret) == (tmp_path / "alerts.jsonl", "s")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("every = 60", 'every = "soon"'), "source 2: 'every' must be a time such as"),
        (("https://herald.example/rss", "herald.example"), "source 1: 'feed' must be an http or https address"),
        (('folder = "in"', 'folder = "out"'), "source 3: there is no folder"),
        (('folder = "in"', 'folder = "in"\nfeed = "https://a.example"'), "source 3: name one thing to watch"),
        (('outlet = "The Herald"', 'outlets = "The Herald"'), "source 1: there is no setting 'outlets'."),
        (("since = 2026-01-05", 'since = "Monday"'), "source 2: 'since' must be a day written YYYY-MM-DD."),
        (('alert = ["new", "surge"]', 'alert = "all"'), "query 1: 'alert' must be one of new, contested, origins, surge"),
        (('place = "SYR"', "plaice = 1"), "query 1: There is no filter 'plaice'"),
        (('place = "SYR"', 'since = "2026"'), "query 1: a surge compares weeks"),
        (('name = "strikes"\n', ""), "query 1: it needs a 'name'"),
        (("weeks = 12", "weeks = 2"), "query 1: 'weeks' must be a number from 4 to 104."),
        (('secret_env = "HOOK_SECRET"', 'secret_env = "NO_SUCH"'), "the environment variable NO_SUCH is not set"),
        (('secret_env = "HOOK_SECRET"', ""), "alerts.webhook: it needs 'secret_env'"),
        (('ledger = "mine.duckdb"', 'ledger = "no/such/mine.duckdb"'), "there is no folder"),
        (("ledger =", "lodger ="), "there is no setting 'lodger'."),
        (('every = "5m"', 'every = "5m"\nlink = false'), "queries ask for incidents"),
        (("[[source]]", "[source]"), "is not TOML"),
        (('contact = "mailto:desk@herald.example"', 'contact = "me and you"'), "'contact' must be an address"),
    ],
)  # fmt: skip
def test_each_mistake_is_one_sentence(tmp_path, monkeypatch, change, sentence):
    monkeypatch.setenv("HOOK_SECRET", "s")
    assert change[0] in GOOD
    [found] = mistakes(tmp_path, GOOD.replace(change[0], change[1], 1))
    assert sentence in found


def test_all_mistakes_are_told_at_once(tmp_path):
    found = mistakes(tmp_path, '[[source]]\nfeed = "x"\n[[query]]\ncolour = "red"\n')
    assert len(found) == 3


def test_what_is_no_file(tmp_path):
    with pytest.raises(MistakesError, match="cannot be read"):
        read_config(tmp_path / "none.toml")
    assert mistakes(tmp_path, "") == ["nothing is watched: write a [[source]] with a feed, sitemap or folder."]


@pytest.mark.parametrize(
    "place", ['ledger = "~ews.duckdb"', '[alerts]\njsonl = "~ews/alerts.jsonl"', '[[source]]\nfolder = "~ews"']
)
def test_a_path_may_begin_with_a_user_that_does_not_exist(tmp_path, place):
    with pytest.raises(MistakesError) as told:
        config(tmp_path, place)
    assert any("There is no user whose home '~ews" in sentence for sentence in told.value.sentences)
