"""Who is the same among the sources of one incident: only where it leaves no choice."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.link.identities import Identity, named, outlet
from histor.link.same import Same


def who(name, code="---", sector=(), **more):
    found = named(name, code, sector)
    assert found is not None
    return Identity(**{**{f: getattr(found, f) for f in found.__slots__}, **more})


RUSSIAN = who("Russian Defence Ministry", "RUS")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (who("Konashenkov", "RUS"), who("Igor Konashenkov", "RUS")),
        (who("Igor Konashenkov", "RUS", speaks_for=RUSSIAN.key), RUSSIAN),
        (who("ministry", "RUS"), RUSSIAN),
        (who("Defence Ministry"), RUSSIAN),
        (outlet("The Times"), outlet("The New York Times")),
        (who("Times"), outlet("The New York Times")),
        (who("SMC"), who("Sample Monitoring Centre", "SYR")),
        (who("Turkish foreign minister", "TUR"), who("Ana Lopez", "TUR", titles=("foreign minister",))),
        (who("A. Sample", identifier="Q1"), who("Ana Sample", identifier="Q1")),
    ],
    ids=lambda identity: identity.name,
)
def test_one(one, other):
    same = Same([one, other])
    assert same.key(one) == same.key(other)


@pytest.mark.parametrize(
    ("one", "others"),
    [
        (who("Lopez", "TUR"), [who("Ana Lopez", "TUR"), who("Ben Lopez", "TUR")]),
        (who("Lopez", "TUR"), [who("Ana Lopez", "RUS")]),
        (who("ministry", "RUS"), [RUSSIAN, who("Russian Foreign Ministry", "RUS")]),
        (who("Defence Ministry"), [RUSSIAN, who("Turkish Defence Ministry", "TUR")]),
        (outlet("The Times"), [outlet("The New York Times"), outlet("Los Angeles Times")]),
        (who("Sergey Lavrov", "RUS"), [who("Russian Foreign Ministry", "RUS")]),
        (who("Russian official", "RUS"), [RUSSIAN]),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_two_where_it_is_not_certain(one, others):
    same = Same([one, *others])
    assert same.key(one) not in {same.key(other) for other in others}


def test_the_fullest_name_stands_for_all():
    spokesman = who("Ana Lopez", "RUS", speaks_for=RUSSIAN.key)
    same = Same([who("Lopez", "RUS"), spokesman, RUSSIAN])
    assert same.who(who("Lopez", "RUS")).name == "Russian Defence Ministry"
    assert same.names(spokesman) == ("Russian Defence Ministry", "Ana Lopez", "Lopez")


def test_a_body_that_only_its_spokesmen_name_joins_them():
    spokesmen = [who(name, "RUS", speaks_for=RUSSIAN.key) for name in ("Igor Konashenkov", "Ana Lopez")]
    same = Same(spokesmen)
    assert same.key(spokesmen[0]) == same.key(spokesmen[1])


def test_no_order_matters():
    everybody = [
        RUSSIAN,
        who("ministry", "RUS"),
        who("Konashenkov", "RUS"),
        who("Igor Konashenkov", "RUS", speaks_for=RUSSIAN.key),
        who("Ana Lopez", "TUR"),
    ]
    results = {tuple(sorted((i.name, Same(order).who(i).key) for i in everybody)) for order in permutations(everybody)}
    assert len(results) == 1


def test_who_is_not_among_them_is_himself():
    assert Same([RUSSIAN]).who(who("Ana Lopez")).name == "Ana Lopez"


_WORDS = st.lists(
    st.sampled_from(["The", "the", "Ana", "Lopez", "Times", "Ministry", "Russian", "of", "A.", "-", "spokesman"]),
    max_size=4,
)


@settings(max_examples=100)
@given(st.lists(st.tuples(_WORDS.map(" ".join), st.sampled_from(["---", "RUS", "TUR"])), max_size=6))
def test_any_names_will_do(names):
    identities = [found for name, code in names if (found := named(name, code))]
    same = Same(identities)
    assert Same(reversed(identities)).names(identities[0]) == same.names(identities[0]) if identities else True
    assert all(identity.name in same.names(identity) for identity in identities)
