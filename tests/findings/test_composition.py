"""The ladder of grades: shares, steps, and at which of them the share falls most."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from openwres.findings import composition
from openwres.findings.history import Asked
from tests.findings.histories import history, tallies

LADDER: dict[str, tuple[int | None, int | None]] = {
    "clinical-4": (60, 40),
    "clinical-5": (120, 80),
    "clinical-6": (170, 30),
    "clinical-7": (4, 0),
    "clinical-8a": (90, 10),
}


def found(ladder: dict[str, tuple[int | None, int | None]], more: list[pl.DataFrame] | None = None) -> pl.DataFrame:
    """White and BME staff of each grade, and of the whole."""
    rows = [
        tallies("RXX", "staff", {"white": w, "bme": b, "unknown": 0}, "grade", grade)
        for grade, (w, b) in ladder.items()
    ]
    sums = {name: sum(counts[at] or 0 for counts in ladder.values()) for at, name in enumerate(("white", "bme"))}
    return composition.find(history([*rows, tallies("RXX", "staff", {**sums, "unknown": 0}), *(more or [])]), Asked())


def rung(table: pl.DataFrame, category: str) -> dict[str, Any]:
    return table.filter(breakdown="grade", category=category).row(0, named=True)


def test_the_step_at_which_the_share_falls_most_is_said_with_its_people() -> None:
    table = found(LADDER)
    said = table.filter(pl.col("sentence") != "")["sentence"].to_list()
    assert len(said) == 1
    assert "BME people are 26.5% of the workforce" in said[0]
    assert (
        "By grade their share falls most, by 25.0 percentage points, on the step up to Clinical, Band 6 (15.0%, 30 of 200 people)"
        in said[0]
    )
    assert "have no interval" in said[0]


def test_a_step_from_or_to_a_handful_of_people_is_in_the_table_and_not_in_the_sentence() -> None:
    table = found({"clinical-5": (60, 40), "clinical-6": (4, 0), "clinical-7": (90, 60)})
    assert rung(table, "clinical-6")["step"] == pytest.approx(-40)
    assert rung(table, "clinical-7")["people_below"] == 4
    assert not any("Band" in sentence for sentence in table["sentence"])


def test_the_first_rung_of_a_block_has_no_step_and_doctors_have_no_ladder() -> None:
    table = found({**LADDER, "non-clinical-5": (10, 30), "medical-consultant": (50, 50)})
    for category in ("clinical-4", "non-clinical-5", "medical-consultant"):
        assert rung(table, category)["step"] is None


def test_a_hidden_rung_keeps_its_state_and_is_never_a_share_of_zero() -> None:
    row = rung(found({**LADDER, "clinical-6": (None, None)}), "clinical-6")
    assert (row["state"], row["value"], row["step"]) == ("suppressed", None, None)


def test_disparity_ratios_stand_below_the_ladder() -> None:
    more = [tallies("RXX", "staff", {"white": 1500, "bme": 900, "unknown": 0}, "tier", "clinical-lower"),
            tallies("RXX", "staff", {"white": 1000, "bme": 300, "unknown": 0}, "tier", "clinical-middle"),
            tallies("RXX", "staff", {"white": 400, "bme": 60, "unknown": 0}, "tier", "clinical-upper")]  # fmt: skip
    table = found(LADDER, more).filter(statistic="disparity_ratio", state="value")
    values = dict(table.select("category", "value").iter_rows())
    assert values["clinical-lower-upper"] == pytest.approx(
        values["clinical-lower-middle"] * values["clinical-middle-upper"]
    )
