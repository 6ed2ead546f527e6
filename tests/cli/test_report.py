"""``histor report``: incidents in one file that needs nothing else, whatever the reports say."""

import base64
import hashlib
import re

import pytest
from click.testing import CliRunner

import histor
from histor.cli import main
from tests.ledger.make import three
from tests.serve.make import SCRIPT, hostile


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "small.duckdb"
    histor.open(path).add([*three(), hostile()])
    return path


def run(path, *options):
    return CliRunner().invoke(main, ["report", "--ledger", str(path), *options])


def test_a_file_has_the_incidents_and_who_tells_them(path, tmp_path):
    out = tmp_path / "out.html"
    result = run(path, "--out", str(out), "--title", "Kunduz", "--place", "kunduz")
    assert (result.exit_code, result.stdout) == (0, "")
    html = out.read_text(encoding="utf-8")
    assert "1 incident." in html
    assert "Médecins Sans Frontières" in html
    assert "place: <bdi>kunduz</bdi>" in html
    assert html.count('<tbody role="rowgroup" id="incident-') == 1


def test_a_file_runs_and_loads_nothing_that_is_not_its_own(path):
    html = run(path, "--out", "-", "--title", SCRIPT).stdout
    assert SCRIPT not in html
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)[0]
    assert "unsafe" not in policy
    assert "default-src &#39;none&#39;" in policy
    scripts = re.findall(r"<script>(.*?)</script>", html, re.S)
    assert len(scripts) <= 1
    for text in [*scripts, *re.findall(r"<style>(.*?)</style>", html, re.S)]:
        assert f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}" in policy
    assert not re.findall(r'(?:src|href)="(?!#)', html)


def test_rows_end_at_the_limit_and_it_says_so(path):
    html = run(path, "--out", "-", "--limit", "1").stdout
    assert "the first 1 are listed here" in html
    assert html.count('<tbody role="rowgroup" id="incident-') == 1


def test_nothing_found_is_said(path):
    assert "Nothing in the ledger has all of that." in run(path, "--out", "-", "--actor", "nobody").stdout


@pytest.mark.parametrize("out", ["no/such/folder/out.html"])
def test_what_cannot_be_written_is_one_sentence(path, tmp_path, out):
    result = run(path, "--out", str(tmp_path / out))
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "cannot be written" in result.stderr
