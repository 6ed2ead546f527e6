"""Accounts and marked pairs as training examples."""

import numpy as np
import pytest
from tokenizers import Tokenizer

from histor.records import STANCES, STATUSES
from histor.tag.labels import MODES, ROOTS, TYPES
from histor.tag.model import FOLDER
from training.corpora import (
    OWN_EVENTS,
    OWN_PAIRS,
    UNKNOWN,
    event_pairs,
    from_account,
    from_marked_event,
    from_pair,
    nested_voices,
    read_jsonl,
)

TEXT = "Iran denied that it had attacked the ship."


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(FOLDER / "tokenizer.json"))


def an_account(events: bool = True) -> dict:
    voice = {"id": "v1", "source": [[0, 4]], "cue": [5, 11], "content": [[12, 41]], "to": [], "stance": "deny"}
    event: dict = {
        "id": "e1", "trigger": [24, 32], "type": "ASSAULT", "mode": None, "actor": [[17, 19]], "recipient": [[33, 41]],
        "place": [], "time": [], "counts": {}, "status": "actual", "background": False, "voice": "v1",
    }  # fmt: skip
    entities = [{"id": "n1", "name": "Iran", "code": "IRN", "sector": ["GOV"], "mentions": [[0, 4], [17, 19]]}]
    return {
        "report": {"id": "a", "text": TEXT},
        "voices": [voice],
        "events": [event] if events else None,
        "entities": entities,
    }


def test_an_account_labels_its_words(tokenizer: Tokenizer) -> None:
    example = from_account(tokenizer, an_account(), guideline=0)
    assert example.cues.tolist() == [0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert example.triggers is not None
    assert example.triggers.tolist() == [0, 0, 0, 0, 0, 1 + TYPES.index("ASSAULT"), 0, 0, 0]
    voice, event = example.frames
    assert voice.spans == [(0, 0, 0, 1), (0, 1, 2, 8)]
    assert voice.stance == STANCES.index("deny")
    assert sorted(event.spans) == [(0, 0, 3, 4), (0, 1, 6, 8)]
    assert (event.mode, event.status, event.background) == (MODES.index("ASSAULT"), STATUSES.index("actual"), 0)
    assert [(m.start, m.end, m.entity) for m in example.mentions] == [(0, 1, 0), (3, 4, 0)]


def test_outermost_voices_say_nothing_of_what_stands_inside_their_content(tokenizer: Tokenizer) -> None:
    example = from_account(tokenizer, an_account(events=False), guideline=1)
    assert example.triggers is None
    assert example.cues.tolist() == [0, 1, *[UNKNOWN] * 6, 0]


def test_a_marked_pair(tokenizer: Tokenizer) -> None:
    row = {"sentence": "", "marked_sentence": "<s>Ukraine</s> sued <t>Russia</t>.", "gold_root": "ACCUSE"}
    example = from_pair(tokenizer, row)
    assert example.pair == [(0, 1), (2, 3)]
    assert ROOTS[example.root] == "ACCUSE"
    assert example.conflict == UNKNOWN


def test_our_own_marked_sentences_have_both_labels_and_all_classes(tokenizer: Tokenizer) -> None:
    rows = list(read_jsonl(OWN_PAIRS))
    found = [from_pair(tokenizer, row) for row in rows]
    assert {ROOTS[example.root] for example in found} == set(ROOTS)
    assert {example.conflict for example in found} == {0, 1}
    assert all(example.pair and all(j > i for i, j in example.pair) for example in found)


def test_a_marked_event_tells_its_mode_or_its_status(tokenizer: Tokenizer) -> None:
    row = {"text": "Rebels may free two pilots.", "trigger": [11, 15], "type": "RETREAT"}
    (moded,) = from_marked_event(tokenizer, row | {"mode": "release"}).frames
    assert (moded.start, moded.end, MODES[moded.mode], moded.status) == (2, 3, "RETREAT:release", UNKNOWN)
    (modeless,) = from_marked_event(tokenizer, row | {"mode": None}).frames
    assert MODES[modeless.mode] == "RETREAT"
    (dated,) = from_marked_event(tokenizer, row | {"status": "hypothetical"}).frames
    assert (dated.mode, STATUSES[dated.status]) == (UNKNOWN, "hypothetical")


def test_our_own_marked_events_have_all_modes_and_statuses(tokenizer: Tokenizer) -> None:
    frames = [from_marked_event(tokenizer, row).frames[0] for row in read_jsonl(OWN_EVENTS)]
    assert all(frame.end > frame.start for frame in frames)
    moded = {label for label in MODES if any(other.startswith(label + ":") for other in MODES)}
    assert {MODES[f.mode] for f in frames if f.mode != UNKNOWN} >= moded | {m for m in MODES if ":" in m}
    assert {STATUSES[f.status] for f in frames if f.status != UNKNOWN} == set(STATUSES)


def two_sentences(**event: object) -> dict:
    account = an_account()
    shift = len("It rained. ")
    account["report"]["text"] = f"It rained. {TEXT}"
    told = account["events"][0] | event
    account["events"] = [told | {k: [[a + shift, z + shift] for a, z in told[k]] for k in ("actor", "recipient")}]
    account["events"][0]["trigger"] = [24 + shift, 32 + shift]
    return account


def test_an_annotated_event_is_a_marked_pair_in_its_sentence(tokenizer: Tokenizer) -> None:
    (pair,) = event_pairs(tokenizer, two_sentences())
    assert pair.key == TEXT
    assert pair.pair == [(3, 4), (6, 8)]
    assert ROOTS[pair.root] == "ASSAULT"


def test_those_who_meet_are_a_pair(tokenizer: Tokenizer) -> None:
    met = two_sentences(type="CONSULT", actor=[[0, 4], [33, 41]], recipient=[])
    assert [(e.pair, ROOTS[e.root]) for e in event_pairs(tokenizer, met)] == [([(0, 1), (6, 8)], "CONSULT")]


def test_a_pair_needs_two_sides_in_the_sentence_and_one_class(tokenizer: Tokenizer) -> None:
    assert not list(event_pairs(tokenizer, two_sentences(recipient=[])))
    assert not list(event_pairs(tokenizer, two_sentences(recipient=[[-11, -9]])))
    assert not list(event_pairs(tokenizer, two_sentences(status="negated")))
    torn = two_sentences()
    torn["events"].append(torn["events"][0] | {"type": "ACCUSE"})
    assert not list(event_pairs(tokenizer, torn))


def test_an_unmarked_side_is_empty(tokenizer: Tokenizer) -> None:
    row = {"sentence": "", "marked_sentence": "<s>Egypt</s> lifted its curfew.", "gold_binary": "0"}
    example = from_pair(tokenizer, row)
    assert example.pair == [(0, 1), (0, 0)]
    assert example.conflict == 0


def test_a_batch_has_targets_where_the_words_are(tokenizer: Tokenizer) -> None:
    pytest.importorskip("torch", reason="torch is not installed; it is needed to train only")
    from training.batches import batch, cut

    examples = [from_account(tokenizer, an_account(), 0), from_account(tokenizer, an_account(), 0)]
    b = batch(cut(examples, 510), {"a": TEXT})
    assert b.tokens == 2 * (len(examples[0].pieces) + 2)
    assert b.voices is not None
    assert b.events is not None
    n = len(examples[0].pieces.first)
    assert np.array_equal(b.words.numpy()[n:], b.words.numpy()[:n] + len(examples[0].pieces) + 2)
    assert b.voices.start.tolist() == [1, 1 + n]
    assert b.voices.roles[b.voices.valid & (b.voices.anchor == 1)].tolist() == [1, 0, 3, 4, 4, 4, 4, 4, 0]
    assert b.events.roles[b.events.valid & (b.events.anchor == 0)].tolist() == [0, 0, 0, 1, 0, 0, 3, 4, 0]
    assert set(b.voices.roles[~b.voices.valid].tolist()) == {UNKNOWN}
    assert b.same.tolist() == [1.0, 1.0]


def test_inner_voices_that_we_marked_are_known_and_so_is_their_absence(tokenizer: Tokenizer) -> None:
    inner = {"cue": [24, 32], "source": [[17, 19]], "content": [[33, 41]], "stance": "affirm"}
    known = from_account(tokenizer, an_account(events=False), guideline=1, nested=[inner])
    assert known.cues.tolist() == [0, 1, 0, 0, 0, 1, 0, 0, 0]
    assert [f.start for f in known.frames] == [1, 5]
    none = from_account(tokenizer, an_account(events=False), guideline=1, nested=[])
    assert none.cues.tolist() == [0, 1, *[0] * 7]


def test_our_marks_of_inner_voices_are_spans_in_order() -> None:
    marks = nested_voices()
    assert sum(map(len, marks.values())) > 1000
    for voices in marks.values():
        assert [v["cue"] for v in voices] == sorted(v["cue"] for v in voices)
        assert all(v["stance"] in STANCES and v["content"] and v["cue"][0] < v["cue"][1] for v in voices)


def test_a_passage_of_whole_sentences_holds_as_many_as_fit(tokenizer: Tokenizer) -> None:
    pytest.importorskip("torch", reason="torch is not installed; it is needed to train only")
    from training.batches import cut_at_sentences

    account = an_account()
    account["report"]["text"] = f"{TEXT} It was late. Nobody was hurt."
    example = from_account(tokenizer, account, guideline=0)
    words = [(p.first_word, p.last_word) for _, p in cut_at_sentences([example], 14)]
    assert words == [(0, 13), (13, 17)]
    assert [(p.first_word, p.last_word) for _, p in cut_at_sentences([example], 3)] == [(0, 9), (9, 13), (13, 17)]


def test_nothing_is_said_of_words_with_an_unknown_role(tokenizer: Tokenizer) -> None:
    pytest.importorskip("torch", reason="torch is not installed; it is needed to train only")
    from training.batches import batch, cut

    example = from_account(tokenizer, an_account(), 0)
    example.frames[1].spans.insert(0, (0, UNKNOWN, 0, 4))
    events = batch(cut([example], 510), {"a": TEXT}).events
    assert events is not None
    assert events.roles[events.valid].tolist() == [UNKNOWN, UNKNOWN, UNKNOWN, 1, 0, 0, 3, 4, 0]
