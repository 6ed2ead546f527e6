"""Histor reads news reports and keeps a ledger of who did what to whom, and according to whom.

>>> import histor
>>> account = histor.code("Iran denied that it sent troops to Syria.")
>>> [(event.type, event.status) for event in account.events]
[('MOBILIZE', 'actual')]

Names are loaded when they are first used, so that ``import histor`` costs next to nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from histor.accounts import to_json
    from histor.errors import HistorError, LedgerError, ModelError, ReadError, UsageError
    from histor.ledger import open  # noqa: A004  histor.open
    from histor.pipeline import code, code_report, code_reports
    from histor.read import Skipped, read
    from histor.records import (
        Account,
        Coder,
        Count,
        Dateline,
        Dropped,
        Entity,
        Event,
        Place,
        Report,
        Span,
        Voice,
        When,
    )

__version__ = "0.1.0"

__all__ = [
    "Account",
    "Coder",
    "Count",
    "Dateline",
    "Dropped",
    "Entity",
    "Event",
    "HistorError",
    "LedgerError",
    "ModelError",
    "Place",
    "ReadError",
    "Report",
    "Skipped",
    "Span",
    "UsageError",
    "Voice",
    "When",
    "__version__",
    "code",
    "code_report",
    "code_reports",
    "open",
    "read",
    "to_json",
]

_HOME = {
    "to_json": "histor.accounts",
    "code_report": "histor.pipeline",
    "code_reports": "histor.pipeline",
    "Skipped": "histor.read",
    "open": "histor.ledger",
    **dict.fromkeys(("HistorError", "LedgerError", "ModelError", "ReadError", "UsageError"), "histor.errors"),
    **dict.fromkeys(
        (
            *("Account", "Coder", "Count", "Dateline", "Dropped", "Entity"),
            *("Event", "Place", "Report", "Span", "Voice", "When"),
        ),
        "histor.records",
    ),
}

# Two stages give their name to a function too: ``histor.read(...)`` and ``histor.code(...)`` are calls, while
# ``histor.read`` and ``histor.code`` are also packages. The import system binds a package to its parent's attribute
# whenever anybody imports something from it, so a function bound to that name would be overwritten sooner or later.
# Here the packages themselves can be called, whichever way they came to be imported.
_CALLS = {"histor.read": ("histor.read", "read"), "histor.code": ("histor.pipeline", "code")}


class _Stage(ModuleType):
    """The package of a stage that can be called like the function of its name."""

    def _function(self) -> Any:
        module, name = _CALLS[self.__name__]
        return getattr(import_module(module), name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._function()(*args, **kwargs)

    @property
    def __signature__(self) -> Any:
        import inspect

        return inspect.signature(self._function())

    def __reduce__(self) -> Any:
        return import_module, (self.__name__,)  # so that pool.map(histor.code, texts) works


class _Package(ModuleType):
    """This package; it makes stages callable at the moment when the import system binds them here."""

    def __setattr__(self, name: str, value: object) -> None:
        if isinstance(value, ModuleType) and value.__name__ in _CALLS:
            value.__class__ = _Stage
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if f"{__name__}.{name}" in _CALLS:
        return import_module(f"{__name__}.{name}")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
