"""``histor codebook``: what the codebook holds, and how well a user's own types can be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from histor.cli.reading import codebook_option
from histor.errors import UsageError

if TYPE_CHECKING:
    from histor.code.codebook import EventType
    from histor.own.check import Checked
    from histor.own.types import OwnCodebook


@click.group()
def codebook() -> None:
    """Show the codebook, and check one of your own."""


@codebook.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check(file: Path, as_json: bool) -> None:
    """Say how well the types of the codebook FILE can be told apart, by their own examples.

    Each example is left out in turn and looked for with the others (recall); what passes for the type among other
    sentences tells of precision. Both are rough: judge by the sentences that are printed.
    """
    from histor.own import read_own
    from histor.own.check import check as checked
    from histor.tag import Tagger

    own = read_own(file)
    found = checked(Tagger.load(), own)
    if as_json:
        from histor.accounts import json_line

        click.echo(json_line({"codebook": own.name, "types": [asdict(entry) for entry in found]}))
        return
    _print(_report(own, found))


@codebook.command()
@click.argument("name", metavar="[TYPE]", required=False)
@codebook_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(name: str | None, codebook: Path | None, as_json: bool) -> None:
    """List the event types, or tell all of TYPE: modes, codes, examples."""
    from histor.code.codebook import codebook as plover
    from histor.own import read_own

    own = read_own(codebook) if codebook else None
    types = (own.book() if own else plover()).types
    if name is not None and name.upper() not in types:
        raise UsageError(f"The codebook has no type {name}; it has {', '.join(types)}.")
    chosen = [types[name.upper()]] if name else list(types.values())
    if as_json:
        from histor.accounts import json_line

        found = [_facts(entry, own) for entry in chosen]
        click.echo(json_line(found[0] if name else {"types": found}))
    elif name:
        _print(_all_of(chosen[0], own))
    else:
        _print(f"{entry.name:<{max(map(len, types))}}  {_plain(entry.definition)}" for entry in chosen)


def _facts(entry: EventType, own: OwnCodebook | None) -> dict[str, Any]:
    return {
        "name": entry.name,
        "definition": entry.definition,
        "quad": entry.quad,
        "score": entry.score,
        "cameo": entry.cameo,
        "modes": [{"name": m.name, "definition": m.definition, "cameo": m.cameo} for m in entry.modes.values()],
        "examples": _examples(entry.name, own),
    }


def _examples(name: str, own: OwnCodebook | None) -> list[str]:
    """Examples of a type: the user's, else the package's."""
    from histor.code.tables import rows
    from histor.marked import marked

    mine = [example for entry in own.types if entry.name == name for example in entry.examples] if own else []
    return [e.text for e in mine or (marked(row["text"]) for row in rows("examples") if row["type"] == name)]


def _all_of(entry: EventType, own: OwnCodebook | None) -> Iterator[str]:
    from histor.code.codebook import QUADS

    yield entry.name
    yield _plain(entry.definition)
    codes = f", CAMEO {entry.cameo}" if entry.cameo else ""
    yield f"Quad class {entry.quad} ({QUADS[entry.quad]}), score {entry.score:g}{codes}."
    if entry.modes:
        yield ""
        yield "Modes"
        wide = max(map(len, entry.modes))
        for mode in entry.modes.values():
            code = f" (CAMEO {mode.cameo})" if mode.cameo else ""
            yield f"  {mode.name:<{wide}}  {_plain(mode.definition)}{code}"
    examples = _examples(entry.name, own)
    if examples:
        yield ""
        yield "Examples"
        yield from (f"  {_plain(example)}" for example in examples)


def _report(own: OwnCodebook, found: tuple[Checked, ...]) -> Iterator[str]:
    beside = "beside PLOVER's" if own.plover else "in place of PLOVER's"
    yield f"{own.name} · {len(found)} {'type' if len(found) == 1 else 'types'} {beside}"
    for entry in found:
        yield ""
        counter = f", {entry.counter_examples} counter-examples" if entry.counter_examples else ""
        yield f"{entry.name} · {entry.examples} examples{counter}"
        if entry.refines:
            yield f"  looked for among {', '.join(entry.refines)}"
        if not entry.examples:
            yield "  no examples: it takes over all of these"
            continue
        yield f"  recall {_percent(entry.recall)} · precision {_percent(entry.precision)}"
        for sentence in entry.missed:
            yield f"  missed: {_plain(sentence)}"
        for near in entry.nearest:
            yield f"  {'taken for it' if near.margin > 0 else 'nearest'}: {near.whose}: {_plain(near.sentence)}"
        for sentence in entry.chosen:
            yield f"  no word marked, this was taken: {_plain(sentence)}"
        for warning in entry.warnings:
            yield f"  ! {_plain(warning)}"


def _percent(share: float | None) -> str:
    return "?" if share is None else f"{100 * share:.0f} %"


def _plain(text: str) -> str:
    from histor.plain import visible

    return visible(text, 1000)


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)
