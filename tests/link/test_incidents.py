"""Incidents: which events are one happening, whatever the order of adding, and what persons decide."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from histor.errors import HistorError, UsageError
from histor.link.incidents import Incidents, alike
from histor.link.records import Anchor, Decision, EventRef, Spot
from histor.link.state import reading_from_bytes, reading_to_bytes, terms_from_bytes, terms_to_bytes
from histor.records import Span
from tests.link.pairs_made import Said, reading, weights

SARNA = Spot("Sarna", "SYR", "Idlib", 1, 35.9, 36.6, "point")
SYRIA = Spot("Syria", "SYR", None, 2, 35.0, 38.0, "country")
RAID = Said(
    "airstrike",
    "Warplanes carried out an airstrike on a market in Sarna",
    actors=("Russia",),
    place=SARNA,
    days=("2015-09-04", "2015-09-04"),
    dead=(12, 12),
    teller="Ministry of Health",
    theme=1,
)
RAID_AGAIN = replace(
    RAID, sentence="The airstrike on the market in Sarna killed dozens", dead=(30, None), teller="rebels", place=SYRIA
)
TALKS = Said("talks", "Envoys opened talks in Vienna on a truce", type="CONSULT", theme=2)


def refs(incidents: Incidents) -> list[tuple[EventRef, ...]]:
    return [incident.refs for incident in incidents.incidents()]


def filled(*readings) -> Incidents:
    incidents = Incidents(weights())
    for each in readings:
        incidents.add(each)
    return incidents


def test_two_reports_of_one_raid_are_one_incident_and_the_talks_another():
    found = filled(reading("r1", [RAID]), reading("r2", [RAID_AGAIN, TALKS]))
    assert refs(found) == [(("r1", "e1"), ("r2", "e1")), (("r2", "e2"),)]


def test_figures_are_a_range_with_their_tellers_and_never_an_average():
    raid = next(filled(reading("r1", [RAID]), reading("r2", [RAID_AGAIN])).incidents())
    (dead,) = raid.figures
    assert (dead.role, dead.min, dead.max) == ("dead", 12, 30)
    assert [(told.teller, told.min, told.max) for told in dead.told] == [
        ("Ministry of Health", 12, 12),
        ("rebels", 30, None),
    ]


def test_the_incident_has_the_exact_place_where_the_other_names_the_country():
    raid = next(filled(reading("r1", [RAID_AGAIN]), reading("r2", [RAID])).incidents())
    assert raid.where == SARNA
    assert raid.when.start == "2015-09-04"
    assert [(party.name, party.events) for party in raid.actors] == [("Russia", 2)]


def test_a_link_says_why():
    (link,) = next(filled(reading("r1", [RAID]), reading("r2", [RAID_AGAIN])).incidents()).links
    assert 0.5 <= link.score <= 1
    said = "; ".join(link.reasons)
    assert "both say “airstrike”" in said
    assert "Sarna" in said
    assert "the actor is Russia in both" in said
    assert "both can be on 2015-09-04" in said


def test_the_same_words_a_year_later_are_another_raid():
    later = replace(RAID, days=("2016-09-04", "2016-09-04"))
    assert len(refs(filled(reading("r1", [RAID]), reading("r2", [later], "2016-09-05")))) == 2


def test_news_without_a_date_is_not_linked_with_news_of_another_year():
    undated = replace(RAID, days=None)
    assert len(refs(filled(reading("r1", [undated]), reading("r2", [undated], "2016-09-05")))) == 2
    assert len(refs(filled(reading("r1", [undated]), reading("r2", [undated], "2015-09-06")))) == 1


def test_a_background_mention_joins_the_incident_that_it_recalls():
    recalled = replace(RAID, days=None, background=True)
    assert len(refs(filled(reading("r1", [RAID]), reading("r2", [recalled], "2016-09-05")))) == 1


def test_two_actions_of_one_sentence_stay_apart():
    found = reading("r1", [RAID, replace(RAID, word="airstrikes")])
    one_sentence = replace(found, tellings=tuple(replace(t, sentence_number=0) for t in found.tellings))
    assert len(refs(filled(one_sentence))) == 2


def test_undated_reports_find_dated_ones_in_either_order():
    for order in (("r1", "r2"), ("r2", "r1")):
        made = {"r1": reading("r1", [RAID]), "r2": reading("r2", [replace(RAID_AGAIN, days=None)], None)}
        assert len(refs(filled(*(made[name] for name in order)))) == 1


def many() -> list:
    """40 reports on eight happenings, some of which are nearly one another's."""
    dice = random.Random(3)
    places = ("Sarna", "Tell Omar", "Kafr Zita", "Harim")
    out = []
    for k in range(40):
        said = []
        for _ in range(dice.randint(1, 4)):
            theme = dice.randrange(8)
            words = dice.sample(("market", "convoy", "school", "bridge", "depot", "checkpoint", "hospital"), 2)
            sentence = f"Forces hit the {' and the '.join(words)} in {places[theme % 4]} number {theme // 2}"
            said.append(Said(dice.choice(("attack", "raid", "shelling")), sentence, theme=theme, noise=0.9))
        out.append(reading(f"r{k:02}", said, f"2015-09-{1 + k % 20:02}"))
    return out


def test_the_order_of_adding_does_not_matter_over_20_orders():
    readings = many()
    first = list(filled(*readings).incidents())
    sizes = [len(incident.members) for incident in first]
    assert max(sizes) > 4
    assert len(first) > 3  # neither all in one nor all apart
    for seed in range(20):
        order = random.Random(seed).sample(readings, len(readings))
        assert list(filled(*order).incidents()) == first


def test_removing_and_adding_again_changes_nothing():
    readings = many()
    incidents = filled(*readings)
    before = incidents.groups()
    incidents.remove("r07")
    assert all(ref.report != "r07" for group in incidents.groups() for ref in group)
    incidents.add(readings[7])
    assert incidents.groups() == before


def test_incidents_around_a_report_are_those_that_it_is_connected_with():
    readings = many()
    incidents = filled(*readings)
    around = incidents.incidents_around("r03")
    assert {ref for each in around for ref in each.refs if ref.report == "r03"}
    assert [each for each in incidents.incidents() if each in around] == around
    assert incidents.incidents_around("nowhere") == []


def test_what_is_kept_gives_the_same_incidents_without_scoring_again():
    incidents = filled(*many())
    kept = [reading_from_bytes(reading_to_bytes(each)) for each in many()]
    again = Incidents(weights())
    again.restore(kept, list(incidents.scored()))
    assert list(again.incidents()) == list(incidents.incidents())


def test_rare_words_alone_say_whether_reports_are_alike():
    readings = [*many()[:10], reading("far", [replace(TALKS, sentence="Envoys Nowhere Else")])]
    terms = [terms_from_bytes(each.report, terms_to_bytes(each)) for each in readings]
    said = [[alike(a, b) for b in readings] for a in readings]
    assert said == [[alike(a, b) for b in terms] for a in terms]
    assert said[0][1:] != said[-1][1:]
    assert not any(said[-1][:-1])
    assert said[-1][-1]


def test_rare_words_that_are_cut_are_damaged():
    with pytest.raises(HistorError, match="histor link --anew"):
        terms_from_bytes("r1", terms_to_bytes(reading("r1", [RAID]))[:-4])


def test_scores_of_one_report_are_those_that_name_it():
    incidents = filled(*many())
    own = list(incidents.scored("r03"))
    assert own
    assert own == [each for each in incidents.scored() if "r03" in {each[0].report, each[1].report}]


def anchors(*events: tuple[str, int]) -> tuple[Anchor, ...]:
    return tuple(Anchor(report, Span(start, start + 5)) for report, start in events)


def test_a_person_can_merge_what_no_score_would():
    incidents = filled(reading("r1", [RAID]), reading("r2", [TALKS]))
    decision = Decision("merge", anchors(("r1", 0), ("r2", 0)), by="A. Sample")
    incidents.decide(decision)
    (incident,) = incidents.incidents()
    assert incident.links[0].reasons[0] == "a person's decision"
    assert incident.links[0].score == 1.0
    incidents.undo(decision)
    assert len(refs(incidents)) == 2


def test_a_person_can_forbid_a_link_and_recoding_keeps_that():
    incidents = filled(reading("r1", [RAID]), reading("r2", [RAID_AGAIN]))
    incidents.decide(Decision("forbid", anchors(("r1", 0), ("r2", 0))))
    assert len(refs(incidents)) == 2
    recoded = reading("r2", [RAID_AGAIN])
    renamed = replace(recoded, tellings=tuple(replace(t, ref=EventRef("r2", "e9")) for t in recoded.tellings))
    incidents.add(renamed)
    assert refs(incidents) == [(("r1", "e1"),), (("r2", "e9"),)]


def test_a_person_can_split_one_event_from_the_others():
    third = replace(RAID, sentence="An airstrike hit the market in Sarna on Friday")
    incidents = filled(reading("r1", [RAID]), reading("r2", [RAID_AGAIN]), reading("r3", [third]))
    assert len(refs(incidents)) == 1
    incidents.decide(Decision("split", anchors(("r3", 0)), anchors(("r1", 0), ("r2", 0))))
    assert refs(incidents) == [(("r1", "e1"), ("r2", "e1")), (("r3", "e1"),)]


def test_forbidding_holds_against_merging():
    incidents = filled(reading("r1", [RAID]), reading("r2", [TALKS]))
    both = anchors(("r1", 0), ("r2", 0))
    incidents.decide(Decision("forbid", both))
    incidents.decide(Decision("merge", both))
    assert len(refs(incidents)) == 2


def test_decisions_on_reports_that_are_not_there_are_passed_over():
    incidents = filled(reading("r1", [RAID]))
    incidents.decide(Decision("merge", anchors(("r1", 0), ("gone", 0))))
    assert len(refs(incidents)) == 1


@pytest.mark.parametrize(
    "decision",
    [
        Decision("merge", anchors(("r1", 0))),
        Decision("split", anchors(("r1", 0))),
        Decision("guess", anchors(("r1", 0), ("r2", 0))),  # type: ignore[arg-type]
    ],
)
def test_a_decision_that_says_nothing_is_refused(decision):
    with pytest.raises(UsageError):
        filled().decide(decision)


def test_taking_back_what_was_not_decided_is_refused():
    with pytest.raises(UsageError, match="not made"):
        filled().undo(Decision("merge", anchors(("r1", 0), ("r2", 0))))


def test_many_removals_leave_no_trace():
    incidents = Incidents(weights())
    for k in range(1100):
        incidents.add(reading("r1", [replace(RAID, theme=k % 3)]))
    incidents.add(reading("r2", [replace(RAID_AGAIN, theme=1)]))
    assert len(incidents) == 2
    assert len(incidents._readings) < 1100
    assert refs(incidents) == refs(
        filled(reading("r1", [replace(RAID, theme=1099 % 3)]), reading("r2", [replace(RAID_AGAIN, theme=1)]))
    )
