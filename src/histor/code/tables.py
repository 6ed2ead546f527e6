"""Reading the tables in ``histor/codebooks`` and finding their words in text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Generic, NamedTuple, TypeVar

K = TypeVar("K")
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
    columns, *written = lines(name)
    return [dict(zip(columns.split("\t"), line.split("\t"), strict=True)) for line in written]


@cache
def lines(name: str) -> tuple[str, ...]:
    """The lines of ``codebooks/<name>.tsv``, the first of them the names of its columns; read once."""
    return tuple((files("histor") / "codebooks" / f"{name}.tsv").read_text(encoding="utf-8").rstrip("\n").split("\n"))


def cells(text: str) -> list[str]:
    """The entries of a cell, which ``|`` divides."""
    return [entry for entry in text.split("|") if entry] if text else []


@lru_cache(maxsize=1024)
def tokens(text: str) -> tuple[Token, ...]:
    """Words of ``text``; a word that holds a hyphen stays whole."""
    found = []
    for match in _TOKEN.finditer(text):
        word = _bare(match.group())
        if word:
            found.append(Token(match.start(), match.start() + len(word), word))
    return tuple(found)


def _first_word(phrase: str) -> str:
    """The text of the first of the `tokens` of ``phrase``; empty where it has none."""
    first = phrase.partition(" ")[0]
    if first.isalpha():
        return first
    match = _TOKEN.search(phrase)
    return _bare(match.group()) if match else ""


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


class Filed(Mapping[K, tuple[T, ...]]):
    """Values by a key, kept as the rows of their table, of which ``make`` makes a value when one is asked for.

    As in `Phrases`, strings cost nothing at start-up.
    """

    def __init__(self, make: Callable[[str], T]) -> None:
        self._rows: dict[K, str] = {}
        self._make = make

    def add(self, key: K, row: str) -> None:
        """File ``row`` under ``key``, once."""
        filed = self._rows.get(key)
        if filed is None:
            self._rows[key] = row
        elif row not in filed.split("\n"):
            self._rows[key] = f"{filed}\n{row}"

    def __getitem__(self, key: K) -> tuple[T, ...]:
        return tuple(map(self._make, self._rows[key].split("\n")))

    def __iter__(self) -> Iterator[K]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class _Begun(NamedTuple, Generic[T]):
    """The phrases that begin with one word: by their words, their lengths and they themselves, the longest first."""

    by_words: dict[tuple[str, ...], T]
    lengths: tuple[int, ...]
    written: tuple[tuple[str, T], ...]
    lone: tuple[T, ...]
    """Every value that the word alone is entered with."""


class Phrases(Generic[T]):
    """Phrases of one or more words, each with a value, that are found in text: case counts, the longest one wins.

    Tens of thousands are entered in a tenth of a second: only those that begin with a word of a text are cut into
    words, and where ``make`` is given, the entries hold strings, of which it makes a value when one is asked for. (Of
    strings Python's collector of garbage keeps no account, and it would look at as many tuples again and again.)
    """

    def __init__(self, entries: Iterable[tuple[str, T | str]], make: Callable[[str], T] | None = None) -> None:
        self._exact: dict[str, T | str] = {}
        self._again: dict[str, list[T | str]] = {}  # of phrases that are entered more than once the later values
        self._filed: dict[str, str] = {}  # by their first word the phrases, one a line
        self._make = make
        for phrase, value in entries:
            if phrase in self._exact:
                self._again.setdefault(phrase, []).append(value)
                continue
            self._exact[phrase] = value
            if first := _first_word(phrase):
                filed = self._filed.get(first)
                self._filed[first] = phrase if filed is None else f"{filed}\n{phrase}"
        self._opened: dict[str, _Begun[T]] = {}
        self._kept = lru_cache(maxsize=_TEXTS_KEPT)(self._counted)

    def _made(self, stored: T | str) -> T:
        return self._make(stored) if self._make else stored  # type: ignore[arg-type, return-value]

    def _begun(self, first: str) -> _Begun[T] | None:
        """The phrases that begin with the word ``first``, None where there are none."""
        begun = self._opened.get(first)
        if begun is None and first in self._filed:
            by_words: dict[tuple[str, ...], T] = {}
            lone: list[T] = []
            for phrase in self._filed[first].split("\n"):
                words = tuple(token.text for token in tokens(phrase))
                value = self._made(self._exact[phrase])
                by_words.setdefault(words, value)
                if len(words) == 1:
                    lone += [value, *map(self._made, self._again.get(phrase, ()))]
            longest = sorted(by_words, key=len, reverse=True)
            lengths = tuple(dict.fromkeys(map(len, longest)))
            written = tuple((" ".join(words), by_words[words]) for words in longest)
            begun = self._opened[first] = _Begun(by_words, lengths, written, tuple(lone))
        return begun

    def count(self, text: str) -> tuple[T, ...]:
        """Values of the phrases in a long ``text`` that begin with a capital letter, in text order; fast."""
        return self._kept(text)

    def get(self, phrase: str) -> T | None:
        """The value of ``phrase`` as a whole."""
        stored = self._exact.get(phrase)
        return None if stored is None else self._made(stored)

    def find(self, words: tuple[Token, ...], *, hyphens: bool = False, small: bool = False) -> Iterator[Hit[T]]:
        """Hits in ``words`` from left to right, none overlapping another.

        With ``hyphens`` inside words too; with ``small`` as if all words were in small letters.
        """
        said = [word.text.lower() for word in words] if small else [word.text for word in words]
        if self._filed.keys().isdisjoint(said) and not (hyphens and any("-" in word for word in said)):
            return iter(())
        return self._hits(words, said, hyphens)

    def _hits(self, words: tuple[Token, ...], said: list[str], hyphens: bool) -> Iterator[Hit[T]]:
        i = 0
        while i < len(words):
            found = self._at(said, i)
            if found:
                length, value = found
                yield Hit(words[i].start, words[i + length - 1].end, value)
                i += length
                continue
            if hyphens and "-" in said[i]:
                yield from self._in_hyphenated(words[i])
            i += 1

    def _counted(self, text: str) -> tuple[T, ...]:
        found: list[T] = []
        after = 0
        for token in [token for token in _capitalised(text) if token[2] in self._filed or "-" in token[2]]:
            start, _, word = token
            if start < after:
                continue
            begun = self._begun(word)
            for phrase, value in begun.written if begun else ():
                if phrase == word or text.startswith(phrase, start):
                    found.append(value)
                    after = start + len(phrase)
                    break
            else:
                if "-" in word:
                    found += [hit.value for hit in self._in_hyphenated(token)]
        return tuple(found)

    def _at(self, said: list[str], i: int) -> tuple[int, T] | None:
        """The number of words of the longest phrase that begins at word ``i``, and its value."""
        begun = self._begun(said[i])
        for length in begun.lengths if begun else ():
            phrase = tuple(said[i : i + length])
            if begun and phrase in begun.by_words:
                return len(phrase), begun.by_words[phrase]
        return None

    def _in_hyphenated(self, word: Token) -> Iterator[Hit[T]]:
        parts = word.text.split("-")
        if parts[-1].lower() in _FOREIGN_TAIL or parts[0].lower() in _FOREIGN_HEAD:
            return
        at = word.start
        for part in parts:
            begun = self._begun(part)
            for value in begun.lone if begun else ():
                yield Hit(at, at + len(part), value)
            at += len(part) + 1
