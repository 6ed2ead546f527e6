"""Put the present output of the commands shown in README.md and docs/*.md into them: ``python docs/refresh.py``.

Commands stand in ``console`` blocks, each under a comment that says what tests/test_docs.py holds it to::

    <!-- output: exact -->                    every character
    <!-- output: shape -->                    the exit code and the lines that begin at the margin; the rest is the model's
    <!-- output: shape, exit 3 -->            as above, where the command is to end with that code
    <!-- not run: it needs the network -->    nothing
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
SECONDS = 120  # in which a command of the documentation must have ended

BLOCK = re.compile(
    r"^<!-- (?:output: (?P<rule>exact|shape)(?:, exit (?P<code>\d+))?|not run: [^\n]+) -->\n"
    r"```console\n(?P<body>.*?)^```$",
    re.M | re.S,
)
_COMMAND = re.compile(r"^\$ (?P<command>(?:[^\n]*\\\n)*[^\n]*)\n(?P<output>(?:(?!\$ )[^\n]*\n)*)", re.M)


@dataclass(frozen=True)
class Example:
    """One command as a page shows it, with the output shown and what it is held to (None: it is not run)."""

    page: str
    command: str
    output: str
    rule: str | None
    code: int


def examples(page: Path) -> Iterator[Example]:
    """All commands that ``page`` shows, in order."""
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        for match in _COMMAND.finditer(block["body"]):
            yield Example(page.name, match["command"], match["output"], block["rule"], int(block["code"] or 0))


def run(command: str) -> tuple[int, str]:
    """Exit code and output (both streams) of ``command``, run by bash in the project's root as in a pipe."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    result = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env={**os.environ, "PATH": path, "COLUMNS": "100", "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        check=False,
    )
    return result.returncode, result.stdout.decode("utf-8")


def refreshed(text: str) -> str:
    """The page ``text`` with new output under each of its commands."""

    def block(match: re.Match[str]) -> str:
        return (
            match[0] if match["rule"] is None else match[0].replace(match["body"], _COMMAND.sub(example, match["body"]))
        )

    def example(match: re.Match[str]) -> str:
        return f"$ {match['command']}\n{run(match['command'])[1]}"

    return BLOCK.sub(block, text)


def main() -> None:
    """Refresh every page; say which changed."""
    for page in PAGES:
        old = page.read_text(encoding="utf-8")
        new = refreshed(old)
        if new != old:
            page.write_text(new, encoding="utf-8")
            print(f"refreshed {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
