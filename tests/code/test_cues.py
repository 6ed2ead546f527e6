import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.code.cues import by_hearsay, stance, whole, without_reports
from histor.records import Frame, Span
from tests.code.make import at, voice


@pytest.mark.parametrize(
    ("cue", "made", "left"),
    [
        ("have", "have pledged", "to stay"),
        ("have pledged", "have pledged", "pledged to stay"),
    ],
)
def test_a_cue_of_auxiliaries_is_drawn_out_to_its_verb(cue, made, left):
    text = "The guards have pledged to stay."
    frame = whole(text, voice(text, cue, "pledged to stay", "The guards"))
    assert frame.anchor.of(text) == made
    assert frame.roles["source"] == (at(text, "The guards"),)
    if cue != made:
        assert [s.of(text) for s in frame.roles["content"]] == [left]


def test_an_auxiliary_with_no_verb_after_it_stays():
    text = "Haddad is, he says, safe."
    assert whole(text, voice(text, "is", "safe", "Haddad")).anchor.of(text) == "is"


def test_words_of_degree_before_a_verb_are_no_cue_by_themselves():
    text = "We are all deeply shocked by the raid."
    assert (
        whole(text, voice(text, "are all", "deeply shocked by the raid", "We")).anchor.of(text)
        == "are all deeply shocked"
    )


def test_half_of_a_negation_is_drawn_out_to_both_sides():
    text = "I can't believe that it fell."
    assert whole(text, voice(text, "t", "that it fell", "I")).anchor.of(text) == "can't believe"


def test_hearsay_inside_a_verb_is_a_voice_of_its_own_around_that_verb():
    text = "The governor has reportedly threatened to close the port."
    frame = voice(text, "has reportedly threatened", "to close the port", "The governor", stance="want")
    outer, inner = by_hearsay(text, frame)
    assert outer.anchor.of(text) == "reportedly"
    assert "source" not in outer.roles
    assert [s.of(text) for s in outer.roles["content"]] == ["The governor", "threatened to close the port"]
    assert (stance(text, outer), stance(text, inner)) == ("affirm", "want")
    assert inner.anchor.of(text) == "threatened"
    assert inner.roles["source"] == (at(text, "The governor"),)


def test_bare_hearsay_has_no_source():
    text = "The governor was allegedly shot."
    (only,) = by_hearsay(text, voice(text, "was allegedly", "shot", "The governor"))
    assert only.anchor.of(text) == "allegedly"
    assert [s.of(text) for s in only.roles["content"]] == ["The governor", "shot"]


@pytest.mark.parametrize(
    ("cue", "seen", "expected"),
    [
        ("has denied", "affirm", "deny"),
        ("denial", "affirm", "deny"),
        ("ruled out", "affirm", "deny"),
        ("has not denied", "affirm", "affirm"),
        ("neither confirmed nor denied", "deny", "doubt"),
        ("confirmed nor denied", "deny", "doubt"),
        ("could not confirm", "deny", "doubt"),
        ("confirmed", "affirm", "affirm"),
        ("said", "want", "want"),
        ("said", "nonsense", "affirm"),
    ],
)
def test_the_words_of_a_cue_tell_its_stance_where_they_are_plain(cue, seen, expected):
    text = f"Haddad {cue} it."
    assert stance(text, voice(text, cue, "it", "Haddad", stance=seen)) == expected


@given(st.text(st.sampled_from("has reportedly not allegedly Ana said. ")), st.integers(0, 30), st.integers(0, 30))
def test_parts_of_a_cue_lie_in_the_text(text, start, length):
    span = Span(min(start, len(text)), min(start + length, len(text)))
    frame = Frame("voice", span, None, {"content": (Span(0, len(text)),)}, {}, 0.9)
    for part in by_hearsay(text, whole(text, frame)):
        assert 0 <= part.anchor.start <= part.anchor.end <= len(text)
        assert not any(part.anchor.contains(s) and s != part.anchor for s in part.roles["content"])


def test_according_to_reports_is_a_cue_without_a_source():
    text = "According to reports, Norland backs the rebels."
    frame = without_reports(text, voice(text, "According to", "Norland backs the rebels", "reports"))
    assert frame.anchor.of(text) == "According to reports"
    assert not frame.roles.get("source")
    assert [s.of(text) for s in frame.roles["content"]] == ["Norland backs the rebels"]


@pytest.mark.parametrize("source", ["media reports", "reports by the guards", "reports of Monday"])
def test_reports_of_somebody_are_his(source):
    text = f"According to {source}, Norland backs the rebels."
    frame = voice(text, "According to", "Norland backs the rebels", source)
    assert without_reports(text, frame) == frame
