"""The page of review: one event or voice at a time, in its text. It works by forms; a script adds single keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from histor.code.codebook import codebook
from histor.ledger.keys import part_key
from histor.plain import figure, visible
from histor.records import COUNT_ROLES, STANCES, STATUSES, Account, Event, Span, Voice
from histor.review.checks import LONGEST_BY, LONGEST_NOTE, PLACE_PRECISIONS, PRECISIONS, QUOTE_KINDS
from histor.review.desk import Desk, Part
from histor.review.match import matched
from histor.review.queue import Queued, queue
from histor.review.records import Decision
from histor.review.store import Asked
from histor.serve import columns, review_form
from histor.serve.asked import read
from histor.serve.columns import LINE, NAME
from histor.serve.marks import Mark, markup
from histor.serve.problems import of_model
from histor.serve.review_asked import PageAsked, Said, form_sent
from histor.serve.reviews import at_desk, keep
from histor.serve.shelf import Shelf
from histor.serve.site import Site, render
from histor.serve.told import Fact

PAGE = "/review"
_CARRIED = frozenset(("by", "sort", "cursor"))  # of the address, with the filters, from page to page
_ROLES = (("actor", "who"), ("recipient", "to whom"), ("place", "where"), ("time", "when"))
_HISTORY = 20  # decisions shown


def router(shelf: Shelf, reviewer: str) -> APIRouter:
    """The page over the ledger of ``shelf``; ``reviewer`` is who decides where nobody else is named."""
    pages = APIRouter(include_in_schema=False)

    def shown(request: Request) -> Response:
        asked = read(PageAsked, request.query_params)
        with at_desk(shelf) as desk:
            response = _page(request, desk, asked, asked.by or reviewer)
        response.headers["Cache-Control"] = "no-store"
        return response

    def decided(request: Request, form: Annotated[dict[str, str], Depends(form_sent)]) -> Response:
        with at_desk(shelf) as desk:
            kept = keep(desk, _said(desk, form))
        return RedirectResponse(_after(request, form, kept), status_code=303, headers={"Cache-Control": "no-store"})

    pages.add_api_route(PAGE, shown, methods=["GET"], response_model=None)
    pages.add_api_route(PAGE, decided, methods=["POST"], response_model=None)
    return pages


def _said(desk: Desk, form: dict[str, str]) -> Said:
    """What a form says. Raises Problem where it makes no sense."""
    verdict = form.get("verdict", "")
    about = {"undo": ("undoes",), "add": ("report", "kind"), "complete": ("report", "kind")}.get(verdict, ("key",))
    given: dict[str, Any] = {
        name: value for name in ("verdict", "by", "note", "after", *about) if (value := form.get(name, ""))
    }
    given.setdefault("after", None)
    if verdict == "correct":
        given["change"] = review_form.read(form, desk.part(form.get("key", "")))
    elif verdict == "add":
        text = desk.account(form.get("report", "")).report.text
        given["span"] = list(review_form.piece(form.get("words", ""), text, Span(0, 0)))
        given["change"] = {"type": form.get("type", "")}
    try:
        return Said.model_validate(given)
    except ValidationError as error:
        raise of_model(error) from None


# The page


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the page shows: the part, its row in the queue, where the queue goes on."""

    part: Part
    queued: Queued | None
    following: str | None


def _page(request: Request, desk: Desk, asked: PageAsked, by: str) -> Response:
    site = Site(request)
    found, left = _chosen(desk, asked)
    carried = _carried(request)
    last = desk.store.get(asked.last) if asked.last else None
    around = {
        "by": by, "last": last, "back": _back(desk, last), "left": left, "counted": COUNT_ROLES,
        "longest_by": LONGEST_BY,
        "longest_note": LONGEST_NOTE, "carried": urlencode(carried), "queue": site.link(PAGE, _without(carried, "cursor")),
        "filters": [value for name, value in carried if name not in _CARRIED], "page": "review",
    }  # fmt: skip
    if found is None:
        return render(request, "review.html", title="Review", part=None, next=None, **around)
    part = found.part
    following = (
        site.link(PAGE, [*_without(carried, "cursor"), ("cursor", found.following)]) if found.following else None
    )
    html, _ = markup(part.account.report.text, _marks(part))
    return render(
        request, "review.html", title="Review", part=part, next=following, html=html, facts=_facts(part),
        why=found.queued.why if found.queued else (), doubt=found.queued.doubt if found.queued else None,
        key=_key(part), report=part.item.report, alone=asked.key is not None and asked.cursor is None,
        report_link=site.link(f"/reports/{part.item.report}"), outlet=part.account.report.outlet,
        published=part.account.report.published, headline=part.account.report.title,
        form=review_form.written(_truth(part), part.account.report.text), choices=_choices(part), after=_id(part.decision),
        others=_others(site, part, carried), history=_history(desk, part), complete=_complete(desk, part), **around,
    )  # fmt: skip


def _chosen(desk: Desk, asked: PageAsked) -> tuple[_Shown | None, int]:
    """What is to be shown, and how many events are left in the queue."""
    decided = desk.store.decisions(Asked(kind="event", counting=True))
    rest = queue(desk.ledger, decided, sort=asked.sort, limit=1, cursor=asked.cursor, **asked.filters())
    left = rest.count()
    if asked.key is not None:
        return _Shown(desk.part(asked.key), None, asked.cursor), left
    page = rest.page()
    if not page.rows and asked.cursor is not None:  # behind the end: those that were passed over
        rest = queue(desk.ledger, decided, sort=asked.sort, limit=1, **asked.filters())
        page = rest.page()
    if not page.rows:
        return None, left
    return _Shown(desk.part(page.rows[0].event), page.rows[0], page.next), left


def _back(desk: Desk, last: Decision | None) -> str:
    """The key of what the last decision was about, to which taking it back leads; "" where it is not there."""
    if last is None or last.item.span is None or desk.ledger.account(last.item.report) is None:
        return ""
    part = desk.find(last.item.report, last.item.kind, last.item.span)
    return _key(part) if part else ""


def _carried(request: Request) -> list[tuple[str, str]]:
    """What goes on from page to page: filters, order, place in the queue, who reviews."""
    return [
        (name, value) for name, value in request.query_params.multi_items() if name not in {"key", "last"} and value
    ]


def _without(pairs: list[tuple[str, str]], name: str) -> list[tuple[str, str]]:
    return [pair for pair in pairs if pair[0] != name]


def _after(request: Request, form: dict[str, str], kept: Decision) -> str:
    """Where a decision leads: on in the queue; back to what was taken back, or is looked at alone."""
    pairs = [pair for pair in parse_qsl(form.get("carried", "")) if pair[0] not in {"key", "last", "by", "token"}]
    pairs += [("by", kept.by), ("last", kept.id)]
    if form.get("key") and (kept.verdict == "undo" or form.get("alone")):
        pairs.append(("key", form["key"]))
    return Site(request).link(PAGE, pairs)


def _key(part: Part) -> str:
    return part_key(part.item.report, part.part.id)


def _id(decision: Decision | None) -> str:
    return decision.id if decision else ""


def _truth(part: Part) -> dict[str, Any]:
    """What the form begins with: what was decided, else what was coded."""
    truth = part.decision.truth if part.decision else None
    return {**part.facts, **(truth or {})}


# Its parts


def _marks(part: Part) -> list[Mark]:
    """The words of the part, and of the voices that tell it."""
    by_id = {voice.id: voice for voice in part.account.voices}
    marks: list[Mark] = []
    one = part.part
    if isinstance(one, Event):
        told = [by_id[id] for id in one.chain if id in by_id]
        for role, name in _ROLES:
            marks += [Mark(span, "role", (one.id,), f"is-{role}", name) for span in getattr(one, role)]
        marks += [Mark(count.span, "role", (one.id,), "is-count", role) for role, count in one.counts.items()]
        marks.append(Mark(one.trigger, "trigger", (one.id,), f"q{one.quad}", one.type))
    else:
        told = [*_around(one, by_id), one]
    for depth, voice in enumerate(told):
        marks += [Mark(span, "content", (voice.id,), voice.stance, depth=depth) for span in voice.content]
        marks += [Mark(span, "source", (voice.id,), voice.stance, "source") for span in voice.source]
        marks.append(Mark(voice.cue, "cue", (voice.id,), voice.stance, "cue"))
    return marks


def _around(voice: Voice, by_id: dict[str, Voice]) -> list[Voice]:
    found: list[Voice] = []
    while voice.inside in by_id and len(found) < len(by_id):
        voice = by_id[voice.inside]
        found.insert(0, voice)
    return found


def _facts(part: Part) -> list[Fact]:
    """What was coded, in words."""
    facts, text = part.facts, part.account.report.text
    listed = [Fact(name, str(facts[name])) for name in ("type", "mode", "status", "stance", "kind") if facts.get(name)]
    if facts.get("background"):
        listed.append(Fact("background", "history to the report, not its news"))
    named = {tuple(entry["span"]): entry for entry in facts["who"]}
    for role in ("actor", "recipient", "place", "time", "source", "to", "content"):
        for span in facts.get(role) or ():
            meant = named.get(tuple(span))
            words = visible(text[span[0] : span[1]], NAME if role != "content" else LINE)
            who = f" = {_meant(meant)}" if meant else ""
            listed.append(Fact(role, f"“{words}”{who}"))
    for role, count in (facts.get("counts") or {}).items():
        words = visible(text[count["span"][0] : count["span"][1]], NAME)
        listed.append(Fact(role, f"“{words}” = {figure(count['min'], count['max'])}"))
    if place := facts.get("where"):
        listed.append(
            Fact(
                "where",
                ", ".join(visible(str(place[key]), NAME) for key in ("name", "admin1", "country") if place[key]),
            )
        )
    if when := facts.get("when"):
        listed.append(Fact("when", columns.days(when["from"], when["to"])))
    return [*listed, Fact("confidence", f"{part.part.confidence:.0%}")]


def _meant(entry: dict[str, Any]) -> str:
    """Who is meant by some words, as far as it is known."""
    code = " ".join([*([] if entry["code"] == "---" else [entry["code"]]), *entry["sector"]])
    return ", ".join(filter(None, (visible(entry["name"], NAME), code)))


def _choices(part: Part) -> dict[str, list[tuple[str, str]]]:
    """What the fields of the form choose among: value and words."""
    text = part.account.report.text
    cues = [
        ("-".join(map(str, voice.cue)), f"“{visible(voice.cue.of(text), NAME)}” of {_source(voice, text)}")
        for voice in part.account.voices
        if voice is not part.part
    ]
    types = codebook().types
    own = [part.facts["type"]] if part.facts.get("type") not in {None, *types} else []
    modes = dict.fromkeys(mode for kind in types.values() for mode in kind.modes)
    return {
        "type": [(name, name) for name in (*own, *types)],
        "mode": [("", "none"), *((name, name) for name in modes)],
        "status": [(name, name) for name in STATUSES],
        "stance": [(name, name) for name in STANCES],
        "kind": [(name, name) for name in QUOTE_KINDS],
        "voice": [("", "the report itself"), *cues],
        "inside": [("", "the report itself"), *cues],
        "when_precision": [("", "the usual"), *((name, name) for name in PRECISIONS)],
        "where_precision": [("", "the usual"), *((name, name) for name in PLACE_PRECISIONS)],
    }


def _source(voice: Voice, text: str) -> str:
    words = " ".join(span.of(text) for span in voice.source)
    return f"“{visible(words, NAME)}”" if words else columns.NOT_NAMED


def _others(site: Site, part: Part, carried: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Links to the review of the voices that tell an event."""
    if not isinstance(part.part, Event):
        return []
    by_id = {voice.id: voice for voice in part.account.voices}
    text = part.account.report.text
    return [
        (
            f"{_source(by_id[id], text)}, {by_id[id].stance}",
            site.link(PAGE, [*carried, ("key", part_key(part.item.report, id))]),
        )
        for id in part.part.chain
        if id in by_id
    ]


def _history(desk: Desk, part: Part) -> list[tuple[str, str, str]]:
    """When, what, and why of the decisions on the part, the newest first."""
    item = part.item
    found = desk.store.decisions(Asked(report=item.report, kind=item.kind, span=item.span), limit=_HISTORY)
    return [
        (d.at[:16].replace("T", " "), f"{visible(d.by, NAME)}: {d.verdict} {', '.join(d.became or ())}".strip(), d.note)
        for d in found
    ]


def _complete(desk: Desk, part: Part) -> dict[str, Any]:
    """How much of the report was decided on, and whether it was called complete."""
    account: Account = part.account
    found = matched(account, desk.decided(part.item.report))
    parts: tuple[Event | Voice, ...] = account.events if part.kind == "event" else account.voices
    decided = found.events if part.kind == "event" else found.voices
    whole = desk.store.decisions(Asked(report=part.item.report, kind=part.kind, verdict="complete", counting=True))
    left = sum(one.id not in decided for one in parts)
    return {"all": len(parts), "left": left, "is": part.kind in found.complete, "after": whole[0].id if whole else ""}
