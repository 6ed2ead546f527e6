"""Those who go by whose they are: "his rivals" are the rivals of somebody, "Haddad's lawyers" the lawyers of Omar Haddad.

Of logoi's training reports' 174 entities with one such mention, 68 are called so and one by the bare words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from histor.code.countries import countries, with_article
from histor.code.grouping import PRONOUN_REACH, fold
from histor.code.naming import parse
from histor.code.tables import word_set
from histor.records import Account, Span
from histor.resolve.actors_draft import Draft
from histor.resolve.actors_names import without_number
from histor.resolve.actors_offices import Days, offices

_OWNED = re.compile(r"([^\W\d_a-z].{1,60}?)(?:['’]s|(?<=s)['’]) ([a-z].*)")
_CAMPAIGN = re.compile(r"(?:presidential |election )?campaign")
_BEFORE_CAMPAIGN = re.compile(rf"([^\W\d_a-z].{{1,40}}?) {_CAMPAIGN.pattern}")
_NO_BELONGINGS = word_set(
    "counterpart counterparts colleague colleagues people party parties countries governments and"
)
_STATES = word_set("GOV MIL")  # sectors of those whose "our" is their country's
_YEARS = 4  # from one presidential election of the United States to the next


class Owned(NamedTuple):
    """Whose a description is: its own words, the owner's name as it stands after "of", and his country's code."""

    words: str
    owner: str
    code: str


class Owners:
    """The named entities of a report, by where it speaks of them."""

    def __init__(self, account: Account, drafts: Sequence[Draft]) -> None:
        self.account = account
        self.drafts = drafts
        self.named = sorted(
            ((span, draft) for draft in drafts if _may_own(draft) for span in draft.entity.mentions),
            key=lambda found: found[0],
        )
        self.starts = [span.start for span, _ in self.named]

    def of(self, draft: Draft) -> Owned | None:
        """Whose ``draft``, a description, is, by the mention that it is called after; None where that does not say it."""
        for span, (_, parsed) in zip(draft.entity.mentions, draft.said, strict=True):
            if parsed.kind != "group" or parsed.name != draft.name:
                continue
            if parsed.owner:
                return self._meant(draft, span, parsed.owner)
            owned = _OWNED.fullmatch(parsed.name)
            campaign = None if owned else _BEFORE_CAMPAIGN.fullmatch(parsed.name)
            if owned:
                return self._called(owned[1], owned[2])
            return self._called(campaign[1], "campaign") if campaign else None
        return None

    def _meant(self, draft: Draft, span: Span, pronoun: str) -> Owned | None:
        """Whom a pronoun before a description means."""
        words = without_number(draft.name)
        if pronoun in ("my", "our"):
            return self._speakers(words, span, pronoun)
        for before, other in self._before(span):
            if other is not draft and before.end <= span.start and (pronoun in ("his", "her")) == other.is_("person"):
                return Owned(words, self._name(other, before), other.code) if pronoun != "their" else None
        return None

    def _before(self, span: Span) -> Iterator[tuple[Span, Draft]]:
        for i in range(bisect_left(self.starts, span.start) - 1, -1, -1):
            if span.start - self.named[i][0].end > PRONOUN_REACH:
                return
            yield self.named[i]

    def _speakers(self, words: str, span: Span, pronoun: str) -> Owned | None:
        """Who says "my"; of those who speak for a state the state, where they say "our"."""
        told = [v for v in self.account.voices if v.entity and any(c.contains(span) for c in v.content)]
        if not told:
            return None
        inner = min(told, key=lambda v: sum(c.end - c.start for c in v.content))
        speaker = next(draft for draft in self.drafts if draft.entity.id == inner.entity)
        if pronoun == "my":
            return Owned(words, speaker.name, speaker.code) if speaker.is_("person") else None
        state = countries().names.get(speaker.code)
        return Owned(words, with_article(state), speaker.code) if state and _STATES & set(speaker.sector) else None

    def _called(self, owner: str, words: str) -> Owned | None:
        """The person of the report whom the owner's name means, or else that name."""
        name = parse(owner)
        if name.kind != "person":
            return None
        last = fold(name.words[-1])
        found = {d.name: d for _, d in self.named if d.is_("person") and last in map(fold, d.name.split())}
        if len(found) == 1:
            person = next(iter(found.values()))
            return Owned(words, person.name, person.code)
        return Owned(words, name.name, name.code or "")

    def _name(self, owner: Draft, span: Span) -> str:
        if owner.is_("country"):
            return with_article(owner.name)
        the = owner.is_("organisation") and span.of(self.account.report.text)[:4].lower() == "the "
        return f"the {owner.name}" if the and not owner.name.startswith("The ") else owner.name


def _may_own(draft: Draft) -> bool:
    return draft.is_("person") or draft.is_("country") or draft.is_("organisation")


def belonging(owned: Owned, days: Days | None) -> str | None:
    """What those are called who belong to somebody; None where the words alone say who they are.

    >>> belonging(Owned("rivals", "Omar Haddad", "SYR"), None)
    'rivals of Omar Haddad'
    >>> belonging(Owned("campaign", "Bernie Sanders", "USA"), ("2016-05-01", "2016-05-01"))
    'Bernie Sanders 2016 presidential campaign'
    """
    words = owned.words.removeprefix("own ")
    if _CAMPAIGN.fullmatch(words):
        year = _election(owned.owner, days)
        return f"{owned.owner} {year} presidential campaign" if year else f"{owned.owner} campaign"
    if words[:1].isupper() and not words.split(" ", 1)[-1].islower():
        return None
    return None if _NO_BELONGINGS & set(words.split()) else f"{words} of {owned.owner}"


def _election(name: str, days: Days | None) -> int | None:
    """The year of the election for which somebody runs in ``days`` as a candidate for the presidency, by the table."""
    terms = [term for term in offices().named.get(fold(name), ()) if term.office == "candidate"]
    running = [term for term in terms if days and term.start[:4] <= days[1][:4] and days[0][:4] <= term.end[:4]]
    if not running:
        return None
    first = int(running[0].start[:4])
    return first + -first % _YEARS
