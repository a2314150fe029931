"""Counts of the sister standards that came as cross-tables, under the names that such tables use."""

from __future__ import annotations

from pathlib import Path

import pytest

import openwres
from openwres.calculation import Calculation
from tests.sister.test_records import counts, value, written

RECRUITMENT = "Disability,Shortlisted,Appointed\nDisabled,100,20\nNon-disabled,400,90\nNot known,10,1\n"
PEOPLE = "Ethnicity,Headcount,Leavers,Senior managers\nWhite,500,20,8\nMinority ethnic,400,30,3\nUnknown,10,1,0\n"
BANDS = ",White,BME,Unknown\nUnder \u00a330k,400,300,5\n\u00a330k to \u00a369k,80,90,5\n\u00a370k+,20,10,0\n"


def calculated(folder: Path, standard: str, **files: str) -> Calculation:
    return openwres.calculate(written(folder, files), year=2026, standard=standard, organisation="ZZ1")


def test_a_recruitment_report_by_disability_is_a_table_of_counts(tmp_path: Path) -> None:
    found = calculated(tmp_path, "wdes", report=RECRUITMENT)
    assert counts(found, "appointed") == {"disabled": 20, "non-disabled": 90, "unknown": 1}
    assert value(found, "2", "relative_likelihood") == pytest.approx((90 / 400) / (20 / 100))


def test_what_no_extract_holds_may_come_as_a_table_of_counts(tmp_path: Path) -> None:
    found = calculated(tmp_path, "sc-wres", people=PEOPLE)
    assert counts(found, "leavers") == {"white": 20, "bme": 30, "unknown": 1}
    assert value(found, "9", "relative_likelihood") == pytest.approx((3 / 400) / (8 / 500))


@pytest.mark.parametrize("header", ["Pay band", "Grade", "Salary band"])
def test_pay_bands_down_the_side_are_the_grid_of_the_standard(tmp_path: Path, header: str) -> None:
    found = calculated(tmp_path, "sc-wres", bands=header + BANDS)
    assert counts(found, "staff", category="30k-to-70k") == {"white": 80, "bme": 90, "unknown": 5}
    assert counts(found, "staff") == {"white": 500, "bme": 400, "unknown": 10}


def test_a_score_is_never_read_as_a_count(tmp_path: Path) -> None:
    table = RECRUITMENT.replace("Appointed", "Appointed,Staff engagement score").replace("20\n", "20,7\n")
    table = table.replace("90\n", "90,8\n").replace(",1\n", ",1,6\n")
    found = calculated(tmp_path, "wdes", report=table)
    assert found.tallies.filter(item="engagement").is_empty()
    assert counts(found, "appointed")["disabled"] == 20
