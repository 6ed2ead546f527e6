"""Copies made mechanically of real reports, to be found again among thousands of others.

Of each original five copies are made, as desks make them: cut by half; with another heading, dateline and credit; its
paragraphs shuffled; every tenth word changed; merged with another original, whole with whole or half with half in turn.
All reports are undated, so that nothing but the text can tell. Recall is over pairs of a copy and the report that it was
made of (two pairs for a merged one). Precision is over all pairs of carriers of one group: a pair is right where both
have text of one original. Pairs of which one text was taken from the other, or both from a third, before anybody made
copies of them (`_reused`) are counted apart: to find them is no mistake, and nothing says which of them there are.

Texts that are as a whole in the data more than once are thinned out beforehand by a measure of another kind (`_twins`): two corpora
may hold one article, and finding that is no mistake.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations, product
from pathlib import Path
from typing import Literal

from histor.errors import UsageError
from histor.link.copies import Copies
from histor.records import Report
from histor.sentences import sentences
from training.ecb import documents
from training.evaluate.data import read_rows
from training.score import Json

Chosen = Literal["tune", "report"]
ORIGINALS, OTHERS = 300, 5000
_LEAST_WORDS = 80  # of an original: the half of it is still a news item
_CHANGED = 0.1
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Made:
    """A report of the test and the originals that it has text of; ``how`` is "original", "other" or the manipulation."""

    report: Report
    origins: frozenset[str]
    how: str


def texts(paths: Iterable[Path]) -> dict[str, str]:
    """Texts by name of files (accounts, stories, tokens or ECB+) or of all such files in folders; twins once."""
    found: dict[str, str] = {}
    for path in _files(paths):
        if path.name.endswith(".tar.gz"):
            found |= {f"ecb/{document.name}": document.text for document in documents(path)}
        else:
            rows = read_rows(path, ()).rows
            found |= {f"{path.parent.name}/{path.stem}/{k}": text for k, row in enumerate(rows) if (text := _text(row))}
    if not found:
        raise UsageError("These paths hold no texts: give .jsonl.gz files of accounts or stories, or the ECB+ tar.")
    return _without_twins(found)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.iterdir() if p.name.endswith((".jsonl", ".jsonl.gz", ".tar.gz")))
        else:
            yield path


_RARE = 12  # texts in which a rare word stands at most
_TWIN = 0.8  # of the rare words of the text that has fewer of them


def _text(row: Json) -> str:
    if "report" in row:
        return str(row["report"].get("text", ""))
    if "sentences" in row:
        return "\n".join(" ".join(token for token, _ in sentence) for sentence in row["sentences"])
    return str(row.get("text", ""))


def _without_twins(found: dict[str, str]) -> dict[str, str]:
    """``found`` less each text whose rare words are mostly those of one before it."""
    words = {name: set(_WORD.findall(text.lower())) for name, text in found.items()}
    seen_in: dict[str, list[str]] = {}
    for name, own in words.items():
        for word in own:
            seen_in.setdefault(word, []).append(name)
    rare = {name: {w for w in own if len(seen_in[w]) <= _RARE} for name, own in words.items()}
    kept: dict[str, str] = {}
    for name, text in found.items():
        shared: dict[str, int] = {}
        for word in rare[name]:
            for other in seen_in[word]:
                shared[other] = shared.get(other, 0) + 1
        twins = (o for o, n in shared.items() if o in kept and n >= _TWIN * min(len(rare[name]), len(rare[o])))
        if not any(True for _ in twins):
            kept[name] = text
    return kept


def made(
    found: dict[str, str], part: Chosen, originals: int = ORIGINALS, others: int = OTHERS, draw: int = 0
) -> list[Made]:
    """The reports of the test: originals, five copies of each, and others, in an order that tells nothing.

    Each ``draw`` takes other texts.
    """
    salt = f"copies {draw}" if draw else "copies"
    ranked = sorted(found, key=lambda name: sha256(f"{salt} {name}".encode()).digest())
    long = [name for name in ranked if len(found[name].split()) >= _LEAST_WORDS]
    chosen = long[:originals] if part == "report" else long[originals : 2 * originals]
    if len(chosen) < originals:
        raise UsageError(f"These paths hold {len(long)} texts of {_LEAST_WORDS} words or more; {originals} are needed.")
    rest = [name for name in ranked if name not in set(chosen)][:others]
    vocabulary = sorted({word for name in rest[:500] for word in found[name].split()})
    out = [_made(name, "original", [name], found[name]) for name in chosen]
    out += [_made(name, "other", [name], found[name]) for name in rest]
    for k, name in enumerate(chosen):
        dice = random.Random(f"copies {name}")
        out += [_made(name, how, [name], make(found[name], dice, vocabulary)) for how, make in MANIPULATIONS.items()]
        second = chosen[(k + 1) % len(chosen)]
        merged = _merged(found[name], found[second], whole=k % 2 == 0)
        out.append(_made(name, "merged", [name, second], merged))
    return sorted(out, key=lambda each: each.report.id)


def _made(name: str, how: str, origins: Sequence[str], text: str) -> Made:
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Made(Report(sha256(f"{how} {name}".encode()).hexdigest()[:16], text, digest), frozenset(origins), how)


def _paragraphs(text: str) -> list[str]:
    parts = [line for line in text.split("\n") if line.strip()]
    return parts if len(parts) > 2 else [s.of(text) for s in sentences(text)]


def _half(text: str, dice: random.Random, vocabulary: Sequence[str]) -> str:
    del vocabulary
    words = list(re.finditer(r"\S+", text))
    middle = words[len(words) // 2].start()
    return text[:middle] if dice.random() < 0.5 else text[middle:]


def _reheaded(text: str, dice: random.Random, vocabulary: Sequence[str]) -> str:
    heading = " ".join(dice.choice(vocabulary) for _ in range(9)).capitalize()
    parts = _paragraphs(text)
    body = "\n".join(parts[1:] if len(parts) > 3 and len(parts[0].split()) < 20 else parts)
    return f"{heading}\n\nSAMPLETOWN, May 5 (Sample Wire) - {body}\n\nReporting by A. Sample; Editing by B. Sample"


def _shuffled(text: str, dice: random.Random, vocabulary: Sequence[str]) -> str:
    del vocabulary
    parts = _paragraphs(text)
    dice.shuffle(parts)
    return "\n".join(parts)


def _changed(text: str, dice: random.Random, vocabulary: Sequence[str]) -> str:
    words = text.split(" ")
    for k in dice.sample(range(len(words)), round(_CHANGED * len(words))):
        words[k] = dice.choice(vocabulary)
    return " ".join(words)


MANIPULATIONS: dict[str, Callable[[str, random.Random, Sequence[str]], str]] = {
    "half": _half,
    "re-headed": _reheaded,
    "shuffled": _shuffled,
    "changed": _changed,
}


def _merged(one: str, two: str, *, whole: bool) -> str:
    first, second = _paragraphs(one), _paragraphs(two)
    if not whole:
        first, second = first[: -(-len(first) // 2)], second[: -(-len(second) // 2)]
    return "\n".join(first + second)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts of a run: ``asked`` and ``found`` by manipulation, pairs in groups, and those of no common origin.

    Of the latter ``reused`` have text in common that was so in the data, and ``wrong`` have not.
    """

    reports: int
    asked: dict[str, int]
    found: dict[str, int]
    pairs: int
    wrong: tuple[tuple[str, str], ...]
    reused: tuple[tuple[str, str], ...]

    def to_json(self) -> Json:
        """The object that ``--json`` prints: recall in all and by manipulation, and precision, in per cent."""
        return {
            "dataset": "copies",
            "size": self.reports,
            "recall": round(100 * sum(self.found.values()) / max(1, sum(self.asked.values())), 2),
            "precision": round(100 * (1 - len(self.wrong) / max(1, self.pairs - len(self.reused))), 2),
            "precision, reused wrong": round(100 * (1 - len(self.wrong + self.reused) / max(1, self.pairs)), 2),
            "pairs": self.pairs,
            "wrong": len(self.wrong),
            "reused": len(self.reused),
            "by manipulation": {
                how: {"recall": round(100 * self.found[how] / n, 2), "asked": n}
                for how, n in sorted(self.asked.items())
            },
        }


def evaluate_copies(reports: Sequence[Made]) -> Outcome:
    """Group the reports and compare with how they were made."""
    copies = Copies()
    for each in reports:
        copies.add(each.report)
    groups = copies.groups()
    together = {frozenset(pair) for group in groups for pair in combinations(group.reports, 2)}
    by_id = {each.report.id: each for each in reports}
    sources = {next(iter(each.origins)): each.report.id for each in reports if each.how == "original"}
    asked: dict[str, int] = {}
    found: dict[str, int] = {}
    for each in reports:
        if each.how not in ("original", "other"):
            for origin in each.origins:
                asked[each.how] = asked.get(each.how, 0) + 1
                found[each.how] = found.get(each.how, 0) + (frozenset((each.report.id, sources[origin])) in together)
    pairs = sorted(tuple(sorted(pair)) for pair in together)
    alien = [(a, b) for a, b in pairs if not by_id[a].origins & by_id[b].origins]
    texts_of = {
        name: each.report.text for each in reports if each.how in ("original", "other") for name in each.origins
    }
    reused = {
        (a, b)
        for a, b in alien
        if any(_reused(texts_of[one], texts_of[two]) for one, two in product(by_id[a].origins, by_id[b].origins))
    }
    wrong = tuple(pair for pair in alien if pair not in reused)
    return Outcome(len(reports), asked, found, len(pairs), wrong, tuple(sorted(reused)))


_RUN = 8  # words in a row that nobody writes twice by chance
_REUSED = 0.25  # of the words of the shorter text


def _reused(one: str, two: str) -> bool:
    """Whether a good part of the shorter text stands in the other word for word, in runs of `_RUN` words or more."""
    short, long = sorted((_WORD.findall(one.lower()), _WORD.findall(two.lower())), key=len)
    there = {tuple(long[i : i + _RUN]) for i in range(len(long) - _RUN + 1)}
    covered = [False] * len(short)
    for i in range(len(short) - _RUN + 1):
        if tuple(short[i : i + _RUN]) in there:
            covered[i : i + _RUN] = [True] * _RUN
    return sum(covered) >= _REUSED * len(short)
