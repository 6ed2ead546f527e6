import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.errors import HistorError
from histor.resolve.gazetteer import KINDS, Gazetteer, fold, gazetteer, keys, kilometres, latin, own_folder, shipped
from histor.resolve.gazetteer_file import FORMAT, MAGIC, GazetteerFile
from tests.resolve.small import WORLD, make


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Dayr az-Zawr", "dayr az zawr"),
        ("Köln", "koln"),
        ("Ḩimş", "hims"),
        ("Łódź", "lodz"),
        ("Sana’a", "sanaa"),
        ("WASHINGTON, D.C.", "washington dc"),
        ("  New\nYork ", "new york"),
    ],
)
def test_folding(name, key):
    assert fold(name) == key


def test_keys_leave_out_the_and_spell_out_saint():
    assert keys("the Gambia") == ["gambia"]
    assert keys("The Hague") == ["hague"]
    assert keys("St. Louis") == ["st louis", "saint louis"]


@given(st.text(max_size=200))
def test_folding_any_text_is_stable(name):
    once = fold(name)
    assert len(once) <= 400
    assert once == " ".join(once.split())


@pytest.mark.parametrize(
    ("name", "kept"), [("Homs", True), ("Ḩimş", True), ("حمص", False), ("HMS", False), ("12", False)]
)
def test_only_latin_names_that_are_no_codes_are_kept(name, kept):
    assert latin(name) is kept


def test_distance():
    assert kilometres((51.5, -0.13), (48.86, 2.35)) == pytest.approx(342, abs=2)
    assert kilometres((0, 179.5), (0, -179.5)) == pytest.approx(111.2, abs=0.5)
    assert kilometres((10, 20), (10, 20)) == 0


@pytest.fixture(scope="module")
def world():
    found = Gazetteer([shipped()])
    yield found
    found.close()


def test_the_shipped_gazetteer_knows_the_world(world):
    assert {entry.country for entry in world.find("Homs") if entry.kind == "town"} >= {"SYR"}
    assert world.division("SYR").id == 163843
    assert world.division("USA.KY").name == "Kentucky"
    assert world.find("Kentucky")[0].kind == "admin1"
    assert world.find("Black Sea")[0].kind == "region"
    assert any(entry.lies_in(world.find("Kentucky")[0]) for entry in world.find("Paris"))
    assert {entry.country for entry in world.find("Kiev")} >= {"UKR"}


def test_the_shipped_gazetteer_is_small_and_says_whose_data_it_holds(world):
    assert shipped().stat().st_size < 6_000_000
    head = world.files[0].head
    assert head["places"]["rows"] > 100_000
    assert "GeoNames" in head["source"]
    assert "CC BY 4.0" in head["licence"]


def test_every_block_of_the_shipped_gazetteer_is_sound(world):
    file = world.files[0]
    keys = []
    for key, name, kind, code, lat, lon, people, id in file._places.rows(range(file.head["places"]["rows"])):
        keys.append(key)
        assert abs(float(lat)) <= 90
        assert abs(float(lon)) <= 180
        assert int(people) >= 0
        assert not code or code[:3].isalpha()
        assert name
        assert kind in KINDS
        assert not id or int(id) > 0
    assert keys == sorted(keys)


def test_divisions_lie_among_their_towns(world):
    for code, lat, lon in [
        ("USA.KY", 37.5, -85.3),
        ("DEU", 51.2, 10.4),
        ("IRQ.01", 33.5, 42.5),
        ("SYR.11", 34.7, 37.5),
    ]:
        found = world.division(code)
        assert kilometres((found.lat, found.lon), (lat, lon)) < 160


def test_an_unknown_name_is_nowhere(world):
    assert world.find("Nusquamia") == ()
    assert world.division("ZZZ") is None


@given(st.text(max_size=100))
def test_any_name_can_be_asked_for(name):
    for entry in gazetteer().find(name):
        assert -90 <= entry.lat <= 90
        assert -180 <= entry.lon <= 180


def test_the_same_table_gives_the_same_bytes(tmp_path):
    assert make(tmp_path / "a.places").read_bytes() == make(tmp_path / "b.places").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.places", "b.places"]


def test_a_name_that_fills_several_blocks_is_found_whole(tmp_path):
    springfields: list[tuple] = [("Springfield", "town", f"USA.A{i:03}", i / 10, 0, i, i + 1, []) for i in range(300)]
    found = Gazetteer([make(tmp_path / "many.places", [*springfields, *WORLD])])
    assert len(found.find("Springfield")) == 300
    assert len({entry.id for entry in found.find("Springfield")}) == 300
    assert 169577 in {entry.id for entry in found.find("Homs")}


def test_another_name_leads_to_the_place_but_is_not_its_own(tmp_path):
    found = Gazetteer([make(tmp_path / "small.places")])
    assert [(entry.id, entry.main) for entry in found.find("Heet")] == [(95788, False)]
    assert [(entry.id, entry.main) for entry in found.find("Hit")] == [(95788, True)]


def test_the_users_file_wins(tmp_path):
    mine = make(
        tmp_path / "mine.places",
        [("Homs", "town", "SYR.11", 1, 2, 5, 169577, []), ("Xy", "town", "SYR", 3, 4, 0, 8, [])],
    )
    both = Gazetteer([mine, make(tmp_path / "small.places")])
    homs = [entry for entry in both.find("Homs") if entry.kind == "town"]
    assert [(entry.lat, entry.lon) for entry in homs] == [(1, 2)]
    assert both.find("Xy")[0].id == 8
    assert len(both.added) == 8


def test_without_files_of_the_users_own_nothing_is_added():
    assert gazetteer().added == ""
    assert not own_folder().exists()


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(HistorError, match="no gazetteer at"):
        Gazetteer([tmp_path / "none.places"])


@pytest.mark.parametrize(
    "content", [b"", b"not a gazetteer at all, " * 40, b"{}\n", b"[1]\n", b'{"histor gazetteer": 1}\n']
)
def test_another_file_is_one_sentence(tmp_path, content):
    (tmp_path / "text.places").write_bytes(content)
    with pytest.raises(HistorError, match=r"is no gazetteer|cannot be read"):
        Gazetteer([tmp_path / "text.places"])


def test_another_format_is_one_sentence(tmp_path):
    path = make(tmp_path / "old.places")
    path.write_bytes(path.read_bytes().replace(f'"{MAGIC}": {FORMAT}'.encode(), f'"{MAGIC}": {FORMAT + 1}'.encode()))
    with pytest.raises(HistorError, match=f"format {FORMAT + 1}"):
        Gazetteer([path])


def test_a_cut_or_damaged_file_is_one_sentence(tmp_path):
    path = make(tmp_path / "cut.places")
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])
    with pytest.raises(HistorError, match="damaged"):
        GazetteerFile(path)
    at = whole.index(b"\n") + 1 + GazetteerFile(make(tmp_path / "good.places")).head["dictionary"]
    path.write_bytes(whole[:at] + bytes(60) + whole[at + 60 :])
    with pytest.raises(HistorError, match="damaged"):
        list(GazetteerFile(path).find("homs"))
