"""Reports of other corpora that we annotated ourselves: their marks are here, their texts stay where they are.

``own_reports.jsonl.gz`` holds an account a line without its text: the corpus and the name of the report in it, how many
characters of it were read, the SHA-256 of those, and voices, events and entities with spans into them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from histor.errors import UsageError
from training import ecb
from training.corpora import read_jsonl
from training.evaluate import timeml

MARKS = Path(__file__).with_name("own_reports.jsonl.gz")

Texts = Iterator[tuple[str, str]]


def _toponyms(name: str) -> Callable[[Path], Texts]:
    def texts(corpora: Path) -> Texts:
        for row in read_jsonl(corpora / "toponyms" / f"{name}.jsonl.gz"):
            yield row["id"], row["text"]

    return texts


def _temporal(name: str) -> Callable[[Path], Texts]:
    def texts(corpora: Path) -> Texts:
        for document in timeml.read(corpora / "temporal" / f"{name}.tar.gz"):
            yield document.name, document.text

    return texts


def _ecb_plus(corpora: Path) -> Texts:
    for document in ecb.documents(corpora / "ecb-plus" / "topics-1-35.tar.gz"):
        if ecb.is_for_training(document):
            yield document.name, document.text


CORPORA: dict[str, Callable[[Path], Texts]] = {
    "tr-news": _toponyms("tr-news"),
    "lgl": _toponyms("lgl"),
    "tbaq": _temporal("tbaq"),
    "meantime": _temporal("meantime"),
    "geovirus": _toponyms("geovirus"),
    "ecb-plus": _ecb_plus,
}


def accounts(corpora: Path, marks: Path = MARKS) -> Iterator[dict[str, Any]]:
    """The accounts, in the order of the marks, with the texts read from the folder ``corpora``.

    Raises UsageError where a report is not there, or its text is another than the one that was marked.
    """
    rows = list(read_jsonl(marks))
    texts = {(name, key): text for name in {row["corpus"] for row in rows} for key, text in CORPORA[name](corpora)}
    for row in rows:
        text = texts.get((row["corpus"], row["report"]), "")[: row["length"]]
        if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
            raise UsageError(f"The text of {row['report']} in {row['corpus']} is not the one that was marked.")
        report = {"id": f"{row['corpus']}/{row['report']}", "text": text}
        yield {"report": report, **{key: row[key] for key in ("voices", "events", "entities")}}
