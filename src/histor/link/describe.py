"""An incident in words and figures, out of the tellings that it consists of. Nothing is averaged, nothing decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from histor.link.features import place_agreement
from histor.link.identities import Identity
from histor.link.records import Figure, Incident, Link, Member, Party, Spot, Told
from histor.link.tellings import NO_TIME, Telling
from histor.records import COUNT_ROLES, Count, When

Scored = tuple[int, int, float]
"""Two members by number, and the score of the pair."""
# From the least to the most exact; a word that is not here counts as an exact place.
_PRECISIONS = ("country", "region", "admin1", "admin2")


def incident(tellings: Sequence[Telling], scores: Sequence[Scored], links: tuple[Link, ...]) -> Incident:
    """The incident of ``tellings``, which are in order of publication; ``scores`` has every pair of them."""
    best = _best(tellings)
    first = tellings[0].anchor
    name = f"{first.report} {first.trigger.start} {first.trigger.end}"
    return Incident(
        id="incident-" + blake2b(name.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest(),
        members=tuple(_members(tellings, scores)),
        type=best.type,
        mode=_mode(tellings, best.type),
        best=best.ref,
        description=best.sentence,
        actors=_parties([telling.actors for telling in tellings]),
        recipients=_parties([telling.recipients for telling in tellings]),
        where=_where(tellings),
        when=_when(tellings),
        figures=tuple(_figures(tellings)),
        links=links,
    )


def _members(tellings: Sequence[Telling], scores: Sequence[Scored]) -> Iterator[Member]:
    total = [0.0] * len(tellings)
    for i, j, score in scores:
        total[i] += score
        total[j] += score
    others = len(tellings) - 1
    for telling, sum_ in zip(tellings, total, strict=True):
        strength = round(sum_ / others, 4) if others else 1.0
        yield Member(telling.ref, telling.type, telling.status, telling.background, telling.teller, strength)


def _best(tellings: Sequence[Telling]) -> Telling:
    """The member that tells most: of the commonest type, news, actual, with most slots filled; the first of equals."""
    kinds = Counter(telling.type for telling in tellings)

    def told(telling: Telling) -> tuple[int, int, int]:
        slots = (telling.actors, telling.recipients, telling.spots, telling.days, telling.counts)
        return kinds[telling.type], 2 * (not telling.background) + (telling.status == "actual"), sum(map(bool, slots))

    return max(tellings, key=told)


def _mode(tellings: Sequence[Telling], kind: str) -> str | None:
    modes = Counter(telling.mode for telling in tellings if telling.type == kind and telling.mode)
    return modes.most_common(1)[0][0] if modes else None


def _parties(roles: Sequence[tuple[Identity, ...]]) -> tuple[Party, ...]:
    """Each party once, those that most events name first."""
    number = Counter(party.key for parties in roles for party in parties)
    known: dict[str, Identity] = {}
    for parties in roles:
        for party in parties:
            known.setdefault(party.key, party)
    ranked = sorted(known.values(), key=lambda party: (-number[party.key], party.key))
    return tuple(Party(p.name, p.code, p.sector, p.identifier, number[p.key]) for p in ranked)


def _where(tellings: Sequence[Telling]) -> Spot | None:
    spots = [spot for telling in tellings for spot in telling.spots]
    if not spots:
        return None

    def support(spot: Spot) -> tuple[int, int]:
        exact = _PRECISIONS.index(spot.precision) if spot.precision in _PRECISIONS else len(_PRECISIONS)
        return sum(place_agreement((spot,), (other,)) == 1 for other in spots), exact

    return max(spots, key=support)


def _when(tellings: Sequence[Telling]) -> When:
    """The interval that overlaps most others; of these the narrowest, of equals the first."""
    dated = [(telling.days, telling.when) for telling in tellings if telling.days is not None]
    if not dated:
        return tellings[0].when if len(tellings) == 1 else NO_TIME

    def support(days: tuple[int, int]) -> tuple[int, int]:
        return sum(days[0] <= other[1] and other[0] <= days[1] for other, _ in dated), days[0] - days[1]

    return max(dated, key=lambda each: support(each[0]))[1]


def _figures(tellings: Sequence[Telling]) -> Iterator[Figure]:
    for role in COUNT_ROLES:
        told = [
            (_low_high(count), Told(telling.ref, telling.teller, count.min, count.max))
            for telling in tellings
            for name, count in telling.counts
            if name == role and (count.min, count.max) != (None, None)
        ]
        if told:
            told.sort(key=lambda each: each[0])
            yield Figure(role, told[0][0][0], max(high for (_, high), _ in told), tuple(each for _, each in told))


def _low_high(count: Count) -> tuple[int, int]:
    """The numbers that a figure names; the same twice where it names one."""
    named = [number for number in (count.min, count.max) if number is not None]
    return min(named), max(named)
