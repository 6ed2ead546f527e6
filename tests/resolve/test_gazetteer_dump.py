import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from histor.errors import HistorError
from histor.resolve.gazetteer import Gazetteer, shipped
from histor.resolve.gazetteer_dump import add_dump


def line(id, name, feature, code, admin1="", admin2="", lat="34.5", lon="36.5", people="0", others="", country="SY"):
    columns = [id, name, name, others, lat, lon, feature, code, country, "", admin1, admin2, "", "", people, "", "500"]
    return "\t".join([*map(str, columns), "Asia/Damascus", "2024-01-01"])


SYRIA = [
    line(163843, "Syria", "A", "PCLI", lat="35", lon="38", people="16906283", others="Syrian Arab Republic"),
    line(169575, "Homs Governorate", "A", "ADM1", "11"),
    line(169577, "Homs", "P", "PPLA", "11", people="775404", others="Hims,حمص,QHS"),
    line(8000001, "Kafr Aya", "P", "PPL", "11", people="0"),
    line(8000002, "Tall Something", "T", "TELL", "11"),
    line(8000003, "Shayrat Airbase", "S", "AIRB", "11"),
]


def text_file(folder, lines, name="SY.txt"):
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_dump_adds_its_places(tmp_path):
    added = add_dump(text_file(tmp_path, SYRIA), tmp_path / "own")
    assert (added.name, added.places, added.passed_over, added.broken) == ("SY", 5, 1, 0)
    mine = Gazetteer([tmp_path / "own" / "SY.places"])
    village = mine.find("Kafr Aya")[0]
    assert (village.country, village.kind, village.admin1, village.lat) == ("SYR", "town", "SYR.11", 34.5)
    division = mine.division("SYR.11")
    assert division is not None
    assert village.lies_in(division)
    assert mine.find("Hims")[0].id == 169577
    assert mine.find("QHS") == ()
    assert mine.find("Shayrat Airbase")[0].kind == "point"
    assert mine.find("Tall Something") == ()


def test_a_zip_gives_the_same_file_as_its_text_and_so_does_adding_again(tmp_path):
    text = text_file(tmp_path, SYRIA)
    with zipfile.ZipFile(tmp_path / "SY.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(text, "SY.txt")
        archive.writestr("readme.txt", "what this is")
    for dump, folder in [(text, "a"), (tmp_path / "SY.zip", "b"), (tmp_path / "SY.zip", "b")]:
        add_dump(dump, tmp_path / folder)
    assert (tmp_path / "a" / "SY.places").read_bytes() == (tmp_path / "b" / "SY.places").read_bytes()
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["SY.places"]


def test_a_dump_stands_beside_the_shipped_gazetteer_and_wins(tmp_path):
    add_dump(text_file(tmp_path, SYRIA), tmp_path / "own")
    both = Gazetteer([tmp_path / "own" / "SY.places", shipped()])
    homs = [entry for entry in both.find("Homs") if entry.id == 169577]
    assert [(entry.lat, entry.population) for entry in homs] == [(34.5, 775404)]
    division = both.division("SYR.11")
    assert division is not None
    assert division.id == 169575
    assert both.division("IRQ") is not None
    assert both.find("Kafr Aya")[0].country == "SYR"


def test_broken_lines_are_counted(tmp_path):
    bad = [
        "not a line",
        line(1, "North Pole", "P", "PPL", lat="91"),
        line(2, "", "P", "PPL"),
        line("x", "Y", "P", "PPL"),
        line(3, "Nan", "P", "PPL", lat="nan"),
        line(4, "Many", "P", "PPL", people="-5"),
    ]
    added = add_dump(text_file(tmp_path, [*SYRIA, *bad]), tmp_path / "own")
    assert (added.places, added.broken) == (5, 6)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["some", "text"], "is no dump of GeoNames'"),
        ([""], "is no dump of GeoNames'"),
        ([SYRIA[4]], "no place that Histor keeps"),
    ],
)
def test_another_file_is_one_sentence_and_changes_nothing(tmp_path, lines, sentence):
    mine = tmp_path / "own" / "SY.places"
    add_dump(text_file(tmp_path, SYRIA), tmp_path / "own")
    before = mine.read_bytes()
    with pytest.raises(HistorError, match=sentence):
        add_dump(text_file(tmp_path, lines), tmp_path / "own")
    assert mine.read_bytes() == before
    assert [path.name for path in (tmp_path / "own").iterdir()] == ["SY.places"]


def test_a_dump_with_a_strange_name_is_one_sentence(tmp_path):
    with pytest.raises(HistorError, match="rename it"):
        add_dump(text_file(tmp_path, SYRIA, "..x y.txt"), tmp_path / "own")


def test_a_missing_file(tmp_path):
    with pytest.raises(HistorError, match="no file"):
        add_dump(tmp_path / "none.zip", tmp_path / "own")


def test_what_is_called_zip_and_is_none(tmp_path):
    (tmp_path / "SY.zip").write_bytes(b"PK but no more")
    with pytest.raises(HistorError, match="no zip file"):
        add_dump(tmp_path / "SY.zip", tmp_path / "own")


def test_a_zip_without_a_table(tmp_path):
    with zipfile.ZipFile(tmp_path / "SY.zip", "w") as archive:
        archive.writestr("readme.txt", "nothing else")
    with pytest.raises(HistorError, match="holds 0 tables"):
        add_dump(tmp_path / "SY.zip", tmp_path / "own")


def test_a_damaged_zip(tmp_path):
    with zipfile.ZipFile(tmp_path / "SY.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("SY.txt", "\n".join(SYRIA * 50))
    data = bytearray((tmp_path / "SY.zip").read_bytes())
    data[60:90] = bytes(30)
    (tmp_path / "SY.zip").write_bytes(data)
    with pytest.raises(HistorError, match=r"damaged|unpacked"):
        add_dump(tmp_path / "SY.zip", tmp_path / "own")


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "own").write_text("a file")
    with pytest.raises(HistorError, match="cannot be written"):
        add_dump(text_file(tmp_path, SYRIA), tmp_path / "own")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=st.lists(st.text(max_size=60), max_size=5))
def test_any_lines_beside_good_ones_do_no_harm(tmp_path, junk):
    path = tmp_path / "SY.txt"
    path.write_text("\n".join([*SYRIA, *junk]), encoding="utf-8", errors="replace")
    assert add_dump(path, tmp_path / "own").places == 5
