"""Groups of copies out of links between reports: who was first, what each has of it, and what it adds.

Reports are taken in order of publication; on one day those that are merged of others come last (of these, first
those that others carry as a whole), and longer ones before shorter ones. A report that is linked to none before it begins a text. A later one is a carrier of each text to whose
first carrier it is linked; where it is linked to a later carrier of another text (it took what that one had added), this
one begins a second text: of the passage that they have in common, with those that have it too. So every carrier of a group has words in common with its earliest, any two linked reports share
a group, and two stories do not become one because a third report merged them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations
from typing import NamedTuple

import numpy as np

from histor.link.credit import credited
from histor.link.records import Carrier, CopyGroup
from histor.link.shingles import Hashes, Shingles, Truths, added, covered, shingles
from histor.records import Report, Spans

_APART = 0.2  # two parts of a merged report overlap by less than this part of the smaller one
_WHOLE = 0.75  # of the words of both, of reports that are one text as a whole
_MOST_PARTS = 40  # neighbours that are looked at for parts of a merged report
_UNDATED = "9999-99-99"


class Common(NamedTuple):
    """Covered words of two linked reports: ``here`` of this one, ``there`` of the other."""

    here: int
    there: int


@dataclass(frozen=True, slots=True)
class Filed:
    """What is kept of a report: who published it when and credits whom, and its shingles."""

    report: str
    outlet: str | None
    published: str | None
    agency: str | None
    shingles: Shingles


@dataclass(slots=True)
class _Text:
    """A group in the making: its members by number, the first one first, and all shingles that they have.

    ``passage`` marks the words of the first one that the group is about; None where that is all of them.
    """

    members: list[int]
    known: Hashes
    passage: Truths | None = None


Links = Mapping[int, Mapping[int, Common]]


def filed(report: Report) -> Filed:
    """What of ``report`` is kept."""
    return Filed(report.id, report.outlet, report.published, credited(report), shingles(report))


def grouped(filed: Mapping[int, Filed], links: Links) -> list[CopyGroup]:
    """The groups among linked reports, given by number; the order of the numbers is of no account."""
    texts: dict[int, list[_Text]] = {}  # by the number of the first
    new: dict[int, Spans] = {}
    done: list[int] = []
    for number in _in_order(filed, links):
        joined = _joined(number, done, texts, filed, links)
        own = filed[number].shingles
        done.append(number)
        if not joined:
            texts[number] = [_Text([number], np.unique(own.hashes))]
            continue
        new[number] = added(own, np.any([covered(own, text.known) for text in joined], axis=0))
        for text in joined:
            text.members.append(number)
            text.known = np.union1d(text.known, own.hashes)
    made = [_group(text, new, filed, links) for each in texts.values() for text in each if len(text.members) > 1]
    return sorted(made, key=lambda group: (group.carriers[0].published or _UNDATED, group.id))


def _joined(
    number: int, done: list[int], texts: dict[int, list[_Text]], filed: Mapping[int, Filed], links: Links
) -> list[_Text]:
    """The texts that ``number`` carries: those of the first carriers to which it is linked, and what they leave over.

    Each report before it to which it is linked must share a text with it; one that does not begins another text, of the
    passage that ``number`` has of it, with all that are linked to it, not earlier, and have this passage.
    """
    before = [other for other in done if other in links[number]]
    joined = [text for other in before for text in texts.get(other, ()) if _has(number, text, filed)]
    for other in before:
        if not any(other in text.members for text in joined):
            text = _Text([other], np.unique(filed[other].shingles.hashes), _of(other, number, filed))
            for n in done:
                if n in links[other] and _day(filed[n]) >= _day(filed[other]) and _has(n, text, filed):
                    text.members.append(n)
                    text.known = np.union1d(text.known, filed[n].shingles.hashes)
            texts.setdefault(other, []).append(text)
            joined.append(text)
    return joined


def _has(number: int, text: _Text, filed: Mapping[int, Filed]) -> bool:
    """Whether a report that is linked to the first of ``text`` has what the text is about."""
    if text.passage is None:
        return True
    return 2 * int((_of(text.members[0], number, filed) & text.passage).sum()) >= int(text.passage.sum())


def _of(first: int, number: int, filed: Mapping[int, Filed]) -> Truths:
    """Which words of report ``first`` report ``number`` has."""
    return covered(filed[first].shingles, np.unique(filed[number].shingles.hashes))


def _day(report: Filed) -> str:
    return report.published or _UNDATED


def _order(report: Filed) -> tuple[str, int, str]:
    return _day(report), -report.shingles.size, report.report


def _in_order(filed: Mapping[int, Filed], links: Links) -> list[int]:
    def key(number: int) -> tuple[str, bool, int, int, str]:
        day, size, name = _order(filed[number])
        merged = _is_merged(number, filed, links)
        return day, merged, -_twins(number, filed, links) if merged else 0, size, name

    return sorted(filed, key=key)


def _twins(number: int, filed: Mapping[int, Filed], links: Links) -> int:
    """How many reports are this one nearly as a whole: a text of its own has many carriers, a merged one few."""
    size = filed[number].shingles.size
    return sum(
        common.here >= _WHOLE * size and common.there >= _WHOLE * filed[other].shingles.size
        for other, common in links[number].items()
    )


def _is_merged(number: int, filed: Mapping[int, Filed], links: Links) -> bool:
    """Whether two reports, neither later nor linked to one another, stand in two places of this one."""
    whole = filed[number]
    day = _day(whole)
    parts = sorted(
        (other for other in links[number] if _day(filed[other]) <= day),
        key=lambda other: _order(filed[other]),
    )[:_MOST_PARTS]
    if not any(_day(filed[other]) == day for other in parts):
        return False  # all are earlier: they come first anyway
    masks = {}
    for one, two in combinations(parts, 2):
        if two in links[one]:
            continue
        for part in (one, two):
            if part not in masks:
                masks[part] = covered(whole.shingles, np.unique(filed[part].shingles.hashes))
        both = int((masks[one] & masks[two]).sum())
        if both < _APART * min(int(masks[one].sum()), int(masks[two].sum())):
            return True
    return False


def _group(text: _Text, new: Mapping[int, Spans], filed: Mapping[int, Filed], links: Links) -> CopyGroup:
    first = filed[text.members[0]]
    agencies = Counter(found for n in text.members if (found := filed[n].agency))
    name = first.report.encode("utf-8", "surrogatepass")
    if text.passage is not None:
        name += b" " + np.packbits(text.passage).tobytes()
    return CopyGroup(
        id="copy-" + blake2b(name, digest_size=6).hexdigest(),
        carriers=tuple(_carriers(text, new, filed, links)),
        earliest=first.report,
        agency=agencies.most_common(1)[0][0] if agencies else None,
    )


def _carriers(text: _Text, new: Mapping[int, Spans], filed: Mapping[int, Filed], links: Links) -> Iterator[Carrier]:
    root = text.members[0]
    first = filed[root]
    yield Carrier(first.report, first.outlet, first.published, 1.0, (), "the earliest of the group")
    for number in text.members[1:]:
        own = filed[number]
        common = links[number][root]
        mine, theirs = common.here / own.shingles.size, common.there / first.shingles.size
        share = round(max(mine, theirs), 4)
        why = _reason(own, first, mine, theirs)
        yield Carrier(own.report, own.outlet, own.published, share, new.get(number, ()), why)


def _reason(own: Filed, first: Filed, mine: float, theirs: float) -> str:
    said = (
        f"{mine:.0%} of its {own.shingles.size} words stand in the earliest, in runs of four or more"
        if mine >= theirs
        else f"it has {theirs:.0%} of the {first.shingles.size} words of the earliest, in runs of four or more"
    )
    if own.agency and own.agency == first.agency:
        said += f"; both credit {own.agency}"
    return said
