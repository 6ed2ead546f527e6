"""What fuzzing broke, each as the smallest input that did it."""

from histor.accounts import from_json, to_json
from histor.code import account
from histor.records import Coder, Frame, Report, Span, Tagging


def test_spans_beyond_the_end_of_the_text_are_cut_off():
    frame = Frame("event", Span(0, 6), "MOBILIZE", {"actor": (Span(40, 42), Span(0, 6))}, {}, 0.5)
    made = account(Report("r", "Troops moved.", ""), Tagging((frame,), (), ()), coder=Coder("", "", ""))
    assert all(span.end <= 13 for event in made.events for span in event.actor)
    assert from_json(to_json(made)).events == made.events


def test_a_source_that_covers_all_that_is_said_leaves_the_content_as_it_is():
    text = "The port is safe, the mayor stressed, Harbour Radio reported."
    said = Span(0, 16)
    inner = Frame("voice", Span(28, 36), None, {"content": (said,)}, {}, 0.9)
    outer = Frame("voice", Span(52, 60), None, {"content": (said,), "source": (Span(0, len(text)),)}, {}, 0.9)
    made = account(Report("r", text, ""), Tagging((inner, outer), (), ()), coder=Coder("", "", ""))
    assert [voice.content for voice in made.voices] == [(said,), (said,)]
