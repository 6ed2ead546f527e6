"""Incidents against ECB+ (`training.ecb`): events of different documents that are one happening.

With **gold mentions** the events are given and only linking is measured, in three settings that published figures use,
from the hardest: ``nothing`` is given, and Histor finds for itself which documents to compare (all documents are added
to one `Incidents`); the ``topic`` is given (documents of one topic are compared: two happenings of one kind); the
``subtopic`` is given (documents of one happening). The baseline joins mentions of a topic or subtopic whose triggers have
one stem. ``conll`` is the figure of the setting "topic", as in the published figures that stand beside it.

With **Histor's own events** in the documents of political topics, events that it finds in the annotated sentences take
the place of the given ones. An own event is the gold mention whose trigger it overlaps, else a mention that the key
lacks; mentions that it misses are lacking in the response. The key then has events of every kind, most of which are none
to PLOVER, so that recall is low for any system: the figures compare linking with the baseline, no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from histor.errors import UsageError
from histor.link.identities import Identity, named
from histor.link.incidents import Incidents
from histor.link.records import EventRef
from histor.link.tellings import Reading, Seed, read, seeds
from histor.link.vectors import Floats, word_vectors
from histor.link.weights import Weights, load
from histor.pipeline import code_report
from histor.read import report_from_text
from histor.records import Frame, Report
from histor.tag.labels import TYPES
from training.ecb import Document, is_for_training
from training.ecb import documents as read_documents
from training.evaluate.coreference import clusters_of, figures

if TYPE_CHECKING:
    from histor.tag import Tagger
    from histor.tag.pieces import Pieces

POLITICAL = frozenset(["12", "34", "41"])
"""Topics outside training whose happenings are politics or conflict: a navy and pirates, a nomination, an air raid."""

Vectors = Callable[[Document], "tuple[Pieces, Floats]"]
Clusters = list[set[EventRef]]


def encoder(tagger: Tagger) -> Vectors:
    """Words and vectors of a document, computed anew."""
    return lambda document: word_vectors(tagger, document.text)


def reported(documents: Iterable[Document]) -> list[Document]:
    """The documents of topics that training does not read. Raises UsageError where there are none."""
    found = [document for document in documents if not is_for_training(document)]
    if not found:
        raise UsageError("This tar holds training topics only; figures need a development or a held-back topic.")
    return found


def gold_readings(documents: Sequence[Document], tagger: Tagger, vectors: Vectors, weights: Weights) -> list[Reading]:
    """Each document's reading with its gold mentions as events; their roles are what the model's heads say of them."""
    out = []
    for document in documents:
        cut, words = vectors(document)
        frames = gold_frames(document, tagger, cut, words)
        found = [
            Seed(
                ref=mention_ref(document, k),
                trigger=mention.span,
                type=(frame.type or "") if frame else "",
                actors=_parties(document, frame, "actor"),
                recipients=_parties(document, frame, "recipient"),
            )
            for k, (mention, frame) in enumerate(zip(document.mentions, frames, strict=True))
        ]
        out.append(read(Report(document.name, document.text, ""), cut, words, found, weights))
    return out


def mention_ref(document: Document, k: int) -> EventRef:
    """The name of the mention number ``k``."""
    return EventRef(document.name, f"m{k:03}")


def gold_frames(document: Document, tagger: Tagger, cut: Pieces, words: Floats) -> list[Frame | None]:
    """What the heads of the model say of each gold mention, taken as a trigger; None where no word stands there."""
    from histor.tag.passages import passages
    from histor.tag.tagger import _Anchor, _Reading

    out: list[Frame | None] = [None] * len(document.mentions)
    for passage in passages(cut):
        own = words[passage.first_word : passage.last_word].astype(np.float32)
        reading = _Reading(tagger.model, cut, passage, own)
        reading.least = {}  # a given trigger is one, however unsure the model is
        for k, mention in enumerate(document.mentions):
            i, j = cut.words(*mention.span)
            if i < j and passage.own_from <= i < passage.own_to:
                start, end = i - passage.first_word, min(j, passage.last_word) - passage.first_word
                anchor = _Anchor(start, end, 1.0, np.zeros(len(TYPES), dtype=np.float32))
                out[k] = reading.events([anchor])[0]
    return out


def _parties(document: Document, frame: Frame | None, role: str) -> tuple[Identity, ...]:
    spans = frame.roles.get(role, ()) if frame else ()
    found = (named(span.of(document.text), "---") for span in spans)
    return tuple({identity.key: identity for identity in found if identity}.values())


class Compared(Incidents):
    """Incidents among readings that are all compared with one another, without looking for neighbours."""

    def neighbours(self, sought: np.ndarray) -> list[int]:
        """Every report."""
        del sought
        return list(range(len(self._readings)))


def compared(readings: Sequence[Reading], weights: Weights, group: Mapping[str, str]) -> list[Incidents]:
    """Incidents of each group (by report) of ``readings``, of which all are compared with one another."""
    out: dict[str, Incidents] = {}
    for reading in readings:
        out.setdefault(group[reading.report], Compared(weights)).add(reading)
    return list(out.values())


def found_by_itself(readings: Sequence[Reading], weights: Weights) -> list[Incidents]:
    """Incidents of all ``readings``, with the neighbours that Histor finds."""
    incidents = Incidents(weights)
    for reading in readings:
        incidents.add(reading)
    return [incidents]


def clusters_in(parts: Iterable[Incidents]) -> Clusters:
    """The clusters of all ``parts``."""
    return [set(refs) for incidents in parts for refs in incidents.groups()]


def same_stem(readings: Sequence[Reading], group: Mapping[str, str]) -> Clusters:
    """The baseline: events of one group whose triggers have one stem."""
    return clusters_of((t.ref, (group[r.report], t.stem)) for r in readings for t in r.tellings)


def gold(documents: Sequence[Document]) -> Clusters:
    """The clusters of the annotation."""
    return clusters_of((mention_ref(d, k), m.cluster) for d in documents for k, m in enumerate(d.mentions))


def settings(
    documents: Sequence[Document], readings: Sequence[Reading], weights: Weights
) -> dict[str, dict[str, float]]:
    """The figures of each setting, and of the baseline, for ``documents`` with their ``readings``."""
    key = gold(documents)
    topic = {document.name: document.topic for document in documents}
    subtopic = {document.name: document.subtopic for document in documents}
    return {
        "topic": figures(key, clusters_in(compared(readings, weights, topic))),
        "subtopic": figures(key, clusters_in(compared(readings, weights, subtopic))),
        "nothing": figures(key, clusters_in(found_by_itself(readings, weights))),
        "same stem, topic": figures(key, same_stem(readings, topic)),
        "same stem, subtopic": figures(key, same_stem(readings, subtopic)),
    }


def own_readings(documents: Sequence[Document], tagger: Tagger, vectors: Vectors, weights: Weights) -> list[Reading]:
    """Readings of the events that Histor finds in the annotated sentences.

    An event that overlaps the trigger of a gold mention bears the mention's name, so that clusters can be compared.
    """
    out = []
    for document in documents:
        report = report_from_text(document.text, id=document.name)
        cut, words = vectors(document)
        own = _named_after(document, cut, seeds(code_report(report, tagger=tagger)))
        out.append(read(Report(document.name, report.text, report.sha256), cut, words, own, weights))
    return out


def _named_after(document: Document, cut: Pieces, found: Sequence[Seed]) -> list[Seed]:
    annotated = {int(cut.sentence[cut.words(*mention.span)[0]]) for mention in document.mentions}
    free = dict(enumerate(document.mentions))
    kept = []
    for seed in found:
        i, _ = cut.words(*seed.trigger)
        if i < len(cut.sentence) and int(cut.sentence[i]) in annotated:
            match = next((k for k, mention in free.items() if mention.span.overlaps(seed.trigger)), None)
            if match is not None:
                del free[match]
            ref = EventRef(document.name, seed.ref.event) if match is None else mention_ref(document, match)
            kept.append(replace(seed, ref=ref))
    return kept


def own_events(
    documents: Sequence[Document], tagger: Tagger, vectors: Vectors, weights: Weights
) -> dict[str, dict[str, float]]:
    """The figures with Histor's own events, and those of the baseline for the same events; none for no documents."""
    if not documents:
        return {}
    readings = own_readings(documents, tagger, vectors, weights)
    key = gold(documents)
    topic = {document.name: document.topic for document in documents}
    return {
        "own events, topic": figures(key, clusters_in(compared(readings, weights, topic))),
        "own events, same stem, topic": figures(key, same_stem(readings, topic)),
    }


def evaluate_ecb(path: Path, tagger: Tagger) -> dict[str, Any]:
    """The object that ``--json`` prints: ``conll`` (setting "topic"), and the figures of every setting."""
    documents = reported(read_documents(path))
    weights = load()
    cache = {document.name: encoder(tagger)(document) for document in documents}

    def vectors(document: Document) -> tuple[Pieces, Floats]:
        return cache[document.name]

    found = settings(documents, gold_readings(documents, tagger, vectors, weights), weights)
    found |= own_events([d for d in documents if d.topic in POLITICAL], tagger, vectors, weights)
    return {
        "dataset": "ecb",
        "data": str(path),
        "sha256": sha256(path.read_bytes()).hexdigest(),
        "topics": sorted({document.topic for document in documents}, key=int),
        "size": sum(len(document.mentions) for document in documents),
        "conll": found["topic"]["conll"],
        "settings": found,
    }
