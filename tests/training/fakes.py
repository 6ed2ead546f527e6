"""A small account, written for these tests, and a stand-in for the package."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

TEXT = "Officials said the mayor told reporters that rebels shelled Arken on Monday. The army will meet the rebels."


def at(words: str, text: str = TEXT) -> list[int]:
    """The span of the first occurrence of ``words``."""
    start = text.index(words)
    return [start, start + len(words)]


def nested_account() -> dict[str, Any]:
    """Two voices, one inside the other, and two events: one told by the inner voice, one by the report."""
    return {
        "report": {"id": "arken", "text": TEXT},
        "voices": [
            {
                "id": "v1",
                "source": [at("Officials")],
                "cue": at("said"),
                "content": [at("the mayor told reporters that rebels shelled Arken on Monday")],
                "to": [],
                "stance": "affirm",
                "inside": None,
                "confidence": 0.9,
            },
            {
                "id": "v2",
                "source": [at("the mayor")],
                "cue": at("told"),
                "content": [at("that rebels shelled Arken on Monday")],
                "to": [at("reporters")],
                "stance": "affirm",
                "inside": "v1",
                "confidence": 0.8,
            },
        ],
        "events": [
            {
                "id": "e1",
                "trigger": at("shelled"),
                "type": "ASSAULT",
                "mode": "heavy-weapons",
                "quad": 4,
                "actor": [at("rebels")],
                "recipient": [at("Arken")],
                "place": [],
                "time": [at("Monday")],
                "counts": {},
                "status": "actual",
                "background": False,
                "voice": "v2",
                "confidence": 0.9,
            },
            {
                "id": "e2",
                "trigger": at("meet"),
                "type": "CONSULT",
                "mode": None,
                "quad": 1,
                "actor": [at("The army"), at("the rebels")],
                "recipient": [],
                "place": [],
                "time": [],
                "counts": {},
                "status": "future",
                "background": False,
                "voice": None,
                "confidence": 0.6,
            },
        ],
        "entities": [
            {
                "id": "n1",
                "name": "The Rebels",
                "code": "---",
                "sector": ["REB"],
                "mentions": [at("rebels"), at("the rebels")],
            },
            {"id": "n2", "name": "Arken", "code": "ARK", "sector": ["CVL"], "mentions": [at("Arken")]},
            {"id": "n3", "name": "Army", "code": "ARK", "sector": ["MIL"], "mentions": [at("The army")]},
        ],
    }


@dataclass
class Scores:
    """A reading of a marked pair."""

    types: dict[str, float]
    conflict: float = 0.5


@dataclass
class FakePackage:
    """Answers from tables: accounts by text (an empty account for other texts), one reading for every pair."""

    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    scores: dict[str, Scores] = field(default_factory=dict)
    guidelines: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def account(self, report: dict[str, Any], guideline: str) -> dict[str, Any]:
        self.guidelines.append(guideline)
        blank = {"report": dict(report), "voices": [], "events": [], "entities": []}
        return deepcopy(self.accounts.get(report["text"], blank))

    def pair_scores(self, text: str, source: Any, target: Any) -> Scores:
        return self.scores[text]
