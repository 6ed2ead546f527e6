"""Every hostile file through the whole command: accounts and reasons, never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.cases import cases, make_odd_files

pytestmark = pytest.mark.model

LONGEST = 300_000  # bytes of a case; longer ones cost the model a minute each and are read in test_hostile.py
SECONDS = 400


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("histor"), "code", *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("hostile")
    paths = []
    for case in cases():
        if len(case.content) <= LONGEST and not case.filename.endswith((".html", ".htm")):
            (folder / case.filename).write_bytes(case.content)
            paths.append(str(folder / case.filename))
    return paths


def test_hostile_files_become_accounts_or_reasons(files: list[str]) -> None:
    assert len(files) >= 200
    result = run("--json", "--quiet", *files)
    assert result.returncode == 3
    assert "Traceback" not in result.stderr
    accounts = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(accounts) > 100
    for account in accounts:
        text = account["report"]["text"]
        spans = [s for v in account["voices"] for s in (*v["source"], v["cue"], *v["content"], *v["to"])]
        spans += [s for e in account["events"] for s in (e["trigger"], *e["actor"], *e["recipient"])]
        assert all(0 <= a < b <= len(text) for a, b in spans)


def test_the_view_of_hostile_files_shows_no_control_characters(files: list[str]) -> None:
    result = run("--quiet", *(f for f in files if "characters-" in Path(f).name))
    assert result.returncode in (0, 3)
    assert "Traceback" not in result.stderr
    assert all(c == "\n" or c.isprintable() for c in result.stdout)


def test_odd_files_are_told_not_read(tmp_path: Path) -> None:
    make_odd_files(tmp_path)
    result = run("--json", str(tmp_path))
    assert result.returncode == 3
    assert "Traceback" not in result.stderr
    assert "pipe.txt" in result.stderr
