"""What the built wheel holds: all that Histor needs to run, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "histor"


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("histor-*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_it_holds_the_whole_package(names):
    package = {path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {f"histor/{path.relative_to(PACKAGE).as_posix()}" for path in package} <= names
    assert {"histor/py.typed", "histor/codebooks/plover.json", "histor/samples/reports.jsonl"} <= names


def test_it_holds_nothing_else(names):
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"histor"}
    assert any(name.endswith("licenses/LICENSE") for name in names)
