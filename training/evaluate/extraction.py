"""Web pages whose article is known: how much of it is found, and how much beside it.

The measure of scrapinghub's article-extraction-benchmark: the runs of four words that the found text and the true one
share. Precision and recall are means over the pages, F1 their harmonic mean.

Data: a tar archive with the pages, ``NAME.html`` or ``NAME.html.gz``, and a ``.json`` file of an object from each NAME to
an object with the text as ``articleBody``.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import tarfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from histor.errors import ReadError, UsageError
from histor.read.page import decode_page
from histor.read.worker import extract
from training.evaluate.results import Evaluation, Rate
from training.score import percent

_RUN = 4  # words
_NOTE = "Runs of four words, means over the pages."
_WORD = re.compile(r"\w+")


def evaluate_extraction(dataset: str, path: Path) -> tuple[Evaluation, list[str]]:
    """The figures of the archive, and of each page its F1 and name, the worst first.

    Raises UsageError where the archive has another form.
    """
    try:
        raw = path.read_bytes()
        pages, truth = _contents(path)
    except (OSError, EOFError, ValueError, tarfile.TarError, AttributeError, KeyError, TypeError) as reason:
        raise UsageError(f"{path} is no archive of pages and their articles: {reason!r}.") from None
    if not truth or not truth.keys() <= pages.keys():
        raise UsageError(f"{path} holds no articles, or articles without their pages.")
    scores = {name: score(_found(pages[name]), article) for name, article in sorted(truth.items())}
    precision, recall = (sum(each[k] for each in scores.values()) / len(scores) for k in (0, 1))
    shares = {"f1": _mean(precision, recall), "precision": precision, "recall": recall}
    figures = {name: Rate(percent(share, 1), len(scores)) for name, share in shares.items()}
    evaluation = Evaluation(dataset, str(path), hashlib.sha256(raw).hexdigest(), len(scores), figures, notes=(_NOTE,))
    worst = sorted((_mean(*each), name) for name, each in scores.items())
    return evaluation, [f"{percent(share, 1)}  {name}" for share, name in worst]


def score(found: str, truth: str) -> tuple[float, float]:
    """Precision and recall, 0 to 1, of the runs of four words of ``found`` among those of ``truth``.

    >>> score("He said on Monday that", "He said on Monday")
    (0.5, 1.0)
    """
    ours, theirs = _runs(found), _runs(truth)
    both = (ours & theirs).total()
    return both / max(1, ours.total()), both / max(1, theirs.total())


def _runs(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words; of fewer words than that, the one run that there is."""
    words = _WORD.findall(text)
    return Counter(tuple(words[k : k + _RUN]) for k in range(max(1, len(words) - _RUN + 1))) if words else Counter()


def _mean(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def _found(page: bytes) -> str:
    try:
        return extract(decode_page(page)).text
    except ReadError:
        return ""


def _contents(path: Path) -> tuple[Mapping[str, bytes], Mapping[str, str]]:
    pages: dict[str, bytes] = {}
    truth: dict[str, str] = {}
    with tarfile.open(path) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is None:
                continue
            raw, name = content.read(), PurePosixPath(member.name).name
            if name.endswith(".json"):
                truth |= {page: said["articleBody"] for page, said in json.loads(raw).items()}
            elif ".html" in name:
                pages[name.partition(".")[0]] = gzip.decompress(raw) if name.endswith(".gz") else raw
    return pages, truth
