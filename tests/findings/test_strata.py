"""Ratios within grade and recruitment source: what a reader is told beside the official value."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from openwres.findings import strata
from openwres.findings.history import Asked, History
from tests.findings.histories import history, tallies

SOURCES = {
    "internal": ((80, 100), (40, 50)),
    "external": ((10, 50), (40, 200)),
}


def recruited(by_source: dict[str, tuple[Any, Any]], organisation: str = "RXX") -> list[pl.DataFrame]:
    """Applications of white and BME people by source, as events and people of each, and the whole of them."""
    made = []
    for source, (white, bme) in by_source.items():
        for item, at in (("appointed", 0), ("shortlisted", 1)):
            made.append(tallies(organisation, item, {"white": white[at], "bme": bme[at]}, "source", source))
    for item, at in (("appointed", 0), ("shortlisted", 1)):
        whole = {g: sum(its[n][at] or 0 for its in by_source.values()) for n, g in enumerate(("white", "bme"))}
        made.append(tallies(organisation, item, whole))
    return made


def within_source(found: History) -> dict[str, Any]:
    rows = strata.find(found, Asked()).filter(indicator="2", breakdown="source", area_type="organisation")
    assert len(rows) == 1
    return rows.row(0, named=True)


def test_a_disparity_that_is_all_mix_is_1_within_source_and_stays_beside_the_official_value() -> None:
    row = within_source(history(recruited(SOURCES)))
    assert row["raw"] == pytest.approx(1.875)
    assert row["value"] == pytest.approx(1)
    assert row["variant"] == "stratified"
    assert row["log_share_of_mix"] == pytest.approx(1)
    assert row["mix_points"] == pytest.approx(28)
    assert row["within_points"] == pytest.approx(0)
    assert row["homogeneity_p_value"] == pytest.approx(1)
    assert (
        "the official ratio, white over BME, is 1.88; within the same recruitment source it is 1.00" in row["sentence"]
    )
    assert "beside the official value, never instead of it" in row["sentence"]
    assert "no excuse" in row["sentence"]


def test_strata_that_differ_are_said_to_differ_with_the_test_named() -> None:
    row = within_source(history(recruited({"internal": ((90, 100), (30, 100)), "external": ((30, 100), (60, 100))})))
    assert row["homogeneity_p_value"] < 0.001
    assert (
        "differ by more than chance alone would show (score test of homogeneity, p-value less than 0.001)"
        in row["sentence"]
    )


def test_no_share_is_told_where_the_official_interval_includes_1() -> None:
    row = within_source(history(recruited({"internal": ((8, 10), (7, 10)), "external": ((3, 10), (3, 10))})))
    assert row["log_share_of_mix"] is None
    assert "spread over recruitment source" not in row["sentence"].split("This stands")[0]


def test_a_breakdown_that_was_not_collected_is_named() -> None:
    rows = strata.find(history(recruited(SOURCES)), Asked()).filter(indicator="2", breakdown="grade")
    assert rows["value"].is_null().all()
    assert rows["state"].to_list() == ["missing"]
    assert "the counts by grade were not collected" in rows["sentence"][0]


def test_a_hidden_stratum_is_left_out_counted_and_never_taken_as_zero() -> None:
    hidden = {**SOURCES, "international": ((None, 40), (None, 30))}
    row = within_source(history(recruited(hidden)))
    assert row["value"] == pytest.approx(1)
    assert row["strata"] == 2
    assert row["strata_not_known"] == 1
    assert row["placed"] == pytest.approx(400 / 470)
    assert "The recruitment source is known of 85.1% of those counted." in row["sentence"]


def test_no_events_in_the_second_group_are_a_state_and_a_limit_and_no_number() -> None:
    row = within_source(history(recruited({"internal": ((8, 10), (0, 10)), "external": ((3, 10), (0, 10))})))
    assert (row["state"], row["reason"], row["value"]) == ("not_calculable", "no_events_to_compare_with", None)
    assert row["lower"] > 1
    assert (row["upper"], row["confidence"], row["method"]) == (None, 0.95, "mantel-haenszel-ratio")
    assert "none of the BME people had the event; it is at least" in row["sentence"]


def test_no_events_in_the_first_group_are_a_ratio_of_0_with_an_upper_limit() -> None:
    row = within_source(history(recruited({"internal": ((0, 10), (8, 10)), "external": ((0, 10), (3, 10))})))
    assert (row["state"], row["value"], row["lower"]) == ("value", 0, 0)
    assert row["upper"] < 1
    assert "within the same recruitment source it is 0.00 (95% interval 0.00 to" in row["sentence"]


def test_no_events_at_all_are_a_state_alone() -> None:
    row = within_source(history(recruited({"internal": ((0, 10), (0, 10)), "external": ((0, 10), (0, 10))})))
    assert (row["state"], row["value"], row["lower"], row["upper"]) == ("not_calculable", None, None, None)


def test_a_composition_is_never_adjusted_for_grade() -> None:
    found = history(recruited(SOURCES))
    indicators = found.newest.indicators
    adjusted = {i.name for i in indicators if list(strata.stratifying(found.newest, i))}
    assert adjusted == {"2", "3", "4"}


def test_part_of_another_grade_row_is_no_stratum_of_its_own() -> None:
    made = [
        *(
            tallies("RXX", "shortlisted", {"white": 100, "bme": 50}, *where)
            for where in ((), ("grade", "medical-consultant"))
        ),
        *(
            tallies("RXX", "appointed", {"white": 40, "bme": 10}, *where)
            for where in ((), ("grade", "medical-consultant"))
        ),
        tallies("RXX", "shortlisted", {"white": 30, "bme": 10}, "grade", "medical-senior-manager"),
        tallies("RXX", "appointed", {"white": 30, "bme": 1}, "grade", "medical-senior-manager"),
    ]
    rows = strata.find(history(made), Asked()).filter(indicator="2", breakdown="grade")
    assert rows["strata"].to_list() == [1]
    assert rows["value"].to_list() == pytest.approx([2.0])
    assert rows["homogeneity_p_value"].to_list() == [None]
