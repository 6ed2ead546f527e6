"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every run, however slow the machine; `pytest -m hypothesis --hypothesis-profile explore` looks for
# new ones, and so does tests/fuzz.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile("repeatable")

MODELS = Path(__file__).parent.parent / "src" / "histor" / "models"
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch, tmp_path_factory):
    """Tests see the same world everywhere: no proxies, no colours, no width of a terminal, no table of somebody's own."""
    monkeypatch.setenv("HISTOR_HOME", str(tmp_path_factory.getbasetemp() / "no-home"))
    for name in list(os.environ):
        if name.lower() in _PROXIES:
            monkeypatch.delenv(name)
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "HISTOR_DEBUG", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def nothing_is_linked(request, monkeypatch):
    """Adding to a ledger links in tests marked ``links`` only: it takes the encoder, and the others ask for other things."""
    if request.node.get_closest_marker("links") is None:
        monkeypatch.setattr("histor.ledger.linker.link", lambda *_, **__: 0)


def pytest_collection_modifyitems(items):
    """Without a model (a tree in which it is still being trained) only tests/test_pipeline.py and two examples fail, and say so."""
    if not any(MODELS.rglob("*.onnx")):
        for item in items:
            if item.get_closest_marker("model"):
                item.add_marker(pytest.mark.skip(reason="no trained model in src/histor/models"))
