"""The benchmarks of the ledger, small."""

from click.testing import CliRunner

from bench import kill, ledger
from histor.ledger.ledger import Ledger


def test_a_made_up_ledger_is_asked_everything(tmp_path):
    path = tmp_path / "bench.duckdb"
    result = CliRunner().invoke(ledger.command, ["--events", "2400", "--repeats", "2", "--keep", str(path)])
    assert result.exit_code == 0, result.output
    shown = {line[:28].strip(): line[28:].split() for line in result.output.splitlines()[2:]}
    assert set(shown) == {ledger.SCAN, *ledger.QUESTIONS}
    assert shown["no filter"][0] == "2,400"
    common = ("actor by code", "recipient", "country", "sector", "type and mode", "context", "status", "stance")
    for name in (*common, "since and until", "confidence", "reports by actor", "actors by code", "places of an actor"):
        assert int(shown[name][0].replace(",", "")) > 0, name
    with Ledger(path) as opened:
        assert opened.stats().reports == 200


def test_the_95th_percentile():
    assert ledger.percentile95([7.0]) == 7.0
    assert 94 < ledger.percentile95([float(i) for i in range(101)]) < 96


def test_killing(monkeypatch):
    result = CliRunner().invoke(kill.command, ["--reports", "30", "--kills", "2"])
    assert result.exit_code == 0, result.output
    assert "added twice, the same ledger: True" in result.output
    assert "0 lost in all; completed, the same ledger: True" in result.output
