"""How the origins of an incident stand to one another: who denies, and who tells it otherwise.

Nothing here says what is true. Two origins differ on a point only where what they name excludes each other: "Turkey"
and "Turkish F-16s" do not, "at least 27 dead" and "36 dead" do not, "Islamic State" and "civilians" do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from histor.code.countries import countries, country_hits
from histor.code.tables import tokens
from histor.link.identities import Identity
from histor.link.telling_records import Difference, DifferenceKind, Number, Origin, Side, Standing
from histor.plain import figure

_CAMPS = {
    "state": "GOV MIL COP JUD SPY LEG",
    "rebels": "REB OPP UAF PRM CRM",
    "civilians": "CVL REF MED JRN SOC REL EDU LAB BUS",
}
_CAMP_OF = {sector: camp for camp, sectors in _CAMPS.items() for sector in sectors.split()}
_TRANSNATIONAL = "IMG"  # armed groups over borders; other codes of PLOVER that are no country contain countries


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Part:
    """What is certain of an actor or victim: its country, its camp, and its key where it is a body with a name."""

    key: str
    nation: str | None
    camp: str | None
    named: bool


def standing_of(origins: Sequence[Origin], differences: Sequence[Difference]) -> Standing:
    """The one word for how ``origins`` with these ``differences`` stand to one another (docs/origins.md)."""
    told = [origin for origin in origins if origin.says in ("affirms", "announces")]
    affirmed = [origin for origin in told if origin.says == "affirms"]
    if differences:
        return "contested"
    if not told:
        return "denied" if any(origin.says == "denies" for origin in origins) else "open"
    if not affirmed:
        return "announced"
    return "claimed by one origin" if len(told) == 1 else "uncontested"


def differences_of(origins: Sequence[Origin]) -> tuple[Difference, ...]:
    """The points on which ``origins`` differ: denials first, then actors, victims and figures."""
    told = [origin for origin in origins if origin.says in ("affirms", "announces")]
    denying = [origin for origin in origins if origin.says == "denies"]
    found = []
    if told and denying:
        sides = [
            Side(word, tuple(sorted(o.who.key for o in origins if o.says == word)))
            for word in ("affirms", "announces", "denies")
        ]
        found.append(Difference("denial", None, tuple(side for side in sides if side.origins)))
    named: tuple[tuple[DifferenceKind, Callable[[Origin], tuple[Identity, ...]]], ...] = (
        ("actor", lambda origin: origin.actors),
        ("victims", lambda origin: origin.recipients),
    )
    for kind, of in named:
        found += _difference(kind, None, told, of, opposed, called)
    found += _difference("place", None, told, lambda origin: origin.countries, _elsewhere, _places)
    for role in sorted({number.role for origin in told for number in origin.numbers}):

        def numbers(origin: Origin, role: str = role) -> tuple[Number, ...]:
            return tuple(number for number in origin.numbers if number.role == role)

        found += _difference("figures", role, told, numbers, apart, figures)
    return tuple(found)


def _difference(
    kind: DifferenceKind,
    role: str | None,
    told: Sequence[Origin],
    of: Callable[[Origin], tuple[T, ...]],
    differ: Callable[[tuple[T, ...], tuple[T, ...]], bool],
    words: Callable[[tuple[T, ...]], str],
) -> list[Difference]:
    """The difference on one point, its sides in the order of their words; none where nobody excludes another."""
    groups: dict[str, tuple[tuple[T, ...], list[str]]] = {}
    for origin in told:
        if of(origin):
            groups.setdefault(words(of(origin)), (of(origin), []))[1].append(origin.who.key)
    sides = [
        Side(word, tuple(sorted(keys)))
        for word, (what, keys) in sorted(groups.items())
        if any(differ(what, other) for other, _ in groups.values())
    ]
    return [Difference(kind, role, tuple(sides))] if sides else []


def _elsewhere(some: Sequence[str], others: Sequence[str]) -> bool:
    return not set(some) & set(others)


def _places(codes: Iterable[str]) -> str:
    return ", ".join(sorted({countries().names.get(code, code) for code in codes}))


def called(identities: Iterable[Identity]) -> str:
    """The names of ``identities``, each once, in alphabetical order."""
    return ", ".join(sorted({identity.name for identity in identities}))


def figures(numbers: Iterable[Number]) -> str:
    """Figures in words: "12", "10 to 12", "27 or more"."""
    return ", ".join(figure(number.min, number.max) for number in numbers)


def apart(some: Sequence[Number], others: Sequence[Number]) -> bool:
    """Whether a figure of one role among ``some`` excludes one of the same role among ``others``.

    >>> apart([Number("dead", 27, None)], [Number("dead", 36, 36)]), apart([Number("dead", 1, 1)], [Number("dead", 2, 2)])
    (False, True)
    """
    return any(
        one.role == other.role and (_below(one, other) or _below(other, one)) for one in some for other in others
    )


def _below(one: Number, other: Number) -> bool:
    return one.max is not None and other.min is not None and one.max < other.min


def opposed(some: Sequence[Identity], others: Sequence[Identity]) -> bool:
    """Whether each side names somebody who can be none of those whom the other names.

    >>> turkey, rebels = Identity("state:TUR", "Turkey", "state", "TUR"), Identity("r", "rebels", "unnamed", "---", ("REB",))
    >>> opposed([turkey], [rebels]), opposed([turkey, rebels], [rebels]), opposed([turkey], [])
    (True, False, False)
    """
    mine, theirs = ([part for i in side for part in _parts(i)] for side in (some, others))
    return any(all(_exclude(a, b) for b in theirs) for a in mine if theirs) and any(
        all(_exclude(a, b) for a in mine) for b in theirs if mine
    )


def _parts(identity: Identity) -> list[_Part]:
    """The certain parts of ``identity``: of "Russian and Syrian special forces" there are two."""
    camp = next((_CAMP_OF[sector] for sector in identity.sector if sector in _CAMP_OF), None)
    if identity.kind == "state":
        camp = "state"
    named = identity.kind in ("body", "outlet") and not identity.key.startswith("office:")
    hits = [hit.value.code for hit in country_hits(tokens(identity.name)) if hit.value.kind != "region"]
    sure = identity.kind != "unnamed" and (identity.code in countries().names or identity.code == _TRANSNATIONAL)
    nations: list[str | None] = [*dict.fromkeys(hits)] if hits and not named else [identity.code if sure else None]
    return [_Part(identity.key, nation, camp, named) for nation in nations]


def _exclude(one: _Part, other: _Part) -> bool:
    """Whether the two cannot be the same: of two countries, of two camps, or two armed groups by name."""
    if one.key == other.key:
        return False
    if one.camp and other.camp and one.camp != other.camp:
        return True
    if one.nation and other.nation and one.nation != other.nation:
        return True
    return one.named and other.named and one.camp == other.camp == "rebels"
