"""The engine and a dozen lines of plain Python give the same counts and the same figures, on made-up organisations."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import openwres
from openwres.calculation import Calculation
from tests.oracle import generate, oracle

YEARS = (2018, 2020, 2023, 2026)
SEEDS = range(12)


@pytest.fixture(scope="module", params=[(seed, YEARS[seed % len(YEARS)]) for seed in SEEDS], ids=str)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, Calculation]:
    seed, year = request.param
    folder = tmp_path_factory.mktemp(f"organisation-{seed}")
    generate.write_folder(folder, seed, year)
    return folder, year, openwres.calculate(folder, year=year, organisation="ZZ9")


def test_every_count_is_the_same(both: tuple[Path, int, Calculation]) -> None:
    folder, year, calculation = both
    expected = oracle.count(folder, year)
    rows = calculation.tallies.filter(classification="wres", state="value").iter_rows(named=True)
    engine = {
        (r["item"], r["breakdown"], r["category"], r["group"], r["basis"]): r["count"]
        for r in rows
        if r["group"] != "all"
    }
    known = {key: count for key, count in expected.items() if key[1] != "tier"}
    counted = {key: count for key, count in engine.items() if key[0] != "population"}
    assert counted.keys() >= {key for key, count in known.items() if count}
    assert {key: count for key, count in counted.items() if count != known.get(key, 0)} == {}
    missing = known.keys() - counted.keys()
    assert not missing


def test_every_figure_is_the_same(both: tuple[Path, int, Calculation]) -> None:
    folder, year, calculation = both
    bases = {i.name: i.bases for i in calculation.edition.indicators}
    rows = (
        calculation.figures.filter(classification="wres", area_type="organisation")
        .filter(pl.col("variant").is_in(["official", "unsettled"]))
        .iter_rows(named=True)
    )
    keys = ("indicator", "statistic", "breakdown", "category", "group", "basis")
    engine = {tuple(r[k] for k in keys): r["value"] for r in rows}
    for (name, statistic, breakdown, category, group, basis), value in oracle.figures(
        oracle.count(folder, year)
    ).items():
        if not basis or basis in bases[name]:  # the oracle gives every basis, an edition only its own
            place = "step" if name == "rdr" else breakdown
            assert engine[name, statistic, place, category, group, basis] == pytest.approx(value)
