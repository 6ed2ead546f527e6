"""Words of action that may name one happening: "kill" and "murder" do, "kill" and "stab" may.

``codebooks/actions.tsv`` has a group of such words a line, and the kind of happening that several groups tell of from
other sides. It was written for news of every kind after a look at the training topics of ECB+, and at no others.

>>> from histor.link.terms import stem
>>> [akin(stem("killed"), stem(word)) for word in ("murder", "funeral", "negotiations")]
[1.0, 0.5, 0.0]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TypeVar

from histor.code.tables import cells, rows
from histor.link.terms import stem

T = TypeVar("T")
_SAYING = "reporting"


def akin(one: str, two: str) -> float:
    """1 where two stems are one or stand in one group, 0.5 where they stand in two groups of one kind, else 0."""
    if one == two or _shared(_groups(), one, two):
        return 1.0
    return 0.5 if _shared(_kinds(), one, two) else 0.0


def says(word: str) -> bool:
    """Whether the stem ``word`` is of a word for saying: everybody says something, so that alone tells little."""
    return _SAYING in _kinds().get(word, ())


def _shared(of: Mapping[str, frozenset[T]], one: str, two: str) -> bool:
    return one in of and two in of and not of[one].isdisjoint(of[two])


@cache
def _groups() -> dict[str, frozenset[int]]:
    """The groups of each stem, by line."""
    return _by_stem((number, row["words"]) for number, row in enumerate(rows("actions")))


@cache
def _kinds() -> dict[str, frozenset[str]]:
    """The kinds of happening of each stem."""
    return _by_stem((row["happening"], row["words"]) for row in rows("actions"))


def _by_stem(listed: Iterable[tuple[T, str]]) -> dict[str, frozenset[T]]:
    found: dict[str, set[T]] = {}
    for value, words in listed:
        for word in cells(words):
            found.setdefault(stem(word), set()).add(value)
    return {word: frozenset(values) for word, values in found.items()}
