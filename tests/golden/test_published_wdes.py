"""What organisations published of their WDES, through `calculate` on a file of tallies.

The rows of wdes_survey.csv and wdes_workforce.csv are facts with the address where each was printed. Ratios of metrics 2
and 3 were found printed without their counts only, so they reproduce nothing and are not here.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

import openwres

HERE = Path(__file__).parent
ITEMS = {
    "4a-i": "harassed-by-public", "4a-ii": "harassed-by-managers", "4a-iii": "harassed-by-colleagues",
    "5": "equal-opportunities", "6": "pressed",
}  # fmt: skip
GROUPS = {"disabled": "disabled", "non_disabled": "non-disabled"}


def read(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def calculate(folder: Path, rows: list[tuple[Any, ...]], year: int) -> dict[tuple[str, ...], dict[str, Any]]:
    path = folder / "tallies.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["year", "organisation", "item", "group", "basis", "count", "value"], *rows])
    figures = openwres.calculate(path, year=year, standard="wdes").figures.filter(category="")
    keys = ("area", "indicator", "statistic", "group")
    return {tuple(row[key] for key in keys): row for row in figures.iter_rows(named=True)}


@pytest.mark.parametrize("year", sorted({int(case["year"]) for case in read("wdes_survey.csv")}))
def test_published_survey_percentages_stand_and_give_their_gap_where_both_groups_were_printed(
    tmp_path: Path, year: int
) -> None:
    cases = [case for case in read("wdes_survey.csv") if int(case["year"]) == year]
    basis = "incl-dk" if year >= 2022 else "excl-dk"
    codes = {name: f"ZZ{n}" for n, name in enumerate(sorted({case["organisation"] for case in cases}))}
    rows = [
        (year, codes[case["organisation"]], ITEMS[case["indicator"]], group, basis * (case["indicator"] == "5"), "", case[column])
        for case in cases
        for column, group in GROUPS.items()
        if case[column]
    ]  # fmt: skip
    found = calculate(tmp_path, rows, year)
    for case in cases:
        key = (codes[case["organisation"]], case["indicator"])
        assert found[*key, "percentage", "disabled"]["value"] == float(case["disabled"])
        gap = found[*key, "gap", "disabled:non-disabled"]
        assert gap["lower"] is None
        if case["non_disabled"]:
            assert gap["value"] == pytest.approx(float(case["disabled"]) - float(case["non_disabled"]))
        else:
            assert (gap["value"], gap["state"]) == (None, "missing")


def workforce(case: dict[str, str]) -> tuple[int, dict[str, int]]:
    """A workforce of the printed count and share; where only shares were printed, one of ten thousand people."""
    share, unknown = float(case["printed"]), float(case["printed_unknown"] or 0)
    total = round(int(case["disabled"]) / share * 100) if case["disabled"] else 10_000
    people = {
        "disabled": int(case["disabled"]) if case["disabled"] else round(total * share / 100),
        "unknown": round(total * unknown / 100),
    }
    return total, people | {"non-disabled": total - sum(people.values())}


@pytest.mark.parametrize("case", read("wdes_workforce.csv"), ids=lambda case: f"{case['organisation']} {case['year']}")
def test_published_shares_of_disabled_staff_count_the_unknown_in_the_denominator(
    tmp_path: Path, case: dict[str, str]
) -> None:
    year = int(case["year"])
    item = "staff-and-bank" if year <= 2022 else "staff"
    total, people = workforce(case)
    found = calculate(tmp_path, [(year, "ZZ1", item, group, "", count, "") for group, count in people.items()], year)
    for group, column in (
        ("disabled", "printed"),
        ("non-disabled", "printed_non_disabled"),
        ("unknown", "printed_unknown"),
    ):
        figure = found["ZZ1", "1", "percentage", group]
        assert figure["denominator"] == total
        if case[column]:  # to the last digit printed, and the one person that a whole number of people leaves open
            digits = len(case[column].partition(".")[2])
            assert figure["value"] == pytest.approx(float(case[column]), abs=0.5 * 10**-digits + 100 / total), group
    assert found["ZZ1", "1", "self_report_rate", "all"]["value"] == pytest.approx(100 - 100 * people["unknown"] / total)
