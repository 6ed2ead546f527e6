"""Two levels of source: as accounts have them."""

import pytest

from histor.code import account
from tests.code.make import CODER, report, tagging, voice


def told(text, *frames):
    made = account(report(text), tagging(frames), coder=CODER).voices
    by_id = {v.id: v for v in made}
    return [(v.cue.of(text), [s.of(text) for s in v.content], v.inside and by_id[v.inside].cue.of(text)) for v in made]


def test_who_comes_last_passes_on_what_the_first_says():
    text = "The port is safe, the mayor stressed, Harbour Radio reported."
    said = "The port is safe"
    found = told(text, voice(text, "stressed", said, "the mayor"), voice(text, "reported", said, "Harbour Radio"))
    assert found == [
        ("stressed", ["The port is safe"], "reported"),
        ("reported", ["The port is safe, the mayor stressed"], None),
    ]


def test_who_stands_farther_from_the_content_passes_it_on():
    text = "Lopez wrote that she thinks the port is safe."
    said = "the port is safe"
    found = told(text, voice(text, "wrote", said, "Lopez"), voice(text, "thinks", said, "she"))
    assert found == [("wrote", ["she thinks the port is safe"], None), ("thinks", [said], "wrote")]


@pytest.mark.parametrize(
    ("text", "outer", "source"),
    [
        ("The port is safe, the Herald reported, citing the mayor.", "reported", "the Herald"),
        ("According to the Herald, citing the mayor, The port is safe.", "According to", "the Herald"),
        ("Citing the mayor, the Herald said The port is safe.".replace("Citing", "quoting"), "said", "the Herald"),
    ],
)
def test_the_cited_stands_inside_who_cites(text, outer, source):
    said = "The port is safe"
    citing = "citing" if "citing" in text else "quoting"
    both = [source, "the mayor"]
    for frames in (
        [voice(text, outer, said, source), voice(text, citing, said, "the mayor")],
        [voice(text, outer, said, source), voice(text, citing, said, both)],
        [voice(text, outer, said, source)],
    ):
        found = {cue: inside for cue, _, inside in told(text, *frames)}
        assert found == {outer: None, citing: outer}


def test_one_speaker_found_at_two_words_is_one_voice():
    text = "“We stay,” Lopez said in a statement."
    frames = [
        voice(text, "said", "“We stay,”", "Lopez", confidence=0.9),
        voice(text, "statement", "“We stay,”", "Lopez", confidence=0.5),
    ]
    assert [cue for cue, *_ in told(text, *frames)] == ["said"]


def test_voices_of_two_sentences_are_not_joined():
    text = "Lopez spoke. “We stay,” Haddad said."
    found = told(text, voice(text, "spoke", "“We stay,”", "Lopez"), voice(text, "said", "“We stay,”", "Haddad"))
    assert [inside for *_, inside in found] == [None, None]
