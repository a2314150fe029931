"""What was planted is what the counts show, but for chance; and chance is as large as it should be.

Each test says how often it would fail if nothing were wrong and the seeds were others.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

import numpy as np
import polars as pl
import pytest

from openwres.statistics import ratio_interval
from openwres.synthetic import Plan, make_plan, nation
from openwres.synthetic.paths import make_paths, truth_of

YEAR = 2026
# Event, population and their bases, by indicator.
COUNTED = {
    "2": ("appointed", "shortlisted", "", ""),
    "3": ("disciplined", "staff", "one-year", ""),
    "4": ("trained", "staff", "", ""),
    "5": ("harassed-by-public", "asked-harassed-by-public", "", ""),
    "6": ("harassed-by-staff", "asked-harassed-by-staff", "", ""),
    "7": ("equal-opportunities", "asked-equal-opportunities", "incl-dk", "incl-dk"),
    "8": ("discriminated", "asked-discriminated", "", ""),
}


def recovered(seed: int, organisations: int = 12, scale: float = 0.15) -> pl.DataFrame:
    """Truth beside counts: for each organisation and indicator the events and people of both groups."""
    plan = make_plan(seed, organisations, (YEAR,), changes=False, scale=scale)
    made = next(iter(nation(plan)))
    whole = made.counts.filter(classification="wres", breakdown="")
    counts = {row[:4]: row[4] for row in whole.select("organisation", "item", "basis", "group", "count").iter_rows()}
    rows = [row | numbers(counts, row["organisation"], row["indicator"]) for row in made.truth.to_dicts()]
    return pl.DataFrame(rows, infer_schema_length=None)


def numbers(counts: Mapping[tuple[str, ...], int], code: str, indicator: str) -> dict[str, int]:
    event, population, basis, over = COUNTED[indicator]
    return {
        f"{name}_{group}": counts[code, item, of, group]
        for name, item, of in (("events", event, basis), ("people", population, over))
        for group in ("white", "bme")
    }


@pytest.fixture(scope="module")
def seeds() -> pl.DataFrame:
    return pl.concat([recovered(seed) for seed in range(100, 108)])


@pytest.mark.parametrize("group", ["white", "bme"])
@pytest.mark.parametrize("indicator", COUNTED)
def test_rates_are_unbiased(seeds: pl.DataFrame, indicator: str, group: str) -> None:
    """All together lie within 4 standard errors of what was planted: fails once in 1,100 runs of the fourteen cases."""
    own = seeds.filter(indicator=indicator)
    rate, people, events = (own[name].to_numpy() for name in (f"{group}_rate", f"people_{group}", f"events_{group}"))
    off = (events - people * rate).sum() / sqrt((people * rate * (1 - rate)).sum())
    assert abs(off) < 4


@pytest.mark.parametrize("indicator", COUNTED)
def test_rates_scatter_as_chance_does(seeds: pl.DataFrame, indicator: str) -> None:
    """Squared errors over their variance are 1 on average; within 5 standard errors of it (fails once in 10,000)."""
    own, squares = seeds.filter(indicator=indicator), []
    for group in ("white", "bme"):
        rate, people, events = (own[n].to_numpy() for n in (f"{group}_rate", f"people_{group}", f"events_{group}"))
        expected = people * rate * (1 - rate)
        squares.append(((events - people * rate) ** 2 / expected)[expected > 2])
    found = np.concatenate(squares)
    assert found.size > 50
    assert abs(found.mean() - 1) < 5 * sqrt(2.5 / found.size)


def covered(rows: pl.DataFrame) -> float:
    """How many 95% intervals of indicators 2 to 4 hold the ratio that was drawn from."""
    inside = []
    for row in rows.filter(statistic="relative_likelihood", lucky=False).iter_rows(named=True):
        one, other = ("bme", "white") if row["indicator"] == "3" else ("white", "bme")
        found = ratio_interval(
            row[f"events_{one}"], row[f"people_{one}"], row[f"events_{other}"], row[f"people_{other}"]
        )
        inside.append(bool(found.lower <= row["true"] <= found.upper))
    return sum(inside) / len(inside)


def test_intervals_hold_the_planted_ratio(seeds: pl.DataFrame) -> None:
    """Nineteen times in twenty; of some 280 intervals within 4 standard errors (fails once in 15,000)."""
    assert abs(covered(seeds) - 0.95) < 4 * sqrt(0.95 * 0.05 / 280)


@pytest.mark.slow
def test_intervals_hold_the_planted_ratio_of_many(seeds: pl.DataFrame) -> None:
    """The same of some 7,000 intervals; the score interval is a little wide where cases are few."""
    many = pl.concat([recovered(seed, organisations=60, scale=0.2) for seed in range(200, 240)])
    assert 0.94 < covered(many) < 0.965


def planted(plan: Plan) -> pl.DataFrame:
    """The truth of every year, without making anybody."""
    return pl.concat([truth_of(plan, make_paths(plan), year) for year in plan.years])


def test_a_lucky_year_is_chance_planted_on_purpose() -> None:
    """What is drawn from differs from what is true in lucky years only, and always to the better."""
    plan = make_plan(4, 40, range(2022, 2027), changes=False)
    truth = planted(plan)
    assert truth.filter(pl.col("lucky") != (pl.col("true") != pl.col("drawn"))).is_empty()
    lucky = truth.filter(lucky=True)
    assert len(lucky) > 5
    assert (lucky["path"] == "lucky").all()
    better = pl.when(pl.col("indicator") == "7").then(pl.col("drawn") > pl.col("true"))
    assert lucky.select(better.otherwise(pl.col("drawn") < pl.col("true")))[:, 0].all()


def test_an_action_that_works_shows_from_its_year_on() -> None:
    plan = make_plan(6, 60, range(2020, 2027), changes=False)
    truth = planted(plan).filter(indicator="2", path="sustained-improver")
    assert truth["organisation"].n_unique() > 2
    national = {2020: 1.61, 2021: 1.61, 2022: 1.54, 2023: 1.59, 2024: 1.62, 2025: 1.60, 2026: 1.58}
    excess = truth.with_columns(excess=pl.col("true") / pl.col("year").replace_strict(national))
    before = (
        excess.filter(pl.col("year") < pl.col("action_from"))
        .group_by("organisation")
        .agg(before=pl.col("excess").max())
    )
    after = (
        excess.filter(pl.col("year") > pl.col("action_from")).group_by("organisation").agg(after=pl.col("excess").max())
    )
    both = before.join(after, on="organisation")
    assert len(both) > 2
    assert (both["after"] < 0.7 * both["before"]).all()
    assert (truth["action_effect"] < 0).all()
