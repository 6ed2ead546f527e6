"""What the passages of events say, as vectors: read from the encoder that tags, no second model.

The encoder gives each word a vector in its context. An event has two, of its trigger and of its sentence, and a report
two, of all its words and of its lead, each a mean over words, of length 1. They are cut to a few numbers by fixed projections that come with
the weights of the scorer (`histor.link.weights`), so that a ledger of millions of events stays small.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from histor.records import Span
from histor.tag.tagger import WIDTH

if TYPE_CHECKING:
    from histor.tag import Tagger
    from histor.tag.pieces import Pieces

Floats = NDArray[np.float32]
LEAD = 2
"""Sentences of a report's lead; of a text with its heading the heading and the first one."""


def word_vectors(tagger: Tagger, text: str) -> tuple[Pieces, Floats]:
    """The words of ``text`` with their vectors (m, 384), each read in the passage that owns it."""
    from histor.tag.passages import passages
    from histor.tag.pieces import pieces

    cut = pieces(tagger.model.tokenizer, text)
    out = np.zeros((len(cut.first), WIDTH), dtype=np.float32)
    for passage in passages(cut):
        words, _ = tagger.read_words(cut, passage)
        low, high = passage.own_from - passage.first_word, passage.own_to - passage.first_word
        out[passage.own_from : passage.own_to] = words[low:high]
    return cut, out


def unit(vectors: Floats) -> Floats:
    """Vectors (…, d) made length 1; those of length 0 stay so."""
    size = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(size > 0, size, 1), dtype=np.float32)


def event_vectors(cut: Pieces, words: Floats, triggers: list[Span]) -> tuple[Floats, Floats]:
    """For events with ``triggers``: vectors (n, 384) of the triggers and of the sentences around them, of length 1."""
    out = np.zeros((2, len(triggers), WIDTH), dtype=np.float32)
    for k, span in enumerate(triggers):
        i, j = cut.words(*span)
        if i == j:
            continue
        number = cut.sentence[i]
        low, high = np.searchsorted(cut.sentence, [number, number + 1])
        out[0, k] = words[i:j].mean(axis=0)
        out[1, k] = words[low:high].mean(axis=0)
    return unit(out[0]), unit(out[1])


def report_vectors(cut: Pieces, words: Floats) -> Floats:
    """Vectors (2, 384) of a whole report and of its lead, of length 1."""
    out = np.zeros((2, WIDTH), dtype=np.float32)
    if len(words):
        lead = int(np.searchsorted(cut.sentence, cut.sentence[0] + LEAD))
        out[:] = words.mean(axis=0), words[:lead].mean(axis=0)
    return unit(out)
