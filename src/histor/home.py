"""Where Histor keeps what the user has added: gazetteers, actors."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def home() -> Path:
    r"""The user's data folder, which need not exist yet: ``$HISTOR_HOME``, else the platform's place for such data.

    On Linux ``$XDG_DATA_HOME/histor`` or ``~/.local/share/histor``, on macOS ``~/Library/Application Support/histor``,
    on Windows ``%LOCALAPPDATA%\histor``.
    """
    given = os.environ.get("HISTOR_HOME")
    if given:
        return Path(given).expanduser()
    if sys.platform == "darwin":
        base = Path("~/Library/Application Support")
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or "~/AppData/Local")
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share")
    return base.expanduser() / "histor"
