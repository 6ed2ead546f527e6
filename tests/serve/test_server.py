"""The server as it is started: the address that it tells, many readers at once, and how it ends."""

import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager

import httpx
import pytest
from click.testing import CliRunner

import histor
from histor.cli import INTERRUPTED, main
from histor.errors import HistorError, LedgerError, UsageError
from histor.serve import server
from histor.serve.guard import LONGEST_HEAD
from histor.serve.shelf import SECONDS
from tests.ledger.make import many, three

READERS = 50
PATHS = ["/", "/events", "/api/v1/events?limit=10&total=true", "/api/v1/actors.csv", "/search?q=said&in=reports"]
TOKEN = "a-token-of-length"


# A shell without job control starts what is to run in its background with SIGINT ignored.
MAIN = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from histor.cli import main; main()"


@contextmanager
def started(path, *options):
    """The address of a server of its own process, and the process."""
    command = [sys.executable, "-c", MAIN, "serve", str(path), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().strip(), process
        finally:
            process.kill()


def sent(address, size):
    """What a server answers to a head that reaches `size` bytes and has not ended.

    Not a byte more: a server that closes on bytes it has not read resets the connection, and its answer is lost.
    """
    head = f"GET / HTTP/1.1\r\nHost: {address.host}\r\nX-Long: ".encode()
    with socket.create_connection((address.host, address.port), timeout=300) as connection:
        connection.sendall(head.ljust(size, b"x"))
        return connection.recv(1_000)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.duckdb"
    histor.open(path).add([*three(), *many(100)])
    return path


def test_fifty_readers_at_once_and_a_writer_get_their_turn(path):
    with started(path) as (address, process):
        assert address.startswith("http://127.0.0.1:")
        statuses: list[int] = []
        failed: list[Exception] = []

        def read(number):
            try:
                with httpx.Client(base_url=address, timeout=300, trust_env=False) as client:
                    statuses.extend(client.get(each).status_code for each in PATHS[number % 5 :] + PATHS[: number % 5])
            except httpx.HTTPError as error:
                failed.append(error)

        readers = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        assert not failed
        assert statuses == [200] * (READERS * len(PATHS))
        assert histor.open(path).add(many(1, first=1_000)) == 1  # the server lets the file go
        found = httpx.get(f"{address}api/v1/stats", timeout=300, trust_env=False).json()
        assert found["reports"] == 104
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=300)
        assert process.returncode == INTERRUPTED
        assert "Traceback" not in told


def test_a_head_that_is_too_long_is_refused(path):
    with started(path, "--token", TOKEN) as (address, _):
        assert address.endswith(f"/?token={TOKEN}")
        base = address.partition("?")[0]
        assert sent(httpx.URL(base), LONGEST_HEAD + 1).startswith(b"HTTP/1.1 400 ")
        assert httpx.get(address, timeout=300, trust_env=False).status_code == 200
        assert httpx.get(base, timeout=300, trust_env=False).status_code == 401


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])
def test_others_need_a_token(path, host):
    with pytest.raises(UsageError, match="--token"):
        server.serve(path, host=host, port=0)


@pytest.mark.parametrize("token", ["", "short", "x" * 15, "ä" * 16, "x" * 16 + "\n"])
def test_a_token_is_long_and_plain(path, token):
    with pytest.raises(UsageError, match="16 characters"):
        server.serve(path, port=0, token=token)


def test_a_host_that_is_none_is_told(path):
    with pytest.raises(UsageError, match="no address"):
        server.serve(path, host="no such host", port=0)


def test_a_port_in_use_is_told(path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(HistorError, match="--port 0"):
            server.serve(path, port=other.getsockname()[1])


def test_without_a_ledger_nothing_is_served(tmp_path):
    with pytest.raises(LedgerError, match="no ledger"):
        server.serve(tmp_path / "none.duckdb", port=0)
    result = CliRunner().invoke(main, ["serve", str(tmp_path / "none.duckdb")])
    assert result.exit_code == 1


def test_the_token_can_come_from_the_environment(path, monkeypatch):
    monkeypatch.setenv("HISTOR_TOKEN", "short")
    result = CliRunner().invoke(main, ["serve", str(path)])
    assert result.exit_code == 2
    assert os.environ["HISTOR_TOKEN"] == "short"


def test_the_options_start_where_the_server_does():
    options = {parameter.name: parameter.default for parameter in main.commands["serve"].params}
    assert (options["host"], options["port"], options["seconds"]) == (server.HOST, server.PORT, SECONDS)
