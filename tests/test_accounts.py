import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.accounts import dumps, from_json, to_json
from histor.errors import ReadError
from histor.records import (
    STANCES,
    STATUSES,
    Account,
    Coder,
    Count,
    Dateline,
    Dropped,
    Entity,
    Event,
    Place,
    Report,
    Span,
    Voice,
    When,
)

WORDS = st.text(max_size=12)
MAYBE = st.none() | WORDS
SPAN = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: Span(*sorted(pair)))
SPANS = st.lists(SPAN, max_size=3).map(tuple)
NUMBER = st.floats(-100, 100)
WHOLE = st.none() | st.integers(0, 10**9)
WHEN = st.builds(When, MAYBE, MAYBE, MAYBE, MAYBE) | st.builds(When, unresolved=WORDS)

REPORT = st.builds(
    Report,
    WORDS,
    st.text(min_size=40, max_size=60),
    st.text(min_size=1, max_size=5),
    MAYBE,
    MAYBE,
    MAYBE,
    MAYBE,
    st.none() | st.builds(Dateline, MAYBE, MAYBE, MAYBE),
    MAYBE,
    MAYBE,
    st.lists(st.builds(Dropped, st.none() | SPAN, WORDS, WORDS), max_size=2).map(tuple),
)
VOICE = st.builds(
    Voice,
    *(WORDS, SPANS, SPAN, SPANS, SPANS),
    st.sampled_from(STANCES),
    st.sampled_from(["direct", "indirect", "mixed"]),
    *(MAYBE, MAYBE, NUMBER),
)
EVENT = st.builds(
    Event,
    *(WORDS, SPAN, WORDS, MAYBE, st.lists(WORDS, max_size=2).map(tuple), st.integers(1, 4), NUMBER, MAYBE),
    *(SPANS, SPANS, SPANS, SPANS),
    st.dictionaries(st.sampled_from(["dead", "injured"]), st.builds(Count, SPAN, WHOLE, WHOLE)),
    st.sampled_from(STATUSES),
    *(st.booleans(), MAYBE, st.lists(WORDS, max_size=2).map(tuple), WHEN, MAYBE, NUMBER),
)
ENTITY = st.builds(
    Entity, WORDS, WORDS, st.sampled_from(["---", "USA"]), st.lists(WORDS, max_size=2).map(tuple), MAYBE, SPANS
)
PLACE = st.builds(Place, WORDS, WORDS, MAYBE, MAYBE, st.none() | NUMBER, st.none() | NUMBER, WHOLE, MAYBE, SPANS)
ACCOUNT = st.builds(
    Account,
    REPORT,
    *(st.lists(part, max_size=2).map(tuple) for part in (VOICE, EVENT, ENTITY, PLACE)),
    st.builds(Coder, WORDS, WORDS, WORDS),
)


@settings(max_examples=60)
@given(ACCOUNT)
def test_what_is_written_can_be_read_back(account):
    line = dumps(account)
    assert from_json(json.loads(line)) == account
    assert len(line.splitlines()) == 1
    line.encode()


def test_the_shape_of_the_public_format():
    when = When("2015-09-01", "2015-09-30", "month", "published")
    report = Report("r1", "Iran left.", "0f", dateline=Dateline("BEIRUT", "Sept 5"))
    voice = Voice("v1", (Span(0, 4),), Span(5, 9), (), (), "affirm", "direct", None, "n1", 0.93)
    event = Event(
        *("e1", Span(5, 9), "RETREAT", None, (), 2, 8.0, "080", (Span(0, 4),), (), (), ()),
        *({"dead": Count(Span(0, 4), 1, None)}, "actual", False, None, (), when, None, 0.88),
    )
    data = to_json(Account(report, (voice,), (event,), (), ()))
    assert list(data) == ["report", "voices", "events", "entities", "places", "coder"]
    assert list(data["report"]) == (
        ["id", "url", "outlet", "title", "byline", "dateline", "published", "language", "text", "sha256", "dropped"]
    )
    assert list(data["voices"][0]) == [
        "id",
        "source",
        "cue",
        "content",
        "to",
        "stance",
        "kind",
        "inside",
        "entity",
        "confidence",
    ]
    assert list(data["events"][0]) == [
        "id",
        "trigger",
        "type",
        "mode",
        "contexts",
        "quad",
        "score",
        "cameo",
        "actor",
        "recipient",
        "place",
        "time",
        "counts",
        "status",
        "background",
        "voice",
        "chain",
        "when",
        "where",
        "confidence",
    ]
    assert data["voices"][0]["source"] == [[0, 4]]
    assert data["events"][0]["when"] == {
        "from": "2015-09-01", "to": "2015-09-30", "precision": "month", "anchor": "published",
    }  # fmt: skip
    assert data["events"][0]["counts"] == {"dead": {"span": [0, 4], "min": 1, "max": None}}


def test_strings_that_break_lines_or_encodings_are_written_safely():
    text = "a\ud800b\u2028c\x85d\ne\x00“é”"
    line = dumps(Account(Report("r", text, "0"), (), (), (), ()))
    assert len(line.splitlines()) == 1
    assert "“é”" in line
    assert json.loads(line.encode())["report"]["text"] == text


def test_a_reference_account_with_missing_fields():
    account = from_json(
        {
            "report": {"id": "r", "text": "Iran denied it.", "licence": "ours"},
            "voices": [{"id": "v1", "cue": [5, 11], "source": [[0, 4]], "content": [[12, 14]]}],
            "events": None,
            "entities": [{"id": "n1", "name": "Iran", "code": "IRN", "sector": "GOV MIL", "mentions": [[0, 4]]}],
        }
    )
    assert account.events == ()
    assert account.voices[0].stance == "affirm"
    assert account.entities[0].sector == ("GOV", "MIL")
    assert len(account.report.sha256) == 64


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "account must be a JSON object"),
        ({"report": {"id": "r"}}, "account.report.text is missing"),
        ({"report": {"text": 3}}, "account.report.text must be a string"),
        ({"report": {"text": "ab"}, "voices": {}}, "account.voices must be a list"),
        ({"report": {"text": "ab"}, "voices": [{"cue": [0, 3]}]}, "a span inside the text of 2 characters"),
        ({"report": {"text": "ab"}, "voices": [{"cue": [0, True]}]}, "pair of whole numbers"),
        ({"report": {"text": "ab"}, "voices": [{"cue": [0, 1], "stance": "so"}]}, "stance must be one of affirm"),
        ({"report": {"text": "ab"}, "voices": [{"cue": [0, 1], "confidence": float("nan")}]}, "must be a number"),
        ({"report": {"text": "ab"}, "voices": [{}]}, r"voices\[0\].cue must be"),
        ({"report": {"text": "ab"}, "events": [{"trigger": [0, 1], "quad": 1.5}]}, "quad must be a whole number"),
    ],
)
def test_a_wrong_field_is_named(data, message):
    with pytest.raises(ReadError, match=message):
        from_json(data)
