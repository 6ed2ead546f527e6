import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.accounts import dumps, from_json
from histor.code import account
from histor.code.codebook import codebook
from histor.records import Frame, Mention, Span, Tagging
from tests.code.make import CODER, at, event, report, tagging, voice


def entities_of(text, mentions, links=(), sectors=None):
    """Entities of a report in which every mention is the actor of one event."""
    found = [at(text, *m) if isinstance(m, tuple) else at(text, m) for m in mentions]
    frame = Frame("event", Span(len(text) - 1, len(text)), "ASSAULT", {"actor": tuple(found)}, {}, 0.5)
    rated = tuple(
        Mention(span, tuple((sectors or {}).get(words, ()))) for span, words in zip(found, mentions, strict=True)
    )
    made = account(report(text), Tagging((frame,), rated, tuple(links)), coder=CODER)
    return {entity.name: [span.of(text) for span in entity.mentions] for entity in made.entities}, made.entities


def test_titles_full_names_and_surnames():
    text = "US Secretary of State Ana Lopez met Omar Haddad. Lopez left. Mr Haddad stayed ."
    groups, entities = entities_of(text, ["US Secretary of State Ana Lopez", "Omar Haddad", ("Lopez", 1), "Mr Haddad"])
    assert groups == {
        "Ana Lopez": ["US Secretary of State Ana Lopez", "Lopez"],
        "Omar Haddad": ["Omar Haddad", "Mr Haddad"],
    }
    assert (entities[0].code, entities[0].sector) == ("USA", ("GOV",))


def test_people_who_share_a_surname_stay_apart_whatever_the_links_say():
    text = "John Kerry and Teresa Kerry spoke ."
    groups, _ = entities_of(text, ["John Kerry", "Teresa Kerry"], [(0, 1, 0.99)])
    assert len(groups) == 2


def test_a_surname_before_the_full_name():
    groups, _ = entities_of("Haddad spoke. Omar Haddad left .", ["Haddad", "Omar Haddad"])
    assert list(groups) == ["Omar Haddad"]


def test_a_surname_alone_is_the_younger_of_that_name():
    groups, _ = entities_of("Omar Haddad Jr. spoke. Haddad left .", ["Omar Haddad Jr.", ("Haddad", 1)])
    assert groups == {"Omar Haddad Jr.": ["Omar Haddad Jr.", "Haddad"]}


def test_all_words_for_one_country():
    text = "The US, America, Washington, the American government and the United States agreed with Moscow ."
    groups, entities = entities_of(
        text, ["The US", "America", "Washington", "the American government", "the United States", "Moscow"]
    )
    assert {name: len(found) for name, found in groups.items()} == {"United States": 5, "Russia": 1}
    assert entities[0].code == "USA"


def test_acronyms_in_brackets_and_by_initials():
    text = "The Coastal Fishers Union (CFU) and the Harbour Workers League met. CFU and HWL agreed ."
    groups, _ = entities_of(
        text,
        ["The Coastal Fishers Union (CFU)", "the Harbour Workers League", ("CFU", 1), "HWL"],
    )
    assert [len(found) for found in groups.values()] == [2, 2]


def test_a_paper_is_called_by_the_end_of_its_name():
    text = "The New York Times has the story. The Times called it true ."
    groups, _ = entities_of(text, ["The New York Times", "The Times"])
    assert list(groups) == ["The New York Times"]


def test_the_links_of_the_model():
    text = "Rebels took the town. The group lost ten men. It left. Two men died ."
    mentions = ["Rebels", "The group", "It", "Two men"]
    groups, _ = entities_of(text, mentions, [(0, 1, 0.8), (1, 2, 0.9), (0, 2, 0.2), (0, 3, 0.4)])
    assert groups == {"rebels": ["Rebels", "The group", "It"], "Two men": ["Two men"]}


def test_links_never_join_two_countries():
    groups, _ = entities_of("Iran met Iraq .", ["Iran", "Iraq"], [(0, 1, 1.0)])
    assert list(groups) == ["Iran", "Iraq"]


def test_the_title_and_the_pronoun_without_links():
    text = "Chilean Interior Minister Ana Lopez spoke. The minister left. She waved ."
    groups, _ = entities_of(text, ["Chilean Interior Minister Ana Lopez", "The minister", "She"])
    assert len(groups) == 1


def test_the_two_are_an_entity_of_their_own():
    text = "US envoy Ana Lopez met Omar Haddad. The two agreed ."
    groups, _ = entities_of(text, ["US envoy Ana Lopez", "Omar Haddad", "The two"])
    assert list(groups) == ["Ana Lopez", "Omar Haddad", "Ana Lopez and Omar Haddad"]


def test_i_is_who_speaks():
    text = '"I ordered the raid," Ana Lopez said. Omar Haddad denied it.'
    frames = [
        voice(text, "said", '"I ordered the raid,"', "Ana Lopez"),
        event(text, "raid", "ASSAULT", actor="I", recipient="Omar Haddad"),
    ]
    made = account(report(text), tagging(frames), coder=CODER)
    assert [(e.name, len(e.mentions)) for e in made.entities] == [("Ana Lopez", 2), ("Omar Haddad", 1)]


def test_an_acronym_means_what_the_report_spells_out():
    text = "The camp is held by the Rapid Support Forces . The RSF left ."
    groups, _ = entities_of(text, ["the Rapid Support Forces", "The RSF"])
    assert groups == {"Rapid Support Forces": ["the Rapid Support Forces", "The RSF"]}
    assert list(entities_of("The RSF left .", ["The RSF"])[0]) == ["Reporters Without Borders"]


def test_groups_that_were_counted_otherwise_stay_apart_whatever_the_links_say():
    text = "They killed 24 gunmen and at least 57 villagers ."
    groups, _ = entities_of(text, ["24 gunmen", "at least 57 villagers"], [(0, 1, 0.99)])
    assert len(groups) == 2


def test_an_office_is_who_has_all_of_it_in_his_title_wherever_he_is_named():
    text = "The Minister for Central Asia left. Long after, the Minister for Central Asia, Ana Lopez, met Omar Haddad ."
    groups, _ = entities_of(
        text, ["The Minister for Central Asia", "the Minister for Central Asia, Ana Lopez", "Omar Haddad"]
    )
    assert [len(found) for found in groups.values()] == [2, 1]


def test_a_link_to_a_description_must_be_surer():
    text = "Islamic State and some rebels fought; men ran ."
    assert len(entities_of(text, ["Islamic State", "some rebels"], [(0, 1, 0.7)])[0]) == 2
    assert len(entities_of(text, ["Islamic State", "some rebels"], [(0, 1, 0.9)])[0]) == 1


def test_people_of_a_country_are_not_the_country_whatever_the_links_say():
    text = "Sudan spoke of Sudanese refugees and of its leadership ."
    groups, _ = entities_of(text, ["Sudan", "Sudanese refugees", "its leadership"], [(0, 1, 0.99), (0, 2, 0.99)])
    assert groups == {"Sudan": ["Sudan", "its leadership"], "Sudanese refugees": ["Sudanese refugees"]}


def test_a_people_beyond_its_state_is_of_the_country_that_the_report_is_about():
    text = "In Afghanistan, Uzbek forces fought. Afghan Uzbeks fled Kabul ."
    assert [e.code for e in entities_of(text, ["Uzbek forces"])[1]] == ["AFG"]
    named = "Uzbek forces from Uzbekistan fought in Afghanistan, as Afghans and Kabul said ."
    assert [e.code for e in entities_of(named, ["Uzbek forces"])[1]] == ["UZB"]


def test_a_surname_is_no_newspaper_beside_the_whole_name():
    groups, _ = entities_of("Sun Liwen left. Sun waved. He met Star .", ["Sun Liwen", ("Sun", 1)])
    assert groups == {"Sun Liwen": ["Sun Liwen", "Sun"]}


def test_initials_of_indian_names():
    text = "In India, Indian minister DK Lopez and Indian minister Ana Lopezia spoke ."
    assert list(entities_of(text, ["Indian minister DK Lopez", "Indian minister Ana Lopezia"])[0]) == [
        "D. K. Lopez",
        "Ana Lopezia",
    ]


def test_an_apposition_tells_country_and_sector():
    text = "Ana Lopez, a Chilean senator, met Omar Haddad ."
    _, entities = entities_of(text, ["Ana Lopez", "Omar Haddad"])
    assert (entities[0].code, entities[0].sector) == ("CHL", ("LEG",))


def test_the_country_that_the_report_is_about():
    text = "Police in Kenya and Kenyan soldiers fought. Officials in Kenya said so ."
    _, entities = entities_of(text, ["Police", "Officials"])
    assert [e.code for e in entities] == ["KEN", "KEN"]
    _, entities = entities_of("Police fought .", ["Police"])
    assert entities[0].code == "---"


def test_listed_people_and_bodies_tell_the_country_too_but_no_single_body():
    assert entities_of("Obama and Congress met. The farmers left .", ["The farmers"])[1][0].code == "USA"
    assert entities_of("Congress met. The farmers left .", ["The farmers"])[1][0].code == "---"


def test_states_and_believers_in_general_belong_to_no_country():
    text = "Kenya asked other nations and the international community; Kenya's farmers left ."
    _, entities = entities_of(text, ["other nations", "the international community", "farmers"])
    assert [entity.code for entity in entities] == ["---", "---", "KEN"]


@pytest.mark.parametrize(
    ("group", "code"), [("European leaders", "EUR"), ("Western governments", "---"), ("foreign fighters", "---")]
)
def test_those_of_a_part_of_the_world_belong_to_no_country(group, code):
    text = f"Chile met Chile and Chile, and the Chilean army met {group} ."
    _, entities = entities_of(text, ["Chile", group])
    assert entities[1].code == code


def test_an_institution_is_no_person_and_a_government_no_body_whatever_the_links_say():
    text = "Ana Lopez met the Red Cross. The opposition left the government ."
    names = ["Ana Lopez", "the Red Cross", "The opposition", "the government"]
    assert len(entities_of(text, names, [(0, 2, 0.9), (1, 3, 0.9)])[1]) == 4


def test_a_cut_off_span_does_not_name_its_group():
    groups, _ = entities_of("The farmers left .", ["The", "The farmers"], [(0, 1, 0.9)])
    assert groups == {"farmers": ["The farmers"]}


def test_a_listed_name_that_was_cut_off_is_read_to_its_end():
    text = "It struck the Islamic State of Iraq and the Levant fighters ."
    assert list(entities_of(text, ["the Islamic State of Iraq"])[0]) == ["Islamic State"]


def test_sectors_by_word_then_by_the_model():
    text = "Soldiers met Omar Haddad and Ana Lopez ."
    said = {"Soldiers": [("CVL", 0.9)], "Omar Haddad": [("REB", 0.6), ("PTY", 0.5)], "Ana Lopez": [("GOV", 0.2)]}
    _, entities = entities_of(text, ["Soldiers", "Omar Haddad", "Ana Lopez"], sectors=said)
    assert [e.sector for e in entities] == [("MIL",), ("REB", "PTY"), ()]


def test_mentions_that_no_voice_or_event_uses_make_no_entity():
    text = "Rebels left. Omar Haddad slept."
    frames = [event(text, "left", "RETREAT", actor="Rebels")]
    made = account(report(text), tagging(frames, [at(text, "Rebels"), at(text, "Omar Haddad")]), coder=CODER)
    assert [e.name for e in made.entities] == ["rebels"]


TEXTS = st.sampled_from(
    [
        'US envoy Ana Lopez met "the two" in Homs.\nShe said: "We, the UN, killed 12." Iran’s army left. The minister (CFU)',
        "“Ana Lopez,” Lopez said. Iran and Iraq agreed; both countries will. ISIL, IS and Daesh did not.\n\nHe left",
        "   \u2028 \n\n x",
    ]
) | st.text(max_size=120)
ROLES = st.sampled_from(
    ["source", "content", "to", "actor", "recipient", "place", "time", "dead", "injured", "nonsense"]
)


@st.composite
def taggings(draw):
    text = draw(TEXTS)
    span = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda pair: Span(*sorted(pair)))
    frame = st.builds(
        Frame,
        st.sampled_from(["voice", "event"]),
        span,
        st.sampled_from([None, *codebook().types, "NONE"]),
        st.dictionaries(ROLES, st.lists(span, max_size=3).map(tuple), max_size=5),
        st.dictionaries(
            st.sampled_from(["stance", "status", "mode", "background"]), st.sampled_from(["want", "x", "true"])
        ),
        st.floats(0, 1) | st.sampled_from([float("nan"), -1.0, 7.0]),
    )
    mentions = draw(st.lists(st.builds(Mention, span, st.just((("GOV", 0.7), ("??", 0.9)))), max_size=8))
    pair = st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0, 1))
    found = Tagging(tuple(draw(st.lists(frame, max_size=6))), tuple(mentions), tuple(draw(st.lists(pair, max_size=9))))
    return text, found


@settings(max_examples=150)
@given(taggings())
def test_any_tagging_gives_a_valid_account(case):
    text, found = case
    made = account(report(text), found, coder=CODER)
    used = [s for v in made.voices for s in (*v.source, *v.to)]
    used += [s for e in made.events for s in (*e.actor, *e.recipient)]
    mentions = [span for entity in made.entities for span in entity.mentions]
    assert set(used) <= set(mentions)
    assert len(mentions) == len(set(mentions))
    assert all(set(entity.mentions) & set(used) for entity in made.entities)
    assert all(entity.name and len(entity.code) == 3 for entity in made.entities)
    ids = {item.id for group in (made.voices, made.entities, made.places) for item in group}
    assert all(i in ids for v in made.voices for i in (v.inside, v.entity) if i)
    assert all(i in ids for e in made.events for i in (e.voice, e.where, *e.chain) if i)
    assert all(e.chain[-1] == e.voice if e.voice else e.chain == () for e in made.events)
    assert made == account(report(text), found, coder=CODER)
    assert from_json(json.loads(dumps(made))) == made


def test_she_in_somebodys_words_is_who_speaks():
    text = "Ana Lopez rejected it. One student said that a guard had beaten her."
    frames = [
        event(text, "rejected", "REJECT", actor="Ana Lopez"),
        voice(text, "said", "that a guard had beaten her", "One student"),
        event(text, "beaten", "ASSAULT", actor="a guard", recipient="her"),
    ]
    made = account(report(text), tagging(frames), coder=CODER)
    assert [[s.of(text) for s in entity.mentions] for entity in made.entities if len(entity.mentions) > 1] == [
        ["One student", "her"]
    ]


def test_the_leader_of_an_acronym_leads_what_the_report_shortens():
    text = "Sudan's Rapid Support Forces met RSF leader Omar Haddad in Sudan ."
    _, entities = entities_of(text, ["Rapid Support Forces", "RSF leader Omar Haddad"])
    assert entities[1].name == "Omar Haddad"
    assert (entities[1].code, entities[1].sector) == (entities[0].code, entities[0].sector)


def test_one_institution_is_not_another():
    text = "Norland's ruling party met it while the Interior Ministry and the ministry stayed ."
    mentions = ["Norland's ruling party", "it", "the Interior Ministry", "the ministry"]
    groups, _ = entities_of(text, mentions, [(0, 1, 0.9), (1, 2, 0.8), (0, 3, 0.7), (2, 3, 0.6)])
    assert list(groups.values()) == [["Norland's ruling party", "it"], ["the Interior Ministry", "the ministry"]]


def test_she_is_not_many():
    text = "Organisers of the march saw a guard strike her ."
    groups, _ = entities_of(text, ["Organisers of the march", "her"], [(0, 1, 0.99)])
    assert len(groups) == 2


def test_a_state_after_a_comma_is_no_person_and_a_quotation_mark_no_part_of_a_name():
    text = "The supporters in Columbus, Ohio, and Ohio Gov. Lopez met a “well-known group” there ."
    groups, _ = entities_of(text, ["supporters in Columbus, Ohio", "a “well-known group"])
    assert list(groups) == ["supporters in Columbus, Ohio", "well-known group"]


def test_words_that_name_nobody_are_no_mentions():
    text = "The guards met the army and the number of guards rose ."
    used, rest = ["The guards", "the army"], [Span(0, 3), Span(4, 10), at(text, "the army and"), at(text, "the number")]
    frame = event(text, "met", "CONSULT", actor=used)
    made = account(report(text), tagging([frame], rest, [(1, 3, 0.9), (0, 2, 0.1)]), coder=CODER)
    said = {s.of(text) for entity in made.entities for s in entity.mentions}
    assert not said & {"The", "the army and", "the number"}


def test_the_two_countries_are_the_last_two_that_the_text_names_where_no_role_has_them():
    text = "Ties of Peru with Chile and Kenyan ties are old. The two countries met ."
    groups, entities = entities_of(text, ["The two countries"])
    assert (list(groups), entities[0].code, entities[0].sector) == (["Chile and Kenya"], "---", ("GOV",))


def test_two_sides_are_states_or_bodies_that_fight():
    text = "Peru, the Red Cross, the World Food Programme and Hezbollah were there. Both sides fired ."
    groups, _ = entities_of(text, ["Peru", "the Red Cross", "the World Food Programme", "Hezbollah", "Both sides"])
    assert list(groups)[-1] == "Peru and Hezbollah"


def test_his_government_is_that_of_his_country():
    text = "Kenya, Kenya and Kenya. Chilean President Ana Lopez spoke. Her government left. The government stayed ."
    groups, _ = entities_of(text, ["Chilean President Ana Lopez", "Her government", "The government"])
    assert groups == {
        "Ana Lopez": ["Chilean President Ana Lopez"],
        "Chile": ["Her government"],
        "Kenya": ["The government"],
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The JMM struck , India said .", "Jharkhand Mukti Morcha"),
        ("The JMM struck , Mexico said .", "JMM"),
    ],
)
def test_a_short_name_means_a_body_where_its_country_is_named(text, name):
    assert [*entities_of(text, ["The JMM"])[0]] == [name]


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("In Malta , Valletta and Gozo the Nationalist Party struck .", "Nationalist Party (Malta)", "MLT"),
        ("In Italy , Rome and Milan the Nationalist Party struck .", "Nationalist Party", "ITA"),
    ],
)
def test_a_general_name_means_a_body_of_the_country_that_the_report_is_about(text, name, code):
    (found,) = entities_of(text, ["the Nationalist Party"])[1]
    assert (found.name, found.code) == (name, code)


def test_a_first_word_that_a_report_mostly_leaves_out_is_no_part_of_a_name():
    text = "Steel Ana Lopez spoke . Ana Lopez , Ana Lopez and Ana Lopez struck ."
    mentions = ["Steel Ana Lopez", *(("Ana Lopez", n) for n in (1, 2, 3))]
    assert [*entities_of(text, mentions)[0]] == ["Ana Lopez"]


def test_a_surname_is_no_company_beside_the_whole_name():
    text = "Tarek William Saab spoke . Saab struck ."
    assert [*entities_of(text, ["Tarek William Saab", ("Saab", 1)])[0]] == ["Tarek William Saab"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("In Lebanon , Beirut and Tyre envoys of Jordan said the Kingdom struck .", "Jordan"),
        ("In Lebanon , Beirut and Tyre envoys of Oman said the Sultanate struck .", "Oman"),
    ],
)
def test_the_kingdom_is_the_one_that_the_report_speaks_of(text, name):
    subject = "the Kingdom" if "Kingdom" in text else "the Sultanate"
    assert [*entities_of(text, [subject])[0]] == [name]
