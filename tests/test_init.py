"""The package's front door: names, laziness, and the two names that are a call and a package at once."""

import importlib
import inspect
import pickle
import subprocess
import sys

import pytest

import histor


def run(program):
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def test_the_public_names_are_these():
    assert sorted(histor.__all__) == [
        *("Account", "Coder", "Count", "Dateline", "Dropped", "Entity", "Event", "HistorError", "LedgerError"),
        *("ModelError", "Place", "ReadError", "Report", "Skipped", "Span", "UsageError", "Voice", "When"),
        *("__version__", "code", "code_report", "code_reports", "open", "read", "to_json"),
    ]


@pytest.mark.parametrize("name", histor.__all__)
def test_every_public_name_is_there(name):
    assert getattr(histor, name) is not None
    assert name in dir(histor)


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        histor.nothing  # noqa: B018


def test_importing_the_package_loads_nothing_heavy():
    heavy = ["numpy", "onnxruntime", "tokenizers", "trafilatura", "duckdb", "httpx", "rich", "click", "py3langid"]
    result = run(f"import sys, histor; print([m for m in {heavy} if m in sys.modules])")
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "imports",
    [
        "import histor",
        "import histor.code",
        "import histor.code.codebook",
        "import histor.code.codebook as book",
        "from histor.code.codebook import codebook",
        "import histor.pipeline",
        "import histor; import histor.code; import histor.read",
        "from histor import code, read; import histor",
        "import histor.read.limits; import histor",
    ],
)
def test_stages_can_be_called_however_they_were_imported(imports):
    program = f"""
{imports}
import histor, inspect
try:
    histor.code("")
except histor.ReadError:
    print("called code")
print(inspect.isgenerator(histor.read("nowhere.txt")) or "called read")
print(histor.code.__name__, callable(histor.code), callable(histor.read))
"""
    result = run(program)
    assert result.stderr == ""
    assert result.stdout.splitlines()[0] == "called code"
    assert result.stdout.splitlines()[-1] == "histor.code True True"


def test_a_stage_is_still_a_package():
    counts = importlib.import_module("histor.code.counts")
    assert getattr(histor.code, "counts") is counts  # noqa: B009  to mypy histor.code is the function only


def test_a_call_has_the_signature_of_its_function():
    named = ["text", "id", "title", "outlet", "published", "url", "codebook"]
    assert list(inspect.signature(histor.code).parameters) == named
    assert "inputs" in inspect.signature(histor.read).parameters


def test_a_call_can_be_sent_to_another_process():
    assert pickle.loads(pickle.dumps(histor.code)) is histor.code


def test_the_version_is_that_of_the_distribution():
    from importlib.metadata import version

    assert histor.__version__ == version("histor")
