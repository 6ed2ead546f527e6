"""Exports: accounts as files that other programs of the field read, with a data package and a codebook beside them.

>>> sorted(FORMATS)
['csv', 'gdelt', 'geojson', 'icews', 'parquet', 'plover']

The order of reading the modules: columns → sinks (what a format is) → tables, plover, geojson; dyads → icews, gdelt;
package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from histor.errors import HistorError, UsageError
from histor.export import package
from histor.export.gdelt import GdeltFile
from histor.export.geojson import GeoJsonFile
from histor.export.icews import IcewsFile
from histor.export.plover import PloverFile
from histor.export.sinks import Resource, Sink
from histor.export.tables import CsvFiles, ParquetFiles
from histor.ledger.tables import rows_of
from histor.plain import visible
from histor.records import Account

__all__ = ["FORMATS", "Exported", "Resource", "export"]

FORMATS: Mapping[str, Callable[[Path], Sink]] = MappingProxyType(
    {
        "plover": PloverFile,
        "csv": CsvFiles,
        "parquet": ParquetFiles,
        "geojson": GeoJsonFile,
        "icews": IcewsFile,
        "gdelt": GdeltFile,
    }
)
"""The formats by name."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote: numbers of reports and events read, and the files."""

    reports: int
    events: int
    resources: tuple[Resource, ...]


def export(accounts: Iterable[Account], folder: str | Path, *formats: str) -> Exported:
    """Write ``accounts`` into ``folder`` in each of ``formats`` (names of FORMATS).

    Files of the same names are replaced, once all of the export is written; if it fails, they stay as they were. The
    same accounts in the same order give the same bytes. Memory does not grow with their number.

    Raises UsageError where a format is not known, HistorError where the folder cannot be written.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        wrong = f"{visible(unknown[0], 40)!r} is none" if unknown else "none is given"
        raise UsageError(f"A format of {', '.join(FORMATS)} is needed; {wrong}.")
    where = Path(folder)
    try:
        where.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".histor-", dir=where) as scratch:
            exported, names = _export(accounts, Path(scratch), list(dict.fromkeys(formats)))
            for name in names:
                (Path(scratch) / name).replace(where / name)
            return exported
    except OSError as error:
        raise HistorError(f"The export into {visible(str(where), 300)} failed: {error.strerror or error}.") from error


def _export(accounts: Iterable[Account], scratch: Path, formats: list[str]) -> tuple[Exported, list[str]]:
    """Write all files into ``scratch``; what was written, and the names of the files."""
    sinks: list[Sink] = []
    reports = events = 0
    try:
        for name in formats:
            sinks.append(FORMATS[name](scratch))  # noqa: PERF401  those that are open when one fails must be closed
        for account in accounts:
            rows = rows_of(account)
            reports, events = reports + 1, events + len(rows["events"])
            for sink in sinks:
                sink.add(rows)
        resources = tuple(resource for sink in sinks for resource in sink.close())
    finally:
        for sink in sinks:
            sink.abandon()
    about = package.write(scratch, resources, {"reports": reports, "events": events})
    return Exported(reports, events, resources), [*(resource.path for resource in resources), *about]
