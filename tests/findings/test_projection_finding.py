"""Who will be in senior grades, and paths to parity: what a board reads, and when nothing is said."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from openwres.findings import goals, projection
from openwres.findings.history import Asked, History
from tests.findings.followed import Counts, history

LOW, MIDDLE, HIGH, DOCTOR = "clinical-5", "clinical-7", "clinical-8a", "medical-consultant"
FIRST = 2023


def snapshot(bme: dict[str, int], white: dict[str, int]) -> dict[tuple[str, str, str], int]:
    return {("staff", grade, group): n for group, of in (("bme", bme), ("white", white)) for grade, n in of.items()}


def lived(up: int = 12, years: int = 4) -> History:
    """An organisation that keeps its size: in senior grades are 30 BME and 170 white staff, and some rise to them each year."""
    people = snapshot({LOW: 500, MIDDLE: 150, HIGH: 30, DOCTOR: 60}, {LOW: 900, MIDDLE: 450, HIGH: 170, DOCTOR: 90})
    moves: dict[tuple[str, str, str], int] = {}
    for group, rising in (("bme", 3), ("white", up)):
        moves |= {("moved-up", MIDDLE, group): rising, ("moved-up", "middle-to-upper", group): rising}
        for grade in (LOW, MIDDLE, HIGH, DOCTOR):
            n = people["staff", grade, group]
            leaving = n // 10
            moves |= {("left", grade, group): leaving, ("joined", grade, group): leaving}
            moves[("stayed", grade, group)] = n - leaving - (rising if grade == MIDDLE else 0)
    counts: dict[tuple[int, str], Counts] = {(FIRST - 1, "ZZ1"): people}
    counts |= {(FIRST + n, "ZZ1"): people | moves for n in range(years)}
    return history(counts)


def row(given: History, future: int, **asked: Any) -> dict[str, Any]:
    found = projection.find(given, Asked(**asked)).filter(area="ZZ1", future=future)
    assert len(found) == 1
    return found.row(0, named=True)


def test_ten_years_are_projected_with_limits_that_widen() -> None:
    found = projection.find(lived(), Asked())
    assert found["future"].to_list() == list(range(2027, 2037))
    assert (found["lower"] <= found["lower_80"]).all()
    assert (found["lower_80"] <= found["value"]).all()
    assert (found["value"] <= found["upper_80"]).all()
    assert (found["upper_80"] <= found["upper"]).all()
    width = (found["upper"] - found["lower"]).to_list()
    assert width[-1] > width[3] > width[0]
    assert found.schema == pl.Schema(projection.SCHEMA)


def test_now_is_the_snapshot_and_parity_the_whole_workforce_doctors_among_them() -> None:
    found = row(lived(), 2027)
    assert (found["numerator"], found["denominator"]) == (30, 200)
    assert found["parity"] == pytest.approx(100 * 740 / 2350, abs=1)


def test_more_promotions_of_white_staff_leave_a_smaller_share() -> None:
    assert row(lived(up=40), 2031)["value"] < row(lived(up=4), 2031)["value"] - 2


def test_what_parity_would_take_is_told_in_people_a_year() -> None:
    found = row(lived(), 2031)
    assert found["sentence"].startswith(
        "ZZ1, band 8a and above: 30 of 200 staff are BME in 2026 (15.0%). If people go on leaving, rising and joining as from 2022 to 2026, "
    )
    assert (
        f"would take about {round(found['more_each_year'])} more appointments or promotions of BME staff a year, in place of white staff."
        in found["sentence"]
    )
    later = row(lived(), 2036)
    assert later["more_each_year"] < found["more_each_year"]
    assert later["sentence"] == ""


def test_parity_that_appointments_cannot_bring_is_told() -> None:
    found = row(lived(up=0), 2027)
    assert found["more_each_year"] > found["other_arrivals"]


def test_the_seed_decides_the_draws() -> None:
    one, same, other = (projection.find(lived(), Asked(seed=seed)) for seed in (1, 1, 2))
    assert one.equals(same)
    assert not one["lower"].equals(other["lower"])


def test_without_moves_nothing_is_carried_on() -> None:
    people = snapshot({LOW: 500, HIGH: 30}, {LOW: 900, HIGH: 170})
    found = projection.find(history({(2025, "ZZ1"): people, (2026, "ZZ1"): people}), Asked())
    assert found.select("state", "reason", "value").rows() == [("not_calculable", "needs_two_snapshots", None)]
    assert (
        found["sentence"].item()
        == "ZZ1: who will be in senior grades is not projected, because it needs the staff lists of two years."
    )


def test_too_few_moves_are_told_as_too_few() -> None:
    people = snapshot({LOW: 50, HIGH: 2}, {LOW: 900, HIGH: 170})
    moves = {("stayed", grade, group): n for (_, grade, group), n in people.items()} | {
        ("left", HIGH, "white"): 5,
        ("stayed", HIGH, "white"): 165,
    }
    found = row(history({(2025, "ZZ1"): people, (2026, "ZZ1"): people | moves}), 2031)
    assert (found["state"], found["reason"]) == ("too_few", "fewer_than_5_moves")
    assert (
        found["sentence"]
        == "ZZ1, band 8a and above: 2 of 172 staff are BME in 2026; too few of them came or left to say who will be."
    )


def test_only_organisations_with_every_year_enter_an_area() -> None:
    from openwres.organisations import Membership, Organisation, register_of

    whole, moves = lived(), lived().tallies
    late = moves.filter(pl.col("year") >= FIRST + 1).with_columns(organisation=pl.lit("ZZ2"))
    register = register_of(
        [Organisation(code, code, "acute", None, None) for code in ("ZZ1", "ZZ2")],
        [Membership(code, "region", "Y1") for code in ("ZZ1", "ZZ2")], [], [],
    )  # fmt: skip
    both = History(whole.figures, pl.concat([moves, late]), whole.editions, register)
    found = projection.find(both, Asked()).filter(future=2031)
    told = {r["area"]: (r["organisations"], r["years"], r["denominator"]) for r in found.iter_rows(named=True)}
    assert told == {"ZZ1": (1, 4, 200), "ZZ2": (1, 3, 200), "Y1": (1, 4, 200), "acute": (1, 4, 200)}


def test_people_who_say_their_ethnicity_later_are_expected_to_go_on_doing_so() -> None:
    silent = lived()
    # Last year's snapshots knew 20 fewer BME people in band 5, who were among the unknown then and said it within the year.
    at = (pl.col("item") == "staff") & (pl.col("category") == LOW) & (pl.col("year") < silent.newest.year)
    less = (
        pl.when(at & (pl.col("group") == "bme"))
        .then(-20)
        .when(at & (pl.col("group") == "unknown"))
        .then(20)
        .otherwise(0)
    )
    now = (pl.col("item") == "staff") & (pl.col("category") == LOW) & (pl.col("year") == silent.newest.year)
    more = pl.when(now & (pl.col("group") == "unknown")).then(40).otherwise(0)
    spoken = History(silent.figures, silent.tallies.with_columns(pl.col("count") + less + more), silent.editions)
    quiet = History(silent.figures, silent.tallies.with_columns(pl.col("count") + more), silent.editions)
    assert row(spoken, 2031)["parity"] > row(quiet, 2031)["parity"] + 0.5


# Paths to parity


def path(first: int, **wanted: Any) -> dict[str, Any]:
    """Of 100 in band 8a, 10 were BME in the first year and 12 are in 2026; the workforce went from 20% to 30%."""
    began = snapshot({LOW: 190, HIGH: 10}, {LOW: 710, HIGH: 90})
    now = snapshot({LOW: 318, HIGH: 12}, {LOW: 662, HIGH: 108})
    found = goals.find(history({(first, "ZZ1"): began, (2026, "ZZ1"): now}), Asked(organisation="ZZ1"))
    found = found.filter(**({"category": "8a", "future": 2026, "basis": "fixed"} | wanted))
    assert len(found) == 1
    return found.row(0, named=True)


def test_the_fixed_path_aims_at_the_share_of_2018() -> None:
    found = path(2018)
    assert (found["start"], found["end"], found["each_year"], found["value"]) == (10, 20, 1, 18)
    assert (found["target"], found["numerator"], found["denominator"], found["verified"]) == (18, 12, 120, False)


def test_the_moving_path_aims_at_the_share_and_the_size_of_the_year() -> None:
    found = path(2018, basis="moving")
    assert (found["share"], found["end"], found["each_year"], found["value"]) == pytest.approx((30, 36, 2.6, 30.8))
    assert path(2018, basis="moving", future=2028)["value"] == pytest.approx(36)


def test_a_history_that_begins_later_says_from_when_it_counts() -> None:
    found = path(2023)
    assert (found["since"], found["value"], found["each_year"]) == (2023, 16, 2)
    assert found["sentence"] == (
        "ZZ1, Band 8a: 12 of 120 staff are BME in 2026. A straight path from 10 in 2023 to 20.0%, the workforce share of 2023, "
        "by 2028 would have 16 now: 2.0 more a year. The path is reconstructed and is not an NHS England figure."
    )


def test_a_band_without_people_has_no_path() -> None:
    found = path(2018, category="9")
    assert (found["state"], found["reason"], found["value"]) == ("not_calculable", "nobody_in_the_band", None)


def test_years_before_2018_and_organisations_without_the_first_year_do_not_enter() -> None:
    people = snapshot({LOW: 190, HIGH: 10}, {LOW: 710, HIGH: 90})
    found = goals.find(
        history({(2017, "ZZ1"): people, (2018, "ZZ1"): people, (2020, "ZZ1"): people, (2020, "ZZ2"): people}), Asked()
    )
    assert set(found["since"]) == {2018}
    assert set(found["area"]) == {"ZZ1"}
