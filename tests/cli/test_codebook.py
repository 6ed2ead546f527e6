import json

import pytest
from click.testing import CliRunner

from histor.cli import USAGE, main

OWN = """\
id: trial
types:
  - name: AIR-RAID
    definition: An attack from the air\\e[31m.
    refines: [ASSAULT]
    examples:
      - Jets [[bombed]] the bridge twice.
      - Warplanes [[struck]] a depot near the port.
      - An [[airstrike]] killed nine people in the market.
"""


def run(*arguments):
    return CliRunner().invoke(main, ["codebook", *map(str, arguments)])


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(OWN.replace("An attack from the air\\e[31m.", '"An attack from the air\\e[31m."'), encoding="utf-8")
    return path


def test_show_lists_all_types():
    result = run("show")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert len(lines) == 16
    assert lines[0].startswith("AGREE")


def test_show_tells_all_of_one_type():
    text = run("show", "retreat").output
    assert "Quad class 2 (material cooperation), score 8, CAMEO 080." in text
    assert "resign" in text
    assert "The last troops withdrew from the valley at dawn." in text
    facts = json.loads(run("show", "RETREAT", "--json").output)
    assert facts["modes"][0] == {
        "name": "withdraw",
        "definition": "Forces or people leave ground they held.",
        "cameo": "0874",
    }
    assert len(json.loads(run("show", "--json").output)["types"]) == 16


def test_show_knows_own_types_and_does_not_let_them_steer_the_terminal(own):
    text = run("show", "air-raid", "--codebook", own).output
    assert "Jets bombed the bridge twice." in text
    assert "\x1b" not in text
    assert run("show", "--codebook", own).output.count("\n") == 17


def test_a_type_that_is_not_there():
    result = run("show", "BREATHE")
    assert result.exit_code == USAGE
    assert "The codebook has no type BREATHE; it has AGREE" in result.output


def test_a_wrong_codebook_is_one_sentence_with_its_line(own):
    own.write_text(own.read_text(encoding="utf-8").replace("refines: [ASSAULT]", "refines: [ATTACK]"), encoding="utf-8")
    for arguments in (("check", own), ("show", "--codebook", own)):
        result = run(*arguments)
        assert result.exit_code == USAGE
        assert f"{own.name}, line 5: PLOVER has no type ATTACK" in result.output
    result = CliRunner().invoke(
        main, ["code", "--codebook", str(own), "-"], input="Iran sent troops to Syria on Monday."
    )
    assert result.exit_code == USAGE
    assert "PLOVER has no type ATTACK" in result.output


@pytest.mark.model
def test_check_says_how_separable_the_types_are(own):
    result = run("check", own)
    assert result.exit_code == 0, result.output
    assert "AIR-RAID · 3 examples" in result.output
    assert "looked for among ASSAULT" in result.output
    assert "! 3 examples are few" in result.output
    assert "no counter-examples" in result.output
    found = json.loads(run("check", own, "--json").output)
    assert found["codebook"].startswith("plover-2.0+trial@")
    assert found["types"][0]["examples"] == 3
    assert 0 <= found["types"][0]["recall"] <= 1
