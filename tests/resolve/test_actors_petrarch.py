import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.resolve.actors_petrarch import code_and_sectors, read_dictionary, readable
from histor.resolve.actors_user import Actor

# Written for this test in the form of PETRARCH's dictionaries; the people are invented.
DICTIONARY = """\
# a remark
OMAR_HADDAD_ ; another
+GOVERNOR_HADDAD_
	[SYRGOV 20090120-20170120]
	[SYRELI >20170120]
RIVER_LEAGUE_ {RIVER_LEAGUES_} [IGO]
    +R.L.
EVA_LOPEZ_ [CHLMED <090120] [CHLREB >090120]
    LOPEZ_THE_ELDER
POLICE_ [~COP]
NOBODY_
"""


@pytest.fixture
def dictionary(tmp_path):
    def write(text):
        path = tmp_path / "actors.txt"
        path.write_text(text, encoding="utf-8")
        return read_dictionary(path)

    return write


def test_entries_synonyms_and_dates(dictionary):
    found = dictionary(DICTIONARY)
    assert found.rows == (
        Actor("Omar Haddad", ("Governor Haddad",), "SYR", ("GOV",), "2009-01-20", "2017-01-20"),
        Actor("Omar Haddad", ("Governor Haddad",), "SYR", ("ELI",), "2017-01-21", ""),
        Actor("River League", ("River Leagues", "R.L."), "IGO", ("GOV",)),
        Actor("Eva Lopez", ("Lopez the Elder",), "CHL", ("JRN",), "", "2009-01-19"),
        Actor("Eva Lopez", ("Lopez the Elder",), "CHL", ("REB",), "2009-01-21", ""),
    )
    assert found.left_out == (
        (10, "[~COP] is of an agent, which says what somebody is, not who"),
        (11, "Nobody has no code"),
    )


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("+ORPHAN_\n", 1, "before the first entry"),
        ("A_ [USA\n", 1, "brackets"),
        ("A_ [USA >20151399]\n", 1, "20151399 is no date"),
        ("A_ [USA 20150101-20140101]\n", 1, "ends before it begins"),
        ("A_ [usa 5]\n", 1, "no code"),
        ("[USA]\n", 1, "without a name"),
    ],
)
def test_what_is_left_out_is_told_with_its_line(dictionary, text, line, why):
    found = dictionary(text)
    assert found.rows == ()
    assert found.left_out[0][0] == line
    assert why in found.left_out[0][1]


@pytest.mark.parametrize(
    ("cameo", "code", "sectors"),
    [
        ("USA", "USA", ("GOV",)),
        ("USAGOVMIL", "USA", ("GOV", "MIL")),
        ("USAMED", "USA", ("JRN",)),
        ("KENHLH", "KEN", ("MED",)),
        ("IRQINSMOSSHI", "IRQ", ("REB", "REL")),
        ("IGOUNO", "UNO", ("GOV",)),
        ("IGOEUREEC", "EUR", ("GOV",)),
        ("IMGMOS", "IMG", ("REL",)),
        ("NGOHRI", "NGO", ("SOC",)),
        ("NGO", "NGO", ("SOC",)),
        ("MNCUSA", "MNC", ("BUS",)),
        ("ROMGOV", "ROU", ("GOV",)),
        ("WAF", "---", ()),
        ("COP", "---", ("COP",)),
    ],
)
def test_codes_of_cameo_become_those_of_plover(cameo, code, sectors):
    assert code_and_sectors(cameo) == (code, sectors)


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("BARACK_OBAMA_", "Barack Obama"),
        ("U.N._", "U.N."),
        ("IMF_", "Imf"),
        ("KPRF", "KPRF"),
        ("LEAGUE_OF_ARAB_STATES", "League of Arab States"),
    ],
)
def test_phrases_are_made_readable(phrase, name):
    assert readable(phrase) == name


@settings(max_examples=60)
@given(st.text(alphabet="AB_ \t+[]{}<>-0123456789~;#\n", max_size=200))
def test_any_dictionary_can_be_read(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "actors.txt"
    path.write_text(text, encoding="utf-8", newline="\n")
    found = read_dictionary(path)
    assert all(row.name for row in found.rows)
    assert all(line > 0 for line, _ in found.left_out)
