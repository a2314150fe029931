"""The engine finds in the records exactly what the generator counted while it made them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import openwres
from openwres.synthetic import Truth


@pytest.fixture(scope="module")
def counted(small: tuple[Path, Truth, int]) -> tuple[openwres.Calculation, pl.DataFrame]:
    folder, _, year = small
    calculation = openwres.calculate(folder / "records" / str(year), year=year, register=folder / "register")
    return calculation, pl.read_parquet(folder / "counts" / f"{year}.parquet")


def test_every_tally_is_the_same(counted: tuple[openwres.Calculation, pl.DataFrame]) -> None:
    """Every item, grade, group, classification, basis and state, zeros too, and nothing beside."""
    calculation, own = counted
    assert own.height > 10_000
    assert own.equals(calculation.tallies)


def test_sound_records_have_nothing_to_mend_or_confirm(counted: tuple[openwres.Calculation, pl.DataFrame]) -> None:
    calculation, _ = counted
    assert [p for p in calculation.problems if p.severity != "note"] == []
    assert {p.id for p in calculation.problems} <= {"unlikely-count"}
