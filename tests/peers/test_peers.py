"""Other data sets: their files read, their types and countries in our terms, matches counted."""

import gzip
import io
import json
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.code.codebook import codebook
from histor.errors import UsageError
from histor.export.gdelt import NAMES
from histor.peers import FORMATS, PeerEvent, compare, read_peers
from histor.peers.compare import NO_COUNTRY, NO_DAY, NO_TYPE, NOT_ACTUAL, NOT_AFFIRMED, Matched, matches
from histor.peers.types import ACLED, country_of_fips, country_of_name, country_of_number, plover_of_cameo
from histor.read import Skipped
from histor.records import When
from tests.export.make import account

POLECAT = "Event ID\tEvent Date\tEvent Type\tEvent Mode\tCountry\n"
ACLED_HEAD = "event_id_cnty,event_date,event_type,sub_event_type,country,iso,notes\n"


def gdelt(**cells):
    return "\t".join(cells.get(name, "") for name in NAMES) + "\n"


def events(content, **kwargs):
    skips: list[Skipped] = []
    raw = content if isinstance(content, bytes) else content.encode()
    return list(read_peers(io.BytesIO(raw), on_skip=skips.append, **kwargs)), [skip.reason for skip in skips]


# Files


def test_gdelt_is_read_by_its_columns():
    line = gdelt(GlobalEventID="7", Day="20151124", EventCode="195", ActionGeo_CountryCode="TU")
    assert events(line) == ([PeerEvent("7", "2015-11-24", "TUR", "ASSAULT")], [])


@pytest.mark.parametrize("left_out", [("ADM2Code",), ("ADM2Code", "SOURCEURL")])
def test_the_daily_files_of_gdelt_1_are_read_too(left_out):
    cells = {"GlobalEventID": "7", "Day": "20151124", "EventCode": "195", "ActionGeo_CountryCode": "TU"}
    line = "\t".join(cells.get(name, "") for name in NAMES if not name.endswith(left_out)) + "\n"
    assert line.count("\t") == 59 - len(left_out) - 1
    assert events(line) == ([PeerEvent("7", "2015-11-24", "TUR", "ASSAULT")], [])


def test_what_a_gdelt_row_lacks_is_none():
    assert events(gdelt(GlobalEventID="7", Day="20151124", EventCode="010"))[0] == [
        PeerEvent("7", "2015-11-24", None, None)
    ]


def test_polecat_is_read_by_its_header():
    rows = "1\t2023-01-05\tASSAULT\taerial\tSYR\n2\t2023-01-06\tDEMAND\t\tSyria\n3\t\tCONSULT\t\tNone\n"
    assert events(POLECAT + rows) == (
        [
            PeerEvent("1", "2023-01-05", "SYR", "ASSAULT"),
            PeerEvent("2", "2023-01-06", "SYR", "REQUEST"),
            PeerEvent("3", None, None, "CONSULT"),
        ],
        [],
    )


def test_acled_is_read_by_its_header():
    rows = (
        'SYR1,24 November 2015,Battles,Armed clash,Syria,760,"shot, down"\n'
        "TUR1,2015-11-25,Strategic developments,Arrests,Turkey,792,\n"
        "TUR2,2015-11-26,Strategic developments,Other,Nowhere,792,\n"
    )
    assert events(ACLED_HEAD + rows) == (
        [
            PeerEvent("SYR1", "2015-11-24", "SYR", "ASSAULT"),
            PeerEvent("TUR1", "2015-11-25", "TUR", "COERCE"),
            PeerEvent("TUR2", "2015-11-26", "TUR", None),
        ],
        [],
    )


def test_a_bad_row_is_told_and_the_rest_goes_on():
    good = gdelt(GlobalEventID="1", Day="20151124", EventCode="04", ActionGeo_CountryCode="SY")
    found, skips = events(good + "too\tfew\n" + good.replace("20151124", "next week"))
    assert len(found) == 1
    assert skips == [
        "has not the 61 columns of GDELT 2.0, or the 58 of 1.0",
        "has a day that is not understood: 'next week'",
    ]


def test_an_unknown_acled_type_is_told():
    found, skips = events(ACLED_HEAD + "A1,2015-11-24,Earthquake,,Syria,760,\n")
    assert not found
    assert skips == ["no type of acled: 'earthquake'"]


def test_a_file_of_nothing_but_bad_rows_is_given_up():
    found, skips = events(ACLED_HEAD + "A1,when,Battles,,Syria,760,\n" * 500)
    assert not found
    assert len(skips) == 101
    assert "the rest is not read" in skips[-1]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is none of gdelt, polecat, acled"),
        ("a,b,c\n1,2,3\n", "is none of gdelt, polecat, acled"),
        (b"\x00\xff\xfe", "is none of gdelt, polecat, acled"),
    ],
)
def test_a_file_of_another_kind_is_one_line(content, reason):
    found, skips = events(content)
    assert not found
    assert len(skips) == 1
    assert reason in skips[0]


def test_a_named_format_without_its_columns_is_one_line():
    assert events("a,b\n1,2\n", format="acled") == ([], ["is no acled file: it has no column 'event_date'"])


def test_a_format_that_does_not_exist_is_refused():
    with pytest.raises(UsageError, match="must be gdelt, polecat, acled"):
        events("", format="cameo")


def test_packed_files_are_unpacked(tmp_path):
    line = gdelt(GlobalEventID="7", Day="20151124", EventCode="195", ActionGeo_CountryCode="TU").encode()
    with zipfile.ZipFile(tmp_path / "a.export.CSV.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.export.CSV", line)
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(line))
    for name in ("a.export.CSV.zip", "b.csv.gz"):
        skips: list[Skipped] = []
        assert len(list(read_peers(tmp_path / name, on_skip=skips.append))) == 1, skips


def test_zip_bombs_and_bundles_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a", b"0" * 10_000_000)
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as packed:
        packed.writestr("a", b"0")
        packed.writestr("b", b"0")
    (tmp_path / "no.zip").write_bytes(b"PK no zip")
    for name, reason in (("bomb.zip", "as zip bombs do"), ("two.zip", "more than one file"), ("no.zip", "zip")):
        skips: list[Skipped] = []
        assert not list(read_peers(tmp_path / name, on_skip=skips.append))
        assert reason in skips[0].reason


@given(st.binary(max_size=400))
def test_any_bytes_end_in_events_or_reasons(raw):
    for name in (None, *FORMATS):
        found, skips = events(raw, format=name)
        assert all(event.type is None or event.type in codebook().types for event in found)
        assert all(reason for reason in skips)


@given(st.lists(st.text(alphabet="0123456789-\t\n,\"'AB", max_size=60), max_size=8))
def test_any_rows_below_a_header_end_in_events_or_reasons(rows):
    for head in (POLECAT, ACLED_HEAD, gdelt(Day="20151124")):
        events(head + "\n".join(rows))


# Types and countries


def test_every_cameo_code_of_the_codebook_has_its_type():
    for kind in codebook().types.values():
        for code in kind.covers:
            assert plover_of_cameo(code) == kind.name
            assert plover_of_cameo(f"{code}1") == kind.name
    assert [plover_of_cameo(code) for code in ("023", "0256", "012", "", "999", "x")] == [
        "REQUEST",
        "REQUEST",
        *[None] * 4,
    ]


def test_acled_types_lead_to_types_of_the_codebook():
    assert {kind for kind in ACLED.values() if kind} <= set(codebook().types)


@pytest.mark.parametrize(
    ("fips", "code"), [("RS", "RUS"), ("TU", "TUR"), ("SY", "SYR"), ("UP", "UKR"), ("GZ", "PSE"), ("XX", None)]
)
def test_fips_codes_are_not_iso_codes(fips, code):
    assert country_of_fips(fips) == code


def test_countries_by_name_and_number():
    assert [country_of_name(name) for name in ("Syria", "SYR", "Damascus", "Atlantis", "")] == [
        "SYR",
        "SYR",
        None,
        None,
        None,
    ]
    assert [country_of_number(number) for number in ("760", "004", "4", "12345")] == ["SYR", "AFG", "AFG", None]


# Comparing


def test_matches_by_day_country_and_type():
    theirs = [
        PeerEvent("1", "2015-11-24", "TUR", "ASSAULT"),
        PeerEvent("2", "2015-11-24", "TUR", "ASSAULT"),
        PeerEvent("3", "2015-11-24", "SYR", "ASSAULT"),
        PeerEvent("4", "2015-11-25", "TUR", "ASSAULT"),
        PeerEvent("5", "2015-11-24", "TUR", "CONSULT"),
        PeerEvent("6", None, "TUR", "CONSULT"),
        PeerEvent("7", "2015-11-24", None, "CONSULT"),
        PeerEvent("8", "2015-11-24", "TUR", None),
    ]
    found = compare([account()], theirs)
    assert found.total == Matched(1, 5, 1)
    assert found.cells == Matched(1, 4, 1)
    assert found.by_type == {"ASSAULT": Matched(1, 4, 1), "CONSULT": Matched(0, 1, 0)}
    assert found.by_country == {"SYR": Matched(0, 1, 0), "TUR": Matched(1, 4, 1)}
    assert found.by_day == {"2015-11-24": Matched(1, 4, 1), "2015-11-25": Matched(0, 1, 0)}
    assert found.ours_left_out == {NO_DAY: 1, NOT_ACTUAL: 1, NOT_AFFIRMED: 1}
    assert found.theirs_left_out == {NO_COUNTRY: 1, NO_DAY: 1, NO_TYPE: 1}


def test_days_apart_match_where_asked():
    theirs = [PeerEvent("1", "2015-11-26", "TUR", "ASSAULT")]
    assert [compare([account()], theirs, within=days).total.matched for days in (0, 1, 2)] == [0, 0, 1]


def test_a_month_is_no_day():
    coded = account()
    shot = replace(coded.events[0], when=When("2015-11-01", "2015-11-30", "month", "published"))
    theirs = [PeerEvent("1", "2015-11-01", "TUR", "ASSAULT")]
    assert compare([replace(coded, events=(shot,))], theirs).total == Matched(0, 1, 0)


DAYS = st.dictionaries(st.integers(1, 12), st.integers(1, 3), max_size=5).map(Counter)


@given(DAYS, DAYS, st.integers(0, 3))
def test_no_matching_is_larger(ours, theirs, within):
    """Against the exhaustive answer: the largest number of pairs, by augmenting paths."""
    left, right = list(ours.elements()), list(theirs.elements())
    taken: dict[int, int] = {}

    def free(one, seen):
        for other, day in enumerate(right):
            if abs(left[one] - day) <= within and other not in seen:
                seen.add(other)
                if other not in taken or free(taken[other], seen):
                    taken[other] = one
                    return True
        return False

    assert matches(ours, theirs, within).total() == sum(free(one, set()) for one in range(len(left)))


def test_a_comparison_is_json():
    from dataclasses import asdict

    found = compare([account()], [PeerEvent("1", date(2015, 11, 24).isoformat(), "TUR", "ASSAULT")])
    assert json.loads(json.dumps(asdict(found)))["total"] == {"ours": 1, "theirs": 1, "matched": 1}
