"""Where the user's own tables lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from histor import home as module
from histor.errors import UsageError
from histor.home import home


def test_the_variable_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HISTOR_HOME", "/somewhere")
    assert home() == Path("/somewhere")


@pytest.mark.parametrize(
    ("platform", "variable", "value", "where"),
    [
        ("linux", "XDG_DATA_HOME", "/xdg", "/xdg/histor"),
        ("win32", "LOCALAPPDATA", "/local", "/local/histor"),
        ("darwin", "HOME", "/me", "/me/Library/Application Support/histor"),
    ],
)
def test_else_the_place_of_the_platform(
    monkeypatch: pytest.MonkeyPatch, platform: str, variable: str, value: str, where: str
) -> None:
    monkeypatch.delenv("HISTOR_HOME", raising=False)
    monkeypatch.setattr(module.sys, "platform", platform)  # type: ignore[attr-defined]
    monkeypatch.setenv(variable, value)
    assert home() == Path(where)


def test_a_user_that_does_not_exist_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HISTOR_HOME", "~nobody-of-that-name/histor")
    with pytest.raises(UsageError, match="There is no user whose home '~nobody-of-that-name/histor'"):
        home()
