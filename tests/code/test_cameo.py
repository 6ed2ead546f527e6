import re

import pytest

from histor.code.cameo import cameo_of, rules
from histor.code.codebook import codebook
from histor.records import Span

TYPES = codebook().types


def code(type, sentence, mode=None, status="actual"):
    """The code of an event whose trigger stands in [brackets]."""
    start, end = sentence.index("["), sentence.index("]") - 1
    text = sentence.replace("[", "").replace("]", "")
    return cameo_of(TYPES[type], mode, status, text, Span(start, end), Span(0, len(text)))


@pytest.mark.parametrize(
    ("type", "mode", "sentence", "expected"),
    [
        ("MOBILIZE", "weapons", "Syria [moved] missiles.", "155"),
        ("MOBILIZE", "troops", "The army was put on [alert].", "152"),
        ("MOBILIZE", "troops", "The army [deployed] a brigade.", "154"),
        ("AID", None, "Oslo [sent] Kyiv forty howitzers.", "072"),
        ("AID", None, "Oslo [sent] tents and blankets after the quake.", "073"),
        ("AID", None, "The bank [lent] the island 40 million dollars.", "071"),
        ("AID", None, "Canada [granted] the family asylum.", "075"),
        ("AID", None, "Oslo [helped] the island.", "070"),
        ("SUPPORT", None, "Parliament [ratified] the treaty.", "057"),
        ("SUPPORT", None, "The senator [endorsed] his rival.", "051"),
        ("CONSULT", None, "Oman [mediated] between the two.", "045"),
        ("CONSULT", "phone", "They [telephoned].", "041"),
        ("COOPERATE", None, "The navies held joint [exercises].", "062"),
        ("CONCEDE", None, "The ministry [apologised].", "055"),
        ("REQUEST", "yield", "Families [demanded] the release of the hostages.", "1053"),
        ("REQUEST", "yield", "The pope [called] for a ceasefire.", "0256"),
        ("REQUEST", "meet", "She [urged] both to hold talks.", "026"),
        ("REQUEST", "assist", "He [appealed] for military aid.", "0232"),
        ("ACCUSE", "allege", "Kyiv [accused] Moscow of war crimes.", "1124"),
        ("ACCUSE", "allege", "He was [accused] of taking bribes.", "1121"),
        ("ACCUSE", "investigate", "Police are [investigating] the mayor for corruption.", "091"),
        ("ACCUSE", "allege", "The widow [sued] the state.", "115"),
        ("REJECT", None, "Moscow [vetoed] the draft.", "129"),
        ("REJECT", "meet", "The rebels [refused] to negotiate.", "125"),
        ("THREATEN", "violence", "The north [threatened] a nuclear strike.", "1385"),
        ("PROTEST", "demo", "Crowds [marched] to demand that the president step down.", "1411"),
        ("PROTEST", "demo", "Crowds [marched].", "141"),
        ("SANCTION", None, "The union imposed [sanctions] on two banks.", "163"),
        ("SANCTION", "expel", "Chile [expelled] four diplomats.", "161"),
        ("SANCTION", "convict", "He was [convicted].", "116"),
        ("COERCE", "censor", "The regulator [blocked] the site.", "1721"),
        ("COERCE", "arrest", "They [arrested] him.", "173"),
        ("ASSAULT", "aerial", "Jets [bombed] the bridge.", "195"),
        ("ASSAULT", "explosives", "A car [bomb] killed two.", "1832"),
        ("ASSAULT", "unconventional", "The army [attacked] with sarin.", "2041"),
        ("ASSAULT", None, "Rebels [captured] the hill.", "192"),
        ("ASSAULT", None, "Heavy [fighting] broke out.", "190"),
        ("ASSAULT", None, "Troops [attacked] the base.", "190"),
        ("AGREE", None, "Both [agreed] to a ceasefire.", "0356"),
        ("AGREE", None, "Both [agreed].", "030"),
    ],
)
def test_the_code_follows_from_type_mode_and_words(type, mode, sentence, expected):
    assert code(type, sentence, mode) == expected


@pytest.mark.parametrize(
    ("type", "mode", "sentence", "expected"),
    [
        ("CONSULT", None, "They will [meet] in May.", "036"),
        ("AID", None, "Oslo will [send] tents.", "0333"),
        ("RETREAT", "release", "They will [free] him.", "0353"),
        ("COOPERATE", None, "They will [build] it.", "031"),
        ("ASSAULT", "aerial", "Jets will [bomb] it.", None),
        ("PROTEST", "strike", "Miners will [strike].", None),
    ],
)
def test_what_is_planned_is_intent_if_it_is_cooperation_and_else_nothing(type, mode, sentence, expected):
    assert code(type, sentence, mode, "future") == expected


@pytest.mark.parametrize("status", ["hypothetical", "negated"])
def test_what_did_not_happen_has_no_code(status):
    assert code("ASSAULT", "Jets did not [bomb] it.", "aerial", status) is None


@pytest.mark.parametrize(
    ("type", "sentence"), [("ASSAULT", "The [attack] shook many."), ("REQUEST", "It [wants] that.")]
)
def test_there_is_no_code_where_the_root_is_not_known(type, sentence):
    assert code(type, sentence) is None


def test_words_outside_the_window_and_the_sentence_do_not_count():
    text = "Oslo helped the island. Howitzers stood there."
    span = Span(5, 11)
    assert cameo_of(TYPES["AID"], None, "actual", text, span, Span(0, 23)) == "070"
    assert cameo_of(TYPES["AID"], None, "actual", text, span, Span(0, len(text))) == "072"
    far = "Oslo helped " + "very " * 30 + "with howitzers."
    assert cameo_of(TYPES["AID"], None, "actual", far, span, Span(0, len(far))) == "070"


def test_every_rule_is_for_a_type_and_mode_and_gives_a_code_of_that_type():
    for rule in rules():
        kind = TYPES[rule.type]
        assert rule.mode in {"*", "-", *kind.modes}
        assert rule.status in {"actual", "future"}
        assert re.fullmatch(r"\d{3,4}", rule.code)
        covered = {*TYPES["AGREE" if rule.status == "future" else rule.type].covers}
        if rule.type == "REQUEST":
            covered |= {f"{n:03}" for n in range(20, 29)}
        if rule.type == "COERCE":
            covered.add("191")  # a blockade, which PLOVER counts as coercion
        assert rule.code[:3] in covered, rule


def test_every_mode_has_a_code_or_none_on_purpose():
    without = {f"{t.name}:{m.name}" for t in TYPES.values() for m in t.modes.values() if m.cameo is None}
    assert without == {"RETREAT:resign", "PROTEST:vandalize", "COERCE:misinformation"}
    assert {t.name for t in TYPES.values() if t.cameo is None} == {"REQUEST", "ASSAULT"}
