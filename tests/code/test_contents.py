from histor.code import account
from tests.code.make import CODER, report, tagging, voice


def content_of(text, *frames):
    return [s.of(text) for s in account(report(text), tagging(frames), coder=CODER).voices[0].content]


def test_half_a_quotation_becomes_the_whole():
    text = "“We will stay here as long as we are needed,” Lopez said."
    assert content_of(text, voice(text, "said", "“We will stay here", "Lopez")) == [
        "“We will stay here as long as we are needed,”"
    ]


def test_a_quotation_in_which_the_cue_stands_is_not_the_speakers():
    text = "“Lopez said it was late, and I went,” wrote Haddad."
    assert content_of(text, voice(text, "said", "it was late", "Lopez")) == ["it was late"]


def test_quoted_words_in_passing_are_not_drawn_on():
    text = "Lopez said the “old and tired” guards left. “None of us knew of it at all.”"
    assert content_of(text, voice(text, "said", "the “old and tired” guards left", "Lopez")) == [
        "the “old and tired” guards left"
    ]


def test_words_missing_in_a_sentence_are_filled_in_but_not_over_a_cue():
    text = "Lopez said the guards had left the old port in the night."
    assert content_of(text, voice(text, "said", ["the guards had", "port in the night"], "Lopez")) == [
        "the guards had left the old port in the night"
    ]
    text = "The guards, Lopez said, had left."
    assert content_of(text, voice(text, "said", ["The guards", "had left"], "Lopez")) == ["The guards", "had left"]
