"""Datelines: where, when and through whom a report was filed.

A place at the head of a paragraph is taken for a dateline only on some evidence beside its capitals: an agency, a
date, a region behind it, or its being known as a place (places.py). Labels look the same ("WARNING: …", "UPDATE 1 - …")
and a wrong place is worse than none.
"""

# ruff: noqa: SIM905  lists of words are read, and written, as words

from __future__ import annotations

import re
from datetime import date, timedelta

from histor.read.places import PLACES
from histor.records import Dateline, Span

_HEAD_CHARS = 1_500  # a dateline stands in the first paragraphs, below headline and byline
_HEAD_LINES = 6
_LATEST = timedelta(days=3)  # a report may carry a date some time zones ahead of its publication, not more

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+)?"
_DATE = rf"{_WEEKDAY}(?:{_MONTH}\s+{_DAY}|{_DAY}\s+{_MONTH})(?:,?\s+\d{{4}})?"

# One word of a place in capitals, or in title case; particles may stand between words.
_UPPER = r"(?:ST\.|[A-ZÀ-Þ][A-ZÀ-Þ'’]+(?:-[A-ZÀ-Þ'’]+)*|N['’]DJAMENA|U\.N\.|U\.S\.)"
_TITLE = r"(?:St\.|[A-ZÀ-Þ][a-zß-ÿ'’]+(?:-[A-Za-zß-ÿ'’]+)*|N['’]Djamena)"
_PARTICLE = r"(?:de|del|la|el|al|of|es|au|and|the|DE|DEL|LA|EL|AL|OF|ES|AU|AND|THE|ONE)"
_UPPERS = rf"{_UPPER}(?:(?:\s|\s?/\s?){_UPPER}|\s{_PARTICLE}(?=\s)){{0,4}}"
_TITLES = rf"{_TITLE}(?:\s{_TITLE}|\s{_PARTICLE}(?=\s)){{0,3}}"
_REGION = r"(?:,\s(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))[A-ZÀ-Þ][A-Za-zÀ-ÿ.]*(?:\s[A-ZÀ-Þ][A-Za-zÀ-ÿ.]*){0,2})"
_DASH = r"(?:\s?[–—―]|\s?--+|\s-|\s_|-(?=\s))(?=\s?\S)"
_AGENCY = r"\((?P<agency>[A-Z][\w.&’' /-]{1,40})\)"

_DATELINE = re.compile(
    rf"(?P<place>{_UPPERS}|{_TITLES})(?P<region>{_REGION}?)\.?"
    rf"(?:(?:,|\s?[-–—|])\s?(?P<date>{_DATE}))?"
    rf"(?:[,.]?\s?(?:{_AGENCY}|/(?P<slashed>[A-Z][A-Za-z .-]{{1,30}})/))?"
    rf"(?:\s?(?P<end>{_DASH}|[:.](?=\s)))"
)
_AGENCY_ALONE = re.compile(rf"{_AGENCY}(?:{_DASH})")
_NAMED_AGENCY = re.compile(rf"(?P<agency>[\w./ ]{{2,40}}?),\s(?P<date>{_DATE})(?:{_DASH}|:(?=\s))")
_PAGE_LINE = re.compile(
    rf"(?P<place>{_UPPERS}|{_TITLES})(?P<region>{_REGION}?)\s\|\s(?P<date>{_DATE})(?:\s\d{{1,2}}:\d\d\s?(?:[ap]m)?(?:\s[A-Z]{{2,4}})?)?[ \t]*$",
    re.MULTILINE,
)
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z]{3,}[A-Z ,.]*(?:[A-Za-z. ,\d]{0,30}\([A-Z][A-Za-z]+\))?\s?[—–-])")

# Words in capitals that head a line and are no place: labels of the desk, parts of an outlet's name.
_LABELS = frozenset(
    """about alert analysis announcement answer audio background blog breaking briefing bulletin busted chart column
    comment commentary confirmed correction corrected debate developing document editorial editors exclusive explained
    explainer fact factbox factcheck feature file first flash focus from gallery graphic headlines highlights how
    image images infographic insight interview investigation just letter letters live look map more must new note notes
    obituary official opinion opinions op-ed photo photos picture pictures podcast poll preview profile quiz quote
    quotes q&a question questions read recap related report reports review revealed roundup rumor scoop shock special
    sponsored sport sports statement story study summary survey text timeline top transcript trending tv update updated
    update1 urgent video videos view viewpoint warning watch weather what when where who why wow key facts alertnet
    business politics world health science technology culture entertainment lifestyle money markets education""".split()
)
_OUTLET_WORDS = frozenset(
    """agency chronicle daily gazette herald journal magazine media monitor network news newspaper observer online post
    press radio service standard star sun telegraph times today tribune tv wire""".split()
)
_AGENCIES = frozenset(
    """AA AAP AFP AGI AKI ANA ANI ANP ANSA AP APA APP BBC BELGA BERNAMA BNA BNS BSS CNA CNN CNS CP CTK DPA EFE FARS FNA
    GNA IANS IMAR INA INTERFAX IPS IRIN IRNA ISNA ITAR-TASS JTA KCNA KNA KUNA KYODO LUSA MAP MCT MENA MTI NAN NNA NOVA
    NTB PA PAP PETRA PNA PTI QNA RFE/RL RT RIA SANA SAPA SPA SPUTNIK TAP TASNIM TASS TNS UNB UPI VOA WAFA WAM XINHUA
    YONHAP REUTERS BLOOMBERG""".split()
)
_MIN_SENTENCE = 30  # characters; what follows a label in a headline or a list is often shorter
_SENTENCE_END = re.compile(r"[.!?]['\"”’)]?(?:\s*$|\s+[A-Z“\"])")
_LOWER_PARTICLES = frozenset("de del la el al of es au and the".split())


def find(text: str, published: str | None = None) -> tuple[Dateline, Span] | None:
    """The dateline of a report and its span in ``text``, its dash or colon included; None where there is none.

    ``published`` (ISO date) gives the year to a date that has none; without it such a date stays None.

    >>> find("BEIRUT, Sept 5 (Reuters) - Rebels said …", "2015-09-06")
    (Dateline(place='Beirut', date='2015-09-05', agency='Reuters'), Span(start=0, end=26))
    """
    for start, line in _heads(text):
        if found := _at(start, line, published):
            return found
    return None


def _heads(text: str) -> list[tuple[int, str]]:
    """Where a dateline may begin, with the line: each of the first lines, and capitals glued to a headline's end."""
    heads: list[tuple[int, str]] = []
    start = 0
    for line in text[:_HEAD_CHARS].split("\n"):
        if line.strip():
            indent = len(line) - len(line.lstrip())
            heads.append((start + indent, line[indent:]))
            heads += [(start + at.start(), line[at.start() :]) for at in _GLUED.finditer(line[:300])]
        if len(heads) >= _HEAD_LINES:
            break
        start += len(line) + 1
    return heads


def _at(start: int, line: str, published: str | None) -> tuple[Dateline, Span] | None:
    if page := _PAGE_LINE.match(line):
        place = _place(page["place"], page["region"])
        return Dateline(place, _iso(page["date"], published), None), Span(start, start + page.end())
    if (wire := _AGENCY_ALONE.match(line)) and wire["agency"].upper() in _AGENCIES:
        return Dateline(None, None, wire["agency"]), Span(start, start + wire.end())
    if (named := _NAMED_AGENCY.match(line)) and _OUTLET_WORDS & set(named["agency"].lower().split()):
        agency = named["agency"].split("/")[0].strip()
        return Dateline(None, _iso(named["date"], published), agency), Span(start, start + named.end())
    match = _DATELINE.match(line)
    if match is None or not _convinces(match, line):
        return None
    agency = match["agency"] or match["slashed"]
    dateline = Dateline(_place(match["place"], match["region"]), _iso(match["date"], published), agency)
    return dateline, Span(start, start + match.end())


def _convinces(match: re.Match[str], line: str) -> bool:
    """Whether what looks like a dateline has evidence enough, and leads into a sentence."""
    place, end, dated = match["place"], match["end"], match["date"] is not None
    known = all(part.strip().casefold() in PLACES for part in place.split("/"))
    if not known and (_LABELS | _OUTLET_WORDS) & set(re.split(r"[\s/]+", place.lower())):
        return False
    if end == ".":
        return bool(match["slashed"])
    agency = match["agency"] or match["slashed"]
    if agency:
        return known or dated or place.isupper() or _known_agency(agency)
    follows = line[match.end() :].lstrip()
    if len(follows) < _MIN_SENTENCE or not _SENTENCE_END.search(follows):
        return False
    if known:
        return True
    strong = bool(match["region"]) or end.strip() in "–—―"
    return place.isupper() and (dated or (strong and end != ":" and len(place) > 3))


def _known_agency(agency: str) -> bool:
    words = set(agency.upper().replace("/", " ").split())
    return (
        agency.upper() in _AGENCIES or bool(words & _AGENCIES) or bool(words & {"AGENCY", "PRESS", "NEWS", "SERVICE"})
    )


def _place(place: str, region: str) -> str:
    """The place as it is usually written: datelines set it in capitals.

    >>> _place("RIO DE JANEIRO", ", Brazil"), _place("MOSCOW/KIEV", "")
    ('Rio de Janeiro, Brazil', 'Moscow/Kiev')
    """
    parts = [PLACES.get(part.casefold()) or _cased(part) for part in re.split(r"\s?/\s?", " ".join(place.split()))]
    return "/".join(parts) + (_cased(region) if region.isupper() and "." not in region else region)


def _cased(words: str) -> str:
    if not words.isupper():
        return words
    parts = re.split(r"([\s-]+)", words.replace("’", "'").lower())
    return "".join(
        part if index and part in _LOWER_PARTICLES else part[:1].upper() + part[1:] for index, part in enumerate(parts)
    )


def _iso(words: str | None, published: str | None) -> str | None:
    """The ISO date that ``words`` name: with their own year, or with that which puts them nearest before ``published``."""
    month = re.search(_MONTH, words or "")
    numbers = [int(number) for number in re.findall(r"\d+", words or "")]
    if words is None or month is None or not numbers:
        return None
    number = 1 + _MONTHS.index(month[0][:3].lower())
    if len(numbers) > 1:
        return _valid(numbers[1], number, numbers[0])
    if published is None:
        return None
    latest = date.fromisoformat(published) + _LATEST
    found = _valid(latest.year, number, numbers[0])
    return found if found and found <= latest.isoformat() else _valid(latest.year - 1, number, numbers[0])


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
