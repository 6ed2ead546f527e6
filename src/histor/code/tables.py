"""Reading the tables in ``histor/codebooks`` and finding their words in text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


def word_set(listed: str) -> frozenset[str]:
    """The words of ``listed``, which blanks divide."""
    return frozenset(listed.split())


_TOKEN = re.compile(r"[^\W_][\w.’'&+-]*")
_CAPITALISED = re.compile(r"(?<![\w’'-])[^\W\d_a-z][\w.’'&+-]*")
_TEXTS_KEPT = 64  # whose phrases are counted more than once: a report's, and the names in it
_POSSESSIVE = re.compile(r"[’']s?$")
# "US-led coalition", "anti-ISIL front": the name before or after the hyphen is not whom the phrase belongs to.
_FOREIGN_TAIL = word_set(
    "led backed sponsored supported allied aligned funded trained armed occupied "
    "brokered mediated controlled held imposed linked inspired style made friendly"
)
_FOREIGN_HEAD = word_set("anti pro non ex cross counter")


class Token(NamedTuple):
    """A word of a text with its offsets; ``text`` is without possessive endings and full stops of sentences."""

    start: int
    end: int
    text: str


class Hit(NamedTuple, Generic[T]):
    """A table's entry found in a text at ``[start, end)``."""

    start: int
    end: int
    value: T


def rows(name: str) -> list[dict[str, str]]:
    """The rows of ``codebooks/<name>.tsv`` as dictionaries by column name, all cells text."""
    lines = (files("histor") / "codebooks" / f"{name}.tsv").read_text(encoding="utf-8").rstrip("\n").split("\n")
    columns = lines[0].split("\t")
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:]]


def cells(text: str) -> list[str]:
    """The entries of a cell, which ``|`` divides."""
    return [entry for entry in text.split("|") if entry]


@lru_cache(maxsize=1024)
def tokens(text: str) -> tuple[Token, ...]:
    """Words of ``text``; a word that holds a hyphen stays whole."""
    found = []
    for match in _TOKEN.finditer(text):
        word = _bare(match.group())
        if word:
            found.append(Token(match.start(), match.start() + len(word), word))
    return tuple(found)


@lru_cache(maxsize=_TEXTS_KEPT)
def _capitalised(text: str) -> tuple[Token, ...]:
    """The words of ``text`` that begin with a capital letter."""
    words = ((match.start(), _bare(match.group())) for match in _CAPITALISED.finditer(text))
    return tuple(Token(start, start + len(word), word) for start, word in words)


def _bare(word: str) -> str:
    """``word`` without a possessive ending and without the full stop of a sentence; "U.S." keeps its stops."""
    if "’" in word or "'" in word:
        word = _POSSESSIVE.sub("", word)
    return word[:-1] if word.endswith(".") and len(word) > 3 and "." not in word[:-1] else word


class Phrases(Generic[T]):
    """Phrases of one or more words, each with a value, that are found in text: case counts, the longest one wins."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._exact: dict[str, T] = {}
        self._by_words: dict[tuple[str, ...], T] = {}
        self._lone: dict[str, list[T]] = {}  # of phrases of one word every value that they are entered with
        for phrase, value in entries:
            self._exact.setdefault(phrase, value)
            if words := tuple(token.text for token in tokens(phrase)):
                self._by_words.setdefault(words, value)
                if len(words) == 1:
                    self._lone.setdefault(words[0], []).append(value)
        # By the first word the phrases and how many words they have, the longest first.
        self._by_first: dict[str, list[tuple[str, T]]] = {}
        self._lengths: dict[str, list[int]] = {}
        for words in sorted(self._by_words, key=len, reverse=True):
            self._by_first.setdefault(words[0], []).append((" ".join(words), self._by_words[words]))
            lengths = self._lengths.setdefault(words[0], [])
            if len(words) not in lengths:
                lengths.append(len(words))
        self._kept = lru_cache(maxsize=_TEXTS_KEPT)(self._counted)

    def count(self, text: str) -> tuple[T, ...]:
        """Values of the phrases in a long ``text`` that begin with a capital letter, in text order; fast."""
        return self._kept(text)

    def get(self, phrase: str) -> T | None:
        """The value of ``phrase`` as a whole."""
        return self._exact.get(phrase)

    def find(self, words: tuple[Token, ...], *, hyphens: bool = False, small: bool = False) -> Iterator[Hit[T]]:
        """Hits in ``words`` from left to right, none overlapping another.

        With ``hyphens`` inside words too; with ``small`` as if all words were in small letters.
        """
        said = [word.text.lower() for word in words] if small else [word.text for word in words]
        if self._lengths.keys().isdisjoint(said) and not (hyphens and any("-" in word for word in said)):
            return iter(())
        return self._hits(words, said, hyphens)

    def _hits(self, words: tuple[Token, ...], said: list[str], hyphens: bool) -> Iterator[Hit[T]]:
        i = 0
        while i < len(words):
            phrase = self._at(said, i)
            if phrase:
                yield Hit(words[i].start, words[i + len(phrase) - 1].end, self._by_words[phrase])
                i += len(phrase)
                continue
            if hyphens and "-" in said[i]:
                yield from self._in_hyphenated(words[i])
            i += 1

    def _counted(self, text: str) -> tuple[T, ...]:
        found: list[T] = []
        after = 0
        for token in [token for token in _capitalised(text) if token[2] in self._by_first or "-" in token[2]]:
            start, _, word = token
            if start < after:
                continue
            for phrase, value in self._by_first.get(word, ()):
                if phrase == word or text.startswith(phrase, start):
                    found.append(value)
                    after = start + len(phrase)
                    break
            else:
                if "-" in word:
                    found += [hit.value for hit in self._in_hyphenated(token)]
        return tuple(found)

    def _at(self, said: list[str], i: int) -> tuple[str, ...]:
        """The longest phrase that begins at word ``i``; empty where none does."""
        for length in self._lengths.get(said[i], ()):
            phrase = tuple(said[i : i + length])
            if phrase in self._by_words:
                return phrase
        return ()

    def _in_hyphenated(self, word: Token) -> Iterator[Hit[T]]:
        parts = word.text.split("-")
        if parts[-1].lower() in _FOREIGN_TAIL or parts[0].lower() in _FOREIGN_HEAD:
            return
        at = word.start
        for part in parts:
            for value in self._lone.get(part, ()):
                yield Hit(at, at + len(part), value)
            at += len(part) + 1
