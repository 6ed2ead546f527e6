import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.code.tolls import with_tolls
from histor.code.voices import Tellers
from histor.records import COUNT_ROLES, Span, Voice
from histor.sentences import sentences
from tests.code.make import event


def tolls(text, *frames):
    return [
        {role: [s.of(text) for s in frame.roles[role]] for role in COUNT_ROLES if frame.roles.get(role)}
        for frame in with_tolls(text, frames, sentences(text))
    ]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("The raid killed 12 guards and wounded at least 30 others.", {"dead": ["12"], "injured": ["at least 30"]}),
        ("Two guards were killed in the raid and three others were injured.", {"dead": ["Two"], "injured": ["three"]}),
        ("The raid hit a port, injuring 1,200 people.", {"injured": ["1,200"]}),
        ("The raid ended in 18 fatalities.", {"dead": ["18"]}),
        ("Two coastal guards and one passer-by were injured in the raid.", {"injured": ["Two", "one"]}),
        ("In the raid two guards died and one passer-by was injured.", {"dead": ["two"], "injured": ["one"]}),
        ("The raid hit a port where two died ten years ago.", {"dead": ["two"]}),
        ("The raid hit a port of 12 piers.", {}),
        ("The number of people killed in the raid and beyond rose to more than 180.", {"dead": ["more than 180"]}),
    ],
)
def test_figures_beside_a_verb_of_dying_or_hurting(text, figures):
    assert tolls(text, event(text, "raid", "ASSAULT")) == [figures]


def test_a_figure_under_the_wrong_head_is_moved_and_one_cut_at_a_comma_is_whole():
    text = "Rebels shelled the port, wounding six people; 2,500 people were displaced."
    frame = event(text, "shelled", "ASSAULT", dead=["six people", "2"])
    assert tolls(text, frame) == [{"injured": ["six people"], "displaced": ["2,500"]}]


def test_who_is_told_of_together_is_counted_together():
    text = "Two soldiers and 16 gunmen were killed in the raid."
    assert tolls(text, event(text, "raid", "ASSAULT", dead="Two soldiers")) == [{"dead": ["Two soldiers", "16"]}]


def test_large_round_figures_have_their_own_heads():
    text = "The war has killed more than 230,000 people and left the land poor, with 2.5 million wounded, millions displaced."
    frame = event(text, "war", "ASSAULT", dead=["230,000 people"], injured=["millions"])
    assert tolls(text, frame) == [{"dead": ["230,000 people"], "injured": ["2.5 million"], "displaced": ["millions"]}]


def test_figures_go_to_the_attack_that_has_figures_and_to_none_where_several_could_have_them():
    text = "A bomb and a raid killed 12 and wounded 30."
    bomb, raid = event(text, "bomb", "ASSAULT"), event(text, "raid", "ASSAULT")
    assert tolls(text, bomb, raid) == [{}, {}]
    assert tolls(text, bomb, event(text, "raid", "ASSAULT", dead="12")) == [{}, {"dead": ["12"], "injured": ["30"]}]


def test_a_figure_of_another_voice_is_not_moved():
    text = "Moscow says that it hit a camp; the opposition speaks of 36 civilians killed."
    frame = event(text, "hit", "ASSAULT")
    told = [a_voice("v1", text, "says", "that it hit a camp"), a_voice("v2", text, "speaks", "of 36 civilians killed")]
    assert "dead" in with_tolls(text, [frame], sentences(text))[0].roles
    assert "dead" not in with_tolls(text, [frame], sentences(text), Tellers(told))[0].roles


def a_voice(id, text, cue, content):
    spans = [Span(text.index(words), text.index(words) + len(words)) for words in (cue, content)]
    return Voice(id, (), spans[0], (spans[1],), (), "affirm", "indirect", None, None, 1.0)


@given(st.text(st.sampled_from("12, killed wounded and were hurt two.\n"), max_size=80))
def test_figures_lie_in_the_text(text):
    text = "The raid " + text
    for frame in with_tolls(text, [event(text, "raid", "ASSAULT")], sentences(text)):
        for role in COUNT_ROLES:
            for span in frame.roles.get(role, ()):
                assert Span(0, len(text)).contains(span)
                assert span.of(text).strip()
