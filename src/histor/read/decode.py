"""From bytes to characters, and what makes a text unfit to be a report.

The order is: byte order mark, UTF-16 or UTF-32 by its NUL bytes, UTF-8, Windows-1252 where that gives plausible text.
Nothing is repaired: a text is what its bytes say, or it is not read.
"""

from __future__ import annotations

import codecs
import re

from histor.errors import ReadError
from histor.read.limits import MAX_REPORT_CHARS

# UTF-32-LE before UTF-16-LE: its mark begins with the other's.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks and the codecs that read, and remove, them."""

_MAGIC = (
    (b"\x1f\x8b", "gzip data"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
    (b"PAR1", "Parquet data"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
    (b"ID3", "audio"),
    (b"OggS", "audio or video"),
)

NO_ENCODING = "not text in a known encoding (UTF-8, UTF-16, UTF-32 or Windows-1252)"

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MAX_CONTROL_SHARE = 0.02  # text from old terminals and converters has stray ones; binary data has 10 % and more
_NUL_SHARE = 0.7  # of the bytes at one of four places; NULs in a text are rare or the rule
_MAX_HIGH_SHARE = 0.2  # of a Windows-1252 text: a French sentence has 3 % of such bytes, Russian in cp1251 85 %


def text_of(raw: bytes) -> str:
    """The characters of ``raw``, without byte order mark and with its line ends as they are.

    A character cut off by the end of the data is left out.
    Raises ReadError with the reason where ``raw`` is no text in an encoding that is known for sure.
    """
    if found := binary_kind(raw):
        message = f"{found}, not text"
        raise ReadError(message)
    encoding = encoding_of(raw)
    try:
        return codecs.getincrementaldecoder(encoding)().decode(raw)
    except UnicodeDecodeError:
        raise ReadError(NO_ENCODING) from None


def encoding_of(head: bytes) -> str:
    """The name of the encoding of a text that begins with ``head``. Raises ReadError where it cannot be told."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    if wide := _wide(head):
        return wide
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
    except UnicodeDecodeError as error:
        return _single_byte(head, error.start)
    return "utf-8"


def binary_kind(head: bytes) -> str | None:
    """What kind of binary file begins with ``head``, in words, or None."""
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


def require_text(text: str) -> None:
    """Raise ReadError with the reason where ``text`` cannot be the text of a report."""
    if len(text) > MAX_REPORT_CHARS:
        reason = f"longer than {MAX_REPORT_CHARS:,} characters, too long for one report"
    elif not any(character.isalpha() for character in text):
        reason = "holds no text" if not text.strip() else "holds no letters"
    elif lone := _SURROGATE.search(text):
        reason = f"holds half a character (the lone surrogate U+{ord(lone[0]):04X}), so it cannot be written as UTF-8"
    elif len(_CONTROL.findall(text)) > max(_MAX_CONTROL_SHARE * len(text), 3):
        reason = "mostly control characters: binary data, not text"
    else:
        return
    raise ReadError(reason)


def _wide(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: in English text every second byte, or three of four, is NUL."""
    sample = head[:4096]
    zeros = [sample[k::4].count(0) / max(1, len(sample[k::4])) for k in range(4)]
    pattern = "".join("0" if share > _NUL_SHARE else "x" for share in zeros)
    return {"x000": "utf-32-le", "000x": "utf-32-be", "x0x0": "utf-16-le", "0x0x": "utf-16-be"}.get(pattern)


def _single_byte(head: bytes, fault: int) -> str:
    """Name cp1252 where ``head``, whose byte at ``fault`` is not UTF-8, reads well as that; ReadError otherwise."""
    decoded = head.decode("utf-8", "surrogateescape")
    faulty = len(_SURROGATE.findall(decoded))
    valid = sum(c > "\x7f" for c in decoded) - faulty
    if (
        valid >= faulty
    ):  # Windows-1252 that happens to be valid UTF-8 is rare: an accented capital before a quotation mark
        message = f"neither UTF-8 throughout (byte {fault:,} is wrong) nor another known encoding"
        raise ReadError(message)
    high = sum(byte > 0x7F for byte in head)
    try:
        text = head.decode("cp1252")
    except UnicodeDecodeError:
        raise ReadError(NO_ENCODING) from None
    if high > _MAX_HIGH_SHARE * len(head) or len(_CONTROL.findall(text)) > _MAX_CONTROL_SHARE * len(text):
        raise ReadError(NO_ENCODING)
    return "cp1252"
