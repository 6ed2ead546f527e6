"""What is compared of two events, of readings made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from histor.link.features import FEATURES, Pair, features, likeness
from tests.link.pairs_made import Said, reading

RAID = Said("airstrike", "Warplanes carried out an airstrike on a market in Sarna", theme=1)
KILLED = Said("killed", "Twelve people were killed on a market in Sarna", theme=1)
MURDER = Said("murder", "Rebels called it murder of the people of Sarna", theme=1)
SAID = Said("said", "Rebels said that the market in Sarna was empty", theme=3)
TOLD = Said("told", "A doctor told reporters that the ward in Harim was full", theme=4)


def compared(one: Said, two: Said) -> dict[str, float]:
    first, second = reading("r1", [one]), reading("r2", [two])
    pairs = [Pair(first, 0, second, 0, likeness(first, second)), Pair(second, 0, first, 0, likeness(second, first))]
    there, back = features(pairs)
    assert np.array_equal(there, back)  # whichever comes first
    return dict(zip(FEATURES, there.tolist(), strict=True))


def test_other_words_for_one_happening_are_akin():
    assert compared(KILLED, MURDER)["akin"] == 1
    assert compared(KILLED, TOLD)["akin"] == 0


def test_two_words_for_saying():
    assert compared(SAID, TOLD)["both say"] == 1
    assert compared(SAID, KILLED)["both say"] == 0


def test_reports_are_compared_by_their_leads_and_as_wholes():
    near, far = compared(RAID, KILLED), compared(RAID, TOLD)
    assert near["leads"] == pytest.approx(near["whole texts"], abs=0.02)  # these have one sentence each
    assert near["leads"] > 0.5 > far["leads"]


def test_a_report_of_two_events_has_the_lead_of_its_first():
    first, second = reading("r1", [RAID, TOLD]), reading("r2", [KILLED])
    by_event = features([Pair(first, k, second, 0, likeness(first, second)) for k in (0, 1)])
    lead, whole = FEATURES.index("leads"), FEATURES.index("whole texts")
    assert by_event[0, lead] == by_event[1, lead] > by_event[0, whole] == by_event[1, whole]


def test_no_pairs_have_no_features():
    assert features([]).shape == (0, len(FEATURES))
