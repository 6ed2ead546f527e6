"""Where Histor keeps what the user has added: gazetteers, actors."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from histor.errors import UsageError


def expanded(path: str) -> Path:
    """``path`` with the home of the user that it begins with. Raises UsageError where there is no such user.

    >>> expanded("mine/ledger.duckdb").name
    'ledger.duckdb'
    """
    try:
        return Path(path).expanduser()
    except RuntimeError:
        message = f"There is no user whose home {path!r} could begin with; write ./{path} for a file of that name."
        raise UsageError(message) from None


def home() -> Path:
    r"""The user's data folder, which need not exist yet: ``$HISTOR_HOME``, else the platform's place for such data.

    On Linux ``$XDG_DATA_HOME/histor`` or ``~/.local/share/histor``, on macOS ``~/Library/Application Support/histor``,
    on Windows ``%LOCALAPPDATA%\histor``. Raises UsageError as `expanded` does.
    """
    given = os.environ.get("HISTOR_HOME")
    if given:
        return expanded(given)
    if sys.platform == "darwin":
        base = Path("~/Library/Application Support")
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or "~/AppData/Local")
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share")
    return expanded(str(base)) / "histor"
