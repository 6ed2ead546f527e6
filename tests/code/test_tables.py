"""Phrases in text, and what the tables of people and bodies hold."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.code import actors
from histor.code.countries import countries
from histor.code.tables import Phrases, cells, rows, tokens

WORDS = st.sampled_from(["Ana", "Lopez", "al-Omar", "U.S.", "Omar", "of", "the", "Sun"])
PHRASES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


def said(found):
    return [(hit.start, hit.end, hit.value) for hit in found]


def test_the_longest_phrase_wins_and_none_overlaps_another():
    table = Phrases([("Ana", 1), ("Ana Lopez", 2), ("Lopez Sun", 3), ("Sun", 4)])
    text = "Ana Lopez Sun and Ana"
    assert said(table.find(tokens(text))) == [(0, 9, 2), (10, 13, 4), (18, 21, 1)]
    assert table.count(text) == (2, 4, 1)


def test_a_phrase_that_would_end_behind_the_last_word():
    assert said(Phrases([("Ana", 1), ("Ana Lopez Sun", 3)]).find(tokens("Ana Lopez"))) == [(0, 3, 1)]


def test_a_phrase_entered_twice_has_the_first_value_and_inside_a_hyphen_both():
    table = Phrases([("Sino", 1), ("Sino", 2)])
    assert table.get("Sino") == 1
    assert [hit.value for hit in table.find(tokens("Sino-Soviet"), hyphens=True)] == [1, 2]


def test_values_are_made_of_strings_when_asked_for():
    made = []

    def number(row):
        made.append(row)
        return int(row)

    table = Phrases([("Ana Lopez", "7"), ("Omar", "8")], number)
    assert made == []
    assert table.get("Omar") == 8
    assert table.get("Ana") is None
    assert table.count("There Ana Lopez spoke") == (7,)
    assert made == ["8", "7"]


@given(st.lists(PHRASES, max_size=8, unique=True), st.lists(WORDS, max_size=12))
def test_phrases_are_found_wherever_their_words_stand(phrases, text):
    words = tokens(" ".join(text))
    named = [word.text for word in words]
    at, expected = 0, []
    while at < len(named):
        cut = {tuple(t.text for t in tokens(p)): p for p in reversed(phrases)}
        longest = max((w for w in cut if named[at : at + len(w)] == list(w)), key=len, default=None)
        if longest:
            expected.append((words[at].start, words[at + len(longest) - 1].end, cut[longest]))
        at += len(longest or [1])
    assert said(Phrases((p, p) for p in phrases).find(words)) == expected


@pytest.mark.parametrize("name", ["people", "organisations"])
def test_every_row_has_its_cells(name):
    found = rows(name)
    assert len({row["name"] for row in found}) == len(found)
    for row in found:
        assert re.fullmatch("[A-Z]{3}", row["code"]), row
        assert row["code"] in countries().names or row["code"] in ("UNO", "EUR", "IGO", "NGO", "IMG", "ISM", "MNC"), row
        assert set(row["sector"].split()) <= actors.SECTORS, row
        assert not any(cell != cell.strip() for cell in cells("|".join(row.values()))), row


def test_few_are_entered_as_criminals_or_attackers():
    assert {row["name"] for row in rows("people") if {"CRM", "UAF"} & set(row["sector"].split())} == {
        "Joaquín Guzmán", "Pablo Escobar", "Anders Behring Breivik", "Dzhokhar Tsarnaev", "Tamerlan Tsarnaev",
        "Timothy McVeigh", "Omar Mateen",
    }  # fmt: skip


def test_a_name_that_means_its_body_at_home_only_is_not_found_elsewhere():
    assert actors.organisations().get("Labour Party (Malta)")
    assert actors.organisations().get("Nationalist Party") is None
    assert "MLT" in {body.code for body in actors.local_bodies()["Nationalist Party"]}


def test_people_of_one_surname():
    assert "Royce Lamberth" in {person.name for person in actors.surnames()["Lamberth"]}
    assert actors.surnames().get("Nobody", ()) == ()
    assert not any(person.code == "CHN" for person in actors.surnames().get("Li", ()))
