import pytest

from histor.code import account
from histor.records import Count
from tests.code.make import CODER, at, event, report, tagging, voice


def events_of(text, *frames, dropped=()):
    return account(report(text, dropped), tagging(frames), coder=CODER).events


def test_an_event_is_coded_to_the_codebook():
    text = "Syria moved missiles near Homs on Monday, killing at least 12 civilians."
    frame = event(
        text,
        "moved",
        "MOBILIZE",
        attributes={"status": "actual", "mode": "weapons", "background": "true"},
        actor="Syria",
        place="near Homs",
        time="Monday",
        dead="at least 12 civilians",
    )
    (found,) = events_of(text, frame)
    assert (found.id, found.type, found.mode, found.quad, found.score, found.cameo) == (
        "e1", "MOBILIZE", "weapons", 4, -5.3, "155",
    )  # fmt: skip
    assert found.background is True
    assert found.counts == {"dead": Count(found.counts["dead"].span, 12, None)}
    assert found.when.unresolved == "time expressions are resolved in a later stage"
    assert found.contexts == ("military",)


def test_an_event_without_a_time_says_so():
    text = "Syria moved missiles."
    assert events_of(text, event(text, "moved", "MOBILIZE"))[0].when.unresolved == "no time expression"


def test_a_mode_of_another_type_and_an_unknown_status_take_the_default():
    text = "Syria moved missiles."
    frame = event(text, "moved", "MOBILIZE", attributes={"mode": "hunger", "status": "maybe"})
    (found,) = events_of(text, frame)
    assert (found.mode, found.status, found.background, found.cameo) == (None, "actual", False, "150")


def test_a_type_that_the_codebook_lacks_is_left_out():
    text = "Syria moved missiles."
    assert events_of(text, event(text, "moved", "BREATHE")) == ()


def test_an_event_in_dropped_text_is_left_out():
    text = "Syria moved missiles. Read: troops attack town"
    frames = [event(text, "moved", "MOBILIZE"), event(text, "attack", "ASSAULT")]
    assert [e.type for e in events_of(text, *frames, dropped=["Read: troops attack town"])] == ["MOBILIZE"]


def test_a_speech_act_is_told_by_the_report_and_its_object_by_the_speaker():
    text = "Paris condemned the attack."
    frames = [
        voice(text, "condemned", "condemned the attack", "Paris"),
        event(text, "condemned", "ACCUSE", actor="Paris"),
        event(text, "attack", "ASSAULT"),
    ]
    made = account(report(text), tagging(frames), coder=CODER)
    assert [(e.type, e.voice) for e in made.events] == [("ACCUSE", None), ("ASSAULT", "v1")]


def test_the_figure_that_can_be_read_is_taken():
    text = "The raid killed the guards, three of them."
    (found,) = events_of(text, event(text, "raid", "ASSAULT", dead=["the guards", "three of them"]))
    assert (found.counts["dead"].min, found.counts["dead"].max) == (3, 3)


def test_words_that_are_no_figure_are_none():
    text = "The raid killed Ana Lopez."
    assert events_of(text, event(text, "raid", "ASSAULT", dead="Ana Lopez"))[0].counts == {}


def test_one_action_told_by_two_words_of_a_sentence_is_one_event_with_its_figures():
    text = "A bombing in Kabul killed 13 guards. Rebels bombed the guards again."
    frames = [
        event(text, "bombing", "ASSAULT", confidence=0.9, recipient="13 guards", place="Kabul"),
        event(text, "killed", "ASSAULT", confidence=0.8, recipient="13 guards", dead="13"),
        event(text, "bombed", "ASSAULT", confidence=0.7, actor="Rebels", recipient="the guards"),
    ]
    first, second = events_of(text, *frames)
    assert first.trigger.of(text) == "bombing"
    assert (first.counts["dead"].min, first.place[0].of(text)) == (13, "Kabul")
    assert second.trigger.of(text) == "bombed"


def test_two_actions_on_one_victim_stay_two_where_their_types_differ():
    text = "Police arrested and beat the student."
    frames = [
        event(text, "arrested", "COERCE", recipient="the student"),
        event(text, "beat", "ASSAULT", recipient="the student"),
    ]
    assert [e.type for e in events_of(text, *frames)] == ["COERCE", "ASSAULT"]


def test_to_deny_is_a_voice_and_no_event():
    text = "Iran denied that it had sent troops, and was denied a visa."
    said = voice(text, "denied", "that it had sent troops", "Iran", stance="deny")
    told = [event(text, "denied", "REJECT"), event(text, ("denied", 1), "REJECT"), event(text, "sent", "MOBILIZE")]
    assert [e.trigger for e in events_of(text, said, *told)] == [at(text, "sent"), at(text, "denied", 1)]


def test_nobody_who_acts_is_upon_whom_it_is_done():
    text = "Iran denied on Monday that it had threatened Oman."
    frame = event(text, "denied", "REJECT", actor="Iran", recipient=["it", "Oman"])
    coded = account(report(text), tagging([frame], [at(text, "Iran"), at(text, "it")], [(0, 1, 0.9)]), coder=CODER)
    assert coded.events[0].recipient == (at(text, "Oman"),)


def test_a_lone_article_is_drawn_out_to_its_noun():
    text = "The Syrian rebels attacked the town."
    (found,) = events_of(text, event(text, "attacked", "ASSAULT", actor=["The", "rebels"], recipient="the"))
    assert [s.of(text) for s in found.actor] == ["The Syrian rebels"]
    assert [s.of(text) for s in found.recipient] == ["the town"]


def test_a_lone_mark_names_nobody():
    text = "Rebels, it is said, attacked."
    (found,) = events_of(text, event(text, "attacked", "ASSAULT", actor=["Rebels", ","]))
    assert [s.of(text) for s in found.actor] == ["Rebels"]


def test_neighbouring_words_of_one_trigger_are_one_event():
    text = "Norland began a military buildup near Homs."
    frames = [
        event(text, "military", "MOBILIZE", confidence=0.6, actor="Norland"),
        event(text, "buildup", "MOBILIZE", confidence=0.9, place="Homs"),
    ]
    (found,) = events_of(text, *frames)
    assert found.trigger.of(text) == "military buildup"
    assert [s.of(text) for s in (*found.actor, *found.place)] == ["Norland", "Homs"]


def test_actions_named_side_by_side_of_one_actor_are_one_event():
    text = "Norland agreed to a truce and ceasefire. Norland left, and its allies were told to leave."
    frames = [
        event(text, "truce", "RETREAT", confidence=0.6, actor="Norland"),
        event(text, "ceasefire", "RETREAT", confidence=0.9, actor="Norland"),
        event(text, "left", "RETREAT", actor=("Norland", 1)),
        event(text, "leave", "RETREAT", actor="its allies"),
    ]
    assert [e.trigger.of(text) for e in events_of(text, *frames)] == ["ceasefire", "left", "leave"]


@pytest.mark.parametrize(
    ("words", "seen", "expected"),
    [
        ("has never shelled", "actual", "negated"),
        ("did not shell", "hypothetical", "negated"),
        ("won’t shell", "future", "negated"),
        ("may soon shell", "actual", "hypothetical"),
        ("will shell", "actual", "future"),
        ("will shell", "hypothetical", "hypothetical"),
        ("has shelled", "actual", "actual"),
        ("could not be reached, and shelled", "actual", "actual"),
    ],
)
def test_auxiliary_verbs_before_a_trigger_tell_its_status(words, seen, expected):
    text = f"Norland {words} the port."
    trigger = "shelled" if "shelled" in words else "shell"
    (found,) = events_of(text, event(text, trigger, "ASSAULT", attributes={"status": seen}))
    assert found.status == expected


def test_a_trigger_ends_before_an_article_or_possessive():
    text = "Norland will withdraw its guards."
    assert events_of(text, event(text, "withdraw its", "RETREAT"))[0].trigger.of(text) == "withdraw"
