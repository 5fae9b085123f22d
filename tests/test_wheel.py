"""What is installed by `pip install` is all that the program needs."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def inside(tmp_path_factory):
    """The names of the files in a wheel of this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return set(wheel.namelist())


@pytest.mark.parametrize("package", ["gateway", "devices", "kiosk_web"])
def test_every_file_of_a_package_is_in_the_wheel(inside, package):
    """Templates, pictures, words in both languages: only Python's own litter stays behind."""
    files = {
        str(path.relative_to(ROOT))
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert len(files) > 5
    assert files - inside == set()


def test_the_examples_come_along(inside):
    """`office-gateway demo` reads them from the installed package."""
    examples = {
        f"gateway/examples/{path.relative_to(ROOT / 'config')}"
        for path in (ROOT / "config").rglob("*")
        if path.is_file()
    }

    assert {"gateway/examples/demo.toml", "gateway/examples/people.csv"} <= examples
    assert examples - inside == set()


def test_nothing_else_comes_along(inside):
    """No tests, no documents, no data of whoever built it."""
    tops = {name.partition("/")[0] for name in inside}

    assert tops - {"gateway", "devices", "kiosk_web"} == {
        top for top in tops if top.endswith(".dist-info")
    }
