"""Findings over time, from tallies of several years to sentences: trends, hard nuts, sustained improvers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import openwres
from openwres.contracts.tables import TALLY_SCHEMA
from openwres.figures import calculate_figures
from openwres.findings import hard_nuts, improvers, trends
from openwres.findings.history import Asked, History
from openwres.standards import load_standard
from openwres.synthetic.paths import make_paths
from openwres.synthetic.plan import make_plan
from openwres.synthetic.planted import draw

WRES = load_standard("wres")
Counts = Mapping[str, tuple[int | None, int | None]]
NOW = range(2022, 2027)


def tallies(year: int, organisation: str, counts: Counts, basis: Mapping[str, str] | None = None) -> pl.DataFrame:
    """Tallies of white and BME people by item; a count of None is suppressed."""
    rows = [
        {"standard": "wres", "year": year, "organisation": organisation, "item": item, "breakdown": "", "category": "",
         "classification": "wres", "group": group, "basis": (basis or {}).get(item, ""), "count": number, "value": None, "base": None,
         "state": "value" if number is not None else "suppressed", "reason": "" if number is not None else "<5", "source": "extract"}
        for item, pair in counts.items()
        for group, number in zip(("white", "bme"), pair, strict=True)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=TALLY_SCHEMA)


def history(by_year: Mapping[int, pl.DataFrame]) -> History:
    figures = []
    for year, table in by_year.items():
        before = by_year.get(year - 1, table.clear())
        figures.append(calculate_figures(pl.concat([before, table]), WRES.edition(year)))
    return History(pl.concat(figures), pl.concat(by_year.values()), {year: WRES.edition(year) for year in by_year})


def appointed(bme: Mapping[int, int | None], organisation: str = "RXX", size: int = 1000) -> dict[int, pl.DataFrame]:
    return {
        year: tallies(year, organisation, {"shortlisted": (2 * size, size), "appointed": (int(0.6 * size), number)})
        for year, number in bme.items()
    }


def of_indicator(found: pl.DataFrame, name: str) -> dict[str, Any]:
    return found.row(by_predicate=pl.col("indicator") == name, named=True)


def test_a_ratio_that_comes_down_is_improving_and_the_sentence_says_from_where_to_where() -> None:
    row = of_indicator(
        trends.find(history(appointed({2022: 150, 2023: 171, 2024: 188, 2025: 214, 2026: 240})), Asked()), "2"
    )
    assert (row["verdict"], row["years"], row["first_year"], row["last_year"]) == ("improving", 5, 2022, 2026)
    assert row["first_value"] == pytest.approx(0.3 / 0.15)
    assert row["change_lower"] < row["change"] < row["change_upper"] < 1
    assert row["pooled_value"] == pytest.approx(0.3 / ((188 + 214 + 240) / 3000))
    assert (row["pooled_years"], row["numerator"], row["denominator"]) == (3, 1800, 6000)
    assert "RXX, indicator 2 (White over BME): improving, from 2.00 in 2022 to 1.25 in 2026" in row["sentence"]
    assert "cause" not in row["sentence"]


def test_a_gap_that_is_adverse_below_zero_improves_upwards() -> None:
    basis = dict.fromkeys(("equal-opportunities", "asked-equal-opportunities"), "incl-dk")
    asked = {2022: 250, 2023: 290, 2024: 330, 2025: 370, 2026: 410}
    years = {
        year: tallies(
            year, "RXX", {"equal-opportunities": (1200, yes), "asked-equal-opportunities": (2000, 1000)}, basis
        )
        for year, yes in asked.items()
    }
    row = of_indicator(trends.find(history(years), Asked()), "7")
    assert (row["adverse"], row["verdict"]) == ("below 0", "improving")
    assert row["change"] == pytest.approx(4.0, abs=0.1)
    assert "from −35.0 pp in 2022 to −19.0 pp in 2026" in row["sentence"]


def test_nothing_shown_is_not_nothing_and_says_what_would_have_shown() -> None:
    row = of_indicator(trends.find(history(appointed(dict.fromkeys(NOW, 18), size=100)), Asked()), "2")
    assert row["verdict"] == "no_change_shown"
    assert 0 < row["power"] < 0.5
    assert "no change shown" in row["sentence"]
    assert "with these counts an improvement of 10% a year would show" in row["sentence"]


def test_a_hidden_year_is_a_gap_and_never_a_zero() -> None:
    row = of_indicator(
        trends.find(history(appointed({2022: 180, 2023: None, 2024: 180, 2025: 180, 2026: 180})), Asked()), "2"
    )
    assert (row["years"], row["missing_years"]) == (4, "2023")
    assert row["change"] == pytest.approx(1.0)
    assert "2023" not in row["counts"]


def test_two_years_are_too_few() -> None:
    row = of_indicator(trends.find(history(appointed({2025: 180, 2026: 120})), Asked()), "2")
    assert (row["verdict"], row["state"], row["reason"]) == ("too_few", "not_calculable", "too_few_years")
    assert (row["change"], row["sentence"]) == (None, "")


def test_no_year_before_a_break_is_used() -> None:
    cases = {year: 40 if year < 2022 else 10 for year in range(2018, 2027)}
    both = {year: {"disciplined": "one-year"} for year in cases}
    years = {
        year: tallies(year, "RXX", {"staff": (4000, 1000), "disciplined": (40, bme)}, both[year])
        for year, bme in cases.items()
    }
    row = of_indicator(trends.find(history(years), Asked()), "3")
    assert (row["first_year"], row["years"], row["break_year"], row["verdict"]) == (2022, 5, 2022, "no_change_shown")
    assert row["pooled_value"] == pytest.approx(1.0)


def test_years_of_an_unsettled_window_are_not_used_and_windows_of_two_years_do_not_overlap() -> None:
    def of(last: int) -> dict[str, Any]:
        years = {
            year: tallies(year, "RXX", {"staff": (4000, 1000), "disciplined": (40, 20)}, {"disciplined": "one-year"})
            for year in range(2015, last + 1)
        }
        made = {year: table for year, table in years.items() if year >= 2016}
        figures = [
            calculate_figures(pl.concat([years[year - 1], table]), WRES.edition(year)) for year, table in made.items()
        ]
        found = History(pl.concat(figures), pl.concat(made.values()), {year: WRES.edition(year) for year in made})
        rows = trends.find(found, Asked()).filter(pl.col("indicator") == "3")
        return rows.row(0, named=True) if len(rows) else {}

    assert of(2021) == {}
    row = of(2018)
    assert (row["first_year"], row["last_year"], row["years"], row["verdict"]) == (2016, 2018, 2, "too_few")
    assert (row["pooled_years"], row["denominator"]) == (1, 2000)


def test_years_without_an_event_in_one_group_count_and_nothing_is_added_to_them() -> None:
    years = {
        year: tallies(year, "RXX", {"staff": (4000, 300), "disciplined": (30, bme)}, {"disciplined": "one-year"})
        for year, bme in zip(NOW, (0, 3, 0, 4, 2), strict=True)
    }
    row = of_indicator(trends.find(history(years), Asked()), "3")
    assert (row["years"], row["verdict"]) == (5, "no_change_shown")
    assert row["pooled_value"] == pytest.approx((6 / 900) / (90 / 12000))
    assert row["counts"].startswith("2022: 0/300 and 30/4000")


def test_a_value_on_the_other_side_is_named() -> None:
    years = {
        year: tallies(year, "RXX", {"staff": (8000, 4000), "disciplined": (160, bme)}, {"disciplined": "one-year"})
        for year, bme in zip(NOW, (120, 90, 60, 40, 30), strict=True)
    }
    row = of_indicator(trends.find(history(years), Asked()), "3")
    assert row["verdict"] == "improving"
    assert "which is below 1, the side that is not adverse to BME" in row["sentence"]


@pytest.fixture(scope="module")
def nation() -> tuple[History, pl.DataFrame]:
    """Appointments of a hundred planted organisations over ten years, and what is planted."""
    plan = make_plan(3, 100, range(2017, 2027), changes=False, scale=2.0)
    paths = {name: path for name, path in make_paths(plan).items() if name == "2"}
    drawn = draw(plan, paths)["2"]
    years = {}
    for at, year in enumerate(plan.years):
        tables = [
            tallies(year, code, {
                "shortlisted": (int(drawn.white_people[n, at]), int(drawn.bme_people[n, at])),
                "appointed": (int(drawn.white_events[n, at]), int(drawn.bme_events[n, at])),
            })
            for n, code in enumerate(plan.codes)
        ]  # fmt: skip
        years[year] = pl.concat(tables)
    ratios = np.log(paths["2"].white / paths["2"].true)
    return history(years), pl.DataFrame({"area": plan.codes, "first": ratios[:, 1], "last": ratios[:, -1]})


def test_hard_nuts_of_a_planted_nation_did_not_come_down_by_half(nation: tuple[History, pl.DataFrame]) -> None:
    found = hard_nuts.find(nation[0], Asked()).join(nation[1], on="area")
    called = found.filter(verdict="hard_nut")
    assert len(called) >= 5
    assert called.filter((pl.col("last").exp() - 1) < (pl.col("first").exp() - 1) / 2).is_empty()
    assert (called["pooled_lower"] > 1).all()
    assert (called["power"] >= 0.8).all()
    assert (called["q_value"] <= 0.05).all()
    assert (called["years_adverse"] >= 3).all()
    assert "a hard nut; adverse in each of the last" in called["sentence"][0]
    assert found.filter(verdict="too_few_to_tell")["reason"].unique().to_list() == ["too_few_to_tell"]


def test_sustained_improvers_of_a_planted_nation_truly_improved(nation: tuple[History, pl.DataFrame]) -> None:
    found = improvers.find(nation[0], Asked()).join(nation[1], on="area")
    told = found.filter(verdict="sustained")
    assert len(told) >= 5
    assert told.filter(pl.col("last") >= pl.col("first")).is_empty()
    assert (told["baseline_to"] < told["confirmed_from"]).all()
    assert "a sustained improvement, from" in told["sentence"][0]
    assert set(found.filter(verdict="not_shown")["sentence"]) == {""}


def test_an_improver_that_went_past_equality_is_told_so() -> None:
    basis, rows = {"disciplined": "one-year"}, {}
    for year, bme in zip(NOW, (150, 150, 40, 40, 40), strict=True):
        others = [
            tallies(year, f"R{n:02}", {"staff": (8000, 4000), "disciplined": (160, 80)}, basis) for n in range(12)
        ]
        own = tallies(year, "RXX", {"staff": (8000, 4000), "disciplined": (160, bme)}, basis)
        rows[year] = pl.concat([own, *others])
    told = improvers.find(history(rows), Asked()).filter(verdict="sustained")
    assert told["area"].to_list() == ["RXX"]
    assert told["after"][0] < 1
    assert told["sentence"][0].endswith(" That is past equality: to go further this way would be no improvement.")


def test_the_percentage_of_the_one_group_that_is_asked_has_a_trend() -> None:
    wdes = load_standard("wdes")
    editions = {year: wdes.edition(year) for year in range(2023, 2027)}
    rows = [
        {**dict.fromkeys(TALLY_SCHEMA, ""), "standard": "wdes", "year": year, "organisation": "RXX", "item": "adjusted",
         "classification": "disability", "group": "disabled", "count": None, "value": value, "base": 260, "state": "value",
         "source": "extract"}
        for year, value in zip(editions, (64.0, 69.0, 72.0, 77.0), strict=True)
    ]  # fmt: skip
    given = pl.DataFrame(rows, schema=TALLY_SCHEMA)
    figures = [calculate_figures(given.filter(pl.col("year") == year), edition) for year, edition in editions.items()]
    row = of_indicator(trends.find(History(pl.concat(figures), given, editions), Asked()), "8")
    assert (row["statistic"], row["group"], row["verdict"], row["years"]) == ("percentage", "disabled", "rising", 4)
    assert "from 64.0% in 2023 to 77.0% in 2026" in row["sentence"]


def test_one_organisation_alone_has_no_peers_to_be_judged_by() -> None:
    found = improvers.find(history(appointed({2022: 100, 2023: 105, 2024: 190, 2025: 190, 2026: 190})), Asked())
    assert found.select("state", "reason", "verdict").unique().row(0) == ("not_calculable", "too_few_peers", "too_few")


def test_calculate_tells_trends_from_a_store_and_writes_them(tmp_path: Path) -> None:
    years = appointed({2022: 150, 2023: 171, 2024: 188, 2025: 214, 2026: 240})
    other = appointed(dict.fromkeys(NOW, 100), "RYY")
    for year in list(NOW)[:-1]:
        home = tmp_path / "store" / "tallies" / "wres" / str(year)
        home.mkdir(parents=True)
        years[year].write_parquet(home / "RXX.parquet")
        other[year].write_parquet(home / "RYY.parquet")
    years[2026].write_parquet(tmp_path / "now.parquet")
    done = openwres.calculate(tmp_path / "now.parquet", year=2026, history=tmp_path / "store")
    assert done.trends is not None
    assert done.trends["area"].unique().to_list() == ["RXX"]
    assert of_indicator(done.trends, "2")["verdict"] == "improving"
    assert_frame_equal(pl.read_parquet(done.write(tmp_path / "out") / "trends.parquet"), done.trends)


def test_without_two_earlier_years_nothing_is_told_of_trends(tmp_path: Path) -> None:
    years = appointed({2025: 214, 2026: 240})
    home = tmp_path / "store" / "tallies" / "wres" / "2025"
    home.mkdir(parents=True)
    years[2025].write_parquet(home / "RXX.parquet")
    years[2026].write_parquet(tmp_path / "now.parquet")
    for store in (None, tmp_path / "store"):
        done = openwres.calculate(tmp_path / "now.parquet", year=2026, history=store)
        assert done.trends is None
        assert not list(done.write(tmp_path / "out").glob("trends.*"))
