"""A Parquet file that says everything plainly is counted where it lies; every other one is copied, coded and told of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from openwres.contracts.problems import Problem
from openwres.extracts import reading
from openwres.files.scratch import scratch_folder
from openwres.standards import load_standard
from openwres.synthetic import make_nation
from openwres.tallies.counting import count_records
from openwres.tallies.engine import connect

YEAR = 2026
KINDS = ("applicants", "board", "cases", "learning", "population", "staff", "survey")


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The records of four small organisations."""
    folder = tmp_path_factory.mktemp("nation") / "made"
    make_nation(folder, organisations=4, years=range(YEAR - 1, YEAR + 1), seed=3, scale=0.05)
    return folder / "records" / str(YEAR)


def counted(folder: Path) -> tuple[pl.DataFrame, tuple[Problem, ...], frozenset[str]]:
    """Tallies, problems, and the kinds that were taken as they are."""
    edition = load_standard("wres").edition(YEAR)
    with scratch_folder() as scratch, connect(scratch) as con:
        found = reading.read_extracts(con, folder, edition, None, scratch)
        views = con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        return count_records(con, edition, found), found.problems, frozenset(name for (name,) in views) & set(KINDS)


def changed(records: Path, target: Path, kind: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Path:
    """The records with one kind changed."""
    target.mkdir()
    for name in KINDS:
        table = pl.read_parquet(records / f"{name}.parquet")
        (change(table) if name == kind else table).write_parquet(target / f"{name}.parquet")
    return target


def first_row(column: str, value: object) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Another value in the first row of a column."""

    def change(table: pl.DataFrame) -> pl.DataFrame:
        text = table[column] if table[column].dtype == pl.Date else table[column].cast(pl.String)
        return table.with_columns(pl.concat([pl.Series([value], dtype=text.dtype), text[1:]]).alias(column))

    return change


def graded_by_occupation(table: pl.DataFrame) -> pl.DataFrame:
    """Every other post with an occupation code that says for itself where its grade belongs, or the wrong one."""
    codes = pl.Series("occupation_code", ["N6A", "", "S1M", "", "G2A"]).cast(pl.String)
    return table.with_columns(codes.gather(pl.int_range(len(table), eager=True) % len(codes)))


@pytest.mark.parametrize("change", [lambda table: table, graded_by_occupation], ids=["as made", "occupation codes"])
def test_both_ways_give_the_same(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[pl.DataFrame], pl.DataFrame]
) -> None:
    """Tallies and problems, whether the files are read where they lie or copied first."""
    folder = changed(records, tmp_path / "changed", "staff", change)
    tallies, problems, as_they_are = counted(folder)
    monkeypatch.setattr(reading, "taken_as_it_is", lambda *_: False)
    copied, told, none = counted(folder)
    assert as_they_are == set(KINDS)
    assert none == set()
    assert tallies.equals(copied)
    assert problems == told


@pytest.mark.parametrize(
    ("kind", "column", "value", "told"),
    [
        ("staff", "ethnicity", "Refer to form", "unmapped-value"),
        ("staff", "grade", "Local 7", "unmapped-grade"),
        ("staff", "person", "", "blank-identifier"),
        ("staff", "person", "Total", "totals-row"),
        ("applicants", "stage", "with the panel", "unmapped-value"),
        ("learning", "mandatory", "", "unmapped-value"),
        ("survey", "q15", "perhaps", "unmapped-value"),
        ("cases", "investigation_commissioned", date(2300, 1, 1), "not-readable"),
        ("population", "people", "many", "not-readable"),
    ],
)
def test_what_must_be_told_of_is_told(
    records: Path, tmp_path: Path, kind: str, column: str, value: object, told: str
) -> None:
    """One cell that is no code takes its kind the usual way; the other kinds are still taken as they are."""
    _, problems, as_they_are = counted(changed(records, tmp_path / "spoilt", kind, first_row(column, value)))
    assert told in {problem.id for problem in problems if problem.file == f"{kind}.parquet"}
    assert as_they_are == set(KINDS) - {kind}


@pytest.mark.parametrize(
    ("column", "value"), [("person", ""), ("person", "Total"), ("person", " 1"), ("start_date", date(1850, 1, 1))]
)
def test_a_file_that_tells_nothing_of_its_columns_is_looked_through(
    records: Path, tmp_path: Path, column: str, value: object
) -> None:
    """What the bounds in a Parquet file would have shown is found in its rows."""
    folder = changed(records, tmp_path / "spoilt", "staff", first_row(column, value))
    told = counted(folder)
    pl.read_parquet(folder / "staff.parquet").write_parquet(folder / "staff.parquet", statistics=False)
    tallies, problems, as_they_are = counted(folder)
    assert "staff" not in as_they_are
    assert tallies.equals(told[0])
    assert problems == told[1]


def test_spaces_about_a_number_are_taken_off(records: Path, tmp_path: Path) -> None:
    """A padded identifier is the same one; it is only mended in a copy."""
    person = pl.read_parquet(records / "staff.parquet")["person"][0]
    padded, _, as_they_are = counted(changed(records, tmp_path / "spaced", "staff", first_row("person", f" {person} ")))
    assert "staff" not in as_they_are
    assert padded.equals(counted(records)[0])


def test_rows_are_numbered_as_in_a_sheet(records: Path, tmp_path: Path) -> None:
    """The first record stands in row 2, below the header."""
    twice = changed(records, tmp_path / "twice", "board", lambda table: pl.concat([table.head(1), table]))
    _, problems, as_they_are = counted(twice)
    assert "board" in as_they_are
    assert [p.row for p in problems if p.id == "duplicate-person"] == [3]
