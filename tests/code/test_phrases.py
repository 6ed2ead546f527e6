import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.code import account
from histor.code.phrases import whole
from histor.records import Span
from tests.code.make import CODER, at, event, report, tagging


@pytest.mark.parametrize(
    ("text", "cut", "made"),
    [
        ("They met in New York on the second day.", "New", "New York"),
        ("There was a letter from Prime Minister Ana Lopez to the guards.", "Lopez", "Prime Minister Ana Lopez"),
        ("The raid was seen by the White House as an error.", "House", "the White House"),
        ("Troops shot down a Su-24 over the old port.", "Su", "Su-24"),
        ("Turkish F-16s brought down a Russian Su-24. The pilot was found there.", "a Russian Su-", "a Russian Su-24"),
        ("It was held by al-Haddad and his men.", "Haddad", "al-Haddad"),
        ("It was told by Lopez Min-ho on the old port.", "Lopez Min-", "Lopez Min-ho"),
        ("It was told by an Iran-backed group there.", "Iran-", "Iran-"),
        ("It was held by al-Haddad and his men.", "-Haddad", "al-Haddad"),
        ("It was held by al-Haddad and his men.", "al-", "al-Haddad"),
        ("They were tried by an Anti-Terrorism Court there.", "Terrorism Court", "Anti-Terrorism Court"),
        ("It was told by anti-Lopez protesters there.", "Lopez", "Lopez"),
        ("They fired at airmen who were in the air.", "at airmen", "airmen"),
        ("It hurt at least 12 people there.", "at least 12 people", "at least 12 people"),
        ("It was shelled by rebel-backed gunmen at night.", "backed gunmen", "rebel-backed gunmen"),
        ("It was held by about 30,000 guards.", ",000 guards", "about 30,000 guards"),
        ("It hurt at least 12 people there.", "least 12 people", "at least 12 people"),
        ("It was told by an unnamed official there.", "an unnamed", "an unnamed official"),
        ("A court of the U.S. Navy was told of it.", "Navy", "the U.S. Navy"),
        ("It was told by Sen. Lopez to the old guards there.", "Sen", "Sen. Lopez"),
        ("The guards of the U.S. were told of it there.", "S.", "the U.S."),
        ("Across Norland the guards were told of it there.", "Across Norland", "Norland"),
        ("Lopez told the mayor of Homs on Monday.", "Homs", "Homs"),
        ("The guards were told of it by Lopez Monday morning.", "Lopez", "Lopez"),
        ("Defeating Norland will take some time, she said.", "Norland", "Norland"),
        (
            "It was told by the party president A K Lopez to the guards.",
            "the party president A K",
            "the party president A K Lopez",
        ),
        ("Then a coming-of-age generation rose to march.", "a coming", "a coming-of-age generation"),
        ("It was the word of the center-right government on it.", "the center-", "the center-right government"),
        ("Those pro-government guards of the town left.", "pro", "pro-government guards"),
        ("She met her co-workers there and left.", "her co", "her co"),
        ("They said that as many as 12 people left it.", "many as 12 people", "as many as 12 people"),
        ("They said that as many as 12 people left it.", "as 12 people", "as many as 12 people"),
        ("Blast Injures Three in Norland. Two guards were told of it there.", "Three", "Three"),
        ("The guards of the E.U. were told of it there.", ".U.", "the E.U."),
        ("The guards of the U.S. were told of it there.", ".", "the U.S."),
        ("Lopez Says Haddad Shelled Homs", "Haddad", "Haddad"),
        (
            "It sued the Coastal Power Company (CPC) there.",
            "the Coastal Power Company (CPC",
            "the Coastal Power Company (CPC)",
        ),
        ("It was told by Sen. Ana Lopez (D-Mass.) there.", "Sen. Ana Lopez (D-", "Sen. Ana Lopez (D-Mass.)"),
        (
            "It was told by Ana Lopez (who had left it in the night before they came.",
            "Ana Lopez (who",
            "Ana Lopez (who",
        ),
        ("It was seen in Norland. The guards had left the port.", "The guards", "The guards"),
        ("Norland's Lopez was seen there by the guards.", "Lopez", "Lopez"),
        ("It met the Coastal Council. Norland stayed there.", "the Coastal Council. Norland", "the Coastal Council"),
        ("There were houses for hundreds of people there.", "hundreds of", "hundreds of people"),
        ("It hit dozens of heavily armed guards.", "dozens", "dozens of heavily armed guards"),
        ("It hit dozens of the old in Homs.", "dozens", "dozens"),
        ("Members of the Coastal Guard met there.", "Members", "Members of the Coastal Guard"),
        ("It was the word of the government of Norland on it.", "the government of", "the government of Norland"),
        ("It was the word of the government on it.", "the government", "the government"),
        ("It is the word of Lopez. She left the old port.", "She", "She"),
    ],
)
def test_a_name_or_number_that_was_cut_is_whole(text, cut, made):
    assert whole(text, at(text, cut)).of(text) == made


def test_mentions_grow_with_the_fillers_so_that_links_hold():
    text = "It was shelled by Norland's defence ministry and seen in New York by guards."
    frame = event(text, "shelled", "ASSAULT", actor=["Norland", "ministry"], recipient="New")
    made = account(report(text), tagging([frame], [at(text, "New")]), coder=CODER)
    assert [s.of(text) for s in made.events[0].actor] == ["Norland's defence ministry"]
    assert [s.of(text) for s in made.events[0].recipient] == ["New York"]
    assert "New" not in {s.of(text) for entity in made.entities for s in entity.mentions}


@given(st.text(st.sampled_from("Ana U.S.- al,000 '’the\n")), st.integers(0, 40), st.integers(0, 40))
def test_a_phrase_stays_in_the_text_and_grows_unless_it_runs_over_lines(text, start, length):
    span = Span(min(start, len(text)), min(start + length, len(text)))
    made = whole(text, span)
    assert Span(0, len(text)).contains(made)
    assert made.contains(span) or "\n" in span.of(text)


def test_a_phrase_over_two_lines_is_what_is_longest_in_one():
    text = "Operations against Rebels\nNavy Chief Ana Lopez was there."
    assert whole(text, at(text, "Rebels\nNavy Chief Ana Lopez")).of(text) == "Navy Chief Ana Lopez"


def test_a_relative_clause_is_no_filler():
    text = "He demanded that the countries that own the pipelines and Norland pay."
    frame = event(text, "demanded", "REQUEST", recipient=["the countries", "own the pipelines", "Norland"])
    made = account(report(text), tagging([frame]), coder=CODER)
    assert [s.of(text) for s in made.events[0].recipient] == ["the countries", "Norland"]
