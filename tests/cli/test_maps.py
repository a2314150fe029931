"""Commands that take a return in somebody else's layout, by its map."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

from tests.cli.commands import run

EXAMPLES = Path(__file__).parents[2] / "examples"
OLDER = EXAMPLES / "older-form" / "return 2017.xlsx"
BY_MAP = ("--map", "older-form")


def test_a_mapped_return_is_read_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "return", "read", OLDER, *BY_MAP, "--out", tmp_path / "read", "--json")
    assert answer.code == 0
    assert answer.json["organisation"] == "ZZ6"
    assert run(capsys, "return", "check", OLDER, *BY_MAP).code == 0
    without = run(capsys, "return", "read", OLDER)
    assert without.code == 1
    assert "--map" in without.err


def test_a_mapped_return_is_calculated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "calculate", OLDER, *BY_MAP, "--year", 2017, "--out", tmp_path / "results").code == 0
    figures = pl.read_parquet(tmp_path / "results" / "figures.parquet")
    ratio = figures.filter(
        pl.col("indicator") == "3", pl.col("statistic") == "relative_likelihood", pl.col("breakdown") == "",
        pl.col("variant") == "official",
    )  # fmt: skip
    assert ratio.select("basis", "numerator", "reference_numerator").rows() == [("two-year", 17, 28)]


def test_mapped_returns_are_collected_among_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "returns"
    folder.mkdir()
    shutil.copy(OLDER, folder)
    rows = "year,organisation,item,group,count\n2017,ZZ1,shortlisted,white,10\n"
    (folder / "tallies.csv").write_text(rows, encoding="utf-8")
    answer = run(capsys, "return", "collect", folder, *BY_MAP, "--year", 2017, "--store", tmp_path / "store",
                 "--register", EXAMPLES / "register", "--json")  # fmt: skip
    assert answer.code == 0
    kept = {path.stem for path in (tmp_path / "store" / "tallies" / "wres" / "2017").iterdir()}
    assert kept == {"ZZ1", "ZZ6"}


def test_a_workbook_is_filled_from_last_years_return_in_another_layout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = run(capsys, "return", "new", "--organisation", "ZZ6", "--year", 2018, "--from", OLDER, *BY_MAP, "--out", tmp_path / "new.xlsx")  # fmt: skip
    assert made.code == 0
    read = run(capsys, "return", "read", tmp_path / "new.xlsx", "--json").json
    before = {(t["item"], t["group"]): t["count"] for t in read["tallies"] if t["year"] == 2017 and not t["breakdown"]}
    assert before["shortlisted", "white"] == 1200


def test_a_map_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "return", "read", OLDER, "--map", "older-from")
    assert answer.code == 2
    assert "Did you mean `older-form`?" in answer.err


def test_maps_are_listed_and_drafted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "older-form" in run(capsys, "return", "map").out
    out = tmp_path / "map.yaml"
    assert run(capsys, "return", "map", "--init", OLDER, "--year", 2017, "--out", out).code == 0
    assert 'headings: ["31 March {year}", "Confirmed by you", "BME"], group: bme' in out.read_text(encoding="utf-8")
    assert run(capsys, "return", "map", "--init", OLDER).code == 2
    rows = EXAMPLES / "example-trust" / "board.csv"
    assert "no row" in run(capsys, "return", "map", "--init", rows, "--year", 2026, "--out", out).err.lower()
