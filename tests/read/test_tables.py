import csv
import gzip
import io
import json

import duckdb
import pytest

from histor.errors import UsageError
from histor.read import Skipped, read
from histor.read.tables import column_names

NEWS = "The army said on Monday that it had taken the town."
HARD = 'He said: "No.",\n\tand\r\nleft\u2028 – naïve 😀\x0c;'


def both(source, **options):
    skips: list[Skipped] = []
    return list(read(source, on_skip=skips.append, **options)), [str(skip) for skip in skips]


def lines(*values):
    return io.BytesIO("\n".join(v if isinstance(v, str) else json.dumps(v) for v in values).encode())


def test_a_line_of_jsonl_has_all_fields():
    row = {
        "id": 7,
        "text": f"{NEWS} {HARD}",
        "title": "T",
        "outlet": "O",
        "published": "2015-09-06T10:00:00Z",
        "url": "http://a.com/1",
        "byline": "B",
        "score": [1],
    }
    [report], skips = both(lines(row))
    assert skips == []
    assert report.text == row["text"]
    assert (report.id, report.title, report.outlet, report.published, report.url, report.byline) == (
        "7", "T", "O", "2015-09-06", "http://a.com/1", "B",
    )  # fmt: skip


def test_a_bad_line_costs_only_itself():
    reports, skips = both(
        lines(
            {"text": NEWS},
            "{",
            [1],
            None,
            "",
            {"text": None},
            {"text": ["a"]},
            {"text": NEWS, "title": {}},
            "NaN",
            "1" * 5000,
            "[" * 100_000,
            r'{"text": "half \ud800 of the character"}',
            {"body": NEWS},
            {"text": NEWS + "!"},
        )
    )
    assert len(reports) == 2
    assert [skip.split(":")[1] for skip in skips] == ["2", "3", "4", "6", "7", "8", "9", "10", "11", "12", "13"]
    assert "stream:7: the field 'text' is a list, not text" in skips


def test_an_account_is_read_as_its_report():
    [report], _ = both(lines({"report": {"id": "a", "text": NEWS, "outlet": "O"}, "voices": []}))
    assert (report.id, report.outlet) == ("a", "O")


def test_columns_of_other_names():
    [report], _ = both(lines({"body": NEWS, "source": "O"}), fields={"text": "body", "outlet": "source"})
    assert (report.text, report.outlet) == (NEWS, "O")
    with pytest.raises(UsageError, match="no field 'author'"):
        column_names({"author": "by"})


def test_what_the_caller_gives_wins():
    rows = lines({"text": NEWS, "outlet": "O", "published": "nonsense"})
    [report], _ = both(rows, outlet="Herald", published="2015-09-06")
    assert (report.outlet, report.published) == ("Herald", "2015-09-06")


@pytest.mark.parametrize(("name", "content"), [("a.jsonl", "\n \n"), ("a.json", "[]"), ("a.csv", "id,text\n\n")])
def test_a_table_without_rows_is_told(tmp_path, name, content):
    (tmp_path / name).write_text(content)
    assert both(tmp_path) == ([], [f"{tmp_path}/{name}: holds no reports"])


def test_a_bad_start_is_given_up(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("x\n" * 500 + json.dumps({"text": NEWS}))
    reports, skips = both(path)
    assert reports == []
    assert len(skips) == 101
    assert skips[-1].endswith("none of the first 100 rows is a report; the rest is not read")


def test_bytes_that_are_no_utf_8_cost_only_their_line(tmp_path):
    path = tmp_path / "a.jsonl"
    good = json.dumps({"text": NEWS}).encode()
    path.write_bytes(good + b"\n" + good.replace(b"army", b"arm\xff") + b"\n" + good)
    reports, [skip] = both(path)
    assert len(reports) == 2
    assert skip == f"{path}:2: not UTF-8 (byte 0xFF after 17 characters)"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32-be"])
def test_jsonl_in_other_unicode_encodings(tmp_path, encoding):
    path = tmp_path / "a.jsonl"
    path.write_bytes(json.dumps({"text": f"Zürich: {NEWS}"}, ensure_ascii=False).encode(encoding))
    [report], _ = both(path)
    assert report.text == f"Zürich: {NEWS}"


def test_csv_as_spreadsheets_write_it(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(f"id;text\r\n1;Zürich – {NEWS}\r\n".encode("cp1252"))
    [report], _ = both(path)
    assert report.text == f"Zürich – {NEWS}"


def test_utf_16_that_breaks_off_is_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(f"id,text\n1,{NEWS}\n".encode("utf-16") + b"\x00\xd8" * 3)
    assert "not text in the file's encoding, utf-16" in both(path)[1][0]


def test_packed_jsonl(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps({"text": NEWS}).encode() + b"\n"))
    assert [r.text for r in both(path)[0]] == [NEWS]
    path.write_bytes(path.read_bytes()[:-9])
    assert "damaged gzip" in both(path)[1][0]


def test_a_gzip_bomb_is_left_alone(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n" * 30_000_000))
    assert both(path) == ([], [f"{path}: unpacks to more than 200 times its size; the rest is not read"])


@pytest.mark.parametrize(
    "value", [{"text": NEWS}, [{"text": NEWS}], [5, {"text": NEWS}]], ids=["object", "array", "with a bad item"]
)
def test_a_json_document(tmp_path, value):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(value, indent=2))
    reports, skips = both(path)
    assert [r.text for r in reports] == [NEWS]
    assert skips == (
        [f"{path}:1: a number where an object with the fields of a report should be"] if 5 in value else []
    )


def test_lines_under_the_name_of_a_document(tmp_path):
    path = tmp_path / "a.json"
    path.write_text((json.dumps({"text": NEWS}) + "\n") * 2)
    assert len(both(path)[0]) == 2


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_csv_gives_cells_character_for_character(tmp_path, mark):
    path = tmp_path / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=mark)
        writer.writerow(["id", "text", "outlet"])
        writer.writerow(["007", f"{NEWS} {HARD}", ""])
    [report], skips = both(path)
    assert skips == []
    assert (report.id, report.text, report.outlet) == ("007", f"{NEWS} {HARD}", None)


def test_rows_of_csv_that_do_not_fit(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f'id,text\n1,{NEWS}\n2,a,b\n3\n\n4,"{NEWS}"\n5,"open\n6,{NEWS}\n')
    reports, skips = both(path)
    assert [r.id for r in reports] == ["1", "4"]
    assert skips == [
        f"{path}:3: 3 cells under a header of 2",
        f"{path}:4: no field 'text'",
        f"{path}:8: bad quoting (unexpected end of data); the rest is not read",
    ]


def test_csv_without_the_column_of_the_text(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"id,body\n1,{NEWS}\n")
    [skip] = both(path)[1]
    assert (
        skip
        == f"{path}: no column 'text' (the columns are id, body); say which one holds the text with --field text=COLUMN"
    )
    assert len(both(path, fields={"text": "body"})[0]) == 1


def parquet(path, select):
    duckdb.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return path


def test_parquet(tmp_path):
    select = f"SELECT 7 AS id, '{NEWS}' AS body, DATE '2015-09-06' AS published UNION ALL SELECT 8, NULL, NULL"
    path = parquet(tmp_path / "odd [1]*'name.parquet".replace("'", ""), select)
    reports, skips = both(path, fields={"text": "body"})
    assert [(r.id, r.text, r.published) for r in reports] == [("7", NEWS, "2015-09-06")]
    assert skips == [f"{path}:2: no field 'body'"]


def test_parquet_of_another_type(tmp_path):
    path = parquet(tmp_path / "a.parquet", "SELECT 5 AS text")
    assert both(path) == ([], [f"{path}:1: the field 'text' is a number, not text"])


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\0" * 100 + b"PAR1", b"text\nnews\n"])
def test_damaged_parquet(tmp_path, content):
    path = tmp_path / "a.parquet"
    path.write_bytes(content)
    assert both(path) == ([], [f"{path}: damaged, or not Parquet"])


def test_cut_off_parquet(tmp_path):
    path = parquet(tmp_path / "a.parquet", f"SELECT '{NEWS}' || i AS text FROM range(1000) t(i)")
    path.write_bytes(path.read_bytes()[:-200])
    assert both(path) == ([], [f"{path}: damaged, or not Parquet"])


def test_reading_parquet_opens_no_other_file(tmp_path):
    from histor.read.tables import _locked_to

    path = parquet(tmp_path / "a.parquet", "SELECT 'x' AS text")
    other = parquet(tmp_path / "b.parquet", "SELECT 'y' AS text")
    with _locked_to(str(path)) as connection:
        assert connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall() == [("x",)]
        with pytest.raises(duckdb.PermissionException):
            connection.execute("SELECT * FROM read_parquet(?)", [str(other)])
        with pytest.raises(duckdb.Error):
            connection.execute("SET enable_external_access=true")
