import io
from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histor.errors import ReadError
from histor.read import mail, read

NEWS = "The army said on Monday that it had taken the town. " * 5


def message(text=NEWS, html=None, **headers):
    made = EmailMessage()
    for name, value in {
        "From": "Sample Herald <news@herald.example>", "To": "you@b.example", "Subject": "Morning briefing",
        "Date": "Mon, 05 Jan 2026 10:00:00 +0000", "Message-ID": "<1@herald.example>", **headers,
    }.items():  # fmt: skip
        made[name] = value
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    return bytes(made)


def test_a_message_is_a_report(tmp_path):
    (tmp_path / "a.eml").write_bytes(message("The army said on Monday\nthat it left.\n\nRead https://a.example/x\n"))
    [report] = read(tmp_path / "a.eml")
    assert (report.title, report.outlet, report.published) == ("Morning briefing", "Sample Herald", "2026-01-05")
    assert (report.id, report.text) == ("<1@herald.example>", "The army said on Monday that it left.\n\nRead")


def test_a_message_is_told_by_its_content():
    [report] = read(io.BytesIO(message()))
    assert report.outlet == "Sample Herald"


def test_the_text_part_is_taken_where_it_says_anything():
    assert mail.letter(message(html="<p>Other words")).html is None
    assert "Other words" in (mail.letter(message("Open it in a browser.", "<p>Other words")).html or "")


def test_a_mailbox_is_a_stream_of_messages(tmp_path):
    quoted = message("Words.\n\n>From here on, the army said on Monday, it would leave the town.\n")
    box = b"From a@b Mon Jan  5 10:00:00 2026\n" + quoted + b"\n\nFrom a@b Mon Jan  5 11:00:00 2026\n" + message()
    (tmp_path / "box").write_bytes(box)
    reports = list(read(tmp_path / "box"))
    assert [report.text[:12] for report in reports] == ["Words.\n\nFrom", NEWS[:12]]


def test_text_that_begins_like_a_header_is_no_message():
    assert not mail.looks_like_mail(b"From: the front, a report\n\nThe army said that it left.")
    assert not mail.looks_like_mailbox(b"From here on the army said that it left.\n\nMore of it.")


def test_a_message_without_text():
    with pytest.raises(ReadError, match="without text"):
        mail.letter(b"Subject: x\nFrom: a@b.example\nContent-Type: image/png\n\n\x89PNG")


@given(st.binary(max_size=300))
def test_whatever_a_stranger_sends_is_a_letter_or_a_reason(raw):
    for piece in (raw, message()[:150] + raw):
        with suppress(ReadError):
            letter = mail.letter(piece)
            assert (letter.text is None) != (letter.html is None)
