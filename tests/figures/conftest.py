"""Tallies typed as text and calculated as a user would, for the tests of figures."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import openwres
from openwres.calculation import Calculation

COLUMNS = (
    "year",
    "organisation",
    "item",
    "breakdown",
    "category",
    "group",
    "basis",
    "count",
    "value",
    "base",
    "state",
    "reason",
)
Calculate = Callable[..., Calculation]


def tally(organisation: str, item: str, group: str, count: int | str = "", **other: Any) -> dict[str, Any]:
    """One tally of 2026 unless said otherwise."""
    return {"year": 2026, "organisation": organisation, "item": item, "group": group, "count": count, **other}


@pytest.fixture
def calculate(tmp_path: Path) -> Calculate:
    def run(rows: list[dict[str, Any]], year: int = 2026, **options: Any) -> Calculation:
        path = tmp_path / "tallies.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        return openwres.calculate(path, year=year, **options)

    return run


def figure(calculation: Calculation, indicator: str, statistic: str, **key: str) -> dict[str, Any]:
    """The one figure of that key; empty where a key is not named, the main classification."""
    wanted = {
        "breakdown": "",
        "category": "",
        "classification": "wres",
        "indicator": indicator,
        "statistic": statistic,
    } | key
    rows = calculation.figures.filter(**wanted)
    assert len(rows) == 1, rows.select("area_type", "area", *wanted)
    return rows.row(0, named=True)
