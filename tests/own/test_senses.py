"""Own types in text. Tests with the model are marked; the others use vectors made for them."""

import numpy as np
import pytest

from histor.code.codebook import codebook
from histor.own import read_own
from histor.own.check import check
from histor.own.senses import Senses, chances, sense
from histor.records import Span
from histor.tag import Tagger

OWN = """\
id: trial
types:
  - name: AIR-RAID
    definition: An attack from the air.
    refines: [ASSAULT]
    examples:
      - Jets [[bombed]] the bridge twice.
      - Warplanes [[struck]] a depot near the port.
      - An [[airstrike]] killed nine people in the market.
      - The coalition carried out [[air raids]] on the town.
      - Helicopters bombed the suburb for an hour.
    counter_examples:
      - Gunmen [[shot]] two guards.
      - A car [[bomb]] went off outside the station.
  - name: LAND-GRAB
    definition: People are driven from land.
    quad: 4
    score: -6
    examples:
      - The army [[drove]] farmers off their land.
      - Herders [[seized]] the fields of two villages.
      - Settlers [[took]] the pasture of the tribe.
      - Soldiers [[drove]] the villagers from their orchards.
      - Militiamen [[chased]] the peasants off their plots.
    modes:
      - name: army
        definition: By soldiers.
        examples: ["The army [[drove]] them off.", "Troops [[drove]] the farmers away."]
      - name: settlers
        definition: By settlers.
        examples: ["Settlers [[took]] the field.", "Colonists [[fenced]] the meadow."]
  - name: TALKS
    definition: Meetings of all kinds.
    refines: [CONSULT]
"""
TEXT = (
    "Army units drove hundreds of farmers off their land near the lake on Monday. Fighter jets bombed a camp in the "
    "hills. Gunmen shot dead a mayor in the capital. Ministers met in Geneva."
)


def unit(*at):
    vectors = np.zeros((len(at), 8), dtype=np.float32)
    for row, column in enumerate(at):
        vectors[row, column] = 1
    return vectors


def test_a_sense_is_told_from_others_and_its_bound_lies_between():
    own = unit(0, 0, 0) + np.float32(0.05) * unit(1, 2, 3)
    found = sense("X", own, unit(4, 5, 6), np.zeros(8, dtype=np.float32))
    assert 0 < found.bound < found.typical <= 1
    margins = found.margins(np.concatenate([unit(0), unit(4)]))
    assert margins[0] > 0 > margins[1]
    assert found.confidence(0.0) == 0.5
    assert found.confidence(1.0) == 0.9
    assert found.confidence(9.0) < 1


def test_examples_that_have_nothing_in_common_find_each_other_no_better_than_others():
    found = sense("X", unit(0, 1, 2), unit(3, 4, 5), np.zeros(8, dtype=np.float32))
    assert max(found.left_out) < 0.01


def test_one_example_is_taken_as_it_is():
    found = sense("X", unit(0), unit(3), np.zeros(8, dtype=np.float32))
    assert found.typical == pytest.approx(1)


def test_chances_leave_out_cues_and_beginnings():
    scores = np.zeros((2, 21), dtype=np.float32)
    scores[0, 3] = scores[1, 7] = 20
    scores[:, 0] = scores[:, 20] = 99
    assert chances(scores) == pytest.approx([0, 1], abs=1e-5)


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "own.yaml"
    path.write_text(OWN, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def tagger():
    return Tagger.load(threads=1)


@pytest.fixture(scope="module")
def events(own, tagger):
    from histor.pipeline import code_report
    from histor.read import report_from_text

    account = code_report(report_from_text(TEXT), tagger=tagger, codebook=own)
    assert account.coder.codebook == read_own(own).name
    return {event.trigger.of(TEXT): event for event in account.events}


@pytest.mark.model
def test_own_types_refine_and_add_to_plovers(events):
    assert (events["bombed"].type, events["bombed"].mode) == ("AIR-RAID", None)
    assert events["shot dead"].type == "ASSAULT"
    assert events["met"].type == "TALKS"
    grabbed = events["drove"]
    assert (grabbed.type, grabbed.mode, grabbed.quad, grabbed.score, grabbed.cameo) == (
        "LAND-GRAB",
        "army",
        4,
        -6.0,
        None,
    )
    assert [span.of(TEXT) for span in grabbed.actor] == ["Army units"]
    assert 0.5 < grabbed.confidence < 1


@pytest.mark.model
def test_without_a_codebook_nothing_is_other_than_before(tagger):
    from histor.pipeline import code_report
    from histor.read import report_from_text

    account = code_report(report_from_text(TEXT), tagger=tagger)
    assert account.coder.codebook == "plover-2.0"
    assert {event.type for event in account.events} <= set(codebook().types)


@pytest.mark.model
def test_with_base_none_only_own_types_are_left(own, tagger, tmp_path):
    from histor.pipeline import code_report
    from histor.read import report_from_text

    alone = tmp_path / "alone.yaml"
    alone.write_text("base: none\n" + own.read_text(encoding="utf-8"), encoding="utf-8")
    account = code_report(report_from_text(TEXT), tagger=tagger, codebook=alone)
    assert {event.type for event in account.events} == {"AIR-RAID", "LAND-GRAB", "TALKS"}


@pytest.mark.model
def test_check_leaves_each_example_out(own, tagger):
    raid, land, talks = check(tagger, read_own(own))
    assert raid.recall is not None
    assert 0 < raid.recall <= 1
    assert len(raid.missed) == round(5 * (1 - raid.recall))
    assert raid.nearest[0].whose == "ASSAULT"  # "Jets bombed the bridge", of the package
    assert [near.margin for near in raid.nearest] == sorted((near.margin for near in raid.nearest), reverse=True)
    assert raid.chosen == ("Helicopters [bombed] the suburb for an hour.",)
    assert any("few" in warning for warning in raid.warnings)
    assert land.nearest
    assert all(near.whose for near in land.nearest)
    assert (talks.recall, talks.warnings, talks.nearest) == (None, (), ())


@pytest.mark.model
def test_a_trigger_beyond_the_passage_is_chosen_anew(tagger):
    from histor.marked import Marked
    from histor.own.senses import see

    long = "word " * 150 + "ran"
    seen = see(tagger, Marked(long, Span(len(long) - 3, len(long))))
    assert seen.shown.count("[") == 1
    assert len(Senses(tagger, read_own_of(tagger, long)).kinds) == 1


def read_own_of(tagger, text):
    from histor.marked import Marked
    from histor.own.types import OwnCodebook, OwnType

    kind = OwnType("X", "d", 4, -1.0, None, (), (Marked(text, None), Marked("They ran.", None)), (), ())
    return OwnCodebook("x", "x", plover=True, types=(kind,), digest="0" * 64)
