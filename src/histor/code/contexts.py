"""Contexts: what an event is about, as PLOVER's 37 contexts, from the words around it and from its type.

Each context has strong and weak phrases and, for some types and modes, a weight of their own
(``codebooks/contexts.tsv``). An event has the contexts whose weights come to `LEAST`: a strong phrase in its sentence
is enough; weak ones, those of the sentences beside it and of what its voice says help each other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from histor.code.tables import Hit, cells, rows
from histor.code.wordlists import Wordlist
from histor.records import Span, Voice

LEAST = 1.0
WEAK = 0.4  # of a strong phrase: three weak ones are needed, or two beside what the type says
BESIDE = 0.5  # of a phrase's weight, where it stands in a sentence beside the event's or elsewhere in its voice
NONE = "-"  # the row of phrases that speak of no context

Weights = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Context:
    """A context with its definition, phrases, and weights by ``TYPE`` or ``TYPE:mode``; the latter goes before."""

    name: str
    definition: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    types: dict[str, float]


@cache
def contexts() -> dict[str, Context]:
    """All contexts by name, in the order of the codebook."""
    return {context.name: context for context in _table() if context.name != NONE}


def _table() -> list[Context]:
    return [
        Context(
            row["context"],
            row["definition"],
            tuple(cells(row["strong"])),
            tuple(cells(row["weak"])),
            {name: float(weight) for name, _, weight in (c.partition("=") for c in cells(row["types"]))},
        )
        for row in rows("contexts")
    ]


@cache
def _wordlist() -> Wordlist[Weights]:
    """Every phrase once, with the contexts that it speaks for."""
    weights: dict[str, dict[str, float]] = {}
    for context in _table():
        for phrases, weight in ((context.weak, WEAK), (context.strong, 1.0)):
            for phrase in phrases:
                known = weights.setdefault(phrase, {})
                if context.name != NONE:
                    known[context.name] = max(weight, known.get(context.name, 0.0))
    return Wordlist((phrase, tuple(found.items())) for phrase, found in weights.items())


@lru_cache(maxsize=512)
def _of_type(name: str, mode: str | None) -> Weights:
    """What a type and mode say by themselves of every context, in the order of the codebook."""
    return tuple(
        (context.name, context.types.get(f"{name}:{mode}", context.types.get(name, 0.0)))
        for context in contexts().values()
    )


class Passages:
    """A report's text read for contexts once, to be asked for many events."""

    def __init__(self, text: str, sentences: Sequence[Span]) -> None:
        self._hits = _wordlist().find(text)
        self._starts = [hit.start for hit in self._hits]
        self._text = text
        self._sentences = sentences
        self._begins = [s.start for s in sentences]

    def contexts(self, trigger: Span, type: str, mode: str | None, teller: Voice | None) -> tuple[str, ...]:
        """The contexts of an event at ``trigger``, which ``teller`` tells, in the order of the codebook."""
        at = self._at(trigger)
        own = self._sentences[at : at + 1]
        beside = [*self._sentences[max(0, at - 1) : at], *self._sentences[at + 1 : at + 2]]
        if teller is not None:
            beside += teller.content
        total = dict(_of_type(type, mode))
        for name, weight in self._phrases(own, beside).values():
            total[name] += weight
        return tuple(name for name, weight in total.items() if weight >= LEAST - 1e-9)

    def sentence(self, trigger: Span) -> Span:
        """The sentence in which ``trigger`` begins; the whole text where there is none."""
        return self._sentences[self._at(trigger)] if self._sentences else Span(0, len(self._text))

    def _at(self, trigger: Span) -> int:
        return max(0, bisect_right(self._begins, trigger.start) - 1)

    def _phrases(self, own: Sequence[Span], beside: Sequence[Span]) -> dict[tuple[str, str], tuple[str, float]]:
        """The weight of each phrase for each context, the same words counted once, where they weigh most."""
        found: dict[tuple[str, str], tuple[str, float]] = {}
        for spans, share in ((beside, BESIDE), (own, 1.0)):
            for hit in (hit for span in spans for hit in self._within(span)):
                words = self._text[hit.start : hit.end].lower()
                for name, weight in hit.value:
                    found[words, name] = (name, max(weight * share, found.get((words, name), (name, 0.0))[1]))
        return found

    def _within(self, span: Span) -> Sequence[Hit[Weights]]:
        return self._hits[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]
