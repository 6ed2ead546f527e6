"""Deciding on the page of an incident: what can be merged, split off or kept apart, and what was decided.

Nothing is decided at once: a link or form leads to the same page with a question above it, which says what will happen;
its form alone changes something. All of it works without a script; one adds single keys.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from histor.errors import UsageError
from histor.ledger.ledger import Ledger
from histor.plain import visible
from histor.review.checks import LONGEST_BY, LONGEST_NOTE
from histor.serve import columns, decisions
from histor.serve.asked import read
from histor.serve.columns import LINE, NAME
from histor.serve.decision_asked import ID, LONGEST_FIND, IncidentSaid, PanelAsked, Said, sent
from histor.serve.marks import anchor
from histor.serve.problems import of_model
from histor.serve.review_asked import form_sent
from histor.serve.shelf import Shelf
from histor.serve.site import Site

PAGE = "/decisions"  # takes the form
_NEAR, _FOUND = 8, 8  # incidents offered to be merged
_ID = re.compile(ID)
_DONE = {
    "merge": "merged with another incident", "split": "split off", "forbid": "kept apart", "undo": "taken back",
}  # fmt: skip
_ASK: Mapping[Said, str] = {
    "merge": "Merge the two incidents?", "split": "Split these tellings off?", "forbid": "Keep these tellings apart?",
    "undo": "Take this decision back?",
}  # fmt: skip
_YES: Mapping[Said, str] = {"merge": "Merge", "split": "Split off", "forbid": "Keep apart", "undo": "Take back"}


@dataclass(frozen=True, slots=True)
class Telling:
    """One event of the incident: its key, when and where it was told, its sentence, and where that stands."""

    key: str
    told: str
    sentence: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Near:
    """Another incident: its sentence, what it is, the page of itself, and the question whether to merge the two."""

    sentence: str
    about: str
    href: str
    merge: str


@dataclass(frozen=True, slots=True)
class Made:
    """A decision as it is listed; ``undo`` leads to the question whether to take it back, None where it cannot be."""

    words: str
    about: str
    note: str
    counts: bool
    undo: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before something is decided: ``says`` what will happen, ``listed`` to what, ``fields`` are sent."""

    title: str
    yes: str
    says: str
    listed: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """All that the page needs. ``problem`` is why there is no question, ``done`` what was decided just now."""

    by: str
    tellings: tuple[Telling, ...]
    near: tuple[Near, ...]
    find: str
    found: tuple[Near, ...] | None
    made: tuple[Made, ...]
    question: Question | None
    problem: str
    done: str
    undo: str | None
    here: str
    longest_by: int = LONGEST_BY
    longest_note: int = LONGEST_NOTE
    longest_find: int = LONGEST_FIND


def router(shelf: Shelf) -> APIRouter:
    """What takes the form, over the ledger of ``shelf``."""
    pages = APIRouter(include_in_schema=False)

    def decided(request: Request, form: Annotated[dict[str, str], Depends(form_sent)]) -> Response:
        try:
            said = IncidentSaid.model_validate(sent(form))
        except ValidationError as error:
            raise of_model(error) from None
        row, incident = decisions.keep(shelf, said)
        where = Site(request).link(f"/incidents/{incident}", [("by", row["decided_by"]), ("done", str(row["number"]))])
        return RedirectResponse(where, status_code=303, headers={"Cache-Control": "no-store"})

    pages.add_api_route(PAGE, decided, methods=["POST"], response_model=None)
    return pages


def panel(request: Request, ledger: Ledger, told: dict[str, Any], reviewer: str) -> Panel:
    """What can be decided about the incident ``told``, and what was asked of the page; ``reviewer`` is who decides else."""
    asked = read(PanelAsked, request.query_params)
    there = _There(Site(request), ledger, told, asked, asked.by or reviewer)
    question, problem = None, ""
    try:
        question = there.question() if asked.do else None
    except UsageError as error:
        problem = str(error)
    found = there.found(asked.find.strip()) if asked.find.strip() else None
    near = ledger.neighbours(there.id, _NEAR)
    made = there.made()
    return Panel(
        by=there.by, tellings=there.tellings(), near=there.offered(near, near), find=asked.find.strip(),
        found=None if found is None else there.offered(found), made=made, question=question, problem=problem,
        done=there.done(), undo=next((each.undo for each in made if each.undo), None), here=there.link(),
    )  # fmt: skip


class _There:
    """One incident as it is looked at."""

    def __init__(self, site: Site, ledger: Ledger, told: dict[str, Any], asked: PanelAsked, by: str) -> None:
        self._site, self._ledger, self._told, self._asked = site, ledger, told, asked
        self.by = by
        self.id: str = told["id"]
        self._events = [_key(telling) for telling in told["tellings"]]
        self._history = ledger.decisions_on(self.id, history=True)
        gone = {each.undoes for each in self._history}  # who takes back names the same events, and so is here, too
        self._counting = {each.number for each in self._history if each.undoes is None} - gone

    def link(self, *query: tuple[str, str], fragment: str = "") -> str:
        """The page of this incident; who decides goes with it."""
        return self._site.link(f"/incidents/{self.id}", [("by", self.by), *query], fragment)

    # What can be decided

    def tellings(self) -> tuple[Telling, ...]:
        return tuple(
            Telling(_key(telling), _where(telling), visible(telling["sentence"], LINE),
                    self._site.link(f"/reports/{telling['report']}", fragment=f"t-{anchor(telling['event'])}"),
                    _key(telling) in self._asked.event)
            for telling in self._told["tellings"]
        )  # fmt: skip

    def found(self, words: str) -> list[str]:
        """Incidents with such words; the one whose id, address or event the words are."""
        direct = self._named(words)
        if direct is not None:
            return [] if direct == self.id else [direct]
        rows = self._ledger.incidents(text=[words], limit=_FOUND + 1)
        return [row.incident for row in rows if row.incident != self.id][:_FOUND]

    def offered(self, ids: Collection[str], scores: Mapping[str, float] = MappingProxyType({})) -> tuple[Near, ...]:
        """The incidents ``ids``, to be merged with this one; ``scores`` say how likely they are the same."""
        told = self._ledger.told(ids)
        return tuple(
            Near(visible(told[id]["description"], LINE), " · ".join([_about(told[id]), *([f"{scores[id]:.0%} likely"] if id in scores else [])]),
                 self._site.link(f"/incidents/{id}"),
                 self.link(("do", "merge"), ("other", id)))
            for id in ids
        )  # fmt: skip

    def made(self) -> tuple[Made, ...]:
        """What was decided, the newest first."""
        return tuple(
            Made(_words(each.decision.kind, each.undoes, each.number), _by_whom(each), each.decision.note or "",
                 each.number in self._counting,
                 self.link(("do", "undo"), ("number", str(each.number))) if each.number in self._counting else None)
            for each in reversed(self._history)
        )  # fmt: skip

    def done(self) -> str:
        """What was decided just now, and whether it came to what was wanted."""
        made = next((each for each in self._history if each.number == self._asked.done), None)
        if made is None:
            return ""
        kind = "undo" if made.undoes is not None else made.decision.kind
        apart = kind == "merge" and len(set(self._ledger.stands(made.decision.events).values())) > 1
        still = " They still stand apart: what was split or forbidden before holds against it." if apart else ""
        return f"{visible(made.decision.by or 'somebody', NAME)}: {_DONE[kind]}.{still}"

    # What is asked before it is

    def question(self) -> Question:
        """Whether what was chosen is to be decided. Raises UsageError where it makes no sense."""
        do = self._asked.do
        assert do is not None
        says, listed, fields = {"merge": self._merge, "undo": self._undo}.get(do, self._apart)()
        kept = (("kind", do), ("incident", self.id), *fields)
        return Question(_ASK[do], _YES[do], says, tuple(listed), kept)

    def _merge(self) -> tuple[str, list[tuple[str, str]], list[tuple[str, str]]]:
        other = self._named(self._asked.other)
        if other is None:
            raise UsageError(
                "There is no such incident; its id, its address or the key of one of its events names one."
            )
        if other == self.id:
            raise UsageError("That is this incident; choose another one.")
        told = self._ledger.told([other])[other]
        theirs = [_key(telling) for telling in told["tellings"]]
        says = (
            f"The {_many(len(self._events))} of this incident and the {_many(len(theirs))} of the other become one "
            "incident, and stay one whatever the scores say, until somebody takes that back."
        )
        listed = [(_about(each), visible(each["description"], LINE)) for each in (self._told, told)]
        return says, listed, [("other", other), ("seen", " ".join([*self._events, *theirs]))]

    def _apart(self) -> tuple[str, list[tuple[str, str]], list[tuple[str, str]]]:
        chosen = [telling for telling in self._told["tellings"] if _key(telling) in self._asked.event]
        left = len(self._events) - len(chosen)
        if self._asked.do == "forbid":
            if len(chosen) < 2:
                raise UsageError("Choose two tellings or more that are to be kept apart.")
            says = (
                f"No two of these {_many(len(chosen))} will stand in one incident, until somebody takes that back. "
                "With which other tellings each of them stands, the scores say."
            )
        else:
            if not chosen or not left:
                raise UsageError("Choose the tellings that are to leave this incident; at least one must stay.")
            says = (
                f"{_many(len(chosen)).capitalize()} will leave this incident and {left:,} will stay, and no incident will have "
                "some of both, until somebody takes that back. What leaves may join other incidents by its scores."
            )
        listed = [(_where(telling), visible(telling["sentence"], LINE)) for telling in chosen]
        fields = [("events", " ".join(map(_key, chosen))), ("seen", " ".join(self._events))]
        return says, listed, fields

    def _undo(self) -> tuple[str, list[tuple[str, str]], list[tuple[str, str]]]:
        number = self._asked.number
        made = next((each for each in self._history if each.number == number and number in self._counting), None)
        if made is None:
            raise UsageError("That decision is not about this incident, or was taken back already.")
        about = len(made.decision.events) + len(made.decision.others)
        says = f"It will no longer count: about its {_many(about)} the scores and the other decisions say where they stand."
        listed = [(_by_whom(made), _words(made.decision.kind, None, made.number))]
        return says, listed, [("number", str(made.number))]

    def _named(self, given: str) -> str | None:
        """The incident that an id, an address or the key of an event names."""
        inside = _ID.search(given)
        try:
            return str(self._ledger.incident(inside[0] if inside else given.strip())["id"])
        except UsageError:
            return None


def _key(telling: Mapping[str, Any]) -> str:
    return f"{telling['report']}.{telling['event']}"


def _where(telling: Mapping[str, Any]) -> str:
    return " · ".join(
        visible(part, NAME) for part in (telling["published"], telling["outlet"] or telling["title"]) if part
    )


def _about(told: Mapping[str, Any]) -> str:
    """Type, days, place and how often it is told, in a line."""
    when, where = told["when"], told["where"] or {}
    facts: Iterable[str | None] = (
        " ".join(filter(None, (told["type"], told["mode"]))),
        columns.days(when.get("from"), when.get("to")),
        where.get("name"),
        _many(len(told["tellings"])),
    )
    return " · ".join(visible(fact, NAME) for fact in facts if fact)


def _words(kind: str, undoes: int | None, number: int) -> str:
    said = {"merge": "one happening", "split": "split off", "forbid": "kept apart"}[kind]
    return f"{number}. {said}" if undoes is None else f"{number}. took back {undoes}"


def _by_whom(made: Any) -> str:
    about = len(made.decision.events) + len(made.decision.others)
    coder = " ".join(filter(None, ("Histor", made.histor, made.model)))
    facts = (made.decision.by, _many(about), made.decided[:16].replace("T", " "), coder)
    return " · ".join(visible(fact, NAME) for fact in facts if fact)


def _many(number: int) -> str:
    return f"{number:,} telling{'' if number == 1 else 's'}"
