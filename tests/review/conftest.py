"""A small ledger to decide on, anew for each test: decisions are never taken away."""

import shutil

import pytest

import histor
from histor import review
from tests.ledger.make import many, three
from tests.serve.make import hostile, nested


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("review") / "made.duckdb"
    histor.open(path).add([*three(), nested(), hostile(), *many(3)])
    return path


@pytest.fixture(scope="session")
def shared(made):
    """A desk at which nothing is decided: what tests say at it is refused."""
    with review.open(made) as desk:
        yield desk


@pytest.fixture
def path(made, tmp_path):
    return shutil.copy(made, tmp_path / "a.duckdb")


@pytest.fixture
def desk(path):
    with review.open(path) as desk:
        yield desk


@pytest.fixture
def keys(desk):
    """The key of each report of the ledger by its id."""
    return {row.id: row.report for row in desk.ledger.reports()}
