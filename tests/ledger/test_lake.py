"""A folder of Parquet files: whole parts, only what is missing, read by DuckDB where it lies."""

import json

import duckdb
import pytest

import histor
from histor.accounts import dumps
from histor.errors import UsageError
from histor.ledger import lake
from histor.ledger.lake import Lake, Written, accounts_of_lake
from histor.read import Skipped
from histor.records import Account, Coder
from tests.ledger.make import many, three

CODER = Coder("1", "model", "plover-2.0")


def no_skip(skipped):
    raise AssertionError(skipped)


@pytest.fixture
def filled(tmp_path):
    made = Lake(tmp_path / "lake", CODER, "histor")
    made.fill(three(), lambda part: None)
    return made


def test_what_is_written_is_read_byte_for_byte(filled):
    found = list(accounts_of_lake(filled.folder, no_skip))
    assert [dumps(account) for account in found if isinstance(account, Account)] == [
        dumps(account) for account in three()
    ]
    assert len(filled.keys()) == 3


def test_the_same_accounts_give_the_same_bytes(filled, tmp_path):
    other = Lake(tmp_path / "other", CODER, "histor")
    other.fill(three(), lambda part: None)
    files = sorted(path.relative_to(filled.folder) for path in filled.folder.rglob("*") if path.is_file())
    assert len(files) == 9
    for file in files:
        assert (other.folder / file).read_bytes() == (filled.folder / file).read_bytes()


def test_parts_are_closed_when_they_are_full_and_what_came_before_a_failure_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(lake, "PART", 4)
    made = Lake(tmp_path / "lake", CODER, "histor")

    def stopped():
        yield from many(10)
        raise KeyboardInterrupt

    written: list[Written] = []
    with pytest.raises(KeyboardInterrupt):
        made.fill(stopped(), written.append)
    assert [part.reports for part in written] == [4, 4, 2]
    assert len(made.keys()) == 10
    assert not list(made.folder.glob(".making-*"))


def test_a_part_without_its_marker_is_no_part(filled):
    [part] = lake.parts(filled.folder)
    (part / lake.DONE).unlink()
    assert filled.keys() == frozenset()
    assert list(accounts_of_lake(filled.folder, no_skip)) == []


def test_a_damaged_part_is_skipped_with_its_reason(filled):
    [part] = lake.parts(filled.folder)
    with (part / "accounts.parquet").open("r+b") as file:
        file.seek(20)
        file.write(b"xxxx")
    skipped: list[Skipped] = []
    assert list(accounts_of_lake(filled.folder, skipped.append)) == []
    assert [each.reason for each in skipped] == ["is damaged; delete it and code its reports again"]


def test_duckdb_reads_it_where_it_lies_with_the_columns_of_the_ledger(filled, tmp_path):
    ledger = histor.open(tmp_path / "a.duckdb")
    ledger.add(three(), link=False)
    query = "SELECT report, type, actor_names, chain, sentence, when_from FROM {} ORDER BY event"
    in_place = duckdb.connect().execute(query.format(f"'{filled.folder}/part-*/events.parquet'")).fetchall()
    assert in_place == ledger.connection().execute(query.format("events")).fetchall()
    assert in_place
    ledger.close()


def test_a_ledger_is_filled_from_it(filled, tmp_path):
    ledger = histor.open(tmp_path / "a.duckdb")
    assert ledger.add(accounts_of_lake(filled.folder, no_skip), link=False) == 3
    assert ledger.keys() == filled.keys()


def test_another_coder_does_not_mix_with_it(filled):
    Lake(filled.folder, CODER, "histor")
    with pytest.raises(UsageError, match="name another folder"):
        Lake(filled.folder, Coder("1", "another", "plover-2.0"), "histor")
    with pytest.raises(UsageError, match="name another folder"):
        Lake(filled.folder, CODER, "polnear")


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds other files"):
        Lake(tmp_path, CODER, "histor")
    (tmp_path / "lake.json").write_text(json.dumps({"histor lake": 99}))
    with pytest.raises(UsageError, match="no lake that this Histor can read"):
        Lake(tmp_path, CODER, "histor")
