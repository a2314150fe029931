"""The same input gives the same files, byte for byte, in one format as in another."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest

from tests.extracts.folders import counted, folder
from tests.extracts.whole import EVERYTHING

NAMES = {
    "tallies.csv", "tallies.parquet", "tallies.json", "figures.csv", "figures.parquet", "figures.json",
    "problems.json", "run.json", "scorecard.html",
}  # fmt: skip


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The results of two runs over two copies of one folder."""
    root = tmp_path_factory.mktemp("twice")
    runs = [counted(folder(root / name / "ZZ9", **EVERYTHING)).write(root / f"{name} results") for name in ("a", "b")]
    return runs[0], runs[1]


def test_every_file_is_the_same_twice(twice: tuple[Path, Path]) -> None:
    first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in twice)
    assert set(first) == NAMES
    assert [name for name in sorted(NAMES) if first[name] != second[name]] == []


def test_nothing_names_the_machine_or_its_folders(twice: tuple[Path, Path]) -> None:
    root = str(twice[0].parent)
    assert [path.name for path in twice[0].iterdir() if root.encode() in path.read_bytes()] == []


@pytest.mark.parametrize("table", ["tallies", "figures"])
def test_a_table_is_the_same_in_three_formats(twice: tuple[Path, Path], table: str) -> None:
    frame = pl.read_parquet(twice[0] / f"{table}.parquet")
    document = json.loads((twice[0] / f"{table}.json").read_text(encoding="utf-8"))
    assert document["format"] == 1
    assert document[table] == json.loads(frame.write_json())
    with (twice[0] / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(frame)
    assert list(rows[0]) == frame.columns


def test_writing_again_replaces_and_leaves_nothing_beside(twice: tuple[Path, Path]) -> None:
    result = counted(twice[0].parent / "a" / "ZZ9")
    for _ in range(2):
        out = result.write(twice[0].parent / "out" / "results")
    assert {path.name for path in out.iterdir()} == NAMES
    assert [path.name for path in out.parent.iterdir()] == ["results"]
    assert (out / "figures.csv").read_bytes() == (twice[0] / "figures.csv").read_bytes()
