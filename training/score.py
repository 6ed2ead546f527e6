"""How far predicted accounts agree with reference accounts: the definition of the project's figures.

Accounts are the JSON objects of DESIGN.md ("The account"). They are joined on ``report.id`` and carry the same
``report.text``, since every span is a ``[start, end)`` pair of offsets in characters into it. A reference whose
``events`` is null (PolNeAR) speaks of voices only and, as it knows no nesting, only of outermost ones.

Each figure counts hits among the predicted and the reference items of all reports together:

    exact.source|cue|content   spans equal after trimming blanks; each piece of a broken span counts by itself
    cue        cues that overlap, paired one to one
    source     ... and sources overlap (or are both absent)
    content    ... and contents share at least half of their union, in characters
    triple     ... source and content both
    stance     triple, and stance
    chain      triple, and the same chain of enclosing cues, outwards; among nested voices only
    trigger    triggers that overlap, paired one to one
    event      ... and the type (a future CONSULT, SUPPORT, COOPERATE or AID counts as AGREE)
    mode|status   event, and that attribute (two absent modes agree)
    voice      event, and told by the same voice: cues or sources overlap, or both by the report itself
    who-whom   event, and an actor and a recipient overlap (or are both absent)
    complete   who-whom, status and voice
    actor|recipient|place|time   fillers of right events that overlap a reference filler of that role
    argument   the four together
    country|sector|name   among the actors and recipients found: the entity's code, a sector, its canonical name
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from histor.errors import UsageError
from histor.records import EVENT_ROLES

Json = dict[str, Any]
JsonSpan = Sequence[int]
Pair = tuple[Json, Json]
"""A reference item and the predicted item matched with it."""

AGREED_WHEN_FUTURE = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID"})


@dataclass(frozen=True, slots=True)
class Figure:
    """Hits among predicted and reference items; precision, recall and F1 in per cent, to one decimal."""

    hits: int = 0
    predicted: int = 0
    reference: int = 0

    @property
    def precision(self) -> float:
        """Hits among the predicted items; 0 where nothing was predicted."""
        return percent(self.hits, self.predicted)

    @property
    def recall(self) -> float:
        """Hits among the reference items; 0 where there are none."""
        return percent(self.hits, self.reference)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return percent(2 * self.hits, self.predicted + self.reference)

    @property
    def headline(self) -> float:
        """The number that floors and comparisons are about."""
        return self.f1

    def to_json(self) -> Json:
        """Keys ``p``, ``r``, ``f1`` (per cent) and ``reference`` (a number of items)."""
        return {"p": self.precision, "r": self.recall, "f1": self.f1, "reference": self.reference}


def percent(part: float, whole: float) -> float:
    """``part`` of ``whole`` in per cent to one decimal, 0 of nothing being 0."""
    return round(100 * part / whole, 1) if whole else 0.0


class Tally(dict[str, Figure]):
    """Figures by name, in the order in which they were first counted."""

    def count(self, name: str, hits: int, predicted: int, reference: int) -> None:
        """Add to the figure ``name``, which need not be there yet."""
        before = self.get(name, Figure())
        self[name] = Figure(before.hits + hits, before.predicted + predicted, before.reference + reference)


def score(reference: Iterable[Json], predicted: Iterable[Json]) -> dict[str, Figure]:
    """The figures of the module's docstring over all reference accounts.

    A report without a predicted account counts as one in which nothing was found; predicted accounts of other
    reports are ignored. Raises UsageError where the two disagree about the text of a report.
    """
    by_id = {account["report"]["id"]: account for account in predicted}
    tally = Tally()
    for ours in reference:
        theirs = by_id.get(ours["report"]["id"]) or empty_account(ours["report"])
        check_text(ours, theirs)
        score_voices(tally, ours, theirs)
        if ours.get("events") is not None:
            score_events(tally, ours, theirs)
    return dict(tally)


def empty_account(report: Json) -> Json:
    """The account of a report in which nothing was found."""
    return {"report": report, "voices": [], "events": [], "entities": []}


def check_text(ours: Json, theirs: Json) -> None:
    """Raise UsageError unless both accounts speak of the same text (a prediction may leave its text out)."""
    text = ours["report"]["text"]
    if theirs["report"].get("text", text) != text:
        raise UsageError(f"{ours['report']['id']}: the predicted report.text differs from the reference text.")


# Spans


def overlap(a: JsonSpan, b: JsonSpan) -> bool:
    """Whether two spans share a character."""
    return a[0] < b[1] and b[0] < a[1]


def any_overlap(a: Iterable[JsonSpan], b: Sequence[JsonSpan]) -> bool:
    """Whether a span of ``a`` overlaps a span of ``b``."""
    return any(overlap(x, y) for x in a for y in b)


def fillers_agree(a: Sequence[JsonSpan], b: Sequence[JsonSpan]) -> bool:
    """Whether two roles are both empty or share a filler."""
    return (not a and not b) or any_overlap(a, b)


def trim(text: str, span: JsonSpan) -> tuple[int, int]:
    """The span without the blanks at its ends."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def contents_agree(a: Iterable[JsonSpan], b: Iterable[JsonSpan]) -> bool:
    """Whether two contents share at least half of the characters that either holds; two empty ones do not."""
    x, y = characters(a), characters(b)
    return 2 * len(x & y) >= max(1, len(x | y))


def characters(spans: Iterable[JsonSpan]) -> set[int]:
    """The offsets that the spans cover."""
    return {offset for start, end in spans for offset in range(start, end)}


def pair_up(reference: Sequence[Json], predicted: Sequence[Json], anchor: str) -> list[Pair]:
    """Pair items whose ``anchor`` spans overlap, one to one.

    Predicted items choose in text order; each takes the free reference item with which it shares most, the first
    of equals.
    """
    free = list(range(len(reference)))
    pairs = []
    for theirs in sorted(predicted, key=lambda item: tuple(item[anchor])):
        rivals = [i for i in free if overlap(reference[i][anchor], theirs[anchor])]
        best = max(rivals, key=lambda i: shared_length(reference[i][anchor], theirs[anchor]), default=None)
        if best is not None:
            free.remove(best)
            pairs.append((reference[best], theirs))
    return pairs


def shared_length(a: JsonSpan, b: JsonSpan) -> int:
    """How many characters two overlapping spans share."""
    return min(a[1], b[1]) - max(a[0], b[0])


# Voices


@dataclass(frozen=True, slots=True)
class VoiceVerdict:
    """What is right about a predicted voice whose cue overlaps that of the reference voice."""

    source: bool
    content: bool
    stance: bool
    chain: bool
    """Whether the reference voice is nested and the enclosing cues are the same, outwards."""

    @property
    def triple(self) -> bool:
        """Source, cue and content are right."""
        return self.source and self.content


def judged_voices(ours: Json, theirs: Json) -> list[tuple[Pair, VoiceVerdict]]:
    """Every matched pair of voices of two accounts with its verdict."""
    told = comparable_voices(ours, theirs)
    return [(pair, judge_voice(ours["voices"], told, pair)) for pair in pair_up(ours["voices"], told, "cue")]


def comparable_voices(ours: Json, theirs: Json) -> list[Json]:
    """The predicted voices that the reference can speak of: only the outermost where it has no events."""
    voices: list[Json] = theirs["voices"]
    return voices if ours.get("events") is not None else [voice for voice in voices if not voice.get("inside")]


def judge_voice(ours: Sequence[Json], theirs: Sequence[Json], pair: Pair) -> VoiceVerdict:
    """The verdict on a matched pair, given all voices of both accounts (the chain leads through them)."""
    wanted, found = pair
    outer, outer_found = enclosing_cues(ours, wanted), enclosing_cues(theirs, found)
    same_chain = len(outer) == len(outer_found) and all(map(overlap, outer, outer_found))
    return VoiceVerdict(
        source=fillers_agree(wanted["source"], found["source"]),
        content=contents_agree(wanted["content"], found["content"]),
        stance=wanted.get("stance", "affirm") == found.get("stance", "affirm"),
        chain=bool(outer) and same_chain,
    )


def enclosing_cues(voices: Sequence[Json], voice: Json) -> list[JsonSpan]:
    """The cues of the voices around ``voice``, innermost first; a circle is followed once."""
    by_id = {item["id"]: item for item in voices}
    cues: list[JsonSpan] = []
    seen = set()
    inside = voice.get("inside")
    while inside and inside not in seen and inside in by_id:
        seen.add(inside)
        cues.append(by_id[inside]["cue"])
        inside = by_id[inside].get("inside")
    return cues


def score_voices(tally: Tally, ours: Json, theirs: Json) -> None:
    """Count the figures of the voices of one report.

    Stance and chain are counted only where the reference voices of the report carry a stance.
    """
    wanted, found = ours["voices"], comparable_voices(ours, theirs)
    score_exact_spans(tally, ours["report"]["text"], wanted, found)
    verdicts = [verdict for _, verdict in judged_voices(ours, theirs)]
    sizes = len(found), len(wanted)
    tally.count("cue", len(verdicts), *sizes)
    tally.count("source", sum(v.source for v in verdicts), *sizes)
    tally.count("content", sum(v.content for v in verdicts), *sizes)
    tally.count("triple", sum(v.triple for v in verdicts), *sizes)
    if any("stance" in voice for voice in wanted):
        tally.count("stance", sum(v.triple and v.stance for v in verdicts), *sizes)
        nested = [sum(bool(voice.get("inside")) for voice in voices) for voices in (found, wanted)]
        tally.count("chain", sum(v.triple and v.chain for v in verdicts), *nested)


def score_exact_spans(tally: Tally, text: str, wanted: Sequence[Json], found: Sequence[Json]) -> None:
    """Count sources, cues and contents whose trimmed spans are equal."""
    parts: dict[str, Callable[[Json], Sequence[JsonSpan]]] = {
        "source": lambda voice: voice["source"],
        "cue": lambda voice: [voice["cue"]],
        "content": lambda voice: voice["content"],
    }
    for name, spans_of in parts.items():
        reference = {trim(text, span) for voice in wanted for span in spans_of(voice)}
        predicted = {trim(text, span) for voice in found for span in spans_of(voice)}
        tally.count(f"exact.{name}", len(reference & predicted), len(predicted), len(reference))


# Events


@dataclass(frozen=True, slots=True)
class EventVerdict:
    """What is right about a predicted event whose trigger overlaps that of the reference event."""

    type: bool
    mode: bool
    status: bool
    voice: bool
    who_whom: bool

    @property
    def complete(self) -> bool:
        """Type, actor, recipient, status and teller are right."""
        return self.type and self.who_whom and self.status and self.voice


def agreed_type(event: Json) -> str:
    """The type of an event, AGREE for a future act of cooperation: annotators use either."""
    future = event.get("status") == "future" and event["type"] in AGREED_WHEN_FUTURE
    return "AGREE" if future else str(event["type"])


def judged_events(ours: Json, theirs: Json) -> list[tuple[Pair, EventVerdict]]:
    """Every matched pair of events of two accounts with its verdict."""
    tellers = voices_by_id(ours), voices_by_id(theirs)
    return [(pair, judge_event(pair, *tellers)) for pair in pair_up(ours["events"], theirs["events"], "trigger")]


def voices_by_id(account: Json) -> dict[str, Json]:
    """The voices of an account under their ids."""
    return {voice["id"]: voice for voice in account["voices"]}


def judge_event(pair: Pair, our_voices: dict[str, Json], their_voices: dict[str, Json]) -> EventVerdict:
    """The verdict on a matched pair of events, given the voices of both accounts by id."""
    wanted, found = pair
    tellers = (our_voices.get(wanted.get("voice") or ""), their_voices.get(found.get("voice") or ""))
    return EventVerdict(
        type=wanted["type"] == found["type"] or agreed_type(wanted) == agreed_type(found),
        mode=wanted.get("mode") == found.get("mode"),
        status=wanted["status"] == found["status"],
        voice=same_teller(*tellers),
        who_whom=all(fillers_agree(wanted[role], found[role]) for role in ("actor", "recipient")),
    )


def same_teller(ours: Json | None, theirs: Json | None) -> bool:
    """Whether two events are told by one voice, None being the report itself."""
    if ours is None or theirs is None:
        return ours is theirs
    return overlap(ours["cue"], theirs["cue"]) or any_overlap(ours["source"], theirs["source"])


def score_events(tally: Tally, ours: Json, theirs: Json) -> None:
    """Count the figures of the events of one report and of their arguments."""
    judged = judged_events(ours, theirs)
    right = [(pair, verdict) for pair, verdict in judged if verdict.type]
    sizes = len(theirs["events"]), len(ours["events"])
    tally.count("trigger", len(judged), *sizes)
    tally.count("event", len(right), *sizes)
    tally.count("mode", sum(v.mode for _, v in right), *sizes)
    tally.count("status", sum(v.status for _, v in right), *sizes)
    tally.count("voice", sum(v.voice for _, v in right), *sizes)
    tally.count("who-whom", sum(v.who_whom for _, v in right), *sizes)
    tally.count("complete", sum(v.complete for _, v in right), *sizes)
    matches = {role: role_matches(role, [pair for pair, _ in right]) for role in EVENT_ROLES}
    filled = {role: (count_fillers(theirs, role), count_fillers(ours, role)) for role in EVENT_ROLES}
    for role in EVENT_ROLES:
        tally.count(role, len(matches[role]), *filled[role])
    for role in EVENT_ROLES:
        tally.count("argument", len(matches[role]), *filled[role])
    for wanted, found in matches["actor"] + matches["recipient"]:
        score_entity(tally, entity_of(ours["entities"], wanted), entity_of(theirs["entities"], found))


def count_fillers(account: Json, role: str) -> int:
    """How many spans fill a role of the account's events."""
    return sum(len(event[role]) for event in account["events"])


def role_matches(role: str, pairs: Sequence[Pair]) -> list[tuple[JsonSpan, JsonSpan]]:
    """The (reference, predicted) fillers of a role that agree in matched events."""
    return [match for wanted, found in pairs for match in matched_fillers(wanted[role], found[role])]


def matched_fillers(wanted: Sequence[JsonSpan], found: Sequence[JsonSpan]) -> list[tuple[JsonSpan, JsonSpan]]:
    """Pair each found filler with the first free reference filler that it overlaps."""
    free = list(wanted)
    matches = []
    for filler in found:
        match = next((i for i, span in enumerate(free) if overlap(filler, span)), None)
        if match is not None:
            matches.append((free.pop(match), filler))
    return matches


# Entities


def entity_of(entities: Iterable[Json], span: JsonSpan) -> Json | None:
    """The entity with exactly this mention, or else the first with one that overlaps it."""
    overlapping = [entity for entity in entities if any_overlap(entity["mentions"], [span])]
    exact = (entity for entity in overlapping if any(list(mention) == list(span) for mention in entity["mentions"]))
    return next(exact, overlapping[0] if overlapping else None)


def score_entity(tally: Tally, wanted: Json | None, found: Json | None) -> None:
    """Count code, sector and name of one actor or recipient; the reference says whom it names, or nothing counts."""
    if wanted is None:
        return
    theirs = found or {}
    tally.count("country", bool(found) and theirs.get("code") == wanted["code"], 1, 1)
    tally.count("sector", bool(sectors(theirs) & sectors(wanted)), 1, 1)
    tally.count("name", bool(found) and plain_name(theirs.get("name")) == plain_name(wanted["name"]), 1, 1)


def sectors(entity: Json) -> set[str]:
    """The sectors of an entity, given as a list or as words in one string."""
    value = entity.get("sector") or []
    return set(value.split() if isinstance(value, str) else value)


def plain_name(name: str | None) -> str:
    """A name without case, accents, punctuation and a leading article or form of state."""
    ascii_only = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", " ", ascii_only).strip()
    return re.sub(r"^(the|government of|republic of) ", "", words)
