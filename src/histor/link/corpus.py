"""All reports together: who tells what, as one object to ask.

>>> # corpus = Corpus.linked(accounts)
>>> # for one in corpus.incidents(min_origins=2): print(one.standing, one.incident.description)
>>> # corpus.compare("Sample Herald", "Sample State Television").naming
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from histor.errors import UsageError
from histor.link.cast import Cast
from histor.link.chains import Copied
from histor.link.compare import Comparison, compare
from histor.link.origins import told
from histor.link.records import CopyGroup, EventRef, Incident
from histor.link.sources import Dossier, source_told
from histor.link.telling_records import Standing, ToldIncident
from histor.records import Account

if TYPE_CHECKING:
    from histor.tag import Tagger


class Corpus:
    """Accounts with the copies and incidents among them. Report ids must differ; of equal ones the last counts."""

    casts: Mapping[str, Cast]
    told: list[ToldIncident]

    def __init__(self, accounts: Iterable[Account], groups: Iterable[CopyGroup], incidents: Iterable[Incident]) -> None:
        casts = {account.report.id: Cast(account) for account in accounts}
        copied = Copied(groups)
        self.casts = casts
        self.told = sorted((told(incident, casts, copied) for incident in incidents), key=_order)

    @classmethod
    def of(cls, casts: Mapping[str, Cast], told: Iterable[ToldIncident]) -> Corpus:
        """The corpus of incidents that are told already, with their accounts by report id."""
        found = cls.__new__(cls)
        found.casts = casts
        found.told = sorted(told, key=_order)
        return found

    @classmethod
    def linked(cls, accounts: Iterable[Account], tagger: Tagger | None = None) -> Corpus:
        """The corpus of ``accounts``, linked here and now: each text is read once more by the encoder.

        A tagger is loaded unless one is given. Raises ModelError where it cannot be loaded.
        """
        from histor.link.copies import Copies
        from histor.link.incidents import Incidents
        from histor.link.tellings import reading
        from histor.tag import Tagger as Loaded

        tagger = tagger or Loaded.load()
        copies, incidents = Copies(), Incidents()
        kept: dict[str, Account] = {}
        for account in accounts:
            kept[account.report.id] = account
            copies.add(account.report)
            incidents.add(reading(account, tagger, incidents.weights))
        return cls(kept.values(), copies.groups(), incidents.incidents())

    def incidents(
        self,
        *,
        among: Collection[EventRef] | None = None,
        min_origins: int = 0,
        standing: Collection[Standing] = (),
    ) -> list[ToldIncident]:
        """Incidents, those with most origins first.

        Of those with an event ``among`` the given ones, with ``min_origins`` origins or more, of one of these
        ``standing``; all where nothing is asked.
        """
        wanted = None if among is None else frozenset(among)
        return [
            one
            for one in self.told
            if len(one.origins) >= min_origins
            and (not standing or one.standing in standing)
            and (wanted is None or any(telling.ref in wanted for telling in one.tellings))
        ]

    def incident(self, name: str) -> ToldIncident:
        """The incident with the id ``name``, with the only id that begins so, or with the event ``REPORT.EVENT``.

        Raises UsageError where there is none, or more than one.
        """
        found = [
            one
            for one in self.told
            if one.incident.id == name or any(f"{ref.report}.{ref.event}" == name for ref in one.incident.refs)
        ]
        found = found or [one for one in self.told if name and one.incident.id.startswith(name)]
        if len(found) != 1:
            how = "Several incidents have an id that begins with" if found else "There is no incident"
            raise UsageError(f"{how} {name!r}; histor incidents lists them.")
        return found[0]

    def compare(self, *outlets: str) -> Comparison:
        """The outlets of these names side by side. Raises UsageError where fewer than two, or one without reports."""
        return compare(self.told, self.casts, outlets)

    def source(self, name: str) -> Dossier:
        """What the source called ``name`` told. Raises UsageError where no source is called so, or several are."""
        return source_told(self.told, name)


def _order(one: ToldIncident) -> tuple[int, int, str, str]:
    days = [telling.published for telling in one.tellings if telling.published]
    return -len(one.origins), -len(one.carriers), min(days, default="9999"), one.incident.id
