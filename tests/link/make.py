"""Incidents for tests: one of all events of some accounts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from histor.link.cast import Cast
from histor.link.chains import Copied
from histor.link.origins import told
from histor.link.records import EventRef, Member
from histor.records import Account
from tests.cli.builder import Builder
from tests.link.reference import incident


def report(id: str, text: str, outlet: str | None = None, published: str | None = "2015-11-24", **rest: Any) -> Builder:
    """A builder of the account of a report called ``id``."""
    builder = Builder(text, outlet=outlet, published=published, **rest)
    builder.account = replace(builder.account, report=replace(builder.account.report, id=id))
    return builder


def one_incident(*accounts: Account, groups=(), id="i1"):
    """All events of ``accounts`` as one incident, with who tells it."""
    refs = [EventRef(account.report.id, event.id) for account in accounts for event in account.events]
    members = tuple(Member(ref, "ASSAULT", "actual", False, None, 1.0) for ref in refs)
    casts = {account.report.id: Cast(account) for account in accounts}
    return told(incident(id, members, "ASSAULT", "A plane was shot down."), casts, Copied(groups))


def claim(
    id: str, outlet: str, source: str, name: str, verb: str = "said", stance: str = "affirm", **rest: Any
) -> Account:
    """A report in which ``source``, an entity called ``name``, says that a plane was shot down."""
    code, published = rest.pop("code", "---"), rest.pop("published", "2015-11-24")
    apposition, sector = rest.pop("apposition", ""), rest.pop("sector", ())
    text = f"{source}{apposition} {verb} that rebels shot down a plane, {id}."
    builder = report(id, text, outlet, published)
    builder.voice(verb, source, text[len(source + apposition) :].strip(), stance=stance, entity="n1")
    builder.entity(name, source, code=code, sector=sector)
    return builder.event("shot down", "ASSAULT", chain=("v1",), **rest).account


def names(one) -> list[str]:
    """The names of the origins, sorted."""
    return sorted(origin.who.name for origin in one.origins)
