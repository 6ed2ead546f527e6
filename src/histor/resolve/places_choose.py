"""Which of the places of that name is meant: one choice for all place names of a report, each helping the others.

Every name of the report may be many places. A candidate's score is what speaks for it: how many people live there,
what kind of place it is, whether the words around the name put it there ("Paris, Ky."), and whether the report's other
names speak of the same country, the same division, the neighbourhood. Names vote for countries and divisions by the
probabilities of their own candidates, so that the choice is repeated until the votes settle. The weights were set by
hand; docs/places.md says on what they were tried.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from math import exp, floor, log1p, log10
from operator import add

from histor.code.countries import Named, countries
from histor.records import Span
from histor.resolve.gazetteer import Entry, Gazetteer, fold, kilometres
from histor.resolve.places_around import candidates, kind_word, named_country, wholes

# Points of score; a factor of ten in population is worth one.
KIND = {"country": 2.0, "admin1": -0.6, "admin2": -1.6, "town": 0.0, "region": 0.0, "point": 0.0}
NOMINAL = {"region": 6.5, "point": 5.0}  # what stands for the logarithm of a population they do not have
OWN_NAME = 0.8
SEAT = 1.0  # the seat of a government, as codebooks/countries.tsv has it
INSIDE = 8.0  # the words around the name say so
SAID_KIND = 2.5  # "Homs province"
COUNTRY = 4.0  # times the country's share of the votes
DIVISION = 3.5  # times the saturated votes for the first-level division
DISTRICT = 1.5
NEAR = 1.5  # times closeness to the nearest other place
NEAR_KM = 120.0
ELSEWHERE = 6.0  # the same name was placed by its words elsewhere in the report
COUNTRY_WORD = 0.6  # a vote of words such as "Iraqi", times the logarithm of their number
NAMESAKE = 2.5  # against a small town of the name of a large division or a great city of its country
GREAT = 300_000  # people of such a division or city
SMALL = 100_000  # people of such a town
MOST = 60  # candidates of a name that are weighed: the most populous, and those that the words around it ask for
MOST_NAMES = 200  # distinct names of a report that are weighed together
VOTERS = 6
ROUNDS = 3
_CELL = 1.25  # degrees: more than NEAR_KM from north to south

_Cell = tuple[int, int]
_Near = dict[_Cell, list[tuple[str, Entry, float]]]

_SAID = {
    "admin1": {"province", "governorate", "oblast", "region", "state", "prefecture"},
    "admin2": {"district", "county", "parish", "prefecture", "province"},
    "town": {"city", "town", "village"},
}


@dataclass(slots=True)
class Choice:
    """What one name of the report may be taken for.

    For each of ``options``: ``base``, what speaks for it by itself; ``context``, what the report's other names add;
    ``inside``, whether the words around the name put it there; ``cells``, where on the map it is looked for, None for
    countries and regions. ``placed`` says whether one is ``inside``. ``likely`` holds the best with their probabilities.
    """

    name: str
    key: str
    wholes: tuple[Entry, ...]
    said: str | None
    options: tuple[Entry, ...]
    base: list[float] = field(default_factory=list)
    context: list[float] = field(default_factory=list)
    inside: list[bool] = field(default_factory=list)
    cells: list[_Cell | None] = field(default_factory=list)
    placed: bool = False
    likely: list[tuple[Entry, float]] = field(default_factory=list)

    @property
    def best(self) -> int | None:
        """The index of the best option; the first of equals."""
        if not self.options:
            return None
        return max(range(len(self.options)), key=lambda i: (self.base[i] + self.context[i], -i))


@dataclass(slots=True)
class _Votes:
    """For which countries and divisions names speak, as sums of probabilities."""

    countries: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    divisions: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, likely: Sequence[tuple[Entry, float]]) -> None:
        for entry, p in likely:
            if entry.country:
                self.countries[entry.country] += p
            for division in (entry.admin1, entry.admin2):
                if division:
                    self.divisions[division] += p


@dataclass(slots=True)
class Chosen:
    """All choices of a report, and how much its other words speak of each country."""

    choices: list[Choice]
    words: dict[str, float]
    voters: dict[str, list[Choice]]
    _votes: dict[str | None, dict[str, float]] = field(default_factory=dict)

    def votes_without(self, key: str | None = None) -> dict[str, float]:
        """How much the report speaks of each country, apart from the name with that key."""
        if key not in self._votes:
            votes = defaultdict(float, self.words)
            for name, group in self.voters.items():
                for voter in group if name != key else ():
                    for entry, p in voter.likely:
                        if entry.country:
                            votes[entry.country] += p
            self._votes[key] = {code: number for code, number in votes.items() if number > 0.01}
        return self._votes[key]


def choose(gazetteer: Gazetteer, text: str, spans: Sequence[Span]) -> Chosen:
    """A choice for each of ``spans``, in their order; equal names with equal surroundings get the same."""
    known: dict[tuple[object, ...], Choice] = {}
    order: list[Choice] = []
    for span in spans:
        name = span.of(text)
        around, said = wholes(gazetteer, text, span), kind_word(text, span)
        key = name, tuple(entry.key for entry in around), said
        if key not in known:
            known[key] = _start(gazetteer, name, around, said)
        order.append(known[key])
    distinct = [choice for choice in known.values() if choice.options][:MOST_NAMES]
    words = _country_words(gazetteer, text, spans)
    for choice in distinct:
        _settle(choice)
    voters = _voters(distinct)
    for _ in range(ROUNDS):
        _round(voters, words)
    return Chosen(order, words, voters)


def _start(gazetteer: Gazetteer, name: str, around: tuple[Entry, ...], said: str | None) -> Choice:
    found = candidates(gazetteer, name)
    if said:
        found = tuple({e.key: e for e in (*found, *gazetteer.find(f"{name} {said}"))}.values())
    options = found[:MOST] + tuple(e for e in found[MOST:] if any(e.lies_in(whole) for whole in around))
    choice = Choice(name, fold(name), around, said, options)
    nation = named_country(name, adjectives=False)
    word = countries().words.get(name.title() if name.isupper() else name)
    seat_of = word.code if word and word.kind == "seat" else None
    great = {e.country for e in options if e.main and e.population >= GREAT}
    for option in options:
        inside = nation is None and any(option.lies_in(whole) for whole in around)
        score = _prior(option) + (INSIDE if inside else 0.0)
        if said and said in _SAID.get(option.kind, ()):
            score += SAID_KIND
        if option.kind == "town" and option.population < SMALL and option.country in great and not inside:
            score -= NAMESAKE
        if seat_of and option.kind == "town" and option.country == seat_of:
            score += SEAT
        choice.inside.append(inside)
        choice.base.append(score)
        choice.context.append(0.0)
        choice.cells.append(None if option.kind in {"country", "region"} else _cell(option))
    choice.placed = any(choice.inside)
    return choice


def _cell(entry: Entry) -> _Cell:
    return floor(entry.lat / _CELL), floor(entry.lon / _CELL)


def _prior(entry: Entry) -> float:
    people = NOMINAL.get(entry.kind) or log10(entry.population + 30)
    return people + KIND[entry.kind] + (OWN_NAME if entry.main else 0.0)


def _settle(choice: Choice) -> None:
    """The options with their probabilities, the likeliest first."""
    if len(choice.options) == 1:
        choice.likely = [(choice.options[0], 1.0)]
        return
    scores = list(map(add, choice.base, choice.context))
    top = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:VOTERS]  # equals stay in their order
    weights = [exp(1.5 * (scores[i] - scores[top[0]])) for i in top]
    total = sum(weights)
    choice.likely = [(choice.options[i], weight / total) for i, weight in zip(top, weights, strict=True)]


def _country_words(gazetteer: Gazetteer, text: str, spans: Sequence[Span]) -> dict[str, float]:
    """How much the text's words for countries, outside ``spans``, speak of each: a second mention adds less.

    A country's name that is as well a large division elsewhere ("Georgia") does not count.
    """
    table = countries().words
    counted = Counter(table.count(text))
    for span in spans:
        counted.subtract(table.count(span.of(text)))
    votes: Counter[str] = Counter()
    for named, number in counted.items():
        if number > 0 and not _has_twin(gazetteer, named):
            votes[named.code] += number
    return {code: COUNTRY_WORD * log1p(number) for code, number in sorted(votes.items())}


@lru_cache(maxsize=512)
def _has_twin(gazetteer: Gazetteer, named: Named) -> bool:
    if named.kind != "name":
        return False
    twins = gazetteer.find(countries().names[named.code])
    return any(e.kind == "admin1" and e.population > 1_000_000 and e.country != named.code for e in twins)


def _voters(choices: Sequence[Choice]) -> dict[str, list[Choice]]:
    """Who votes: every name once, by those of its mentions whose surroundings place it, if there are any."""
    named: dict[str, list[Choice]] = {}
    for choice in choices:
        named.setdefault(choice.key, []).append(choice)
    return {key: sorted(group, key=lambda c: not c.placed) for key, group in named.items()}


def _voting(group: list[Choice]) -> list[Choice]:
    return [choice for choice in group if choice.placed] or group[:1]


def _counted(voters: dict[str, list[Choice]], words: dict[str, float]) -> tuple[_Votes, dict[str, _Votes], _Near]:
    """The votes of all, those of each name, and in each cell of the map the likely places there and in the cells around."""
    votes = _Votes()
    votes.countries.update(words)
    own: dict[str, _Votes] = {}
    near: _Near = defaultdict(list)
    for key, group in voters.items():
        own[key] = _Votes()
        for choice in _voting(group):
            votes.add(choice.likely)
            own[key].add(choice.likely)
            entry, p = choice.likely[0]
            if p > 0.5 and entry.kind not in {"country", "region"}:
                row, column = _cell(entry)
                for cell in product((row - 1, row, row + 1), (column - 1, column, column + 1)):
                    near[cell].append((key, entry, p))
    return votes, own, near


def _round(voters: dict[str, list[Choice]], words: dict[str, float]) -> None:
    """Count the votes of all, then let each name weigh its options by the votes of the others."""
    votes, own, near = _counted(voters, words)
    total = sum(votes.countries.values())
    for key, group in voters.items():
        placed = {choice.likely[0][0].key for choice in group if choice.placed}
        others = total - sum(own[key].countries.values())
        for choice in group:
            for i, (option, cell) in enumerate(zip(choice.options, choice.cells, strict=True)):
                score = _of_votes(option, votes, own[key], others)
                if cell in near:
                    score += NEAR * _closeness(key, option, near[cell])
                if placed and not choice.placed and option.key in placed:
                    score += ELSEWHERE
                choice.context[i] = score
    for group in voters.values():
        for choice in group:
            _settle(choice)


def _of_votes(option: Entry, votes: _Votes, mine: _Votes, total: float) -> float:
    """What the votes of the other names, ``total`` in all for countries, add to an option."""
    code = option.country or ""
    score = 0.0
    if code in votes.countries:
        score = COUNTRY * (votes.countries[code] - mine.countries.get(code, 0.0)) / (total + 1.0)
    if option.kind == "country":
        return score
    if option.admin1 in votes.divisions:
        score += DIVISION * _saturated(option.admin1, votes.divisions, mine.divisions)
    if option.admin2 in votes.divisions:
        score += DISTRICT * _saturated(option.admin2, votes.divisions, mine.divisions)
    return score


def _saturated(division: str, votes: dict[str, float], mine: dict[str, float]) -> float:
    others = max(0.0, votes[division] - mine.get(division, 0.0))
    return others / (others + 0.7)


def _closeness(key: str, option: Entry, near: Sequence[tuple[str, Entry, float]]) -> float:
    """1 at the place of another name, 0 from NEAR_KM on; how sure that other is counts.

    ``near`` are the places in the option's cell and those around: near the poles, where cells are narrow, some are missed.
    """
    best = 0.0
    for other, entry, p in near:
        if other != key and entry.key != option.key:
            distance = kilometres((option.lat, option.lon), (entry.lat, entry.lon))
            best = max(best, p * (1 - distance / NEAR_KM))
    return best
