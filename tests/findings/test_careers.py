"""Who moves up, in the words of a board: counts, hazards, their ratio, its doubt, people; and when nothing can be said."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from openwres.findings.careers import SCHEMA, find
from openwres.findings.history import Asked, History
from tests.findings.followed import Counts, history

FIVE, SIX, TOP = "clinical-5", "clinical-6", "clinical-vsm"


def year(
    white: tuple[int, int], bme: tuple[int, int], grade: str = FIVE, left: int = 0
) -> dict[tuple[str, str, str], int]:
    """Moves up of people at risk, white and BME, in one grade; some of those who stayed have left."""
    found: dict[tuple[str, str, str], int] = {}
    for group, (moved, at_risk) in (("white", white), ("bme", bme)):
        found |= {
            ("moved-up", grade, group): moved,
            ("stayed", grade, group): at_risk - moved - left,
            ("left", grade, group): left,
        }
    return found


def row(given: History, **wanted: Any) -> dict[str, Any]:
    """The one row of that place; of all years together and of the whole unless something else is said."""
    found = find(given, Asked(organisation="ZZ1")).filter(
        **({"basis": "pooled", "breakdown": "", "area": "ZZ1"} | wanted)
    )
    assert len(found) == 1
    return found.row(0, named=True)


def of(*years: Counts) -> History:
    return history({(2025 + n, "ZZ1"): counts for n, counts in enumerate(years)})


def test_hazards_are_of_the_people_at_the_start_leavers_among_them() -> None:
    found = row(of(year((60, 1000), (20, 500), left=100)))
    assert (found["numerator"], found["denominator"], found["left"]) == (20, 500, 100)
    assert (found["hazard"], found["reference_hazard"]) == (0.04, 0.06)
    assert found["value"] == pytest.approx(1.5)
    assert found["lower"] < 1.5 < found["upper"]
    assert found["people"] == pytest.approx(10)
    assert (found["state"], found["adverse"], found["verified"]) == ("value", "above 1", False)


def test_years_are_pooled_by_adding_up_and_in_any_order() -> None:
    first, second = year((60, 1000), (20, 500)), year((10, 900), (30, 600))
    both = row(of(first, second))
    assert (both["numerator"], both["denominator"], both["since"], both["years"]) == (50, 1100, 2025, 2)
    assert {k: v for k, v in row(of(second, first)).items() if k != "sentence"} == {
        k: v for k, v in both.items() if k != "sentence"
    }
    assert row(of(first, second), basis="one-year")["numerator"] == 30


def test_grades_are_compared_within_and_people_added_up_over_them() -> None:
    # Each grade rises alike for both groups; together they differ, because few BME staff are where many rise.
    found = row(of(year((10, 100), (40, 400), FIVE) | year((200, 500), (20, 50), SIX)))
    assert found["value"] > 2
    assert found["within"] == pytest.approx(1)
    assert found["within_lower"] < 1 < found["within_upper"]
    assert found["homogeneity_p_value"] == pytest.approx(1)
    assert found["people"] == pytest.approx(0)
    assert "Among people of the same grade, white staff were 1.00 times as likely" in found["sentence"]
    assert "includes 1; without regard to grade the ratio is 2.63" in found["sentence"]
    assert "as many BME staff would have moved up" in found["sentence"]


def test_grades_that_differ_are_said_to_differ() -> None:
    found = row(of(year((100, 1000), (10, 400), FIVE) | year((40, 500), (60, 300), SIX)))
    assert found["homogeneity_p_value"] < 0.001
    assert "It differs from grade to grade (score test of homogeneity, p-value less than 0.001)." in found["sentence"]


def test_a_ratio_within_grades_is_of_all_grades() -> None:
    given = of(year((60, 1000), (20, 500)))
    assert row(given, breakdown="grade", category=FIVE)["within"] is None
    assert row(given, basis="one-year")["within"] == pytest.approx(1.5)


def test_nobody_is_at_risk_at_the_top_of_a_ladder_or_on_none() -> None:
    found = row(of(year((60, 1000), (20, 500)) | year((0, 50), (0, 5), TOP) | year((0, 50), (0, 5), "medical-other")))
    assert (found["denominator"], found["reference_denominator"]) == (500, 1000)


def test_too_few_are_told_as_too_few() -> None:
    found = row(of(year((60, 1000), (2, 40))))
    assert (found["state"], found["reason"]) == ("too_few", "fewer_than_5_moves_expected")
    assert "too few to tell" in found["sentence"]
    assert "times as likely" not in found["sentence"]


def test_no_moves_of_a_group_give_a_limit_and_no_ratio() -> None:
    found = row(of(year((60, 1000), (0, 400))))
    assert found["value"] is found["upper"] is None
    assert found["lower"] > 1
    assert found["within"] is found["within_upper"] is None
    assert found["within_lower"] > 1
    said = "No BME staff moved up; among people of the same grade the 95% interval (Mantel-Haenszel), at least"
    assert said in found["sentence"]


def test_without_two_lists_nothing_is_said() -> None:
    found = row(history({(2026, "ZZ1"): {("staff", FIVE, "white"): 100}}))
    assert (found["state"], found["reason"], found["value"]) == ("not_calculable", "needs_two_snapshots", None)
    assert (
        found["sentence"]
        == "ZZ1: whether BME staff move up as often as white staff needs the staff lists of two years."
    )


def test_hidden_counts_are_no_zeros() -> None:
    found = row(history({(2026, "ZZ1"): year((60, 1000), (20, 500))}, state="suppressed"))
    assert (found["state"], found["reason"]) == ("not_calculable", "moves_not_told")


def test_a_grade_without_people_of_a_group_cannot_be_compared() -> None:
    given = of(year((60, 1000), (20, 500)) | year((5, 100), (0, 0), SIX))
    found = row(given, breakdown="grade", category=SIX)
    assert (found["state"], found["reason"]) == ("not_calculable", "no_bme_at_risk")
    whole = row(given)
    assert whole["compared"] == 500


def test_the_sentence_says_everything_a_board_needs() -> None:
    assert row(of(year((60, 1000), (20, 500), left=10)))["sentence"] == (
        "ZZ1, 2024 to 2025: 60 moves up in 1,000 person-years of white staff (6.0% a year) and 20 moves up in 500 "
        "person-years of BME staff (4.0% a year). "
        "Among people of the same grade, white staff were 1.50 times as likely as BME staff to move up within a year, where "
        "above 1 is adverse to BME staff; the 95% interval (Mantel-Haenszel), 0.92 to 2.45, includes 1; without regard to "
        "grade the ratio is 1.50 (0.92 to 2.45). "
        "At the hazard of white staff of the same grade, about 10 more BME staff would have moved up. "
        "This counts moves of people, not who is in a grade."
    )


def test_grades_are_told_only_of_the_organisation_that_is_asked_about() -> None:
    given = of(year((60, 1000), (20, 500)))
    assert row(given, breakdown="grade", category=FIVE)["sentence"].startswith("ZZ1, Clinical, Band 5, 2024 to 2025: ")
    others = find(given, Asked()).filter(breakdown="grade")
    assert set(others["sentence"]) == {""}


def test_an_area_adds_up_its_organisations() -> None:
    from openwres.organisations import Area, Membership, Organisation, register_of

    register = register_of(
        [Organisation(code, code, "acute", None, None) for code in ("ZZ1", "ZZ2")],
        [Membership(code, "region", "Y1") for code in ("ZZ1", "ZZ2")], [Area("region", "Y1", "One")], [],
    )  # fmt: skip
    counts = {(2026, "ZZ1"): year((60, 1000), (20, 500)), (2026, "ZZ2"): year((30, 500), (10, 100))}
    found = row(history(counts, register), area="Y1")
    assert (found["area_type"], found["organisations"], found["denominator"]) == ("region", 2, 600)
    assert found["sentence"].startswith("One, 2025 to 2026: ")


def test_the_table_has_its_columns_and_order() -> None:
    found = find(of(year((60, 1000), (20, 500))), Asked())
    assert found.schema == pl.Schema(SCHEMA)
    key = ["area_type", "area", "breakdown", "category", "basis"]
    assert found.equals(found.sort(key))
