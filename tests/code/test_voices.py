import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.code import account
from histor.code.quotations import quotations
from histor.records import Frame, Span
from tests.code.make import CODER, event, report, tagging, voice


def voices_of(text, *frames, dropped=()):
    return account(report(text, dropped), tagging(frames), coder=CODER).voices


def kind(text, content, cue="said", source="Haddad"):
    return voices_of(text, voice(text, cue, content, source))[0].kind


@pytest.mark.parametrize(
    ("text", "content", "expected"),
    [
        ('"We will stay," Haddad said.', '"We will stay,"', "direct"),
        ("“We will stay,” Haddad said.", "“We will stay,”", "direct"),
        ("«We will stay», Haddad said.", "«We will stay»", "direct"),
        ("‘We will stay,’ Haddad said.", "‘We will stay,’", "direct"),
        ("Haddad said the army’s men will stay.", "the army’s men will stay", "indirect"),
        ("Haddad said they would 'never, ever' leave.", "they would 'never, ever' leave", "mixed"),
        ('Haddad said that the raid was "a grave mistake".', 'that the raid was "a grave mistake"', "mixed"),
        ("Haddad said: “He told me ‘go’ and I went.”", "“He told me ‘go’ and I went.”", "direct"),
    ],
)
def test_kind_by_quotation_marks(text, content, expected):
    assert kind(text, content) == expected


def test_a_quotation_left_open_at_the_end_of_a_paragraph_goes_on():
    text = "Haddad said: “We will stay here.\n\n“We have nowhere else to go.”\n\nHe left."
    found = voices_of(text, voice(text, "said", "“We will stay here.\n\n“We have nowhere else to go.”", "Haddad"))
    assert found[0].kind == "direct"
    assert [span.of(text) for span in found[0].content] == ["“We will stay here.", "“We have nowhere else to go.”"]


def test_a_quotation_closed_in_the_next_paragraph():
    text = "“We will stay.\n\nAlways,” said Haddad."
    paragraphs = [Span(0, 14), Span(16, len(text))]
    assert [span.of(text) for span in quotations(text, paragraphs)] == ["“We will stay.", "Always,”"]


def test_words_quoted_by_somebody_else_are_not_the_speakers_own():
    text = '"Haddad said that they would stay," the ministry wrote.'
    outer = voice(text, "wrote", '"Haddad said that they would stay,"', "the ministry")
    inner = voice(text, "said", "that they would stay", "Haddad")
    assert [v.kind for v in voices_of(text, outer, inner)] == ["indirect", "direct"]


def test_voices_stand_inside_the_smallest_content_that_holds_their_cue():
    text = "The Herald reported that officials said Haddad had admitted the attack."
    frames = [
        voice(text, "admitted", "the attack", "Haddad"),
        voice(text, "reported", "that officials said Haddad had admitted the attack", "The Herald"),
        voice(text, "said", "Haddad had admitted the attack", "officials"),
        event(text, "attack", "ASSAULT"),
    ]
    made = account(report(text), tagging(frames), coder=CODER)
    assert [(v.id, v.cue.of(text), v.inside) for v in made.voices] == [
        ("v1", "reported", None),
        ("v2", "said", "v1"),
        ("v3", "admitted", "v2"),
    ]
    assert made.events[0].voice == "v3"
    assert made.events[0].chain == ("v1", "v2", "v3")


def test_two_voices_that_hold_each_other_do_not_make_a_circle():
    text = "Haddad said Lopez denied it all."
    one = voice(text, "said", "Lopez denied it all", "Haddad")
    two = voice(text, "denied", "Haddad said Lopez", "Lopez")
    found = voices_of(text, one, two)
    assert sorted(v.inside is None for v in found) == [False, True]


def test_a_voice_is_never_inside_itself():
    text = "Haddad said so."
    assert voices_of(text, voice(text, "said", "Haddad said so", "Haddad"))[0].inside is None


def test_two_frames_at_one_cue_are_one_voice():
    text = '"We stay," Haddad said. "We wait."'
    sure = voice(text, "said", '"We stay,"', "Haddad", stance="want", confidence=0.9)
    unsure = voice(text, "said", '"We wait."', "Haddad", stance="deny", confidence=0.4)
    (found,) = voices_of(text, unsure, sure)
    assert [span.of(text) for span in found.content] == ['"We stay,"', '"We wait."']
    assert (found.stance, found.confidence) == ("want", 0.9)


def test_a_cue_without_content_and_a_cue_in_dropped_text_are_no_voices():
    text = "Haddad said nothing. Share this, he said now."
    frames = [voice(text, "said", None, "Haddad"), voice(text, ("said", 1), "now", "he")]
    assert voices_of(text, *frames, dropped=["Share this, he said now."]) == ()


def test_who_speaks_is_an_entity():
    text = "Ana Lopez told Haddad that the raid was over."
    frame = voice(text, "told", "that the raid was over", "Ana Lopez", "Haddad")
    made = account(report(text), tagging([frame]), coder=CODER)
    assert [(entity.id, entity.name) for entity in made.entities] == [("n1", "Ana Lopez"), ("n2", "Haddad")]
    assert made.voices[0].entity == "n1"


def test_it_that_goes_on_speaking_is_who_spoke_before():
    text = "The Coastal Bank said that Norland was poor. Norland owed it much, it added."
    frames = [
        voice(text, "said", "that Norland was poor", "The Coastal Bank"),
        voice(text, "added", "Norland owed it much", ("it", 1)),
        event(text, "owed", "ACCUSE", actor=("Norland", 1)),
    ]
    made = account(report(text), tagging(frames), coder=CODER)
    assert [voice.entity for voice in made.voices] == ["n1", "n1"]


def test_she_who_goes_on_speaking_is_no_bank_and_not_many():
    for who in ("The Coastal Bank", "Residents"):
        text = f"{who} said that it was poor. It owed much, she added."
        frames = [voice(text, "said", "that it was poor", who), voice(text, "added", "It owed much", "she")]
        assert len({voice.entity for voice in voices_of(text, *frames)}) == 2


TEXT = 'aa "bb cc" dd ee. ff gg\nhh "ii jj kk" ll mm nn oo pp.'
SPAN = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(lambda pair: Span(*sorted(pair)))


@given(st.lists(st.builds(lambda cue, content: (cue, tuple(content)), SPAN, st.lists(SPAN, max_size=3)), max_size=8))
def test_containment_is_always_a_forest(drafts):
    frames = [Frame("voice", cue, None, {"content": content}, {}, 0.5) for cue, content in drafts]
    found = {v.id: v for v in voices_of(TEXT, *frames)}
    for v in found.values():
        path = [v]
        while path[-1].inside:
            outer = found[path[-1].inside]
            assert outer not in path
            assert any(span.contains(path[-1].cue) for span in outer.content)
            path.append(outer)
