"""ECB+ (Cybulska and Vossen 2014): news of 43 topics whose event mentions are grouped across documents.

Read from a tar of the XML files with ``ECBplus_coreference_sentences.csv`` beside them; as is usual, only the sentences
listed there count. An event mention is a markable ACTION_* or NEG_ACTION_*. Mentions of one CROSS_DOC_COREF note, or of
one INTRA_DOC_COREF relation, are one cluster; a mention in neither is a cluster of its own. A topic holds two
subtopics: the files "ecb" and the files "ecbplus".
"""

from __future__ import annotations

import csv
import io
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from histor.errors import UsageError
from histor.records import Span

DEVELOPMENT = ("2", "5", "12", "18", "21", "23", "34", "35")
"""The usual validation topics: for reporting only, never for training."""
_LAST_FOR_TRAINING = 35  # topics 36 to 45 are the usual test part
_NAME = re.compile(r"(?:.*/)?(\d+)_(\d+)(ecb|ecbplus)\.xml")
_TIGHT_BEFORE = frozenset(
    [".", ",", ";", ":", "!", "?", ")", "]", "%", "'s", "’s", "n't", "'", "''", "'re", "'ve", "'ll"]
)
_TIGHT_AFTER = frozenset(["(", "[", "$", "``", "#"])


@dataclass(frozen=True, slots=True)
class Mention:
    """A gold event mention: its characters in the document's text, sentence number, and the cluster it belongs to."""

    span: Span
    sentence: int
    cluster: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document of ``topic`` ("12") and ``subtopic`` ("12ecb"), its text joined from tokens, and its mentions."""

    name: str
    topic: str
    subtopic: str
    text: str
    mentions: tuple[Mention, ...]


def is_for_training(document: Document) -> bool:
    """Whether training may read the document: its topic is neither for validation nor for the test."""
    return document.topic not in DEVELOPMENT and int(document.topic) <= _LAST_FOR_TRAINING


def documents(path: Path) -> list[Document]:
    """All documents of the tar at ``path``, sorted by name. Raises UsageError where it is another file."""
    try:
        with tarfile.open(path) as tar:
            files = {m.name: tar.extractfile(m) for m in tar.getmembers() if m.isfile()}
            contents = {name: stream.read() for name, stream in files.items() if stream is not None}
    except (OSError, tarfile.TarError) as reason:
        raise UsageError(f"{path} cannot be read as a tar: {reason}.") from None
    lists = [data for name, data in contents.items() if name.endswith("ECBplus_coreference_sentences.csv")]
    if not lists:
        raise UsageError(f"{path} holds no ECBplus_coreference_sentences.csv; Histor needs ECB+ 1.1 as published.")
    listed = _listed(lists[0].decode("utf-8-sig"))
    found = []
    for name in sorted(contents):
        match = _NAME.fullmatch(name)
        if match:
            topic, number, part = match.groups()
            kept = listed.get((topic, number + part), frozenset())
            found.append(_document(contents[name], topic, number, part, kept))
    return found


def _listed(table: str) -> dict[tuple[str, str], frozenset[int]]:
    out: dict[tuple[str, str], set[int]] = {}
    for row in csv.DictReader(io.StringIO(table)):
        out.setdefault((row["Topic"], row["File"]), set()).add(int(row["Sentence Number"]))
    return {key: frozenset(numbers) for key, numbers in out.items()}


def _document(data: bytes, topic: str, number: str, part: str, listed: frozenset[int]) -> Document:
    from lxml import etree

    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    tokens = [(t.get("t_id"), int(t.get("sentence")), t.text or "") for t in root.iter("token")]
    text, spans = _joined(tokens)
    where = {t_id: (sentence, span) for (t_id, sentence, _), span in zip(tokens, spans, strict=True)}
    name = f"{topic}_{number}{part}"
    clusters = dict(_clusters(root, name))
    mentions = []
    for markable in root.find("Markables"):
        anchors = [where[a.get("t_id")] for a in markable.iter("token_anchor")]
        if not anchors or "ACTION_" not in str(markable.tag):
            continue
        sentence = anchors[0][0]
        if sentence in listed:
            m_id = markable.get("m_id")
            span = Span(min(s.start for _, s in anchors), max(s.end for _, s in anchors))
            mentions.append(Mention(span, sentence, clusters.get(m_id, f"{name}:{m_id}")))
    mentions.sort(key=lambda m: (m.span, m.cluster))
    return Document(name, topic, topic + part, text, tuple(mentions))


def _clusters(root: object, name: str) -> Iterator[tuple[str, str]]:
    for relation in root.find("Relations"):  # type: ignore[attr-defined]
        across = str(relation.tag) == "CROSS_DOC_COREF"
        cluster = relation.get("note") if across else f"{name}:r{relation.get('r_id')}"
        for source in relation.iter("source"):
            yield source.get("m_id"), cluster


def _joined(tokens: list[tuple[str, int, str]]) -> tuple[str, list[Span]]:
    """The text of ``tokens`` with blanks where a writer sets them, a line for each sentence, and the tokens' spans."""
    parts: list[str] = []
    spans: list[Span] = []
    at, before, last = 0, "", -1
    for _, sentence, token in tokens:
        if sentence != last:
            gap = "\n" if parts else ""
        else:
            gap = "" if token in _TIGHT_BEFORE or before in _TIGHT_AFTER else " "
        parts += [gap, token]
        at += len(gap)
        spans.append(Span(at, at + len(token)))
        at, before, last = at + len(token), token, sentence
    return "".join(parts), spans
