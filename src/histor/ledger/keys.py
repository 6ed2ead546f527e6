"""Keys of the ledger: made from content, so that a report has the same ones in every ledger and on every day."""

from __future__ import annotations

import hashlib
import json

from histor.records import Report

KEY_CHARS = 16  # hexadecimal digits: 64 bits, so that of a billion reports two share a key with a chance of 3 %


def report_key(report: Report) -> str:
    """The key of ``report``: from its id, address, outlet, day of publication and text.

    The same text in another outlet or on another day is another report (a copy of the first), and so is a page whose
    text has changed since. Title and byline are left out: a later version of Histor may find them where this one
    does not.
    """
    facts = [report.id, report.url, report.outlet, report.published, report.sha256]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:KEY_CHARS]


def part_key(report: str, id: str) -> str:
    """The key of a voice, event, entity or place: ``("1cf74dc84d6cf6d8", "e15")`` → ``"1cf74dc84d6cf6d8.e15"``."""
    return f"{report}.{id}"
