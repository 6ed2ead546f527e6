"""Hostile text shown as plain text."""

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.plain import ENCODE_ERRORS, escaped, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words", "plain words"),
        ("two\n\n  lines\tand a tab", "two lines and a tab"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("abc\u202edef", "abc\\u202edef"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("lone \ud800 surrogate", "lone \\ud800 surrogate"),
        ("bell\x07 and \x9b csi", "bell\\x07 and \\x9b csi"),
        ("a line\u2028separator", "a line separator"),
        ("Müller, “Kyjiv” – Київ", "Müller, “Kyjiv” – Київ"),
        ("[bold]markup[/bold]", "[bold]markup[/bold]"),
    ],
)
def test_hidden_characters_become_visible(text, shown):
    assert visible(text, 80) == shown


def test_walls_of_combining_marks_are_broken_down():
    assert escaped("a" + "\u0301" * 4) == "a\u0301\u0301\\u0301\\u0301"


def test_long_text_is_cut_after_a_word():
    assert visible("one two three four", 14) == "one two three…"
    assert visible("x" * 30, 10) == "x" * 10 + "…"
    assert visible("short", 10) == "short"


def test_a_million_characters_cost_nothing():
    assert visible("word " * 1_000_000, 9) == "word word…"
    assert visible(" " * 1_000_000 + "end", 9) == "…"


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200), st.integers(4, 60))
def test_whatever_comes_fits_one_line_of_printable_characters(text, limit):
    shown = visible(text, limit)
    assert len(shown) <= limit + 1
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for c in shown)
    shown.encode("utf-8")


@pytest.mark.parametrize(
    ("encoding", "out"), [("ascii", b"A -> B | \\u041a\n"), ("cp1252", b"A -> B \xb7 \\u041a\n"), ("utf-8", None)]
)
def test_terminals_without_the_signs_get_others(encoding, out):
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors=ENCODE_ERRORS)
    stream.write("A → B · К\n")
    stream.flush()
    assert raw.getvalue() == (out or "A → B · К\n".encode())
