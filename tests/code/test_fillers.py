from histor.code.fillers import apart, listed_places, without_nouns
from histor.records import Span
from tests.code.make import at, spans

ONE, TWO, THREE = Span(0, 5), Span(10, 15), Span(20, 25)


def test_all_who_meet_are_actors_but_not_who_is_visited():
    assert apart("CONSULT", None, (ONE,), (TWO,)) == ((ONE, TWO), ())
    assert apart("CONSULT", "visit", (ONE,), (TWO,)) == ((ONE,), (TWO,))


def test_nobody_is_both():
    assert apart("ASSAULT", None, (ONE, TWO), (TWO, THREE)) == ((ONE,), (TWO, THREE))
    assert apart("ASSAULT", None, (ONE,), (ONE, THREE)) == ((ONE,), (THREE,))
    assert apart("ASSAULT", None, (ONE,), (TWO,)) == ((ONE,), (TWO,))


def test_a_list_after_in_that_two_roles_share_is_where_it_happens():
    text = "The investigations in Norland, Sudland and Westland went on."
    states = spans(text, ["Norland", "Sudland", "Westland"])
    assert listed_places(text, at(text, "investigations"), states[1:], states[:1], ()) == states
    assert listed_places(text, at(text, "investigations"), states[1:], (), states[:1]) == states


def test_what_an_action_in_something_is_about_stays():
    text = (
        "Its interference in Norland went on, and so did attacks in Homs and others, and trials in Norland and Sudland."
    )
    assert listed_places(text, at(text, "interference"), (), spans(text, "Norland")) == ()
    assert listed_places(text, at(text, "trials"), spans(text, [("Norland", 1)]), spans(text, "Sudland")) == ()
    assert listed_places(text, at(text, "attacks"), spans(text, "others"), spans(text, "Homs")) == ()


def test_the_noun_of_a_filler_is_no_place():
    text = "Guards in the country searched a rented yacht of the country in Homs."
    place = spans(text, ["yacht", "country", "Homs"])
    assert without_nouns(text, place, spans(text, ["a rented yacht", "the country"])) == place[1:]
    assert without_nouns(text, place, spans(text, "Guards in the country")) == place
