"""From a text and what is known of it to a `Report`: the checks, the id, the dateline, the title, what is dropped."""

from __future__ import annotations

import hashlib
import logging
import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from histor.errors import ReadError, UsageError
from histor.read import boilerplate, dateline
from histor.read.decode import require_text
from histor.read.language import language_of, name_of
from histor.read.limits import MAX_FIELD_CHARS
from histor.records import Dropped, Report

_ID_CHARS = 16  # hexadecimal digits: 64 bits, so that a billion reports share an id with a chance of 3 %
_MAX_TITLE = 200
_LOG = logging.getLogger("histor.read")
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TITLE = re.compile(r"\s*([^\n\r]+?)[ \t]*\r?(?:\n|\r)[ \t]*\r?(?:\n|\r)")
_SENTENCE_END = re.compile(r"[.!…:;,]['\"”’)]*$")


def report_from_text(
    text: str,
    *,
    id: str | None = None,
    title: str | None = None,
    outlet: str | None = None,
    published: str | None = None,
    url: str | None = None,
    byline: str | None = None,
    dropped: tuple[Dropped, ...] = (),
) -> Report:
    """The report that ``text`` is; ``Report.text`` is ``text``, unchanged.

    Without ``id`` the report's id is made from its url, or from its text where there is none. Without ``title`` a
    short first line above a blank one is the title. ``published`` is an ISO date, ``dropped`` what was removed before.

    Raises ReadError where ``text`` is no report in English, UsageError where ``published`` is no date.

    >>> report_from_text("KABUL (AP) - The army said on Monday that it took the town.").dateline.place
    'Kabul'
    """
    published = iso_date(published)
    require_text(text)
    language = language_of(text)
    if language not in {"en", None}:
        message = f"written in {name_of(language or '')}, Histor reads English only (so far)"
        raise ReadError(message)
    found = dateline.find(text, published)
    clean_url = clean(url)
    return Report(
        id=clean(id) or _id(clean_url or text),
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        url=clean_url,
        outlet=clean(outlet),
        title=clean(title) or _first_line(text),
        byline=clean(byline),
        dateline=found[0] if found else None,
        published=published,
        language=language,
        dropped=boilerplate.find(text) + dropped,
    )


def iso_date(published: str | None) -> str | None:
    """``published`` where it is a calendar day written YYYY-MM-DD. Raises UsageError where it is anything else."""
    if published is None or (re.fullmatch(r"\d{4}-\d\d-\d\d", published, re.ASCII) and _is_day(published)):
        return published
    message = f"The date of publication must be a day written YYYY-MM-DD, not {published[:40]!r}."
    raise UsageError(message)


def day_of(stated: str, name: str) -> str | None:
    """The ISO day in an input's own date field: ISO 8601 or the form of e-mail headers, as feeds have it.

    Anything else might be read in two ways (06/09/2015), so it is left blank, with a warning that names the input.

    >>> day_of("2015-09-06T23:10:00Z", "a.jsonl:1"), day_of("Sun, 06 Sep 2015 12:00:00 GMT", "a.jsonl:2")
    ('2015-09-06', '2015-09-06')
    """
    stated = stated.strip()
    try:
        return datetime.fromisoformat(stated).date().isoformat()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(stated[:100]).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        _LOG.warning("%s: the date %.40r is not of the form YYYY-MM-DD; left blank", name, stated)
        return None


def clean(field: str | None) -> str | None:
    """A field on one line, without control characters and half characters, of bounded length; None where empty."""
    if field is None:
        return None
    whole = field[: 2 * MAX_FIELD_CHARS].encode("utf-8", "replace").decode()
    return " ".join(_HIDDEN.sub(" ", whole).split())[:MAX_FIELD_CHARS] or None


def _is_day(words: str) -> bool:
    try:
        date.fromisoformat(words)
    except ValueError:
        return False
    return True


def _id(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:_ID_CHARS]


def _first_line(text: str) -> str | None:
    """The first line where it is short, no sentence, and has a blank line below it; Markdown's # is no part of it."""
    match = _TITLE.match(text[: 4 * _MAX_TITLE].removeprefix("\ufeff"))
    line = match[1].lstrip("#").strip() if match else ""
    if not match or not line or len(line) > _MAX_TITLE or _SENTENCE_END.search(line) or not text[match.end() :].strip():
        return None
    return clean(line)
