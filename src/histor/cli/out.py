"""``histor code --out``: accounts into a lake, and only those that it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from histor.cli.reading import reports_in
from histor.errors import UsageError

if TYPE_CHECKING:
    from histor.cli.progress import Progress
    from histor.engines import Engine
    from histor.ledger.lake import Lake, Written
    from histor.link.tellings import Coded
    from histor.records import Account, Report
    from histor.tag import Guideline


def code_into(
    out: Path,
    progress: Progress,
    *,
    inputs: tuple[str, ...],
    min_confidence: float,
    codebook: Path | None,
    guideline: Guideline,
    jobs: int,
    engine: Engine | None,
    as_json: bool,
    **reading: Any,
) -> None:
    """Code the reports of ``inputs`` that the lake in ``out`` lacks, and say what was written.

    Raises UsageError where the folder holds something else, or what another coder has begun.
    """
    from histor.ledger.lake import Lake
    from histor.own import read_own
    from histor.pipeline import GUIDELINE, code_and_read_reports, code_reports, coder

    if min_confidence:
        raise UsageError("A folder keeps whole accounts; leave out --min-confidence, and filter when you ask it.")
    own = read_own(codebook) if codebook else None
    lake = Lake(out, coder(own=own), guideline)
    run = _Run(progress, lake)
    code = code_and_read_reports if guideline == GUIDELINE else code_reports
    reports = run.missing(reports_in(inputs, progress, **reading))
    coded = code(reports, jobs=jobs, engine=engine, guideline=guideline, codebook=own, on_skip=progress.skip)
    progress.kept = []
    try:
        lake.fill(run.counted(coded), run.written)
    finally:
        lake.tell_skipped(progress.kept)
    run.tell(as_json=as_json)


class _Run:
    """What one run finds known and writes."""

    def __init__(self, progress: Progress, lake: Lake) -> None:
        self._progress, self._lake = progress, lake
        self._parts: list[Written] = []
        self._known = 0

    def written(self, part: Written) -> None:
        """One part is safe."""
        self._parts.append(part)

    def missing(self, reports: Iterable[Report]) -> Iterator[Report]:
        """Those of ``reports`` that no part has, each once."""
        from histor.ledger.keys import report_key

        seen = set(self._lake.keys())
        for report in reports:
            key = report_key(report)
            if key in seen:
                self._known += 1
            else:
                seen.add(key)
                yield report

    def counted(self, coded: Iterable[Account | Coded]) -> Iterator[Account | Coded]:
        """``coded``, told to the progress line."""
        for each in coded:
            yield each
            self._progress.coded()

    def tell(self, *, as_json: bool) -> None:
        """How much is new: one line."""
        from histor.accounts import json_line
        from histor.plain import visible

        reports, events = (sum(getattr(part, name) for part in self._parts) for name in ("reports", "events"))
        if as_json:
            facts = {"reports": reports, "events": events, "known": self._known, "skipped": self._progress.skipped}
            click.echo(json_line({**facts, "parts": list(map(asdict, self._parts))}))
            return
        known = f" ({self._known:,} known already)" if self._known else ""
        name = visible(str(self._lake.folder), 300)
        click.echo(f"{reports:,} reports coded{known}, with {events:,} events, in {len(self._parts):,} parts of {name}")
