import copy
import json
from importlib.resources import files
from pathlib import Path

import pytest

from histor.code.codebook import CODEBOOK_ID, QUADS, codebook, parse
from histor.code.page import page
from histor.errors import HistorError

DATA = json.loads((files("histor") / "codebooks" / "plover.json").read_text(encoding="utf-8"))
TYPES = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
]


def test_the_sixteen_types_of_plover():
    book = codebook()
    assert list(book.types) == TYPES
    assert book.id == CODEBOOK_ID


def test_quad_classes():
    quads = {quad: [t.name for t in codebook().types.values() if t.quad == quad] for quad in QUADS}
    assert quads == {
        1: ["AGREE", "CONSULT", "SUPPORT", "CONCEDE"],
        2: ["COOPERATE", "AID", "RETREAT"],
        3: ["REQUEST", "ACCUSE", "REJECT", "THREATEN"],
        4: ["PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"],
    }


def test_the_example_of_the_account_format():
    mobilize = codebook().types["MOBILIZE"]
    assert (mobilize.quad, mobilize.score, mobilize.cameo_of("weapons")) == (4, -5.3, "155")
    assert mobilize.score_note


def test_a_mode_without_a_cameo_code_has_none():
    assert codebook().types["RETREAT"].cameo_of("resign") is None
    assert codebook().types["ASSAULT"].cameo_of(None) is None
    assert codebook().types["COERCE"].cameo_of(None) == "170"


def test_every_definition_is_a_sentence():
    for entry in codebook().types.values():
        assert all(text.endswith(".") for text in (entry.definition, *(m.definition for m in entry.modes.values())))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["types"][0].update(score=1.0), "the mean of its codes is 5.4"),
        (lambda d: d["types"][0].update(quad=5), "quad class 5"),
        (lambda d: d["types"][0].update(covers=["999"]), "no Goldstein value for 999 of AGREE"),
        (lambda d: d["types"][0].pop("cameo"), "lacks a field"),
        (lambda d: d["types"].append(d["types"][0]), "twice"),
        (lambda d: d["types"][0].update(score=-1.0, score_note="x"), "against its quad class"),
    ],
)
def test_a_codebook_that_contradicts_itself_is_refused(change, message):
    data = copy.deepcopy(DATA)
    change(data)
    with pytest.raises(HistorError, match=message):
        parse(data)


def test_the_page_is_up_to_date():
    written = Path(__file__).parents[2] / "docs" / "codebook.md"
    assert written.read_text(encoding="utf-8") == page(codebook()), "run python -m histor.code.page > docs/codebook.md"
