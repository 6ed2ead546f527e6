"""Which identities of one incident are one source: what only several reports together make certain.

Each rule joins two identities where the incident leaves no choice, and none where it does: a surname to the only
person of that name, "the ministry" to the only ministry of its country, "the Times" to the only Times, a title to the
only one who bears it, a spokesman to his body. Candidates are looked up among the identities as they stand in their
reports and never among those joined before, so that the result does not depend on any order.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from histor.code.grouping import fold, same_body, same_person
from histor.link.identities import UNKNOWN, Identity, is_office, squashed

_RANK = {"outlet": 0, "body": 1, "state": 2, "person": 3, "unnamed": 4}  # whose name stands for the whole


class Same:
    """The identities of one incident with those that are one joined.

    >>> reports = [Identity("person:lavrov", "Lavrov", "person", "RUS"),
    ...            Identity("person:sergey lavrov", "Sergey Lavrov", "person", "RUS")]
    >>> same = Same(reports)
    >>> same.key(reports[0]) == same.key(reports[1]), same.who(reports[0]).name
    (True, 'Sergey Lavrov')
    """

    def __init__(self, identities: Iterable[Identity]) -> None:
        self._all = sorted(set(identities), key=_order)
        self._parent = {identity.key: identity.key for identity in self._all}
        for identity in self._all:
            if identity.speaks_for:
                self._join(identity.key, identity.speaks_for)
            for fits in (_same_identifier, _same_outlet, _same_name, _same_office, _same_titles):
                others = {i.key for i in self._all if i.key != identity.key and fits(identity, i)}
                if len(others) == 1:
                    self._join(identity.key, others.pop())
        self._members: dict[str, list[Identity]] = {}  # by root, the fullest name first
        for identity in sorted(self._all, key=_prominence):
            self._members.setdefault(self._root(identity.key), []).append(identity)

    def key(self, identity: Identity) -> str:
        """The key of the source that ``identity`` is."""
        return self.who(identity).key

    def who(self, identity: Identity) -> Identity:
        """That source by its fullest name."""
        return self._joined(identity)[0]

    def names(self, identity: Identity) -> tuple[str, ...]:
        """All names that were found to be it, the fullest first."""
        return tuple(dict.fromkeys(i.name for i in self._joined(identity)))

    def keys(self, identity: Identity) -> tuple[str, ...]:
        """The keys of all that were found to be it."""
        return tuple(dict.fromkeys(i.key for i in self._joined(identity)))

    def _joined(self, identity: Identity) -> list[Identity]:
        return self._members.get(self._root(identity.key), [identity])

    def _root(self, key: str) -> str:
        while (above := self._parent.get(key, key)) != key:
            key = above
        return key

    def _join(self, first: str, second: str) -> None:
        low, high = sorted((self._root(first), self._root(second)))
        self._parent.setdefault(low, low)
        self._parent[high] = low


def _order(identity: Identity) -> tuple[str, ...]:
    return (
        identity.key, identity.name, identity.code, identity.speaks_for or "", *identity.titles, "", *identity.sector,
        "", identity.identifier or "",
    )  # fmt: skip


def _prominence(identity: Identity) -> tuple[int, int, tuple[str, ...]]:
    return _RANK[identity.kind], -len(identity.name), _order(identity)


# When ``one`` may be ``other``; ``other`` is the fuller of the two, and both fit where they are equals


def _same_identifier(one: Identity, other: Identity) -> bool:
    return one.identifier is not None and one.identifier == other.identifier


def _same_outlet(one: Identity, other: Identity) -> bool:
    """An outlet by its whole name, which may look like a person's; or by the last word, where no other Times is about."""
    if other.kind != "outlet" or is_office(one):
        return False
    if other.key == f"body:{squashed(one.name)}":
        return True
    last = one.kind != "person" and len(_words(one)) == 1 < len(_words(other))
    return last and _words(other)[-1:] == _words(one)


def _same_name(one: Identity, other: Identity) -> bool:
    """A surname and the full name; an acronym or short form and the name in full."""
    if not (_agree(one, other) and _words(one)):
        return False
    if one.kind == other.kind == "person":
        return len(_words(one)) < len(_words(other)) and same_person(_words(one), _words(other))
    bodies = {one.kind, other.kind} <= {"body", "outlet"} and not is_office(one) and not is_office(other)
    return bodies and len(_words(one)) < len(_words(other)) and same_body(_words(one), _words(other))


def _same_office(one: Identity, other: Identity) -> bool:
    """The same office where one report leaves its country open; "the ministry" and the ministry of its country."""
    if not (is_office(one) and is_office(other) and _agree(one, other)):
        return False
    short, long = (i.key.rpartition(":")[2].split() for i in (one, other))
    if short == long:
        return one.code == UNKNOWN
    return len(short) == 1 < len(long) and long[-1] == short[0]


def _same_titles(one: Identity, other: Identity) -> bool:
    """Whether ``one`` is an office, as "the Turkish foreign minister", by which ``other`` is called too."""
    title = one.key.rpartition(":")[2]
    return one.kind == "unnamed" and other.kind == "person" and title in other.titles and one.code == other.code


def _agree(one: Identity, other: Identity) -> bool:
    return UNKNOWN in (one.code, other.code) or one.code == other.code


def _words(identity: Identity) -> tuple[str, ...]:
    return _words_of(identity.name)


@lru_cache(maxsize=8192)
def _words_of(name: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in name.split() if word.lower() != "the")
