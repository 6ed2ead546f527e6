from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from histor.errors import UsageError
from histor.own import read_own
from histor.own.loading import BYTES_AT_MOST
from histor.records import Span

WHOLE = """\
id: land
title: Land and purges
types:
  - name: LAND-GRAB
    definition: People are driven from land.
    quad: 4
    score: -6
    cameo: "171"
    examples:
      - The army [[drove]] farmers off their land.
      - Herders seized the fields of two villages.
    counter_examples:
      - Herders sold the fields.
    modes:
      - name: fire
        definition: By burning.
        examples: ["Militiamen [[burned]] the huts."]
  - name: PURGE
    definition: Officials are dismissed in numbers.
    refines: [COERCE:restrict, CONCEDE]
"""


@pytest.fixture
def write(tmp_path):
    def _write(text):
        path = tmp_path / "own.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return _write


def test_a_whole_codebook_is_read(write):
    own = read_own(write(WHOLE))
    land, purge = own.types
    assert (land.quad, land.score, land.cameo, land.refines) == (4, -6.0, "171", ())
    assert land.examples[0].text == "The army drove farmers off their land."
    assert land.examples[0].trigger == Span(9, 14)
    assert land.examples[1].trigger is None
    assert [e.text for e in land.counter_examples] == ["Herders sold the fields."]
    assert land.modes[0].name == "fire"
    assert (purge.refines, purge.quad, purge.score) == (("COERCE:restrict", "CONCEDE"), 4, -6.2)
    assert purge.examples == ()


def test_its_name_tells_its_content(write):
    own, other = read_own(write(WHOLE)), read_own(write(WHOLE + "# a word\n"))
    assert own.name.startswith("plover-2.0+land@")
    assert own.name != other.name
    assert own == read_own(write(WHOLE))


def test_its_types_stand_beside_plovers_or_alone(write):
    beside = read_own(write(WHOLE)).book()
    assert len(beside.types) == 18
    assert beside.types["LAND-GRAB"].cameo_of("fire") is None
    alone = read_own(write("base: none\n" + WHOLE))
    assert list(alone.book().types) == ["LAND-GRAB", "PURGE"]
    assert alone.name.startswith("land@")


def test_a_type_of_plovers_name_takes_its_place(write):
    text = "id: a\ntypes:\n  - name: AID\n    definition: Other.\n    examples: [Oslo [[sent]] tents., Oslo [[gave]] grain.]\n"
    with pytest.raises(UsageError, match=r"no valid YAML|must be a text"):
        read_own(write(text))  # brackets need quotes in a list on one line
    text = text.replace("[Oslo", '["Oslo').replace("tents., Oslo", 'tents.", "Oslo').replace("grain.]", 'grain."]')
    own = read_own(write(text))
    assert own.types[0].quad == 2
    assert own.book().types["AID"].definition == "Other."


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: land\n", "", "line 1: the field 'id' is missing"),
        ("id: land", "id: my land", "line 1: id must be made of letters"),
        ("title:", "titel:", "line 2: the codebook has no field 'titel'"),
        ("name: LAND-GRAB", "name: land-grab", "line 4: name must be made of capital letters"),
        ("quad: 4", "quad: 7", "line 6: quad must be a whole number from 1 to 4, not '7'"),
        ("quad: 4", "quad: 2", "line 4: LAND-GRAB has the score -6, against its quad class 2"),
        ("score: -6", "score: low", "line 7: score must be a number from -10 to 10"),
        ("score: -6", "score: nan", "line 7: score must be a number"),
        ("    quad: 4\n", "", "line 4: LAND-GRAB needs `quad`"),
        ("[[drove]]", "[[drove", "line 10: mark one word"),
        ("[[drove]]", "[[ drove ]]", "line 10: .* without blanks inside"),
        ("[[drove]]", "drove]]", "line 10: mark one word"),
        ("The army [[drove]] farmers off their land.", "'[[Drove]] off.'", "line 10: an example must be a sentence"),
        ("The army [[drove]] farmers off their land.", "[[Drove]] off.", "line 10: .* begin with \\[\\[, or hold"),
        ("      - Herders seized the fields of two villages.\n", "", "line 4: LAND-GRAB needs at least two examples"),
        ("COERCE:restrict", "COERCE:tickle", "line 20: COERCE has no mode tickle; it has seize"),
        ("COERCE:restrict", "BREATHE", "line 20: PLOVER has no type BREATHE"),
        ("name: PURGE", "name: LAND-GRAB", "line 18: the type LAND-GRAB is defined twice"),
        ("title: Land and purges", "id: twice", "line 2: the field 'id' stands here twice"),
        ("title: Land and purges", "base: cameo", "line 2: base must be one of plover-2.0, none"),
        ("title: Land and purges", "title: [a]", "line 2: title must be a text"),
        ("title: Land and purges", "title: ''", "line 2: title is empty"),
        ("title: Land and purges", "title: &a b", "line 2: aliases and anchors"),
        ("title: Land and purges", "title: !!python/name:os.system x", "line 2: tags"),
        ("title: Land and purges", "title: 'open", "no valid YAML"),
        ("    definition: People are driven from land.\n", "", "line 4: the field 'definition' is missing"),
        ('cameo: "171"', "cameo: one", "line 8: cameo must be made of two to four digits"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(write, old, new, message):
    assert old in WHOLE
    with pytest.raises(UsageError, match=message):
        read_own(write(WHOLE.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "is empty"),
        (b"- a\n", "must be a mapping"),
        (b"id: a\ntypes: []\n", "must hold 1 to 100 types, not 0"),
        (b"\xff\xfe\x00", "not UTF-8|no valid YAML"),
        (b"id: \x00\n", "no valid YAML"),
        (b"a: " + b"[" * 400 + b"]" * 400, "nested more than"),
        (b"#" * (BYTES_AT_MOST + 1), "larger than 256 KB"),
        (b"a: &x [b, b]\nc: *x\n", "aliases"),
    ],
)
def test_files_that_are_no_codebook_are_refused(write, raw, message):
    with pytest.raises(UsageError, match=message):
        read_own(write(raw))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read_own(tmp_path / "none.yaml")
    with pytest.raises(UsageError, match="cannot be read"):
        read_own(tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.sampled_from("abAB:- \n[]{}'\"&*!|>#%@`?,0.\t")) | st.binary(max_size=60))
def test_no_file_ends_in_anything_but_a_clear_refusal(tmp_path, text):
    path = Path(tmp_path) / "own.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError) as refusal:
        read_own(path)
    assert str(refusal.value).endswith(".")
