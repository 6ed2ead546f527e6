"""The documentation is true: commands do what it shows, and nothing public is undocumented."""

import importlib
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

import histor
from histor.cli import FAILED, INTERRUPTED, READER_GONE, USAGE, main
from histor.cli.code import PARTLY

ROOT = Path(__file__).parent.parent

sys.path.insert(0, str(ROOT / "docs"))
refresh = importlib.import_module("refresh")

EXAMPLES = [example for page in refresh.PAGES for example in refresh.examples(page)]
PYTHON = [page for page in refresh.PAGES if "```python\n" in page.read_text(encoding="utf-8")]
_LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


def page(name):
    return (ROOT / name).read_text(encoding="utf-8")


def margin(output):
    """The lines that do not depend on the model: headline, outlet and date, headings."""
    return [line for line in output.splitlines() if line and not line.startswith((" ", "─"))]


@pytest.mark.model
@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.rule], ids=lambda e: f"{e.page}: {e.command[:50]}")
def test_commands_do_what_the_documentation_shows(example):
    code, output = refresh.run(example.command)
    assert code == example.code, output
    if example.rule == "exact":
        assert output == example.output
    else:
        assert margin(output) == margin(example.output)


@pytest.mark.model
@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.name)
def test_python_in_the_documentation_runs(path):
    blocks = re.findall(r"^```python\n(.*?)^```$", path.read_text(encoding="utf-8"), re.M | re.S)
    program = "\n".join(blocks)
    folders = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # some call the command
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PATH": folders},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("path", refresh.PAGES, ids=lambda path: path.name)
def test_every_console_block_says_what_it_is_held_to(path):
    text = path.read_text(encoding="utf-8")
    assert len(refresh.BLOCK.findall(text)) == text.count("```console")


def test_the_readme_shows_a_command_first():
    assert [e.command for e in EXAMPLES if e.page == "README.md"]
    assert page("README.md").index("```console") < 1200


def test_the_two_commands_are_in_the_readme():
    assert "make demo" in page("README.md")
    assert "make test" in page("README.md")


def options_of(command):
    """The options of a command and of those under it."""
    own = {name for parameter in command.params if isinstance(parameter, click.Option) for name in parameter.opts}
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return own.union(*map(options_of, below))


@pytest.mark.parametrize("name", main.commands)
def test_every_command_and_option_is_documented(name):
    text = page("docs/command.md")
    assert f"## histor {name}" in text
    for option in options_of(main.commands[name]):
        assert f"`{option}" in text, f"docs/command.md does not tell of {option}"


def test_no_option_is_documented_that_does_not_exist():
    known = options_of(main) | {"--help", "--version"}
    assert set(re.findall(r"`(--[a-z-]+)", page("docs/command.md"))) <= known


@pytest.mark.parametrize("code", [0, FAILED, USAGE, PARTLY, INTERRUPTED, READER_GONE])
def test_every_exit_code_is_documented(code):
    assert re.search(rf"^\| {code} \|", page("docs/command.md"), re.M)


@pytest.mark.parametrize("name", histor.__all__)
def test_every_public_name_is_documented(name):
    assert re.search(rf"`(?:histor\.)?{name}\b", page("docs/python.md")), f"docs/python.md does not tell of {name}"


@pytest.mark.parametrize("path", [*refresh.PAGES, ROOT / "CONTRIBUTING.md"], ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    for target in _LINK.findall(path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_the_site_builds_offline_and_lists_every_page(tmp_path):
    sphinx = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-c", "docs/site", "docs", str(tmp_path)]
    result = subprocess.run(sphinx, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    start = (tmp_path / "index.html").read_text(encoding="utf-8")
    for path in (ROOT / "docs").glob("*.md"):
        assert f'href="{path.stem}.html"' in start or path.stem == "index"
    fetched = re.findall(r'<(?:script|img)[^>]+src="([^"]+)"|<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"', start)
    assert not [address for pair in fetched for address in pair if re.match(r"(?:https?:)?//", address)]


def test_one_version_everywhere():
    version = histor.__version__
    assert f"\nversion: {version}\n" in page("CITATION.cff")
    assert f"## {version}" in page("CHANGELOG.md")


def test_make_targets_named_in_the_documentation_exist():
    targets = set(re.findall(r"^([a-z]+):", page("Makefile"), re.M))
    for name in ("README.md", "CONTRIBUTING.md", "docs/index.md"):
        assert set(re.findall(r"`make ([a-z]+)", page(name))) <= targets


def test_the_train_extra_is_not_needed_to_run():
    project = tomllib.loads(page("pyproject.toml"))["project"]
    assert not any(need.startswith(("torch", "onnx>")) for need in project["dependencies"])


def test_refreshing_replaces_the_output_and_nothing_else():
    text = "a\n<!-- output: exact -->\n```console\n$ echo one \\\n  two\nold\n$ echo three\n```\nb\n"
    new = "a\n<!-- output: exact -->\n```console\n$ echo one \\\n  two\none two\n$ echo three\nthree\n```\nb\n"
    assert refresh.refreshed(text) == new
    assert refresh.refreshed(new) == new
    skipped = text.replace("output: exact", "not run: needs the network")
    assert refresh.refreshed(skipped) == skipped
