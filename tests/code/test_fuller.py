import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.code.fuller import fuller_name, spelled_out


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Senator Ana Lopez won, and Lopez spoke.", "Ana Lopez"),
        ("Ana Maria de Lopez won. Ana Lopez lost. Lopez spoke.", "Ana Maria de Lopez"),
        ("Lopez spoke. Later Lopez left.", "Lopez"),
        ("Nobody knew why. When Lopez came, Lopez spoke.", "Lopez"),
        ("Ana Lopez and Eva Lopez came, and Lopez spoke.", "Lopez"),
        ("Ana Lopez-Haddad came, and Lopez spoke.", "Lopez"),
        ("The Ministry of Lopez, and Lopez spoke.", "Lopez"),
        ("Noting rain, Noting Lopez left.", "Lopez"),
        ("Lopez Haddad won, and Lopez spoke.", "Lopez Haddad"),
        ("Lopez Haddad and Lopez Okoro won, and Lopez spoke.", "Lopez"),
        ("Given Lopez, nobody came. Lopez spoke.", "Lopez"),
        ("He fled to Homs. Lopez spoke.", "Lopez"),
        ("They met on the Lopez Bridge, and Lopez spoke.", "Lopez"),
    ],
)
def test_the_whole_name_of_a_surname(text, name):
    assert fuller_name(text, "Lopez") == name


@pytest.mark.parametrize(
    ("text", "acronym", "name"),
    [
        ("The Coastal Fishers Union (CFU) met.", "CFU", "Coastal Fishers Union"),
        ("The Bureau of Rivers and Lakes (BRL) met.", "BRL", "Bureau of Rivers and Lakes"),
        ("The Coastal Fishers Union (XYZ) met.", "XYZ", "XYZ"),
        ("Coastal, Fishers, Union (CFU) met.", "CFU", "CFU"),
        ("The Coastal Union (UC) opposition party met.", "UC", "Coastal Union"),
        ("They asked the Coastal Center for Fishing Rights (Cocefi).", "Cocefi", "Coastal Center for Fishing Rights"),
        ("No bracket.", "CFU", "CFU"),
        ("Ana Lopez (AL) met.", "Lopez", "Lopez"),
    ],
)
def test_what_an_acronym_stands_for(text, acronym, name):
    assert spelled_out(text, acronym) == name


@settings(max_examples=60)
@given(st.text(alphabet="AbL -.()\n\u2028", max_size=60), st.text(alphabet="AbL.(", min_size=1, max_size=5))
def test_any_text_gives_a_name_that_ends_as_asked(text, word):
    assert fuller_name(text, word).endswith(word)
    assert spelled_out(text, word)
