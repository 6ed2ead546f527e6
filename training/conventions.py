"""Where our annotation of own_reports and that of logoi draw the line of a voice otherwise.

Both follow the codebook, yet whoever marked own_reports took "want", "know" or "think" for cues three times as often as
whoever marked logoi. The reports teach what stands around such a cue, but not whether it is one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from training.corpora import UNKNOWN, Example

WORD = re.compile(r"\w[\w'’-]*")
LEAST = 8  # times that a word has to stand in each of the two before its shares are compared
APART = 0.2  # shares of a word's occurrences that are cues: so far apart, the two do not mean the same by a cue


def shares(accounts: Iterable[dict[str, Any]]) -> dict[str, float]:
    """Of words in lower case that stand in the texts at least LEAST times, how often they stand in a cue, from 0 to 1."""
    stands, marked = Counter[str](), Counter[str]()
    for account in accounts:
        cues = {offset for voice in account["voices"] for offset in range(*voice["cue"])}
        for match in WORD.finditer(account["report"]["text"]):
            word = match[0].lower()
            stands[word] += 1
            marked[word] += match.start() in cues
    return {word: marked[word] / n for word, n in stands.items() if n >= LEAST}


def disputed(reference: Iterable[dict[str, Any]], other: Iterable[dict[str, Any]]) -> frozenset[str]:
    """The words whose shares in two sets of accounts are more than APART apart."""
    theirs = shares(other)
    return frozenset(word for word, share in shares(reference).items() if abs(share - theirs.get(word, share)) > APART)


def leave_open(example: Example, text: str, words: frozenset[str]) -> None:
    """Let the example say nothing of whether such words, and whole cues that hold one, are cues."""
    cut, tags = example.pieces, example.cues
    open_ = np.array([text[a:z].lower() in words for a, z in zip(cut.starts, cut.ends, strict=True)], dtype=bool)
    for frame in example.frames:
        if frame.voice and open_[frame.start : frame.end].any():
            open_[frame.start : frame.end] = True
    tags[open_] = UNKNOWN
