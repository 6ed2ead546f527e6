"""Many phrases found in a text at once, whatever their case and endings: the words of contexts and CAMEO rules.

A phrase is words; ``*`` ends a word with any ending, and stands alone for any one word. A phrase with a capital letter
is found only in that case ("WHO", "MPs"), others in any. Hyphens count as blanks. Unlike `tables.Phrases`, which finds
names, nothing here is a name.

>>> [(hit.start, hit.value) for hit in Wordlist([("peace keep*", 1), ("UN", 2)]).find("UN peace-keepers, unpaid")]
[(0, 2), (3, 1)]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from histor.code.tables import Hit
from histor.letters import lowered

T = TypeVar("T")

_WORD = re.compile(r"\w+(?:'\w+)?")
_PHRASE_WORD = re.compile(r"\w+(?:'\w+)?\*?|\*")
_APART = frozenset(',;:!?()[]"“”\n')  # two words with one of these between them are no phrase
_WIDEST = 2  # characters between two words of a phrase: a blank, a hyphen, a full stop with a blank
_LONGEST = 40  # letters of a word that are looked at
_KNOWN = 1 << 15  # words whose candidates are remembered; the vocabulary of news


@dataclass(frozen=True, slots=True)
class _Words:
    """A text cut into words, in lower case, with their spans."""

    text: str
    lower: list[str]
    spans: list[tuple[int, int]]

    @classmethod
    def of(cls, text: str) -> _Words:
        lower = lowered(text).replace("’", "'")
        return cls(text, _WORD.findall(lower), [match.span() for match in _WORD.finditer(lower)])

    def exact(self, at: int) -> str:
        start, end = self.spans[at]
        return self.text[start:end].replace("’", "'")

    def adjoin(self, at: int) -> bool:
        """Whether word ``at`` may go on a phrase that the word before it is in."""
        end, start = self.spans[at - 1][1], self.spans[at][0]
        return start - end <= _WIDEST and _APART.isdisjoint(self.text[end:start])


@dataclass(frozen=True, slots=True)
class _Phrase(Generic[T]):
    words: tuple[str, ...]
    exact: bool
    value: T
    later: tuple[tuple[str, bool], ...]
    """The words after the first, without ``*``, and whether that stood behind them."""

    @classmethod
    def of(cls, words: tuple[str, ...], exact: bool, value: T) -> _Phrase[T]:
        return cls(words, exact, value, tuple((word.removesuffix("*"), word.endswith("*")) for word in words[1:]))

    def begins(self, words: _Words, at: int) -> bool:
        """Whether the phrase stands at word ``at``, which is known to fit its first one but for its case."""
        if at + len(self.words) > len(words.lower) or (self.exact and not _fits(words.exact(at), self.words[0])):
            return False
        for k, (wanted, open_) in enumerate(self.later, at + 1):
            word = words.exact(k) if self.exact else words.lower[k]
            if not (word.startswith(wanted) if open_ else _is(word, wanted)) or not words.adjoin(k):
                return False
        return True


class Wordlist(Generic[T]):
    """Phrases with a value each."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        """Raises ValueError for a phrase without words or one that begins with a lone ``*``."""
        self._whole: dict[str, list[_Phrase[T]]] = {}
        self._stems: dict[str, list[_Phrase[T]]] = {}
        for phrase, value in entries:
            words = tuple(_PHRASE_WORD.findall(phrase))
            if not words or words[0] == "*":
                raise ValueError(f"no phrase to look for: {phrase!r}")
            first, stem = words[0].lower().removesuffix("*"), words[0].endswith("*")
            (self._stems if stem else self._whole).setdefault(first, []).append(
                _Phrase.of(words, phrase != phrase.lower(), value)
            )
        self._candidates = lru_cache(_KNOWN)(self._look_up)

    def _look_up(self, word: str) -> tuple[_Phrase[T], ...]:
        """The phrases that ``word`` may begin, longest first."""
        found = [phrase for form in {word, word.removesuffix("'s")} for phrase in self._whole.get(form, ())]
        for end in range(1, len(word) + 1):
            found += self._stems.get(word[:end], ())
        return tuple(sorted(found, key=lambda p: (-len(p.words), not p.exact, p.words)))

    def all(self, text: str) -> Iterator[T]:
        """The values of all phrases in ``text``, those inside or across others too."""
        words = _Words.of(text)
        for at, word in enumerate(words.lower):
            for phrase in self._candidates(word[:_LONGEST]):
                if phrase.begins(words, at):
                    yield phrase.value

    def find(self, text: str) -> list[Hit[T]]:
        """Hits in ``text``, from left to right: at each place the longest phrase, none overlapping another."""
        words = _Words.of(text)
        hits: list[Hit[T]] = []
        after = 0
        for at, phrases in enumerate([self._candidates(word[:_LONGEST]) for word in words.lower]):
            if at < after:
                continue
            for phrase in phrases:
                if phrase.begins(words, at):
                    after = at + len(phrase.words)
                    hits.append(Hit(words.spans[at][0], words.spans[after - 1][1], phrase.value))
                    break
        return hits


def _fits(word: str, wanted: str) -> bool:
    if wanted.endswith("*"):
        return word.startswith(wanted[:-1])
    return _is(word, wanted)


def _is(word: str, wanted: str) -> bool:
    return word == wanted or (word.endswith("'s") and word[:-2] == wanted)
