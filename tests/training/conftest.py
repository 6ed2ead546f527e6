"""What the tests of training share."""

from __future__ import annotations

from typing import Any

import pytest

from tests.training.fakes import nested_account


@pytest.fixture
def account() -> dict[str, Any]:
    """The account of `tests.training.fakes`, a new copy for each test."""
    return nested_account()
