"""The definition of the figures, example by example, and against the scorer that the project is measured with."""

from __future__ import annotations

import gzip
import importlib.util
import json
import random
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.errors import UsageError
from tests.training.fakes import at
from training.score import (
    Figure,
    agreed_type,
    contents_agree,
    enclosing_cues,
    entity_of,
    overlap,
    pair_up,
    plain_name,
    score,
    trim,
)

SHARED = Path(__file__).parents[3] / "shared"
Json = dict[str, Any]


def f1(reference: Json, predicted: Json) -> dict[str, float]:
    return {name: figure.f1 for name, figure in score([reference], [predicted]).items()}


def changed(account: Json, kind: str, index: int, **fields: Any) -> Json:
    copy = deepcopy(account)
    copy[kind][index].update(fields)
    return copy


# Figures


def test_figure_is_in_per_cent_to_one_decimal() -> None:
    figure = Figure(hits=2, predicted=3, reference=7)
    assert (figure.precision, figure.recall, figure.f1) == (66.7, 28.6, 40.0)
    assert figure.to_json() == {"p": 66.7, "r": 28.6, "f1": 40.0, "reference": 7}


def test_figure_of_nothing_is_zero() -> None:
    assert Figure().to_json() == {"p": 0.0, "r": 0.0, "f1": 0.0, "reference": 0}


def test_an_account_agrees_with_itself(account: Json) -> None:
    figures = f1(account, account)
    assert figures.pop("place") == 0.0  # no event has one
    assert set(figures.values()) == {100.0}


def test_a_report_without_prediction_counts_as_misses(account: Json) -> None:
    figures = score([account], [])
    assert figures["triple"] == Figure(0, 0, 2)
    assert figures["event"] == Figure(0, 0, 2)
    assert "country" not in figures


def test_predictions_of_other_reports_are_ignored(account: Json) -> None:
    other = changed(account, "voices", 0)
    other["report"] = {"id": "elsewhere", "text": "Nothing."}
    assert score([account], [account, other]) == score([account], [account])


def test_texts_must_be_the_same(account: Json) -> None:
    other = deepcopy(account)
    other["report"]["text"] += " "
    with pytest.raises(UsageError, match=r"^arken: the predicted report\.text differs"):
        score([account], [other])


# Voices


def test_exact_spans_forgive_blanks_only(account: Json) -> None:
    blanks = changed(account, "voices", 0, source=[[0, 10]])  # "Officials "
    longer = changed(account, "voices", 0, source=[[0, 14]])  # "Officials said"
    assert f1(account, blanks)["exact.source"] == 100.0
    assert f1(account, longer)["exact.source"] == 50.0
    assert f1(account, longer)["source"] == 100.0


def test_wrong_source_costs_triple_stance_and_chain(account: Json) -> None:
    figures = f1(account, changed(account, "voices", 1, source=[at("reporters")]))
    assert figures["source"] == figures["triple"] == figures["stance"] == 50.0
    assert figures["content"] == 100.0
    assert figures["chain"] == 0.0


def test_chain_counts_nested_voices_alone(account: Json) -> None:
    figures = score([account], [changed(account, "voices", 1, inside=None)])
    assert figures["chain"] == Figure(0, 0, 1)
    assert figures["triple"].f1 == 100.0


def test_chain_needs_the_same_enclosing_cues(account: Json) -> None:
    wrong = changed(account, "voices", 0, cue=at("on"))
    assert score([account], [wrong])["chain"] == Figure(0, 1, 1)


def test_wrong_stance(account: Json) -> None:
    figures = f1(account, changed(account, "voices", 0, stance="deny"))
    assert (figures["triple"], figures["stance"]) == (100.0, 50.0)


def test_a_reference_without_events_speaks_of_outermost_voices(account: Json) -> None:
    polnear = deepcopy(account)
    polnear["events"] = None
    polnear["voices"] = polnear["voices"][:1]
    del polnear["voices"][0]["stance"]
    figures = score([polnear], [account])
    assert figures["triple"] == Figure(1, 1, 1)
    assert not {"stance", "chain", "event"} & set(figures)


def test_enclosing_cues_follow_a_circle_once() -> None:
    voices = [{"id": "a", "cue": [0, 1], "inside": "b"}, {"id": "b", "cue": [2, 3], "inside": "a"}]
    assert enclosing_cues(voices, voices[0]) == [[2, 3], [0, 1]]


# Events


def test_future_cooperation_counts_as_agree(account: Json) -> None:
    assert agreed_type({"type": "CONSULT", "status": "future"}) == "AGREE"
    assert agreed_type({"type": "CONSULT", "status": "actual"}) == "CONSULT"
    assert f1(account, changed(account, "events", 1, type="AGREE"))["event"] == 100.0
    assert f1(account, changed(account, "events", 0, type="COERCE"))["event"] == 50.0


@pytest.mark.parametrize(
    ("fields", "figure"),
    [
        ({"mode": None}, "mode"),
        ({"status": "negated"}, "status"),
        ({"voice": None}, "voice"),
        ({"recipient": []}, "who-whom"),
        ({"actor": [[0, 9]]}, "who-whom"),
        ({"time": []}, "time"),
    ],
)
def test_one_wrong_attribute_costs_its_figure(account: Json, fields: Json, figure: str) -> None:
    figures = f1(account, changed(account, "events", 0, **fields))
    assert figures[figure] < 100.0
    assert figures["event"] == 100.0
    costs = {"status", "voice", "who-whom"}
    assert figures["complete"] == (50.0 if figure in costs else 100.0)


def test_a_teller_with_another_cue_but_the_same_source_is_right(account: Json) -> None:
    other = changed(account, "voices", 1, cue=at("Arken"))
    assert f1(account, other)["voice"] == 100.0


def test_each_filler_is_used_once(account: Json) -> None:
    twice = changed(account, "events", 0, actor=[at("rebels"), at("rebels")])
    assert score([account], [twice])["actor"] == Figure(3, 4, 3)


# Entities


def test_entities_are_scored_for_the_fillers_found(account: Json) -> None:
    other = deepcopy(account)
    other["entities"][0].update(name="rebels", sector="OPP REB", code="SYR")
    figures = score([account], [other])
    assert figures["name"] == Figure(4, 4, 4)
    assert figures["sector"] == Figure(4, 4, 4)
    assert figures["country"] == Figure(2, 4, 4)


def test_the_entity_with_the_exact_mention_comes_first() -> None:
    wide, exact = {"mentions": [[0, 20]]}, {"mentions": [[5, 9]]}
    assert entity_of([wide, exact], [5, 9]) is exact
    assert entity_of([wide, exact], [4, 9]) is wide
    assert entity_of([wide, exact], [30, 31]) is None


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("The Côte d'Ivoire", "cote d ivoire"),
        ("Government of Iran", "iran"),
        (None, ""),
        ("Republic of", "republic of"),
    ],
)
def test_plain_names(name: str | None, plain: str) -> None:
    assert plain_name(name) == plain


# Spans


def test_pairs_share_most_and_are_one_to_one() -> None:
    wanted = [{"cue": [0, 4]}, {"cue": [4, 10]}]
    found = [{"cue": [3, 9]}, {"cue": [5, 6]}]
    assert pair_up(wanted, found, "cue") == [(wanted[1], found[0])]


def test_contents_share_half_of_their_union() -> None:
    assert contents_agree([[0, 10]], [[0, 5]])
    assert not contents_agree([[0, 11]], [[0, 5]])
    assert contents_agree([[0, 3], [2, 6]], [[0, 6]])
    assert not contents_agree([], [])


spans = st.tuples(st.integers(0, 30), st.integers(1, 10)).map(lambda pair: [pair[0], pair[0] + pair[1]])


@given(st.lists(spans, max_size=6), st.lists(spans, max_size=6))
def test_pairs_overlap_and_use_every_item_once(wanted: list[list[int]], found: list[list[int]]) -> None:
    ours, theirs = [{"cue": span} for span in wanted], [{"cue": span} for span in found]
    pairs = pair_up(ours, theirs, "cue")
    assert all(overlap(a["cue"], b["cue"]) for a, b in pairs)
    assert len({id(a) for a, _ in pairs}) == len({id(b) for _, b in pairs}) == len(pairs)


@given(st.text(max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_trim_leaves_the_words(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    first, last = trim(text, [start, end])
    assert text[first:last] == text[start:end].strip()


# Against ../shared/score/score_accounts.py


def moved(span: list[int], rng: random.Random) -> list[int]:
    """Another span near by; never to the right, so that it stays within the text."""
    start = max(0, span[0] - rng.randint(0, 6))
    return [start, max(start + 1, span[1] - rng.randint(0, 9))]


def perturbed_voice(voice: Json, rng: random.Random, ids: list[str]) -> Json:
    voice["cue"] = moved(voice["cue"], rng) if rng.random() < 0.2 else voice["cue"]
    for role in ("source", "content"):
        if rng.random() < 0.3:
            voice[role] = [moved(span, rng) for span in voice[role]][: rng.randint(0, 2)]
    if rng.random() < 0.2:
        voice["stance"] = rng.choice(["affirm", "deny", "doubt", "want"])
    if rng.random() < 0.2:
        voice["inside"] = rng.choice([*ids, "nowhere", None])
    return voice


def perturbed_event(event: Json, rng: random.Random, ids: list[str]) -> Json:
    event["trigger"] = moved(event["trigger"], rng) if rng.random() < 0.2 else event["trigger"]
    for role in ("actor", "recipient", "place", "time"):
        if rng.random() < 0.3:
            event[role] = [moved(span, rng) for span in event[role] * rng.randint(0, 2)]
    if rng.random() < 0.3:
        event["type"] = rng.choice(["AGREE", "CONSULT", "ASSAULT", "ACCUSE"])
    if rng.random() < 0.3:
        event["status"] = rng.choice(["actual", "future", "negated"])
    if rng.random() < 0.2:
        event["mode"] = rng.choice([None, "arrest", "phone"])
    if rng.random() < 0.2:
        event["voice"] = rng.choice([*ids, None])
    return event


def perturbed_entity(entity: Json, rng: random.Random) -> Json:
    if rng.random() < 0.3:
        entity["code"] = rng.choice(["USA", "---", None])
    if rng.random() < 0.3:
        entity["sector"] = rng.choice(["GOV MIL", ["REB"], [], None])
    if rng.random() < 0.3:
        entity["name"] = rng.choice([entity["name"].upper(), "The " + entity["name"], None, "Nobody"])
    entity["mentions"] = [span for span in entity["mentions"] if rng.random() < 0.8]
    return entity


def perturbed(account: Json, rng: random.Random) -> Json:
    """A worse account: items dropped or doubled, spans moved, attributes changed, in another order."""
    copy = deepcopy(account)
    ids = [voice["id"] for voice in copy["voices"]]
    for kind in ("voices", "events", "entities"):
        kept = [deepcopy(item) for item in copy[kind] or [] for _ in range(rng.choice([0, 1, 1, 1, 2]))]
        rng.shuffle(kept)
        copy[kind] = kept
    copy["voices"] = [perturbed_voice(voice, rng, ids) for voice in copy["voices"]]
    copy["events"] = [perturbed_event(event, rng, ids) for event in copy["events"]]
    copy["entities"] = [perturbed_entity(entity, rng) for entity in copy["entities"]]
    return copy


@pytest.mark.parametrize("dataset", ["logoi", "polnear"])
def test_same_figures_as_the_project_scorer(dataset: str) -> None:
    scorer, data = SHARED / "score/score_accounts.py", SHARED / f"corpora/{dataset}/dev.jsonl.gz"
    if not scorer.exists() or not data.exists():
        pytest.skip(f"needs {scorer} and {data}, which stand beside the repository")
    spec = importlib.util.spec_from_file_location("score_accounts", scorer)
    assert spec is not None
    assert spec.loader is not None
    project = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(project)
    with gzip.open(data, "rt", encoding="utf-8") as lines:
        reference = [json.loads(line) for line in lines]
    for seed in range(4):
        rng = random.Random(seed)
        predicted = [perturbed(account, rng) for account in reference if rng.random() < 0.95]
        theirs = project.score(by_id(reference), by_id(predicted))
        ours = {name: figure.to_json() for name, figure in score(reference, predicted).items()}
        assert ours == theirs
        assert 10 < ours["triple"]["f1"] < 95  # the perturbation really bites


def by_id(accounts: list[Json]) -> dict[str, Json]:
    return {account["report"]["id"]: account for account in accounts}
