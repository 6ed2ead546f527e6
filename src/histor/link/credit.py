"""Which agency a report credits: in its dateline, its byline, or a line at its head or end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from histor.link.identities import outlet
from histor.records import Report

_HEAD, _TAIL = 2, 4  # lines of a report in which a credit may stand
_LONGEST = 160  # characters of such a line; a sentence of the report that names an agency is mostly longer
_NAMES = (
    "AAP",
    "AFP",
    "AP",
    "ANI",
    "ANSA",
    "DPA",
    "dpa",
    "EFE",
    "IANS",
    "IRNA",
    "KCNA",
    "KUNA",
    "PA",
    "PTI",
    "SANA",
    "TASS",
    "UPI",
    "Agence France-Presse",
    "Anadolu Agency",
    "Anadolu",
    "Associated Press",
    "Bloomberg",
    "Deutsche Presse-Agentur",
    "Interfax",
    "Kyodo News",
    "Kyodo",
    "Press Association",
    "Press Trust of India",
    "RIA Novosti",
    "Reuters",
    "United Press International",
    "Xinhua",
    "Yonhap",
)
_AGENCY = "(?:[Tt]he )?(" + "|".join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True)) + r")(?![\w-])"
_BYLINE = re.compile(rf"(?<![\w-]){_AGENCY}")
# "(Reuters)", "© 2015 Reuters", "Source: AFP", "- AP", "With reporting by Reuters", "Reuters contributed to this report"
_CREDIT = re.compile(
    rf"^\W*{_AGENCY}\W*$|[(\[–—-] ?{_AGENCY}[)\]]?\W*$"
    rf"|(?:©|\([Cc]\)|[Cc]opyright)[\s\d,]*{_AGENCY}"
    rf"|(?:[Ss]ource|SOURCE|[Cc]redit|[Vv]ia|[Ff]rom|[Bb]y|[Ww]ith)s?:? (?:[a-z]+ (?:from|by) )?{_AGENCY}\W*$"
    rf"|^\W*{_AGENCY} contributed"
)


def credited(report: Report) -> str | None:
    r"""The agency that ``report`` credits, by its usual name; None where it credits none.

    >>> credited(Report("r1", "Rebels left the town.\n© 2015 Reuters", ""))
    'Reuters'
    >>> credited(Report("r1", "Rebels left the town, Reuters reported on Monday.", "")) is None
    True
    """
    found = next(_named(report), None)
    return outlet(found).name if found else None


def _named(report: Report) -> Iterator[str]:
    if report.dateline is not None and report.dateline.agency:
        yield report.dateline.agency
    if report.byline and (match := _BYLINE.search(report.byline[:_LONGEST])):
        yield match[1]
    lines = [line.strip() for line in report.text.splitlines() if line.strip()]
    for line in dict.fromkeys(lines[-_TAIL:] + lines[:_HEAD]):
        if len(line) <= _LONGEST and (match := _CREDIT.search(line)):
            yield next(name for name in match.groups() if name)
