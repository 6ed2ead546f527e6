"""E-mail newsletters: a message, or a mailbox of them, to what is a report in it.

The text part is taken where it has one worth the name; newsletters are laid out in nested tables, from which an article
is hard to tell. Attachments are not looked at. ``worker.letter`` calls `letter` in a process of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from typing import BinaryIO

from histor.errors import ReadError
from histor.read.inputs import buffered_reader
from histor.read.limits import MAX_INPUT_BYTES, MAX_LINE_BYTES

_HEADER = re.compile(rb"(?:From|To|Subject|Date|Received|Return-Path|Delivered-To|MIME-Version|Message-ID):\s", re.I)
_WORTH = 200  # characters below which a text part says no more than "open this message in a browser"
_LINK = re.compile(r"[<(\[]?https?://\S+?[>)\]]?(?=\s|$)")
_BLANKS = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """What one message says: ``text`` or ``html`` is set, not both."""

    text: str | None
    html: str | None
    id: str | None
    title: str | None
    outlet: str | None
    published: str | None

    def fields(self) -> dict[str, str]:
        """What the message says of its report, by the names of a report's fields."""
        said = {"id": self.id, "title": self.title, "outlet": self.outlet, "published": self.published}
        return {name: value for name, value in said.items() if value}


def looks_like_mail(head: bytes) -> bool:
    r"""Whether ``head`` begins a message: two of its first lines at least are headers that every message has.

    >>> looks_like_mail(b"From: Herald <news@herald.example>\nSubject: Today\n\nTroops left.")
    True
    """
    lines = head.removeprefix(b"\xef\xbb\xbf").splitlines()[:40]
    return bool(lines) and _is_header(lines[0]) and sum(1 for line in lines if _HEADER.match(line)) >= 2


def looks_like_mailbox(head: bytes) -> bool:
    """Whether ``head`` begins a mailbox: a line "From …" above the headers of a message."""
    first, _, rest = head.partition(b"\n")
    return first.startswith(b"From ") and looks_like_mail(rest)


def messages(stream: BinaryIO) -> Iterator[bytes]:
    """The messages of a mailbox (mbox), one after another, quoted "From" lines restored.

    Raises ReadError where one is too large.
    """
    source = buffered_reader(stream)
    held: list[bytes] = []
    size, blank = 0, True
    while line := source.readline(MAX_LINE_BYTES):
        if blank and line.startswith(b"From "):
            if held:
                yield b"".join(held)
            held, size = [], 0
        else:
            held.append(line[1:] if re.match(rb">+From ", line) else line)
            size += len(line)
            if size > MAX_INPUT_BYTES:
                message = f"a message larger than {MAX_INPUT_BYTES // 1_000_000} MB; the rest is not read"
                raise ReadError(message)
        blank = not line.strip()
    if held:
        yield b"".join(held)


def letter(raw: bytes) -> Letter:
    """What the message ``raw`` says. Raises ReadError where it has no text."""
    message = BytesParser(policy=policy.default).parsebytes(raw)
    plain, html = (_part(message, kind) for kind in ("plain", "html"))
    text = _text(plain) if plain else ""
    if len(text) >= _WORTH or (text and not html):
        html = None
    elif not html:
        reason = "a message without text"
        raise ReadError(reason)
    name, address = parseaddr(_header(message, "From") or "")
    return Letter(
        text=None if html else text,
        html=html,
        id=_header(message, "Message-ID"),
        title=_header(message, "Subject"),
        outlet=name or address.rpartition("@")[2] or None,
        published=_header(message, "Date"),
    )


def _part(message: EmailMessage, kind: str) -> str | None:
    try:
        part = message.get_body((kind,))
        content = part.get_content() if part is not None else None
    except (LookupError, ValueError, UnicodeError, AttributeError, TypeError):  # charsets and bodies that are none
        return None
    return content if isinstance(content, str) else None


def _text(content: str) -> str:
    """The text part without links, signature and the wrapping of its lines: a paragraph is a line."""
    body = _LINK.sub("", content.replace("\r\n", "\n").partition("\n-- \n")[0])
    paragraphs = (" ".join(paragraph.split()) for paragraph in re.split(r"\n[ \t]*\n", body))
    return "\n\n".join(paragraph for paragraph in paragraphs if re.search(r"\w", paragraph))


def _header(message: EmailMessage, name: str) -> str | None:
    try:
        value = message[name]
    except (ValueError, IndexError, AttributeError, TypeError):  # the parser's slips on what is no header
        return None
    return _BLANKS.sub(" ", str(value)).strip() or None if value is not None else None


def _is_header(line: bytes) -> bool:
    return re.match(rb"[A-Za-z][A-Za-z0-9-]{1,60}:", line) is not None
