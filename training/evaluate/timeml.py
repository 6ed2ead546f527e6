"""Read TIMEX3 annotation: TimeML files (``.tml``) and NewsReader files (``.xml``, as in MEANTIME)."""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

from histor.errors import UsageError
from histor.records import Span

_MEANTIME_SENTENCES = 5
"""MEANTIME is annotated up to its sentence number 5, the title and the date line being 0 and 1."""


@dataclass(frozen=True, slots=True)
class Timex:
    """An annotated expression; ``value`` by day (see `by_day`)."""

    span: Span
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its annotated expressions and its day."""

    name: str
    text: str
    created: date | None
    times: tuple[Timex, ...]


def by_day(value: str) -> str:
    """A TIMEX3 value without hours, and with decades and centuries in one spelling.

    >>> by_day("1998-02-13TMO"), by_day("199X"), by_day("PT5H"), by_day("1998-W07-WE")
    ('1998-02-13', '199', 'PT5H', '1998-W07-WE')
    """
    if value.startswith("P"):
        return value
    value = re.sub(r"(?<=\d)T.*|(?:-W?XX)+$", "", value)
    return re.sub(r"W(?=\d$)", "W0", re.sub(r"^(\d\d\d?)X+$", r"\1", value))


def read(path: Path) -> Iterator[Document]:
    """The documents of a folder or archive, in the order of their names. Raises UsageError where there are none."""
    found = 0
    for name, content in _files(path):
        try:
            root = ET.fromstring(content)
        except ET.ParseError as error:
            raise UsageError(f"{name} in {path} is no XML: {error}.") from None
        found += 1
        yield _newsreader(name, root) if name.endswith(".xml") else _timeml(name, root)
    if not found:
        raise UsageError(f"{path} holds no .tml or .xml file.")


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    wanted = re.compile(r"(?:^|/)(?!\.)[^/]+\.(?:tml|xml)$")
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if wanted.search(file.as_posix()) and file.is_file():
                yield file.as_posix(), file.read_bytes()
        return
    try:
        with tarfile.open(fileobj=io.BytesIO(path.read_bytes())) as archive:
            for member in sorted(archive.getmembers(), key=lambda one: one.name):
                stream = archive.extractfile(member) if wanted.search(member.name) else None
                # MEANTIME holds every article twice: annotated within the document, and across documents.
                if stream is not None and "/intra-doc_annotation/" not in member.name:
                    yield member.name, stream.read()
    except (OSError, tarfile.TarError) as error:
        raise UsageError(f"{path} is neither a folder nor an archive that can be read: {error}.") from None


def _created(value: str | None) -> date | None:
    match = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", value or "")
    return date(int(match[1]), int(match[2]), int(match[3])) if match else None


def _timeml(name: str, root: ET.Element) -> Document:
    created = root.find("DCT/TIMEX3")
    body = root.find("TEXT")
    pieces: list[str] = []
    times: list[Timex] = []
    if body is not None:
        _walk(body, pieces, times)
    return Document(
        name, "".join(pieces), _created(created.get("value") if created is not None else None), tuple(times)
    )


def _walk(element: ET.Element, pieces: list[str], times: list[Timex]) -> None:
    start = sum(map(len, pieces))
    pieces.append(element.text or "")
    for child in element:
        _walk(child, pieces, times)
        pieces.append(child.tail or "")
    if element.tag == "TIMEX3":
        end = sum(map(len, pieces))
        times.append(Timex(Span(start, end), element.get("type", ""), by_day(element.get("value", ""))))


def _newsreader(name: str, root: ET.Element) -> Document:
    text, spans = "", {}
    for token in root.iter("token"):
        word = token.text or ""
        if int(token.get("sentence", "0")) > _MEANTIME_SENTENCES:
            break
        glued = not text or re.match(r"[,.;:!?)%]|['’](?:s|re|ve|ll|d|m)?$|n't$", word) or text.endswith(("(", "$"))
        text += word if glued else " " + word
        spans[token.get("t_id")] = Span(len(text) - len(word), len(text))
    times, created = [], None
    for timex in root.iter("TIMEX3"):
        if timex.get("functionInDocument") == "CREATION_TIME" and created is None:
            created = _created(timex.get("value"))
        covered = [spans[anchor.get("t_id")] for anchor in timex.iter("token_anchor") if anchor.get("t_id") in spans]
        if covered:
            span = Span(min(one.start for one in covered), max(one.end for one in covered))
            times.append(Timex(span, timex.get("type", ""), by_day(timex.get("value", ""))))
    return Document(name, text, created, tuple(times))
