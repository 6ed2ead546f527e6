import sqlite3

import pytest

from histor.errors import LedgerError
from histor.ledger.keys import report_key
from histor.ledger.originals import Originals
from histor.read import report_from_text
from histor.read.fetch import Fetched

REPORT = report_from_text("The army said on Monday that it left.", url="https://a.example/1")
OTHER = report_from_text("The army said on Monday that it left.", url="https://a.example/2")
PAGE = Fetched("https://a.example/1", "text/html", "utf-8", b"<p>\xff The army")


@pytest.fixture
def originals(tmp_path):
    return Originals(tmp_path / "a.duckdb")


def test_a_page_is_kept_byte_for_byte(originals):
    originals.keep(REPORT, PAGE)
    found = originals.get(report_key(REPORT))
    assert (found.body, found.url, found.media_type, found.charset) == (PAGE.body, PAGE.url, "text/html", "utf-8")
    assert originals.get("no such") is None


def test_the_same_bytes_are_kept_once_and_as_long_as_anybody_has_them(originals):
    originals.keep(REPORT, PAGE)
    originals.keep(REPORT, PAGE)
    originals.keep(OTHER, PAGE)
    count = "SELECT count(*) FROM bodies"
    with sqlite3.connect(originals.path) as connection:
        assert connection.execute(count).fetchone() == (1,)
        originals.forget([report_key(REPORT)])
        assert connection.execute(count).fetchone() == (1,)
        originals.forget([report_key(OTHER)])
        assert connection.execute(count).fetchone() == (0,)


def test_the_first_page_of_a_report_stays(originals):
    originals.keep(REPORT, PAGE)
    originals.keep(REPORT, Fetched(PAGE.url, "text/html", None, b"another"))
    assert originals.get(report_key(REPORT)).body == PAGE.body


def test_damage_is_told(originals):
    originals.keep(REPORT, PAGE)
    with sqlite3.connect(originals.path) as connection:
        connection.execute("UPDATE bodies SET packed = ?", (b"damaged",))
    with pytest.raises(LedgerError, match="is damaged"):
        originals.get(report_key(REPORT))
    originals.path.write_bytes(b"no database" * 100)
    with pytest.raises(LedgerError, match="cannot be read or written"):
        originals.get(report_key(REPORT))
