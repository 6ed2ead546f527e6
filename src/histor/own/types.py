"""A user's own codebook: event types in YAML that add to PLOVER's, split them or take their place.

`read_own` reads and checks a file; every complaint names the file and the line. `OwnCodebook.book` is the codebook to
code with. How such types are found in text is `histor.own.senses`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from histor.code.codebook import CODEBOOK_ID, Codebook, EventType, Mode, codebook
from histor.marked import Marked, marked
from histor.own.loading import Field, Mapped, load

TYPES_AT_MOST, EXAMPLES_AT_MOST, MODES_AT_MOST, LETTERS_AT_MOST = 100, 200, 50, 1000
TYPE_NAME = r"[A-Z][A-Z0-9_-]{0,39}"
MODE_NAME = r"[a-z][a-z0-9_-]{0,39}"
_WORD = re.compile(r"[^\W\d_]+")
_WORDS_AT_LEAST = 3  # what the encoder sees in a lone word is another thing than what it sees in a sentence
BASES = (CODEBOOK_ID, "none")


Examples = tuple[Marked, ...]


@dataclass(frozen=True, slots=True)
class OwnMode:
    """A mode of an own type."""

    name: str
    definition: str
    examples: Examples


@dataclass(frozen=True, slots=True)
class OwnType:
    """An own type. ``refines`` names PLOVER types (``TYPE`` or ``TYPE:mode``) among whose events alone it is looked for."""

    name: str
    definition: str
    quad: int
    score: float
    cameo: str | None
    refines: tuple[str, ...]
    examples: Examples
    counter_examples: Examples
    modes: tuple[OwnMode, ...]


@dataclass(frozen=True, slots=True)
class OwnCodebook:
    """A codebook of one's own; ``digest`` is the SHA-256 of the file, ``plover`` whether PLOVER's types stay."""

    id: str
    title: str
    plover: bool
    types: tuple[OwnType, ...]
    digest: str

    @property
    def name(self) -> str:
        """What accounts call it: its id with the beginning of its digest, after ``plover-2.0+`` where that stays."""
        own = f"{self.id}@{self.digest[:12]}"
        return f"{CODEBOOK_ID}+{own}" if self.plover else own

    def book(self) -> Codebook:
        """The codebook with these types, and with PLOVER's that none of them takes the place of, if those stay."""
        base = codebook()
        types: dict[str, EventType] = dict(base.types) if self.plover else {}
        types |= {own.name: _event_type(own) for own in self.types}
        return replace(base, id=self.name, title=self.title, types=MappingProxyType(types))


def _event_type(own: OwnType) -> EventType:
    modes = {mode.name: Mode(mode.name, mode.definition, None) for mode in own.modes}
    return EventType(
        own.name, own.definition, own.quad, own.score, None, own.cameo, (), MappingProxyType(modes)
    )  # fmt: skip


def read_own(path: Path) -> OwnCodebook:
    """The codebook in the YAML file ``path``. Raises UsageError where it is none, with the line and what to do."""
    data, raw = load(path)
    top = data.fields(required=("id", "types"), optional=("title", "base"))
    name = top["id"].word(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", "letters, digits, '.', '_' and '-'")
    base = top["base"].one_of(BASES) if "base" in top else CODEBOOK_ID
    entries = top["types"].items(1, TYPES_AT_MOST, "types")
    types = tuple(_own_type(entry.mapping()) for entry in entries)
    _no_twins([(own.name, entry) for own, entry in zip(types, entries, strict=True)], "type")
    title = top["title"].text(200) if "title" in top else name
    return OwnCodebook(name, title, base == CODEBOOK_ID, types, hashlib.sha256(raw).hexdigest())


def _own_type(entry: Mapped) -> OwnType:
    found = entry.fields(
        required=("name", "definition"),
        optional=("quad", "score", "cameo", "refines", "examples", "counter_examples", "modes"),
    )
    name = found["name"].word(TYPE_NAME, "capital letters, digits, '_' and '-'")
    refines = tuple(_refined(field) for field in found["refines"].items(1, 50, "types")) if "refines" in found else ()
    parent = codebook().types[refines[0].partition(":")[0]] if refines else codebook().types.get(name)
    examples = _examples(found, "examples")
    if not refines and len(examples) < 2:
        raise entry.error(f"{name} needs at least two examples, or `refines` with the types that it takes over")
    quad = found["quad"].number(1, 4, whole=True) if "quad" in found else parent.quad if parent else None
    score = found["score"].number(-10, 10) if "score" in found else parent.score if parent else None
    if quad is None or score is None:
        raise entry.error(f"{name} needs `quad` (1 to 4) and `score` (-10 to 10), since it refines no PLOVER type")
    if score and (score > 0) != (quad <= 2):
        raise entry.error(
            f"{name} has the score {score:g}, against its quad class {quad:g}: 1 and 2 are cooperation, 3 and 4 conflict"
        )
    return OwnType(
        name=name,
        definition=found["definition"].text(2000),
        quad=int(quad),
        score=float(score),
        cameo=found["cameo"].word(r"[0-9]{2,4}", "two to four digits, in quotes") if "cameo" in found else None,
        refines=refines,
        examples=examples,
        counter_examples=_examples(found, "counter_examples"),
        modes=_modes(found),
    )


def _modes(found: Mapping[str, Field]) -> tuple[OwnMode, ...]:
    if "modes" not in found:
        return ()
    entries = found["modes"].items(1, MODES_AT_MOST, "modes")
    modes = []
    for entry in entries:
        mode = entry.mapping().fields(required=("name", "definition", "examples"), optional=())
        name = mode["name"].word(MODE_NAME, "small letters, digits, '_' and '-'")
        modes.append(OwnMode(name, mode["definition"].text(2000), _examples(mode, "examples")))
    _no_twins([(mode.name, entry) for mode, entry in zip(modes, entries, strict=True)], "mode")
    return tuple(modes)


def _refined(field: Field) -> str:
    types = codebook().types
    label = field.text(80)
    name, colon, mode = label.partition(":")
    if name not in types:
        raise field.error(f"PLOVER has no type {name}; it has {', '.join(types)}")
    if colon and mode not in types[name].modes:
        raise field.error(f"{name} has no mode {mode}; it has {', '.join(types[name].modes) or 'none'}")
    return label


def _examples(found: Mapping[str, Field], name: str) -> Examples:
    if name not in found:
        return ()
    return tuple(_example(field) for field in found[name].items(1, EXAMPLES_AT_MOST, "sentences"))


def _example(field: Field) -> Marked:
    try:
        example = marked(field.text(LETTERS_AT_MOST))
    except ValueError as error:
        raise field.error(str(error)) from error
    if len(_WORD.findall(example.text)) < _WORDS_AT_LEAST:
        raise field.error("an example must be a sentence of three words or more, like those of news")
    return example


def _no_twins(named: list[tuple[str, Field]], what: str) -> None:
    seen: set[str] = set()
    for name, field in named:
        if name in seen:
            raise field.error(f"the {what} {name} is defined twice")
        seen.add(name)
