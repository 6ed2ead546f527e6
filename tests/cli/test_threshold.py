"""Accounts without their less certain parts."""

from dataclasses import replace

from histor.cli.threshold import at_least
from tests.cli.builder import syria


def test_nothing_changes_below_every_confidence():
    assert at_least(syria(), 0.5) == syria()


def test_uncertain_events_go_with_the_entities_that_only_they_name():
    account = at_least(syria(), 0.85)
    assert account.events == ()
    assert [entity.name for entity in account.entities] == ["The New York Times", "Russia", "John Kerry"]
    assert [voice.id for voice in account.voices] == ["v1", "v2", "v3", "v4"]


def test_what_stood_in_an_uncertain_voice_moves_outwards():
    account = syria()
    v1, v2, v3, v4 = account.voices
    account = replace(account, voices=(v1, replace(v2, confidence=0.1), v3, v4))
    account = at_least(account, 0.5)
    assert [(voice.id, voice.inside) for voice in account.voices] == [("v1", None), ("v3", None), ("v4", None)]
    assert [(event.voice, event.chain) for event in account.events] == [("v1", ("v1",)), ("v3", ("v3",))]


def test_an_event_whose_teller_goes_is_told_by_the_next_one_outwards():
    account = syria()
    v1, v2, v3, v4 = account.voices
    account = at_least(replace(account, voices=(v1, v2, replace(v3, confidence=0.1), v4)), 0.5)
    assert [(event.voice, event.chain) for event in account.events] == [("v1", ("v1",)), ("v2", ("v2",))]


def test_every_reference_still_points_at_something():
    account = at_least(syria(), 0.95)
    assert (account.voices, account.events, account.entities) == ((), (), ())
