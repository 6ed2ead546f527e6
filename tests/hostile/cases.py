"""Inputs that are meant to break a reader, built in code: a name, a file name, the bytes.

``cases()`` gives those that are a file each, ``make_odd_files`` those that only a file system can hold. Every one must
end in reports or in skips with a reason, and none in a traceback. All words in them were written for this purpose.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import json
import lzma
import os
import random
import socket
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

NEWS = "The army said on Monday that it had taken the town, and the rebels denied it."
MORE = (
    "A spokesman for the United Nations told reporters in Zürich – “on Friday” – that both sides had agreed to talks."
)
STORY = f"Army takes town\n\nBEIRUT, Sept 5 (Reuters) - {NEWS}\n\n{MORE}\n\nShare this article\n"

TEXT_ENDINGS = (".txt", ".md", "")
ALL_ENDINGS = (".txt", ".md", ".text", ".html", ".htm", ".jsonl", ".json", ".csv", ".tsv", ".parquet", "")


class Case(NamedTuple):
    """One hostile file: what is hostile about it, the name it goes by, its content."""

    name: str
    filename: str
    content: bytes


def cases() -> Iterator[Case]:
    """All cases, always the same, in the same order; names are unique and are fit to be file names."""
    groups = {
        "encoding": _encodings(),
        "characters": _characters(),
        "shape": _shapes(),
        "binary": _binaries(),
        "html": _pages(),
        "jsonl": _json_lines(),
        "json": _json_documents(),
        "csv": _csv(),
        "parquet": _parquet(),
        "packed": _packed(),
    }
    for group, made in groups.items():
        for number, (name, ending, content) in enumerate(made):
            full = f"{group}-{number:03}-{name}".replace(" ", "-")
            yield Case(full, full + ending, content)


_Made = Iterator[tuple[str, str, bytes]]


def _encodings() -> _Made:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be",
                     "latin-1", "cp1252", "utf-7", "cp037", "koi8-r", "shift_jis"):  # fmt: skip
        yield encoding, ".txt", STORY.encode(encoding, "replace")
    for encoding in ("utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252"):
        yield f"{encoding} html", ".html", _page(f"<p>{NEWS}</p><p>{MORE}</p>").encode(encoding)
        yield f"{encoding} jsonl", ".jsonl", json.dumps({"text": STORY}, ensure_ascii=False).encode(encoding)
        yield f"{encoding} json", ".json", json.dumps({"text": STORY}, ensure_ascii=False).encode(encoding)
        yield f"{encoding} csv", ".csv", f"id,text\n1,{NEWS} Zürich\n".encode(encoding)
    russian = "Министр заявил во вторник, что переговоры с повстанцами продолжатся в столице. " * 3
    for encoding in ("utf-8", "cp1251", "utf-16", "koi8-r"):
        yield f"russian in {encoding}", ".txt", russian.encode(encoding)
    for ending in (".txt", ".jsonl", ".csv", ".html"):
        mixed = MORE.encode() + b"\n" + MORE.encode("cp1252") + b"\n" + MORE.encode()
        yield (
            f"mixed{ending}",
            ending,
            b'{"text": "' + mixed.replace(b"\n", b"\\n") + b'"}' if ending == ".jsonl" else mixed,
        )
    for cut in (1, 2, 3):
        yield f"cut off by {cut}", ".txt", f"{NEWS} 😀".encode()[:-cut]
    yield "overlong", ".txt", NEWS.encode() + b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf"
    yield "surrogates as utf-8", ".txt", NEWS.encode() + b"\xed\xa0\x80\xed\xb0\x80"
    yield "beyond unicode", ".txt", NEWS.encode() + b"\xf4\x90\x80\x80\xf8\x88\x80\x80\x80"
    yield "every byte", ".txt", bytes(range(256)) * 20
    yield "high bytes", ".txt", bytes(range(128, 256)) * 20
    yield "two marks", ".txt", codecs.BOM_UTF8 * 2 + NEWS.encode()
    yield "a mark and nothing", ".txt", codecs.BOM_UTF16_LE
    yield "a mark of another encoding", ".txt", codecs.BOM_UTF16_LE + NEWS.encode()
    yield "odd number of bytes in utf-16", ".txt", NEWS.encode("utf-16")[:-1]
    yield "lone surrogate in utf-16", ".txt", NEWS.encode("utf-16") + b"\x00\xd8" + "a".encode("utf-16-le")
    yield (
        "declared and not kept",
        ".html",
        b"<html><meta charset=utf-16><body><p>" + NEWS.encode() + b"</p></body></html>",
    )
    yield "declared nonsense", ".html", b"<html><meta charset='\xff\xfe;;'><body><p>" + NEWS.encode() + b"</p></html>"


def _characters() -> _Made:
    kinds = {
        "nul": "\0",
        "controls": "".join(map(chr, range(1, 32))),
        "c1 controls": "".join(map(chr, range(0x80, 0xA0))),
        "escape sequences": "\x1b[31m\x1b]0;title\x07\x1b[2J",
        "backspaces": "\b" * 20,
        "form feeds": "\x0c\x0b\x1c\x1d\x1e\x85\u2028\u2029",
        "bidi": "\u202e\u202d\u2066\u2067\u2068\u2069\u200e\u200f",
        "zero width": "\u200b\u200c\u200d\u2060\ufeff",
        "combining": "Z" + "\u0301" * 500,
        "noncharacters": "\ufffe\uffff\U0001fffe",
        "private use": "\ue000\U000f0000",
        "emoji": "👩‍👩‍👧‍👦🏳️‍🌈🇸🇾",
        "right to left": "قال الجيش إنه سيطر على المدينة",
        "variation selectors": "a\ufe0f" * 50,
        "tags": "".join(chr(0xE0000 + ord(c)) for c in "hidden"),
        "replacement": "\ufffd" * 30,
        "quotes": "“„«»‹›\"'`´",
    }
    for name, characters in kinds.items():
        text = f"{NEWS} {characters} {MORE}"
        yield f"{name} in text", ".txt", text.encode()
        yield (
            f"{name} in jsonl",
            ".jsonl",
            json.dumps({"text": text, "title": characters, "outlet": characters}).encode(),
        )
        yield f"{name} in html", ".html", _page(f"<p>{NEWS}{characters}{MORE}</p>").encode()
        yield f"{name} in csv", ".csv", f"id,text\n1,{NEWS} {characters.replace(chr(34), '')}\n".encode()
    for name in ("nul", "controls", "zero width", "bidi", "combining", "emoji"):
        yield f"{name} alone", ".txt", (kinds[name] * 40).encode()


def _shapes() -> _Made:
    for ending in ALL_ENDINGS:
        yield f"empty{ending}", ending, b""
        yield f"blank{ending}", ending, b" \t\r\n\x0c" * 30
    for ending in TEXT_ENDINGS:
        yield f"no letters{ending}", ending, b"12:30 -- 14:45 ... !!!\n" * 9
        yield f"one letter{ending}", ending, b"a"
        yield f"a million characters in one line{ending}", ending, (NEWS + " ").encode() * 12_000
        yield f"too long{ending}", ending, (NEWS + " ").encode() * 14_000
    yield "one word of a million characters", ".txt", b"a" * 1_000_000
    yield "a million line ends", ".txt", NEWS.encode() + b"\n" * 900_000
    yield "many short lines", ".txt", b"said\n" * 20_000
    yield "old mac line ends", ".txt", STORY.replace("\n", "\r").encode()
    yield "mixed line ends", ".txt", STORY.replace("\n\n", "\r\n\r").encode()
    yield "unclosed quotation", ".txt", f'He said: "{NEWS} {MORE} "{NEWS}'.encode()
    yield "nested quotations", ".txt", (("He said: “" * 300) + NEWS + "”" * 300).encode()
    yield "brackets", ".txt", ("(" * 5_000 + NEWS + ")" * 5_000).encode()
    yield "dashes", ".txt", ("BEIRUT — " * 5_000 + NEWS).encode()
    yield "capitals", ".txt", ("BEIRUT, DAMASCUS, AMMAN, " * 4_000).encode()
    yield "only furniture", ".txt", b"Share this article\nFollow us on Twitter\nwww.herald.example.com\n"
    yield "markdown", ".md", f"---\ntitle: [x\n---\n# Army [takes](javascript:x)\n\n> {NEWS}\n\n```\n{MORE}".encode()
    yield "french", ".txt", ("Le ministre a déclaré mardi que les pourparlers se poursuivraient. " * 3).encode()
    yield "lorem ipsum", ".txt", b"Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor. " * 3
    yield "random letters", ".txt", bytes(random.Random(5).choices(range(97, 123), k=5_000))
    yield "50 MB", ".txt", b"a" * 50_000_000
    yield "50 MB page", ".html", b"<p>" + b"a " * 25_000_000
    yield "a 25 MB line", ".jsonl", b'{"text": "' + b"a" * 25_000_000


def _binaries() -> _Made:
    noise = random.Random(7).randbytes(5_000)
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("a.txt", NEWS)
    files = {
        "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + noise,
        "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + noise,
        "gif": b"GIF89a" + noise,
        "elf": b"\x7fELF\x02\x01\x01" + noise,
        "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + noise,
        "zip": zipped.getvalue(),
        "gzip": gzip.compress(noise, mtime=0),
        "bzip2": bz2.compress(noise),
        "xz": lzma.compress(noise),
        "zlib": zlib.compress(NEWS.encode()),
        "sqlite": b"SQLite format 3\0" + noise,
        "wav": b"RIFF\x24\0\0\0WAVEfmt " + noise,
        "noise": noise,
        "nuls": b"\0" * 5_000,
        "floats": struct.pack("<1000d", *range(1000)),
        "pickle": b"\x80\x04\x95\x0b\0\0\0\0\0\0\0\x8c\x02os\x94\x8c\x06system",
    }
    for name, content in files.items():
        yield name, ".txt", content
        yield f"{name} of unknown kind", "", content
    for ending in (".html", ".jsonl", ".json", ".csv", ".parquet", ".gz", ".txt.gz"):
        yield f"noise as {ending[1:]}", ending, noise
        yield f"png as {ending[1:]}", ending, files["png"]


def _page(body: str, head: str = "<title>Army takes town</title>") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def _pages() -> _Made:
    paragraphs = f"<p>{NEWS} {MORE}</p>" * 5
    bodies = {
        "deep": "<div>" * 5_000 + paragraphs,
        "deep and closed": "<b>" * 3_000 + paragraphs + "</b>" * 3_000,
        "deep tables": "<table><tr><td>" * 60 + paragraphs,
        "deep lists": "<ul><li>" * 2_000 + paragraphs,
        "huge attribute": f"<div data-x='{'a' * 2_000_000}'>{paragraphs}</div>",
        "many attributes": f"<div {' '.join(f'a{n}=1' for n in range(3_000))}>{paragraphs}</div>",
        "many tags": "<br>" * 10_000 + paragraphs,
        "many links": "<a href=/x>more</a> " * 5_000 + paragraphs,
        "many cells": f"<table><tr>{'<td>a cell</td>' * 1_000}</tr></table>{paragraphs}",
        "entities": f"<p>{'&amp;' * 50_000}</p>{paragraphs}",
        "unknown entities": f"<p>{'&nosuchthing;' * 20_000}</p>{paragraphs}",
        "numeric entities": f"<p>&#0; &#x110000; &#xD800; &#99999999999; &#x80;</p>{paragraphs}",
        "unclosed": f"<p>{NEWS}<div><span><a href='",
        "stray brackets": "<" * 50_000 + paragraphs,
        "unclosed comment": f"{paragraphs}<!-- {NEWS}",
        "unclosed script": f"{paragraphs}<script>{NEWS}",
        "cdata": f"<![CDATA[{NEWS}]]>{paragraphs}",
        "null characters": paragraphs.replace("army", "ar\0my"),
        "long word": f"<p>{'a' * 500_000}</p>",
        "no article": "<script>document.write('x')</script>",
        "one word": "hello",
        "frameset": "<frameset><frame src='file:///etc/passwd'></frameset>",
        "includes": f"<object data='file:///etc/passwd'></object><iframe src='http://127.0.0.1/'></iframe>{paragraphs}",
        "bad dates": f"<time datetime='99999-99-99T99:99'>x</time><time datetime='{'9' * 5_000}'>x</time>{paragraphs}",
        "hidden text": f"<p style='display:none'>{NEWS}</p>{paragraphs}",
        "svg and math": f"<svg><p>{NEWS}</p></svg><math><mtext><p>x</p></mtext></math>{paragraphs}",
        "forms": "<form><input>" * 500 + paragraphs,
        "right to left": f"<p dir='rtl'>قال الجيش</p><bdo dir='rtl'>{NEWS}</bdo>{paragraphs}",
    }
    for name, body in bodies.items():
        yield name, ".html", _page(body).encode()
    heads = {
        "deep json-ld": f"<script type='application/ld+json'>{'[' * 50_000}</script>",
        "wrong json-ld": '<script type=\'application/ld+json\'>{"@type": 5, "author": {"name": [null]}}</script>',
        "hostile canonical": "<link rel='canonical' href='javascript:alert(1)'>",
        "bad canonical": "<link rel='canonical' href='http://[::1'>",
        "long title": f"<title>{'Army ' * 50_000}</title>",
        "many meta": "<meta name='author' content='Ann Writer'>" * 1_000,
        "odd author": "<meta name='author' content='\x1b[31m\u202e<b>,;;;&'>",
        "bad base": f"<base href='{'/' * 100_000}'>",
    }
    for name, head in heads.items():
        yield name, ".html", _page(paragraphs, head).encode()
    bomb = "<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY a{n} '{f'&a{n - 1};' * 10 if n else '&a;' * 10}'>" for n in range(12)
    )
    yield (
        "entity bomb",
        ".xhtml",
        f"<?xml version='1.0'?>{bomb}]><html><body><p>&a11;</p>{paragraphs}</body></html>".encode(),
    )
    yield (
        "external entity",
        ".xhtml",
        (
            "<?xml version='1.0'?><!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
            f"<html><body><p>&x;</p>{paragraphs}</body></html>"
        ).encode(),
    )
    yield "xml feed", ".html", b"<?xml version='1.0'?><rss><channel><item><title>x</title></item></channel></rss>"
    yield "no html at all", ".html", NEWS.encode()
    yield "a page without an ending", "", _page(paragraphs).encode()


def _json_lines() -> _Made:
    good = json.dumps({"text": NEWS})
    values = {
        "number": "5", "text": '"text"', "true": "true", "null": "null", "array": f"[{good}]", "empty object": "{}",
        "empty array": "[]", "not a number": '{"text": NaN}', "infinity": '{"text": -Infinity, "id": 1e999}',
        "huge number": '{"id": ' + "9" * 10_000 + ', "text": "x"}', "huge exponent": '{"id": 1e400, "text": "x"}',
        "duplicate keys": f'{{"text": 5, "text": "{NEWS}"}}', "text null": '{"text": null}', "text list": '{"text": ["a"]}',
        "text object": '{"text": {"a": 1}}', "text true": '{"text": true}', "empty text": '{"text": ""}',
        "title list": f'{{"text": "{NEWS}", "title": ["a"]}}', "id object": f'{{"text": "{NEWS}", "id": {{}}}}',
        "id true": f'{{"text": "{NEWS}", "id": true}}', "bad date": f'{{"text": "{NEWS}", "published": "the 5th"}}',
        "date number": f'{{"text": "{NEWS}", "published": 20150906}}', "long id": f'{{"text": "{NEWS}", "id": "{"x" * 9_999}"}}',
        "lone surrogate": rf'{{"text": "{NEWS} \ud800"}}', "low surrogate first": rf'{{"text": "{NEWS} \udc00\ud800"}}',
        "surrogate in title": rf'{{"text": "{NEWS}", "title": "\ud83d"}}', "surrogate key": rf'{{"\ud800": 1, "text": "{NEWS}"}}',
        "nul escape": rf'{{"text": "{NEWS} \u0000"}}', "bad escape": rf'{{"text": "{NEWS} \x"}}',
        "raw line end": f'{{"text": "{NEWS}\n{NEWS}"}}', "raw control": f'{{"text": "{NEWS}\x01"}}',
        "unclosed": f'{{"text": "{NEWS}', "trailing comma": f'{{"text": "{NEWS}",}}', "single quotes": f"{{'text': '{NEWS}'}}",
        "comment": f"{good} // more", "two on a line": good + good, "deep": "[" * 100_000, "deep objects": '{"a":' * 100_000,
        "report within": f'{{"report": {good}}}', "report null": '{"report": null}', "report list": '{"report": [1]}',
        "report in report": f'{{"report": {{"report": {good}}}}}', "many keys": json.dumps({str(n): n for n in range(50_000)}),
        "url of a script": f'{{"text": "{NEWS}", "url": "javascript:alert(1)\\n"}}', "mark inside": "\ufeff" + good,
        "separators": f'{{"text": "{NEWS}\u2028{NEWS}\x85"}}', "nul between": f"\0{good}\0", "carriage returns": f"{good}\r{good}\r",
    }  # fmt: skip
    for name, value in values.items():
        yield name, ".jsonl", f"{good}\n{value}\n\n{good}\n".encode("utf-8", "surrogatepass")
    yield "nothing but errors", ".jsonl", b"x\n" * 3_000
    yield "wrong bytes", ".jsonl", good.encode() + b"\n\xff\xfe\x80\n" + good.encode()
    yield "no ending", "", f"{good}\n{good}\n".encode()


def _json_documents() -> _Made:
    good = {"text": NEWS}
    documents = {
        "scalar": "5", "string": '"x"', "null": "null", "empty array": "[]", "array of arrays": "[[[]]]",
        "mixed array": json.dumps([good, 5, None, [good], {"text": 5}]), "deep": "[" * 200_000, "cut off": json.dumps([good])[:-1],
        "lines": f"{json.dumps(good)}\n{json.dumps(good)}\nx\n", "not json": NEWS, "huge integer": "[" + "9" * 20_000 + "]",
        "lone surrogate": r'{"text": "\udfff"}', "many errors": json.dumps([0] * 2_000), "indented": json.dumps(good, indent=9),
        "account": json.dumps({"report": good, "voices": [], "events": None}),
    }  # fmt: skip
    for name, document in documents.items():
        yield name, ".json", document.encode()


def _csv() -> _Made:
    tables = {
        "no text column": f"id,body\n1,{NEWS}\n", "no header": f"1,{NEWS}\n", "header only": "id,text\n", "one column": f"text\n{NEWS}\n",
        "unclosed quote": f'id,text\n1,{NEWS}\n2,"{NEWS}\n3,{NEWS}\n', "quote inside": f'id,text\n1,{NEWS} "x"\n',
        "text after quote": f'id,text\n1,"{NEWS}"x\n', "too many cells": f"id,text\n1,{NEWS},x,y\n", "too few cells": "id,text\n1\n",
        "repeated column": f"text,text\n{NEWS},{NEWS}\n", "empty names": f",,text\n,,{NEWS}\n", "blank lines": f"id,text\n\n\n1,{NEWS}\n\n",
        "semicolons": f"id;text\n1;{NEWS}\n", "tabs": f"id\ttext\n1\t{NEWS}\n", "wide": ",".join(["text", *map(str, range(20_000))]) + "\n",
        "nul": f"id,text\n1,{NEWS}\0\n", "carriage returns": f"id,text\r1,{NEWS}\r", "line ends in cells": f'id,text\n1,"{NEWS}\n\n{NEWS}"\n',
        "formula": f'id,text\n=cmd|x,"{NEWS}"\n', "only quotes": '"' * 999, "only commas": "," * 9_999, "quoted header": f'"id","text"\n"1","{NEWS}"\n',
        "unclosed header": f'"id,text\n1,{NEWS}\n', "long cell": f'id,text\n1,"{"a " * 400_000}"\n', "huge cell": f'id,text\n1,"{"a " * 600_000}"\n',
    }  # fmt: skip
    for name, table in tables.items():
        yield name, ".csv", table.encode()
    yield "commas in tsv", ".tsv", f"id,text\n1,{NEWS}\n".encode()
    yield "wrong bytes", ".csv", b"id,text\n1,Z\xc3\xbcrich " + NEWS.encode() + b"\n2,\xff\xfe\n"


def _parquet() -> _Made:
    yield "marks alone", ".parquet", b"PAR1PAR1"
    yield "huge footer", ".parquet", b"PAR1" + b"\0" * 50 + struct.pack("<I", 0xFFFFFFFF) + b"PAR1"
    yield "noise inside", ".parquet", b"PAR1" + random.Random(9).randbytes(3_000) + struct.pack("<I", 500) + b"PAR1"
    yield "csv within", ".parquet", f"id,text\n1,{NEWS}\n".encode()
    yield "encrypted mark", ".parquet", b"PARE" + b"\0" * 100 + b"PARE"
    whole = _written_parquet()
    yield "cut off", ".parquet", whole[: len(whole) // 2]
    yield "tail alone", ".parquet", whole[len(whole) // 2 :]
    for number in range(12):
        damaged = bytearray(whole)
        for place in random.Random(number).choices(range(len(whole)), k=4):
            damaged[place] ^= 0xFF
        yield f"damaged {number}", ".parquet", bytes(damaged)


def _written_parquet() -> bytes:
    import tempfile

    import duckdb

    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as connection:
        path = Path(folder) / "a.parquet"
        connection.execute("SET threads=1")
        connection.execute(f"COPY (SELECT i AS id, '{NEWS}' AS text FROM range(5) t(i)) TO '{path}' (FORMAT parquet)")
        return path.read_bytes()


def _packed() -> _Made:
    good = gzip.compress(json.dumps({"text": NEWS}).encode() + b"\n", mtime=0)
    yield "cut off", ".jsonl.gz", good[:-6]
    yield "junk behind", ".jsonl.gz", good + b"junk"
    yield "two members", ".jsonl.gz", good + good
    yield "wrong checksum", ".jsonl.gz", good[:-8] + b"\0" * 8
    yield "bomb of text", ".txt.gz", gzip.compress(b"a" * 30_000_000, mtime=0)
    yield "bomb of lines", ".jsonl.gz", gzip.compress(b"\n" * 30_000_000, mtime=0)
    yield "packed twice", ".jsonl.gz", gzip.compress(good, mtime=0)
    yield "parquet within", ".parquet.gz", gzip.compress(b"PAR1PAR1", mtime=0)
    yield "not packed", ".csv.gz", f"id,text\n1,{NEWS}\n".encode()
    yield "nothing within", ".txt.gz", gzip.compress(b"", mtime=0)
    yield "page within", ".html.gz", gzip.compress(_page(f"<p>{NEWS} {MORE}</p>" * 5).encode(), mtime=0)


def make_odd_files(folder: Path) -> list[str]:
    """Make what only a file system can hold, below ``folder``; returns the names of what was made."""
    made: list[str] = []

    def note(path: Path) -> Path:
        made.append(str(path))
        return path

    (note(folder / "folder.txt") / "inner").mkdir(parents=True)
    (folder / "folder.txt" / "inner" / "a.txt").write_text(NEWS)
    note(folder / "empty folder").mkdir()
    note(folder / "loop.txt").symlink_to("loop.txt")
    note(folder / "dangling.txt").symlink_to("nowhere.txt")
    note(folder / "around").symlink_to(folder, target_is_directory=True)
    os.mkfifo(note(folder / "pipe.txt"))
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(folder)  # names of sockets may have 107 characters
        try:
            listening.bind("socket.txt")
        finally:
            os.chdir(here)
    note(folder / "socket.txt")
    closed = note(folder / "closed.txt")
    closed.write_text(NEWS)
    closed.chmod(0)
    for name in (
        "line\nend.txt",
        "\x1b[31mred.txt",
        "\u202etxt.a",
        "-",
        "--help",
        "[a-z].txt",
        "*.txt",
        " .txt",
        "a" * 200 + ".txt",
    ):
        note(folder / name).write_text(NEWS)
    bad = os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.txt")
    Path(bad).write_text(NEWS)
    made.append(bad)
    deep = folder / "deep"
    for _ in range(200):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text(NEWS)
    made.append(str(folder / "deep"))
    return made
