"""The command as people call it: options, exit codes, streams."""

import io
import json
import os
import pty
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

import histor
from histor import pipeline
from histor.cli import main
from histor.cli.sample import SAMPLES
from histor.records import Account
from tests.cli.builder import Builder

HISTOR = [sys.executable, "-c", "from histor.cli import main; main(prog_name='histor')"]
TEXT = "Troops moved into the town on Monday, officials said. The government denied that anybody was killed in it."


@pytest.fixture
def coder(monkeypatch):
    """A stand-in for tag and code, so that these tests need no model: one event, or the failure the text asks for."""
    monkeypatch.setattr(pipeline, "_tagger", lambda threads: None)

    def code_report(report, *, guideline, tagger, codebook):
        if "INTERRUPT" in report.text:
            raise KeyboardInterrupt
        if "BUG" in report.text:
            raise ValueError("boom")
        account = Builder(report.text).voice("said", "officials").event("moved", "MOBILIZE", chain=("v1",)).account
        return Account(report, account.voices, account.events, (), ())

    monkeypatch.setattr(pipeline, "code_report", code_report)


def run(*arguments, **kwargs):
    return CliRunner().invoke(main, arguments, prog_name="histor", **kwargs)


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


# What is printed


def test_the_view(coder, story):
    result = run("code", str(story), "--outlet", "Sample Herald", "--published", "2023-03-08")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Sample Herald · 2023-03-08" in result.stdout
    assert "  1. ? · MOBILIZE · actual · 80%\n     Sample Herald → officials\n" in result.stdout
    assert "“Troops [moved] into the town on Monday, officials said.”" in result.stdout


def test_json_is_one_account_a_line(coder, tmp_path):
    rows = [{"id": str(i), "body": TEXT, "outlet": "Sample Herald é \ud800"} for i in range(3)]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    result = run("code", "--json", "--field", "text=body", str(path), env={"PYTHONIOENCODING": "ascii"})
    accounts = [json.loads(line) for line in result.stdout_bytes.decode("utf-8").splitlines()]
    assert [account["report"]["id"] for account in accounts] == ["0", "1", "2"]
    assert accounts[0]["report"]["text"] == TEXT
    assert accounts[0]["events"][0]["type"] == "MOBILIZE"
    assert result.exit_code == 0


def test_standard_input(coder):
    result = run("code", "-", "--json", input=TEXT)
    assert json.loads(result.stdout)["report"]["text"] == TEXT


def test_uncertain_events_can_be_left_out(coder, story):
    account = json.loads(run("code", "--json", "--min-confidence", "0.85", str(story)).stdout)
    assert (len(account["voices"]), len(account["events"])) == (1, 0)


def test_guideline_and_jobs_reach_the_pipeline(monkeypatch, story):
    seen: dict[str, Any] = {}

    def code_reports(reports, **options):
        seen.update(options, reports=list(reports))
        return iter(())

    monkeypatch.setattr(pipeline, "code_reports", code_reports)
    assert run("code", "--guideline", "polnear", "--jobs", "3", str(story)).exit_code == 0
    assert (seen["guideline"], seen["jobs"], len(seen["reports"])) == ("polnear", 3, 1)


def test_the_version():
    assert run("--version").stdout == f"histor {histor.__version__}\n"


def test_sample_prints_the_folder_of_the_samples():
    assert run("sample").stdout == f"{SAMPLES}\n"
    assert len(list(SAMPLES.glob("*.txt"))) == 2


def test_sample_reports_can_be_read():
    reports = list(histor.read(str(SAMPLES)))
    assert len(reports) == 51
    assert len({report.id for report in reports}) == 51
    assert all(100 < len(report.text.split()) <= 350 for report in reports)


# How it ends


def test_a_skipped_input_is_one_line_and_exit_code_3(coder, story, tmp_path):
    result = run("code", str(tmp_path / "no\x1b[31m.txt"), str(story))
    assert result.exit_code == 3
    assert "[moved]" in result.stdout
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("skipped ")
    assert "\x1b" not in result.stderr


def test_quiet_says_nothing_about_skipped_inputs(coder, tmp_path):
    result = run("code", "--quiet", str(tmp_path / "none.txt"))
    assert (result.exit_code, result.output) == (3, "")


def test_a_bug_costs_one_report(coder, story, tmp_path):
    bad = tmp_path / "bad.txt"
    bad.write_text(TEXT + " BUG in the middle of the report.", encoding="utf-8")
    result = run("code", str(bad), str(story))
    assert result.exit_code == 3
    assert "an error in Histor itself" in result.stderr
    assert "Traceback" not in result.stderr
    assert "[moved]" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["code"],
        ["nonsense"],
        ["code", "x", "--nonsense"],
        ["code", "x", "--field", "text"],
        ["code", "x", "--field", "nonsense=body"],
        ["code", "x", "--field", "text="],
        ["code", "x", "--published", "yesterday"],
        ["code", "x", "--published", "2023-02-30"],
        ["code", "x", "--jobs", "0"],
        ["code", "x", "--min-confidence", "1.5"],
        ["code", "x", "--guideline", "nonsense"],
    ],
)
def test_a_wrong_call_is_exit_code_2(arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage: histor" in result.stderr


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (histor.ModelError("The model is damaged."), 1, "histor: The model is damaged.\n"),
        (histor.UsageError("No such thing."), 2, "histor: No such thing.\n"),
        (KeyboardInterrupt(), 130, "histor: stopped.\n"),
        (ValueError("a \x1b bug"), 1, "histor: an error in Histor itself (ValueError: a \\x1b bug)"),
    ],
)
def test_failures_are_one_sentence(monkeypatch, story, error, code, said):
    def fail(threads):
        raise error

    monkeypatch.setattr(pipeline, "_tagger", fail)
    result = run("code", str(story))
    assert result.exit_code == code
    assert result.stderr.startswith(said)
    assert len(result.stderr.splitlines()) == 1


def test_ctrl_c_in_the_middle(coder, story, tmp_path):
    stop = tmp_path / "z.txt"
    stop.write_text(TEXT + " INTERRUPT the coding of this report.", encoding="utf-8")
    result = run("code", str(story), str(stop))
    assert result.exit_code == 130
    assert "[moved]" in result.stdout  # what was done is not lost
    assert result.stderr == "histor: stopped.\n"


def _hear_ctrl_c():
    """A test run in the background of a script has Ctrl-C ignored, and its children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.model
def test_ctrl_c_ends_worker_processes_without_a_word():
    arguments = ["code", "--json", "--jobs", "2", str(SAMPLES / "tbilisi.txt"), *[str(SAMPLES)] * 3, "-"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [*HISTOR, *arguments],
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        start_new_session=True,
        preexec_fn=_hear_ctrl_c,  # noqa: PLW1509  no other thread runs yet
    )
    assert process.stdout
    watchdog = threading.Timer(60, process.kill)  # a failure must not wait for ever
    watchdog.start()
    process.stdout.readline()  # now the workers are there, and the last input, which never ends, keeps them waiting
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate()
    watchdog.cancel()
    assert (process.returncode, stderr) == (130, b"histor: stopped.\n")


def test_the_reader_goes_away():
    process = subprocess.Popen([*HISTOR, "code", "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 141


# Terminals


def on_terminal(arguments, **environment):
    """Output of a command whose stdout is a terminal."""
    parent, child = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", **environment}
    process = subprocess.Popen([sys.executable, "-c", *arguments], stdout=child, stderr=child, env=env)
    os.close(child)
    out = b""
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:  # how Linux says that the other side is closed
            break
        if not piece:
            break
        out += piece
    os.close(parent)
    assert process.wait() == 0
    return out.decode()


SHOW = f"""
import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from tests.cli.builder import syria
from histor.cli.output import view_writer
view_writer()(syria())
"""


def test_colours_are_for_terminals():
    assert "\x1b[" in on_terminal([SHOW])
    piped = subprocess.run([sys.executable, "-c", SHOW], capture_output=True, check=True)
    assert b"\x1b[" not in piped.stdout


def test_no_color_is_honoured():
    out = on_terminal([SHOW], NO_COLOR="1")
    assert "\x1b[31m" not in out
    assert "(deny)" in out


@pytest.mark.parametrize("columns", [40, 64, 100])
def test_lines_fit_the_width(columns):
    env = {**os.environ, "COLUMNS": str(columns)}
    out = subprocess.run([sys.executable, "-c", SHOW], capture_output=True, check=True, env=env).stdout.decode()
    assert max(map(len, out.splitlines())) <= columns
    assert not any(line.endswith(" ") for line in out.splitlines())


def test_a_terminal_with_few_characters_is_no_reason_to_fail():
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    out = subprocess.run([sys.executable, "-c", SHOW], capture_output=True, check=True, env=env).stdout
    assert b"Sample Herald -> TASS -> Russia (deny)" in out


def test_progress_counts_on_a_terminal_that_does_not_show_the_accounts(monkeypatch):
    from histor.cli.progress import Progress

    stderr = io.StringIO()
    monkeypatch.setattr(stderr, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setenv("TERM", "xterm")
    with Progress() as progress:
        for _ in range(7):
            progress.coded()
    assert "7 reports coded" in stderr.getvalue()


def test_no_progress_without_a_terminal(capsys):
    from histor.cli.progress import Progress

    with Progress() as progress:
        for _ in range(50):
            progress.coded()
    assert capsys.readouterr().err == ""


# Speed of the first answer


def test_help_is_there_at_once():
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*HISTOR, "--help"], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Time on the processor, not on the wall: other programs may be running.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.3


def test_help_loads_nothing_heavy():
    program = "import sys, histor.cli; print([m for m in ('rich', 'numpy', 'trafilatura', 'onnxruntime') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_every_command_and_option_has_help():
    for command in main.commands.values():
        assert command.help
        assert all(p.help for p in command.params if isinstance(p, click.Option))
