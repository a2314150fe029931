"""Figures that organisations published with their counts, through `calculate` on a file of tallies.

The rows of ratios.csv, shares.csv and survey.csv are facts with the address where each was printed. Cases of other
events than a WRES one stand in the indicator whose direction they share: they test the arithmetic.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import openwres
from openwres.display.numbers import rounded

HERE = Path(__file__).parent
COLUMNS = ["standard", "year", "organisation", "item", "group", "basis", "count", "value"]


def read(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def calculate(folder: Path, rows: list[tuple[Any, ...]], year: int = 2026) -> dict[tuple[str, ...], dict[str, Any]]:
    path = folder / "tallies.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    figures = openwres.calculate(path, year=year).figures.filter(category="", classification="wres")
    keys = ("area", "indicator", "statistic", "group")
    return {tuple(row[key] for key in keys): row for row in figures.iter_rows(named=True)}


EVENTS = {"2": ("appointed", "", "shortlisted"), "3": ("disciplined", "one-year", "staff")}


def ratio_rows(case: dict[str, str]) -> Iterator[tuple[Any, ...]]:
    event, basis, population = EVENTS[case["indicator"]]
    for group, side in (("white", "reference"), ("bme", "focus")):
        yield "wres", 2026, case["case"], event, group, basis, case[f"{side}_events"], ""
        yield "wres", 2026, case["case"], population, group, "", case[f"{side}_total"], ""


def test_published_ratios_follow_from_their_counts(tmp_path: Path) -> None:
    cases = read("ratios.csv")
    found = calculate(tmp_path, [row for case in cases for row in ratio_rows(case)])
    for case in cases:
        group = "white:bme" if case["indicator"] == "2" else "bme:white"
        figure = found[case["case"], case["indicator"], "relative_likelihood", group]
        assert figure["value"] == pytest.approx(float(case["expected"]), abs=5.1e-5), case
        assert figure["lower"] < figure["value"] < figure["upper"]
        if case["printed"]:
            assert str(rounded(figure["value"], int(case["printed_decimals"]))) == case["printed"], case


def test_a_published_ratio_of_nine_cases_carries_its_doubt(tmp_path: Path) -> None:
    case = next(case for case in read("ratios.csv") if case["case"] == "L016")
    figure = calculate(tmp_path, list(ratio_rows(case)))["L016", "3", "relative_likelihood", "bme:white"]
    assert (figure["lower"], figure["upper"]) == pytest.approx((0.8345, 3.9993), abs=1e-4)
    assert figure["excludes_one"] is False
    assert figure["in_band"] is False
    assert (figure["numerator"], figure["reference_numerator"]) == (9, 17)


def test_published_workforce_shares_follow_from_their_counts(tmp_path: Path) -> None:
    cases = read("shares.csv")
    rows = [
        ("wres", 2026, case["case"], "staff", group, "", case[column], "")
        for case in cases
        for group, column in (("white", "white"), ("bme", "bme"), ("unknown", "unknown"), ("all", "total"))
        if case[column]
    ]
    found = calculate(tmp_path, rows)
    for case in cases:
        figure = found[case["case"], "1", "percentage", "bme"]
        assert figure["value"] == pytest.approx(float(case["expected"]), abs=5.1e-5), case
        assert figure["lower"] is None  # a stock has no sampling interval
        if case["printed_matches"] == "yes":
            decimals = len(case["printed"].partition(".")[2])
            assert str(rounded(figure["value"], decimals)) == case["printed"], case


@pytest.mark.parametrize("year", sorted({case["year"] for case in read("survey.csv")}))
def test_published_survey_percentages_give_their_gap_and_no_invented_interval(tmp_path: Path, year: str) -> None:
    items = {"5": "harassed-by-public", "6": "harassed-by-staff", "7": "equal-opportunities", "8": "discriminated"}
    cases = [case for case in read("survey.csv") if case["year"] == year]
    basis = "incl-dk" if int(year) >= 2022 else "excl-dk"
    rows = [
        ("wres", year, case["organisation"].upper(), items[case["indicator"]], group, basis * (case["indicator"] == "7"), "", case[group])
        for case in cases
        for group in ("white", "bme")
    ]  # fmt: skip
    found = calculate(tmp_path, rows, int(year))
    for case in cases:
        gap = found[case["organisation"].upper(), case["indicator"], "gap", "bme:white"]
        assert gap["value"] == pytest.approx(float(case["bme"]) - float(case["white"]))
        assert gap["lower"] is None
        assert gap["state"] == "value"
