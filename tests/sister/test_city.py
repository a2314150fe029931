"""A standard is data: a real payroll file through three definition files and no new code."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

import openwres
from openwres.calculation import Calculation
from openwres.figures.examples import run_examples

STANDARD = Path(__file__).with_name("city")
RANKS = {
    "city-leading": r"\b(CHIEF|DIRECTOR|MANAGER|CAPTAIN|LIEUTENANT)\b",
    "city-senior": r"\b(SENIOR|SERGEANT|SUPERVISOR|II+|IV)\b",
    "city-first": r".",
}


@pytest.fixture(scope="module")
def payroll(shared_data: Path) -> Path:
    path = shared_data / "houston_employees" / "employee.csv"
    if not path.is_file():
        pytest.skip("the payroll file is not there")
    return path


@pytest.fixture(scope="module")
def result(payroll: Path, tmp_path_factory: pytest.TempPathFactory) -> Calculation:
    folder = tmp_path_factory.mktemp("city")
    (folder / "staff.csv").write_bytes(payroll.read_bytes())
    return openwres.calculate(folder, year=2016, standard=str(STANDARD), organisation="HOUSTON")


def counted_by_hand(payroll: Path) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    with payroll.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["EMPLOYMENT_STATUS"] == "Active" and row["HIRE_DATE"] <= "2016-12-31":
                race = row["RACE"] and ("white" if row["RACE"] == "White" else "other")
                rank = next(name for name, words in RANKS.items() if re.search(words, row["POSITION_TITLE"]))
                counts[rank, race or "unknown"] += 1
    return counts


def test_every_person_of_the_payroll_is_counted_as_by_hand(payroll: Path, result: Calculation) -> None:
    by_hand = counted_by_hand(payroll)
    rows = result.tallies.filter(classification="race", breakdown="grade").iter_rows(named=True)
    engine = {(row["category"], row["group"]): row["count"] for row in rows if row["group"] != "all"}
    assert engine == {(rank, group): by_hand[rank, group] for rank in RANKS for group in ("white", "other", "unknown")}
    assert sum(engine.values()) > 1_900


def test_blank_races_are_unknown_and_stay_in_the_denominator(payroll: Path, result: Calculation) -> None:
    by_hand = counted_by_hand(payroll)
    total = sum(by_hand.values())
    share = result.figures.filter(
        indicator="share", statistic="percentage", breakdown="", classification="race", group="other"
    )
    assert share["denominator"].to_list() == [total]
    assert share["value"].item() == pytest.approx(
        100 * sum(n for (_, group), n in by_hand.items() if group == "other") / total
    )


def test_the_ladder_is_the_product_of_its_steps(result: Calculation) -> None:
    steps = result.figures.filter(indicator="ladder")
    value = dict(zip(steps["category"], steps["value"], strict=True))
    assert value["city-lower-upper"] == pytest.approx(value["city-lower-middle"] * value["city-middle-upper"])
    assert value["city-lower-upper"] > 1


def test_its_examples_run_and_it_has_a_scorecard(result: Calculation, tmp_path: Path) -> None:
    assert run_examples(openwres.load_standard(str(STANDARD))) == []
    result.write(tmp_path / "out")
    assert "Share of each group in each rank" in (tmp_path / "out" / "scorecard.html").read_text(encoding="utf-8")
