"""The examples in the repository are what their makers make: nobody edits one by hand, nothing in them is left to chance."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

MADE_BY_HAND = ("README.md", "make_examples.py")


def content(path: Path) -> dict[str, bytes]:
    """The parts of a workbook, unpacked, or the bytes of any other file: how tightly a part is packed differs."""
    if path.suffix != ".xlsx":
        return {"": path.read_bytes()}
    with zipfile.ZipFile(path) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def files(folder: Path) -> dict[str, Path]:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path for name, path in found.items() if not name.startswith("making/") and name not in MADE_BY_HAND}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("made")
    script = ROOT / "examples" / "make_examples.py"
    subprocess.run([sys.executable, str(script), str(folder)], check=True, capture_output=True)
    return files(folder)


def test_examples_are_made_the_same_again(made: dict[str, Path]) -> None:
    exports = {f"source-systems/{n}": p for n, p in files(ROOT / "docs" / "examples" / "source-systems").items()}
    kept = {**files(ROOT / "examples"), **exports}
    assert kept.keys() == made.keys()
    assert [name for name, path in kept.items() if content(path) != content(made[name])] == []


def test_every_example_is_small(made: dict[str, Path]) -> None:
    large = [name for name, path in made.items() if name.startswith("source-systems/") and path.stat().st_size > 10_000]
    assert large == []
