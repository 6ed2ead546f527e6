import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.errors import ReadError
from histor.read.decode import binary_kind, encoding_of, require_text, text_of

SENTENCE = "The minister said that the talks in Zürich – “the last” – had failed.\r\nNobody was hurt.\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "cp1252"],
)
def test_every_known_encoding_gives_the_same_characters(encoding):
    assert text_of(SENTENCE.encode(encoding)) == SENTENCE


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF32_BE])
def test_a_byte_order_mark_is_no_part_of_the_text(mark):
    encoding = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le"}.get(mark, "utf-32-be")
    assert text_of(mark + "Good day".encode(encoding)) == "Good day"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff\0")))
def test_utf_8_comes_back_character_for_character(text):
    raw = text.encode()
    if binary_kind(raw) is None:
        assert text_of(raw) == text


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_a_read_error(raw):
    try:
        assert isinstance(text_of(raw), str)
    except ReadError as error:
        assert str(error)  # noqa: PT017  text and error are both right


def test_a_character_cut_off_by_the_end_is_left_out():
    assert text_of("The talks in Zürich end – ".encode()[:-2]) == "The talks in Zürich end "


def test_text_in_two_encodings_is_not_guessed_at():
    with pytest.raises(ReadError, match="neither UTF-8 throughout"):
        text_of("Zürich – Genève".encode() + "Zürich".encode("cp1252"))


@pytest.mark.parametrize("encoding", ["koi8-r", "cp1251", "shift_jis", "gb18030", "euc-kr"])
def test_other_encodings_are_refused(encoding):
    words = {
        "shift_jis": "外務大臣は火曜日に述べた。",
        "gb18030": "外交部长周二表示。",
        "euc-kr": "외무장관은 화요일에 말했다",
    }
    with pytest.raises(ReadError, match="encoding"):
        text_of((words.get(encoding, "Министр заявил во вторник, что переговоры продолжатся.") * 3).encode(encoding))


@pytest.mark.parametrize(
    ("raw", "kind"),
    [(b"\x89PNG\r\n", "PNG"), (b"\x7fELF\x02", "program"), (b"%PDF-1.7", "PDF"), (b"PK\x03\x04", "ZIP")],
)
def test_binary_files_are_called_by_their_kind(raw, kind):
    with pytest.raises(ReadError, match=kind):
        text_of(raw + b"abc")


def test_the_head_of_a_stream_may_end_within_a_character():
    assert encoding_of("Zürich".encode()[:2]) == "utf-8"


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u200e", "--- 12:30 ---", "\0\0\0"])
def test_a_text_without_letters_is_no_report(text):
    with pytest.raises(ReadError, match="holds no"):
        require_text(text)


def test_half_a_character_is_no_text():
    with pytest.raises(ReadError, match=r"U\+D800"):
        require_text("a \ud800 b")


def test_control_characters_are_borne_in_small_numbers():
    require_text("A page\x0cbroke here.\x1b It went on.\x00")
    with pytest.raises(ReadError, match="control"):
        require_text("a\x01\x02\x03\x04" * 10)


def test_a_report_has_at_most_a_million_characters():
    require_text("a" * 1_000_000)
    with pytest.raises(ReadError, match="1,000,000"):
        require_text("a" * 1_000_001)
