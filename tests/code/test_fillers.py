from histor.code.fillers import apart
from histor.records import Span

ONE, TWO, THREE = Span(0, 5), Span(10, 15), Span(20, 25)


def test_all_who_meet_are_actors_but_not_who_is_visited():
    assert apart("CONSULT", None, (ONE,), (TWO,)) == ((ONE, TWO), ())
    assert apart("CONSULT", "visit", (ONE,), (TWO,)) == ((ONE,), (TWO,))


def test_nobody_is_both():
    assert apart("ASSAULT", None, (ONE, TWO), (TWO, THREE)) == ((ONE,), (TWO, THREE))
    assert apart("ASSAULT", None, (ONE,), (ONE, THREE)) == ((ONE,), (THREE,))
    assert apart("ASSAULT", None, (ONE,), (TWO,)) == ((ONE,), (TWO,))
