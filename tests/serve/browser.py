"""What the tests in a real browser share; where playwright is lacking, whoever imports this is skipped."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install '.[dev]'")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
BY_CSP = (
    "window.broken = []; document.addEventListener('securitypolicyviolation', (e) => broken.push(e.violatedDirective));"
)
NO_CHROMIUM = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt install chromium")


@contextmanager
def serving(ledger: Path) -> Iterator[str]:
    """`histor serve --review` of ``ledger`` in a process of its own: its address."""
    command = [
        sys.executable,
        "-c",
        "from histor.cli import main; main()",
        "serve",
        str(ledger),
        "--port",
        "0",
        "--review",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().strip().rstrip("/")
        finally:
            process.kill()
