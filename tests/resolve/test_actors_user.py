import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.errors import UsageError
from histor.resolve import actors_user
from histor.resolve.actors_user import (
    NO_ACTORS,
    Actor,
    UserActors,
    added,
    read_table,
    store,
    user_actors,
    without,
)

HEADER = "name\taliases\tcode\tsector\tfrom\tto\tidentifier\n"


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("HISTOR_HOME", str(tmp_path / "home"))
    user_actors.cache_clear()
    yield tmp_path
    user_actors.cache_clear()


def table(folder, text, header=HEADER):
    path = folder / "mine.tsv"
    path.write_text(header + text, encoding="utf-8")
    return path


def test_a_table_is_read(folder):
    path = table(folder, "Omar Haddad\tO. Haddad|Governor Haddad\tSYR\tGOV MIL\t2015\t2016-03\tx1\n# remark\n\n")
    assert read_table(path).rows == (
        Actor("Omar Haddad", ("O. Haddad", "Governor Haddad"), "SYR", ("GOV", "MIL"), "2015", "2016-03", "x1"),
    )


def test_only_the_name_is_needed(folder):
    assert read_table(table(folder, "Omar Haddad\n", header="name\n")).rows == (Actor("Omar Haddad"),)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Omar\t\tXYZ\n", "line 2: 'XYZ' is no ISO3 country code"),
        ("Omar\t\tSYR\tKINGS\n", "line 2: 'KINGS' is no sector"),
        ("Omar\t\tSYR\tGOV\t2015-13\n", "line 2: '2015-13' is no date"),
        ("Omar\t\tSYR\tGOV\t2016\t2015\n", "line 2: the actor ends on 2015, before it begins on 2016"),
        ("Omar\n\t\tSYR\n", "line 3: the name is empty"),
        ("Omar\t\t\t\t\t\t\t\tmore\n", "line 2: 9 cells, but 7 columns"),
        ("Om\x1bar\n", "line 2: a cell holds control characters"),
        ("O" * 2001 + "\n", "line 2: a cell holds control characters or more than 2,000 characters"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(folder, line, message):
    with pytest.raises(UsageError, match=message.replace("(", r"\(")):
        read_table(table(folder, line))


@pytest.mark.parametrize("header", ["", "nome\n", "name\tname\n", "name\tcolour\n"])
def test_a_wrong_header_is_told(folder, header):
    with pytest.raises(UsageError, match="line 1"):
        read_table(table(folder, "", header=header))


def test_bytes_that_are_no_text_and_files_that_are_not_there(folder):
    (folder / "mine.tsv").write_bytes(b"name\nOmar\n\xff\n")
    with pytest.raises(UsageError, match="line 3: this is not text in UTF-8"):
        read_table(folder / "mine.tsv")
    with pytest.raises(UsageError, match="cannot be read"):
        read_table(folder / "none.tsv")


def test_sizes_are_bounded(folder, monkeypatch):
    monkeypatch.setattr(actors_user, "MAX_BYTES", 10)
    with pytest.raises(UsageError, match="larger than"):
        read_table(table(folder, "Omar\n"))
    monkeypatch.setattr(actors_user, "MAX_ROWS", 1)
    with pytest.raises(UsageError, match="the most that it may hold"):
        added(NO_ACTORS, [Actor("a"), Actor("b")])


def test_what_is_stored_is_read_again_and_named_by_its_content(folder):
    assert user_actors() is NO_ACTORS
    first = added(NO_ACTORS, [Actor("Omar Haddad", ("O. H.",), "SYR", ("GOV",), "2015", "", "x1"), Actor("Eva")])
    store(first)
    assert user_actors() == first
    assert len(first.digest) == 8
    assert added(NO_ACTORS, reversed(first.rows)).digest == first.digest
    assert added(first, [Actor("Ana")]).digest != first.digest
    assert added(first, [Actor("Eva", code="SYR")]).rows[0] == Actor("Eva", code="SYR")


def test_a_row_is_removed_by_its_name_whatever_the_case(folder):
    both = UserActors.of([Actor("Omar Haddad", start="2015"), Actor("Omar Haddad", end="2014"), Actor("Eva")])
    assert [row.name for row in without(both, "omar haddad").rows] == ["Eva"]
    with pytest.raises(UsageError, match="no actor 'Ana'"):
        without(both, "Ana")


def test_a_folder_that_cannot_be_written_is_told(folder, monkeypatch):
    (folder / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("HISTOR_HOME", str(folder / "file"))
    with pytest.raises(UsageError, match="cannot be written"):
        store(UserActors.of([Actor("Eva")]))


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_any_text_is_a_table_or_a_clear_refusal(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "mine.tsv"
    path.write_text(HEADER + text, encoding="utf-8", newline="\n")
    refusal = "line"
    try:
        assert all(row.name for row in read_table(path).rows)
    except UsageError as error:
        refusal = str(error)
    assert "line" in refusal
