"""What the doctor finds, and what it says of it."""

import json
import shutil
from importlib import metadata
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

import histor
from histor import doctor
from histor.cli import main
from histor.resolve.gazetteer import shipped
from histor.resolve.gazetteer_file import GazetteerFile
from tests.ledger.make import three


def found(check):
    return list(check())


def run(*arguments):
    return CliRunner().invoke(main, ["doctor", *arguments])


@pytest.mark.model
def test_this_installation_can_work(tmp_path):
    histor.open(tmp_path / "a.duckdb").add(three(), link=False)
    result = run("--json", "--ledger", str(tmp_path / "a.duckdb"))
    told = json.loads(result.stdout)
    assert (result.exit_code, told["healthy"]) == (0, True), told
    by_check = {finding["check"]: finding for finding in told["findings"]}
    assert by_check["ledger"]["found"].endswith("a.duckdb: 3 reports, 5 events")
    assert "checksums right" in by_check["model"]["found"]
    assert set(by_check) == {
        *("Python", "packages", "extras", "model", "coding", "gazetteer", "codebook"),
        *("actors", "home", "ledger", "disk", "machine", "clock", "terminal"),
    }


def test_a_problem_ends_with_1_and_says_what_to_do(monkeypatch, tmp_path):
    (tmp_path / "no.duckdb").write_text("no ledger")
    for name in ("_packages", "_model", "_coding", "_gazetteer"):  # slow, and seen above
        monkeypatch.setattr(doctor, name, lambda: iter(()))
    result = run("--ledger", str(tmp_path / "no.duckdb"))
    assert result.exit_code == 1
    assert "problem  ledger:" in result.stdout
    assert "cannot be opened as a ledger" in " ".join(result.stdout.split())
    assert result.stdout.endswith("1 problem to mend.\n")


def test_what_is_wrong_with_packages(monkeypatch):
    there = {"click": "7.0", "pyyaml": "6.0.1", "broken": "1.0"}

    def version(name):
        if name not in there:
            raise metadata.PackageNotFoundError(name)
        return there[name]

    monkeypatch.setattr(metadata, "version", version)
    monkeypatch.setattr(
        metadata,
        "requires",
        lambda name: ["click>=8.1", "pyyaml>=6.0", "gone>=2", "broken>=0.1", 'ray>=2; extra == "ray"'],
    )
    findings = found(doctor._packages)
    assert [finding.found for finding in findings] == [
        "click is of version 7.0, 8.1 or later is needed",
        "gone is not installed",
        "broken 1.0 cannot be imported (ModuleNotFoundError: No module named 'broken')",
    ]
    assert findings[0].todo == "pip install --force-reinstall 'click>=8.1'"


def test_a_damaged_gazetteer_is_found(tmp_path):
    copy = tmp_path / "world.places"
    shutil.copy(shipped(), copy)
    whole = GazetteerFile(copy)
    assert whole.sound()
    whole.close()
    data = bytearray(copy.read_bytes())
    data[len(data) // 3] ^= 1
    copy.write_bytes(data)
    damaged = GazetteerFile(copy)
    assert not damaged.sound()
    damaged.close()


@pytest.mark.parametrize(
    ("check", "name", "value", "state"),
    [
        ("_home", "HISTOR_HOME", "/proc/nowhere", "problem"),
        ("_clock", "TZ", "Mars/Base", "note"),
        ("_clock", "TZ", "Europe/Paris", "ok"),
    ],
)
def test_the_environment(monkeypatch, check, name, value, state):
    monkeypatch.setenv(name, value)
    [finding] = found(getattr(doctor, check))
    assert finding.state == state
    assert (finding.todo is None) == (state == "ok")


def test_little_memory_and_disk_are_told(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "_memory", lambda: 100_000_000)
    assert [finding.state for finding in doctor._machine()] == ["note"]
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=10))
    assert {finding.state for finding in doctor._disk(tmp_path / "a.duckdb")} == {"problem"}


def test_a_check_that_breaks_is_a_finding_and_the_rest_goes_on(monkeypatch):
    def broken():
        yield 1 // 0

    for name in ("_packages", "_model", "_coding", "_gazetteer"):
        monkeypatch.setattr(doctor, name, lambda: iter(()))
    monkeypatch.setattr(doctor, "_codebook", broken)
    findings = list(doctor.examine())
    assert [(f.check, f.found) for f in findings if f.state == "problem"] == [
        ("codebook", "ZeroDivisionError: integer division or modulo by zero")
    ]
    assert findings[-1].check == "terminal"
