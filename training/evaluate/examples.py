"""Mistakes in readable form, for developers: what the reference says, what the package says, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from training.score import (
    EventVerdict,
    Json,
    JsonSpan,
    VoiceVerdict,
    comparable_voices,
    enclosing_cues,
    judged_events,
    judged_voices,
)

LONGEST_QUOTE = 160  # characters of a filler that are shown


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: ``kind`` is e.g. "missing voice", ``wrong`` the roles or attributes at fault, ``key`` its place."""

    kind: str
    wrong: str
    lines: tuple[str, ...]
    key: str

    def __str__(self) -> str:
        """Several lines; the first says what is wrong and where."""
        head = f"{self.kind}{f' ({self.wrong})' if self.wrong else ''} in {self.key}"
        return "\n".join([head, *(f"    {line}" for line in self.lines)])


def examples(pairs: Iterable[tuple[Json, Json]], limit: int) -> list[Mistake]:
    """At most ``limit`` mistakes of each kind over (reference, predicted) accounts.

    Chosen by a hash of their place, so that they come from many reports and are the same in every run.
    """
    by_kind: dict[str, list[Mistake]] = {}
    for ours, theirs in pairs:
        for mistake in mistakes(ours, theirs):
            by_kind.setdefault(mistake.kind, []).append(mistake)
    return [mistake for kind in sorted(by_kind) for mistake in sorted(by_kind[kind], key=_place)[:limit]]


def _place(mistake: Mistake) -> str:
    return sha256(mistake.key.encode("utf-8", "surrogatepass")).hexdigest()


def mistakes(ours: Json, theirs: Json) -> Iterator[Mistake]:
    """Every mistake of one account."""
    voices = judged_voices(ours, theirs)
    yield from _unmatched("voice", "cue", ours, ours["voices"], [pair[0] for pair, _ in voices], "missing")
    yield from _unmatched("voice", "cue", theirs, comparable_voices(ours, theirs), [p[1] for p, _ in voices], "extra")
    for pair, verdict in voices:
        if wrong := _wrong_in_voice(ours, pair, verdict):
            yield _wrong("voice", "cue", ours, theirs, pair, wrong)
    if ours.get("events") is None:
        return
    events = judged_events(ours, theirs)
    yield from _unmatched("event", "trigger", ours, ours["events"], [pair[0] for pair, _ in events], "missing")
    yield from _unmatched("event", "trigger", theirs, theirs["events"], [pair[1] for pair, _ in events], "extra")
    for pair, event_verdict in events:
        if wrong := _wrong_in_event(event_verdict):
            yield _wrong("event", "trigger", ours, theirs, pair, wrong)


def _wrong_in_voice(ours: Json, pair: tuple[Json, Json], verdict: VoiceVerdict) -> list[str]:
    """What is at fault; the chain only where the reference voice is nested."""
    nested = bool(enclosing_cues(ours["voices"], pair[0]))
    marks = {"source": verdict.source, "content": verdict.content, "chain": verdict.chain or not nested}
    if ours.get("events") is not None:
        marks["stance"] = verdict.stance
    return [name for name, right in marks.items() if not right]


def _wrong_in_event(verdict: EventVerdict) -> list[str]:
    marks = {
        "type": verdict.type,
        "mode": verdict.mode,
        "status": verdict.status,
        "teller": verdict.voice,
        "who-whom": verdict.who_whom,
    }
    return [name for name, right in marks.items() if not right]


def _unmatched(
    kind: str, anchor: str, account: Json, items: Sequence[Json], matched: Sequence[Json], what: str
) -> Iterator[Mistake]:
    known = {id(item) for item in matched}
    for item in items:
        if id(item) not in known:
            yield Mistake(f"{what} {kind}", "", (_shown(account, item),), _key(account, item[anchor]))


def _wrong(kind: str, anchor: str, ours: Json, theirs: Json, pair: tuple[Json, Json], wrong: Sequence[str]) -> Mistake:
    wanted, found = pair
    lines = (f"reference: {_shown(ours, wanted)}", f"package:   {_shown(theirs, found)}")
    return Mistake(f"wrong {kind}", ", ".join(wrong), lines, _key(ours, wanted[anchor]))


def _key(account: Json, anchor: JsonSpan) -> str:
    return f"{account['report']['id']} at {anchor[0]}"


def _shown(account: Json, item: Json) -> str:
    """A voice or an event in one line."""
    text = account["report"]["text"]
    if "cue" in item:
        outer = [_quote(text, [cue]) for cue in enclosing_cues(account["voices"], item)]
        chain = f" inside {' < '.join(outer)}" if outer else ""
        said = f"{_quote(text, item['source'])} — {_quote(text, [item['cue']])} — {_quote(text, item['content'])}"
        return f"{said} [{item.get('stance', '?')}]{chain}"
    kind = item["type"] + (f":{item['mode']}" if item.get("mode") else "")
    who = f"{_quote(text, item['actor'])} — {_quote(text, [item['trigger']])} — {_quote(text, item['recipient'])}"
    teller = next((v for v in account["voices"] if v["id"] == item.get("voice")), None)
    told = f"told by {_quote(text, [teller['cue']])}" if teller else "told by the report"
    return f"{kind} {who} [{item['status']}] {told}"


def _quote(text: str, spans: Sequence[JsonSpan]) -> str:
    """The words of the spans on one line, shortened; ``-`` for none."""
    words = " … ".join(" ".join(text[start:end].split()) for start, end in spans)
    if not words:
        return "-"
    return f'"{words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1] + "…"}"'
