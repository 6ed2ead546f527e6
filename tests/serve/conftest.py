"""A small ledger, and the application over it without a socket."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass

import httpx
import pytest

import histor
from histor.serve.app import create_app
from histor.serve.guard import LOOPBACK_NAMES, Guard
from tests.ledger.make import many, three
from tests.serve.make import hostile, nested


@dataclass
class Client:
    """Asks ``app`` as a browser on this computer would."""

    app: Guard

    def get(self, path, *, method="GET", **rest):
        async def ask():
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8765") as client:
                return await client.request(method, path, **rest)

        return asyncio.run(ask())


@pytest.fixture(scope="session")
def ledger_path(tmp_path_factory):
    path = tmp_path_factory.mktemp("serve") / "small.duckdb"
    histor.open(path).add([*three(), nested(), hostile(), *many(30)])
    return path


@pytest.fixture(scope="session")
def client(ledger_path):
    return Client(create_app(ledger_path, hosts=LOOPBACK_NAMES, seconds=120))


@pytest.fixture
def reviewing(path):
    """A server at which Anna may decide."""
    return Client(create_app(path, hosts=LOOPBACK_NAMES, seconds=120, reviewer="Anna"))


@pytest.fixture(scope="session")
def looking(ledger_path, tmp_path_factory):
    """A server at which nothing is decided: what tests send it is refused."""
    path = shutil.copy(ledger_path, tmp_path_factory.mktemp("looking") / "a.duckdb")
    return Client(create_app(path, hosts=LOOPBACK_NAMES, seconds=120, reviewer="Anna"))


@pytest.fixture(scope="session")
def keys(client):
    """The key of each report of the ledger by its id."""
    rows = client.get("/api/v1/reports?limit=1000").json()["rows"]
    return {row["id"]: row["report"] for row in rows}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A ledger that the tests of one module may review."""
    path = tmp_path_factory.mktemp("browser") / "small.duckdb"
    histor.open(path).add([*three(), nested(), hostile()])
    return path


@pytest.fixture(scope="module")
def address(path):
    """Where a server of that ledger listens that takes decisions."""
    from tests.serve.browser import serving

    with serving(path) as there:
        yield there


@pytest.fixture(scope="module")
def chromium():
    """A browser."""
    from tests.serve.browser import CHROMIUM, playwright

    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--no-proxy-server"])
        yield browser
        browser.close()
