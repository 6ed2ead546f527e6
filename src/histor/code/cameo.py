"""CAMEO codes: of an event's type, mode and status, and of the words at and around its trigger.

``codebooks/cameo.tsv`` holds rules in order; the first that fits an event gives its code, and where none does the code
is that of the mode or type in ``codebooks/plover.json``. CAMEO codes what is done, and of what is still to be done only
cooperation (its root 03): other events that are planned, and those that are possible or negated, have no code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from histor.code.codebook import EventType
from histor.code.tables import cells, rows
from histor.code.wordlists import Wordlist
from histor.records import Span

# Characters of the sentence around a trigger in which a rule looks for its object: "sent Kyiv 40 howitzers", "military
# aid for". Wider, other events of the sentence are taken for it.
_BEFORE, _AFTER = 40, 90


@dataclass(frozen=True, slots=True)
class Rule:
    """``code`` for events of ``type`` in ``mode`` (``*`` any, ``-`` none) with one of the words at and near the trigger.

    ``trigger`` and ``near`` are phrases of `Wordlist`; where there are none, the rule asks for none.
    """

    type: str
    mode: str
    status: str
    trigger: tuple[str, ...]
    near: tuple[str, ...]
    code: str
    meaning: str


@cache
def rules() -> tuple[Rule, ...]:
    """All rules in the order in which they are tried."""
    return tuple(
        Rule(
            row["type"],
            row["mode"],
            row["status"],
            tuple(cells(row["trigger"])),
            tuple(cells(row["near"])),
            row["code"],
            row["meaning"],
        )
        for row in rows("cameo")
    )


@cache
def _numbers(type: str, mode: str | None, status: str) -> tuple[int, ...]:
    """The numbers of the rules for such events."""
    return tuple(
        k for k, r in enumerate(rules()) if r.type == type and r.mode in ("*", mode or "-") and r.status == status
    )


@cache
def _words() -> tuple[Wordlist[tuple[int, ...]], Wordlist[tuple[int, ...]]]:
    """All phrases that rules look for at, and near, a trigger, each with the numbers of these rules."""
    at: dict[str, list[int]] = {}
    near: dict[str, list[int]] = {}
    for k, rule in enumerate(rules()):
        for phrases, found in ((rule.trigger, at), (rule.near, near)):
            for phrase in phrases:
                found.setdefault(phrase, []).append(k)
    first, second = (Wordlist((phrase, tuple(numbers)) for phrase, numbers in x.items()) for x in (at, near))
    return first, second


def cameo_of(kind: EventType, mode: str | None, status: str, text: str, trigger: Span, sentence: Span) -> str | None:
    """The CAMEO code of an event at ``trigger`` in ``sentence``, or None where CAMEO has none for it."""
    at: frozenset[int] | None = None  # the rules that have a phrase at the trigger, and near it, once one is asked for
    near: frozenset[int] | None = None
    for k in _numbers(kind.name, mode, status):
        rule = rules()[k]
        if rule.trigger:
            at = _spoken_for(_words()[0], trigger.of(text)) if at is None else at
            if k not in at:
                continue
        if rule.near:
            around = Span(max(sentence.start, trigger.start - _BEFORE), min(sentence.end, trigger.end + _AFTER))
            near = _spoken_for(_words()[1], around.of(text)) if near is None else near
            if k not in near:
                continue
        return rule.code
    return kind.cameo_of(mode) if status == "actual" else None


@lru_cache(maxsize=1024)
def _spoken_for(words: Wordlist[tuple[int, ...]], passage: str) -> frozenset[int]:
    return frozenset(k for found in words.all(passage) for k in found)
