"""The shipped model on small texts: shape, bounds and sameness; accuracy is measured by `make evaluate`."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.errors import ModelError
from histor.records import COUNT_ROLES, EVENT_ROLES, STANCES, STATUSES, VOICE_ROLES, Span, Tagging
from histor.tag import Tagger
from histor.tag.labels import SECTORS, TYPES
from histor.tag.model import FOLDER
from histor.tag.passages import passages
from histor.tag.pieces import pieces

pytestmark = pytest.mark.model

TEXT = (
    "Iran denied on Monday that its forces had attacked the tanker. "
    '"We condemn the attack," the foreign minister told reporters in Tehran. '
    "The United States has accused Iran of bombing two ships, killing at least 12 sailors."
)


def frames_of(found: Tagging, kind: str, text: str) -> list[str]:
    return [f.anchor.of(text) for f in found.frames if f.kind == kind]


def test_cues_and_triggers_of_a_plain_report(tagger: Tagger) -> None:
    found = tagger.tag(TEXT)
    assert {"denied", "told"} <= {a.split()[0] for a in frames_of(found, "voice", TEXT)}
    assert any("accused" in a for a in frames_of(found, "event", TEXT))


def test_a_denial_is_a_stance_not_a_negation(tagger: Tagger) -> None:
    denied = next(f for f in tagger.tag(TEXT).frames if f.kind == "voice" and "denied" in f.anchor.of(TEXT))
    assert denied.attributes["stance"] == "deny"
    assert [s.of(TEXT) for s in denied.roles["source"]] == ["Iran"]


def test_every_frame_keeps_to_the_words_of_the_design(tagger: Tagger) -> None:
    for frame in tagger.tag(TEXT).frames:
        roles = VOICE_ROLES if frame.kind == "voice" else (*EVENT_ROLES, *COUNT_ROLES)
        assert set(frame.roles) <= set(roles)
        assert 0 <= frame.confidence <= 1
        if frame.kind == "voice":
            assert frame.attributes["stance"] in STANCES
        else:
            assert frame.type in TYPES
            assert frame.attributes["status"] in STATUSES


def test_mentions_are_the_sources_and_parties_of_frames(tagger: Tagger) -> None:
    found = tagger.tag(TEXT)
    named = {s for f in found.frames for r in ("source", "to", "actor", "recipient") for s in f.roles.get(r, ())}
    assert {m.span for m in found.mentions} == named
    assert all(s in SECTORS for m in found.mentions for s, _ in m.sectors)
    assert all(i < j < len(found.mentions) and 0 < p <= 1 for i, j, p in found.links)


def test_the_same_text_gives_the_same_tagging(tagger: Tagger) -> None:
    assert tagger.tag(TEXT) == tagger.tag(TEXT) == Tagger.load(threads=1).tag(TEXT)


def test_a_text_longer_than_a_passage_is_read_whole(tagger: Tagger, tokenizer) -> None:
    text = "\n\n".join(f"Protesters marched in town number {n}. Police arrested {n} of them." for n in range(60))
    assert len(passages(pieces(tokenizer, text))) > 1
    triggers = [f.anchor for f in tagger.tag(text).frames if f.kind == "event"]
    assert triggers[0].start < 100
    assert triggers[-1].end > len(text) - 100
    assert len(triggers) == len(set(triggers))


def test_a_statement_that_outruns_its_window_is_told_whole(tagger: Tagger) -> None:
    said = [
        "The council knew of the order and did not object to it.",
        "Nobody fired before the shells fell on the market.",
    ]
    text = f"The ministry said in a statement: “{' '.join(said * 12)}”"
    voices = [frame for frame in tagger.tag(text).frames if frame.kind == "voice"]
    assert max(span.end for frame in voices for span in frame.roles["content"]) == len(text)


def test_the_pair_decides_who_does_what(tagger: Tagger) -> None:
    text = "Ukraine accused Russia of shelling the town."
    scores = tagger.pair_scores(text, Span(0, 7), Span(16, 22))
    assert abs(sum(scores.types.values()) - 1) < 1e-3
    assert max(scores.types, key=scores.types.__getitem__) == "ACCUSE"
    assert scores.conflict > 0.5


def test_a_pair_may_lack_a_side(tagger: Tagger) -> None:
    assert tagger.pair_scores("Two newspapers were shut.", None, Span(0, 14)).types


@settings(max_examples=25)
@given(st.text(max_size=400))
def test_no_text_breaks_the_tagger(tagger: Tagger, text: str) -> None:
    found = tagger.tag(text)
    spans = [f.anchor for f in found.frames] + [s for f in found.frames for r in f.roles.values() for s in r]
    assert all(0 <= s.start < s.end <= len(text) for s in spans)


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "en")
    with (tmp_path / "en" / "links.onnx").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match="damaged"):
        Tagger.load(tmp_path / "en")


def test_a_missing_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model"):
        Tagger.load(tmp_path)


def test_a_model_with_other_labels_is_refused(tmp_path: Path) -> None:
    import hashlib

    folder = tmp_path / "en"
    shutil.copytree(FOLDER, folder)
    old = (folder / "config.json").read_bytes()
    new = old.replace(b'"AGREE"', b'"CONSENT"')
    (folder / "config.json").write_bytes(new)
    sums = (folder / "SHA256SUMS").read_text()
    sums = sums.replace(hashlib.sha256(old).hexdigest(), hashlib.sha256(new).hexdigest())
    (folder / "SHA256SUMS").write_text(sums)
    with pytest.raises(ModelError, match="other types"):
        Tagger.load(folder)
