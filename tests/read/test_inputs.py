import gzip
import io
import os
import sys

import pytest

from histor.read import Skipped, read

NEWS = "The army said on Monday that it had taken the town."


def both(*inputs, **options):
    skips: list[Skipped] = []
    return list(read(*inputs, on_skip=skips.append, **options)), [str(skip) for skip in skips]


@pytest.fixture
def folder(tmp_path):
    for name in ("b.txt", "a.md", "sub/c.txt", "sub/deep/d.text", ".hidden", "sub/.git/x.txt", "LETTER"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"{name}: {NEWS}")
    (tmp_path / "style.css").write_text("p { color: red }")
    return tmp_path


def names(reports):
    return [report.text.split(":")[0] for report in reports]


def test_a_folder_is_read_by_name_and_all_the_way_down(folder):
    reports, skips = both(folder)
    assert names(reports) == ["LETTER", "a.md", "b.txt", "sub/c.txt", "sub/deep/d.text"]
    assert skips == [f"{folder}/style.css: files ending in .css are not read from a folder"]


def test_a_named_file_is_read_whatever_its_ending(folder):
    (folder / "a.dat").write_text(NEWS)
    assert len(both(folder / "a.dat")[0]) == 1


def test_a_folder_without_files_is_told(tmp_path):
    (tmp_path / ".hidden").touch()
    assert both(tmp_path) == ([], [f"{tmp_path}: holds no files to read"])


def test_globs(folder):
    assert names(both(f"{folder}/*.txt")[0]) == ["b.txt"]
    assert names(both(f"{folder}/**/*.txt")[0]) == ["b.txt", "sub/c.txt"]
    assert both(f"{folder}/*.nothing") == ([], [f"{folder}/*.nothing: no file matches"])


def test_a_file_with_the_characters_of_a_glob(tmp_path):
    path = tmp_path / "a[1]*.txt"
    path.write_text(NEWS)
    assert len(both(path)[0]) == 1


def test_inputs_keep_their_order(folder):
    assert names(both(folder / "b.txt", folder / "a.md", folder / "b.txt")[0]) == ["b.txt", "a.md", "b.txt"]


def test_what_does_not_exist_is_told():
    assert both("no/such.txt", "a\0b") == (
        [],
        ["no/such.txt: no such file or folder", "a\\x00b: no such file or folder"],
    )


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (NEWS.encode(), 1),
        (b'{"text": "%s"}\n{"text": "%s"}\n' % (NEWS.encode(), NEWS.encode()), 2),
        (b'{\n "text": "%s"}' % NEWS.encode(), 1),
        (b'[{"text": "%s"}]' % NEWS.encode(), 1),
        (b"id,text\n1,%s\n" % NEWS.encode(), 1),
        (gzip.compress(NEWS.encode()), 1),
        (gzip.compress(b'{"text": "%s"}\n' % NEWS.encode()), 1),
        (NEWS.encode("utf-16"), 1),
        (b"[Kabul] { " + NEWS.encode(), 1),
        (b"", 0),
    ],
    ids=[
        "text",
        "jsonl",
        "json object",
        "json array",
        "csv",
        "packed text",
        "packed jsonl",
        "utf-16",
        "brackets",
        "empty",
    ],
)
def test_standard_input_is_known_by_its_content(monkeypatch, content, count):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    reports, skips = both("-")
    assert len(reports) == count
    assert skips == ([] if count else ["standard input: holds no text"])


def test_a_stream_of_the_caller_stays_open(tmp_path):
    (tmp_path / "a.txt").write_text(NEWS)
    with (tmp_path / "a.txt").open("rb") as stream:
        assert len(both(stream)[0]) == 1
        assert not stream.closed


def test_packed_files(tmp_path):
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(NEWS.encode()))
    (tmp_path / "b.txt.gz").write_bytes(b"no gzip")
    reports, skips = both(tmp_path)
    assert [report.text for report in reports] == [NEWS]
    assert skips == [f"{tmp_path}/b.txt.gz: damaged gzip data (Not a gzipped file (b'no'))"]


def test_parquet_needs_a_file():
    assert both(io.BytesIO(b"PAR1" + b"\0" * 50))[1] == [
        "stream: Parquet is read from files only, not packed and not from a stream"
    ]


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.json"])
def test_a_file_of_50_mb_is_one_line(tmp_path, name):
    with (tmp_path / name).open("wb") as file:
        file.truncate(50_000_000)
    assert both(tmp_path) == (
        [],
        [f"{tmp_path}/{name}: larger than 20 MB, too large for one document; split it, or use JSONL"],
    )


def test_a_line_without_end_is_one_line(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "' + b"a" * 21_000_000)
    [skip] = both(tmp_path)[1]
    assert skip.endswith("line 1 is longer than 20,000,000 characters; the rest is not read")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    assert both(tmp_path) == (
        [],
        [f"{tmp_path}/a.txt: a pipe, not a file; give its content on standard input (-)"],
    )


def test_devices_are_left_alone():
    assert both("/dev/zero")[1] == ["/dev/zero: neither a file nor a folder"]


def test_links(tmp_path):
    (tmp_path / "real.txt").write_text(NEWS)
    (tmp_path / "b.txt").symlink_to("real.txt")
    (tmp_path / "c.txt").symlink_to("c.txt")
    (tmp_path / "d.txt").symlink_to("gone.txt")
    (tmp_path / "e").symlink_to(".")
    reports, skips = both(tmp_path)
    assert len(reports) == 2
    assert skips == [
        f"{tmp_path}/c.txt: cannot be read: too many levels of symbolic links",
        f"{tmp_path}/d.txt: cannot be read: no such file or directory",
        f"{tmp_path}/e: a link to a folder, not followed",
    ]


def test_a_folder_with_the_name_of_a_file(tmp_path):
    (tmp_path / "a.txt").mkdir()
    (tmp_path / "a.txt" / "b.txt").write_text(NEWS)
    assert len(both(tmp_path)[0]) == 1


def test_names_are_safe_to_print(tmp_path):
    bad = os.fsencode(tmp_path) + b"/\xff\x1b[2J\xe2\x80\xae.txt"
    os.close(os.open(bad, os.O_CREAT))
    [skip] = both(tmp_path)[1]
    assert skip == f"{tmp_path}/\\udcff\\x1b[2J\\u202e.txt: holds no text"


def test_without_on_skip_a_warning_is_logged(caplog):
    assert list(read("gone.txt")) == []
    assert caplog.messages == ["gone.txt: no such file or folder"]


def test_reports_come_while_the_rest_is_still_to_be_read(tmp_path):
    (tmp_path / "a.jsonl").write_text(f'{{"text": "{NEWS}"}}\n' * 10_000)
    assert next(read(tmp_path)).text == NEWS
