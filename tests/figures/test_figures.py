"""What a figure says: its value, its doubt, its state where there is no value, and where it comes from."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from openwres.contracts.tables import FIGURE_KEY, FIGURE_SCHEMA
from tests.figures.conftest import Calculate, figure, tally

Rows = list[dict[str, Any]]


def shortlisting(organisation: str, white: tuple[int, int], bme: tuple[int, int], **key: Any) -> Rows:
    rows = []
    for group, (appointed, shortlisted) in (("white", white), ("bme", bme)):
        rows += [
            tally(organisation, "appointed", group, appointed, **key),
            tally(organisation, "shortlisted", group, shortlisted, **key),
        ]
    return rows


def test_a_ratio_carries_interval_counts_direction_and_both_flags(calculate: Calculate) -> None:
    ratio = figure(calculate(shortlisting("ZZ1", (180, 1000), (90, 800))), "2", "relative_likelihood")
    assert ratio["value"] == pytest.approx(1.6)
    assert (ratio["lower"], ratio["upper"]) == pytest.approx((1.2664, 2.0256), abs=1e-4)
    assert (ratio["numerator"], ratio["denominator"]) == (180, 1000)
    assert (ratio["reference_numerator"], ratio["reference_denominator"]) == (90, 800)
    assert (ratio["group"], ratio["adverse"], ratio["method"]) == ("white:bme", "above 1", "miettinen-nurminen")
    assert (ratio["in_band"], ratio["excludes_one"], ratio["state"]) == (False, True, "value")


@pytest.mark.parametrize(
    ("white", "bme", "reason", "lower"),
    [
        ((20, 300), (0, 0), "no_bme_shortlisted", False),
        ((0, 0), (20, 300), "no_white_shortlisted", False),
        ((20, 300), (0, 40), "no_bme_appointed", True),
        ((0, 300), (0, 40), "no_appointed", True),
    ],
)
def test_an_undefined_ratio_has_a_reason_and_never_a_number(
    calculate: Calculate, white: tuple[int, int], bme: tuple[int, int], reason: str, lower: bool
) -> None:
    ratio = figure(calculate(shortlisting("ZZ1", white, bme)), "2", "relative_likelihood")
    assert (ratio["value"], ratio["state"], ratio["reason"]) == (None, "not_calculable", reason)
    assert (ratio["lower"] is not None) is lower
    assert ratio["upper"] is None


def test_a_ratio_of_zero_is_a_value(calculate: Calculate) -> None:
    ratio = figure(calculate(shortlisting("ZZ1", (0, 300), (5, 40))), "2", "relative_likelihood")
    assert (ratio["value"], ratio["state"]) == (0.0, "value")


@pytest.mark.parametrize(("state", "reason"), [("suppressed", "<5"), ("missing", "asked"), ("not_collected", "system")])
def test_a_count_without_a_value_passes_its_state_on(calculate: Calculate, state: str, reason: str) -> None:
    rows = shortlisting("ZZ1", (180, 1000), (90, 800))
    rows[2] |= {"count": "", "state": state, "reason": reason}
    ratio = figure(calculate(rows), "2", "relative_likelihood")
    assert (ratio["value"], ratio["state"], ratio["reason"]) == (None, state, reason)


def test_what_nobody_counted_is_missing_and_zero_is_not(calculate: Calculate) -> None:
    result = calculate([tally("ZZ1", "staff", g, n) for g, n in (("white", 60), ("bme", 30), ("unknown", 10))])
    for indicator, statistic in (
        ("2", "relative_likelihood"),
        ("5", "gap"),
        ("9", "difference"),
        ("rdr", "disparity_ratio"),
    ):
        rows = result.figures.filter(indicator=indicator, statistic=statistic)
        assert len(rows)
        assert set(rows["state"]) == {"missing"}
        assert rows["value"].null_count() == rows["numerator"].null_count() == len(rows)


def test_every_figure_of_a_year_is_there_once_and_its_key_is_unique(calculate: Calculate) -> None:
    figures = calculate(shortlisting("ZZ1", (180, 1000), (90, 800))).figures
    assert figures.schema == pl.Schema(FIGURE_SCHEMA)
    assert not figures.select(FIGURE_KEY).is_duplicated().any()
    assert figures.equals(figures.sort(FIGURE_KEY))
    assert (figures["state"] == "value").to_list() == figures["value"].is_not_null().to_list()


def test_a_percentage_is_its_numerator_over_its_denominator(calculate: Calculate) -> None:
    rows = shortlisting("ZZ1", (180, 1000), (90, 800)) + [
        tally("ZZ1", "staff", g, n) for g, n in (("white", 60), ("bme", 30), ("unknown", 10))
    ]
    shares = calculate(rows).figures.filter(statistic="percentage", state="value")
    assert len(shares) >= 5
    assert (100 * shares["numerator"] / shares["denominator"]).to_list() == pytest.approx(shares["value"].to_list())


def disciplined(year: int, white: int, bme: int) -> Rows:
    return [tally("ZZ1", "disciplined", g, n, basis="one-year", year=year) for g, n in (("white", white), ("bme", bme))]


STAFF = [("white", 2000), ("bme", 500)]


def test_a_two_year_window_reads_both_years_and_keeps_the_total(calculate: Calculate) -> None:
    rows = (
        [tally("ZZ1", "staff", g, n, year=2018) for g, n in STAFF] + disciplined(2018, 9, 6) + disciplined(2017, 11, 3)
    )
    ratio = figure(calculate(rows, 2018), "3", "relative_likelihood")
    assert (ratio["basis"], ratio["variant"]) == ("two-year", "official")
    assert (ratio["numerator"], ratio["denominator"]) == (9, 1000)  # events of two years, people times two years
    assert ratio["value"] == pytest.approx((9 / 1000) / (20 / 4000))


def test_a_two_year_window_without_the_earlier_year_is_missing_not_halved(calculate: Calculate) -> None:
    rows = [tally("ZZ1", "staff", g, n, year=2018) for g, n in STAFF] + disciplined(2018, 9, 6)
    ratio = figure(calculate(rows, 2018), "3", "relative_likelihood")
    assert (ratio["value"], ratio["state"], ratio["reason"]) == (None, "missing", "no_disciplined")


def test_from_2019_to_2021_both_windows_stand_and_neither_is_official(calculate: Calculate) -> None:
    rows = (
        [tally("ZZ1", "staff", g, n, year=2020) for g, n in STAFF] + disciplined(2020, 9, 6) + disciplined(2019, 11, 3)
    )
    result = calculate(rows, 2020)
    both = [figure(result, "3", "relative_likelihood", basis=basis) for basis in ("one-year", "two-year")]
    assert [f["variant"] for f in both] == ["unsettled", "unsettled"]
    assert [f["verified"] for f in both] == [False, False]
    assert both[0]["value"] == pytest.approx((6 / 500) / (9 / 2000))


def test_published_percentages_give_a_gap_and_an_interval_only_with_their_base(calculate: Calculate) -> None:
    rows = [
        tally("ZZ1", "harassed-by-public", "white", value=24.0, base=1000),
        tally("ZZ1", "harassed-by-public", "bme", value=30.5, base=200),
    ]
    rows += [
        tally("ZZ2", "harassed-by-public", "white", value=24.0),
        tally("ZZ2", "harassed-by-public", "bme", value=30.5),
    ]
    result = calculate(rows)
    with_base, without = (figure(result, "5", "gap", area=area) for area in ("ZZ1", "ZZ2"))
    assert with_base["value"] == without["value"] == pytest.approx(6.5)
    assert with_base["lower"] < 6.5 < with_base["upper"]
    assert (without["lower"], without["upper"], without["method"]) == (None, None, None)
    assert figure(result, "5", "percentage", area="ZZ2", group="bme")["value"] == 30.5


def test_a_grade_is_compared_with_the_whole_workforce_and_has_no_interval(calculate: Calculate) -> None:
    rows = [tally("ZZ1", "staff", g, n) for g, n in (("white", 60), ("bme", 30), ("unknown", 10))]
    rows += [
        tally("ZZ1", "staff", g, n, breakdown="grade", category="clinical-8a")
        for g, n in (("white", 9), ("bme", 1), ("unknown", 0))
    ]
    difference = figure(calculate(rows), "1", "difference", breakdown="grade", category="clinical-8a", group="bme")
    assert difference["value"] == pytest.approx(10 - 30)
    assert (difference["lower"], difference["adverse"]) == (None, None)


def test_the_share_of_people_whose_ethnicity_is_known(calculate: Calculate) -> None:
    result = calculate([tally("ZZ1", "staff", g, n) for g, n in (("white", 60), ("bme", 30), ("unknown", 10))])
    rate = figure(result, "1", "self_report_rate")
    assert (rate["value"], rate["numerator"], rate["denominator"]) == (90.0, 90, 100)


def test_tiers_and_totals_follow_from_the_grade_rows_alone(calculate: Calculate) -> None:
    rows = [r.code for r in _scale_rows() if not r.part_of]
    counts = [
        tally("ZZ1", "staff", g, n, breakdown="grade", category=row)
        for row in rows
        for g, n in (("white", 4), ("bme", 2), ("unknown", 0))
    ]
    result = calculate(counts)
    assert figure(result, "1", "percentage", group="bme")["denominator"] == 6 * len(rows)
    assert (
        figure(result, "1", "percentage", breakdown="tier", category="clinical-upper", group="bme")["denominator"]
        == 6 * 6
    )
    steps = {r["category"]: r["value"] for r in result.figures.filter(indicator="rdr").iter_rows(named=True)}
    assert steps["all-lower-upper"] == pytest.approx(steps["all-lower-middle"] * steps["all-middle-upper"]) == 1.0


def _scale_rows() -> list[Any]:
    import openwres

    scale = openwres.load_standard("wres").edition(2026).grade_scale
    assert scale
    return list(scale.rows.values())


def test_a_receipt_changes_with_the_definition_and_not_with_the_counts(calculate: Calculate) -> None:
    one = figure(calculate(shortlisting("ZZ1", (180, 1000), (90, 800))), "2", "relative_likelihood")
    other = figure(calculate(shortlisting("ZZ1", (18, 100), (10, 80))), "2", "relative_likelihood")
    earlier = figure(
        calculate(shortlisting("ZZ1", (180, 1000), (90, 800), year=2017), 2017), "2", "relative_likelihood"
    )
    assert one["receipt"] == other["receipt"]  # a digest of counts would let a hidden count be found by trying
    assert one["receipt"] != earlier["receipt"]
    assert len(one["receipt"]) == 64
