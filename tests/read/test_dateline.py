import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.read.dateline import find
from histor.records import Dateline

SAID = "Rebels said on Saturday that they had taken the town."


@pytest.mark.parametrize(
    ("head", "dateline"),
    [
        ("BEIRUT, Sept 5 (Reuters) - ", Dateline("Beirut", "2015-09-05", "Reuters")),
        ("WASHINGTON (AP) — ", Dateline("Washington", None, "AP")),
        ("NEW DELHI, April 3 (Xinhua) -- ", Dateline("New Delhi", "2015-04-03", "Xinhua")),
        ("Kabul: ", Dateline("Kabul", None, None)),
        ("Cape Town - ", Dateline("Cape Town", None, None)),
        ("RIO DE JANEIRO — ", Dateline("Rio de Janeiro", None, None)),
        ("KABUL, Afghanistan (AP) _ ", Dateline("Kabul, Afghanistan", None, "AP")),
        ("LA CROSSE, Wisc. — ", Dateline("La Crosse, Wisc.", None, None)),
        ("DES MOINES, Iowa, Aug. 10 (UPI) — ", Dateline("Des Moines, Iowa", "2015-08-10", "UPI")),
        ("HEMPSTEAD, N.Y., Sept. 2 (UPI) — ", Dateline("Hempstead, N.Y.", "2015-09-02", "UPI")),
        ("BEIRUT/AMMAN (Reuters) - ", Dateline("Beirut/Amman", None, "Reuters")),
        ("N'DJAMENA, Chad (AP) — ", Dateline("N'Djamena, Chad", None, "AP")),
        ("PORT-AU-PRINCE, Haiti (AP) — ", Dateline("Port-au-Prince, Haiti", None, "AP")),
        ("MOSCOW, September 5. /TASS/. ", Dateline("Moscow", "2015-09-05", "TASS")),
        ("CAIRO – 26 July 2014: ", Dateline("Cairo", "2014-07-26", None)),
        ("Washington (AFP) – ", Dateline("Washington", None, "AFP")),
        ("(Reuters) - ", Dateline(None, None, "Reuters")),
        ("Sahel News, 24 March - ", Dateline(None, "2015-03-24", "Sahel News")),
        ("LONDON | Mon Sep 7, 2015 6:32am EDT\n", Dateline("London", "2015-09-07", None)),
    ],
)
def test_datelines_of_all_forms(head, dateline):
    found = find(head + SAID, "2015-09-06")
    assert found is not None
    assert found[0] == dateline
    assert found[1].of(head + SAID).strip() == head.strip()


@pytest.mark.parametrize(
    "head",
    [
        "WARNING: ",
        "UPDATE 1 - ",
        "UPDATE 1-",
        "BREAKING — ",
        "EXCLUSIVE: ",
        "EXPLAINER — ",
        "FACTBOX-",
        "Trump: ",
        "Sanders: ",
        "Poll: ",
        "IMF: ",
        "QUESTION: ",
        "TODAY NICARAGUA – ",
        "Reports: ",
        "He said: ",
        "The country — which borders on Chad — ",
        "Sept 5, 2015 – ",
        "Security Council Press Statement: ",
        "",
    ],
)
def test_what_only_looks_like_a_dateline(head):
    assert find(head + SAID, "2015-09-06") is None


def test_a_headline_with_a_colon_is_no_dateline():
    assert find("Moscow: no troops sent\n\nThe ministry said so on Monday.") is None


def test_below_a_headline():
    text = f"UPDATE 1-Rebels take town\n\nBy A Reporter\n\nDAMASCUS, Dec 31 (Reuters) - {SAID}"
    found = find(text, "2016-01-02")
    assert found is not None
    assert found[0] == Dateline("Damascus", "2015-12-31", "Reuters")
    assert text[found[1].start :].startswith("DAMASCUS")


def test_glued_to_a_headline_by_a_careless_extractor():
    text = f"Rebels Take TownBOSTON — {SAID}"
    found = find(text)
    assert found is not None
    assert found[0].place == "Boston"


def test_a_day_and_month_without_a_date_of_publication_stay_unresolved():
    found = find(f"BEIRUT, Sept 5 (Reuters) - {SAID}")
    assert found == (Dateline("Beirut", None, "Reuters"), (0, 26))


@pytest.mark.parametrize(
    ("day", "published", "iso"),
    [
        ("Jan. 1", "2015-12-31", "2016-01-01"),  # the other side of the date line
        ("Dec. 31", "2016-01-01", "2015-12-31"),
        ("Feb. 29", "2016-03-01", "2016-02-29"),
        ("Feb. 30", "2016-03-01", None),
        ("Feb. 29", "2015-03-01", None),
    ],
)
def test_the_year_is_that_which_puts_the_day_before_publication(day, published, iso):
    found = find(f"PARIS, {day} (AFP) - {SAID}", published)
    assert found is not None
    assert found[0].date == iso


@given(st.text(max_size=400))
def test_any_text_gives_a_span_inside_it_or_nothing(text):
    found = find(text, "2015-09-06")
    if found:
        assert 0 <= found[1].start < found[1].end <= len(text)


def test_a_long_line_of_capitals_takes_no_time():
    find("ABC " * 100_000)
    find("A, B" * 100_000)
