from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.code import account
from histor.code.countries import countries
from histor.code.tables import rows
from histor.records import Dateline, Frame, Mention, Span, Tagging
from histor.resolve.actors import with_actors
from histor.resolve.actors_dates import days_of
from histor.resolve.actors_names import described, ministry
from histor.resolve.actors_offices import first_day, last_day, office_words, offices
from histor.resolve.actors_user import Actor, UserActors
from tests.code.make import CODER, at, event, report, tagging, voice

DAY = "2015-09-06"


def resolved(text, mentions, published=DAY, user=None, links=(), **roles):
    """The entities of a report in which every mention is the actor of one event, after `with_actors`."""
    found = [at(text, *m) if isinstance(m, tuple) else at(text, m) for m in mentions]
    frames = [Frame("event", Span(len(text) - 1, len(text)), "ASSAULT", {"actor": tuple(found)}, {}, 0.5)]
    made = account(
        replace(report(text), published=published),
        Tagging(tuple(frames), tuple(map(Mention, found)), links),
        coder=CODER,
    )
    return with_actors(made, user) if user else with_actors(made)


def names(*arguments, **options):
    return [entity.name for entity in resolved(*arguments, **options).entities]


# Surnames


@pytest.mark.parametrize(
    ("text", "mention", "name"),
    [
        ("In the United States Judge Lamberth ruled .", "Judge Lamberth", "Royce Lamberth"),
        ("In Peru Judge Lamberth ruled .", "Judge Lamberth", "Lamberth"),  # no one of that name there
        ("General Dempsey of the United States spoke .", "General Dempsey", "Martin Dempsey"),
        ("In the United States Dempsey spoke .", "Dempsey", "Dempsey"),  # anybody's name
        ("Mr Djibo of Niger spoke .", "Mr Djibo", "Salou Djibo"),  # long out of office
        ("In China Minister Gao spoke .", "Minister Gao", "Gao"),  # one of many
    ],
)
def test_a_surname_that_one_person_of_the_country_bears(text, mention, name):
    assert names(text, [mention]) == [name]


# Offices


@pytest.mark.parametrize(
    ("day", "president"),
    [
        ("2008-12-31", "George W. Bush"),
        (DAY, "Barack Obama"),
        ("2017-01-20", "Donald Trump"),
        ("2021-01-20", "Joe Biden"),
        ("2025-06-01", "Donald Trump"),
    ],
)
def test_the_day_of_the_report_decides_who_the_president_is(day, president):
    made = resolved("The US president spoke .", ["The US president"], published=day)
    assert [entity.name for entity in made.entities] == [president]
    assert made.entities[0].code == "USA"
    assert made.entities[0].identifier.startswith("Q")


@pytest.mark.parametrize(
    ("mention", "holder", "code"),
    [
        ("the Russian foreign minister", "Sergei Lavrov", "RUS"),
        ("Germany's chancellor", "Angela Merkel", "DEU"),
        ("the British foreign secretary", "Philip Hammond", "GBR"),
        ("the US secretary of state", "John Kerry", "USA"),
        ("the UN secretary-general", "Ban Ki-moon", "UNO"),
        ("the NATO chief", "Jens Stoltenberg", "IGO"),
        ("the EU foreign policy chief", "Federica Mogherini", "EUR"),
        ("Jordan's King Abdullah", "Abdullah II of Jordan", "JOR"),
        ("Iran's supreme leader", "Ali Khamenei", "IRN"),
    ],
)
def test_offices_of_countries_and_bodies(mention, holder, code):
    entity = resolved(f"Yesterday {mention} spoke .", [mention]).entities[0]
    assert (entity.name, entity.code) == (holder, code)


def test_a_word_that_means_an_office_in_one_country_only():
    assert names("Germany's chancellor spoke .", ["Germany's chancellor"]) == ["Angela Merkel"]
    assert names("Britain's chancellor spoke .", ["Britain's chancellor"]) != ["David Cameron"]


@pytest.mark.parametrize("mention", ["the former US president", "the deputy US president", "US presidents"])
def test_words_that_say_more_mean_no_holder(mention):
    assert names(f"Then {mention} spoke .", [mention]) != ["Barack Obama"]


def test_the_office_and_the_name_become_one_entity():
    text = "Barack Obama left. The US president waved. He said so ."
    made = resolved(text, ["Barack Obama", "The US president"])
    assert [(e.id, e.name, len(e.mentions)) for e in made.entities] == [("n1", "Barack Obama", 2)]


def test_whom_the_text_itself_names_with_the_office_comes_before_the_table():
    text = "President Ana Lopez of Chile left. Far behind stood many. The Chilean president waved ."
    assert names(text, ["President Ana Lopez", "The Chilean president"]) == ["Ana Lopez"]


def test_without_a_date_an_office_stays_unresolved_unless_its_only_holder_is_named():
    assert names("The US president spoke .", ["The US president"], published=None) == ["President of the United States"]
    text = "Barack Obama came. The US president spoke ."
    assert names(text, ["Barack Obama", "The US president"], published=None) == ["Barack Obama"]


def test_a_year_in_the_text_dates_the_report_where_nothing_else_does():
    assert names("In 2010 the US president spoke .", ["the US president"], published=None) == ["Barack Obama"]
    # In 2017 there were two.
    assert names("In 2017 the US president spoke .", ["the US president"], published=None) == [
        "President of the United States"
    ]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("They met in 2012 and in 2014.", ("2014-01-01", "2014-12-31")),
        ("Of 2012; by 2030 and until the end of 2040.", ("2012-01-01", "2012-12-31")),
        ("It cost $2015 or 2,016 of 2017/18.", None),
        ("No year.", None),
    ],
)
def test_the_latest_year_that_is_not_ahead(text, days):
    assert days_of(report(text)) == days


def test_publication_comes_before_the_dateline_and_that_before_years():
    base = replace(report("In 2012."), dateline=Dateline("Beirut", "2014-05-01", None))
    assert days_of(base) == ("2014-05-01", "2014-05-01")
    assert days_of(replace(base, published="2015-09-06")) == ("2015-09-06", "2015-09-06")
    assert days_of(replace(base, dateline=Dateline("Beirut", "no day", None))) == ("2012-01-01", "2012-12-31")


# People


def test_a_surname_is_the_one_of_that_time():
    assert names("Clinton spoke .", ["Clinton"], published="1999-05-01") == ["Bill Clinton"]
    assert names("Clinton spoke .", ["Clinton"], published="2016-05-01") == ["Hillary Clinton"]
    assert names("Clinton spoke .", ["Clinton"], published="2030-05-01") == ["Clinton"]


def test_a_surname_with_another_country_is_somebody_else():
    assert names("Chilean senator Clinton spoke .", ["Chilean senator Clinton"], published="2016-05-01") == ["Clinton"]


def test_spellings_have_one_name_and_an_identifier():
    entity = resolved("Bashar al Assad spoke .", ["Bashar al Assad"]).entities[0]
    assert (entity.name, entity.code, entity.identifier) == ("Bashar al-Assad", "SYR", "Q44329")


@pytest.mark.parametrize(
    ("day", "sector"), [("2014-01-01", ("GOV",)), ("2007-06-01", ("PTY",)), ("2019-01-01", ("ELI",))]
)
def test_sectors_follow_the_time(day, sector):
    entity = resolved("Barack Obama spoke .", ["Barack Obama"], published=day).entities[0]
    assert entity.sector == sector


def test_the_whole_name_that_the_text_has_elsewhere():
    assert names("Ana Lopez won the vote, and Lopez spoke .", [("Lopez", 1)]) == ["Ana Lopez"]
    # The first word of a sentence is no given name.
    assert names("But Lopez came, but late, and Lopez spoke .", [("Lopez", 1)]) == ["Lopez"]
    assert names("On Monday Lopez came, and Lopez spoke .", [("Lopez", 1)]) == ["Lopez"]
    # Of two, neither.
    assert names("Ana Lopez met Eva Lopez, and Lopez spoke .", [("Lopez", 2)]) == ["Lopez"]


# Descriptions


@pytest.mark.parametrize(
    ("name", "code", "sector", "place", "called"),
    [
        ("government", "IRQ", ("GOV",), None, "Iraq"),
        ("Assad regime", "SYR", ("GOV",), None, "Syria"),
        ("government of President Ana Lopez", "CHL", ("GOV",), None, "Chile"),
        ("army", "TCD", ("MIL",), None, "Chadian army"),
        ("police", "BGD", ("COP",), None, "Bangladesh Police"),
        ("opposition leaders", "VEN", ("OPP",), None, "Venezuelan opposition leaders"),
        ("soldier", "SYR", ("MIL",), None, "soldier"),
        ("local government", "NGA", ("GOV",), None, "local government"),
        ("protesters", "BRA", ("CVL",), None, "protesters in Brazil"),
        ("hundreds of protesters", "BRA", ("CVL",), "Brasilia", "protesters in Brasilia"),
        ("civilians", "---", ("CVL",), "Aleppo", "civilians in Aleppo"),
        ("farmers", "USA", ("LAB",), None, "farmers in the United States"),
        ("election observers", "KEN", (), None, "election observers"),
        ("U.S. officials", "USA", ("GOV",), None, "US officials"),
        ("Iran's lawmakers", "IRN", ("LEG",), None, "Iranian lawmakers"),
        ("Supreme Court", "KEN", ("JUD",), None, "Supreme Court of Kenya"),
        ("supreme court", "IND", ("JUD",), None, "Supreme Court of India"),
        ("parliament", "ZAF", ("LEG",), None, "Parliament of South Africa"),
        ("people killed in the fire", "KEN", ("CVL",), None, "people killed in the fire"),
        ("army", "---", ("MIL",), None, "army"),
        ("the prime minister", "KEN", ("GOV",), None, "Prime Minister of Kenya"),
        ("Kenyan Foreign Minister", "KEN", ("GOV",), None, "Foreign Minister of Kenya"),
        ("military spokesman", "KEN", ("MIL",), None, "Kenyan military spokesman"),
        ("U.S. embassy in Nairobi", "USA", ("GOV",), None, "Embassy of the United States, Nairobi"),
        ("U.S. embassy in Kenya", "USA", ("GOV",), None, "US embassy in Kenya"),
        ("two former officials", "KEN", ("GOV",), None, "former Kenyan officials"),
        ("local officials", "KEN", ("GOV",), None, "local officials in Kenya"),
        ("all 22 protesters", "KEN", ("CVL",), None, "protesters in Kenya"),
        ("civil society groups", "KEN", ("SOC",), None, "civil society groups in Kenya"),
        ("residents", "KEN", ("CVL",), "Kisumu", "residents of Kisumu"),
        ("as many as 6,000 protesters", "KEN", ("CVL",), None, "protesters in Kenya"),
        ("30-60 protesters", "KEN", ("CVL",), None, "protesters in Kenya"),
        ("35 000 protesters", "KEN", ("CVL",), None, "protesters in Kenya"),
        ("two dozen protesters", "KEN", ("CVL",), None, "protesters in Kenya"),
        ("as many as five million protesters", "KEN", ("CVL",), None, "protesters in Kenya"),
        ("1976-83 military dictatorship", "KEN", ("MIL",), None, "1976-83 military dictatorship"),
        ("network of agents", "KEN", ("SPY",), None, "network of agents"),
        ("GOP voters", "USA", ("CVL",), None, "Republican voters"),
        ("half a million farmers", "KEN", ("LAB",), None, "farmers in Kenya"),
        ("a third suspect", "KEN", ("CRM",), None, "a third suspect"),
        ("group of ten farmers", "KEN", ("LAB",), None, "farmers in Kenya"),
        ("majority leader", "KEN", ("LEG",), None, "majority leader"),
        ("at least a handful of farmers", "KEN", ("LAB",), None, "farmers in Kenya"),
        ("a number of authorities", "KEN", ("GOV",), None, "Kenya"),
    ],
)
def test_what_unnamed_groups_are_called(name, code, sector, place, called):
    assert described(name, code, sector, place) == called


@pytest.mark.parametrize(
    ("name", "code", "called"),
    [
        ("Russian Defence Ministry", "RUS", "Ministry of Defence (Russia)"),
        ("Russia's Ministry of Defense", "RUS", "Ministry of Defence (Russia)"),
        ("foreign ministry", "CHN", "Ministry of Foreign Affairs (China)"),
        ("Ministry of Interior of Iraq", "IRQ", "Ministry of Interior (Iraq)"),
        ("Ministry of Health and Wellness", "MUS", "Ministry of Health and Wellness (Mauritius)"),
        ("ministry", "MUS", None),
        ("Defence Ministry", "---", None),
        ("Syrian army", "SYR", None),
    ],
)
def test_ministries_by_pattern(name, code, called):
    assert ministry(name, code) == called


def test_where_the_event_happens_says_which_protesters():
    text = "Protesters burned cars in Brasilia, Brazil, on Monday."
    frames = [event(text, "burned", "PROTEST", actor="Protesters", place="Brasilia")]
    made = with_actors(account(report(text), tagging(frames), coder=CODER))
    assert [entity.name for entity in made.entities] == ["protesters in Brasilia"]


@pytest.mark.parametrize(
    ("name", "sector", "place", "fate", "called"),
    [
        ("at least ten people", ("CVL",), "Garissa", "killed", "people killed in Garissa"),
        ("13 others", ("CVL",), None, "injured", "people injured in Kenya"),
        ("the civilians", ("CVL",), None, None, "civilians in Kenya"),
        ("rebel groups", ("REB",), "Garissa", None, "rebel groups in Kenya"),
        ("many public officials", ("GOV",), None, None, "Kenyan public officials"),
        ("3,000 Somali refugees", ("REF",), None, None, "Somali refugees"),
        ("European leaders", ("GOV",), None, None, "European leaders"),
        ("the country's electoral commission", ("GOV",), None, None, "Electoral Commission of Kenya"),
        ("the Kenyan parliament", ("LEG",), None, None, "Parliament of Kenya"),
    ],
)
def test_groups_by_number_fate_and_country(name, sector, place, fate, called):
    assert described(name, "KEN", sector, place, fate) == called


@pytest.mark.parametrize(
    ("name", "sector", "usual", "fate", "called"),
    [
        ("at least ten people", ("CVL",), "Garissa", "killed", "people killed in Garissa"),
        ("the people", ("CVL",), "Garissa", None, "people of Kenya"),
        ("reporters", ("JRN",), "Garissa", None, "reporters"),
        ("the public", ("CVL",), None, None, "Kenyan public"),
    ],
)
def test_groups_of_whom_no_place_is_told(name, sector, usual, fate, called):
    assert described(name, "KEN", sector, None, fate, usual) == called


def test_a_group_is_named_after_no_country_that_the_report_is_only_perhaps_about():
    about = "Kenya, Kenya and Kenya. Farmers protested ."
    assert names(about, ["Farmers"]) == ["farmers in Kenya"]
    half = f"Kenya, Kenya, Chad and Mali.{' It rained.' * 30} In Chad farmers and the authorities quarrelled ."
    assert names(half, ["farmers", "the authorities"]) == ["farmers", "Kenya"]
    around = f"Kenya, Kenya, Chad and Mali.{' It rained.' * 30} In Kenya farmers protested ."
    assert names(around, ["farmers"]) == ["farmers in Kenya"]
    armed = f"Texas, Ohio, Chad, Peru and Mali.{' It rained.' * 30} In Texas rebels were spoken of ."
    assert names(armed, ["rebels"]) == ["rebels"]


@pytest.mark.parametrize(
    ("text", "mentions", "called"),
    [
        ("Ana Lopez won. Her rivals left .", ["Ana Lopez", "Her rivals"], "rivals of Ana Lopez"),
        ("Kenya won. Its allies left .", ["Kenya", "Its allies"], "allies of Kenya"),
        (
            "The United States won. Its many allies left .",
            ["The United States", "Its many allies"],
            "allies of the United States",
        ),
        ("Kenya won. Its army left .", ["Kenya", "Its army"], "Kenya Defence Forces"),
        ("Ana Lopez won. Lopez's lawyers left .", ["Ana Lopez", "Lopez's lawyers"], "lawyers of Ana Lopez"),
        ("Ana Lopez won. Haddad's lawyers left .", ["Ana Lopez", "Haddad's lawyers"], "lawyers of Haddad"),
        ("Ana Lopez won. Her counterpart left .", ["Ana Lopez", "Her counterpart"], "counterpart"),
        ("Ana Lopez won. Their rivals left .", ["Ana Lopez", "Their rivals"], "rivals"),
    ],
)
def test_who_goes_by_whose_they_are(text, mentions, called):
    assert names(text, mentions)[1] == called


def test_what_we_have_is_our_states_where_we_speak_for_it():
    text = "President Ana Lopez of Chile said: our partners and my friends left."
    frames = [
        voice(text, "said", "our partners and my friends left", source="President Ana Lopez of Chile"),
        event(text, "left", "RETREAT", actor=["our partners", "my friends"]),
    ]
    made = with_actors(account(report(text), tagging(frames), coder=CODER))
    assert [entity.name for entity in made.entities] == ["Ana Lopez", "partners of Chile", "friends of Ana Lopez"]


@pytest.mark.parametrize(
    ("mention", "published", "called"),
    [
        ("Sanders' campaign", "2016-05-01", "Bernie Sanders 2016 presidential campaign"),
        ("the Sanders campaign", "2019-05-01", "Bernie Sanders 2020 presidential campaign"),
        ("the Sanders campaign", "2023-05-01", "Bernie Sanders campaign"),
    ],
)
def test_campaigns_for_the_presidency(mention, published, called):
    text = f"Bernie Sanders won. Then {mention} spoke ."
    assert names(text, ["Bernie Sanders", mention], published=published)[1] == called


def test_an_office_and_a_surname_name_its_holder_though_the_country_is_not_told():
    text = "The Foreign Secretary spoke. Mr Hammond and Ana Lopez left ."
    made = resolved(text, ["The Foreign Secretary", "Mr Hammond", "Ana Lopez"])
    assert [(e.name, e.code, len(e.mentions)) for e in made.entities] == [
        ("Philip Hammond", "GBR", 2),
        ("Ana Lopez", "---", 1),
    ]


def test_what_was_done_to_recipients_names_them():
    text = "Gunmen killed ten people in Kenya on Monday."
    done = event(text, "killed", "ASSAULT", actor="Gunmen", recipient="ten people", place="Kenya")
    made = with_actors(account(report(text), tagging([done]), coder=CODER))
    assert "people killed in Kenya" in [entity.name for entity in made.entities]


def test_the_government_and_its_country_become_one_and_voices_follow():
    text = "Kenya and Kenyan men. “We won,” the regime said, and Kenya said so."
    frames = [voice(text, "said", "“We won,”", "the regime"), event(text, "won", "ASSAULT", actor=("Kenya", 2))]
    made = with_actors(account(report(text), tagging(frames), coder=CODER))
    assert [(entity.id, entity.name) for entity in made.entities] == [("n1", "Kenya")]
    assert [said.entity for said in made.voices] == ["n1"]


# The user's own


def test_the_users_table_comes_first():
    mine = UserActors.of(
        [Actor("Omar the Great", ("Omar Haddad", "governor haddad"), "SYR", ("REB",), identifier="x1")]
    )
    entity = resolved("Chilean senator Omar Haddad spoke .", ["Chilean senator Omar Haddad"], user=mine).entities[0]
    assert (entity.name, entity.code, entity.sector, entity.identifier) == ("Omar the Great", "SYR", ("REB",), "x1")
    assert names("Governor Haddad spoke .", ["Governor Haddad"], user=mine) == ["Omar the Great"]
    assert names("Barack Obama spoke .", ["Barack Obama"], user=mine) == ["Barack Obama"]


def test_rows_of_the_users_table_hold_for_their_dates():
    mine = UserActors.of(
        [
            Actor("Haddad", (), "SYR", ("GOV",), "2010", "2014"),
            Actor("Haddad", (), "SYR", ("OPP",), "2015", ""),
        ]
    )
    for day, sector in (("2014-12-31", ("GOV",)), ("2015-01-01", ("OPP",))):
        assert resolved("Haddad spoke .", ["Haddad"], published=day, user=mine).entities[0].sector == sector
    assert resolved("Haddad spoke .", ["Haddad"], published=None, user=mine).entities[0].sector == ()


@pytest.mark.parametrize(
    ("text", "mention", "day", "name"),
    [
        ("In Malaysia the home minister spoke .", "the home minister", "2016-05-01", "Ahmad Zahid Hamidi"),
        ("In London , Britain , the home secretary spoke .", "the home secretary", "2014-05-01", "Theresa May"),
        ("The Pakistani army chief spoke .", "The Pakistani army chief", "2019-05-01", "Qamar Javed Bajwa"),
        ("The US treasury secretary spoke .", "The US treasury secretary", "2015-05-01", "Jack Lew"),
    ],
)
def test_ministers_speakers_and_army_chiefs(text, mention, day, name):
    assert names(text, [mention], published=day) == [name]


@pytest.mark.parametrize(
    ("mention", "name"),
    [
        ("Speaker Ryan", "Paul Ryan"),
        ("Officer Ryan", "Ryan"),  # a surname alone means a speaker only with a title of parliament
        ("Ryan", "Ryan"),
    ],
)
def test_holders_of_lesser_offices_need_a_title(mention, name):
    assert names(f"In the United States {mention} spoke .", [mention], published="2016-05-01") == [name]


def test_a_council_is_no_listed_body_because_its_country_goes_before_it():
    assert names("In Britain , London and Leeds the council spoke .", ["the council"]) == ["council"]


def test_a_general_was_a_soldier_before_his_office():
    made = resolved("Pakistani General Bajwa spoke .", ["Pakistani General Bajwa"], published="2016-05-01")
    assert [(e.name, e.sector) for e in made.entities] == [("Qamar Javed Bajwa", ("MIL",))]


# The tables


def test_terms_of_an_office_are_in_order_and_do_not_overlap():
    for (code, office), terms in offices().held.items():
        if office == "candidate":
            continue
        for before, after in pairwise(terms):
            assert before.start <= before.end, before
            # On the last day of one term the next may begin.
            assert before.end <= after.start, (code, office, before.name, after.name)


def test_codes_offices_and_identifiers_of_the_table_are_sound():
    known = set(countries().names) | {"UNO", "EUR", "IGO"}
    ids: dict[str, str] = {}
    asked = {office for found in office_words().values() for office, _ in found}
    for row in rows("offices"):
        assert row["code"] in known, row
        assert row["sector"], row
        assert first_day(row["from"]) <= last_day(row["to"]), row
        if row["wikidata"]:
            assert ids.setdefault(row["wikidata"], row["name"]) == row["name"]
    assert {"president", "prime minister", "foreign minister", "defence minister", "monarch"} <= asked


def test_the_table_covers_heads_since_2000_of_sixty_states():
    covered = {
        code
        for code, office in offices().held
        if office in {"president", "prime minister", "monarch", "supreme leader", "leader"}
    }
    assert len(covered) >= 120


PIECES = [
    "The US president",
    "Obama",
    "Clinton",
    "Kenya",
    "the army",
    "Police",
    "his government",
    "He",
    "King",
    "12 men",
]


@settings(max_examples=40)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=7), st.sampled_from([None, DAY, "2030-01-01"]))
def test_every_mention_stays_in_exactly_one_entity(pieces, day):
    text, found = "", []
    for piece in pieces:
        found.append(Span(len(text), len(text) + len(piece)))
        text += f"{piece} ran. "
    frames = (Frame("event", Span(len(text) - 2, len(text) - 1), "ASSAULT", {"actor": tuple(found)}, {}, 0.5),)
    made = account(replace(report(text), published=day), Tagging(frames, tuple(map(Mention, found)), ()), coder=CODER)
    after = with_actors(made)
    assert sorted(m for e in after.entities for m in e.mentions) == sorted(m for e in made.entities for m in e.mentions)
    assert [e.id for e in after.entities] == [f"n{i}" for i, _ in enumerate(after.entities, start=1)]
    assert after == with_actors(made)
