"""The desk: a ledger and the decisions on it side by side, for the command, for programs and for the server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from histor.errors import UsageError
from histor.ledger.keys import report_key
from histor.ledger.ledger import Ledger
from histor.records import Account, Event, Span, Voice
from histor.review import checks
from histor.review.apply import Applied, apply
from histor.review.facts import Looked, event_facts, voice_facts
from histor.review.match import matched
from histor.review.records import KINDS, Decision, Facts, Item, Kind, Verdict
from histor.review.store import ANY, Anything, Asked, Store, now

_ON_PARTS: tuple[Verdict, ...] = ("accept", "reject", "ignore", "correct")


@dataclass(frozen=True, slots=True)
class Part:
    """An event or voice of a report: what is decided about. ``decision`` is the one that counts for it."""

    account: Account
    part: Event | Voice
    item: Item
    facts: Facts
    words: str
    decision: Decision | None

    @property
    def kind(self) -> Kind:
        """What it is."""
        return self.item.kind


@dataclass(frozen=True, slots=True)
class Lost:
    """A decision that no longer finds its event or voice, and why."""

    decision: Decision
    why: str


class Desk:
    """Decisions on the reports of ``ledger``, kept in ``store``."""

    def __init__(self, ledger: Ledger, store: Store | None = None) -> None:
        self.ledger = ledger
        self.store = store or Store(ledger.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.ledger.close()

    # Looking

    def account(self, report: str) -> Account:
        """The account of the report with that key. Raises UsageError where there is none."""
        account = self.ledger.account(report)
        if account is None:
            raise UsageError("There is no report with that key in the ledger.")
        return account

    def part(self, key: str) -> Part:
        """The event or voice with that key. Raises UsageError where there is none."""
        report, _, id = key.partition(".")
        account = self.account(report)
        parts: tuple[Event | Voice, ...] = (*account.events, *account.voices)
        for part in parts:
            if part.id == id:
                return self._part(account, report, part)
        raise UsageError("There is no event or voice with that key in the ledger.")

    def find(self, report: str, kind: Kind, span: Span) -> Part | None:
        """The event or voice of a report that stands exactly there."""
        account = self.account(report)
        parts: tuple[Event | Voice, ...] = account.events if kind == "event" else account.voices
        part = next((part for part in parts if _anchor(part) == span), None)
        return None if part is None else self._part(account, report, part)

    def decided(self, report: str) -> list[Decision]:
        """The decisions that count on the report."""
        return self.store.decisions(Asked(report=report, counting=True))

    def applied(self, account: Account) -> Applied:
        """``account`` with its decisions."""
        return apply(account, self.decided(report_key(account.report)))

    def accounts(self) -> Iterator[Applied]:
        """Those reports of the ledger of which something counts, with the decisions applied."""
        for key in self.store.reports():
            account = self.ledger.account(key)
            if account is not None and (decisions := self.decided(key)):
                yield apply(account, decisions)

    def lost(self) -> Iterator[Lost]:
        """Decisions that count, and whose event or voice the ledger's present coding does not have."""
        for key in self.store.reports():
            decisions = self.decided(key)
            account = self.ledger.account(key)
            if account is None:
                yield from (Lost(decision, "the report is not in the ledger") for decision in decisions)
                continue
            found = matched(account, decisions)
            yield from (Lost(decision, "the report has another text") for decision in found.strange)
            for decision in found.lost:
                if decision.verdict != "add":  # the coding was to find it, and does not yet
                    yield Lost(decision, f"this coding has no {decision.item.kind} there")

    # Deciding

    def decide(
        self, key: str, verdict: str, *, by: str, change: Facts | None = None, note: str = "",
        after: str | Anything | None = ANY,
    ) -> Decision:  # fmt: skip
        """Accept, reject, ignore or correct the event or voice with that key; what was kept.

        ``change`` holds the facts that are to be others, for "correct" alone. ``after`` as `Store.add` has it.
        """
        if verdict not in _ON_PARTS:
            raise UsageError(f"An event or voice can be decided on with {', '.join(_ON_PARTS)}.")
        part = self.part(key)
        became = None
        if verdict == "correct":
            became = _changed(part, change)
        elif change:
            raise UsageError(f"Only the verdict correct takes a change, not {verdict}.")
        return self._keep(part.account, part.item, verdict, by, note, part.words, part.facts, became, after)

    def add(
        self, report: str, kind: str, span: object, facts: Facts, *, by: str, note: str = "",
        after: str | Anything | None = ANY,
    ) -> Decision:  # fmt: skip
        """Say that there is an event (its trigger is ``span``) or a voice (its cue is) that the coding lacks."""
        account = self.account(report)
        text = account.report.text
        checked_kind = _kind(kind)
        at = checks.span_in(span, len(text))
        anchors = [event.trigger for event in account.events] if kind == "event" else [v.cue for v in account.voices]
        if any(anchor.overlaps(at) for anchor in anchors):
            raise UsageError(f"There is {_a(checked_kind)} at these words already; correct it.")
        checked = checks.facts(checked_kind, facts, len(text), account.coder.codebook)
        required = "type" if kind == "event" else "content"
        if not checked.get(required):
            raise UsageError(f"To add {_a(checked_kind)} say its {required}.")
        usual: Facts = {"mode": None} if kind == "event" else {}
        item = Item(report, account.report.sha256, checked_kind, at)
        return self._keep(account, item, "add", by, note, at.of(text), None, {**usual, **checked}, after)

    def complete(
        self, report: str, kind: str, *, by: str, note: str = "", after: str | Anything | None = ANY
    ) -> Decision:
        """Say that all events, or all voices, of a report were reviewed, and that none is missing.

        Raises UsageError where some of them were not decided on.
        """
        account = self.account(report)
        checked = _kind(kind)
        found = matched(account, self.decided(report))
        parts: tuple[Event | Voice, ...] = account.events if checked == "event" else account.voices
        decided = found.events if checked == "event" else found.voices
        left = sum(part.id not in decided for part in parts)
        if left:
            raise UsageError(f"{left:,} of the report's {len(parts):,} {checked}s were not decided on yet.")
        item = Item(report, account.report.sha256, checked, None)
        return self._keep(account, item, "complete", by, note, "", None, None, after)

    def undo(self, id: str, *, by: str, note: str = "", after: str | Anything | None = ANY) -> Decision:
        """Take back the decision with that id, so that the one before it counts again.

        Raises UsageError where it is not the one that counts.
        """
        decision = self.store.get(id)
        counts = None if decision is None else self.store.counting(decision.item)
        if decision is None or counts is None or counts.id != id:
            raise UsageError("There is no decision with that id that counts, so none to be taken back.")
        new = Decision(
            decision.item, "undo", checks.name_of(by), now(), decision.coder, decision.words,
            note=checks.note(note), undoes=id,
        )  # fmt: skip
        return self.store.add(new, after=id if after is ANY else after)

    # Its parts

    def _part(self, account: Account, report: str, part: Event | Voice) -> Part:
        looked = Looked(account)
        facts = event_facts(part, looked) if isinstance(part, Event) else voice_facts(part, looked)
        kind: Kind = "event" if isinstance(part, Event) else "voice"
        found = matched(account, self.decided(report))
        decision = (found.events if kind == "event" else found.voices).get(part.id)
        # Where the words were drawn otherwise when they were decided on, the decision's own span goes on being the item.
        item = decision.item if decision else Item(report, account.report.sha256, kind, _anchor(part))
        return Part(account, part, item, facts, _anchor(part).of(account.report.text), decision)

    def _keep(
        self, account: Account, item: Item, verdict: Verdict, by: str, note: str, words: str, was: Facts | None,
        became: Facts | None, after: str | Anything | None,
    ) -> Decision:  # fmt: skip
        decision = Decision(
            item, verdict, checks.name_of(by), now(), account.coder, _clean(words), was, became, checks.note(note)
        )
        return self.store.add(decision, after=after)


def _changed(part: Part, change: Facts | None) -> Facts:
    """The checked facts of ``change`` that differ from what is there. Raises UsageError where none does."""
    given = dict(change or {})
    if part.kind == "event" and "mode" in given and "type" not in given:
        given["type"] = part.facts["type"]  # a mode is one of its type's
    checked = checks.facts(part.kind, given, len(part.account.report.text), part.account.coder.codebook)
    if "type" in checked and checked["type"] != part.facts["type"]:
        checked.setdefault("mode", None)
    became = {name: value for name, value in checked.items() if value != part.facts[name]}
    if not became:
        raise UsageError("The correction changes nothing; accept says that all is right.")
    return became


def _anchor(part: Event | Voice) -> Span:
    return part.trigger if isinstance(part, Event) else part.cue


def _kind(kind: str) -> Kind:
    for known in KINDS:
        if kind == known:
            return known
    raise UsageError(f"The kind is {' or '.join(KINDS)}.")


def _a(kind: Kind) -> str:
    return "an event" if kind == "event" else "a voice"


def _clean(words: str) -> str:
    return words.encode("utf-8", "replace").decode()
