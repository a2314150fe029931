"""Roll-ups: what enters an area's figure, what does not, and how many organisations that is of how many."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import openwres
from tests.figures.conftest import Calculate, figure, tally

REGISTER = """code,name,type,icb,region,nation,opened,closed
ZZ1,One,acute,QX1,Y60,england,,
ZZ2,Two,acute,QX1,Y60,england,,
ZZ3,Three,community,QX2,Y62,england,,
ZZ4,Four,acute,,,england,,
ZZ5,Five,acute,QX1,Y60,england,,2025-09-30
"""


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.csv"
    path.write_text(REGISTER, encoding="utf-8")
    return path


def counts(code: str, white: tuple[int, int], bme: tuple[int, int]) -> list[dict[str, Any]]:
    pairs = (("white", white), ("bme", bme), ("unknown", (0, 0)))
    return [
        tally(code, item, g, n) for g, pair in pairs for item, n in zip(("appointed", "shortlisted"), pair, strict=True)
    ]


def test_an_area_adds_up_counts_and_never_averages_ratios(calculate: Calculate, register: Path) -> None:
    rows = counts("ZZ1", (180, 1000), (90, 800)) + counts("ZZ2", (10, 20), (10, 50)) + counts("ZZ3", (5, 50), (5, 10))
    result = calculate(rows, register=register)
    region = figure(result, "2", "relative_likelihood", area_type="region", area="Y60")
    assert (region["numerator"], region["denominator"]) == (190, 1020)
    assert region["value"] == pytest.approx((190 / 1020) / (100 / 850))
    assert (region["organisations"], region["expected"]) == (2, 2)
    assert figure(result, "2", "relative_likelihood", area_type="type", area="community")["numerator"] == 5


def test_the_nation_says_how_many_organisations_it_rests_on(calculate: Calculate, register: Path) -> None:
    result = calculate(counts("ZZ1", (180, 1000), (90, 800)) + counts("ZZ4", (1, 2), (1, 2)), register=register)
    nation = figure(result, "2", "relative_likelihood", area_type="nation", area="england")
    assert (nation["numerator"], nation["organisations"], nation["expected"]) == (
        181,
        2,
        4,
    )  # without a region, in England all the same


def test_an_organisation_without_every_item_stays_out(calculate: Calculate, register: Path) -> None:
    rows = [
        *counts("ZZ1", (180, 1000), (90, 800)),
        tally("ZZ2", "shortlisted", "white", 20),
        tally("ZZ2", "shortlisted", "bme", 20),
    ]
    region = figure(calculate(rows, register=register), "2", "relative_likelihood", area_type="region", area="Y60")
    assert (region["denominator"], region["organisations"], region["expected"]) == (1000, 1, 2)


def test_grades_that_nobody_can_apply_to_keep_no_organisation_out_of_an_areas_grades(
    calculate: Calculate, register: Path
) -> None:
    rows = [
        tally(code, item, group, n, breakdown="grade", category=grade)
        for code in ("ZZ1", "ZZ2")
        for grade in ("clinical-5", "clinical-6")
        for group in ("white", "bme", "unknown")
        for item, n in (("shortlisted", 10), ("appointed", 4 if group == "white" else 2))
    ]
    result = calculate(rows, register=register)
    grade = {"area_type": "region", "area": "Y60", "breakdown": "grade"}
    band = figure(result, "2", "relative_likelihood", category="clinical-5", **grade)
    assert (band["value"], band["numerator"], band["organisations"]) == (2.0, 8, 2)
    nobody = figure(result, "2", "relative_likelihood", category="medical-senior-manager", **grade)
    assert (nobody["state"], nobody["reason"]) == ("missing", "no_organisation_has_it")


def test_a_percentage_without_its_base_never_enters_an_area(calculate: Calculate, register: Path) -> None:
    def answers(code: str, base: int | str) -> list[dict[str, Any]]:
        return [tally(code, "harassed-by-public", g, value=v, base=base) for g, v in (("white", 20.0), ("bme", 30.0))]

    result = calculate(answers("ZZ1", 100) + answers("ZZ2", ""), register=register)
    share = figure(result, "5", "percentage", area_type="region", area="Y60", group="bme")
    assert (share["state"], share["organisations"], share["denominator"]) == ("value", 1, 100)
    assert share["value"] == pytest.approx(30.0)


def test_an_area_without_data_is_missing_and_counted(calculate: Calculate, register: Path) -> None:
    result = calculate(counts("ZZ1", (180, 1000), (90, 800)), register=register)
    empty = figure(result, "2", "relative_likelihood", area_type="region", area="Y62")
    assert (empty["value"], empty["state"], empty["organisations"], empty["expected"]) == (None, "missing", 0, 1)


def board(code: str, white: int, bme: int, unknown: int) -> list[dict[str, Any]]:
    return [tally(code, "board", g, n) for g, n in (("white", white), ("bme", bme), ("unknown", unknown))]


def test_boards_without_a_bme_member_are_a_range_where_ethnicity_is_unknown(
    calculate: Calculate, register: Path
) -> None:
    rows = board("ZZ1", 12, 0, 0) + board("ZZ2", 10, 0, 2) + board("ZZ3", 8, 3, 0) + board("ZZ4", 9, 1, 1)
    result = calculate(rows, register=register)
    nation = {
        row["category"]: (row["value"], row["denominator"], row["organisations"], row["expected"])
        for row in result.figures.filter(statistic="boards", area_type="nation").iter_rows(named=True)
    }
    assert nation == dict.fromkeys(("none-certain", "none-known", "some", "three-or-more"), (1.0, 4, 4, 4))


def test_a_board_that_nobody_counted_is_in_no_class(calculate: Calculate, register: Path) -> None:
    result = calculate([*board("ZZ1", 12, 0, 0), tally("ZZ2", "staff", "white", 5)], register=register)
    of_two = result.figures.filter(statistic="boards", area_type="organisation", area="ZZ2")
    assert set(of_two["state"]) == {"missing"}
    nation = result.figures.filter(statistic="boards", area_type="nation", category="none-certain").row(0, named=True)
    assert (nation["value"], nation["organisations"], nation["expected"]) == (1.0, 1, 4)


def test_an_area_compares_board_and_workforce_of_the_same_organisations(calculate: Calculate, register: Path) -> None:
    def staff(code: str, white: int, bme: int) -> list[dict[str, Any]]:
        return [tally(code, "staff", g, n) for g, n in (("white", white), ("bme", bme), ("unknown", 0))]

    rows = [*board("ZZ1", 9, 1, 0), *staff("ZZ1", 80, 20), *staff("ZZ2", 10, 90)]  # the board of ZZ2 is not known
    region = figure(calculate(rows, register=register), "9", "difference", area_type="region", area="Y60")
    assert region["value"] == pytest.approx(10 - 20)
    assert (region["reference_denominator"], region["organisations"], region["expected"]) == (100, 1, 2)


def test_a_code_that_the_register_does_not_know_blocks_with_its_row(tmp_path: Path, register: Path) -> None:
    path = tmp_path / "given.csv"
    rows = ["2025,ZZ5,staff,white,7", "2026,ZZ1,staff,white,7", "2026,ZZX,staff,white,7"]  # ZZ5 closed before 2026
    path.write_text("\n".join(["year,organisation,item,group,count", *rows]), encoding="utf-8")
    blocking = [p for p in openwres.check(path, year=2026, register=register).problems if p.severity == "block"]
    assert [(p.row, p.column) for p in blocking] == [(4, "organisation")]
    assert "ZZX" in blocking[0].sentence
