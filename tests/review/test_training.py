"""Reviewed reports as training data, and decisions that go from one analyst to another."""

import copy
import json
import shutil

import pytest

from histor import review
from histor.accounts import from_json
from histor.errors import UsageError
from histor.records import Count, Span
from histor.review.reading import decision_of
from histor.review.records import to_json
from histor.review.store import Store
from histor.review.training import decisions_in, lines


@pytest.fixture(scope="module")
def desk(made, tmp_path_factory):
    path = shutil.copy(made, tmp_path_factory.mktemp("training") / "a.duckdb")
    with review.open(path) as desk:
        yield desk


@pytest.fixture(scope="module")
def exported(desk):
    report = next(row.report for row in desk.ledger.reports() if row.id == "syria")
    desk.decide(f"{report}.e1", "accept", by="Bob")
    counts = {"dead": {"span": [0, 3], "min": 3, "max": None}}
    desk.decide(
        f"{report}.e1", "correct", by="Anna", change={"type": "PROTEST", "counts": counts}, note="</script>\u2028"
    )
    desk.decide(f"{report}.e2", "reject", by="Anna")
    desk.decide(f"{report}.v1", "ignore", by="Anna")
    desk.complete(report, "event", by="Anna")
    return list(lines(desk))


def test_a_reviewed_report_is_an_account_that_says_what_was_reviewed(exported):
    (line,) = exported
    assert "\n" not in line
    value = json.loads(line)
    account = from_json(value)
    assert [event.type for event in account.events] == ["PROTEST"]
    assert account.events[0].counts == {"dead": Count(Span(0, 3), 3, None)}
    told = value["review"]
    assert told["complete"] == ["event"]
    assert told["events"] == {"e1": "correct"}
    assert told["voices"] == {"v1": "ignore"}
    assert [one["words"] for one in told["rejected"]] == ["bombed"]
    assert [d["verdict"] for d in told["decisions"]] == ["accept", "correct", "reject", "ignore", "complete"]


def test_reports_that_nobody_reviewed_are_left_out(shared):
    assert list(lines(shared)) == []


def test_decisions_come_over_whole(exported, desk, tmp_path):
    skipped: list[str] = []
    values = [("x:1", json.loads(line)) for line in exported]
    found = list(decisions_in(values, lambda where, why: skipped.append(why)))
    assert skipped == []
    other = Store(tmp_path / "other.duckdb")
    assert (other.merge(found), other.merge(found)) == (5, 0)
    assert sorted(other.decisions(), key=lambda d: d.id) == sorted(desk.store.decisions(), key=lambda d: d.id)


def broken(exported, change):
    value = copy.deepcopy(json.loads(exported[0])["review"]["decisions"][1])
    change(value)
    return value


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(note="another"),
        lambda d: d.update(id="0" * 16),
        lambda d: d.update(by="x" * 101),
        lambda d: d.update(at="yesterday"),
        lambda d: d.update(at="9999-01-01T00:00:00.000000+00:00"),
        lambda d: d.update(kind="report"),
        lambda d: d.update(verdict="perhaps"),
        lambda d: d.update(span=[-1, 5]),
        lambda d: d.update(span=None),
        lambda d: d.update(was=None),
        lambda d: d.update(became={}),
        lambda d: d["became"].update(actor=[[0, 10**12]]),
        lambda d: d["became"].update(where={"name": "x"}),
        lambda d: d["was"].update(more=1),
        lambda d: d.update(report="../x"),
        lambda d: d.update(more=1),
        lambda d: d.pop("coder"),
        lambda d: d.update(coder=[]),
        lambda d: d.update(words=None),
    ],
)
def test_a_decision_that_was_tampered_with_is_passed_over(exported, change):
    with pytest.raises(UsageError):
        decision_of(broken(exported, change))


def test_an_untouched_decision_is_read(exported):
    value = broken(exported, lambda _: None)
    assert to_json(decision_of(value)) == value


@pytest.mark.parametrize("value", [None, [], 3, "x", {}, {"review": 3}, {"review": {"decisions": {}}}])
def test_lines_without_decisions_are_told(value):
    skipped: list[tuple[str, str]] = []
    assert list(decisions_in([("f:1", value)], lambda *told: skipped.append(told))) == []
    assert skipped == [("f:1", "no line of histor review export")]
