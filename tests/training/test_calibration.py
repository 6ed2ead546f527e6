"""The expected calibration error."""

from __future__ import annotations

import pytest

from tests.training.fakes import nested_account
from training.evaluate.calibration import calibration, expected_error


def test_true_confidences_have_no_error() -> None:
    assert expected_error([(0.5, True), (0.5, False)] * 50) == 0.0


def test_overconfidence_is_the_gap() -> None:
    assert expected_error([(0.9, True), (0.9, False)] * 50) == pytest.approx(0.4)


def test_bins_have_equal_mass_whatever_the_confidences() -> None:
    unsure, sure = [(0.2, False)] * 90, [(0.9, False)] * 10
    assert expected_error(unsure + sure) == pytest.approx(0.9 * 0.2 + 0.1 * 0.9)


def test_fewer_items_than_bins() -> None:
    assert expected_error([(0.7, True)]) == pytest.approx(0.3)
    assert expected_error([]) == 0.0


def test_voices_and_events_of_accounts() -> None:
    ours, theirs = nested_account(), nested_account()
    theirs["voices"][0]["source"] = []  # wrong with confidence 0.9; the other right with 0.8
    theirs["events"][1]["type"] = "ASSAULT"  # wrong with 0.6; the other right with 0.9
    rates = calibration([(ours, theirs)])
    assert rates["calibration.voice"].to_json() == {"value": 55.0, "reference": 2}
    assert rates["calibration.event"].to_json() == {"value": 35.0, "reference": 2}
