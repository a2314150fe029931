"""Which organisations drive an area's figure: parts that sum to it, what it is without each, what its change is made of."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from openwres.findings import drivers
from openwres.findings.history import Asked, History
from tests.findings.histories import history, tallies

REGION = ("region", "north")
Applied = dict[str, tuple[int | None, int, int, int]]
NOW: Applied = {"RAA": (90, 300, 20, 200), "RBB": (80, 200, 50, 150), "RCC": (30, 100, 33, 90)}
THEN: Applied = {"RAA": (100, 300, 50, 150), "RBB": (70, 220, 40, 160), "RDD": (20, 80, 9, 60)}


def recruited(by_organisation: Applied, year: int = 2026) -> list[pl.DataFrame]:
    """White appointed and shortlisted, BME appointed and shortlisted, of each organisation."""
    return [
        tallies(code, item, {"white": counts[at], "bme": counts[at + 2]}, year=year)
        for code, counts in by_organisation.items()
        for at, item in enumerate(("appointed", "shortlisted"))
    ]


def driven(found: History, indicator: str = "2") -> tuple[dict[str, Any], pl.DataFrame]:
    """The row of the region and the rows of its organisations."""
    rows = drivers.find(found, Asked()).filter(indicator=indicator, area="north")
    return rows.filter(organisation="").row(0, named=True), rows.filter(pl.col("organisation") != "")


def in_region(made: list[pl.DataFrame]) -> History:
    codes = sorted({code for frame in made for code in frame["organisation"]})
    return history(made, {code: [REGION] for code in codes})


def test_contributions_sum_to_the_excess_of_the_area() -> None:
    whole, parts = driven(in_region(recruited(NOW)))
    white, bme = 200 / 600, 103 / 440
    assert whole["value"] == pytest.approx(white / bme)
    assert whole["excess"] == pytest.approx(440 * white - 103)
    assert parts["excess"].sum() == pytest.approx(whole["excess"])
    assert (parts["excess_within"] + parts["excess_level"]).to_list() == pytest.approx(parts["excess"].to_list())
    assert parts["share_of_people"].sum() == pytest.approx(1)


def test_each_organisation_is_left_out_in_turn() -> None:
    _, parts = driven(in_region(recruited(NOW)))
    left = dict(parts.select("organisation", "without").iter_rows())
    assert left["RAA"] == pytest.approx((110 / 300) / (83 / 240))


def test_half_of_the_excess_in_few_organisations_is_said_with_their_share_of_people() -> None:
    whole, _ = driven(in_region(recruited(NOW)))
    assert whole["holding_half"] == 1
    assert "44 cases adverse to BME people beyond the white rate of the area" in whole["sentence"]
    assert (
        "Half of what is adverse is in 1 of 3 organisations: Trust RAA (RAA). The largest one holds 48.1%"
        in whole["sentence"]
    )


def test_an_organisation_that_hid_a_count_is_in_neither_the_area_nor_its_parts() -> None:
    whole, parts = driven(in_region(recruited({**NOW, "RDD": (None, 100, 20, 90)})))
    assert parts["organisation"].to_list() == ["RAA", "RBB", "RCC"]
    assert (whole["organisations"], whole["expected"]) == (3, 4)
    assert whole["excess"] == pytest.approx(440 * 200 / 600 - 103)


def test_the_change_of_the_gap_is_the_sum_of_what_changed_within_and_by_mix() -> None:
    whole, parts = driven(in_region(recruited(NOW) + recruited(THEN, 2025)))
    gap, before = 200 / 600 - 103 / 440, 190 / 600 - 99 / 370
    assert whole["change"] == pytest.approx(100 * (gap - before))
    assert whole["change_within"] + whole["change_mix"] == pytest.approx(whole["change"])
    for part in ("change", "change_within", "change_mix"):
        assert parts[part].sum() == pytest.approx(whole[part])


def test_alike_rates_in_each_organisation_are_1_within_them_whatever_the_area_says() -> None:
    whole, _ = driven(in_region(recruited({"RAA": (80, 100, 40, 50), "RBB": (10, 50, 40, 200)})))
    assert whole["value"] == pytest.approx(1.875)
    assert whole["within_ratio"] == pytest.approx(1)
    assert "within the same organisation it is 1.00" in whole["sentence"]


def test_where_fewer_yes_are_adverse_the_excess_is_of_those_who_did_not_say_yes() -> None:
    made = []
    for code, counts in {"RAA": (60, 100, 40, 100), "RBB": (50, 100, 50, 100)}.items():
        for basis in ("incl-dk", "excl-dk"):
            for at, item in enumerate(("equal-opportunities", "asked-equal-opportunities")):
                made.append(tallies(code, item, {"white": counts[at], "bme": counts[at + 2]}, basis=basis))
    whole, parts = driven(in_region(made), "7")
    assert whole["excess"] == pytest.approx(200 * 0.55 - 90)
    assert parts["excess"].to_list() == pytest.approx([15, 5])
    left = dict(parts.select("organisation", "without").iter_rows())
    assert left["RAA"] == pytest.approx(0)


def test_without_a_register_there_are_no_areas_and_nothing_is_driven() -> None:
    assert drivers.find(history(recruited(NOW)), Asked()).is_empty()
