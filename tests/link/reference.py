"""The sample of 2015 as a faultless reader would code it: accounts, copies and incidents made from its reference.

What the reference says is taken over: which words tell which incident, who tells it, stance, status, dead. A source is
given by the nearest words of the report that name it, and by the name that a reader of that one report would give it:
that Igor Konashenkov and the Defence Ministry are one origin is for `histor.link` to find.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from histor.link.copies import Copies
from histor.link.identities import plain_words
from histor.link.records import CopyGroup, EventRef, Incident, Member
from histor.read import report_from_text
from histor.records import COUNT_ROLES, Account, Count, Entity, Event, Place, Report, Span, Voice, When
from histor.sentences import sentences

SAMPLES = Path(__file__).parents[2] / "src" / "histor" / "samples"
REPORTS, REFERENCE = SAMPLES / "syria-2015.jsonl", SAMPLES / "syria-2015.toml"

# The words by which the reports call an origin, where they do not use its name in the reference.
CALLED = {
    "Russian Ministry of Defence": "Russian Defence Ministry|[Dd]efence Ministry(?! spokes)|(?:Defence Ministry |ministry )"
    "spokesman Igor Konashenkov|[Tt]he ministry(?!')|Deputy Defence Minister Anatoly Antonov|Antonov",
    "Russian General Staff": "Russian General Staff|General Staff(?: in Moscow)?|Lieutenant General Sergei Rudskoi|"
    "General Staff officer Sergei Rudskoi|Rudskoi",
    "Government of Turkey": "Turkey|Halit Cevik|Ankara",
    "US officials": "(?:[Tt]wo |[Aa] |[Aa]n(?:other)? )?(?:US|American) officials?|[Oo]ne of them|[Aa]nother official|[Tt]he officials?"
    "|[Tt]hey|[Aa]nother|[Hh]e",
    "Kremlin": "Kremlin(?: spokesman Dmitry Peskov)?|Peskov|his spokesman",
    "Turkish military": "Turkish General Staff|General Staff|[Aa] Turkish military official|[Tt]he official|the military",
    "Recep Tayyip Erdogan": "(?:President |Turkish President )?Recep Tayyip Erdogan|Erdogan",
    "Turkmen fighters": "Alpaslan Celik|Turkmen fighters|[Tt]he rebels|Celik",
    "Konstantin Murakhtin": "(?:Captain )?Konstantin Murakhtin|[Tt]he navigator|[Tt]he surviving airman",
    "Government of Russia": "Russia|Moscow",
    "Syrian National Coalition": "Khaled Khoja|Syrian National Coalition|the opposition",
    "Syrian Observatory for Human Rights": "Syrian Observatory for Human Rights|the Observatory|a monitoring group",
    "State Department": "State Department|[Ss]pokes(?:man John Kirby|woman Elizabeth Trudeau)",
    "three Lebanese sources": "three Lebanese sources|[Tt]he sources|[Oo]ne of them|Another",
    "Turkish Foreign Ministry": "Foreign Ministry|the ministry",
    "Government of Syria": "Syrian government|Damascus",
    "Pentagon": "Pentagon(?: spokesman (?:Jeff Davis|Peter Cook))?",
    "Russian Foreign Ministry": "Foreign Ministry spokeswoman Maria Zakharova|Foreign Ministry in Moscow|Foreign Ministry|she",
    "a Syrian military source": "(?:[Aa] )?(?:Syrian )?military source|[Tt]he source",
    "a senior Syrian officer": "a senior Syrian officer|a Syrian officer|the officer",
    "a diplomatic source": "a diplomatic source|the same source",
    "Bulgarian Foreign Ministry": "Foreign Ministry in Sofia|Bulgaria|[Aa] spokeswoman for the ministry",
    "Greek Foreign Ministry": "Foreign Ministry",
    "Alexander Orlov": "Alexander Orlov|[Tt]he Russian ambassador in France",
    "US intelligence analysts": "American intelligence analysts|American analysts",
    "a Turkmen commander": "[Aa] commander of a Turkmen brigade",
    "a US satellite firm": "a US firm",
    "Presidency of Syria": "the presidency",
    "Russian embassy in Tehran": "Russian embassy in Tehran",
    "SANA": "SANA",
    "Syrian Civil Defence": "Rescue workers of the Syrian Civil Defence",
    "Syrian army": "Syria's army",
    "Islamic Revolutionary Guard Corps": "The Guards",
    "NATO diplomats": "diplomats who took part|[Ss]everal ambassadors|diplomats",
    "a rebel group": "a rebel group that operates in the area|a rebel group",
    "exporters in Antalya": "exporters of fruit and vegetables|exporters",
    "Anadolu Agency": "Turkey's Anadolu agency|Anadolu agency|It",
    "US Treasury": "US Treasury",
    "Fars News Agency": "Fars News Agency|Fars",
    "RIA Novosti": "RIA Novosti",
    "Tom Van Doorsselaere and Giovanni Lapenta": "Tom Van Doorsselaere and Giovanni Lapenta|[Tt]hey",
    "NATO": "they|NATO",
    "White House": "White House",
    "Tajammu al-Izza": "Tajammu al-Izza",
}
# Whom a mention names, where that is not the origin itself; and the country of a name that does not tell it.
PEOPLE = {
    "Konashenkov": ("Igor Konashenkov", "RUS"),
    "Antonov": ("Anatoly Antonov", "RUS"),
    "Rudskoi": ("Sergei Rudskoi", "RUS"),
    "Cevik": ("Halit Cevik", "TUR"),
    "Peskov": ("Dmitry Peskov", "RUS"),
    "Celik": ("Alpaslan Celik", "SYR"),
    "Khoja": ("Khaled Khoja", "SYR"),
    "Zakharova": ("Maria Zakharova", "RUS"),
    "Trudeau": ("Elizabeth Trudeau", "USA"),
    "Kirby": ("John Kirby", "USA"),
    "Davis": ("Jeff Davis", "USA"),
    "Cook": ("Peter Cook", "USA"),
    "Turkish military official": ("a Turkish military official", "TUR"),
}
CODES = {"Islamic Revolutionary Guard Corps": "IRN", "Presidency of Syria": "SYR"}
APART = ("Anatoly Antonov", "Sergei Rudskoi", "Halit Cevik", "Alpaslan Celik", "a Turkish military official")
"""Whom the reference counts as their institution though their report does not say that they speak for it: two origins."""

ACTORS = {  # who acts, by incident and words of the telling, where the reports tell that otherwise
    ("rescue", "the navigator had been rescued by Russian and Syrian special forces"): (
        "Russian and Syrian special forces",
    ),
    ("rescue", "Russian and Syrian special forces had brought him out"): ("Russian and Syrian special forces",),
    ("rescue", "the rescue was the work of Russian and Syrian special forces"): ("Russian and Syrian special forces",),
    ("rescue", "Russian and Syrian special forces did it"): ("Russian and Syrian special forces",),
    ("rescue", "had been recovered by the Syrian army"): ("Syrian army",),
    ("rescue", "the Syrian army"): ("Syrian army",),
    ("rescue", "rescued the navigator of the Russian bomber"): ("Hezbollah", "Syrian commandos"),
    ("rescue", "Hezbollah took part"): ("Hezbollah",),
}
SECTORS = {"Hezbollah": ("REB",), "Syrian commandos": ("MIL",), "Syrian army": ("MIL",)}
PLACES = {  # in which country it happened, likewise
    ("downing", "shot down by Turkish F-16s"): "TUR",
    ("downing", "hit inside Syrian airspace"): "SYR",
    ("downing", "shot down a friendly Russian aircraft in Syrian airspace"): "SYR",
    ("downing", "the aircraft was shot down over Syria"): "SYR",
}


@dataclass(frozen=True)
class Sample:
    """The sample with its reference; ``labels`` are the reference's origins by event, "" for nobody named, APART by themselves."""

    accounts: dict[str, Account]
    groups: list[CopyGroup]
    incidents: list[Incident]
    labels: dict[EventRef, str]
    reference: dict[str, dict[str, Any]]


def there() -> bool:
    """Whether the sample lies in the package."""
    return REPORTS.exists() and REFERENCE.exists()


def sample() -> Sample:
    """The sample, coded as its reference says."""
    rows = [json.loads(line) for line in REPORTS.read_text(encoding="utf-8").splitlines()]
    reports = {row["id"]: _report(row) for row in rows}
    reference = tomllib.loads(REFERENCE.read_text(encoding="utf-8"))
    makers = {id: _Maker(report) for id, report in reports.items()}
    labels: dict[EventRef, str] = {}
    incidents = []
    for told in reference["incidents"]:
        members = []
        for telling in told["tellings"]:
            ref, label = makers[telling["report"]].add(told, telling)
            labels[ref] = label
            members.append(Member(ref, told["types"][0], telling.get("status", "actual"), False, None, 1.0))
        incidents.append(incident(told["id"], tuple(members), told["types"][0], told["what"]))
    copies = Copies()
    for report in reports.values():
        copies.add(report)
    accounts = {id: maker.account() for id, maker in makers.items()}
    return Sample(accounts, copies.groups(), incidents, labels, {told["id"]: told for told in reference["incidents"]})


def incident(id: str, members: tuple[Member, ...], type: str, description: str = "") -> Incident:
    """An incident that says nothing but which events it has."""
    return Incident(id, members, type, None, members[0].ref, description, (), (), None, When(unresolved="-"), (), ())


def _report(row: dict[str, Any]) -> Report:
    given = {name: row[name] for name in ("id", "title", "outlet", "published", "url", "byline")}
    return report_from_text(row["text"], **given)


class _Maker:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.text = report.text.replace("’", "'")
        self.sentences = sentences(report.text)
        self.voices: list[Voice] = []
        self.events: list[Event] = []
        self.mentions: dict[str, tuple[str, set[Span]]] = {}  # name → code and mentions
        self.places: dict[str, Place] = {}
        self.outlets = {report.outlet, report.dateline.agency if report.dateline else None, "Sample Wire Agency"}

    def add(self, told: dict[str, Any], telling: dict[str, Any]) -> tuple[EventRef, str]:
        """The event of ``telling``, and the origin that it has by the reference."""
        start = self.report.text.index(telling["quote"])
        quote = Span(start, start + len(telling["quote"]))
        sources = [*telling.get("via", []), telling["origin"]]
        if telling["origin"] in self.outlets:
            sources.pop()
        stance = telling.get("stance", "affirm")
        voices = [self._voice(name, quote, stance if name is sources[-1] else "affirm") for name in sources]
        key = told["id"], telling["quote"]
        actors = tuple(self._mention(name, name, quote) for name in ACTORS.get(key, ()))
        roles = [role for role in COUNT_ROLES if role in telling]
        counts = {role: Count(quote, telling[role], telling[role]) for role in roles}
        number, country = f"e{len(self.events) + 1}", PLACES.get(key)
        if country:
            self.places[country] = Place(country, country, country, None, None, None, None, "country", ())
        self.events.append(
            Event(
                number, Span(start, start + len(telling["quote"].split()[0])), told["types"][0], None, (), 4, -5.0, None,
                actors, (), (), (), counts, telling.get("status", "actual"), telling.get("background", False),
                voices[-1].id if voices else None, tuple(v.id for v in voices), When(unresolved="-"), country, 1.0,
            )
        )  # fmt: skip
        speakers = (name for name, (_, spans) in self.mentions.items() if voices and {*voices[-1].source} & spans)
        speaker = next(speakers, "")
        return EventRef(self.report.id, number), speaker if speaker in APART else telling["origin"]

    def _voice(self, name: str, quote: Span, stance: Any) -> Voice:
        source = (self._mention(name, CALLED.get(name, _any_part(name)), quote),) if name else ()
        cue = Span(quote.start, quote.start)
        number = f"v{len(self.voices) + 1}"
        self.voices.append(Voice(number, source, cue, (quote,), (), stance, "indirect", None, None, 1.0))
        return self.voices[-1]

    def _mention(self, name: str, pattern: str, quote: Span) -> Span:
        """Where the report names whom the reference calls ``name``; filed under who that is."""
        span = self._find(pattern, quote)
        words = span.of(self.text)
        who, code = next((found for part, found in PEOPLE.items() if part in words), (name, CODES.get(name, "---")))
        self.mentions.setdefault(who, (code, set()))[1].add(span)
        return span

    def _find(self, pattern: str, quote: Span) -> Span:
        """The mention nearest to the quote: in its sentence, else in its paragraph, else before it, else anywhere."""
        whole = re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])")
        found = [Span(*match.span()) for match in whole.finditer(self.text)]
        sentence = next(s for s in self.sentences if s.overlaps(quote))
        paragraph = Span(self.text.rfind("\n", 0, quote.start) + 1, (self.text + "\n").find("\n", quote.end))
        kept = [s for s in found if not s.overlaps(quote)] or found
        for around in (sentence, paragraph, Span(0, quote.start), Span(0, len(self.text))):
            inside = [s for s in kept if around.contains(s)]
            if inside:
                return min(inside, key=lambda s: (s.start > quote.start, abs(s.start - quote.start)))
        raise LookupError(f"{self.report.id}: nothing like {pattern!r}")

    def account(self) -> Account:
        entities: list[Entity] = []
        for name, (code, spans) in self.mentions.items():
            given = code if code != "---" else plain_words(name)[1] or code
            number = f"n{len(entities) + 1}"
            entities.append(Entity(number, name, given, SECTORS.get(name, ()), None, tuple(sorted(spans))))
        return Account(
            self.report, tuple(self.voices), tuple(self.events), tuple(entities), tuple(self.places.values())
        )


def _any_part(name: str) -> str:
    """A person may be called by the surname, with or without an office before the full name."""
    return f"{re.escape(name)}|{re.escape(name.rsplit(maxsplit=1)[-1])}" if " " in name else re.escape(name)
