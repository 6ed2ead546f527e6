"""Precision, recall and their intervals."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.review.evaluate import ALL, VOICES, evaluate, wilson


# Values as Wilson's formula gives them by hand: (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n), z = 1.96.
@pytest.mark.parametrize(
    ("right", "judged", "low", "high"),
    [(9, 10, 0.596, 0.982), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (50, 100, 0.404, 0.596), (1, 1, 0.207, 1.0)],
)
def test_wilson(right, judged, low, high):
    share = wilson(right, judged)
    assert (share.low, share.high) == (low, high)


def test_of_nothing_there_is_no_share():
    assert wilson(0, 0).share is None


@settings(max_examples=50)
@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_share_lies_in_its_interval(pair):
    share = wilson(*pair)
    low, middle, high = (float(number or 0) for number in (share.low, share.share, share.high))
    assert 0 <= low <= middle <= high <= 1


def line(found, name):
    return next(line for line in found.lines if line.name == name)


def test_precision_is_over_what_was_judged(desk, keys):
    desk.decide(f"{keys['syria']}.e1", "accept", by="Anna")
    desk.decide(f"{keys['syria']}.e2", "reject", by="Anna")
    desk.decide(f"{keys['kunduz']}.e1", "correct", by="Anna", change={"type": "PROTEST"})
    desk.decide(f"{keys['kunduz']}.e2", "correct", by="Anna", change={"status": "actual", "actor": []})
    desk.decide(f"{keys['suva']}.e1", "ignore", by="Anna")
    desk.decide(f"{keys['syria']}.v1", "accept", by="Anna")
    desk.decide(f"{keys['syria']}.v2", "reject", by="Anna")
    found = evaluate(desk)
    assert (found.reports, found.complete) == (3, 0)
    assert (line(found, ALL).precision.right, line(found, ALL).precision.judged) == (2, 4)
    assert (line(found, "MOBILIZE").precision.right, line(found, "MOBILIZE").precision.judged) == (1, 1)
    assert (line(found, "ASSAULT").precision.right, line(found, "ASSAULT").precision.judged) == (1, 3)
    assert (line(found, VOICES).precision.right, line(found, VOICES).precision.judged) == (1, 2)
    assert line(found, ALL).recall.judged == 0
    parts = dict(found.parts)
    assert (parts["event status"].right, parts["event status"].judged) == (2, 3)
    assert (parts["event actor"].right, parts["event actor"].judged) == (2, 3)
    assert (parts["voice stance"].right, parts["voice stance"].judged) == (1, 1)


def test_figures_are_right_where_their_numbers_are(desk, keys):
    event = f"{keys['kunduz']}.e1"
    desk.decide(event, "correct", by="Anna", change={"counts": {"dead": {"span": [2, 9], "min": 22, "max": 22}}})
    assert dict(evaluate(desk).parts)["event counts"].right == 1
    desk.decide(event, "correct", by="Anna", change={"counts": {"dead": {"span": [0, 1], "min": 22}}})
    assert dict(evaluate(desk).parts)["event counts"].right == 0
    desk.decide(event, "correct", by="Anna", change={"counts": {}})
    assert dict(evaluate(desk).parts)["event counts"].right == 0


def test_recall_is_over_complete_reports(desk, keys):
    report = keys["syria"]
    desk.decide(f"{report}.e1", "accept", by="Anna")
    desk.decide(f"{report}.e2", "reject", by="Anna")
    start = desk.account(report).report.text.index("concerned")
    desk.add(report, "event", [start, start + 9], {"type": "REJECT"}, by="Anna")
    assert line(evaluate(desk), ALL).recall.judged == 0
    desk.complete(report, "event", by="Anna")
    found = evaluate(desk)
    assert found.complete == 1
    assert (line(found, ALL).recall.right, line(found, ALL).recall.judged) == (1, 2)
    assert (line(found, "REJECT").recall.right, line(found, "REJECT").recall.judged) == (0, 1)
    assert (line(found, ALL).precision.right, line(found, ALL).precision.judged) == (1, 2)


def test_what_was_taken_back_does_not_count(desk, keys):
    kept = desk.decide(f"{keys['syria']}.e1", "reject", by="Anna")
    desk.undo(kept.id, by="Anna")
    assert evaluate(desk).reports == 0
