"""Deciding on events and voices of a ledger, the queue, and what a reviewed ledger answers."""

from dataclasses import replace

import pytest

import histor
from histor import review
from histor.errors import UsageError
from histor.ledger.keys import report_key
from histor.records import Coder
from histor.review.desk import Desk
from histor.review.queue import DOUBTS, queue
from histor.review.store import Asked
from histor.review.view import ReviewedLedger
from tests.cli.builder import syria
from tests.ledger.make import renamed


def test_a_decision_tells_what_was_there_and_what_it_became(desk, keys):
    kept = desk.decide(f"{keys['syria']}.e1", "correct", by=" Anna ", change={"status": "future"}, note="they will")
    assert (kept.by, kept.words, kept.note) == ("Anna", "sent", "they will")
    assert kept.was["status"] == "actual"
    assert kept.was["who"][0]["name"] == "Russia"
    assert kept.became == {"status": "future"}
    assert kept.coder == Coder("0", "test", "plover-2.0")
    assert desk.part(f"{keys['syria']}.e1").decision == kept


def test_voices_are_decided_on_likewise(desk, keys):
    kept = desk.decide(f"{keys['syria']}.v3", "correct", by="Anna", change={"stance": "doubt", "inside": None})
    assert kept.became == {"stance": "doubt", "inside": None}
    assert desk.applied(desk.account(keys["syria"])).account.voices[2].stance == "doubt"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (None, "changes nothing"),
        ({"status": "actual"}, "changes nothing"),
        ({"status": "past"}, "status must be one of"),
        ({"type": "NONSENSE"}, "no type NONSENSE"),
        ({"type": "assault"}, "type must be"),
        ({"mode": "asylum"}, "has no mode asylum"),
        ({"actor": [[5, 5]]}, "actor must be"),
        ({"actor": [[0, 10**9]]}, "actor must be"),
        ({"actor": [[0, True]]}, "actor must be"),
        ({"actor": [[0, 1]] * 101}, "up to 100 spans"),
        ({"id": "e2"}, "not 'id'"),
        ({"confidence": 1}, "not 'confidence'"),
        ({"who": [{"span": [0, 3], "name": "", "code": "RUS"}]}, "who.name"),
        ({"who": [{"span": [0, 3], "name": "x" * 201}]}, "who.name"),
        ({"who": [{"span": [0, 3], "name": "x", "code": "Russia"}]}, "who.code"),
        ({"who": [{"span": [0, 3], "name": "x", "sector": [["GOV"]]}]}, "PLOVER sectors"),
        ({"when": {"from": "2015-09-02", "to": "2015-09-01"}}, "ends"),
        ({"when": {"from": "yesterday", "to": "2015-09-01"}}, "YYYY-MM-DD"),
        ({"where": {"name": "x", "lat": 1.0}}, "lat and lon together"),
        ({"where": {"name": "x", "lat": 91, "lon": 0}}, "degrees"),
        ({"where": {"name": "x", "lat": float("nan"), "lon": 0}}, "degrees"),
        ({"where": {"name": "x", "geonameid": -1}}, "GeoNames"),
        ({"where": ["Aleppo"]}, "JSON object"),
        ({"background": "yes"}, "true or false"),
        ({"counts": [12]}, "counts must be a JSON object"),
        ({"counts": {"killed": {"span": [0, 3], "min": 1}}}, "with dead, injured"),
        ({"counts": {"dead": {"span": [0, 3], "about": 1}}}, "with span, min, max"),
        ({"counts": {"dead": {"span": [0, 3]}}}, "counts.dead needs min or max"),
        ({"counts": {"dead": {"min": 3}}}, "counts.dead.span must be"),
        ({"counts": {"dead": {"span": [0, 10**9], "min": 3}}}, "counts.dead.span must be"),
        ({"counts": {"dead": {"span": [0, 3], "min": 3, "max": 2}}}, "min above its max"),
        ({"counts": {"dead": {"span": [0, 3], "min": -1}}}, "whole number"),
        ({"counts": {"dead": {"span": [0, 3], "min": True}}}, "whole number"),
        ({"counts": {"dead": {"span": [0, 3], "min": 1.5}}}, "whole number"),
        ({"counts": {"dead": {"span": [0, 3], "max": 10**11}}}, "whole number"),
        ({"voice": [3]}, "voice must be"),
    ],
)
def test_corrections_that_cannot_be_are_refused_and_leave_nothing(shared, change, message):
    (row,) = shared.ledger.events(type="MOBILIZE", limit=1).page().rows
    with pytest.raises(UsageError, match=message):
        shared.decide(row.event, "correct", by="Anna", change=change)
    assert shared.store.count() == 0


def test_nobody_at_most_is_nobody(desk, keys):
    change = {"counts": {"dead": {"span": [0, 3], "max": 0}}}
    kept = desk.decide(f"{keys['syria']}.e1", "correct", by="Anna", change=change)
    assert kept.became == {"counts": {"dead": {"span": [0, 3], "min": 0, "max": 0}}}


@pytest.mark.parametrize("by", ["", "  ", "x" * 101, "a\nb", "a\u202eb", None])
def test_a_reviewer_needs_a_name(shared, by):
    (row,) = shared.ledger.events(limit=1).page().rows
    with pytest.raises(UsageError, match="name of 1 to 100"):
        shared.decide(row.event, "accept", by=by)


def test_what_is_not_there_cannot_be_decided_on(desk, keys):
    for key in ("0" * 16 + ".e1", f"{keys['syria']}.e99", "nonsense", ""):
        with pytest.raises(UsageError, match="There is no"):
            desk.decide(key, "accept", by="Anna")
    with pytest.raises(UsageError, match="can be decided"):
        desk.decide(f"{keys['syria']}.e1", "complete", by="Anna")
    with pytest.raises(UsageError, match="Only the verdict correct"):
        desk.decide(f"{keys['syria']}.e1", "accept", by="Anna", change={"status": "future"})
    with pytest.raises(UsageError, match="counts"):
        desk.undo("0" * 16, by="Anna")


def test_undo_is_for_the_decision_that_counts(desk, keys):
    key = f"{keys['syria']}.e1"
    first = desk.decide(key, "accept", by="Anna")
    second = desk.decide(key, "reject", by="Bob")
    with pytest.raises(UsageError, match="counts"):
        desk.undo(first.id, by="Anna")
    desk.undo(second.id, by="Anna")
    assert desk.part(key).decision == first
    assert [d.verdict for d in desk.store.decisions()] == ["undo", "reject", "accept"]


def test_a_report_is_complete_when_all_was_decided_on(desk, keys):
    report = keys["syria"]
    with pytest.raises(UsageError, match="2 of the report's 2 events"):
        desk.complete(report, "event", by="Anna")
    desk.decide(f"{report}.e1", "accept", by="Anna")
    desk.decide(f"{report}.e2", "reject", by="Anna")
    assert desk.complete(report, "event", by="Anna").item.span is None
    assert desk.applied(desk.account(report)).matched.complete == {"event"}


def test_a_missed_event_is_added_where_there_is_none(desk, keys):
    report = keys["syria"]
    text = desk.account(report).report.text
    start = text.index("concerned")
    desk.add(report, "event", [start, start + 9], {"type": "REJECT"}, by="Anna")
    assert [e.type for e in desk.applied(desk.account(report)).account.events] == ["MOBILIZE", "ASSAULT", "REJECT"]
    for span, facts, message in (
        ([text.index("sent"), text.index("sent") + 2], {"type": "AID"}, "already"),
        ([start, start + 9], {}, "say its type"),
        ([start, start + 9], {"type": "REJECT", "mode": "aerial"}, "no mode"),
        (None, {"type": "REJECT"}, "span must be"),
    ):
        with pytest.raises(UsageError, match=message):
            desk.add(report, "event", span, facts, by="Anna")


# The queue


def test_the_most_doubtful_come_first_and_say_why(desk):
    rows = list(queue(desk.ledger, []))
    assert [row.doubt for row in rows] == sorted((row.doubt for row in rows), reverse=True)
    assert len(rows) == desk.ledger.events().count()
    suva = next(row for row in rows if row.type == "CONSULT")
    assert suva.doubt == pytest.approx(1 - suva.confidence + sum(DOUBTS[reason][0] for reason in suva.why))


def test_an_event_dated_after_its_report_is_doubtful(path):
    account = renamed(syria(), "late")
    late = replace(account.events[0], when=replace(account.events[0].when, start="2016-01-01", end="2016-01-01"))
    histor.open(path).add([replace(account, events=(late,))])
    with histor.open(path) as ledger:
        rows = list(queue(ledger, []))
    late_ones = [row for row in rows if "told as past, dated after the report" in row.why]
    assert [row.report for row in late_ones] == [report_key(account.report)]
    assert late_ones[0].doubt == pytest.approx(0.2 + 0.3 + 0.05 + 0.05)  # no place, no word of the type either


def test_the_queue_is_the_same_while_decisions_are_made(desk):
    everything = [row.event for row in queue(desk.ledger, [])]
    seen, cursor = [], None
    while True:
        decided = desk.store.decisions(Asked(counting=True))
        page = queue(desk.ledger, decided, limit=2, cursor=cursor).page()
        seen += [row.event for row in page.rows]
        for row in page.rows[:1]:
            desk.decide(row.event, "accept", by="Anna")
        cursor = page.next
        if cursor is None:
            break
    assert seen == everything
    decided = desk.store.decisions(Asked(counting=True))
    left = [row.event for row in queue(desk.ledger, decided)]
    done = [row.event for row in queue(desk.ledger, decided, state="decided")]
    assert left == [event for event in everything if event not in done]
    assert len(done) == len(decided)


def test_the_queue_takes_filters_and_another_order(desk):
    assert {row.type for row in queue(desk.ledger, [], type="CONSULT")} == {"CONSULT"}
    by_chance = [row.event for row in queue(desk.ledger, [], sort="random")]
    assert by_chance == [row.event for row in queue(desk.ledger, [], sort="random")]
    assert sorted(by_chance) == sorted(row.event for row in queue(desk.ledger, []))
    with pytest.raises(UsageError, match="sorted by"):
        queue(desk.ledger, [], sort="type")


# After another coding


def test_decisions_outlive_another_coding_and_tell_which_are_lost(path, desk, keys):
    report = keys["kunduz"]
    desk.decide(f"{report}.e1", "accept", by="Anna")
    desk.decide(f"{report}.e2", "correct", by="Anna", change={"status": "negated"})
    desk.ledger.close()
    coder = Coder("1", "other", "plover-2.0")

    def code(reports):
        for each in reports:
            account = histor.open(path).account(report_key(each))
            assert account
            events = tuple(replace(event, id=f"e{i + 7}") for i, event in enumerate(account.events[:1]))
            yield replace(account, events=events, coder=coder)

    histor.open(path).recode(code, coder)
    with review.open(path) as again:
        assert [(one.decision.item.kind, one.why) for one in again.lost()] == [
            ("event", "this coding has no event there")
        ]
        decision = again.part(f"{report}.e7").decision
        assert decision
        assert decision.verdict == "accept"
        assert len(again.applied(again.account(report)).account.events) == 2
    histor.open(path).remove(report)
    with review.open(path) as again:
        assert {one.why for one in again.lost()} == {"the report is not in the ledger"}


# The ledger as review left it


def test_a_reviewed_ledger_answers_with_the_decisions_applied(path, desk, keys):
    desk.decide(f"{keys['syria']}.e1", "correct", by="Anna", change={"type": "PROTEST", "status": "future"})
    desk.decide(f"{keys['kunduz']}.e1", "reject", by="Anna")
    desk.ledger.close()
    with ReviewedLedger(path) as reviewed, histor.open(path) as plain:
        before, after = plain.events().count(), reviewed.events().count()
        assert after == before - 1
        assert [e.event for e in reviewed.events(type="PROTEST")] == [f"{keys['syria']}.e1"]
        assert plain.events(type="PROTEST").count() == 0
        assert reviewed.events(report=keys["kunduz"], limit=5).page().rows[0].type == "ASSAULT"
        assert reviewed.actors(actor="USA", limit=5).page()
        assert len(list(reviewed.accounts())) == len(list(plain.accounts()))
        assert sum(1 for _ in reviewed.reports()) == plain.reports().count()
        assert reviewed.events(sort="confidence").relation().fetchall()
        with pytest.raises(UsageError, match="without the decisions"):
            reviewed.sql("SELECT 1")


def test_a_ledger_without_decisions_is_the_same_either_way(path):
    with ReviewedLedger(path) as reviewed:
        after = list(reviewed.events())
    with histor.open(path) as plain:
        assert after == list(plain.events())


def test_the_desk_takes_a_ledger_of_its_own(path):
    with histor.open(path) as ledger:
        assert Desk(ledger).store.path.name == "a.duckdb.reviews"
