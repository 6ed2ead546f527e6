"""Copies: reports that carry one text, though trimmed, re-headed, reordered, retouched or merged with another.

Two reports are *linked* where many of one's words stand in runs of four that the other has too
(`histor.link.shingles`). Candidates come from an inverted index over a fixed quarter of all shingles, so that a part
finds its whole, which a sketch of whole texts (MinHash) does not promise. Whether two reports are linked depends on
these two alone, and groups are made of the links and the order of publication (`histor.link.copygroups`): so the order
of adding is of no account.

>>> copies = Copies()
>>> story = (
...     "The ministry said that its troops had left the border town of Sarna before the talks began on Monday. "
...     "Two envoys of the council were to see for themselves on the next day, and to report to both sides."
... )
>>> for name, text in (("r1", story), ("r2", "WORLD NEWS " + story), ("r3", "Something else happened in another town.")):
...     _ = copies.add(Report(name, text, "", published="2015-09-05"))
>>> [group.reports for group in copies.groups()]
[('r2', 'r1')]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from histor.link.copygroups import Common, Filed, filed, grouped
from histor.link.postings import Keys, Postings
from histor.link.records import CopyGroup
from histor.link.shingles import covered
from histor.records import Report

LEAST_SHARE = 0.4
"""Part of the words of one report that must be covered by the other. Unrelated news shares below 0.1, reports of one
happening that quote the same people up to 0.3; a half of one story merged with a half of another 0.5."""
LEAST_WORDS = 20
"""Words that must be in common; shorter reports have no copies. Notices of rights and lines of desks are shorter."""
LEAST_HITS = 0.05
"""Part of the filed shingles of the smaller report that must be in common: at LEAST_SHARE a tenth or more of all are."""
MOST_CARRIERS = 20_000
"""A shingle in more reports than this is a phrase of the trade, and passed over."""
_SAMPLE = 4  # one in so many shingles is filed


def keys(report: Filed) -> Keys:
    """The shingles under which ``report`` is filed, sorted."""
    found = np.unique(report.shingles.hashes)
    return np.asarray(found[found % _SAMPLE == 0], dtype=np.uint32)


def compared(one: Filed, two: Filed) -> Common | None:
    """What two reports have in common, seen from the first; None where it is too little for copies of one text."""
    mine = int(covered(one.shingles, np.unique(two.shingles.hashes)).sum())
    theirs = int(covered(two.shingles, np.unique(one.shingles.hashes)).sum())
    share = max(mine / max(1, one.shingles.size), theirs / max(1, two.shingles.size))
    return Common(mine, theirs) if min(mine, theirs) >= LEAST_WORDS and share >= LEAST_SHARE else None


class Copies:
    """Which of the reports added carry one text. Memory: some 12 bytes a word; look-ups grow with the logarithm."""

    def __init__(self) -> None:
        self._filed: list[Filed | None] = []  # by number; None where a report was removed
        self._number: dict[str, int] = {}
        self._keys = np.zeros(1024, dtype=np.int32)  # filed shingles of each report
        self._postings = Postings()
        self._links: dict[int, dict[int, Common]] = {}

    def __len__(self) -> int:
        return len(self._number)

    def __contains__(self, report: str) -> bool:
        return report in self._number

    def add(self, report: Report) -> Filed:
        """Add ``report``, in place of the one of the same id if there is one; what is kept of it is returned."""
        new = filed(report)
        number, sought = self._file(new)
        for other in self._candidates(sought):
            old = self._filed[other]
            if other != number and old is not None and (common := compared(new, old)):
                self._keep(number, other, common)
        return new

    def restore(self, reports: Iterable[Filed], links: Iterable[tuple[str, str, int, int]]) -> None:
        """Add reports whose links are known, as `add` and `linked` gave them: nothing is compared again."""
        for each in reports:
            self._file(each)
        for one, two, here, there in links:
            if one in self._number and two in self._number:
                self._keep(self._number[one], self._number[two], Common(here, there))

    def linked(self, report: str | None = None) -> Iterator[tuple[str, str, int, int]]:
        """All links, or those of ``report``, each once: two report ids in order, and the covered words of either."""
        for number, others in self._links.items():
            for other, common in others.items():
                one, two = self._id(number), self._id(other)
                if one < two and report in {None, one, two}:
                    yield one, two, common.here, common.there

    def remove(self, report: str) -> None:
        """Forget the report with the id ``report``; nothing happens where there is none."""
        number = self._number.pop(report, None)
        if number is None:
            return
        self._filed[number] = None
        for other in self._links.pop(number, {}):
            del self._links[other][number]
            if not self._links[other]:
                del self._links[other]
        if len(self._filed) > 2 * len(self._number) + 1024:
            self._compact()

    def groups(self) -> list[CopyGroup]:
        """All groups, by the order of publication of their earliest, then by id."""
        out: list[CopyGroup] = []
        seen: set[int] = set()
        for number in sorted(self._links):
            if number not in seen:
                part = self._component(number)
                seen |= part
                out += self._grouped(part)
        return sorted(out, key=lambda group: (group.carriers[0].published or "9999", group.id))

    def groups_around(self, report: str) -> list[CopyGroup]:
        """The groups that ``report`` may have changed: its own, and those that share a carrier with them."""
        number = self._number.get(report)
        return self._grouped(self._component(number)) if number in self._links else []

    def copies_of(self, report: str) -> list[str]:
        """The ids of the reports that share enough text with ``report``, sorted."""
        return sorted(self._id(other) for other in self._links.get(self._number.get(report, -1), {}))

    def _id(self, number: int) -> str:
        found = self._filed[number]
        assert found is not None  # links to removed reports are removed with them
        return found.report

    def _file(self, new: Filed) -> tuple[int, Keys]:
        self.remove(new.report)
        number = len(self._filed)
        if number == len(self._keys):
            self._keys = np.concatenate([self._keys, np.zeros_like(self._keys)])
        found = keys(new)
        self._filed.append(new)
        self._number[new.report] = number
        self._keys[number] = len(found)
        self._postings.add(found, number)
        return number, found

    def _candidates(self, sought: Keys) -> Iterator[int]:
        numbers, hits = np.unique(self._postings.find(sought, MOST_CARRIERS), return_counts=True)
        enough = hits >= LEAST_HITS * np.minimum(self._keys[numbers], len(sought))
        yield from numbers[enough].tolist()

    def _keep(self, number: int, other: int, common: Common) -> None:
        self._links.setdefault(number, {})[other] = common
        self._links.setdefault(other, {})[number] = Common(common.there, common.here)

    def _component(self, number: int) -> set[int]:
        seen = {number}
        front = [number]
        while front:
            for other in self._links[front.pop()]:
                if other not in seen:
                    seen.add(other)
                    front.append(other)
        return seen

    def _grouped(self, part: set[int]) -> list[CopyGroup]:
        members = {n: found for n in part if (found := self._filed[n]) is not None}
        return grouped(members, {n: self._links[n] for n in part})

    def _compact(self) -> None:
        """Renumber, so that removed reports cost nothing."""
        alive = np.array([found is not None for found in self._filed])
        new = np.cumsum(alive) - 1
        self._postings.renumber(alive, new)
        self._keys = np.append(self._keys[: len(alive)][alive], np.zeros(1024, dtype=np.int32))
        self._filed = [found for found in self._filed if found is not None]
        self._number = {name: int(new[n]) for name, n in self._number.items()}
        self._links = {int(new[n]): {int(new[m]): c for m, c in others.items()} for n, others in self._links.items()}
