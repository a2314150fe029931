"""Texts that a spreadsheet would run are written into CSV files behind an apostrophe, and come back as they were."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from openwres.files.guard import guarded, guarded_column, unguarded, unguarded_column
from openwres.returns.files import read_explanations
from openwres.returns.model import Explanation
from openwres.returns.opening import read_version
from openwres.returns.writing import write_read
from openwres.standards import load_standard
from tests.returns.made import version

TEXTS = (
    "=1+1",
    "@SUM(A1)",
    "+1+cmd",
    "-2+3",
    "\tx",
    "'=1",
    "''@",
    "-5.3",
    "+7",
    "- 22%",
    "it's",
    "'quoted'",
    "",
    "plain",
    "=",
    "-",
)
RUNS = ("=", "+", "-", "@", "\t")


@pytest.mark.parametrize("text", TEXTS)
def test_a_guarded_text_does_not_begin_as_a_formula_and_comes_back(text: str) -> None:
    table = pl.DataFrame({"cell": [text]})
    assert table.select(guarded_column("cell")).item() == guarded(text)
    assert table.select(guarded_column("cell")).select(unguarded_column("cell")).item() == text
    assert unguarded(guarded(text)) == text
    if guarded(text).startswith(RUNS):
        assert not set(guarded(text)) - set("+-0123456789., %"), "only numbers with a sign stay as they are"


def test_no_csv_file_of_a_return_runs_anything(tmp_path: Path) -> None:
    words = {"completeness": "=HYPERLINK(1)", "board-lead": "@you", "comparison": "'=quoted"}
    reasons = (Explanation("group-missing", "w2.appointed.unknown", "=1+1", "+you", "2026-05-12"),)
    given = replace(version({"w2.ratio": "=1.6"}), details=words, explanations=reasons)
    write_read(given, [], tmp_path / "read")
    for name in ("return.csv", "explanations.csv"):
        with (tmp_path / "read" / name).open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [
            cell
            for cell in cells
            if cell.startswith(RUNS) and not cell[1:].strip().rstrip("%").replace(".", "").isdigit()
        ]
    again, _ = read_version(tmp_path / "read" / "return.csv", load_standard("wres"))
    assert again is not None
    assert again.details == words
    assert "=1.6" in again.typed["cell"].to_list()
    assert read_explanations(tmp_path / "read" / "explanations.csv")[""] == reasons
