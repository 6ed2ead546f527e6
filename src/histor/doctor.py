"""Whether this installation can work: each check says what it found, and where something is wrong, what to do.

>>> from histor.doctor import examine
>>> [finding.check for finding in examine() if finding.state == "problem"]  # doctest: +SKIP
[]
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module, metadata
from pathlib import Path
from typing import Literal

from histor.errors import HistorError
from histor.home import home

State = Literal["ok", "note", "problem"]

OLDEST_PYTHON = (3, 11)
LEAST_DISK = 500_000_000
"""Bytes: a ledger of 20,000 reports, or the temporary files of a full gazetteer."""
LEAST_MEMORY = 600_000_000
"""Bytes: one process that codes takes 0.4 GB at its peak (`make bench`)."""
BUILT = datetime(2025, 1, 1, tzinfo=UTC)
"""No clock is right that shows an earlier time."""
MODULES = {"pyyaml": "yaml"}
"""Packages whose module has another name than they have, in lower case."""
EXTRAS = {"mcp": "histor mcp", "ray": "--engine ray", "pandas": "data frames"}
"""Packages that are not needed, and what they are for."""
SENTENCE = "Iran denied on Monday that it had sent troops to Syria."

_NEED = re.compile(r"([A-Za-z0-9._-]+)>=([\d.]+)")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; ``todo`` is None where nothing need be done."""

    check: str
    state: State
    found: str
    todo: str | None = None


def examine(ledger: Path | None = None) -> Iterator[Finding]:
    """One finding after another; ``ledger`` is the file that the user works with, if there is one."""
    checks: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("Python", _python),
        ("packages", _packages),
        ("extras", _extras),
        ("model", _model),
        ("coding", _coding),
        ("gazetteer", _gazetteer),
        ("codebook", _codebook),
        ("actors", _actors),
        ("home", _home),
        ("ledger", lambda: _ledger(ledger)),
        ("disk", lambda: _disk(ledger)),
        ("machine", _machine),
        ("clock", _clock),
        ("terminal", _terminal),
    )
    for name, check in checks:
        try:
            yield from check()
        except HistorError as error:
            yield Finding(name, "problem", str(error), "Do as it says, then run `histor doctor` again.")
        except Exception as error:  # noqa: BLE001  a check that fails is a finding, and the others go on
            todo = "Install Histor anew; if that does not help, report this."
            yield Finding(name, "problem", f"{type(error).__name__}: {error}", todo)


def _python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        yield Finding("Python", "problem", version, "Install Python 3.11 or later, and Histor with it.")
    else:
        yield Finding("Python", "ok", f"{version} in {sys.prefix}")


def _packages() -> Iterator[Finding]:
    try:
        needs = metadata.requires("histor") or []
    except metadata.PackageNotFoundError:
        yield Finding("packages", "note", "Histor runs from a folder, not installed", "`pip install .` installs it.")
        return
    bad = False
    plain = [match for need in needs if "extra ==" not in need and (match := _NEED.match(need))]
    for match in plain:
        if wrong := _wrong(match[1], match[2]):
            bad = True
            yield Finding("packages", "problem", wrong, f"pip install --force-reinstall '{match[1]}>={match[2]}'")
    if not bad:
        yield Finding("packages", "ok", f"all {len(plain)} are there and can be imported")


def _wrong(name: str, least: str) -> str | None:
    """What is wrong with the package ``name``, of which at least version ``least`` is needed; None where nothing is."""
    try:
        there = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"{name} is not installed"
    if _numbers(there) < _numbers(least):
        return f"{name} is of version {there}, {least} or later is needed"
    try:
        import_module(MODULES.get(name.lower(), name.replace("-", "_")))
    except Exception as error:  # noqa: BLE001  whatever a broken package does when it is imported
        return f"{name} {there} cannot be imported ({type(error).__name__}: {error})"
    return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)[:3]))


def _extras() -> Iterator[Finding]:
    told = []
    for name, use in EXTRAS.items():
        try:
            told.append(f"{name} {metadata.version(name)} ({use})")
        except metadata.PackageNotFoundError:
            told.append(f"no {name} ({use})")
    yield Finding("extras", "ok", ", ".join(told))


def _model() -> Iterator[Finding]:
    import onnxruntime

    from histor.tag.model import FOLDER, load

    providers = onnxruntime.get_available_providers()
    if "CPUExecutionProvider" not in providers:
        todo = "pip install --force-reinstall onnxruntime"
        yield Finding("model", "problem", f"onnxruntime cannot compute on the processor, only by {providers}", todo)
        return
    name = load(FOLDER, 1).name  # raises ModelError where a checksum or the labels differ
    yield Finding("model", "ok", f"{name}, checksums right; onnxruntime {onnxruntime.__version__} on the processor")


def _coding() -> Iterator[Finding]:
    from histor.pipeline import code

    account = code(SENTENCE)
    if account.events and account.voices:
        yield Finding("coding", "ok", f"{account.events[0].type} found in “{SENTENCE}”")
    else:
        todo = "Install Histor anew: the model does not do here what it does elsewhere."
        yield Finding("coding", "problem", f"no event or no voice found in “{SENTENCE}”", todo)


def _gazetteer() -> Iterator[Finding]:
    from histor.resolve.gazetteer import gazetteer, shipped

    files = gazetteer().files
    for file in files:
        if not file.sound():
            own = file.path != shipped()
            todo = (
                f"`histor gazetteer remove {file.path.stem}`, then add the dump again." if own else "Reinstall Histor."
            )
            yield Finding("gazetteer", "problem", f"{file.path} is damaged", todo)
            return
    if not gazetteer().find("Damascus"):
        yield Finding("gazetteer", "problem", "Damascus is not found", "Reinstall Histor.")
        return
    places = sum(file.head["places"]["rows"] for file in files)
    yield Finding("gazetteer", "ok", f"{places:,} places, {len(files) - 1} of your own files, checksums right")


def _codebook() -> Iterator[Finding]:
    from histor.code.codebook import codebook

    book = codebook()
    yield Finding("codebook", "ok", f"{book.id}, {len(book.types)} types")


def _actors() -> Iterator[Finding]:
    from histor.resolve.actors_user import user_actors

    table = user_actors()
    yield Finding("actors", "ok", f"your own table, {table.digest}" if table else "no table of your own")


def _home() -> Iterator[Finding]:
    folder = home()
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        todo = "Make it writable, or set HISTOR_HOME to a folder that is; it is needed to add gazetteers and actors."
        yield Finding("home", "problem", f"{there} cannot be written to: {error.strerror or error}", todo)
        return
    yield Finding("home", "ok", f"{folder} {'can be written to' if there == folder else 'can be made'}")


def _ledger(path: Path | None) -> Iterator[Finding]:
    if path is None or not path.exists():
        named = "" if path is None else f" {path}"
        yield Finding("ledger", "ok", f"no ledger{named} yet; `histor add` makes one")
        return
    from histor.ledger.ledger import Ledger

    with Ledger(path, wait=0) as ledger:
        found = ledger.stats()
    yield Finding("ledger", "ok", f"{path}: {found.reports:,} reports, {found.events:,} events")


def _disk(ledger: Path | None) -> Iterator[Finding]:
    folder = (ledger or Path()).absolute().parent
    short = False
    for where in (folder, Path(tempfile.gettempdir())):
        free = shutil.disk_usage(next(path for path in (where, *where.parents) if path.exists())).free
        if free < LEAST_DISK:
            short = True
            todo = f"Free at least {LEAST_DISK / 1e9:.1f} GB."
            yield Finding("disk", "problem", f"{free / 1e9:.2f} GB are free in {where}", todo)
    if not short:
        yield Finding(
            "disk", "ok", f"{shutil.disk_usage(tempfile.gettempdir()).free / 1e9:,.1f} GB free for temporary files"
        )


def _machine() -> Iterator[Finding]:
    from histor.pipeline import cores

    free = _memory()
    known = "" if free is None else f", {free / 1e9:.1f} GB of memory free"
    found = f"{cores()} cores{known}"
    if free is not None and free < LEAST_MEMORY:
        yield Finding("machine", "note", found, "Close other programs: coding takes about 0.4 GB a process.")
    else:
        yield Finding("machine", "ok", found)


def _memory() -> int | None:
    """Bytes of memory that can be had; None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii")
    except OSError:
        return None
    found = re.search(r"^MemAvailable:\s+(\d+) kB", lines, re.M)
    return int(found[1]) * 1024 if found else None


def _clock() -> Iterator[Finding]:
    from zoneinfo import ZoneInfo

    now = datetime.now().astimezone()
    if now < BUILT:
        todo = "Set the clock: fetched pages and alerts are dated by it."
        yield Finding("clock", "problem", f"it shows {now:%Y-%m-%d}", todo)
        return
    zone = os.environ.get("TZ", "").lstrip(":")
    if zone and "/" in zone:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            todo = "Set TZ to a zone such as Europe/Paris, or leave it unset; until then UTC is used."
            yield Finding("clock", "note", f"the time zone TZ={zone} is not known", todo)
            return
    yield Finding("clock", "ok", f"{now:%Y-%m-%d %H:%M}, time zone {now.tzname()}; reports are dated by what they say")


def _terminal() -> Iterator[Finding]:
    encoding = (getattr(sys.stdout, "encoding", None) or "none").lower()
    if encoding.replace("-", "").replace("_", "") in {"utf8", "utf8sig", "utf16", "utf32"}:
        yield Finding("terminal", "ok", f"shows {encoding}")
    else:
        todo = "Choose a UTF-8 locale or set PYTHONUTF8=1; until then signs that it lacks are spelled out."
        yield Finding("terminal", "note", f"shows {encoding} only", todo)
