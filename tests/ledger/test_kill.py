"""``kill -9`` in the middle of adding: what was reported as stored is there, and calling again completes it."""

import json
import os
import random
import signal
import subprocess
import sys

import pytest

import histor
from histor.accounts import dumps
from histor.ledger.keys import report_key
from tests.ledger.make import many

REPORTS = 60
# Small batches, so that there are many moments at which something can go wrong.
ADD = """
import sys
from histor.ledger import add
add.BATCH = 4
from histor.cli import main
main(["add", "--no-link", "--json", "--ledger", sys.argv[1], sys.argv[2]], prog_name="histor")
"""


def start(ledger, accounts):
    return subprocess.Popen(
        [sys.executable, "-c", ADD, str(ledger), str(accounts)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


@pytest.fixture
def accounts(tmp_path):
    path = tmp_path / "accounts.jsonl"
    path.write_text("".join(dumps(account) + "\n" for account in many(REPORTS)), encoding="utf-8")
    return path


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_add_loses_nothing_that_it_had_reported(tmp_path, accounts, seed):
    ledger = tmp_path / "a.duckdb"
    choose = random.Random(seed)
    process = start(ledger, accounts)
    assert process.stdout
    moment = choose.randrange(1, REPORTS - 4)
    stored = [json.loads(process.stdout.readline())["report"] for _ in range(moment)]
    os.kill(process.pid, signal.SIGKILL)
    rest, _ = process.communicate()
    stored += [json.loads(line)["report"] for line in rest.splitlines() if line.endswith(b"}")]

    with histor.open(ledger) as opened:
        there = opened.keys()
        assert set(stored) <= there
        assert {event.report for event in opened.events()} == there
        assert len(list(opened.accounts())) == len(there)

    out, errors = start(ledger, accounts).communicate()
    assert errors == b""
    told = [json.loads(line) for line in out.splitlines()]
    assert {line["report"] for line in told} == {report_key(account.report) for account in many(REPORTS)}
    assert {line["report"] for line in told if not line["new"]} == there

    whole = tmp_path / "whole.duckdb"
    histor.open(whole).add(many(REPORTS))
    with histor.open(ledger) as one, histor.open(whole) as other:
        assert list(one.accounts()) == list(other.accounts())
        assert list(one.events()) == list(other.events())
        assert list(one.voices()) == list(other.voices())


def test_a_ledger_that_was_killed_before_its_first_report_is_made_again(tmp_path, accounts):
    ledger = tmp_path / "a.duckdb"
    process = start(ledger, accounts)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert histor.open(ledger).keys() == frozenset()
    assert histor.open(ledger).add(many(1)) == 1
