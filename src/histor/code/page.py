"""docs/codebook.md, written from the codebook's data: ``python -m histor.code.page > docs/codebook.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from histor.code.cameo import Rule, rules
from histor.code.codebook import QUADS, Codebook, EventType, codebook
from histor.code.contexts import BESIDE, LEAST, WEAK, Context, contexts

_SHOWN = 5  # phrases of a rule that the page shows

CONTEXTS = f"""
## Contexts

What an event is about, beside what is done: none, one or several of PLOVER 2.0's 37 contexts. Their names are those of
the POLECAT data, which PLOVER's authors publish; the definitions are ours.

They are found by words. Each context has strong and weak phrases (`src/histor/codebooks/contexts.tsv`), and some types
and modes weigh for a context by themselves. A strong phrase in the sentence of the trigger weighs 1, a weak one {WEAK};
those of the sentences before and after, and of all that the event's voice says, weigh {BESIDE} of that. Each phrase
counts once. The event has the contexts that come to {LEAST:g}. Words that mean something else where they stand ("trade
war", "think tank") count as that, or not at all.

How right they are has not been measured on news: there is no annotation of contexts to measure against. On 168 short
sentences of our own (`tests/code/contexts.tsv`), written by the author of the phrases and so easier than news, precision
and recall were, when first tried, 91 and 96 on the 80 that were written before there were any phrases, and 86 and 92 on
the 88 written after; the present figures are in `tests/code/test_contexts.py`. Read contexts as an index, not as coding
by hand.

| context | what it is about | phrases, strong and weak | types and modes that weigh |
| --- | --- | ---: | --- |"""

CAMEO = """
## CAMEO codes

`cameo` is the code of CAMEO 1.1b3 that says most exactly what PLOVER's type and mode, the event's status and the words
of its sentence determine. The first rule of the tables below that fits gives it. A rule may ask for words at the trigger
("ratified"), or near it: from 40 characters before to 90 after, within the sentence. Where no rule fits it is the code of
the mode, or of the type.

- What is planned has a code only if it is cooperation: CAMEO's root 03, intent to cooperate.
- What is possible or negated has none, nor has planned conflict: CAMEO codes what is done. A demand for talks is coded by
  the demand (026, 106), not by the talks; a threat to attack by the threat (138), not by the attack.
- null also where CAMEO has several roots for a type and the words do not tell which: ASSAULT without a mode may be 18, 19
  or 20, REQUEST 02 or 10.
- `155`, for weapons that are moved or shown, follows Histor's account format; CAMEO itself defines 155 as cyber forces.

The rules were written by reading training data and have not been measured; there is no annotation to measure against."""


def page(book: Codebook) -> str:
    """The whole page."""
    lines = [
        f"# Codebook: {book.title}",
        "",
        "<!-- Written by `python -m histor.code.page > docs/codebook.md`; change src/histor/codebooks instead. -->",
        "",
        "Every event has a type, often a mode, any number of contexts, a quad class, a score and, where there is one, a",
        "CAMEO code. Types of your own: [your own codebook](own-codebook.md).",
        "",
        book.source,
        "",
        "| type | quad class | score | CAMEO | |",
        "| --- | --- | ---: | --- | --- |",
    ]
    lines += [
        f"| [{entry.name}](#{entry.name.lower()}) | {entry.quad} {QUADS[entry.quad]} | {entry.score} "
        f"| {entry.cameo or '–'} | {entry.definition} |"
        for entry in book.types.values()
    ]
    for entry in book.types.values():
        lines += _type(entry)
    lines += [CONTEXTS, *map(_context, contexts().values())]
    lines += [CAMEO, *_cameo(book)]
    return "\n".join([*lines, *_scores(book)]) + "\n"


def _type(entry: EventType) -> Iterator[str]:
    yield from ("", f"## {entry.name}", "", entry.definition, "")
    cameo = f", CAMEO {entry.cameo}" if entry.cameo else ""
    yield f"Quad class {entry.quad} ({QUADS[entry.quad]}), score {entry.score}{cameo}."
    if entry.score_note:
        yield from ("", f"Score: {entry.score_note}")
    if entry.modes:
        yield from ("", "| mode | | CAMEO |", "| --- | --- | --- |")
        yield from (f"| {mode.name} | {mode.definition} | {mode.cameo or '–'} |" for mode in entry.modes.values())


def _context(context: Context) -> str:
    types = ", ".join(f"{name} {weight:g}" for name, weight in context.types.items())
    number = f"{len(context.strong)}, {len(context.weak)}"
    return f"| {context.name} | {context.definition} | {number} | {types} |"


def _cameo(book: Codebook) -> Iterator[str]:
    for entry in book.types.values():
        found = [rule for rule in rules() if rule.type == entry.name]
        if not found:
            continue
        yield from ("", f"### CAMEO codes of {entry.name}", "")
        yield from ("| mode | status | words at the trigger | words near it | code | it |", "| --- " * 6 + "|")
        yield from map(_rule, found)


def _rule(rule: Rule) -> str:
    mode = {"*": "any", "-": "none"}.get(rule.mode, rule.mode)
    return (
        f"| {mode} | {rule.status} | {_phrases(rule.trigger)} | {_phrases(rule.near)} | {rule.code} | {rule.meaning} |"
    )


def _phrases(phrases: Sequence[str]) -> str:
    shown = ", ".join(phrase.replace("*", r"\*") for phrase in phrases[:_SHOWN])
    return f"{shown} …" if len(phrases) > _SHOWN else shown


def _scores(book: Codebook) -> Iterator[str]:
    yield from (
        "",
        "## Scores",
        "",
        "The score of a type is the mean of the Goldstein values of the CAMEO codes that it",
    )
    yield from (f"covers, to one decimal, unless a note says otherwise. {book.goldstein_source}", "")
    yield from ("| type | codes: value |", "| --- | --- |")
    for entry in book.types.values():
        values = ", ".join(f"{code}: {book.goldstein[code]}" for code in entry.covers)
        yield f"| {entry.name} | {values} |"


if __name__ == "__main__":
    sys.stdout.write(page(codebook()))
