"""Texts to measure with: from a file, the sample reports that come with the package, or made up here."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

from histor.errors import UsageError

SAMPLES = "samples"

# Sentences for a machine without samples: names change from report to report, so that no two texts are equal.
_PLACES = ("Arken", "Bolo", "Corth", "Delve", "Estmark", "Farrow", "Gant")
_PEOPLE = ("Mara Holt", "Ivo Brandt", "Lena Okoro", "Tomas Reyle", "Sade Winter")
_SENTENCES = (
    "{person}, the interior minister of {place}, said on Monday that troops had been sent to the border with {other}.",
    'The opposition rejected the claim. "Nobody was asked," its leader told the {place} Herald, "and nobody agreed."',
    "According to two officials who asked not to be named, negotiators from {other} will meet the rebels next week.",
    "Police in {other} arrested 14 protesters after clashes near the parliament, the state news agency reported.",
    "{place} denied that its drones had attacked a convoy in which three aid workers were killed.",
    "The United Nations called on both sides to release prisoners and to let food into the besieged town.",
    "A court in {other} convicted a former general of ordering the shelling of {place} in 2011.",
    "{person} urged {other} to lift its sanctions, warning that {place} would otherwise close the strait.",
)


def texts(data: Path | None, number: int) -> list[str]:
    """``number`` texts: those of ``data`` (JSONL with ``text``, or accounts), of the samples, or made up.

    Where there are fewer, they are repeated in turn. Raises UsageError where ``data`` holds none.
    """
    found = read_texts(data) if data else sample_texts() or made_up(number)
    return list(islice(cycle(found), number))


def read_texts(path: Path) -> list[str]:
    """The texts of a ``.jsonl`` or ``.jsonl.gz`` file: field ``text``, or ``report.text`` of an account."""
    try:
        raw = path.read_bytes()
        content = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
        rows = [json.loads(line) for line in content.splitlines() if line.strip()]
        found = [str(row["report"]["text"] if "report" in row else row["text"]) for row in rows]
    except (OSError, EOFError, ValueError, KeyError, TypeError) as reason:
        raise UsageError(f"{path} is not a JSONL file of texts: {reason!r}.") from None
    if not found:
        raise UsageError(f"{path} holds no text.")
    return found


def sample_texts() -> list[str]:
    """The sample reports of the package, in the order of their names; none where it comes without."""
    import histor

    folder = Path(histor.__file__).parent / SAMPLES
    files = sorted(folder.glob("*.txt")) + sorted(folder.glob("*.jsonl"))
    return [text for file in files for text in _file_texts(file)]


def _file_texts(file: Path) -> Sequence[str]:
    return read_texts(file) if file.suffix == ".jsonl" else [file.read_text(encoding="utf-8")]


def made_up(number: int) -> list[str]:
    """``number`` different reports of three paragraphs (some 450 word pieces), the same in every run."""
    return ["\n\n".join(_paragraphs(seed)) for seed in range(number)]


def _paragraphs(seed: int) -> Iterator[str]:
    for paragraph in range(3):
        start = seed + 3 * paragraph
        sentences = (_SENTENCES[(start + k) % len(_SENTENCES)] for k in range(6))
        names = {
            "person": _PEOPLE[start % len(_PEOPLE)],
            "place": _PLACES[start % len(_PLACES)],
            "other": _PLACES[(start // len(_PLACES) + start + 1) % len(_PLACES)],
        }
        yield f"Report {seed + 1}. " * (paragraph == 0) + " ".join(sentences).format(**names)
